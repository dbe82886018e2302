//! Undoing a merge, any time later: everything that moved goes back; what happened since stays with the customer who stayed, except for what hangs
//! on something that goes back.

use diesel::prelude::*;
use serde_json::json;

use super::actions::{move_customer_back, move_journey, move_journey_back};
use super::model::{Along, Merge};
use super::store;
use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, JourneyId, RowId};
use crate::base::role::Need;
use crate::business::customers::{birthdays, handing, households};
use crate::business::{ownership, units};
use crate::platform::db::moving::Rows;
use crate::platform::db::schema::{contracts, customers, deposits, follow_ups, payments, quotes};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// Undoes a merge; doing it twice does it once.
///
/// # Errors
/// What [`possible`] refuses; `Forbidden`; `Missing`; faults of the database.
pub fn undo(tx: &mut Tx, id: RowId) -> Answered<()> {
    tx.actor.must(Need::MergeCustomers)?;
    tx.one_at_a_time("merges")?;
    let mut merge = store::find(tx.conn, tx.actor.site, id)?;
    if merge.undone_at.is_some() {
        return Ok(());
    }
    possible(tx.conn, &merge)?;
    let (kept, gone) = (merge.kept, merge.gone);
    handing::put_back(tx, &merge.gone_before)?;
    for (table, rows) in hanging(tx.conn, &merge)? {
        if let Some(joined) = &mut merge.moved.joined {
            joined.rows.entry(table.to_owned()).or_default().extend(&rows);
        }
        if let Some(along) = &mut merge.moved.along {
            along.rows.entry(table.to_owned()).or_default().extend(&rows);
        }
        merge.moved.rows.entry(table.to_owned()).or_default().extend(rows);
    }
    part_journeys(tx, &merge)?;
    move_customer_back(tx, &merge.moved.rows, gone, kept)?;
    if let Some(along) = &merge.moved.along {
        part_along(tx, along, kept)?;
    }
    units::handing::move_wishes_back(tx, &merge.moved.wishes, gone, kept)?;
    ownership::handing::move_pool_back(tx, &merge.moved.pool, gone, kept)?;
    handing::move_protection_back(tx, &merge.moved.protection, gone, kept)?;
    birthdays::move_customer_back(tx, &merge.moved.birthdays, gone, kept)?;
    households::move_back(tx, &merge.moved.kin, merge.made_at)?;
    mains_back(tx, &merge)?;
    handing::unmix(tx, kept, &merge.kept_before, &merge.kept_after)?;
    store::mark_undone(tx, id)?;
    store::decide_pair(tx, kept, gone, "different")?;
    // What capabilities after this one moved goes back as a consequence (`reactions`).
    for (one, other) in [(kept, gone), (gone, kept)] {
        let detail = json!({ "merge": id.0, "other": other.0 });
        let kind = if one == kept { "merging.undone" } else { "merging.back" };
        journal::record(tx, Entry::new(kind).customer(one).subject(id.0).detail(detail))?;
    }
    Ok(())
}

/// Whether a merge can be undone now.
///
/// # Errors
/// `merge_forgotten`, `merge_kept_gone`, `merge_later_first`, `merge_deal_since`; faults of the database.
pub fn possible(conn: &mut Conn, merge: &Merge) -> Answered<()> {
    if merge.forgotten() {
        return Err(Refused::invalid("merge_forgotten").into());
    }
    let there: Option<i64> = customers::table.find(merge.kept.0).select(customers::site_id).first(conn).optional()?;
    let Some(site) = there else {
        return Err(Refused::invalid("merge_kept_gone").into());
    };
    let last = store::into(conn, crate::base::ids::SiteId(site), merge.kept)?;
    if last.first().is_some_and(|last| last.id != merge.id) {
        return Err(Refused::invalid("merge_later_first").into());
    }
    match deal_since(conn, merge)? {
        Some(number) => Err(Refused::invalid("merge_deal_since").with("number", number).into()),
        None => Ok(()),
    }
}

fn ids<'a>(merge: &'a Merge, table: &str) -> &'a [i64] {
    merge.moved.rows.get(table).map_or(&[], Vec::as_slice)
}

/// The number of a deposit or a contract that was made since for the one, out of a hold, a quote or a deposit of the other.
fn deal_since(conn: &mut Conn, merge: &Merge) -> Answered<Option<String>> {
    let drafted: Option<String> = deposits::table
        .filter(deposits::customer_id.eq(merge.kept.0))
        .filter(deposits::id.ne_all(ids(merge, "deposits")))
        .filter(
            deposits::claim_id
                .eq_any(ids(merge, "claims"))
                .or(deposits::quote_id.eq_any(ids(merge, "quotes")))
                .or(deposits::visit_id.eq_any(ids(merge, "visits"))),
        )
        .select(deposits::number)
        .first(conn)
        .optional()?;
    if drafted.is_some() {
        return Ok(drafted);
    }
    Ok(contracts::table
        .filter(contracts::customer_id.eq(merge.kept.0))
        .filter(contracts::id.ne_all(ids(merge, "contracts")))
        .filter(contracts::deposit_id.eq_any(ids(merge, "deposits")))
        .select(contracts::number)
        .first(conn)
        .optional()?)
}

/// What was made since on something that goes back, and therefore goes along: money on a deposit, quotes and follow-ups of a visit.
fn hanging(conn: &mut Conn, merge: &Merge) -> Answered<Vec<(&'static str, Vec<i64>)>> {
    let (kept, visits) = (merge.kept.0, ids(merge, "visits"));
    let paid: Vec<i64> = payments::table
        .filter(payments::customer_id.eq(kept))
        .filter(payments::id.ne_all(ids(merge, "payments")))
        .filter(
            payments::deposit_id
                .eq_any(ids(merge, "deposits"))
                .or(payments::contract_id.eq_any(ids(merge, "contracts"))),
        )
        .select(payments::id)
        .load(conn)?;
    let quoted: Vec<i64> = quotes::table
        .filter(quotes::customer_id.eq(kept))
        .filter(quotes::id.ne_all(ids(merge, "quotes")))
        .filter(quotes::visit_id.eq_any(visits))
        .select(quotes::id)
        .load(conn)?;
    let planned: Vec<i64> = follow_ups::table
        .filter(follow_ups::customer_id.eq(kept))
        .filter(follow_ups::id.ne_all(ids(merge, "follow_ups")))
        .filter(follow_ups::visit_id.eq_any(visits))
        .select(follow_ups::id)
        .load(conn)?;
    Ok(vec![("payments", paid), ("quotes", quoted), ("follow_ups", planned)])
}

/// The journey that was joined is open again, with what was on it.
fn part_journeys(tx: &mut Tx, merge: &Merge) -> Answered<()> {
    let Some(joined) = &merge.moved.joined else {
        return Ok(());
    };
    let (left, goes_on) = (JourneyId(joined.left.id), JourneyId(joined.goes_on.id));
    move_journey_back(tx, &joined.rows, left, goes_on)?;
    // It must belong to the other before it is open: a customer has one open journey.
    let journey = Rows::from([("journeys".to_owned(), vec![left.0])]);
    handing::move_customer_back(tx, &journey, merge.gone, merge.kept)?;
    handing::part_journeys(tx, &joined.left, &joined.goes_on, &joined.answers)
}

/// The journey that went along stands as it stood; what happened on it since goes on in one of the customer who stays.
fn part_along(tx: &mut Tx, along: &Along, kept: CustomerId) -> Answered<()> {
    let journey = JourneyId(along.journey.id);
    let since = handing::journey_like(tx, journey, kept)?;
    handing::begin_journey(tx, &since)?;
    let all = move_journey(tx, journey, since.id)?;
    move_journey_back(tx, &along.rows, journey, since.id)?;
    let rest = all.iter().any(|(table, rows)| {
        let known = along.rows.get(table).map_or(&[][..], Vec::as_slice);
        rows.iter().any(|row| !known.contains(row))
    });
    if !rest {
        handing::drop_journey(tx, &since)?;
    }
    handing::stand_again(tx, &along.journey)
}

fn mains_back(tx: &mut Tx, merge: &Merge) -> Answered<()> {
    let now = handing::main_numbers(tx, &[merge.kept, merge.gone])?;
    let as_merged = match merge.moved.main_after {
        Some(main) => now == [main],
        None => now.is_empty(),
    };
    for main in &merge.moved.mains {
        handing::set_main(tx, merge.gone, *main)?;
        if as_merged {
            handing::set_main(tx, merge.kept, *main)?;
        }
    }
    Ok(())
}
