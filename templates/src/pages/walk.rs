//! The walk through a visit: needs at the introduction, the tour with its stops, intent and objections at the negotiation, leaving.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{card_with, fields, row};
use crate::parts::field::area;
use crate::parts::form::{action_bar, form, hidden, note, press};
use crate::parts::list::more;
use crate::parts::{
    Button, Choice, Icon, Tone, badge, card, chips, date, meter, multi_chips, number, primary, quiet, secondary, text,
    toggle,
};
use crate::typed::Typed;
use crate::urls;
use maud::{Markup, html};

/// What the party told about itself.
pub struct Needs {
    /// Which visit.
    pub visit: i64,
    /// The form: `need_<id>`, one or several values each.
    pub typed: Typed,
    /// The questions.
    pub questions: Vec<Need>,
}

/// One question.
pub struct Need {
    /// The name of its input.
    pub name: String,
    /// Two or three words.
    pub label: String,
    /// As a person would ask it.
    pub asked: String,
    /// Why it is asked.
    pub why: String,
    /// How it is answered.
    pub input: NeedInput,
    /// What is known; the value of "would not say" among them.
    pub now: Vec<String>,
}

/// How a question is answered.
pub enum NeedInput {
    /// One of these; "would not say" stands among them.
    One(Vec<Choice>),
    /// Several of these.
    Many(Vec<Choice>),
    /// A number of these.
    Number(String),
    /// A line of text.
    Text,
}

/// The questions of the introduction, as a card in the page of the visit.
pub fn needs(frame: &Frame, block: &Needs) -> Markup {
    let words = frame.words;
    let known = block.questions.iter().filter(|need| !need.now.is_empty()).count();
    let count = words.walk_needs_count(known, block.questions.len());
    let tone = if known == 0 { Tone::Plain } else { Tone::Good };
    card_with(
        words.walk_needs(),
        badge(tone, Icon::List, count),
        form(
            words,
            &block.typed,
            urls::walk::needs(block.visit),
            html! {
                p.muted { (words.walk_needs_hint()) }
                @for need in &block.questions { (question(&block.typed, need)) }
                (secondary(words.walk_needs_save()).icon(Icon::Check))
            },
        ),
    )
}

/// One question with its choices, for any form that asks it.
pub fn question(typed: &Typed, need: &Need) -> Markup {
    let name = need.name.as_str();
    let first = need.now.first().cloned().unwrap_or_default();
    match &need.input {
        NeedInput::One(choices) => html! { (chips(typed, name, &need.asked, choices.clone()).value(&first)) },
        NeedInput::Many(choices) => {
            let chooser = multi_chips(typed, name, &need.asked, choices.clone());
            html! { (need.now.iter().fold(chooser, |chooser, value| chooser.value(value))) }
        }
        NeedInput::Number(unit) => html! { (number(typed, name, &need.asked).after(unit).value(&first)) },
        NeedInput::Text => html! { (text(typed, name, &need.asked).value(&first).longest(200)) },
    }
}

/// The questions on a page of their own.
pub fn needs_page(frame: &Frame, block: &Needs) -> Markup {
    layout::page(frame, needs(frame, block))
}

/// The tour: routes to choose from, or the stops of the one that is walked.
pub struct Tour {
    /// Which visit.
    pub visit: i64,
    /// Routes to choose from; the one that suits best first.
    pub routes: Vec<Route>,
    /// The stops of the chosen route.
    pub stops: Vec<Stop>,
    /// Name of the chosen route.
    pub name: Option<String>,
    /// Whether it was walked to its end.
    pub walked: bool,
}

/// A route to choose.
pub struct Route {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its stops and minutes, in words.
    pub about: String,
    /// Whether it shows what this party looks for.
    pub suits: bool,
}

/// A stop of the route that is walked.
pub struct Stop {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Whether the party was there.
    pub reached: bool,
    /// `like`, `worry` or nothing.
    pub verdict: Option<String>,
    /// A word more.
    pub note: Option<String>,
    /// Merits of the unit type that is shown there, and whether they were told.
    pub merits: Vec<(String, bool)>,
}

/// The tour, as a card in the page of the visit.
pub fn tour(frame: &Frame, block: &Tour) -> Markup {
    let words = frame.words;
    html! {
        @if let Some(name) = &block.name {
            (card(name, html! {
                ol.stops { @for stop in &block.stops { li class=[stop.reached.then_some("reached")] { (stop_row(frame, block.visit, stop)) } } }
                @if !block.walked {
                    (press(frame, urls::walk::tour_end(block.visit), quiet(words.walk_tour_end()).icon(Icon::Flag)))
                } @else {
                    (badge(Tone::Good, Icon::Check, words.walk_walked()))
                }
            }))
        }
        @if block.name.is_none() || block.walked {
            (card(words.walk_routes(), html! {
                p.muted { @if block.routes.is_empty() { (words.walk_routes_none()) } @else { (words.walk_routes_hint()) } }
                ul.routes { @for route in &block.routes { li { (route_row(frame, block.visit, route)) } } }
            }))
        }
    }
}

fn route_row(frame: &Frame, visit: i64, route: &Route) -> Markup {
    let words = frame.words;
    html! {
        div.route-body {
            b { (route.name) }
            @if route.suits { " " (badge(Tone::Accent, Icon::Star, words.walk_route_suits())) }
            p.muted { (route.about) }
        }
        (press(frame, urls::walk::tours(visit), secondary(words.walk_route_go()).icon(Icon::Route)).with("route", &route.code))
    }
}

fn stop_row(frame: &Frame, visit: i64, stop: &Stop) -> Markup {
    let words = frame.words;
    let to = urls::walk::stop(visit, stop.id);
    let verdict = |code: &str, label: &'static str, icon: Icon| {
        let on = stop.verdict.as_deref() == Some(code);
        let button = if on { secondary(label).icon(Icon::Check) } else { quiet(label).icon(icon) };
        press(frame, &to, button).with("verdict", code)
    };
    html! {
        div.stop-head {
            span.stop-sign { @if stop.reached { (Icon::Check) } @else { (Icon::Route) } }
            b { (stop.name) }
            (row(html! {
                (verdict("like", words.walk_like(), Icon::Like))
                (verdict("worry", words.walk_worry(), Icon::Worry))
                @if !stop.reached { (press(frame, &to, quiet(words.walk_seen()).icon(Icon::Eye)).with("verdict", "")) }
            }))
        }
        @if !stop.merits.is_empty() {
            ul.merits { @for (place, (merit, told)) in stop.merits.iter().enumerate() {
                li { (press(frame, urls::walk::merit(visit, stop.id), merit_button(merit, *told)).with("merit", place)) }
            } }
        }
        @if let Some(said) = &stop.note { p.muted { (said) } }
        @if stop.verdict.as_deref() == Some("worry") && stop.note.is_none() {
            (more(words.walk_note(), false, form(words, &Typed::fresh(frame.key()), &to, html! {
                (hidden("verdict", "worry"))
                (text(&Typed::default(), "note", words.walk_note()).id(format!("note-{}", stop.id)).longest(200))
                (secondary(words.common_save()))
            })))
        }
    }
}

fn merit_button(merit: &str, told: bool) -> Button {
    if told { secondary(merit).icon(Icon::Check) } else { quiet(merit).icon(Icon::Talk) }
}

/// Intent and objections.
pub struct Negotiation {
    /// Which visit.
    pub visit: i64,
    /// 0–100.
    pub intent: i64,
    /// From where the deposit is offered.
    pub deposit_from: i64,
    /// What to do at this score, in words.
    pub advice: String,
    /// Where the deposit begins; shown when it is time.
    pub deposit: Option<String>,
    /// Reasons with their points, in words.
    pub reasons: Vec<(String, String)>,
    /// Signals: code, label, points, whether seen.
    pub signals: Vec<(String, String, String, bool)>,
    /// The form of another objection: `words`.
    pub typed: Typed,
    /// Objections to tap: code and label.
    pub objections: Vec<Choice>,
    /// Objections that were heard.
    pub heard: Vec<Objection>,
}

/// An objection that was heard.
pub struct Objection {
    /// Its id.
    pub id: i64,
    /// What it is.
    pub label: String,
    /// Answers that have helped.
    pub answers: Vec<String>,
    /// Whether it was answered.
    pub answered: bool,
    /// With what.
    pub answer: Option<String>,
}

/// Intent with its reasons and signals, as a card.
pub fn intent(frame: &Frame, block: &Negotiation) -> Markup {
    let words = frame.words;
    card(
        words.walk_intent(),
        html! {
            (meter(words.walk_intent(), block.intent, Some(block.deposit_from)))
            (note(Icon::Info, &block.advice))
            @if let Some(deposit) = &block.deposit { (secondary(words.walk_offer_deposit()).icon(Icon::Money).to(deposit)) }
            div.signals {
                @for (code, label, points, seen) in &block.signals {
                    @let label = format!("{label} {points}");
                    @let button = if *seen { secondary(label).icon(Icon::Check) } else { quiet(label).icon(Icon::Plus) };
                    (press(frame, urls::walk::signals(block.visit), button).with("signal", code).with("seen", if *seen { "" } else { "yes" }))
                }
            }
            @if !block.reasons.is_empty() {
                (more(words.walk_reasons(), false, html! {
                    ul.reasons { @for (reason, points) in &block.reasons { li { span { (reason) } b { (points) } } } }
                }))
            }
        },
    )
}

/// Objections and what answered them, as a card.
pub fn objections(frame: &Frame, block: &Negotiation) -> Markup {
    let words = frame.words;
    let open = block.heard.iter().filter(|heard| !heard.answered).count();
    let sign = if open == 0 {
        badge(Tone::Good, Icon::Check, words.walk_objections_none_open())
    } else {
        badge(Tone::Warn, Icon::Talk, words.walk_objections_open(open))
    };
    card_with(
        words.walk_objections(),
        sign,
        html! {
            @for heard in &block.heard { (heard_row(frame, block.visit, heard)) }
            div.signals {
                @for choice in &block.objections {
                    (press(frame, urls::walk::objections(block.visit), quiet(&choice.label).icon(Icon::Plus)).with("code", &choice.value))
                }
            }
            (more(words.walk_objection_other(), block.typed.banner.is_some() || !block.typed.errors.is_empty(),
                form(words, &block.typed, urls::walk::objections(block.visit), html! {
                    (hidden("code", "other"))
                    (text(&block.typed, "words", words.walk_objection_words()).longest(200).required())
                    (secondary(words.common_add()))
                })))
        },
    )
}

fn heard_row(frame: &Frame, visit: i64, heard: &Objection) -> Markup {
    let words = frame.words;
    html! {
        div.objection {
            p { @if heard.answered { (badge(Tone::Good, Icon::Check, words.walk_answered())) } @else { (badge(Tone::Warn, Icon::Talk, words.walk_open())) } " " b { (heard.label) } }
            @if heard.answered {
                @if let Some(answer) = &heard.answer { p.muted { (answer) } }
            } @else {
                ul.answers { @for answer in &heard.answers { li {
                    (press(frame, urls::walk::answer(visit, heard.id), quiet(answer).icon(Icon::Check)).with("answer", answer))
                } } }
                (press(frame, urls::walk::answer(visit, heard.id), secondary(words.walk_answered_go()).icon(Icon::Check)))
            }
        }
    }
}

/// The page on which the party leaves.
pub struct LeavingPage {
    /// Which visit.
    pub visit: i64,
    /// The form: `outcome`, `next_on`, `never`, `reason`, `paper`, `contacts`, `walked`.
    pub typed: Typed,
    /// Who leaves, in words.
    pub party: String,
    /// How it may have ended.
    pub outcomes: Vec<Choice>,
    /// The likeliest.
    pub outcome: String,
    /// Likely dates.
    pub dates: Vec<Choice>,
    /// The date that the grade proposes.
    pub next_on: Option<String>,
    /// Reasons why there is none.
    pub never: Vec<Choice>,
    /// Papers to hand over.
    pub papers: Vec<Choice>,
    /// Whether we have their number already.
    pub contacts: bool,
}

/// The page on which the party leaves.
pub fn leaving(frame: &Frame, page: &LeavingPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let mut next = date(typed, "next_on", words.walk_next_on()).picks(page.dates.clone());
    if let Some(proposed) = &page.next_on {
        next = next.value(proposed);
    }
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::walk::closure(page.visit),
            html! {
                (card("", html! {
                    (chips(typed, "outcome", words.walk_outcome(), page.outcomes.clone()).value(&page.outcome).required())
                    (next)
                    (chips(typed, "never", words.walk_never(), page.never.clone()).hint(words.walk_never_hint()))
                }))
                (card(words.walk_farewell(), html! {
                    (multi_chips(typed, "paper", words.walk_papers(), page.papers.clone()))
                    (fields(html! {
                        (toggle(typed, "contacts", words.walk_contacts(), page.contacts))
                        (toggle(typed, "walked", words.walk_walked_to_door(), false))
                    }))
                    (area(typed, "reason", words.walk_reason()).optional(words).longest(400))
                }))
                (action_bar(primary(words.walk_leave()).icon(Icon::Door), ""))
            },
        ),
    )
}

/// A button of the visit was turned down: why, and the way back.
pub fn turned_down(frame: &Frame, typed: &Typed, visit: &str) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (crate::parts::form::turned_down(words, typed))
            (action_bar(primary(words.walk_back_to_visit()).icon(Icon::Left).to(visit), ""))
        },
    )
}

/// A few units that fit, and the quotes that were made.
pub struct Selection {
    /// The units; those kept for this party first.
    pub units: Vec<Picked>,
    /// Where all units are.
    pub all: String,
    /// The quotes of this journey, the latest first.
    pub quotes: Vec<QuoteLine>,
    /// Where the deposit begins, once a unit is settled.
    pub deposit: Option<String>,
}

/// A unit of the selection.
pub struct Picked {
    /// Its number.
    pub code: String,
    /// Its type.
    pub about: String,
    /// Its list price.
    pub price: String,
    /// Whether it is kept for this party.
    pub held: bool,
    /// Its page.
    pub show: String,
    /// Where a quote begins.
    pub quote: String,
    /// Where a deposit begins.
    pub deposit: String,
}

/// A quote that was made.
pub struct QuoteLine {
    /// Its id.
    pub id: i64,
    /// Its unit.
    pub unit: i64,
    /// Number of its unit.
    pub code: String,
    /// Its price.
    pub price: String,
    /// Whether it stands.
    pub valid: bool,
    /// How it stands, in words.
    pub status: String,
    /// Its page.
    pub show: String,
}

/// The selection of units, as a card.
pub fn selection(frame: &Frame, block: &Selection) -> Markup {
    let words = frame.words;
    card_with(
        words.walk_selection(),
        quiet(words.walk_selection_all()).icon(Icon::Building).to(&block.all),
        html! {
            p.muted { @if block.units.is_empty() { (words.walk_selection_empty()) } @else { (words.walk_selection_hint()) } }
            ul.routes { @for unit in &block.units { li {
                div.route-body {
                    a href=(unit.show) { b { (unit.code) } }
                    @if unit.held { " " (badge(Tone::Accent, Icon::Lock, words.walk_held())) }
                    p.muted { (unit.about) " · " (crate::parts::card::sum(&unit.price)) }
                }
                (row(html! {
                    (secondary(words.walk_quote_go()).icon(Icon::Paper).to(&unit.quote))
                    (quiet(words.walk_offer_deposit()).icon(Icon::Money).to(&unit.deposit))
                }))
            } } }
            @if !block.quotes.is_empty() {
                h3 { (words.walk_quotes()) }
                ul.routes { @for quote in &block.quotes { li {
                    div.route-body { a href=(quote.show) { b { (quote.code) } } p.muted { (crate::parts::card::sum(&quote.price)) } }
                    (badge(if quote.valid { Tone::Good } else { Tone::Plain }, Icon::Paper, &quote.status))
                } } }
            }
        },
    )
}
