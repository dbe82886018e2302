//! Words first: what was told, liked, feared and promised, gathered before a call and for the page of a customer.

use diesel::prelude::*;

use super::model::FollowUp;
use super::store;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Fault};
use crate::base::ids::{CustomerId, JourneyId};
use crate::business::customers::journeys::{self, Journey};
use crate::business::customers::model::{Customer, Number};
use crate::business::customers::seeing::Sight;
use crate::business::customers::{store as customers, web::sight_of};
use crate::platform::db::Conn;
use crate::platform::db::schema::{appointments, calls, needs, objections, quotes, tour_stops, tours, units, visits};

/// How many visits are looked back on.
const VISITS: i64 = 6;

/// Everything that is good to know before a call.
#[derive(Debug)]
pub struct Brief {
    /// Who.
    pub customer: Customer,
    /// The numbers, the main one first, and how they may be shown.
    pub numbers: (Vec<Number>, Sight),
    /// The journey under way, or the last one.
    pub journey: Option<Journey>,
    /// What they told, liked and feared.
    pub told: Told,
    /// What was promised to them.
    pub promised: Promised,
    /// The last time that they phoned.
    pub phoned: Option<Phoned>,
    /// Earlier contacts, the latest first.
    pub earlier: Vec<FollowUp>,
}

/// A call that came in.
#[derive(Debug, Clone, Queryable)]
pub struct Phoned {
    /// When.
    pub at: Moment,
    /// Who answered.
    pub by: Option<i64>,
    /// What about, as a code.
    pub about: Option<String>,
    /// What else was said.
    pub note: Option<String>,
}

/// What a customer told, liked and feared.
#[derive(Debug, Default)]
pub struct Told {
    /// Questions and answers, as they are stored; refused ones are without an answer.
    pub needs: Vec<(String, Option<String>)>,
    /// Stops that were liked: names in Chinese and English.
    pub liked: Vec<(String, String)>,
    /// Stops that worried.
    pub worried: Vec<(String, String)>,
    /// Objections: the code, what was said, what was answered, whether it is open.
    pub objections: Vec<Objection>,
}

/// One objection.
#[derive(Debug, Clone, Queryable)]
pub struct Objection {
    /// Its code in the playbook.
    pub code: String,
    /// What they said.
    pub words: Option<String>,
    /// What was answered.
    pub answer: Option<String>,
    /// Since when it counts as answered.
    pub handled_at: Option<Moment>,
}

/// What a customer was promised.
#[derive(Debug, Default)]
pub struct Promised {
    /// The next date that was agreed when leaving.
    pub next_on: Option<Date>,
    /// Codes of papers that were handed over.
    pub papers: Vec<String>,
    /// The next appointment.
    pub appointment: Option<Moment>,
    /// Quotes that stand: the unit and until when.
    pub quotes: Vec<(String, Date)>,
}

/// Gathers what is good to know before this contact.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn gather(
    conn: &mut Conn,
    actor: &crate::base::actor::Actor,
    follow_up: &FollowUp,
    now: Moment,
    today: Date,
) -> Answered<Brief> {
    let customer = customers::find(conn, actor.site, follow_up.customer)?;
    let sight = sight_of(conn, actor, &customer, now)?;
    let numbers = customers::numbers_of(conn, customer.id)?;
    let all = journeys::list_of(conn, customer.id)?;
    let ids: Vec<JourneyId> = all.iter().map(|journey| journey.id).collect();
    let told = told(conn, &ids)?;
    let promised = promised(conn, customer.id, &ids, now, today)?;
    let phoned = calls::table
        .filter(calls::customer_id.eq(customer.id.0))
        .filter(calls::struck_at.is_null())
        .order(calls::taken_at.desc())
        .select((calls::taken_at, calls::taken_by, calls::about, calls::note))
        .first(conn)
        .optional()?;
    let mut earlier = store::list_of(conn, customer.id, 12)?;
    earlier.retain(|past| past.done_at.is_some());
    earlier.truncate(5);
    let open = all.iter().find(|journey| journey.closed_at.is_none()).or(all.first()).cloned();
    Ok(Brief { customer, numbers: (numbers, sight), journey: open, told, promised, phoned, earlier })
}

/// What was told, liked and feared in these journeys.
///
/// # Errors
/// Faults of the database.
pub fn told(conn: &mut Conn, journeys: &[JourneyId]) -> Answered<Told> {
    let ids: Vec<i64> = journeys.iter().map(|id| id.0).collect();
    let answers: Vec<(String, String, bool)> = needs::table
        .filter(needs::journey_id.eq_any(&ids))
        .order(needs::noted_at.desc())
        .select((needs::question, needs::answer, needs::refused))
        .load(conn)?;
    let mut known = std::collections::HashSet::new();
    let needs = answers
        .into_iter()
        .filter(|(question, _, _)| known.insert(question.clone()))
        .map(|(question, answer, refused)| (question, (!refused).then_some(answer)))
        .collect();
    let stops: Vec<(String, String, Option<String>)> = tour_stops::table
        .inner_join(tours::table)
        .filter(tours::visit_id.eq_any(last_visits(conn, &ids)?))
        .filter(tour_stops::verdict.is_not_null())
        .order(tour_stops::id.desc())
        .limit(20)
        .select((tour_stops::name_zh, tour_stops::name_en, tour_stops::verdict))
        .load(conn)?;
    let of = |wanted: &str| {
        let mut found: Vec<(String, String)> = Vec::new();
        for (zh, en, verdict) in &stops {
            if verdict.as_deref() == Some(wanted) && !found.iter().any(|(known, _)| known == zh) {
                found.push((zh.clone(), en.clone()));
            }
        }
        found
    };
    let objections = objections::table
        .filter(objections::journey_id.eq_any(&ids))
        .order(objections::heard_at.desc())
        .limit(10)
        .select((objections::code, objections::words, objections::answer, objections::handled_at))
        .load(conn)?;
    Ok(Told { needs, liked: of("like"), worried: of("worry"), objections })
}

fn last_visits(conn: &mut Conn, journeys: &[i64]) -> Answered<Vec<i64>> {
    Ok(visits::table
        .filter(visits::journey_id.eq_any(journeys))
        .order(visits::arrived_at.desc())
        .limit(VISITS)
        .select(visits::id)
        .load(conn)?)
}

fn promised(
    conn: &mut Conn,
    customer: CustomerId,
    journeys: &[JourneyId],
    now: Moment,
    today: Date,
) -> Answered<Promised> {
    let last: Option<(Option<Date>, String)> = visits::table
        .filter(visits::customer_id.eq(customer.0))
        .filter(visits::left_at.is_not_null())
        .order(visits::arrived_at.desc())
        .select((visits::next_on, visits::papers_given))
        .first(conn)
        .optional()?;
    let (next_on, papers) = last.unwrap_or((None, "[]".to_owned()));
    let papers =
        serde_json::from_str(&papers).map_err(|e| Fault::bad_data("reading the papers of a visit").because(e))?;
    let appointment: Option<Moment> = appointments::table
        .filter(appointments::customer_id.eq(customer.0))
        .filter(appointments::status.eq("planned"))
        .filter(appointments::at.ge(now))
        .order(appointments::at.asc())
        .select(appointments::at)
        .first(conn)
        .optional()?;
    let ids: Vec<i64> = journeys.iter().map(|id| id.0).collect();
    let quotes = quotes::table
        .inner_join(units::table)
        .filter(quotes::journey_id.eq_any(ids))
        .filter(quotes::status.eq_any(["valid", "approved"]))
        .filter(quotes::valid_until.ge(today))
        .order(quotes::made_at.desc())
        .limit(3)
        .select((units::code, quotes::valid_until))
        .load(conn)?;
    Ok(Promised { next_on, papers, appointment, quotes })
}
