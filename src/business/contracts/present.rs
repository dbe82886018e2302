//! Contracts as pages show them.

use super::model::{Contract, Instalment, MilestoneRow, PaperRow, Status};
use super::plan::PartKind;
use super::steps::{self, Step};
use super::{actions, clauses, milestones, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{ContractId, DepositId, RowId, UserId};
use crate::base::money::Money;
use crate::base::role::{Need, Role};
use crate::business::deposits::model::{Buyer, Deposit, MoneyWay};
use crate::business::sites::{self, Site};
use crate::business::{deposits, units};
use crate::platform::db::Conn;
use crate::platform::db::schema::users;
use chrono::Duration;
use diesel::prelude::*;
use maud::{Markup, html};
use showroom_templates::pages::contracts::{
    Asks, ListPage, ListRow, Milestone, NewPage, Paper, PaperPage, Part, PaymentPage, ShowPage, StepForm,
};
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::{Choice, Icon, Step as Shown, StepState, Tone};
use showroom_templates::{Lang, Typed, Words, urls};

/// The list of contracts that stand like this.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn, actor: &Actor, words: Words, status: Status) -> Answered<ListPage> {
    let site = sites::of(conn, actor.site)?;
    let mut rows = Vec::new();
    for contract in store::list(conn, actor, status)? {
        let done: Vec<Step> = store::steps(conn, contract.id)?.into_iter().map(|done| done.step).collect();
        rows.push(ListRow {
            id: contract.id.0,
            unit: units::store::find(conn, actor.site, contract.unit)?.code,
            buyer: names(&deposits::store::buyers(conn, contract.deposit)?),
            price: words.money(contract.price.0, &site.currency),
            next: steps::next(&done).map_or(words.contracts_all_done().to_owned(), |step| step_word(words, step)),
            consultant: person(conn, contract.consultant)?,
            number: contract.number,
        });
    }
    let tab = |shown: &Status| Tab {
        href: urls::with_query(&urls::contracts::list(), &[("status", shown.code())]),
        label: word(words, &format!("contracts_status_{}", shown.code())),
        count: None,
        active: *shown == status,
    };
    Ok(ListPage { tabs: Status::ALL.iter().map(tab).collect(), rows })
}

/// The form that prepares the contract of a deposit.
///
/// # Errors
/// `contract_begun`-like races are told when it is sent; missing; forbidden for a colleague's deal.
pub fn new(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    today: Date,
    deposit: DepositId,
    typed: Typed,
) -> Answered<NewPage> {
    let deposit = deposits::store::find(conn, actor.site, deposit)?;
    seen_by(actor, deposit.consultant)?;
    let site = sites::of(conn, actor.site)?;
    let buyers = deposits::store::buyers(conn, deposit.id)?;
    let day = |ahead: i64| {
        let date = today + Duration::days(ahead);
        Choice::new(date, words.near_day(date, today))
    };
    Ok(NewPage {
        typed,
        deposit: deposit.id.0,
        about: vec![
            (words.contracts_agreement().to_owned(), deposit.number.clone()),
            (words.contracts_unit().to_owned(), deposit.terms.unit.clone()),
            (words.contracts_price().to_owned(), words.money(deposit.price.0, &site.currency)),
            (words.contracts_sign_by().to_owned(), words.day(deposit.sign_by)),
        ],
        buyers: buyers.iter().enumerate().map(|(place, buyer)| Choice::new(place, buyer.name.reveal())).collect(),
        days: vec![day(1), day(2), day(3)],
        times: ["09:30", "10:00", "14:00", "15:30"].map(|time| Choice::new(time, time)).to_vec(),
    })
}

/// A contract's page, with its title.
///
/// # Errors
/// Missing; forbidden for a colleague's deal; faults of the database.
pub fn show(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    today: Date,
    id: ContractId,
    typed: Typed,
) -> Answered<(String, ShowPage)> {
    let contract = store::find(conn, actor.site, id)?;
    seen_by(actor, contract.consultant)?;
    let site = sites::of(conn, actor.site)?;
    let deposit = deposits::store::find(conn, actor.site, contract.deposit)?;
    let buyers = deposits::store::buyers(conn, contract.deposit)?;
    let done = store::steps(conn, id)?;
    let steps_done: Vec<Step> = done.iter().map(|done| done.step).collect();
    let next = steps::next(&steps_done);
    let papers = store::papers(conn, id)?;
    let may = |step: Step| actor.may(step.needs()) && actor.may(Need::WriteContract);
    let step = match next {
        Some(step) if may(step) => {
            Some(step_form(&site, &contract, &deposit, &papers, &buyers, actor, words, today, step, typed)?)
        }
        _ => None,
    };
    let waits = next.filter(|step| !may(*step)).map(|step| {
        let role = if step == Step::SignOff { Role::Supervisor } else { Role::Consultant };
        words.contracts_waits_for(role_word(words, role), step_word(words, step))
    });
    let mut told = Vec::new();
    for done in &done {
        let who = person(conn, done.by)?;
        told.push((
            step_word(words, done.step),
            format!("{who} · {}", when(words, &site, done.at, now)),
            done.note.clone().unwrap_or_default(),
        ));
    }
    let receipts = store::receipts(conn, id)?;
    let part = |part: &Instalment| plan_part(words, actor, &site, &contract, part, &receipts, today);
    let consultant = person(conn, contract.consultant)?;
    let page = ShowPage {
        id: id.0,
        steps: Step::ALL.map(|step| Shown::new(step_word(words, step), state_of(step, &steps_done, next))).to_vec(),
        state: status_badge(words, contract.status),
        about: about(words, &site, &contract, &deposit, &buyers, &consultant, now),
        credit_href: urls::ownership::credit(deposit.id.0),
        shares: deposits::present::shares_in_words(words, &deposits::store::shares_of(conn, deposit.id)?),
        price: words.money(contract.price.0, &site.currency),
        promised: contract.promised.iter().flat_map(|said| said.lines()).map(str::to_owned).collect(),
        step,
        waits,
        papers: papers.iter().map(|paper| shown_paper(words, &site, &buyers, paper, now)).collect(),
        may_tick: actor.may(Need::WriteContract) && contract.status != Status::Stored,
        may_write: actor.may(Need::WriteContract),
        plan: store::plan(conn, id)?.iter().map(part).collect(),
        milestones: store::milestones(conn, id)?.iter().map(|row| milestone(words, &site, row, now, today)).collect(),
        done: told,
    };
    Ok((contract.number, page))
}

#[allow(clippy::too_many_arguments, reason = "one page's facts, gathered by its only caller")]
fn step_form(
    site: &Site,
    contract: &Contract,
    deposit: &Deposit,
    papers: &[PaperRow],
    buyers: &[Buyer],
    actor: &Actor,
    words: Words,
    today: Date,
    step: Step,
    typed: Typed,
) -> Answered<StepForm> {
    let missing = papers.iter().any(|paper| paper.received_at.is_none());
    let own = contract.created_by.is_some() && contract.created_by == actor.user;
    let asks = match step {
        Step::Papers => Asks::Note { required: missing },
        Step::SignOff => Asks::Note { required: own },
        Step::Stored => Asks::Note { required: false },
        Step::Terms => Asks::Terms(
            clauses::of(site, contract, deposit, buyers, &[], words.lang)?
                .into_iter()
                .map(|clause| (clause.title, clause.text, clause.check))
                .collect(),
        ),
        Step::Price => {
            Asks::Price { quoted: deposit.price.to_string(), sign: units::present::sign(words, &site.currency) }
        }
        Step::Signed => Asks::Signature,
        Step::Plan => {
            let parts = actions::propose_plan(site, deposit, contract.price, today)?;
            let shown =
                |part: &super::plan::Part| (part_word(words, part.kind), part.due_on.to_string(), part.sum.to_string());
            Asks::Plan {
                parts: parts.iter().map(shown).collect(),
                total: words.money(contract.price.0, &site.currency),
                sign: units::present::sign(words, &site.currency),
            }
        }
    };
    Ok(StepForm {
        typed,
        code: step.code().to_owned(),
        title: step_word(words, step),
        hint: word(words, &format!("contracts_hint_{}", step.code())),
        asks,
    })
}

/// An instalment at the cashier's.
///
/// # Errors
/// `instalment_paid` where it was paid already; missing.
pub fn payment(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    id: ContractId,
    instalment: RowId,
    typed: Typed,
) -> Answered<PaymentPage> {
    let contract = store::find(conn, actor.site, id)?;
    let part = store::plan(conn, id)?.into_iter().find(|part| part.id == instalment).ok_or(Error::Missing)?;
    if part.paid_at.is_some() && typed.is_fresh() {
        return Err(Refused::taken("instalment_paid").into());
    }
    let site = sites::of(conn, actor.site)?;
    let buyers = deposits::store::buyers(conn, contract.deposit)?;
    let way = |way: &MoneyWay| Choice::new(way.code(), word(words, &format!("contracts_way_{}", way.code())));
    Ok(PaymentPage {
        typed,
        contract: id.0,
        instalment: instalment.0,
        about: vec![
            (words.contracts_number().to_owned(), contract.number),
            (words.contracts_buyers().to_owned(), names(&buyers)),
            (words.contracts_part().to_owned(), part_word(words, part.kind)),
            (words.contracts_due().to_owned(), words.day(part.due_on)),
        ],
        sum: words.money(part.sum.0, &site.currency),
        sign: units::present::sign(words, &site.currency),
        ways: MoneyWay::ALL.iter().map(way).collect(),
        way: MoneyWay::Transfer.code().to_owned(),
    })
}

/// The contract as a paper, in the language of the site's papers, with its number.
///
/// # Errors
/// Missing; forbidden for a colleague's deal; faults of the database.
pub fn paper(conn: &mut Conn, actor: &Actor, id: ContractId) -> Answered<(String, PaperPage)> {
    let contract = store::find(conn, actor.site, id)?;
    seen_by(actor, contract.consultant)?;
    let site = sites::of(conn, actor.site)?;
    let lang = Lang::parse(&site.lang).unwrap_or_default();
    let words = Words::new(lang);
    let deposit = deposits::store::find(conn, actor.site, contract.deposit)?;
    let buyers = deposits::store::buyers(conn, contract.deposit)?;
    let plan = store::plan(conn, id)?;
    let rows: Vec<Vec<String>> = plan
        .iter()
        .map(|part| {
            vec![
                part_word(words, part.kind),
                words.full_day(part.due_on),
                words.money_to_the_cent(part.sum.0, &site.currency),
            ]
        })
        .collect();
    let clause = |clause: clauses::Clause| format!("{}　{}", clause.title, clause.text);
    let signature = contract.signature.as_deref().map(|kept| {
        let (strokes, name) = kept.split_once('\n').unwrap_or((kept, ""));
        (strokes.to_owned(), name.to_owned())
    });
    let page = PaperPage {
        words,
        seller: deposit.terms.seller.clone(),
        title: clauses::title(site.goods, lang)?,
        number: contract.number.clone(),
        grid: vec![
            (words.contracts_unit().to_owned(), deposit.terms.unit.clone()),
            (words.contracts_buyers().to_owned(), names(&buyers)),
            (words.contracts_price().to_owned(), words.money(contract.price.0, &site.currency)),
            (words.contracts_way().to_owned(), way_word(words, &contract)),
        ],
        clauses: clauses::of(&site, &contract, &deposit, &buyers, &plan, lang)?.into_iter().map(clause).collect(),
        plan: rows,
        signature,
        signed: contract.signed_at.map_or(words.contracts_not_signed().to_owned(), |at| {
            words.contracts_signed_on(words.full_day(site.clock().date(at)))
        }),
    };
    Ok((contract.number, page))
}

fn about(
    words: Words,
    site: &Site,
    contract: &Contract,
    deposit: &Deposit,
    buyers: &[Buyer],
    consultant: &str,
    now: Moment,
) -> Vec<(String, Markup)> {
    let mut about = vec![
        (
            words.contracts_unit().to_owned(),
            html! { a href=(urls::units::show(contract.unit.0)) { (deposit.terms.unit) } },
        ),
        (
            words.contracts_buyers().to_owned(),
            html! { a href=(urls::customers::show(contract.customer.0)) { (names(buyers)) } },
        ),
        (words.contracts_way().to_owned(), html! { (way_word(words, contract)) }),
        (
            words.contracts_agreement().to_owned(),
            html! { a href=(urls::deposits::show(deposit.id.0)) { (deposit.number) } },
        ),
        (words.contracts_deposit().to_owned(), html! { (words.money(deposit.sum.0, &site.currency)) }),
        (words.contracts_sign_by().to_owned(), html! { (words.day(deposit.sign_by)) }),
        (words.contracts_consultant().to_owned(), html! { (consultant) }),
    ];
    if let Some(at) = contract.appointment_at {
        about.push((words.contracts_appointment().to_owned(), html! { (when(words, site, at, now)) }));
    }
    about
}

fn shown_paper(words: Words, site: &Site, buyers: &[Buyer], paper: &PaperRow, now: Moment) -> Paper {
    let buyer = paper.buyer.filter(|_| buyers.len() > 1).and_then(|place| buyers.get(place));
    Paper {
        id: paper.id.0,
        name: word(words, &format!("contracts_paper_{}", paper.paper.code())),
        buyer: buyer.map_or(String::new(), |buyer| buyer.name.reveal().to_owned()),
        asked: paper.asked_at.map_or(words.contracts_paper_not_asked().to_owned(), |at| {
            words.contracts_paper_asked(when(words, site, at, now))
        }),
        received: paper
            .received_at
            .map_or(String::new(), |at| words.contracts_paper_received(when(words, site, at, now))),
    }
}

fn plan_part(
    words: Words,
    actor: &Actor,
    site: &Site,
    contract: &Contract,
    part: &Instalment,
    receipts: &[(RowId, crate::base::ids::PaymentId, String)],
    today: Date,
) -> Part {
    let late = actions::overdue(part, today);
    let receipt = receipts.iter().find(|(instalment, _, _)| *instalment == part.id);
    Part {
        id: part.id.0,
        kind: part_word(words, part.kind),
        due: words.day(part.due_on),
        sum: words.money(part.sum.0, &site.currency),
        state: match (part.paid_at, late) {
            (Some(_), _) => (Tone::Good, Icon::Check, words.contracts_paid().to_owned()),
            (None, 0) => (Tone::Plain, Icon::Clock, words.contracts_open().to_owned()),
            (None, days) => (Tone::Bad, Icon::Warning, words.contracts_overdue(days)),
        },
        confirm: (part.paid_at.is_none() && actor.may(Need::ConfirmMoney))
            .then(|| urls::contracts::payment(contract.id.0, part.id.0)),
        receipt: receipt.map(|(_, payment, number)| (number.clone(), urls::deposits::receipt(payment.0))),
    }
}

fn milestone(words: Words, site: &Site, row: &MilestoneRow, now: Moment, today: Date) -> Milestone {
    let role = role_word(words, milestones::Milestone::seen_to_by(row.milestone));
    let late = row.due_on.filter(|_| row.done_at.is_none()).map_or(0, |due| (today - due).num_days().max(0));
    Milestone {
        id: row.id.0,
        name: word(words, &format!("contracts_milestone_{}", row.milestone.code())),
        due: match (row.done_at, row.due_on) {
            (Some(at), _) => words.contracts_milestone_reached(when(words, site, at, now)),
            (None, Some(due)) => words.contracts_milestone_due(words.full_day(due), role),
            (None, None) => role,
        },
        state: match (row.done_at, late) {
            (Some(_), _) => (Tone::Good, Icon::Check, words.contracts_milestone_done().to_owned()),
            (None, 0) => (Tone::Plain, Icon::Clock, words.contracts_open().to_owned()),
            (None, days) => (Tone::Bad, Icon::Warning, words.contracts_overdue(days)),
        },
        done: row.done_at.is_some(),
    }
}

fn seen_by(actor: &Actor, consultant: Option<UserId>) -> Answered<()> {
    let own = consultant.is_some_and(|who| actor.is(who));
    if actor.only_own() && !own { Err(Error::Forbidden(Need::SeeDeals)) } else { Ok(()) }
}

fn state_of(step: Step, done: &[Step], next: Option<Step>) -> StepState {
    match step {
        step if done.contains(&step) => StepState::Done,
        step if Some(step) == next => StepState::Now,
        _ => StepState::Ahead,
    }
}

fn status_badge(words: Words, status: Status) -> (Tone, Icon, String) {
    let label = word(words, &format!("contracts_status_{}", status.code()));
    match status {
        Status::Preparing => (Tone::Accent, Icon::Pen, label),
        Status::Signed => (Tone::Good, Icon::Check, label),
        Status::Stored => (Tone::Good, Icon::Lock, label),
        Status::Cancelled => (Tone::Bad, Icon::Close, label),
    }
}

/// The names of the buyers, in their order.
pub(super) fn names(buyers: &[Buyer]) -> String {
    buyers.iter().map(|buyer| buyer.name.reveal()).collect::<Vec<_>>().join("、")
}

pub(super) fn way_word(words: Words, contract: &Contract) -> String {
    word(words, &format!("quotes_way_{}", contract.way.code()))
}

/// What a part of the plan is called.
pub(super) fn part_word(words: Words, kind: PartKind) -> String {
    word(words, &format!("contracts_part_{}", kind.code()))
}

fn step_word(words: Words, step: Step) -> String {
    word(words, &format!("contracts_step_{}", step.code()))
}

fn role_word(words: Words, role: Role) -> String {
    word(words, &format!("roles_{}", role.code()))
}

fn word(words: Words, key: &str) -> String {
    words.lookup(key).unwrap_or_default().to_owned()
}

fn when(words: Words, site: &Site, at: Moment, now: Moment) -> String {
    words.near(site.clock().local(at), site.clock().date(now))
}

fn person(conn: &mut Conn, user: Option<UserId>) -> Answered<String> {
    let Some(user) = user else { return Ok(String::new()) };
    Ok(users::table.find(user.0).select(users::name).first::<String>(conn).optional()?.unwrap_or_default())
}

/// A sum with the site's currency.
pub(super) fn with_currency(words: Words, site: &Site, sum: Money) -> String {
    words.money(sum.0, &site.currency)
}
