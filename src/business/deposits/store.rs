//! Deposits in the database: agreements, buyers, payments, the series of numbers.

use super::agreement::Status;
use super::law::MoneyKind;
use super::model::{Buyer, Deposit, MoneyWay, Payment, Signature, Terms};
use super::numbering::{self, Number, Series};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{
    ClaimId, CustomerId, DepositId, JourneyId, PaymentId, QuoteId, RowId, SiteId, UnitId, UserId, VisitId,
};
use crate::base::money::Money;
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::business::quotes::ways::PaymentWay;
use crate::platform::db::schema::{buyers, contracts, credit_shares, deposits, number_series, payments, users};
use crate::platform::db::{Conn, Tx};
use diesel::prelude::*;

/// The most agreements or receipts of one list.
const MOST: i64 = 100;

// -------------------------------------------------------------------------------------------------------- agreements

/// Whose sale a deposit is, as far as it was written down: names and basis points, the largest part first.
///
/// # Errors
/// Faults of the database.
pub fn shares_of(conn: &mut Conn, id: DepositId) -> Answered<Vec<(String, i32)>> {
    Ok(credit_shares::table
        .inner_join(users::table.on(users::id.eq(credit_shares::user_id)))
        .filter(credit_shares::deposit_id.eq(id.0))
        .order((credit_shares::share_bp.desc(), credit_shares::id.asc()))
        .select((users::name, credit_shares::share_bp))
        .load(conn)?)
}

/// One deposit of a site.
///
/// # Errors
/// [`Error::Missing`]; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: DepositId) -> Answered<Deposit> {
    let row: DepositRow = deposits::table
        .filter(deposits::id.eq(id.0).and(deposits::site_id.eq(site.0)))
        .select(DepositRow::as_select())
        .first(conn)?;
    row.try_into()
}

/// The deposits of a site that stand like this, the latest first; consultants see their own.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn, actor: &Actor, status: Status) -> Answered<Vec<Deposit>> {
    let of_status = deposits::site_id.eq(actor.site.0).and(deposits::status.eq(status.code()));
    let rows: Vec<DepositRow> = match actor.user.filter(|_| actor.only_own()) {
        Some(user) => deposits::table
            .filter(of_status.and(deposits::consultant_id.eq(user.0)))
            .order(deposits::drafted_at.desc())
            .limit(MOST)
            .select(DepositRow::as_select())
            .load(conn)?,
        None => deposits::table
            .filter(of_status)
            .order(deposits::drafted_at.desc())
            .limit(MOST)
            .select(DepositRow::as_select())
            .load(conn)?,
    };
    rows.into_iter().map(Deposit::try_from).collect()
}

/// The deposits of a customer, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn of_customer(conn: &mut Conn, site: SiteId, customer: CustomerId) -> Answered<Vec<Deposit>> {
    let rows: Vec<DepositRow> = deposits::table
        .filter(deposits::customer_id.eq(customer.0).and(deposits::site_id.eq(site.0)))
        .order(deposits::drafted_at.desc())
        .limit(MOST)
        .select(DepositRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Deposit::try_from).collect()
}

/// The deposit that keeps a unit off the market, if one does.
///
/// # Errors
/// Faults of the database.
pub fn of_claim(conn: &mut Conn, claim: ClaimId) -> Answered<Option<Deposit>> {
    let row: Option<DepositRow> = deposits::table
        .filter(deposits::claim_id.eq(claim.0))
        .select(DepositRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Deposit::try_from).transpose()
}

/// Whether a journey has an agreement that has not come to nothing.
///
/// # Errors
/// Faults of the database.
pub fn any_left(conn: &mut Conn, journey: JourneyId) -> Answered<bool> {
    let standing = [Status::Drafted, Status::Paid, Status::Overdue, Status::Converted].map(Status::code);
    let left: Option<i64> = deposits::table
        .filter(deposits::journey_id.eq(journey.0).and(deposits::status.eq_any(standing)))
        .select(deposits::id)
        .first(conn)
        .optional()?;
    Ok(left.is_some())
}

/// The id of the contract that follows a deposit, if one was begun.
///
/// # Errors
/// Faults of the database.
pub fn contract_of(conn: &mut Conn, deposit: DepositId) -> Answered<Option<i64>> {
    let contract = contracts::table.filter(contracts::deposit_id.eq(deposit.0)).select(contracts::id);
    Ok(contract.first(conn).optional()?)
}

pub(super) fn insert(tx: &mut Tx, deposit: &Deposit) -> Answered<()> {
    let write = |error: serde_json::Error| Fault::bug("writing a deposit").because(error);
    let terms = serde_json::to_string(&deposit.terms).map_err(write)?;
    let signature = deposit.signature.as_ref().map(serde_json::to_string).transpose().map_err(write)?;
    diesel::insert_into(deposits::table)
        .values((
            deposits::id.eq(deposit.id.0),
            deposits::site_id.eq(deposit.site.0),
            deposits::journey_id.eq(deposit.journey.0),
            deposits::customer_id.eq(deposit.customer.0),
            deposits::visit_id.eq(deposit.visit.map(|id| id.0)),
            deposits::unit_id.eq(deposit.unit.0),
            deposits::claim_id.eq(deposit.claim.0),
            deposits::quote_id.eq(deposit.quote.map(|id| id.0)),
            deposits::number.eq(&deposit.number),
            deposits::kind.eq(deposit.kind.code()),
            deposits::list_price.eq(deposit.list_price.0),
            deposits::price.eq(deposit.price.0),
            deposits::sum.eq(deposit.sum.0),
            deposits::payment_way.eq(deposit.way.code()),
            deposits::sign_by.eq(deposit.sign_by),
            deposits::status.eq(deposit.status.code()),
            deposits::terms.eq(terms),
            deposits::seen_contract.eq(deposit.seen_contract),
            deposits::signature.eq(signature),
            deposits::signed_at.eq(deposit.signed_at),
            deposits::consultant_id.eq(deposit.consultant.map(|id| id.0)),
            deposits::drafted_by.eq(tx.actor.user.map(|id| id.0)),
            deposits::drafted_at.eq(deposit.drafted_at),
            deposits::version.eq(1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Moves an agreement; says whether it still stood where it was thought to stand.
pub(super) fn pay(tx: &mut Tx, id: DepositId, from: Status) -> Answered<bool> {
    let moved = diesel::update(deposits::table)
        .filter(deposits::id.eq(id.0).and(deposits::status.eq(from.code())))
        .set((
            deposits::status.eq(Status::Paid.code()),
            deposits::paid_at.eq(tx.now),
            deposits::version.eq(deposits::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(moved == 1)
}

/// An agreement is another consultant's sale from here on.
pub(super) fn pass_on(tx: &mut Tx, id: DepositId, to: UserId) -> Answered<()> {
    diesel::update(deposits::table.filter(deposits::id.eq(id.0)).filter(deposits::site_id.eq(tx.actor.site.0)))
        .set((deposits::consultant_id.eq(Some(to.0)), deposits::version.eq(deposits::version + 1)))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends an agreement; says whether it still stood where it was thought to stand.
pub(super) fn end(tx: &mut Tx, id: DepositId, from: Status, to: Status, reason: Option<&str>) -> Answered<bool> {
    let moved = diesel::update(deposits::table)
        .filter(deposits::id.eq(id.0).and(deposits::status.eq(from.code())))
        .set((
            deposits::status.eq(to.code()),
            deposits::ended_at.eq(tx.now),
            deposits::end_reason.eq(reason),
            deposits::version.eq(deposits::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(moved == 1)
}

// ------------------------------------------------------------------------------------------------------------ buyers

/// The buyers of a deposit, in their order.
///
/// # Errors
/// Faults of the database.
pub fn buyers(conn: &mut Conn, deposit: DepositId) -> Answered<Vec<Buyer>> {
    let rows: Vec<BuyerRow> = buyers::table
        .filter(buyers::deposit_id.eq(deposit.0))
        .order(buyers::position)
        .select(BuyerRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Buyer::from).collect())
}

pub(super) fn insert_buyer(tx: &mut Tx, deposit: DepositId, buyer: &Buyer, id_sealed: Option<String>) -> Answered<()> {
    diesel::insert_into(buyers::table)
        .values((
            buyers::id.eq(buyer.id.0),
            buyers::site_id.eq(tx.actor.site.0),
            buyers::deposit_id.eq(deposit.0),
            buyers::position.eq(buyer.position),
            buyers::name.eq(buyer.name.reveal()),
            buyers::id_sealed.eq(id_sealed),
            buyers::id_tail.eq(&buyer.id_tail),
            buyers::phone.eq(buyer.phone.as_ref().map(Phone::reveal)),
            buyers::address.eq(&buyer.address),
            buyers::share_bp.eq(buyer.share_bp),
        ))
        .execute(tx.conn)?;
    Ok(())
}

// ---------------------------------------------------------------------------------------------------------- payments

/// The money received for a deposit, in its order.
///
/// # Errors
/// Faults of the database.
pub fn payments_of(conn: &mut Conn, deposit: DepositId) -> Answered<Vec<Payment>> {
    let rows: Vec<PaymentRow> = payments::table
        .filter(payments::deposit_id.eq(deposit.0))
        .order(payments::received_at)
        .limit(MOST)
        .select(PaymentRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Payment::try_from).collect()
}

/// One payment of a site.
///
/// # Errors
/// [`Error::Missing`]; faults of the database.
pub fn payment(conn: &mut Conn, site: SiteId, id: PaymentId) -> Answered<Payment> {
    let row: PaymentRow = payments::table
        .filter(payments::id.eq(id.0).and(payments::site_id.eq(site.0)))
        .select(PaymentRow::as_select())
        .first(conn)?;
    row.try_into()
}

/// Whose contract a payment is for; nobody's where it is for none.
///
/// # Errors
/// Faults of the database.
pub fn whose_contract(conn: &mut Conn, payment: PaymentId) -> Answered<Option<UserId>> {
    let whose: Option<Option<i64>> = payments::table
        .inner_join(contracts::table.on(payments::contract_id.eq(contracts::id.nullable())))
        .filter(payments::id.eq(payment.0))
        .select(contracts::consultant_id)
        .first(conn)
        .optional()?;
    Ok(whose.flatten().map(UserId))
}

/// The money that a site received since a moment, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn received_since(conn: &mut Conn, site: SiteId, since: Moment) -> Answered<Vec<Payment>> {
    let rows: Vec<PaymentRow> = payments::table
        .filter(payments::site_id.eq(site.0).and(payments::received_at.ge(since)))
        .order(payments::received_at.desc())
        .limit(MOST)
        .select(PaymentRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Payment::try_from).collect()
}

pub(super) fn insert_payment(tx: &mut Tx, payment: &Payment) -> Answered<()> {
    diesel::insert_into(payments::table)
        .values((
            payments::id.eq(payment.id.0),
            payments::site_id.eq(tx.actor.site.0),
            payments::customer_id.eq(payment.customer.0),
            payments::deposit_id.eq(payment.deposit.map(|id| id.0)),
            payments::kind.eq(payment.kind.code()),
            payments::sum.eq(payment.sum.0),
            payments::way.eq(payment.way.code()),
            payments::receipt_number.eq(&payment.receipt),
            payments::confirmed_by.eq(payment.confirmed_by.map(|id| id.0)),
            payments::received_at.eq(payment.received_at),
            payments::note.eq(&payment.note),
        ))
        .execute(tx.conn)?;
    Ok(())
}

// ----------------------------------------------------------------------------------------------------------- numbers

/// The next number of a series, for a paper of this transaction.
///
/// The row of the series stays locked until the commit, so numbers have no gaps; ask for it as late as possible.
///
/// # Errors
/// Faults of the database.
pub fn next_number(tx: &mut Tx, series: Series, today: Date) -> Answered<Number> {
    let number = numbering::next(series, today, 0);
    if !raise(tx, &number)? {
        let begun = tx.attempt(|tx| begin(tx, &number));
        match begun {
            Ok(()) => return Ok(number),
            // Somebody may have begun the series in this very moment: then it goes on.
            Err(error) => {
                if !raise(tx, &number)? {
                    return Err(error);
                }
            }
        }
    }
    let last: i32 = number_series::table
        .filter(number_series::site_id.eq(tx.actor.site.0))
        .filter(number_series::series.eq(series.code()))
        .filter(number_series::year.eq(number.year))
        .select(number_series::last)
        .first(tx.conn)?;
    Ok(Number { count: i64::from(last), ..number })
}

fn raise(tx: &mut Tx, number: &Number) -> Answered<bool> {
    let raised = diesel::update(number_series::table)
        .filter(number_series::site_id.eq(tx.actor.site.0))
        .filter(number_series::series.eq(number.series.code()))
        .filter(number_series::year.eq(number.year))
        .set(number_series::last.eq(number_series::last + 1))
        .execute(tx.conn)?;
    Ok(raised == 1)
}

fn begin(tx: &mut Tx, number: &Number) -> Answered<()> {
    diesel::insert_into(number_series::table)
        .values((
            number_series::site_id.eq(tx.actor.site.0),
            number_series::series.eq(number.series.code()),
            number_series::year.eq(number.year),
            number_series::last.eq(1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

// -------------------------------------------------------------------------------------------------------------- rows

#[derive(Queryable, Selectable)]
#[diesel(table_name = deposits)]
struct DepositRow {
    id: i64,
    site_id: i64,
    journey_id: i64,
    customer_id: i64,
    visit_id: Option<i64>,
    unit_id: i64,
    claim_id: i64,
    quote_id: Option<i64>,
    number: String,
    kind: String,
    list_price: i64,
    price: i64,
    sum: i64,
    payment_way: String,
    sign_by: Date,
    status: String,
    terms: String,
    seen_contract: bool,
    signature: Option<String>,
    signed_at: Option<Moment>,
    consultant_id: Option<i64>,
    drafted_at: Moment,
    paid_at: Option<Moment>,
    end_reason: Option<String>,
    version: i32,
}

impl TryFrom<DepositRow> for Deposit {
    type Error = Error;

    fn try_from(row: DepositRow) -> Result<Self, Error> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of deposit {}", row.id));
        let terms: Terms = serde_json::from_str(&row.terms).map_err(|error| bad("terms").because(error))?;
        let signature: Option<Signature> = row
            .signature
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| bad("signature").because(error))?;
        Ok(Self {
            id: DepositId(row.id),
            site: SiteId(row.site_id),
            journey: JourneyId(row.journey_id),
            customer: CustomerId(row.customer_id),
            visit: row.visit_id.map(VisitId),
            unit: UnitId(row.unit_id),
            claim: ClaimId(row.claim_id),
            quote: row.quote_id.map(QuoteId),
            kind: MoneyKind::from_code(&row.kind).ok_or_else(|| bad("kind of money"))?,
            way: PaymentWay::from_code(&row.payment_way).ok_or_else(|| bad("way of payment"))?,
            status: Status::from_code(&row.status).ok_or_else(|| bad("status"))?,
            number: row.number,
            list_price: Money(row.list_price),
            price: Money(row.price),
            sum: Money(row.sum),
            sign_by: row.sign_by,
            terms,
            seen_contract: row.seen_contract,
            signature,
            signed_at: row.signed_at,
            consultant: row.consultant_id.map(UserId),
            drafted_at: row.drafted_at,
            paid_at: row.paid_at,
            end_reason: row.end_reason,
            version: row.version,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = buyers)]
struct BuyerRow {
    id: i64,
    position: i32,
    name: String,
    id_tail: Option<String>,
    phone: Option<String>,
    address: Option<String>,
    share_bp: i32,
}

impl From<BuyerRow> for Buyer {
    fn from(row: BuyerRow) -> Self {
        Self {
            id: RowId(row.id),
            position: row.position,
            name: Name::stored(row.name),
            id_tail: row.id_tail,
            phone: row.phone.map(Phone::stored),
            address: row.address,
            share_bp: row.share_bp,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = payments)]
struct PaymentRow {
    id: i64,
    customer_id: i64,
    deposit_id: Option<i64>,
    kind: String,
    sum: i64,
    way: String,
    receipt_number: String,
    confirmed_by: Option<i64>,
    received_at: Moment,
    note: Option<String>,
}

impl TryFrom<PaymentRow> for Payment {
    type Error = Error;

    fn try_from(row: PaymentRow) -> Result<Self, Error> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of payment {}", row.id));
        Ok(Self {
            id: PaymentId(row.id),
            customer: CustomerId(row.customer_id),
            deposit: row.deposit_id.map(DepositId),
            kind: MoneyKind::from_code(&row.kind).ok_or_else(|| bad("kind"))?,
            sum: Money(row.sum),
            way: MoneyWay::from_code(&row.way).ok_or_else(|| bad("way"))?,
            receipt: row.receipt_number,
            confirmed_by: row.confirmed_by.map(UserId),
            received_at: row.received_at,
            note: row.note,
        })
    }
}
