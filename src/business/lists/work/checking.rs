//! Finding out what is to become of each row. Reading does the looking up; only the answers go through the writer.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::join;

use super::{Went, Work, breathe, terms};
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::SiteId;
use crate::business::customers::model::Customer;
use crate::business::customers::search;
use crate::business::customers::store as people;
use crate::business::followups::actions as followups;
use crate::business::lists::draft::{self, Draft, Terms};
use crate::business::lists::fate::{self, Known};
use crate::business::lists::headings;
use crate::business::lists::model::{Fate, Kind, Row, State, Why};
use crate::business::lists::store::{self, Which};
use crate::platform::db::Conn;

/// Rows looked at together.
const AT_ONCE: i64 = 400;
/// Names that nobody here has; more of them are asked about after the first are settled.
const MOST_UNCLEAR: usize = 30;

pub(super) async fn go_on(work: Work) -> Answered<Went> {
    let (import, now) = (work.import.clone(), work.clock.now());
    let terms = Arc::new(work.db.read(move |conn| terms(conn, &import, now)).await?);
    // Numbers of the file's own rows are known only from its beginning, so a restart begins anew; nothing is taken over here.
    let mut unclear = BTreeMap::<String, u32>::new();
    let mut looked = look_on(&work, &terms, 0, Seen::default()).await?;
    loop {
        let since = Instant::now();
        let (rows, seen) = looked;
        let Some(last) = rows.last().map(|row| row.number) else { break };
        for row in rows.iter().filter(|row| row.why.code == "person_unknown") {
            *unclear.entry(row.why.about.clone()).or_default() += 1;
        }
        let (id, done) = (work.import.id, i32::try_from(seen.rows).unwrap_or(i32::MAX));
        let write = work.holding(move |tx| {
            for row in &rows {
                store::set_fate(tx, id, row)?;
            }
            store::progress(tx, id, done, None)
        });
        // The writer has its own thread, so the next rows are looked at meanwhile.
        let (ours, next) = join(write, look_on(&work, &terms, last, seen)).await;
        if !ours? {
            return Ok(Went::Elsewhere);
        }
        looked = next?;
        breathe(since).await;
    }
    let mut unclear: Vec<(String, u32)> = unclear.into_iter().collect();
    unclear.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    unclear.truncate(MOST_UNCLEAR);
    work.end(move |_, import| {
        import.plan.unclear.clone_from(&unclear);
        import.state = State::Preview;
        import.done = 0;
        Ok(())
    })
    .await
}

/// Looks at the rows after this one, with what those before have said.
async fn look_on(work: &Work, terms: &Arc<Terms>, after: i32, mut seen: Seen) -> Answered<(Vec<Row>, Seen)> {
    let (id, site, kind, terms) = (work.import.id, work.import.site, work.import.kind, Arc::clone(terms));
    work.db
        .read(move |conn| {
            let mut rows = store::rows(conn, id, Which::All, after, AT_ONCE)?;
            for row in &mut rows {
                look_at(conn, site, kind, row, &terms, &mut seen)?;
            }
            seen.rows += rows.len();
            Ok((rows, seen))
        })
        .await
}

/// What earlier rows of the file have said.
#[derive(Debug, Default)]
struct Seen {
    /// Numbers, with the row and the name that it gives.
    numbers: HashMap<String, (i32, String)>,
    rows: usize,
}

fn look_at(conn: &mut Conn, site: SiteId, kind: Kind, row: &mut Row, terms: &Terms, seen: &mut Seen) -> Answered<()> {
    let before = (row.fate, row.why.code.clone());
    row.customer = None;
    if headings::repeats_titles(&terms.plan, &row.cells) || headings::is_total(&row.cells) {
        (row.fate, row.why) = (Fate::Skipped, Why::because("no_row"));
    } else {
        match draft::read(kind, row, terms) {
            Err(why) => (row.fate, row.why) = (Fate::Refused, *why),
            Ok(draft) => {
                let mut known = known(conn, site, kind, &draft)?;
                if kind == Kind::Customers {
                    let first = draft.phones.iter().find_map(|phone| seen.numbers.get(phone.reveal()));
                    known.earlier = first.cloned();
                }
                (row.fate, row.why, row.customer) = decide(conn, kind, &draft, &known, terms)?;
                if kind == Kind::Customers && row.fate == Fate::New {
                    let name = draft.name.as_ref().map(|name| name.reveal().to_owned()).unwrap_or_default();
                    for phone in &draft.phones {
                        seen.numbers.entry(phone.reveal().to_owned()).or_insert_with(|| (row.number, name.clone()));
                    }
                }
            }
        }
    }
    // What a person said stays, as long as the question is the same.
    if before != (row.fate, row.why.code.clone()) || row.fate != Fate::Doubtful {
        row.decision = None;
    }
    Ok(())
}

/// What is to become of a row by what is known now.
pub(super) fn decide(
    conn: &mut Conn,
    kind: Kind,
    draft: &Draft,
    known: &Known,
    _terms: &Terms,
) -> Answered<(Fate, Why, Option<crate::base::ids::CustomerId>)> {
    match (kind, &draft.contact) {
        (Kind::FollowUps, Some(contact)) => {
            let (fate, why, customer) = fate::of_contact(draft, known, false);
            let Some(customer) = customer else { return Ok((fate, why, None)) };
            let there = followups::is_there(conn, customer, contact.on.date(), contact.words.as_deref())?;
            Ok(if there { fate::of_contact(draft, known, true) } else { (fate, why, Some(customer)) })
        }
        (Kind::FollowUps, None) => Ok((Fate::Refused, Why::because("contact_without_day"), None)),
        (Kind::Customers, _) => Ok(fate::of_customer(draft, known)),
    }
}

/// Whom the house knows of whom a row may speak.
pub(super) fn known(conn: &mut Conn, site: SiteId, kind: Kind, draft: &Draft) -> Answered<Known> {
    let mut by_number: Vec<(Customer, usize)> = Vec::new();
    let mut free = 0;
    for phone in &draft.phones {
        match people::of_number(conn, site, phone)? {
            Some(id) if by_number.iter().any(|(customer, _)| customer.id == id) => {}
            Some(id) => by_number.push((people::find(conn, site, id)?, 0)),
            None => free += 1,
        }
    }
    for (_, missing) in &mut by_number {
        *missing = free;
    }
    let mut by_name = Vec::new();
    // Two people of one name are two people: a name alone decides only where there is nothing else.
    if let Some(name) =
        draft.name.as_ref().filter(|_| by_number.is_empty() && (draft.phones.is_empty() || kind == Kind::FollowUps))
    {
        by_name = search::of_name(conn, site, name)?;
    }
    Ok(Known { by_number, by_name, earlier: None })
}

/// A moment on the wall clock of the site, in UTC.
pub(super) fn utc(clock: &crate::base::clock::SiteClock, at: chrono::NaiveDateTime) -> Moment {
    clock.moment(at)
}
