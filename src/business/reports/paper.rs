//! The report as a paper: what its page shows, as data for `templates/documents/report.typ`.

use serde_json::{Value, json};
use showroom_templates::pages::reports::{Cell, Head, ReportPage, Sheet, Step};
use showroom_templates::parts::Tone;
use showroom_templates::parts::plot::{Bar, Heat};
use showroom_templates::{Nav, Words};

use super::period::Span;
use super::place::Place;
use super::present::{self, Drawing, Names};
use super::report::Report;
use crate::base::actor::Actor;
use crate::platform::http::{Answer, Ask};
use crate::platform::papers::{self, Paper, Papers, Trouble};

/// The report of a day or of a period, of a site or of all.
pub fn of(words: Words, report: &Report, names: &Names) -> Paper {
    // Whatever differs by who looks is a link, and a paper has none.
    let actor = Actor::house(report.site.id);
    let page = Drawing { words, actor: &actor, report, names }.page(&[]);
    let one_sheet = report.period.span == Span::Day;
    let subject = page.cut.iter().fold(page.period.clone(), |subject, (cut, _)| format!("{subject} · {cut}"));
    let correction = |(what, why): &(String, String)| json!({ "what": what, "why": why });
    let mut data = json!({
        "one_sheet": one_sheet,
        "subject": subject,
        "state": page.state.sign.2,
        "state_text": page.state.text,
        "notes": page.notes,
        "quiet": page.quiet.then(|| words.reports_quiet_text()),
        "heads": page.heads.iter().map(|head| headline(words, head)).collect::<Vec<_>>(),
        "loose_title": words.reports_loose(),
        "loose": loose(&page),
        "bars_title": page.bars.0,
        "bars": page.bars.2.iter().map(bar).collect::<Vec<_>>(),
        "funnel_title": words.reports_funnel(),
        "funnel": page.funnel.iter().map(|step| funnel(words, step)).collect::<Vec<_>>(),
        "heat": page.heat.as_ref().map(|(of, advice)| heat(words, of, advice)),
        "sheets": page.sheets.iter().map(sheet).collect::<Vec<_>>(),
        "calibration": page.calibration.as_ref().map(|one| json!({ "text": one.text, "sheet": sheet(&one.sheet) })),
        "answers_title": words.reports_answers(),
        // A day's sheet has no room for words.
        "answers": if one_sheet { Vec::new() } else { page.answers.iter().map(answer_of).collect() },
        "corrections_title": words.reports_corrections(),
        "corrections": page.corrections.iter().map(correction).collect::<Vec<_>>(),
    });
    let company = !report.parts.is_empty();
    let issuer = match company {
        true => report.parts.iter().map(|part| part.site.name.as_str()).collect::<Vec<_>>().join(" · "),
        false => report.site.name.clone(),
    };
    let title = if company { words.reports_company() } else { words.reports_title() };
    papers::join(&mut data, papers::head(words, &issuer, title, ""));
    Paper { document: "report", data, today: report.today }
}

/// Gives it to somebody who asks for it.
pub(super) async fn answer(ask: &Ask, report: &Report, names: &Names) -> Answer {
    let (words, place) = (ask.words, Place::of(report));
    let frame = ask.frame(words.reports_title(), Nav::Reports).with_back(place.show());
    ask.pdf(frame, &file_name(words, report, names), of(words, report, names)).await
}

/// The report as PDF, for whoever sends it.
///
/// # Errors
/// Why there is none: [`Trouble::NoFont`] where this machine has no Chinese font, and others.
pub async fn pdf(papers: &Papers, words: Words, report: &Report, names: &Names) -> Result<Vec<u8>, Trouble> {
    papers.draw(of(words, report, names)).await
}

/// What the file is called, without its ending.
pub fn file_name(words: Words, report: &Report, names: &Names) -> String {
    let name = if report.parts.is_empty() { words.reports_file_name() } else { words.reports_company_file_name() };
    let cut = report.cut.as_ref().map(|cut| present::cut_key(words, &report.site, names, cut));
    let of = cut.map(|cut| format!("-{cut}")).unwrap_or_default();
    format!("{name}-{}-{}{of}", report.period.from, report.period.to)
}

fn headline(words: Words, head: &Head) -> Value {
    let changes = head.changes.iter().map(|one| json!({ "against": one.against, "by": one.by, "was": one.was }));
    json!({
        "label": head.label,
        "figure": head.figure.text,
        "changes": changes.collect::<Vec<_>>(),
        "month": head.month.as_ref().map(|month| words.reports_month_so_far(month)),
        "target": head.target.as_ref().map(|(text, share)| format!("{text} · {share}%")),
        "corrected": head.corrected,
    })
}

fn loose(page: &ReportPage) -> Vec<Value> {
    let line = |(text, figure, tone): &(String, Cell, Tone)| json!({ "text": text, "figure": figure.text, "warn": *tone == Tone::Warn });
    page.loose.iter().map(line).collect()
}

fn answer_of((objection, words): &(String, Vec<String>)) -> Value {
    json!({ "objection": objection, "words": words })
}

fn bar(bar: &Bar) -> Value {
    json!({ "label": bar.label, "name": bar.name, "value": bar.value })
}

fn funnel(words: Words, step: &Step) -> Value {
    let mean = step.mean.as_ref().map(|mean| words.reports_mean(mean));
    let more: Vec<String> = step.lost.iter().cloned().chain(mean).collect();
    json!({ "label": step.label, "figure": step.figure.text, "share": step.share, "more": more.join(" · ") })
}

fn heat(words: Words, heat: &Heat, advice: &[String]) -> Value {
    let row = |(name, cells): &(String, Vec<i64>)| json!({ "name": name, "cells": cells });
    json!({
        "title": words.reports_heat(),
        "advice": advice,
        "hours": heat.hours.iter().map(|(hour, _)| hour).collect::<Vec<_>>(),
        "rows": heat.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn sheet(sheet: &Sheet) -> Value {
    let texts = |cells: &[Cell]| cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    let row = |(name, cells): &(Cell, Vec<Cell>)| json!({ "name": name.text, "cells": texts(cells) });
    json!({
        "title": sheet.title,
        "columns": sheet.columns,
        "rows": sheet.rows.iter().map(row).collect::<Vec<_>>(),
        "sums": sheet.sums.as_deref().map(texts),
        "none": sheet.none,
    })
}
