//! The verbs of privacy: giving out a card, taking consents back by it, asking by it, making the copy, making somebody anonymous.

use serde_json::json;

use super::cards::Code;
use super::model::{Card, RequestKind, Why};
use super::retention::{self, Ends};
use super::store;
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, RowId, UserId};
use crate::base::role::Need;
use crate::business::{customers, followups, sites, visits};
use crate::platform::db::schema::journal as entries;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};
use crate::platform::seal::Vault;
use diesel::prelude::*;

const COPIED: &str = "privacy.copy_made";
/// For so long a copy that was asked for can be opened by who asked for it.
const COPY_MINUTES: i64 = 10;

/// Gives a customer a visit card; the code of one given before opens nothing from then on.
///
/// # Errors
/// `Forbidden` for a colleague's customer; `Missing`; faults of the database.
pub fn give_card(tx: &mut Tx, vault: &Vault, customer: CustomerId) -> Answered<()> {
    let customer = of_the_actor(tx, customer)?;
    store::end_card(tx, customer)?;
    store::insert_card(tx, vault, customer, &Code::fresh())?;
    journal::record(tx, Entry::new("privacy.card_given").customer(customer))
}

fn of_the_actor(tx: &mut Tx, id: CustomerId) -> Answered<CustomerId> {
    tx.actor.must(Need::EditCustomer)?;
    let customer = customers::store::find(tx.conn, tx.actor.site, id)?;
    let actor = tx.actor.clone();
    if !customers::actions::may_work_on(tx.conn, &actor, &customer)? {
        return Err(Error::Forbidden(Need::EditCustomer));
    }
    Ok(customer.id)
}

/// The visitor who holds this card acts, on nobody else's data: the house does it for them.
fn as_visitor(tx: &mut Tx, vault: &Vault, code: &Code) -> Answered<Card> {
    let card = store::card(tx.conn, vault, code)?.filter(|card| !card.sealed.is_empty()).ok_or(Error::Missing)?;
    tx.actor = Actor::house(card.site);
    Ok(card)
}

/// Takes one consent back by the card. Without the consent to be contacted, planned contacts are called off.
///
/// # Errors
/// `Missing` where no card has this code; faults of the database.
pub fn withdraw(tx: &mut Tx, vault: &Vault, code: &Code, purpose: &str) -> Answered<()> {
    let card = as_visitor(tx, vault, code)?;
    customers::actions::take_back(tx, card.customer, purpose)
}

/// Asks by the card for a copy, or for something to be put right.
///
/// # Errors
/// `words_missing` for a correction without words; `request_waits` where the same was asked and is not answered; `Missing`; faults of the
/// database.
pub fn ask(tx: &mut Tx, vault: &Vault, code: &Code, kind: RequestKind, words: Option<&str>) -> Answered<()> {
    let card = as_visitor(tx, vault, code)?;
    if kind == RequestKind::Correct && words.is_none() {
        return Err(Refused::invalid("words_missing").at("words").into());
    }
    let waits = store::requests_of(tx.conn, card.customer, 20)?;
    if waits.iter().any(|request| request.kind == kind && request.state == "open") {
        return Err(Refused::invalid("request_waits").at("words").into());
    }
    let id = store::insert_request(tx, card.customer, kind, words)?;
    journal::record(
        tx,
        Entry::new("privacy.asked").customer(card.customer).subject(id.0).detail(json!({ "kind": kind.code() })),
    )
}

/// Answers what a visitor asked for.
///
/// # Errors
/// `request_answered` where somebody was faster; `Forbidden`; `Missing`; faults of the database.
pub fn answer(tx: &mut Tx, id: RowId, done: bool, words: Option<&str>) -> Answered<()> {
    tx.actor.must(Need::ProtectData)?;
    let request = store::request(tx.conn, tx.actor.site, id)?;
    let state = if done { "done" } else { "refused" };
    if !done && words.is_none() {
        return Err(Refused::invalid("reason_missing").at("words").into());
    }
    if !store::answer_request(tx, id, state, words)? {
        return Err(Refused::changed("request_answered").into());
    }
    journal::record(
        tx,
        Entry::new("privacy.answered").customer(request.customer).subject(id.0).detail(json!({ "state": state })),
    )
}

/// Notes that a copy of all that is held is made; it can be opened for ten minutes by who made it.
///
/// # Errors
/// `Forbidden`; `Missing`; faults of the database.
pub fn make_copy(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    tx.actor.must(Need::ProtectData)?;
    let customer = customers::store::find(tx.conn, tx.actor.site, customer)?;
    journal::record(tx, Entry::new(COPIED).customer(customer.id))
}

/// Whether this person made a copy of this customer's data just now.
///
/// # Errors
/// Faults of the database.
pub fn copied_lately(conn: &mut Conn, user: UserId, customer: CustomerId, now: Moment) -> Answered<bool> {
    let found: Option<i64> = entries::table
        .filter(entries::customer_id.eq(customer.0))
        .filter(entries::kind.eq(COPIED))
        .filter(entries::actor_id.eq(user.0))
        .filter(entries::at.ge(now - chrono::Duration::minutes(COPY_MINUTES)))
        .select(entries::seq)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Makes a customer anonymous because they asked, or because it should never have been written down. Where a deal stands, or its books must be
/// kept, name, numbers and the papers of the deal stay; everything else goes.
///
/// # Errors
/// `customer_here` during a visit; `Forbidden`; `Missing`; faults of the database.
pub fn erase(tx: &mut Tx, vault: &Vault, customer: CustomerId, why: Why) -> Answered<()> {
    tx.actor.must(Need::ProtectData)?;
    customers::store::find(tx.conn, tx.actor.site, customer)?;
    let ends = ends(tx)?;
    make_anonymous(tx, Some(vault), customer, why, &ends).map(drop)
}

/// The same, by the visitor with the card. The last four digits of a number show that the card is in the right hands.
///
/// # Errors
/// `tail_wrong` where the digits are not those of one of their numbers; what [`erase`] refuses; `Missing`; faults of the database.
pub fn erase_by_card(tx: &mut Tx, vault: &Vault, code: &Code, tail: &str) -> Answered<()> {
    let card = as_visitor(tx, vault, code)?;
    let numbers = customers::store::numbers_of(tx.conn, card.customer)?;
    let right = numbers.iter().any(|number| number.phone.reveal().ends_with(tail));
    if tail.len() != 4 || !(right || numbers.is_empty()) {
        return Err(Refused::invalid("tail_wrong").at("tail").into());
    }
    let ends = ends(tx)?;
    make_anonymous(tx, Some(vault), card.customer, Why::Withdrawn, &ends).map(drop)
}

/// The same, because its time is over; gives whether anything was done. Who is here now, or buys now, is left alone.
///
/// # Errors
/// Faults of the database.
pub fn erase_past_its_time(tx: &mut Tx, customer: CustomerId, ends: &Ends) -> Answered<bool> {
    match make_anonymous(tx, None, customer, Why::Retention, ends) {
        Err(Error::Refused(_)) => Ok(false),
        other => other,
    }
}

fn ends(tx: &mut Tx) -> Answered<Ends> {
    Ok(retention::ends(&sites::of(tx.conn, tx.actor.site)?.settings.retention, tx.now))
}

fn make_anonymous(tx: &mut Tx, vault: Option<&Vault>, id: CustomerId, why: Why, ends: &Ends) -> Answered<bool> {
    if customers::actions::is_here(tx.conn, id)? {
        return Err(Refused::invalid("customer_here").into());
    }
    let deal_stays = store::deal_must_stay(tx.conn, id, ends.buyers)?;
    if let Some(vault) = vault.filter(|_| why.wants_silence() && !deal_stays) {
        for number in customers::store::numbers_of(tx.conn, id)? {
            store::silence(tx, vault, number.phone.reveal())?;
        }
    }
    followups::actions::call_off(tx, id, "erased")?;
    visits::appointments::call_off(tx, id)?;
    store::empty(tx, id, deal_stays)?;
    if !deal_stays {
        customers::actions::let_go_for_good(tx, id)?;
        store::end_card(tx, id)?;
    }
    store::insert_erasure(tx, id, why, deal_stays)?;
    let detail = json!({ "why": why.code(), "deal_kept": deal_stays });
    journal::record(tx, Entry::new("privacy.erased").customer(id).detail(detail))?;
    Ok(true)
}
