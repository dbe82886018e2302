//! Queries of contracts, their steps, papers, plans and milestones. Rows stay here.

use super::milestones::{Due, Milestone};
use super::model::{Contract, Done, Instalment, MilestoneRow, PaperRow, Status};
use super::papers::{Asked, Paper};
use super::plan::{Part, PartKind};
use super::steps::Step;
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{
    ClaimId, ContractId, CustomerId, DepositId, JourneyId, PaymentId, RowId, SiteId, UnitId, UserId,
};
use crate::base::money::Money;
use crate::business::quotes::ways::PaymentWay;
use crate::platform::db::schema::{
    contract_papers, contract_steps, contracts, instalments, item_ticks, milestones, payments,
};
use crate::platform::db::{Conn, Tx};
use diesel::prelude::*;

/// The most contracts of one list.
const MOST: i64 = 100;

/// One contract of a site.
///
/// # Errors
/// [`Error::Missing`]; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: ContractId) -> Answered<Contract> {
    let row: Row = contracts::table
        .filter(contracts::id.eq(id.0).and(contracts::site_id.eq(site.0)))
        .select(Row::as_select())
        .first(conn)?;
    row.try_into()
}

/// The contracts of a site that stand like this, the latest first; consultants see their own.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn, actor: &Actor, status: Status) -> Answered<Vec<Contract>> {
    let mut query = contracts::table
        .filter(contracts::site_id.eq(actor.site.0).and(contracts::status.eq(status.code())))
        .order(contracts::created_at.desc())
        .limit(MOST)
        .select(Row::as_select())
        .into_boxed();
    if actor.only_own() {
        query = query.filter(contracts::consultant_id.eq(actor.user.map(|user| user.0)));
    }
    let rows: Vec<Row> = query.load(conn)?;
    rows.into_iter().map(Contract::try_from).collect()
}

/// The contract that follows a deposit, if there is one.
///
/// # Errors
/// Faults of the database.
pub fn of_deposit(conn: &mut Conn, deposit: DepositId) -> Answered<Option<Contract>> {
    let row: Option<Row> =
        contracts::table.filter(contracts::deposit_id.eq(deposit.0)).select(Row::as_select()).first(conn).optional()?;
    row.map(Contract::try_from).transpose()
}

/// The steps that were done, in their order.
///
/// # Errors
/// Faults of the database.
pub fn steps(conn: &mut Conn, contract: ContractId) -> Answered<Vec<Done>> {
    let rows = contract_steps::table
        .filter(contract_steps::contract_id.eq(contract.0))
        .order(contract_steps::done_at)
        .select((contract_steps::step, contract_steps::done_by, contract_steps::done_at, contract_steps::note))
        .load::<(String, Option<i64>, Moment, Option<String>)>(conn)?;
    rows.into_iter()
        .map(|(step, by, at, note)| {
            let step = Step::from_code(&step).ok_or_else(|| Fault::bad_data("reading a step of a contract"))?;
            Ok(Done { step, by: by.map(UserId), at, note })
        })
        .collect()
}

/// The papers of a contract, in the order of the list.
///
/// # Errors
/// Faults of the database.
pub fn papers(conn: &mut Conn, contract: ContractId) -> Answered<Vec<PaperRow>> {
    let rows = contract_papers::table
        .filter(contract_papers::contract_id.eq(contract.0))
        .order(contract_papers::id)
        .select((
            contract_papers::id,
            contract_papers::code,
            contract_papers::buyer,
            contract_papers::asked_at,
            contract_papers::received_at,
        ))
        .load::<(i64, String, Option<i32>, Option<Moment>, Option<Moment>)>(conn)?;
    rows.into_iter()
        .map(|(id, code, buyer, asked_at, received_at)| {
            let paper = Paper::from_code(&code).ok_or_else(|| Fault::bad_data("reading a paper of a contract"))?;
            let buyer = buyer.and_then(|place| usize::try_from(place).ok());
            Ok(PaperRow { id: RowId(id), paper, buyer, asked_at, received_at })
        })
        .collect()
}

/// The payment plan, in order.
///
/// # Errors
/// Faults of the database.
pub fn plan(conn: &mut Conn, contract: ContractId) -> Answered<Vec<Instalment>> {
    let rows = instalments::table
        .filter(instalments::contract_id.eq(contract.0))
        .order(instalments::position)
        .select((
            instalments::id,
            instalments::position,
            instalments::kind,
            instalments::due_on,
            instalments::sum,
            instalments::paid_at,
        ))
        .load::<(i64, i32, String, Date, i64, Option<Moment>)>(conn)?;
    rows.into_iter()
        .map(|(id, position, kind, due_on, sum, paid_at)| {
            let kind = PartKind::from_code(&kind).ok_or_else(|| Fault::bad_data("reading a payment plan"))?;
            Ok(Instalment { id: RowId(id), position, kind, due_on, sum: Money(sum), paid_at })
        })
        .collect()
}

/// What follows a contract, by date.
///
/// # Errors
/// Faults of the database.
pub fn milestones(conn: &mut Conn, contract: ContractId) -> Answered<Vec<MilestoneRow>> {
    let rows = milestones::table
        .filter(milestones::contract_id.eq(contract.0))
        .order((milestones::due_on, milestones::id))
        .select((milestones::id, milestones::code, milestones::due_on, milestones::done_at))
        .load::<(i64, String, Option<Date>, Option<Moment>)>(conn)?;
    rows.into_iter()
        .map(|(id, code, due_on, done_at)| {
            let milestone = Milestone::from_code(&code).ok_or_else(|| Fault::bad_data("reading a milestone"))?;
            Ok(MilestoneRow { id: RowId(id), milestone, due_on, done_at })
        })
        .collect()
}

/// The receipts of a contract's instalments: instalment, payment, receipt number.
///
/// # Errors
/// Faults of the database.
pub fn receipts(conn: &mut Conn, contract: ContractId) -> Answered<Vec<(RowId, PaymentId, String)>> {
    let rows = payments::table
        .filter(payments::contract_id.eq(contract.0))
        .limit(MOST)
        .select((payments::instalment_id, payments::id, payments::receipt_number))
        .load::<(Option<i64>, i64, String)>(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(instalment, id, number)| Some((RowId(instalment?), PaymentId(id), number)))
        .collect())
}

/// What was promised on the floor, as the consultants wrote it down.
///
/// # Errors
/// Faults of the database.
pub fn promises(conn: &mut Conn, journey: JourneyId) -> Answered<Vec<String>> {
    Ok(item_ticks::table
        .filter(item_ticks::journey_id.eq(journey.0).and(item_ticks::item.eq("negotiate.promise")))
        .filter(item_ticks::value.ne(""))
        .order(item_ticks::done_at)
        .limit(20)
        .select(item_ticks::value)
        .load(conn)?)
}

pub(super) fn insert(tx: &mut Tx, contract: &Contract) -> Answered<()> {
    diesel::insert_into(contracts::table)
        .values((
            contracts::id.eq(contract.id.0),
            contracts::site_id.eq(contract.site.0),
            contracts::journey_id.eq(contract.journey.0),
            contracts::customer_id.eq(contract.customer.0),
            contracts::unit_id.eq(contract.unit.0),
            contracts::claim_id.eq(contract.claim.0),
            contracts::deposit_id.eq(contract.deposit.0),
            contracts::number.eq(&contract.number),
            contracts::price.eq(contract.price.0),
            contracts::payment_way.eq(contract.way.code()),
            contracts::status.eq(contract.status.code()),
            contracts::promised.eq(&contract.promised),
            contracts::terms.eq("{}"),
            contracts::consultant_id.eq(contract.consultant.map(|id| id.0)),
            contracts::created_by.eq(contract.created_by.map(|id| id.0)),
            contracts::created_at.eq(contract.created_at),
            contracts::version.eq(contract.version),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A contract is another consultant's to look after from here on.
pub(super) fn pass_on(tx: &mut Tx, id: ContractId, to: UserId) -> Answered<()> {
    diesel::update(contracts::table.filter(contracts::id.eq(id.0)).filter(contracts::site_id.eq(tx.actor.site.0)))
        .set((contracts::consultant_id.eq(Some(to.0)), contracts::version.eq(contracts::version + 1)))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes back what can change of a contract; nobody may have changed it since it was read.
pub(super) fn update(tx: &mut Tx, contract: &Contract) -> Answered<()> {
    let rows = diesel::update(contracts::table)
        .filter(contracts::id.eq(contract.id.0).and(contracts::version.eq(contract.version)))
        .set((
            contracts::claim_id.eq(contract.claim.0),
            contracts::price.eq(contract.price.0),
            contracts::status.eq(contract.status.code()),
            contracts::appointment_at.eq(contract.appointment_at),
            contracts::promised.eq(&contract.promised),
            contracts::signature.eq(&contract.signature),
            contracts::signed_at.eq(contract.signed_at),
            contracts::stored_at.eq(contract.stored_at),
            contracts::version.eq(contract.version + 1),
        ))
        .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Refused::changed("record_changed").into()) }
}

pub(super) fn insert_step(tx: &mut Tx, contract: ContractId, step: Step, note: Option<&str>) -> Answered<()> {
    diesel::insert_into(contract_steps::table)
        .values((
            contract_steps::id.eq(RowId::new(tx.now).0),
            contract_steps::site_id.eq(tx.actor.site.0),
            contract_steps::contract_id.eq(contract.0),
            contract_steps::step.eq(step.code()),
            contract_steps::done_by.eq(tx.actor.user.map(|id| id.0)),
            contract_steps::done_at.eq(tx.now),
            contract_steps::note.eq(note),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub(super) fn insert_papers(tx: &mut Tx, contract: ContractId, asked: &[Asked]) -> Answered<()> {
    for paper in asked {
        diesel::insert_into(contract_papers::table)
            .values((
                contract_papers::id.eq(RowId::new(tx.now).0),
                contract_papers::site_id.eq(tx.actor.site.0),
                contract_papers::contract_id.eq(contract.0),
                contract_papers::code.eq(paper.paper.code()),
                contract_papers::buyer.eq(paper.buyer.and_then(|place| i32::try_from(place).ok())),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Every paper that has not come was asked for now.
pub(super) fn ask_for_papers(tx: &mut Tx, contract: ContractId) -> Answered<usize> {
    let waiting = contract_papers::table
        .filter(contract_papers::contract_id.eq(contract.0))
        .filter(contract_papers::received_at.is_null());
    Ok(diesel::update(waiting).set(contract_papers::asked_at.eq(Some(tx.now))).execute(tx.conn)?)
}

/// A paper came, or is missing after all.
pub(super) fn receive_paper(tx: &mut Tx, contract: ContractId, paper: RowId, here: bool) -> Answered<()> {
    let rows = diesel::update(contract_papers::table)
        .filter(contract_papers::id.eq(paper.0).and(contract_papers::contract_id.eq(contract.0)))
        .set((
            contract_papers::received_at.eq(here.then_some(tx.now)),
            contract_papers::received_by.eq(tx.actor.user.filter(|_| here).map(|id| id.0)),
        ))
        .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Missing) }
}

/// Replaces the payment plan.
pub(super) fn put_plan(tx: &mut Tx, contract: ContractId, parts: &[Part], deposit_paid: Moment) -> Answered<()> {
    diesel::delete(instalments::table.filter(instalments::contract_id.eq(contract.0))).execute(tx.conn)?;
    for (position, part) in (1..).zip(parts) {
        let paid = (part.kind == PartKind::Deposit).then_some(deposit_paid);
        diesel::insert_into(instalments::table)
            .values((
                instalments::id.eq(RowId::new(tx.now).0),
                instalments::site_id.eq(tx.actor.site.0),
                instalments::contract_id.eq(contract.0),
                instalments::position.eq(position),
                instalments::kind.eq(part.kind.code()),
                instalments::due_on.eq(part.due_on),
                instalments::sum.eq(part.sum.0),
                instalments::paid_at.eq(paid),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// An instalment was paid; says whether it was open until now.
pub(super) fn pay_instalment(tx: &mut Tx, instalment: RowId) -> Answered<bool> {
    let rows = diesel::update(instalments::table)
        .filter(instalments::id.eq(instalment.0).and(instalments::paid_at.is_null()))
        .set(instalments::paid_at.eq(Some(tx.now)))
        .execute(tx.conn)?;
    Ok(rows == 1)
}

/// Money for an instalment, as the cashier confirmed it.
pub(super) struct Receipt<'a> {
    /// Of which contract.
    pub contract: &'a Contract,
    /// For which part.
    pub instalment: &'a Instalment,
    /// How it came, by its code.
    pub way: &'a str,
    /// The receipt's number.
    pub number: String,
    /// What the cashier noted.
    pub note: Option<&'a str>,
}

pub(super) fn insert_payment(tx: &mut Tx, receipt: &Receipt) -> Answered<PaymentId> {
    let id = PaymentId::new(tx.now);
    let kind = if receipt.instalment.kind == PartKind::DownPayment { "down_payment" } else { "price" };
    diesel::insert_into(payments::table)
        .values((
            payments::id.eq(id.0),
            payments::site_id.eq(tx.actor.site.0),
            payments::customer_id.eq(receipt.contract.customer.0),
            payments::contract_id.eq(Some(receipt.contract.id.0)),
            payments::instalment_id.eq(Some(receipt.instalment.id.0)),
            payments::kind.eq(kind),
            payments::sum.eq(receipt.instalment.sum.0),
            payments::way.eq(receipt.way),
            payments::receipt_number.eq(&receipt.number),
            payments::confirmed_by.eq(tx.actor.user.map(|id| id.0)),
            payments::received_at.eq(tx.now),
            payments::note.eq(receipt.note),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

pub(super) fn insert_milestones(tx: &mut Tx, contract: &Contract, dues: &[Due]) -> Answered<()> {
    for due in dues {
        diesel::insert_into(milestones::table)
            .values((
                milestones::id.eq(RowId::new(tx.now).0),
                milestones::site_id.eq(tx.actor.site.0),
                milestones::contract_id.eq(contract.id.0),
                milestones::code.eq(due.milestone.code()),
                milestones::due_on.eq(Some(due.due_on)),
                milestones::owner_id.eq(contract.consultant.map(|id| id.0)),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// A milestone was reached, or was not after all.
pub(super) fn reach(tx: &mut Tx, contract: ContractId, milestone: RowId, done: bool) -> Answered<()> {
    let rows = diesel::update(milestones::table)
        .filter(milestones::id.eq(milestone.0).and(milestones::contract_id.eq(contract.0)))
        .set((
            milestones::done_at.eq(done.then_some(tx.now)),
            milestones::done_by.eq(tx.actor.user.filter(|_| done).map(|id| id.0)),
        ))
        .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Missing) }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contracts)]
struct Row {
    id: i64,
    site_id: i64,
    journey_id: i64,
    customer_id: i64,
    unit_id: i64,
    claim_id: i64,
    deposit_id: i64,
    number: String,
    price: i64,
    payment_way: String,
    status: String,
    appointment_at: Option<Moment>,
    promised: Option<String>,
    signature: Option<String>,
    signed_at: Option<Moment>,
    stored_at: Option<Moment>,
    consultant_id: Option<i64>,
    created_by: Option<i64>,
    created_at: Moment,
    version: i32,
}

impl TryFrom<Row> for Contract {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of contract {}", row.id));
        Ok(Self {
            id: ContractId(row.id),
            site: SiteId(row.site_id),
            journey: JourneyId(row.journey_id),
            customer: CustomerId(row.customer_id),
            unit: UnitId(row.unit_id),
            claim: ClaimId(row.claim_id),
            deposit: DepositId(row.deposit_id),
            price: Money(row.price),
            way: PaymentWay::from_code(&row.payment_way).ok_or_else(|| bad("way of payment"))?,
            status: Status::from_code(&row.status).ok_or_else(|| bad("status"))?,
            number: row.number,
            appointment_at: row.appointment_at,
            promised: row.promised,
            signature: row.signature,
            signed_at: row.signed_at,
            stored_at: row.stored_at,
            consultant: row.consultant_id.map(UserId),
            created_by: row.created_by.map(UserId),
            created_at: row.created_at,
            version: row.version,
        })
    }
}
