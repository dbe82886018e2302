//! The tables of a report.

use std::collections::BTreeMap;

use showroom_templates::pages::reports::{Calibration, Cell, Sheet};
use showroom_templates::parts::plot::Bar;

use super::cuts::Cut;
use super::model::{BANDS, CUTS, Dim, JUDGED_AFTER_DAYS, Measure, Stood};
use super::period::Span;
use super::present::{Drawing, name, what};
use crate::base::ids::UserId;
use crate::business::units::present as units;
use crate::business::units::states::UnitState;

/// The most rows of one table of a report.
const MOST_ROWS: usize = 24;
/// Of fewer parties than this no share is told.
const ENOUGH: i64 = 10;

impl Drawing<'_> {
    /// All of them. Within a cut, those that would have one row or are not known are left out.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let (words, report) = (self.words, self.report);
        let company = !report.parts.is_empty();
        let mut sheets = if company { vec![self.sites()] } else { Vec::new() };
        let across = |dim: Dim| report.crossed && !report.cut.as_ref().is_some_and(|cut| cut.settles(dim));
        let counts = |measure: Measure| report.cut.as_ref().is_none_or(|cut| cut.counts(measure));
        if across(Dim::Consultant) && !company && counts(Measure::Visits) {
            sheets.push(self.consultants());
        }
        let along = [(words.reports_sheet_channels(), Dim::Channel), (words.reports_sheet_districts(), Dim::District)];
        sheets.extend(along.into_iter().filter(|(_, dim)| across(*dim)).map(|(title, dim)| self.cross(title, dim)));
        if counts(Measure::Visits) {
            if across(Dim::Grade) && !company {
                let title = words.reports_sheet_grades();
                sheets.push(self.list(title, words.reports_column_visits(), Measure::Visits, Dim::Grade));
            }
            if across(Dim::Kind) {
                sheets.push(self.kinds());
            }
            sheets.push(self.promises());
            let title = words.reports_sheet_outcomes();
            sheets.push(self.list(title, words.reports_column_count(), Measure::Outcomes, Dim::What));
            sheets.push(self.objections());
            sheets.push(self.telephone());
        }
        if report.one_currency() {
            let title = words.reports_sheet_money();
            sheets.push(self.list(title, words.reports_column_sum(), Measure::MoneyIn, Dim::What));
            if across(Dim::UnitType) && !company {
                sheets.push(self.types());
            }
        }
        if report.cut.is_none() {
            sheets.push(self.units());
        }
        sheets
    }

    /// The name of a row, which leads to the report of only that.
    fn row_name(&self, dim: Dim, key: &str, text: String) -> Cell {
        let leads = CUTS.contains(&dim) && self.report.parts.is_empty();
        let href = leads.then(|| self.place().within(Some(Cut::By(dim, key.to_owned()))).show());
        Cell { text, href }
    }

    /// Whether intent came true, for periods: a day has too few parties.
    pub(super) fn calibration(&self) -> Option<Calibration> {
        let (words, figures) = (self.words, &self.report.counted.figures);
        let counts = self.report.cut.as_ref().is_none_or(|cut| cut.counts(Measure::Judged));
        if self.report.period.span == Span::Day || !counts {
            return None;
        }
        let mut bars = Vec::new();
        let mut line = |band: &u8| {
            let key = format!("{band:02}");
            let name = band_name(words, *band);
            let of = figures.get(Measure::Judged, Dim::What, &key);
            let bought = figures.get(Measure::JudgedBought, Dim::What, &key);
            let share = match of {
                0 => "–".to_owned(),
                1..ENOUGH => words.reports_calibration_few().to_owned(),
                _ => format!("{}%", bought * 100 / of),
            };
            if of >= ENOUGH {
                let value = bought * 100 / of;
                bars.push(Bar { label: format!("{band}%"), name: name.clone(), value, href: None });
            }
            let cells = [Measure::Judged, Measure::JudgedBought].map(|measure| self.cell(measure, Dim::What, &key));
            let share = Cell { text: share, href: None };
            (Cell { text: name, href: None }, cells.into_iter().chain([share]).collect())
        };
        let rows: Vec<(Cell, Vec<Cell>)> = BANDS.iter().map(&mut line).collect();
        Some(Calibration {
            text: words.reports_calibration_text(JUDGED_AFTER_DAYS),
            sheet: Sheet {
                title: words.reports_calibration().to_owned(),
                columns: [
                    words.reports_calibration_band(),
                    words.reports_calibration_parties(),
                    words.reports_calibration_bought(),
                    words.reports_calibration_share(),
                ]
                .map(str::to_owned)
                .to_vec(),
                rows,
                sums: None,
                none: words.reports_none().to_owned(),
            },
            bars,
        })
    }

    /// The sites of a company side by side: each in its own days and its own money, and each leading to its own report.
    fn sites(&self) -> Sheet {
        let words = self.words;
        const MEASURES: [Measure; 5] =
            [Measure::Visits, Measure::FirstVisits, Measure::Registered, Measure::Deposits, Measure::Contracts];
        let rate = |part: i64, of: i64| if of == 0 { "–".to_owned() } else { format!("{}%", part * 100 / of) };
        let line = |drawing: &Drawing, money: Option<Cell>, target: String| {
            let all = |measure: Measure| drawing.report.counted.figures.all(measure);
            let mut cells: Vec<Cell> = MEASURES.map(|measure| drawing.cell(measure, Dim::All, "")).to_vec();
            cells.insert(2, plain(rate(all(Measure::ReturnVisits), all(Measure::Visits))));
            cells.push(money.unwrap_or_else(|| plain("–".to_owned())));
            cells.push(plain(rate(all(Measure::Kept), all(Measure::Kept) + all(Measure::Broken))));
            cells.push(plain(target));
            cells
        };
        let rows = self.report.parts.iter().map(|part| {
            let drawing = Drawing { words, actor: self.actor, report: part, names: self.names };
            let money = drawing.cell(Measure::MoneyIn, Dim::All, "");
            let name = Cell { text: part.site.name.clone(), href: Some(drawing.place().show()) };
            (name, line(&drawing, Some(money), drawing.reached()))
        });
        let heads = [
            "",
            words.reports_column_visits(),
            words.reports_column_first(),
            words.reports_column_rate(),
            words.reports_column_registered(),
            words.reports_column_deposits(),
            words.reports_column_contracts(),
            name(words, Measure::MoneyIn),
            words.reports_column_promises(),
            words.reports_column_target(),
        ];
        // Different money is never added up.
        let money = self.report.one_currency().then(|| self.cell(Measure::MoneyIn, Dim::All, ""));
        Sheet {
            title: words.reports_sheet_sites().to_owned(),
            columns: heads.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            sums: Some(line(self, money, self.reached())),
            none: words.reports_none().to_owned(),
        }
    }

    /// How much of the target of contracts is reached, or of visits where there is none of contracts.
    fn reached(&self) -> String {
        let report = self.report;
        let of = |measure: Measure| {
            let theirs = report
                .targets
                .iter()
                .filter(|(month, user, of, _)| user.is_none() && *of == measure && report.period.has(*month));
            let target: i64 = theirs.map(|(_, _, _, value)| value).sum();
            (target > 0).then(|| format!("{} / {target}", report.counted.figures.all(measure)))
        };
        of(Measure::Contracts)
            .or_else(|| of(Measure::Deposits))
            .or_else(|| of(Measure::Visits))
            .unwrap_or_else(|| "–".to_owned())
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
        let columns: Vec<(Measure, &str)> = [
            (Measure::Calls, words.reports_column_calls()),
            (Measure::FirstVisits, words.reports_column_first()),
            (Measure::ReturnVisits, words.reports_column_return()),
            (Measure::Deposits, words.reports_column_deposits()),
            (Measure::Contracts, words.reports_column_contracts()),
        ]
        .into_iter()
        .filter(|(measure, _)| self.report.cut.as_ref().is_none_or(|cut| cut.counts(*measure)))
        .collect();
        let measures: Vec<Measure> = columns.iter().map(|(measure, _)| *measure).collect();
        let line = |dim: Dim, key: &str| measures.iter().map(|measure| self.cell(*measure, dim, key)).collect();
        let rows = self.keys(&measures, dim).into_iter().map(|key| {
            let name = self.names.key(words, &self.report.site, Measure::Visits, dim, &key);
            (self.row_name(dim, &key, name), line(dim, &key))
        });
        Sheet {
            title: title.to_owned(),
            columns: std::iter::once("").chain(columns.iter().map(|(_, head)| *head)).map(str::to_owned).collect(),
            rows: rows.collect(),
            sums: Some(line(Dim::All, "")),
            none: words.reports_none().to_owned(),
        }
    }

    fn list(&self, title: &str, column: &str, measure: Measure, dim: Dim) -> Sheet {
        let words = self.words;
        let rows = self.keys(&[measure], dim).into_iter().map(|key| {
            let name = self.names.key(words, &self.report.site, measure, dim, &key);
            (self.row_name(dim, &key, name), vec![self.cell(measure, dim, &key)])
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

    /// Calls that came in, by who phoned; and customers called, by whether they were reached.
    fn telephone(&self) -> Sheet {
        let words = self.words;
        let mut sheet = self.list(words.reports_sheet_calls(), words.reports_column_calls(), Measure::Calls, Dim::What);
        let made = self.list("", "", Measure::CallsMade, Dim::What);
        sheet.rows.extend(made.rows);
        Sheet { columns: ["", words.reports_column_count()].map(str::to_owned).to_vec(), sums: None, ..sheet }
    }

    fn promises(&self) -> Sheet {
        let words = self.words;
        let rows = self.keys(&[Measure::Kept, Measure::Broken], Dim::What).into_iter().map(|key| {
            let (kept, broken) =
                (self.cell(Measure::Kept, Dim::What, &key), self.cell(Measure::Broken, Dim::What, &key));
            (plain(what(words, self.names.playbook, Measure::Kept, &key)), vec![kept, broken])
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
            (plain(what(words, self.names.playbook, Measure::Objections, &key)), cells.to_vec())
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
            let cells = MEASURES.map(|measure| self.cell(measure, Dim::UnitType, &key));
            (self.row_name(Dim::UnitType, &key, name), cells.to_vec())
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
            (plain(name.to_owned()), vec![plain(count.to_string())])
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
        let (words, report) = (self.words, self.report);
        let figures = &report.counted.figures;
        let measures = [Measure::Visits, Measure::Registered, Measure::Calls, Measure::Deposits, Measure::Contracts];
        let mut keys = self.keys(&measures, Dim::Consultant);
        // Whoever sells here stands in the table, also with nothing.
        if report.cut.is_none() {
            let others = self.names.consultants.iter().map(UserId::to_string).filter(|key| !keys.contains(key));
            let others: Vec<String> = others.collect();
            keys.extend(others);
        }
        // What stands belongs to people, and is not cut by anything else.
        let standing = report.cut.as_ref().is_none_or(Cut::of_people);
        let stood = |what: Stood, key: Option<&str>| {
            let lines = report.stood.iter().filter(|line| line.0 == what && key.is_none_or(|key| line.1 == key));
            lines.map(|line| line.2).sum::<i64>()
        };
        let rate = |part: i64, of: i64| if of == 0 { "–".to_owned() } else { format!("{}%", part * 100 / of) };
        let line = |dim: Dim, key: &str| {
            let get = |measure| figures.get(measure, dim, key);
            let mut cells = vec![
                self.cell(Measure::Visits, dim, key),
                self.cell(Measure::FirstVisits, dim, key),
                plain(rate(get(Measure::ReturnVisits), get(Measure::Visits))),
                self.cell(Measure::Registered, dim, key),
                self.cell(Measure::Calls, dim, key),
                self.cell(Measure::Deposits, dim, key),
                self.cell(Measure::Contracts, dim, key),
                plain(rate(get(Measure::Kept), get(Measure::Kept) + get(Measure::Broken))),
            ];
            if standing {
                let key = (dim != Dim::All).then_some(key);
                cells.extend([Stood::Overdue, Stood::Owed].map(|what| plain(stood(what, key).to_string())));
            }
            cells
        };
        let rows = keys.iter().map(|key| {
            let name = self.names.key(words, &report.site, Measure::Visits, Dim::Consultant, key);
            (self.row_name(Dim::Consultant, key, name), line(Dim::Consultant, key))
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
            words.reports_column_overdue(),
            words.reports_column_owed(),
        ];
        Sheet {
            title: words.reports_sheet_consultants().to_owned(),
            columns: heads[..if standing { heads.len() } else { heads.len() - 2 }]
                .iter()
                .map(|&head| head.to_owned())
                .collect(),
            rows: rows.collect(),
            sums: Some(line(Dim::All, "")),
            none: words.reports_none().to_owned(),
        }
    }
}

/// A name or a figure that leads nowhere.
const fn plain(text: String) -> Cell {
    Cell { text, href: None }
}

/// A band of intent in words.
pub fn band_name(words: showroom_templates::Words, from: u8) -> String {
    let next = BANDS.iter().find(|band| **band > from);
    words.reports_band(from, next.map_or(100, |next| next - 1))
}
