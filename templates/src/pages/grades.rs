//! Grades: the scale as a form, what another one would change, how each grade's customers fared.

use crate::frame::Frame;
use crate::layout;
use crate::parts::Tone;
use crate::parts::card::{card_with, columns, fields};
use crate::parts::form::{action_bar, form, hidden, note};
use crate::parts::list::{link_row, rows};
use crate::parts::timeline::{Event, timeline};
use crate::parts::{
    Choice, Column, Icon, Row, badge, card, chips, date, empty, grade, key_values, multi_chips, number, primary, quiet,
    secondary, table, text, toggle,
};
use crate::typed::Typed;
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// The letters by which the fields of the form are named: `name_a`, `contact_b`.
pub const LETTERS: [&str; 4] = ["a", "b", "c", "d"];

// ------------------------------------------------------------------------------------------------------------ scale

/// The scale as a form.
pub struct ScalePage {
    /// The form: `preset`, `version`, `name_a`…, `least_a`…, `mark_a`…, `than_a_<fact>`…, `shaded`, `plus_from`, `minus_below`, `number_needed`,
    /// `contact_a`…, `protection_a`…; filled in beforehand.
    pub typed: Typed,
    /// What is in use now, in words.
    pub now: String,
    /// The shipped scales.
    pub presets: Vec<Preset>,
    /// What each grade is called now.
    pub names: Vec<String>,
    /// The facts that a grade may ask for.
    pub facts: Vec<FactField>,
    /// Earlier scales, the last first.
    pub history: Vec<Event>,
}

/// A shipped scale.
pub struct Preset {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it looks at.
    pub about: String,
    /// Whether the scale in use goes back to it.
    pub current: bool,
}

/// A fact that a grade may ask for.
pub struct FactField {
    /// Its code.
    pub code: String,
    /// In words.
    pub label: String,
    /// The unit of its threshold and the one that is offered; none where it has none.
    pub threshold: Option<(String, u16)>,
}

/// The scale as a form.
pub fn show(frame: &Frame, page: &ScalePage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let main = html! {
        form.form method="get" action=(urls::grades::preview()) {
            @if let Some(said) = &typed.banner { (crate::parts::form::banner(words, said)) }
            @for name in ["preset", "version"] { @if let Some(value) = typed.value(name) { (hidden(name, value)) } }
            @for at in 0..3 { (level(words, page, at)) }
            (card(words.grades_level_last(), fields(html! { (name_field(words, typed, 3)) })))
            (card("", html! {
                (toggle(typed, "number_needed", words.grades_number_needed(), false))
            }))
            (card(words.grades_shades(), html! {
                p.muted { (words.grades_shades_text()) }
                (multi_chips(typed, "shaded", words.grades_shaded(), (0..3).map(|at| Choice::new(LETTERS[at], &page.names[at])).collect()))
                (fields(html! {
                    (number(typed, "plus_from", words.grades_plus_from()).after("%").optional(words))
                    (number(typed, "minus_below", words.grades_minus_below()).after("%").optional(words))
                }))
            }))
            (card(words.grades_days(), html! {
                (fields(html! { @for at in 0..4 {
                    (number(typed, &format!("contact_{}", LETTERS[at]), words.grades_contact_days(&page.names[at])).after(words.grades_unit_days()).required())
                } }))
                (fields(html! { @for at in 0..4 {
                    (number(typed, &format!("protection_{}", LETTERS[at]), words.grades_protection_days(&page.names[at])).after(words.grades_unit_days()).required())
                } }))
            }))
            (action_bar(primary(words.grades_preview()).icon(Icon::Eye), secondary(words.grades_outcomes()).icon(Icon::People).to(urls::grades::outcomes())))
        }
    };
    let side = html! {
        (card(words.grades_start_from(), rows(html! {
            @for preset in &page.presets {
                (link_row(&urls::grades::from(&preset.code), Icon::Flag, html! { (preset.name) }, html! { (preset.about) }, html! {
                    @if preset.current { (badge(Tone::Accent, Icon::Check, words.grades_in_use())) }
                }))
            }
        })))
        (card(words.grades_preview_from(), rows(html! {
            @for preset in page.presets.iter().filter(|preset| !preset.current) {
                (link_row(&urls::grades::preview_from(&preset.code), Icon::Eye, html! { (preset.name) }, "", ""))
            }
        })))
        @if !page.history.is_empty() { (card(words.grades_history(), timeline(&page.history))) }
    };
    layout::page(
        frame,
        html! {
            (note(Icon::Flag, html! { p { b { (words.grades_scale_now(&page.now)) } } p { (words.grades_lead()) } }))
            (columns(main, side))
        },
    )
}

fn name_field<'a>(words: Words, typed: &'a Typed, at: usize) -> crate::parts::Field<'a> {
    text(typed, &format!("name_{}", LETTERS[at]), words.grades_name()).longest(4).required().autocomplete("off")
}

fn level(words: Words, page: &ScalePage, at: usize) -> Markup {
    let (typed, letter) = (&page.typed, LETTERS[at]);
    let group = format!("mark_{letter}");
    card(
        words.grades_level(&page.names[at]),
        html! {
            (fields(html! {
                (name_field(words, typed, at))
                (number(typed, &format!("least_{letter}"), words.grades_least()).hint(words.grades_least_hint()).required())
            }))
            fieldset.field {
                legend { (words.grades_marks()) }
                div.marks { @for fact in &page.facts {
                    div.mark {
                        label.chip {
                            input type="checkbox" name=(group) value=(fact.code) checked[typed.has(&group, &fact.code)];
                            span { span.chip-label { (fact.label) } }
                        }
                        @if let Some((unit, offered)) = &fact.threshold {
                            @let name = format!("than_{letter}_{}", fact.code);
                            @let field = number(typed, &name, &fact.label).label_unseen().after(unit);
                            @if typed.value(&name).is_none() { (field.value(offered)) } @else { (field) }
                        }
                    }
                } }
                @if let Some(error) = typed.error(&group) { p.error { (Icon::Warning) (error) } }
            }
        },
    )
}

// ---------------------------------------------------------------------------------------------------------- preview

/// What a scale would change.
pub struct PreviewPage {
    /// A form with every field of the scale, sent as it is.
    pub typed: Typed,
    /// Its name.
    pub name: String,
    /// What each grade asks for, in words.
    pub levels: Vec<(String, String)>,
    /// Whether it is the scale in use.
    pub same: bool,
    /// How many customers were looked at, and how many would be suggested another grade.
    pub looked: (usize, usize),
    /// From which grade to which, and how many.
    pub moves: Vec<(String, String, usize)>,
    /// Some of them.
    pub sample: Vec<Moved>,
    /// Days of contact and protection that change: what, from, to.
    pub days: Vec<(String, u16, u16)>,
    /// Where the form is edited on, with everything that was typed.
    pub back: String,
}

/// A customer who would be suggested another grade.
pub struct Moved {
    /// The customer.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The grade that was set.
    pub now: String,
    /// What is suggested now, and what would be.
    pub from_to: (String, String),
    /// Why.
    pub why: String,
}

/// What a scale would change.
pub fn preview(frame: &Frame, page: &PreviewPage) -> Markup {
    let words = frame.words;
    let (looked, moved) = page.looked;
    let main = html! {
        (card(words.grades_preview_title(), html! {
            p.lead { @if moved == 0 { (words.grades_moved_none(looked)) } @else { (words.grades_moved(looked, moved)) } }
            p.muted { (words.grades_moved_note()) }
            @if !page.moves.is_empty() { ul.moves aria-label=(words.grades_moves()) { @for (from, to, count) in &page.moves {
                li { (grade(words, from)) (Icon::Arrow) (grade(words, to)) b { (count) } }
            } } }
        }))
        @if !page.sample.is_empty() {
            (card(words.grades_sample(), rows(html! { @for one in &page.sample {
                (link_row(&urls::customers::show(one.id), grade(words, &one.from_to.1),
                    html! { (super::customers::name(words, &one.name)) },
                    html! { (words.grades_move_line(&one.from_to.0, &one.from_to.1)) " · " (one.why) },
                    html! { span.muted { (words.grades_now_graded(&one.now)) } }))
            } })))
        }
    };
    let side = html! {
        (card(&page.name, key_values(page.levels.iter().map(|(name, what)| (name.clone(), html! { (what) })).collect())))
        (card(words.grades_days_change(), html! {
            @if page.days.is_empty() { p.muted { (words.grades_days_same()) } }
            (key_values(page.days.iter().map(|(what, old, new)| (what.clone(), html! { (words.grades_days_from_to(old, new)) })).collect()))
        }))
    };
    layout::page(
        frame,
        form(
            words,
            &page.typed,
            urls::grades::show(),
            html! {
                @for (name, value) in &page.typed.values { (hidden(name, value)) }
                @if page.same { (note(Icon::Info, html! { (words.grades_same_scale()) })) }
                (columns(main, side))
                (action_bar(primary(words.grades_adopt()).icon(Icon::Check), secondary(words.grades_back_to_editing()).icon(Icon::Left).to(&page.back)))
            },
        ),
    )
}

// --------------------------------------------------------------------------------------------------------- outcomes

/// How each grade's customers fared.
pub struct OutcomesPage {
    /// The filter: `by`, `days`, `on`.
    pub typed: Typed,
    /// Periods to choose.
    pub periods: Vec<Choice>,
    /// One row per grade.
    pub rows: Vec<Fared>,
    /// How many gradings are counted at most, where that many there were.
    pub limited: Option<usize>,
}

/// One grade's customers.
pub struct Fared {
    /// The grade's name.
    pub grade: String,
    /// The figures with the addresses of who is behind them: how many, came again, deposit, contract, lost.
    pub figures: Vec<(String, Option<String>)>,
    /// Days to the deposit, in the middle.
    pub median: String,
}

/// How each grade's customers fared.
pub fn outcomes(frame: &Frame, page: &OutcomesPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let heads = vec![
        Column::new(words.grades_fared_grade()),
        Column::number(words.grades_fared_all()),
        Column::number(words.grades_fared_again()),
        Column::number(words.grades_fared_deposit()),
        Column::number(words.grades_fared_contract()),
        Column::number(words.grades_fared_lost()),
        Column::number(words.grades_fared_median()),
    ];
    let lines: Vec<Row> = page
        .rows
        .iter()
        .map(|row| {
            let mut cells = vec![grade(words, &row.grade)];
            cells.extend(row.figures.iter().map(|(text, href)| {
                html! {
                    @if let Some(href) = href { a.figure href=(href) { (text) } } @else { span.muted { (text) } }
                }
            }));
            cells.push(html! { (row.median) });
            Row::new(cells)
        })
        .collect();
    layout::page(
        frame,
        html! {
            form.form method="get" action=(urls::grades::outcomes()) {
                (card("", html! {
                    p.muted { (words.grades_fared_lead()) }
                    (chips(typed, "by", words.grades_fared_by(), vec![
                        Choice::new("first", words.grades_fared_first()), Choice::new("on", words.grades_fared_on()),
                    ]).value("first"))
                    (chips(typed, "days", words.grades_fared_days(), page.periods.clone()).value("90"))
                    (fields(html! { (date(typed, "on", words.grades_fared_day()).optional(words)) }))
                    div { (secondary(words.grades_fared_go()).icon(Icon::Search)) }
                }))
            }
            @if page.rows.is_empty() {
                (card("", empty(Icon::People, words.grades_fared_none(), words.grades_fared_none_text(), None)))
            } @else {
                (card("", table(words.grades_outcomes(), &heads, &lines)))
                @if let Some(most) = page.limited { p.muted { (words.grades_fared_limited(most)) } }
            }
        },
    )
}

/// Who is behind a figure.
pub struct OutcomeRowsPage {
    /// How many, in words.
    pub count: String,
    /// The customers.
    pub rows: Vec<OutcomeRow>,
    /// How many are listed at most, where there are more.
    pub most: Option<usize>,
    /// The way back to the figures.
    pub back: String,
}

/// One customer behind a figure.
pub struct OutcomeRow {
    /// The customer.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Since when graded.
    pub under: String,
    /// What became of them.
    pub state: Option<(Tone, Icon, String)>,
}

/// Who is behind a figure.
pub fn outcome_rows(frame: &Frame, page: &OutcomeRowsPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        card_with(
            &page.count,
            quiet(words.grades_fared_back()).icon(Icon::Left).to(&page.back),
            html! {
                (rows(html! { @for one in &page.rows {
                    (link_row(&urls::customers::show(one.id), Icon::Person, html! { (super::customers::name(words, &one.name)) }, html! { (one.under) },
                        html! { @if let Some((tone, icon, word)) = &one.state { (badge(*tone, *icon, word)) } }))
                } }))
                @if let Some(most) = page.most { p.muted { (words.grades_fared_rows_most(most)) } }
            },
        ),
    )
}
