//! Tables that become cards on a phone.

use maud::{Markup, html};

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    label: String,
    number: bool,
}

impl Column {
    /// A column of words.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), number: false }
    }

    /// A column of numbers, which stand at the right, digit under digit.
    pub fn number(label: impl Into<String>) -> Self {
        Self { label: label.into(), number: true }
    }
}

/// A row. The first cell names it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Where a tap on its first cell leads.
    pub href: Option<String>,
    /// The cells, as many as there are columns.
    pub cells: Vec<Markup>,
}

impl Row {
    /// A row that leads nowhere.
    pub fn new(cells: Vec<Markup>) -> Self {
        Self { href: None, cells }
    }

    /// A row that leads somewhere.
    pub fn link(href: impl Into<String>, cells: Vec<Markup>) -> Self {
        Self { href: Some(href.into()), cells }
    }
}

/// A table; `caption` is read out, not shown.
pub fn table(caption: &str, columns: &[Column], rows: &[Row]) -> Markup {
    html! {
        div.scroll { table.data {
            caption.unseen { (caption) }
            thead { tr { @for column in columns {
                th scope="col" class=[column.number.then_some("number")] { (column.label) }
            } } }
            tbody { @for row in rows { (line(columns, row)) } }
        } }
    }
}

fn line(columns: &[Column], row: &Row) -> Markup {
    html! {
        tr class=[row.href.as_ref().map(|_| "leads")] {
            @for (at, (column, cell)) in columns.iter().zip(&row.cells).enumerate() {
                @let class = column.number.then_some("number");
                @if at == 0 {
                    th scope="row" class=[class] { @if let Some(href) = &row.href { a href=(href) { (cell) } } @else { (cell) } }
                } @else {
                    td class=[class] data-label=(column.label) { (cell) }
                }
            }
        }
    }
}
