//! What belongs to somebody: customers, planned contacts, appointments, kept units, parties, sales under way.

use diesel::prelude::*;

use crate::base::error::Answered;
use crate::base::ids::{CustomerId, SiteId, UserId};
use crate::business::ownership::handover::Belongings;
use crate::platform::db::Conn;
use crate::platform::db::schema::{
    appointments, claims, contracts, customers, deposits, follow_ups, protections, quotes, users, visits,
};

/// How far a list or a count goes.
const MOST: i64 = 100_000;
/// Deposits that are under way.
const LIVE: [&str; 3] = ["drafted", "paid", "overdue"];

/// Something of somebody, by its id.
pub type Owned = i64;

/// Customers of somebody, those touched last first; at most `most`.
///
/// # Errors
/// Faults of the database.
pub fn customers_of(conn: &mut Conn, site: SiteId, who: UserId, most: i64) -> Answered<Vec<Owned>> {
    Ok(customers::table
        .filter(customers::owner_id.eq(who.0))
        .filter(customers::site_id.eq(site.0))
        .order((customers::updated_at.desc(), customers::id.desc()))
        .limit(most)
        .select(customers::id)
        .load(conn)?)
}

/// Of somebody's customers, those who never go to the pool: buyers, those with a deal, those in a ruling.
///
/// # Errors
/// Faults of the database.
pub fn bound_of(conn: &mut Conn, site: SiteId, who: UserId) -> Answered<Vec<CustomerId>> {
    let mine = || customers::table.filter(customers::owner_id.eq(who.0)).filter(customers::site_id.eq(site.0));
    let mut ids: Vec<i64> = mine().filter(customers::bought_at.is_not_null()).select(customers::id).load(conn)?;
    let with_deposit: Vec<i64> = mine()
        .inner_join(deposits::table.on(deposits::customer_id.eq(customers::id)))
        .filter(deposits::status.eq_any(LIVE))
        .select(customers::id)
        .load(conn)?;
    let with_contract: Vec<i64> = mine()
        .inner_join(contracts::table.on(contracts::customer_id.eq(customers::id)))
        .filter(contracts::status.ne("cancelled"))
        .select(customers::id)
        .load(conn)?;
    let in_ruling: Vec<i64> = mine()
        .inner_join(protections::table.on(protections::customer_id.eq(customers::id)))
        .filter(protections::ruling_id.is_not_null())
        .select(customers::id)
        .load(conn)?;
    ids.extend(with_deposit);
    ids.extend(with_contract);
    ids.extend(in_ruling);
    ids.sort_unstable();
    ids.dedup();
    Ok(ids.into_iter().map(CustomerId).collect())
}

/// Planned contacts of somebody, with their customer.
///
/// # Errors
/// Faults of the database.
pub fn follow_ups_of(conn: &mut Conn, site: SiteId, who: UserId, most: i64) -> Answered<Vec<(Owned, CustomerId)>> {
    let rows: Vec<(i64, i64)> = follow_ups::table
        .filter(follow_ups::consultant_id.eq(who.0))
        .filter(follow_ups::site_id.eq(site.0))
        .filter(follow_ups::state.eq("planned"))
        .order((follow_ups::due_on, follow_ups::id))
        .limit(most)
        .select((follow_ups::id, follow_ups::customer_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, customer)| (id, CustomerId(customer))).collect())
}

/// Appointments of somebody that are still to be kept, with their customer.
///
/// # Errors
/// Faults of the database.
pub fn appointments_of(conn: &mut Conn, site: SiteId, who: UserId) -> Answered<Vec<(Owned, CustomerId)>> {
    let rows: Vec<(i64, i64)> = appointments::table
        .filter(appointments::consultant_id.eq(who.0))
        .filter(appointments::site_id.eq(site.0))
        .filter(appointments::status.eq("planned"))
        .limit(MOST)
        .select((appointments::id, appointments::customer_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, customer)| (id, CustomerId(customer))).collect())
}

/// Units that somebody keeps, with the customer if one is known.
///
/// # Errors
/// Faults of the database.
pub fn holds_of(conn: &mut Conn, site: SiteId, who: UserId) -> Answered<Vec<(Owned, Option<CustomerId>)>> {
    let rows: Vec<(i64, Option<i64>)> = claims::table
        .filter(claims::consultant_id.eq(who.0))
        .filter(claims::site_id.eq(site.0))
        .filter(claims::ended_at.is_null())
        .limit(MOST)
        .select((claims::id, claims::customer_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, customer)| (id, customer.map(CustomerId))).collect())
}

/// Parties who are here with somebody, with the customer if one is known.
///
/// # Errors
/// Faults of the database.
pub fn parties_of(conn: &mut Conn, site: SiteId, who: UserId) -> Answered<Vec<(Owned, Option<CustomerId>)>> {
    let rows: Vec<(i64, Option<i64>)> = visits::table
        .filter(visits::site_id.eq(site.0))
        .filter(visits::left_at.is_null())
        .filter(visits::consultant_id.eq(who.0))
        .limit(MOST)
        .select((visits::id, visits::customer_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, customer)| (id, customer.map(CustomerId))).collect())
}

/// Somebody's deposits under way, with their customer.
///
/// # Errors
/// Faults of the database.
pub fn deposits_of(conn: &mut Conn, site: SiteId, who: UserId) -> Answered<Vec<(Owned, CustomerId)>> {
    let rows: Vec<(i64, i64)> = deposits::table
        .filter(deposits::site_id.eq(site.0))
        .filter(deposits::status.eq_any(LIVE))
        .filter(deposits::consultant_id.eq(who.0))
        .limit(MOST)
        .select((deposits::id, deposits::customer_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, customer)| (id, CustomerId(customer))).collect())
}

/// Somebody's contracts that are being prepared or not stored yet, with their customer.
///
/// # Errors
/// Faults of the database.
pub fn contracts_of(conn: &mut Conn, site: SiteId, who: UserId) -> Answered<Vec<(Owned, CustomerId)>> {
    let rows: Vec<(i64, i64)> = contracts::table
        .filter(contracts::site_id.eq(site.0))
        .filter(contracts::status.eq_any(["preparing", "signed"]))
        .filter(contracts::consultant_id.eq(who.0))
        .limit(MOST)
        .select((contracts::id, contracts::customer_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, customer)| (id, CustomerId(customer))).collect())
}

/// How much somebody has.
///
/// # Errors
/// Faults of the database.
pub fn count(conn: &mut Conn, site: SiteId, who: UserId) -> Answered<Belongings> {
    let customers: i64 = customers::table
        .filter(customers::owner_id.eq(who.0))
        .filter(customers::site_id.eq(site.0))
        .count()
        .get_result(conn)?;
    let quotes: i64 = quotes::table
        .inner_join(customers::table.on(customers::id.nullable().eq(quotes::customer_id)))
        .filter(customers::owner_id.eq(who.0))
        .filter(customers::site_id.eq(site.0))
        .filter(quotes::status.eq_any(["valid", "waiting", "approved"]))
        .count()
        .get_result(conn)?;
    Ok(Belongings {
        customers: usize::try_from(customers).unwrap_or_default(),
        bound: bound_of(conn, site, who)?.len(),
        follow_ups: follow_ups_of(conn, site, who, MOST)?.len(),
        appointments: appointments_of(conn, site, who)?.len(),
        holds: holds_of(conn, site, who)?.len(),
        parties: parties_of(conn, site, who)?.len(),
        quotes: usize::try_from(quotes).unwrap_or_default(),
        deals: deposits_of(conn, site, who)?.len() + contracts_of(conn, site, who)?.len(),
    })
}

/// Suspended people with whom something was left behind; nobody should be here.
///
/// # Errors
/// Faults of the database.
pub fn left_behind(conn: &mut Conn, site: SiteId) -> Answered<Vec<(UserId, Belongings)>> {
    let gone: Vec<i64> = users::table.filter(users::suspended_at.is_not_null()).select(users::id).load(conn)?;
    let mut found = Vec::new();
    for who in gone.into_iter().map(UserId) {
        let what = count(conn, site, who)?;
        if !what.none() {
            found.push((who, what));
        }
    }
    Ok(found)
}
