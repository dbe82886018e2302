//! The chain over the journal: each link's hash covers one row and the link before, so that nobody changes the past unseen.
//!
//! Links are written after the commit, by one sealer at a time; a lock inside every command would make them wait for each
//! other. A link has a place of its own: with several writers, rows may be committed in another order than they are numbered.

use diesel::dsl::{exists, max, not};
use diesel::prelude::*;
use diesel::sql_types::Text;
use sha2::{Digest, Sha256};

use super::feed::Row;
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::SiteId;
use crate::platform::db::schema::{journal, journal_chain};
use crate::platform::db::{Conn, Db, Tx};

/// Rows that are sealed or checked in one go.
const BATCH: i64 = 2_000;
/// How far below the highest sealed number a row may still turn up, because its command took longer than its neighbours'.
const LATE: i64 = 10_000;

/// A sound chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many links it has.
    pub links: i64,
    /// The hash of the last one. Whoever notes it elsewhere would notice a chain that was cut short.
    pub head: String,
    /// Rows that were written since and are not sealed yet.
    pub unsealed: i64,
}

/// The first row at which the journal and its chain differ.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// The row is not what was sealed.
    #[error("journal row {0} was changed after it was sealed")]
    Changed(i64),
    /// The row is gone.
    #[error("journal row {0} was removed after it was sealed")]
    Removed(i64),
    /// A link is gone.
    #[error("link {0} of the journal's chain is missing")]
    Unlinked(i64),
    /// The row was put in later, or its link was removed.
    #[error("journal row {0} was never sealed, though later ones were")]
    Unsealed(i64),
}

/// Seals the rows that were committed since; says how many.
///
/// # Errors
/// Faults of the database.
pub async fn seal(db: &Db, now: Moment) -> Answered<i64> {
    let mut sealed = 0;
    // Asked of a reader, so that a house at rest does not keep the writer busy.
    let any = |conn: &mut Conn| Ok(!unsealed(conn, 1)?.is_empty());
    if !db.read(any).await? {
        return Ok(sealed);
    }
    loop {
        let links = db.write(Actor::house(SiteId(0)), now, seal_some).await?;
        sealed += links;
        if links < BATCH {
            return Ok(sealed);
        }
    }
}

/// Seals one batch.
///
/// # Errors
/// Faults of the database.
fn seal_some(tx: &mut Tx) -> Answered<i64> {
    tx.one_at_a_time("sealing the journal")?;
    let (place, mut hash) = last_link(tx.conn)?;
    let rows = unsealed(tx.conn, BATCH)?;
    let mut links = Vec::with_capacity(rows.len());
    for (place, row) in (place + 1..).zip(&rows) {
        hash = link(&hash, row);
        links.push((place, row.seq, hash.clone()));
    }
    insert(tx.conn, &links)?;
    Ok(count(links.len()))
}

fn last_link(conn: &mut Conn) -> Answered<(i64, String)> {
    let last = journal_chain::table
        .order(journal_chain::place.desc())
        .select((journal_chain::place, journal_chain::hash))
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or_default())
}

fn unsealed(conn: &mut Conn, limit: i64) -> Answered<Vec<Row>> {
    let after = lowest_late(conn)?;
    let sealed = journal_chain::table.filter(journal_chain::seq.eq(journal::seq));
    Ok(journal::table
        .filter(journal::seq.gt(after))
        .filter(not(exists(sealed)))
        .order(journal::seq.asc())
        .limit(limit)
        .select(Row::as_select())
        .load(conn)?)
}

/// Rows up to this number are sealed, or never will be.
fn lowest_late(conn: &mut Conn) -> Answered<i64> {
    let highest: Option<i64> = journal_chain::table.select(max(journal_chain::seq)).first(conn)?;
    Ok(match conn {
        // One writer: numbers are committed in their order.
        Conn::Sqlite(_) => highest.unwrap_or(0),
        Conn::Postgres(_) => highest.unwrap_or(0) - LATE,
    })
}

/// All links in one statement; diesel inserts many rows at once on one engine only.
fn insert(conn: &mut Conn, links: &[(i64, i64, String)]) -> Answered<()> {
    if links.is_empty() {
        return Ok(());
    }
    let links =
        serde_json::Value::from_iter(links.iter().map(|(place, seq, hash)| serde_json::json!([place, seq, hash])));
    match conn {
        Conn::Sqlite(conn) => diesel::sql_query(
            "INSERT INTO journal_chain (place, seq, hash) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)",
        )
        .bind::<Text, _>(links.to_string())
        .execute(conn),
        Conn::Postgres(conn) => diesel::sql_query(
            "INSERT INTO journal_chain (place, seq, hash)
             SELECT (link ->> 0)::bigint, (link ->> 1)::bigint, link ->> 2 FROM json_array_elements($1::json) AS link",
        )
        .bind::<Text, _>(links.to_string())
        .execute(conn),
    }?;
    Ok(())
}

/// Recomputes the whole chain. Answers either that it is sound or the first row at which it is not.
///
/// # Errors
/// Faults of the database.
pub fn verify(conn: &mut Conn) -> Answered<Result<Verified, Difference>> {
    let (mut place, mut hash) = (0, String::new());
    loop {
        let links: Vec<(i64, i64, String, Option<Row>)> = journal_chain::table
            .left_join(journal::table.on(journal::seq.eq(journal_chain::seq)))
            .filter(journal_chain::place.gt(place))
            .order(journal_chain::place.asc())
            .limit(BATCH)
            .select((journal_chain::place, journal_chain::seq, journal_chain::hash, Option::<Row>::as_select()))
            .load(conn)?;
        let complete = count(links.len()) < BATCH;
        for (found, seq, stored, row) in links {
            if found != place + 1 {
                return Ok(Err(Difference::Unlinked(place + 1)));
            }
            let Some(row) = row else {
                return Ok(Err(Difference::Removed(seq)));
            };
            if link(&hash, &row) != stored {
                return Ok(Err(Difference::Changed(seq)));
            }
            (place, hash) = (found, stored);
        }
        if complete {
            return unsealed_rows(conn, Verified { links: place, head: hash, unsealed: 0 });
        }
    }
}

/// Rows that came after the last sealing are all right; older ones without a link are not.
fn unsealed_rows(conn: &mut Conn, mut verified: Verified) -> Answered<Result<Verified, Difference>> {
    let after = lowest_late(conn)?;
    let sealed = journal_chain::table.filter(journal_chain::seq.eq(journal::seq));
    let stray: Option<i64> = journal::table
        .filter(journal::seq.le(after))
        .filter(not(exists(sealed)))
        .order(journal::seq.asc())
        .select(journal::seq)
        .first(conn)
        .optional()?;
    if let Some(seq) = stray {
        return Ok(Err(Difference::Unsealed(seq)));
    }
    let rows: i64 = journal::table.count().get_result(conn)?;
    verified.unsealed = rows - verified.links;
    Ok(Ok(verified))
}

/// SHA-256 over the link before and the row, written so that no two different rows read the same.
fn link(before: &str, row: &Row) -> String {
    let row = serde_json::json!([
        row.seq,
        row.id,
        row.at.and_utc().timestamp_micros(),
        row.site_id,
        row.actor_id,
        row.kind,
        row.customer_id,
        row.visit_id,
        row.unit_id,
        row.subject_id,
        row.detail,
    ]);
    let digest = Sha256::digest(format!("{before}\n{row}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
