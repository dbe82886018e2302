//! Who did what, when and why: one append-only journal, without personal data, from which time lines and audits are read.

mod chain;
mod feed;
#[cfg(test)]
mod tests;

use diesel::prelude::*;
use serde_json::Value;

use super::db::Tx;
use super::db::schema::journal;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, RowId, UnitId, VisitId};

pub use chain::{Difference, Verified, seal, verify};
pub use feed::{
    Event, last_about, latest_numbers, latest_of_site, of_customer, of_customers, of_site, of_unit, of_visit,
    sealed_after,
};

/// One thing that happened, before it is written. Who, when and where come from the transaction.
#[derive(Debug, Clone)]
pub struct Entry {
    kind: &'static str,
    everywhere: bool,
    customer: Option<CustomerId>,
    visit: Option<VisitId>,
    unit: Option<UnitId>,
    subject: Option<i64>,
    detail: Value,
}

impl Entry {
    /// Something of this kind, such as `visit.opened`.
    pub const fn new(kind: &'static str) -> Self {
        Self { kind, everywhere: false, customer: None, visit: None, unit: None, subject: None, detail: Value::Null }
    }

    /// It concerns the whole installation, not one site.
    #[must_use]
    pub const fn everywhere(mut self) -> Self {
        self.everywhere = true;
        self
    }

    /// What kind of thing it is.
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// The customer to whose time line it belongs.
    pub const fn of_customer(&self) -> Option<CustomerId> {
        self.customer
    }

    /// The visit to whose time line it belongs.
    pub const fn of_visit(&self) -> Option<VisitId> {
        self.visit
    }

    /// The unit to whose time line it belongs.
    pub const fn of_unit(&self) -> Option<UnitId> {
        self.unit
    }

    /// The thing itself.
    pub const fn of_subject(&self) -> Option<i64> {
        self.subject
    }

    /// What its detail says under a name.
    pub fn says(&self, name: &str) -> Option<&str> {
        self.detail.get(name).and_then(Value::as_str)
    }

    /// It belongs to this customer's time line.
    #[must_use]
    pub fn customer(mut self, id: impl Into<Option<CustomerId>>) -> Self {
        self.customer = id.into();
        self
    }

    /// It belongs to this visit's time line.
    #[must_use]
    pub fn visit(mut self, id: impl Into<Option<VisitId>>) -> Self {
        self.visit = id.into();
        self
    }

    /// It belongs to this unit's time line.
    #[must_use]
    pub fn unit(mut self, id: impl Into<Option<UnitId>>) -> Self {
        self.unit = id.into();
        self
    }

    /// The thing itself, where it is none of these (a deposit, a user, a quote).
    #[must_use]
    pub fn subject(mut self, id: impl Into<i64>) -> Self {
        self.subject = Some(id.into());
        self
    }

    /// What a reader needs besides: ids, codes and numbers, never a name, a phone or free text.
    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

/// Writes an entry into the transaction of what it tells, and lets happen what follows from it (`reactions`).
///
/// # Errors
/// Faults of the database, and whatever stops what follows.
pub fn record(tx: &mut Tx, entry: Entry) -> Answered<()> {
    let detail = match &entry.detail {
        Value::Null => "{}".to_owned(),
        detail => detail.to_string(),
    };
    diesel::insert_into(journal::table)
        .values((
            journal::id.eq(RowId::new(tx.now).0),
            journal::at.eq(tx.now),
            journal::site_id.eq((!entry.everywhere).then_some(tx.actor.site.0)),
            journal::actor_id.eq(tx.actor.user.map(|user| user.0)),
            journal::kind.eq(entry.kind),
            journal::customer_id.eq(entry.customer.map(|id| id.0)),
            journal::visit_id.eq(entry.visit.map(|id| id.0)),
            journal::unit_id.eq(entry.unit.map(|id| id.0)),
            journal::subject_id.eq(entry.subject),
            journal::detail.eq(detail),
        ))
        .execute(tx.conn)?;
    (tx.react)(tx, &entry)
}
