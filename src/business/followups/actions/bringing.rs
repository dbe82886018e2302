//! Contacts from lists that were kept elsewhere, with their own dates and authors; and taking them back.

use diesel::prelude::*;

use super::refresh_next;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, FollowUpId, SiteId, UserId};
use crate::business::customers;
use crate::business::followups::model::{FollowUp, How, Learned, Purpose, State};
use crate::business::followups::store;
use crate::platform::db::schema::follow_ups;
use crate::platform::db::{Conn, Tx};

/// A contact that was made, as a list has it.
#[derive(Debug, Clone)]
pub struct Told {
    /// With whom.
    pub customer: CustomerId,
    /// Who made it.
    pub by: UserId,
    /// On which day.
    pub on: Date,
    /// At which moment.
    pub at: Moment,
    /// How.
    pub how: How,
    /// Whether the customer was reached.
    pub reached: bool,
    /// What was said.
    pub words: Option<String>,
    /// The next day that was agreed.
    pub next_on: Option<Date>,
}

/// Whether this contact is kept already: the same customer, day and words.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn is_there(conn: &mut Conn, customer: CustomerId, on: Date, words: Option<&str>) -> Answered<bool> {
    let same = |kept: &FollowUp| {
        kept.state == State::Done
            && kept.due_on == on
            && kept.learned.as_ref().and_then(|said| said.words.as_deref()) == words
    };
    Ok(store::list_of(conn, customer, 500)?.iter().any(same))
}

/// Keeps a contact that was made; the customer was reached then, if nobody reached them later.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn bring(tx: &mut Tx, told: &Told) -> Answered<FollowUpId> {
    let id = FollowUpId::new(tx.now);
    let learned = told.words.as_ref().map(|words| Learned { codes: Vec::new(), words: Some(words.clone()) });
    let done = FollowUp {
        state: State::Done,
        how: Some(told.how),
        effective: Some(told.reached),
        learned,
        next_on: told.next_on,
        created_at: told.at,
        created_by: Some(told.by),
        done_by: Some(told.by),
        done_at: Some(told.at),
        ..planned(id, tx.actor.site, told.customer, told.by, told.on, told.at)
    };
    store::insert(tx, &done)?;
    let customer = customers::store::find(tx.conn, tx.actor.site, told.customer)?;
    if told.reached && customer.last_contact_at.is_none_or(|known| known < told.at) {
        customers::actions::last_reached(tx, told.customer, Some(told.at))?;
    }
    Ok(id)
}

/// Plans the contact that a list has agreed. The customer's own date is brought in step unless it was written with the customer.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn bring_next(tx: &mut Tx, customer: CustomerId, by: UserId, on: Date, refresh: bool) -> Answered<FollowUpId> {
    let id = FollowUpId::new(tx.now);
    let next = planned(id, tx.actor.site, customer, by, on, tx.now);
    store::insert(tx, &FollowUp { created_by: tx.actor.user, ..next })?;
    if refresh {
        refresh_next(tx, customer)?;
    }
    Ok(id)
}

/// Takes a contact back that a list has brought; `false` where somebody has worked on it since.
///
/// # Errors
/// Faults of the database.
pub fn take_back(tx: &mut Tx, id: FollowUpId, customer: CustomerId, refresh: bool) -> Answered<bool> {
    let rows = follow_ups::table.filter(follow_ups::id.eq(id.0)).filter(follow_ups::site_id.eq(tx.actor.site.0));
    let gone = diesel::delete(rows.filter(follow_ups::version.eq(1))).execute(tx.conn)?;
    if gone == 1 && refresh {
        let reached = store::last_effective(tx.conn, customer)?;
        customers::actions::last_reached(tx, customer, reached)?;
        refresh_next(tx, customer)?;
    }
    Ok(gone == 1)
}

fn planned(id: FollowUpId, site: SiteId, customer: CustomerId, consultant: UserId, on: Date, at: Moment) -> FollowUp {
    FollowUp {
        id,
        site,
        customer,
        journey: None,
        consultant,
        visit: None,
        due_on: on,
        due_at: None,
        purpose: Purpose::Call,
        state: State::Planned,
        how: None,
        effective: None,
        learned: None,
        next_on: None,
        no_next_reason: None,
        cancel_reason: None,
        created_by: None,
        created_at: at,
        done_by: None,
        done_at: None,
        before: None,
        version: 1,
    }
}
