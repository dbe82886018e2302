//! The verbs of contracts, one transaction each: prepare, tick a paper, do a step, take an instalment, reach a milestone.

use super::model::{Contract, Instalment, Status};
use super::papers::{self, Buyer};
use super::plan::{self, Part, PartKind};
use super::steps::{self, Step};
use super::{milestones, store};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{ContractId, DepositId, PaymentId, RowId, UserId};
use crate::base::money::Money;
use crate::base::role::Need;
use crate::base::stage::Stage;
use crate::business::customers;
use crate::business::customers::journeys;
use crate::business::deposits;
use crate::business::deposits::agreement;
use crate::business::deposits::law::{self, MoneyKind};
use crate::business::deposits::model::{Deposit, MoneyWay};
use crate::business::deposits::numbering::Series;
use crate::business::sites::{self, Site};
use crate::business::units::model::ClaimKind;
use crate::business::units::{
    self,
    claims::{self, Wanted},
};
use crate::platform::db::{Tx, fault};
use crate::platform::journal::{self, Entry};
use chrono::Months;
use serde_json::json;

/// How many instalments are proposed where the price is paid so, and how many months lie between them.
const PROPOSED_INSTALMENTS: (u16, u16) = (3, 3);

/// What the buyers bring besides their names.
#[derive(Debug, Clone, Default)]
pub struct Preparing {
    /// For each buyer of the agreement: married, and by an agent.
    pub buyers: Vec<Buyer>,
    /// When they come to sign.
    pub appointment_at: Option<Moment>,
}

/// Prepares the contract of a paid deposit: its number, and the list of papers.
///
/// # Errors
/// `deposit_not_paid`; `contract_begun` (409) where somebody was faster; forbidden for a colleague's deal.
pub fn prepare(tx: &mut Tx, deposit: DepositId, preparing: &Preparing) -> Answered<ContractId> {
    tx.actor.must(Need::WriteContract)?;
    let deposit = deposits::store::find(tx.conn, tx.actor.site, deposit)?;
    theirs(tx, deposit.consultant)?;
    if !matches!(deposit.status, agreement::Status::Paid | agreement::Status::Overdue) {
        return Err(Refused::invalid("deposit_not_paid").into());
    }
    let site = sites::of(tx.conn, tx.actor.site)?;
    let today = site.clock().business_day(tx.now);
    let buyers = deposits::store::buyers(tx.conn, deposit.id)?.len().max(1);
    let mut about = preparing.buyers.clone();
    about.resize(buyers, Buyer::default());
    let promised = store::promises(tx.conn, deposit.journey)?;
    let contract = Contract {
        id: ContractId::new(tx.now),
        site: tx.actor.site,
        journey: deposit.journey,
        customer: deposit.customer,
        unit: deposit.unit,
        claim: deposit.claim,
        deposit: deposit.id,
        number: deposits::store::next_number(tx, Series::Contract, today)?.to_string(),
        price: deposit.price,
        way: deposit.way,
        status: Status::Preparing,
        appointment_at: preparing.appointment_at,
        promised: (!promised.is_empty()).then(|| promised.join("\n")),
        signature: None,
        signed_at: None,
        stored_at: None,
        consultant: deposit.consultant,
        created_by: tx.actor.user,
        created_at: tx.now,
        version: 1,
    };
    let begun = tx.attempt(|tx| store::insert(tx, &contract));
    fault::on_unique(begun, "contracts_one_per_deposit", || Refused::taken("contract_begun"))?;
    store::insert_papers(tx, contract.id, &papers::asked(&about, deposit.way, site.goods))?;
    if let Some(at) = preparing.appointment_at {
        let with_date = Contract { appointment_at: Some(at), ..contract.clone() };
        store::update(tx, &with_date)?;
    }
    record(tx, &contract, "contracts.prepared", json!({ "number": contract.number }))?;
    Ok(contract.id)
}

/// Every paper that is missing was asked for.
///
/// # Errors
/// `contract_stored` (409); those of [`own`].
pub fn ask_for_papers(tx: &mut Tx, id: ContractId) -> Answered<()> {
    let contract = open(tx, id)?;
    let count = store::ask_for_papers(tx, id)?;
    record(tx, &contract, "contracts.papers_asked", json!({ "count": count }))
}

/// A paper came, or is missing after all.
///
/// # Errors
/// `contract_stored` (409); those of [`own`]; missing.
pub fn receive_paper(tx: &mut Tx, id: ContractId, paper: RowId, here: bool) -> Answered<()> {
    let contract = open(tx, id)?;
    store::receive_paper(tx, id, paper, here)?;
    let kind = if here { "contracts.paper_came" } else { "contracts.paper_missing" };
    record(tx, &contract, kind, json!({ "paper": paper.0 }))
}

/// What a step brings with it.
#[derive(Debug, Clone, Default)]
pub struct StepInput {
    /// Why it goes on, or what is noted.
    pub note: Option<String>,
    /// At the price: the price of the contract, where it is not the deposit's.
    pub price: Option<Money>,
    /// At the signing: strokes and name.
    pub signature: Option<String>,
    /// At the plan: its parts.
    pub plan: Vec<Part>,
}

/// Does the next step of a contract.
///
/// Signing takes the unit from deposited to contracted, converts the deposit and sets the milestones, in this same transaction;
/// storing wins the journey.
///
/// # Errors
/// What [`steps::take`], [`plan::check`] and [`plan::begins_with`] refuse; `deposit_above_price`, `earnest_above_fifth`, `price_below_floor` at
/// `price`; `unit_taken`; those of [`own`].
pub fn do_step(tx: &mut Tx, id: ContractId, step: Step, input: &StepInput) -> Answered<()> {
    let contract = store::find(tx.conn, tx.actor.site, id)?;
    tx.actor.must(step.needs())?;
    theirs(tx, contract.consultant)?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    let deposit = deposits::store::find(tx.conn, tx.actor.site, contract.deposit)?;
    let done: Vec<Step> = store::steps(tx.conn, id)?.into_iter().map(|done| done.step).collect();
    let price = input.price.filter(|_| step == Step::Price).unwrap_or(contract.price);
    match step {
        Step::Price => may_cost(tx, &deposit, price)?,
        Step::Plan => {
            plan::check(&input.plan, price)?;
            plan::begins_with(&input.plan, deposit.sum)?;
        }
        Step::Papers | Step::Terms | Step::SignOff | Step::Signed | Step::Stored => {}
    }
    let facts = steps::Facts {
        papers_missing: store::papers(tx.conn, id)?.iter().filter(|paper| paper.received_at.is_none()).count(),
        price,
        quoted: deposit.price,
        signed: input.signature.is_some(),
        planned: plan::total(&input.plan),
        wrote_it: contract.created_by.is_some() && contract.created_by == tx.actor.user,
    };
    let note = steps::take(step, &done, &facts, input.note.as_deref())?;
    let written = tx.attempt(|tx| store::insert_step(tx, id, step, note.as_deref()));
    fault::on_unique(written, "contract_steps_once", || Refused::changed("step_done_already"))?;
    let after = match step {
        Step::Papers | Step::Terms | Step::SignOff => contract.clone(),
        Step::Price => Contract { price, ..contract.clone() },
        Step::Signed => sign(tx, &site, &deposit, &contract, input)?,
        Step::Plan => {
            store::put_plan(tx, id, &input.plan, deposit.paid_at.unwrap_or(deposit.drafted_at))?;
            contract.clone()
        }
        Step::Stored => finish(tx, &contract)?,
    };
    store::update(tx, &after)?;
    record(tx, &contract, event(step), json!({ "step": step.code() }))
}

/// What the price of a contract can never be: the other side of the law's fifth, below what was paid, below the floor price.
///
/// A floor price that was raised after the agreement binds nobody who has one.
fn may_cost(tx: &mut Tx, deposit: &Deposit, price: Money) -> Answered<()> {
    if deposit.sum > price {
        return Err(Refused::invalid("deposit_above_price").at("price").into());
    }
    let most = law::earnest_most(price);
    if deposit.kind == MoneyKind::EarnestDeposit && deposit.sum > most {
        let split = Refused::law("earnest_above_fifth").at("price");
        return Err(split.with("most", most).with("rest", deposit.sum.less(most)).into());
    }
    let unit = units::store::find(tx.conn, tx.actor.site, deposit.unit)?;
    if price < unit.floor_price.min(deposit.price) {
        return Err(Refused::invalid("price_below_floor").at("price").into());
    }
    Ok(())
}

/// Money came for an instalment: the cashier confirms it and a receipt is written.
///
/// # Errors
/// The law's gates, which may have closed meanwhile; `instalment_paid` (409) where it was paid already; `instalment_sum_differs` where another sum came; missing.
pub fn take_instalment(
    tx: &mut Tx,
    id: ContractId,
    instalment: RowId,
    sum: Money,
    way: MoneyWay,
    note: Option<&str>,
) -> Answered<PaymentId> {
    tx.actor.must(Need::ConfirmMoney)?;
    let contract = store::find(tx.conn, tx.actor.site, id)?;
    let part = store::plan(tx.conn, id)?.into_iter().find(|part| part.id == instalment).ok_or(Error::Missing)?;
    if sum != part.sum {
        let refused = Refused::invalid("instalment_sum_differs").at("sum").with("due", part.sum);
        return Err(refused.into());
    }
    let unit = units::store::find(tx.conn, tx.actor.site, contract.unit)?;
    claims::may_be_sold(&unit, ClaimKind::Contract)?;
    if !store::pay_instalment(tx, instalment)? {
        return Err(Refused::taken("instalment_paid").into());
    }
    let today = sites::of(tx.conn, tx.actor.site)?.clock().business_day(tx.now);
    let number = deposits::store::next_number(tx, Series::Receipt, today)?.to_string();
    let receipt = store::Receipt { contract: &contract, instalment: &part, way: way.code(), number, note };
    let payment = store::insert_payment(tx, &receipt)?;
    record(tx, &contract, "contracts.instalment_paid", json!({ "position": part.position, "sum": part.sum.0 }))?;
    Ok(payment)
}

/// A milestone was reached, or was not after all.
///
/// # Errors
/// Those of [`own`]; missing.
pub fn reach(tx: &mut Tx, id: ContractId, milestone: RowId, done: bool) -> Answered<()> {
    let contract = own(tx, id)?;
    store::reach(tx, id, milestone, done)?;
    let kind = if done { "contracts.milestone_reached" } else { "contracts.milestone_undone" };
    record(tx, &contract, kind, json!({ "milestone": milestone.0 }))
}

/// The plan that the way of payment suggests.
///
/// # Errors
/// What [`plan::propose`] refuses.
pub fn propose_plan(site: &Site, deposit: &Deposit, price: Money, signed_on: Date) -> Answered<Vec<Part>> {
    let share = i64::from(site.settings.quotes.down_payment_bp);
    // Whole hundreds, as banks ask for them.
    let down = Money(price.basis_points(share).0 / 10_000 * 10_000);
    let (instalments, months_between) = PROPOSED_INSTALMENTS;
    let paid_on = site.clock().date(deposit.paid_at.unwrap_or(deposit.drafted_at));
    let facts = plan::Facts {
        price,
        way: deposit.way,
        deposit: Some((deposit.sum, paid_on)),
        down_payment: down.max(deposit.sum),
        instalments,
        months_between,
        signed_on,
    };
    Ok(plan::propose(&facts, &site.settings.milestones)?)
}

/// A plan as a person wrote it: pairs of date and sum after the deposit; the kinds follow from the proposal.
///
/// # Errors
/// `plan_out_of_order` where a date is beyond what a plan can hold.
pub fn written_plan(proposed: &[Part], typed: &[(Date, Money)], today: Date) -> Result<Vec<Part>, Refused> {
    let furthest = today.checked_add_months(Months::new(12 * 40)).unwrap_or(today);
    typed
        .iter()
        .enumerate()
        .map(|(place, (due_on, sum))| {
            if *due_on > furthest {
                return Err(Refused::invalid("plan_out_of_order").at("plan"));
            }
            let kind = proposed.get(place).map_or(PartKind::Instalment, |part| part.kind);
            Ok(Part { kind, due_on: *due_on, sum: *sum })
        })
        .collect()
}

/// Another consultant looks after a contract from here on. Whose sale it was is told by the shares of its deposit.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn pass_on(tx: &mut Tx, id: ContractId, to: UserId) -> Answered<()> {
    let contract = store::find(tx.conn, tx.actor.site, id)?;
    store::pass_on(tx, id, to)?;
    let entry = Entry::new("contracts.passed_on").customer(contract.customer).unit(contract.unit).subject(id);
    journal::record(tx, entry.detail(json!({ "to": to.0 })))
}

/// A contract that this actor may work on.
///
/// # Errors
/// Forbidden for a colleague's deal; missing.
pub fn own(tx: &mut Tx, id: ContractId) -> Answered<Contract> {
    tx.actor.must(Need::WriteContract)?;
    let contract = store::find(tx.conn, tx.actor.site, id)?;
    theirs(tx, contract.consultant)?;
    Ok(contract)
}

/// A contract of theirs whose papers are not filed yet.
fn open(tx: &mut Tx, id: ContractId) -> Answered<Contract> {
    let contract = own(tx, id)?;
    match contract.status {
        Status::Preparing | Status::Signed => Ok(contract),
        Status::Stored | Status::Cancelled => Err(Refused::changed("contract_stored").into()),
    }
}

/// Days by which an instalment is overdue.
pub fn overdue(part: &Instalment, today: Date) -> i64 {
    plan::overdue_days(part.due_on, part.paid_at.is_some(), today)
}

fn sign(tx: &mut Tx, site: &Site, deposit: &Deposit, contract: &Contract, input: &StepInput) -> Answered<Contract> {
    let wanted = Wanted {
        unit: contract.unit,
        kind: ClaimKind::Contract,
        journey: contract.journey,
        customer: Some(contract.customer),
        consultant: contract.consultant,
        until: None,
    };
    let claim = claims::take(tx, &wanted, |unit| showroom_templates::urls::units::show(unit.0))?;
    deposits::actions::convert(tx, deposit.id)?;
    let today = site.clock().business_day(tx.now);
    let dues = milestones::after(today, contract.way, site.goods, &site.settings.milestones);
    store::insert_milestones(tx, contract, &dues)?;
    journeys::set_stage(tx, contract.journey, Stage::Contract)?;
    Ok(Contract {
        claim: claim.id,
        status: Status::Signed,
        signature: input.signature.clone(),
        signed_at: Some(tx.now),
        ..contract.clone()
    })
}

fn finish(tx: &mut Tx, contract: &Contract) -> Answered<Contract> {
    journeys::win(tx, contract.journey)?;
    customers::actions::bought(tx, contract.customer)?;
    Ok(Contract { status: Status::Stored, stored_at: Some(tx.now), ..contract.clone() })
}

fn theirs(tx: &Tx, consultant: Option<crate::base::ids::UserId>) -> Answered<()> {
    let own = consultant.is_some_and(|who| tx.actor.is(who));
    if tx.actor.only_own() && !own { Err(Error::Forbidden(Need::WriteContract)) } else { Ok(()) }
}

const fn event(step: Step) -> &'static str {
    match step {
        Step::Papers => "contracts.papers_checked",
        Step::Terms => "contracts.terms_checked",
        Step::Price => "contracts.price_checked",
        Step::SignOff => "contracts.signed_off",
        Step::Signed => "contracts.signed",
        Step::Plan => "contracts.plan_set",
        Step::Stored => "contracts.stored",
    }
}

fn record(tx: &mut Tx, contract: &Contract, kind: &'static str, detail: serde_json::Value) -> Answered<()> {
    let entry = Entry::new(kind).customer(contract.customer).unit(contract.unit).subject(contract.id);
    journal::record(tx, entry.detail(detail))
}
