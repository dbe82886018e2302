//! A report within a cut: of one channel, one consultant, one team. Closed days give their sums as they were closed; what is finer than that is
//! counted from the rows, for as many days as that is quick.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::Datelike;

use super::figures::{Entry, Figures};
use super::model::{CUTS, Dim, Line, Measure, Stood};
use super::period::{Period, Span};
use super::report::{self, Counted, MOST_OPEN, Report};
use super::{kept, standing, store};
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::UserId;
use crate::business::consultants::teams::Teams;
use crate::business::sites::Site;
use crate::platform::db::Conn;

/// For more days than this a cut shows only what closed days keep of it: hours and tables across a second dimension are counted from rows.
pub const MOST_DAYS: i64 = 40;

/// The most keys of one dimension that are offered.
const OFFERED: usize = 24;

/// How a cut by teams is called in an address.
const TEAM: &str = "team";

/// What a report is cut by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// One key of a dimension; the empty key is what is not known.
    By(Dim, String),
    /// The consultants of one team, each for the days on which they were in it.
    Team(String),
}

impl Cut {
    /// Reads a cut out of an address; `None` where there is none such.
    pub fn parse(code: &str, key: &str) -> Option<Self> {
        if code == TEAM {
            return Some(Self::Team(key.to_owned()));
        }
        Dim::from_code(code).filter(|dim| CUTS.contains(dim)).map(|dim| Self::By(dim, key.to_owned()))
    }

    /// How it is called in an address.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::By(dim, _) => dim.code(),
            Self::Team(_) => TEAM,
        }
    }

    /// The key in an address.
    pub fn key(&self) -> &str {
        match self {
            Self::By(_, key) | Self::Team(key) => key,
        }
    }

    /// Whether it is about certain consultants.
    pub const fn of_people(&self) -> bool {
        matches!(self, Self::By(Dim::Consultant, _) | Self::Team(_))
    }

    /// Whether a table along this dimension would have one row.
    pub fn settles(&self, dim: Dim) -> bool {
        matches!(self, Self::By(of, _) if *of == dim)
    }

    /// Whether a measure means something in it.
    pub const fn counts(&self, measure: Measure) -> bool {
        match self {
            Self::By(dim, _) => measure.cut_by(*dim),
            Self::Team(_) => measure.cut_by(Dim::Consultant),
        }
    }
}

/// Days of one key that are in a cut: the dimension, the key, the first and the last day.
pub type Part = (Dim, String, Date, Date);

/// A cut, with what is needed to tell what is in it.
#[derive(Debug, Clone)]
pub struct Within {
    /// The cut.
    pub cut: Cut,
    teams: Teams,
}

impl Within {
    /// Reads what is needed.
    ///
    /// # Errors
    /// Faults of the database.
    pub fn of(conn: &mut Conn, site: &Site, cut: Cut) -> Answered<Self> {
        Ok(Self { cut, teams: Teams::of(conn, site.id)? })
    }

    /// Whether a row of a day is in it.
    pub fn has(&self, entry: &Entry, day: Date) -> bool {
        self.cut.counts(entry.measure)
            && match &self.cut {
                Cut::By(dim, key) => entry.key(*dim) == key,
                Cut::Team(team) => {
                    let user = entry.key(Dim::Consultant).parse().ok().map(UserId);
                    user.and_then(|user| self.teams.at(user, day)) == Some(team.as_str())
                }
            }
    }

    /// The days of a period that are in it, key by key.
    fn parts(&self, period: &Period) -> Vec<Part> {
        match &self.cut {
            Cut::By(dim, key) => vec![(*dim, key.clone(), period.from, period.to)],
            Cut::Team(team) => {
                let part = |(user, from, until): (UserId, Date, Option<Date>)| {
                    let to = until.and_then(|day| day.pred_opt()).map_or(period.to, |last| last.min(period.to));
                    (Dim::Consultant, user.to_string(), from.max(period.from), to)
                };
                self.teams.members(team).into_iter().map(part).filter(|(_, _, from, to)| from <= to).collect()
            }
        }
    }

    /// Whoever is in it on a day; nobody in particular where it is not about consultants.
    fn people(&self, day: Date) -> Vec<UserId> {
        match &self.cut {
            Cut::By(Dim::Consultant, key) => key.parse().ok().map(UserId).into_iter().collect(),
            Cut::By(..) => Vec::new(),
            Cut::Team(team) => {
                let there = |(_, from, until): &(UserId, Date, Option<Date>)| {
                    *from <= day && until.is_none_or(|until| day < until)
                };
                self.teams.members(team).into_iter().filter(there).map(|(user, _, _)| user).collect()
            }
        }
    }

    /// The rows of a day that are in it.
    ///
    /// # Errors
    /// Faults of the database, and stored data that cannot be.
    pub fn entries(&self, conn: &mut Conn, site: &Site, day: Date) -> Answered<Vec<Entry>> {
        let entries = report::entries(conn, site, day)?;
        Ok(entries.into_iter().filter(|entry| self.has(entry, day)).collect())
    }

    /// Wholes, and what measures say of themselves, of a period: closed days as they were closed, the others from their rows.
    ///
    /// # Errors
    /// Faults of the database, and stored data that cannot be.
    pub fn count(&self, conn: &mut Conn, site: &Site, period: &Period, today: Date) -> Answered<Figures> {
        let mut figures = self.closed(conn, site, period)?;
        for day in report::open_days(conn, site, period, today)?.into_iter().rev().take(MOST_OPEN) {
            let open = Figures::of(&self.entries(conn, site, day)?);
            open.iter().filter(|(_, dim, _, _)| is_kept(*dim)).for_each(|(measure, dim, key, value)| {
                figures.add(measure, dim, key, value);
            });
        }
        Ok(figures)
    }

    fn closed(&self, conn: &mut Conn, site: &Site, period: &Period) -> Answered<Figures> {
        let mut figures = Figures::default();
        for part in self.parts(period) {
            for (measure, what, value) in kept::sums(conn, site.id, &part)? {
                figures.add(measure, Dim::All, "", value);
                if measure.dims().contains(&Dim::What) {
                    figures.add(measure, Dim::What, &what, value);
                }
            }
        }
        Ok(figures)
    }

    /// Wholes by day, of closed days.
    ///
    /// # Errors
    /// Faults of the database, and stored data that cannot be.
    pub fn by_day(
        &self,
        conn: &mut Conn,
        site: &Site,
        period: &Period,
    ) -> Answered<BTreeMap<Date, BTreeMap<Measure, i64>>> {
        let mut days: BTreeMap<Date, BTreeMap<Measure, i64>> = BTreeMap::new();
        for part in self.parts(period) {
            for (day, measure, value) in kept::by_day(conn, site.id, &part)? {
                *days.entry(day).or_default().entry(measure).or_default() += value;
            }
        }
        Ok(days)
    }

    /// One figure by day, of closed days.
    ///
    /// # Errors
    /// Faults of the database, and stored data that cannot be.
    pub fn figure_by_day(
        &self,
        conn: &mut Conn,
        site: &Site,
        period: &Period,
        (measure, what): (Measure, Option<&str>),
    ) -> Answered<Vec<(Date, i64)>> {
        let mut days: BTreeMap<Date, i64> = BTreeMap::new();
        for part in self.parts(period) {
            for (day, value) in kept::figure_by_day(conn, site.id, &part, (measure, what))? {
                *days.entry(day).or_default() += value;
            }
        }
        Ok(days.into_iter().collect())
    }
}

/// Whether closed days keep this dimension within a cut.
pub const fn is_kept(dim: Dim) -> bool {
    matches!(dim, Dim::All | Dim::What)
}

/// What can be chosen: teams, and the keys of each dimension, the greatest first.
pub fn choices(figures: &Figures, teams: &Teams) -> Vec<Cut> {
    const BY: [Measure; 4] = [Measure::Visits, Measure::Registered, Measure::Deposits, Measure::Contracts];
    let mut choices: Vec<Cut> = teams.names().into_iter().map(Cut::Team).collect();
    for dim in CUTS {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for measure in BY {
            for (key, value) in figures.by(measure, dim) {
                *sums.entry(key).or_default() += value;
            }
        }
        let mut keys: Vec<(&str, i64)> = sums.into_iter().filter(|(_, sum)| *sum > 0).collect();
        keys.sort_by_key(|(key, sum)| (key.is_empty(), -sum));
        choices.extend(keys.into_iter().take(OFFERED).map(|(key, _)| Cut::By(dim, key.to_owned())));
    }
    choices
}

/// Puts the report of a cut together.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn gather(conn: &mut Conn, site: Site, period: Period, now: Moment, cut: Cut) -> Answered<Report> {
    let today = site.clock().business_day(now);
    let within = Within::of(conn, &site, cut)?;
    let one_day = period.span == Span::Day;
    let until = period.until(today);
    let crossed = until.length() <= MOST_DAYS;
    let open = report::open_days(conn, &site, &period, today)?;
    let first = store::first_day(conn, &site)?;
    let mut figures = within.closed(conn, &site, &period)?;
    let mut whole = store::sums(conn, site.id, &period, &CUTS)?;
    let mut by_day = if one_day { BTreeMap::new() } else { within.by_day(conn, &site, &period)? };
    let mut by_quarter = Vec::new();
    let days: Vec<Date> = match first {
        Some(first) if crossed => until.from.max(first).iter_days().take_while(|day| *day <= until.to).collect(),
        _ => open.iter().rev().take(MOST_OPEN).copied().collect(),
    };
    for day in days {
        let is_open = open.binary_search(&day).is_ok();
        let mut entries = report::entries(conn, &site, day)?;
        if is_open {
            whole.add_all(&Figures::of(&entries));
        }
        entries.retain(|entry| within.has(entry, day));
        for (measure, dim, key, value) in Figures::of(&entries).iter() {
            if if is_kept(dim) { is_open } else { crossed } {
                figures.add(measure, dim, key, value);
            }
            if is_open && dim == Dim::All && !one_day {
                by_day.entry(day).or_default().insert(measure, value);
            }
            if crossed && !one_day && (measure, dim) == (Measure::Visits, Dim::Quarter) {
                by_quarter.push((day, key.to_owned(), value));
            }
        }
    }
    let mut against = Vec::new();
    for (which, other) in report::compared(&period, today) {
        against.push((which, other, within.count(conn, &site, &other, today)?));
    }
    let month = match one_day {
        true => {
            let so_far = Period { to: period.to, ..Period::around(Span::Month, period.from) };
            Some(within.count(conn, &site, &so_far, today)?)
        }
        false => None,
    };
    let last = period.to.min(today);
    let people = within.people(last);
    let closed_last = store::closed(conn, site.id, last)?;
    let stood = match &closed_last {
        Some(closed) => closed.stood.clone(),
        None => standing::lines(conn, &site, last, now)?,
    };
    let theirs = |line: &Line| {
        matches!(line.0, Stood::Owed | Stood::Overdue) && line.1.parse().is_ok_and(|id| people.contains(&UserId(id)))
    };
    let targets = store::targets_of(conn, site.id, period.from.with_day(1).unwrap_or(period.from), period.to)?;
    let corrections = store::corrections_of(conn, site.id, &period)?;
    Ok(Report {
        today,
        counted: Counted {
            figures,
            closed: store::closed_days_of(conn, site.id, &period)?.len(),
            missing: open.len().saturating_sub(MOST_OPEN),
        },
        against,
        month,
        closed: closed_last.filter(|_| one_day),
        stood: stood.into_iter().filter(theirs).collect(),
        corrections: corrections
            .into_iter()
            .filter(|one| matches!(&within.cut, Cut::By(dim, key) if one.figure.1 == *dim && one.figure.2 == *key))
            .collect(),
        by_day,
        by_quarter,
        // Whoever is cut to is the whole of this report, and so are their targets.
        targets: targets
            .into_iter()
            .filter(|(_, user, _, _)| user.is_some_and(|user| people.contains(&user)))
            .map(|(month, _, measure, value)| (month, None, measure, value))
            .collect(),
        last_closed: store::last_closed(conn, site.id)?,
        first_day: first,
        choices: choices(&whole, &within.teams),
        cut: Some(within.cut),
        crossed,
        answers: Vec::new(),
        away: false,
        parts: Vec::new(),
        site,
        period,
    })
}
