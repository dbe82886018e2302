//! Reminders, the notices that they become, and what ran, as the database keeps them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Kind, Notice, Planned, Reminder, Run, Subject};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{CustomerId, NoticeId, ReminderId, SiteId, UserId};
use crate::platform::db::schema::{notices, reminder_runs, reminders};
use crate::platform::db::{Conn, Tx};

/// The index that keeps an occasion from being reminded of twice.
pub(super) const ONCE: &str = "reminders_once";
/// The key that keeps a kind from running twice for a day.
pub(super) const ONE_RUN: &str = "reminder_runs_pkey";
/// The most notices that are read for one person.
const MOST: i64 = 300;
/// Up to how many unseen notices are counted.
const MOST_UNSEEN: i64 = 100;

/// What stands for a person and was not done with: the latest first. For the page of notices, and for a morning's letter.
///
/// # Errors
/// Faults of the database.
pub fn open_for(conn: &mut Conn, site: SiteId, user: UserId) -> Answered<Vec<Notice>> {
    let rows: Vec<(NoticeRow, Row)> = notices::table
        .inner_join(reminders::table)
        .filter(notices::user_id.eq(user.0))
        .filter(notices::site_id.eq(site.0))
        .filter(notices::closed_at.is_null())
        .order(notices::id.desc())
        .limit(MOST)
        .select((NoticeRow::as_select(), Row::as_select()))
        .load(conn)?;
    rows.into_iter()
        .map(|(notice, row)| {
            Ok(Notice {
                id: NoticeId(notice.id),
                user: UserId(notice.user_id),
                made_at: notice.made_at,
                seen_at: notice.seen_at,
                reminder: row.try_into()?,
            })
        })
        .collect()
}

/// How many notices a person has not seen; counting stops at a hundred.
///
/// # Errors
/// Faults of the database.
pub fn unseen(conn: &mut Conn, site: SiteId, user: UserId) -> Answered<u32> {
    let found: Vec<i64> = notices::table
        .filter(notices::user_id.eq(user.0))
        .filter(notices::site_id.eq(site.0))
        .filter(notices::closed_at.is_null())
        .filter(notices::seen_at.is_null())
        .limit(MOST_UNSEEN)
        .select(notices::id)
        .load(conn)?;
    Ok(u32::try_from(found.len()).unwrap_or(u32::MAX))
}

/// The reminders of a customer, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn of_customer(conn: &mut Conn, customer: CustomerId, most: i64) -> Answered<Vec<Reminder>> {
    let rows: Vec<Row> = reminders::table
        .filter(reminders::customer_id.eq(customer.0))
        .order(reminders::id.desc())
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Reminder::try_from).collect()
}

/// Reminders of a kind that stand, after this one in the order of their making.
///
/// # Errors
/// Faults of the database.
pub fn standing(conn: &mut Conn, site: SiteId, kind: Kind, after: ReminderId, most: i64) -> Answered<Vec<Reminder>> {
    let rows: Vec<Row> = reminders::table
        .filter(reminders::site_id.eq(site.0))
        .filter(reminders::kind.eq(kind.code()))
        .filter(reminders::ended_at.is_null())
        .filter(reminders::id.gt(after.0))
        .order(reminders::id)
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Reminder::try_from).collect()
}

/// How many reminders of a kind stand.
///
/// # Errors
/// Faults of the database.
pub fn count_standing(conn: &mut Conn, site: SiteId, kind: Kind) -> Answered<i64> {
    Ok(reminders::table
        .filter(reminders::site_id.eq(site.0))
        .filter(reminders::kind.eq(kind.code()))
        .filter(reminders::ended_at.is_null())
        .count()
        .get_result(conn)?)
}

/// The last run of a kind, if there was one.
///
/// # Errors
/// Faults of the database.
pub fn last_run(conn: &mut Conn, site: SiteId, kind: Kind) -> Answered<Option<Run>> {
    let row: Option<(Date, Moment, i32, i32)> = reminder_runs::table
        .filter(reminder_runs::site_id.eq(site.0))
        .filter(reminder_runs::kind.eq(kind.code()))
        .order(reminder_runs::day.desc())
        .select((reminder_runs::day, reminder_runs::ran_at, reminder_runs::looked, reminder_runs::made))
        .first(conn)
        .optional()?;
    Ok(row.map(|(day, ran_at, looked, made)| Run { kind, day, ran_at, looked, made }))
}

/// The last day up to `until` for which any kind ran.
///
/// # Errors
/// Faults of the database.
pub fn last_day(conn: &mut Conn, site: SiteId, until: Date) -> Answered<Option<Date>> {
    let mut last = None;
    for kind in Kind::ALL {
        let day: Option<Date> = reminder_runs::table
            .filter(reminder_runs::site_id.eq(site.0))
            .filter(reminder_runs::kind.eq(kind.code()))
            .filter(reminder_runs::day.le(until))
            .order(reminder_runs::day.desc())
            .select(reminder_runs::day)
            .first(conn)
            .optional()?;
        last = last.max(day);
    }
    Ok(last)
}

/// The kinds that ran for a day.
///
/// # Errors
/// Faults of the database.
pub fn ran_on(conn: &mut Conn, site: SiteId, day: Date) -> Answered<Vec<Kind>> {
    let kinds: Vec<String> = reminder_runs::table
        .filter(reminder_runs::site_id.eq(site.0))
        .filter(reminder_runs::kind.eq_any(Kind::ALL.iter().map(|kind| kind.code())))
        .filter(reminder_runs::day.eq(day))
        .select(reminder_runs::kind)
        .load(conn)?;
    Ok(kinds.iter().filter_map(|code| Kind::from_code(code)).collect())
}

/// What is kept of these subjects: subject and occasion → the reminder, and whether it stands.
pub(super) fn kept(
    conn: &mut Conn,
    site: SiteId,
    kind: Kind,
    subjects: &[i64],
) -> Answered<HashMap<(i64, String), (ReminderId, bool)>> {
    let mut kept = HashMap::new();
    for some in subjects.chunks(500) {
        let rows: Vec<(i64, i64, String, Option<Moment>)> = reminders::table
            .filter(reminders::site_id.eq(site.0))
            .filter(reminders::kind.eq(kind.code()))
            .filter(reminders::subject_id.eq_any(some.to_vec()))
            .select((reminders::id, reminders::subject_id, reminders::occasion, reminders::ended_at))
            .load(conn)?;
        kept.extend(
            rows.into_iter()
                .map(|(id, subject, occasion, ended)| ((subject, occasion), (ReminderId(id), ended.is_none()))),
        );
    }
    Ok(kept)
}

pub(super) fn insert(tx: &mut Tx, kind: Kind, subject: &Subject, planned: &Planned, day: Date) -> Answered<ReminderId> {
    let id = ReminderId::new(tx.now);
    diesel::insert_into(reminders::table)
        .values((
            reminders::id.eq(id.0),
            reminders::site_id.eq(tx.actor.site.0),
            reminders::kind.eq(kind.code()),
            reminders::subject_id.eq(subject.id()),
            reminders::occasion.eq(&planned.occasion),
            reminders::customer_id.eq(subject.customer().0),
            reminders::about_on.eq(planned.about),
            reminders::day.eq(day),
            reminders::planned_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Tells one person, unless they were told before; whoever was and is not done with it sees it again.
pub(super) fn tell(tx: &mut Tx, reminder: ReminderId, user: UserId) -> Answered<()> {
    let told: Option<(i64, Option<Moment>)> = notices::table
        .filter(notices::reminder_id.eq(reminder.0))
        .filter(notices::user_id.eq(user.0))
        .select((notices::id, notices::done_at))
        .first(tx.conn)
        .optional()?;
    match told {
        Some((_, Some(_))) => {}
        Some((id, None)) => {
            let again = notices::closed_at.eq(None::<Moment>);
            diesel::update(notices::table.filter(notices::id.eq(id))).set(again).execute(tx.conn)?;
        }
        None => {
            diesel::insert_into(notices::table)
                .values((
                    notices::id.eq(NoticeId::new(tx.now).0),
                    notices::site_id.eq(tx.actor.site.0),
                    notices::reminder_id.eq(reminder.0),
                    notices::user_id.eq(user.0),
                    notices::made_at.eq(tx.now),
                ))
                .execute(tx.conn)?;
        }
    }
    Ok(())
}

/// The people whom a reminder reached, with those that closed it.
pub(super) fn told(conn: &mut Conn, reminder: ReminderId) -> Answered<Vec<UserId>> {
    let users: Vec<i64> =
        notices::table.filter(notices::reminder_id.eq(reminder.0)).select(notices::user_id).load(conn)?;
    Ok(users.into_iter().map(UserId).collect())
}

/// Takes a reminder off somebody's list without them having done anything.
pub(super) fn take_off(tx: &mut Tx, reminder: ReminderId, user: UserId) -> Answered<()> {
    diesel::update(
        notices::table
            .filter(notices::reminder_id.eq(reminder.0))
            .filter(notices::user_id.eq(user.0))
            .filter(notices::closed_at.is_null()),
    )
    .set(notices::closed_at.eq(Some(tx.now)))
    .execute(tx.conn)?;
    Ok(())
}

/// Ends a reminder: its cause is gone. Its notices leave everybody's list.
pub(super) fn end(tx: &mut Tx, id: ReminderId) -> Answered<()> {
    diesel::update(reminders::table.filter(reminders::id.eq(id.0)).filter(reminders::ended_at.is_null()))
        .set(reminders::ended_at.eq(Some(tx.now)))
        .execute(tx.conn)?;
    diesel::update(notices::table.filter(notices::reminder_id.eq(id.0)).filter(notices::closed_at.is_null()))
        .set(notices::closed_at.eq(Some(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// Forgets that a customer was ever to be congratulated: the date itself would tell the birthday.
pub(super) fn forget_birthdays(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    let ids: Vec<i64> = reminders::table
        .filter(reminders::customer_id.eq(customer.0))
        .filter(reminders::kind.eq(Kind::Birthday.code()))
        .select(reminders::id)
        .load(tx.conn)?;
    diesel::delete(notices::table.filter(notices::reminder_id.eq_any(&ids))).execute(tx.conn)?;
    diesel::delete(reminders::table.filter(reminders::id.eq_any(&ids))).execute(tx.conn)?;
    Ok(())
}

/// A cause is there again under the same occasion: the reminder stands again, for whoever was not done with it.
pub(super) fn stand_again(tx: &mut Tx, id: ReminderId) -> Answered<()> {
    diesel::update(reminders::table.filter(reminders::id.eq(id.0)))
        .set(reminders::ended_at.eq(None::<Moment>))
        .execute(tx.conn)?;
    diesel::update(notices::table.filter(notices::reminder_id.eq(id.0)).filter(notices::done_at.is_null()))
        .set(notices::closed_at.eq(None::<Moment>))
        .execute(tx.conn)?;
    Ok(())
}

/// The person has seen all that stands.
pub(super) fn see_all(tx: &mut Tx, user: UserId) -> Answered<()> {
    diesel::update(
        notices::table
            .filter(notices::user_id.eq(user.0))
            .filter(notices::site_id.eq(tx.actor.site.0))
            .filter(notices::closed_at.is_null())
            .filter(notices::seen_at.is_null()),
    )
    .set(notices::seen_at.eq(Some(tx.now)))
    .execute(tx.conn)?;
    Ok(())
}

/// The person is done with one of theirs.
///
/// # Errors
/// `Missing` where they have none such.
pub(super) fn done(tx: &mut Tx, user: UserId, id: NoticeId) -> Answered<()> {
    let found: Option<(Option<Moment>, Option<Moment>)> = notices::table
        .filter(notices::id.eq(id.0))
        .filter(notices::user_id.eq(user.0))
        .filter(notices::site_id.eq(tx.actor.site.0))
        .select((notices::seen_at, notices::done_at))
        .first(tx.conn)
        .optional()?;
    let (seen, done) = found.ok_or(Error::Missing)?;
    diesel::update(notices::table.filter(notices::id.eq(id.0)))
        .set((
            notices::seen_at.eq(seen.or(Some(tx.now))),
            notices::done_at.eq(done.or(Some(tx.now))),
            notices::closed_at.eq(Some(tx.now)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub(super) fn insert_run(tx: &mut Tx, run: &Run) -> Answered<()> {
    diesel::insert_into(reminder_runs::table)
        .values((
            reminder_runs::site_id.eq(tx.actor.site.0),
            reminder_runs::kind.eq(run.kind.code()),
            reminder_runs::day.eq(run.day),
            reminder_runs::ran_at.eq(run.ran_at),
            reminder_runs::looked.eq(run.looked),
            reminder_runs::made.eq(run.made),
        ))
        .execute(tx.conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = notices)]
struct NoticeRow {
    id: i64,
    user_id: i64,
    made_at: Moment,
    seen_at: Option<Moment>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reminders)]
struct Row {
    id: i64,
    kind: String,
    subject_id: i64,
    occasion: String,
    customer_id: i64,
    about_on: Date,
    day: Date,
    planned_at: Moment,
    ended_at: Option<Moment>,
}

impl TryFrom<Row> for Reminder {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        Ok(Self {
            id: ReminderId(row.id),
            kind: Kind::from_code(&row.kind).ok_or_else(|| Fault::bad_data("reading the kind of a reminder"))?,
            subject: row.subject_id,
            occasion: row.occasion,
            customer: CustomerId(row.customer_id),
            about_on: row.about_on,
            day: row.day,
            planned_at: row.planned_at,
            ended_at: row.ended_at,
        })
    }
}
