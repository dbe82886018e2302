//! Contracts: the list, preparing one, its page with the steps, an instalment at the cashier's, the paper.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{big_sum, card_with, columns, fields, row, sum};
use crate::parts::form::{action_bar, form, note, press};
use crate::parts::list::{Tab, tabs};
use crate::parts::signature::signature;
use crate::parts::{
    Choice, Column, Icon, Row, Step, Tone, area, badge, card, chips, date, empty, field, key_values, money, primary,
    quiet, secondary, sheet, steps, table, time,
};
use crate::typed::Typed;
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// The list of contracts.
pub struct ListPage {
    /// How contracts may stand, with which is shown.
    pub tabs: Vec<Tab>,
    /// The contracts.
    pub rows: Vec<ListRow>,
}

/// A contract in the list.
pub struct ListRow {
    /// Its id.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// The unit.
    pub unit: String,
    /// Who buys.
    pub buyer: String,
    /// The price.
    pub price: String,
    /// What is next, in words.
    pub next: String,
    /// Whose sale.
    pub consultant: String,
}

/// The list of contracts.
pub fn list(frame: &Frame, page: &ListPage) -> Markup {
    let words = frame.words;
    let heads = [
        Column::new(words.contracts_number()),
        Column::new(words.contracts_unit()),
        Column::new(words.contracts_buyers()),
        Column::number(words.contracts_price()),
        Column::new(words.contracts_next()),
        Column::new(words.contracts_consultant()),
    ];
    let rows: Vec<Row> = page
        .rows
        .iter()
        .map(|contract| {
            Row::link(
                urls::contracts::show(contract.id),
                vec![
                    html! { (contract.number) },
                    html! { (contract.unit) },
                    html! { (contract.buyer) },
                    sum(&contract.price),
                    html! { (contract.next) },
                    html! { (contract.consultant) },
                ],
            )
        })
        .collect();
    layout::page(
        frame,
        html! {
            (tabs(words.contracts_title(), &page.tabs))
            @if rows.is_empty() {
                (empty(Icon::Paper, words.contracts_empty(), words.contracts_empty_text(), None))
            } @else {
                (card("", table(words.contracts_title(), &heads, &rows)))
            }
        },
    )
}

/// Preparing the contract of a deposit.
pub struct NewPage {
    /// The form: `deposit`, `married`, `by_agent` (places of buyers, from 0), `date`, `time`.
    pub typed: Typed,
    /// The deposit.
    pub deposit: i64,
    /// What it is about, in words.
    pub about: Vec<(String, String)>,
    /// The buyers, by place.
    pub buyers: Vec<Choice>,
    /// Likely days.
    pub days: Vec<Choice>,
    /// Likely times.
    pub times: Vec<Choice>,
}

/// Preparing the contract of a deposit.
pub fn new(frame: &Frame, page: &NewPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let about = page.about.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect();
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::contracts::list(),
            html! {
                (crate::parts::hidden("deposit", page.deposit))
                (card("", key_values(about)))
                (card(words.contracts_buyers_bring(), html! {
                    p.muted { (words.contracts_buyers_bring_text()) }
                    (crate::parts::multi_chips(typed, "married", words.contracts_married(), page.buyers.clone()))
                    (crate::parts::multi_chips(typed, "by_agent", words.contracts_by_agent(), page.buyers.clone()))
                }))
                (card(words.contracts_appointment(), fields(html! {
                    (date(typed, "date", words.contracts_appointment_day()).picks(page.days.clone()).optional(words))
                    (time(typed, "time", words.contracts_appointment_time()).picks(page.times.clone()).optional(words))
                })))
                (action_bar(primary(words.contracts_prepare()).icon(Icon::Paper), ""))
            },
        ),
    )
}

/// A contract's page.
pub struct ShowPage {
    /// Its id.
    pub id: i64,
    /// Its steps.
    pub steps: Vec<Step>,
    /// How it stands.
    pub state: (Tone, Icon, String),
    /// What it is about.
    pub about: Vec<(String, Markup)>,
    /// The page of the shares of the sale.
    pub credit_href: String,
    /// Whose sale it is: names with their percent; none where nothing was written yet.
    pub shares: Vec<(String, String)>,
    /// The price.
    pub price: String,
    /// What was promised on the floor.
    pub promised: Vec<String>,
    /// The step that is next; `None` where all are done or it is not this person's.
    pub step: Option<StepForm>,
    /// Who does the next step, where it is not this person.
    pub waits: Option<String>,
    /// The papers.
    pub papers: Vec<Paper>,
    /// Whether this person may tick papers: as long as the contract is not stored.
    pub may_tick: bool,
    /// Whether this person may tick milestones.
    pub may_write: bool,
    /// The payment plan.
    pub plan: Vec<Part>,
    /// What follows.
    pub milestones: Vec<Milestone>,
    /// Steps that were done: what, who and when, note.
    pub done: Vec<(String, String, String)>,
}

/// The form of the next step.
pub struct StepForm {
    /// The form.
    pub typed: Typed,
    /// Code of the step.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// What to look at.
    pub hint: String,
    /// What is asked.
    pub asks: Asks,
}

/// What a step asks.
pub enum Asks {
    /// Nothing but to be done; a note where something lacks.
    Note {
        /// Whether it must be written.
        required: bool,
    },
    /// The terms, one by one: title, text, what to look at.
    Terms(Vec<(String, String, String)>),
    /// The price, with the one that was quoted.
    Price {
        /// The price of the agreement.
        quoted: String,
        /// The currency's sign.
        sign: String,
    },
    /// The signature.
    Signature,
    /// The payment plan: kind, date, sum.
    Plan {
        /// The parts as proposed.
        parts: Vec<(String, String, String)>,
        /// What they must add up to.
        total: String,
        /// The currency's sign.
        sign: String,
    },
}

/// A paper.
pub struct Paper {
    /// Its row.
    pub id: i64,
    /// What it is.
    pub name: String,
    /// Whose, where there are several buyers.
    pub buyer: String,
    /// Since when it was asked for, in words.
    pub asked: String,
    /// When it came, in words; empty while it is missing.
    pub received: String,
}

/// A part of the plan.
pub struct Part {
    /// Its row.
    pub id: i64,
    /// What it is.
    pub kind: String,
    /// When it is due.
    pub due: String,
    /// How much.
    pub sum: String,
    /// Paid, open, overdue.
    pub state: (Tone, Icon, String),
    /// Where the cashier confirms it.
    pub confirm: Option<String>,
    /// Its receipt.
    pub receipt: Option<(String, String)>,
}

/// Something that follows.
pub struct Milestone {
    /// Its row.
    pub id: i64,
    /// What it is.
    pub name: String,
    /// When it is due, and who sees to it.
    pub due: String,
    /// Done, open, overdue.
    pub state: (Tone, Icon, String),
    /// Whether it is done.
    pub done: bool,
}

/// A contract's page.
pub fn show(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    let (tone, icon, state) = &page.state;
    let mut about = page.about.clone();
    if !page.shares.is_empty() {
        about.push((
            words.ownership_credit().to_owned(),
            html! { a href=(page.credit_href) { (super::deposits::said(&page.shares)) } },
        ));
    }
    let side = html! {
        (card_with(words.contracts_about(), badge(*tone, *icon, state), html! {
            (big_sum(&page.price))
            (key_values(about))
            (quiet(words.contracts_open_paper()).icon(Icon::Print).to(urls::contracts::paper(page.id)))
        }))
        @if !page.promised.is_empty() {
            (card(words.contracts_promised(), html! {
                p.muted { (words.contracts_promised_text()) }
                ul { @for said in &page.promised { li { (said) } } }
            }))
        }
        @if !page.done.is_empty() {
            (card(words.contracts_done(), html! {
                ul.contract-done { @for (what, who, why) in &page.done { li {
                    b { (what) } br; span.muted { (who) }
                    @if !why.is_empty() { br; span { (why) } }
                } } }
            }))
        }
    };
    let main = html! {
        @if let Some(step) = &page.step { (step_form(frame, page.id, step)) }
        @if let Some(waits) = &page.waits { (note(Icon::Wait, waits)) }
        (papers(frame, page))
        @if !page.plan.is_empty() { (plan(frame, page)) }
        @if !page.milestones.is_empty() { (milestones(frame, page)) }
    };
    layout::page(frame, html! { (steps(words, &page.steps)) (columns(main, side)) })
}

fn step_form(frame: &Frame, contract: i64, step: &StepForm) -> Markup {
    let (words, typed) = (frame.words, &step.typed);
    form(
        words,
        typed,
        urls::contracts::step(contract, &step.code),
        html! {
            (card(&step.title, html! {
                p.muted { (step.hint) }
                @match &step.asks {
                    Asks::Note { required } => {
                        @if *required { (area(typed, "note", words.contracts_note_why()).required().longest(400)) }
                        @else { (area(typed, "note", words.contracts_note()).optional(words).longest(400)) }
                    }
                    Asks::Terms(terms) => {
                        ol.terms { @for (title, text, check) in terms { li { b { (title) } p { (text) } p.muted { (Icon::Check) " " (check) } } } }
                        (area(typed, "note", words.contracts_note()).optional(words).longest(400))
                    }
                    Asks::Price { quoted, sign } => {
                        (money(typed, "price", words.contracts_price()).value(quoted).before(sign).hint(words.contracts_price_quoted(quoted)).required())
                        (area(typed, "note", words.contracts_note_differs()).optional(words).longest(400))
                    }
                    Asks::Signature => { (signature(words, typed, "signature", words.contracts_signature())) }
                    Asks::Plan { parts, total, sign } => {
                        @for (place, (kind, due, amount)) in parts.iter().enumerate() {
                            fieldset.plan-part { legend { (kind) } (fields(html! {
                                (date(typed, &format!("due_{place}"), words.contracts_due()).value(due).required())
                                (money(typed, &format!("sum_{place}"), words.contracts_sum()).value(amount).before(sign).required())
                            })) }
                        }
                        p { (words.contracts_plan_total()) " " (sum(total)) }
                        @if let Some(error) = typed.error("plan") { p.error role="alert" { (error) } }
                    }
                }
            }))
            (action_bar(primary(words.contracts_step_done()).icon(Icon::Check), ""))
        },
    )
}

fn papers(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    let missing = page.papers.iter().filter(|paper| paper.received.is_empty()).count();
    let sign = if missing == 0 {
        badge(Tone::Good, Icon::Check, words.contracts_papers_complete())
    } else {
        badge(Tone::Warn, Icon::Paper, words.contracts_papers_missing(missing))
    };
    card_with(
        words.contracts_papers(),
        sign,
        html! {
            ul.routes { @for paper in &page.papers { li {
                div.route-body {
                    b { (paper.name) } @if !paper.buyer.is_empty() { " · " (paper.buyer) }
                    p.muted { @if paper.received.is_empty() { (paper.asked) } @else { (paper.received) } }
                }
                @if page.may_tick {
                    @let to = urls::contracts::received(page.id, paper.id);
                    @if paper.received.is_empty() {
                        (press(frame, to, secondary(words.contracts_paper_came()).icon(Icon::Check)).with("here", "yes"))
                    } @else {
                        (press(frame, to, quiet(words.contracts_paper_missing_after_all()).icon(Icon::Undo)).with("here", ""))
                    }
                }
            } } }
            @if page.may_tick && missing > 0 {
                (press(frame, urls::contracts::papers_asked(page.id), quiet(words.contracts_papers_ask()).icon(Icon::Talk)))
            }
        },
    )
}

fn plan(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    let heads = [
        Column::new(words.contracts_part()),
        Column::new(words.contracts_due()),
        Column::number(words.contracts_sum()),
        Column::new(words.contracts_state()),
        Column::new(""),
    ];
    let rows: Vec<Row> = page
        .plan
        .iter()
        .map(|part| {
            let (tone, icon, state) = &part.state;
            Row::new(vec![
                html! { (part.kind) },
                html! { (part.due) },
                sum(&part.sum),
                badge(*tone, *icon, state),
                html! {
                    @if let Some(to) = &part.confirm { (secondary(words.contracts_confirm()).icon(Icon::Money).to(to)) }
                    @if let Some((number, to)) = &part.receipt { a href=(to) { (number) } }
                },
            ])
        })
        .collect();
    card(words.contracts_plan(), table(words.contracts_plan(), &heads, &rows))
}

fn milestones(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    card(
        words.contracts_milestones(),
        html! {
            ul.routes { @for milestone in &page.milestones { li {
                div.route-body { b { (milestone.name) } p.muted { (milestone.due) } }
                (row(html! {
                    @let (tone, icon, state) = &milestone.state;
                    (badge(*tone, *icon, state))
                    @if page.may_write {
                        @let to = urls::contracts::milestone(page.id, milestone.id);
                        @if milestone.done { (press(frame, to, quiet(words.contracts_milestone_undo()).icon(Icon::Undo)).with("done", "")) }
                        @else { (press(frame, to, quiet(words.contracts_milestone_done()).icon(Icon::Check)).with("done", "yes")) }
                    }
                }))
            } } }
        },
    )
}

/// An instalment at the cashier's.
pub struct PaymentPage {
    /// The form: `sum`, `way`, `note`.
    pub typed: Typed,
    /// The contract.
    pub contract: i64,
    /// The instalment.
    pub instalment: i64,
    /// What it is about.
    pub about: Vec<(String, String)>,
    /// What is due.
    pub sum: String,
    /// The currency's sign.
    pub sign: String,
    /// How money comes.
    pub ways: Vec<Choice>,
    /// The likeliest.
    pub way: String,
}

/// An instalment at the cashier's.
pub fn payment(frame: &Frame, page: &PaymentPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let about = page.about.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect();
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::contracts::payment(page.contract, page.instalment),
            html! {
                (card("", html! {
                    (big_sum(&page.sum))
                    (key_values(about))
                }))
                (card(words.contracts_money_in(), html! {
                    (money(typed, "sum", words.contracts_money_came()).before(&page.sign).required().first())
                    (chips(typed, "way", words.contracts_money_way(), page.ways.clone()).value(&page.way).required())
                    (field::text(typed, "note", words.contracts_note()).optional(words).longest(200))
                }))
                (action_bar(primary(words.contracts_confirm()).icon(Icon::Check), ""))
            },
        ),
    )
}

/// The contract as a paper.
pub struct PaperPage {
    /// The words of the paper's language; around it stand the reader's.
    pub words: Words,
    /// Who sells.
    pub seller: String,
    /// What the paper is called.
    pub title: String,
    /// The contract's number.
    pub number: String,
    /// Names and values at the head.
    pub grid: Vec<(String, String)>,
    /// The terms, title and text in one.
    pub clauses: Vec<String>,
    /// The payment plan: kind, date, sum.
    pub plan: Vec<Vec<String>>,
    /// Where the buyers sign.
    pub signature: Option<(String, String)>,
    /// The day of signing, in words.
    pub signed: String,
}

/// The contract as a paper.
pub fn paper(frame: &Frame, page: &PaperPage) -> Markup {
    let words = page.words;
    let heads = [words.contracts_part(), words.contracts_due(), words.contracts_sum()].map(str::to_owned);
    let signed = match &page.signature {
        Some((strokes, name)) => crate::parts::signature::drawn(strokes, name),
        None => html! {},
    };
    layout::print(
        frame,
        sheet::sheet(
            words.lang,
            html! {
                (sheet::head(&page.seller, &page.title, &page.number))
                (sheet::grid(&page.grid))
                (sheet::clauses(&page.clauses))
                @if !page.plan.is_empty() { (sheet::table(&heads, &page.plan, 2)) }
                (sheet::signatures(&[
                    (words.contracts_sign_seller().to_owned(), html! {}),
                    (words.contracts_sign_buyers().to_owned(), signed),
                ]))
                p { (page.signed) }
            },
        ),
    )
}
