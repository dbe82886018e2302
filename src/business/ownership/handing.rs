//! What goes along when two customers turn out to be one person: claims, requests for more time, filings, and the place in the pool.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::platform::db::Tx;
use crate::platform::db::moving::moves;
use crate::platform::db::schema::pool;

moves!(move_customer, move_customer_back, CustomerId, customer_id: pool_claims, extension_requests, filings);

/// A place in the pool: who, since when, from whom, why, with which grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Queryable)]
pub struct Place {
    customer: i64,
    since: Moment,
    from: Option<i64>,
    reason: String,
    grade: Option<String>,
}

/// The one person is in the pool where nobody owns them and one of the two was; says who was in it.
///
/// # Errors
/// Faults of the database.
pub fn move_pool(tx: &mut Tx, from: CustomerId, to: CustomerId, owned: bool) -> Answered<Vec<Place>> {
    let before: Vec<Place> = pool::table
        .filter(pool::customer_id.eq_any([from.0, to.0]))
        .order(pool::since)
        .select((pool::customer_id, pool::since, pool::from_id, pool::reason, pool::grade))
        .load(tx.conn)?;
    empty(tx, from, to)?;
    if let Some(first) = before.first().filter(|_| !owned) {
        write(tx, &Place { customer: to.0, ..first.clone() })?;
    }
    Ok(before)
}

/// Each is in the pool again who was.
///
/// # Errors
/// Faults of the database.
pub fn move_pool_back(tx: &mut Tx, before: &[Place], from: CustomerId, to: CustomerId) -> Answered<()> {
    if before.is_empty() {
        return Ok(());
    }
    empty(tx, from, to)?;
    before.iter().try_for_each(|place| write(tx, place))
}

fn empty(tx: &mut Tx, from: CustomerId, to: CustomerId) -> Answered<()> {
    diesel::delete(pool::table.filter(pool::customer_id.eq_any([from.0, to.0]))).execute(tx.conn)?;
    Ok(())
}

fn write(tx: &mut Tx, place: &Place) -> Answered<()> {
    diesel::insert_into(pool::table)
        .values((
            pool::customer_id.eq(place.customer),
            pool::site_id.eq(tx.actor.site.0),
            pool::since.eq(place.since),
            pool::from_id.eq(place.from),
            pool::reason.eq(&place.reason),
            pool::grade.eq(place.grade.as_deref()),
        ))
        .execute(tx.conn)?;
    Ok(())
}
