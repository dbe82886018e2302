//! The verbs of reports, one transaction each: close a day, sign it, write a correction, set a target.

use serde_json::json;

use super::figures::{self, Cuts, Figures};
use super::model::{Closed, Correction, Measure};
use super::store::Target;
use super::{gather, late, report, standing, store};
use crate::base::clock::Date;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::role::Need;
use crate::business::sites;
use crate::platform::access;
use crate::platform::db::{Tx, fault};
use crate::platform::journal::{self, Entry};

/// Closes a day: its figures are kept as they stand now. Says whether it was open; of two servers one closes it.
///
/// # Errors
/// Faults of the database.
pub fn close(tx: &mut Tx, day: Date) -> Answered<bool> {
    tx.one_at_a_time("closing the book")?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    if store::closed(tx.conn, site.id, day)?.is_some() {
        return Ok(false);
    }
    let promises = &site.settings.promises;
    let entries = figures::count(&gather::day(tx.conn, &site, day, promises, true)?);
    let (figures, cuts) = (Figures::of(&entries), Cuts::of(&entries));
    let stood = standing::lines(tx.conn, &site, day, tx.now)?;
    let fingerprint = store::fingerprint(day, &figures, &cuts, &stood);
    let promises =
        serde_json::to_string(promises).map_err(|error| Fault::bug("writing what was promised").because(error))?;
    let closed = Closed { day, closed_at: tx.now, fingerprint, signed: None, stood, promises };
    match tx.attempt(|tx| store::insert(tx, &closed, &figures, &cuts)) {
        Ok(()) => {}
        Err(error) if fault::violates_unique(&error, store::ONE_DAY) => return Ok(false),
        Err(error) => return Err(error),
    }
    let detail = json!({ "day": day, "fingerprint": closed.fingerprint, "visits": figures.all(Measure::Visits) });
    journal::record(tx, Entry::new("reports.closed").detail(detail))?;
    Ok(true)
}

/// A supervisor has read the report of a closed day and signs it; doing it twice does it once.
///
/// # Errors
/// `day_open` before it is closed; `Forbidden`; faults of the database.
pub fn sign(tx: &mut Tx, day: Date) -> Answered<()> {
    tx.actor.must(Need::SignReports)?;
    let user = tx.actor.user.ok_or(Error::Forbidden(Need::SignReports))?;
    let Some(closed) = store::closed(tx.conn, tx.actor.site, day)? else {
        return Err(Refused::invalid("day_open").into());
    };
    if store::sign(tx, day, user)? {
        let detail = json!({ "day": day, "fingerprint": closed.fingerprint });
        journal::record(tx, Entry::new("reports.signed").detail(detail))?;
    }
    Ok(())
}

/// Writes down why figures of a closed day are not what its rows say now: one line for each figure that differs and was not explained yet.
/// Says how many it were.
///
/// # Errors
/// `day_open`; `nothing_differs`; `reason_missing` at `reason`; `Forbidden`; faults of the database.
pub fn correct(tx: &mut Tx, day: Date, reason: &str) -> Answered<usize> {
    tx.actor.must(Need::SignReports)?;
    if reason.trim().is_empty() {
        return Err(Refused::invalid("reason_missing").at("reason").into());
    }
    let site = sites::of(tx.conn, tx.actor.site)?;
    let Some(check) = report::check(tx.conn, &site, day)? else {
        return Err(Refused::invalid("day_open").into());
    };
    let known = store::corrections_of(tx.conn, site.id, &super::period::Period::day(day))?;
    let mut written = 0;
    for (measure, dim, key, was, is_now) in check.unexplained(&known) {
        let (figure, was, is_now) = ((*measure, *dim, key.clone()), *was, *is_now);
        let one = Correction {
            day,
            figure,
            values: (was, is_now),
            reason: reason.trim().to_owned(),
            by: tx.actor.user,
            at: tx.now,
        };
        store::insert_correction(tx, &one)?;
        written += 1;
    }
    if written == 0 {
        return Err(Refused::invalid("nothing_differs").into());
    }
    late::note(tx, day, false)?;
    journal::record(tx, Entry::new("reports.corrected").detail(json!({ "day": day, "figures": written })))?;
    Ok(written)
}

/// What can have a target.
pub const AIMED_AT: [Measure; 6] = [
    Measure::Visits,
    Measure::Registered,
    Measure::Deposits,
    Measure::Contracts,
    Measure::ContractPrice,
    Measure::MoneyIn,
];

/// Sets the targets of a month; 0 takes one away.
///
/// # Errors
/// `Forbidden`; `Missing` where it is that of somebody who is not of this site; faults of the database.
pub fn set_targets(tx: &mut Tx, month: Date, targets: &[Target]) -> Answered<()> {
    tx.actor.must(Need::EditSettings)?;
    for target in targets {
        if let Some(user) = target.1 {
            access::role_at(tx.conn, user, tx.actor.site)?.ok_or(Error::Missing)?;
        }
        store::set_target(tx, *target)?;
    }
    let detail = json!({ "month": month, "targets": targets.len() });
    journal::record(tx, Entry::new("reports.targets_set").detail(detail))
}
