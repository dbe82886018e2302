//! What the stages of a visit show: domain to page.

use super::intent::{Advice, Because, Signal};
use super::leaving::{NEVER, PAPERS};
use super::model::Visit;
use super::needs::{self, Answer};
use super::outcome::Outcome;
use super::{actions, objections, signals, tour};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::VisitId;
use crate::business::customers;
use crate::business::customers::journeys;
use crate::business::customers::present as people;
use crate::business::playbooks;
use crate::business::sites;
use crate::platform::db::Conn;
use chrono::{Datelike, Duration};
use showroom_templates::pages::walk::{LeavingPage, Needs, Negotiation, Objection, Route, Stop, Tour};
use showroom_templates::parts::Choice;
use showroom_templates::{Typed, Words};

/// The questions of the introduction with what is known.
///
/// # Errors
/// Faults of the database.
pub fn needs(conn: &mut Conn, visit: &Visit, words: Words, typed: Typed) -> Answered<Needs> {
    let goods = sites::of(conn, visit.site)?.goods;
    let known = needs::of_journey(conn, visit.journey)?;
    let questions = needs::questions(goods)?.iter().map(|question| people::need(words, question, &known)).collect();
    Ok(Needs { visit: visit.id.0, typed, questions })
}

/// The tour: routes to choose, or the stops of the chosen one.
///
/// # Errors
/// Faults of the database.
pub fn tour(conn: &mut Conn, visit: &Visit, words: Words) -> Answered<Tour> {
    let routes = tour::routes(conn, visit.site)?;
    let walked = tour::of_visit(conn, visit.id)?;
    let rooms = match needs::of_journey(conn, visit.journey)?.remove("rooms") {
        Some(Answer::Said(said)) => said,
        Some(Answer::Refused) | None => String::new(),
    };
    let name = walked.as_ref().and_then(|tour| routes.iter().find(|route| route.code == tour.route));
    let name = name.map(|route| in_lang(words, &route.name_zh, &route.name_en));
    let mut stops = Vec::new();
    for stop in walked.iter().flat_map(|tour| &tour.stops) {
        stops.push(tour_stop(conn, words, stop)?);
    }
    let suiting = suiting_types(conn, visit, &rooms)?;
    let mut offered: Vec<Route> = routes.iter().map(|route| offered_route(words, route, &suiting)).collect();
    offered.sort_by_key(|route| !route.suits);
    Ok(Tour {
        visit: visit.id.0,
        routes: offered,
        name: walked.as_ref().map(|_| name.unwrap_or_else(|| words.tour_routes_title().to_owned())),
        walked: walked.as_ref().is_some_and(|tour| tour.walked_at.is_some()),
        stops,
    })
}

fn offered_route(words: Words, route: &tour::Route, suiting: &[String]) -> Route {
    Route {
        code: route.code.clone(),
        name: in_lang(words, &route.name_zh, &route.name_en),
        about: about_route(words, route),
        suits: route.stops.iter().any(|stop| stop.kind.as_ref().is_some_and(|kind| suiting.contains(kind))),
    }
}

/// Minutes and stops, in words.
pub(super) fn about_route(words: Words, route: &tour::Route) -> String {
    let stops: Vec<String> = route.stops.iter().map(|stop| in_lang(words, &stop.zh, &stop.en)).collect();
    words.walk_route_about(route.minutes, stops.join(" → "))
}

/// Codes of the unit types with as many rooms as the party looks for.
fn suiting_types(conn: &mut Conn, visit: &Visit, rooms: &str) -> Answered<Vec<String>> {
    use crate::platform::db::schema::unit_types;
    use diesel::prelude::*;
    let wanted: Vec<i32> = rooms.split(',').filter_map(|count| count.parse().ok()).collect();
    let types = unit_types::table
        .filter(unit_types::site_id.eq(visit.site.0))
        .select((unit_types::code, unit_types::rooms))
        .load::<(String, Option<i32>)>(conn)?;
    let fits = |rooms: Option<i32>| rooms.is_some_and(|rooms| wanted.contains(&rooms));
    Ok(types.into_iter().filter(|(_, rooms)| fits(*rooms)).map(|(code, _)| code).collect())
}

fn tour_stop(conn: &mut Conn, words: Words, stop: &tour::Stop) -> Answered<Stop> {
    let merits = match stop.unit_type {
        Some(unit_type) => tour::merits(conn, unit_type)?,
        None => Vec::new(),
    };
    let merit =
        |(place, merit): (usize, &tour::Merit)| (in_lang(words, &merit.zh, &merit.en), stop.told.contains(&place));
    Ok(Stop {
        id: stop.id.0,
        name: in_lang(words, &stop.name_zh, &stop.name_en),
        reached: stop.reached_at.is_some(),
        verdict: stop.verdict.map(|verdict| verdict.code().to_owned()),
        note: stop.note.clone(),
        merits: merits.iter().enumerate().map(merit).collect(),
    })
}

/// Intent with its reasons and signals, and the objections.
///
/// # Errors
/// Faults of the database.
pub fn negotiation(
    conn: &mut Conn,
    visit: &Visit,
    words: Words,
    now: Moment,
    typed: Typed,
    deposit: &str,
) -> Answered<Negotiation> {
    let weights = sites::of(conn, visit.site)?.settings.intent;
    let score = signals::score(conn, visit, now)?;
    let seen = signals::of_visit(conn, visit.id)?;
    let signal = |signal: &Signal| {
        let label = words.lookup(&format!("walk_signal_{}", signal.code())).unwrap_or_default().to_owned();
        (signal.code().to_owned(), label, signed(i32::from(signal.weight(&weights))), seen.contains(signal))
    };
    let journey = journeys::find(conn, visit.site, visit.journey)?;
    let playbook = playbooks::library()?.of_journey(&journey.playbook, journey.playbook_version);
    let known = playbook.map_or(&[][..], |playbook| playbook.objections.as_slice());
    let heard = objections::of_journey(conn, visit.journey)?;
    let open = |code: &str| heard.iter().any(|heard| heard.code == code && heard.handled_at.is_none());
    Ok(Negotiation {
        visit: visit.id.0,
        intent: i64::from(score.percent),
        deposit_from: i64::from(weights.deposit_from),
        advice: match score.advice {
            Advice::Listen => words.walk_advice_listen(),
            Advice::HandleObjections => words.walk_advice_objections(),
            Advice::OfferDeposit => words.walk_advice_deposit(),
        }
        .to_owned(),
        deposit: (score.advice == Advice::OfferDeposit).then(|| deposit.to_owned()),
        reasons: score.reasons.iter().map(|reason| (because(words, &reason.because), signed(reason.points))).collect(),
        signals: Signal::ALL.iter().map(signal).collect(),
        typed,
        objections: known
            .iter()
            .filter(|objection| !open(&objection.code))
            .map(|objection| Choice::new(&objection.code, objection.words(words.lang)))
            .collect(),
        heard: heard.iter().map(|heard| heard_one(words, known, heard)).collect(),
    })
}

fn heard_one(words: Words, known: &[playbooks::Objection], heard: &objections::Objection) -> Objection {
    let listed = known.iter().find(|objection| objection.code == heard.code);
    let label = listed.map(|objection| objection.words(words.lang).to_owned());
    Objection {
        id: heard.id.0,
        label: heard.words.clone().or(label).unwrap_or_else(|| heard.code.clone()),
        answers: listed
            .map(|objection| objection.answers.iter().map(|answer| answer.words(words.lang).to_owned()).collect())
            .unwrap_or_default(),
        answered: heard.handled_at.is_some(),
        answer: heard.answer.clone(),
    }
}

fn because(words: Words, because: &Because) -> String {
    match because {
        Because::Signal { signal } => {
            words.lookup(&format!("walk_signal_{}", signal.code())).unwrap_or_default().to_owned()
        }
        Because::CameAgain { visits } => words.walk_reason_came_again(visits),
        Because::StayedLong { minutes } => words.walk_reason_stayed_long(minutes),
        Because::OpenObjections { count } => words.walk_reason_open_objections(count),
    }
}

fn signed(points: i32) -> String {
    if points < 0 { format!("−{}", points.unsigned_abs()) } else { format!("+{points}") }
}

/// The page on which the party leaves.
///
/// # Errors
/// Forbidden for a colleague's party; missing; faults of the database.
pub fn leaving(
    conn: &mut Conn,
    actor: &Actor,
    visit: VisitId,
    words: Words,
    today: Date,
    typed: Typed,
) -> Answered<LeavingPage> {
    let visit = actions::own_to_read(conn, actor, visit)?;
    let facts = actions::closing_facts(conn, &visit, today)?;
    let site = sites::of(conn, actor.site)?;
    let customer = visit.customer.map(|id| customers::store::find(conn, actor.site, id)).transpose()?;
    let outcome = match (facts.contract, facts.deposit, facts.reachable) {
        (true, _, _) => Outcome::Contract,
        (_, true, _) => Outcome::Deposit,
        (_, _, true) => Outcome::Thinking,
        _ => Outcome::NotABuyer,
    };
    let offered = |outcome: &Outcome| match outcome {
        Outcome::Deposit => facts.deposit,
        Outcome::Contract => facts.contract,
        Outcome::NextVisit | Outcome::Thinking | Outcome::NotABuyer | Outcome::LeftWithoutAWord => true,
    };
    let word = |key: String| words.lookup(&key).unwrap_or_default().to_owned();
    let grade = customer.as_ref().and_then(|customer| customer.grade);
    let days = grade.map_or(2, |grade| i64::from(site.settings.cadence.every_days.of(grade)));
    Ok(LeavingPage {
        visit: visit.id.0,
        typed,
        party: visit.description.clone().unwrap_or_else(|| words.visits_number(visit.number)),
        outcomes: Outcome::ALL
            .iter()
            .filter(|outcome| offered(outcome))
            .map(|outcome| Choice::new(outcome.code(), word(format!("walk_outcome_{}", outcome.code()))))
            .collect(),
        outcome: outcome.code().to_owned(),
        dates: dates(words, today, days),
        next_on: facts.reachable.then(|| (today + Duration::days(1)).to_string()),
        never: NEVER.iter().map(|code| Choice::new(code, word(format!("walk_never_{code}")))).collect(),
        papers: PAPERS.iter().map(|code| Choice::new(code, word(format!("walk_paper_{code}")))).collect(),
        contacts: facts.reachable,
    })
}

/// Dates that people agree on: tomorrow, the day by the grade, Saturday.
fn dates(words: Words, today: Date, days: i64) -> Vec<Choice> {
    let to_saturday = (5 - i64::from(today.weekday().num_days_from_monday())).rem_euclid(7);
    let mut dates = vec![(1, words.walk_pick_tomorrow().to_owned())];
    for ahead in [days, 7] {
        if ahead > 1 && dates.iter().all(|(known, _)| *known != ahead) {
            dates.push((ahead, words.walk_pick_days(ahead)));
        }
    }
    if to_saturday > 1 && dates.iter().all(|(known, _)| *known != to_saturday) {
        dates.push((to_saturday, words.walk_pick_weekend().to_owned()));
    }
    dates.sort_by_key(|(ahead, _)| *ahead);
    dates.into_iter().map(|(ahead, label)| Choice::new(today + Duration::days(ahead), label)).collect()
}

/// The name in the reader's language.
pub(super) fn in_lang(words: Words, zh: &str, en: &str) -> String {
    words.lang.pick(zh, en).to_owned()
}
