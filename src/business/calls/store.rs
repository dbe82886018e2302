//! Calls as the database keeps them.

use diesel::prelude::*;

use super::model::{Call, Known, Next};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{CallId, CustomerId, SiteId, UserId};
use crate::platform::db::schema::calls;
use crate::platform::db::{Conn, Tx};

/// So many calls of a day are listed.
const MOST_OF_A_DAY: i64 = 500;

/// Writes a call.
///
/// # Errors
/// Faults of the database.
pub(super) fn insert(tx: &mut Tx, call: &Call) -> Answered<()> {
    diesel::insert_into(calls::table)
        .values((
            calls::id.eq(call.id.0),
            calls::site_id.eq(tx.actor.site.0),
            calls::customer_id.eq(call.customer.map(|id| id.0)),
            calls::caller.eq(call.known.code()),
            calls::channel.eq(call.channel.as_deref()),
            calls::about.eq(call.about.as_deref()),
            calls::next.eq(call.next.code()),
            calls::next_on.eq(call.next_on),
            calls::consultant_id.eq(call.consultant.map(|id| id.0)),
            calls::note.eq(call.note.as_deref()),
            calls::taken_by.eq(call.taken_by.map(|id| id.0)),
            calls::taken_at.eq(call.taken_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Strikes a call out. Says whether it stood till now.
///
/// # Errors
/// Faults of the database.
pub(super) fn strike(tx: &mut Tx, id: CallId) -> Answered<bool> {
    let rows = diesel::update(calls::table.filter(calls::id.eq(id.0)).filter(calls::struck_at.is_null()))
        .set((calls::struck_at.eq(Some(tx.now)), calls::struck_by.eq(tx.actor.user.map(|who| who.0))))
        .execute(tx.conn)?;
    Ok(rows == 1)
}

/// One call of a site.
///
/// # Errors
/// `Missing` where the site has none such; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: CallId) -> Answered<Call> {
    calls::table
        .filter(calls::site_id.eq(site.0))
        .filter(calls::id.eq(id.0))
        .select(Row::as_select())
        .first(conn)?
        .try_into()
}

/// The calls between two moments, the latest first; those struck out too.
///
/// # Errors
/// Faults of the database.
pub fn list_between(conn: &mut Conn, site: SiteId, (from, to): (Moment, Moment)) -> Answered<Vec<Call>> {
    let rows: Vec<Row> = calls::table
        .filter(calls::site_id.eq(site.0))
        .filter(calls::taken_at.ge(from))
        .filter(calls::taken_at.lt(to))
        .order((calls::taken_at.desc(), calls::id.desc()))
        .limit(MOST_OF_A_DAY)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Call::try_from).collect()
}

/// A customer's calls that stand, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn list_of_customer(conn: &mut Conn, customer: CustomerId, most: i64) -> Answered<Vec<Call>> {
    let rows: Vec<Row> = calls::table
        .filter(calls::customer_id.eq(customer.0))
        .filter(calls::struck_at.is_null())
        .order(calls::taken_at.desc())
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Call::try_from).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = calls)]
struct Row {
    id: i64,
    customer_id: Option<i64>,
    caller: String,
    channel: Option<String>,
    about: Option<String>,
    next: String,
    next_on: Option<Date>,
    consultant_id: Option<i64>,
    note: Option<String>,
    taken_by: Option<i64>,
    taken_at: Moment,
    struck_at: Option<Moment>,
}

impl TryFrom<Row> for Call {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let known = Known::from_code(&row.caller).ok_or_else(|| Fault::bad_data("reading who phoned"))?;
        let next = Next::from_code(&row.next).ok_or_else(|| Fault::bad_data("reading what was agreed on a call"))?;
        Ok(Self {
            id: CallId(row.id),
            customer: row.customer_id.map(CustomerId),
            known,
            channel: row.channel,
            about: row.about,
            next,
            next_on: row.next_on,
            consultant: row.consultant_id.map(UserId),
            note: row.note,
            taken_by: row.taken_by.map(UserId),
            taken_at: row.taken_at,
            struck_at: row.struck_at,
        })
    }
}
