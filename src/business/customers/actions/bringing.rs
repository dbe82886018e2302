//! Customers from lists that were kept elsewhere, with their own dates; and taking them back as long as nobody touched them.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::json;

use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::CustomerId;
use crate::base::phone::Phone;
use crate::business::customers::keeping::{self, Keeping};
use crate::business::customers::model::{Customer, GradeChange, Title};
use crate::business::customers::protection::Protection;
use crate::business::customers::store;
use crate::business::sites::Site;
use crate::platform::db::schema::{customer_phones, customers, grade_changes, protections};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// What a list knows besides about a customer who is known.
#[derive(Debug, Clone, Default)]
pub struct More {
    /// The customer as the list has them; only what is not known yet is taken.
    pub told: Option<Customer>,
    /// Numbers.
    pub phones: Vec<Phone>,
}

/// What was added to a customer, by the name of its column, with the value; numbers apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Added {
    /// Columns and what was written into them.
    #[serde(default)]
    pub fields: Vec<(String, String)>,
    /// Numbers, in normal form.
    #[serde(default)]
    pub phones: Vec<String>,
}

impl Added {
    /// Whether nothing was.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.phones.is_empty()
    }
}

/// Writes a new customer as a list has them. `import` stands in the journal. Whose protection would be over by the dates of the list, or nearly, stays
/// with the owner for the days of the warning: nobody loses a customer in the minute in which they learn of them. Whoever goes on after an error undoes
/// what was written before it ([`Tx::attempt`]).
///
/// # Errors
/// `number_of_another` where somebody else has got one of the numbers meanwhile; faults of the database.
pub fn bring(
    tx: &mut Tx,
    site: &Site,
    customer: &Customer,
    phones: &[Phone],
    grade: Option<&GradeChange>,
    import: i64,
) -> Answered<()> {
    store::insert(tx, customer)?;
    for (at, phone) in phones.iter().enumerate() {
        let written = store::insert_number(tx, customer.id, phone, at == 0);
        store::one_person_per_number(written, || Refused::taken("number_of_another"))?;
    }
    if let Some(grade) = grade {
        store::insert_grade(tx, customer.id, grade)?;
    }
    let kept_until = warning_first(site, customer, tx.now);
    if let Some(until) = kept_until {
        keeping::put(tx, customer.id, &Keeping { extended_until: Some(until), ..customer.kept })?;
    }
    let detail = json!({ "import": import, "protected_until": kept_until });
    journal::record(tx, Entry::new("customers.brought").customer(customer.id).detail(detail))
}

/// Until when somebody stays with the owner whose protection would end before the owner could be warned.
fn warning_first(site: &Site, customer: &Customer, now: Moment) -> Option<Date> {
    let (clock, settings) = (site.clock(), &site.settings.protection);
    let warned = clock.business_day(now) + Duration::days(settings.warns_days.max(1).into());
    match keeping::standing(customer, settings, clock, now) {
        Some(Protection::Lapsed { .. }) => Some(warned),
        Some(Protection::Running { ends_on, .. }) if ends_on < warned => Some(warned),
        Some(Protection::Running { .. } | Protection::Endless | Protection::Frozen) | None => None,
    }
}

/// Adds to a known customer what is not known yet; gives what was added and the version since.
///
/// # Errors
/// `number_of_another`; `Missing`; faults of the database.
pub fn complete(tx: &mut Tx, id: CustomerId, more: &More, import: i64) -> Answered<(Added, i32)> {
    let mut customer = store::find(tx.conn, tx.actor.site, id)?;
    let mut added = Added::default();
    if let Some(told) = &more.told {
        fill(&mut customer, told, &mut added.fields);
    }
    let known = store::numbers_of(tx.conn, id)?;
    let fresh: Vec<&Phone> =
        more.phones.iter().filter(|phone| !known.iter().any(|number| number.phone == **phone)).collect();
    for (at, phone) in fresh.iter().enumerate() {
        let main = known.is_empty() && at == 0;
        let written = tx.attempt(|tx| store::insert_number(tx, id, phone, main));
        store::one_person_per_number(written, || Refused::taken("number_of_another"))?;
        added.phones.push(phone.reveal().to_owned());
    }
    let version = customer.version;
    if added.is_empty() {
        return Ok((added, version));
    }
    store::update(tx, &customer)?;
    journal::record(tx, Entry::new("customers.completed").customer(id).detail(json!({ "import": import })))?;
    Ok((added, version + 1))
}

/// Takes a customer back whom a list has brought; `false` where anybody has touched them since, or something else belongs to them by now.
///
/// # Errors
/// Faults of the database.
pub fn take_away(tx: &mut Tx, id: CustomerId, version: i32) -> Answered<bool> {
    let gone = tx.attempt(|tx| {
        diesel::delete(customer_phones::table.filter(customer_phones::customer_id.eq(id.0))).execute(tx.conn)?;
        diesel::delete(grade_changes::table.filter(grade_changes::customer_id.eq(id.0))).execute(tx.conn)?;
        // The days that the list gave them go with them; an open ruling would hold them here.
        let days =
            protections::table.filter(protections::customer_id.eq(id.0)).filter(protections::ruling_id.is_null());
        diesel::delete(days).execute(tx.conn)?;
        let customer = customers::table.filter(customers::id.eq(id.0)).filter(customers::site_id.eq(tx.actor.site.0));
        let gone = diesel::delete(customer.filter(customers::version.eq(version))).execute(tx.conn)?;
        if gone == 1 { Ok(()) } else { Err(Refused::changed("changed").into()) }
    });
    match gone {
        Ok(()) => Ok(true),
        Err(Error::Refused(_)) => Ok(false),
        // Something of theirs is kept elsewhere: the database does not let them go.
        Err(Error::Fault(fault)) if fault.class == crate::base::error::FaultClass::Bug => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes off what a list has added, where it still stands as it was added; `false` where nothing of it does.
///
/// # Errors
/// Faults of the database.
pub fn take_off(tx: &mut Tx, id: CustomerId, added: &Added) -> Answered<bool> {
    let Some(mut customer) = find(tx.conn, tx.actor.site, id)? else { return Ok(false) };
    let mut off = 0;
    for (field, value) in &added.fields {
        off += usize::from(empty(&mut customer, field, value));
    }
    let numbers = store::numbers_of(tx.conn, id)?;
    let rows: Vec<_> = numbers
        .iter()
        .filter(|number| added.phones.iter().any(|phone| phone == number.phone.reveal()))
        .map(|number| number.id)
        .collect();
    if !rows.is_empty() {
        off += rows.len();
        store::remove_numbers(tx, id, &rows)?;
    }
    if off > 0 {
        store::update(tx, &customer)?;
        journal::record(tx, Entry::new("customers.completion_undone").customer(id))?;
    }
    Ok(off > 0)
}

fn find(conn: &mut Conn, site: crate::base::ids::SiteId, id: CustomerId) -> Answered<Option<Customer>> {
    match store::find(conn, site, id) {
        Ok(customer) => Ok(Some(customer)),
        Err(Error::Missing) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Fields of the card that are text and may be missing.
fn texts(customer: &mut Customer) -> [(&'static str, &mut Option<String>); 6] {
    [
        ("wechat", &mut customer.wechat),
        ("email", &mut customer.email),
        ("district", &mut customer.district),
        ("occupation", &mut customer.occupation),
        ("channel", &mut customer.channel),
        ("note", &mut customer.note),
    ]
}

fn fill(customer: &mut Customer, told: &Customer, added: &mut Vec<(String, String)>) {
    let mut told = told.clone();
    if let (None, Some(name)) = (&customer.name, &told.name) {
        added.push(("name".to_owned(), name.reveal().to_owned()));
        customer.name = Some(name.clone());
    }
    if customer.title == Title::None && told.title != Title::None {
        added.push(("title".to_owned(), told.title.code().to_owned()));
        customer.title = told.title;
    }
    for ((field, known), (_, new)) in texts(customer).into_iter().zip(texts(&mut told)) {
        if let (None, Some(text)) = (&*known, &*new) {
            added.push((field.to_owned(), text.clone()));
            *known = Some(text.clone());
        }
    }
}

/// Empties a field that still holds what was added.
fn empty(customer: &mut Customer, field: &str, value: &str) -> bool {
    match field {
        "name" if customer.name_text() == value => customer.name = None,
        "title" if customer.title.code() == value => customer.title = Title::None,
        _ => {
            let mut texts = texts(customer);
            let Some((_, text)) =
                texts.iter_mut().find(|(name, text)| *name == field && text.as_deref() == Some(value))
            else {
                return false;
            };
            **text = None;
        }
    }
    true
}
