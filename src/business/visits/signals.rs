//! Signals of intent that are tapped during a visit, and the score that follows from all that was seen.

use diesel::prelude::*;
use serde_json::json;

use super::intent::{self, Score, Seen, Signal};
use super::model::Visit;
use super::{actions, store};
use crate::base::clock::{Moment, minutes_between};
use crate::base::error::Answered;
use crate::base::ids::{RowId, VisitId};
use crate::base::stage::Stage;
use crate::business::sites;
use crate::platform::db::schema::{objections, signals, visit_stages, visits};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// The signals seen on a visit.
///
/// # Errors
/// Faults of the database.
pub fn of_visit(conn: &mut Conn, visit: VisitId) -> Answered<Vec<Signal>> {
    let codes = signals::table.filter(signals::visit_id.eq(visit.0)).select(signals::code).load::<String>(conn)?;
    Ok(codes.iter().filter_map(|code| Signal::from_code(code)).collect())
}

/// How much the party of a visit wants to buy, with the reasons.
///
/// # Errors
/// Faults of the database.
pub fn score(conn: &mut Conn, visit: &Visit, now: Moment) -> Answered<Score> {
    let weights = sites::of(conn, visit.site)?.settings.intent;
    Ok(intent::score(&seen(conn, visit, now)?, &weights))
}

/// A signal was seen, or was not after all.
///
/// # Errors
/// Those of [`actions::own_taken`]; faults of the database.
pub fn tap(tx: &mut Tx, visit: VisitId, signal: Signal, seen: bool) -> Answered<()> {
    let visit = actions::own_taken(tx, visit)?;
    let known = of_visit(tx.conn, visit.id)?.contains(&signal);
    if known == seen {
        return Ok(());
    }
    if seen {
        insert(tx, &visit, signal)?;
    } else {
        let here = signals::table.filter(signals::visit_id.eq(visit.id.0)).filter(signals::code.eq(signal.code()));
        diesel::delete(here).execute(tx.conn)?;
    }
    let kind = if seen { "visits.signal_seen" } else { "visits.signal_taken_back" };
    let entry = Entry::new(kind).visit(visit.id).customer(visit.customer);
    journal::record(tx, entry.detail(json!({ "signal": signal.code() })))?;
    keep_score(tx, visit)
}

/// Writes the score as it stands now to the visit.
///
/// # Errors
/// `visit_changed` where somebody was faster; faults of the database.
pub(super) fn keep_score(tx: &mut Tx, visit: Visit) -> Answered<()> {
    let now = tx.now;
    let percent = i32::from(score(tx.conn, &visit, now)?.percent);
    if percent != visit.intent {
        store::update(tx, Visit { intent: percent, ..visit })?;
    }
    Ok(())
}

fn seen(conn: &mut Conn, visit: &Visit, now: Moment) -> Answered<Seen> {
    let until = visit.left_at.unwrap_or(now);
    let spent = visit_stages::table
        .filter(visit_stages::visit_id.eq(visit.id.0))
        .filter(visit_stages::stage.eq(Stage::Negotiation.code()))
        .select((visit_stages::entered_at, visit_stages::left_at))
        .load::<(Moment, Option<Moment>)>(conn)?;
    let came = visits::table.filter(visits::journey_id.eq(visit.journey.0)).count().get_result::<i64>(conn)?;
    let open = objections::table
        .filter(objections::journey_id.eq(visit.journey.0))
        .filter(objections::handled_at.is_null())
        .count()
        .get_result::<i64>(conn)?;
    Ok(Seen {
        signals: of_visit(conn, visit.id)?,
        visits: u32::try_from(came).unwrap_or(u32::MAX),
        negotiation_minutes: spent.iter().map(|(from, to)| minutes_between(*from, to.unwrap_or(until))).sum(),
        open_objections: u32::try_from(open).unwrap_or(u32::MAX),
    })
}

fn insert(tx: &mut Tx, visit: &Visit, signal: Signal) -> Answered<()> {
    diesel::insert_into(signals::table)
        .values((
            signals::id.eq(RowId::new(tx.now).0),
            signals::site_id.eq(tx.actor.site.0),
            signals::visit_id.eq(visit.id.0),
            signals::code.eq(signal.code()),
            signals::seen_by.eq(tx.actor.user.map(|who| who.0)),
            signals::seen_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}
