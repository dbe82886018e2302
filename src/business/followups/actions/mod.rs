//! What is done with follow-ups, one transaction each. Here: planning them, by hand and after a visit, and what other events do to them.

mod bringing;
mod recording;

use serde_json::json;

use super::cadence::{self, AfterVisit, Due, Facts, Rhythm};
use super::model::{FollowUp, Purpose, State, UNDONE};
use super::store;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, FollowUpId, UserId, VisitId};
use crate::base::role::{Need, Role};
use crate::business::customers;
use crate::business::customers::journeys;
use crate::business::customers::model::Customer;
use crate::business::sites::{self, Site};
use crate::business::visits::model::Visit;
use crate::business::visits::outcome::{FURTHEST_DAYS, Outcome};
use crate::platform::access;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

pub use bringing::{Told, bring, bring_next, is_there, take_back};
pub use recording::{record, undo};

/// Plans a contact by hand.
///
/// # Errors
/// `next_in_the_past`, `next_too_far`, `next_in_cool_down` at `due_on`; `Forbidden`; `Missing`; faults of the database.
pub fn plan(
    tx: &mut Tx,
    customer: CustomerId,
    on: Date,
    purpose: Purpose,
    who: Option<UserId>,
) -> Answered<FollowUpId> {
    let customer = customers::actions::workable(tx, customer, Need::RecordFollowUp)?;
    let Some(consultant) = who.or(customer.owner).or(tx.actor.user) else {
        return Err(Refused::invalid("required").at("consultant").into());
    };
    promise(tx, &customer, on, purpose, consultant)
}

/// Plans a contact that somebody asks for: whoever answers the telephone may promise that the customer is called back.
///
/// # Errors
/// `next_in_the_past`, `next_too_far`, `next_in_cool_down` at `due_on`; faults of the database.
pub fn promise(
    tx: &mut Tx,
    customer: &Customer,
    on: Date,
    purpose: Purpose,
    consultant: UserId,
) -> Answered<FollowUpId> {
    let today = sites::of(tx.conn, tx.actor.site)?.clock().business_day(tx.now);
    let no = |code| Err(Error::from(Refused::invalid(code).at("due_on")));
    match customer.do_not_call_until {
        _ if on < today => return no("next_in_the_past"),
        _ if (on - today).num_days() > FURTHEST_DAYS => return no("next_too_far"),
        Some(until) if on < until => {
            return Err(Refused::invalid("next_in_cool_down").at("due_on").with("until", until).into());
        }
        Some(_) | None => {}
    }
    let id = add(tx, customer, consultant, None, (on, None), purpose)?;
    refresh_next(tx, customer.id)?;
    Ok(id)
}

/// Calls off what was promised in one moment, which was a mistake.
///
/// # Errors
/// Faults of the database.
pub fn take_promise_back(tx: &mut Tx, customer: CustomerId, at: Moment) -> Answered<()> {
    for planned in store::planned_of(tx.conn, customer)? {
        if planned.created_at == at && planned.created_by.is_some() && planned.visit.is_none() {
            close_off(tx, planned, UNDONE)?;
        }
    }
    refresh_next(tx, customer)
}

/// Plans what follows a visit: thanks the same day, a call within the site's hours, an invitation for the date that was agreed. Contacts
/// that were planned before are called off: the customer came by.
///
/// Nothing is planned for a party that nobody knows, and for one that needs no next date, with its reason.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn plan_after_visit(tx: &mut Tx, visit: VisitId) -> Answered<()> {
    let visit = crate::business::visits::store::find(tx.conn, tx.actor.site, visit)?;
    let (Some(customer), Some(left)) = (visit.customer, visit.left_at) else {
        return Ok(());
    };
    if !visit.kind.counts() {
        return Ok(());
    }
    let customer = customers::store::find(tx.conn, tx.actor.site, customer)?;
    for planned in store::planned_of(tx.conn, customer.id)? {
        if matches!(planned.purpose, Purpose::Thanks | Purpose::FirstCall | Purpose::Call | Purpose::Invite) {
            close_off(tx, planned, "came_by")?;
        }
    }
    let site = sites::of(tx.conn, tx.actor.site)?;
    // Whom nobody could receive is nobody's customer yet, and not forgotten for that.
    let consultant = match customer.owner.or(visit.consultant) {
        Some(consultant) => Some(consultant),
        None => supervisor(tx)?,
    };
    if let Some(consultant) = consultant {
        plan_contacts(tx, &customer, consultant, &visit, left, &site)?;
    }
    refresh_next(tx, customer.id)
}

/// Somebody who runs the floor.
fn supervisor(tx: &mut Tx) -> Answered<Option<UserId>> {
    let members = access::list(tx.conn, tx.actor.site)?;
    let runs = members.iter().find(|one| one.role == Role::Supervisor && one.user.suspended_at.is_none());
    Ok(runs.map(|one| one.user.id))
}

/// Hands planned contacts over with the customer.
///
/// # Errors
/// Faults of the database.
pub fn hand_over(tx: &mut Tx, customer: CustomerId, to: UserId) -> Answered<()> {
    for planned in store::planned_of(tx.conn, customer)? {
        store::update(tx, &FollowUp { consultant: to, ..planned })?;
    }
    Ok(())
}

/// Gives one planned contact to another consultant.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn pass_on(tx: &mut Tx, id: FollowUpId, to: UserId) -> Answered<()> {
    let planned = store::find(tx.conn, tx.actor.site, id)?;
    if planned.state != State::Planned || planned.consultant == to {
        return Ok(());
    }
    store::update(tx, &FollowUp { consultant: to, ..planned })
}

/// Calls every planned contact with a customer off.
///
/// # Errors
/// Faults of the database.
pub fn call_off(tx: &mut Tx, customer: CustomerId, reason: &str) -> Answered<()> {
    for planned in store::planned_of(tx.conn, customer)? {
        close_off(tx, planned, reason)?;
    }
    Ok(())
}

/// Puts planned contacts off that would fall into a cool-down: nobody is called before, and nobody is late for it.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn put_off(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    let Some(until) = customers::store::find(tx.conn, tx.actor.site, customer)?.do_not_call_until else {
        return Ok(());
    };
    let early: Vec<FollowUp> =
        store::planned_of(tx.conn, customer)?.into_iter().filter(|planned| planned.due_on < until).collect();
    if early.is_empty() {
        return Ok(());
    }
    let site = sites::of(tx.conn, tx.actor.site)?;
    let clock = site.clock();
    let rhythm = Rhythm { clock: &clock, day: &site.settings.day, cadence: &site.settings.cadence };
    let due_on = rhythm.working_day_from(until, None);
    for planned in early {
        let (id, from) = (planned.id, planned.due_on);
        store::update(tx, &FollowUp { due_on, due_at: None, ..planned })?;
        let entry = Entry::new("followups.put_off").customer(customer).subject(id);
        journal::record(tx, entry.detail(json!({ "from": from, "due_on": due_on })))?;
    }
    refresh_next(tx, customer)
}

/// Calls one planned contact off, with a reason.
///
/// # Errors
/// `changed` where somebody was faster; `follow_up_over`; `Forbidden`; `Missing`; faults of the database.
pub fn cancel(tx: &mut Tx, id: FollowUpId, version: i32, reason: &str) -> Answered<()> {
    let planned = own_planned(tx, id, version)?;
    let customer = planned.customer;
    close_off(tx, planned, reason)?;
    refresh_next(tx, customer)
}

/// How the site keeps time with a customer: what the rules of cadence ask for.
///
/// # Errors
/// Faults of the database.
pub fn facts(conn: &mut Conn, customer: &Customer) -> Answered<Facts> {
    let known = customer.wechat.is_some()
        || customer.email.is_some()
        || !customers::store::numbers_of(conn, customer.id)?.is_empty();
    let reachable = known && customers::store::may_be_contacted(conn, customer.id)?;
    Ok(Facts { grade: customer.grade, reachable, do_not_call_until: customer.do_not_call_until })
}

/// A follow-up on which this actor may work: consultants on their own, and on those of their customers.
///
/// # Errors
/// Faults of the database.
pub fn may_work_on(conn: &mut Conn, actor: &crate::base::actor::Actor, follow_up: &FollowUp) -> Answered<bool> {
    if !actor.only_own() || actor.is(follow_up.consultant) {
        return Ok(true);
    }
    let customer = customers::store::find(conn, actor.site, follow_up.customer)?;
    Ok(customer.belongs_to(actor.user))
}

fn plan_contacts(
    tx: &mut Tx,
    customer: &Customer,
    consultant: UserId,
    visit: &Visit,
    left: Moment,
    site: &Site,
) -> Answered<()> {
    let (clock, settings) = (site.clock(), &site.settings);
    let rhythm = Rhythm { clock: &clock, day: &settings.day, cadence: &settings.cadence };
    let first = cadence::after_visit(left, &facts(tx.conn, customer)?, &rhythm);
    let AfterVisit::Contact { thanks, call } = first else {
        return Ok(());
    };
    let when = |due: Due| (due.on, Some(due.by));
    // The house, which closes what nobody closed, names the next day, be it a rest day; what a person agreed stands.
    let next_on = visit.next_on.map(|agreed| {
        let day = if visit.closed_by_house { rhythm.working_day_from(agreed, None) } else { agreed };
        rhythm.not_before_cool_down_ends(day, customer.do_not_call_until)
    });
    let dealt = matches!(visit.outcome, Some(Outcome::Deposit | Outcome::Contract));
    // With no next date there is a reason for it, and the customer is left in peace. Who walked out without a word is called all the same.
    let wanted = next_on.is_some() || visit.outcome == Some(Outcome::LeftWithoutAWord);
    if dealt || wanted {
        add(tx, customer, consultant, Some(visit), when(thanks), Purpose::Thanks)?;
    }
    if wanted && !dealt {
        let first_call = next_on.is_none_or(|next| next >= call.on);
        if first_call {
            add(tx, customer, consultant, Some(visit), when(call), Purpose::FirstCall)?;
        }
        if let Some(next) = next_on.filter(|next| *next > call.on || !first_call) {
            add(tx, customer, consultant, Some(visit), (next, None), Purpose::Invite)?;
        }
    }
    Ok(())
}

/// Writes a planned contact.
fn add(
    tx: &mut Tx,
    customer: &Customer,
    consultant: UserId,
    visit: Option<&Visit>,
    (due_on, due_at): (Date, Option<Moment>),
    purpose: Purpose,
) -> Answered<FollowUpId> {
    let journey = match visit {
        Some(visit) => Some(visit.journey),
        None => journeys::open_of(tx.conn, customer.id)?.map(|journey| journey.id),
    };
    let id = FollowUpId::new(tx.now);
    let follow_up = FollowUp {
        id,
        site: tx.actor.site,
        customer: customer.id,
        journey,
        consultant,
        visit: visit.map(|visit| visit.id),
        due_on,
        due_at,
        purpose,
        state: State::Planned,
        how: None,
        effective: None,
        learned: None,
        next_on: None,
        no_next_reason: None,
        cancel_reason: None,
        created_by: tx.actor.user,
        created_at: tx.now,
        done_by: None,
        done_at: None,
        version: 1,
        before: None,
    };
    store::insert(tx, &follow_up)?;
    let detail = json!({ "purpose": purpose.code(), "due_on": due_on });
    let entry = Entry::new("followups.planned").customer(customer.id).visit(follow_up.visit).subject(id);
    journal::record(tx, entry.detail(detail))?;
    Ok(id)
}

fn close_off(tx: &mut Tx, planned: FollowUp, reason: &str) -> Answered<()> {
    let (id, customer) = (planned.id, planned.customer);
    let off = FollowUp { state: State::Cancelled, cancel_reason: Some(reason.to_owned()), ..planned };
    store::update(tx, &off)?;
    let entry = Entry::new("followups.cancelled").customer(customer).subject(id);
    journal::record(tx, entry.detail(json!({ "reason": reason })))
}

/// Keeps the customer's own date of the next contact in step with what is planned.
fn refresh_next(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    let next = store::planned_of(tx.conn, customer)?.first().map(|planned| planned.due_on);
    customers::actions::plan_contact(tx, customer, next)
}

/// A planned contact that this actor may close, at the version that was read.
fn own_planned(tx: &mut Tx, id: FollowUpId, version: i32) -> Answered<FollowUp> {
    let planned = own(tx, id)?;
    if planned.state != State::Planned {
        return Err(Refused::changed("follow_up_over").into());
    }
    if planned.version == version { Ok(planned) } else { Err(Refused::changed("changed").into()) }
}

fn own(tx: &mut Tx, id: FollowUpId) -> Answered<FollowUp> {
    let actor = tx.actor.clone();
    own_to_read(tx.conn, &actor, id)
}

/// A follow-up that this actor may work on, for a page: whoever may not record it does not read it either.
///
/// # Errors
/// `Forbidden` for a colleague's; `Missing`; faults of the database.
pub fn own_to_read(conn: &mut Conn, actor: &crate::base::actor::Actor, id: FollowUpId) -> Answered<FollowUp> {
    actor.must(Need::RecordFollowUp)?;
    let follow_up = store::find(conn, actor.site, id)?;
    if may_work_on(conn, actor, &follow_up)? { Ok(follow_up) } else { Err(Error::Forbidden(Need::RecordFollowUp)) }
}
