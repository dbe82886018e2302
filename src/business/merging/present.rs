//! Merging as people read it: pairs, the two cards side by side, a merge that stands or was undone.

use std::collections::HashMap;

use showroom_templates::Words;
use showroom_templates::pages::merging as pages;
use showroom_templates::urls;

use super::choosing::{Choices, Field, Side};
use super::likeness::Why;
use super::model::{Merge, Pair};
use crate::base::clock::Date;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, SiteId, UserId};
use crate::business::customers::model::{Customer, Number};
use crate::business::customers::present as people;
use crate::business::customers::store;
use crate::business::sites::Site;
use crate::platform::db::Conn;
use crate::platform::db::schema::{contracts, deposits, follow_ups, quotes, visits};

/// One of the two, with everything that the pages show.
#[derive(Debug, Clone)]
pub struct One {
    /// The customer.
    pub customer: Customer,
    /// The numbers, the main one first.
    pub numbers: Vec<Number>,
    /// How much there is: visits, follow-ups, quotes, deposits, contracts.
    pub counts: [i64; 5],
}

/// Gathers one of the two.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn one(conn: &mut Conn, site: SiteId, id: CustomerId) -> Answered<One> {
    use diesel::prelude::*;
    let customer = store::find(conn, site, id)?;
    let counts = [
        visits::table.filter(visits::customer_id.eq(id.0)).count().get_result(conn)?,
        follow_ups::table.filter(follow_ups::customer_id.eq(id.0)).count().get_result(conn)?,
        quotes::table.filter(quotes::customer_id.eq(id.0)).count().get_result(conn)?,
        deposits::table.filter(deposits::customer_id.eq(id.0)).count().get_result(conn)?,
        contracts::table.filter(contracts::customer_id.eq(id.0)).count().get_result(conn)?,
    ];
    Ok(One { customer, numbers: store::numbers_of(conn, id)?, counts })
}

/// What speaks for a pair, in words.
pub fn why(words: Words, why: &[Why]) -> String {
    let each: Vec<&str> =
        why.iter().map(|one| words.lookup(&format!("merging_why_{}", one.code())).unwrap_or_default()).collect();
    each.join(words.customers_list_comma())
}

/// One side of a pair in a list. Numbers are masked, whoever reads it.
pub fn person(words: Words, site: &Site, one: &One, names: &HashMap<UserId, String>, today: Date) -> pages::Person {
    let customer = &one.customer;
    let numbers: Vec<String> = one.numbers.iter().map(|number| number.phone.masked()).collect();
    let owner = customer.owner.and_then(|owner| names.get(&owner).cloned());
    let last = customer.last_visit_at.map(|at| words.near_day(site.clock().business_day(at), today));
    let came =
        last.map_or_else(|| words.customers_never_came().to_owned(), |last| words.merging_came(customer.visits, last));
    pages::Person {
        id: customer.id.0,
        name: people::full_name(words, customer),
        numbers: numbers.join(words.customers_list_comma()),
        under: [owner.unwrap_or_else(|| words.customers_no_owner().to_owned()), came].join(" · "),
    }
}

/// A pair in the list.
pub fn pair(
    words: Words,
    pair: &Pair,
    people: (pages::Person, pages::Person),
    told_by: Option<String>,
) -> pages::PairLine {
    let (one, other) = people;
    pages::PairLine {
        id: pair.id.0,
        compare: urls::merging::compare(one.id, other.id),
        why: match told_by {
            Some(name) => words.merging_told_by(name),
            None => why(words, &pair.why),
        },
        people: [one, other],
    }
}

/// The two cards, field by field.
pub fn fields(
    words: Words,
    site: &Site,
    kept: &One,
    gone: &One,
    offered: &Choices,
    names: &HashMap<UserId, String>,
) -> Vec<pages::FieldChoice> {
    let value = |one: &One, field: Field| -> String {
        let customer = &one.customer;
        let channel =
            || customer.channel.as_deref().map(|code| people::coded(words, "customers_channel_", code).to_owned());
        match field {
            Field::Name => Some(people::full_name(words, customer)),
            Field::Number => one.numbers.first().map(|number| number.phone.masked()),
            Field::Owner => customer.owner.map(|owner| names.get(&owner).cloned().unwrap_or_default()),
            Field::Grade => people::grade_of(customer, &site.scale),
            Field::Channel => channel(),
            Field::District => customer.district.clone(),
            Field::Occupation => customer.occupation.clone(),
            Field::Wechat => customer.wechat.clone(),
            Field::Email => customer.email.clone(),
            Field::Note => customer.note.clone(),
        }
        .unwrap_or_default()
    };
    Field::ALL
        .into_iter()
        .map(|field| pages::FieldChoice {
            name: field.code().to_owned(),
            label: label(words, field).to_owned(),
            kept: value(kept, field),
            gone: value(gone, field),
            offered: offered.of(field).code().to_owned(),
        })
        .filter(|choice| !(choice.kept.is_empty() && choice.gone.is_empty()))
        .collect()
}

fn label(words: Words, field: Field) -> &'static str {
    match field {
        Field::Name => words.customers_name(),
        Field::Number => words.customers_number_main(),
        Field::Owner => words.customers_owner(),
        Field::Grade => words.customers_grade(),
        Field::Channel => words.customers_channel(),
        Field::District => words.customers_district(),
        Field::Occupation => words.customers_occupation(),
        Field::Wechat => words.customers_wechat(),
        Field::Email => words.customers_email(),
        Field::Note => words.customers_note(),
    }
}

/// What of the one goes to the other, in words; what there is none of is left out.
pub fn goes_along(words: Words, gone: &One) -> Vec<String> {
    let [visits, follow_ups, quotes, deposits, contracts] = gone.counts;
    [
        (visits, words.merging_count_visits(visits)),
        (follow_ups, words.merging_count_follow_ups(follow_ups)),
        (quotes, words.merging_count_quotes(quotes)),
        (deposits, words.merging_count_deposits(deposits)),
        (contracts, words.merging_count_contracts(contracts)),
    ]
    .into_iter()
    .filter_map(|(count, text)| (count > 0).then_some(text))
    .collect()
}

/// The code of the side that a form sent, read back.
pub fn side(code: &str) -> Option<Side> {
    Side::from_code(code)
}

/// The name of the one that went, as it was kept; empty where it was forgotten.
pub fn name_of_gone(words: Words, merge: &Merge) -> String {
    let name = merge.gone_before.get("name").and_then(serde_json::Value::as_str).unwrap_or_default();
    if name.is_empty() { words.customers_unnamed().to_owned() } else { name.to_owned() }
}
