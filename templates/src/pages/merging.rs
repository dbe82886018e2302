//! Merging: doubtful pairs, two cards side by side, a merge that stands or was undone.

use crate::frame::Frame;
use crate::layout;
use crate::pages::customers::name;
use crate::parts::card::{columns, row};
use crate::parts::form::{action_bar, form, hidden, note, press, turned_down};
use crate::parts::list::search;
use crate::parts::{Choice, Icon, card, chips, danger, empty, primary, quiet, secondary, text};
use crate::typed::Typed;
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// One of two who may be one.
#[derive(Clone, Debug)]
pub struct Person {
    /// The customer.
    pub id: i64,
    /// The name, as people say it.
    pub name: String,
    /// The numbers, masked.
    pub numbers: String,
    /// The owner, how often they came.
    pub under: String,
}

/// Doubtful pairs.
pub struct ListPage {
    /// Why a button was refused.
    pub typed: Typed,
    /// The pairs, the last first.
    pub pairs: Vec<PairLine>,
}

/// One pair.
pub struct PairLine {
    /// The row.
    pub id: i64,
    /// The two, the one that would stay first.
    pub people: [Person; 2],
    /// What speaks for it.
    pub why: String,
    /// Where the two are side by side.
    pub compare: String,
}

/// Doubtful pairs.
pub fn list(frame: &Frame, page: &ListPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (turned_down(words, &page.typed))
            (note(Icon::People, html! { (words.merging_doubtful_lead()) }))
            @if page.pairs.is_empty() {
                (card("", empty(Icon::Check, words.merging_doubtful_none(), words.merging_doubtful_none_text(), None)))
            }
            @for pair in &page.pairs {
                (card("", html! {
                    p.muted { (pair.why) }
                    div.pair { @for person in &pair.people { (face(words, person)) } }
                    (row(html! {
                        (secondary(words.merging_compare()).icon(Icon::People).to(&pair.compare))
                        (press(frame, urls::merging::difference(pair.id), quiet(words.merging_two_people()).icon(Icon::Close)))
                    }))
                }))
            }
        },
    )
}

fn face(words: Words, person: &Person) -> Markup {
    html! {
        div.pair-one {
            a href=(urls::customers::show(person.id)) { b { (name(words, &person.name)) } }
            @if !person.numbers.is_empty() { p.number-text { (person.numbers) } }
            p.muted { (person.under) }
        }
    }
}

// ------------------------------------------------------------------------------------------------------ told by hand

/// Saying that a customer is the same as another.
pub struct SamePage {
    /// The customer.
    pub id: i64,
    /// The form: `other`.
    pub typed: Typed,
    /// What was searched.
    pub asked: String,
    /// Who may be the same.
    pub people: Vec<Choice>,
    /// Whether this reader goes on to decide.
    pub decides: bool,
}

/// Saying that a customer is the same as another.
pub fn same(frame: &Frame, page: &SamePage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (search(words, &urls::merging::same(page.id), &page.asked, words.customers_search_hint(), None))
            @if page.people.is_empty() {
                (card("", empty(Icon::Search, words.customers_none_found(), words.customers_none_found_text(), None)))
            } @else {
                (form(words, &page.typed, urls::merging::same(page.id), html! {
                    (card(words.merging_same_who(), html! {
                        (chips(&page.typed, "other", words.merging_same_who(), page.people.clone()).label_unseen().required().tall())
                        @if !page.decides { p.muted { (words.merging_same_note()) } }
                    }))
                    (action_bar(
                        primary(if page.decides { words.merging_compare() } else { words.merging_same_go() }).icon(Icon::Arrow),
                        secondary(words.common_cancel()).to(urls::customers::show(page.id)),
                    ))
                }))
            }
        },
    )
}

// ------------------------------------------------------------------------------------------------------ side by side

/// Two cards side by side.
pub struct ComparePage {
    /// The customer that stays.
    pub kept: Person,
    /// The one that goes.
    pub gone: Person,
    /// The versions that were read: of the one that stays, and of the one that goes.
    pub versions: (i32, i32),
    /// The form: one field each with `kept` or `gone`, and `reason`.
    pub typed: Typed,
    /// The fields of which at least one has a value.
    pub fields: Vec<FieldChoice>,
    /// What goes along, in words.
    pub along: Vec<String>,
}

/// One field of two cards.
pub struct FieldChoice {
    /// Its name in the form.
    pub name: String,
    /// In words.
    pub label: String,
    /// The value of the one that stays; may be empty.
    pub kept: String,
    /// The value of the one that goes; may be empty.
    pub gone: String,
    /// Which is offered: `kept` or `gone`.
    pub offered: String,
}

/// Two cards side by side.
pub fn compare(frame: &Frame, page: &ComparePage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let choices = html! {
        (card(words.merging_choose(), html! {
            div.pair {
                div.pair-side { p.muted { (words.merging_stays()) } (face(words, &page.kept)) }
                div.pair-side { p.muted { (words.merging_goes()) } (face(words, &page.gone)) }
            }
            @for field in &page.fields {
                @if field.kept == field.gone {
                    div.field.same-field { span.label { (field.label) } p { (field.kept) } (hidden(&field.name, "kept")) }
                } @else {
                    (chips(typed, &field.name, &field.label, vec![
                        Choice::new("kept", shown(words, &field.kept)).note(words.merging_from_kept()),
                        Choice::new("gone", shown(words, &field.gone)).note(words.merging_from_gone()),
                    ]).value(&field.offered).required())
                }
            }
        }))
    };
    let side = html! {
        (card(words.merging_along(), html! {
            @if page.along.is_empty() { p.muted { (words.merging_along_none()) } }
            ul { @for line in &page.along { li { (line) } } li { (words.merging_along_rest()) } }
            p.muted { (words.merging_address_note()) }
        }))
        (card("", html! {
            (text(typed, "reason", words.merging_reason()).longest(200).optional(words))
            p { (quiet(words.merging_turn_round()).icon(Icon::Turn).to(urls::merging::compare(page.gone.id, page.kept.id))) }
        }))
    };
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::merging::compare(page.kept.id, page.gone.id),
            html! {
                (hidden("version", page.versions.0))
                (hidden("version_gone", page.versions.1))
                (columns(choices, side))
                (action_bar(primary(words.merging_merge()).icon(Icon::People), html! { p.muted { (words.merging_undo_note()) } }))
            },
        ),
    )
}

fn shown(words: Words, value: &str) -> String {
    if value.is_empty() { words.merging_nothing().to_owned() } else { value.to_owned() }
}

// ----------------------------------------------------------------------------------------------------------- a merge

/// A merge.
pub struct MergePage {
    /// Its id.
    pub id: i64,
    /// The customer that stayed: id and name.
    pub kept: (i64, String),
    /// The name of the one that went.
    pub gone: String,
    /// Who did it and when.
    pub made: String,
    /// Why.
    pub reason: Option<String>,
    /// How many rows moved.
    pub rows: usize,
    /// Who undid it and when.
    pub undone: Option<String>,
    /// Why it cannot be undone now.
    pub stands: Option<String>,
    /// Why the button was refused.
    pub typed: Typed,
}

/// A merge.
pub fn merge(frame: &Frame, page: &MergePage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (turned_down(words, &page.typed))
            (card("", html! {
                p.lead { (words.merging_became(&page.gone, &page.kept.1)) }
                p.muted { (page.made) }
                @if let Some(reason) = &page.reason { p { (reason) } }
                p.muted { (words.merging_rows(page.rows)) }
                p { a href=(urls::customers::show(page.kept.0)) { (words.merging_open_kept(&page.kept.1)) } }
            }))
            @if let Some(undone) = &page.undone { (note(Icon::Undo, html! { (undone) })) }
            @else if let Some(stands) = &page.stands { (note(Icon::Lock, html! { b { (words.merging_cannot_undo()) } p { (stands) } })) }
            @else {
                (card(words.merging_undo_title(), html! {
                    p { (words.merging_undo_text()) }
                    (press(frame, urls::merging::undoing(page.id), danger(words.merging_undo()).icon(Icon::Undo)))
                }))
            }
        },
    )
}
