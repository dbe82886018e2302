//! Who is who: a couple that registered apart, somebody whose number was written down with a slip, and one card that was two.

use super::Day;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId};
use crate::base::phone::Phone;
use crate::business::customers::actions as customers;
use crate::business::customers::households::Relation;
use crate::business::customers::model::Meeting;
use crate::business::customers::store;
use crate::business::merging::actions::{self as merging, Wish};
use crate::business::merging::choosing;
use crate::platform::db::Tx;

/// Two of a consultant's regulars are a couple; of two others there is a second card, one of which was merged.
pub async fn who_is_who(day: &Day<'_>, consultant: UserId) -> Answered<()> {
    let regulars = day.regulars(consultant, 8).await?;
    if let [.., one, other, _, _] = regulars.as_slice() {
        let (one, other) = (*one, *other);
        let link = move |tx: &mut Tx| customers::link_household(tx, one, other, Relation::Spouse);
        day.does(&day.supervisor(), 300, link).await?;
    }
    if let [.., doubtful, twice] = regulars.as_slice() {
        second_card(day, *doubtful, 298).await?;
        if let Some(second) = second_card(day, *twice, 297).await? {
            let (site, kept) = (day.site.id, *twice);
            let act = move |tx: &mut Tx| {
                let (stays, goes) = (store::find(tx.conn, site, kept)?, store::find(tx.conn, site, second)?);
                let choices = choosing::offered(&stays, &goes);
                let (kept, gone) = ((kept, stays.version), (second, goes.version));
                merging::merge(tx, &Wish { kept, gone, choices, reason: None }).map(|_| ())
            };
            day.does(&day.supervisor(), 295, act).await?;
        }
    }
    Ok(())
}

/// The same name once more, with one digit wrong.
async fn second_card(day: &Day<'_>, known: CustomerId, minutes: i64) -> Answered<Option<CustomerId>> {
    let site = day.site.id;
    let act = move |tx: &mut Tx| {
        let customer = store::find(tx.conn, site, known)?;
        let Some(number) = store::numbers_of(tx.conn, known)?.into_iter().next() else { return Ok(None) };
        let meeting = Meeting {
            phone: Phone::stored(with_a_slip(number.phone.reveal())),
            name: customer.name.clone(),
            title: customer.title,
            channel: Some("phone".to_owned()),
        };
        let met = customers::meet(tx, &meeting)?;
        Ok(met.is_new.then_some(met.customer.id))
    };
    day.does(&day.desk(), minutes, act).await
}

fn with_a_slip(number: &str) -> String {
    let (start, last) = number.split_at(number.len().saturating_sub(1));
    let slip = if last == "7" { "1" } else { "7" };
    format!("{start}{slip}")
}
