//! The mail of a report: its key figures as a table that every mail program shows, and as lines of plain text.

use crate::raw;
use crate::words::Words;
use maud::{Markup, html};

/// The mail of a report.
#[derive(Clone, Debug, Default)]
pub struct ReportText {
    /// The line in the list of mails.
    pub subject: String,
    /// The showroom.
    pub site: String,
    /// Which report: "Report of the day · 21 Nov 2026".
    pub title: String,
    /// Since when its figures stand.
    pub state: String,
    /// Said where nobody came.
    pub quiet: Option<String>,
    /// The columns: what is counted, this period, those that it is compared with.
    pub columns: Vec<String>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// What follows them: targets, loose ends.
    pub parts: Vec<Part>,
    /// Said of the paper that goes with it, or why none does.
    pub paper: Option<String>,
    /// Where to go on: what the link says, and where it leads.
    pub link: (String, String),
    /// Why one gets this, and where that is changed.
    pub why: (String, String),
}

/// One figure.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// What is counted.
    pub label: String,
    /// How much.
    pub value: String,
    /// Against each other period: by how much, and what it was; empty for nothing to say.
    pub others: Vec<(String, String)>,
}

/// Lines of what and how much.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// What they are about.
    pub title: String,
    /// The lines.
    pub lines: Vec<(String, String)>,
}

/// As plain text: one figure to a line.
pub fn plain(words: Words, letter: &ReportText) -> String {
    let mut text = format!("{}\n{}\n{}\n\n", letter.site, letter.title, letter.state);
    if let Some(quiet) = &letter.quiet {
        text.push_str(&format!("{quiet}\n\n"));
    }
    let against = letter.columns.get(2..).unwrap_or_default();
    for figure in &letter.figures {
        let others: Vec<String> = figure
            .others
            .iter()
            .zip(against)
            .map(|((by, was), against)| format!("{against} {by} {was}").replace(" （", "（").trim_end().to_owned())
            .collect();
        let line = words.report_mails_line(&figure.label, &figure.value, others.join(words.report_mails_and()));
        text.push_str(&format!("- {line}\n"));
    }
    for part in &letter.parts {
        text.push_str(&format!("\n== {} ==\n", part.title));
        for (what, much) in &part.lines {
            text.push_str(&format!("- {}\n", words.report_mails_pair(what, much)));
        }
    }
    if let Some(paper) = &letter.paper {
        text.push_str(&format!("\n{paper}\n"));
    }
    text.push_str(&format!("\n{}\n{}\n", letter.link.0, letter.link.1));
    text.push_str(&format!("\n-- \n{}\n{}\n", letter.why.0, letter.why.1));
    text
}

/// As HTML.
pub fn html(words: Words, letter: &ReportText) -> String {
    raw::page(super::page(words, &letter.subject, sheet(letter)))
}

/// What stands on the sheet.
pub fn sheet(letter: &ReportText) -> Markup {
    html! {
        div style="max-width:600px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #e3e0da;border-radius:12px" {
            p style="margin:0;color:#57534c;font-size:14px" { (letter.site) }
            h1 style="margin:0 0 4px;font-size:20px;line-height:1.3;font-weight:600" { (letter.title) }
            p style="margin:0 0 16px;color:#57534c;font-size:14px" { (letter.state) }
            @if let Some(quiet) = &letter.quiet { p style="margin:0 0 16px;font-weight:600" { (quiet) } }
            (figures(letter))
            @for part in &letter.parts { (lines(part)) }
            @if let Some(paper) = &letter.paper { p style="margin:16px 0 0;color:#57534c;font-size:14px" { (paper) } }
            p style="margin:24px 0 0" {
                a href=(letter.link.1) style="display:inline-block;padding:12px 20px;border-radius:8px;background:#3450c4;color:#ffffff;text-decoration:none;font-weight:600" { (letter.link.0) }
            }
        }
        p style="max-width:600px;margin:16px auto 0;color:#6b665e;font-size:13px" {
            (letter.why.0) " " a href=(letter.why.1) style="color:#6b665e" { (letter.why.1) }
        }
    }
}

const NUMBER: &str =
    "padding:8px 0 8px 8px;border-top:1px solid #e3e0da;text-align:right;white-space:nowrap;vertical-align:baseline";

fn figures(letter: &ReportText) -> Markup {
    html! {
        table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-variant-numeric:tabular-nums" {
            thead { tr { @for (at, column) in letter.columns.iter().enumerate() {
                @let side = if at == 0 { "left" } else { "right" };
                th scope="col" style={ "padding:0 0 6px " (if at == 0 { "0" } else { "8px" }) ";text-align:" (side) ";white-space:nowrap;font-size:13px;font-weight:400;color:#57534c;vertical-align:bottom" } { @if at != 1 { (column) } @else { span style="font-weight:600;color:#1d1c1a" { (column) } } }
            } } }
            tbody { @for figure in &letter.figures {
                tr {
                    th scope="row" style="padding:8px 0;border-top:1px solid #e3e0da;text-align:left;font-weight:400;vertical-align:baseline" { (figure.label) }
                    td style=(NUMBER) { b style="font-size:17px" { (figure.value) } }
                    @for (by, was) in &figure.others {
                        td style=(NUMBER) { span style="font-size:14px" { (by) } @if !was.is_empty() { br; span style="color:#6b665e;font-size:12px" { (was) } } }
                    }
                }
            } }
        }
    }
}

fn lines(part: &Part) -> Markup {
    html! {
        h2 style="margin:24px 0 4px;font-size:15px" { (part.title) }
        table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-variant-numeric:tabular-nums" {
            @for (what, much) in &part.lines {
                tr {
                    th scope="row" style="padding:8px 0;border-top:1px solid #e3e0da;text-align:left;font-weight:400;vertical-align:baseline" { (what) }
                    td style="padding:8px 0 8px 8px;border-top:1px solid #e3e0da;text-align:right;vertical-align:baseline" { (much) }
                }
            }
        }
    }
}
