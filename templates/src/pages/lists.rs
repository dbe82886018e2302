//! Lists in and out: files that were brought, what their columns hold, what is to become of their rows, and saving a list in a file.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::row;
use crate::parts::form::{action_bar, form, hidden, note, press};
use crate::parts::list::{Tab, more, plain_row, rows, tabs};
use crate::parts::{
    Choice, Icon, Tone, badge, card, chips, danger, empty, file, key_values, primary, quiet, secondary, select,
};
use crate::typed::Typed;
use crate::urls;
use maud::{Markup, html};

// ------------------------------------------------------------------------------------------------------ lists that came

/// Lists that were brought, and the form for another.
pub struct ImportsPage {
    /// The form: `kind`, `file`.
    pub typed: Typed,
    /// What lists may be of.
    pub kinds: Vec<Choice>,
    /// How large a file may be, in words.
    pub limits: String,
    /// Lists that were brought.
    pub imports: Vec<ImportLine>,
    /// Empty lists to fill in: where, and their names.
    pub templates: Vec<(String, String)>,
}

/// One list that was brought.
pub struct ImportLine {
    /// Where it is.
    pub href: String,
    /// What the file is called.
    pub name: String,
    /// What it is of, how many rows, who brought it and when.
    pub under: String,
    /// How far it is.
    pub state: (Tone, Icon, String),
}

/// Lists that were brought.
pub fn imports(frame: &Frame, page: &ImportsPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (card(words.lists_bring_title(), html! {
                form.form method="post" action=(urls::lists::imports()) enctype="multipart/form-data" {
                    input type="hidden" name="_key" value=(page.typed.key);
                    (crate::parts::form::turned_down(words, &page.typed))
                    (chips(&page.typed, "kind", words.lists_kind(), page.kinds.clone()).value("customers").required())
                    (file(&page.typed, "file", words.lists_file()).hint(&page.limits).required())
                    (action_bar(primary(words.lists_bring()).icon(Icon::Upload), ""))
                }
            }))
            (card(words.lists_templates_title(), html! {
                p.muted { (words.lists_templates_text()) }
                (row(html! { @for (href, label) in &page.templates { (secondary(label).icon(Icon::Download).to(href)) } }))
            }))
            (card(words.lists_brought_title(), html! {
                @if page.imports.is_empty() {
                    (empty(Icon::List, words.lists_none_title(), words.lists_none_text(), None))
                } @else {
                    (rows(html! { @for line in &page.imports {
                        (crate::parts::list::link_row(&line.href, Icon::List, html! { (line.name) }, html! { (line.under) }, badge(line.state.0, line.state.1, &line.state.2)))
                    } }))
                }
            }))
        },
    )
}

// ----------------------------------------------------------------------------------------------------------- at work

/// A list on which the house works.
pub struct WorkPage {
    /// What is being done.
    pub step: String,
    /// Rows done, and of how many; none before they are counted.
    pub progress: Option<(i32, i32)>,
    /// How far, in words.
    pub said: String,
    /// What the file is.
    pub facts: Vec<(String, String)>,
    /// Giving it up, as long as nothing was taken over: the list and its version.
    pub may_drop: Option<(i64, i32)>,
}

/// A list on which the house works.
pub fn work(frame: &Frame, page: &WorkPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (card(&page.step, html! {
                @match page.progress {
                    Some((done, of)) => progress.progress value=(done) max=(of.max(1)) aria-label=(page.step) { (page.said) },
                    None => progress.progress aria-label=(page.step) { (page.said) },
                }
                p { (page.said) }
                p.muted { (words.lists_work_note()) }
            }))
            (about(words.lists_about(), &page.facts))
            @if let Some((id, version)) = page.may_drop {
                (action_bar("", press(frame, urls::lists::drop(id), danger(words.lists_drop()).icon(Icon::Bin)).with("version", version)))
            }
        },
    )
}

fn about(title: &str, facts: &[(String, String)]) -> Markup {
    card(title, key_values(facts.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
}

// ----------------------------------------------------------------------------------------------------------- columns

/// What each column of a file holds.
pub struct ColumnsPage {
    /// The list.
    pub id: i64,
    /// Its version.
    pub version: i32,
    /// The form: `column_0` and on, `dates`.
    pub typed: Typed,
    /// The columns.
    pub columns: Vec<ColumnLine>,
    /// What they may hold.
    pub targets: Vec<Choice>,
    /// How dates may be read.
    pub dates: Vec<Choice>,
    /// How they are read.
    pub dates_now: String,
    /// The titles are known from an earlier file.
    pub remembered: bool,
    /// What the file is.
    pub facts: Vec<(String, String)>,
    /// Whether it may be given up.
    pub may_drop: bool,
}

/// A column of a file.
pub struct ColumnLine {
    /// The field of the form.
    pub field: String,
    /// The title, or the letter of the column.
    pub title: String,
    /// Examples of what stands in it.
    pub samples: Vec<String>,
    /// What it holds.
    pub target: String,
}

/// What each column of a file holds.
pub fn columns(frame: &Frame, page: &ColumnsPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        html! {
            @if page.remembered { (note(Icon::Check, words.lists_remembered())) }
            (form(words, typed, urls::lists::columns(page.id), html! {
                (hidden("version", page.version))
                (card(words.lists_columns_title(), html! {
                    p.muted { (words.lists_columns_text()) }
                    @if let Some(error) = typed.error("columns") { p.error { (Icon::Warning) (error) } }
                    div.import-columns { @for column in &page.columns {
                        div.import-column {
                            div.import-what {
                                b { (column.title) }
                                ul.samples { @for sample in &column.samples { li { (sample) } } }
                            }
                            (select(typed, &column.field, words.lists_holds(&column.title), page.targets.clone()).value(&column.target).label_unseen())
                        }
                    } }
                }))
                (more(html! { (words.lists_dates()) }, false, chips(typed, "dates", words.lists_dates_label(), page.dates.clone()).value(&page.dates_now).required()))
                (action_bar(primary(words.lists_look()).icon(Icon::Eye), ""))
            }))
            (about(words.lists_about(), &page.facts))
            @if page.may_drop {
                (row(press(frame, urls::lists::drop(page.id), quiet(words.lists_drop()).icon(Icon::Bin)).with("version", page.version)))
            }
        },
    )
}

// ----------------------------------------------------------------------------------------------------------- preview

/// What is to become of the rows of a list, or what became of them.
pub struct PreviewPage {
    /// The list.
    pub id: i64,
    /// Its version.
    pub version: i32,
    /// What was refused, if anything.
    pub typed: Typed,
    /// What it comes to in one sentence.
    pub said: String,
    /// How many of each, leading to them.
    pub tabs: Vec<Tab>,
    /// The rows of one kind.
    pub rows: Vec<RowLine>,
    /// Where the next rows are.
    pub next: Option<String>,
    /// Names that nobody here has: field, name, how many rows.
    pub unclear: Vec<(String, String, String)>,
    /// Who may be meant.
    pub people: Vec<Choice>,
    /// Doubtful rows on which nobody has decided; deciding on all at once.
    pub undecided: i64,
    /// What may be done now.
    pub may: May,
    /// Files of the rows that stay out: where, and what they are called.
    pub leftovers: Vec<(String, String)>,
    /// What the file is.
    pub facts: Vec<(String, String)>,
}

/// What may be done with a list now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum May {
    /// Taking it over, or giving it up.
    Start,
    /// Taking it back.
    Undo,
    /// Nothing.
    #[default]
    Nothing,
}

/// One row.
pub struct RowLine {
    /// Its number in the file.
    pub number: i32,
    /// Who it is about.
    pub who: String,
    /// What is to become of it.
    pub fate: (Tone, Icon, String),
    /// Why, what is added, what was taken with a grain of salt: a sentence each.
    pub why: Vec<String>,
    /// Where the customer is.
    pub customer: Option<String>,
    /// Ways to decide: what is sent, the customer who is meant, the words, whether it was chosen.
    pub ways: Vec<Way>,
}

/// A way to decide on a doubtful row.
pub struct Way {
    /// `same`, `new`, `out`.
    pub decision: String,
    /// Who is meant.
    pub customer: Option<i64>,
    /// In words.
    pub label: String,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// What is to become of the rows of a list, or what became of them.
pub fn preview(frame: &Frame, page: &PreviewPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (crate::parts::form::turned_down(words, &page.typed))
            (note(Icon::Info, html! { (page.said) }))
            @if !page.unclear.is_empty() { (unclear(frame, page)) }
            (tabs(words.lists_rows(), &page.tabs))
            @if page.undecided > 0 && page.may == May::Start { (in_bulk(frame, page)) }
            @if page.rows.is_empty() {
                (empty(Icon::List, words.lists_no_rows(), "", None))
            } @else {
                (card("", rows(html! { @for line in &page.rows { (preview_row(frame, page, line)) } })))
            }
            @if let Some(next) = &page.next { (row(secondary(words.common_next()).icon(Icon::Right).to(next))) }
            @if !page.leftovers.is_empty() {
                (card(words.lists_leftovers_title(), html! {
                    p.muted { (words.lists_leftovers_text()) }
                    (row(html! { @for (href, label) in &page.leftovers { (secondary(label).icon(Icon::Download).to(href)) } }))
                }))
            }
            (about(words.lists_about(), &page.facts))
            (what_now(frame, page))
        },
    )
}

fn preview_row(frame: &Frame, page: &PreviewPage, line: &RowLine) -> Markup {
    let title = html! {
        @match &line.customer {
            Some(href) => a href=(href) { (line.who) },
            None => (line.who),
        }
    };
    let under = html! {
        @for sentence in &line.why { div { (sentence) } }
        @if !line.ways.is_empty() {
            div.ways { @for way in &line.ways {
                @let button = if way.chosen { secondary(&way.label).icon(Icon::Check) } else { secondary(&way.label) };
                @let press = press(frame, urls::lists::row(page.id, line.number), button).with("decision", &way.decision);
                @match way.customer {
                    Some(customer) => (press.with("customer", customer)),
                    None => (press),
                }
            } }
        }
    };
    let right = badge(line.fate.0, line.fate.1, &line.fate.2);
    plain_row(html! { span.row-number { (line.number) } }, title, under, right)
}

fn in_bulk(frame: &Frame, page: &PreviewPage) -> Markup {
    let words = frame.words;
    let way = |decision: &str, label: &str| {
        press(frame, urls::lists::all_rows(page.id), secondary(label)).with("decision", decision)
    };
    card(
        words.lists_undecided(page.undecided),
        html! {
            p.muted { (words.lists_undecided_text()) }
            (row(html! { (way("same", words.lists_all_same())) (way("out", words.lists_all_out())) }))
        },
    )
}

fn unclear(frame: &Frame, page: &PreviewPage) -> Markup {
    let words = frame.words;
    let typed = Typed::fresh(frame.key());
    card(
        words.lists_unclear_title(),
        form(
            words,
            &typed,
            urls::lists::people(page.id),
            html! {
                p.muted { (words.lists_unclear_text()) }
                (hidden("version", page.version))
                (crate::parts::card::fields(html! { @for (field, name, rows) in &page.unclear {
                    (select(&typed, field, name, page.people.clone()).empty(words.lists_choose()).hint(rows))
                } }))
                (row(secondary(words.lists_unclear_save()).icon(Icon::Check)))
            },
        ),
    )
}

fn what_now(frame: &Frame, page: &PreviewPage) -> Markup {
    let words = frame.words;
    let send = |href: String, button| press(frame, href, button).with("version", page.version);
    match page.may {
        May::Start => action_bar(
            send(urls::lists::start(page.id), primary(words.lists_start()).icon(Icon::Check)),
            html! {
                (secondary(words.lists_columns_again()).icon(Icon::Sliders).to(urls::lists::columns_form(page.id)))
                (send(urls::lists::drop(page.id), quiet(words.lists_drop()).icon(Icon::Bin)))
            },
        ),
        May::Undo => action_bar("", send(urls::lists::undo(page.id), danger(words.lists_undo()).icon(Icon::Undo))),
        May::Nothing => html! {},
    }
}

// ------------------------------------------------------------------------------------------------------- not readable

/// A list that came to nothing.
pub struct NothingPage {
    /// What happened.
    pub title: String,
    /// Why, and what to do.
    pub text: String,
    /// What the file is.
    pub facts: Vec<(String, String)>,
}

/// A list that came to nothing.
pub fn nothing(frame: &Frame, page: &NothingPage) -> Markup {
    let another = primary(frame.words.lists_another()).icon(Icon::Upload).to(urls::lists::imports());
    layout::page(
        frame,
        html! {
            (card("", empty(Icon::Warning, &page.title, &page.text, Some(another))))
            (about(frame.words.lists_about(), &page.facts))
        },
    )
}

// --------------------------------------------------------------------------------------------------------------- out

/// The form that saves a list in a file.
pub struct ExportPage {
    /// The form: `format`, `numbers`.
    pub typed: Typed,
    /// Which list, and what it is filtered by: sent along as they are.
    pub sent: Vec<(String, String)>,
    /// The filters, in words.
    pub filters: Vec<(String, String)>,
    /// How numbers may be written; empty where the list has none.
    pub numbers: Vec<Choice>,
    /// What is said about numbers.
    pub numbers_note: String,
}

/// The form that saves a list in a file.
pub fn new_export(frame: &Frame, page: &ExportPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let formats = vec![
        Choice::new("xlsx", words.lists_format_xlsx()).note(words.lists_format_xlsx_note()),
        Choice::new("csv", words.lists_format_csv()).note(words.lists_format_csv_note()),
    ];
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::lists::exports(),
            html! {
                @for (name, value) in &page.sent { (hidden(name, value)) }
                (card(words.lists_export_what(), html! {
                    @if page.filters.is_empty() { p.muted { (words.lists_export_all()) } }
                    (key_values(page.filters.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
                }))
                (card("", html! {
                    (chips(typed, "format", words.lists_format(), formats).value("xlsx").tall().required())
                    @if !page.numbers.is_empty() {
                        (chips(typed, "numbers", words.lists_numbers(), page.numbers.clone()).value("masked").hint(&page.numbers_note).tall().required())
                    }
                    p.muted { (words.lists_export_note()) }
                }))
                (action_bar(primary(words.lists_export()).icon(Icon::Download), ""))
            },
        ),
    )
}

/// A list that was asked for, to be fetched.
pub struct FetchPage {
    /// Where the file is.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// Until when it can be fetched, in words.
    pub until: String,
}

/// A list that was asked for.
pub fn fetch(frame: &Frame, page: &FetchPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (card(&page.name, html! { p.muted { (page.until) } }))
            (action_bar(primary(words.lists_fetch()).icon(Icon::Download).to(&page.href), ""))
        },
    )
}
