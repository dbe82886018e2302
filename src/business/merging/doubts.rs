//! Doubtful pairs: looked for whenever somebody's card changes, told by hand, and settled as two people.

use diesel::prelude::*;

use super::likeness::{Known, Why, alike};
use super::store;
use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, RowId};
use crate::base::role::Need;
use crate::business::customers::model::Customer;
use crate::business::customers::{self, actions::workable};
use crate::platform::db::schema::customers as people;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// How many others with the same sound are looked at, the newest first.
const LOOKED_AT: i64 = 40;

/// Looks whether this customer may be somebody whom we know already; what is found is written down. Called when a card changed.
///
/// # Errors
/// Faults of the database.
pub fn look(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    let customer = customers::store::find(tx.conn, tx.actor.site, id)?;
    let others = candidates(tx.conn, &customer)?;
    if others.is_empty() {
        return Ok(());
    }
    let mut ids: Vec<CustomerId> = others.iter().map(|other| other.id).collect();
    ids.push(id);
    let numbers = customers::store::numbers_of_many(tx.conn, &ids)?;
    let known = |one: &Customer| Known {
        name: one.name_text().to_owned(),
        sound: one.name.as_ref().map(crate::base::name::Name::sound).unwrap_or_default(),
        numbers: numbers
            .iter()
            .filter(|number| number.customer == one.id)
            .map(|number| number.phone.reveal().to_owned())
            .collect(),
        wechat: one.wechat.clone(),
        email: one.email.clone(),
    };
    let own = known(&customer);
    for other in &others {
        let why = alike(&own, &known(other));
        if !why.is_empty() && store::insert_pair(tx, id, other.id, &why, None)? {
            journal::record(tx, Entry::new("merging.doubted").customer(id).subject(other.id.0))?;
        }
    }
    Ok(())
}

/// Those who might be: the same sound, the same address. Each way is a range of an index.
fn candidates(conn: &mut Conn, customer: &Customer) -> Answered<Vec<Customer>> {
    let sound = customer.name.as_ref().map(crate::base::name::Name::sound).unwrap_or_default();
    let mut ids: Vec<i64> = Vec::new();
    let of_site = people::site_id.eq(customer.site.0).and(people::id.ne(customer.id.0));
    if !sound.is_empty() {
        ids = people::table
            .filter(of_site)
            .filter(people::name_sound.eq(sound))
            .order(people::id.desc())
            .limit(LOOKED_AT)
            .select(people::id)
            .load(conn)?;
    }
    if let Some(wechat) = &customer.wechat {
        ids.extend(
            people::table
                .filter(of_site)
                .filter(people::wechat.eq(wechat))
                .limit(5)
                .select(people::id)
                .load::<i64>(conn)?,
        );
    }
    if let Some(email) = &customer.email {
        ids.extend(
            people::table
                .filter(of_site)
                .filter(people::email.eq(email))
                .limit(5)
                .select(people::id)
                .load::<i64>(conn)?,
        );
    }
    ids.sort_unstable();
    ids.dedup();
    customers::store::list(conn, customer.site, &ids.into_iter().map(CustomerId).collect::<Vec<_>>())
}

/// Somebody says that two customers are one person; a supervisor decides.
///
/// # Errors
/// `merge_oneself`; `Forbidden`; `Missing`; faults of the database.
pub fn tell(tx: &mut Tx, id: CustomerId, other: CustomerId) -> Answered<()> {
    workable(tx, id, Need::EditCustomer)?;
    if id == other {
        return Err(Refused::invalid("merge_oneself").at("other").into());
    }
    customers::store::find(tx.conn, tx.actor.site, other)?;
    let told_by = tx.actor.user;
    store::insert_pair(tx, id, other, &[Why::Told], told_by)?;
    journal::record(tx, Entry::new("merging.told").customer(id).subject(other.0))
}

/// Two people after all: the pair is not asked about again.
///
/// # Errors
/// `Forbidden`; `Missing` where the pair is decided; faults of the database.
pub fn settle_as_two(tx: &mut Tx, pair: RowId) -> Answered<()> {
    tx.actor.must(Need::MergeCustomers)?;
    let pair = store::open_pair(tx.conn, tx.actor.site, pair)?;
    let (one, other) = pair.people;
    store::decide_pair(tx, one, other, "different")?;
    journal::record(tx, Entry::new("merging.two_people").customer(one).subject(other.0))
}
