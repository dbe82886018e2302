//! Calls that come in: taking one, and those of a day.

use crate::frame::Frame;
use crate::layout;
use crate::pages::visits::{Found, Hit, chosen_row, found, titles};
use crate::parts::card::{beside, fields};
use crate::parts::form::{action_bar, banner, form, press};
use crate::parts::list::{more, plain_row, region, rows};
use crate::parts::{
    Choice, Icon, Tone, area, badge, card, chips, date, empty, phone, primary, quiet, secondary, select, text, time,
};
use crate::typed::{Banner, Typed};
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

// ------------------------------------------------------------------------------------------------------ taking one

/// The form for a call.
pub struct NewPage {
    /// The form: `customer` or `phone`, `name`, `title`; `channel`, `about`, `next`, `on`, `at`, `consultant`, `note`.
    pub typed: Typed,
    /// The customer who was chosen.
    pub chosen: Option<Hit>,
    /// Whoever has the number that is typed.
    pub found: Found,
    /// Channels to choose.
    pub channels: Vec<Choice>,
    /// What people phone about.
    pub about: Vec<Choice>,
    /// Likely days.
    pub days: Vec<Choice>,
    /// Likely times.
    pub times: Vec<Choice>,
    /// Who may go on with it.
    pub consultants: Vec<Choice>,
}

/// The form for a call.
pub fn new(frame: &Frame, page: &NewPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::calls::list(),
            html! {
                (beside(who_card(words, page), what_card(words, page)))
                (action_bar(primary(words.calls_new_go()).icon(Icon::Phone).big(), ""))
            },
        ),
    )
}

fn who_card(words: Words, page: &NewPage) -> Markup {
    let typed = &page.typed;
    card(
        "",
        html! {
            @if let Some(hit) = &page.chosen {
                (chosen_row(words, hit, urls::calls::new()))
            } @else {
                (phone(typed, "phone", words.calls_phone()).hint(words.calls_phone_hint()).lookup(urls::calls::found(), "found").pad(words).first())
                (region("found", found(words, &page.found)))
                (fields(html! {
                    (text(typed, "name", words.visits_name()).longest(60).optional(words))
                    (chips(typed, "title", words.visits_title_label(), titles(words)).value("none"))
                }))
            }
        },
    )
}

fn what_card(words: Words, page: &NewPage) -> Markup {
    let typed = &page.typed;
    let next = vec![
        Choice::new("nothing", words.calls_next_nothing()),
        Choice::new("comes", words.calls_next_comes()),
        Choice::new("call_back", words.calls_next_call_back()),
    ];
    let told = |names: &[&str]| {
        names.iter().any(|name| typed.error(name).is_some() || typed.value(name).is_some_and(|value| !value.is_empty()))
    };
    card(
        "",
        html! {
            (chips(typed, "channel", words.customers_channel(), page.channels.clone()))
            (chips(typed, "about", words.calls_about(), page.about.clone()))
            (chips(typed, "next", words.calls_next(), next).value("nothing"))
            (more(words.calls_when(), told(&["on", "at", "consultant"]) || typed.value("next").is_some_and(|next| next != "nothing"), html! {
                (fields(html! {
                    (date(typed, "on", words.calls_on()).picks(page.days.clone()))
                    (time(typed, "at", words.calls_at()).picks(page.times.clone()))
                }))
                (select(typed, "consultant", words.calls_consultant(), page.consultants.clone()).empty(words.calls_consultant_by_rule()))
            }))
            (area(typed, "note", words.calls_note()).longest(300).optional(words))
        },
    )
}

// ------------------------------------------------------------------------------------------------------ those of a day

/// The calls of a day.
pub struct BookPage {
    /// What was turned down.
    pub banner: Option<Banner>,
    /// The day before, and the day after unless that is to come.
    pub days: (String, Option<String>),
    /// The calls, the latest first.
    pub rows: Vec<BookRow>,
    /// Whether the reader takes calls.
    pub may_take: bool,
}

/// One call in the book.
pub struct BookRow {
    /// The call.
    pub id: i64,
    /// The customer's page, for whoever may open it.
    pub href: Option<String>,
    /// When.
    pub time: String,
    /// Who phoned.
    pub who: String,
    /// What about, with whom, what else was said.
    pub under: String,
    /// What was agreed: colour, sign, words.
    pub badge: (Tone, Icon, String),
    /// Whether the reader may strike it out.
    pub may_strike: bool,
}

/// The calls of a day.
pub fn book(frame: &Frame, page: &BookPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if let Some(no) = &page.banner { (banner(words, no)) }
            nav.pages {
                (secondary(words.visits_day_before()).icon(Icon::Left).to(&page.days.0))
                @if let Some(after) = &page.days.1 { (secondary(words.visits_day_after()).icon(Icon::Right).to(after)) }
            }
            (card("", html! {
                @if page.rows.is_empty() { (empty(Icon::Phone, words.calls_book_empty(), words.calls_book_empty_text(), None)) }
                @else { (rows(html! { @for one in &page.rows { (row(frame, one)) } })) }
            }))
            @if page.may_take {
                (action_bar(primary(words.calls_new()).icon(Icon::Phone).to(urls::calls::new()), ""))
            }
        },
    )
}

fn row(frame: &Frame, one: &BookRow) -> Markup {
    let words = frame.words;
    let title = html! {
        span.number-text.muted { (one.time) } " "
        @if let Some(href) = &one.href { a href=(href) { (one.who) } } @else { (one.who) }
    };
    let under = html! {
        @if !one.under.is_empty() { span { (one.under) } }
        div { (badge(one.badge.0, one.badge.1, &one.badge.2)) }
    };
    let strike = html! {
        @if one.may_strike { (press(frame, urls::calls::strike(one.id), quiet(words.calls_strike()))) }
    };
    plain_row(Icon::Phone, title, under, strike)
}
