//! Whose sale it is: written by the rules with the deposit, by a ruling, or by a supervisor with a reason.

use serde_json::json;

use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, DepositId};
use crate::base::role::Need;
use crate::business::consultants::store::names;
use crate::business::deposits;
use crate::business::ownership::model::{Share, ShareReason};
use crate::business::ownership::{credit, store};
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// Writes the shares of a deposit by the rules, when it is made.
///
/// # Errors
/// Faults of the database.
pub fn write_shares(tx: &mut Tx, deposit: DepositId) -> Answered<()> {
    let (customer, sale) = store::sale_of(tx.conn, tx.actor.site, deposit)?;
    let shares = credit::shares(&sale);
    if shares.is_empty() {
        return Ok(());
    }
    put(tx, deposit, &shares, None)?;
    record(tx, "ownership.shares_written", customer, deposit, &shares)
}

/// Writes the shares of a deposit by hand, with a reason.
///
/// # Errors
/// What [`credit::check`] refuses; `owner_not_here` for somebody who never worked here; `Forbidden`; `Missing`; faults of the database.
pub fn edit_shares(tx: &mut Tx, deposit: DepositId, shares: &[Share], reason: &str) -> Answered<()> {
    tx.actor.must(Need::DecideOwnership)?;
    let (customer, _) = store::sale_of(tx.conn, tx.actor.site, deposit)?;
    let here = names(tx.conn, tx.actor.site)?;
    if shares.iter().any(|share| !here.contains_key(&share.user)) {
        return Err(Refused::invalid("owner_not_here").at("share").into());
    }
    let shares: Vec<_> = shares.iter().map(|share| (*share, ShareReason::Edited)).collect();
    put(tx, deposit, &shares, Some(reason))?;
    record(tx, "ownership.shares_edited", customer, deposit, &shares)
}

/// Writes the shares of a customer's deposits under way as a ruling gives them.
///
/// # Errors
/// What [`credit::check`] refuses; faults of the database.
pub fn by_ruling(tx: &mut Tx, customer: CustomerId, shares: &[Share]) -> Answered<()> {
    let shares: Vec<_> = shares.iter().map(|share| (*share, ShareReason::Ruling)).collect();
    for deposit in deposits::store::of_customer(tx.conn, tx.actor.site, customer)? {
        use deposits::agreement::Status;
        if matches!(deposit.status, Status::Drafted | Status::Paid | Status::Overdue | Status::Converted) {
            put(tx, deposit.id, &shares, None)?;
            record(tx, "ownership.shares_written", customer, deposit.id, &shares)?;
        }
    }
    Ok(())
}

/// The sum is checked here, in the transaction that changes it, whoever calls.
fn put(tx: &mut Tx, deposit: DepositId, shares: &[(Share, ShareReason)], note: Option<&str>) -> Answered<()> {
    let plain: Vec<Share> = shares.iter().map(|(share, _)| *share).collect();
    credit::check(&plain)?;
    store::put_shares(tx, deposit, shares, note)
}

fn record(
    tx: &mut Tx,
    kind: &'static str,
    customer: CustomerId,
    deposit: DepositId,
    shares: &[(Share, ShareReason)],
) -> Answered<()> {
    let shares: Vec<(i64, u16)> = shares.iter().map(|(share, _)| (share.user.0, share.bp)).collect();
    let entry = Entry::new(kind).customer(customer).subject(deposit);
    journal::record(tx, entry.detail(json!({ "shares": shares })))
}
