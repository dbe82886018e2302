//! Quotes and discount requests in the database.

use super::discount::Discount;
use super::model::{Decision, Quote, Request, Status};
use super::ways::PaymentWay;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{CustomerId, DiscountRequestId, JourneyId, QuoteId, SiteId, UnitId, UserId, VisitId};
use crate::base::money::Money;
use crate::platform::db::schema::{discount_requests, quotes};
use crate::platform::db::{Conn, Tx};
use diesel::prelude::*;

/// The most quotes or requests of one list.
const MOST: i64 = 100;

/// One quote of a site.
///
/// # Errors
/// [`Error::Missing`]; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: QuoteId) -> Answered<Quote> {
    let row: QuoteRow = quotes::table
        .filter(quotes::id.eq(id.0).and(quotes::site_id.eq(site.0)))
        .select(QuoteRow::as_select())
        .first(conn)?;
    row.try_into()
}

/// The quotes of a journey, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn of_journey(conn: &mut Conn, site: SiteId, journey: JourneyId) -> Answered<Vec<Quote>> {
    let rows: Vec<QuoteRow> = quotes::table
        .filter(quotes::journey_id.eq(journey.0).and(quotes::site_id.eq(site.0)))
        .order((quotes::made_at.desc(), quotes::id.desc()))
        .limit(MOST)
        .select(QuoteRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Quote::try_from).collect()
}

/// What was priced for a party goes on for the customer whom it turned out to be, on the customer's own journey.
///
/// # Errors
/// Faults of the database.
pub fn follow(tx: &mut Tx, from: JourneyId, to: JourneyId, customer: CustomerId) -> Answered<()> {
    diesel::update(quotes::table.filter(quotes::journey_id.eq(from.0)).filter(quotes::customer_id.is_null()))
        .set((quotes::journey_id.eq(to.0), quotes::customer_id.eq(Some(customer.0))))
        .execute(tx.conn)?;
    Ok(())
}

pub(super) fn insert(tx: &mut Tx, quote: &Quote) -> Answered<()> {
    let write = |error: serde_json::Error| Fault::bug("writing a quote").because(error);
    let discounts = serde_json::to_string(&quote.discounts).map_err(write)?;
    let loan = serde_json::to_string(&quote.loans).map_err(write)?;
    diesel::insert_into(quotes::table)
        .values((
            quotes::id.eq(quote.id.0),
            quotes::site_id.eq(quote.site.0),
            quotes::journey_id.eq(quote.journey.0),
            quotes::visit_id.eq(quote.visit.map(|id| id.0)),
            quotes::customer_id.eq(quote.customer.map(|id| id.0)),
            quotes::unit_id.eq(quote.unit.0),
            quotes::list_price.eq(quote.list_price.0),
            quotes::discounts.eq(discounts),
            quotes::discount_bp.eq(quote.discount_bp),
            quotes::price.eq(quote.price.0),
            quotes::payment_way.eq(quote.way.code()),
            quotes::down_payment_bp.eq(quote.down_payment_bp),
            quotes::loan.eq(loan),
            quotes::valid_until.eq(quote.valid_until),
            quotes::status.eq(quote.status.code()),
            quotes::made_by.eq(quote.made_by.map(|id| id.0)),
            quotes::made_at.eq(quote.made_at),
            quotes::version.eq(1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Moves a quote from one status to another; says whether it stood there.
pub(super) fn move_status(tx: &mut Tx, id: QuoteId, from: Status, to: Status) -> Answered<bool> {
    let moved = diesel::update(quotes::table)
        .filter(quotes::id.eq(id.0).and(quotes::site_id.eq(tx.actor.site.0)).and(quotes::status.eq(from.code())))
        .set((quotes::status.eq(to.code()), quotes::version.eq(quotes::version + 1)))
        .execute(tx.conn)?;
    Ok(moved == 1)
}

/// Earlier quotes of the journey for the unit give way to a new one.
pub(super) fn replace_earlier(tx: &mut Tx, journey: JourneyId, unit: UnitId) -> Answered<()> {
    diesel::update(quotes::table)
        .filter(
            quotes::journey_id
                .eq(journey.0)
                .and(quotes::unit_id.eq(unit.0))
                .and(quotes::status.eq_any([Status::Valid.code(), Status::Approved.code()])),
        )
        .set((quotes::status.eq(Status::Replaced.code()), quotes::version.eq(quotes::version + 1)))
        .execute(tx.conn)?;
    Ok(())
}

// ---------------------------------------------------------------------------------------------------------- requests

/// The requests that wait, the longest first.
///
/// # Errors
/// Faults of the database.
pub fn waiting(conn: &mut Conn, site: SiteId) -> Answered<Vec<(Request, Quote)>> {
    let rows: Vec<(RequestRow, QuoteRow)> = discount_requests::table
        .inner_join(quotes::table.on(discount_requests::quote_id.eq(quotes::id)))
        .filter(discount_requests::site_id.eq(site.0).and(discount_requests::decided_at.is_null()))
        .order(discount_requests::asked_at)
        .limit(MOST)
        .select((RequestRow::as_select(), QuoteRow::as_select()))
        .load(conn)?;
    rows.into_iter().map(|(request, quote)| Ok((request.try_into()?, quote.try_into()?))).collect()
}

/// One request of a site.
///
/// # Errors
/// [`Error::Missing`]; faults of the database.
pub fn find_request(conn: &mut Conn, site: SiteId, id: DiscountRequestId) -> Answered<Request> {
    let row: RequestRow = discount_requests::table
        .filter(discount_requests::id.eq(id.0).and(discount_requests::site_id.eq(site.0)))
        .select(RequestRow::as_select())
        .first(conn)?;
    row.try_into()
}

/// What was asked for a quote, if anything.
///
/// # Errors
/// Faults of the database.
pub fn request_of(conn: &mut Conn, quote: QuoteId) -> Answered<Option<Request>> {
    let row: Option<RequestRow> = discount_requests::table
        .filter(discount_requests::quote_id.eq(quote.0))
        .order(discount_requests::asked_at.desc())
        .select(RequestRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Request::try_from).transpose()
}

pub(super) fn insert_request(tx: &mut Tx, request: &Request) -> Answered<()> {
    diesel::insert_into(discount_requests::table)
        .values((
            discount_requests::id.eq(request.id.0),
            discount_requests::site_id.eq(tx.actor.site.0),
            discount_requests::quote_id.eq(request.quote.0),
            discount_requests::wanted_bp.eq(request.wanted_bp),
            discount_requests::reason.eq(&request.reason),
            discount_requests::asked_by.eq(request.asked_by.map(|id| id.0)),
            discount_requests::asked_at.eq(request.asked_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes a decision; says whether nobody had decided before.
pub(super) fn decide(tx: &mut Tx, id: DiscountRequestId, verdict: Decision, reason: &str) -> Answered<bool> {
    let decided = diesel::update(discount_requests::table)
        .filter(
            discount_requests::id
                .eq(id.0)
                .and(discount_requests::site_id.eq(tx.actor.site.0))
                .and(discount_requests::decided_at.is_null()),
        )
        .set((
            discount_requests::decided_at.eq(tx.now),
            discount_requests::decided_by.eq(tx.actor.user.map(|id| id.0)),
            discount_requests::verdict.eq(verdict.code()),
            discount_requests::decision_reason.eq(reason),
        ))
        .execute(tx.conn)?;
    Ok(decided == 1)
}

// -------------------------------------------------------------------------------------------------------------- rows

#[derive(Queryable, Selectable)]
#[diesel(table_name = quotes)]
struct QuoteRow {
    id: i64,
    site_id: i64,
    journey_id: i64,
    visit_id: Option<i64>,
    customer_id: Option<i64>,
    unit_id: i64,
    list_price: i64,
    discounts: String,
    discount_bp: i32,
    price: i64,
    payment_way: String,
    down_payment_bp: i32,
    loan: String,
    valid_until: Date,
    status: String,
    made_by: Option<i64>,
    made_at: Moment,
}

impl TryFrom<QuoteRow> for Quote {
    type Error = Error;

    fn try_from(row: QuoteRow) -> Result<Self, Error> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of quote {}", row.id));
        let discounts: Vec<Discount> =
            serde_json::from_str(&row.discounts).map_err(|error| bad("discounts").because(error))?;
        Ok(Self {
            id: QuoteId(row.id),
            site: SiteId(row.site_id),
            journey: JourneyId(row.journey_id),
            visit: row.visit_id.map(VisitId),
            customer: row.customer_id.map(CustomerId),
            unit: UnitId(row.unit_id),
            list_price: Money(row.list_price),
            discounts,
            discount_bp: row.discount_bp,
            price: Money(row.price),
            way: PaymentWay::from_code(&row.payment_way).ok_or_else(|| bad("way of payment"))?,
            down_payment_bp: row.down_payment_bp,
            loans: serde_json::from_str(&row.loan).map_err(|error| bad("loan").because(error))?,
            valid_until: row.valid_until,
            status: Status::from_code(&row.status).ok_or_else(|| bad("status"))?,
            made_by: row.made_by.map(UserId),
            made_at: row.made_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = discount_requests)]
struct RequestRow {
    id: i64,
    quote_id: i64,
    wanted_bp: i32,
    reason: String,
    asked_by: Option<i64>,
    asked_at: Moment,
    decided_by: Option<i64>,
    decided_at: Option<Moment>,
    verdict: Option<String>,
    decision_reason: Option<String>,
}

impl TryFrom<RequestRow> for Request {
    type Error = Error;

    fn try_from(row: RequestRow) -> Result<Self, Error> {
        let bad = || Fault::bad_data(format!("reading the verdict of discount request {}", row.id));
        let verdict = row.verdict.as_deref().map(|code| Decision::from_code(code).ok_or_else(bad)).transpose()?;
        Ok(Self {
            id: DiscountRequestId(row.id),
            quote: QuoteId(row.quote_id),
            wanted_bp: row.wanted_bp,
            reason: row.reason,
            asked_by: row.asked_by.map(UserId),
            asked_at: row.asked_at,
            decided_by: row.decided_by.map(UserId),
            decided_at: row.decided_at,
            verdict,
            decision_reason: row.decision_reason,
        })
    }
}
