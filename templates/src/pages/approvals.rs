//! Everything that waits for a decision, in one place, for one thumb: each card says what happens if it is granted, and has its buttons at its end.

use crate::frame::Frame;
use crate::layout;
use crate::pages::ownership::{ExtensionCard, extension_card};
use crate::pages::quotes::{ApprovalCard, approval};
use crate::parts::card::{card_with, key_values};
use crate::parts::form::{form, hidden, note, press};
use crate::parts::list::Tab;
use crate::parts::{Choice, Icon, Tone, area, badge, chips, empty, quiet, secondary, select, tabs};
use crate::typed::Typed;
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// Everything that waits for this reader.
#[derive(Clone, Debug, Default)]
pub struct ApprovalsPage {
    /// Discounts above a limit.
    pub discounts: Vec<ApprovalCard>,
    /// More time with a customer.
    pub extensions: Vec<ExtensionCard>,
    /// Customers whom nobody called for so long that they may go to somebody else.
    pub reassignments: Vec<ReassignCard>,
    /// Whose customer it is.
    pub rulings: Vec<RulingCard>,
    /// Closed days whose rows say something else by now.
    pub late: Vec<LateCard>,
    /// How many such days more there are.
    pub late_more: i64,
}

/// A customer who may go to somebody else. Fields: `owner`, `reason`, `version`.
#[derive(Clone, Debug, Default)]
pub struct ReassignCard {
    /// What was typed.
    pub typed: Typed,
    /// The customer.
    pub customer: i64,
    /// The customer's version.
    pub version: i32,
    /// The customer's name.
    pub name: String,
    /// Whose they are, and for how long nobody called.
    pub why: String,
    /// To whom they may go.
    pub to: Vec<Choice>,
    /// Reasons to choose.
    pub reasons: Vec<Choice>,
    /// The notice that is done with when they stay.
    pub notice: i64,
}

/// A ruling. Fields: `decision`, `reason`, `version`.
#[derive(Clone, Debug, Default)]
pub struct RulingCard {
    /// What was typed.
    pub typed: Typed,
    /// The ruling.
    pub id: i64,
    /// The version that was read.
    pub version: i32,
    /// The customer.
    pub name: String,
    /// Who against whom, how it stands, what is in question, what the rules find.
    pub sides: String,
    /// See above.
    pub state: Option<(Tone, Icon, String)>,
    /// See above.
    pub question: String,
    /// See above.
    pub found: Vec<(String, String)>,
    /// For whom it can be decided, and for whom the rules find.
    pub choices: Vec<Choice>,
    /// See above.
    pub proposed: String,
}

/// A closed day that waits for a correction. Fields: `reason`.
#[derive(Clone, Debug, Default)]
pub struct LateCard {
    /// What was typed.
    pub typed: Typed,
    /// Where it is sent, and where the day is computed again.
    pub action: String,
    /// The day.
    pub day: String,
    /// Since when it is known.
    pub since: String,
    /// Some of the figures that differ: which, as closed, as the rows are.
    pub figures: Vec<(String, String, String)>,
    /// How many more there are, in words.
    pub more: Option<String>,
    /// What happens if it is granted.
    pub effect: String,
    /// Whether the book itself was changed behind everybody's back.
    pub touched: bool,
}

/// Everything that waits.
pub fn show(frame: &Frame, page: &ApprovalsPage) -> Markup {
    let words = frame.words;
    let parts = [
        ("discounts", words.ownership_approvals_discounts(), page.discounts.len()),
        ("extensions", words.ownership_approvals_extensions(), page.extensions.len()),
        ("reassignments", words.approvals_reassignments(), page.reassignments.len()),
        ("rulings", words.approvals_rulings(), page.rulings.len()),
        ("late", words.approvals_late(), page.late.len()),
    ];
    let jumps: Vec<Tab> = parts
        .iter()
        .filter(|(_, _, count)| *count > 0)
        .map(|(id, label, count)| Tab {
            href: format!("#{id}"),
            label: (*label).to_owned(),
            count: u64::try_from(*count).ok(),
            active: false,
        })
        .collect();
    layout::page(
        frame,
        html! {
            @if jumps.is_empty() {
                (empty(Icon::Check, words.quotes_approvals_empty_title(), words.quotes_approvals_empty_text(), None))
            }
            @if jumps.len() > 1 { (tabs(words.quotes_approvals_title(), &jumps)) }
            div.approvals {
                (part("discounts", parts[0].1, html! { @for card in &page.discounts { (approval(frame, card)) } }))
                (part("extensions", parts[1].1, html! { @for card in &page.extensions { (extension_card(frame, card)) } }))
                (part("reassignments", parts[2].1, html! { @for card in &page.reassignments { (reassign(frame, card)) } }))
                (part("rulings", parts[3].1, html! { @for card in &page.rulings { (ruling(words, card)) } }))
                (part("late", parts[4].1, html! {
                    @for card in &page.late { (late(words, card)) }
                    @if page.late_more > 0 { p.muted { (words.approvals_late_more(page.late_more)) } }
                }))
            }
        },
    )
}

/// One kind of what waits; nothing where there is none of it.
fn part(id: &str, title: &str, cards: Markup) -> Markup {
    html! { @if !cards.0.is_empty() {
        section.approvals-part id=(id) { h2 { (title) } div.stack { (cards) } }
    } }
}

/// What happens if it is granted.
pub fn effect(words: Words, text: &str) -> Markup {
    note(Icon::Arrow, html! { p { b { (words.approvals_if_granted()) } " " (text) } })
}

fn reassign(frame: &Frame, card: &ReassignCard) -> Markup {
    let words = frame.words;
    let id = |field: &str| format!("f-{field}-{}", card.customer);
    card_with(
        card.name.as_str(),
        quiet(words.customers_customer()).icon(Icon::Person).to(urls::customers::show(card.customer)),
        html! {
            p { (card.why) }
            (effect(words, words.approvals_reassign_effect()))
            (form(words, &card.typed, urls::customers::owner(card.customer), html! {
                (hidden("version", card.version))
                (hidden("from", "approvals"))
                (chips(&card.typed, "owner", words.customers_new_owner(), card.to.clone()).id(id("owner")).required())
                (select(&card.typed, "reason", words.customers_owner_reason(), card.reasons.clone()).id(id("reason")).value("overdue"))
                div.row.verdict { (secondary(words.customers_reassign()).icon(Icon::Turn)) }
            }))
            div.row.verdict {
                (press(frame, urls::reminders::done(card.notice), quiet(words.approvals_reassign_stay())).with("from", "approvals"))
            }
        },
    )
}

fn ruling(words: Words, card: &RulingCard) -> Markup {
    let id = |field: &str| format!("f-{field}-{}", card.id);
    card_with(
        card.name.as_str(),
        quiet(words.rulings_see()).icon(Icon::Law).to(urls::rulings::show(card.id)),
        html! {
            div.row { span.muted { (card.sides) } @if let Some((tone, icon, state)) = &card.state { (badge(*tone, *icon, state)) } }
            p { (card.question) }
            (key_values(card.found.iter().map(|(what, value)| (what.clone(), html! { (value) })).collect()))
            (effect(words, words.approvals_ruling_effect()))
            (form(words, &card.typed, urls::rulings::decision(card.id), html! {
                (hidden("version", card.version))
                (hidden("from", "approvals"))
                (chips(&card.typed, "decision", words.rulings_decide_for(), card.choices.clone()).id(id("decision")).value(&card.proposed).required())
                (area(&card.typed, "reason", words.rulings_decide_reason()).id(id("reason")).hint(words.rulings_decide_hint()).longest(400).required()
                    .picks(picks(&[words.approvals_pick_rules(), words.approvals_pick_evidence()])))
                div.row.verdict { (secondary(words.rulings_decide_go()).icon(Icon::Law)) }
            }))
        },
    )
}

fn late(words: Words, card: &LateCard) -> Markup {
    let id = format!("f-reason{}", card.action.replace('/', "-"));
    card_with(
        card.day.as_str(),
        quiet(words.reports_check()).icon(Icon::Chart).to(&card.action),
        html! {
            p.muted { (card.since) }
            @if card.touched { (note(Icon::Warning, html! { p { (words.reports_touched()) } })) }
            (key_values(card.figures.iter().map(|(what, was, now)| (what.clone(), html! { (words.approvals_late_change(was, now)) })).collect()))
            @if let Some(more) = &card.more { p.muted { (more) } }
            (effect(words, &card.effect))
            (form(words, &card.typed, &card.action, html! {
                (hidden("from", "approvals"))
                (area(&card.typed, "reason", words.reports_reason()).id(id).longest(500).required()
                    .picks(picks(&[words.approvals_pick_late(), words.approvals_pick_mistake(), words.approvals_pick_learned()])))
                div.row.verdict { (secondary(words.reports_correct_send()).icon(Icon::Pen)) }
            }))
            p.muted { (words.approvals_late_else()) }
        },
    )
}

/// Sentences that one tap writes.
pub fn picks(sentences: &[&str]) -> Vec<Choice> {
    sentences.iter().map(|sentence| Choice::new(sentence, *sentence)).collect()
}
