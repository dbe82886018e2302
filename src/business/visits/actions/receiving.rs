//! A party comes through the door: who they are, as far as they say, and what they answered.

use chrono::Duration;
use serde_json::json;

use super::{assigning, here};
use crate::base::error::{Answered, Refused};
use crate::base::ids::{AppointmentId, CustomerId, VisitId};
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::base::stage::Stage;
use crate::business::consultants::actions as consultants;
use crate::business::customers::model::{Customer, Meeting, Title};
use crate::business::customers::seeing::PICKED;
use crate::business::customers::{self, journeys};
use crate::business::playbooks;
use crate::business::sites;
use crate::business::visits::model::{Kind, Said, Visit, VisitState};
use crate::business::visits::{appointments, store};
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// The longest that a party may have stood at the door before somebody wrote it down.
const LONGEST_WAIT_MINUTES: i64 = 60;

/// Who stands at the door, or is on the telephone, as far as they say.
#[derive(Debug, Clone)]
pub enum Caller {
    /// A customer who was found.
    Known(CustomerId),
    /// Somebody who gives a number, and perhaps a name.
    Number(Phone, Option<Name>, Title),
    /// Somebody who gives a name and no number.
    Named(Name, Title),
    /// Nobody whom we could call.
    Anonymous,
}

/// A party at the door.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Who.
    pub caller: Caller,
    /// What kind of visitor, as seen at the door; returning and by appointment are found out here.
    pub kind: Kind,
    /// *Been here before?* May be left out where the file knows.
    pub been_before: Option<Said>,
    /// *Phoned before?* May be left out where the file knows.
    pub phoned_before: Option<Said>,
    /// How many adults.
    pub party_size: i32,
    /// How many children.
    pub children: i32,
    /// How to know them without a name.
    pub description: Option<String>,
    /// Where they heard of us.
    pub channel: Option<String>,
    /// The appointment that they keep.
    pub appointment: Option<AppointmentId>,
    /// For how many minutes they have stood there already.
    pub waited_minutes: i64,
    /// Whether they have been greeted.
    pub greeted: bool,
}

/// Opens the visit of a party.
///
/// # Errors
/// `been_before_unanswered`, `phoned_before_unanswered` where a buyer was not asked and the file does not know;
/// `appointment_not_open` for an appointment that was kept or called off; faults of the database.
pub fn receive(tx: &mut Tx, arrival: &Arrival) -> Answered<VisitId> {
    tx.one_at_a_time("rotation")?;
    let appointment = arrival.appointment.map(|id| appointments::planned(tx, id)).transpose()?;
    let customer = match &appointment {
        Some(appointment) => Some(customers::store::find(tx.conn, tx.actor.site, appointment.customer)?),
        None => customer_of(tx, arrival)?,
    };
    let (been_before, phoned_before) = answers(arrival, customer.as_ref())?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    let day = site.clock().business_day(tx.now);
    let journey = journey_of(tx, customer.as_ref())?;
    let arrived_at = tx.now - Duration::minutes(arrival.waited_minutes.clamp(0, LONGEST_WAIT_MINUTES));
    let visit = Visit {
        id: VisitId::new(tx.now),
        site: tx.actor.site,
        journey,
        customer: customer.as_ref().map(|customer| customer.id),
        day,
        number: store::next_number(tx, day)?,
        state: VisitState::Waiting,
        stage: Stage::Reception,
        kind: kind_of(arrival.kind, appointment.is_some(), customer.as_ref()),
        party_size: arrival.party_size.max(1),
        children: arrival.children.max(0),
        description: arrival.description.clone(),
        channel: arrival.channel.clone().or_else(|| customer.as_ref().and_then(|customer| customer.channel.clone())),
        been_before,
        phoned_before,
        appointment: arrival.appointment,
        consultant: None,
        arrived_at,
        greeted_at: arrival.greeted.then_some(tx.now),
        assigned_at: None,
        left_at: None,
        outcome: None,
        outcome_reason: None,
        next_on: None,
        no_next_reason: None,
        closed_by_house: false,
        papers_given: Vec::new(),
        contacts_exchanged: false,
        walked_to_door: false,
        intent: 0,
        alone_since: None,
        version: 1,
    };
    store::insert(tx, &visit)?;
    store::enter_stage(tx, visit.id, Stage::Reception, arrived_at)?;
    if let Some(customer) = visit.customer {
        customers::actions::came(tx, customer)?;
    }
    if let Some(appointment) = &appointment {
        appointments::came(tx, appointment)?;
    }
    let detail = json!({ "kind": visit.kind.code(), "party": visit.party_size, "children": visit.children,
        "been_before": been_before.code(), "phoned_before": phoned_before.code(), "channel": visit.channel,
        PICKED: appointment.is_some() || matches!(arrival.caller, Caller::Known(_)) });
    journal::record(tx, Entry::new("visits.received").visit(visit.id).customer(visit.customer).detail(detail))?;
    tell_if_nobody_can(tx, &visit)?;
    Ok(visit.id)
}

/// Somebody greeted a party that was only written down.
///
/// # Errors
/// `visit_over` where the party has left; missing where there is none such; faults of the database.
pub fn greet(tx: &mut Tx, id: VisitId) -> Answered<()> {
    let visit = here(tx, id)?;
    if visit.greeted_at.is_some() {
        return Ok(());
    }
    let customer = visit.customer;
    store::update(tx, Visit { greeted_at: Some(tx.now), ..visit })?;
    journal::record(tx, Entry::new("visits.greeted").visit(id).customer(customer))
}

fn customer_of(tx: &mut Tx, arrival: &Arrival) -> Answered<Option<Customer>> {
    Ok(match &arrival.caller {
        Caller::Anonymous => None,
        Caller::Known(id) => Some(customers::store::find(tx.conn, tx.actor.site, *id)?),
        Caller::Named(name, title) => {
            let channel = arrival.channel.clone();
            Some(customers::actions::meet_without_number(tx, Some(name.clone()), *title, channel)?)
        }
        Caller::Number(phone, name, title) => {
            let (phone, name, channel) = (phone.clone(), name.clone(), arrival.channel.clone());
            Some(customers::actions::meet(tx, &Meeting { phone, name, title: *title, channel })?.customer)
        }
    })
}

/// Both questions must be answered for whoever may buy; for a customer on file, the file answers what was not asked.
fn answers(arrival: &Arrival, customer: Option<&Customer>) -> Answered<(Said, Said)> {
    let (been, phoned) = on_file(customer);
    let been = arrival.been_before.or(been);
    let phoned = arrival.phoned_before.or(phoned);
    if !arrival.kind.counts() {
        return Ok((been.unwrap_or(Said::Unsure), phoned.unwrap_or(Said::Unsure)));
    }
    match (been, phoned) {
        (Some(been), Some(phoned)) => Ok((been, phoned)),
        (None, Some(_)) => Err(unanswered("been_before_unanswered", "been_before").into()),
        (Some(_), None) => Err(unanswered("phoned_before_unanswered", "phoned_before").into()),
        (None, None) => {
            let mut both = unanswered("been_before_unanswered", "been_before");
            both.more.push(unanswered("phoned_before_unanswered", "phoned_before"));
            Err(both.into())
        }
    }
}

/// What the file says: whether they came before, and whether there was any other contact since.
pub fn on_file(customer: Option<&Customer>) -> (Option<Said>, Option<Said>) {
    let Some(customer) = customer.filter(|customer| customer.visits > 0 || customer.last_contact_at.is_some()) else {
        return (None, None);
    };
    let said = |yes| Some(if yes { Said::Yes } else { Said::No });
    (said(customer.visits > 0), said(customer.last_contact_at > customer.last_visit_at))
}

fn unanswered(code: &'static str, field: &'static str) -> Refused {
    Refused::invalid(code).at(field)
}

fn kind_of(seen: Kind, by_appointment: bool, customer: Option<&Customer>) -> Kind {
    match seen {
        Kind::Colleague | Kind::Owner | Kind::Errand => seen,
        Kind::Buyer | Kind::Returning | Kind::Appointment | Kind::Channel if by_appointment => Kind::Appointment,
        Kind::Buyer | Kind::Channel if customer.is_some_and(|customer| customer.visits > 0) => Kind::Returning,
        Kind::Buyer | Kind::Returning | Kind::Appointment | Kind::Channel => seen,
    }
}

fn journey_of(tx: &mut Tx, customer: Option<&Customer>) -> Answered<crate::base::ids::JourneyId> {
    let playbook = playbooks::sales_office()?;
    let method = journeys::Method { playbook: playbook.id.clone(), version: playbook.version };
    let journey = match customer {
        Some(customer) => journeys::open_or_continue(tx, customer.id, &method)?,
        None => journeys::open_anonymous(tx, &method)?,
    };
    Ok(journey.id)
}

/// Where nobody can take the party, that is written down at once: the supervisor is told, and *why not me?* has its answer.
fn tell_if_nobody_can(tx: &mut Tx, visit: &Visit) -> Answered<()> {
    let party = assigning::party(tx.conn, visit, &assigning::Wish::default())?;
    let rules = sites::of(tx.conn, tx.actor.site)?.settings.rotation;
    let (_, proposal) = consultants::propose(tx, &party, &rules)?;
    if proposal.consultant.is_some() {
        return Ok(());
    }
    consultants::note_nobody(tx, visit.id, &proposal)?;
    journal::record(tx, Entry::new("visits.nobody_eligible").visit(visit.id).customer(visit.customer))
}
