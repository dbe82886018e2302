//! Planned contacts for a file: what is overdue, due and coming, of one consultant or of the site.

use std::collections::HashMap;

use diesel::prelude::*;
use showroom_templates::Words;

use super::model::State;
use super::{present, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, FollowUpId, UserId};
use crate::business::customers::present as people;
use crate::business::{customers, sites};
use crate::platform::access;
use crate::platform::db::Conn;
use crate::platform::db::schema::follow_ups;
use crate::platform::sheets::{Column, Kind, Value};

/// How far ahead the list looks, as the page does.
const AHEAD_DAYS: i64 = 7;

/// The columns, in order.
pub fn columns(words: Words) -> Vec<Column> {
    vec![
        Column::new(words.lists_out_due_on(), Kind::Date),
        Column::new(words.lists_out_customer(), Kind::Name),
        Column::new(words.lists_out_grade(), Kind::Short),
        Column::new(words.lists_out_purpose(), Kind::Short),
        Column::new(words.lists_out_consultant(), Kind::Short),
        Column::new(words.lists_out_last_contact(), Kind::Moment),
    ]
}

/// Gives every row of the list, the longest overdue first.
///
/// # Errors
/// Faults of the database, and what `put` answers.
pub fn each(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    of: Option<UserId>,
    put: &mut dyn FnMut(&[Value]) -> Answered<()>,
) -> Answered<()> {
    let site = sites::of(conn, actor.site)?;
    let to = site.clock().business_day(now) + chrono::Duration::days(AHEAD_DAYS);
    let names: HashMap<UserId, String> =
        access::list(conn, actor.site)?.into_iter().map(|member| (member.user.id, member.user.name)).collect();
    let of = if actor.only_own() { actor.user } else { of };
    let mut after: Option<(Date, i64)> = None;
    loop {
        let page = ids(conn, actor, of, to, after)?;
        let Some(last) = page.last().copied() else { return Ok(()) };
        after = Some(last);
        for (_, id) in page {
            let follow_up = store::find(conn, actor.site, FollowUpId(id))?;
            let customer = customers::store::find(conn, actor.site, CustomerId(follow_up.customer.0))?;
            put(&[
                Value::Date(follow_up.due_on),
                Value::text(people::full_name(words, &customer)),
                Value::opt(customer.grade, |grade| Value::text(site.scale.name(grade))),
                Value::text(present::purpose(words, follow_up.purpose)),
                Value::text(names.get(&follow_up.consultant).cloned().unwrap_or_default()),
                Value::opt(customer.last_contact_at, |at| Value::Moment(site.clock().local(at))),
            ])?;
        }
    }
}

fn ids(
    conn: &mut Conn,
    actor: &Actor,
    of: Option<UserId>,
    to: Date,
    after: Option<(Date, i64)>,
) -> Answered<Vec<(Date, i64)>> {
    const AT_ONCE: i64 = 1_000;
    let mut query = follow_ups::table
        .filter(follow_ups::site_id.eq(actor.site.0))
        .filter(follow_ups::state.eq(State::Planned.code()))
        .filter(follow_ups::due_on.le(to))
        .into_boxed();
    if let Some(user) = of {
        query = query.filter(follow_ups::consultant_id.eq(user.0));
    }
    if let Some((day, id)) = after {
        let later = follow_ups::due_on.gt(day).or(follow_ups::id.gt(id));
        query = query.filter(follow_ups::due_on.ge(day)).filter(later);
    }
    Ok(query
        .order((follow_ups::due_on.asc(), follow_ups::id.asc()))
        .limit(AT_ONCE)
        .select((follow_ups::due_on, follow_ups::id))
        .load(conn)?)
}
