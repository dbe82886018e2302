//! From the report to what people read.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use diesel::prelude::*;
use showroom_templates::pages::reports::{self as pages, Cell, Change, Head, Sheet, State, Step};
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::{Icon, Tone};
use showroom_templates::{Words, urls};

use super::model::{Correction, Dim, HEADLINES, Measure, Stood};
use super::period::{Mended, Period, Span};
use super::report::{Against, Report};
use super::{closing, plots};
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
use crate::business::units::present as units;
use crate::business::units::states::UnitState;
use crate::platform::db::Conn;
use crate::platform::db::schema::unit_types;

/// The most rows of one table of a report.
const MOST_ROWS: usize = 24;

/// The names behind keys.
pub struct Names {
    people: HashMap<UserId, String>,
    consultants: Vec<UserId>,
    types: HashMap<i64, (String, String)>,
    playbook: &'static Playbook,
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

fn what(words: Words, playbook: &Playbook, measure: Measure, key: &str) -> String {
    let coded = |start: &str| words.lookup(&format!("{start}_{key}")).map_or_else(|| key.to_owned(), str::to_owned);
    match measure {
        Measure::Kept | Measure::Broken => coded("reports_promise"),
        Measure::Outcomes => coded("visits_outcome"),
        Measure::Reached | Measure::Staged | Measure::StageSecs => coded("stages"),
        Measure::Ended => coded("deposits_status"),
        Measure::MoneyIn => coded("deposits_kind"),
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

/// The period as pairs of an address.
pub fn query(period: &Period) -> Vec<(&'static str, String)> {
    let span = ("span", period.span.code().to_owned());
    match period.span {
        Span::Between => vec![span, ("from", period.from.to_string()), ("to", period.to.to_string())],
        _ => vec![span, ("on", period.from.to_string())],
    }
}

/// Where the report of a period is.
pub fn address(period: &Period) -> String {
    with(period, &[], urls::reports::of)
}

fn with(period: &Period, more: &[(&'static str, &str)], build: fn(&[(&str, &str)]) -> String) -> String {
    let pairs = query(period);
    let pairs: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect();
    build(&pairs)
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
    fn cell(&self, measure: Measure, dim: Dim, key: &str) -> Cell {
        let number = self.report.counted.figures.get(measure, dim, key);
        let text = value(self.words, &self.report.site, measure, number);
        let more = [("measure", measure.code()), ("dim", dim.code()), ("key", key)];
        let href = (number != 0).then(|| with(&self.report.period, &more, urls::reports::rows));
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
        };
        let mut notes: Vec<String> = mended.iter().map(|one| said(one).to_owned()).collect();
        if report.counted.missing > 0 {
            notes.push(words.reports_missing(report.counted.missing));
        }
        let after = period.after();
        let on = if period.has(report.today) { report.today } else { period.from };
        pages::ReportPage {
            spans: self.spans(on),
            period: period_name(words, period),
            before: address(&period.before()),
            after: (after.from <= report.today).then(|| address(&after)),
            now: (!period.has(report.today)).then(|| address(&Period::around(period.span, report.today))),
            choose: (
                period.span.code().to_owned(),
                period.from.to_string(),
                (period.span == Span::Between).then(|| period.to.to_string()),
            ),
            notes,
            state: self.state(),
            heads: self.heads(),
            bars,
            heat: if one_day { None } else { plots::heat(words, report) },
            funnel: self.funnel(),
            loose: self.loose(),
            sheets: self.sheets(),
            corrections: report
                .corrections
                .iter()
                .map(|one| correction(words, &report.site, self.names, one, report.today))
                .collect(),
            files: (
                with(period, &[("format", "xlsx")], urls::reports::file),
                with(period, &[("format", "csv")], urls::reports::file),
            ),
            targets: self
                .actor
                .may(Need::EditSettings)
                .then(|| urls::reports::targets_of(&on.with_day(1).unwrap_or(on).to_string(), None)),
            quiet: self.all(Measure::Visits) == 0 && self.all(Measure::Others) == 0,
        }
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
                href: address(&period),
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
            let check = report.last_closed.map(|last| {
                (urls::reports::check(&last.to_string()), words.reports_check_of(words.near_day(last, report.today)))
            });
            return State { check, ..nothing(sign, words.reports_open_text(near(at))) };
        };
        let check = Some((urls::reports::check(&day.to_string()), words.reports_check().to_owned()));
        match closed.signed {
            Some((by, at)) => {
                let who = self.names.people.get(&by).cloned().unwrap_or_default();
                let sign = (Tone::Good, Icon::Check, words.reports_signed().to_owned());
                State { sign, text: words.reports_signed_text(who, near(at)), sign_at: None, check }
            }
            None => State {
                sign: (Tone::Warn, Icon::Lock, words.reports_closed().to_owned()),
                text: words.reports_closed_text(near(closed.closed_at)),
                sign_at: self.actor.may(Need::SignReports).then(|| urls::reports::sign(&day.to_string())),
                check,
            },
        }
    }

    fn heads(&self) -> Vec<Head> {
        HEADLINES.into_iter().map(|measure| self.head(measure)).chain(self.mean_stay()).collect()
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

    fn head(&self, measure: Measure) -> Head {
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

    fn loose(&self) -> Vec<(String, Cell, Tone)> {
        let words = self.words;
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
            let cell = Cell { text: count.to_string(), href: (count > 0 && self.actor.may(need)).then_some(href) };
            (text.to_owned(), cell, if count > 0 { Tone::Warn } else { Tone::Plain })
        })
        .collect()
    }

    // ------------------------------------------------------------------------------------------------------- tables

    fn sheets(&self) -> Vec<Sheet> {
        let words = self.words;
        let along = [(words.reports_sheet_channels(), Dim::Channel), (words.reports_sheet_districts(), Dim::District)];
        let mut sheets = vec![self.consultants()];
        sheets.extend(along.map(|(title, dim)| self.cross(title, dim)));
        sheets.push(self.list(
            words.reports_sheet_grades(),
            words.reports_column_visits(),
            Measure::Visits,
            Dim::Grade,
        ));
        sheets.push(self.kinds());
        sheets.push(self.promises());
        sheets.push(self.list(
            words.reports_sheet_outcomes(),
            words.reports_column_count(),
            Measure::Outcomes,
            Dim::What,
        ));
        sheets.push(self.objections());
        sheets.push(self.list(words.reports_sheet_money(), words.reports_column_sum(), Measure::MoneyIn, Dim::What));
        sheets.push(self.types());
        sheets.push(self.units());
        sheets
    }

    /// Keys of these measures along a dimension, the greatest first; those that are not known last.
    fn keys(&self, measures: &[Measure], dim: Dim) -> Vec<String> {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for measure in measures {
            for (key, value) in self.report.counted.figures.by(*measure, dim) {
                *sums.entry(key).or_default() += value;
            }
        }
        let mut keys: Vec<(&str, i64)> = sums.into_iter().filter(|(_, sum)| *sum != 0).collect();
        keys.sort_by_key(|(key, sum)| (key.is_empty(), -sum));
        keys.into_iter().take(MOST_ROWS).map(|(key, _)| key.to_owned()).collect()
    }

    fn cross(&self, title: &str, dim: Dim) -> Sheet {
        let words = self.words;
        const MEASURES: [Measure; 5] =
            [Measure::Calls, Measure::FirstVisits, Measure::ReturnVisits, Measure::Deposits, Measure::Contracts];
        let heads = [
            words.reports_column_calls(),
            words.reports_column_first(),
            words.reports_column_return(),
            words.reports_column_deposits(),
            words.reports_column_contracts(),
        ];
        let rows = self.keys(&MEASURES, dim).into_iter().map(|key| {
            let name = self.names.key(words, &self.report.site, Measure::Visits, dim, &key);
            (name, MEASURES.map(|measure| self.cell(measure, dim, &key)).to_vec())
        });
        Sheet {
            title: title.to_owned(),
            columns: std::iter::once(String::new()).chain(heads.map(str::to_owned)).collect(),
            rows: rows.collect(),
            sums: Some(MEASURES.map(|measure| self.cell(measure, Dim::All, "")).to_vec()),
            none: words.reports_none().to_owned(),
        }
    }

    fn list(&self, title: &str, column: &str, measure: Measure, dim: Dim) -> Sheet {
        let words = self.words;
        let rows = self.keys(&[measure], dim).into_iter().map(|key| {
            (self.names.key(words, &self.report.site, measure, dim, &key), vec![self.cell(measure, dim, &key)])
        });
        Sheet {
            title: title.to_owned(),
            columns: vec![String::new(), column.to_owned()],
            rows: rows.collect(),
            sums: Some(vec![self.cell(measure, Dim::All, "")]),
            none: words.reports_none().to_owned(),
        }
    }

    fn kinds(&self) -> Sheet {
        let words = self.words;
        let mut sheet =
            self.list(words.reports_sheet_kinds(), words.reports_column_visits(), Measure::Visits, Dim::Kind);
        let others = self.list("", "", Measure::Others, Dim::Kind);
        sheet.rows.extend(others.rows);
        sheet
    }

    fn promises(&self) -> Sheet {
        let words = self.words;
        let rows = self.keys(&[Measure::Kept, Measure::Broken], Dim::What).into_iter().map(|key| {
            let (kept, broken) =
                (self.cell(Measure::Kept, Dim::What, &key), self.cell(Measure::Broken, Dim::What, &key));
            (what(words, self.names.playbook, Measure::Kept, &key), vec![kept, broken])
        });
        Sheet {
            title: words.reports_sheet_promises().to_owned(),
            columns: ["", words.reports_column_kept(), words.reports_column_broken()].map(str::to_owned).to_vec(),
            rows: rows.collect(),
            sums: None,
            none: words.reports_none().to_owned(),
        }
    }

    fn objections(&self) -> Sheet {
        let words = self.words;
        let rows = self.keys(&[Measure::Objections], Dim::What).into_iter().map(|key| {
            let cells = [Measure::Objections, Measure::Answered].map(|measure| self.cell(measure, Dim::What, &key));
            (what(words, self.names.playbook, Measure::Objections, &key), cells.to_vec())
        });
        Sheet {
            title: words.reports_sheet_objections().to_owned(),
            columns: ["", words.reports_column_count(), words.reports_column_answered()].map(str::to_owned).to_vec(),
            rows: rows.collect(),
            sums: Some(
                [Measure::Objections, Measure::Answered].map(|measure| self.cell(measure, Dim::All, "")).to_vec(),
            ),
            none: words.reports_none().to_owned(),
        }
    }

    fn types(&self) -> Sheet {
        let words = self.words;
        const MEASURES: [Measure; 3] = [Measure::Deposits, Measure::Contracts, Measure::ContractPrice];
        let heads = [words.reports_column_deposits(), words.reports_column_contracts(), words.reports_column_sum()];
        let rows = self.keys(&MEASURES[..2], Dim::UnitType).into_iter().map(|key| {
            let name = self.names.key(words, &self.report.site, Measure::Deposits, Dim::UnitType, &key);
            (name, MEASURES.map(|measure| self.cell(measure, Dim::UnitType, &key)).to_vec())
        });
        Sheet {
            title: words.reports_sheet_types().to_owned(),
            columns: std::iter::once(String::new()).chain(heads.map(str::to_owned)).collect(),
            rows: rows.collect(),
            sums: Some(MEASURES.map(|measure| self.cell(measure, Dim::All, "")).to_vec()),
            none: words.reports_none().to_owned(),
        }
    }

    fn units(&self) -> Sheet {
        let words = self.words;
        let states = self.report.stood.iter().filter(|line| line.0 == Stood::Units);
        let rows = states.map(|(_, state, count)| {
            let name = UnitState::from_code(state).map_or(state.as_str(), |state| units::shown(state).label(words));
            (name.to_owned(), vec![Cell { text: count.to_string(), href: None }])
        });
        Sheet {
            title: words.reports_sheet_units().to_owned(),
            columns: vec![String::new(), words.reports_column_units().to_owned()],
            rows: rows.collect(),
            sums: None,
            none: words.reports_none().to_owned(),
        }
    }

    fn consultants(&self) -> Sheet {
        let words = self.words;
        let figures = &self.report.counted.figures;
        let measures = [Measure::Visits, Measure::Registered, Measure::Calls, Measure::Deposits, Measure::Contracts];
        let mut keys = self.keys(&measures, Dim::Consultant);
        // Whoever sells here stands in the table, also with nothing.
        for user in &self.names.consultants {
            let key = user.to_string();
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let owed = |key: &str| {
            let lines = self.report.stood.iter().filter(|line| line.0 == Stood::Owed && line.1 == key);
            lines.map(|line| line.2).sum::<i64>()
        };
        let plain = |text: String| Cell { text, href: None };
        let rate = |part: i64, of: i64| if of == 0 { "–".to_owned() } else { format!("{}%", part * 100 / of) };
        let line = |dim: Dim, key: &str, owed: i64| {
            let get = |measure| figures.get(measure, dim, key);
            let kept = |measure: Measure| match dim {
                Dim::All => figures.all(measure),
                _ => figures.get(measure, Dim::Consultant, key),
            };
            vec![
                self.cell(Measure::Visits, dim, key),
                self.cell(Measure::FirstVisits, dim, key),
                plain(rate(get(Measure::ReturnVisits), get(Measure::Visits))),
                self.cell(Measure::Registered, dim, key),
                self.cell(Measure::Calls, dim, key),
                self.cell(Measure::Deposits, dim, key),
                self.cell(Measure::Contracts, dim, key),
                plain(rate(kept(Measure::Kept), kept(Measure::Kept) + kept(Measure::Broken))),
                plain(owed.to_string()),
            ]
        };
        let rows = keys.iter().map(|key| {
            let name = self.names.key(words, &self.report.site, Measure::Visits, Dim::Consultant, key);
            (name, line(Dim::Consultant, key, owed(key)))
        });
        let heads = [
            "",
            words.reports_column_visits(),
            words.reports_column_first(),
            words.reports_column_rate(),
            words.reports_column_registered(),
            words.reports_column_calls(),
            words.reports_column_deposits(),
            words.reports_column_contracts(),
            words.reports_column_promises(),
            words.reports_column_owed(),
        ];
        let all_owed = self.report.stood.iter().filter(|line| line.0 == Stood::Owed).map(|line| line.2).sum();
        Sheet {
            title: words.reports_sheet_consultants().to_owned(),
            columns: heads.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            sums: Some(line(Dim::All, "", all_owed)),
            none: words.reports_none().to_owned(),
        }
    }
}
