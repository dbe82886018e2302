//! Writing the customer's card. Who completes it the same day becomes the owner.

use diesel::prelude::*;
use serde_json::json;

use super::{move_on, same_version, workable};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, JourneyId};
use crate::base::phone::Phone;
use crate::base::role::{Need, Role};
use crate::business::customers::card::{self, Completeness, Field};
use crate::business::customers::journeys;
use crate::business::customers::model::{CardInput, Customer, Number, NumberInput};
use crate::business::customers::needs::{self as questions, Answer};
use crate::business::customers::store;
use crate::business::sites::model::Goods;
use crate::business::sites::{self, Site};
use crate::platform::db::schema::needs;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// The form's field of each number, the main one first.
pub const NUMBER_FIELDS: [&str; 3] = ["phone_1", "phone_2", "phone_3"];

/// Writes the card over the version that was read.
///
/// # Errors
/// `changed` where somebody was faster; `number_of_another` where a number belongs to another customer; `Forbidden`; `Missing`;
/// faults of the database.
pub fn save_card(tx: &mut Tx, id: CustomerId, version: i32, input: &CardInput, until: Option<Date>) -> Answered<()> {
    let mut customer = workable(tx, id, Need::EditCustomer)?;
    same_version(&customer, version)?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    write_numbers(tx, id, &input.numbers)?;
    keep_needs(tx, id, &site, &input.told)?;
    fill(&mut customer, input);
    customer.do_not_call_until = until;
    let standing = completeness(tx.conn, &site, &customer)?;
    // What is given is given, whatever was ticked beside it.
    customer.refused = standing.refused().map(|field| field.code().to_owned()).collect();
    let complete = standing.complete() && customer.registered_at.is_none();
    let owns = complete && makes_owner(&customer, &tx.actor, tx.now, &site);
    if complete {
        customer.registered_at = Some(tx.now);
    }
    if owns {
        customer.owner = tx.actor.user;
        customer.owner_since = Some(tx.now);
    }
    store::update(tx, &customer)?;
    journal::record(tx, Entry::new("customers.card_saved").customer(id))?;
    if complete {
        journal::record(tx, Entry::new("customers.registered").customer(id))?;
    }
    if let Some(owner) = customer.owner.filter(|_| owns) {
        journal::record(tx, Entry::new("customers.became_owner").customer(id).subject(owner))?;
    }
    move_on(tx, &customer)
}

/// How complete a customer's card is: what is on it, what was told on the floor, and what they would not say.
///
/// # Errors
/// Faults of the database.
pub fn completeness(conn: &mut Conn, site: &Site, customer: &Customer) -> Answered<Completeness> {
    let told = needs_of(conn, customer.id)?;
    let numbers = store::numbers_of(conn, customer.id)?;
    let reachable = !numbers.is_empty() || customer.wechat.is_some() || customer.email.is_some();
    let on_card = [
        (Field::Name, customer.name.is_some()),
        (Field::Phone, reachable),
        (Field::Channel, customer.channel.is_some()),
        (Field::District, customer.district.is_some()),
    ];
    let mut given: Vec<&str> = on_card.iter().filter(|(_, known)| *known).map(|(field, _)| field.code()).collect();
    given.extend(told.iter().filter(|(_, refused)| !refused).map(|(question, _)| question.as_str()));
    let mut refused: Vec<&str> = customer.refused.iter().map(String::as_str).collect();
    refused.extend(told.iter().filter(|(_, refused)| *refused).map(|(question, _)| question.as_str()));
    Ok(card::completeness(site.goods == Goods::Homes, &given, &refused))
}

/// The owner is who first completes the card on the day on which the customer came or phoned.
pub fn makes_owner(customer: &Customer, actor: &Actor, now: Moment, site: &Site) -> bool {
    let met = customer.last_visit_at.unwrap_or(customer.created_at);
    let same_day = site.clock().business_day(met) == site.clock().business_day(now);
    customer.owner.is_none() && actor.user.is_some() && actor.role == Role::Consultant && same_day
}

/// Questions that were asked in any journey of the customer, and whether the answer was refused.
fn needs_of(conn: &mut Conn, customer: CustomerId) -> Answered<Vec<(String, bool)>> {
    let journeys: Vec<i64> = journeys::list_of(conn, customer)?.iter().map(|journey| journey.id.0).collect();
    Ok(needs::table.filter(needs::journey_id.eq_any(journeys)).select((needs::question, needs::refused)).load(conn)?)
}

/// What was told for the card is kept with the journey that the customer is on, or was on last.
fn keep_needs(tx: &mut Tx, id: CustomerId, site: &Site, told: &[(String, Answer)]) -> Answered<()> {
    let Some(journey) = current_journey(tx.conn, id)?.filter(|_| !told.is_empty()) else {
        return Ok(());
    };
    let noted = questions::keep(tx, journey, site.goods, told)?;
    if noted.is_empty() {
        return Ok(());
    }
    let detail = json!({ "questions": noted });
    journal::record(tx, Entry::new("customers.needs_noted").customer(id).detail(detail))
}

/// The journey with which a customer's answers are kept.
///
/// # Errors
/// Faults of the database.
pub fn current_journey(conn: &mut Conn, id: CustomerId) -> Answered<Option<JourneyId>> {
    if let Some(open) = journeys::open_of(conn, id)? {
        return Ok(Some(open.id));
    }
    Ok(journeys::list_of(conn, id)?.first().map(|journey| journey.id))
}

fn fill(customer: &mut Customer, input: &CardInput) {
    customer.name.clone_from(&input.name);
    customer.title = input.title;
    customer.wechat.clone_from(&input.wechat);
    customer.email.clone_from(&input.email);
    customer.district.clone_from(&input.district);
    customer.occupation.clone_from(&input.occupation);
    customer.channel.clone_from(&input.channel);
    customer.note.clone_from(&input.note);
    customer.refused.clone_from(&input.refused);
}

/// Takes off what is no longer on the card, adds what is new, and makes the first one the main one.
fn write_numbers(tx: &mut Tx, customer: CustomerId, wanted: &[NumberInput]) -> Answered<()> {
    let kept = store::numbers_of(tx.conn, customer)?;
    let wanted: Vec<Phone> = wanted.iter().filter_map(|number| phone_of(number, &kept)).collect();
    // The card shows the first few; what it does not show stays.
    let shown = &kept[..kept.len().min(NUMBER_FIELDS.len())];
    let gone: Vec<_> = shown.iter().filter(|number| !wanted.contains(&number.phone)).map(|number| number.id).collect();
    if !gone.is_empty() {
        store::remove_numbers(tx, customer, &gone)?;
    }
    for (at, phone) in wanted.iter().enumerate() {
        if !kept.iter().any(|number| number.phone == *phone) && !wanted[..at].contains(phone) {
            add_number(tx, customer, phone, at)?;
        }
    }
    match wanted.first() {
        Some(main) => store::set_main(tx, customer, main.reveal()),
        None => Ok(()),
    }
}

fn phone_of(number: &NumberInput, kept: &[Number]) -> Option<Phone> {
    match number {
        NumberInput::New(phone) => Some(phone.clone()),
        NumberInput::Kept(row) => kept.iter().find(|number| number.id == *row).map(|number| number.phone.clone()),
    }
}

fn add_number(tx: &mut Tx, customer: CustomerId, phone: &Phone, at: usize) -> Answered<()> {
    let field = NUMBER_FIELDS.get(at).copied().unwrap_or(NUMBER_FIELDS[0]);
    let tried = tx.attempt(|tx| store::insert_number(tx, customer, phone, false));
    store::one_person_per_number(tried, || Refused::taken("number_of_another").at(field))
}
