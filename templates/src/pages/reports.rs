//! Reports of traffic: a day, any period, the rows behind a figure, a closed day computed again, targets.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{card_with, fields};
use crate::parts::form::came_from;
use crate::parts::form::{action_bar, form, note};
use crate::parts::list::{Tab, link_row, plain_row, rows as list_rows};
use crate::parts::plot::{self, Bar, Heat};
use crate::parts::{
    Icon, Tone, area, badge, card, date, empty, hidden, meter, number, press, primary, quiet, secondary, tabs,
};
use crate::typed::Typed;
use crate::urls;
use crate::words::Words;
use maud::{Markup, Render, html};

/// A figure as it is shown, and the rows behind it.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// As it is written.
    pub text: String,
    /// The rows behind it; none where there are none.
    pub href: Option<String>,
}

impl Render for Cell {
    fn render(&self) -> Markup {
        html! { @if let Some(href) = &self.href { a.figure href=(href) { (self.text) } } @else { span { (self.text) } } }
    }
}

/// How a figure stands against another period.
#[derive(Clone, Debug)]
pub struct Change {
    /// Against what: "yesterday".
    pub against: String,
    /// By how much: "+3".
    pub by: String,
    /// More, less or the same: the sign beside it.
    pub icon: Option<Icon>,
    /// What it was then.
    pub was: String,
}

/// A headline.
#[derive(Clone, Debug)]
pub struct Head {
    /// What is counted.
    pub label: String,
    /// How much.
    pub figure: Cell,
    /// Against other periods.
    pub changes: Vec<Change>,
    /// The month so far, for a day.
    pub month: Option<String>,
    /// The target, and how much of a hundred of it is reached.
    pub target: Option<(String, i64)>,
    /// A correction that was written later.
    pub corrected: Option<String>,
}

/// A step of the funnel.
#[derive(Clone, Debug)]
pub struct Step {
    /// The stage.
    pub label: String,
    /// How many came so far.
    pub figure: Cell,
    /// Of a hundred that came in.
    pub share: i64,
    /// How many were lost since the step before, in words.
    pub lost: Option<String>,
    /// How long it takes, in words.
    pub mean: Option<String>,
}

/// A table of figures.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What it is about.
    pub title: String,
    /// Its columns; the first names the rows.
    pub columns: Vec<String>,
    /// Its rows: the name, which may lead to the report of only that, and the figures.
    pub rows: Vec<(Cell, Vec<Cell>)>,
    /// The sums, where they make sense.
    pub sums: Option<Vec<Cell>>,
    /// What stands there instead of no rows.
    pub none: String,
}

/// Where a day or a period stands.
#[derive(Clone, Debug)]
pub struct State {
    /// How it looks.
    pub sign: (Tone, Icon, String),
    /// More about it: who signed, until when it is open.
    pub text: String,
    /// Where it is signed, for who may.
    pub sign_at: Option<String>,
    /// Where it, or the last closed day, is computed again, and what the link says.
    pub check: Option<(String, String)>,
}

/// A report.
pub struct ReportPage {
    /// The names of periods: in words, where, whether it is this one.
    pub spans: Vec<Tab>,
    /// The period in words.
    pub period: String,
    /// The one before and, unless it lies ahead, the one after.
    pub before: String,
    /// See above.
    pub after: Option<String>,
    /// Today, where it is not shown.
    pub now: Option<String>,
    /// The fields to choose another: the span, its first and its last day; one field for named periods.
    pub choose: (String, String, Option<String>),
    /// What has to be said first: what was asked for cannot be, days are missing.
    pub notes: Vec<String>,
    /// Where it stands.
    pub state: State,
    /// Headlines.
    pub heads: Vec<Head>,
    /// Visits by hour, for a day; by day, week or month, for a period.
    pub bars: (String, String, Vec<Bar>),
    /// When people come, for a period; with advice in words.
    pub heat: Option<(Heat, Vec<String>)>,
    /// The funnel; nothing where parties on the floor are not what the report is about, and then no bars either.
    pub funnel: Vec<Step>,
    /// Loose ends: what, how many, where.
    pub loose: Vec<(String, Cell, Tone)>,
    /// Tables.
    pub sheets: Vec<Sheet>,
    /// Corrections in words: which figure, why, who and when.
    pub corrections: Vec<(String, String)>,
    /// Where it is saved: as a workbook and as text.
    pub files: (String, String),
    /// Where it is saved as PDF.
    pub pdf: String,
    /// Where targets are set, for who may.
    pub targets: Option<String>,
    /// Whether nobody came at all.
    pub quiet: bool,
    /// What the report is cut by, in words, and where it is whole.
    pub cut: Option<(String, String)>,
    /// What it can be cut by: groups of names.
    pub cuts: Vec<(String, Vec<Tab>)>,
    /// The report of all sites, or that of one's own: where, what the link says.
    pub elsewhere: Option<(String, String)>,
    /// What the form for another period sends along, and where it goes.
    pub along: (Vec<(&'static str, String)>, String),
    /// What answered objections: the objection, and the words with how often.
    pub answers: Vec<(String, Vec<String>)>,
    /// Whether intent came true; for periods.
    pub calibration: Option<Calibration>,
}

/// Whether intent came true.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// What is compared, in a sentence.
    pub text: String,
    /// By band of intent: how many parties, how many of them bought, of a hundred.
    pub sheet: Sheet,
    /// Of a hundred, where there were enough.
    pub bars: Vec<Bar>,
}

/// A report.
pub fn show(frame: &Frame, page: &ReportPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            div.report {
                (tabs(words.reports_spans(), &page.spans))
                (chooser(words, page))
                @if let Some((name, whole)) = &page.cut {
                    div.report-cut { (badge(Tone::Accent, Icon::Filter, name.as_str())) (quiet(words.reports_whole()).icon(Icon::Close).to(whole)) }
                }
                @for text in &page.notes { (note(Icon::Info, html! { p { (text) } })) }
                (state(frame, page))
                @if page.quiet { (empty(Icon::Chart, words.reports_quiet(), words.reports_quiet_text(), None)) }
                div.heads { @for head in &page.heads { (headline(words, head)) } }
                @if !page.funnel.is_empty() { div.report-pair {
                    (card(&page.bars.0, plot::bars(words, &page.bars.0, (&page.bars.1, words.reports_measure_visits()), &page.bars.2)))
                    (card(words.reports_funnel(), funnel(words, &page.funnel)))
                } }
                @if let Some((heat, advice)) = &page.heat {
                    (card(words.reports_heat(), html! {
                        @for text in advice { p.muted { (text) } }
                        (plot::heat(words, words.reports_heat(), heat))
                    }))
                }
                @if !page.loose.is_empty() { (card(words.reports_loose(), html! {
                    ul.loose { @for (text, figure, tone) in &page.loose { li { span { (text) } b.loose-count { @if *tone == Tone::Warn { (Icon::Warning) } (figure) } } } }
                })) }
                div.sheets { @for one in &page.sheets { (sheet(one)) } }
                @if let Some(one) = &page.calibration { (calibration(words, one)) }
                @if !page.answers.is_empty() { div.screen-only { (answers(words, page)) } }
                @if !page.corrections.is_empty() {
                    (card(words.reports_corrections(), html! { ul.corrections { @for (what, why) in &page.corrections { li { b { (what) } span { (why) } } } } }))
                }
            }
        },
    )
}

fn chooser(words: Words, page: &ReportPage) -> Markup {
    let (span, from, to) = &page.choose;
    let typed = Typed::default().with("on", from).with("from", from).with("to", to.clone().unwrap_or_default());
    html! {
        div.period {
            a.button.quiet.square href=(page.before) title=(words.reports_earlier()) { (Icon::Left) span.unseen { (words.reports_earlier()) } }
            p.period-name { b { (page.period) } }
            @if let Some(after) = &page.after {
                a.button.quiet.square href=(after) title=(words.reports_later()) { (Icon::Right) span.unseen { (words.reports_later()) } }
            } @else { span.square {} }
            @if let Some(now) = &page.now { (quiet(words.reports_now()).to(now)) }
            details.menu.period-other {
                summary { (Icon::Calendar) span { (words.reports_other()) } }
                div.menu-body { form method="get" action=(page.along.1) {
                    (hidden("span", span))
                    @for (name, value) in &page.along.0 { (hidden(name, value)) }
                    @if to.is_some() {
                        (date(&typed, "from", words.reports_from()))
                        (date(&typed, "to", words.reports_to()))
                    } @else {
                        (date(&typed, "on", words.reports_on()))
                    }
                    (primary(words.reports_show()))
                } }
            }
            @if !page.cuts.is_empty() {
                details.menu.period-cuts {
                    summary { (Icon::Filter) span { (words.reports_cut()) } }
                    div.menu-body {
                        @for (title, keys) in &page.cuts {
                            p.menu-label { (title) }
                            ul.cut-keys { @for key in keys { li { a href=(key.href) aria-current=[key.active.then_some("true")] { (key.label) } } } }
                        }
                    }
                }
            }
            @if let Some((href, label)) = &page.elsewhere { a.button.secondary href=(href) { (Icon::Building) span { (label) } } }
            details.menu.period-files {
                summary { (Icon::Down) span { (words.reports_save()) } }
                ul.menu-body {
                    // Without `download`: where there is no PDF, a page says why.
                    li { a href=(page.pdf) { (Icon::Down) span { (words.papers_save()) } } }
                    li { a download href=(page.files.0) { (Icon::Down) span { (words.reports_as_book()) } } }
                    li { a download href=(page.files.1) { (Icon::Down) span { (words.reports_as_text()) } } }
                    li { button.plain type="button" data-print hidden { (Icon::Print) span { (words.common_print()) } } }
                    @if let Some(targets) = &page.targets { li { a href=(targets) { (Icon::Flag) span { (words.reports_targets()) } } } }
                }
            }
        }
    }
}

fn state(frame: &Frame, page: &ReportPage) -> Markup {
    let words = frame.words;
    let State { sign: (tone, icon, name), text, sign_at, check } = &page.state;
    html! {
        div.report-state {
            (badge(*tone, *icon, name.as_str()))
            span.muted { (text) }
            @if let Some((check, label)) = check { (quiet(label).to(check)) }
            @if let Some(action) = sign_at { (press(frame, action.as_str(), secondary(words.reports_sign()).icon(Icon::Pen))) }
        }
    }
}

fn headline(words: Words, head: &Head) -> Markup {
    html! {
        section.headline {
            h2 { (head.label) }
            p.headline-figure { (head.figure) }
            @if let Some(text) = &head.corrected { p.corrected { (Icon::Pen) (text) } }
            ul.changes { @for change in &head.changes {
                li { span { (change.against) } b { @if let Some(icon) = change.icon { (icon) } (change.by) } span.muted { (words.reports_was(&change.was)) } }
            } }
            @if let Some(month) = &head.month { p.muted { (words.reports_month_so_far(month)) } }
            @if let Some((text, share)) = &head.target { (meter(text, *share, None)) }
        }
    }
}

fn funnel(words: Words, steps: &[Step]) -> Markup {
    html! {
        ol.funnel { @for step in steps {
            li {
                span.funnel-name { (step.label) }
                svg.funnel-bar viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" { rect.bar width=(step.share.clamp(0, 100)) height="10" rx="1" {} }
                b { (step.figure) }
                span.muted { (step.share) "%" }
                span.funnel-more.muted {
                    @if let Some(lost) = &step.lost { (lost) }
                    @if let (Some(_), Some(_)) = (&step.lost, &step.mean) { " · " }
                    @if let Some(mean) = &step.mean { (words.reports_mean(mean)) }
                }
            }
        } }
    }
}

fn calibration(words: Words, one: &Calibration) -> Markup {
    let name = words.reports_calibration();
    html! {
        div.report-pair {
            (sheet(&one.sheet))
            (card(words.reports_calibration_share(), html! {
                p.muted { (one.text) }
                @if one.bars.is_empty() { p.muted { (words.reports_calibration_few()) } }
                @else { (plot::bars(words, name, (words.reports_calibration_band(), words.reports_calibration_share()), &one.bars)) }
            }))
        }
    }
}

fn answers(words: Words, page: &ReportPage) -> Markup {
    card(
        words.reports_answers(),
        html! {
            ul.corrections { @for (objection, words) in &page.answers { li { b { (objection) } @for one in words { span { (one) } } } } }
        },
    )
}

fn sheet(one: &Sheet) -> Markup {
    html! {
        (card(&one.title, html! {
            @if one.rows.is_empty() { p.muted { (one.none) } } @else {
                div.scroll tabindex="0" role="group" aria-label=(one.title) { table.plain-table {
                    caption.unseen { (one.title) }
                    thead { tr { @for (at, column) in one.columns.iter().enumerate() {
                        @if column.is_empty() { td {} } @else { th scope="col" class=[(at > 0).then_some("number")] { (column) } }
                    } } }
                    tbody { @for (name, cells) in &one.rows { tr { th scope="row" { @if name.href.is_some() { (name) } @else { (name.text) } } @for cell in cells { td.number { (cell) } } } } }
                    @if let Some(sums) = &one.sums { tfoot { tr { th scope="row" { "Σ" } @for cell in sums { td.number { (cell) } } } } }
                } }
            }
        }))
    }
}

// -------------------------------------------------------------------------------------------------------------- rows

/// A row behind a figure.
pub struct RowLine {
    /// Where it is.
    pub href: Option<String>,
    /// Who or what.
    pub title: String,
    /// When, with whom.
    pub under: String,
    /// How much it counts, where it is not one.
    pub value: Option<String>,
}

/// The rows behind a figure.
pub struct RowsPage {
    /// The period in words.
    pub period: String,
    /// The figure as the report shows it.
    pub figure: String,
    /// What has to be said: the rows say something else by now, not all are listed.
    pub notes: Vec<String>,
    /// The rows.
    pub rows: Vec<RowLine>,
    /// Or the days, where there are too many rows.
    pub days: Vec<(String, Cell)>,
}

/// The rows behind a figure.
pub fn rows(frame: &Frame, page: &RowsPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @for text in &page.notes { (note(Icon::Info, html! { p { (text) } })) }
            (card_with(&page.period, html! { b.figure-now { (page.figure) } }, html! {
                @if page.rows.is_empty() && page.days.is_empty() { (empty(Icon::Chart, words.reports_no_rows(), "", None)) }
                @if !page.rows.is_empty() { (list_rows(html! { @for row in &page.rows {
                    @if let Some(href) = &row.href {
                        (link_row(href, Icon::Person, html! { (row.title) }, html! { (row.under) }, html! { @if let Some(value) = &row.value { b { (value) } } }))
                    } @else {
                        (plain_row(Icon::Person, html! { (row.title) }, html! { (row.under) }, html! { @if let Some(value) = &row.value { b { (value) } } }))
                    }
                } })) }
                @if !page.days.is_empty() { ul.loose { @for (day, figure) in &page.days { li { span { (day) } b { (figure) } } } } }
            }))
        },
    )
}

// ------------------------------------------------------------------------------------------------------------- check

/// A closed day computed again.
pub struct CheckPage {
    /// Whether the book still has the figures that were closed.
    pub untouched: bool,
    /// What differs only within cuts, in words.
    pub cuts: Option<String>,
    /// Where the day is signed, for who may, while nobody has.
    pub sign_at: Option<String>,
    /// Figures that differ: which, as closed, as the rows are now.
    pub differences: Vec<(String, String, Cell)>,
    /// The form for a correction, for who may: where it goes, what was typed; only where something is not explained yet.
    pub correct: Option<(String, Typed)>,
    /// Corrections so far: which figure, why.
    pub corrections: Vec<(String, String)>,
}

/// A closed day computed again.
pub fn check(frame: &Frame, page: &CheckPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if page.untouched { (note(Icon::Shield, html! { p { (words.reports_untouched()) } })) }
            @else { div.banner.refused role="alert" { (Icon::Warning) div { p { (words.reports_touched()) } } } }
            @if let Some(action) = &page.sign_at { div.report-state { (press(frame, action.as_str(), secondary(words.reports_sign()).icon(Icon::Pen))) } }
            @if let Some(text) = &page.cuts { (note(Icon::Info, html! { p { (text) } })) }
            (card(words.reports_differences(), html! {
                @if page.differences.is_empty() { p.muted { (words.reports_no_differences()) } } @else {
                    div.scroll tabindex="0" role="group" aria-label=(words.reports_differences()) { table.plain-table {
                        caption.unseen { (words.reports_differences()) }
                        thead { tr { th scope="col" { (words.reports_figure()) } th.number scope="col" { (words.reports_as_closed()) } th.number scope="col" { (words.reports_as_now()) } } }
                        tbody { @for (name, was, now) in &page.differences { tr { th scope="row" { (name) } td.number { (was) } td.number { (now) } } } }
                    } }
                }
            }))
            @if let Some((action, typed)) = &page.correct {
                (form(words, typed, action, html! {
                    (came_from(typed))
                    (card(words.reports_correct(), fields(area(typed, "reason", words.reports_reason()).required())))
                    (action_bar(primary(words.reports_correct_send()).icon(Icon::Pen), ""))
                }))
            }
            @if !page.corrections.is_empty() {
                (card(words.reports_corrections(), html! { ul.corrections { @for (what, why) in &page.corrections { li { b { (what) } span { (why) } } } } }))
            }
        },
    )
}

// ----------------------------------------------------------------------------------------------------------- targets

/// The targets of a month, of the site or of a person.
pub struct TargetsPage {
    /// The form: `month`, `who`, and a field for each measure by its code.
    pub typed: Typed,
    /// The month in words.
    pub month: String,
    /// The one before.
    pub before: String,
    /// The one after.
    pub after: String,
    /// The site and those who sell here.
    pub people: Vec<Tab>,
    /// Of what: the code, the name, the sign of money behind it.
    pub measures: Vec<(String, String, Option<String>)>,
}

/// The targets of a month.
pub fn targets(frame: &Frame, page: &TargetsPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        html! {
            div.period {
                a.button.quiet.square href=(page.before) title=(words.reports_earlier()) { (Icon::Left) span.unseen { (words.reports_earlier()) } }
                p.period-name { b { (page.month) } }
                a.button.quiet.square href=(page.after) title=(words.reports_later()) { (Icon::Right) span.unseen { (words.reports_later()) } }
            }
            (tabs(words.reports_targets(), &page.people))
            (form(words, typed, urls::reports::targets(), html! {
                @for name in ["month", "who"] { @if let Some(value) = typed.value(name) { (hidden(name, value)) } }
                (card("", fields(html! { @for (code, label, sign) in &page.measures {
                    @let field = number(typed, code, label).optional(words);
                    @if let Some(sign) = sign { (field.after(sign)) } @else { (field) }
                } })))
                (action_bar(primary(words.common_save()).icon(Icon::Check), ""))
            }))
        },
    )
}
