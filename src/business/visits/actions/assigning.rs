//! Whose party is it? By the rules, or against them with a reason.

use serde_json::json;

use super::{here, walking};
use crate::base::error::Answered;
use crate::base::ids::{UserId, VisitId};
use crate::base::role::Need;
use crate::business::consultants::actions::{self as consultants, Choice};
use crate::business::consultants::model::Assignment;
use crate::business::consultants::rotation::{self, Party, Proposal, Standing};
use crate::business::consultants::store as duty;
use crate::business::customers;
use crate::business::sites;
use crate::business::visits::model::{Visit, VisitState};
use crate::business::visits::{appointments, store};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// What the party says about whom they want.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    /// They ask for this consultant by name.
    pub asks_for: Option<UserId>,
    /// They belong to a party that is here already.
    pub related_to: Option<VisitId>,
}

/// Whose party this is by the rules, as the queue stands now.
///
/// # Errors
/// What the rules refuse; faults of the database.
pub fn propose(
    conn: &mut Conn,
    visit: &Visit,
    wish: &Wish,
    day: crate::base::clock::Date,
) -> Answered<(Vec<Standing>, Proposal)> {
    let rules = sites::of(conn, visit.site)?.settings.rotation;
    let queue = duty::queue(conn, visit.site, day)?;
    let proposal = rotation::propose(&queue, &party(conn, visit, wish)?, &rules)?;
    Ok((queue, proposal))
}

/// Gives a party to a consultant. Whoever has one already loses it only by somebody with the need, for a reason.
///
/// # Errors
/// `turn_moved_on` where somebody was faster; `override_needs_reason`, `not_in_the_queue` as the rules say; forbidden
/// without the need; `visit_over` where the party has left; faults of the database.
pub fn assign(tx: &mut Tx, id: VisitId, wish: &Wish, choice: &Choice) -> Answered<Assignment> {
    tx.one_at_a_time("rotation")?;
    let visit = here(tx, id)?;
    let before = visit.consultant;
    if before.is_some() {
        tx.actor.must(Need::OverrideTurn)?;
        take_back(tx, &visit)?;
    }
    let party = party(tx.conn, &visit, wish)?;
    let assignment = consultants::assign(tx, id, &party, choice)?;
    let customer = visit.customer;
    let greeted_at = visit.greeted_at.or(Some(tx.now));
    let given = Visit {
        consultant: assignment.consultant,
        assigned_at: assignment.consultant.map(|_| tx.now),
        greeted_at,
        ..visit
    };
    let visit = store::update(tx, given)?;
    let kind = if before.is_some() { "visits.reassigned" } else { "visits.assigned" };
    let detail = json!({ "consultant": assignment.consultant.map(|who| who.0), "from": before.map(|who| who.0),
        "rule": assignment.rule.code(), "costs_turn": assignment.costs_turn });
    journal::record(tx, Entry::new(kind).visit(id).customer(customer).subject(assignment.id).detail(detail))?;
    // Whoever receives a party for themselves stands in front of it already.
    if visit.state == VisitState::Waiting && assignment.consultant.is_some_and(|who| tx.actor.is(who)) {
        walking::hand_over(tx, visit)?;
    }
    Ok(assignment)
}

/// A party as the rotation sees it.
pub(super) fn party(conn: &mut Conn, visit: &Visit, wish: &Wish) -> Answered<Party> {
    let owner = match visit.customer {
        Some(id) => customers::store::find(conn, visit.site, id)?.owner,
        None => None,
    };
    let appointment = match visit.appointment {
        Some(id) => appointments::find(conn, visit.site, id)?.consultant,
        None => None,
    };
    let related_to = match wish.related_to.filter(|other| *other != visit.id) {
        Some(other) => store::find(conn, visit.site, other)?.consultant,
        None => None,
    };
    Ok(Party {
        caller: visit.kind.caller(),
        been_before: Some(visit.been_before.been_before()),
        owner,
        appointment,
        asks_for: wish.asks_for,
        related_to,
    })
}

/// A turn that was paid for a party that goes to somebody else before it was taken is owed again.
fn take_back(tx: &mut Tx, visit: &Visit) -> Answered<()> {
    if visit.state != VisitState::Waiting {
        return Ok(());
    }
    match duty::assignment_of(tx.conn, visit.id)? {
        Some(assignment) => consultants::give_back(tx, &assignment),
        None => Ok(()),
    }
}
