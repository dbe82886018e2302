//! The report of several sites: each by its own clock, added up where that means something. Different money is never added.

use std::collections::BTreeMap;

use super::cuts::Cut;
use super::figures::Figures;
use super::model::{Line, Stood};
use super::report::Report;

/// Adds up the reports of sites, the first of which is that of the reader; `None` where there is none.
pub fn sum(parts: Vec<Report>) -> Option<Report> {
    let mut whole = parts.first()?.clone();
    let mixed = parts.iter().any(|part| part.site.currency != whole.site.currency);
    whole.counted.figures = add(parts.iter().map(|part| &part.counted.figures), mixed);
    whole.counted.closed = parts.iter().map(|part| part.counted.closed).sum();
    whole.counted.missing = parts.iter().map(|part| part.counted.missing).sum();
    for (at, against) in whole.against.iter_mut().enumerate() {
        against.2 = add(parts.iter().filter_map(|part| part.against.get(at)).map(|one| &one.2), mixed);
    }
    let months: Vec<&Figures> = parts.iter().filter_map(|part| part.month.as_ref()).collect();
    whole.month = (!months.is_empty()).then(|| add(months.into_iter(), mixed));
    let mut stood: BTreeMap<(Stood, String), i64> = BTreeMap::new();
    for (what, of, count) in parts.iter().flat_map(|part| &part.stood) {
        *stood.entry((*what, of.clone())).or_default() += count;
    }
    whole.stood = stood.into_iter().map(|((what, of), count)| -> Line { (what, of, count) }).collect();
    whole.by_day = BTreeMap::new();
    for (day, figures) in parts.iter().flat_map(|part| &part.by_day) {
        for (measure, value) in figures.iter().filter(|(measure, _)| !(mixed && measure.is_money())) {
            *whole.by_day.entry(*day).or_default().entry(*measure).or_default() += value;
        }
    }
    whole.by_quarter = parts.iter().flat_map(|part| part.by_quarter.clone()).collect();
    let targets = parts.iter().flat_map(|part| part.targets.clone());
    whole.targets = targets.filter(|(_, user, measure, _)| user.is_none() && !(mixed && measure.is_money())).collect();
    // What was written about one site's figure is no word about the sum.
    whole.corrections = Vec::new();
    whole.closed = None;
    whole.last_closed = parts.iter().filter_map(|part| part.last_closed).min();
    whole.first_day = parts.iter().filter_map(|part| part.first_day).min();
    whole.today = parts.iter().map(|part| part.today).max().unwrap_or(whole.today);
    whole.choices = Vec::<Cut>::new();
    whole.answers = Vec::new();
    whole.parts = parts;
    Some(whole)
}

/// The sites of each currency added up, for figures of money.
pub fn by_currency(report: &Report) -> Vec<(String, Report)> {
    let mut groups: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for part in &report.parts {
        groups.entry(part.site.currency.clone()).or_default().push(part.clone());
    }
    groups.into_iter().filter_map(|(currency, parts)| Some((currency, sum(parts)?))).collect()
}

fn add<'a>(all: impl Iterator<Item = &'a Figures>, mixed: bool) -> Figures {
    let mut sum = Figures::default();
    for (measure, dim, key, value) in all.flat_map(Figures::iter) {
        if !(mixed && measure.is_money()) {
            sum.add(measure, dim, key, value);
        }
    }
    sum
}
