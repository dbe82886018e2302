//! Customers of one consultant to others, many at once: the choice, the preview, the act.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{card_with, columns};
use crate::parts::form::{action_bar, form, hidden, note};
use crate::parts::list::{link_row, rows};
use crate::parts::{Choice, Icon, Tone, avatar, badge, card, chips, empty, multi_chips, primary, secondary, select};
use crate::typed::Typed;
use crate::urls;
use maud::{Markup, html};

/// Handing over.
pub struct HandOverPage {
    /// Whose customers may go.
    pub from: Vec<Choice>,
    /// Who may get some.
    pub to: Vec<Choice>,
    /// The grades.
    pub grades: Vec<Choice>,
    /// What was chosen: `from`, `grade`, `to`.
    pub chosen: Typed,
    /// Why.
    pub reasons: Vec<Choice>,
    /// Who gets what.
    pub preview: Vec<Receiver>,
    /// What tells this preview from another one.
    pub fingerprint: String,
    /// How many go.
    pub count: usize,
    /// That there are more than one act takes, in words.
    pub more: Option<String>,
    /// Whole stocks at once: whose, how many, and the address of that preview.
    pub whole: Vec<(String, String, String)>,
    /// Whether the choice is made.
    pub asked: bool,
    /// Whether the reader has just handed over.
    pub done: bool,
    /// The form of the act: `reason`.
    pub typed: Typed,
}

/// Somebody who gets customers.
pub struct Receiver {
    /// Who.
    pub name: String,
    /// How many.
    pub count: usize,
    /// How many of each grade.
    pub grades: Vec<(String, usize)>,
    /// The first of them.
    pub names: Vec<String>,
    /// How many others.
    pub others: usize,
}

/// Handing over: at the left the choice, at the right who gets what.
pub fn hand_over(frame: &Frame, page: &HandOverPage) -> Markup {
    let words = frame.words;
    let chosen = &page.chosen;
    let choice = html! {
        form.stack method="get" action=(urls::followups::hand_over()) {
            (card(words.handover_which(), html! {
                (select(chosen, "from", words.handover_from(), page.from.clone()).required())
                (multi_chips(chosen, "grade", words.handover_grades(), page.grades.clone()))
                (multi_chips(chosen, "to", words.handover_to(), page.to.clone()))
                p.muted { (words.handover_evenly()) }
                (secondary(words.handover_preview()).icon(Icon::Eye))
            }))
        }
    };
    let preview = html! {
        @if page.asked && page.count == 0 {
            (card("", empty(Icon::People, words.handover_nothing(), "", None)))
        } @else if page.asked {
            (form(words, &page.typed, urls::followups::hand_over(), html! {
                (carried(chosen))
                (hidden("shown", &page.fingerprint))
                @if let Some(more) = &page.more { (note(Icon::Info, more)) }
                @for one in &page.preview { (receiver(frame, one)) }
                (card("", chips(&page.typed, "reason", words.handover_reason(), page.reasons.clone()).required()))
                (action_bar(primary(words.handover_act(page.count)).icon(Icon::Check).big(), html! {}))
            }))
        } @else {
            @if page.done { (note(Icon::Check, words.handover_done())) }
            (card("", empty(Icon::People, words.handover_choose(), words.handover_choose_text(), None)))
            @if !page.whole.is_empty() {
                (card(words.handover_whole(), rows(html! {
                    @for (name, count, href) in &page.whole { (link_row(href, avatar(name), name, words.handover_whole_text(), count)) }
                })))
            }
        }
    };
    layout::page(frame, columns(choice, preview))
}

/// The choice, carried along by the form of the act.
fn carried(chosen: &Typed) -> Markup {
    html! { @for name in ["from", "grade", "to"] { @for value in chosen.all(name) { (hidden(name, value)) } } }
}

fn receiver(frame: &Frame, one: &Receiver) -> Markup {
    let words = frame.words;
    let head = html! { (badge(Tone::Accent, Icon::People, words.handover_gets(one.count))) };
    card_with(
        &one.name,
        head,
        html! {
            div.row {
                @for (grade, count) in &one.grades { (badge(Tone::Plain, Icon::Flag, format!("{grade} · {count}"))) }
            }
            p.muted {
                (one.names.join(words.customers_list_comma()))
                @if one.others > 0 { " " (words.handover_others(one.others)) }
            }
        },
    )
}
