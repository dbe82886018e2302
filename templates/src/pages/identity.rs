//! Who is who: whose number is being typed, several numbers of one person, households.

use crate::frame::Frame;
use crate::layout;
use crate::pages::customers::name;
use crate::parts::card::{columns, fields, row};
use crate::parts::form::{action_bar, form, note, press};
use crate::parts::list::{link_row, plain_row, rows, search};
use crate::parts::{Choice, Icon, Tone, badge, card, chips, empty, phone, primary, quiet, secondary};
use crate::typed::Typed;
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// Who has the number that is being typed.
pub struct Hit {
    /// Where the customer is.
    pub href: String,
    /// The name.
    pub name: String,
    /// The number, masked.
    pub number: String,
    /// The owner.
    pub owner: Option<String>,
    /// Whether it is the customer on whose card it is typed.
    pub same: bool,
}

/// Who has the number that is being typed: the piece of a page that follows the typing.
pub fn whose(words: Words, hits: &[Hit]) -> Markup {
    html! {
        @for hit in hits.iter().filter(|hit| !hit.same) {
            (note(Icon::Person, html! {
                b { (words.identity_number_of(if hit.name.is_empty() { words.customers_unnamed() } else { &hit.name })) }
                p { (hit.owner.as_deref().unwrap_or(words.customers_no_owner())) }
                p { a href=(hit.href) { (words.identity_open()) } }
            }))
        }
    }
}

/// The region that [`whose`] fills; stands beside the field of a number.
pub fn whose_region() -> Markup {
    html! { div #whose aria-live="polite" {} }
}

// ---------------------------------------------------------------------------------------------------------- numbers

/// Several numbers of one person.
pub struct NumbersPage {
    /// The customer.
    pub id: i64,
    /// The form of a new number: `phone`, `label`.
    pub typed: Typed,
    /// The numbers, the main one first.
    pub numbers: Vec<NumberRow>,
    /// Labels to choose.
    pub labels: Vec<Choice>,
    /// Whether there are as many as there may be.
    pub full: bool,
}

/// One number.
pub struct NumberRow {
    /// The row.
    pub id: i64,
    /// As far as the reader may see it.
    pub text: String,
    /// The code of its label.
    pub label: String,
    /// Called first.
    pub main: bool,
}

/// Several numbers of one person.
pub fn numbers(frame: &Frame, page: &NumbersPage) -> Markup {
    let words = frame.words;
    let list = html! {
        @if page.numbers.is_empty() { (card("", empty(Icon::Phone, words.customers_no_number(), "", None))) }
        @for number in &page.numbers { (one_number(frame, page, number)) }
    };
    let add = form(
        words,
        &page.typed,
        urls::customers::numbers(page.id),
        html! {
            (card(words.identity_add_number(), html! {
                (phone(&page.typed, "phone", words.customers_number()).required().lookup(urls::customers::whose(page.id), "whose").pad(words))
                (whose_region())
                (chips(&page.typed, "label", words.identity_label(), page.labels.clone()).value("own").required())
            }))
            (action_bar(primary(words.identity_add_number_go()).icon(Icon::Plus), ""))
        },
    );
    let side = if page.full {
        html! { (note(Icon::Info, html! { (words.identity_numbers_full()) })) }
    } else {
        add
    };
    layout::page(frame, columns(list, side))
}

fn one_number(frame: &Frame, page: &NumbersPage, number: &NumberRow) -> Markup {
    let words = frame.words;
    let fresh = Typed::fresh(frame.key());
    card(
        "",
        html! {
            div.number-head {
                span.number-text { (Icon::Phone) (number.text) }
                @if number.main { (badge(Tone::Accent, Icon::Check, words.identity_main())) }
            }
            form.form method="post" action=(urls::customers::number_label(page.id, number.id)) data-form {
                input type="hidden" name="_key" value=(fresh.key);
                (chips(&fresh, "label", words.identity_label(), page.labels.clone()).value(&number.label).id(format!("f-label-{}", number.id)))
                (row(html! {
                    (secondary(words.identity_label_go()).icon(Icon::Check))
                }))
            }
            (row(html! {
                @if !number.main {
                    (press(frame, urls::customers::number_main(page.id, number.id), quiet(words.identity_make_main()).icon(Icon::Up)))
                }
                (press(frame, urls::customers::number_removal(page.id, number.id), quiet(words.identity_remove_number()).icon(Icon::Bin)))
            }))
        },
    )
}

// --------------------------------------------------------------------------------------------------------- household

/// The household of a customer.
pub struct HouseholdPage {
    /// The customer.
    pub id: i64,
    /// The form: `other`, `relation`.
    pub typed: Typed,
    /// What was searched.
    pub asked: String,
    /// Who belongs to it.
    pub kin: Vec<KinLine>,
    /// Whose registration rules, in words.
    pub first: Option<String>,
    /// Who may be added.
    pub people: Vec<Choice>,
    /// What they may be.
    pub relations: Vec<Choice>,
}

/// One who belongs to a household.
pub struct KinLine {
    /// The customer.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What they are, in words.
    pub relation: String,
    /// The link, where it is a direct one.
    pub link: Option<i64>,
}

/// The household of a customer.
pub fn household(frame: &Frame, page: &HouseholdPage) -> Markup {
    let words = frame.words;
    let now = card(
        words.identity_household(),
        html! {
            @if page.kin.is_empty() { p.muted { (words.identity_household_none()) } }
            @if let Some(first) = &page.first { (note(Icon::Flag, html! { (first) })) }
            (rows(html! { @for one in &page.kin {
                (plain_row(Icon::Person, html! { a href=(urls::customers::show(one.id)) { (name(words, &one.name)) } }, html! { (one.relation) }, html! {
                    @if let Some(link) = one.link {
                        (press(frame, urls::customers::household_removal(page.id, link), quiet(words.identity_unlink()).icon(Icon::Close)))
                    }
                }))
            } }))
        },
    );
    let add = html! {
        (search(words, &urls::customers::household(page.id), &page.asked, words.customers_search_hint(), None))
        @if page.people.is_empty() {
            (card("", empty(Icon::Search, words.customers_none_found(), words.customers_none_found_text(), None)))
        } @else {
            (form(words, &page.typed, urls::customers::household(page.id), html! {
                (card(words.identity_link(), fields(html! {
                    (chips(&page.typed, "other", words.identity_other(), page.people.clone()).required().tall())
                    (chips(&page.typed, "relation", words.identity_relation(), page.relations.clone()).value("spouse").required())
                })))
                (action_bar(primary(words.identity_link_go()).icon(Icon::Check), ""))
            }))
        }
    };
    layout::page(frame, columns(add, now))
}

/// The household on a customer's page.
pub fn household_card(words: Words, id: i64, kin: &[KinLine], first: Option<&str>, may_edit: bool) -> Markup {
    card(
        words.identity_household(),
        html! {
            @if let Some(first) = first { p.muted { (first) } }
            (rows(html! { @for one in kin {
                (link_row(&urls::customers::show(one.id), Icon::Person, name(words, &one.name), html! { (one.relation) }, ""))
            } }))
            @if may_edit { (quiet(words.identity_household_edit()).icon(Icon::People).to(urls::customers::household(id))) }
        },
    )
}
