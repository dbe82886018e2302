//! The verbs of the floor, one transaction each: receive, assign, take, move on, tick, join, see out.

mod assigning;
mod closing;
mod joining;
mod receiving;
mod walking;

pub use assigning::{Wish, assign, propose};
pub use closing::{Parting, close, close_day, closing_facts, day_is_over};
pub use joining::{Who, join, may_join};
pub use receiving::{Arrival, Caller, greet, on_file, receive};
pub use walking::{advance, facts, leave_alone, rejoin, take, tick, untick, walked_before};

use super::model::{Visit, VisitState};
use super::store;
use crate::base::actor::Actor;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{UserId, VisitId};
use crate::base::role::Need;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};
use serde_json::json;

/// A visit that this actor may walk: consultants their own, supervisors all, while the party is here.
///
/// # Errors
/// `visit_over` where the party has left; forbidden for a colleague's party; missing where there is none such.
pub fn own(tx: &mut Tx, id: VisitId) -> Answered<Visit> {
    let visit = here(tx, id)?;
    may_walk(&tx.actor, &visit)?;
    Ok(visit)
}

/// The same for a page: whoever may not act on a party does not read its forms either.
///
/// # Errors
/// Forbidden for a colleague's party; missing where there is none such.
pub fn own_to_read(conn: &mut Conn, actor: &Actor, id: VisitId) -> Answered<Visit> {
    let visit = store::find(conn, actor.site, id)?;
    may_walk(actor, &visit)?;
    Ok(visit)
}

fn may_walk(actor: &Actor, visit: &Visit) -> Answered<()> {
    actor.must(Need::WalkVisit)?;
    let theirs = visit.consultant.is_some_and(|who| actor.is(who));
    if actor.only_own() && !theirs { Err(Error::Forbidden(Need::WalkVisit)) } else { Ok(()) }
}

/// A visit that this actor may walk and that a consultant has taken.
///
/// # Errors
/// As [`own`]; `visit_not_taken` where nobody has taken the party yet.
pub fn own_taken(tx: &mut Tx, id: VisitId) -> Answered<Visit> {
    let visit = own(tx, id)?;
    if visit.state == VisitState::WithConsultant { Ok(visit) } else { Err(Refused::invalid("visit_not_taken").into()) }
}

/// Gives a party who is here to another consultant, without a say of the rotation: the one before has left the house for good.
///
/// # Errors
/// `visit_over`; missing; faults of the database.
pub fn pass_on(tx: &mut Tx, id: VisitId, to: UserId) -> Answered<()> {
    let visit = here(tx, id)?;
    let (from, customer) = (visit.consultant, visit.customer);
    store::update(tx, Visit { consultant: Some(to), ..visit })?;
    let detail = json!({ "from": from.map(|who| who.0), "to": to.0 });
    journal::record(tx, Entry::new("visits.passed_on").visit(id).customer(customer).detail(detail))
}

/// A visit whose party is still here.
///
/// # Errors
/// `visit_over` where the party has left; missing where there is none such.
pub fn here(tx: &mut Tx, id: VisitId) -> Answered<Visit> {
    let visit = store::find(tx.conn, tx.actor.site, id)?;
    if visit.is_here() { Ok(visit) } else { Err(Refused::changed("visit_over").into()) }
}
