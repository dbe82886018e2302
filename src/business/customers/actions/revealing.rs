//! Showing a masked number to somebody: within a daily budget, and on record.

use chrono::Duration;
use diesel::prelude::*;

use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId};
use crate::base::role::Need;
use crate::business::customers::{seeing, store};
use crate::business::sites;
use crate::platform::db::schema::journal as rows;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

const KIND: &str = "customers.number_revealed";
/// For so long a number that was looked up stays readable to who looked it up.
const READABLE_MINUTES: i64 = 10;

/// Lets the actor read the customer's numbers for some minutes.
///
/// # Errors
/// `reveals_used_up` where the day's budget is spent; `Forbidden`; `Missing`; faults of the database.
pub fn reveal(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    tx.actor.must(Need::RevealNumber)?;
    store::find(tx.conn, tx.actor.site, id)?;
    let Some(user) = tx.actor.user else {
        return Ok(());
    };
    if revealed_lately(tx.conn, user, id, tx.now)? {
        return Ok(());
    }
    let site = sites::of(tx.conn, tx.actor.site)?;
    let (since, _) = site.clock().day_bounds(site.clock().business_day(tx.now));
    seeing::reveal(revealed_today(tx.conn, user, since)?, site.settings.retention.reveals_per_day)?;
    journal::record(tx, Entry::new(KIND).customer(id))
}

/// How many numbers a person looked up since a moment.
///
/// # Errors
/// Faults of the database.
pub fn revealed_today(conn: &mut Conn, user: UserId, since: Moment) -> Answered<u32> {
    let count: i64 = rows::table
        .filter(rows::actor_id.eq(user.0))
        .filter(rows::kind.eq(KIND))
        .filter(rows::at.ge(since))
        .count()
        .get_result(conn)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Whether a person looked this customer's numbers up just now.
///
/// # Errors
/// Faults of the database.
pub fn revealed_lately(conn: &mut Conn, user: UserId, customer: CustomerId, now: Moment) -> Answered<bool> {
    let found: Option<i64> = rows::table
        .filter(rows::actor_id.eq(user.0))
        .filter(rows::kind.eq(KIND))
        .filter(rows::at.ge(now - Duration::minutes(READABLE_MINUTES)))
        .filter(rows::customer_id.eq(customer.0))
        .select(rows::seq)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}
