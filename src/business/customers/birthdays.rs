//! Day and month on which a buyer may be congratulated: only where they told it and agreed to be written to. The year is nobody's business.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::actions::workable;
use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, RowId};
use crate::base::role::Need;
use crate::platform::db::moving::{Rows, moves};
use crate::platform::db::schema::{birthdays, consents};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// The purpose of the notice under which a birthday is kept and used.
pub const PURPOSE: &str = "marketing";

/// Month and day.
pub type Birthday = (u32, u32);

/// The birthday of a customer, if it was given.
///
/// # Errors
/// Faults of the database.
pub fn of(conn: &mut Conn, customer: CustomerId) -> Answered<Option<Birthday>> {
    let found: Option<(i32, i32)> = birthdays::table
        .filter(birthdays::customer_id.eq(customer.0))
        .filter(birthdays::set_aside.eq(false))
        .select((birthdays::month, birthdays::day))
        .first(conn)
        .optional()?;
    Ok(found.map(both))
}

/// The birthdays among these customers that may be used today: given, and the consent stands.
///
/// # Errors
/// Faults of the database.
pub fn usable(conn: &mut Conn, customers: &[CustomerId]) -> Answered<HashMap<CustomerId, Birthday>> {
    let ids: Vec<i64> = customers.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, i32, i32)> = birthdays::table
        .filter(birthdays::customer_id.eq_any(&ids))
        .filter(birthdays::set_aside.eq(false))
        .select((birthdays::customer_id, birthdays::month, birthdays::day))
        .load(conn)?;
    let mut usable = HashMap::new();
    for (customer, month, day) in rows {
        if agreed(conn, CustomerId(customer))? {
            usable.insert(CustomerId(customer), both((month, day)));
        }
    }
    Ok(usable)
}

/// Whether the customer agreed to be written to, and did not take it back.
///
/// # Errors
/// Faults of the database.
pub fn agreed(conn: &mut Conn, customer: CustomerId) -> Answered<bool> {
    let last: Option<bool> = consents::table
        .filter(consents::customer_id.eq(customer.0))
        .filter(consents::purpose.eq(PURPOSE))
        .order((consents::asked_at.desc(), consents::id.desc()))
        .select(consents::given.eq(true).and(consents::withdrawn_at.is_null()))
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or(false))
}

/// Writes a birthday down, or strikes it out.
///
/// # Errors
/// `birthday_unreal` for 30 February; `birthday_needs_consent`; `Forbidden`; `Missing`; faults of the database.
pub fn note(tx: &mut Tx, customer: CustomerId, birthday: Option<Birthday>) -> Answered<()> {
    let id = workable(tx, customer, Need::EditCustomer)?.id;
    let Some((month, day)) = birthday else {
        forget(tx, id)?;
        return journal::record(tx, Entry::new("customers.birthday_struck_out").customer(id));
    };
    // 2024 had a 29 February.
    if chrono::NaiveDate::from_ymd_opt(2024, month, day).is_none() {
        return Err(Refused::invalid("birthday_unreal").at("day").into());
    }
    if !agreed(tx.conn, id)? {
        return Err(Refused::law("birthday_needs_consent").into());
    }
    forget(tx, id)?;
    diesel::insert_into(birthdays::table)
        .values((
            birthdays::id.eq(RowId::new(tx.now).0),
            birthdays::customer_id.eq(id.0),
            birthdays::site_id.eq(tx.actor.site.0),
            birthdays::month.eq(i32::try_from(month).unwrap_or_default()),
            birthdays::day.eq(i32::try_from(day).unwrap_or_default()),
            birthdays::noted_by.eq(tx.actor.user.map(|user| user.0)),
            birthdays::noted_at.eq(tx.now),
            birthdays::set_aside.eq(false),
        ))
        .execute(tx.conn)?;
    journal::record(tx, Entry::new("customers.birthday_noted").customer(id))
}

/// Throws a birthday away.
///
/// # Errors
/// Faults of the database.
pub fn forget(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    diesel::delete(birthdays::table.filter(birthdays::customer_id.eq(customer.0))).execute(tx.conn)?;
    Ok(())
}

moves!(rows_there, rows_back, CustomerId, customer_id: birthdays);

/// What moved with a merge, and the birthday that lies aside because the one person has another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    rows: Rows,
    aside: Vec<i64>,
}

/// Gives the birthday of the one to the other, who keeps their own where they have one.
///
/// # Errors
/// Faults of the database.
pub fn move_customer(tx: &mut Tx, from: CustomerId, to: CustomerId) -> Answered<Moved> {
    let aside: Vec<i64> = match of(tx.conn, to)? {
        None => Vec::new(),
        Some(_) => birthdays::table
            .filter(birthdays::customer_id.eq(from.0))
            .filter(birthdays::set_aside.eq(false))
            .select(birthdays::id)
            .load(tx.conn)?,
    };
    lay_aside(tx, &aside, true)?;
    Ok(Moved { rows: rows_there(tx, from, to)?, aside })
}

/// Gives it back.
///
/// # Errors
/// Faults of the database.
pub fn move_customer_back(tx: &mut Tx, moved: &Moved, from: CustomerId, to: CustomerId) -> Answered<()> {
    rows_back(tx, &moved.rows, from, to)?;
    lay_aside(tx, &moved.aside, false)
}

fn lay_aside(tx: &mut Tx, ids: &[i64], aside: bool) -> Answered<()> {
    diesel::update(birthdays::table.filter(birthdays::id.eq_any(ids)))
        .set(birthdays::set_aside.eq(aside))
        .execute(tx.conn)?;
    Ok(())
}

fn both((month, day): (i32, i32)) -> Birthday {
    (u32::try_from(month).unwrap_or_default(), u32::try_from(day).unwrap_or_default())
}
