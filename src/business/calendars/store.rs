//! Addresses of calendars as the database keeps them, and what is in a person's calendar.

use chrono::Duration;
use diesel::prelude::*;

use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, SiteId, UserId};
use crate::business::followups::model::State;
use crate::business::visits::model::AppointmentState;
use crate::platform::db::schema::{appointments, calendar_feeds, follow_ups};
use crate::platform::db::{Conn, Tx};

/// For so many days the past, and what was called off, stays in a calendar.
pub const KEPT_DAYS: i64 = 60;
/// The most follow-ups, and the most appointments, of one calendar.
const MOST: i64 = 500;

/// The address of a person's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Feed {
    /// From what it was made.
    pub seed: String,
    /// When.
    pub made_at: Moment,
    /// When a program last read it.
    pub read_at: Option<Moment>,
}

/// A person's address, if one was made.
///
/// # Errors
/// Faults of the database.
pub fn feed_of(conn: &mut Conn, user: UserId) -> Answered<Option<Feed>> {
    let columns = (calendar_feeds::seed, calendar_feeds::made_at, calendar_feeds::read_at);
    Ok(calendar_feeds::table.find(user.0).select(columns).first(conn).optional()?)
}

/// Whose address this is, and when it was read last.
///
/// # Errors
/// Faults of the database.
pub fn owner_of(conn: &mut Conn, token_hash: &str) -> Answered<Option<(UserId, Option<Moment>)>> {
    let found: Option<(i64, Option<Moment>)> = calendar_feeds::table
        .filter(calendar_feeds::token_hash.eq(token_hash))
        .select((calendar_feeds::user_id, calendar_feeds::read_at))
        .first(conn)
        .optional()?;
    Ok(found.map(|(user, read_at)| (UserId(user), read_at)))
}

/// Writes a new address in the place of the one until now.
pub(super) fn replace(tx: &mut Tx, user: UserId, seed: &str, token_hash: &str) -> Answered<()> {
    remove(tx, user)?;
    diesel::insert_into(calendar_feeds::table)
        .values((
            calendar_feeds::user_id.eq(user.0),
            calendar_feeds::seed.eq(seed),
            calendar_feeds::token_hash.eq(token_hash),
            calendar_feeds::made_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends an address; says whether there was one.
pub(super) fn remove(tx: &mut Tx, user: UserId) -> Answered<bool> {
    Ok(diesel::delete(calendar_feeds::table.find(user.0)).execute(tx.conn)? == 1)
}

/// Notes that a program read it.
pub(super) fn was_read(tx: &mut Tx, user: UserId) -> Answered<()> {
    diesel::update(calendar_feeds::table.find(user.0))
        .set(calendar_feeds::read_at.eq(Some(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// A follow-up, as far as a calendar needs it.
#[derive(Debug, Clone, Queryable)]
pub struct Contact {
    /// Its id.
    pub id: i64,
    /// Of whom.
    pub customer: i64,
    /// On which day.
    pub due_on: Date,
    /// By when on that day.
    pub due_at: Option<Moment>,
    /// The code of its purpose.
    pub purpose: String,
    /// The code of its state.
    pub state: String,
    /// When it was planned.
    pub made_at: Moment,
    /// When it changed last.
    pub changed_at: Option<Moment>,
    /// Rises with every change.
    pub version: i32,
}

/// An appointment, as far as a calendar needs it.
#[derive(Debug, Clone, Queryable)]
pub struct Meeting {
    /// Its id.
    pub id: i64,
    /// Who comes.
    pub customer: i64,
    /// Who receives them, once somebody was named.
    pub consultant: Option<i64>,
    /// When.
    pub at: Moment,
    /// How many come.
    pub party: i32,
    /// The code of its state.
    pub state: String,
    /// When it was made.
    pub made_at: Moment,
    /// When it changed last.
    pub changed_at: Option<Moment>,
    /// Rises with every change.
    pub version: i32,
}

/// What is in the calendar of a person at a site: what is planned, and what was called off lately.
///
/// # Errors
/// Faults of the database.
pub fn entries(conn: &mut Conn, site: SiteId, user: UserId, now: Moment) -> Answered<(Vec<Contact>, Vec<Meeting>)> {
    let since = now - Duration::days(KEPT_DAYS);
    let mut contacts = contacts_planned(conn, site, user, since)?;
    contacts.extend(contacts_called_off(conn, site, user, since)?);
    let meetings = appointments::table
        .filter(appointments::consultant_id.eq(user.0))
        .filter(appointments::site_id.eq(site.0))
        .filter(appointments::at.ge(since))
        .filter(appointments::status.ne(AppointmentState::Cancelled.code()).or(appointments::changed_at.ge(since)))
        .order((appointments::at.asc(), appointments::id.asc()))
        .limit(MOST)
        .select(MEETING)
        .load(conn)?;
    Ok((contacts, meetings))
}

/// Appointments for which nobody was named yet: they are in the calendars of those who give parties to consultants.
///
/// # Errors
/// Faults of the database.
pub fn nobodys(conn: &mut Conn, site: SiteId, now: Moment) -> Answered<Vec<Meeting>> {
    let since = now - Duration::days(KEPT_DAYS);
    Ok(appointments::table
        .filter(appointments::consultant_id.is_null())
        .filter(appointments::site_id.eq(site.0))
        .filter(appointments::at.ge(since))
        .filter(appointments::status.ne(AppointmentState::Cancelled.code()).or(appointments::changed_at.ge(since)))
        .order((appointments::at.asc(), appointments::id.asc()))
        .limit(MOST)
        .select(MEETING)
        .load(conn)?)
}

type MeetingColumns = (
    appointments::id,
    appointments::customer_id,
    appointments::consultant_id,
    appointments::at,
    appointments::party_size,
    appointments::status,
    appointments::made_at,
    appointments::changed_at,
    appointments::version,
);

const MEETING: MeetingColumns = (
    appointments::id,
    appointments::customer_id,
    appointments::consultant_id,
    appointments::at,
    appointments::party_size,
    appointments::status,
    appointments::made_at,
    appointments::changed_at,
    appointments::version,
);

type ContactColumns = (
    follow_ups::id,
    follow_ups::customer_id,
    follow_ups::due_on,
    follow_ups::due_at,
    follow_ups::purpose,
    follow_ups::state,
    follow_ups::created_at,
    follow_ups::changed_at,
    follow_ups::version,
);

const CONTACT: ContactColumns = (
    follow_ups::id,
    follow_ups::customer_id,
    follow_ups::due_on,
    follow_ups::due_at,
    follow_ups::purpose,
    follow_ups::state,
    follow_ups::created_at,
    follow_ups::changed_at,
    follow_ups::version,
);

fn contacts_planned(conn: &mut Conn, site: SiteId, user: UserId, since: Moment) -> Answered<Vec<Contact>> {
    Ok(follow_ups::table
        .filter(follow_ups::consultant_id.eq(user.0))
        .filter(follow_ups::site_id.eq(site.0))
        .filter(follow_ups::state.eq(State::Planned.code()))
        .filter(follow_ups::due_on.ge(since.date()))
        .order((follow_ups::due_on.asc(), follow_ups::id.asc()))
        .limit(MOST)
        .select(CONTACT)
        .load(conn)?)
}

fn contacts_called_off(conn: &mut Conn, site: SiteId, user: UserId, since: Moment) -> Answered<Vec<Contact>> {
    Ok(follow_ups::table
        .filter(follow_ups::consultant_id.eq(user.0))
        .filter(follow_ups::site_id.eq(site.0))
        .filter(follow_ups::state.eq(State::Cancelled.code()))
        .filter(follow_ups::changed_at.ge(since))
        .order((follow_ups::changed_at.desc(), follow_ups::id.asc()))
        .limit(MOST)
        .select(CONTACT)
        .load(conn)?)
}

/// Of whom entries speak.
pub fn customers(contacts: &[Contact], meetings: &[Meeting]) -> Vec<CustomerId> {
    let all = contacts.iter().map(|row| row.customer).chain(meetings.iter().map(|row| row.customer));
    let mut ids: Vec<i64> = all.collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(CustomerId).collect()
}
