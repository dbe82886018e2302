//! A party without a name tells who they are: the visit becomes the customer's, with everything that happened before.

use serde_json::json;

use super::{own, walking};
use crate::base::actor::Actor;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, VisitId};
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::base::role::Need;
use crate::business::customers::model::{Meeting, Title};
use crate::business::customers::seeing::PICKED;
use crate::business::customers::{self, journeys};
use crate::business::visits::model::{Kind, Visit};
use crate::business::visits::store;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// Who the party turns out to be.
#[derive(Debug, Clone)]
pub enum Who {
    /// A customer who was found.
    Known(CustomerId),
    /// Somebody with a number, and perhaps a name.
    Number(Phone, Option<Name>, Title),
    /// Somebody with a name and no number.
    Named(Name, Title),
}

/// Joins an anonymous party to a customer, during the visit or after it. The time line stays with the visit.
///
/// # Errors
/// `visit_has_customer` where the party is known already; forbidden for a colleague's party; missing; faults of the database.
pub fn join(tx: &mut Tx, id: VisitId, who: &Who) -> Answered<CustomerId> {
    let visit = joinable(tx, id)?;
    let customer = match who {
        Who::Known(known) => customers::store::find(tx.conn, tx.actor.site, *known)?,
        Who::Named(name, title) => {
            customers::actions::meet_without_number(tx, Some(name.clone()), *title, visit.channel.clone())?
        }
        Who::Number(phone, name, title) => {
            let (phone, name, channel) = (phone.clone(), name.clone(), visit.channel.clone());
            customers::actions::meet(tx, &Meeting { phone, name, title: *title, channel })?.customer
        }
    };
    let joined = journeys::join(tx, visit.journey, customer.id)?;
    if let Some(left) = joined.left {
        store::move_to_journey(tx, left, joined.journey)?;
    }
    let came_before = customer.visits > 0;
    customers::actions::came(tx, customer.id)?;
    let kind = if visit.kind == Kind::Buyer && came_before { Kind::Returning } else { visit.kind };
    let (stage, is_here, before) = (visit.stage, visit.is_here(), visit.journey);
    store::update(tx, Visit { customer: Some(customer.id), journey: joined.journey, kind, ..visit })?;
    if is_here && joined.left.is_some() {
        walking::move_journey(tx, joined.journey, stage)?;
    }
    // The journey that the party came on; what was kept or priced for it follows (`reactions`).
    let entry = Entry::new("visits.joined").visit(id).customer(customer.id).subject(before);
    let picked = matches!(who, Who::Known(_));
    journal::record(tx, entry.detail(json!({ "came_before": came_before, PICKED: picked })))?;
    Ok(customer.id)
}

/// Whether this person may say who a party is.
///
/// # Errors
/// Forbidden for a colleague's party.
pub fn may_join(actor: &Actor, visit: &Visit) -> Answered<()> {
    actor.must(Need::ReceiveParty)?;
    let of_another = visit.consultant.is_some_and(|who| !actor.is(who));
    if actor.only_own() && of_another { Err(Error::Forbidden(Need::WalkVisit)) } else { Ok(()) }
}

/// The desk may say who a party is before a consultant takes it; afterwards it is for the consultant, also when the party has left.
fn joinable(tx: &mut Tx, id: VisitId) -> Answered<Visit> {
    let visit = store::find(tx.conn, tx.actor.site, id)?;
    if visit.customer.is_some() {
        return Err(Refused::taken("visit_has_customer").into());
    }
    may_join(&tx.actor, &visit)?;
    if visit.is_here() && visit.consultant.is_some_and(|who| tx.actor.is(who)) { own(tx, id) } else { Ok(visit) }
}
