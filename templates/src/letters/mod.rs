//! Letters that people get by mail: one struct, drawn as plain text and as HTML that every mail program shows.

pub mod report;

use crate::raw;
use crate::words::Words;
use maud::{Markup, html};

/// A letter: a greeting, what it is about, lists of what to do, where to go on.
#[derive(Clone, Debug, Default)]
pub struct LetterText {
    /// The line in the list of mails.
    pub subject: String,
    /// Good morning.
    pub greeting: String,
    /// What it is about, in a sentence.
    pub lead: String,
    /// The lists.
    pub sections: Vec<Section>,
    /// Where to go on: what the link says, and where it leads.
    pub link: (String, String),
    /// Why one gets this, and where that is changed.
    pub why: (String, String),
}

/// One list.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// What is listed.
    pub title: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// How many more there are, in words; empty for none.
    pub more: String,
}

/// One line of a list.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Who or what.
    pub title: String,
    /// What is to be done.
    pub under: String,
    /// Where it is done.
    pub href: String,
}

/// As plain text; lines as people write them, links below what they are about.
pub fn plain(letter: &LetterText) -> String {
    let mut text = format!("{}\n\n{}\n", letter.greeting, letter.lead);
    for section in &letter.sections {
        text.push_str(&format!("\n== {} ==\n", section.title));
        for line in &section.lines {
            text.push_str(&format!("- {} · {}\n  {}\n", line.title, line.under, line.href));
        }
        if !section.more.is_empty() {
            text.push_str(&format!("  {}\n", section.more));
        }
    }
    text.push_str(&format!("\n{}\n{}\n", letter.link.0, letter.link.1));
    text.push_str(&format!("\n-- \n{}\n{}\n", letter.why.0, letter.why.1));
    text
}

/// As HTML. Mail programs keep neither style sheets nor scripts, so what little style there is stands at its place.
pub fn html(words: Words, letter: &LetterText) -> String {
    raw::page(page(words, &letter.subject, sheet(letter)))
}

/// The page around what stands on the sheet.
fn page(words: Words, subject: &str, sheet: Markup) -> Markup {
    html! {
        (raw::doctype())
        html lang=(words.lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (subject) }
            }
            body style="margin:0;padding:24px 16px;background:#f6f5f2;color:#1d1c1a;font:16px/1.5 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif" {
                (sheet)
            }
        }
    }
}

/// What stands on the sheet.
pub fn sheet(letter: &LetterText) -> Markup {
    html! {
        div style="max-width:600px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #e3e0da;border-radius:12px" {
            p style="margin:0 0 4px;font-size:20px;font-weight:600" { (letter.greeting) }
            p style="margin:0 0 8px;color:#57534c" { (letter.lead) }
            @for section in &letter.sections { (list(section)) }
            p style="margin:24px 0 0" {
                a href=(letter.link.1) style="display:inline-block;padding:12px 20px;border-radius:8px;background:#3450c4;color:#ffffff;text-decoration:none;font-weight:600" { (letter.link.0) }
            }
        }
        p style="max-width:600px;margin:16px auto 0;color:#6b665e;font-size:13px" {
            (letter.why.0) " " a href=(letter.why.1) style="color:#6b665e" { (letter.why.1) }
        }
    }
}

fn list(section: &Section) -> Markup {
    html! {
        h2 style="margin:24px 0 4px;font-size:15px" { (section.title) }
        table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse" {
            @for line in &section.lines {
                tr { td style="padding:10px 0;border-top:1px solid #e3e0da" {
                    a href=(line.href) style="color:#3450c4;text-decoration:none;font-weight:600" { (line.title) }
                    br;
                    span style="color:#57534c" { (line.under) }
                } }
            }
        }
        @if !section.more.is_empty() { p style="margin:4px 0 0;color:#6b665e" { (section.more) } }
    }
}
