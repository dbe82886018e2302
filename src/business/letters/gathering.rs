//! What a letter tells, gathered from the tables: follow-ups, appointments, protection, deposits, and what the bell says beside them.

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
use crate::business::reminders;
use crate::business::reminders::model::{Kind, Notice};
use crate::business::sites::Site;
use crate::business::visits::model::AppointmentState;
use crate::platform::access;
use crate::platform::db::Conn;
use crate::platform::db::schema::{appointments, customers as cards, deposits, protections};

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
    /// What the bell says and the lists above do not, the most pressing first.
    pub bell: Vec<Notice>,
}

impl Duties {
    /// Whether there is anything to tell on a day. What only comes in the next days is no reason for a letter, nor is what the bell has said for days.
    pub fn is_empty(&self, day: Date) -> bool {
        self.overdue.is_empty()
            && self.today.is_empty()
            && self.expected.is_empty()
            && self.ending.is_empty()
            && self.to_sign.is_empty()
            && self.bell.iter().all(|notice| notice.reminder.day != day)
    }

    /// Everybody of whom it speaks.
    pub fn customers(&self) -> Vec<CustomerId> {
        let follow_ups = [&self.overdue, &self.today, &self.coming].into_iter().flatten().map(|row| row.customer);
        let others = self.expected.iter().map(|row| row.customer).chain(self.ending.iter().map(|row| row.0));
        let all: BTreeSet<CustomerId> =
            follow_ups.chain(others).chain(self.to_sign.iter().map(|row| row.customer)).collect();
        let rung = self.bell.iter().map(|notice| notice.reminder.customer);
        all.into_iter().chain(rung).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Whether a list of the letter tells already what a reminder says.
    fn tell(&self, notice: &Notice) -> bool {
        let about = notice.reminder.customer;
        match notice.reminder.kind {
            Kind::Overdue => self.overdue.iter().any(|row| row.customer == about),
            Kind::ProtectionEnding => self.ending.iter().any(|(customer, _)| *customer == about),
            Kind::SignComing => self.to_sign.iter().any(|row| row.customer == about),
            Kind::OverdueSupervisor
            | Kind::OverdueReassign
            | Kind::NotContacted
            | Kind::NeverContacted
            | Kind::PapersMissing
            | Kind::PaymentDue
            | Kind::NeverBought
            | Kind::BoughtNothing
            | Kind::UsedUp
            | Kind::Birthday => false,
        }
    }
}

/// What presses comes first: deals, then customers who may be lost, then buyers.
const fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::SignComing => 0,
        Kind::PapersMissing => 1,
        Kind::PaymentDue => 2,
        Kind::Overdue => 3,
        Kind::OverdueReassign => 4,
        Kind::OverdueSupervisor => 5,
        Kind::ProtectionEnding => 6,
        Kind::Birthday => 7,
        Kind::NotContacted => 8,
        Kind::NeverContacted => 9,
        Kind::UsedUp => 10,
        Kind::NeverBought => 11,
        Kind::BoughtNothing => 12,
    }
}

/// What the bell says to a person and the lists of the letter do not.
fn bell(conn: &mut Conn, site: &Site, user: UserId, duties: &Duties) -> Answered<Vec<Notice>> {
    let mut open = reminders::store::open_for(conn, site.id, user)?;
    open.retain(|notice| !duties.tell(notice));
    open.sort_by_key(|notice| (rank(notice.reminder.kind), notice.reminder.about_on, notice.id));
    Ok(open)
}

/// What a person has to do on a day.
///
/// # Errors
/// Faults of the database.
pub fn duties(conn: &mut Conn, site: &Site, user: UserId, day: Date, now: Moment) -> Answered<Duties> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX) + 1;
    let due = |conn: &mut Conn, span| followups::store::list_due(conn, site.id, Some(user), span, most);
    let duties = Duties {
        overdue: due(conn, (None, day - Duration::days(1)))?,
        today: due(conn, (Some(day), day))?,
        coming: due(conn, (Some(day + Duration::days(1)), day + Duration::days(AHEAD_DAYS)))?,
        expected: expected(conn, site, user, day, most)?,
        ending: ending(conn, site, user, now)?,
        to_sign: to_sign(conn, site, user, day, most)?,
        bell: Vec::new(),
    };
    Ok(Duties { bell: bell(conn, site, user, &duties)?, ..duties })
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
        .filter(cards::last_contact_at.le(latest).or(cards::last_contact_at.is_null()))
        .filter(cards::owner_since.le(latest).or(cards::owner_since.is_null()))
        .filter(
            cards::last_contact_at
                .ge(earliest)
                .or(cards::owner_since.ge(earliest))
                .or(cards::owner_since.is_null().and(cards::created_at.ge(earliest))),
        )
        .order(cards::last_contact_at)
        .limit(LOOKED_AT)
        .select(cards::id)
        .load(conn)?;
    // Whose protection was lengthened, by a request or by a list that brought them, may have been reached long before.
    let today = site.clock().business_day(now);
    let lengthened: Vec<i64> = cards::table
        .inner_join(protections::table.on(protections::customer_id.eq(cards::id)))
        .filter(cards::owner_id.eq(user.0))
        .filter(cards::site_id.eq(site.id.0))
        .filter(protections::extended_until.between(today, today + Duration::days(settings.warns_days.into())))
        .limit(LOOKED_AT)
        .select(cards::id)
        .load(conn)?;
    let ids: BTreeSet<i64> = ids.into_iter().chain(lengthened).collect();
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
