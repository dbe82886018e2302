//! Agents' filings: written down when they come, judged when the party comes, ended when nobody does.

use serde_json::json;

use crate::base::error::{Answered, Refused};
use crate::base::ids::{CustomerId, FilingId, VisitId};
use crate::base::role::Need;
use crate::business::customers;
use crate::business::ownership::model::{Filing, FilingEnd, FilingState, NewFiling};
use crate::business::ownership::{filings, store};
use crate::business::sites;
use crate::business::visits;
use crate::platform::db::{Tx, fault};
use crate::platform::journal::{self, Entry};

/// The index that lets one filing per number stand.
const ONE_OPEN: &str = "filings_one_open_per_number";

/// Writes an agent's filing down. Its time is the moment of writing: nobody can file into the past.
///
/// # Errors
/// `filed_before` (409) with who filed the number first and until when that stands; `Forbidden`; faults of the database.
pub fn file(tx: &mut Tx, new: &NewFiling) -> Answered<FilingId> {
    tx.actor.must(Need::FileForChannel)?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    let open = store::filing_of_number(tx.conn, tx.actor.site, &new.phone)?;
    if let Some(before) = open.filter(|before| before.state == FilingState::Open) {
        if before.stands_until >= tx.now {
            return Err(filed_before(&before, &site).into());
        }
        end(tx, &before, FilingEnd::Expired, None)?;
    }
    let id = FilingId::new(tx.now);
    let filing = Filing {
        id,
        agency: new.agency.clone(),
        agent: new.agent.clone(),
        surname: new.surname.clone(),
        phone: new.phone.clone(),
        filed_at: tx.now,
        filed_by: tx.actor.user,
        stands_until: filings::stands_until(tx.now, &site.settings.ownership),
        state: FilingState::Open,
        end: None,
        customer: None,
        visit: None,
        settled_at: None,
    };
    let tried = tx.attempt(|tx| store::insert_filing(tx, &filing));
    match tried {
        Err(error) if fault::violates_unique(&error, ONE_OPEN) => {
            let first = store::filing_of_number(tx.conn, tx.actor.site, &new.phone)?.ok_or(error)?;
            return Err(filed_before(&first, &site).into());
        }
        other => other?,
    }
    journal::record(tx, Entry::new("ownership.filed").subject(id))?;
    Ok(id)
}

fn filed_before(first: &Filing, site: &sites::Site) -> Refused {
    let local = |at| site.clock().local(at).format("%m-%d %H:%M").to_string();
    Refused::taken("filed_before")
        .at("phone")
        .with("agency", &first.agency)
        .with("at", local(first.filed_at))
        .with("until", local(first.stands_until))
}

/// A party turned out to be this customer: an open filing of one of their numbers is bound by the visit, or counts for nothing.
///
/// # Errors
/// Faults of the database.
pub fn came(tx: &mut Tx, customer: CustomerId, visit: VisitId) -> Answered<()> {
    let site = sites::of(tx.conn, tx.actor.site)?;
    for number in customers::store::numbers_of(tx.conn, customer)? {
        let filing = store::filing_of_number(tx.conn, tx.actor.site, &number.phone)?;
        let Some(filing) = filing.filter(|filing| filing.state == FilingState::Open) else { continue };
        let arrived_at = visits::store::find(tx.conn, tx.actor.site, visit)?.arrived_at;
        let known_since = store::known_since(tx.conn, customer, visit)?;
        let arrival = filings::Arrival { filed_at: filing.filed_at, arrived_at, known_since };
        match filings::binds(&arrival, &site.settings.ownership) {
            Ok(()) => {
                if store::settle_filing(tx, filing.id, Ok(()), Some((customer, visit)))? {
                    let entry = Entry::new("ownership.filing_bound").customer(customer).visit(visit).subject(filing.id);
                    journal::record(tx, entry)?;
                }
            }
            Err(why) => end(tx, &filing, why, Some((customer, visit)))?,
        }
    }
    Ok(())
}

/// Ends filings that nobody came for; says how many. A chore of the house: doing it twice does nothing more.
///
/// # Errors
/// Faults of the database.
pub fn end_filings(tx: &mut Tx) -> Answered<usize> {
    let over = store::filings_to_end(tx.conn, tx.actor.site, tx.now, 200)?;
    for id in &over {
        let filing = store::find_filing(tx.conn, tx.actor.site, *id)?;
        end(tx, &filing, FilingEnd::Expired, None)?;
    }
    Ok(over.len())
}

fn end(tx: &mut Tx, filing: &Filing, why: FilingEnd, came: Option<(CustomerId, VisitId)>) -> Answered<()> {
    if !store::settle_filing(tx, filing.id, Err(why), came)? {
        return Ok(());
    }
    let entry = Entry::new("ownership.filing_ended").subject(filing.id);
    let entry = entry.customer(came.map(|(customer, _)| customer)).visit(came.map(|(_, visit)| visit));
    journal::record(tx, entry.detail(json!({ "reason": why.code() })))
}
