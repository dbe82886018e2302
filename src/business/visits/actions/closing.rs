//! The party leaves: with an outcome and what comes next, by the consultant or, at closing time, by the house.

use chrono::{Duration, NaiveTime};
use diesel::prelude::*;
use serde_json::json;

use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::stage::Stage;
use crate::business::consultants::actions as consultants;
use crate::business::consultants::model::{Duty, DutyState};
use crate::business::consultants::store as desk;
use crate::business::customers;
use crate::business::customers::journeys::{self, Status};
use crate::business::sites::{self, Site};
use crate::business::visits::journey;
use crate::business::visits::model::{Visit, VisitState};
use crate::business::visits::outcome::{self, Closure, Facts, Next};
use crate::business::visits::{appointments, store};
use crate::platform::db::schema::{contracts, customer_phones, deposits};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// How a party was seen out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parting {
    /// More about the outcome.
    pub reason: Option<String>,
    /// Codes of the papers that were handed over.
    pub papers_given: Vec<String>,
    /// Whether contacts were exchanged.
    pub contacts_exchanged: bool,
    /// Whether they were walked to the door.
    pub walked_to_door: bool,
}

/// Ends a visit as it was decided by [`outcome`]. Whoever calls has made sure that the actor may.
///
/// # Errors
/// `visit_changed` where somebody was faster; faults of the database.
pub fn close(tx: &mut Tx, visit: Visit, closure: &Closure, parting: &Parting) -> Answered<()> {
    let (next_on, no_next_reason) = match &closure.next {
        Next::On(date) => (Some(*date), None),
        Next::Never(reason) => (None, Some(reason.clone())),
    };
    let (id, customer, journey) = (visit.id, visit.customer, visit.journey);
    let gone = Visit {
        state: VisitState::Left,
        left_at: Some(tx.now),
        outcome: Some(closure.outcome),
        outcome_reason: parting.reason.clone(),
        next_on,
        no_next_reason,
        closed_by_house: closure.by_house,
        papers_given: parting.papers_given.clone(),
        contacts_exchanged: parting.contacts_exchanged,
        walked_to_door: parting.walked_to_door,
        alone_since: None,
        ..visit
    };
    let gone = store::update(tx, gone)?;
    store::leave_stage(tx, id, tx.now)?;
    leave_the_floor(tx, &gone)?;
    if let Some(customer) = customer {
        customers::actions::plan_contact(tx, customer, next_on)?;
        customers::actions::set_intent(tx, customer, gone.intent)?;
    }
    let detail = json!({ "outcome": closure.outcome.code(), "next_on": next_on, "by_house": closure.by_house });
    journal::record(tx, Entry::new("visits.left").visit(id).customer(customer).subject(journey).detail(detail))
}

/// What is known when a visit ends.
///
/// # Errors
/// Faults of the database.
pub fn closing_facts(conn: &mut Conn, visit: &Visit, today: Date) -> Answered<Facts> {
    let deposit = deposits::table
        .filter(deposits::journey_id.eq(visit.journey.0))
        .filter(deposits::drafted_at.ge(visit.arrived_at))
        .filter(deposits::ended_at.is_null())
        .select(deposits::id)
        .first::<i64>(conn)
        .optional()?;
    let contract = contracts::table
        .filter(contracts::journey_id.eq(visit.journey.0))
        .filter(contracts::signed_at.ge(visit.arrived_at))
        .select(contracts::id)
        .first::<i64>(conn)
        .optional()?;
    let reachable = match visit.customer {
        None => false,
        Some(customer) => customer_phones::table
            .filter(customer_phones::customer_id.eq(customer.0))
            .select(customer_phones::id)
            .first::<i64>(conn)
            .optional()?
            .is_some(),
    };
    Ok(Facts { today, deposit: deposit.is_some(), contract: contract.is_some(), reachable })
}

/// Ends what nobody ended, once the site has closed: visits as *left without a word*, appointments as missed, work days. A chore of
/// the house; doing it twice does nothing more. Gives the number of visits that it ended.
///
/// # Errors
/// Faults of the database.
pub fn close_day(tx: &mut Tx) -> Answered<usize> {
    // Two servers come to it at the same minute; the second one finds it done.
    tx.one_at_a_time("closing")?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    let today = site.clock().business_day(tx.now);
    let over: Vec<Visit> = store::list_here(tx.conn, tx.actor.site)?
        .into_iter()
        .filter(|visit| tx.now >= closes_for(&site, visit))
        .collect();
    let mut ended = 0;
    for visit in over {
        let facts = closing_facts(tx.conn, &visit, today)?;
        let parting = Parting::default();
        let done = tx.unless_overtaken(|tx| close(tx, visit, &outcome::at_closing_time(&facts), &parting))?;
        ended += usize::from(done.is_some());
    }
    appointments::miss_before(tx, over_until(&site, today, tx.now))?;
    for day in days_that_end(&site, today, tx.now) {
        if store::list_here(tx.conn, tx.actor.site)?.is_empty() {
            consultants::end_day(tx, day)?;
        }
    }
    Ok(ended)
}

/// Whether [`close_day`] has something to do at a site.
///
/// # Errors
/// Faults of the database.
pub fn day_is_over(conn: &mut Conn, site: &Site, now: Moment) -> Answered<bool> {
    let here = store::list_here(conn, site.id)?;
    if here.iter().any(|visit| now >= closes_for(site, visit)) {
        return Ok(true);
    }
    let today = site.clock().business_day(now);
    if appointments::any_before(conn, site.id, over_until(site, today, now))? {
        return Ok(true);
    }
    for day in days_that_end(site, today, now).into_iter().filter(|_| here.is_empty()) {
        let on_duty = |duty: &Duty| duty.state != DutyState::Out;
        if desk::duties_of_day(conn, site.id, day)?.iter().any(on_duty) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The moment before which whoever was expected has not come.
fn over_until(site: &Site, today: Date, now: Moment) -> Moment {
    if now >= closing_time(site, today) { now } else { site.clock().day_bounds(today).0 }
}

/// Of yesterday and today, the days that have closed.
fn days_that_end(site: &Site, today: Date, now: Moment) -> Vec<Date> {
    let days = [today.pred_opt(), Some(today)].into_iter().flatten();
    days.filter(|day| now >= closing_time(site, *day)).collect()
}

/// When the house ends this visit: at closing time, or at the end of the day for whoever came after it.
fn closes_for(site: &Site, visit: &Visit) -> Moment {
    let closing = closing_time(site, visit.day);
    let (_, end) = site.clock().day_bounds(visit.day);
    if visit.arrived_at < closing { closing } else { end }
}

/// The moment at which a business day closes; a closing time up to the cut-over is that of the next calendar day.
fn closing_time(site: &Site, day: Date) -> Moment {
    let clock = site.clock();
    let minutes = site.settings.day.closes_at_minute;
    let next_day = minutes <= clock.cutover_minutes;
    let date = if next_day { day.succ_opt().unwrap_or(day) } else { day };
    clock.moment(date.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(minutes)))
}

/// The journey goes on without the floor: to the card, or to tracking where that is complete. One with a deal stays there.
fn leave_the_floor(tx: &mut Tx, visit: &Visit) -> Answered<()> {
    let current = journeys::find(tx.conn, tx.actor.site, visit.journey)?;
    let with_a_deal = matches!(current.stage, Stage::Deposit | Stage::Contract);
    if current.status != Status::Open || with_a_deal {
        return Ok(());
    }
    let complete = match visit.customer {
        Some(id) => customers::store::find(tx.conn, tx.actor.site, id)?.registered_at.is_some(),
        None => false,
    };
    journeys::set_stage(tx, visit.journey, journey::after_leaving(complete))
}
