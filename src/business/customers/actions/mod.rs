//! What is done with customers, one transaction each. Here: meeting them, and the small notes that other capabilities make.

mod belonging;
mod bringing;
mod carding;
mod consenting;
mod grading;
mod owning;
mod parting;
mod revealing;

use super::journeys;
use super::keeping::Keeping;
use super::model::{Customer, Meeting, Met, Title};
use super::{seeing, store};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, SiteId, UserId, VisitId};
use crate::base::name::Name;
use crate::base::role::Need;
use crate::base::stage::Stage;
use crate::platform::db::{Conn, Tx, fault};
use crate::platform::journal::{self, Entry};
use diesel::prelude::*;

pub use belonging::{
    MOST_NUMBERS, add_number, label_number, link_household, make_main, remove_number, unlink_household,
};
pub use bringing::{Added, More, bring, complete, take_away, take_off};
pub use carding::{NUMBER_FIELDS, completeness, current_journey, makes_owner, save_card};
pub use consenting::{Answer, answer_notice, take_back};
pub use grading::{due_steps, let_fall, move_grade, set_grade, take_grade_back};
pub use owning::{REASSIGN_REASONS, extend, freeze, give, let_go, reassign, take, thaw};
pub use parting::{let_go_for_good, lose, win_back};
pub use revealing::{reveal, revealed_lately, revealed_today};

/// Finds who has this number, or writes the first line of a new customer. The number's unique index is the referee: of
/// two doors that meet the same person at once, one makes the customer and both get it.
///
/// What was said about a customer who is known already fills in only what is not known yet.
///
/// # Errors
/// Faults of the database.
pub fn meet(tx: &mut Tx, meeting: &Meeting) -> Answered<Met> {
    if let Some(known) = known(tx, meeting)? {
        return Ok(known);
    }
    let customer = first_line(tx, meeting.name.clone(), meeting.title, meeting.channel.clone());
    let tried = tx.attempt(|tx| {
        store::insert(tx, &customer)?;
        store::insert_number(tx, customer.id, &meeting.phone, true)
    });
    match tried {
        Ok(()) => {}
        Err(error) if fault::violates_unique(&error, store::ONE_PERSON_PER_NUMBER) => {
            return known(tx, meeting)?.ok_or(error);
        }
        Err(error) => return Err(error),
    }
    journal::record(tx, Entry::new("customers.met").customer(customer.id))?;
    Ok(Met { customer, is_new: true })
}

/// Writes the first line of a customer who gave a name but no number.
///
/// # Errors
/// Faults of the database.
pub fn meet_without_number(
    tx: &mut Tx,
    name: Option<Name>,
    title: Title,
    channel: Option<String>,
) -> Answered<Customer> {
    let customer = first_line(tx, name, title, channel);
    store::insert(tx, &customer)?;
    journal::record(tx, Entry::new("customers.met").customer(customer.id))?;
    Ok(customer)
}

/// The customer came: counts the visit, and is an effective contact.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn came(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    change(tx, id, |customer, now| {
        customer.visits += 1;
        customer.last_visit_at = Some(now);
        customer.last_contact_at = Some(now);
    })
}

/// The customer was reached: protection runs anew from here.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn reached(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    change(tx, id, |customer, now| customer.last_contact_at = Some(now))
}

/// Says anew when the customer was last reached, after a record was taken back: by a visit, or by the contact given here.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn last_reached(tx: &mut Tx, id: CustomerId, contact: Option<Moment>) -> Answered<()> {
    change(tx, id, |customer, _| customer.last_contact_at = customer.last_visit_at.max(contact))
}

/// Notes the date of the next contact, or that there is none.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn plan_contact(tx: &mut Tx, id: CustomerId, on: Option<Date>) -> Answered<()> {
    change(tx, id, |customer, _| customer.next_contact_on = on)
}

/// Notes the intent that the last visit showed.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn set_intent(tx: &mut Tx, id: CustomerId, intent: i32) -> Answered<()> {
    change(tx, id, |customer, _| customer.intent = intent.clamp(0, 100))
}

/// The customer asked not to be called, by anybody, until a day.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn cool_down(tx: &mut Tx, id: CustomerId, until: Date) -> Answered<()> {
    change(tx, id, |customer, _| customer.do_not_call_until = Some(until))?;
    journal::record(tx, Entry::new("customers.cooled_down").customer(id))
}

/// Gives the day back until which nobody may call, where a record is taken back that had changed it.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn give_back(tx: &mut Tx, id: CustomerId, do_not_call_until: Option<Date>) -> Answered<()> {
    change(tx, id, |customer, _| customer.do_not_call_until = do_not_call_until)
}

/// The customer bought: no public pool from here on.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn bought(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    change(tx, id, |customer, now| {
        customer.bought_at.get_or_insert(now);
    })
}

/// The consultant with whom the customer is right now.
///
/// # Errors
/// Faults of the database.
pub fn receiving(conn: &mut Conn, customer: CustomerId) -> Answered<Option<UserId>> {
    use crate::platform::db::schema::visits;
    let with: Option<Option<i64>> = visits::table
        .filter(visits::customer_id.eq(customer.0))
        .filter(visits::left_at.is_null())
        .order(visits::arrived_at.desc())
        .select(visits::consultant_id)
        .first(conn)
        .optional()?;
    Ok(with.flatten().map(UserId))
}

/// Who may read the customer's numbers because they receive the customer now.
///
/// Not somebody who said themselves, by pointing into the file instead of typing the number, that their party is this customer: by
/// pointing at one after the other, they would read every number past the budget of reveals.
///
/// # Errors
/// Faults of the database.
pub fn told_to(conn: &mut Conn, site: SiteId, customer: CustomerId) -> Answered<Option<UserId>> {
    let (Some(user), Some(visit)) = (receiving(conn, customer)?, receiving_party(conn, customer)?) else {
        return Ok(None);
    };
    let events = journal::of_visit(conn, site, VisitId(visit), None, i64::MAX)?;
    let picked = events.iter().any(|event| {
        event.actor == Some(user)
            && matches!(event.kind.as_str(), "visits.received" | "visits.joined")
            && event.detail.get(seeing::PICKED).and_then(serde_json::Value::as_bool) == Some(true)
    });
    Ok((!picked).then_some(user))
}

/// A customer on whom this actor may work: consultants on their own, on those that are nobody's yet, and on whom they receive now.
///
/// # Errors
/// `Forbidden` for a colleague's customer; `Missing`; faults of the database.
pub fn workable(tx: &mut Tx, id: CustomerId, need: Need) -> Answered<Customer> {
    let actor = tx.actor.clone();
    workable_to_read(tx.conn, &actor, id, need)
}

/// The same for a page: whoever may not work on a customer does not read the forms either.
///
/// # Errors
/// As [`workable`].
pub fn workable_to_read(
    conn: &mut Conn,
    actor: &crate::base::actor::Actor,
    id: CustomerId,
    need: Need,
) -> Answered<Customer> {
    actor.must(need)?;
    let customer = store::find(conn, actor.site, id)?;
    if may_work_on(conn, actor, &customer)? { Ok(customer) } else { Err(Error::Forbidden(need)) }
}

/// See [`workable`].
///
/// # Errors
/// Faults of the database.
pub fn may_work_on(conn: &mut Conn, actor: &crate::base::actor::Actor, customer: &Customer) -> Answered<bool> {
    let free = !actor.only_own() || customer.owner.is_none() || customer.belongs_to(actor.user);
    Ok(free || receiving(conn, customer.id)?.is_some_and(|user| actor.is(user)))
}

/// Stops a form that was opened on an older version.
fn same_version(customer: &Customer, version: i32) -> Answered<()> {
    if customer.version == version { Ok(()) } else { Err(Refused::changed("changed").into()) }
}

/// Registration and tracking belong to the customer: between visits the journey moves on to where the card stands.
fn move_on(tx: &mut Tx, customer: &Customer) -> Answered<()> {
    let Some(journey) = journeys::open_of(tx.conn, customer.id)? else {
        return Ok(());
    };
    let stage = if customer.registered_at.is_some() { Stage::Tracking } else { Stage::Registration };
    if journey.stage < stage && receiving_party(tx.conn, customer.id)?.is_none() {
        journeys::set_stage(tx, journey.id, stage)?;
    }
    Ok(())
}

/// Whether the customer is in the showroom now.
///
/// # Errors
/// Faults of the database.
pub fn is_here(conn: &mut Conn, customer: CustomerId) -> Answered<bool> {
    Ok(receiving_party(conn, customer)?.is_some())
}

fn receiving_party(conn: &mut Conn, customer: CustomerId) -> Answered<Option<i64>> {
    use crate::platform::db::schema::visits;
    Ok(visits::table
        .filter(visits::customer_id.eq(customer.0))
        .filter(visits::left_at.is_null())
        .select(visits::id)
        .first(conn)
        .optional()?)
}

/// Reads, changes and writes within one transaction; nobody waited for a person in between, so no version is asked for.
fn change(tx: &mut Tx, id: CustomerId, change: impl FnOnce(&mut Customer, Moment)) -> Answered<()> {
    let mut customer = store::find(tx.conn, tx.actor.site, id)?;
    change(&mut customer, tx.now);
    store::update(tx, &customer)
}

fn known(tx: &mut Tx, meeting: &Meeting) -> Answered<Option<Met>> {
    let Some(id) = store::of_number(tx.conn, tx.actor.site, &meeting.phone)? else {
        return Ok(None);
    };
    let mut customer = store::find(tx.conn, tx.actor.site, id)?;
    if fill_in(&mut customer, meeting) {
        store::update(tx, &customer)?;
        customer.version += 1;
        journal::record(tx, Entry::new("customers.card_filled_in").customer(id))?;
    }
    Ok(Some(Met { customer, is_new: false }))
}

fn fill_in(customer: &mut Customer, meeting: &Meeting) -> bool {
    let mut filled = false;
    if customer.name.is_none() && meeting.name.is_some() {
        customer.name.clone_from(&meeting.name);
        filled = true;
    }
    if customer.title == Title::None && meeting.title != Title::None {
        customer.title = meeting.title;
        filled = true;
    }
    if customer.channel.is_none() && meeting.channel.is_some() {
        customer.channel.clone_from(&meeting.channel);
        filled = true;
    }
    filled
}

fn first_line(tx: &Tx, name: Option<Name>, title: Title, channel: Option<String>) -> Customer {
    Customer {
        id: CustomerId::new(tx.now),
        site: tx.actor.site,
        name,
        title,
        owner: None,
        owner_since: None,
        grade: None,
        graded_at: None,
        intent: 0,
        channel,
        district: None,
        wechat: None,
        email: None,
        occupation: None,
        note: None,
        last_contact_at: None,
        next_contact_on: None,
        do_not_call_until: None,
        refused: Vec::new(),
        visits: 0,
        last_visit_at: None,
        registered_at: None,
        bought_at: None,
        lost_at: None,
        lost_reason: None,
        created_by: tx.actor.user,
        created_at: tx.now,
        updated_at: tx.now,
        version: 1,
        kept: Keeping::default(),
    }
}
