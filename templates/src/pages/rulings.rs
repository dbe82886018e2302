//! Rulings: what is open, one ruling with its evidence, asking for one, precedents.

use crate::frame::Frame;
use crate::layout;
use crate::pages::customers::around;
use crate::parts::card::{columns, row};
use crate::parts::form::{action_bar, banner, came_from, form, hidden, note};
use crate::parts::list::{Tab, link_row, plain_row, rows};
use crate::parts::{
    Choice, Event, Icon, Tone, area, badge, card, chips, empty, key_values, primary, search, secondary, select,
    timeline,
};
use crate::typed::{Banner, Typed};
use crate::urls;
use maud::{Markup, html};

/// Open rulings, or precedents.
pub struct ListPage {
    /// The rooms of ownership.
    pub around: Vec<Tab>,
    /// What is searched among precedents.
    pub query: String,
    /// Rulings that are open; none while precedents are searched.
    pub open: Vec<Line>,
    /// Rulings that were decided.
    pub decided: Vec<Line>,
}

/// A ruling in a list.
pub struct Line {
    /// Where it leads; nowhere where this reader may not open it.
    pub href: Option<String>,
    /// Who against whom.
    pub title: String,
    /// What was in question, or the reason of the decision.
    pub under: String,
    /// How it stands.
    pub state: (Tone, Icon, String),
    /// Without the sign of how it stands: for narrow places.
    pub brief: bool,
}

/// Open rulings and precedents.
pub fn list(frame: &Frame, page: &ListPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (around(words, &page.around))
            @if !page.open.is_empty() { (card(words.rulings_open(), lines(&page.open))) }
            (search(words, &urls::rulings::list(), &page.query, words.rulings_search(), None))
            @if page.decided.is_empty() {
                (card(words.rulings_precedents(), empty(Icon::Law, words.rulings_none(), words.rulings_none_text(),
                    (!page.query.is_empty()).then(|| secondary(words.rulings_all()).to(urls::rulings::list())))))
            } @else { (card(words.rulings_precedents(), lines(&page.decided))) }
        },
    )
}

/// Rulings under each other, for pages that hold more.
pub fn lines(all: &[Line]) -> Markup {
    rows(html! { @for line in all {
        @let right = html! { @if !line.brief { (badge(line.state.0, line.state.1, &line.state.2)) } };
        @match &line.href {
            Some(href) => (link_row(href, Icon::Law, &line.title, &line.under, right)),
            None => (plain_row(Icon::Law, &line.title, &line.under, right)),
        }
    } })
}

// ------------------------------------------------------------------------------------------------------------ show

/// One ruling.
pub struct ShowPage {
    /// The ruling.
    pub id: i64,
    /// The version that was read.
    pub version: i32,
    /// The customer, with the address where this reader may open it.
    pub customer: (String, Option<String>),
    /// Who against whom.
    pub sides: String,
    /// What is in question.
    pub question: String,
    /// For whom the rules find.
    pub verdict: String,
    /// The rule, and what it says.
    pub rule: (String, String),
    /// Days left, if protection runs.
    pub days_left: Option<String>,
    /// Shares: who, how much.
    pub shares: Vec<(String, String)>,
    /// What was seen.
    pub evidence: Vec<(String, String)>,
    /// How it stands.
    pub state: (Tone, Icon, String),
    /// What happened since it was opened.
    pub events: Vec<Event>,
    /// What the reader may do.
    pub appeal: Option<Typed>,
    /// Until when an appeal is possible, in words.
    pub appeal_until: String,
    /// The form of the decision, for who decides.
    pub decision: Option<DecisionForm>,
    /// What was refused, where its form is gone.
    pub banner: Option<Banner>,
    /// Decided rulings by the same rule.
    pub alike: Vec<Line>,
}

/// The form of a decision: `decision`, `reason`.
pub struct DecisionForm {
    /// What was typed.
    pub typed: Typed,
    /// For whom it can be decided.
    pub choices: Vec<Choice>,
    /// As the rules find.
    pub found: String,
}

/// One ruling.
pub fn show(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    let main = html! {
        (card("", html! {
            div.row { (badge(page.state.0, page.state.1, &page.state.2)) @if let Some(days) = &page.days_left { (badge(Tone::Accent, Icon::Shield, days)) } }
            h2.card-title { (page.verdict) }
            p { b { (page.rule.0) } }
            p.muted { (page.rule.1) }
        }))
        (card(words.rulings_evidence(), html! {
            @if page.evidence.is_empty() { p.muted { (words.rulings_no_evidence_text()) } }
            (key_values(page.evidence.iter().map(|(what, value)| (what.clone(), html! { (value) })).collect()))
        }))
        @if !page.shares.is_empty() {
            (card(words.ownership_credit(), key_values(page.shares.iter().map(|(who, share)| (who.clone(), html! { b { (share) } })).collect())))
        }
        @if let Some(form) = &page.decision { (decision(frame, page, form)) }
        @if let Some(typed) = &page.appeal { (appeal(frame, page, typed)) }
    };
    let side = html! {
        (card(words.rulings_question(), html! {
            p { @match &page.customer.1 {
                Some(href) => a href=(href) { (page.customer.0) },
                None => (page.customer.0),
            } }
            p.muted { (page.sides) }
            p { (page.question) }
            p.muted { (page.appeal_until) }
        }))
        (card(words.rulings_course(), timeline(&page.events)))
        @if !page.alike.is_empty() { (card(words.rulings_alike(), lines(&page.alike))) }
    };
    layout::page(frame, html! { @if let Some(said) = &page.banner { (banner(words, said)) } (columns(main, side)) })
}

fn decision(frame: &Frame, page: &ShowPage, edit: &DecisionForm) -> Markup {
    let words = frame.words;
    form(
        words,
        &edit.typed,
        urls::rulings::decision(page.id),
        html! {
            (hidden("version", page.version))
            (came_from(&edit.typed))
            (card(words.rulings_decide(), html! {
                p.muted { (words.rulings_decide_text()) }
                (chips(&edit.typed, "decision", words.rulings_decide_for(), edit.choices.clone()).value(&edit.found).required())
                (area(&edit.typed, "reason", words.rulings_decide_reason()).id("f-reason-decision").hint(words.rulings_decide_hint()).longest(400).required())
                (row(primary(words.rulings_decide_go()).icon(Icon::Law)))
            }))
        },
    )
}

fn appeal(frame: &Frame, page: &ShowPage, typed: &Typed) -> Markup {
    let words = frame.words;
    form(
        words,
        typed,
        urls::rulings::appeal(page.id),
        html! {
            (hidden("version", page.version))
            (card(words.rulings_appeal(), html! {
                p.muted { (page.appeal_until) }
                (area(typed, "reason", words.rulings_appeal_reason()).id("f-reason-appeal").longest(400).required())
                (row(secondary(words.rulings_appeal_go()).icon(Icon::Flag)))
            }))
        },
    )
}

// ------------------------------------------------------------------------------------------------------------- new

/// Asking for a ruling.
pub struct NewPage {
    /// The customer.
    pub customer: i64,
    /// The form: `first`, `against` (`u<person>` or `f<filing>`), `question`.
    pub typed: Typed,
    /// Consultants who may claim.
    pub consultants: Vec<Choice>,
    /// Against whom: consultants, and the filings of the customer's numbers.
    pub against: Vec<Choice>,
    /// To whom the customer belongs now.
    pub owner: Option<String>,
    /// The address of the ruling that is open, if one is.
    pub open: Option<String>,
}

/// Asking for a ruling.
pub fn new(frame: &Frame, page: &NewPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let back = secondary(words.common_cancel()).to(urls::customers::show(page.customer));
    layout::page(
        frame,
        html! {
            @match &page.open {
                Some(href) => {
                    @if let Some(said) = &typed.banner { (banner(words, said)) }
                    (card("", note(Icon::Law, words.rulings_open_already())))
                    (action_bar(primary(words.rulings_see()).icon(Icon::Right).to(href), back))
                }
                None => (form(words, typed, urls::rulings::new(page.customer), html! {
                    (card("", html! {
                        p.muted { (words.rulings_new_text()) }
                        p { (words.customers_owner_now()) " " b { (page.owner.as_deref().unwrap_or(words.customers_no_owner())) } }
                        (select(typed, "first", words.rulings_first(), page.consultants.clone()).required())
                        (chips(typed, "against", words.rulings_against(), page.against.clone()).required())
                        (area(typed, "question", words.rulings_question()).hint(words.rulings_question_hint()).longest(400).required())
                    }))
                    (action_bar(primary(words.rulings_ask()).icon(Icon::Law), back))
                })),
            }
        },
    )
}
