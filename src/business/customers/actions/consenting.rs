//! What a person says to the notice on personal information, with the words as they stood.

use super::workable;
use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, RowId};
use crate::base::role::Need;
use crate::business::customers::model::Consent;
use crate::business::customers::notice;
use crate::business::customers::store;
use crate::business::sites;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use serde_json::json;
use showroom_templates::Lang;

/// What was said to one consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which consent.
    pub purpose: String,
    /// Yes or no.
    pub given: bool,
}

/// Keeps the answers. What is the same as before writes nothing; a no after a yes takes the yes back.
///
/// # Errors
/// `notice_outdated` where another version was shown; `Forbidden`; `Missing`; faults of the database.
pub fn answer_notice(tx: &mut Tx, id: CustomerId, shown: i32, lang: Lang, answers: &[Answer]) -> Answered<()> {
    let customer = workable(tx, id, Need::EditCustomer)?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    let notice = notice::on(site.clock().business_day(tx.now))?;
    if notice.number != shown {
        return Err(Refused::changed("notice_outdated").into());
    }
    let before = store::consents_of(tx.conn, customer.id)?;
    for answer in answers {
        let standing = before.iter().find(|consent| consent.purpose == answer.purpose);
        let same = standing.is_some_and(|consent| {
            consent.given == answer.given && consent.withdrawn_at.is_none() && consent.notice_version == shown
        });
        if same {
            continue;
        }
        let took_back =
            !answer.given && standing.is_some_and(|consent| consent.given && consent.withdrawn_at.is_none());
        if took_back {
            store::withdraw_consents(tx, id, &answer.purpose)?;
        }
        keep(tx, id, answer, notice.number, notice.frozen(lang, &site.name, &answer.purpose))?;
        let kind = match (answer.given, took_back) {
            (true, _) => "customers.consent_given",
            (false, true) => "customers.consent_withdrawn",
            (false, false) => "customers.consent_declined",
        };
        let detail = json!({ "purpose": answer.purpose, "version": notice.number });
        journal::record(tx, Entry::new(kind).customer(id).detail(detail))?;
    }
    Ok(())
}

/// Takes one consent back, by the visitor with the code of their card. What was never given writes nothing.
///
/// # Errors
/// Faults of the database.
pub fn take_back(tx: &mut Tx, id: CustomerId, purpose: &str) -> Answered<()> {
    let standing = store::consents_of(tx.conn, id)?;
    let given = standing.iter().find(|consent| consent.purpose == purpose);
    let Some(given) = given.filter(|consent| consent.given && consent.withdrawn_at.is_none()) else {
        return Ok(());
    };
    store::withdraw_consents(tx, id, purpose)?;
    let detail = json!({ "purpose": purpose, "version": given.notice_version });
    journal::record(tx, Entry::new("customers.consent_withdrawn").customer(id).detail(detail))
}

fn keep(tx: &mut Tx, id: CustomerId, answer: &Answer, version: i32, words: String) -> Answered<()> {
    let consent = Consent {
        id: RowId::new(tx.now),
        purpose: answer.purpose.clone(),
        notice_version: version,
        notice_text: words,
        given: answer.given,
        asked_by: tx.actor.user,
        asked_at: tx.now,
        withdrawn_at: None,
    };
    store::insert_consent(tx, id, &consent)
}
