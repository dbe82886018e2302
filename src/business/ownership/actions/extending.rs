//! More time with a customer: asked for by the consultant, decided in place by a supervisor.

use serde_json::json;

use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, ExtensionRequestId};
use crate::base::role::Need;
use crate::business::customers::keeping;
use crate::business::customers::model::Customer;
use crate::business::customers::{self, actions as owning};
use crate::business::ownership::model::{Extension, Verdict};
use crate::business::ownership::{extensions, store};
use crate::business::sites;
use crate::platform::db::{Tx, fault};
use crate::platform::journal::{self, Entry};

/// The index that lets one request per customer wait.
const ONE_OPEN: &str = "extension_requests_one_open";

/// Asks for more days with a customer of one's own, with a reason.
///
/// # Errors
/// What [`extensions::until`] refuses; `extension_asked` where one waits already; `Forbidden` for a colleague's customer; `Missing`;
/// faults of the database.
pub fn ask(tx: &mut Tx, customer: CustomerId, days: u16, reason: &str) -> Answered<ExtensionRequestId> {
    tx.actor.must(Need::AskExtension)?;
    let known = customers::store::find(tx.conn, tx.actor.site, customer)?;
    if tx.actor.only_own() && !known.belongs_to(tx.actor.user) {
        return Err(Error::Forbidden(Need::AskExtension));
    }
    until(tx, &known, days.into())?;
    let id = ExtensionRequestId::new(tx.now);
    let request = Extension {
        id,
        customer,
        days,
        reason: reason.to_owned(),
        asked_by: tx.actor.user,
        asked_at: tx.now,
        decided_by: None,
        decided_at: None,
        verdict: None,
        decision_reason: None,
    };
    let tried = tx.attempt(|tx| store::insert_request(tx, &request));
    fault::on_unique(tried, ONE_OPEN, || Refused::taken("extension_asked"))?;
    let entry = Entry::new("ownership.extension_asked").customer(customer).subject(id);
    journal::record(tx, entry.detail(json!({ "days": days })))?;
    Ok(id)
}

/// Gives more time, or does not, with a reason.
///
/// # Errors
/// `request_decided` (409) where a colleague was faster; what [`extensions::until`] refuses by now; `Forbidden`; `Missing`; faults of the
/// database.
pub fn decide(tx: &mut Tx, id: ExtensionRequestId, verdict: Verdict, reason: &str) -> Answered<()> {
    tx.actor.must(Need::DecideOwnership)?;
    let request = store::find_request(tx.conn, tx.actor.site, id)?;
    if request.decided_at.is_some() {
        return Err(Refused::taken("request_decided").into());
    }
    let customer = customers::store::find(tx.conn, tx.actor.site, request.customer)?;
    let kind = match verdict {
        Verdict::Granted => {
            let until = until(tx, &customer, request.days.into())?;
            owning::extend(tx, customer.id, until)?;
            "ownership.extension_granted"
        }
        Verdict::Refused => "ownership.extension_refused",
    };
    if !store::decide_request(tx, id, verdict, reason)? {
        return Err(Refused::taken("request_decided").into());
    }
    let entry = Entry::new(kind).customer(customer.id).subject(id);
    journal::record(tx, entry.detail(json!({ "days": request.days })))
}

fn until(tx: &mut Tx, customer: &Customer, days: i64) -> Answered<crate::base::clock::Date> {
    let site = sites::of(tx.conn, tx.actor.site)?;
    let left = keeping::standing(customer, &site.settings.protection, site.clock(), tx.now);
    let left = left.ok_or_else(|| Refused::invalid("extension_needless"))?;
    Ok(extensions::until(&left, days, &site.settings.ownership)?)
}
