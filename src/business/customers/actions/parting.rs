//! Losing a customer with a reason, and winning one back.

use super::{same_version, workable};
use crate::base::error::{Answered, Refused};
use crate::base::ids::CustomerId;
use crate::base::role::Need;
use crate::business::customers::{facts, journeys, store};
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use serde_json::json;

/// Gives a customer up. Nothing is thrown away; the journey ends.
///
/// # Errors
/// `changed` where somebody was faster; `deal_stands` while a deposit or a contract is open; `customer_here` during a visit; `Forbidden`; `Missing`; faults of the database.
pub fn lose(tx: &mut Tx, id: CustomerId, version: i32, reason: &str) -> Answered<()> {
    let mut customer = workable(tx, id, Need::EditCustomer)?;
    same_version(&customer, version)?;
    if customer.lost_at.is_some() {
        return Ok(());
    }
    if facts::deal_stands(tx.conn, id)? {
        return Err(Refused::invalid("deal_stands").into());
    }
    if super::receiving_party(tx.conn, id)?.is_some() {
        return Err(Refused::invalid("customer_here").into());
    }
    customer.lost_at = Some(tx.now);
    customer.lost_reason = Some(reason.to_owned());
    customer.next_contact_on = None;
    store::update(tx, &customer)?;
    if let Some(journey) = journeys::open_of(tx.conn, id)? {
        journeys::lose(tx, journey.id, reason)?;
    }
    journal::record(tx, Entry::new("customers.lost").customer(id).detail(json!({ "reason": reason })))
}

/// Takes a customer up again, at the stage where the journey ended.
///
/// # Errors
/// `Forbidden`; `Missing`; faults of the database.
pub fn win_back(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    let mut customer = workable(tx, id, Need::EditCustomer)?;
    if customer.lost_at.is_none() {
        return Ok(());
    }
    customer.lost_at = None;
    customer.lost_reason = None;
    store::update(tx, &customer)?;
    if journeys::open_of(tx.conn, id)?.is_none() {
        journeys::reopen_last(tx, id)?;
    }
    journal::record(tx, Entry::new("customers.won_back").customer(id))
}

/// After the register was emptied: the customer belongs to nobody, is expected by nobody, and their journey ends. Only the row stays, for
/// what is counted.
///
/// # Errors
/// Faults of the database.
pub fn let_go_for_good(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    if let Some(journey) = journeys::open_of(tx.conn, id)? {
        journeys::lose(tx, journey.id, "erased")?;
    }
    store::mark_erased(tx, id)
}
