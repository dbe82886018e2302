//! The rows behind a figure.

use std::collections::HashMap;

use diesel::prelude::*;
use showroom_templates::pages::reports as pages;
use showroom_templates::{Words, urls};

use super::cuts::Within;
use super::figures::Entry;
use super::model::{Dim, Measure, Of};
use super::report::MOST_OPEN;
use super::{present, report};
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId};
use crate::business::consultants::store as desk;
use crate::business::customers::present as people;
use crate::business::customers::store as customers;
use crate::business::sites::Site;
use crate::platform::db::Conn;
use crate::platform::db::schema::{calls, contracts, deposits, follow_ups, objections, payments, visits};

/// How many rows are listed.
pub const LISTED: usize = 500;
/// For more days than this the days are listed instead of their rows.
pub const MOST_DAYS: usize = MOST_OPEN;

/// A figure: what is counted, along which dimension, under which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The measure.
    pub measure: Measure,
    /// The dimension.
    pub dim: Dim,
    /// The key.
    pub key: String,
}

/// The entries behind a figure on these days, within a cut where it is one's, from the rows as they are now.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn behind(
    conn: &mut Conn,
    site: &Site,
    days: &[Date],
    figure: &Figure,
    within: Option<&Within>,
) -> Answered<Vec<Entry>> {
    let mut found = Vec::new();
    for day in days {
        let entries = report::entries_of(conn, site, *day, figure.measure)?;
        found.extend(entries.into_iter().filter(|entry| {
            (figure.dim == Dim::All || entry.key(figure.dim) == figure.key)
                && within.is_none_or(|within| within.has(entry, *day))
        }));
    }
    Ok(found)
}

/// What stands in a line about a row.
#[derive(Debug, Clone, Default)]
struct About {
    customer: Option<i64>,
    at: Option<Moment>,
    text: String,
    /// What answered it.
    said: Option<String>,
}

/// The entries as lines of a page.
///
/// # Errors
/// Faults of the database.
pub fn lines(conn: &mut Conn, site: &Site, words: Words, entries: &[Entry]) -> Answered<Vec<pages::RowLine>> {
    let entries = &entries[..entries.len().min(LISTED)];
    let about = about(conn, entries)?;
    let ids: Vec<CustomerId> = about.values().filter_map(|about| about.customer.map(CustomerId)).collect();
    let known: HashMap<CustomerId, String> = customers::list(conn, site.id, &ids)?
        .into_iter()
        .map(|customer| (customer.id, people::name_or_unnamed(words, &customer)))
        .collect();
    let names = desk::names(conn, site.id)?;
    let clock = site.clock();
    let line = |entry: &Entry| {
        let nothing = About::default();
        let about = about.get(&entry.of).unwrap_or(&nothing);
        let name = about.customer.and_then(|id| known.get(&CustomerId(id)).cloned());
        let title = name.filter(|name| !name.is_empty()).unwrap_or_else(|| about.text.clone());
        let consultant = entry.key(Dim::Consultant).parse().ok().and_then(|id: i64| names.get(&UserId(id)).cloned());
        let when = about.at.map(|at| words.day_and_clock(clock.local(at)));
        let value = (!entry.measure.counts_rows()).then(|| present::value(words, site, entry.measure, entry.value));
        pages::RowLine {
            href: href(entry.of, about.customer),
            title: if title.is_empty() { words.reports_row_unnamed().to_owned() } else { title },
            under: [when, consultant, about.said.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · "),
            value,
        }
    };
    Ok(entries.iter().map(line).collect())
}

fn href(of: Of, customer: Option<i64>) -> Option<String> {
    match of {
        Of::Visit(id) => Some(urls::visits::show(id)),
        Of::Customer(id) => Some(urls::customers::show(id)),
        Of::Deposit(id) => Some(urls::deposits::show(id)),
        Of::Contract(id) => Some(urls::contracts::show(id)),
        Of::Call(_) | Of::FollowUp(_) | Of::Payment(_) | Of::Objection(_) => customer.map(urls::customers::show),
    }
}

fn about(conn: &mut Conn, entries: &[Entry]) -> Answered<HashMap<Of, About>> {
    let mut about = HashMap::new();
    let ids = |want: fn(Of) -> Option<i64>| -> Vec<i64> { entries.iter().filter_map(|entry| want(entry.of)).collect() };
    let visit_ids = ids(|of| if let Of::Visit(id) = of { Some(id) } else { None });
    let rows: Vec<(i64, Option<i64>, Moment, Option<String>)> = visits::table
        .filter(visits::id.eq_any(&visit_ids))
        .select((visits::id, visits::customer_id, visits::arrived_at, visits::description))
        .load(conn)?;
    about.extend(rows.into_iter().map(|(id, customer, at, text)| {
        (Of::Visit(id), About { customer, at: Some(at), text: text.unwrap_or_default(), said: None })
    }));
    for id in ids(|of| if let Of::Customer(id) = of { Some(id) } else { None }) {
        about.insert(Of::Customer(id), About { customer: Some(id), ..About::default() });
    }
    let rows: Vec<(i64, Option<i64>, Moment, Option<String>)> = calls::table
        .filter(calls::id.eq_any(ids(|of| if let Of::Call(id) = of { Some(id) } else { None })))
        .select((calls::id, calls::customer_id, calls::taken_at, calls::note))
        .load(conn)?;
    about.extend(rows.into_iter().map(|(id, customer, at, text)| {
        (Of::Call(id), About { customer, at: Some(at), text: text.unwrap_or_default(), said: None })
    }));
    let rows: Vec<(i64, i64, Option<Moment>)> = follow_ups::table
        .filter(follow_ups::id.eq_any(ids(|of| if let Of::FollowUp(id) = of { Some(id) } else { None })))
        .select((follow_ups::id, follow_ups::customer_id, follow_ups::done_at))
        .load(conn)?;
    about.extend(
        rows.into_iter()
            .map(|(id, customer, at)| (Of::FollowUp(id), About { customer: Some(customer), at, ..About::default() })),
    );
    let rows: Vec<(i64, i64, Option<Moment>, String)> = deposits::table
        .filter(deposits::id.eq_any(ids(|of| if let Of::Deposit(id) = of { Some(id) } else { None })))
        .select((deposits::id, deposits::customer_id, deposits::paid_at, deposits::number))
        .load(conn)?;
    about.extend(
        rows.into_iter().map(|(id, customer, at, text)| {
            (Of::Deposit(id), About { customer: Some(customer), at, text, said: None })
        }),
    );
    let rows: Vec<(i64, i64, Option<Moment>, String)> = contracts::table
        .filter(contracts::id.eq_any(ids(|of| if let Of::Contract(id) = of { Some(id) } else { None })))
        .select((contracts::id, contracts::customer_id, contracts::signed_at, contracts::number))
        .load(conn)?;
    about.extend(
        rows.into_iter().map(|(id, customer, at, text)| {
            (Of::Contract(id), About { customer: Some(customer), at, text, said: None })
        }),
    );
    let rows: Vec<(i64, i64, Moment, String)> = payments::table
        .filter(payments::id.eq_any(ids(|of| if let Of::Payment(id) = of { Some(id) } else { None })))
        .select((payments::id, payments::customer_id, payments::received_at, payments::receipt_number))
        .load(conn)?;
    about.extend(rows.into_iter().map(|(id, customer, at, text)| {
        (Of::Payment(id), About { customer: Some(customer), at: Some(at), text, said: None })
    }));
    type Heard = (i64, Option<i64>, Moment, Option<String>, Option<String>);
    let rows: Vec<Heard> = objections::table
        .left_join(visits::table.on(visits::id.nullable().eq(objections::visit_id)))
        .filter(objections::id.eq_any(ids(|of| if let Of::Objection(id) = of { Some(id) } else { None })))
        .select((
            objections::id,
            visits::customer_id.nullable(),
            objections::heard_at,
            objections::words,
            objections::answer,
        ))
        .load(conn)?;
    about.extend(rows.into_iter().map(|(id, customer, at, text, said)| {
        (Of::Objection(id), About { customer, at: Some(at), text: text.unwrap_or_default(), said })
    }));
    Ok(about)
}
