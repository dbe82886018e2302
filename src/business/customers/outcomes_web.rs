//! How each grade fared, over HTTP: the figures, and who is behind each.

use chrono::Duration;
use showroom_templates::pages::grades as pages;
use showroom_templates::parts::{Choice, Icon, Tone};
use showroom_templates::{Nav, Typed, Words, urls};

use super::outcomes::{self, Cohort, Fared, Figure};
use super::{present, store};
use crate::base::clock::Date;
use crate::base::grade::Grade;
use crate::base::ids::CustomerId;
use crate::base::role::Need;
use crate::business::sites::{self, Site};
use crate::platform::http::{Answer, Ask, Reply, Routes};

/// Periods to choose, in days.
const PERIODS: [i64; 4] = [30, 90, 180, 365];
/// How many customers are listed behind a figure.
const LISTED: usize = 200;

/// The routes of this page.
pub fn routes(r: &mut Routes) {
    r.get("/grades/outcomes", Need::EditSettings, show);
    r.get("/grades/outcomes/customers", Need::EditSettings, rows);
}

/// What is looked at.
struct Wanted {
    by: &'static str,
    days: i64,
    on: Option<Date>,
}

impl Wanted {
    fn of(ask: &Ask) -> Self {
        let days = ask.query_int("days").filter(|days| PERIODS.contains(days)).unwrap_or(90);
        let by = if ask.query("by") == Some("on") { "on" } else { "first" };
        Self { by, days, on: ask.query_date("on") }
    }

    fn cohort(&self, site: &Site, today: Date) -> Cohort {
        let clock = site.clock();
        let end = if self.by == "on" { self.on.unwrap_or(today).min(today) } else { today };
        let from = end.checked_sub_signed(Duration::days(self.days - 1)).unwrap_or(end);
        let (from, to) = (clock.day_bounds(from).0, clock.day_bounds(end).1);
        if self.by == "on" { Cohort::At(from, to) } else { Cohort::First(from, to) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let on = self.on.map(|on| ("on", on.to_string()));
        [Some(("by", self.by.to_owned())), Some(("days", self.days.to_string())), on].into_iter().flatten().collect()
    }

    fn address(&self, path: &str, more: &[(&'static str, String)]) -> String {
        let pairs: Vec<(&str, String)> = self.pairs().into_iter().chain(more.iter().cloned()).collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        urls::with_query(path, &pairs)
    }
}

async fn show(ask: Ask) -> Answer {
    let (wanted, id, today) = (Wanted::of(&ask), ask.actor.site, ask.today());
    let (site, all, wanted) = ask
        .read(move |conn| {
            let site = sites::of(conn, id)?;
            let all = outcomes::fared(conn, id, wanted.cohort(&site, today))?;
            Ok((site, all, wanted))
        })
        .await?;
    let words = ask.words;
    let typed = wanted.pairs().into_iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value));
    let row = |summary: outcomes::Summary| {
        let of = summary.counts[0];
        let figure = |(figure, count): (Figure, usize)| {
            let behind = [("grade", summary.grade.code().to_owned()), ("figure", figure.code().to_owned())];
            let text = match figure {
                Figure::All => count.to_string(),
                _ => words.grades_fared_part(count, count * 100 / of.max(1)),
            };
            (text, (count > 0).then(|| wanted.address(&urls::grades::outcome_rows(), &behind)))
        };
        pages::Fared {
            grade: site.scale.name(summary.grade).to_owned(),
            figures: Figure::ALL.into_iter().zip(summary.counts).map(figure).collect(),
            median: summary.median_days.map_or_else(|| "–".to_owned(), |days| days.to_string()),
        }
    };
    let most = usize::try_from(outcomes::MOST).unwrap_or(usize::MAX);
    let page = pages::OutcomesPage {
        typed,
        periods: PERIODS.map(|days| Choice::new(days, words.grades_fared_last_days(days))).into(),
        rows: outcomes::summarise(&all).into_iter().map(row).collect(),
        limited: (all.len() >= most).then_some(most),
    };
    let frame = ask.frame(words.grades_outcomes(), Nav::Settings).with_back(urls::grades::show());
    Ok(Reply::page(pages::outcomes(&frame, &page)))
}

async fn rows(ask: Ask) -> Answer {
    let (wanted, id, today) = (Wanted::of(&ask), ask.actor.site, ask.today());
    let grade = ask.query("grade").and_then(Grade::from_code).unwrap_or(Grade::A);
    let figure = ask.query("figure").and_then(Figure::from_code).unwrap_or(Figure::All);
    let (site, found, people, wanted) = ask
        .read(move |conn| {
            let site = sites::of(conn, id)?;
            let all = outcomes::fared(conn, id, wanted.cohort(&site, today))?;
            let found: Vec<Fared> =
                all.into_iter().filter(|fared| fared.grade == grade && figure.counts(fared)).collect();
            let ids: Vec<CustomerId> = found.iter().take(LISTED).map(|fared| fared.customer).collect();
            let people = store::list(conn, id, &ids)?;
            Ok((site, found, people, wanted))
        })
        .await?;
    let words = ask.words;
    let row = |fared: &Fared| {
        let customer = people.iter().find(|customer| customer.id == fared.customer)?;
        let since = words.grades_fared_since(words.near_day(site.clock().business_day(fared.since), today));
        let name = present::full_name(words, customer);
        Some(pages::OutcomeRow { id: customer.id.0, name, under: since, state: state(words, fared) })
    };
    let page = pages::OutcomeRowsPage {
        count: words.grades_fared_rows_count(found.len()),
        rows: found.iter().take(LISTED).filter_map(row).collect(),
        most: (found.len() > LISTED).then_some(LISTED),
        back: wanted.address(&urls::grades::outcomes(), &[]),
    };
    let name = words.lookup_or(&format!("grades_fared_{}", figure.code())).to_owned();
    let title = words.grades_fared_rows(site.scale.name(grade), name);
    let frame = ask.frame(title, Nav::Settings).with_back(&page.back);
    Ok(Reply::page(pages::outcome_rows(&frame, &page)))
}

/// What became of a customer, the best first.
fn state(words: Words, fared: &Fared) -> Option<(Tone, Icon, String)> {
    if fared.signed {
        return Some((Tone::Good, Icon::Check, words.grades_fared_contract().to_owned()));
    }
    if fared.deposit_at.is_some() {
        return Some((Tone::Good, Icon::Money, words.grades_fared_deposit().to_owned()));
    }
    if fared.lost {
        return Some((Tone::Plain, Icon::Close, words.grades_fared_lost().to_owned()));
    }
    fared.again.then(|| (Tone::Accent, Icon::Door, words.grades_fared_again().to_owned()))
}
