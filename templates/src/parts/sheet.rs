//! Papers: an A4 sheet with a head, numbered clauses, places to sign.

use crate::parts::icon::Icon;
use crate::words::{Lang, Words};
use maud::{Markup, Render, html};

/// A sheet of A4 in the language that it is written in, which need not be that of the page around it.
pub fn sheet(lang: Lang, body: impl Render) -> Markup {
    html! { article.sheet lang=(lang.code()) { (body) } }
}

/// The head of a paper: its title, its number, who issues it.
pub fn head(issuer: &str, title: &str, number: &str) -> Markup {
    html! { header.sheet-head { p.sheet-issuer { (issuer) } h1 { (title) } p.sheet-number { (number) } } }
}

/// Names and values as a table with lines, two pairs in a row.
pub fn grid(pairs: &[(String, String)]) -> Markup {
    html! {
        table.sheet-grid { tbody { @for line in pairs.chunks(2) {
            tr {
                @for (name, value) in line {
                    th scope="row" { (name) }
                    td colspan=[(line.len() == 1).then_some("3")] { (value) }
                }
            }
        } } }
    }
}

/// A table with lines; numbers stand at the right from the column `numbers_from` on.
pub fn table(heads: &[String], rows: &[Vec<String>], numbers_from: usize) -> Markup {
    let class = |at: usize| (at >= numbers_from).then_some("number");
    html! {
        table.sheet-table {
            thead { tr { @for (at, head) in heads.iter().enumerate() { th scope="col" class=[class(at)] { (head) } } } }
            tbody { @for row in rows { tr { @for (at, cell) in row.iter().enumerate() { td class=[class(at)] { (cell) } } } } }
        }
    }
}

/// Numbered clauses.
pub fn clauses(clauses: &[String]) -> Markup {
    html! { ol.clauses { @for clause in clauses { li { (clause) } } } }
}

/// Places to sign; each with what was signed there, if it was.
pub fn signatures(places: &[(String, Markup)]) -> Markup {
    html! { div.sign-places { @for (label, signed) in places {
        div { p { (label) } div.sign-place { (signed) } }
    } } }
}

/// A button that prints; shown when the page's script is there to work it.
pub fn print_button(words: Words) -> Markup {
    html! { button.button.primary type="button" data-print hidden { (Icon::Print) span { (words.common_print()) } } }
}
