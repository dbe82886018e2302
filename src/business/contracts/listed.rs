//! Contracts for a file: those that stand like this.

use diesel::prelude::*;
use showroom_templates::Words;

use super::model::Status;
use super::{present, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::ContractId;
use crate::business::{deposits, sites, units};
use crate::platform::db::Conn;
use crate::platform::db::schema::{contracts, users};
use crate::platform::sheets::{Column, Kind, Value};

/// More than a file takes are not looked up.
const MOST: i64 = 200_001;

/// The columns, in order.
pub fn columns(words: Words) -> Vec<Column> {
    vec![
        Column::new(words.lists_out_number(), Kind::Name),
        Column::new(words.lists_out_unit(), Kind::Short),
        Column::new(words.lists_out_customer(), Kind::Name),
        Column::new(words.lists_out_price(), Kind::Money),
        Column::new(words.lists_out_state(), Kind::Short),
        Column::new(words.lists_out_consultant(), Kind::Short),
        Column::new(words.lists_out_made(), Kind::Moment),
        Column::new(words.lists_out_signed(), Kind::Moment),
    ]
}

/// Gives every contract that stands like this, the latest first.
///
/// # Errors
/// Faults of the database, and what `put` answers.
pub fn each(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    status: Status,
    put: &mut dyn FnMut(&[Value]) -> Answered<()>,
) -> Answered<()> {
    let clock = sites::of(conn, actor.site)?.clock();
    let moment = |at: Moment| Value::Moment(clock.local(at));
    let mut query = contracts::table
        .filter(contracts::site_id.eq(actor.site.0))
        .filter(contracts::status.eq(status.code()))
        .order(contracts::created_at.desc())
        .limit(MOST)
        .select(contracts::id)
        .into_boxed();
    if actor.only_own() {
        query = query.filter(contracts::consultant_id.eq(actor.user.map(|user| user.0)));
    }
    let ids: Vec<i64> = query.load(conn)?;
    for id in ids {
        let contract = store::find(conn, actor.site, ContractId(id))?;
        let consultant: Option<String> = match contract.consultant {
            Some(user) => users::table.find(user.0).select(users::name).first(conn).optional()?,
            None => None,
        };
        put(&[
            Value::text(&contract.number),
            Value::text(units::store::find(conn, actor.site, contract.unit)?.code),
            Value::text(present::names(&deposits::store::buyers(conn, contract.deposit)?)),
            Value::Money(contract.price),
            Value::text(words.lookup_or(&format!("contracts_status_{}", contract.status.code()))),
            Value::text(consultant.unwrap_or_default()),
            moment(contract.created_at),
            Value::opt(contract.signed_at, moment),
        ])?;
    }
    Ok(())
}
