//! The verbs of calendars: make the secret address of one's own, make it anew, end it.

use super::{secret, store};
use crate::base::error::{Answered, Error};
use crate::base::ids::UserId;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use crate::platform::seal::Vault;

/// Makes an address; the one until now ends with it.
///
/// # Errors
/// Faults of the database.
pub fn make(tx: &mut Tx, vault: &Vault, user: UserId) -> Answered<()> {
    let seed = secret::fresh_seed();
    let token = secret::token(vault, user, &seed);
    store::replace(tx, user, &seed, &secret::hash(&token))?;
    journal::record(tx, Entry::new("calendars.feed_made").subject(user))
}

/// Ends the address.
///
/// # Errors
/// [`Error::Missing`] where there is none; faults of the database.
pub fn end(tx: &mut Tx, user: UserId) -> Answered<()> {
    if !store::remove(tx, user)? {
        return Err(Error::Missing);
    }
    journal::record(tx, Entry::new("calendars.feed_ended").subject(user))
}
