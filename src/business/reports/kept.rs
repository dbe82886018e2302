//! What closed days keep of each cut, as the database gives it.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::cuts::Part;
use super::figures::Cuts;
use super::model::{Dim, Measure};
use super::store::read;
use crate::base::clock::Date;
use crate::base::error::{Answered, Fault};
use crate::base::ids::SiteId;
use crate::platform::db::Conn;
use crate::platform::db::schema::day_cuts;

/// The sums within cuts of one closed day, all of them.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn of_day(conn: &mut Conn, site: SiteId, day: Date) -> Answered<Cuts> {
    let rows: Vec<(String, String, String, String, i64)> = day_cuts::table
        // With the site as a plain condition SQLite takes the key, and goes through all days of the site.
        .filter(sql::<Bool>("+site_id = ").bind::<BigInt, _>(site.0))
        .filter(day_cuts::day.eq(day))
        .select((day_cuts::cut, day_cuts::cut_key, day_cuts::measure, day_cuts::what, day_cuts::value))
        .load(conn)?;
    let mut cuts = Cuts::default();
    for (cut, key, measure, what, value) in rows {
        let dim = Dim::from_code(&cut).ok_or_else(|| Fault::bad_data("reading the cut of a figure"))?;
        cuts.add((dim, key.as_str()), read(&measure)?, &what, value);
    }
    Ok(cuts)
}

/// The sums of the closed days of a part of a cut: measure, what it says of itself, how much.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn sums(conn: &mut Conn, site: SiteId, (dim, key, from, to): &Part) -> Answered<Vec<(Measure, String, i64)>> {
    let rows: Vec<(String, String, i64)> = day_cuts::table
        .filter(day_cuts::site_id.eq(site.0))
        .filter(day_cuts::cut.eq(dim.code()))
        .filter(day_cuts::cut_key.eq(key))
        .filter(day_cuts::day.between(*from, *to))
        .group_by((day_cuts::measure, day_cuts::what))
        .select((day_cuts::measure, day_cuts::what, sql::<BigInt>("CAST(SUM(value) AS BIGINT)")))
        .load(conn)?;
    rows.into_iter().map(|(measure, what, value)| Ok((read(&measure)?, what, value))).collect()
}

/// The wholes of a part of a cut by day, of its closed days.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn by_day(conn: &mut Conn, site: SiteId, (dim, key, from, to): &Part) -> Answered<Vec<(Date, Measure, i64)>> {
    let rows: Vec<(Date, String, i64)> = day_cuts::table
        .filter(day_cuts::site_id.eq(site.0))
        .filter(day_cuts::cut.eq(dim.code()))
        .filter(day_cuts::cut_key.eq(key))
        .filter(day_cuts::day.between(*from, *to))
        .group_by((day_cuts::day, day_cuts::measure))
        .select((day_cuts::day, day_cuts::measure, sql::<BigInt>("CAST(SUM(value) AS BIGINT)")))
        .load(conn)?;
    rows.into_iter().map(|(day, measure, value)| Ok((day, read(&measure)?, value))).collect()
}

/// One figure of a part of a cut by day, of its closed days: a whole, or one of the things that the measure says of itself.
///
/// # Errors
/// Faults of the database.
pub fn figure_by_day(
    conn: &mut Conn,
    site: SiteId,
    (dim, key, from, to): &Part,
    (measure, what): (Measure, Option<&str>),
) -> Answered<Vec<(Date, i64)>> {
    let mut lines = day_cuts::table
        .filter(day_cuts::site_id.eq(site.0))
        .filter(day_cuts::cut.eq(dim.code()))
        .filter(day_cuts::cut_key.eq(key))
        .filter(day_cuts::day.between(*from, *to))
        .filter(day_cuts::measure.eq(measure.code()))
        .select((day_cuts::day, day_cuts::value))
        .into_boxed();
    if let Some(what) = what {
        lines = lines.filter(day_cuts::what.eq(what));
    }
    Ok(lines.load(conn)?)
}
