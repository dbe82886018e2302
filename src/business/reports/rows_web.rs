//! The rows behind a figure over HTTP; for long periods its days.

use showroom_templates::Nav;
use showroom_templates::pages::reports as pages;

use super::asked::{Meant, Wanted};
use super::cuts::{self, Within};
use super::model::{Dim, Measure};
use super::period::Period;
use super::place::{Of, Place};
use super::present::{self, Names};
use super::rows::{self, Figure};
use super::{report, store};
use crate::base::clock::Date;
use crate::base::error::{Answered, Error};
use crate::business::sites::Site;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Ask, Reply};

pub(super) async fn behind(ask: Ask) -> Answer {
    let measure = ask.query("measure").and_then(Measure::from_code).ok_or(Error::Missing)?;
    let dim = ask.query("dim").and_then(Dim::from_code).unwrap_or(Dim::All);
    if dim != Dim::All && !measure.dims().contains(&dim) {
        return Err(Error::Missing);
    }
    let figure = Figure { measure, dim, key: ask.query("key").unwrap_or_default().to_owned() };
    let (words, wanted) = (ask.words, Wanted::of(&ask));
    let (title, page, back) = ask
        .read(move |conn| {
            let Meant { site, away, today, period, cut, .. } = wanted.settle(conn)?;
            let of = if away { Of::Site(site.id) } else { Of::Here };
            let place = Place { period, cut: cut.clone(), of };
            let names = Names::of(conn, &site)?;
            let within = cut.map(|cut| Within::of(conn, &site, cut)).transpose()?;
            let until = period.until(today);
            let write = |number: i64| present::value(words, &site, measure, number);
            let mut title = present::figure_name(words, &site, &names, (measure, dim, &figure.key));
            if let Some(within) = &within {
                let cut = present::cut_name(words, &site, &names, &within.cut);
                title = words.reports_rows_of(title, cut);
            }
            let mut page = pages::RowsPage {
                period: present::period_name(words, &period),
                figure: String::new(),
                notes: Vec::new(),
                rows: Vec::new(),
                days: Vec::new(),
            };
            let known = kept(conn, &site, &until, today, &figure, within.as_ref())?;
            page.figure = known.map(write).unwrap_or_default();
            if usize::try_from(until.length()).unwrap_or(usize::MAX) > rows::MOST_DAYS {
                if known.is_none() {
                    page.notes.push(words.reports_uncrossed(cuts::MOST_DAYS));
                    return Ok((title, page, place.show()));
                }
                let days = by_day(conn, &site, &until, today, &figure, within.as_ref())?;
                let line = |(day, number): (Date, i64)| {
                    let href = Some(place.on(day).rows(measure, dim, &figure.key));
                    (words.near_day(day, today), pages::Cell { text: write(number), href })
                };
                page.days = days.into_iter().map(line).collect();
                return Ok((title, page, place.show()));
            }
            let days: Vec<Date> = until.from.iter_days().take_while(|day| *day <= until.to).collect();
            let entries = rows::behind(conn, &site, &days, &figure, within.as_ref())?;
            let now: i64 = entries.iter().map(|entry| entry.value).sum();
            match known {
                Some(known) if known != now => {
                    page.notes.push(words.reports_rows_changed(write(known), write(now)));
                }
                _ => page.figure = write(now),
            }
            if entries.len() > rows::LISTED {
                page.notes.push(words.reports_rows_more(rows::LISTED));
            }
            page.rows = rows::lines(conn, &site, words, &entries)?;
            if away {
                page.notes.push(words.reports_away(&site.name));
                page.rows.iter_mut().for_each(|row| row.href = None);
            }
            Ok((title, page, place.show()))
        })
        .await?;
    let frame = ask.frame(title, Nav::Reports).with_back(back);
    Ok(Reply::page(pages::rows(&frame, &page)))
}

/// The figure as the report shows it; `None` for what a cut keeps of no closed day, which is counted from the rows alone.
fn kept(
    conn: &mut Conn,
    site: &Site,
    until: &Period,
    today: Date,
    figure: &Figure,
    within: Option<&Within>,
) -> Answered<Option<i64>> {
    let figures = match within {
        None => report::count(conn, site, until, today, &[figure.dim])?.figures,
        Some(within) if cuts::is_kept(figure.dim) => within.count(conn, site, until, today)?,
        Some(_) => return Ok(None),
    };
    Ok(Some(figures.get(figure.measure, figure.dim, &figure.key)))
}

/// One figure day by day, of the days on which it is not nothing.
fn by_day(
    conn: &mut Conn,
    site: &Site,
    period: &Period,
    today: Date,
    figure: &Figure,
    within: Option<&Within>,
) -> Answered<Vec<(Date, i64)>> {
    let mut days = match within {
        None => store::figure_by_day(conn, site.id, period, (figure.measure, figure.dim, &figure.key))?,
        Some(within) => {
            let what = (figure.dim == Dim::What).then_some(figure.key.as_str());
            within.figure_by_day(conn, site, period, (figure.measure, what))?
        }
    };
    for day in report::open_days(conn, site, period, today)?.into_iter().rev().take(report::MOST_OPEN) {
        let entries = rows::behind(conn, site, &[day], figure, within)?;
        days.push((day, entries.iter().map(|entry| entry.value).sum()));
    }
    days.retain(|(_, value)| *value != 0);
    days.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    Ok(days)
}
