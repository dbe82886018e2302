//! Several numbers of one person, and the people of one household.

use serde_json::json;

use super::workable;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, RowId};
use crate::base::phone::Phone;
use crate::base::role::Need;
use crate::business::customers::households::{self, Relation};
use crate::business::customers::model::Number;
use crate::business::customers::store;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// How many numbers one person has at most.
pub const MOST_NUMBERS: usize = 8;

/// Adds a number; the first one is the main one.
///
/// # Errors
/// `number_of_another`, `number_known`, `numbers_too_many`; `Forbidden`; `Missing`; faults of the database.
pub fn add_number(tx: &mut Tx, id: CustomerId, phone: &Phone, label: &str) -> Answered<()> {
    let customer = workable(tx, id, Need::EditCustomer)?;
    let numbers = store::numbers_of(tx.conn, customer.id)?;
    if numbers.iter().any(|number| number.phone == *phone) {
        return Err(Refused::invalid("number_known").at("phone").into());
    }
    if numbers.len() >= MOST_NUMBERS {
        return Err(Refused::invalid("numbers_too_many").at("phone").with("most", MOST_NUMBERS).into());
    }
    let first = numbers.is_empty();
    let tried = tx.attempt(|tx| store::insert_labelled(tx, id, phone, first, label));
    store::one_person_per_number(tried, || Refused::taken("number_of_another").at("phone"))?;
    journal::record(tx, Entry::new("customers.number_added").customer(id).detail(json!({ "label": label })))
}

/// Takes a number off; where it was the main one, the next becomes it.
///
/// # Errors
/// `Forbidden`; `Missing` where the customer has no such number; faults of the database.
pub fn remove_number(tx: &mut Tx, id: CustomerId, row: RowId) -> Answered<()> {
    let number = own_number(tx, id, row)?;
    store::remove_numbers(tx, id, &[row])?;
    if number.is_main
        && let Some(next) = store::numbers_of(tx.conn, id)?.first()
    {
        store::set_main(tx, id, next.phone.reveal())?;
    }
    journal::record(tx, Entry::new("customers.number_removed").customer(id).detail(json!({ "label": number.label })))
}

/// Makes a number the one that is called first.
///
/// # Errors
/// `Forbidden`; `Missing` where the customer has no such number; faults of the database.
pub fn make_main(tx: &mut Tx, id: CustomerId, row: RowId) -> Answered<()> {
    let number = own_number(tx, id, row)?;
    if number.is_main {
        return Ok(());
    }
    store::set_main(tx, id, number.phone.reveal())?;
    journal::record(tx, Entry::new("customers.number_main").customer(id).detail(json!({ "label": number.label })))
}

/// Says whose a number is.
///
/// # Errors
/// `Forbidden`; `Missing` where the customer has no such number; faults of the database.
pub fn label_number(tx: &mut Tx, id: CustomerId, row: RowId, label: &str) -> Answered<()> {
    let number = own_number(tx, id, row)?;
    if number.label == label {
        return Ok(());
    }
    store::set_label(tx, row, label)?;
    let detail = json!({ "from": number.label, "to": label });
    journal::record(tx, Entry::new("customers.number_labelled").customer(id).detail(detail))
}

fn own_number(tx: &mut Tx, id: CustomerId, row: RowId) -> Answered<Number> {
    workable(tx, id, Need::EditCustomer)?;
    store::numbers_of(tx.conn, id)?.into_iter().find(|number| number.id == row).ok_or(Error::Missing)
}

/// Makes two customers one household: `relation` is what the other is to the one.
///
/// # Errors
/// `kin_oneself`, `kin_already`; `Forbidden`; `Missing`; faults of the database.
pub fn link_household(tx: &mut Tx, id: CustomerId, other: CustomerId, relation: Relation) -> Answered<()> {
    workable(tx, id, Need::EditCustomer)?;
    households::link(tx, id, other, relation)?;
    told_both(tx, id, other, "customers.household_linked", relation)
}

/// Takes somebody out of a household.
///
/// # Errors
/// `Forbidden`; `Missing` where there is no such link; faults of the database.
pub fn unlink_household(tx: &mut Tx, id: CustomerId, link: RowId) -> Answered<()> {
    workable(tx, id, Need::EditCustomer)?;
    let other = households::unlink(tx, id, link)?;
    for (one, with) in [(id, other), (other, id)] {
        journal::record(tx, Entry::new("customers.household_unlinked").customer(one).subject(with.0))?;
    }
    Ok(())
}

fn told_both(tx: &mut Tx, id: CustomerId, other: CustomerId, kind: &'static str, relation: Relation) -> Answered<()> {
    for (one, with, relation) in [(id, other, relation), (other, id, relation.back())] {
        let entry = Entry::new(kind).customer(one).subject(with.0).detail(json!({ "relation": relation.code() }));
        journal::record(tx, entry)?;
    }
    Ok(())
}
