//! What is done about ownership, one transaction each.

mod crediting;
mod extending;
mod filing;
mod leaving;
mod pooling;

pub use crediting::{by_ruling, edit_shares, write_shares};
pub use extending::{ask, decide};
pub use filing::{came, end_filings, file};
pub use leaving::{SLICE, hand_over};
pub use pooling::{claim, lapse, received, to_pool};

use super::store;
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::platform::db::Tx;

/// The customer got another owner, or none: what was asked for under the old one is done with.
///
/// # Errors
/// Faults of the database.
pub fn moved(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    store::withdraw_requests(tx, customer)?;
    store::remove_pooled(tx, customer).map(|_| ())
}
