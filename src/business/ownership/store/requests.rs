//! Requests for more time.

use diesel::prelude::*;

use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{CustomerId, ExtensionRequestId, SiteId, UserId};
use crate::business::ownership::model::{Extension, Verdict};
use crate::platform::db::schema::extension_requests;
use crate::platform::db::{Conn, Tx};

/// The most requests of one list.
const MOST: i64 = 100;

/// One request of a site.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: ExtensionRequestId) -> Answered<Extension> {
    extension_requests::table
        .filter(extension_requests::id.eq(id.0))
        .filter(extension_requests::site_id.eq(site.0))
        .first::<Row>(conn)?
        .try_into()
}

/// The requests that wait, the longest first.
///
/// # Errors
/// Faults of the database.
pub fn waiting(conn: &mut Conn, site: SiteId) -> Answered<Vec<Extension>> {
    let rows: Vec<Row> = extension_requests::table
        .filter(extension_requests::site_id.eq(site.0))
        .filter(extension_requests::decided_at.is_null())
        .order(extension_requests::asked_at)
        .limit(MOST)
        .load(conn)?;
    rows.into_iter().map(Extension::try_from).collect()
}

/// The last request about a customer.
///
/// # Errors
/// Faults of the database.
pub fn of_customer(conn: &mut Conn, customer: CustomerId) -> Answered<Option<Extension>> {
    extension_requests::table
        .filter(extension_requests::customer_id.eq(customer.0))
        .order(extension_requests::asked_at.desc())
        .first::<Row>(conn)
        .optional()?
        .map(Extension::try_from)
        .transpose()
}

/// Writes a request; the unique index stops a second open one for the same customer.
pub fn insert(tx: &mut Tx, request: &Extension) -> Answered<()> {
    diesel::insert_into(extension_requests::table)
        .values((
            extension_requests::id.eq(request.id.0),
            extension_requests::site_id.eq(tx.actor.site.0),
            extension_requests::customer_id.eq(request.customer.0),
            extension_requests::days.eq(i32::from(request.days)),
            extension_requests::reason.eq(&request.reason),
            extension_requests::asked_by.eq(request.asked_by.map(|who| who.0)),
            extension_requests::asked_at.eq(request.asked_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes a decision; says whether nobody had decided before.
pub fn decide(tx: &mut Tx, id: ExtensionRequestId, verdict: Verdict, reason: &str) -> Answered<bool> {
    let decided = diesel::update(
        extension_requests::table
            .filter(extension_requests::id.eq(id.0))
            .filter(extension_requests::site_id.eq(tx.actor.site.0))
            .filter(extension_requests::decided_at.is_null()),
    )
    .set((
        extension_requests::decided_at.eq(tx.now),
        extension_requests::decided_by.eq(tx.actor.user.map(|who| who.0)),
        extension_requests::verdict.eq(verdict.code()),
        extension_requests::decision_reason.eq(reason),
    ))
    .execute(tx.conn)?;
    Ok(decided == 1)
}

/// Ends what is asked for a customer who moved on: there is nothing to lengthen any more.
pub fn withdraw(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    diesel::update(
        extension_requests::table
            .filter(extension_requests::customer_id.eq(customer.0))
            .filter(extension_requests::decided_at.is_null()),
    )
    .set((extension_requests::decided_at.eq(tx.now), extension_requests::verdict.eq(Verdict::Refused.code())))
    .execute(tx.conn)?;
    Ok(())
}

#[derive(Queryable)]
struct Row {
    id: i64,
    _site_id: i64,
    customer_id: i64,
    days: i32,
    reason: String,
    asked_by: Option<i64>,
    asked_at: Moment,
    decided_by: Option<i64>,
    decided_at: Option<Moment>,
    verdict: Option<String>,
    decision_reason: Option<String>,
}

impl TryFrom<Row> for Extension {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let bad = || Fault::bad_data(format!("reading extension request {}", row.id));
        Ok(Self {
            id: ExtensionRequestId(row.id),
            customer: CustomerId(row.customer_id),
            days: u16::try_from(row.days).map_err(|error| bad().because(error))?,
            reason: row.reason,
            asked_by: row.asked_by.map(UserId),
            asked_at: row.asked_at,
            decided_by: row.decided_by.map(UserId),
            decided_at: row.decided_at,
            verdict: row.verdict.as_deref().map(|code| Verdict::from_code(code).ok_or_else(bad)).transpose()?,
            decision_reason: row.decision_reason,
        })
    }
}
