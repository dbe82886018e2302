//! What a letter tells, gathered from the tables: follow-ups, appointments, protection, deposits.

use std::collections::{BTreeSet, HashMap};

use chrono::Duration;
use diesel::prelude::*;

use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, SiteId, UserId};
use crate::business::customers;
use crate::business::customers::model::{Customer, Number};
use crate::business::customers::protection::Protection;
use crate::business::deposits::agreement::Status;
use crate::business::followups;
use crate::business::followups::model::FollowUp;
use crate::business::sites::Site;
use crate::business::visits::model::AppointmentState;
use crate::platform::access;
use crate::platform::db::Conn;
use crate::platform::db::schema::{appointments, customers as cards, deposits};

/// The most lines of one list; one more is read, to know whether there are more.
pub const MOST: usize = 20;
/// For so many days ahead a letter looks.
const AHEAD_DAYS: i64 = 7;
/// The most customers whose protection is looked at.
const LOOKED_AT: i64 = 400;

/// An appointment of a day.
#[derive(Debug, Clone)]
pub struct Expected {
    /// With whom.
    pub customer: CustomerId,
    /// When.
    pub at: Moment,
    /// How many come.
    pub party: i32,
}

/// A deposit whose contract is not signed yet.
#[derive(Debug, Clone)]
pub struct ToSign {
    /// Its id.
    pub id: i64,
    /// Of whom.
    pub customer: CustomerId,
    /// The agreement's number.
    pub number: String,
    /// The last day to sign.
    pub by: Date,
}

/// What somebody has to do.
#[derive(Debug, Default)]
pub struct Duties {
    /// Follow-ups of earlier days.
    pub overdue: Vec<FollowUp>,
    /// Follow-ups of the day.
    pub today: Vec<FollowUp>,
    /// Follow-ups of the days after.
    pub coming: Vec<FollowUp>,
    /// Who is expected on the day.
    pub expected: Vec<Expected>,
    /// Whose protection ends soon, with the days left.
    pub ending: Vec<(CustomerId, i64)>,
    /// Deposits to be signed soon.
    pub to_sign: Vec<ToSign>,
}

impl Duties {
    /// Whether there is anything to tell. What only comes in the next days is no reason for a letter.
    pub fn is_empty(&self) -> bool {
        self.overdue.is_empty()
            && self.today.is_empty()
            && self.expected.is_empty()
            && self.ending.is_empty()
            && self.to_sign.is_empty()
    }

    /// Everybody of whom it speaks.
    pub fn customers(&self) -> Vec<CustomerId> {
        let follow_ups = [&self.overdue, &self.today, &self.coming].into_iter().flatten().map(|row| row.customer);
        let others = self.expected.iter().map(|row| row.customer).chain(self.ending.iter().map(|row| row.0));
        let all: BTreeSet<CustomerId> =
            follow_ups.chain(others).chain(self.to_sign.iter().map(|row| row.customer)).collect();
        all.into_iter().collect()
    }
}

/// What a person has to do on a day.
///
/// # Errors
/// Faults of the database.
pub fn duties(conn: &mut Conn, site: &Site, user: UserId, day: Date, now: Moment) -> Answered<Duties> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX) + 1;
    let due = |conn: &mut Conn, span| followups::store::list_due(conn, site.id, Some(user), span, most);
    Ok(Duties {
        overdue: due(conn, (None, day - Duration::days(1)))?,
        today: due(conn, (Some(day), day))?,
        coming: due(conn, (Some(day + Duration::days(1)), day + Duration::days(AHEAD_DAYS)))?,
        expected: expected(conn, site, user, day, most)?,
        ending: ending(conn, site, user, now)?,
        to_sign: to_sign(conn, site, user, day, most)?,
    })
}

/// Follow-ups of a site that are overdue for so long that the supervisor is told, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn long_overdue(conn: &mut Conn, site: &Site, day: Date) -> Answered<Vec<FollowUp>> {
    let last = day - Duration::days(site.settings.cadence.tells_supervisor_days.into());
    followups::store::list_due(conn, site.id, None, (None, last), i64::try_from(MOST).unwrap_or(i64::MAX) + 1)
}

/// Customers by id, with their numbers.
#[derive(Debug, Default)]
pub struct People {
    /// The cards.
    pub cards: HashMap<CustomerId, Customer>,
    /// The first number of each.
    pub numbers: HashMap<CustomerId, Number>,
    /// Names of those who work here.
    pub staff: HashMap<UserId, String>,
}

/// Reads the people of whom a letter speaks.
///
/// # Errors
/// Faults of the database.
pub fn people(conn: &mut Conn, site: SiteId, ids: &[CustomerId]) -> Answered<People> {
    let cards = customers::store::list(conn, site, ids)?.into_iter().map(|card| (card.id, card)).collect();
    let mut numbers: HashMap<CustomerId, Number> = HashMap::new();
    for number in customers::store::numbers_of_many(conn, ids)? {
        if number.is_main || !numbers.contains_key(&number.customer) {
            numbers.insert(number.customer, number);
        }
    }
    let staff = access::list(conn, site)?.into_iter().map(|member| (member.user.id, member.user.name)).collect();
    Ok(People { cards, numbers, staff })
}

fn expected(conn: &mut Conn, site: &Site, user: UserId, day: Date, most: i64) -> Answered<Vec<Expected>> {
    let (from, to) = site.clock().day_bounds(day);
    let rows: Vec<(i64, Moment, i32)> = appointments::table
        .filter(appointments::consultant_id.eq(user.0))
        .filter(appointments::site_id.eq(site.id.0))
        .filter(appointments::at.ge(from))
        .filter(appointments::at.lt(to))
        .filter(appointments::status.eq(AppointmentState::Planned.code()))
        .order(appointments::at)
        .limit(most)
        .select((appointments::customer_id, appointments::at, appointments::party_size))
        .load(conn)?;
    Ok(rows.into_iter().map(|(customer, at, party)| Expected { customer: CustomerId(customer), at, party }).collect())
}

/// Customers whose owner will lose them unless they are reached.
fn ending(conn: &mut Conn, site: &Site, user: UserId, now: Moment) -> Answered<Vec<(CustomerId, i64)>> {
    let settings = &site.settings.protection;
    let kept = settings.days;
    let shortest = kept.a.min(kept.b).min(kept.c).min(kept.d).min(settings.call_only_days);
    let longest = kept.a.max(kept.b).max(kept.c).max(kept.d).max(settings.call_only_days);
    // Whoever was reached later than this is safe, whoever was last reached earlier has lapsed; a day more on each side for the zone.
    let latest = now - Duration::days(i64::from(shortest) - i64::from(settings.warns_days) - 1);
    let earliest = now - Duration::days(i64::from(longest) + 2);
    let ids: Vec<i64> = cards::table
        .filter(cards::owner_id.eq(user.0))
        .filter(cards::site_id.eq(site.id.0))
        .filter(cards::bought_at.is_null())
        .filter(cards::lost_at.is_null())
        .filter(cards::last_contact_at.between(earliest, latest))
        .order(cards::last_contact_at)
        .limit(LOOKED_AT)
        .select(cards::id)
        .load(conn)?;
    let ids: Vec<CustomerId> = ids.into_iter().map(CustomerId).collect();
    let mut ending = Vec::new();
    for card in customers::store::list(conn, site.id, &ids)? {
        let left = customers::present::protection_today(&card, &site.settings, site.clock(), now);
        if let Some(Protection::Running { days_left, .. }) = left
            && days_left <= i64::from(settings.warns_days)
        {
            ending.push((card.id, days_left));
        }
    }
    ending.sort_by_key(|(_, days)| *days);
    ending.truncate(MOST + 1);
    Ok(ending)
}

fn to_sign(conn: &mut Conn, site: &Site, user: UserId, day: Date, most: i64) -> Answered<Vec<ToSign>> {
    let ahead = site.settings.deposits.reminds_days_before.iter().copied().max().unwrap_or(0);
    let rows: Vec<(i64, i64, String, Date)> = deposits::table
        .filter(deposits::site_id.eq(site.id.0))
        .filter(deposits::status.eq(Status::Paid.code()))
        .filter(deposits::consultant_id.eq(user.0))
        .filter(deposits::sign_by.le(day + Duration::days(ahead.into())))
        .order((deposits::sign_by, deposits::id))
        .limit(most)
        .select((deposits::id, deposits::customer_id, deposits::number, deposits::sign_by))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, customer, number, by)| ToSign { id, customer: CustomerId(customer), number, by })
        .collect())
}
