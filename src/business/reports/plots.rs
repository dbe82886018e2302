//! What the plots of a report show: bars by hour, day, week or month; the heat map of a week with its advice for the roster.

use std::collections::BTreeMap;

use chrono::{Datelike, Duration, Weekday};
use showroom_templates::Words;
use showroom_templates::parts::plot::{Bar, Heat};

use super::figures::Figures;
use super::model::{Dim, Measure};
use super::period::{Period, Span};
use super::place::Place;
use super::report::Report;
use crate::base::clock::Date;

/// A consultant looks after so many parties in an hour, for the advice of the roster.
const PARTIES_PER_HOUR: i64 = 1;
/// Below this mean, in hundredths of a party, there is nothing to advise.
const WORTH_SAYING: i64 = 100;
/// How many pieces of advice.
const ADVICE: usize = 3;

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// Visits by the hour of a day, from the first to the last hour in which somebody came.
pub fn hours(words: Words, figures: &Figures) -> Vec<Bar> {
    let mut by_hour = [0_i64; 24];
    for (key, value) in figures.by(Measure::Visits, Dim::Quarter) {
        let quarter: usize = key.parse().unwrap_or_default();
        by_hour[(quarter / 4).min(23)] += value;
    }
    let (first, last) = (by_hour.iter().position(|value| *value > 0), by_hour.iter().rposition(|value| *value > 0));
    let (first, last) = (first.unwrap_or(9).min(9), last.unwrap_or(18).max(18));
    (first..=last)
        .map(|hour| Bar {
            label: hour.to_string(),
            name: words.clock(
                chrono::NaiveTime::from_hms_opt(u32::try_from(hour).unwrap_or_default(), 0, 0).unwrap_or_default(),
            ),
            value: by_hour[hour],
            href: None,
        })
        .collect()
}

/// Visits along a period: by day, by week or by month, so that there are at most some forty bars. Gives the title, how the column of the
/// table is called, and the bars.
pub fn along(words: Words, report: &Report) -> (String, String, Vec<Bar>) {
    let period = report.period.until(report.today);
    let visits = |day: Date| report.by_day.get(&day).and_then(|day| day.get(&Measure::Visits)).copied().unwrap_or(0);
    let (span, title, column) = match period.length() {
        ..=45 => (Span::Day, words.reports_by_day(), words.reports_day()),
        46..=280 => (Span::Week, words.reports_by_week(), words.reports_week()),
        _ => (Span::Month, words.reports_by_month(), words.reports_month()),
    };
    let mut sums: BTreeMap<Date, i64> = BTreeMap::new();
    for day in period.from.iter_days().take_while(|day| *day <= period.to) {
        *sums.entry(Period::around(span, day).from).or_default() += visits(day);
    }
    let place = Place::of(report);
    let every = sums.len().div_ceil(8).max(1);
    let bars = sums.iter().enumerate().map(|(at, (from, value))| {
        let (label, name) = match span {
            Span::Month => (format!("{}", from.month()), words.reports_month_of(from.year(), from.month())),
            _ => (format!("{}/{}", from.month(), from.day()), words.day(*from)),
        };
        Bar {
            label: if at % every == 0 { label } else { String::new() },
            name,
            value: *value,
            href: Some(place.during(Period::around(span, *from)).show()),
        }
    });
    (title.to_owned(), column.to_owned(), bars.collect())
}

/// The heat map, and what it advises for the roster where it is about everybody; `None` where nobody came.
pub fn heat(words: Words, report: &Report, whole: bool) -> Option<(Heat, Vec<String>)> {
    let mut cells = [[0_i64; 96]; 7];
    for (day, key, value) in &report.by_quarter {
        let quarter: usize = key.parse().unwrap_or_default();
        cells[day.weekday().num_days_from_monday() as usize][quarter.min(95)] += value;
    }
    let used = |quarter: &usize| cells.iter().any(|row| row[*quarter] > 0);
    let (first, last) = ((0..96).find(used)? / 4, (0..96).rev().find(used)? / 4);
    let quarters = first * 4..(last + 1) * 4;
    let name = |weekday: Weekday| {
        // 1 January 2024 was a Monday.
        let monday = Date::from_ymd_opt(2024, 1, 1).unwrap_or_default();
        words.weekday(monday + Duration::days(weekday.num_days_from_monday().into())).to_owned()
    };
    let heat = Heat {
        columns: quarters.clone().map(|at| if at % 4 == 0 { (at / 4).to_string() } else { String::new() }).collect(),
        rows: WEEK.iter().enumerate().map(|(at, day)| (name(*day), cells[at][quarters.clone()].to_vec())).collect(),
        hours: (first..=last).map(|hour| (hour.to_string(), 4)).collect(),
    };
    // A roster is made for one site, and for all who come.
    let advised = whole && report.parts.is_empty();
    Some((heat, if advised { advice(words, report, &cells, name) } else { Vec::new() }))
}

fn advice(words: Words, report: &Report, cells: &[[i64; 96]; 7], name: impl Fn(Weekday) -> String) -> Vec<String> {
    let period = report.period.until(report.today);
    let from = period.from.max(report.first_day.unwrap_or(period.from));
    let mut days = [0_i64; 7];
    for day in from.iter_days().take_while(|day| *day <= period.to) {
        days[day.weekday().num_days_from_monday() as usize] += 1;
    }
    let mut busiest: Vec<(i64, usize, usize)> = Vec::new();
    for (at, row) in cells.iter().enumerate() {
        for hour in 0..24 {
            let sum: i64 = row[hour * 4..hour * 4 + 4].iter().sum();
            busiest.push((sum * 100 / days[at].max(1), at, hour));
        }
    }
    busiest.sort_by_key(|(mean, at, hour)| (-mean, *at, *hour));
    busiest
        .into_iter()
        .take(ADVICE)
        .filter(|(mean, _, _)| *mean >= WORTH_SAYING)
        .map(|(mean, at, hour)| {
            let staff = (mean + 99) / 100 / PARTIES_PER_HOUR;
            words.reports_advice(name(WEEK[at]), hour, hour + 1, format!("{}.{}", mean / 100, mean % 100 / 10), staff)
        })
        .collect()
}
