//! What goes along when two customers turn out to be one person, or two journeys one.

use diesel::prelude::*;

use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::base::ids::JourneyId;
use crate::platform::db::Tx;
use crate::platform::db::moving::moves;
use crate::platform::db::schema::wishes;

moves!(move_customer, move_customer_back, CustomerId, customer_id: claims);
moves!(move_journey, move_journey_back, JourneyId, journey_id: claims);

/// Gives the wishes for units of one customer to another. A wish that both have ends; says which moved and which ended.
///
/// # Errors
/// Faults of the database.
pub fn move_wishes(tx: &mut Tx, from: CustomerId, to: CustomerId) -> Answered<(Vec<i64>, Vec<i64>)> {
    let wished: Vec<i64> = wishes::table
        .filter(wishes::customer_id.eq(to.0))
        .filter(wishes::ended_at.is_null())
        .select(wishes::unit_id)
        .load(tx.conn)?;
    let ended: Vec<i64> = wishes::table
        .filter(wishes::customer_id.eq(from.0))
        .filter(wishes::ended_at.is_null())
        .filter(wishes::unit_id.eq_any(wished))
        .select(wishes::id)
        .load(tx.conn)?;
    diesel::update(wishes::table.filter(wishes::id.eq_any(&ended)))
        .set(wishes::ended_at.eq(Some(tx.now)))
        .execute(tx.conn)?;
    let all: Vec<i64> =
        wishes::table.filter(wishes::customer_id.eq(from.0)).order(wishes::id).select(wishes::id).load(tx.conn)?;
    diesel::update(wishes::table.filter(wishes::id.eq_any(&all))).set(wishes::customer_id.eq(to.0)).execute(tx.conn)?;
    Ok((all, ended))
}

/// Gives wishes back; those that ended only because both had them live again.
///
/// # Errors
/// Faults of the database.
pub fn move_wishes_back(
    tx: &mut Tx,
    (moved, ended): &(Vec<i64>, Vec<i64>),
    from: CustomerId,
    to: CustomerId,
) -> Answered<()> {
    diesel::update(wishes::table.filter(wishes::id.eq_any(moved)).filter(wishes::customer_id.eq(to.0)))
        .set(wishes::customer_id.eq(from.0))
        .execute(tx.conn)?;
    diesel::update(wishes::table.filter(wishes::id.eq_any(ended)).filter(wishes::customer_id.eq(from.0)))
        .set(wishes::ended_at.eq(None::<Moment>))
        .execute(tx.conn)?;
    Ok(())
}
