//! The public pool, and whose protection ends soon, for a file. Numbers are masked, as they are on the screen.

use std::collections::HashMap;

use showroom_templates::Words;

use super::model::PoolReason;
use super::store::{self, Wanted};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, UserId};
use crate::business::consultants::store::names;
use crate::business::customers::model::{Customer, Number};
use crate::business::customers::protection::Protection;
use crate::business::customers::{keeping, present as people, store as customers};
use crate::business::sites;
use crate::platform::db::Conn;
use crate::platform::sheets::{Column, Kind, Value};

/// The most whose protection ends soon.
const MOST_ENDING: usize = 20_000;
/// How many customers are read at once.
const AT_ONCE: usize = 200;

/// The columns of the public pool, in order.
pub fn pool_columns(words: Words) -> Vec<Column> {
    vec![
        Column::new(words.lists_out_name(), Kind::Name),
        Column::new(words.lists_out_phones(), Kind::Name),
        Column::new(words.lists_out_grade(), Kind::Short),
        Column::new(words.lists_out_pooled(), Kind::Moment),
        Column::new(words.lists_out_pooled_why(), Kind::Short),
        Column::new(words.lists_out_owner_before(), Kind::Short),
        Column::new(words.lists_out_visits(), Kind::Number),
        Column::new(words.lists_out_last_contact(), Kind::Moment),
    ]
}

/// Gives everybody in the pool, the latest first: of one grade, or whom a search finds.
///
/// # Errors
/// Faults of the database, and what `put` answers.
pub fn each_pooled(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    grade: Option<Grade>,
    text: Option<&str>,
    put: &mut dyn FnMut(&[Value]) -> Answered<()>,
) -> Answered<()> {
    let site = sites::of(conn, actor.site)?;
    let names = names(conn, actor.site)?;
    let mut wanted = Wanted { grade, after: None };
    loop {
        let (found, more) = match text {
            Some(text) => (store::search_pool(conn, site.id, &site.country, text)?, false),
            None => store::list_pool(conn, site.id, &wanted)?,
        };
        let ids: Vec<CustomerId> = found.iter().map(|one| one.customer).collect();
        let (people, numbers) = read(conn, actor, &ids)?;
        for one in &found {
            let Some(customer) = people.get(&one.customer).filter(|one| grade.is_none() || one.grade == grade) else {
                continue;
            };
            let why = match one.reason {
                PoolReason::Lapsed => words.lists_out_pooled_by_lapse(),
                PoolReason::Left => words.lists_out_pooled_by_leaving(),
            };
            put(&[
                Value::text(people::full_name(words, customer)),
                Value::text(numbers.get(&customer.id).map(|number| number.phone.masked()).unwrap_or_default()),
                Value::text(people::grade_of(customer, &site.scale).unwrap_or_default()),
                Value::Moment(site.clock().local(one.since)),
                Value::text(why),
                Value::text(one.from.and_then(|who| names.get(&who)).cloned().unwrap_or_default()),
                Value::Number(i64::from(customer.visits)),
                Value::opt(customer.last_contact_at, |at| Value::Moment(site.clock().local(at))),
            ])?;
        }
        wanted.after = found.last().map(|last| (last.since, last.customer));
        if !more || wanted.after.is_none() {
            return Ok(());
        }
    }
}

/// The columns of the list of those whose protection ends soon, in order.
pub fn ending_columns(words: Words) -> Vec<Column> {
    vec![
        Column::new(words.lists_out_name(), Kind::Name),
        Column::new(words.lists_out_phones(), Kind::Name),
        Column::new(words.lists_out_grade(), Kind::Short),
        Column::new(words.lists_out_owner(), Kind::Short),
        Column::new(words.lists_out_last_contact(), Kind::Moment),
        Column::new(words.lists_out_next_contact(), Kind::Date),
        Column::new(words.lists_out_protected_until(), Kind::Date),
        Column::new(words.lists_out_days_left(), Kind::Number),
    ]
}

/// Gives everybody whose protection ends within the days in which the owner is warned, who has the fewest days left first; to consultants their own.
///
/// # Errors
/// Faults of the database, and what `put` answers.
pub fn each_ending(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    put: &mut dyn FnMut(&[Value]) -> Answered<()>,
) -> Answered<()> {
    let site = sites::of(conn, actor.site)?;
    let names = names(conn, actor.site)?;
    let warns = i64::from(site.settings.protection.warns_days);
    let all = keeping::ending(conn, &site, now, warns, MOST_ENDING)?;
    let mut ending: Vec<(i64, UserId, CustomerId, Protection)> = all
        .into_iter()
        .filter(|(owner, _, _)| !actor.only_own() || actor.is(*owner))
        .filter_map(|(owner, customer, left)| match left {
            Protection::Running { days_left, .. } => Some((days_left, owner, customer, left)),
            Protection::Lapsed { .. } | Protection::Endless | Protection::Frozen => None,
        })
        .collect();
    ending.sort_by_key(|(days, owner, customer, _)| (*days, *owner, *customer));
    for some in ending.chunks(AT_ONCE) {
        let ids: Vec<CustomerId> = some.iter().map(|(_, _, customer, _)| *customer).collect();
        let (people, numbers) = read(conn, actor, &ids)?;
        for (days, owner, id, left) in some {
            let (Some(customer), Protection::Running { ends_on, .. }) = (people.get(id), left) else { continue };
            put(&[
                Value::text(people::full_name(words, customer)),
                Value::text(numbers.get(id).map(|number| number.phone.masked()).unwrap_or_default()),
                Value::text(people::grade_of(customer, &site.scale).unwrap_or_default()),
                Value::text(names.get(owner).cloned().unwrap_or_default()),
                Value::opt(customer.last_contact_at, |at| Value::Moment(site.clock().local(at))),
                Value::opt(customer.next_contact_on, Value::Date),
                Value::Date(*ends_on),
                Value::Number(*days),
            ])?;
        }
    }
    Ok(())
}

type People = (HashMap<CustomerId, Customer>, HashMap<CustomerId, Number>);

/// Customers, and the first number of each.
fn read(conn: &mut Conn, actor: &Actor, ids: &[CustomerId]) -> Answered<People> {
    let people = customers::list(conn, actor.site, ids)?.into_iter().map(|one| (one.id, one)).collect();
    let mut numbers: HashMap<CustomerId, Number> = HashMap::new();
    for number in customers::numbers_of_many(conn, ids)? {
        numbers.entry(number.customer).or_insert(number);
    }
    Ok((people, numbers))
}
