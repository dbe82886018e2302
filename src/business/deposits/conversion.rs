//! A deposit becomes a contract: the agreement ends as converted, in the transaction that signs the contract.

use super::agreement::Status;
use super::model::Deposit;
use super::store;
use crate::base::error::{Answered, Refused};
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// Ends an agreement because its contract is signed.
///
/// # Errors
/// `agreement_stands_elsewhere` (409) where it was ended meanwhile; faults of the database.
pub fn convert(tx: &mut Tx, deposit: &Deposit) -> Answered<()> {
    if !store::end(tx, deposit.id, deposit.status, Status::Converted, Some("contract"))? {
        return Err(Refused::changed("agreement_stands_elsewhere").into());
    }
    let entry = Entry::new("deposits.converted").customer(deposit.customer).unit(deposit.unit).subject(deposit.id);
    journal::record(tx, entry)
}
