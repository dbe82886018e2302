//! The walk through the stages of the floor: a consultant takes the party, moves it on, back or past a stage, ticks what was done.

use serde_json::json;

use super::{assigning, own, own_taken};
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::VisitId;
use crate::base::role::Need;
use crate::base::stage::Stage;
use crate::business::consultants::actions::Choice;
use crate::business::customers::journeys::{self, Status};
use crate::business::playbooks;
use crate::business::sites;
use crate::business::visits::journey::{self, Edge, Facts, Standing};
use crate::business::visits::model::{Visit, VisitState};
use crate::business::visits::store;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// A consultant takes the party from the desk. A party that nobody could take goes to the first who is free.
///
/// # Errors
/// `visit_taken` where somebody has taken it; `turn_moved_on` where it is not theirs to take; forbidden for a
/// colleague's party; `visit_over`, missing, faults of the database.
pub fn take(tx: &mut Tx, id: VisitId) -> Answered<()> {
    let visit = super::here(tx, id)?;
    tx.actor.must(Need::WalkVisit)?;
    if visit.state != VisitState::Waiting {
        return Err(Refused::taken("visit_taken").into());
    }
    match (visit.consultant, tx.actor.user) {
        (None, Some(me)) if tx.actor.only_own() => {
            // Giving it to oneself takes it as well.
            assigning::assign(tx, id, &assigning::Wish::default(), &Choice::Expecting(me)).map(|_| ())
        }
        (None, _) => Err(Refused::invalid("visit_has_no_consultant").into()),
        (Some(_), _) => {
            let visit = own(tx, id)?;
            hand_over(tx, visit)
        }
    }
}

/// The party is with its consultant: reception ends, and the party goes on where its journey stands.
pub(super) fn hand_over(tx: &mut Tx, visit: Visit) -> Answered<()> {
    let standing = standing(tx.conn, &visit)?;
    let to = journey::goes_on_at(standing);
    // Those who come about a deal stay at the desk of the deal; the visit itself walks no further by itself.
    let stage = if to.on_the_floor() { to } else { Stage::Reception };
    let (id, customer, journey) = (visit.id, visit.customer, visit.journey);
    store::update(tx, Visit { state: VisitState::WithConsultant, stage, ..visit })?;
    if stage != Stage::Reception {
        store::enter_stage(tx, id, stage, tx.now)?;
        move_journey(tx, journey, stage)?;
    }
    let entry = Entry::new("visits.taken").visit(id).customer(customer).detail(json!({ "stage": stage.code() }));
    journal::record(tx, entry)
}

/// Moves a party on, back, or past a stage. What lacks, and what is passed over, goes on with a reason.
///
/// # Errors
/// `no_such_move`, `move_needs_reason` as the spine says; `visit_not_taken`, `visit_over`; forbidden for a colleague's
/// party; faults of the database.
pub fn advance(tx: &mut Tx, id: VisitId, to: Stage, reason: Option<&str>) -> Answered<()> {
    let visit = own_taken(tx, id)?;
    if !to.on_the_floor() {
        let no = Refused::invalid("no_such_move").with("from", visit.stage.code()).with("to", to.code());
        return Err(no.into());
    }
    if visit.stage == to {
        return Ok(());
    }
    let today = today(tx)?;
    let facts = facts(tx.conn, &visit, today)?;
    let walked = walked_before(tx.conn, &visit)?;
    let step = journey::advance(visit.stage, to, &facts, &walked, reason)?;
    for stage in &step.skipped {
        store::skip_stage(tx, id, *stage, step.reason.as_deref().unwrap_or_default())?;
    }
    store::enter_stage(tx, id, to, tx.now)?;
    let (customer, journey) = (visit.customer, visit.journey);
    store::update(tx, Visit { stage: to, alone_since: None, ..visit })?;
    move_journey(tx, journey, to)?;
    let lacks: Vec<&str> = step.lacks.iter().map(|lack| lack.code()).collect();
    let kind = if step.edge == Edge::Back { "visits.went_back" } else { "visits.moved" };
    let detail = json!({ "from": step.from.code(), "to": to.code(), "lacks": lacks });
    journal::record(tx, Entry::new(kind).visit(id).customer(customer).detail(detail))
}

/// Notes that an item of the playbook was done. Doing it again replaces what was chosen or written.
///
/// # Errors
/// `item_unknown` for what is not in the playbook; `visit_over`; forbidden for a colleague's party; faults of the database.
pub fn tick(tx: &mut Tx, id: VisitId, item: &str, value: &str) -> Answered<()> {
    let visit = own(tx, id)?;
    let known = playbook_of(tx.conn, &visit)?.item(item).is_some();
    if !known {
        return Err(Refused::invalid("item_unknown").into());
    }
    store::remove_tick(tx, visit.journey, item)?;
    store::insert_tick(tx, &visit, item, value)
}

/// Takes a tick back.
///
/// # Errors
/// `visit_over`; forbidden for a colleague's party; faults of the database.
pub fn untick(tx: &mut Tx, id: VisitId, item: &str) -> Answered<()> {
    let visit = own(tx, id)?;
    if store::remove_tick(tx, visit.journey, item)? == 0 {
        return Ok(());
    }
    let entry = Entry::new("visits.item_unticked").visit(id).customer(visit.customer);
    journal::record(tx, entry.detail(json!({ "item": item })))
}

/// The consultant has to leave the party alone on tour: the clock runs.
///
/// # Errors
/// `not_on_tour` at another stage; `visit_not_taken`, `visit_over`; forbidden; faults of the database.
pub fn leave_alone(tx: &mut Tx, id: VisitId) -> Answered<()> {
    let visit = own_taken(tx, id)?;
    if visit.stage != Stage::Tour {
        return Err(Refused::invalid("not_on_tour").into());
    }
    if visit.alone_since.is_some() {
        return Ok(());
    }
    let customer = visit.customer;
    store::update(tx, Visit { alone_since: Some(tx.now), ..visit })?;
    journal::record(tx, Entry::new("visits.left_alone").visit(id).customer(customer))
}

/// The consultant, or a colleague, is with the party again. Anybody on the floor may say so.
///
/// # Errors
/// `visit_over`; faults of the database.
pub fn rejoin(tx: &mut Tx, id: VisitId) -> Answered<()> {
    let visit = super::here(tx, id)?;
    let Some(since) = visit.alone_since else {
        return Ok(());
    };
    let customer = visit.customer;
    let secs = (tx.now - since).num_seconds();
    store::update(tx, Visit { alone_since: None, ..visit })?;
    let entry = Entry::new("visits.accompanied").visit(id).customer(customer);
    journal::record(tx, entry.detail(json!({ "alone_secs": secs })))
}

/// What is known when a stage of the floor is left.
///
/// # Errors
/// Faults of the database.
pub fn facts(conn: &mut Conn, visit: &Visit, today: crate::base::clock::Date) -> Answered<Facts> {
    Ok(Facts {
        consultant: visit.state == VisitState::WithConsultant,
        needs_noted: store::needs_noted(conn, visit.journey)?,
        route_walked: store::route_walked(conn, visit.id)?,
        quote_approved: store::quote_stands(conn, visit.journey, today)?,
        card_complete: false,
        deposit_paid: false,
    })
}

/// The stages of the floor that lie behind the party from earlier visits.
///
/// # Errors
/// Faults of the database.
pub fn walked_before(conn: &mut Conn, visit: &Visit) -> Answered<Vec<Stage>> {
    Ok(journey::walked_before(standing(conn, visit)?))
}

/// Where the journey stands for a customer who comes again; nothing for a first visit.
fn standing(conn: &mut Conn, visit: &Visit) -> Answered<Option<Standing>> {
    let Some(furthest) = store::furthest_before(conn, visit)? else {
        return Ok(None);
    };
    let journey = journeys::find(conn, visit.site, visit.journey)?;
    Ok(Some(Standing { stage: journey.stage, furthest }))
}

/// The journey follows the party on the floor; one with a deal stays where the deal is.
pub(super) fn move_journey(tx: &mut Tx, id: crate::base::ids::JourneyId, to: Stage) -> Answered<()> {
    let journey = journeys::find(tx.conn, tx.actor.site, id)?;
    let with_a_deal = matches!(journey.stage, Stage::Deposit | Stage::Contract);
    if journey.status != Status::Open || with_a_deal {
        return Ok(());
    }
    journeys::set_stage(tx, id, to)
}

fn playbook_of(conn: &mut Conn, visit: &Visit) -> Answered<&'static playbooks::Playbook> {
    let journey = journeys::find(conn, visit.site, visit.journey)?;
    playbooks::library()?.of_journey(&journey.playbook, journey.playbook_version).ok_or(Error::Missing)
}

fn today(tx: &mut Tx) -> Answered<crate::base::clock::Date> {
    Ok(sites::of(tx.conn, tx.actor.site)?.clock().business_day(tx.now))
}
