//! Visits, their stamps and ticks, as the database keeps them.

use diesel::prelude::*;

use super::model::{Kind, Said, Stamp, Tick, Visit, VisitState};
use super::outcome::Outcome;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{AppointmentId, CustomerId, JourneyId, RowId, SiteId, UserId, VisitId};
use crate::base::stage::Stage;
use crate::platform::db::schema::{item_ticks, needs, objections, quotes, tours, visit_stages, visits};
use crate::platform::db::{Conn, Tx};

/// One visit of a site.
///
/// # Errors
/// [`Error::Missing`] where this site has none such; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: VisitId) -> Answered<Visit> {
    visits::table.filter(visits::id.eq(id.0)).filter(visits::site_id.eq(site.0)).first::<Row>(conn)?.try_into()
}

/// Who is here now, in the order in which they came.
///
/// # Errors
/// Faults of the database.
pub fn list_here(conn: &mut Conn, site: SiteId) -> Answered<Vec<Visit>> {
    let rows = visits::table
        .filter(visits::site_id.eq(site.0))
        .filter(visits::left_at.is_null())
        .order(visits::arrived_at)
        .limit(300)
        .load::<Row>(conn)?;
    all(rows)
}

/// The visits of a day, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn list_of_day(conn: &mut Conn, site: SiteId, day: Date) -> Answered<Vec<Visit>> {
    let rows = visits::table
        .filter(visits::site_id.eq(site.0))
        .filter(visits::day.eq(day))
        .order(visits::arrived_at.desc())
        .limit(500)
        .load::<Row>(conn)?;
    all(rows)
}

/// A customer's visits, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn list_of_customer(conn: &mut Conn, customer: CustomerId, most: i64) -> Answered<Vec<Visit>> {
    let rows = visits::table
        .filter(visits::customer_id.eq(customer.0))
        .order(visits::arrived_at.desc())
        .limit(most)
        .load::<Row>(conn)?;
    all(rows)
}

/// The furthest stage of the floor that was reached in the earlier visits of the same journey.
///
/// # Errors
/// Faults of the database.
pub fn furthest_before(conn: &mut Conn, visit: &Visit) -> Answered<Option<Stage>> {
    let stages = visits::table
        .filter(visits::journey_id.eq(visit.journey.0))
        .filter(visits::id.lt(visit.id.0))
        .select(visits::stage)
        .load::<String>(conn)?;
    Ok(stages.iter().filter_map(|code| Stage::from_code(code)).max())
}

/// The stamps of a visit's stages, in order.
///
/// # Errors
/// Faults of the database.
pub fn stamps(conn: &mut Conn, visit: VisitId) -> Answered<Vec<Stamp>> {
    let rows = visit_stages::table
        .filter(visit_stages::visit_id.eq(visit.0))
        .order((visit_stages::entered_at, visit_stages::id))
        .select((
            visit_stages::stage,
            visit_stages::entered_at,
            visit_stages::left_at,
            visit_stages::skipped_reason,
            visit_stages::moved_by,
        ))
        .load::<(String, Moment, Option<Moment>, Option<String>, Option<i64>)>(conn)?;
    rows.into_iter()
        .map(|(stage, entered_at, left_at, skipped_reason, moved_by)| {
            let stage = Stage::from_code(&stage).ok_or_else(|| Fault::bad_data("reading the stage of a stamp"))?;
            Ok(Stamp { stage, entered_at, left_at, skipped_reason, moved_by: moved_by.map(UserId) })
        })
        .collect()
}

/// When the stage at which each of these parties is began.
///
/// # Errors
/// Faults of the database.
pub fn stages_since(conn: &mut Conn, visits: &[VisitId]) -> Answered<Vec<(VisitId, Moment)>> {
    let ids: Vec<i64> = visits.iter().map(|id| id.0).collect();
    let rows = visit_stages::table
        .filter(visit_stages::visit_id.eq_any(ids))
        .filter(visit_stages::left_at.is_null())
        .select((visit_stages::visit_id, visit_stages::entered_at))
        .load::<(i64, Moment)>(conn)?;
    Ok(rows.into_iter().map(|(id, at)| (VisitId(id), at)).collect())
}

/// The items of the playbook that were done on a journey.
///
/// # Errors
/// Faults of the database.
pub fn ticks(conn: &mut Conn, journey: JourneyId) -> Answered<Vec<Tick>> {
    let rows = item_ticks::table
        .filter(item_ticks::journey_id.eq(journey.0))
        .order(item_ticks::id)
        .limit(500)
        .select((item_ticks::item, item_ticks::value, item_ticks::done_by, item_ticks::done_at))
        .load::<(String, String, Option<i64>, Moment)>(conn)?;
    Ok(rows
        .into_iter()
        .map(|(item, value, done_by, done_at)| Tick { item, value, done_by: done_by.map(UserId), done_at })
        .collect())
}

/// Whether the party has told anything about its needs, be it that it would not say.
///
/// # Errors
/// Faults of the database.
pub fn needs_noted(conn: &mut Conn, journey: JourneyId) -> Answered<bool> {
    let first = needs::table.filter(needs::journey_id.eq(journey.0)).select(needs::id).first::<i64>(conn).optional()?;
    Ok(first.is_some())
}

/// Whether a route was walked to its end on this visit.
///
/// # Errors
/// Faults of the database.
pub fn route_walked(conn: &mut Conn, visit: VisitId) -> Answered<bool> {
    let first = tours::table
        .filter(tours::visit_id.eq(visit.0))
        .filter(tours::walked_at.is_not_null())
        .select(tours::id)
        .first::<i64>(conn)
        .optional()?;
    Ok(first.is_some())
}

/// Whether there is a price that may be shown: within the limit or approved, and not out of date.
///
/// # Errors
/// Faults of the database.
pub fn quote_stands(conn: &mut Conn, journey: JourneyId, today: Date) -> Answered<bool> {
    let first = quotes::table
        .filter(quotes::journey_id.eq(journey.0))
        .filter(quotes::status.eq_any(vec!["valid", "approved"]))
        .filter(quotes::valid_until.ge(today))
        .select(quotes::id)
        .first::<i64>(conn)
        .optional()?;
    Ok(first.is_some())
}

/// How many parties came on a day: the number of the last.
///
/// # Errors
/// Faults of the database.
pub fn last_number(conn: &mut Conn, site: SiteId, day: Date) -> Answered<i32> {
    let last = visits::table
        .filter(visits::site_id.eq(site.0))
        .filter(visits::day.eq(day))
        .order(visits::number.desc())
        .select(visits::number)
        .first::<i32>(conn)
        .optional()?;
    Ok(last.unwrap_or_default())
}

/// The number that the next party of a day gets.
pub(super) fn next_number(tx: &mut Tx, day: Date) -> Answered<i32> {
    Ok(last_number(tx.conn, tx.actor.site, day)? + 1)
}

pub(super) fn insert(tx: &mut Tx, visit: &Visit) -> Answered<()> {
    diesel::insert_into(visits::table).values(&Row::of(visit)?).execute(tx.conn)?;
    Ok(())
}

/// Writes a visit back; nobody may have changed it since it was read. Gives the visit as it is now.
pub(super) fn update(tx: &mut Tx, visit: Visit) -> Answered<Visit> {
    let row = Row { version: visit.version + 1, ..Row::of(&visit)? };
    let rows = diesel::update(
        visits::table
            .filter(visits::id.eq(visit.id.0))
            .filter(visits::site_id.eq(tx.actor.site.0))
            .filter(visits::version.eq(visit.version)),
    )
    .set(&row)
    .execute(tx.conn)?;
    if rows == 1 { Ok(Visit { version: row.version, ..visit }) } else { Err(Refused::changed("visit_changed").into()) }
}

/// A stage begins; what ran before ends at the same moment.
pub(super) fn enter_stage(tx: &mut Tx, visit: VisitId, stage: Stage, at: Moment) -> Answered<()> {
    leave_stage(tx, visit, at)?;
    let stamp = Stamp { stage, entered_at: at, left_at: None, skipped_reason: None, moved_by: tx.actor.user };
    insert_stamp(tx, visit, &stamp)
}

/// The running stage ends.
pub(super) fn leave_stage(tx: &mut Tx, visit: VisitId, at: Moment) -> Answered<()> {
    diesel::update(
        visit_stages::table.filter(visit_stages::visit_id.eq(visit.0)).filter(visit_stages::left_at.is_null()),
    )
    .set(visit_stages::left_at.eq(Some(at)))
    .execute(tx.conn)?;
    Ok(())
}

/// A stage was passed over, with a reason.
pub(super) fn skip_stage(tx: &mut Tx, visit: VisitId, stage: Stage, reason: &str) -> Answered<()> {
    let stamp = Stamp {
        stage,
        entered_at: tx.now,
        left_at: Some(tx.now),
        skipped_reason: Some(reason.to_owned()),
        moved_by: tx.actor.user,
    };
    insert_stamp(tx, visit, &stamp)
}

pub(super) fn insert_tick(tx: &mut Tx, visit: &Visit, item: &str, value: &str) -> Answered<()> {
    diesel::insert_into(item_ticks::table)
        .values((
            item_ticks::id.eq(RowId::new(tx.now).0),
            item_ticks::site_id.eq(tx.actor.site.0),
            item_ticks::journey_id.eq(visit.journey.0),
            item_ticks::visit_id.eq(Some(visit.id.0)),
            item_ticks::item.eq(item),
            item_ticks::value.eq(value),
            item_ticks::done_by.eq(tx.actor.user.map(|who| who.0)),
            item_ticks::done_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub(super) fn remove_tick(tx: &mut Tx, journey: JourneyId, item: &str) -> Answered<usize> {
    let ticks = item_ticks::table.filter(item_ticks::journey_id.eq(journey.0)).filter(item_ticks::item.eq(item));
    Ok(diesel::delete(ticks).execute(tx.conn)?)
}

/// What was ticked and heard on an anonymous journey goes on as a part of the customer's own.
pub(super) fn move_to_journey(tx: &mut Tx, from: JourneyId, to: JourneyId) -> Answered<()> {
    diesel::update(item_ticks::table.filter(item_ticks::journey_id.eq(from.0)))
        .set(item_ticks::journey_id.eq(to.0))
        .execute(tx.conn)?;
    diesel::update(objections::table.filter(objections::journey_id.eq(from.0)))
        .set(objections::journey_id.eq(to.0))
        .execute(tx.conn)?;
    Ok(())
}

fn insert_stamp(tx: &mut Tx, visit: VisitId, stamp: &Stamp) -> Answered<()> {
    diesel::insert_into(visit_stages::table)
        .values((
            visit_stages::id.eq(RowId::new(tx.now).0),
            visit_stages::site_id.eq(tx.actor.site.0),
            visit_stages::visit_id.eq(visit.0),
            visit_stages::stage.eq(stamp.stage.code()),
            visit_stages::entered_at.eq(stamp.entered_at),
            visit_stages::left_at.eq(stamp.left_at),
            visit_stages::skipped_reason.eq(stamp.skipped_reason.as_deref()),
            visit_stages::moved_by.eq(stamp.moved_by.map(|who| who.0)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn all(rows: Vec<Row>) -> Answered<Vec<Visit>> {
    rows.into_iter().map(Visit::try_from).collect()
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = visits, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Row {
    id: i64,
    site_id: i64,
    journey_id: i64,
    customer_id: Option<i64>,
    day: Date,
    number: i32,
    state: String,
    stage: String,
    kind: String,
    party_size: i32,
    children: i32,
    description: Option<String>,
    channel: Option<String>,
    been_before: String,
    phoned_before: String,
    appointment_id: Option<i64>,
    consultant_id: Option<i64>,
    arrived_at: Moment,
    greeted_at: Option<Moment>,
    assigned_at: Option<Moment>,
    left_at: Option<Moment>,
    outcome: Option<String>,
    outcome_reason: Option<String>,
    next_on: Option<Date>,
    no_next_reason: Option<String>,
    closed_by_house: bool,
    papers_given: String,
    contacts_exchanged: bool,
    walked_to_door: bool,
    intent: i32,
    alone_since: Option<Moment>,
    version: i32,
}

impl Row {
    fn of(visit: &Visit) -> Answered<Self> {
        let papers = serde_json::to_string(&visit.papers_given)
            .map_err(|error| Fault::bug("writing a list of papers as JSON").because(error))?;
        Ok(Self {
            id: visit.id.0,
            site_id: visit.site.0,
            journey_id: visit.journey.0,
            customer_id: visit.customer.map(|id| id.0),
            day: visit.day,
            number: visit.number,
            state: visit.state.code().to_owned(),
            stage: visit.stage.code().to_owned(),
            kind: visit.kind.code().to_owned(),
            party_size: visit.party_size,
            children: visit.children,
            description: visit.description.clone(),
            channel: visit.channel.clone(),
            been_before: visit.been_before.code().to_owned(),
            phoned_before: visit.phoned_before.code().to_owned(),
            appointment_id: visit.appointment.map(|id| id.0),
            consultant_id: visit.consultant.map(|id| id.0),
            arrived_at: visit.arrived_at,
            greeted_at: visit.greeted_at,
            assigned_at: visit.assigned_at,
            left_at: visit.left_at,
            outcome: visit.outcome.map(|outcome| outcome.code().to_owned()),
            outcome_reason: visit.outcome_reason.clone(),
            next_on: visit.next_on,
            no_next_reason: visit.no_next_reason.clone(),
            closed_by_house: visit.closed_by_house,
            papers_given: papers,
            contacts_exchanged: visit.contacts_exchanged,
            walked_to_door: visit.walked_to_door,
            intent: visit.intent,
            alone_since: visit.alone_since,
            version: visit.version,
        })
    }
}

impl TryFrom<Row> for Visit {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let bad = |what: &'static str| move || Fault::bad_data(what);
        let outcome = row
            .outcome
            .as_deref()
            .map(|code| Outcome::from_code(code).ok_or_else(bad("reading the outcome of a visit")));
        Ok(Self {
            id: VisitId(row.id),
            site: SiteId(row.site_id),
            journey: JourneyId(row.journey_id),
            customer: row.customer_id.map(CustomerId),
            day: row.day,
            number: row.number,
            state: VisitState::from_code(&row.state).ok_or_else(bad("reading the state of a visit"))?,
            stage: Stage::from_code(&row.stage).ok_or_else(bad("reading the stage of a visit"))?,
            kind: Kind::from_code(&row.kind).ok_or_else(bad("reading the kind of a visit"))?,
            party_size: row.party_size,
            children: row.children,
            description: row.description,
            channel: row.channel,
            been_before: Said::from_code(&row.been_before).ok_or_else(bad("reading an answer at the door"))?,
            phoned_before: Said::from_code(&row.phoned_before).ok_or_else(bad("reading an answer at the door"))?,
            appointment: row.appointment_id.map(AppointmentId),
            consultant: row.consultant_id.map(UserId),
            arrived_at: row.arrived_at,
            greeted_at: row.greeted_at,
            assigned_at: row.assigned_at,
            left_at: row.left_at,
            outcome: outcome.transpose()?,
            outcome_reason: row.outcome_reason,
            next_on: row.next_on,
            no_next_reason: row.no_next_reason,
            closed_by_house: row.closed_by_house,
            papers_given: serde_json::from_str(&row.papers_given)
                .map_err(|error| Fault::bad_data("reading a list of papers").because(error))?,
            contacts_exchanged: row.contacts_exchanged,
            walked_to_door: row.walked_to_door,
            intent: row.intent,
            alone_since: row.alone_since,
            version: row.version,
        })
    }
}
