//! From the report to what people read.

use std::collections::HashMap;

use chrono::Datelike;
use diesel::prelude::*;
use showroom_templates::pages::reports::{self as pages, Cell, Change, Head, State, Step};
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::{Icon, Tone};
use showroom_templates::{Words, urls};

use super::cuts::{Cut, MOST_DAYS};
use super::model::{Correction, Dim, HEADLINES, Measure, Stood};
use super::period::{Mended, Period, Span};
use super::place::{Of, Place};
use super::report::{Against, Report};
use super::{closing, plots, tables};
use crate::base::actor::Actor;
use crate::base::clock::Date;
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::UserId;
use crate::base::role::{Need, Role};
use crate::base::stage::Stage;
use crate::business::consultants::store as desk;
use crate::business::playbooks::{Playbook, sales_office};
use crate::business::sites::Site;
use crate::platform::db::Conn;
use crate::platform::db::schema::unit_types;

/// The names behind keys.
pub struct Names {
    people: HashMap<UserId, String>,
    pub(super) consultants: Vec<UserId>,
    types: HashMap<i64, (String, String)>,
    pub(super) playbook: &'static Playbook,
}

impl Names {
    /// Reads them.
    ///
    /// # Errors
    /// Faults of the database.
    pub fn of(conn: &mut Conn, site: &Site) -> Answered<Self> {
        let colleagues = desk::colleagues(conn, site.id)?;
        let types: Vec<(i64, String, String)> = unit_types::table
            .filter(unit_types::site_id.eq(site.id.0))
            .select((unit_types::id, unit_types::name_zh, unit_types::name_en))
            .load(conn)?;
        Ok(Self {
            people: desk::names(conn, site.id)?,
            consultants: colleagues.iter().filter(|one| one.role == Role::Consultant).map(|one| one.id).collect(),
            playbook: sales_office()?,
            types: types.into_iter().map(|(id, zh, en)| (id, (zh, en))).collect(),
        })
    }

    /// Who sells here, by name.
    pub fn consultants(&self) -> impl Iterator<Item = (UserId, String)> {
        self.consultants.iter().map(|id| (*id, self.people.get(id).cloned().unwrap_or_default()))
    }

    /// A key in words.
    pub fn key(&self, words: Words, site: &Site, measure: Measure, dim: Dim, key: &str) -> String {
        let unknown = || words.reports_unknown().to_owned();
        let coded = |start: &str| words.lookup(&format!("{start}_{key}")).map_or_else(|| key.to_owned(), str::to_owned);
        if key.is_empty() {
            return if dim == Dim::Consultant { words.reports_nobody().to_owned() } else { unknown() };
        }
        match dim {
            Dim::All => String::new(),
            Dim::Quarter => key.parse().map_or_else(|_| unknown(), |at: u32| format!("{}:{:02}", at / 4, at % 4 * 15)),
            Dim::Kind => coded("visits_kind"),
            Dim::Consultant => self.person(key).unwrap_or_else(unknown),
            Dim::Channel => coded("customers_channel"),
            Dim::District => key.to_owned(),
            Dim::Grade => Grade::from_code(key).map_or_else(unknown, |grade| site.scale.name(grade).to_owned()),
            Dim::UnitType => {
                let name = key.parse().ok().and_then(|id: i64| self.types.get(&id));
                name.map_or_else(unknown, |(zh, en)| words.lang.pick(zh, en).clone())
            }
            Dim::What => what(words, self.playbook, measure, key),
        }
    }

    fn person(&self, key: &str) -> Option<String> {
        self.people.get(&UserId(key.parse().ok()?)).cloned()
    }
}

/// What a measure says of itself, in words.
pub fn what(words: Words, playbook: &Playbook, measure: Measure, key: &str) -> String {
    let coded = |start: &str| words.lookup(&format!("{start}_{key}")).map_or_else(|| key.to_owned(), str::to_owned);
    match measure {
        Measure::Kept | Measure::Broken => coded("reports_promise"),
        Measure::Outcomes => coded("visits_outcome"),
        Measure::Reached | Measure::Staged | Measure::StageSecs => coded("stages"),
        Measure::Calls => coded("calls_known"),
        Measure::CallsMade => coded("reports_called"),
        Measure::Ended => coded("deposits_status"),
        Measure::MoneyIn => coded("deposits_kind"),
        Measure::Judged | Measure::JudgedBought => {
            key.parse().map_or_else(|_| key.to_owned(), |from| tables::band_name(words, from))
        }
        Measure::Objections | Measure::Answered => {
            let known = playbook.objection(key).map(|objection| objection.words(words.lang).to_owned());
            known.unwrap_or_else(|| key.to_owned())
        }
        _ => key.to_owned(),
    }
}

/// A figure as it is written.
pub fn value(words: Words, site: &Site, measure: Measure, value: i64) -> String {
    match measure {
        Measure::StaySecs | Measure::StageSecs => words.duration(value),
        measure if measure.is_money() => words.money(value, &site.currency),
        _ => value.to_string(),
    }
}

/// The name of a measure.
pub fn name(words: Words, measure: Measure) -> &'static str {
    words.lookup(&format!("reports_measure_{}", measure.code())).unwrap_or("")
}

/// A figure in words: the measure, and under what it is grouped.
pub fn figure_name(words: Words, site: &Site, names: &Names, (measure, dim, key): (Measure, Dim, &str)) -> String {
    match dim {
        Dim::All => name(words, measure).to_owned(),
        dim => words.reports_rows_of(name(words, measure), names.key(words, site, measure, dim, key)),
    }
}

/// A correction in words: which figure, and why, by whom, when.
pub fn correction(words: Words, site: &Site, names: &Names, one: &Correction, today: Date) -> (String, String) {
    let (measure, dim, key) = &one.figure;
    let figure = figure_name(words, site, names, (*measure, *dim, key));
    let write = |number: i64| value(words, site, *measure, number);
    let who = one.by.and_then(|by| names.people.get(&by).cloned()).unwrap_or_default();
    let when = words.near(site.clock().local(one.at), today);
    (
        words.reports_correction_figure(words.day(one.day), figure, write(one.values.0), write(one.values.1)),
        words.reports_correction_why(&one.reason, who, when),
    )
}

/// Where the report of a period is.
pub fn address(period: &Period) -> String {
    Place::here(*period).show()
}

/// What a cut is by.
pub fn cut_by(words: Words, cut: &Cut) -> &'static str {
    match cut {
        Cut::Team(_) => words.reports_cut_team(),
        Cut::By(dim, _) => match dim {
            Dim::Consultant => words.reports_cut_consultant(),
            Dim::Channel => words.reports_cut_channel(),
            Dim::District => words.reports_cut_district(),
            Dim::Grade => words.reports_cut_grade(),
            Dim::UnitType => words.reports_cut_unit_type(),
            Dim::All | Dim::Quarter | Dim::Kind | Dim::What => "",
        },
    }
}

/// The key of a cut in words.
pub fn cut_key(words: Words, site: &Site, names: &Names, cut: &Cut) -> String {
    match cut {
        Cut::Team(team) if team.is_empty() => words.reports_unknown().to_owned(),
        Cut::Team(team) => team.clone(),
        Cut::By(dim, key) => names.key(words, site, Measure::Visits, *dim, key),
    }
}

/// A cut in words: "Channel: Online".
pub fn cut_name(words: Words, site: &Site, names: &Names, cut: &Cut) -> String {
    words.reports_cut_is(cut_by(words, cut), cut_key(words, site, names, cut))
}

/// A period in words.
pub fn period_name(words: Words, period: &Period) -> String {
    match period.span {
        Span::Day => format!("{} {}", words.full_day(period.from), words.weekday(period.from)),
        Span::Week | Span::Between => words.reports_week_of(words.full_day(period.from), words.full_day(period.to)),
        Span::Month => words.reports_month_of(period.from.year(), period.from.month()),
        Span::Quarter => words.reports_quarter_of(period.from.year(), period.from.month0() / 3 + 1),
        Span::Year => words.reports_year_of(period.from.year()),
    }
}

/// What is drawn from: the report, names, who looks.
pub struct Drawing<'a> {
    /// The language.
    pub words: Words,
    /// Who looks.
    pub actor: &'a Actor,
    /// The report.
    pub report: &'a Report,
    /// Names behind keys.
    pub names: &'a Names,
}

impl Drawing<'_> {
    /// Where the report is.
    pub(super) fn place(&self) -> Place {
        Place::of(self.report)
    }

    /// A figure, and the rows behind it.
    pub(super) fn cell(&self, measure: Measure, dim: Dim, key: &str) -> Cell {
        let number = self.report.counted.figures.get(measure, dim, key);
        let text = value(self.words, &self.report.site, measure, number);
        let href = (number != 0).then(|| self.place().rows(measure, dim, key));
        Cell { text, href }
    }

    fn all(&self, measure: Measure) -> i64 {
        self.report.counted.figures.all(measure)
    }

    /// The page of a report.
    pub fn page(&self, mended: &[Mended]) -> pages::ReportPage {
        let (words, report) = (self.words, self.report);
        let period = &report.period;
        let one_day = period.span == Span::Day;
        let bars = if one_day {
            (
                words.reports_hours().to_owned(),
                words.reports_hour().to_owned(),
                plots::hours(words, &report.counted.figures),
            )
        } else {
            plots::along(words, report)
        };
        let said = |mended: &Mended| match mended {
            Mended::Turned => words.reports_mended_turned(),
            Mended::Ahead => words.reports_mended_ahead(),
            Mended::TooLong => words.reports_mended_too_long(),
            Mended::NoSuchCut => words.reports_mended_cut(),
        };
        let mut notes: Vec<String> = mended.iter().map(|one| said(one).to_owned()).collect();
        if report.counted.missing > 0 {
            notes.push(words.reports_missing(report.counted.missing));
        }
        if !report.crossed {
            notes.push(words.reports_uncrossed(MOST_DAYS));
        }
        if !report.one_currency() {
            notes.push(words.reports_currencies().to_owned());
        }
        if report.away {
            notes.push(words.reports_away(&report.site.name));
        }
        let (place, whole) = (self.place(), report.cut.is_none());
        let (here, company) = (place.of == Of::Here, place.of == Of::Company);
        let after = period.after();
        let on = if period.has(report.today) { report.today } else { period.from };
        pages::ReportPage {
            spans: self.spans(on),
            period: period_name(words, period),
            before: place.during(period.before()).show(),
            after: (after.from <= report.today).then(|| place.during(after).show()),
            now: (!period.has(report.today)).then(|| place.during(Period::around(period.span, report.today)).show()),
            choose: (
                period.span.code().to_owned(),
                period.from.to_string(),
                (period.span == Span::Between).then(|| period.to.to_string()),
            ),
            notes,
            state: self.state(),
            heads: self.heads(),
            bars,
            heat: if one_day { None } else { plots::heat(words, report, whole) },
            funnel: self.funnel(),
            loose: self.loose(),
            sheets: self.sheets(),
            corrections: report
                .corrections
                .iter()
                .map(|one| correction(words, &report.site, self.names, one, report.today))
                .collect(),
            files: (place.file("xlsx"), place.file("csv")),
            pdf: place.file("pdf"),
            targets: (here && whole && self.actor.may(Need::EditSettings))
                .then(|| urls::reports::targets_of(&on.with_day(1).unwrap_or(on).to_string(), None)),
            quiet: match report.cut.as_ref().is_none_or(|cut| cut.counts(Measure::Visits)) {
                true => self.all(Measure::Visits) == 0 && self.all(Measure::Others) == 0,
                false => report.counted.figures.is_empty(),
            },
            cut: report
                .cut
                .as_ref()
                .map(|cut| (cut_name(words, &report.site, self.names, cut), place.within(None).show())),
            cuts: self.cuts(),
            elsewhere: self.actor.may(Need::SeeCompany).then(|| {
                let of = if company { Of::Here } else { Of::Company };
                let there = Place { period: *period, cut: None, of };
                (there.show(), if company { words.reports_this_site() } else { words.reports_company() }.to_owned())
            }),
            along: (place.besides(), if company { urls::reports::company(&[]) } else { urls::reports::show() }),
            answers: report
                .answers
                .iter()
                .map(|(code, answers)| {
                    let said = answers.iter().map(|(text, count)| words.reports_answer(text, count));
                    (what(words, self.names.playbook, Measure::Objections, code), said.collect())
                })
                .collect(),
            calibration: self.calibration(),
        }
    }

    /// What the report can be cut by, group by group.
    fn cuts(&self) -> Vec<(String, Vec<Tab>)> {
        let (words, report, place) = (self.words, self.report, self.place());
        let mut groups: Vec<(String, Vec<Tab>)> = Vec::new();
        for cut in &report.choices {
            let title = cut_by(words, cut);
            if groups.last().is_none_or(|(last, _)| last != title) {
                groups.push((title.to_owned(), Vec::new()));
            }
            let key = Tab {
                href: place.within(Some(cut.clone())).show(),
                label: cut_key(words, &report.site, self.names, cut),
                count: None,
                active: report.cut.as_ref() == Some(cut),
            };
            if let Some((_, keys)) = groups.last_mut() {
                keys.push(key);
            }
        }
        groups
    }

    fn spans(&self, on: Date) -> Vec<Tab> {
        let words = self.words;
        let tab = |span: &Span| {
            let label = match span {
                Span::Day => words.reports_span_day(),
                Span::Week => words.reports_span_week(),
                Span::Month => words.reports_span_month(),
                Span::Quarter => words.reports_span_quarter(),
                Span::Year => words.reports_span_year(),
                Span::Between => words.reports_span_between(),
            };
            let period = match span {
                Span::Between => Period { span: Span::Between, from: on - chrono::Duration::days(29), to: on },
                span => Period::around(*span, on),
            };
            Tab {
                href: self.place().during(period).show(),
                label: label.to_owned(),
                count: None,
                active: *span == self.report.period.span,
            }
        };
        Span::ALL.iter().map(tab).collect()
    }

    fn state(&self) -> State {
        let (words, report) = (self.words, self.report);
        let clock = report.site.clock();
        let near = |at| words.near(clock.local(at), report.today);
        let nothing = |sign, text| State { sign, text, sign_at: None, check: None };
        let here = self.place().of == Of::Here;
        if !report.parts.is_empty() {
            return self.company_state();
        }
        if report.period.span != Span::Day {
            let until = report.period.until(report.today);
            let closed = report.counted.closed;
            let days = until.length();
            let text = words.reports_period_text(days, closed);
            let sign = if i64::try_from(closed).unwrap_or(0) == days {
                (Tone::Good, Icon::Check, words.reports_period_done().to_owned())
            } else {
                (Tone::Accent, Icon::Clock, words.reports_period_open().to_owned())
            };
            return nothing(sign, text);
        }
        let day = report.period.from;
        let Some(closed) = &report.closed else {
            let at = closing::closes_at(&clock, report.site.settings.reports.closes_at_minute, day);
            let sign = (Tone::Accent, Icon::Clock, words.reports_open().to_owned());
            // From an open day it leads to the last that is closed.
            let check = report.last_closed.filter(|_| here).map(|last| {
                (urls::reports::check(&last.to_string()), words.reports_check_of(words.near_day(last, report.today)))
            });
            return State { check, ..nothing(sign, words.reports_open_text(near(at))) };
        };
        let check = here.then(|| (urls::reports::check(&day.to_string()), words.reports_check().to_owned()));
        match closed.signed {
            Some((by, at)) => {
                let who = self.names.people.get(&by).cloned().unwrap_or_default();
                let sign = (Tone::Good, Icon::Check, words.reports_signed().to_owned());
                State { sign, text: words.reports_signed_text(who, near(at)), sign_at: None, check }
            }
            None => State {
                sign: (Tone::Warn, Icon::Lock, words.reports_closed().to_owned()),
                text: words.reports_closed_text(near(closed.closed_at)),
                sign_at: (here && self.actor.may(Need::SignReports)).then(|| urls::reports::sign(&day.to_string())),
                check,
            },
        }
    }

    /// How many days of all sites are closed.
    fn company_state(&self) -> State {
        let (words, report) = (self.words, self.report);
        let closed = report.counted.closed;
        let days: i64 = report.parts.iter().map(|part| part.period.until(part.today).length()).sum();
        let sign = if i64::try_from(closed).unwrap_or(0) == days {
            (Tone::Good, Icon::Check, words.reports_period_done().to_owned())
        } else {
            (Tone::Accent, Icon::Clock, words.reports_period_open().to_owned())
        };
        let text = words.reports_company_text(report.parts.len(), days, closed);
        State { sign, text, sign_at: None, check: None }
    }

    fn heads(&self) -> Vec<Head> {
        let report = self.report;
        let counts = |measure: &Measure| report.cut.as_ref().is_none_or(|cut| cut.counts(*measure));
        let mut heads = Vec::new();
        for measure in HEADLINES.into_iter().filter(counts) {
            if measure.is_money() && !report.one_currency() {
                heads.extend(super::company::by_currency(report).iter().map(|(currency, report)| {
                    let head =
                        Drawing { words: self.words, actor: self.actor, report, names: self.names }.head(measure);
                    Head { label: self.words.reports_rows_of(head.label, currency), ..head }
                }));
            } else {
                heads.push(self.head(measure));
            }
        }
        heads.extend(self.mean_stay());
        heads
    }

    /// How long those stayed who left.
    fn mean_stay(&self) -> Option<Head> {
        let stays = self.all(Measure::Stays);
        let secs = self.all(Measure::StaySecs).checked_div(stays)?;
        let mut figure = self.cell(Measure::Stays, Dim::All, "");
        figure.text = self.words.duration(secs);
        let label = self.words.reports_stay().to_owned();
        Some(Head { label, figure, changes: Vec::new(), month: None, target: None, corrected: None })
    }

    pub(super) fn head(&self, measure: Measure) -> Head {
        let (words, report) = (self.words, self.report);
        let now = self.all(measure);
        let money = measure.is_money();
        let write = |value: i64| {
            if money { words.money_short(value, &report.site.currency) } else { value.to_string() }
        };
        let change = |(against, _, figures): &(Against, Period, super::figures::Figures)| {
            let was = figures.all(measure);
            let by = match now - was {
                0 => "=".to_owned(),
                more if more > 0 => format!("+{}", write(more)),
                less => format!("−{}", write(-less)),
            };
            let icon = match now.cmp(&was) {
                std::cmp::Ordering::Greater => Some(Icon::Up),
                std::cmp::Ordering::Less => Some(Icon::Down),
                std::cmp::Ordering::Equal => None,
            };
            let against = match against {
                Against::Before if report.period.span == Span::Day => words.reports_against_day_before(),
                Against::Before => words.reports_against_before(),
                Against::WeekAgo => words.reports_against_week_ago(),
                Against::YearAgo => words.reports_against_year_ago(),
            };
            Change { against: against.to_owned(), by, icon, was: write(was) }
        };
        let corrected = report.corrections.iter().rev().find(|one| one.figure == (measure, Dim::All, String::new()));
        let mut figure = self.cell(measure, Dim::All, "");
        if money {
            figure.text = write(now);
        }
        Head {
            label: name(words, measure).to_owned(),
            figure,
            changes: report.against.iter().map(change).collect(),
            month: report.month.as_ref().map(|month| write(month.all(measure))),
            target: self.target(measure, now, write),
            corrected: corrected
                .filter(|_| report.period.span == Span::Day)
                .map(|one| words.reports_corrected_to(write(one.values.1))),
        }
    }

    /// The target of the months of the period, and how much should be reached by now.
    fn target(&self, measure: Measure, now: i64, write: impl Fn(i64) -> String) -> Option<(String, i64)> {
        let report = self.report;
        if report.period.span == Span::Day || report.period.span == Span::Week {
            return None;
        }
        let target: i64 = report
            .targets
            .iter()
            .filter(|(month, user, of, _)| user.is_none() && *of == measure && report.period.has(*month))
            .map(|(_, _, _, value)| value)
            .sum();
        if target == 0 {
            return None;
        }
        let pace = target * report.period.until(report.today).length() / report.period.length();
        Some((self.words.reports_target_of(write(target), write(pace)), now * 100 / target))
    }

    fn funnel(&self) -> Vec<Step> {
        if !self.report.cut.as_ref().is_none_or(|cut| cut.counts(Measure::Reached)) {
            return Vec::new();
        }
        let figures = &self.report.counted.figures;
        let came = self.all(Measure::Visits).max(1);
        let mut before: Option<i64> = None;
        Stage::ALL
            .into_iter()
            .map(|stage| {
                let code = stage.code();
                let count = figures.get(Measure::Reached, Dim::What, code);
                let lost = before.map(|before| before - count).filter(|lost| *lost > 0);
                before = Some(count);
                let through = figures.get(Measure::Staged, Dim::What, code);
                let secs = figures.get(Measure::StageSecs, Dim::What, code);
                Step {
                    label: self.words.lookup_or(&format!("stages_{code}")).to_owned(),
                    figure: self.cell(Measure::Reached, Dim::What, code),
                    share: count * 100 / came,
                    lost: lost.map(|lost| self.words.reports_lost_here(lost)),
                    mean: (through > 0).then(|| self.words.duration(secs / through)),
                }
            })
            .collect()
    }

    pub(super) fn loose(&self) -> Vec<(String, Cell, Tone)> {
        let words = self.words;
        if self.report.cut.is_some() {
            return Vec::new();
        }
        // What stands is shown where it can be looked after.
        let here = self.place().of == Of::Here;
        let of = |what: Stood| self.report.stood.iter().filter(|line| line.0 == what).map(|line| line.2).sum::<i64>();
        [
            (Stood::NoCard, words.reports_loose_no_card(), urls::nav::visits(), Need::SeeFloor),
            (Stood::NoNextDate, words.reports_loose_no_next_date(), urls::nav::customers(), Need::SeeCustomers),
            (Stood::Overdue, words.reports_loose_overdue(), urls::nav::followups(), Need::RecordFollowUp),
            (Stood::HoldsPast, words.reports_loose_holds_past(), urls::nav::units(), Need::SeeUnits),
        ]
        .into_iter()
        .map(|(what, text, href, need)| {
            let count = of(what);
            let cell =
                Cell { text: count.to_string(), href: (here && count > 0 && self.actor.may(need)).then_some(href) };
            (text.to_owned(), cell, if count > 0 { Tone::Warn } else { Tone::Plain })
        })
        .collect()
    }
}
