//! Follow-ups as the database keeps them, and the lists of a day.

use diesel::prelude::*;

use super::model::{FollowUp, How, Purpose, State};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{CustomerId, FollowUpId, JourneyId, SiteId, UserId, VisitId};
use crate::platform::db::schema::{calls, follow_ups};
use crate::platform::db::{Conn, Tx};

/// One follow-up of a site.
///
/// # Errors
/// `Missing` where the site has no such; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: FollowUpId) -> Answered<FollowUp> {
    follow_ups::table
        .filter(follow_ups::id.eq(id.0))
        .filter(follow_ups::site_id.eq(site.0))
        .select(Row::as_select())
        .first(conn)?
        .try_into()
}

/// Planned ones that are due from one day to another, both included, the oldest first; of one consultant, or of the site.
///
/// # Errors
/// Faults of the database.
pub fn list_due(
    conn: &mut Conn,
    site: SiteId,
    of: Option<UserId>,
    (from, to): (Option<Date>, Date),
    most: i64,
) -> Answered<Vec<FollowUp>> {
    let mut query = follow_ups::table
        .filter(follow_ups::site_id.eq(site.0))
        .filter(follow_ups::state.eq(State::Planned.code()))
        .filter(follow_ups::due_on.le(to))
        .into_boxed();
    if let Some(user) = of {
        query = query.filter(follow_ups::consultant_id.eq(user.0));
    }
    if let Some(from) = from {
        query = query.filter(follow_ups::due_on.ge(from));
    }
    let rows: Vec<Row> = query
        .order((follow_ups::due_on.asc(), follow_ups::id.asc()))
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(FollowUp::try_from).collect()
}

/// The next one that a consultant has due by a day: after this one in the order of the list, else the first of it.
///
/// # Errors
/// Faults of the database.
pub fn next_due(conn: &mut Conn, of: UserId, by: Date, after: &FollowUp) -> Answered<Option<FollowUpId>> {
    let due = || {
        follow_ups::table
            .filter(follow_ups::consultant_id.eq(of.0))
            .filter(follow_ups::site_id.eq(after.site.0))
            .filter(follow_ups::state.eq(State::Planned.code()))
            .filter(follow_ups::due_on.le(by))
            .filter(follow_ups::id.ne(after.id.0))
            .order((follow_ups::due_on.asc(), follow_ups::id.asc()))
            .select(follow_ups::id)
    };
    let later = follow_ups::due_on.gt(after.due_on).or(follow_ups::id.gt(after.id.0));
    let next: Option<i64> = due().filter(follow_ups::due_on.ge(after.due_on)).filter(later).first(conn).optional()?;
    let next = match next {
        Some(next) => Some(next),
        None => due().first(conn).optional()?,
    };
    Ok(next.map(FollowUpId))
}

/// A customer's follow-ups, the latest due first.
///
/// # Errors
/// Faults of the database.
pub fn list_of(conn: &mut Conn, customer: CustomerId, most: i64) -> Answered<Vec<FollowUp>> {
    let rows: Vec<Row> = follow_ups::table
        .filter(follow_ups::customer_id.eq(customer.0))
        .order((follow_ups::due_on.desc(), follow_ups::id.desc()))
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(FollowUp::try_from).collect()
}

/// A customer's planned follow-ups, the first due first.
///
/// # Errors
/// Faults of the database.
pub fn planned_of(conn: &mut Conn, customer: CustomerId) -> Answered<Vec<FollowUp>> {
    let rows: Vec<Row> = follow_ups::table
        .filter(follow_ups::customer_id.eq(customer.0))
        .filter(follow_ups::state.eq(State::Planned.code()))
        .order((follow_ups::due_on.asc(), follow_ups::id.asc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(FollowUp::try_from).collect()
}

/// When the customer was last reached by a contact, or phoned.
///
/// # Errors
/// Faults of the database.
pub fn last_effective(conn: &mut Conn, customer: CustomerId) -> Answered<Option<Moment>> {
    let at: Option<Option<Moment>> = follow_ups::table
        .filter(follow_ups::customer_id.eq(customer.0))
        .filter(follow_ups::state.eq(State::Done.code()))
        .filter(follow_ups::effective.eq(true))
        .order(follow_ups::done_at.desc())
        .select(follow_ups::done_at)
        .first(conn)
        .optional()?;
    let phoned: Option<Moment> = calls::table
        .filter(calls::customer_id.eq(customer.0))
        .filter(calls::struck_at.is_null())
        .order(calls::taken_at.desc())
        .select(calls::taken_at)
        .first(conn)
        .optional()?;
    Ok(at.flatten().max(phoned))
}

/// How many a person made since a moment.
///
/// # Errors
/// Faults of the database.
pub fn done_since(conn: &mut Conn, by: UserId, since: Moment) -> Answered<i64> {
    Ok(follow_ups::table
        .filter(follow_ups::done_by.eq(by.0))
        .filter(follow_ups::state.eq(State::Done.code()))
        .filter(follow_ups::done_at.ge(since))
        .count()
        .get_result(conn)?)
}

/// Writes a new one.
pub(super) fn insert(tx: &mut Tx, follow_up: &FollowUp) -> Answered<()> {
    let row = Row { changed_at: Some(tx.now), ..Row::try_from(follow_up)? };
    diesel::insert_into(follow_ups::table).values(&row).execute(tx.conn)?;
    Ok(())
}

/// Writes a changed one over the version that it was read with.
///
/// # Errors
/// `changed` where somebody else was faster.
pub(super) fn update(tx: &mut Tx, follow_up: &FollowUp) -> Answered<()> {
    let row = Row { version: follow_up.version + 1, changed_at: Some(tx.now), ..Row::try_from(follow_up)? };
    let written = diesel::update(
        follow_ups::table.filter(follow_ups::id.eq(follow_up.id.0)).filter(follow_ups::version.eq(follow_up.version)),
    )
    .set(&row)
    .execute(tx.conn)?;
    if written == 1 { Ok(()) } else { Err(Refused::changed("changed").into()) }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = follow_ups, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Row {
    id: i64,
    site_id: i64,
    customer_id: i64,
    journey_id: Option<i64>,
    consultant_id: i64,
    visit_id: Option<i64>,
    due_on: Date,
    due_at: Option<Moment>,
    purpose: String,
    state: String,
    how: Option<String>,
    effective: Option<bool>,
    learned: Option<String>,
    next_on: Option<Date>,
    no_next_reason: Option<String>,
    cancel_reason: Option<String>,
    created_by: Option<i64>,
    created_at: Moment,
    done_by: Option<i64>,
    done_at: Option<Moment>,
    version: i32,
    /// For calendars, which read it by themselves.
    changed_at: Option<Moment>,
    before: Option<String>,
}

impl TryFrom<Row> for FollowUp {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of follow-up {}", row.id));
        let how = row.how.as_deref().map(|code| How::from_code(code).ok_or_else(|| bad("way"))).transpose()?;
        let learned = match row.learned.as_deref() {
            None => None,
            Some(json) => Some(serde_json::from_str(json).map_err(|e| bad("lesson").because(e))?),
        };
        let before = match row.before.as_deref() {
            None => None,
            Some(json) => Some(serde_json::from_str(json).map_err(|e| bad("state before").because(e))?),
        };
        Ok(Self {
            id: FollowUpId(row.id),
            site: SiteId(row.site_id),
            customer: CustomerId(row.customer_id),
            journey: row.journey_id.map(JourneyId),
            consultant: UserId(row.consultant_id),
            visit: row.visit_id.map(VisitId),
            due_on: row.due_on,
            due_at: row.due_at,
            purpose: Purpose::from_code(&row.purpose).ok_or_else(|| bad("purpose"))?,
            state: State::from_code(&row.state).ok_or_else(|| bad("state"))?,
            how,
            effective: row.effective,
            learned,
            next_on: row.next_on,
            no_next_reason: row.no_next_reason,
            cancel_reason: row.cancel_reason,
            created_by: row.created_by.map(UserId),
            created_at: row.created_at,
            done_by: row.done_by.map(UserId),
            done_at: row.done_at,
            version: row.version,
            before,
        })
    }
}

impl TryFrom<&FollowUp> for Row {
    type Error = Error;

    fn try_from(follow_up: &FollowUp) -> Answered<Self> {
        Ok(Self {
            id: follow_up.id.0,
            site_id: follow_up.site.0,
            customer_id: follow_up.customer.0,
            journey_id: follow_up.journey.map(|id| id.0),
            consultant_id: follow_up.consultant.0,
            visit_id: follow_up.visit.map(|id| id.0),
            due_on: follow_up.due_on,
            due_at: follow_up.due_at,
            purpose: follow_up.purpose.code().to_owned(),
            state: follow_up.state.code().to_owned(),
            how: follow_up.how.map(|how| how.code().to_owned()),
            effective: follow_up.effective,
            learned: follow_up.learned.as_ref().map(to_json).transpose()?,
            next_on: follow_up.next_on,
            no_next_reason: follow_up.no_next_reason.clone(),
            cancel_reason: follow_up.cancel_reason.clone(),
            created_by: follow_up.created_by.map(|id| id.0),
            created_at: follow_up.created_at,
            done_by: follow_up.done_by.map(|id| id.0),
            done_at: follow_up.done_at,
            version: follow_up.version,
            changed_at: None,
            before: follow_up.before.as_ref().map(to_json).transpose()?,
        })
    }
}

fn to_json<T: serde::Serialize>(value: &T) -> Answered<String> {
    serde_json::to_string(value).map_err(|e| Fault::bug("writing what a contact came to").because(e).into())
}
