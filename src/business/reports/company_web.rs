//! The company over HTTP: the report of all sites that somebody looks after, a figure of it site by site, its file.

use showroom_templates::Nav;
use showroom_templates::pages::reports as pages;

use super::asked::{Meant, Wanted};
use super::model::{Dim, Measure};
use super::place::{Of, Place};
use super::present::{self, Drawing, Names};
use super::report::Report;
use super::{company, paper, report, saving};
use crate::base::error::{Answered, Error};
use crate::business::lists;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Ask, Reply};
use crate::platform::sheets::{self, Format};

/// The report of all sites, and what was mended of what was asked.
fn gather(conn: &mut Conn, wanted: &Wanted) -> Answered<(Report, Names, Vec<super::period::Mended>)> {
    let meant = wanted.settle_company(conn)?;
    let mended = meant.first().map(|one| one.mended.clone()).unwrap_or_default();
    let mut parts = Vec::new();
    for one in meant {
        parts.push(wanted.gather(conn, one)?);
    }
    let whole = company::sum(parts).ok_or(Error::Missing)?;
    let names = Names::of(conn, &whole.site)?;
    Ok((whole, names, mended))
}

pub(super) async fn show(ask: Ask) -> Answer {
    let wanted = Wanted::of(&ask);
    let (report, names, mended) = ask.read(move |conn| gather(conn, &wanted)).await?;
    let page = Drawing { words: ask.words, actor: &ask.actor, report: &report, names: &names }.page(&mended);
    let frame = ask.frame(ask.words.reports_company(), Nav::Reports).with_lead(&page.period);
    Ok(Reply::page(pages::show(&frame, &page)))
}

pub(super) async fn file(ask: Ask) -> Answer {
    let (wanted, words) = (Wanted::of(&ask), ask.words);
    if ask.wants_pdf() {
        let (report, names, _) = ask.read(move |conn| gather(conn, &wanted)).await?;
        return paper::answer(&ask, &report, &names).await;
    }
    let format = if ask.query("format") == Some(Format::Text.code()) { Format::Text } else { Format::Book };
    let folder = ask.door().settings().passing.clone();
    let (file, period) = ask
        .read(move |conn| {
            let (report, names, _) = gather(conn, &wanted)?;
            let file = sheets::write_tables(&folder, format, &saving::tables(words, &report, &names))?;
            Ok((file, report.period))
        })
        .await?;
    let name = format!("{}-{}-{}", words.reports_company_file_name(), period.from, period.to);
    Ok(lists::saved(file, &name, format))
}

/// A figure, site by site.
pub(super) async fn rows(ask: Ask) -> Answer {
    let measure = ask.query("measure").and_then(Measure::from_code).ok_or(Error::Missing)?;
    let dim = ask.query("dim").and_then(Dim::from_code).unwrap_or(Dim::All);
    if dim != Dim::All && !measure.dims().contains(&dim) {
        return Err(Error::Missing);
    }
    let key = ask.query("key").unwrap_or_default().to_owned();
    let (wanted, words) = (Wanted::of(&ask), ask.words);
    let (title, page, back) = ask
        .read(move |conn| {
            let meant = wanted.settle_company(conn)?;
            let first = meant.first().ok_or(Error::Missing)?.clone();
            let names = Names::of(conn, &first.site)?;
            let title = present::figure_name(words, &first.site, &names, (measure, dim, &key));
            let (mut days, mut sum) = (Vec::new(), 0);
            let one_currency = meant.iter().all(|one| one.site.currency == first.site.currency);
            for Meant { site, away, today, period, .. } in meant {
                let counted = report::count(conn, &site, &period.until(today), today, &[dim])?;
                let number = counted.figures.get(measure, dim, &key);
                sum += number;
                let of = if away { Of::Site(site.id) } else { Of::Here };
                let place = Place { period, cut: None, of };
                let href = (number != 0).then(|| place.rows(measure, dim, &key));
                let text = present::value(words, &site, measure, number);
                days.push((site.name.clone(), pages::Cell { text, href }));
            }
            // Different money is never added up.
            let known = one_currency || !measure.is_money();
            let page = pages::RowsPage {
                period: present::period_name(words, &first.period),
                figure: if known { present::value(words, &first.site, measure, sum) } else { String::new() },
                notes: Vec::new(),
                rows: Vec::new(),
                days,
            };
            let back = Place { period: first.period, cut: None, of: Of::Company };
            Ok((title, page, back.show()))
        })
        .await?;
    let frame = ask.frame(title, Nav::Reports).with_back(back);
    Ok(Reply::page(pages::rows(&frame, &page)))
}
