//! What the rules are asked about: subjects that may have come up by a day, found by index, and subjects again by their ids.
//!
//! Each search looks back over the days that a server may have been down for, and further: whatever was reminded of already is told from
//! what is new by its occasion, not by when it is found.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, Duration};
use diesel::prelude::*;

use super::model::{DueContact, Kind, Papers, Payment, Person, Purchase, Signing, Subject};
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId};
use crate::business::customers::protection::Protection;
use crate::business::customers::{birthdays, keeping, store as customers};
use crate::business::sites::Site;
use crate::platform::db::Conn;
use crate::platform::db::schema::{
    birthdays as birthday_rows, calls, contract_papers, contracts, customers as customer_rows, deposits, follow_ups,
    instalments, pool, unit_types, units,
};

/// How many days back an occasion is still found that no run has seen.
const CATCH_UP_DAYS: i64 = 30;
/// The most subjects of one search.
const MOST: i64 = 50_000;
/// The most people of one search whose protection ends.
const MOST_PEOPLE: usize = 20_000;
/// How many people are read at once.
const AT_ONCE: usize = 400;

/// Subjects of a kind for which an occasion may have come up by this day.
///
/// # Errors
/// Faults of the database.
pub fn candidates(conn: &mut Conn, site: &Site, kind: Kind, day: Date) -> Answered<Vec<Subject>> {
    let (cadence, reminders) = (&site.settings.cadence, &site.settings.reminders);
    match kind {
        Kind::Overdue => overdue(conn, site, day, cadence.tells_consultant_days),
        Kind::OverdueSupervisor => overdue(conn, site, day, cadence.tells_supervisor_days),
        Kind::OverdueReassign => overdue(conn, site, day, cadence.may_reassign_days),
        Kind::NotContacted => {
            let mut ids = contacted(conn, site, span(day, reminders.not_contacted.days))?;
            ids.extend(quiet_until_now(conn, site, day)?);
            people(conn, site, ids, day)
        }
        Kind::NeverContacted => {
            let days = span(day, reminders.never_contacted.days);
            let mut ids = contacted(conn, site, days)?;
            ids.extend(first_seen(conn, site, days)?);
            ids.extend(quiet_until_now(conn, site, day)?);
            people(conn, site, ids, day)
        }
        Kind::ProtectionEnding => {
            let ids = protected(conn, site, day)?;
            people(conn, site, ids, day)
        }
        Kind::NeverBought => {
            let ids = first_seen(conn, site, span(day, reminders.never_bought.days))?;
            people(conn, site, ids, day)
        }
        Kind::BoughtNothing => {
            let ids = bought(conn, site, span(day, reminders.bought_nothing.days))?;
            people(conn, site, ids, day)
        }
        Kind::Birthday => {
            let ids = born(conn, site, day, reminders.birthday.days)?;
            people(conn, site, ids, day)
        }
        Kind::UsedUp => used_up(conn, site, day),
        Kind::SignComing => signings(conn, site, &Which::DueBy(day)),
        Kind::PapersMissing => papers(conn, site, &Which::DueBy(day)),
        Kind::PaymentDue => payments(conn, site, &Which::DueBy(day)),
    }
}

/// These subjects of a kind again, as they are now; those that are gone are left out.
///
/// # Errors
/// Faults of the database.
pub fn again(conn: &mut Conn, site: &Site, kind: Kind, ids: &[i64], day: Date) -> Answered<Vec<Subject>> {
    let which = Which::These(ids.to_vec());
    match kind {
        Kind::Overdue | Kind::OverdueSupervisor | Kind::OverdueReassign => follow_ups_of(conn, site, &which),
        Kind::NotContacted
        | Kind::NeverContacted
        | Kind::ProtectionEnding
        | Kind::NeverBought
        | Kind::BoughtNothing
        | Kind::Birthday => people(conn, site, ids.iter().copied().map(CustomerId).collect(), day),
        Kind::UsedUp => purchases(conn, site, &which),
        Kind::SignComing => signings(conn, site, &which),
        Kind::PapersMissing => papers(conn, site, &which),
        Kind::PaymentDue => payments(conn, site, &which),
    }
}

/// Everything about one customer of which somebody may be reminded.
///
/// # Errors
/// Faults of the database.
pub fn of_customer(conn: &mut Conn, site: &Site, customer: CustomerId, day: Date) -> Answered<Vec<Subject>> {
    let which = Which::Of(customer);
    let mut all = people(conn, site, vec![customer], day)?;
    all.extend(follow_ups_of(conn, site, &which)?);
    all.extend(purchases(conn, site, &which)?);
    all.extend(signings(conn, site, &which)?);
    all.extend(papers(conn, site, &which)?);
    all.extend(payments(conn, site, &which)?);
    Ok(all)
}

/// Which rows a search takes.
enum Which {
    DueBy(Date),
    These(Vec<i64>),
    Of(CustomerId),
}

/// The days so long ago that an occasion fell on one of the last days.
fn span(day: Date, days: u16) -> (Date, Date) {
    let last = day - Duration::days(days.into());
    (last - Duration::days(CATCH_UP_DAYS), last)
}

fn moments(site: &Site, (from, to): (Date, Date)) -> (Moment, Moment) {
    (site.clock().day_bounds(from).0, site.clock().day_bounds(to).1)
}

fn contacted(conn: &mut Conn, site: &Site, days: (Date, Date)) -> Answered<Vec<CustomerId>> {
    let (from, to) = moments(site, days);
    let ids: Vec<i64> = customer_rows::table
        .filter(customer_rows::site_id.eq(site.id.0))
        .filter(customer_rows::last_contact_at.ge(from))
        .filter(customer_rows::last_contact_at.lt(to))
        .limit(MOST)
        .select(customer_rows::id)
        .load(conn)?;
    Ok(ids.into_iter().map(CustomerId).collect())
}

fn first_seen(conn: &mut Conn, site: &Site, days: (Date, Date)) -> Answered<Vec<CustomerId>> {
    let (from, to) = moments(site, days);
    let ids: Vec<i64> = customer_rows::table
        .filter(customer_rows::site_id.eq(site.id.0))
        .filter(customer_rows::created_at.ge(from))
        .filter(customer_rows::created_at.lt(to))
        .limit(MOST)
        .select(customer_rows::id)
        .load(conn)?;
    Ok(ids.into_iter().map(CustomerId).collect())
}

/// Customers who were left alone until now: the date that was agreed has passed, whatever became of the contact that was planned for it, or
/// was given up with their owner; or their cool-down is over.
fn quiet_until_now(conn: &mut Conn, site: &Site, day: Date) -> Answered<Vec<CustomerId>> {
    let from = day - Duration::days(CATCH_UP_DAYS);
    let mut ids: Vec<i64> = customer_rows::table
        .filter(customer_rows::site_id.eq(site.id.0))
        .filter(customer_rows::next_contact_on.ge(from))
        .filter(customer_rows::next_contact_on.lt(day))
        .limit(MOST)
        .select(customer_rows::id)
        .load(conn)?;
    let cooled: Vec<i64> = customer_rows::table
        .filter(customer_rows::site_id.eq(site.id.0))
        .filter(customer_rows::do_not_call_until.ge(from))
        .filter(customer_rows::do_not_call_until.le(day))
        .limit(MOST)
        .select(customer_rows::id)
        .load(conn)?;
    ids.extend(cooled);
    // Whoever went to the public pool lost the date that was agreed with the colleague.
    let let_go: Vec<i64> = pool::table
        .filter(pool::site_id.eq(site.id.0))
        .filter(pool::since.ge(site.clock().day_bounds(from).0))
        .limit(MOST)
        .select(pool::customer_id)
        .load(conn)?;
    ids.extend(let_go);
    Ok(ids.into_iter().map(CustomerId).collect())
}

/// Customers whose protection ends in the days of the warning, or ended and nobody has claimed them yet.
fn protected(conn: &mut Conn, site: &Site, day: Date) -> Answered<Vec<CustomerId>> {
    let (now, warns) = (site.clock().day_bounds(day).0, site.settings.protection.warns_days);
    let ending = keeping::ending(conn, site, now, warns.into(), MOST_PEOPLE)?;
    Ok(ending.into_iter().map(|(_, customer, _)| customer).collect())
}

fn bought(conn: &mut Conn, site: &Site, days: (Date, Date)) -> Answered<Vec<CustomerId>> {
    let (from, to) = moments(site, days);
    let mut ids: Vec<i64> = customer_rows::table
        .filter(customer_rows::site_id.eq(site.id.0))
        .filter(customer_rows::bought_at.ge(from))
        .filter(customer_rows::bought_at.lt(to))
        .limit(MOST)
        .select(customer_rows::id)
        .load(conn)?;
    let signed: Vec<i64> = contracts::table
        .filter(contracts::site_id.eq(site.id.0))
        .filter(contracts::signed_at.ge(from))
        .filter(contracts::signed_at.lt(to))
        .limit(MOST)
        .select(contracts::customer_id)
        .load(conn)?;
    ids.extend(signed);
    Ok(ids.into_iter().map(CustomerId).collect())
}

/// Customers with a birthday around this day, whatever the turn of the year.
fn born(conn: &mut Conn, site: &Site, day: Date, before: u16) -> Answered<Vec<CustomerId>> {
    let mut ids = Vec::new();
    for days in -4..=i64::from(before) + 1 {
        let date = day + Duration::days(days);
        let (month, of_month) = (i32::try_from(date.month()), i32::try_from(date.day()));
        let (Ok(month), Ok(of_month)) = (month, of_month) else { continue };
        // Who was born on 29 February is looked for with those of the 28th.
        let days = if (month, of_month) == (2, 28) { vec![28, 29] } else { vec![of_month] };
        let found: Vec<i64> = birthday_rows::table
            .filter(birthday_rows::site_id.eq(site.id.0))
            .filter(birthday_rows::month.eq(month))
            .filter(birthday_rows::day.eq_any(days))
            .limit(MOST)
            .select(birthday_rows::customer_id)
            .load(conn)?;
        ids.extend(found);
    }
    Ok(ids.into_iter().map(CustomerId).collect())
}

/// These customers, each once, with everything that rules about them ask for.
fn people(conn: &mut Conn, site: &Site, mut ids: Vec<CustomerId>, day: Date) -> Answered<Vec<Subject>> {
    ids.sort_unstable();
    ids.dedup();
    let mut all = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        all.extend(some_people(conn, site, some, day)?);
    }
    Ok(all)
}

fn some_people(conn: &mut Conn, site: &Site, ids: &[CustomerId], day: Date) -> Answered<Vec<Subject>> {
    let raw: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let reached: Vec<i64> = follow_ups::table
        .filter(follow_ups::customer_id.eq_any(&raw))
        .filter(follow_ups::state.eq("done"))
        .filter(follow_ups::effective.eq(true))
        .select(follow_ups::customer_id)
        .distinct()
        .load(conn)?;
    let phoned: Vec<Option<i64>> = calls::table
        .filter(calls::customer_id.eq_any(&raw))
        .filter(calls::struck_at.is_null())
        .select(calls::customer_id)
        .distinct()
        .load(conn)?;
    let reached: HashSet<i64> = reached.into_iter().chain(phoned.into_iter().flatten()).collect();
    let signed: Vec<(i64, Option<Moment>)> = contracts::table
        .filter(contracts::customer_id.eq_any(&raw))
        .filter(contracts::signed_at.is_not_null())
        .filter(contracts::status.ne("cancelled"))
        .select((contracts::customer_id, contracts::signed_at))
        .load(conn)?;
    let mut last_signed: HashMap<i64, Moment> = HashMap::new();
    for (customer, at) in signed {
        let Some(at) = at else { continue };
        let last = last_signed.entry(customer).or_insert(at);
        *last = at.max(*last);
    }
    let birthdays = birthdays::usable(conn, ids)?;
    let clock = site.clock();
    let on = |at: Moment| clock.business_day(at);
    let now = clock.day_bounds(day).0;
    let found = customers::list(conn, site.id, ids)?;
    Ok(found
        .into_iter()
        .map(|one| {
            let protection = keeping::standing(&one, &site.settings.protection, clock, now);
            Subject::Person(Person {
                id: one.id,
                owner: one.owner,
                grade: one.grade,
                known_since: on(one.created_at),
                came_on: one.last_visit_at.map(on),
                contacted_on: one.last_contact_at.map(on),
                ever_reached: reached.contains(&one.id.0),
                next_on: one.next_contact_on,
                do_not_call_until: one.do_not_call_until,
                bought_on: one.bought_at.max(last_signed.get(&one.id.0).copied()).map(on),
                lost: one.lost_at.is_some(),
                protected_until: protection.and_then(|protection| match protection {
                    Protection::Endless | Protection::Frozen => None,
                    Protection::Running { ends_on, .. } => Some(ends_on),
                    Protection::Lapsed { ended_on } => Some(ended_on),
                }),
                birthday: birthdays.get(&one.id).copied(),
            })
        })
        .collect())
}

/// Follow-ups that are overdue by so many days at least.
fn overdue(conn: &mut Conn, site: &Site, day: Date, days: u16) -> Answered<Vec<Subject>> {
    follow_ups_of(conn, site, &Which::DueBy(day - Duration::days(days.into())))
}

fn follow_ups_of(conn: &mut Conn, site: &Site, which: &Which) -> Answered<Vec<Subject>> {
    let mut query = follow_ups::table
        .filter(follow_ups::site_id.eq(site.id.0))
        .filter(follow_ups::state.eq("planned"))
        .select((follow_ups::id, follow_ups::customer_id, follow_ups::consultant_id, follow_ups::due_on))
        .limit(MOST)
        .into_boxed();
    query = match which {
        Which::DueBy(day) => query
            .filter(follow_ups::due_on.le(*day))
            .filter(follow_ups::due_on.ge(*day - Duration::days(CATCH_UP_DAYS))),
        Which::These(ids) => query.filter(follow_ups::id.eq_any(ids.clone())),
        Which::Of(customer) => query.filter(follow_ups::customer_id.eq(customer.0)),
    };
    let rows: Vec<(i64, i64, i64, Date)> = query.load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, customer, consultant, due_on)| {
            let (customer, consultant) = (CustomerId(customer), UserId(consultant));
            Subject::FollowUp(DueContact { id, customer, consultant, due_on })
        })
        .collect())
}

/// What was bought so long ago that its type's life is over, searched for each type that has one.
fn used_up(conn: &mut Conn, site: &Site, day: Date) -> Answered<Vec<Subject>> {
    let types: Vec<(i64, Option<i32>)> = unit_types::table
        .filter(unit_types::site_id.eq(site.id.0))
        .filter(unit_types::life_days.is_not_null())
        .select((unit_types::id, unit_types::life_days))
        .load(conn)?;
    let mut ids: Vec<i64> = Vec::new();
    for (kind, life) in types {
        let life = life.and_then(|days| u16::try_from(days).ok()).unwrap_or_default();
        let (from, to) = moments(site, span(day, life));
        let found: Vec<i64> = contracts::table
            .inner_join(units::table)
            .filter(contracts::site_id.eq(site.id.0))
            .filter(contracts::signed_at.ge(from))
            .filter(contracts::signed_at.lt(to))
            .filter(units::type_id.eq(kind))
            .limit(MOST)
            .select(contracts::id)
            .load(conn)?;
        ids.extend(found);
    }
    purchases(conn, site, &Which::These(ids))
}

type PurchaseRow = (i64, i64, Option<i64>, Option<i64>, Option<Moment>, Option<i32>, i64);

fn purchases(conn: &mut Conn, site: &Site, which: &Which) -> Answered<Vec<Subject>> {
    let mut query = contracts::table
        .inner_join(units::table.inner_join(unit_types::table))
        .inner_join(customer_rows::table)
        .filter(contracts::site_id.eq(site.id.0))
        .filter(contracts::signed_at.is_not_null())
        .filter(contracts::status.ne("cancelled"))
        .filter(unit_types::life_days.is_not_null())
        .select((
            contracts::id,
            contracts::customer_id,
            contracts::consultant_id,
            customer_rows::owner_id,
            contracts::signed_at,
            unit_types::life_days,
            unit_types::id,
        ))
        .limit(MOST)
        .into_boxed();
    query = match which {
        Which::DueBy(_) => return Ok(Vec::new()),
        Which::These(ids) => query.filter(contracts::id.eq_any(ids.clone())),
        Which::Of(customer) => query.filter(contracts::customer_id.eq(customer.0)),
    };
    let rows: Vec<PurchaseRow> = query.load(conn)?;
    let mut all = Vec::with_capacity(rows.len());
    for (id, customer, consultant, owner, signed, life, kind) in rows {
        let Some(signed) = signed else { continue };
        let newer: Option<i64> = contracts::table
            .inner_join(units::table)
            .filter(contracts::customer_id.eq(customer))
            .filter(contracts::signed_at.gt(signed))
            .filter(contracts::status.ne("cancelled"))
            .filter(units::type_id.eq(kind))
            .select(contracts::id)
            .first(conn)
            .optional()?;
        all.push(Subject::Purchase(Purchase {
            id,
            customer: CustomerId(customer),
            consultant: owner.or(consultant).map(UserId),
            bought_on: site.clock().business_day(signed),
            life_days: life.and_then(|days| u16::try_from(days).ok()),
            replaced: newer.is_some(),
        }));
    }
    Ok(all)
}

fn signings(conn: &mut Conn, site: &Site, which: &Which) -> Answered<Vec<Subject>> {
    let mut query = deposits::table
        .filter(deposits::site_id.eq(site.id.0))
        .filter(deposits::status.eq_any(["paid", "overdue"]))
        .select((deposits::id, deposits::customer_id, deposits::consultant_id, deposits::sign_by))
        .limit(MOST)
        .into_boxed();
    let furthest = site.settings.deposits.reminds_days_before.iter().max().copied().unwrap_or_default();
    query = match which {
        Which::DueBy(day) => query
            .filter(deposits::sign_by.ge(*day - Duration::days(CATCH_UP_DAYS)))
            .filter(deposits::sign_by.le(*day + Duration::days(furthest.into()))),
        Which::These(ids) => query.filter(deposits::id.eq_any(ids.clone())),
        Which::Of(customer) => query.filter(deposits::customer_id.eq(customer.0)),
    };
    let rows: Vec<(i64, i64, Option<i64>, Date)> = query.load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, customer, consultant, sign_by)| {
            let (customer, consultant) = (CustomerId(customer), consultant.map(UserId));
            Subject::Signing(Signing { id, customer, consultant, sign_by })
        })
        .collect())
}

fn papers(conn: &mut Conn, site: &Site, which: &Which) -> Answered<Vec<Subject>> {
    let mut query = contracts::table
        .filter(contracts::site_id.eq(site.id.0))
        .filter(contracts::status.eq("preparing"))
        .filter(contracts::appointment_at.is_not_null())
        .select((contracts::id, contracts::customer_id, contracts::consultant_id, contracts::appointment_at))
        .limit(MOST)
        .into_boxed();
    query = match which {
        Which::DueBy(day) => {
            let before = Duration::days(site.settings.reminders.papers_missing.days.into());
            let (from, to) = moments(site, (*day, *day + before));
            query.filter(contracts::appointment_at.ge(from)).filter(contracts::appointment_at.lt(to))
        }
        Which::These(ids) => query.filter(contracts::id.eq_any(ids.clone())),
        Which::Of(customer) => query.filter(contracts::customer_id.eq(customer.0)),
    };
    let rows: Vec<(i64, i64, Option<i64>, Option<Moment>)> = query.load(conn)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let missing: Vec<i64> = contract_papers::table
        .filter(contract_papers::contract_id.eq_any(&ids))
        .filter(contract_papers::received_at.is_null())
        .select(contract_papers::contract_id)
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, customer, consultant, at)| {
            Some(Subject::Papers(Papers {
                id,
                customer: CustomerId(customer),
                consultant: consultant.map(UserId),
                appointment_on: site.clock().business_day(at?),
                missing: missing.iter().filter(|contract| **contract == id).count(),
            }))
        })
        .collect())
}

fn payments(conn: &mut Conn, site: &Site, which: &Which) -> Answered<Vec<Subject>> {
    let mut query = instalments::table
        .inner_join(contracts::table)
        .filter(instalments::site_id.eq(site.id.0))
        .filter(instalments::paid_at.is_null())
        .filter(contracts::status.eq_any(["signed", "stored"]))
        .select((instalments::id, contracts::customer_id, contracts::consultant_id, instalments::due_on))
        .limit(MOST)
        .into_boxed();
    query = match which {
        Which::DueBy(day) => query
            .filter(instalments::due_on.ge(*day - Duration::days(CATCH_UP_DAYS)))
            .filter(instalments::due_on.le(*day + Duration::days(site.settings.reminders.payment_due.days.into()))),
        Which::These(ids) => query.filter(instalments::id.eq_any(ids.clone())),
        Which::Of(customer) => query.filter(contracts::customer_id.eq(customer.0)),
    };
    let rows: Vec<(i64, i64, Option<i64>, Date)> = query.load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, customer, consultant, due_on)| {
            let (customer, consultant) = (CustomerId(customer), consultant.map(UserId));
            Subject::Payment(Payment { id, customer, consultant, due_on })
        })
        .collect())
}
