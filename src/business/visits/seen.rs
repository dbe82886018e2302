//! What the program has seen for itself of a visit, so that nobody has to tick it.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::model::{Visit, VisitState};
use crate::base::error::Answered;
use crate::business::playbooks::model::Fact;
use crate::platform::db::Conn;
use crate::platform::db::schema::{claims, customer_phones, needs, quotes, tour_stops, tours};

/// The facts of a visit that playbook items refer to.
///
/// # Errors
/// Faults of the database.
pub fn facts(conn: &mut Conn, visit: &Visit) -> Answered<BTreeSet<Fact>> {
    // Both questions are asked before a visit can be opened.
    let mut seen = BTreeSet::from([Fact::BeenBeforeAnswered, Fact::PhonedBeforeAnswered]);
    let mut note = |fact: Fact, there: bool| {
        if there {
            seen.insert(fact);
        }
    };
    note(Fact::ChannelKnown, visit.channel.is_some());
    note(Fact::ConsultantAssigned, visit.state != VisitState::Waiting && visit.consultant.is_some());
    note(Fact::OutcomeNoted, visit.outcome.is_some());
    note(Fact::NextDateAgreed, visit.next_on.is_some() || visit.no_next_reason.is_some());
    note(Fact::PhoneKnown, phone_known(conn, visit)?);
    for question in needs_told(conn, visit)? {
        if let Some(fact) = of_need(&question) {
            note(fact, true);
        }
    }
    let stops = stops(conn, visit)?;
    note(Fact::RouteChosen, stops.is_some());
    note(Fact::StopOpinion, stops.unwrap_or_default() > 0);
    let quoted = quotes::table
        .filter(quotes::journey_id.eq(visit.journey.0))
        .select(quotes::id)
        .first::<i64>(conn)
        .optional()?;
    note(Fact::QuoteShown, quoted.is_some());
    note(Fact::UnitsSelected, quoted.is_some() || claimed(conn, visit)?);
    Ok(seen)
}

const fn of_need(question: &str) -> Option<Fact> {
    Some(match question.as_bytes() {
        b"purpose" => Fact::NeedPurpose,
        b"budget" => Fact::NeedBudget,
        b"rooms" => Fact::NeedRooms,
        b"when" => Fact::NeedWhen,
        b"decider" => Fact::NeedDecider,
        b"loan" => Fact::NeedLoan,
        b"rivals" => Fact::NeedRivals,
        _ => return None,
    })
}

fn phone_known(conn: &mut Conn, visit: &Visit) -> Answered<bool> {
    let Some(customer) = visit.customer else {
        return Ok(false);
    };
    let first = customer_phones::table
        .filter(customer_phones::customer_id.eq(customer.0))
        .select(customer_phones::id)
        .first::<i64>(conn)
        .optional()?;
    Ok(first.is_some())
}

fn needs_told(conn: &mut Conn, visit: &Visit) -> Answered<Vec<String>> {
    Ok(needs::table.filter(needs::journey_id.eq(visit.journey.0)).select(needs::question).limit(50).load(conn)?)
}

/// How many stops of this visit's route have an opinion; nothing where no route was chosen.
fn stops(conn: &mut Conn, visit: &Visit) -> Answered<Option<usize>> {
    let tour = tours::table
        .filter(tours::visit_id.eq(visit.id.0))
        .order(tours::id.desc())
        .select(tours::id)
        .first::<i64>(conn)
        .optional()?;
    let Some(tour) = tour else {
        return Ok(None);
    };
    let told = tour_stops::table
        .filter(tour_stops::tour_id.eq(tour))
        .filter(tour_stops::verdict.is_not_null())
        .select(tour_stops::id)
        .limit(50)
        .load::<i64>(conn)?;
    Ok(Some(told.len()))
}

fn claimed(conn: &mut Conn, visit: &Visit) -> Answered<bool> {
    let first = claims::table
        .filter(claims::journey_id.eq(visit.journey.0))
        .filter(claims::ended_at.is_null())
        .select(claims::id)
        .first::<i64>(conn)
        .optional()?;
    Ok(first.is_some())
}
