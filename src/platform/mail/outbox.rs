//! The rows of the outbox: written in the transaction of their cause, together with the job that sends them.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::json;

use super::delivery::KIND;
use super::post::FORGET_FILES;
use super::{Draft, Dropped, Mail};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{JobId, MailId, SiteId, UserId};
use crate::platform::db::schema::{jobs, mails, users};
use crate::platform::db::{Conn, Tx};
use crate::platform::jobs::{self as work, State, Task};

/// For so many days sent mail is listed.
const LISTED_DAYS: i64 = 7;
/// The most rows of a list.
const MOST: i64 = 200;

/// Writes a message into the transaction of its cause; `None` where there is one for this occasion already.
///
/// # Errors
/// Faults of the database.
pub fn write(tx: &mut Tx, draft: &Draft) -> Answered<Option<MailId>> {
    let id = MailId::new(tx.now);
    let task = Task::new(KIND, &draft.occasion).payload(json!({ "mail": id }));
    // One occasion, one job, one message: the job's row is the referee.
    let Some(job) = work::put(tx, &task)? else { return Ok(None) };
    diesel::insert_into(mails::table)
        .values((
            mails::id.eq(id.0),
            mails::site_id.eq(tx.actor.site.0),
            mails::user_id.eq(draft.to.0),
            mails::kind.eq(draft.kind),
            mails::occasion.eq(&draft.occasion),
            mails::payload.eq(draft.payload.to_string()),
            mails::job_id.eq(Some(job.0)),
            mails::written_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(Some(id))
}

/// A message that was not sent yet, and why.
#[derive(Debug, Clone)]
pub struct Unsent {
    /// The message.
    pub mail: Mail,
    /// To whom: the name and the address.
    pub to: (String, Option<String>),
    /// Where its job stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: i32,
    /// What the server said last.
    pub last_answer: Option<String>,
    /// When it is tried next.
    pub next_at: Moment,
}

/// What waits at a site, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn list_unsent(conn: &mut Conn, site: SiteId) -> Answered<Vec<Unsent>> {
    type Found = (Row, (String, Option<String>), (String, i32, Option<String>, Moment));
    let rows: Vec<Found> = mails::table
        .inner_join(users::table)
        .inner_join(jobs::table)
        .filter(mails::site_id.eq(site.0))
        .filter(mails::sent_at.is_null())
        .filter(mails::dropped.is_null())
        .order(mails::id)
        .limit(MOST)
        .select((
            Row::as_select(),
            (users::name, users::email),
            (jobs::state, jobs::attempts, jobs::last_error, jobs::run_after),
        ))
        .load(conn)?;
    let unsent = |(row, to, (state, attempts, last_answer, next_at)): Found| -> Answered<Unsent> {
        let state = State::from_code(&state).ok_or_else(|| Fault::bad_data("reading the state of a job"))?;
        Ok(Unsent { mail: row.into(), to, state, attempts, last_answer, next_at })
    };
    rows.into_iter().map(unsent).collect()
}

/// How much was not sent yet, at all sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Sent soon, or tried again.
    pub waiting: i64,
    /// Given up until a person looks at it.
    pub parked: i64,
}

/// Counts what was not sent yet.
///
/// # Errors
/// Faults of the database.
pub fn count_unsent(conn: &mut Conn) -> Answered<Waiting> {
    let unsent =
        || mails::table.inner_join(jobs::table).filter(mails::sent_at.is_null()).filter(mails::dropped.is_null());
    let parked = jobs::state.eq(State::Parked.code());
    Ok(Waiting {
        waiting: unsent().filter(jobs::state.ne(State::Parked.code())).count().get_result(conn)?,
        parked: unsent().filter(parked).count().get_result(conn)?,
    })
}

/// A message that left the house.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The message.
    pub mail: Mail,
    /// To whom: the name and the address.
    pub to: (String, Option<String>),
    /// When.
    pub at: Moment,
}

/// What was sent for a site during the last days, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn list_sent(conn: &mut Conn, site: SiteId, now: Moment) -> Answered<Vec<Sent>> {
    let rows: Vec<(Row, (String, Option<String>))> = mails::table
        .inner_join(users::table)
        .filter(mails::site_id.eq(site.0))
        .filter(mails::sent_at.ge(now - Duration::days(LISTED_DAYS)))
        .order(mails::sent_at.desc())
        .limit(MOST)
        .select((Row::as_select(), (users::name, users::email)))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(row, to)| {
            let at = row.sent_at?;
            Some(Sent { mail: row.into(), to, at })
        })
        .collect())
}

/// Lets a message that waits or was given up be tried at once.
///
/// # Errors
/// `job_not_waiting` where it is being sent or was sent; `Missing` where this site has none such; faults of the database.
pub fn again(tx: &mut Tx, id: MailId) -> Answered<()> {
    let mail = find(tx.conn, id)?;
    if mail.site != tx.actor.site {
        return Err(Error::Missing);
    }
    work::wake(tx, mail.job.ok_or(Error::Missing)?)
}

/// Lets every mail that lies as a file in the data folder be removed. For erasing a person, whose name may stand in them.
///
/// # Errors
/// Faults of the database.
pub fn forget_files(tx: &mut Tx) -> Answered<()> {
    let occasion = JobId::new(tx.now).to_string();
    work::put(tx, &Task::new(FORGET_FILES, occasion)).map(drop)
}

/// One message.
pub(super) fn find(conn: &mut Conn, id: MailId) -> Answered<Mail> {
    let row: Row = mails::table.find(id.0).select(Row::as_select()).first(conn)?;
    Ok(row.into())
}

/// Gives a message its Message-ID before the first try; the one that it has stays.
pub(super) fn name(tx: &mut Tx, id: MailId, fresh: &str) -> Answered<Mail> {
    diesel::update(mails::table.find(id.0).filter(mails::message_id.is_null()))
        .set(mails::message_id.eq(Some(fresh)))
        .execute(tx.conn)?;
    find(tx.conn, id)
}

/// A server took it.
pub(super) fn sent(tx: &mut Tx, id: MailId) -> Answered<()> {
    diesel::update(mails::table.find(id.0)).set(mails::sent_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(())
}

/// It is not sent after all.
pub(super) fn dropped(tx: &mut Tx, id: MailId, why: Dropped) -> Answered<()> {
    diesel::update(mails::table.find(id.0)).set(mails::dropped.eq(Some(why.code()))).execute(tx.conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mails)]
struct Row {
    id: i64,
    site_id: i64,
    user_id: i64,
    kind: String,
    payload: String,
    message_id: Option<String>,
    job_id: Option<i64>,
    written_at: Moment,
    sent_at: Option<Moment>,
}

impl From<Row> for Mail {
    fn from(row: Row) -> Self {
        Self {
            id: MailId(row.id),
            site: SiteId(row.site_id),
            to: UserId(row.user_id),
            kind: row.kind,
            payload: row.payload,
            message_id: row.message_id,
            job: row.job_id.map(JobId),
            written_at: row.written_at,
            sent_at: row.sent_at,
        }
    }
}
