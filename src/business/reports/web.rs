//! Reports over HTTP: a day or any period, the file, signing, computing again, corrections, targets.

use chrono::{Datelike, Months};
use showroom_templates::pages::reports as pages;
use showroom_templates::parts::list::Tab;
use showroom_templates::{Nav, Typed, urls};

use super::asked::Wanted;
use super::model::{Dim, Measure};
use super::period::{Period, Span, thinkable};
use super::place::{Of, Place};
use super::present::{self, Drawing, Names};
use super::store::Target;
use super::{actions, company_web, paper, report, rows_web, saving, store};
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
    r.get("/reports/rows", Need::SeeReports, rows_web::behind);
    r.get("/reports/file", Need::SeeReports, file);
    r.get("/reports/company", Need::SeeCompany, company_web::show);
    r.get("/reports/company/rows", Need::SeeCompany, company_web::rows);
    r.get("/reports/company/file", Need::SeeCompany, company_web::file);
    r.get("/reports/targets", Need::EditSettings, targets);
    r.post("/reports/targets", Need::EditSettings, set_targets);
    r.get("/reports/{day}/check", Need::SeeReports, check);
    r.post("/reports/{day}/check", Need::SignReports, correct);
    r.post("/reports/{day}/signature", Need::SignReports, sign);
}

fn day_of(ask: &Ask) -> Answered<Date> {
    ask.param("day")?.parse().ok().filter(|day| thinkable(*day)).ok_or(Error::Missing)
}

async fn show(ask: Ask) -> Answer {
    // Whoever asks for all sites is sent where all of them are.
    if ask.query("site") == Some("all") {
        let (period, _) = Wanted::of(&ask).period(ask.today());
        return Ok(Reply::see_other(Place { of: Of::Company, ..Place::here(period) }.show()));
    }
    draw(&ask, Wanted::of(&ask)).await
}

async fn draw(ask: &Ask, wanted: Wanted) -> Answer {
    let (report, names, mended) = ask
        .read(move |conn| {
            let meant = wanted.settle(conn)?;
            let names = Names::of(conn, &meant.site)?;
            let mended = meant.mended.clone();
            Ok((wanted.gather(conn, meant)?, names, mended))
        })
        .await?;
    let page = Drawing { words: ask.words, actor: &ask.actor, report: &report, names: &names }.page(&mended);
    let lead = if report.away { format!("{} · {}", report.site.name, page.period) } else { page.period.clone() };
    let frame = ask.frame(ask.words.reports_title(), Nav::Reports).with_lead(lead);
    Ok(Reply::page(pages::show(&frame, &page)))
}

async fn file(ask: Ask) -> Answer {
    let (wanted, words) = (Wanted::of(&ask), ask.words);
    if ask.wants_pdf() {
        let (names, report) = ask
            .read(move |conn| {
                let meant = wanted.settle(conn)?;
                Ok((Names::of(conn, &meant.site)?, wanted.gather(conn, meant)?))
            })
            .await?;
        return paper::answer(&ask, &report, &names).await;
    }
    let format = if ask.query("format") == Some(Format::Text.code()) { Format::Text } else { Format::Book };
    let folder = ask.door().settings().passing.clone();
    let (file, period, cut) = ask
        .read(move |conn| {
            let meant = wanted.settle(conn)?;
            let names = Names::of(conn, &meant.site)?;
            let report = wanted.gather(conn, meant)?;
            let cut = report.cut.as_ref().map(|cut| present::cut_key(words, &report.site, &names, cut));
            let file = sheets::write_tables(&folder, format, &saving::tables(words, &report, &names))?;
            Ok((file, report.period, cut))
        })
        .await?;
    let of = cut.map(|cut| format!("-{cut}")).unwrap_or_default();
    let name = format!("{}-{}-{}{of}", words.reports_file_name(), period.from, period.to);
    Ok(lists::saved(file, &name, format))
}

// ----------------------------------------------------------------------------------------------------- sign and check

async fn sign(ask: Ask) -> Answer {
    let day = day_of(&ask)?;
    let act = move |tx: &mut Tx| actions::sign(tx, day).map(|()| present::address(&Period::day(day)));
    ask.submit_plain(act, async move |ask: &Ask, _: Typed| draw(ask, Wanted::day(ask, day)).await).await
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
    let open = check.unexplained(&corrections).next().is_some();
    let line = |(measure, dim, key, was, now): &(Measure, Dim, String, i64, i64)| {
        let write = |number: i64| present::value(words, &site, *measure, number);
        let href = Some(Place::here(Period::day(day)).rows(*measure, *dim, key));
        let cell = pages::Cell { text: write(*now), href };
        (present::figure_name(words, &site, &names, (*measure, *dim, key)), write(*was), cell)
    };
    let page = pages::CheckPage {
        untouched: check.untouched,
        // Where no whole differs, rows may still have changed places between cuts.
        cuts: check
            .differences
            .is_empty()
            .then_some(check.cuts)
            .filter(|cuts| *cuts > 0)
            .map(|cuts| words.reports_cuts_differ(cuts)),
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
    let to = ask.back_or(urls::reports::check(&day.to_string()));
    let act = move |tx: &mut Tx, reason: &String| actions::correct(tx, day, reason).map(|_| to.clone());
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
