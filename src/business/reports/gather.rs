//! Reads what a day's figures come from. Every way leads along an index by site and day or moment.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::figures::{DayFacts, Happened, VisitFacts, What};
use super::model::{Line, Of, Stood};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Fault};
use crate::base::grade::Grade;
use crate::base::ids::UserId;
use crate::base::money::Money;
use crate::base::stage::Stage;
use crate::business::consultants::store as desk;
use crate::business::sites::Site;
use crate::business::sites::settings::Promises;
use crate::business::visits::model::Kind;
use crate::platform::db::Conn;
use crate::platform::db::schema::{
    claims, contracts, customers, deposits, follow_ups, grade_changes, journal, objections, payments, units,
    visit_stages, visits,
};

/// What a journal entry of a party that is accompanied again is called.
const ACCOMPANIED: &str = "visits.accompanied";
/// How many ids go into one question.
const AT_ONCE: usize = 500;

type VisitRow = (
    (i64, String, i32, i32, Option<i64>, Option<i64>, Option<String>, String),
    (Moment, Option<Moment>, Option<Moment>, Option<Moment>, Option<String>, Option<Date>),
);

/// What is needed of a customer.
struct Person {
    channel: Option<String>,
    district: Option<String>,
    registered_at: Option<Moment>,
    created_by: Option<i64>,
}

/// Everything of a business day.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn day(conn: &mut Conn, site: &Site, day: Date, promises: &Promises) -> Answered<DayFacts> {
    let (begin, end) = site.clock().day_bounds(day);
    let rows: Vec<VisitRow> = visits::table
        .filter(visits::site_id.eq(site.id.0))
        .filter(visits::day.eq(day))
        .order((visits::arrived_at, visits::id))
        .select((
            (
                visits::id,
                visits::kind,
                visits::party_size,
                visits::children,
                visits::customer_id,
                visits::consultant_id,
                visits::channel,
                visits::been_before,
            ),
            (
                visits::arrived_at,
                visits::greeted_at,
                visits::assigned_at,
                visits::left_at,
                visits::outcome,
                visits::next_on,
            ),
        ))
        .load(conn)?;
    let mut happened = Vec::new();
    let deals = Deals::of(conn, site, (begin, end))?;
    let called = called(conn, site, (begin, end))?;
    let registered: Vec<i64> = customers::table
        .filter(customers::site_id.eq(site.id.0))
        .filter(customers::registered_at.ge(begin))
        .filter(customers::registered_at.lt(end))
        .order(customers::id)
        .select(customers::id)
        .load(conn)?;
    let mut who: Vec<i64> = rows.iter().filter_map(|row| row.0.4).collect();
    who.extend(deals.deposits.iter().map(|row| row.1));
    who.extend(deals.contracts.iter().map(|row| row.1));
    who.extend(called.iter().map(|row| row.1));
    who.extend(&registered);
    who.sort_unstable();
    who.dedup();
    let people = people(conn, &who)?;
    let grades = grades(conn, &who, end)?;
    let visits =
        visit_facts(conn, site, &rows, &Known { people: &people, grades: &grades, deals: &deals, begin, end })?;

    let seen_by: HashMap<i64, i64> = rows.iter().filter_map(|row| Some((row.0.4?, row.0.5?))).collect();
    let mut put = |of: Of, what: What, customer: i64, consultant: Option<i64>| {
        let person = people.get(&customer);
        happened.push(Happened {
            of,
            what,
            consultant: consultant.map(UserId),
            channel: person.and_then(|person| person.channel.clone()),
            district: person.and_then(|person| person.district.clone()),
        });
    };
    for customer in registered {
        let by = seen_by.get(&customer).copied().or_else(|| people.get(&customer).and_then(|person| person.created_by));
        put(Of::Customer(customer), What::Registered(grades.get(&customer).copied()), customer, by);
    }
    for (id, customer, by, how, effective) in called {
        let what = if how.as_deref() == Some("call") { What::Called(effective == Some(true)) } else { What::Contacted };
        put(Of::FollowUp(id), what, customer, by);
    }
    for (id, customer, consultant, price, kind, _) in &deals.deposits {
        put(Of::Deposit(*id), What::Deposit(Money(*price), *kind), *customer, *consultant);
    }
    for (id, customer, consultant, price, kind, _) in &deals.contracts {
        put(Of::Contract(*id), What::Contract(Money(*price), *kind), *customer, *consultant);
    }
    for (id, customer, status) in &deals.ended {
        put(Of::Deposit(*id), What::Ended(status.clone()), *customer, None);
    }
    for (id, customer, sum, kind) in &deals.paid {
        put(Of::Payment(*id), What::Paid(Money(*sum), kind.clone()), *customer, None);
    }
    let heard: Vec<(i64, String, Option<Moment>)> = objections::table
        .filter(objections::site_id.eq(site.id.0))
        .filter(objections::heard_at.ge(begin))
        .filter(objections::heard_at.lt(end))
        .order(objections::id)
        .select((objections::id, objections::code, objections::handled_at))
        .load(conn)?;
    for (id, code, handled) in heard {
        put(Of::Objection(id), What::Objected(code, handled.is_some_and(|at| at < end)), 0, None);
    }
    Ok(DayFacts { clock: site.clock(), promises: promises.clone(), visits, happened })
}

type Called = (i64, i64, Option<i64>, Option<String>, Option<bool>);

fn called(conn: &mut Conn, site: &Site, (begin, end): (Moment, Moment)) -> Answered<Vec<Called>> {
    Ok(follow_ups::table
        .filter(follow_ups::site_id.eq(site.id.0))
        .filter(follow_ups::done_at.ge(begin))
        .filter(follow_ups::done_at.lt(end))
        .filter(follow_ups::state.eq("done"))
        .order(follow_ups::id)
        .select((follow_ups::id, follow_ups::customer_id, follow_ups::done_by, follow_ups::how, follow_ups::effective))
        .load(conn)?)
}

/// Money and papers of a day: id, customer, consultant, price, type of the unit, journey.
type Deal = (i64, i64, Option<i64>, i64, i64, i64);

struct Deals {
    deposits: Vec<Deal>,
    contracts: Vec<Deal>,
    ended: Vec<(i64, i64, String)>,
    paid: Vec<(i64, i64, i64, String)>,
}

impl Deals {
    fn of(conn: &mut Conn, site: &Site, (begin, end): (Moment, Moment)) -> Answered<Self> {
        Ok(Self {
            deposits: deposits::table
                .inner_join(units::table)
                .filter(deposits::site_id.eq(site.id.0))
                .filter(deposits::paid_at.ge(begin))
                .filter(deposits::paid_at.lt(end))
                .order(deposits::id)
                .select((
                    deposits::id,
                    deposits::customer_id,
                    deposits::consultant_id,
                    deposits::price,
                    units::type_id,
                    deposits::journey_id,
                ))
                .load(conn)?,
            contracts: contracts::table
                .inner_join(units::table.on(units::id.eq(contracts::unit_id)))
                .filter(contracts::site_id.eq(site.id.0))
                .filter(contracts::signed_at.ge(begin))
                .filter(contracts::signed_at.lt(end))
                .order(contracts::id)
                .select((
                    contracts::id,
                    contracts::customer_id,
                    contracts::consultant_id,
                    contracts::price,
                    units::type_id,
                    contracts::journey_id,
                ))
                .load(conn)?,
            ended: deposits::table
                .filter(deposits::site_id.eq(site.id.0))
                .filter(deposits::ended_at.ge(begin))
                .filter(deposits::ended_at.lt(end))
                .filter(deposits::status.ne("converted"))
                .order(deposits::id)
                .select((deposits::id, deposits::customer_id, deposits::status))
                .load(conn)?,
            paid: payments::table
                .filter(payments::site_id.eq(site.id.0))
                .filter(payments::received_at.ge(begin))
                .filter(payments::received_at.lt(end))
                .order(payments::id)
                .select((payments::id, payments::customer_id, payments::sum, payments::kind))
                .load(conn)?,
        })
    }
}

fn people(conn: &mut Conn, ids: &[i64]) -> Answered<HashMap<i64, Person>> {
    type Row = (i64, Option<String>, Option<String>, Option<Moment>, Option<i64>);
    let mut people = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<Row> = customers::table
            .filter(customers::id.eq_any(some))
            .select((
                customers::id,
                customers::channel,
                customers::district,
                customers::registered_at,
                customers::created_by,
            ))
            .load(conn)?;
        people.extend(rows.into_iter().map(|(id, channel, district, registered_at, created_by)| {
            (id, Person { channel, district, registered_at, created_by })
        }));
    }
    Ok(people)
}

/// The grade of each at a moment: what was set last before it.
fn grades(conn: &mut Conn, ids: &[i64], at: Moment) -> Answered<HashMap<i64, Grade>> {
    let mut grades = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<(i64, String)> = grade_changes::table
            .filter(grade_changes::customer_id.eq_any(some))
            .filter(grade_changes::set_at.lt(at))
            .order((grade_changes::set_at, grade_changes::id))
            .select((grade_changes::customer_id, grade_changes::new_grade))
            .load(conn)?;
        grades.extend(rows.into_iter().filter_map(|(id, grade)| Some((id, Grade::from_code(&grade)?))));
    }
    Ok(grades)
}

struct Known<'a> {
    people: &'a HashMap<i64, Person>,
    grades: &'a HashMap<i64, Grade>,
    deals: &'a Deals,
    begin: Moment,
    end: Moment,
}

fn visit_facts(conn: &mut Conn, site: &Site, rows: &[VisitRow], known: &Known) -> Answered<Vec<VisitFacts>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.0.0).collect();
    let mut came_before = came_before(conn, site, rows, known.begin)?;
    let (mut stages, mut alone) = (stages(conn, &ids)?, alone(conn, &ids)?);
    let bought: HashSet<i64> = known.deals.deposits.iter().map(|row| row.1).collect();
    let signed: HashSet<i64> = known.deals.contracts.iter().map(|row| row.1).collect();
    let mut facts = Vec::with_capacity(rows.len());
    for (about, when) in rows {
        let (id, kind, adults, children, customer, consultant, channel, been_before) = about;
        let (arrived_at, greeted_at, assigned_at, left_at, outcome, next_on) = when;
        let kind = Kind::from_code(kind).ok_or_else(|| Fault::bad_data("reading the kind of a visit"))?;
        let person = customer.and_then(|customer| known.people.get(&customer));
        let first = match customer {
            // Whoever comes twice on one day comes again the second time.
            Some(customer) if kind.counts() => came_before.insert(*customer),
            Some(customer) => !came_before.contains(customer),
            None => been_before != "yes",
        };
        let mut led_to = Vec::new();
        if person.and_then(|person| person.registered_at).is_some_and(|at| at < known.end) {
            led_to.push(Stage::Registration);
        }
        if next_on.is_some() {
            led_to.push(Stage::Tracking);
        }
        if customer.is_some_and(|customer| bought.contains(&customer)) {
            led_to.push(Stage::Deposit);
        }
        if customer.is_some_and(|customer| signed.contains(&customer)) {
            led_to.push(Stage::Contract);
        }
        facts.push(VisitFacts {
            id: *id,
            kind,
            people: i64::from(*adults) + i64::from(*children),
            consultant: consultant.map(UserId),
            channel: channel.clone().or_else(|| person.and_then(|person| person.channel.clone())),
            district: person.and_then(|person| person.district.clone()),
            grade: customer.and_then(|customer| known.grades.get(&customer).copied()),
            first,
            arrived_at: *arrived_at,
            greeted_at: *greeted_at,
            assigned_at: *assigned_at,
            left_at: *left_at,
            outcome: outcome.clone(),
            stages: stages.remove(id).unwrap_or_default(),
            alone_secs: alone.remove(id).unwrap_or_default(),
            led_to,
        });
    }
    Ok(facts)
}

/// Who of these came before this day, as traffic.
fn came_before(conn: &mut Conn, site: &Site, rows: &[VisitRow], begin: Moment) -> Answered<HashSet<i64>> {
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.0.4).collect();
    let traffic: Vec<&str> = Kind::ALL.iter().filter(|kind| kind.counts()).map(|kind| kind.code()).collect();
    let mut before = HashSet::new();
    for some in ids.chunks(AT_ONCE) {
        let found: Vec<Option<i64>> = visits::table
            .filter(visits::customer_id.eq_any(some))
            .filter(visits::arrived_at.lt(begin))
            .filter(visits::site_id.eq(site.id.0))
            .filter(visits::kind.eq_any(&traffic))
            .select(visits::customer_id)
            .load(conn)?;
        before.extend(found.into_iter().flatten());
    }
    Ok(before)
}

type Stages = Vec<(Stage, Moment, Option<Moment>)>;

fn stages(conn: &mut Conn, ids: &[i64]) -> Answered<HashMap<i64, Stages>> {
    let mut stages: HashMap<i64, Stages> = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<(i64, String, Moment, Option<Moment>)> = visit_stages::table
            .filter(visit_stages::visit_id.eq_any(some))
            .filter(visit_stages::skipped_reason.is_null())
            .order((visit_stages::visit_id, visit_stages::entered_at))
            .select((visit_stages::visit_id, visit_stages::stage, visit_stages::entered_at, visit_stages::left_at))
            .load(conn)?;
        for (visit, stage, entered, left) in rows {
            let stage = Stage::from_code(&stage).ok_or_else(|| Fault::bad_data("reading the stage of a visit"))?;
            stages.entry(visit).or_default().push((stage, entered, left));
        }
    }
    Ok(stages)
}

/// How long parties were left alone, as the journal tells.
fn alone(conn: &mut Conn, ids: &[i64]) -> Answered<HashMap<i64, Vec<i64>>> {
    let mut alone: HashMap<i64, Vec<i64>> = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<(Option<i64>, String)> = journal::table
            .filter(journal::visit_id.eq_any(some))
            .filter(journal::kind.eq(ACCOMPANIED))
            .select((journal::visit_id, journal::detail))
            .load(conn)?;
        for (visit, detail) in rows {
            let secs = serde_json::from_str::<serde_json::Value>(&detail)
                .ok()
                .and_then(|detail| detail.get("alone_secs")?.as_i64());
            if let Some((visit, secs)) = visit.zip(secs) {
                alone.entry(visit).or_default().push(secs);
            }
        }
    }
    Ok(alone)
}

/// What stands now: loose ends, units by state, turns owed.
///
/// # Errors
/// Faults of the database.
pub fn standing(conn: &mut Conn, site: &Site, day: Date, now: Moment) -> Answered<Vec<Line>> {
    let mut lines = Vec::new();
    let count = |found: i64, what: Stood| (what, String::new(), found);
    let no_card: i64 = visits::table
        .left_join(customers::table)
        .filter(visits::site_id.eq(site.id.0))
        .filter(visits::day.eq(day))
        .filter(visits::kind.eq_any(Kind::ALL.iter().filter(|kind| kind.counts()).map(|kind| kind.code())))
        .filter(visits::customer_id.is_null().or(customers::registered_at.is_null()))
        .count()
        .get_result(conn)?;
    lines.push(count(no_card, Stood::NoCard));
    let no_next: i64 = visits::table
        .inner_join(customers::table)
        .filter(visits::site_id.eq(site.id.0))
        .filter(visits::day.eq(day))
        .filter(customers::next_contact_on.is_null())
        .filter(customers::bought_at.is_null())
        .filter(customers::lost_at.is_null())
        .filter(visits::no_next_reason.is_null())
        .count()
        .get_result(conn)?;
    lines.push(count(no_next, Stood::NoNextDate));
    let late: i64 = follow_ups::table
        .filter(follow_ups::site_id.eq(site.id.0))
        .filter(follow_ups::state.eq("planned"))
        .filter(follow_ups::due_on.lt(day))
        .count()
        .get_result(conn)?;
    lines.push(count(late, Stood::Overdue));
    let past: i64 = claims::table
        .filter(claims::site_id.eq(site.id.0))
        .filter(claims::ended_at.is_null())
        .filter(claims::until.lt(now))
        .count()
        .get_result(conn)?;
    lines.push(count(past, Stood::HoldsPast));
    let states: Vec<(String, i64)> = units::table
        .filter(units::site_id.eq(site.id.0))
        .group_by(units::state)
        .select((units::state, diesel::dsl::count_star()))
        .load(conn)?;
    lines.extend(states.into_iter().map(|(state, count)| (Stood::Units, state, count)));
    for standing in desk::queue(conn, site.id, day)? {
        lines.push((Stood::Owed, standing.consultant.to_string(), i64::from(standing.owed)));
    }
    lines.sort();
    Ok(lines)
}
