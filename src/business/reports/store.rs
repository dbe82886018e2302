//! Closed days, their figures, corrections and targets, as the database keeps them.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::figures::{Cuts, Figures};
use super::model::{Closed, Correction, Dim, Line, Measure, Stood};
use super::period::Period;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{RowId, SiteId, UserId};
use crate::business::sites::Site;
use crate::platform::db::many::{self, Holds};
use crate::platform::db::schema::{calls, closed_days, corrections, day_figures, targets, visits};
use crate::platform::db::{Conn, Tx};

/// The key that keeps a day from being closed twice.
pub(super) const ONE_DAY: &str = "closed_days_pkey";

/// The columns of figures.
const FIGURES: &[(&str, Holds)] = &[
    ("site_id", Holds::Number),
    ("day", Holds::Day),
    ("measure", Holds::Text),
    ("dim", Holds::Text),
    ("key", Holds::Text),
    ("value", Holds::Number),
];
/// The columns of what is kept of cuts.
const CUTS: &[(&str, Holds)] = &[
    ("site_id", Holds::Number),
    ("cut", Holds::Text),
    ("cut_key", Holds::Text),
    ("day", Holds::Day),
    ("measure", Holds::Text),
    ("what", Holds::Text),
    ("value", Holds::Number),
];

type Row = (Date, Moment, String, String, String, Option<i64>, Option<Moment>);

/// A day that is closed, or `None` while it is open.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn closed(conn: &mut Conn, site: SiteId, day: Date) -> Answered<Option<Closed>> {
    let row: Option<Row> = closed_days::table
        .find((site.0, day))
        .select((
            closed_days::day,
            closed_days::closed_at,
            closed_days::fingerprint,
            closed_days::promises,
            closed_days::stood,
            closed_days::signed_by,
            closed_days::signed_at,
        ))
        .first(conn)
        .optional()?;
    row.map(|(day, closed_at, fingerprint, promises, stood, by, at)| {
        let bad = || Fault::bad_data("reading what stood when a day was closed");
        let lines: Vec<(String, String, i64)> =
            serde_json::from_str(&stood).map_err(|error| Error::from(bad().because(error)))?;
        let stood = lines
            .into_iter()
            .map(|(what, of, count)| Ok((Stood::from_code(&what).ok_or_else(bad)?, of, count)))
            .collect::<Answered<Vec<Line>>>()?;
        let signed = by.map(UserId).zip(at);
        Ok(Closed { day, closed_at, fingerprint, signed, stood, promises })
    })
    .transpose()
}

/// The days of a period that are closed, in order.
///
/// # Errors
/// Faults of the database.
pub fn closed_days_of(conn: &mut Conn, site: SiteId, period: &Period) -> Answered<Vec<Date>> {
    Ok(closed_days::table
        .filter(closed_days::site_id.eq(site.0))
        .filter(closed_days::day.between(period.from, period.to))
        .order(closed_days::day)
        .select(closed_days::day)
        .load(conn)?)
}

/// The last day that is closed.
///
/// # Errors
/// Faults of the database.
pub fn last_closed(conn: &mut Conn, site: SiteId) -> Answered<Option<Date>> {
    Ok(closed_days::table
        .filter(closed_days::site_id.eq(site.0))
        .order(closed_days::day.desc())
        .select(closed_days::day)
        .first(conn)
        .optional()?)
}

/// The first day of which there is something to tell: somebody came, or phoned.
///
/// # Errors
/// Faults of the database.
pub fn first_day(conn: &mut Conn, site: &Site) -> Answered<Option<Date>> {
    let came: Option<Date> = visits::table
        .filter(visits::site_id.eq(site.id.0))
        .order((visits::site_id, visits::day))
        .select(visits::day)
        .first(conn)
        .optional()?;
    let phoned: Option<Moment> = calls::table
        .filter(calls::site_id.eq(site.id.0))
        .filter(calls::struck_at.is_null())
        .order((calls::site_id, calls::taken_at))
        .select(calls::taken_at)
        .first(conn)
        .optional()?;
    let phoned = phoned.map(|at| site.clock().business_day(at));
    Ok([came, phoned].into_iter().flatten().min())
}

/// The sums of the closed days of a period, along these dimensions.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn sums(conn: &mut Conn, site: SiteId, period: &Period, dims: &[Dim]) -> Answered<Figures> {
    let mut figures = Figures::default();
    for dim in dims {
        let rows: Vec<(String, String, i64)> = day_figures::table
            .filter(day_figures::site_id.eq(site.0))
            .filter(day_figures::dim.eq(dim.code()))
            .filter(day_figures::day.between(period.from, period.to))
            .group_by((day_figures::measure, day_figures::key))
            .select((day_figures::measure, day_figures::key, sql::<BigInt>("CAST(SUM(value) AS BIGINT)")))
            .load(conn)?;
        for (measure, key, value) in rows {
            figures.add(read(&measure)?, *dim, &key, value);
        }
    }
    Ok(figures)
}

/// One measure day by day, of the closed days of a period.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn by_day(conn: &mut Conn, site: SiteId, period: &Period) -> Answered<Vec<(Date, Measure, i64)>> {
    let rows: Vec<(Date, String, i64)> = day_figures::table
        .filter(day_figures::site_id.eq(site.0))
        .filter(day_figures::dim.eq(Dim::All.code()))
        .filter(day_figures::day.between(period.from, period.to))
        .order(day_figures::day)
        .select((day_figures::day, day_figures::measure, day_figures::value))
        .load(conn)?;
    rows.into_iter().map(|(day, measure, value)| Ok((day, read(&measure)?, value))).collect()
}

/// One figure day by day, of the closed days of a period.
///
/// # Errors
/// Faults of the database.
pub fn figure_by_day(
    conn: &mut Conn,
    site: SiteId,
    period: &Period,
    (measure, dim, key): (Measure, Dim, &str),
) -> Answered<Vec<(Date, i64)>> {
    Ok(day_figures::table
        .filter(day_figures::site_id.eq(site.0))
        .filter(day_figures::dim.eq(dim.code()))
        .filter(day_figures::measure.eq(measure.code()))
        .filter(day_figures::key.eq(key))
        .filter(day_figures::day.between(period.from, period.to))
        .select((day_figures::day, day_figures::value))
        .load(conn)?)
}

/// Visits by day and quarter of an hour, of the closed days of a period.
///
/// # Errors
/// Faults of the database.
pub fn by_quarter(conn: &mut Conn, site: SiteId, period: &Period) -> Answered<Vec<(Date, String, i64)>> {
    Ok(day_figures::table
        .filter(day_figures::site_id.eq(site.0))
        .filter(day_figures::dim.eq(Dim::Quarter.code()))
        .filter(day_figures::measure.eq(Measure::Visits.code()))
        .filter(day_figures::day.between(period.from, period.to))
        .select((day_figures::day, day_figures::key, day_figures::value))
        .load(conn)?)
}

/// The figures of one closed day, all of them.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn of_day(conn: &mut Conn, site: SiteId, day: Date) -> Answered<Figures> {
    sums(conn, site, &Period::day(day), Dim::ALL)
}

pub(super) fn read(measure: &str) -> Answered<Measure> {
    Ok(Measure::from_code(measure).ok_or_else(|| Fault::bad_data("reading the measure of a figure"))?)
}

/// What a day's figures hash to: any other figure gives another one.
pub fn fingerprint(day: Date, figures: &Figures, cuts: &Cuts, stood: &[Line]) -> String {
    let mut hash = Sha256::new();
    hash.update(day.to_string());
    for (measure, dim, key, value) in figures.iter() {
        hash.update(format!("\n{}\t{}\t{key}\t{value}", measure.code(), dim.code()));
    }
    for (cut, of, measure, what, value) in cuts.iter() {
        hash.update(format!("\n{}\t{of}\t{}\t{what}\t{value}", cut.code(), measure.code()));
    }
    for (what, of, count) in stood {
        hash.update(format!("\n{}\t{of}\t{count}", what.code()));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn insert(tx: &mut Tx, closed: &Closed, figures: &Figures, cuts: &Cuts) -> Answered<()> {
    let site = tx.actor.site.0;
    let stood: Vec<(&str, &str, i64)> =
        closed.stood.iter().map(|(what, of, count)| (what.code(), of.as_str(), *count)).collect();
    let stood = serde_json::to_string(&stood).map_err(|error| Fault::bug("writing what stood").because(error))?;
    diesel::insert_into(closed_days::table)
        .values((
            closed_days::site_id.eq(site),
            closed_days::day.eq(closed.day),
            closed_days::closed_at.eq(closed.closed_at),
            closed_days::fingerprint.eq(&closed.fingerprint),
            closed_days::promises.eq(&closed.promises),
            closed_days::stood.eq(stood),
            closed_days::mails_asked_at.eq(Some(closed.closed_at)),
            closed_days::looked_at.eq(Some(closed.closed_at)),
        ))
        .execute(tx.conn)?;
    let day = closed.day.to_string();
    let lines: Vec<Vec<Value>> = figures
        .iter()
        .map(|(measure, dim, key, value)| {
            vec![json!(site), json!(day), json!(measure.code()), json!(dim.code()), json!(key), json!(value)]
        })
        .collect();
    many::insert(tx.conn, "day_figures", FIGURES, &lines)?;
    let lines: Vec<Vec<Value>> = cuts
        .iter()
        .map(|(cut, key, measure, what, value)| {
            let measure = measure.code();
            vec![json!(site), json!(cut.code()), json!(key), json!(day), json!(measure), json!(what), json!(value)]
        })
        .collect();
    many::insert(tx.conn, "day_cuts", CUTS, &lines)
}

pub(super) fn sign(tx: &mut Tx, day: Date, by: UserId) -> Answered<bool> {
    let changed = diesel::update(
        closed_days::table
            .filter(closed_days::site_id.eq(tx.actor.site.0))
            .filter(closed_days::day.eq(day))
            .filter(closed_days::signed_by.is_null()),
    )
    .set((closed_days::signed_by.eq(Some(by.0)), closed_days::signed_at.eq(Some(tx.now))))
    .execute(tx.conn)?;
    Ok(changed == 1)
}

type CorrectionRow = ((Date, String, String, String), (i64, i64, String, Option<i64>, Moment));

/// The corrections of the days of a period, in the order in which they were made.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn corrections_of(conn: &mut Conn, site: SiteId, period: &Period) -> Answered<Vec<Correction>> {
    let rows: Vec<CorrectionRow> = corrections::table
        .filter(corrections::site_id.eq(site.0))
        .filter(corrections::day.between(period.from, period.to))
        .order((corrections::day, corrections::id))
        .limit(1_000)
        .select((
            (corrections::day, corrections::measure, corrections::dim, corrections::key),
            (corrections::was, corrections::is_now, corrections::reason, corrections::made_by, corrections::made_at),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|((day, measure, dim, key), (was, is_now, reason, by, at))| {
            let dim = Dim::from_code(&dim).ok_or_else(|| Fault::bad_data("reading a correction"))?;
            let figure = (read(&measure)?, dim, key);
            Ok(Correction { day, figure, values: (was, is_now), reason, by: by.map(UserId), at })
        })
        .collect()
}

pub(super) fn insert_correction(tx: &mut Tx, one: &Correction) -> Answered<()> {
    let (measure, dim, key) = &one.figure;
    diesel::insert_into(corrections::table)
        .values((
            corrections::id.eq(RowId::new(tx.now).0),
            corrections::site_id.eq(tx.actor.site.0),
            corrections::day.eq(one.day),
            corrections::measure.eq(measure.code()),
            corrections::dim.eq(dim.code()),
            corrections::key.eq(key),
            corrections::was.eq(one.values.0),
            corrections::is_now.eq(one.values.1),
            corrections::reason.eq(&one.reason),
            corrections::made_by.eq(one.by.map(|user| user.0)),
            corrections::made_at.eq(one.at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Targets of the months of a period: month, of whom (`None` for the site), of what, how much.
pub type Target = (Date, Option<UserId>, Measure, i64);

/// The targets of the months that begin in a period.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn targets_of(conn: &mut Conn, site: SiteId, from: Date, to: Date) -> Answered<Vec<Target>> {
    let rows: Vec<(Date, Option<i64>, String, i64)> = targets::table
        .filter(targets::site_id.eq(site.0))
        .filter(targets::month.between(from, to))
        .order((targets::month, targets::id))
        .select((targets::month, targets::user_id, targets::measure, targets::value))
        .load(conn)?;
    rows.into_iter()
        .map(|(month, user, measure, value)| Ok((month, user.map(UserId), read(&measure)?, value)))
        .collect()
}

pub(super) fn set_target(tx: &mut Tx, (month, user, measure, value): Target) -> Answered<()> {
    let site = tx.actor.site.0;
    let of_month = targets::table
        .filter(targets::site_id.eq(site))
        .filter(targets::month.eq(month))
        .filter(targets::measure.eq(measure.code()));
    match user {
        Some(user) => diesel::delete(of_month.filter(targets::user_id.eq(user.0))).execute(tx.conn)?,
        None => diesel::delete(of_month.filter(targets::user_id.is_null())).execute(tx.conn)?,
    };
    if value > 0 {
        diesel::insert_into(targets::table)
            .values((
                targets::id.eq(RowId::new(tx.now).0),
                targets::site_id.eq(site),
                targets::month.eq(month),
                targets::user_id.eq(user.map(|user| user.0)),
                targets::measure.eq(measure.code()),
                targets::value.eq(value),
                targets::set_by.eq(tx.actor.user.map(|user| user.0)),
                targets::set_at.eq(tx.now),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}
