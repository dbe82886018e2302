//! Agents' filings.

use diesel::prelude::*;

use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{CustomerId, FilingId, SiteId, UserId, VisitId};
use crate::base::phone::Phone;
use crate::business::ownership::model::{Filing, FilingEnd, FilingState};
use crate::platform::db::schema::{customers, filings, visits};
use crate::platform::db::{Conn, Tx};

/// How many filings a list holds.
const MOST: i64 = 60;

/// One filing of a site.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: FilingId) -> Answered<Filing> {
    filings::table.filter(filings::id.eq(id.0)).filter(filings::site_id.eq(site.0)).first::<Row>(conn)?.try_into()
}

/// The latest filings of a site, from before that moment on.
///
/// # Errors
/// Faults of the database.
pub fn latest(conn: &mut Conn, site: SiteId, before: Option<Moment>) -> Answered<Vec<Filing>> {
    let mut query = filings::table.filter(filings::site_id.eq(site.0)).into_boxed();
    if let Some(before) = before {
        query = query.filter(filings::filed_at.lt(before));
    }
    let rows: Vec<Row> = query.order((filings::filed_at.desc(), filings::id.desc())).limit(MOST).load(conn)?;
    rows.into_iter().map(Filing::try_from).collect()
}

/// The filing of a number that is open, or the last one.
///
/// # Errors
/// Faults of the database.
pub fn of_number(conn: &mut Conn, site: SiteId, phone: &Phone) -> Answered<Option<Filing>> {
    filings::table
        .filter(filings::site_id.eq(site.0))
        .filter(filings::e164.eq(phone.reveal()))
        .order((filings::state.eq("open").desc(), filings::filed_at.desc()))
        .first::<Row>(conn)
        .optional()?
        .map(Filing::try_from)
        .transpose()
}

/// Filings whose number ends with these four digits, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn of_tail(conn: &mut Conn, site: SiteId, tail: &str) -> Answered<Vec<Filing>> {
    let rows: Vec<Row> = filings::table
        .filter(filings::site_id.eq(site.0))
        .filter(filings::tail.eq(tail))
        .order(filings::filed_at.desc())
        .limit(8)
        .load(conn)?;
    rows.into_iter().map(Filing::try_from).collect()
}

/// The filings by which a customer came, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn of_customer(conn: &mut Conn, customer: CustomerId) -> Answered<Vec<Filing>> {
    let rows: Vec<Row> = filings::table
        .filter(filings::customer_id.eq(customer.0))
        .order(filings::filed_at.desc())
        .limit(8)
        .load(conn)?;
    rows.into_iter().map(Filing::try_from).collect()
}

/// Filings that stand open past their time.
///
/// # Errors
/// Faults of the database.
pub fn to_end(conn: &mut Conn, site: SiteId, now: Moment, most: i64) -> Answered<Vec<FilingId>> {
    let rows: Vec<i64> = filings::table
        .filter(filings::site_id.eq(site.0))
        .filter(filings::state.eq("open"))
        .filter(filings::stands_until.lt(now))
        .order(filings::stands_until)
        .limit(most)
        .select(filings::id)
        .load(conn)?;
    Ok(rows.into_iter().map(FilingId).collect())
}

/// Since when the showroom knows a customer, not counting the visit that is judged.
pub fn known_since(conn: &mut Conn, customer: CustomerId, visit: VisitId) -> Answered<Option<Moment>> {
    let made: Moment = customers::table.find(customer.0).select(customers::created_at).first(conn)?;
    let visits: Vec<i64> = visits::table
        .filter(visits::customer_id.eq(customer.0))
        .filter(visits::id.ne(visit.0))
        .select(visits::id)
        .limit(1)
        .load(conn)?;
    let this: Moment = visits::table.find(visit.0).select(visits::arrived_at).first(conn)?;
    // The first line of a customer who is new is written by the very visit.
    Ok((made < this || !visits.is_empty()).then_some(made))
}

/// Writes a filing; the unique index stops a second open one for the same number.
pub fn insert(tx: &mut Tx, filing: &Filing) -> Answered<()> {
    diesel::insert_into(filings::table)
        .values((
            filings::id.eq(filing.id.0),
            filings::site_id.eq(tx.actor.site.0),
            filings::agency.eq(&filing.agency),
            filings::agent.eq(&filing.agent),
            filings::surname.eq(&filing.surname),
            filings::e164.eq(filing.phone.reveal()),
            filings::tail.eq(filing.phone.tail()),
            filings::filed_at.eq(filing.filed_at),
            filings::filed_by.eq(filing.filed_by.map(|who| who.0)),
            filings::stands_until.eq(filing.stands_until),
            filings::state.eq(filing.state.code()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Settles an open filing: bound by a visit, or ended; says whether it was still open.
pub fn settle(
    tx: &mut Tx,
    id: FilingId,
    result: Result<(), FilingEnd>,
    came: Option<(CustomerId, VisitId)>,
) -> Answered<bool> {
    let state = if result.is_ok() { FilingState::Bound } else { FilingState::Ended };
    let settled = diesel::update(
        filings::table
            .filter(filings::id.eq(id.0))
            .filter(filings::site_id.eq(tx.actor.site.0))
            .filter(filings::state.eq(FilingState::Open.code())),
    )
    .set((
        filings::state.eq(state.code()),
        filings::end_reason.eq(result.err().map(FilingEnd::code)),
        filings::customer_id.eq(came.map(|(customer, _)| customer.0)),
        filings::visit_id.eq(came.map(|(_, visit)| visit.0)),
        filings::settled_at.eq(Some(tx.now)),
    ))
    .execute(tx.conn)?;
    Ok(settled == 1)
}

#[derive(Queryable)]
struct Row {
    id: i64,
    _site_id: i64,
    agency: String,
    agent: String,
    surname: String,
    e164: String,
    _tail: String,
    filed_at: Moment,
    filed_by: Option<i64>,
    stands_until: Moment,
    state: String,
    end_reason: Option<String>,
    customer_id: Option<i64>,
    visit_id: Option<i64>,
    settled_at: Option<Moment>,
}

impl TryFrom<Row> for Filing {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let bad = || Fault::bad_data(format!("reading filing {}", row.id));
        Ok(Self {
            id: FilingId(row.id),
            state: FilingState::from_code(&row.state).ok_or_else(bad)?,
            end: row.end_reason.as_deref().map(|code| FilingEnd::from_code(code).ok_or_else(bad)).transpose()?,
            agency: row.agency,
            agent: row.agent,
            surname: row.surname,
            phone: Phone::stored(row.e164),
            filed_at: row.filed_at,
            filed_by: row.filed_by.map(UserId),
            stands_until: row.stands_until,
            customer: row.customer_id.map(CustomerId),
            visit: row.visit_id.map(VisitId),
            settled_at: row.settled_at,
        })
    }
}
