//! The public pool and its claims.

use diesel::prelude::*;

use crate::base::clock::Moment;
use crate::base::error::{Answered, Fault};
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, RowId, SiteId, UserId};
use crate::base::name::Name;
use crate::base::phone;
use crate::business::ownership::model::{PoolReason, Pooled};
use crate::platform::db::schema::{customer_phones, customers, pool, pool_claims};
use crate::platform::db::{Conn, Tx};

/// How many rows a page of the pool holds.
pub const PAGE: i64 = 30;
/// How many rows a search in the pool gives.
const MOST_FOUND: i64 = 60;
/// Above every letter that a name may hold.
const LAST_LETTER: char = '\u{10ffff}';

/// What is wanted of the pool.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The grade with which they came into it.
    pub grade: Option<Grade>,
    /// Where the page before ended.
    pub after: Option<(Moment, CustomerId)>,
}

type Row = (i64, Moment, Option<i64>, String);

fn pooled((customer, since, from, reason): Row) -> Answered<Pooled> {
    let reason =
        PoolReason::from_code(&reason).ok_or_else(|| Fault::bad_data("reading why somebody is in the pool"))?;
    Ok(Pooled { customer: CustomerId(customer), since, from: from.map(UserId), reason })
}

/// One page of the pool, the latest first, and whether there is more.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn, site: SiteId, wanted: &Wanted) -> Answered<(Vec<Pooled>, bool)> {
    let mut query = pool::table.filter(pool::site_id.eq(site.0)).into_boxed();
    if let Some(grade) = wanted.grade {
        query = query.filter(pool::grade.eq(grade.code()));
    }
    if let Some((since, id)) = wanted.after {
        query = query.filter(pool::since.le(since)).filter(pool::since.lt(since).or(pool::customer_id.lt(id.0)));
    }
    let rows: Vec<Row> = query
        .order((pool::since.desc(), pool::customer_id.desc()))
        .limit(PAGE + 1)
        .select((pool::customer_id, pool::since, pool::from_id, pool::reason))
        .load(conn)?;
    let more = rows.len() > PAGE as usize;
    let page = rows.into_iter().take(PAGE as usize).map(pooled).collect::<Answered<_>>()?;
    Ok((page, more))
}

/// Those in the pool whose name, its sound or initials begin like that, or whose number does or ends so; at most sixty.
///
/// # Errors
/// Faults of the database.
pub fn search(conn: &mut Conn, site: SiteId, country: &str, text: &str) -> Answered<Vec<Pooled>> {
    let digits = phone::digits(text);
    let numeric = text.chars().all(|c| c.is_numeric() || matches!(c, ' ' | '-' | '+' | '＋'));
    let mut ids: Vec<i64> = Vec::new();
    if numeric && digits.len() >= 3 {
        if digits.len() == 4 {
            ids.extend(by_tail(conn, site, &digits)?);
        }
        if let Some((from, to)) = phone::starting_with(text, country) {
            ids.extend(by_beginning(conn, site, from, to)?);
        }
    } else if !numeric {
        ids = by_name(conn, site, text)?;
    }
    let rows: Vec<Row> = pool::table
        .filter(pool::customer_id.eq_any(ids))
        .filter(pool::site_id.eq(site.0))
        .order((pool::since.desc(), pool::customer_id.desc()))
        .limit(MOST_FOUND)
        .select((pool::customer_id, pool::since, pool::from_id, pool::reason))
        .load(conn)?;
    rows.into_iter().map(pooled).collect()
}

fn by_tail(conn: &mut Conn, site: SiteId, tail: &str) -> Answered<Vec<i64>> {
    Ok(customer_phones::table
        .inner_join(pool::table.on(pool::customer_id.eq(customer_phones::customer_id)))
        .filter(customer_phones::site_id.eq(site.0))
        .filter(customer_phones::tail.eq(tail))
        .limit(MOST_FOUND)
        .select(customer_phones::customer_id)
        .load(conn)?)
}

fn by_beginning(conn: &mut Conn, site: SiteId, from: String, to: String) -> Answered<Vec<i64>> {
    Ok(customer_phones::table
        .inner_join(pool::table.on(pool::customer_id.eq(customer_phones::customer_id)))
        .filter(customer_phones::site_id.eq(site.0))
        .filter(customer_phones::e164.between(from, to))
        .order(customer_phones::e164)
        .limit(MOST_FOUND)
        .select(customer_phones::customer_id)
        .load(conn)?)
}

fn by_name(conn: &mut Conn, site: SiteId, text: &str) -> Answered<Vec<i64>> {
    let written = Name::stored(text.split_whitespace().collect::<Vec<_>>().join(" "));
    let sound = written.sound();
    if sound.is_empty() {
        return Ok(Vec::new());
    }
    let end = format!("{sound}{LAST_LETTER}");
    let heard: Vec<(i64, String)> = customers::table
        .inner_join(pool::table)
        .filter(customers::site_id.eq(site.0))
        .filter(customers::name_sound.ge(&sound))
        .filter(customers::name_sound.lt(&end))
        .order(customers::name_sound)
        .limit(MOST_FOUND)
        .select((customers::id, customers::name))
        .load(conn)?;
    let spelt = written.reveal().is_ascii();
    let mut ids: Vec<i64> =
        heard.into_iter().filter(|(_, name)| spelt || name.starts_with(written.reveal())).map(|(id, _)| id).collect();
    if spelt {
        let initials: Vec<i64> = customers::table
            .inner_join(pool::table)
            .filter(customers::site_id.eq(site.0))
            .filter(customers::name_initials.ge(&sound))
            .filter(customers::name_initials.lt(&end))
            .order(customers::name_initials)
            .limit(MOST_FOUND)
            .select(customers::id)
            .load(conn)?;
        ids.extend(initials);
    }
    Ok(ids)
}

/// How many are in the pool, counted up to a thousand.
///
/// # Errors
/// Faults of the database.
pub fn size(conn: &mut Conn, site: SiteId) -> Answered<usize> {
    let some: Vec<i64> =
        pool::table.filter(pool::site_id.eq(site.0)).limit(1_000).select(pool::customer_id).load(conn)?;
    Ok(some.len())
}

/// One customer of the pool, if they are in it.
///
/// # Errors
/// Faults of the database.
pub fn in_pool(conn: &mut Conn, site: SiteId, customer: CustomerId) -> Answered<Option<Pooled>> {
    pool::table
        .filter(pool::customer_id.eq(customer.0))
        .filter(pool::site_id.eq(site.0))
        .select((pool::customer_id, pool::since, pool::from_id, pool::reason))
        .first::<Row>(conn)
        .optional()?
        .map(pooled)
        .transpose()
}

/// How many somebody has claimed at a site since a moment.
///
/// # Errors
/// Faults of the database.
pub fn claimed_since(conn: &mut Conn, site: SiteId, who: UserId, since: Moment) -> Answered<u32> {
    let count: i64 = pool_claims::table
        .filter(pool_claims::claimed_by.eq(who.0))
        .filter(pool_claims::site_id.eq(site.0))
        .filter(pool_claims::claimed_at.ge(since))
        .count()
        .get_result(conn)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Who claimed a customer last, and when.
///
/// # Errors
/// Faults of the database.
pub fn last_claim(conn: &mut Conn, customer: CustomerId) -> Answered<Option<(UserId, Moment)>> {
    let row: Option<(i64, Moment)> = pool_claims::table
        .filter(pool_claims::customer_id.eq(customer.0))
        .order(pool_claims::claimed_at.desc())
        .select((pool_claims::claimed_by, pool_claims::claimed_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(who, at)| (UserId(who), at)))
}

/// Puts a customer into the pool.
pub fn insert(tx: &mut Tx, pooled: &Pooled, grade: Option<Grade>) -> Answered<()> {
    diesel::insert_into(pool::table)
        .values((
            pool::customer_id.eq(pooled.customer.0),
            pool::site_id.eq(tx.actor.site.0),
            pool::since.eq(pooled.since),
            pool::from_id.eq(pooled.from.map(|who| who.0)),
            pool::reason.eq(pooled.reason.code()),
            pool::grade.eq(grade.map(Grade::code)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes a customer out of the pool; says whether they were still in it. Of two claims at once one gets `true`.
pub fn remove(tx: &mut Tx, customer: CustomerId) -> Answered<bool> {
    let gone =
        diesel::delete(pool::table.filter(pool::customer_id.eq(customer.0)).filter(pool::site_id.eq(tx.actor.site.0)))
            .execute(tx.conn)?;
    Ok(gone == 1)
}

/// Keeps who claimed whom.
pub fn insert_claim(tx: &mut Tx, pooled: &Pooled, who: UserId) -> Answered<()> {
    diesel::insert_into(pool_claims::table)
        .values((
            pool_claims::id.eq(RowId::new(tx.now).0),
            pool_claims::site_id.eq(tx.actor.site.0),
            pool_claims::customer_id.eq(pooled.customer.0),
            pool_claims::claimed_by.eq(who.0),
            pool_claims::claimed_at.eq(tx.now),
            pool_claims::from_id.eq(pooled.from.map(|who| who.0)),
        ))
        .execute(tx.conn)?;
    Ok(())
}
