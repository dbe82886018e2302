//! Visits as people read them: the party, who was found, who takes it, the floor book.

use std::collections::HashMap;

use showroom_templates::pages::visits as pages;
use showroom_templates::parts::{Choice, Icon, Tone};
use showroom_templates::{Typed, Words, urls};

use super::actions::{self, Wish};
use super::model::{Appointment, Kind, Visit, VisitState};
use super::{appointments, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId, VisitId};
use crate::base::role::{Need, Role};
use crate::base::stage::Stage;
use crate::business::consultants::present::{self as duty, Reader};
use crate::business::consultants::rotation::State;
use crate::business::consultants::store as desk;
use crate::business::customers::model::{Customer, Title};
use crate::business::customers::present as people;
use crate::business::{customers, sites};
use crate::platform::db::Conn;

/// Kinds that are told at the door; returning and by appointment are found out.
const AT_THE_DOOR: [Kind; 5] = [Kind::Buyer, Kind::Channel, Kind::Colleague, Kind::Owner, Kind::Errand];

/// The customers of some visits, by their ids.
pub type People = HashMap<CustomerId, Customer>;

/// Reads the customers of visits, all at once.
///
/// # Errors
/// Faults of the database.
pub fn people_of(conn: &mut Conn, actor: &Actor, visits: &[Visit]) -> Answered<People> {
    let mut ids: Vec<CustomerId> = visits.iter().filter_map(|visit| visit.customer).collect();
    ids.sort_unstable();
    ids.dedup();
    let all = customers::store::list(conn, actor.site, &ids)?;
    Ok(all.into_iter().map(|customer| (customer.id, customer)).collect())
}

/// Who a party is: the customer's name, or how to know them.
pub fn who(words: Words, visit: &Visit, customer: Option<&Customer>) -> String {
    let name = customer.map(|customer| people::full_name(words, customer)).filter(|name| !name.is_empty());
    name.or_else(|| visit.description.clone()).unwrap_or_else(|| words.visits_anonymous().to_owned())
}

/// How many they are.
pub fn size(words: Words, visit: &Visit) -> String {
    match visit.children {
        0 => words.visits_party_adults(visit.party_size),
        children => words.visits_party_line(visit.party_size, children),
    }
}

/// What kind of visitor, in words.
pub fn kind(words: Words, kind: Kind) -> String {
    words.lookup_or(&format!("visits_kind_{}", kind.code())).to_owned()
}

/// A stage in words.
pub fn stage(words: Words, stage: Stage) -> &'static str {
    match stage {
        Stage::Reception => words.stages_reception(),
        Stage::Introduction => words.stages_introduction(),
        Stage::Tour => words.stages_tour(),
        Stage::Negotiation => words.stages_negotiation(),
        Stage::Registration => words.stages_registration(),
        Stage::Tracking => words.stages_tracking(),
        Stage::Deposit => words.stages_deposit(),
        Stage::Contract => words.stages_contract(),
    }
}

/// Where a party is: colour, sign, words.
pub fn state(words: Words, visit: &Visit) -> (Tone, Icon, String) {
    match (visit.state, visit.outcome) {
        (VisitState::Waiting, _) => (Tone::Warn, Icon::Wait, words.visits_state_waiting().to_owned()),
        (VisitState::WithConsultant, _) => {
            (Tone::Accent, stage_icon(visit.stage), stage(words, visit.stage).to_owned())
        }
        (VisitState::Left, None) => (Tone::Plain, Icon::Door, words.visits_state_left().to_owned()),
        (VisitState::Left, Some(outcome)) => {
            let text = words.lookup_or(&format!("visits_outcome_{}", outcome.code())).to_owned();
            let tone = if visit.closed_by_house { Tone::Warn } else { Tone::Plain };
            (tone, Icon::Door, text)
        }
    }
}

const fn stage_icon(stage: Stage) -> Icon {
    match stage {
        Stage::Reception => Icon::Receive,
        Stage::Introduction => Icon::Talk,
        Stage::Tour => Icon::Route,
        Stage::Negotiation => Icon::Money,
        Stage::Registration => Icon::Badge,
        Stage::Tracking => Icon::Phone,
        Stage::Deposit => Icon::Lock,
        Stage::Contract => Icon::Paper,
    }
}

// ------------------------------------------------------------------------------------------------------- at the door

/// Choices of the form at the door.
pub fn door_choices(words: Words) -> (Vec<Choice>, Vec<Choice>) {
    let kinds = AT_THE_DOOR.into_iter().map(|one| Choice::new(one.code(), kind(words, one))).collect();
    (kinds, people::channels(words))
}

/// Who is expected today, as choices.
pub fn expected_choices(words: Words, clock: SiteClock, all: &[Appointment], people: &People) -> Vec<Choice> {
    let label = |one: &Appointment| {
        let name = people.get(&one.customer).map(|customer| people::name_or_unnamed(words, customer));
        format!("{} {}", words.clock(clock.local(one.at).time()), name.unwrap_or_default())
    };
    let mut choices: Vec<Choice> = all.iter().map(|one| Choice::new(one.id, label(one))).collect();
    if !choices.is_empty() {
        choices.insert(0, Choice::new("", words.visits_expected_none()));
    }
    choices
}

// -------------------------------------------------------------------------------------------------- who takes them

/// The page that says who takes the party, without its form.
///
/// # Errors
/// What the rules refuse; missing; faults of the database.
pub fn assign_page(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    id: VisitId,
    wish: Wish,
) -> Answered<(Visit, String, pages::AssignPage)> {
    let site = sites::of(conn, actor.site)?;
    let today = site.clock().business_day(now);
    let visit = store::find(conn, actor.site, id)?;
    let here = store::list_here(conn, actor.site)?;
    let people = people_of(conn, actor, &here)?;
    let names = desk::names(conn, actor.site)?;
    let reader = Reader { words, clock: site.clock(), now, names: &names, me: actor.user };
    let (standings, proposal) = actions::propose(conn, &visit, &wish, today)?;
    let proposed = proposal.consultant.map(|who| pages::Proposed {
        id: who.0,
        name: reader.name(who),
        rule: duty::rule(words, proposal.rule),
        costs_turn: proposal.costs_turn,
        shared: proposal
            .shared_with
            .map(|sharing| words.visits_shared(reader.name(sharing.owner), sharing.helper_bp / 100)),
        is_me: actor.user == Some(who),
    });
    let on_duty = standings.iter().filter(|one| one.state != State::OffDuty).map(|one| one.consultant);
    let choice = |who: UserId| Choice::new(who, reader.name(who));
    let not_now = if visit.consultant.is_some() { visit.consultant } else { proposal.consultant };
    let others: Vec<Choice> = match actor.may(Need::OverrideTurn) {
        true => on_duty.clone().filter(|who| Some(*who) != not_now).map(choice).collect(),
        false => Vec::new(),
    };
    let of = |visit: &Visit| visit.customer.and_then(|customer| people.get(&customer));
    let party = |one: &Visit| {
        Choice::new(one.id, format!("{} · {}", words.visits_number(one.number), who(words, one, of(one))))
    };
    let party_name = who(words, &visit, of(&visit));
    let page = pages::AssignPage {
        typed: Typed::default(),
        visit: id.0,
        proposed,
        has: visit.consultant.map(|who| reader.name(who)),
        skipped: proposal.skipped.iter().map(|one| duty::skipped(&reader, one)).collect(),
        queue: duty::queue(&reader, &standings, &site.settings.rotation),
        others,
        consultants: on_duty.map(choice).collect(),
        parties: here.iter().filter(|one| one.id != id && one.consultant.is_some()).map(party).collect(),
        wish: (wish.asks_for.map(|who| who.0), wish.related_to.map(|other| other.0)),
        later: urls::desk::home(),
    };
    Ok((visit, party_name, page))
}

// -------------------------------------------------------------------------------------------------- the floor book

/// The visits of a day.
///
/// # Errors
/// Faults of the database.
pub fn book_page(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    day: Date,
) -> Answered<(pages::BookPage, String)> {
    let site = sites::of(conn, actor.site)?;
    let today = site.clock().business_day(now);
    let visits = store::list_of_day(conn, actor.site, day)?;
    let people = people_of(conn, actor, &visits)?;
    let names = desk::names(conn, actor.site)?;
    let reader = Reader { words, clock: site.clock(), now, names: &names, me: actor.user };
    let traffic = visits.iter().filter(|visit| visit.kind.counts()).count();
    let lead = words.visits_book_lead(visits.len(), traffic);
    let line = |visit: &Visit| pages::BookRow {
        visit: visit.id.0,
        number: visit.number.to_string(),
        who: who(words, visit, visit.customer.and_then(|customer| people.get(&customer))),
        kind: kind(words, visit.kind),
        consultant: visit.consultant.map(|who| reader.name(who)).unwrap_or_default(),
        arrived: reader.time(visit.arrived_at),
        left: visit.left_at.map(|at| reader.time(at)).unwrap_or_default(),
        outcome: state(words, visit),
    };
    let near = |date: Option<Date>| date.map(|date| urls::visits::list_of(&date.to_string()));
    let page = pages::BookPage {
        days: (near(day.pred_opt()).unwrap_or_default(), near(day.succ_opt().filter(|next| *next <= today))),
        rows: visits.iter().map(line).collect(),
        may_receive: actor.may(Need::ReceiveParty),
    };
    Ok((page, lead))
}

// ----------------------------------------------------------------------------------------------------- appointments

/// The form for an appointment, without what was typed.
///
/// # Errors
/// Missing; forbidden for a colleague's customer; faults of the database.
pub fn appointment_page(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    id: CustomerId,
) -> Answered<(String, pages::AppointmentPage)> {
    let site = sites::of(conn, actor.site)?;
    let clock = site.clock();
    let today = clock.date(now);
    let customer = customers::store::find(conn, actor.site, id)?;
    appointments::may_arrange(conn, actor, &customer)?;
    let consultants = desk::colleagues(conn, actor.site)?
        .into_iter()
        .filter(|one| one.role == Role::Consultant)
        .map(|one| Choice::new(one.id, one.name))
        .collect();
    let planned = appointments::list_of_customer(conn, id, 20)?
        .into_iter()
        .filter(|one| one.state == super::model::AppointmentState::Planned)
        .map(|one| (one.id.0, words.near(clock.local(one.at), today)))
        .collect();
    let days = (0..7).filter_map(|after| today.checked_add_days(chrono::Days::new(after)));
    let own = actor.user.filter(|_| actor.role == Role::Consultant);
    let page = pages::AppointmentPage {
        typed: Typed::default(),
        customer: id.0,
        days: days.map(|day| Choice::new(day, words.near_day(day, today))).collect(),
        times: ["09:30", "10:00", "11:00", "14:00", "15:00", "16:30", "19:00"].map(|at| Choice::new(at, at)).to_vec(),
        consultants,
        consultant: customer.owner.or(own).map(|who| who.0),
        planned,
    };
    Ok((people::name_or_unnamed(words, &customer), page))
}

/// A form of address, read from a form.
pub fn title(code: Option<Title>) -> Title {
    code.unwrap_or(Title::None)
}
