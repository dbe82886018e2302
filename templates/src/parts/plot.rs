//! Plots drawn as SVG: readable without colour, each with its figures as a table.

use crate::words::Words;
use maud::{Markup, html};

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What stands under it; empty where there is no room for every label.
    pub label: String,
    /// Its whole name, for the table.
    pub name: String,
    /// How much.
    pub value: i64,
    /// Where a tap leads.
    pub href: Option<String>,
}

const HEIGHT: i64 = 150;
const TOP: i64 = 16;
const FOOT: i64 = 20;

/// Bars beside each other. `name` says what they are, `columns` how the two columns of the table are called.
pub fn bars(words: Words, name: &str, columns: (&str, &str), bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let count = i64::try_from(bars.len().max(1)).unwrap_or(1);
    let step = (420 / count).clamp(14, 48);
    let (width, bar_width) = (step * count, step - (step / 5).max(2));
    let high = |value: i64| value.max(0) * HEIGHT / most;
    html! {
        figure.plot {
            div.scroll tabindex="0" role="group" aria-label=(name) {
                svg.bars viewBox={ "0 0 " (width) " " (TOP + HEIGHT + FOOT) } width=(width) height=(TOP + HEIGHT + FOOT) role="img" aria-label=(name) {
                    line.plot-base x1="0" x2=(width) y1=(TOP + HEIGHT) y2=(TOP + HEIGHT) {}
                    @for (at, bar) in (0_i64..).zip(bars) {
                        @let x = at * step + (step - bar_width) / 2;
                        @let y = TOP + HEIGHT - high(bar.value);
                        rect.bar x=(x) y=(y) width=(bar_width) height=(high(bar.value)) rx="2" { title { (bar.name) ": " (bar.value) } }
                        @if bar.value > 0 { text.bar-value x=(x + bar_width / 2) y=(y - 4) { (bar.value) } }
                        @if !bar.label.is_empty() { text.bar-label x=(x + bar_width / 2) y=(TOP + HEIGHT + 14) { (bar.label) } }
                    }
                }
            }
            (as_table(words, name, &[columns.0.to_owned(), columns.1.to_owned()], bars.iter().filter(|bar| bar.value != 0).map(|bar| {
                (bar.name.clone(), vec![(bar.value.to_string(), bar.href.clone())])
            }).collect()))
        }
    }
}

/// Rows of cells that are the darker the more there is in them.
#[derive(Clone, Debug)]
pub struct Heat {
    /// What stands over each column; empty where there is no room.
    pub columns: Vec<String>,
    /// Each row: its name, and how much in each column.
    pub rows: Vec<(String, Vec<i64>)>,
    /// The whole names of the columns in the table, and how many columns of the plot each takes together.
    pub hours: Vec<(String, usize)>,
}

const CELL: i64 = 20;
const SIDE: i64 = 44;

/// A heat map with its numbers in the cells.
pub fn heat(words: Words, name: &str, heat: &Heat) -> Markup {
    let most = heat.rows.iter().flat_map(|(_, cells)| cells).copied().max().unwrap_or(0).max(1);
    let columns = i64::try_from(heat.columns.len()).unwrap_or(0);
    let (width, height) = (SIDE + columns * CELL, 18 + 7 * (CELL + 2));
    // Five steps; nothing has none.
    let step = |value: i64| if value == 0 { 0 } else { 1 + (value * 4 / most).min(4) };
    html! {
        figure.plot {
            div.scroll tabindex="0" role="group" aria-label=(name) {
                svg.heat viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) role="img" aria-label=(name) {
                    @for (at, label) in (0_i64..).zip(&heat.columns) {
                        @if !label.is_empty() { text.heat-label x=(SIDE + at * CELL) y="12" { (label) } }
                    }
                    @for (line, (row, cells)) in (0_i64..).zip(&heat.rows) {
                        @let y = 18 + line * (CELL + 2);
                        text.heat-row x=(SIDE - 6) y=(y + 14) { (row) }
                        @for (at, value) in (0_i64..).zip(cells) {
                            @let x = SIDE + at * CELL;
                            rect class={ "heat-cell heat-" (step(*value)) } x=(x) y=(y) width=(CELL - 2) height=(CELL) rx="2" {}
                            @if *value > 0 { text class={ "heat-value heat-on-" (step(*value)) } x=(x + CELL / 2 - 1) y=(y + 14) { (value) } }
                        }
                    }
                }
            }
            @let heads: Vec<String> = std::iter::once(words.reports_weekday().to_owned()).chain(heat.hours.iter().map(|(hour, _)| hour.clone())).collect();
            (as_table(words, name, &heads, heat.rows.iter().map(|(row, cells)| (row.clone(), by_hour(cells, &heat.hours))).collect()))
        }
    }
}

fn by_hour(cells: &[i64], hours: &[(String, usize)]) -> Vec<(String, Option<String>)> {
    let mut rest = cells;
    hours
        .iter()
        .map(|(_, wide)| {
            let (some, later) = rest.split_at((*wide).min(rest.len()));
            rest = later;
            (some.iter().sum::<i64>().to_string(), None)
        })
        .collect()
}

type Line = (String, Vec<(String, Option<String>)>);

fn as_table(words: Words, name: &str, heads: &[String], lines: Vec<Line>) -> Markup {
    html! {
        @if !lines.is_empty() {
            details.figures {
                summary { (words.reports_as_table()) }
                div.scroll tabindex="0" role="group" aria-label=(name) { table.plain-table {
                    caption.unseen { (name) }
                    thead { tr { @for (at, head) in heads.iter().enumerate() { th scope="col" class=[(at > 0).then_some("number")] { (head) } } } }
                    tbody { @for (row, cells) in &lines { tr {
                        th scope="row" { (row) }
                        @for (value, href) in cells { td.number { @if let Some(href) = href { a href=(href) { (value) } } @else { (value) } } }
                    } } }
                } }
            }
        }
    }
}
