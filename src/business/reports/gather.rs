//! Reads what a day's figures come from. Every way leads along an index by site and day or moment.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::deals::{Deals, secs_between};
use super::figures::{DayFacts, Happened, VisitFacts, What};
use super::judged;
use super::model::Of;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Fault};
use crate::base::grade::Grade;
use crate::base::ids::UserId;
use crate::base::money::Money;
use crate::base::stage::Stage;
use crate::business::sites::Site;
use crate::business::sites::settings::Promises;
use crate::business::visits::model::Kind;
use crate::platform::db::Conn;
use crate::platform::db::schema::{
    calls, customers, follow_ups, grade_changes, journal, objections, visit_stages, visits,
};

/// What a journal entry of a party that is accompanied again is called.
const ACCOMPANIED: &str = "visits.accompanied";
/// How many ids go into one question.
pub(super) const AT_ONCE: usize = 500;

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
    created_at: Moment,
}

/// Everything of a business day; the stages that parties went through, which are most of it, where they are wanted.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn day(conn: &mut Conn, site: &Site, day: Date, promises: &Promises, with_stages: bool) -> Answered<DayFacts> {
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
    let phoned = phoned(conn, site, (begin, end))?;
    let heard = heard(conn, site, (begin, end))?;
    let judged = judged::on(conn, site, day, end)?;
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
    who.extend(phoned.iter().filter_map(|row| row.1));
    who.extend(deals.ended.iter().map(|row| row.1));
    who.extend(deals.paid.iter().map(|row| row.1));
    who.extend(heard.iter().filter_map(|row| row.0.1));
    who.extend(judged.iter().filter_map(|row| row.customer));
    who.extend(&registered);
    who.sort_unstable();
    who.dedup();
    let people = people(conn, &who)?;
    let grades = grades(conn, &who, end)?;
    let visits =
        visit_facts(conn, &rows, &Known { people: &people, grades: &grades, deals: &deals, begin, end, with_stages })?;

    let seen_by: HashMap<i64, i64> = rows.iter().filter_map(|row| Some((row.0.4?, row.0.5?))).collect();
    let mut put = |of: Of, what: What, customer: Option<i64>, (consultant, unit_type, channel): About| {
        let person = customer.and_then(|customer| people.get(&customer));
        happened.push(Happened {
            of,
            what,
            consultant: consultant.map(UserId),
            channel: channel.or_else(|| person.and_then(|person| person.channel.clone())),
            district: person.and_then(|person| person.district.clone()),
            grade: customer.and_then(|customer| grades.get(&customer).copied()),
            unit_type,
        });
    };
    for customer in registered {
        let by = seen_by.get(&customer).copied().or_else(|| people.get(&customer).and_then(|person| person.created_by));
        let known = people.get(&customer).map(|person| person.created_at);
        let secs = secs_between((people.get(&customer).and_then(|person| person.registered_at), known));
        put(Of::Customer(customer), What::Registered(secs), Some(customer), (by, None, None));
    }
    for (id, customer, by, known, channel) in phoned {
        put(Of::Call(id), What::Phoned(known), customer, (by, None, channel));
    }
    for (id, customer, by, how, effective) in called {
        let what = if how.as_deref() == Some("call") { What::Called(effective == Some(true)) } else { What::Contacted };
        put(Of::FollowUp(id), what, Some(customer), (by, None, None));
    }
    for (id, customer, consultant, price, kind, when) in &deals.deposits {
        let what = What::Deposit(Money(*price), secs_between(*when));
        put(Of::Deposit(*id), what, Some(*customer), (*consultant, Some(*kind), None));
    }
    for (id, customer, consultant, price, kind, when) in &deals.contracts {
        let what = What::Contract(Money(*price), secs_between(*when));
        put(Of::Contract(*id), what, Some(*customer), (*consultant, Some(*kind), None));
    }
    for (id, customer, status, consultant, kind) in &deals.ended {
        put(Of::Deposit(*id), What::Ended(status.clone()), Some(*customer), (*consultant, Some(*kind), None));
    }
    for (id, customer, sum, kind, (consultant, unit_type)) in &deals.paid {
        let about = (*consultant, *unit_type, None);
        put(Of::Payment(*id), What::Paid(Money(*sum), kind.clone()), Some(*customer), about);
    }
    for ((id, customer), code, handled, by, channel) in heard {
        let what = What::Objected(code, handled.is_some_and(|at| at < end));
        put(Of::Objection(id), what, customer, (by, None, channel));
    }
    for one in judged {
        put(
            Of::Visit(one.visit),
            What::Judged(one.intent, one.bought),
            one.customer,
            (one.consultant, None, one.channel),
        );
    }
    Ok(DayFacts { clock: site.clock(), promises: promises.clone(), visits, happened })
}

/// The consultant, the type of the unit, and the channel where it is not that of the customer.
type About = (Option<i64>, Option<i64>, Option<String>);

/// An objection: id and customer, which, when it was answered, the consultant, the channel of the visit.
type Heard = ((i64, Option<i64>), String, Option<Moment>, Option<i64>, Option<String>);

fn heard(conn: &mut Conn, site: &Site, (begin, end): (Moment, Moment)) -> Answered<Vec<Heard>> {
    type Row = ((i64, Option<i64>, Option<i64>), String, Option<Moment>, Option<i64>, Option<String>);
    let rows: Vec<Row> = objections::table
        .left_join(visits::table.on(visits::id.nullable().eq(objections::visit_id)))
        .filter(objections::site_id.eq(site.id.0))
        .filter(objections::heard_at.ge(begin))
        .filter(objections::heard_at.lt(end))
        .order(objections::id)
        .select((
            (objections::id, visits::customer_id.nullable(), objections::heard_by),
            objections::code,
            objections::handled_at,
            visits::consultant_id.nullable(),
            visits::channel.nullable(),
        ))
        .load(conn)?;
    let one = |((id, customer, by), code, handled, consultant, channel): Row| {
        ((id, customer), code, handled, consultant.or(by), channel)
    };
    Ok(rows.into_iter().map(one).collect())
}

/// A call that came in: id and customer, who goes on with it, whether the house knew them, the channel.
type Phoned = (i64, Option<i64>, Option<i64>, String, Option<String>);

fn phoned(conn: &mut Conn, site: &Site, (begin, end): (Moment, Moment)) -> Answered<Vec<Phoned>> {
    Ok(calls::table
        .filter(calls::site_id.eq(site.id.0))
        .filter(calls::taken_at.ge(begin))
        .filter(calls::taken_at.lt(end))
        .filter(calls::struck_at.is_null())
        .order(calls::id)
        .select((calls::id, calls::customer_id, calls::consultant_id, calls::caller, calls::channel))
        .load(conn)?)
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

fn people(conn: &mut Conn, ids: &[i64]) -> Answered<HashMap<i64, Person>> {
    type Row = (i64, Option<String>, Option<String>, Option<Moment>, Option<i64>, Moment);
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
                customers::created_at,
            ))
            .load(conn)?;
        people.extend(rows.into_iter().map(|(id, channel, district, registered_at, created_by, created_at)| {
            (id, Person { channel, district, registered_at, created_by, created_at })
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
    with_stages: bool,
}

fn visit_facts(conn: &mut Conn, rows: &[VisitRow], known: &Known) -> Answered<Vec<VisitFacts>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.0.0).collect();
    let mut came_before = came_before(conn, rows, known.begin)?;
    let staged: &[i64] = if known.with_stages { &ids } else { &[] };
    let (mut stages, mut alone) = (stages(conn, staged)?, alone(conn, staged)?);
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

/// Who of these came before this day, as traffic. Customers are of one site; asked for it, the engine would go through all of its visits instead of theirs.
fn came_before(conn: &mut Conn, rows: &[VisitRow], begin: Moment) -> Answered<HashSet<i64>> {
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.0.4).collect();
    let traffic: Vec<&str> = Kind::ALL.iter().filter(|kind| kind.counts()).map(|kind| kind.code()).collect();
    let mut before = HashSet::new();
    for some in ids.chunks(AT_ONCE) {
        let found: Vec<Option<i64>> = visits::table
            .filter(visits::customer_id.eq_any(some))
            .filter(visits::arrived_at.lt(begin))
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
