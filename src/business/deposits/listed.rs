//! Deposits for a file: those that stand like this.

use diesel::prelude::*;
use showroom_templates::Words;

use super::agreement::{self, Status};
use super::{present, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::DepositId;
use crate::business::units::present as unit_words;
use crate::business::{sites, units};
use crate::platform::db::Conn;
use crate::platform::db::schema::{deposits, users};
use crate::platform::sheets::{Column, Kind, Value};

/// More than a file takes are not looked up.
const MOST: i64 = 200_001;

/// The columns, in order.
pub fn columns(words: Words) -> Vec<Column> {
    vec![
        Column::new(words.lists_out_number(), Kind::Name),
        Column::new(words.lists_out_unit(), Kind::Short),
        Column::new(words.lists_out_customer(), Kind::Name),
        Column::new(words.lists_out_kind(), Kind::Short),
        Column::new(words.lists_out_sum(), Kind::Money),
        Column::new(words.lists_out_price(), Kind::Money),
        Column::new(words.lists_out_sign_by(), Kind::Date),
        Column::new(words.lists_out_state(), Kind::Short),
        Column::new(words.lists_out_consultant(), Kind::Short),
        Column::new(words.lists_out_made(), Kind::Moment),
        Column::new(words.lists_out_paid(), Kind::Moment),
    ]
}

/// Gives every deposit that stands like one of these, the latest first.
///
/// # Errors
/// Faults of the database, and what `put` answers.
pub fn each(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    statuses: &[Status],
    put: &mut dyn FnMut(&[Value]) -> Answered<()>,
) -> Answered<()> {
    let site = sites::of(conn, actor.site)?;
    let clock = site.clock();
    let moment = |at: Moment| Value::Moment(clock.local(at));
    for status in statuses {
        let mut query = deposits::table
            .filter(deposits::site_id.eq(actor.site.0))
            .filter(deposits::status.eq(status.code()))
            .order(deposits::drafted_at.desc())
            .limit(MOST)
            .select(deposits::id)
            .into_boxed();
        if actor.only_own() {
            query = query.filter(deposits::consultant_id.eq(actor.user.map(|user| user.0)));
        }
        let ids: Vec<i64> = query.load(conn)?;
        for id in ids {
            let deposit = store::find(conn, actor.site, DepositId(id))?;
            let (name, owner) = units::store::customer(conn, actor.site, deposit.customer)?;
            let consultant: Option<String> = match deposit.consultant {
                Some(user) => users::table.find(user.0).select(users::name).first(conn).optional()?,
                None => None,
            };
            put(&[
                Value::text(&deposit.number),
                Value::text(&deposit.terms.unit),
                Value::text(unit_words::seen_name(words, actor, &name, owner.or(deposit.consultant))),
                Value::text(present::kind_name(words, deposit.kind)),
                Value::Money(deposit.sum),
                Value::Money(deposit.price),
                Value::Date(deposit.sign_by),
                Value::text(
                    present::status_word(words, agreement::stands(deposit.status, deposit.sign_by, clock.date(now))).0,
                ),
                Value::text(consultant.unwrap_or_default()),
                moment(deposit.drafted_at),
                Value::opt(deposit.paid_at, moment),
            ])?;
        }
    }
    Ok(())
}
