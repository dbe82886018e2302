//! The list of customers for a file: its columns, and its rows as it is filtered, numbers as they show on the screen.

use std::collections::HashMap;

use showroom_templates::Words;

use super::model::{Customer, Title};
use super::search::{self, Wanted};
use super::seeing::{self, Sight};
use super::{actions, present, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId};
use crate::business::sites::{self, Site};
use crate::platform::access;
use crate::platform::db::Conn;
use crate::platform::sheets::{Column, Kind, Value};

/// The columns, in order.
pub fn columns(words: Words) -> Vec<Column> {
    vec![
        Column::new(words.lists_out_name(), Kind::Name),
        Column::new(words.lists_out_title(), Kind::Short),
        Column::new(words.lists_out_phones(), Kind::Name),
        Column::new(words.lists_out_grade(), Kind::Short),
        Column::new(words.lists_out_intent(), Kind::Number),
        Column::new(words.lists_out_owner(), Kind::Short),
        Column::new(words.lists_out_channel(), Kind::Short),
        Column::new(words.lists_out_district(), Kind::Short),
        Column::new(words.lists_out_occupation(), Kind::Short),
        Column::new(words.lists_out_visits(), Kind::Number),
        Column::new(words.lists_out_last_visit(), Kind::Moment),
        Column::new(words.lists_out_last_contact(), Kind::Moment),
        Column::new(words.lists_out_next_contact(), Kind::Date),
        Column::new(words.lists_out_state(), Kind::Short),
        Column::new(words.lists_out_noted_on(), Kind::Date),
    ]
}

/// Gives every row of the list; `whole` shows numbers that this reader has looked up just now.
///
/// # Errors
/// Faults of the database, and what `put` answers.
pub fn each(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    wanted: &Wanted,
    whole: bool,
    put: &mut dyn FnMut(&[Value]) -> Answered<()>,
) -> Answered<()> {
    let site = sites::of(conn, actor.site)?;
    let names: HashMap<UserId, String> =
        access::list(conn, actor.site)?.into_iter().map(|member| (member.user.id, member.user.name)).collect();
    pages(conn, actor, &site, wanted, &mut |conn, people| {
        let mut numbers: HashMap<CustomerId, Vec<String>> = HashMap::new();
        let sights: HashMap<CustomerId, Sight> = people
            .iter()
            .map(|customer| Ok((customer.id, sight(conn, actor, customer, now, whole)?)))
            .collect::<Answered<_>>()?;
        let ids: Vec<CustomerId> = people.iter().map(|customer| customer.id).collect();
        for number in store::numbers_of_many(conn, &ids)? {
            let sight = sights.get(&number.customer).copied().unwrap_or(Sight::Masked);
            numbers.entry(number.customer).or_default().push(present::number_text(&number, sight));
        }
        for customer in people {
            let phones = numbers.remove(&customer.id).unwrap_or_default().join(" / ");
            put(&row(words, &site, customer, phones, &names))?;
        }
        Ok(true)
    })
}

/// Customers of the list whose numbers this reader sees masked: the first so many.
///
/// # Errors
/// Faults of the database.
pub fn masked(conn: &mut Conn, actor: &Actor, now: Moment, wanted: &Wanted, most: usize) -> Answered<Vec<CustomerId>> {
    let site = sites::of(conn, actor.site)?;
    let mut found = Vec::new();
    pages(conn, actor, &site, wanted, &mut |conn, people| {
        for customer in people {
            if sight(conn, actor, customer, now, true)? == Sight::Masked && found.len() < most {
                found.push(customer.id);
            }
        }
        Ok(found.len() < most)
    })?;
    Ok(found)
}

fn sight(conn: &mut Conn, actor: &Actor, customer: &Customer, now: Moment, whole: bool) -> Answered<Sight> {
    match (seeing::number(actor.user, customer.owner, None), actor.user) {
        (Sight::Masked, Some(user)) if whole && actions::revealed_lately(conn, user, customer.id, now)? => {
            Ok(Sight::Whole)
        }
        (sight, _) => Ok(sight),
    }
}

/// Page after page of the list, until `each` has had enough.
fn pages(
    conn: &mut Conn,
    actor: &Actor,
    site: &Site,
    wanted: &Wanted,
    each: &mut dyn FnMut(&mut Conn, &[Customer]) -> Answered<bool>,
) -> Answered<()> {
    let mut wanted = Wanted { after: None, ..wanted.clone() };
    loop {
        let found = search::search(conn, actor.site, &site.country, &wanted)?;
        if !each(conn, &found.customers)? || found.next.is_none() {
            return Ok(());
        }
        wanted.after = found.next;
    }
}

fn row(words: Words, site: &Site, customer: &Customer, phones: String, names: &HashMap<UserId, String>) -> Vec<Value> {
    let clock = site.clock();
    let moment = |at: Moment| Value::Moment(clock.local(at));
    let title = match customer.title {
        Title::None => "",
        title => words.lookup_or(if title == Title::Mr { "customers_title_mr" } else { "customers_title_ms" }),
    };
    vec![
        Value::text(customer.name_text()),
        Value::text(title),
        Value::text(phones),
        Value::opt(customer.grade, |grade| Value::text(site.scale.name(grade))),
        Value::Number(i64::from(customer.intent)),
        Value::text(customer.owner.and_then(|owner| names.get(&owner)).cloned().unwrap_or_default()),
        Value::text(
            customer
                .channel
                .as_deref()
                .map(|code| present::coded(words, "customers_channel_", code))
                .unwrap_or_default(),
        ),
        Value::text(customer.district.clone().unwrap_or_default()),
        Value::text(customer.occupation.clone().unwrap_or_default()),
        Value::Number(i64::from(customer.visits)),
        Value::opt(customer.last_visit_at, moment),
        Value::opt(customer.last_contact_at, moment),
        Value::opt(customer.next_contact_on, Value::Date),
        Value::opt(present::state(words, customer), |(_, _, state)| Value::text(state)),
        Value::Date(clock.date(customer.created_at)),
    ]
}
