//! Jobs as the database keeps them: written once for each occasion, taken under a lease, ended by whoever holds the lease.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::Value;

use super::backoff::LONGEST_WAIT_SECS;
use super::{Job, State, Task};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{JobId, SiteId};
use crate::platform::db::schema::jobs;
use crate::platform::db::{Conn, Tx};

/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 500;
/// For so long it is known which occasions were done.
const KEPT_DAYS: i64 = 400;

/// Writes a job into the transaction of its cause; `None` where there is one for this occasion already.
///
/// # Errors
/// Faults of the database.
pub fn put(tx: &mut Tx, task: &Task) -> Answered<Option<JobId>> {
    let id = JobId::new(tx.now);
    Ok(insert_once(tx, id, task)?.then_some(id))
}

/// One job of a site.
///
/// # Errors
/// [`Error::Missing`] where there is none such; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: JobId) -> Answered<Job> {
    let row: Row = jobs::table.find(id.0).filter(jobs::site_id.eq(site.0)).select(Row::as_select()).first(conn)?;
    row.try_into()
}

/// Whether a job was written for an occasion.
///
/// # Errors
/// Faults of the database.
pub fn known(conn: &mut Conn, kind: &str, occasion: &str) -> Answered<bool> {
    let found: Option<i64> = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::occasion.eq(occasion))
        .select(jobs::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// How many jobs stand where, those that are done left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be done, now or later.
    pub waiting: i64,
    /// A worker holds them.
    pub running: i64,
    /// Given up until a person looks at them.
    pub parked: i64,
}

/// Counts the jobs of the whole house.
///
/// # Errors
/// Faults of the database.
pub fn counts(conn: &mut Conn) -> Answered<Counts> {
    let of = |conn: &mut Conn, state: State| -> Answered<i64> {
        Ok(jobs::table.filter(jobs::state.eq(state.code())).count().get_result(conn)?)
    };
    Ok(Counts {
        waiting: of(conn, State::Waiting)?,
        running: of(conn, State::Running)?,
        parked: of(conn, State::Parked)?,
    })
}

/// Lets a parked job, or one that waits for its next try, be tried at once, as often as a new one.
///
/// # Errors
/// `job_not_waiting` where it runs or is done; `Missing` where this site has none such; faults of the database.
pub fn wake(tx: &mut Tx, id: JobId) -> Answered<()> {
    let job = find(tx.conn, tx.actor.site, id)?;
    let woken = diesel::update(
        jobs::table.find(job.id.0).filter(jobs::state.eq_any([State::Waiting.code(), State::Parked.code()])),
    )
    .set((
        jobs::state.eq(State::Waiting.code()),
        jobs::run_after.eq(tx.now),
        jobs::attempts.eq(0),
        jobs::ended_at.eq(None::<Moment>),
    ))
    .execute(tx.conn)?;
    if woken == 1 { Ok(()) } else { Err(Refused::changed("job_not_waiting").into()) }
}

/// Forgets jobs that were done long ago; a chore of the house.
///
/// # Errors
/// Faults of the database.
pub fn forget_old(tx: &mut Tx) -> Answered<usize> {
    let before = tx.now - Duration::days(KEPT_DAYS);
    let old = jobs::table.filter(jobs::state.eq(State::Done.code())).filter(jobs::ended_at.lt(before));
    Ok(diesel::delete(old).execute(tx.conn)?)
}

/// Whether anything of these kinds could be taken, perhaps by others at this moment; takes no lock, so that it may be asked while reading.
pub(super) fn any_due(conn: &mut Conn, kinds: &[&'static str], now: Moment) -> Answered<bool> {
    Ok(lapsed(conn, kinds, now, Locks::None)?.is_some() || due(conn, kinds, now, Locks::None)?.is_some())
}

/// A job that a worker took.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    /// The job.
    pub job: Job,
    /// The name of the lease.
    pub lease: String,
}

/// Takes one job that is due, under a lease of its own; one whose lease ran out goes first.
pub(super) fn take(tx: &mut Tx, kinds: &[&'static str], lease: &str, until: Moment) -> Answered<Option<Taken>> {
    let id = match lapsed(tx.conn, kinds, tx.now, Locks::Row)? {
        Some(id) => Some(id),
        None => due(tx.conn, kinds, tx.now, Locks::Row)?,
    };
    let Some(id) = id else { return Ok(None) };
    diesel::update(jobs::table.find(id))
        .set((
            jobs::state.eq(State::Running.code()),
            jobs::lease_owner.eq(Some(lease)),
            jobs::lease_until.eq(Some(until)),
            jobs::attempts.eq(jobs::attempts + 1),
        ))
        .execute(tx.conn)?;
    let row: Row = jobs::table.find(id).select(Row::as_select()).first(tx.conn)?;
    Ok(Some(Taken { job: row.try_into()?, lease: lease.to_owned() }))
}

/// Ends a job, if the lease is still held; whoever took it meanwhile ends it.
pub(super) fn end(tx: &mut Tx, taken: &Taken) -> Answered<bool> {
    let rows = diesel::update(held(taken.job.id.0, &taken.lease))
        .set((
            jobs::state.eq(State::Done.code()),
            jobs::ended_at.eq(Some(tx.now)),
            jobs::lease_owner.eq(None::<String>),
            jobs::lease_until.eq(None::<Moment>),
        ))
        .execute(tx.conn)?;
    Ok(rows == 1)
}

/// Gives a job back to be tried at a moment, or for good where there is none.
pub(super) fn give_back(tx: &mut Tx, taken: &Taken, next: Option<Moment>, why: &str) -> Answered<bool> {
    let why: String = why.chars().filter(|c| !c.is_control()).take(LONGEST_REASON).collect();
    let state = if next.is_some() { State::Waiting } else { State::Parked };
    let rows = diesel::update(held(taken.job.id.0, &taken.lease))
        .set((
            jobs::state.eq(state.code()),
            jobs::run_after.eq(next.unwrap_or(tx.now)),
            jobs::ended_at.eq(next.is_none().then_some(tx.now)),
            jobs::last_error.eq(Some(why)),
            jobs::lease_owner.eq(None::<String>),
            jobs::lease_until.eq(None::<Moment>),
        ))
        .execute(tx.conn)?;
    Ok(rows == 1)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn held<'a>(id: i64, lease: &'a str) -> _ {
    jobs::table.filter(jobs::id.eq(id)).filter(jobs::lease_owner.eq(lease))
}

/// The engines' queries are the same but for the lock, which SQLite does not know and, with one writer, does not need.
macro_rules! first_free {
    ($conn:expr, $locks:expr, $query:expr) => {
        match ($conn, $locks) {
            (Conn::Sqlite(sqlite), _) => $query.first::<i64>(sqlite).optional()?,
            (Conn::Postgres(postgres), Locks::None) => $query.first::<i64>(postgres).optional()?,
            (Conn::Postgres(postgres), Locks::Row) => {
                $query.for_update().skip_locked().first::<i64>(postgres).optional()?
            }
        }
    };
}

/// Whether a job that was found is kept from other workers until the commit; a look-up may not.
#[derive(Clone, Copy)]
enum Locks {
    None,
    Row,
}

/// A job whose lease ran out. A lease that ends far in the future was given before the clock went back, and counts as none.
fn lapsed(conn: &mut Conn, kinds: &[&'static str], now: Moment, locks: Locks) -> Answered<Option<i64>> {
    let far = now + Duration::minutes(2 * super::LEASE_MINUTES);
    Ok(first_free!(
        conn,
        locks,
        jobs::table
            .filter(jobs::state.eq("running"))
            .filter(jobs::lease_until.le(now).or(jobs::lease_until.gt(far)))
            .filter(jobs::kind.eq_any(kinds))
            .order((jobs::lease_until.asc(), jobs::id.asc()))
            .select(jobs::id)
    ))
}

/// The job that is due first. A next try that is further away than any wait was set before the clock went back, and is due.
fn due(conn: &mut Conn, kinds: &[&'static str], now: Moment, locks: Locks) -> Answered<Option<i64>> {
    let far = now + Duration::seconds(2 * LONGEST_WAIT_SECS);
    Ok(first_free!(
        conn,
        locks,
        jobs::table
            .filter(jobs::state.eq("waiting"))
            .filter(jobs::run_after.le(now).or(jobs::attempts.gt(0).and(jobs::run_after.gt(far))))
            .filter(jobs::kind.eq_any(kinds))
            .order((jobs::run_after.asc(), jobs::id.asc()))
            .select(jobs::id)
    ))
}

/// Both engines know `ON CONFLICT DO NOTHING`, but the library's builder for it does not work across engines, and their placeholders differ.
fn insert_once(tx: &mut Tx, id: JobId, task: &Task) -> Answered<bool> {
    use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
    let site = Some(tx.actor.site.0).filter(|site| *site != 0);
    let after = task.after.unwrap_or(tx.now);
    let payload = match &task.payload {
        Value::Null => "{}".to_owned(),
        payload => payload.to_string(),
    };
    const INTO: &str = "INSERT INTO jobs (id, site_id, kind, occasion, payload, run_after, made_at) VALUES";
    const ONCE: &str = "ON CONFLICT (kind, occasion) DO NOTHING";
    macro_rules! inserted {
        ($conn:expr, $places:literal) => {
            diesel::sql_query(format!("{INTO} {} {ONCE}", $places))
                .bind::<BigInt, _>(id.0)
                .bind::<Nullable<BigInt>, _>(site)
                .bind::<Text, _>(task.kind)
                .bind::<Text, _>(&task.occasion)
                .bind::<Text, _>(&payload)
                .bind::<Timestamp, _>(after)
                .bind::<Timestamp, _>(tx.now)
                .execute($conn)?
        };
    }
    let rows = match tx.conn {
        Conn::Sqlite(sqlite) => inserted!(sqlite, "(?, ?, ?, ?, ?, ?, ?)"),
        Conn::Postgres(postgres) => inserted!(postgres, "($1, $2, $3, $4, $5, $6, $7)"),
    };
    Ok(rows == 1)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs)]
struct Row {
    id: i64,
    site_id: Option<i64>,
    kind: String,
    occasion: String,
    payload: String,
    run_after: Moment,
    state: String,
    attempts: i32,
    last_error: Option<String>,
    made_at: Moment,
    ended_at: Option<Moment>,
}

impl TryFrom<Row> for Job {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let bad = || Fault::bad_data(format!("reading the state of job {}", row.id));
        Ok(Self {
            id: JobId(row.id),
            site: SiteId(row.site_id.unwrap_or(0)),
            state: State::from_code(&row.state).ok_or_else(bad)?,
            kind: row.kind,
            occasion: row.occasion,
            payload: row.payload,
            run_after: row.run_after,
            attempts: row.attempts,
            last_error: row.last_error,
            made_at: row.made_at,
            ended_at: row.ended_at,
        })
    }
}
