//! Merging two customers, in one act.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde_json::{Value, json};

use super::choosing::{self, Choices, Field, Side};
use super::model::{Along, Joined, Merge, Moved};
use super::store;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, JourneyId, RowId};
use crate::base::role::Need;
use crate::business::customers::handing::{self, Stood};
use crate::business::customers::{self, birthdays, households};
use crate::business::{calls, contracts, deposits, followups, ownership, quotes, rulings, units, visits};
use crate::platform::db::moving::Rows;
use crate::platform::db::schema::{customers as people, extension_requests, visits as came};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// What is to become one.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The customer that stays, and the version that was read.
    pub kept: (CustomerId, i32),
    /// The one that goes, and the version that was read.
    pub gone: (CustomerId, i32),
    /// What is taken from which.
    pub choices: Choices,
    /// Why, in words.
    pub reason: Option<String>,
}

/// Makes one of two: everything of the one goes to the other, and the one that went leads to the other from now on.
///
/// # Errors
/// `merge_oneself`, `merge_ruling_open`, `merge_both_here`, `changed`; `Forbidden`; `Missing`; faults of the database.
pub fn merge(tx: &mut Tx, wish: &Wish) -> Answered<RowId> {
    tx.actor.must(Need::MergeCustomers)?;
    // Two merges that share a person, at once, would lose one of them.
    tx.one_at_a_time("merges")?;
    let ((kept, kept_version), (gone, gone_version)) = (wish.kept, wish.gone);
    if kept == gone {
        return Err(Refused::invalid("merge_oneself").into());
    }
    let stays = customers::store::find(tx.conn, tx.actor.site, kept)?;
    let goes = customers::store::find(tx.conn, tx.actor.site, gone)?;
    if stays.version != kept_version || goes.version != gone_version {
        return Err(Refused::changed("changed").into());
    }
    if stays.kept.ruling.is_some() || goes.kept.ruling.is_some() {
        return Err(Refused::invalid("merge_ruling_open").into());
    }
    may_merge(tx.conn, kept, gone)?;
    let kept_before = customers::store::row(tx.conn, tx.actor.site, kept)?;
    let gone_before = customers::store::row(tx.conn, tx.actor.site, gone)?;
    let person = choosing::merged(&stays, &goes, &wish.choices);
    let mut moved = move_all(tx, kept, gone, wish.choices.of(Field::Number))?;
    moved.pool = ownership::handing::move_pool(tx, gone, kept, person.owner.is_some())?;
    handing::write(tx, &person)?;
    let merge = Merge {
        id: RowId::new(tx.now),
        kept,
        gone,
        kept_before,
        kept_after: customers::store::row(tx.conn, tx.actor.site, kept)?,
        gone_before,
        moved,
        reason: wish.reason.clone(),
        made_by: tx.actor.user,
        made_at: tx.now,
        undone_by: None,
        undone_at: None,
    };
    store::insert(tx, &merge)?;
    store::decide_pair(tx, kept, gone, "merged")?;
    // What capabilities after this one keep of the customer moves as a consequence (`reactions`), before the row goes.
    let detail = json!({ "merge": merge.id.0, "gone": gone.0 });
    journal::record(tx, Entry::new("merging.merged").customer(kept).subject(merge.id.0).detail(detail))?;
    handing::take_out(tx, gone)?;
    Ok(merge.id)
}

/// Whether two may become one now.
///
/// # Errors
/// `merge_both_here` while a party of each is on the floor; faults of the database.
pub fn may_merge(conn: &mut Conn, kept: CustomerId, gone: CustomerId) -> Answered<()> {
    let erased: i64 = people::table
        .filter(people::id.eq_any([kept.0, gone.0]))
        .filter(people::erased_at.is_not_null())
        .count()
        .get_result(conn)?;
    if erased > 0 {
        return Err(Error::Missing);
    }
    let asking: i64 = extension_requests::table
        .filter(extension_requests::customer_id.eq_any([kept.0, gone.0]))
        .filter(extension_requests::decided_at.is_null())
        .count()
        .get_result(conn)?;
    if asking > 1 {
        return Err(Refused::invalid("merge_ruling_open").into());
    }
    let here: i64 = came::table
        .filter(came::customer_id.eq_any([kept.0, gone.0]))
        .filter(came::left_at.is_null())
        .count()
        .get_result(conn)?;
    if here > 1 { Err(Refused::invalid("merge_both_here").into()) } else { Ok(()) }
}

fn move_all(tx: &mut Tx, kept: CustomerId, gone: CustomerId, number: Side) -> Answered<Moved> {
    let (mut joined, mut along) = (None, None);
    match handing::open_journeys(tx, kept, gone)? {
        (Some(goes_on), Some(left)) => {
            let answers = handing::join_journeys(tx, &left, &goes_on)?;
            let rows = move_journey(tx, left.id, goes_on.id)?;
            joined = Some(Joined { left: Stood::from(&left), goes_on: Stood::from(&goes_on), answers, rows });
        }
        (None, Some(open)) => {
            // Moving to itself moves nothing and says what is there.
            let rows = move_journey(tx, open.id, open.id)?;
            along = Some(Along { journey: Stood::from(&open), rows });
        }
        (_, None) => {}
    }
    let mains = handing::main_numbers(tx, &[kept, gone])?;
    let of_kept = handing::main_numbers(tx, &[kept])?;
    let protection = handing::move_protection(tx, gone, kept)?;
    let kin = households::move_customer(tx, gone, kept)?;
    let birthdays = birthdays::move_customer(tx, gone, kept)?;
    let rows = move_customer(tx, gone, kept)?;
    let wishes = units::handing::move_wishes(tx, gone, kept)?;
    let of_gone = mains.iter().find(|main| !of_kept.contains(main)).copied();
    let main_after = match number {
        Side::Kept => of_kept.first().copied().or(of_gone),
        Side::Gone => of_gone.or(of_kept.first().copied()),
    };
    if let Some(main) = main_after {
        handing::set_main(tx, kept, main)?;
    }
    Ok(Moved {
        rows,
        wishes,
        kin,
        mains,
        main_after,
        joined,
        along,
        protection,
        birthdays,
        pool: Vec::new(),
        later: BTreeMap::<String, Value>::new(),
    })
}

/// Every capability gives what it keeps of the one customer to the other.
fn move_customer(tx: &mut Tx, from: CustomerId, to: CustomerId) -> Answered<Rows> {
    let mut rows = handing::move_customer(tx, from, to)?;
    rows.extend(visits::handing::move_customer(tx, from, to)?);
    rows.extend(units::handing::move_customer(tx, from, to)?);
    rows.extend(quotes::handing::move_customer(tx, from, to)?);
    rows.extend(followups::handing::move_customer(tx, from, to)?);
    rows.extend(calls::handing::move_customer(tx, from, to)?);
    rows.extend(deposits::handing::move_customer(tx, from, to)?);
    rows.extend(contracts::handing::move_customer(tx, from, to)?);
    rows.extend(ownership::handing::move_customer(tx, from, to)?);
    rows.extend(rulings::handing::move_customer(tx, from, to)?);
    Ok(rows)
}

/// The other way round: what moved from the one goes back, as far as it still belongs to the other.
pub(super) fn move_customer_back(tx: &mut Tx, rows: &Rows, from: CustomerId, to: CustomerId) -> Answered<()> {
    handing::move_customer_back(tx, rows, from, to)?;
    visits::handing::move_customer_back(tx, rows, from, to)?;
    units::handing::move_customer_back(tx, rows, from, to)?;
    quotes::handing::move_customer_back(tx, rows, from, to)?;
    followups::handing::move_customer_back(tx, rows, from, to)?;
    calls::handing::move_customer_back(tx, rows, from, to)?;
    deposits::handing::move_customer_back(tx, rows, from, to)?;
    contracts::handing::move_customer_back(tx, rows, from, to)?;
    ownership::handing::move_customer_back(tx, rows, from, to)?;
    rulings::handing::move_customer_back(tx, rows, from, to)
}

/// Every capability gives what happened on the one journey to the other.
pub(super) fn move_journey(tx: &mut Tx, from: JourneyId, to: JourneyId) -> Answered<Rows> {
    let mut rows = visits::handing::move_journey(tx, from, to)?;
    rows.extend(units::handing::move_journey(tx, from, to)?);
    rows.extend(quotes::handing::move_journey(tx, from, to)?);
    rows.extend(followups::handing::move_journey(tx, from, to)?);
    rows.extend(deposits::handing::move_journey(tx, from, to)?);
    rows.extend(contracts::handing::move_journey(tx, from, to)?);
    Ok(rows)
}

/// The other way round.
pub(super) fn move_journey_back(tx: &mut Tx, rows: &Rows, from: JourneyId, to: JourneyId) -> Answered<()> {
    visits::handing::move_journey_back(tx, rows, from, to)?;
    units::handing::move_journey_back(tx, rows, from, to)?;
    quotes::handing::move_journey_back(tx, rows, from, to)?;
    followups::handing::move_journey_back(tx, rows, from, to)?;
    deposits::handing::move_journey_back(tx, rows, from, to)?;
    contracts::handing::move_journey_back(tx, rows, from, to)
}
