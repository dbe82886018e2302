//! To whom a customer belongs: given to a consultant, let go to nobody, kept for longer, kept where they are during a ruling.

use super::same_version;
use crate::base::clock::Date;
use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, RulingId, UserId};
use crate::base::role::{Need, Role};
use crate::business::customers::keeping::{self, Keeping};
use crate::business::customers::model::Customer;
use crate::business::customers::store;
use crate::platform::access;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use serde_json::json;

/// Why a customer is given to another. The words are in `customers.toml` (`reassign_<code>`).
pub const REASSIGN_REASONS: [&str; 6] = ["nobodys", "wish", "overdue", "workload", "left", "mistake"];

/// Gives a customer to another consultant, history included; protection begins anew.
///
/// # Errors
/// `changed` where somebody was faster; `owner_the_same`, `owner_not_here`; `ruling_open`; `Forbidden`; `Missing`; faults of the database.
pub fn reassign(tx: &mut Tx, id: CustomerId, version: i32, to: UserId, reason: &str) -> Answered<()> {
    tx.actor.must(Need::Reassign)?;
    let customer = store::find(tx.conn, tx.actor.site, id)?;
    same_version(&customer, version)?;
    if customer.owner == Some(to) {
        return Err(Refused::invalid("owner_the_same").at("owner").into());
    }
    give(tx, id, to, reason)
}

/// Gives a customer to a consultant of this site, history and planned contacts included; protection begins anew. The one verb for one
/// customer and for many: whoever calls has made sure that the actor may. `reason` is a code of `customers_reassign_…`.
///
/// # Errors
/// `owner_not_here` for somebody who does not sell here; `ruling_open`; `Missing`; faults of the database.
pub fn give(tx: &mut Tx, id: CustomerId, to: UserId, reason: &str) -> Answered<()> {
    let works_here = access::list(tx.conn, tx.actor.site)?
        .iter()
        .any(|member| member.user.id == to && member.role == Role::Consultant && member.user.suspended_at.is_none());
    if !works_here {
        return Err(Refused::invalid("owner_not_here").at("owner").into());
    }
    let customer = store::find(tx.conn, tx.actor.site, id)?;
    if customer.owner == Some(to) {
        return Ok(());
    }
    let from = set(tx, customer, Some(to))?;
    let detail = json!({ "from": from.map(|user| user.0), "to": to.0, "reason": reason });
    journal::record(tx, Entry::new("customers.reassigned").customer(id).subject(to).detail(detail))
}

/// A consultant takes a customer of nobody. Says no more than that: the caller records why.
///
/// # Errors
/// `Missing`; `ruling_open`; faults of the database.
pub fn take(tx: &mut Tx, id: CustomerId, who: UserId) -> Answered<()> {
    let customer = store::find(tx.conn, tx.actor.site, id)?;
    set(tx, customer, Some(who)).map(|_| ())
}

/// The customer belongs to nobody from here on, and no contact is planned. Says no more than that: the caller records why.
///
/// # Errors
/// `ruling_open`; `Missing`; faults of the database.
pub fn let_go(tx: &mut Tx, id: CustomerId) -> Answered<Option<UserId>> {
    let mut customer = store::find(tx.conn, tx.actor.site, id)?;
    customer.next_contact_on = None;
    set(tx, customer, None)
}

/// Keeps a customer with the owner until that day at least. Whoever calls has made sure that the actor may.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn extend(tx: &mut Tx, id: CustomerId, until: Date) -> Answered<()> {
    let customer = store::find(tx.conn, tx.actor.site, id)?;
    let longest = customer.kept.extended_until.map_or(until, |before| before.max(until));
    keeping::put(tx, id, &Keeping { extended_until: Some(longest), ..customer.kept })
}

/// A ruling is open: the customer neither lapses nor moves.
///
/// # Errors
/// `ruling_open` where one is open already; `Missing`; faults of the database.
pub fn freeze(tx: &mut Tx, id: CustomerId, ruling: RulingId) -> Answered<()> {
    let customer = store::find(tx.conn, tx.actor.site, id)?;
    stands_still(&customer)?;
    keeping::put(tx, id, &Keeping { ruling: Some(ruling), ..customer.kept })
}

/// The ruling is settled.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn thaw(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    let customer = store::find(tx.conn, tx.actor.site, id)?;
    keeping::put(tx, id, &Keeping { ruling: None, ..customer.kept })
}

fn stands_still(customer: &Customer) -> Result<(), Refused> {
    if customer.kept.ruling.is_some() { Err(Refused::changed("ruling_open")) } else { Ok(()) }
}

/// An extension was for the owner of then: it ends with the change.
fn set(tx: &mut Tx, mut customer: Customer, to: Option<UserId>) -> Answered<Option<UserId>> {
    stands_still(&customer)?;
    let from = std::mem::replace(&mut customer.owner, to);
    customer.owner_since = to.map(|_| tx.now);
    store::update(tx, &customer)?;
    if customer.kept.extended_until.is_some() {
        keeping::put(tx, customer.id, &Keeping { extended_until: None, ..customer.kept })?;
    }
    Ok(from)
}
