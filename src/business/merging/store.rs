//! Queries of merges and doubtful pairs. Rows stay here.

use diesel::prelude::*;
use serde_json::Value;

use super::likeness::Why;
use super::model::{Merge, Moved, Pair};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault};
use crate::base::ids::{CustomerId, RowId, SiteId, UserId};
use crate::platform::db::schema::{doubtful_pairs, merges};
use crate::platform::db::{Conn, Tx};

/// How many merges one customer may have had; a person is not ten people.
const MOST: i64 = 50;

/// One merge of a site.
///
/// # Errors
/// `Missing` where the site has no such merge; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: RowId) -> Answered<Merge> {
    let row: Row = merges::table
        .filter(merges::id.eq(id.0))
        .filter(merges::site_id.eq(site.0))
        .select(Row::as_select())
        .first(conn)?;
    row.try_into()
}

/// Merges into a customer that stand, the last first.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn into(conn: &mut Conn, site: SiteId, kept: CustomerId) -> Answered<Vec<Merge>> {
    let rows: Vec<Row> = merges::table
        .filter(merges::kept_id.eq(kept.0))
        .filter(merges::site_id.eq(site.0))
        .filter(merges::undone_at.is_null())
        .order((merges::made_at.desc(), merges::id.desc()))
        .limit(MOST)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Merge::try_from).collect()
}

/// A customer and everybody who was merged into them, through whomever: whose entries of the journal belong to one time line.
///
/// # Errors
/// Faults of the database.
pub fn one_person(conn: &mut Conn, site: SiteId, id: CustomerId) -> Answered<Vec<CustomerId>> {
    let mut all = vec![id];
    let mut ring = vec![id.0];
    while !ring.is_empty() && all.len() < MOST as usize {
        let gone: Vec<i64> = merges::table
            .filter(merges::kept_id.eq_any(&ring))
            .filter(merges::site_id.eq(site.0))
            .filter(merges::undone_at.is_null())
            .limit(MOST)
            .select(merges::gone_id)
            .load(conn)?;
        ring = gone.into_iter().filter(|id| !all.contains(&CustomerId(*id))).collect();
        all.extend(ring.iter().map(|id| CustomerId(*id)));
    }
    Ok(all)
}

/// Who a customer is now that went in a merge; `None` where there was none.
///
/// # Errors
/// Faults of the database.
pub fn survivor(conn: &mut Conn, site: SiteId, gone: CustomerId) -> Answered<Option<CustomerId>> {
    let mut now = gone;
    for _ in 0..MOST {
        let kept: Option<i64> = merges::table
            .filter(merges::gone_id.eq(now.0))
            .filter(merges::site_id.eq(site.0))
            .filter(merges::undone_at.is_null())
            .select(merges::kept_id)
            .first(conn)
            .optional()?;
        match kept {
            Some(kept) => now = CustomerId(kept),
            None => break,
        }
    }
    Ok((now != gone).then_some(now))
}

pub(super) fn insert(tx: &mut Tx, merge: &Merge) -> Answered<()> {
    diesel::insert_into(merges::table)
        .values((
            merges::id.eq(merge.id.0),
            merges::site_id.eq(tx.actor.site.0),
            merges::kept_id.eq(merge.kept.0),
            merges::gone_id.eq(merge.gone.0),
            merges::kept_before.eq(merge.kept_before.to_string()),
            merges::kept_after.eq(merge.kept_after.to_string()),
            merges::gone_before.eq(merge.gone_before.to_string()),
            merges::moved.eq(written(&merge.moved)?),
            merges::reason.eq(merge.reason.as_deref()),
            merges::made_by.eq(merge.made_by.map(|user| user.0)),
            merges::made_at.eq(merge.made_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Notes what a capability after this one moved along, so that undoing can give it back; called by the table of consequences.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn note_moved(tx: &mut Tx, id: RowId, what: &str, moved: &impl serde::Serialize) -> Answered<()> {
    let mut merge = find(tx.conn, tx.actor.site, id)?;
    let moved = serde_json::to_value(moved).map_err(|error| Fault::bug("writing what a merge moved").because(error))?;
    merge.moved.later.insert(what.to_owned(), moved);
    diesel::update(merges::table.find(id.0)).set(merges::moved.eq(written(&merge.moved)?)).execute(tx.conn)?;
    Ok(())
}

/// What a capability after this one moved along with a merge.
///
/// # Errors
/// Stored data that cannot be.
pub fn moved_along<T: serde::de::DeserializeOwned>(merge: &Merge, what: &str) -> Answered<Option<T>> {
    let read = |value: &Value| {
        serde_json::from_value(value.clone())
            .map_err(|error| Fault::bad_data("reading what a merge moved").because(error).into())
    };
    merge.moved.later.get(what).map(read).transpose()
}

pub(super) fn mark_undone(tx: &mut Tx, id: RowId) -> Answered<()> {
    diesel::update(merges::table.find(id.0))
        .set((merges::undone_by.eq(tx.actor.user.map(|user| user.0)), merges::undone_at.eq(Some(tx.now))))
        .execute(tx.conn)?;
    Ok(())
}

// ------------------------------------------------------------------------------------------------------------ pairs

/// Doubtful pairs that nobody decided, the last first. A pair of which one is gone meanwhile is among them; whoever shows it looks.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn open_pairs(conn: &mut Conn, site: SiteId, most: i64) -> Answered<Vec<Pair>> {
    let rows: Vec<PairRow> = doubtful_pairs::table
        .filter(doubtful_pairs::site_id.eq(site.0))
        .filter(doubtful_pairs::state.eq("open"))
        .order((doubtful_pairs::found_at.desc(), doubtful_pairs::id.desc()))
        .limit(most)
        .select(PairRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Pair::try_from).collect()
}

/// Doubtful pairs of one customer that nobody decided.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn pairs_of(conn: &mut Conn, site: SiteId, id: CustomerId) -> Answered<Vec<Pair>> {
    let rows: Vec<PairRow> = doubtful_pairs::table
        .filter(doubtful_pairs::first_id.eq(id.0).or(doubtful_pairs::second_id.eq(id.0)))
        .filter(doubtful_pairs::site_id.eq(site.0))
        .filter(doubtful_pairs::state.eq("open"))
        .limit(MOST)
        .select(PairRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Pair::try_from).collect()
}

/// One pair that nobody decided.
pub(super) fn open_pair(conn: &mut Conn, site: SiteId, id: RowId) -> Answered<Pair> {
    let row: PairRow = doubtful_pairs::table
        .filter(doubtful_pairs::id.eq(id.0))
        .filter(doubtful_pairs::site_id.eq(site.0))
        .filter(doubtful_pairs::state.eq("open"))
        .select(PairRow::as_select())
        .first(conn)?;
    row.try_into()
}

/// Writes a pair down, unless it is known, decided or not; says whether it is new.
pub(super) fn insert_pair(
    tx: &mut Tx,
    one: CustomerId,
    other: CustomerId,
    why: &[Why],
    told_by: Option<UserId>,
) -> Answered<bool> {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    let known: Option<i64> = doubtful_pairs::table
        .filter(doubtful_pairs::first_id.eq(first.0))
        .filter(doubtful_pairs::second_id.eq(second.0))
        .select(doubtful_pairs::id)
        .first(tx.conn)
        .optional()?;
    if let Some(known) = known {
        if told_by.is_some() {
            // Who says it again opens it again.
            diesel::update(doubtful_pairs::table.find(known)).set(doubtful_pairs::state.eq("open")).execute(tx.conn)?;
        }
        return Ok(false);
    }
    let codes: Vec<&str> = why.iter().map(|why| why.code()).collect();
    let tried = tx.attempt(|tx| {
        diesel::insert_into(doubtful_pairs::table)
            .values((
                doubtful_pairs::id.eq(RowId::new(tx.now).0),
                doubtful_pairs::site_id.eq(tx.actor.site.0),
                doubtful_pairs::first_id.eq(first.0),
                doubtful_pairs::second_id.eq(second.0),
                doubtful_pairs::reasons.eq(codes.join(",")),
                doubtful_pairs::told_by.eq(told_by.map(|user| user.0)),
                doubtful_pairs::found_at.eq(tx.now),
                doubtful_pairs::state.eq("open"),
            ))
            .execute(tx.conn)?;
        Ok(())
    });
    match tried {
        Ok(()) => Ok(true),
        Err(error) if crate::platform::db::fault::violates_unique(&error, "doubtful_pairs_once") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Decides a pair, if there is one.
pub(super) fn decide_pair(tx: &mut Tx, one: CustomerId, other: CustomerId, state: &str) -> Answered<()> {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    diesel::update(
        doubtful_pairs::table
            .filter(doubtful_pairs::first_id.eq(first.0))
            .filter(doubtful_pairs::second_id.eq(second.0)),
    )
    .set((
        doubtful_pairs::state.eq(state),
        doubtful_pairs::decided_by.eq(tx.actor.user.map(|user| user.0)),
        doubtful_pairs::decided_at.eq(Some(tx.now)),
    ))
    .execute(tx.conn)?;
    Ok(())
}

fn written(moved: &Moved) -> Answered<String> {
    serde_json::to_string(moved).map_err(|error| Fault::bug("writing what a merge moved").because(error).into())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = merges)]
struct Row {
    id: i64,
    kept_id: i64,
    gone_id: i64,
    kept_before: String,
    kept_after: String,
    gone_before: String,
    moved: String,
    reason: Option<String>,
    made_by: Option<i64>,
    made_at: Moment,
    undone_by: Option<i64>,
    undone_at: Option<Moment>,
}

impl TryFrom<Row> for Merge {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let odd = |error: serde_json::Error| Fault::bad_data("reading a merge").because(error);
        Ok(Self {
            id: RowId(row.id),
            kept: CustomerId(row.kept_id),
            gone: CustomerId(row.gone_id),
            kept_before: serde_json::from_str(&row.kept_before).map_err(odd)?,
            kept_after: serde_json::from_str(&row.kept_after).map_err(odd)?,
            gone_before: serde_json::from_str(&row.gone_before).map_err(odd)?,
            moved: serde_json::from_str(&row.moved).map_err(odd)?,
            reason: row.reason,
            made_by: row.made_by.map(UserId),
            made_at: row.made_at,
            undone_by: row.undone_by.map(UserId),
            undone_at: row.undone_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = doubtful_pairs)]
struct PairRow {
    id: i64,
    first_id: i64,
    second_id: i64,
    reasons: String,
    told_by: Option<i64>,
    found_at: Moment,
}

impl TryFrom<PairRow> for Pair {
    type Error = Error;

    fn try_from(row: PairRow) -> Answered<Self> {
        let why = row.reasons.split(',').map(Why::from_code).collect::<Option<Vec<Why>>>();
        Ok(Self {
            id: RowId(row.id),
            people: (CustomerId(row.first_id), CustomerId(row.second_id)),
            why: why.ok_or_else(|| Fault::bad_data("reading a doubtful pair"))?,
            told_by: row.told_by.map(UserId),
            found_at: row.found_at,
        })
    }
}
