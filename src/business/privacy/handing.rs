//! What goes along when two customers turn out to be one person: requests, erasures, and the codes of visit cards, of which one is valid.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::platform::db::Tx;
use crate::platform::db::moving::{Rows, moves};
use crate::platform::db::schema::visit_cards;

moves!(rows_there, rows_back, CustomerId, customer_id: visit_cards, privacy_requests, erasures);

/// What moved, and the card that ended because the one person has another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    rows: Rows,
    ended: Vec<i64>,
}

/// Gives everything of the one to the other.
///
/// # Errors
/// Faults of the database.
pub fn move_customer(tx: &mut Tx, from: CustomerId, to: CustomerId) -> Answered<Moved> {
    let valid = |tx: &mut Tx, id: CustomerId| -> Answered<Vec<i64>> {
        Ok(visit_cards::table
            .filter(visit_cards::customer_id.eq(id.0))
            .filter(visit_cards::ended_at.is_null())
            .select(visit_cards::id)
            .load(tx.conn)?)
    };
    let ended = if valid(tx, to)?.is_empty() { Vec::new() } else { valid(tx, from)? };
    diesel::update(visit_cards::table.filter(visit_cards::id.eq_any(&ended)))
        .set(visit_cards::ended_at.eq(Some(tx.now)))
        .execute(tx.conn)?;
    Ok(Moved { rows: rows_there(tx, from, to)?, ended })
}

/// Gives it back; the card is valid again.
///
/// # Errors
/// Faults of the database.
pub fn move_customer_back(tx: &mut Tx, moved: &Moved, from: CustomerId, to: CustomerId) -> Answered<()> {
    rows_back(tx, &moved.rows, from, to)?;
    diesel::update(
        visit_cards::table.filter(visit_cards::id.eq_any(&moved.ended)).filter(visit_cards::customer_id.eq(from.0)),
    )
    .set(visit_cards::ended_at.eq(None::<Moment>))
    .execute(tx.conn)?;
    Ok(())
}
