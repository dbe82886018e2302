//! Reports over HTTP: a day or any period, the rows behind a figure, the file, signing, computing again, corrections, targets.

use chrono::{Datelike, Months};
use showroom_templates::pages::reports as pages;
use showroom_templates::parts::list::Tab;
use showroom_templates::{Nav, Typed, urls};

use super::model::{Dim, Measure};
use super::period::{Mended, Period, Span, thinkable};
use super::present::{self, Drawing, Names};
use super::rows::{self, Figure};
use super::store::Target;
use super::{actions, report, saving, store};
use crate::base::clock::Date;
use crate::base::error::{Answered, Error};
use crate::base::ids::UserId;
use crate::base::role::Need;
use crate::business::{lists, sites};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use crate::platform::sheets::{self, Format};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/reports", Need::SeeReports, show);
    r.get("/reports/rows", Need::SeeReports, behind);
    r.get("/reports/file", Need::SeeReports, file);
    r.get("/reports/targets", Need::EditSettings, targets);
    r.post("/reports/targets", Need::EditSettings, set_targets);
    r.get("/reports/{day}/check", Need::SeeReports, check);
    r.post("/reports/{day}/check", Need::SignReports, correct);
    r.post("/reports/{day}/signature", Need::SignReports, sign);
}

fn asked(ask: &Ask) -> (Period, Vec<Mended>) {
    let span = ask.query("span").and_then(Span::from_code).unwrap_or(Span::Day);
    Period::asked(span, ask.query_date("on"), ask.query_date("from"), ask.query_date("to"), ask.today())
}

fn day_of(ask: &Ask) -> Answered<Date> {
    ask.param("day")?.parse().ok().filter(|day| thinkable(*day)).ok_or(Error::Missing)
}

async fn show(ask: Ask) -> Answer {
    draw(&ask, asked(&ask)).await
}

async fn draw(ask: &Ask, (period, mended): (Period, Vec<Mended>)) -> Answer {
    let (id, now) = (ask.actor.site, ask.now);
    let (report, names) = ask
        .read(move |conn| {
            let site = sites::of(conn, id)?;
            let names = Names::of(conn, &site)?;
            Ok((report::gather(conn, site, period, now)?, names))
        })
        .await?;
    let drawing = Drawing { words: ask.words, actor: &ask.actor, report: &report, names: &names };
    let page = drawing.page(&mended);
    let frame = ask.frame(ask.words.reports_title(), Nav::Reports).with_lead(&page.period);
    Ok(Reply::page(pages::show(&frame, &page)))
}

async fn file(ask: Ask) -> Answer {
    let (id, now, words) = (ask.actor.site, ask.now, ask.words);
    let (period, _) = asked(&ask);
    let format = if ask.query("format") == Some(Format::Text.code()) { Format::Text } else { Format::Book };
    let folder = ask.door().settings().passing.clone();
    let file = ask
        .read(move |conn| {
            let site = sites::of(conn, id)?;
            let names = Names::of(conn, &site)?;
            let report = report::gather(conn, site, period, now)?;
            sheets::write_tables(&folder, format, &saving::tables(words, &report, &names))
        })
        .await?;
    let name = format!("{}-{}-{}", words.reports_file_name(), period.from, period.to);
    Ok(lists::saved(file, &name, format))
}

// -------------------------------------------------------------------------------------------------------------- rows

async fn behind(ask: Ask) -> Answer {
    let (period, _) = asked(&ask);
    let measure = ask.query("measure").and_then(Measure::from_code).ok_or(Error::Missing)?;
    let dim = ask.query("dim").and_then(Dim::from_code).unwrap_or(Dim::All);
    if dim != Dim::All && !measure.dims().contains(&dim) {
        return Err(Error::Missing);
    }
    let figure = Figure { measure, dim, key: ask.query("key").unwrap_or_default().to_owned() };
    let (id, words, today) = (ask.actor.site, ask.words, ask.today());
    let (title, page) = ask
        .read(move |conn| {
            let site = sites::of(conn, id)?;
            let names = Names::of(conn, &site)?;
            let until = period.until(today);
            let dims = [figure.dim];
            let closed = report::count(conn, &site, &until, today, &dims)?.figures.get(measure, dim, &figure.key);
            let write = |number: i64| present::value(words, &site, measure, number);
            let title = present::figure_name(words, &site, &names, (measure, dim, &figure.key));
            let mut page = pages::RowsPage {
                period: present::period_name(words, &period),
                figure: write(closed),
                notes: Vec::new(),
                rows: Vec::new(),
                days: Vec::new(),
            };
            if usize::try_from(until.length()).unwrap_or(usize::MAX) > rows::MOST_DAYS {
                page.days = by_day(conn, &site, &until, today, &figure)?
                    .into_iter()
                    .map(|(day, number)| {
                        let on = day.to_string();
                        let query = [
                            ("span", Span::Day.code()),
                            ("on", on.as_str()),
                            ("measure", measure.code()),
                            ("dim", dim.code()),
                            ("key", figure.key.as_str()),
                        ];
                        let cell = pages::Cell { text: write(number), href: Some(urls::reports::rows(&query)) };
                        (words.near_day(day, today), cell)
                    })
                    .collect();
                return Ok((title, page));
            }
            let days: Vec<Date> = until.from.iter_days().take_while(|day| *day <= until.to).collect();
            let entries = rows::behind(conn, &site, &days, &figure)?;
            let now: i64 = entries.iter().map(|entry| entry.value).sum();
            if now != closed {
                page.notes.push(words.reports_rows_changed(write(closed), write(now)));
            }
            if entries.len() > rows::LISTED {
                page.notes.push(words.reports_rows_more(rows::LISTED));
            }
            page.rows = rows::lines(conn, &site, words, &entries)?;
            Ok((title, page))
        })
        .await?;
    let frame = ask.frame(title, Nav::Reports).with_back(present::address(&period));
    Ok(Reply::page(pages::rows(&frame, &page)))
}

/// One figure day by day, of the days on which it is not nothing.
fn by_day(
    conn: &mut crate::platform::db::Conn,
    site: &sites::Site,
    period: &Period,
    today: Date,
    figure: &Figure,
) -> Answered<Vec<(Date, i64)>> {
    let mut days = store::figure_by_day(conn, site.id, period, (figure.measure, figure.dim, &figure.key))?;
    for day in report::open_days(conn, site, period, today)?.into_iter().rev().take(report::MOST_OPEN) {
        days.push((day, report::of_rows(conn, site, day)?.get(figure.measure, figure.dim, &figure.key)));
    }
    days.retain(|(_, value)| *value != 0);
    days.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    Ok(days)
}

// ----------------------------------------------------------------------------------------------------- sign and check

async fn sign(ask: Ask) -> Answer {
    let day = day_of(&ask)?;
    let act = move |tx: &mut Tx| actions::sign(tx, day).map(|()| present::address(&Period::day(day)));
    ask.submit_plain(act, async move |ask: &Ask, _: Typed| draw(ask, (Period::day(day), Vec::new())).await).await
}

async fn check(ask: Ask) -> Answer {
    draw_check(&ask, ask.fresh()).await
}

async fn draw_check(ask: &Ask, typed: Typed) -> Answer {
    let (day, id, words, today) = (day_of(ask)?, ask.actor.site, ask.words, ask.today());
    let (site, names, check, corrections, signed) = ask
        .read(move |conn| {
            let site = sites::of(conn, id)?;
            let names = Names::of(conn, &site)?;
            let check = report::check(conn, &site, day)?.ok_or(Error::Missing)?;
            let corrections = store::corrections_of(conn, id, &Period::day(day))?;
            let signed = store::closed(conn, id, day)?.is_some_and(|closed| closed.signed.is_some());
            Ok((site, names, check, corrections, signed))
        })
        .await?;
    let explained = |(measure, dim, key, _, now): &(Measure, Dim, String, i64, i64)| {
        let last = corrections.iter().rev().find(|one| one.figure == (*measure, *dim, key.clone()));
        last.is_some_and(|last| last.values.1 == *now)
    };
    let open = check.differences.iter().any(|one| !explained(one));
    let line = |(measure, dim, key, was, now): &(Measure, Dim, String, i64, i64)| {
        let on = day.to_string();
        let query = [
            ("span", Span::Day.code()),
            ("on", on.as_str()),
            ("measure", measure.code()),
            ("dim", dim.code()),
            ("key", key.as_str()),
        ];
        let write = |number: i64| present::value(words, &site, *measure, number);
        let cell = pages::Cell { text: write(*now), href: Some(urls::reports::rows(&query)) };
        (present::figure_name(words, &site, &names, (*measure, *dim, key)), write(*was), cell)
    };
    let page = pages::CheckPage {
        untouched: check.untouched,
        sign_at: (!signed && ask.actor.may(Need::SignReports)).then(|| urls::reports::sign(&day.to_string())),
        differences: check.differences.iter().map(line).collect(),
        correct: (open && ask.actor.may(Need::SignReports)).then(|| (urls::reports::check(&day.to_string()), typed)),
        corrections: corrections.iter().map(|one| present::correction(words, &site, &names, one, today)).collect(),
    };
    let title = words.reports_check_title(words.day(day));
    let frame = ask.frame(title, Nav::Reports).with_back(present::address(&Period::day(day)));
    Ok(Reply::page(pages::check(&frame, &page)))
}

async fn correct(ask: Ask) -> Answer {
    let day = day_of(&ask)?;
    let read = |f: &mut Fields| f.text_to("reason", 500);
    let act = move |tx: &mut Tx, reason: &String| {
        actions::correct(tx, day, reason).map(|_| urls::reports::check(&day.to_string()))
    };
    ask.submit(read, act, draw_check).await
}

// ----------------------------------------------------------------------------------------------------------- targets

fn month_of(ask: &Ask) -> Date {
    let on = ask.query_date("month").filter(|day| thinkable(*day)).unwrap_or_else(|| ask.today());
    on.with_day0(0).unwrap_or(on)
}

async fn targets(ask: Ask) -> Answer {
    let (month, who) = (month_of(&ask), ask.query_id::<UserId>("who"));
    draw_targets(&ask, ask.fresh(), month, who).await
}

async fn draw_targets(ask: &Ask, mut typed: Typed, month: Date, who: Option<UserId>) -> Answer {
    let (id, words) = (ask.actor.site, ask.words);
    let (site, names, set) = ask
        .read(move |conn| {
            let site = sites::of(conn, id)?;
            let names = Names::of(conn, &site)?;
            let set = store::targets_of(conn, id, month, month)?;
            Ok((site, names, set))
        })
        .await?;
    if typed.is_fresh() {
        typed = typed.with("month", month).with("who", who.map(|user| user.to_string()).unwrap_or_default());
        for (_, user, measure, value) in set {
            if user == who {
                let value = if measure.is_money() { plain_money(value) } else { value.to_string() };
                typed = typed.with(measure.code(), value);
            }
        }
    }
    let at = |other: Option<Date>, who: Option<UserId>| {
        urls::reports::targets_of(&other.unwrap_or(month).to_string(), who.map(|user| user.0))
    };
    let period = Period::around(Span::Month, month);
    let sign = crate::business::units::present::sign(words, &site.currency);
    let person =
        |(user, label): (Option<UserId>, String)| Tab { href: at(None, user), label, count: None, active: user == who };
    let page = pages::TargetsPage {
        typed,
        month: present::period_name(words, &period),
        before: at(month.checked_sub_months(Months::new(1)), who),
        after: at(month.checked_add_months(Months::new(1)), who),
        people: std::iter::once((None, words.reports_targets_site().to_owned()))
            .chain(names.consultants().map(|(user, name)| (Some(user), name)))
            .map(person)
            .collect(),
        measures: actions::AIMED_AT
            .map(|measure| {
                let sign = measure.is_money().then(|| sign.clone());
                (measure.code().to_owned(), present::name(words, measure).to_owned(), sign)
            })
            .to_vec(),
    };
    let frame = ask.frame(words.reports_targets_title(), Nav::Reports).with_back(present::address(&period));
    Ok(Reply::page(pages::targets(&frame, &page)))
}

/// A sum as it is typed: `1280000.50`.
fn plain_money(minor: i64) -> String {
    if minor % 100 == 0 { (minor / 100).to_string() } else { format!("{}.{:02}", minor / 100, minor % 100) }
}

async fn set_targets(ask: Ask) -> Answer {
    let of_form = |name: &str| ask.form().value(name).map(str::to_owned);
    let month = of_form("month").and_then(|text| text.parse::<Date>().ok()).filter(|day| thinkable(*day));
    let month = month.and_then(|month| month.with_day0(0)).ok_or(Error::Missing)?;
    let who = of_form("who").filter(|text| !text.is_empty());
    let who = who.map(|text| text.parse().map(UserId).map_err(|_| Error::Missing)).transpose()?;
    let read = move |f: &mut Fields| {
        let targets: Vec<Target> = actions::AIMED_AT
            .into_iter()
            .map(|measure| {
                let value = match measure.is_money() {
                    true => f.money_opt(measure.code()).map(|sum| sum.0),
                    false => f.int_opt(measure.code(), 0..=1_000_000),
                };
                (month, who, measure, value.unwrap_or(0))
            })
            .collect();
        Some(targets)
    };
    let act = move |tx: &mut Tx, targets: &Vec<Target>| {
        actions::set_targets(tx, month, targets)
            .map(|()| urls::reports::targets_of(&month.to_string(), who.map(|user| user.0)))
    };
    ask.submit(read, act, async move |ask: &Ask, typed: Typed| draw_targets(ask, typed, month, who).await).await
}
