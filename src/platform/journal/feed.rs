//! Reading the journal: time lines of one customer, visit or unit, the journal of a site, and what is new since.

use diesel::prelude::*;
use serde_json::Value;

use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{CustomerId, SiteId, UnitId, UserId, VisitId};
use crate::platform::db::Conn;
use crate::platform::db::schema::{journal, journal_chain};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its number in the journal; later events have higher ones.
    pub seq: i64,
    /// When.
    pub at: Moment,
    /// At which site; `None` concerns the whole installation.
    pub site: Option<SiteId>,
    /// Who did it; `None` is the house itself.
    pub actor: Option<UserId>,
    /// What, such as `visit.opened`.
    pub kind: String,
    /// Whose time line it belongs to.
    pub customer: Option<CustomerId>,
    /// The visit that it belongs to.
    pub visit: Option<VisitId>,
    /// The unit that it belongs to.
    pub unit: Option<UnitId>,
    /// The thing itself, where it is none of these.
    pub subject: Option<i64>,
    /// Ids, codes and numbers that tell more.
    pub detail: Value,
}

impl Event {
    /// A text of the detail; `None` where it has none of that name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.detail.get(name)?.as_str()
    }

    /// A number of the detail; `None` where it has none of that name.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.detail.get(name)?.as_i64()
    }
}

/// The events of a customer of a site, the latest first, those before event `before`.
///
/// # Errors
/// Faults of the database.
pub fn of_customer(
    conn: &mut Conn,
    site: SiteId,
    id: CustomerId,
    before: Option<i64>,
    limit: i64,
) -> Answered<Vec<Event>> {
    let rows: Vec<Row> = journal::table
        .filter(journal::customer_id.eq(id.0))
        .filter(journal::site_id.eq(site.0))
        .filter(journal::seq.lt(before.unwrap_or(i64::MAX)))
        .order(journal::seq.desc())
        .limit(limit)
        .load(conn)?;
    events(rows)
}

/// The last entry of a kind about one thing of a customer, such as the record of a follow-up.
///
/// # Errors
/// Faults of the database.
pub fn last_about(
    conn: &mut Conn,
    site: SiteId,
    customer: CustomerId,
    kind: &str,
    subject: impl Into<i64>,
) -> Answered<Option<Event>> {
    let rows: Vec<Row> = journal::table
        .filter(journal::customer_id.eq(customer.0))
        .filter(journal::site_id.eq(site.0))
        .filter(journal::kind.eq(kind))
        .filter(journal::subject_id.eq(subject.into()))
        .order(journal::seq.desc())
        .limit(1)
        .load(conn)?;
    Ok(events(rows)?.pop())
}

/// The events of several customers of a site who are one person, the latest first, those before event `before`.
///
/// # Errors
/// Faults of the database.
pub fn of_customers(
    conn: &mut Conn,
    site: SiteId,
    ids: &[CustomerId],
    before: Option<i64>,
    limit: i64,
) -> Answered<Vec<Event>> {
    // One walk of the index for each: a list of ids would sort everything that ever happened to them.
    let mut all = Vec::new();
    for id in ids {
        all.extend(of_customer(conn, site, *id, before, limit)?);
    }
    all.sort_by_key(|event| std::cmp::Reverse(event.seq));
    all.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(all)
}

/// The events of a visit of a site, the latest first, those before event `before`.
///
/// # Errors
/// Faults of the database.
pub fn of_visit(conn: &mut Conn, site: SiteId, id: VisitId, before: Option<i64>, limit: i64) -> Answered<Vec<Event>> {
    let rows: Vec<Row> = journal::table
        .filter(journal::visit_id.eq(id.0))
        .filter(journal::site_id.eq(site.0))
        .filter(journal::seq.lt(before.unwrap_or(i64::MAX)))
        .order(journal::seq.desc())
        .limit(limit)
        .load(conn)?;
    events(rows)
}

/// The events of a unit of a site, the latest first, those before event `before`.
///
/// # Errors
/// Faults of the database.
pub fn of_unit(conn: &mut Conn, site: SiteId, id: UnitId, before: Option<i64>, limit: i64) -> Answered<Vec<Event>> {
    let rows: Vec<Row> = journal::table
        .filter(journal::unit_id.eq(id.0))
        .filter(journal::site_id.eq(site.0))
        .filter(journal::seq.lt(before.unwrap_or(i64::MAX)))
        .order(journal::seq.desc())
        .limit(limit)
        .load(conn)?;
    events(rows)
}

/// The events of a site and of the whole installation, the latest first, those before event `before`.
///
/// # Errors
/// Faults of the database.
pub fn latest_of_site(conn: &mut Conn, site: SiteId, before: Option<i64>, limit: i64) -> Answered<Vec<Event>> {
    let before = before.unwrap_or(i64::MAX);
    // Two queries that each walk an index backwards; one with an OR would sort the whole journal of the site.
    let mut rows: Vec<Row> = journal::table
        .filter(journal::site_id.eq(site.0))
        .filter(journal::seq.lt(before))
        .order(journal::seq.desc())
        .limit(limit)
        .load(conn)?;
    let everywhere: Vec<Row> = journal::table
        .filter(journal::site_id.is_null())
        .filter(journal::seq.lt(before))
        .order(journal::seq.desc())
        .limit(limit)
        .load(conn)?;
    rows.extend(everywhere);
    rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
    rows.truncate(usize::try_from(limit).unwrap_or_default());
    events(rows)
}

/// The events of a site after number `since`, the earliest first.
///
/// With several writers an event may be committed after one with a higher number: whoever must not miss any reads
/// [`sealed_after`] instead.
///
/// # Errors
/// Faults of the database.
pub fn of_site(conn: &mut Conn, site: SiteId, since: i64, limit: i64) -> Answered<Vec<Event>> {
    let rows: Vec<Row> = journal::table
        .filter(journal::site_id.eq(site.0))
        .filter(journal::seq.gt(since))
        .order(journal::seq.asc())
        .limit(limit)
        .load(conn)?;
    events(rows)
}

/// The events of all sites that were sealed after place `place`, each with its place, in an order that never changes:
/// whoever remembers the last place misses nothing and sees nothing twice.
///
/// # Errors
/// Faults of the database.
pub fn sealed_after(conn: &mut Conn, place: i64, limit: i64) -> Answered<Vec<(i64, Event)>> {
    let rows: Vec<(i64, Row)> = journal_chain::table
        .inner_join(journal::table.on(journal::seq.eq(journal_chain::seq)))
        .filter(journal_chain::place.gt(place))
        .order(journal_chain::place.asc())
        .limit(limit)
        .select((journal_chain::place, Row::as_select()))
        .load(conn)?;
    rows.into_iter().map(|(place, row)| Ok((place, Event::try_from(row)?))).collect()
}

/// The numbers of the last events of all sites, the latest first, each with its site (`None` concerns all): whoever compares them with those of
/// a moment ago knows where something happened, also where an event was committed after one with a higher number.
///
/// # Errors
/// Faults of the database.
pub fn latest_numbers(conn: &mut Conn, limit: i64) -> Answered<Vec<(i64, Option<SiteId>)>> {
    let rows: Vec<(i64, Option<i64>)> =
        journal::table.order(journal::seq.desc()).limit(limit).select((journal::seq, journal::site_id)).load(conn)?;
    Ok(rows.into_iter().map(|(seq, site)| (seq, site.map(SiteId))).collect())
}

/// A row as it is stored; the chain is computed from exactly this.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = journal)]
pub(super) struct Row {
    pub seq: i64,
    pub id: i64,
    pub at: Moment,
    pub site_id: Option<i64>,
    pub actor_id: Option<i64>,
    pub kind: String,
    pub customer_id: Option<i64>,
    pub visit_id: Option<i64>,
    pub unit_id: Option<i64>,
    pub subject_id: Option<i64>,
    pub detail: String,
}

impl TryFrom<Row> for Event {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let detail = serde_json::from_str(&row.detail)
            .map_err(|error| Fault::bad_data(format!("reading journal row {}", row.seq)).because(error))?;
        Ok(Self {
            seq: row.seq,
            at: row.at,
            site: row.site_id.map(SiteId),
            actor: row.actor_id.map(UserId),
            kind: row.kind,
            customer: row.customer_id.map(CustomerId),
            visit: row.visit_id.map(VisitId),
            unit: row.unit_id.map(UnitId),
            subject: row.subject_id,
            detail,
        })
    }
}

fn events(rows: Vec<Row>) -> Answered<Vec<Event>> {
    rows.into_iter().map(Event::try_from).collect()
}
