//! Recording what came of a contact, and taking a mistaken record back within the day.

use serde_json::json;

use super::{add, close_off, facts, own, own_planned, refresh_next};
use crate::base::clock::Date;
use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, FollowUpId};
use crate::business::customers;
use crate::business::followups::cadence::{self, Facts, Rhythm};
use crate::business::followups::model::{Before, FollowUp, How, Purpose, Record, State, UNDONE};
use crate::business::followups::store;
use crate::business::sites::{self, Site};
use crate::business::visits::outcome::Next;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// In the journal: the intent before and after a record that moved it.
const INTENT: &str = "intent";

/// Records a contact: how, whether the customer was reached, what was learned, the next date or the reason why there is none, and the grade
/// where it moved; and until when they asked not to be called.
///
/// # Errors
/// `cool_down_unfit`, `do_not_call` during a cool-down; what [`cadence::agree`] refuses; `grade_move_needs_reason`; `changed` and `follow_up_over` where
/// somebody was faster; `Forbidden`; `Missing`; faults of the database.
pub fn record(tx: &mut Tx, id: FollowUpId, version: i32, record: &Record) -> Answered<()> {
    let planned = own_planned(tx, id, version)?;
    let customer = customers::store::find(tx.conn, tx.actor.site, planned.customer)?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    let today = site.clock().business_day(tx.now);
    let known = facts(tx.conn, &customer)?;
    if record.how == How::Call {
        cadence::may_call(&known, today)?;
    }
    let asked = record.do_not_call_until.map(|until| cadence::cool_down(until, today)).transpose()?;
    let known = Facts { do_not_call_until: asked.or(known.do_not_call_until), ..known };
    // Who says why there is no next date wants none, whatever stands in the field beside it.
    let wanted = record.next_on.filter(|_| record.no_next_reason.is_none());
    let wanted = match (wanted, asked) {
        (Some(wanted), Some(until)) => Some(wanted.max(first_working_day(&site, until))),
        (wanted, _) => wanted,
    };
    let next = cadence::agree(wanted, record.no_next_reason.as_deref(), &known, today)?;
    let (next_on, no_next_reason) = match next {
        Next::On(date) => (Some(date), None),
        Next::Never(reason) => (None, Some(reason)),
    };
    let consultant = customer.owner.unwrap_or(planned.consultant);
    let done = FollowUp {
        state: State::Done,
        how: Some(record.how),
        effective: Some(record.reached),
        learned: (!record.learned.is_empty()).then(|| record.learned.clone()),
        next_on,
        no_next_reason,
        done_by: tx.actor.user,
        done_at: Some(tx.now),
        before: Some(Before { do_not_call_until: customer.do_not_call_until, graded_at: customer.graded_at }),
        ..planned
    };
    store::update(tx, &done)?;
    let intent = record.intent.filter(|intent| *intent != customer.intent);
    if record.reached {
        customers::actions::reached(tx, customer.id)?;
    }
    if let Some(grade) = record.grade {
        customers::actions::move_grade(tx, customer.id, grade, record.grade_reason.as_deref())?;
    }
    if let Some(intent) = intent {
        customers::actions::set_intent(tx, customer.id, intent)?;
    }
    if let Some(until) = asked {
        customers::actions::cool_down(tx, customer.id, until)?;
    }
    if let Some(next) = next_on {
        add(tx, &customer, consultant, None, (next, None), Purpose::Call)?;
    }
    refresh_next(tx, customer.id)?;
    // Last, so that what follows from it finds everything as it is afterwards.
    let detail = json!({ "how": record.how.code(), "reached": record.reached, "next_on": next_on,
        INTENT: intent.map(|after| [customer.intent, after]) });
    journal::record(tx, Entry::new("followups.done").customer(customer.id).subject(id).detail(detail))
}

fn first_working_day(site: &Site, from: Date) -> Date {
    let clock = site.clock();
    Rhythm { clock: &clock, day: &site.settings.day, cadence: &site.settings.cadence }.working_day_from(from, None)
}

/// Brings the intent back to what it was before the record, unless somebody has set it otherwise since.
fn take_intent_back(tx: &mut Tx, customer: CustomerId, id: FollowUpId) -> Answered<()> {
    let recorded = journal::last_about(tx.conn, tx.actor.site, customer, "followups.done", id)?;
    let moved = recorded.as_ref().and_then(|event| event.detail.get(INTENT)?.as_array());
    let [before, after] = match moved.map(Vec::as_slice) {
        Some([before, after]) => {
            [before, after].map(|value| value.as_i64().and_then(|value| i32::try_from(value).ok()))
        }
        Some(_) | None => return Ok(()),
    };
    let now = customers::store::find(tx.conn, tx.actor.site, customer)?.intent;
    match before {
        Some(before) if after == Some(now) => customers::actions::set_intent(tx, customer, before),
        Some(_) | None => Ok(()),
    }
}

/// Takes a record back on the day on which it was made: the contact is planned again, and what the record had planned is called off.
/// The journal keeps both.
///
/// # Errors
/// `undo_too_late` on a later day; `undo_not_yours`; `changed` where somebody was faster; `Forbidden`; `Missing`; faults of the database.
pub fn undo(tx: &mut Tx, id: FollowUpId, version: i32) -> Answered<()> {
    let done = own(tx, id)?;
    let (Some(at), State::Done) = (done.done_at, done.state) else {
        return Err(Refused::changed("changed").into());
    };
    if done.version != version {
        return Err(Refused::changed("changed").into());
    }
    let clock = sites::of(tx.conn, tx.actor.site)?.clock();
    if clock.business_day(at) != clock.business_day(tx.now) {
        return Err(Refused::invalid("undo_too_late").into());
    }
    if tx.actor.only_own() && done.done_by != tx.actor.user {
        return Err(Refused::invalid("undo_not_yours").into());
    }
    let (customer, before) = (done.customer, done.before.clone());
    for planned in store::planned_of(tx.conn, customer)? {
        if planned.created_at == at && Some(planned.due_on) == done.next_on {
            close_off(tx, planned, UNDONE)?;
        }
    }
    let again = FollowUp {
        state: State::Planned,
        how: None,
        effective: None,
        learned: None,
        next_on: None,
        no_next_reason: None,
        done_by: None,
        done_at: None,
        before: None,
        ..done
    };
    store::update(tx, &again)?;
    let reached = store::last_effective(tx.conn, customer)?;
    customers::actions::last_reached(tx, customer, reached)?;
    customers::actions::take_grade_back(tx, customer, at, before.as_ref().and_then(|before| before.graded_at))?;
    take_intent_back(tx, customer, id)?;
    if let Some(before) = before {
        customers::actions::give_back(tx, customer, before.do_not_call_until)?;
    }
    refresh_next(tx, customer)?;
    journal::record(tx, Entry::new("followups.undone").customer(customer).subject(id))
}
