//! Who stays with the owner, as the database knows it: extensions, open rulings, deals that stand; and whose protection ends when.
//!
//! The end itself is no column: the rule computes it, so that a changed setting counts at once. The lists walk
//! `customers_to_lapse`, an index of those who have an owner and no deal, by grade and last contact.

use std::collections::{HashMap, HashSet};

use chrono::Duration;
use diesel::prelude::*;

use super::model::Customer;
use super::protection::{Facts, Protection, protection};
use super::store;
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, RulingId, UserId};
use crate::business::sites::Site;
use crate::business::sites::settings::Protection as Settings;
use crate::platform::db::schema::{contracts, customers, deposits, protections};
use crate::platform::db::{Conn, Tx};

/// What lengthens or stops the end of a customer's protection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keeping {
    /// The last day of an extension that was granted.
    pub extended_until: Option<Date>,
    /// The ruling that is open on this customer.
    pub ruling: Option<RulingId>,
    /// Whether a deposit or a contract stands.
    pub deal_stands: bool,
}

/// How a customer's protection stands; none without an owner.
pub fn standing(customer: &Customer, settings: &Settings, clock: SiteClock, now: Moment) -> Option<Protection> {
    let owner_since = customer.owner.and(customer.owner_since.or(Some(customer.created_at)))?;
    let last = customer.last_contact_at.map_or(owner_since, |contact| contact.max(owner_since));
    let facts = Facts {
        last_effective_on: clock.business_day(last),
        grade: customer.grade,
        only_called: customer.visits == 0,
        extended_until: customer.kept.extended_until,
        ruling_open: customer.kept.ruling.is_some(),
        bought: customer.bought_at.is_some(),
        deal_stands: customer.kept.deal_stands,
    };
    Some(protection(&facts, settings, clock.business_day(now)))
}

/// Fills in what keeps these customers.
pub(super) fn fill_in(conn: &mut Conn, people: &mut [Customer]) -> Answered<()> {
    let ids: Vec<i64> = people.iter().map(|one| one.id.0).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let rows: Vec<(i64, Option<Date>, Option<i64>)> = protections::table
        .filter(protections::customer_id.eq_any(&ids))
        .select((protections::customer_id, protections::extended_until, protections::ruling_id))
        .load(conn)?;
    let rows: HashMap<i64, (Option<Date>, Option<i64>)> =
        rows.into_iter().map(|(id, until, ruling)| (id, (until, ruling))).collect();
    let deals = with_deals(conn, &ids)?;
    for one in people.iter_mut() {
        let (extended_until, ruling) = rows.get(&one.id.0).copied().unwrap_or_default();
        one.kept = Keeping { extended_until, ruling: ruling.map(RulingId), deal_stands: deals.contains(&one.id.0) };
    }
    Ok(())
}

fn with_deals(conn: &mut Conn, ids: &[i64]) -> Answered<HashSet<i64>> {
    let mut deals: HashSet<i64> = deposits::table
        .filter(deposits::customer_id.eq_any(ids))
        .filter(deposits::status.eq_any(["drafted", "paid", "overdue"]))
        .select(deposits::customer_id)
        .load(conn)?
        .into_iter()
        .collect();
    let signed: Vec<i64> = contracts::table
        .filter(contracts::customer_id.eq_any(ids))
        .filter(contracts::status.ne("cancelled"))
        .select(contracts::customer_id)
        .load(conn)?;
    deals.extend(signed);
    Ok(deals)
}

/// Where the walk over those who may lapse stands: the last contact and the customer; without a contact, the customer alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    contact: Option<Moment>,
    id: i64,
}

/// Customers whose last effective contact lies so far back that their protection has ended, or ends within `within` days.
///
/// Gives the owner, the customer and how protection stands; at most `most`, those longest without a contact first within each
/// grade. Whoever is kept by an extension, a ruling or a deal is not among them, unless the extension itself ends then.
///
/// # Errors
/// Faults of the database.
pub fn ending(
    conn: &mut Conn,
    site: &Site,
    now: Moment,
    within: i64,
    most: usize,
) -> Answered<Vec<(UserId, CustomerId, Protection)>> {
    let (clock, settings) = (site.clock(), &site.settings.protection);
    let mut found = Vec::new();
    for (grade, came, days) in groups(settings) {
        let day = clock.business_day(now) + Duration::days(within - i64::from(days));
        // Whoever was reached before this moment has at most so many days left.
        let before = clock.day_bounds(day).1;
        for contacted in [true, false] {
            let mut after = None;
            while found.len() < most {
                let page = walk(conn, site, (grade, came), before, contacted, after)?;
                let Some(last) = page.last().copied() else { break };
                after = Some(last);
                let ids: Vec<CustomerId> = page.iter().map(|place| CustomerId(place.id)).collect();
                for customer in store::list(conn, site.id, &ids)? {
                    let left = standing(&customer, settings, clock, now);
                    if let (Some(owner), Some(left)) = (customer.owner, left)
                        && ends_within(&left, within)
                    {
                        found.push((owner, customer.id, left));
                    }
                }
            }
        }
    }
    found.truncate(most);
    Ok(found)
}

fn ends_within(left: &Protection, within: i64) -> bool {
    match left {
        Protection::Endless | Protection::Frozen => false,
        Protection::Lapsed { .. } => true,
        Protection::Running { days_left, .. } => *days_left <= within,
    }
}

/// Grade, whether they ever came, and how many days they have: one range of the index each.
fn groups(settings: &Settings) -> Vec<(Option<Grade>, bool, u16)> {
    let graded = Grade::ALL.into_iter().map(|grade| (Some(grade), true, settings.days.of(grade)));
    let called = Grade::ALL.into_iter().map(|grade| (Some(grade), false, settings.call_only_days));
    let rest = [true, false].map(|came| (None, came, settings.call_only_days));
    graded.chain(called).chain(rest).collect()
}

/// One page of a range, in its order.
fn walk(
    conn: &mut Conn,
    site: &Site,
    (grade, came): (Option<Grade>, bool),
    before: Moment,
    contacted: bool,
    after: Option<Place>,
) -> Answered<Vec<Place>> {
    const PAGE: i64 = 200;
    // The three conditions of the index stand as they do there, or it would not be used.
    let mut query = customers::table
        .filter(customers::site_id.eq(site.id.0))
        .filter(customers::owner_id.is_not_null())
        .filter(customers::bought_at.is_null())
        .filter(customers::lost_at.is_null())
        .filter(customers::owner_since.lt(before))
        .into_boxed();
    query = match grade {
        Some(grade) => query.filter(customers::grade.eq(grade.code())),
        None => query.filter(customers::grade.is_null()),
    };
    query =
        if came { query.filter(customers::visits_count.gt(0)) } else { query.filter(customers::visits_count.eq(0)) };
    query = if contacted {
        query.filter(customers::last_contact_at.lt(before))
    } else {
        query.filter(customers::last_contact_at.is_null())
    };
    query = match after {
        Some(Place { contact: Some(at), id }) => query
            .filter(customers::last_contact_at.ge(at))
            .filter(customers::last_contact_at.gt(at).or(customers::id.gt(id))),
        Some(Place { contact: None, id }) => query.filter(customers::id.gt(id)),
        None => query,
    };
    let rows: Vec<(i64, Option<Moment>)> = query
        .order((customers::last_contact_at.asc(), customers::id.asc()))
        .limit(PAGE)
        .select((customers::id, customers::last_contact_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, contact)| Place { contact, id }).collect())
}

/// Writes what keeps a customer; the row is made where there is none.
pub(super) fn put(tx: &mut Tx, customer: CustomerId, kept: &Keeping) -> Answered<()> {
    let values = (
        protections::extended_until.eq(kept.extended_until),
        protections::ruling_id.eq(kept.ruling.map(|ruling| ruling.0)),
    );
    let changed = diesel::update(protections::table.filter(protections::customer_id.eq(customer.0)))
        .set(values)
        .execute(tx.conn)?;
    if changed == 0 {
        diesel::insert_into(protections::table)
            .values((
                protections::customer_id.eq(customer.0),
                protections::site_id.eq(tx.actor.site.0),
                protections::extended_until.eq(kept.extended_until),
                protections::ruling_id.eq(kept.ruling.map(|ruling| ruling.0)),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}
