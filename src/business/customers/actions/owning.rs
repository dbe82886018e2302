//! Giving a customer to another consultant.

use super::same_version;
use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, UserId};
use crate::base::role::{Need, Role};
use crate::business::customers::store;
use crate::platform::access;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use serde_json::json;

/// Why a customer is given to another. The words are in `customers.toml` (`reassign_<code>`).
pub const REASSIGN_REASONS: [&str; 6] = ["nobodys", "wish", "overdue", "workload", "left", "mistake"];

/// Gives a customer to another consultant, history included; protection runs on as it was.
///
/// # Errors
/// `changed` where somebody was faster; `owner_the_same`, `owner_not_here`; `Forbidden`; `Missing`; faults of the database.
pub fn reassign(tx: &mut Tx, id: CustomerId, version: i32, to: UserId, reason: &str) -> Answered<()> {
    tx.actor.must(Need::Reassign)?;
    let mut customer = store::find(tx.conn, tx.actor.site, id)?;
    same_version(&customer, version)?;
    if customer.owner == Some(to) {
        return Err(Refused::invalid("owner_the_same").at("owner").into());
    }
    let works_here = access::list(tx.conn, tx.actor.site)?
        .iter()
        .any(|member| member.user.id == to && member.role == Role::Consultant && member.user.suspended_at.is_none());
    if !works_here {
        return Err(Refused::invalid("owner_not_here").at("owner").into());
    }
    let from = customer.owner.replace(to);
    customer.owner_since = Some(tx.now);
    store::update(tx, &customer)?;
    let detail = json!({ "from": from.map(|user| user.0), "to": to.0, "reason": reason });
    journal::record(tx, Entry::new("customers.reassigned").customer(id).subject(to).detail(detail))
}
