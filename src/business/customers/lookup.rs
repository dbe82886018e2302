//! Finds customers while a number is being typed: by its beginning, or by its last four digits.

use std::collections::HashMap;

use diesel::prelude::*;

use super::households;
use super::model::{Customer, Title};
use super::store;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, SiteId, UserId};
use crate::base::name::Name;
use crate::base::phone::{self, Phone};
use crate::platform::db::Conn;
use crate::platform::db::schema::{customer_phones, customers, users};

/// How many customers are offered at most.
pub const MOST: i64 = 8;
/// From how many digits a beginning says enough to look for it.
const LEAST_DIGITS: usize = 3;
/// How many digits the end of a number has by which people find each other.
const TAIL_DIGITS: usize = 4;

/// A customer who may be the one.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The customer.
    pub customer: CustomerId,
    /// The name: masked until the number is complete. Empty where none was given.
    pub name: String,
    /// The number, masked.
    pub number: String,
    /// How the person is addressed.
    pub title: Title,
    /// Whether the number was typed whole, so that this is the one.
    pub sure: bool,
    /// The owner and the owner's name.
    pub owner: Option<(UserId, String)>,
    /// The grade.
    pub grade: Option<Grade>,
    /// When the customer last came.
    pub last_visit_at: Option<Moment>,
    /// How often the customer came.
    pub visits: i32,
    /// For the one whose number was typed whole: who of the household was registered first, where that is somebody else, and with whom.
    pub household: Option<(Customer, Option<String>)>,
}

/// Whoever has the number, a number that begins like it, or one that ends with these four digits; at most [`MOST`].
///
/// # Errors
/// Faults of the database.
pub fn by_number(conn: &mut Conn, site: SiteId, country: &str, typed: &str) -> Answered<Vec<Hit>> {
    let whole = Phone::parse(typed, country).ok();
    if let Some(phone) = &whole
        && let Some(customer) = store::of_number(conn, site, phone)?
    {
        let mut hits = hits(conn, site, vec![(customer.0, phone.reveal().to_owned())], true)?;
        for hit in &mut hits {
            hit.household = first_of_household(conn, site, hit.customer)?;
        }
        return Ok(hits);
    }
    let length = phone::digits(typed).trim_start_matches('+').len();
    let mut found =
        if length >= LEAST_DIGITS && whole.is_none() { by_beginning(conn, site, country, typed)? } else { Vec::new() };
    if length == TAIL_DIGITS {
        found.extend(by_tail(conn, site, &phone::digits(typed))?);
    }
    hits(conn, site, found, false)
}

/// Who of a customer's household was registered first, where that is somebody else, and the name of the owner.
///
/// # Errors
/// Faults of the database.
pub fn first_of_household(
    conn: &mut Conn,
    site: SiteId,
    id: CustomerId,
) -> Answered<Option<(Customer, Option<String>)>> {
    let kin = households::of(conn, site, id)?;
    if kin.is_empty() {
        return Ok(None);
    }
    let customer = store::find(conn, site, id)?;
    let first = households::first_registered(std::iter::once(&customer).chain(kin.iter().map(|one| &one.customer)));
    let Some(first) = first.filter(|first| first.id != id) else {
        return Ok(None);
    };
    let owner = match first.owner {
        Some(owner) => users::table.find(owner.0).select(users::name).first(conn).optional()?,
        None => None,
    };
    Ok(Some((first.clone(), owner)))
}

type Found = (i64, String);

fn by_beginning(conn: &mut Conn, site: SiteId, country: &str, typed: &str) -> Answered<Vec<Found>> {
    let Some((from, to)) = phone::starting_with(typed, country) else {
        return Ok(Vec::new());
    };
    Ok(customer_phones::table
        .filter(customer_phones::site_id.eq(site.0))
        .filter(customer_phones::e164.between(from, to))
        .order(customer_phones::e164.asc())
        .limit(MOST)
        .select((customer_phones::customer_id, customer_phones::e164))
        .load(conn)?)
}

fn by_tail(conn: &mut Conn, site: SiteId, tail: &str) -> Answered<Vec<Found>> {
    Ok(customer_phones::table
        .filter(customer_phones::site_id.eq(site.0))
        .filter(customer_phones::tail.eq(tail))
        .order(customer_phones::id.desc())
        .limit(MOST)
        .select((customer_phones::customer_id, customer_phones::e164))
        .load(conn)?)
}

/// A page of people for what was found, each once, in the order in which they were found.
fn hits(conn: &mut Conn, site: SiteId, found: Vec<Found>, sure: bool) -> Answered<Vec<Hit>> {
    let mut seen: Vec<Found> = Vec::new();
    for (customer, e164) in found {
        if seen.len() < MOST as usize && !seen.iter().any(|(known, _)| *known == customer) {
            seen.push((customer, e164));
        }
    }
    let ids: Vec<CustomerId> = seen.iter().map(|(id, _)| CustomerId(*id)).collect();
    let mut people = people(conn, site, &ids)?;
    Ok(seen
        .into_iter()
        .filter_map(|(id, e164)| {
            let person = people.remove(&id)?;
            let name = Name::stored(person.name);
            Some(Hit {
                customer: CustomerId(id),
                name: match name.reveal() {
                    "" => String::new(),
                    whole if sure => whole.to_owned(),
                    _ => name.masked(),
                },
                number: Phone::stored(e164).masked(),
                title: Title::from_code(&person.title).unwrap_or(Title::None),
                sure,
                owner: person.owner,
                grade: person.grade.as_deref().and_then(Grade::from_code),
                last_visit_at: person.last_visit_at,
                visits: person.visits,
                household: None,
            })
        })
        .collect())
}

struct Person {
    name: String,
    title: String,
    owner: Option<(UserId, String)>,
    grade: Option<String>,
    last_visit_at: Option<Moment>,
    visits: i32,
}

type PersonRow = (i64, String, String, Option<i64>, Option<String>, Option<Moment>, i32, Option<String>);

fn people(conn: &mut Conn, site: SiteId, ids: &[CustomerId]) -> Answered<HashMap<i64, Person>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<PersonRow> = customers::table
        .left_join(users::table.on(users::id.nullable().eq(customers::owner_id)))
        .filter(customers::id.eq_any(ids))
        .filter(customers::site_id.eq(site.0))
        .select((
            customers::id,
            customers::name,
            customers::title,
            customers::owner_id,
            customers::grade,
            customers::last_visit_at,
            customers::visits_count,
            users::name.nullable(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name, title, owner, grade, last_visit_at, visits, owner_name)| {
            let owner = owner.map(UserId).zip(owner_name);
            (id, Person { name, title, owner, grade, last_visit_at, visits })
        })
        .collect())
}
