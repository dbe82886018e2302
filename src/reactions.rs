//! What follows from what: the one table of consequences. Each happens in the transaction of its cause.
//!
//! A capability tells the journal what it did and knows nothing of those that follow; they are called here, in sight.

use crate::base::error::Answered;
use crate::platform::db::Tx;
use crate::platform::journal::Entry;

/// Lets happen what follows from an entry of the journal.
///
/// # Errors
/// What stops a consequence stops its cause as well.
pub fn react(tx: &mut Tx, entry: &Entry) -> Answered<()> {
    match entry.kind() {
        // "visits.left" plans a follow-up; see `followups::actions`.
        _ => {
            let _ = tx;
            Ok(())
        }
    }
}
