//! A report put together: the figures of a period, of those that it is compared with, and what else stands on the page.

use std::collections::BTreeMap;

use super::cuts::{self, Cut};
use super::figures::{self, Cuts, Entry, Figures};
use super::model::{Closed, Correction, Dim, Line, Measure};
use super::period::{Period, Span};
use super::store::Target;
use super::{answers, closing, gather, kept, standing, store};
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::business::consultants::teams::Teams;
use crate::business::sites::Site;
use crate::platform::db::Conn;
use chrono::Datelike;

/// The most days that are counted from their rows for one page; a chore closes older ones soon.
pub const MOST_OPEN: usize = 40;

/// With what a period is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Against {
    /// The day, or the period, before.
    Before,
    /// The same weekday of the week before.
    WeekAgo,
    /// The same a year ago.
    YearAgo,
}

/// The figures of a period, and how sure they are.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// The figures.
    pub figures: Figures,
    /// How many days are closed.
    pub closed: usize,
    /// Days that are not closed and were too many to be counted; nothing of them is in the figures.
    pub missing: usize,
}

/// Everything that a report says.
#[derive(Debug, Clone)]
pub struct Report {
    /// The site.
    pub site: Site,
    /// Today, the last day that there is.
    pub today: Date,
    /// What it is about.
    pub period: Period,
    /// The figures.
    pub counted: Counted,
    /// With what they are compared.
    pub against: Vec<(Against, Period, Figures)>,
    /// The month so far, for the report of a day.
    pub month: Option<Figures>,
    /// The day, where it is one day and closed.
    pub closed: Option<Closed>,
    /// What stands, or stood when the day was closed; of the last day of a period.
    pub stood: Vec<Line>,
    /// Corrections of days of the period.
    pub corrections: Vec<Correction>,
    /// Each day's visits and deposits, for a period of several days.
    pub by_day: BTreeMap<Date, BTreeMap<Measure, i64>>,
    /// Visits by day and quarter of an hour.
    pub by_quarter: Vec<(Date, String, i64)>,
    /// Targets of the months in it.
    pub targets: Vec<Target>,
    /// The last day that is closed.
    pub last_closed: Option<Date>,
    /// The first day on which somebody came or phoned.
    pub first_day: Option<Date>,
    /// What it is cut by.
    pub cut: Option<Cut>,
    /// What it can be cut by.
    pub choices: Vec<Cut>,
    /// Whether hours and tables across a second dimension are in it; a cut has them for some days only.
    pub crossed: bool,
    /// What answered objections: which, and the words with how often, the most frequent first.
    pub answers: Vec<(String, Vec<(String, i64)>)>,
    /// Whether it is read from another site than that at which its reader works now.
    pub away: bool,
    /// The reports of the sites that it sums up; nothing for the report of one site.
    pub parts: Vec<Report>,
}

impl Report {
    /// Whether all its money is of one currency.
    pub fn one_currency(&self) -> bool {
        self.parts.iter().all(|part| part.site.currency == self.site.currency)
    }
}

/// Counts a period: closed days as they were closed, the others from their rows as they are.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn count(conn: &mut Conn, site: &Site, period: &Period, today: Date, dims: &[Dim]) -> Answered<Counted> {
    let mut figures = store::sums(conn, site.id, period, dims)?;
    let open = open_days(conn, site, period, today)?;
    let missing = open.len().saturating_sub(MOST_OPEN);
    for day in open.iter().rev().take(MOST_OPEN) {
        figures.add_all(&of_rows(conn, site, *day)?);
    }
    let closed = store::closed_days_of(conn, site.id, period)?.len();
    Ok(Counted { figures, closed, missing })
}

/// The rows of a day as they are now, counted.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn entries(conn: &mut Conn, site: &Site, day: Date) -> Answered<Vec<Entry>> {
    let promises = closing::promises_of(conn, site, day)?;
    Ok(figures::count(&gather::day(conn, site, day, &promises, true)?))
}

/// The rows of a day under one measure.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn entries_of(conn: &mut Conn, site: &Site, day: Date, measure: Measure) -> Answered<Vec<Entry>> {
    let promises = closing::promises_of(conn, site, day)?;
    let mut entries = figures::count(&gather::day(conn, site, day, &promises, measure.is_of_stages())?);
    entries.retain(|entry| entry.measure == measure);
    Ok(entries)
}

/// The figures of a day from its rows as they are now.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn of_rows(conn: &mut Conn, site: &Site, day: Date) -> Answered<Figures> {
    Ok(Figures::of(&entries(conn, site, day)?))
}

/// The days of a period that are not closed: from the first on which somebody came or phoned until today.
///
/// # Errors
/// Faults of the database.
pub fn open_days(conn: &mut Conn, site: &Site, period: &Period, today: Date) -> Answered<Vec<Date>> {
    let Some(first) = store::first_day(conn, site)? else { return Ok(Vec::new()) };
    let closed = store::closed_days_of(conn, site.id, period)?;
    let (from, to) = (period.from.max(first), period.to.min(today));
    let days = from.iter_days().take_while(|day| *day <= to);
    Ok(days.filter(|day| closed.binary_search(day).is_err()).collect())
}

/// Puts a report together.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn gather(conn: &mut Conn, site: Site, period: Period, now: Moment) -> Answered<Report> {
    let today = site.clock().business_day(now);
    let counted = count(conn, &site, &period, today, Dim::ALL)?;
    let mut against = Vec::new();
    for (which, other) in compared(&period, today) {
        let figures = count(conn, &site, &other, today, &[Dim::All])?.figures;
        against.push((which, other, figures));
    }
    let one_day = period.span == Span::Day;
    let month = match one_day {
        true => {
            let month = Period::around(Span::Month, period.from);
            let so_far = Period { to: period.to, ..month };
            Some(count(conn, &site, &so_far, today, &[Dim::All])?.figures)
        }
        false => None,
    };
    let last = period.to.min(today);
    let closed_last = store::closed(conn, site.id, last)?;
    let stood = match &closed_last {
        Some(closed) => closed.stood.clone(),
        None => standing::lines(conn, &site, last, now)?,
    };
    let (by_day, by_quarter) =
        if one_day { (BTreeMap::new(), Vec::new()) } else { along(conn, &site, &period, today)? };
    let month_of = |day: Date| day.with_day(1).unwrap_or(day);
    Ok(Report {
        today,
        against,
        month,
        closed: closed_last.filter(|_| one_day),
        stood,
        corrections: store::corrections_of(conn, site.id, &period)?,
        by_day,
        by_quarter,
        targets: store::targets_of(conn, site.id, month_of(period.from), period.to)?,
        last_closed: store::last_closed(conn, site.id)?,
        first_day: store::first_day(conn, &site)?,
        cut: None,
        choices: cuts::choices(&counted.figures, &Teams::of(conn, site.id)?),
        crossed: true,
        answers: answers::of(conn, &site, &period)?,
        away: false,
        parts: Vec::new(),
        counted,
        site,
        period,
    })
}

/// With what a period is compared: a day with yesterday, the same weekday of the week before and of the year before; others with the one
/// before and a year ago. A period that is not over yet is compared with as many days.
pub fn compared(period: &Period, today: Date) -> Vec<(Against, Period)> {
    let until = |other: Period| other.as_far_as(period, today);
    match period.span {
        Span::Day => {
            let week_ago = Period::day(period.from - chrono::Duration::days(7));
            vec![
                (Against::Before, period.before()),
                (Against::WeekAgo, week_ago),
                (Against::YearAgo, period.year_ago()),
            ]
        }
        _ => vec![(Against::Before, until(period.before())), (Against::YearAgo, until(period.year_ago()))],
    }
}

type Along = (BTreeMap<Date, BTreeMap<Measure, i64>>, Vec<(Date, String, i64)>);

fn along(conn: &mut Conn, site: &Site, period: &Period, today: Date) -> Answered<Along> {
    let mut days: BTreeMap<Date, BTreeMap<Measure, i64>> = BTreeMap::new();
    for (day, measure, value) in store::by_day(conn, site.id, period)? {
        days.entry(day).or_default().insert(measure, value);
    }
    let mut quarters = store::by_quarter(conn, site.id, period)?;
    for day in open_days(conn, site, period, today)?.into_iter().rev().take(MOST_OPEN) {
        let figures = of_rows(conn, site, day)?;
        for measure in Measure::ALL {
            days.entry(day).or_default().insert(*measure, figures.all(*measure));
        }
        quarters.extend(figures.by(Measure::Visits, Dim::Quarter).map(|(key, value)| (day, key.to_owned(), value)));
    }
    Ok((days, quarters))
}

/// What differs between a closed day as it stands in the book and its rows as they are, and whether the book itself was changed since.
#[derive(Debug, Clone)]
pub struct Check {
    /// Figures that differ.
    pub differences: Vec<Difference>,
    /// How many sums within cuts differ.
    pub cuts: usize,
    /// Whether the figures are those that were closed: their fingerprint is the one in the book.
    pub untouched: bool,
}

/// A figure that differs: which, as closed, as the rows are.
pub type Difference = (Measure, Dim, String, i64, i64);

impl Check {
    /// The differences that no correction explains.
    pub fn unexplained<'a>(&'a self, corrections: &'a [Correction]) -> impl Iterator<Item = &'a Difference> {
        self.differences.iter().filter(|(measure, dim, key, _, now)| {
            let last = corrections.iter().rev().find(|one| {
                let (of, along, under) = &one.figure;
                (of, along, under) == (measure, dim, key)
            });
            last.is_none_or(|last| last.values.1 != *now)
        })
    }
}

/// Computes a closed day again and compares; `None` for a day that is open.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn check(conn: &mut Conn, site: &Site, day: Date) -> Answered<Option<Check>> {
    let Some(closed) = store::closed(conn, site.id, day)? else { return Ok(None) };
    let kept = store::of_day(conn, site.id, day)?;
    let kept_cuts = kept::of_day(conn, site.id, day)?;
    let now = entries(conn, site, day)?;
    let untouched = store::fingerprint(day, &kept, &kept_cuts, &closed.stood) == closed.fingerprint;
    let differences = kept.differences(&Figures::of(&now));
    Ok(Some(Check { differences, cuts: kept_cuts.differ(&Cuts::of(&now)), untouched }))
}
