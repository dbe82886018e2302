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
type Cut = (&'static str, Dim, &'static [Measure]);

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
    let mut tables = vec![totals(words, report)];
    if !report.by_day.is_empty() {
        tables.push(days(words, report));
    }
    let cuts: [Cut; 8] = [
        (
            words.reports_sheet_consultants(),
            Dim::Consultant,
            &[
                Measure::Visits,
                Measure::FirstVisits,
                Measure::ReturnVisits,
                Measure::Registered,
                Measure::Calls,
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
    ];
    tables.extend(cuts.into_iter().map(|cut| along(words, report, names, cut)));
    tables.push(along(words, report, names, (words.reports_hours(), Dim::Quarter, &[Measure::Visits])));
    tables.push(units_by_state(words, report));
    tables
}

fn typed(measure: Measure, value: i64) -> Value {
    if measure.is_money() { Value::Money(Money(value)) } else { Value::Number(value) }
}

fn column(words: Words, measure: Measure) -> Column {
    Column::new(present::name(words, measure), if measure.is_money() { Kind::Money } else { Kind::Number })
}

fn totals(words: Words, report: &Report) -> Table {
    let rows = Measure::ALL
        .iter()
        .filter(|measure| !matches!(measure, Measure::Staged | Measure::StageSecs | Measure::Reached));
    Table {
        title: words.reports_sheet_all().to_owned(),
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

fn along(words: Words, report: &Report, names: &Names, (title, dim, measures): Cut) -> Table {
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
