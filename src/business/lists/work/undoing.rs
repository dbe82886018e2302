//! Taking a list back, the last row first. What somebody has touched since stays, and says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Instant;

use serde_json::json;

use super::{Went, Work, breathe};
use crate::base::error::{Answered, Error, FaultClass, Refused};
use crate::base::ids::{CustomerId, FollowUpId, ImportId};
use crate::business::customers::actions::{self as people, Added};
use crate::business::customers::store as people_store;
use crate::business::followups::actions as followups;
use crate::business::lists::model::{Outcome, Row, State, Why};
use crate::business::lists::store::{self, Trace};
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// Rows in one transaction.
const AT_ONCE: i64 = 50;

pub(super) async fn go_on(work: Work) -> Answered<Went> {
    let done = Arc::new(AtomicI32::new(work.import.done));
    let mut before = i32::MAX;
    loop {
        let since = Instant::now();
        let id = work.import.id;
        let rows = work.db.read(move |conn| store::rows_back(conn, id, before, AT_ONCE)).await?;
        let Some(last) = rows.last().map(|row| row.number) else { break };
        let so_far = done.fetch_add(i32::try_from(rows.len()).unwrap_or(0), Ordering::Relaxed);
        let count = i32::try_from(rows.len()).unwrap_or(0);
        let ours = work
            .holding(move |tx| {
                for row in &rows {
                    let row = store::row(tx.conn, id, row.number)?;
                    if !matches!(row.outcome, Some(Outcome::Made | Outcome::Added)) {
                        continue;
                    }
                    let row = take_back(tx, id, &row)?;
                    store::set_outcome(tx, id, &row)?;
                }
                store::progress(tx, id, so_far + count, None)
            })
            .await?;
        if !ours {
            return Ok(Went::Elsewhere);
        }
        before = last;
        breathe(since).await;
    }
    work.end(|tx, import| {
        import.state = State::Undone;
        import.ended_at = Some(tx.now);
        let undone = store::count_outcome(tx.conn, import.id, Outcome::Undone)?;
        let stays = store::count_outcome(tx.conn, import.id, Outcome::Stays)?;
        journal::record(
            tx,
            Entry::new("lists.undone").subject(import.id).detail(json!({ "undone": undone, "stays": stays })),
        )
    })
    .await
}

fn take_back(tx: &mut Tx, id: ImportId, row: &Row) -> Answered<Row> {
    let touched = || Refused::changed("changed");
    let tried = tx.attempt(|tx| {
        for trace in store::traces(tx.conn, id, row.number)? {
            if !one(tx, id, &trace)? {
                return Err(touched().into());
            }
        }
        Ok(())
    });
    let stays = match tried {
        Ok(()) => None,
        Err(Error::Refused(_)) => Some("touched"),
        Err(Error::Fault(fault)) if fault.class == FaultClass::Bug => Some("in_use"),
        Err(error) => return Err(error),
    };
    Ok(match stays {
        None => Row { outcome: Some(Outcome::Undone), customer: None, why: Why::default(), ..row.clone() },
        Some(code) => Row { outcome: Some(Outcome::Stays), why: Why::because(code), ..row.clone() },
    })
}

/// Takes one thing back; `false` where it was touched.
fn one(tx: &mut Tx, id: ImportId, trace: &Trace) -> Answered<bool> {
    let of_customer = store::traces_of(tx.conn, id, trace.customer)?;
    let made_here = of_customer.iter().any(|other| other.kind == "customer");
    match trace.kind.as_str() {
        "customer" => {
            for contact in of_customer.iter().filter(|other| other.kind == "followup") {
                if !followups::take_back(tx, FollowUpId(contact.thing), trace.customer, false)? {
                    return Ok(false);
                }
            }
            people::take_away(tx, trace.customer, last_version(&of_customer))
        }
        // Goes with the customer, whose row comes later: what matters is that nobody else has touched them.
        _ if made_here => untouched(tx, trace.customer, last_version(&of_customer)),
        "more" => {
            let added: Added = store::from_json(&trace.detail, "reading what a list has added")?;
            people::take_off(tx, trace.customer, &added)
        }
        _ => followups::take_back(tx, FollowUpId(trace.thing), trace.customer, true),
    }
}

fn last_version(traces: &[Trace]) -> i32 {
    traces.iter().filter(|trace| trace.kind != "followup").map(|trace| trace.version).max().unwrap_or(1)
}

fn untouched(tx: &mut Tx, customer: CustomerId, version: i32) -> Answered<bool> {
    match people_store::find(tx.conn, tx.actor.site, customer) {
        Ok(customer) => Ok(customer.version == version),
        // Already taken back with its own row.
        Err(Error::Missing) => Ok(true),
        Err(error) => Err(error),
    }
}
