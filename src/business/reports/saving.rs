//! A report as tables for a file: typed values, sums that stay alive.

use showroom_templates::Words;

use super::model::{Dim, HEADLINES, Measure, Stood};
use super::present::{self, Names};
use super::report::Report;
use crate::base::money::Money;
use crate::business::units::present as units;
use crate::business::units::states::UnitState;
use crate::platform::sheets::{Column, Kind, Table, Value};

/// What is saved along one dimension: the title, the dimension, the measures.
type Along = (&'static str, Dim, &'static [Measure]);

const CROSS: &[Measure] = &[
    Measure::Calls,
    Measure::FirstVisits,
    Measure::ReturnVisits,
    Measure::Registered,
    Measure::Deposits,
    Measure::Contracts,
];

/// The tables of a report.
pub fn tables(words: Words, report: &Report, names: &Names) -> Vec<Table> {
    let mut tables = vec![totals(words, report, names)];
    if !report.parts.is_empty() {
        tables.push(sites(words, report));
    }
    if !report.by_day.is_empty() {
        tables.push(days(words, report));
    }
    let along_these: [Along; 9] = [
        (
            words.reports_sheet_consultants(),
            Dim::Consultant,
            &[
                Measure::Visits,
                Measure::FirstVisits,
                Measure::ReturnVisits,
                Measure::Registered,
                Measure::Calls,
                Measure::CallsMade,
                Measure::Deposits,
                Measure::Contracts,
                Measure::Kept,
                Measure::Broken,
            ],
        ),
        (words.reports_sheet_channels(), Dim::Channel, CROSS),
        (words.reports_sheet_districts(), Dim::District, CROSS),
        (words.reports_sheet_grades(), Dim::Grade, &[Measure::Visits, Measure::Registered]),
        (words.reports_sheet_kinds(), Dim::Kind, &[Measure::Visits, Measure::Others]),
        (
            words.reports_sheet_types(),
            Dim::UnitType,
            &[Measure::Deposits, Measure::DepositPrice, Measure::Contracts, Measure::ContractPrice],
        ),
        (words.reports_funnel(), Dim::What, &[Measure::Reached]),
        (words.reports_sheet_objections(), Dim::What, &[Measure::Objections, Measure::Answered]),
        (words.reports_calibration(), Dim::What, &[Measure::Judged, Measure::JudgedBought]),
    ];
    // Names of people, types and grades are each site's own.
    let company = !report.parts.is_empty();
    let own = |dim: Dim| matches!(dim, Dim::Consultant | Dim::UnitType | Dim::Grade);
    let there = |dim: Dim| match &report.cut {
        None => !(company && own(dim)),
        Some(cut) => dim == Dim::What || (report.crossed && !cut.settles(dim)),
    };
    let shown = along_these.into_iter().filter(|(_, dim, _)| there(*dim));
    tables.extend(shown.map(|one| along(words, report, names, one)));
    if there(Dim::Quarter) {
        tables.push(along(words, report, names, (words.reports_hours(), Dim::Quarter, &[Measure::Visits])));
    }
    if report.cut.is_none() {
        tables.push(units_by_state(words, report));
    }
    tables
}

fn typed(measure: Measure, value: i64) -> Value {
    if measure.is_money() { Value::Money(Money(value)) } else { Value::Number(value) }
}

fn column(words: Words, measure: Measure) -> Column {
    Column::new(present::name(words, measure), if measure.is_money() { Kind::Money } else { Kind::Number })
}

fn totals(words: Words, report: &Report, names: &Names) -> Table {
    let counts = |measure: Measure| report.cut.as_ref().is_none_or(|cut| cut.counts(measure));
    let rows = Measure::ALL
        .iter()
        .filter(|measure| !matches!(measure, Measure::Staged | Measure::StageSecs | Measure::Reached))
        .filter(|measure| counts(**measure) && (report.one_currency() || !measure.is_money()));
    let cut = report.cut.as_ref().map(|cut| present::cut_name(words, &report.site, names, cut));
    Table {
        title: cut.unwrap_or_else(|| words.reports_sheet_all().to_owned()),
        columns: vec![
            Column::new(words.reports_figure(), Kind::Long),
            Column::new(words.reports_column_count(), Kind::Money),
        ],
        rows: rows
            .map(|measure| {
                let number = report.counted.figures.all(*measure);
                vec![Value::text(present::name(words, *measure)), typed(*measure, number)]
            })
            .collect(),
        sums: None,
    }
}

/// The sites side by side; sums of money only where all of it is of one currency.
fn sites(words: Words, report: &Report) -> Table {
    const MEASURES: [Measure; 8] = [
        Measure::Visits,
        Measure::FirstVisits,
        Measure::ReturnVisits,
        Measure::Registered,
        Measure::Deposits,
        Measure::Contracts,
        Measure::Kept,
        Measure::Broken,
    ];
    let rows = report.parts.iter().map(|part| {
        let all = |measure: Measure| typed(measure, part.counted.figures.all(measure));
        let money = [all(Measure::MoneyIn), Value::text(&part.site.currency)];
        std::iter::once(Value::text(&part.site.name)).chain(MEASURES.map(all)).chain(money).collect()
    });
    let title = words.reports_sheet_sites();
    let money = [column(words, Measure::MoneyIn), Column::new(words.reports_column_currency(), Kind::Name)];
    Table {
        title: title.to_owned(),
        columns: std::iter::once(Column::new(title, Kind::Name))
            .chain(MEASURES.map(|measure| column(words, measure)))
            .chain(money)
            .collect(),
        rows: rows.collect(),
        sums: report.one_currency().then(|| "Σ".to_owned()),
    }
}

fn days(words: Words, report: &Report) -> Table {
    let first = Column::new(words.reports_day(), Kind::Date);
    Table {
        title: words.reports_by_day().to_owned(),
        columns: std::iter::once(first).chain(HEADLINES.map(|measure| column(words, measure))).collect(),
        rows: report
            .by_day
            .iter()
            .map(|(day, figures)| {
                let of = |measure: Measure| typed(measure, figures.get(&measure).copied().unwrap_or_default());
                std::iter::once(Value::Date(*day)).chain(HEADLINES.map(of)).collect()
            })
            .collect(),
        sums: Some("Σ".to_owned()),
    }
}

fn along(words: Words, report: &Report, names: &Names, (title, dim, measures): Along) -> Table {
    let figures = &report.counted.figures;
    let mut keys: Vec<String> =
        measures.iter().flat_map(|measure| figures.by(*measure, dim).map(|(key, _)| key.to_owned())).collect();
    keys.sort_by_key(|key| (key.is_empty(), key.clone()));
    keys.dedup();
    let first = measures.first().copied().unwrap_or(Measure::Visits);
    let rows = keys.into_iter().map(|key| {
        let name = names.key(words, &report.site, first, dim, &key);
        let of = |measure: &Measure| typed(*measure, figures.get(*measure, dim, &key));
        std::iter::once(Value::text(name)).chain(measures.iter().map(of)).collect()
    });
    Table {
        title: title.to_owned(),
        columns: std::iter::once(Column::new(title, Kind::Name))
            .chain(measures.iter().map(|measure| column(words, *measure)))
            .collect(),
        rows: rows.collect(),
        // A party reaches several stages: their sum says nothing.
        sums: (first != Measure::Reached).then(|| "Σ".to_owned()),
    }
}

fn units_by_state(words: Words, report: &Report) -> Table {
    let states = report.stood.iter().filter(|line| line.0 == Stood::Units);
    let rows = states.map(|(_, state, count)| {
        let name = UnitState::from_code(state).map_or(state.as_str(), |state| units::shown(state).label(words));
        vec![Value::text(name), Value::Number(*count)]
    });
    Table {
        title: words.reports_sheet_units().to_owned(),
        columns: vec![
            Column::new(words.reports_sheet_units(), Kind::Name),
            Column::new(words.reports_column_units(), Kind::Number),
        ],
        rows: rows.collect(),
        sums: Some("Σ".to_owned()),
    }
}
