//! What goes along when two customers turn out to be one person, and how it comes back: the row of the person, numbers, grades, consents, and
//! journeys, of which only one may be open.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::journeys::{self, Journey, Status};
use super::model::Customer;
use super::store;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{CustomerId, JourneyId};
use crate::base::stage::Stage;
use crate::platform::db::Tx;
use crate::platform::db::moving::moves;
use crate::platform::db::schema::{customer_phones, journeys as journey_rows, needs, protections};

moves!(move_customer, move_customer_back, CustomerId, customer_id: customer_phones, grade_changes, consents, journeys);

pub use store::{put_back, row, take_out};

/// Writes what the one person is after a merge; takes the version that it was read with.
///
/// # Errors
/// `changed` where somebody was faster; faults of the database.
pub fn write(tx: &mut Tx, customer: &Customer) -> Answered<()> {
    store::update(tx, customer)
}

/// Makes the person again what they were before a merge, except for what changed since: `after` is what the merge wrote. Visits are
/// counted, not compared.
///
/// # Errors
/// `Missing` where the person is gone; faults of the database.
pub fn unmix(tx: &mut Tx, id: CustomerId, before: &Value, after: &Value) -> Answered<()> {
    let mut now = store::row(tx.conn, tx.actor.site, id)?;
    let odd = || Error::from(Fault::bad_data("reading what a merge kept"));
    let (Some(fields), Some(before), Some(after)) = (now.as_object_mut(), before.as_object(), after.as_object()) else {
        return Err(odd());
    };
    let number = |row: &serde_json::Map<String, Value>, name: &str| row.get(name).and_then(Value::as_i64);
    let visits = number(fields, "visits_count").zip(number(after, "visits_count")).zip(number(before, "visits_count"));
    for (name, value) in fields.iter_mut() {
        if name != "version" && after.get(name) == Some(value) {
            value.clone_from(before.get(name).unwrap_or(&Value::Null));
        }
    }
    if let Some(((now, after), before)) = visits {
        fields.insert("visits_count".to_owned(), (now - after + before).max(0).into());
    }
    store::write_row(tx, &now)
}

/// Which numbers are called first, of these customers.
///
/// # Errors
/// Faults of the database.
pub fn main_numbers(tx: &mut Tx, of: &[CustomerId]) -> Answered<Vec<i64>> {
    let of: Vec<i64> = of.iter().map(|id| id.0).collect();
    Ok(customer_phones::table
        .filter(customer_phones::customer_id.eq_any(of))
        .filter(customer_phones::is_main.eq(true))
        .select(customer_phones::id)
        .load(tx.conn)?)
}

/// Makes this number the main one of its customer, as far as the customer still has it.
///
/// # Errors
/// Faults of the database.
pub fn set_main(tx: &mut Tx, customer: CustomerId, number: i64) -> Answered<()> {
    let there: Option<i64> = customer_phones::table
        .find(number)
        .filter(customer_phones::customer_id.eq(customer.0))
        .select(customer_phones::id)
        .first(tx.conn)
        .optional()?;
    if there.is_some() {
        diesel::update(customer_phones::table.filter(customer_phones::customer_id.eq(customer.0)))
            .set(customer_phones::is_main.eq(customer_phones::id.eq(number)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// What lengthened the protection of two customers, before they became one: who, until when.
pub type Kept = Vec<(i64, Option<Date>)>;

/// The one person has the longer extension of the two; says what each had.
///
/// # Errors
/// Faults of the database.
pub fn move_protection(tx: &mut Tx, from: CustomerId, to: CustomerId) -> Answered<Kept> {
    let before: Kept = protections::table
        .filter(protections::customer_id.eq_any([from.0, to.0]))
        .order(protections::customer_id)
        .select((protections::customer_id, protections::extended_until))
        .load(tx.conn)?;
    write_protection(tx, from, None)?;
    if !before.is_empty() {
        write_protection(tx, to, Some(before.iter().filter_map(|(_, until)| *until).max()))?;
    }
    Ok(before)
}

/// Each has again what they had.
///
/// # Errors
/// Faults of the database.
pub fn move_protection_back(tx: &mut Tx, before: &Kept, from: CustomerId, to: CustomerId) -> Answered<()> {
    if before.is_empty() {
        return Ok(());
    }
    for id in [from, to] {
        let had = before.iter().find(|(whose, _)| *whose == id.0).map(|(_, until)| *until);
        write_protection(tx, id, had)?;
    }
    Ok(())
}

fn write_protection(tx: &mut Tx, id: CustomerId, extended: Option<Option<Date>>) -> Answered<()> {
    diesel::delete(protections::table.find(id.0)).execute(tx.conn)?;
    if let Some(until) = extended {
        diesel::insert_into(protections::table)
            .values((
                protections::customer_id.eq(id.0),
                protections::site_id.eq(tx.actor.site.0),
                protections::extended_until.eq(until),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// How a journey stood before a merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// Which.
    pub id: i64,
    stage: String,
    status: String,
    closed_at: Option<Moment>,
    closed_reason: Option<String>,
}

impl From<&Journey> for Stood {
    fn from(journey: &Journey) -> Self {
        Self {
            id: journey.id.0,
            stage: journey.stage.code().to_owned(),
            status: journey.status.code().to_owned(),
            closed_at: journey.closed_at,
            closed_reason: journey.closed_reason.clone(),
        }
    }
}

impl Stood {
    fn apply(&self, journey: &mut Journey) -> Answered<()> {
        let odd = || Fault::bad_data("reading how a journey stood");
        journey.stage = Stage::from_code(&self.stage).ok_or_else(odd)?;
        journey.status = Status::from_code(&self.status).ok_or_else(odd)?;
        journey.closed_at = self.closed_at;
        journey.closed_reason.clone_from(&self.closed_reason);
        Ok(())
    }
}

/// The journeys that two customers are on: of the first, and of the second.
///
/// # Errors
/// Faults of the database.
pub fn open_journeys(tx: &mut Tx, kept: CustomerId, gone: CustomerId) -> Answered<(Option<Journey>, Option<Journey>)> {
    Ok((journeys::open_of(tx.conn, kept)?, journeys::open_of(tx.conn, gone)?))
}

/// One of two open journeys goes on for both; the other is joined to it. It goes on at the later stage. Answers that the one had
/// not been given move; says which.
///
/// # Errors
/// `changed` where somebody was faster; faults of the database.
pub fn join_journeys(tx: &mut Tx, left: &Journey, goes_on: &Journey) -> Answered<Vec<i64>> {
    let ended = Journey { status: Status::Joined, closed_at: Some(tx.now), ..left.clone() };
    journeys::update(tx, &ended)?;
    if left.stage > goes_on.stage {
        journeys::update(tx, &Journey { stage: left.stage, ..goes_on.clone() })?;
    }
    let known: Vec<String> =
        needs::table.filter(needs::journey_id.eq(goes_on.id.0)).select(needs::question).load(tx.conn)?;
    let moved: Vec<i64> = needs::table
        .filter(needs::journey_id.eq(left.id.0))
        .filter(needs::question.ne_all(known))
        .select(needs::id)
        .load(tx.conn)?;
    diesel::update(needs::table.filter(needs::id.eq_any(&moved)))
        .set(needs::journey_id.eq(goes_on.id.0))
        .execute(tx.conn)?;
    Ok(moved)
}

/// The journey that was joined is open again, and the one that went on stands where it stood, unless it went further since.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn part_journeys(tx: &mut Tx, left: &Stood, goes_on: &Stood, answers: &[i64]) -> Answered<()> {
    stand_again(tx, left)?;
    let mut other = journeys::find(tx.conn, tx.actor.site, JourneyId(goes_on.id))?;
    let untouched = other.stage.code() == left.stage.as_str() && other.status == Status::Open;
    if untouched && other.stage.code() != goes_on.stage {
        goes_on.apply(&mut other)?;
        journeys::update(tx, &other)?;
    }
    diesel::update(needs::table.filter(needs::id.eq_any(answers)).filter(needs::journey_id.eq(goes_on.id)))
        .set(needs::journey_id.eq(left.id))
        .execute(tx.conn)?;
    Ok(())
}

/// A journey stands again as it stood.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn stand_again(tx: &mut Tx, stood: &Stood) -> Answered<()> {
    let mut journey = journeys::find(tx.conn, tx.actor.site, JourneyId(stood.id))?;
    if Stood::from(&journey) == *stood {
        return Ok(());
    }
    stood.apply(&mut journey)?;
    journeys::update(tx, &journey)
}

/// A journey of the customer like this one, as it stands now, for what happened on it since.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn journey_like(tx: &mut Tx, like: JourneyId, customer: CustomerId) -> Answered<Journey> {
    let like = journeys::find(tx.conn, tx.actor.site, like)?;
    Ok(Journey { id: JourneyId::new(tx.now), customer: Some(customer), version: 1, ..like })
}

/// Writes a journey made by [`journey_like`].
///
/// # Errors
/// Faults of the database.
pub fn begin_journey(tx: &mut Tx, journey: &Journey) -> Answered<()> {
    journeys::insert(tx, journey)
}

/// Takes a journey away again that nothing happened on.
///
/// # Errors
/// Faults of the database.
pub fn drop_journey(tx: &mut Tx, journey: &Journey) -> Answered<()> {
    diesel::delete(journey_rows::table.find(journey.id.0)).execute(tx.conn)?;
    Ok(())
}
