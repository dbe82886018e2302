//! From a floor to what a board shows, and how to tell whether anything on it changed.

use sha2::{Digest, Sha256};
use showroom_templates::pages::board as pages;
use showroom_templates::parts::{Icon, Tone};
use showroom_templates::{Lang, Words, urls};

use super::model::{Floor, Party, State, View};
use crate::base::ids::UserId;
use crate::base::stage::Stage;
use crate::business::consultants::present::{self as duty, Reader, millis};
use crate::business::consultants::rotation;
use crate::business::units::model::ClaimKind;
use crate::business::visits::model::{Kind, Visit, VisitState};
use crate::business::visits::present;
use crate::business::visits::promises::{Alarm, Promise};
use crate::platform::http::sse::Message;

/// The stages of the floor, in the order of a visit.
const LANES: [Stage; 4] = [Stage::Reception, Stage::Introduction, Stage::Tour, Stage::Negotiation];

/// A floor as it is sent.
pub fn state(floor: &Floor, lang: Lang, view: View, id: &str, reading: u64) -> State {
    let words = Words::new(lang);
    let html = pages::fragment(words, &board(words, view, floor)).into_string();
    State { seq: floor.seq, id: id.to_owned(), message: Some(Message::new("board", Some(id), &html)), reading }
}

/// A name for what a floor shows, the same for the same content: the journal's number, and a hash of everything but the present moment.
pub fn id(floor: &Floor) -> String {
    let words = Words::new(Lang::Zh);
    let name = |who: Option<UserId>| who.and_then(|who| floor.names.get(&who)).cloned();
    let mut text = format!("{} {:?} {:?}", floor.site.name, floor.site.settings.promises, floor.counts);
    for party in &floor.parties {
        let visit = &party.visit;
        let who = present::who(words, visit, visit.customer.and_then(|id| floor.people.get(&id)));
        let broken: Vec<bool> = party.promises.iter().map(|alarm| alarm.broken_at < floor.now).collect();
        text += &format!("{visit:?} {who} {:?} {:?} {broken:?}", party.since, name(visit.consultant));
    }
    for one in &floor.standings {
        text += &format!("{one:?} {:?}", name(Some(one.consultant)));
    }
    for one in &floor.taken {
        text += &format!("{one:?} {:?}", name(one.consultant));
    }
    let hash = Sha256::digest(text.as_bytes());
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{hash}", floor.seq)
}

/// The part of a name that says what is shown, without when.
pub fn content(id: &str) -> &str {
    id.split_once('-').map_or(id, |(_, content)| content)
}

/// The journal's number in a name; 0 where it is none of ours.
pub fn seq(id: &str) -> i64 {
    id.split('-').next().and_then(|seq| seq.parse().ok()).unwrap_or_default()
}

/// What a board shows.
pub fn board(words: Words, view: View, floor: &Floor) -> pages::Board {
    let reader = Reader { words, clock: floor.clock(), now: floor.now, names: &floor.names, me: None };
    pages::Board {
        now_ms: millis(floor.now),
        figures: figures(words, view, floor),
        lanes: LANES.iter().map(|stage| lane(&reader, view, floor, *stage)).collect(),
        queue: queue(&reader, view, floor),
        taken: floor.taken.iter().map(|one| taken(&reader, one)).collect(),
    }
}

/// The rows behind a figure of today: the measure of the report, along which dimension, under which key.
fn rows(floor: &Floor, measure: &str, dim: &str, key: &str) -> String {
    let today = floor.clock().business_day(floor.now).to_string();
    urls::reports::rows(&[("span", "day"), ("on", &today), ("measure", measure), ("dim", dim), ("key", key)])
}

fn figures(words: Words, view: View, floor: &Floor) -> Vec<pages::Figure> {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let late = |party: &&Party| party.promises.iter().any(|alarm| alarm.broken_at < floor.now);
    let waiting = floor.parties.iter().filter(|party| party.visit.state == VisitState::Waiting).count();
    let free = rotation::in_turn(&floor.standings, &floor.site.settings.rotation).len();
    let late = floor.parties.iter().filter(late).count();
    let of_note = |of_note: bool, tone: Tone| if of_note { tone } else { Tone::Plain };
    let figure = |code, number, label, tone| pages::Figure { code, number, label, tone, href: None };
    let leading = |(measure, dim, key): (&str, &str, &str), figure: pages::Figure| {
        let leads = view == View::Leading && figure.number > 0;
        pages::Figure { href: leads.then(|| rows(floor, measure, dim, key)), ..figure }
    };
    let accent = |number: i64| of_note(number > 0, Tone::Accent);
    let counts = floor.counts;
    let parties = figure("parties", counts.parties, words.board_figure_parties(), Tone::Plain);
    let again = figure("again", counts.again, words.board_figure_again(), Tone::Plain);
    let deposits = figure("deposits", counts.deposits, words.board_figure_deposits(), accent(counts.deposits));
    let contracts = figure("contracts", counts.contracts, words.board_figure_contracts(), accent(counts.contracts));
    vec![
        figure("here", count(floor.parties.len()), words.board_figure_here(), Tone::Plain),
        figure("waiting", count(waiting), words.board_figure_waiting(), of_note(waiting > 0, Tone::Warn)),
        figure("late", count(late), words.board_figure_late(), of_note(late > 0, Tone::Bad)),
        figure("free", count(free), words.board_figure_free(), of_note(free > 0, Tone::Good)),
        leading(("visits", "all", ""), parties),
        leading(("visits", "kind", Kind::Returning.code()), again),
        leading(("deposits", "all", ""), deposits),
        leading(("contracts", "all", ""), contracts),
    ]
}

/// Whoever waits stands at the desk, whatever stage is next.
fn stage_of(visit: &Visit) -> Stage {
    if visit.state == VisitState::Waiting { Stage::Reception } else { visit.stage }
}

fn lane(reader: &Reader, view: View, floor: &Floor, stage: Stage) -> pages::Lane {
    let words = reader.words;
    let (code, icon, title) = match stage {
        Stage::Introduction => ("introduction", Icon::Talk, words.stages_introduction()),
        Stage::Tour => ("tour", Icon::Route, words.stages_tour()),
        Stage::Negotiation => ("negotiation", Icon::Money, words.stages_negotiation()),
        Stage::Reception | Stage::Registration | Stage::Tracking | Stage::Deposit | Stage::Contract => {
            ("reception", Icon::Receive, words.board_lane_reception())
        }
    };
    let there = floor.parties.iter().filter(|party| stage_of(&party.visit) == stage);
    let all: Vec<&Party> = there.collect();
    let room = view.room();
    pages::Lane {
        code,
        icon,
        title: title.to_owned(),
        parties: all.iter().take(room).map(|one| party(reader, view, floor, code, one)).collect(),
        more: all.len().saturating_sub(room),
    }
}

fn party(reader: &Reader, view: View, floor: &Floor, stage: &'static str, party: &Party) -> pages::Party {
    let (words, visit) = (reader.words, &party.visit);
    let who = match view {
        View::Leading | View::Named => {
            Some(present::who(words, visit, visit.customer.and_then(|id| floor.people.get(&id))))
        }
        // What a party looks like names nobody; once somebody is known, it is not told here.
        View::Unnamed => Some(match (visit.customer, &visit.description) {
            (None, Some(looks)) => looks.clone(),
            (None, None) => words.visits_anonymous().to_owned(),
            (Some(_), _) => words.board_known().to_owned(),
        }),
        View::Wall => None,
    };
    let consultant = visit.consultant.map(|who| reader.name(who));
    let with = match (&consultant, visit.state) {
        (None, _) => words.board_nobody_yet().to_owned(),
        (Some(name), VisitState::Waiting) => words.board_on_the_way(name),
        (Some(name), VisitState::WithConsultant | VisitState::Left) => name.clone(),
    };
    pages::Party {
        visit: visit.id.0,
        version: visit.version,
        stage,
        opens: view != View::Wall,
        number: visit.number,
        who,
        under: match view {
            View::Leading | View::Named | View::Unnamed => {
                format!("{} · {}", present::kind(words, visit.kind), present::size(words, visit))
            }
            View::Wall => present::size(words, visit),
        },
        consultant,
        with,
        since_ms: millis(party.since),
        risks: party.promises.iter().map(|alarm| risk(words, alarm)).collect(),
    }
}

fn risk(words: Words, alarm: &Alarm) -> pages::Risk {
    let (label, always) = match alarm.promise {
        Promise::Greeted => (words.board_risk_greeted(), false),
        Promise::Consultant => (words.board_risk_consultant(), false),
        Promise::NotAlone => (words.board_risk_not_alone(), true),
        Promise::Negotiation => (words.board_risk_negotiation(), false),
    };
    let within_secs = (alarm.broken_at - alarm.since).num_seconds().max(1);
    pages::Risk { label, since_ms: millis(alarm.since), within_secs, always }
}

fn queue(reader: &Reader, view: View, floor: &Floor) -> Vec<pages::Turn> {
    let rules = &floor.site.settings.rotation;
    let turns = rotation::in_turn(&floor.standings, rules);
    let place = |who: UserId| turns.iter().position(|one| *one == who);
    let mut all: Vec<_> = floor.standings.iter().filter(|one| one.state != rotation::State::OffDuty).collect();
    all.sort_by_key(|one| (place(one.consultant).unwrap_or(usize::MAX), one.position));
    let turn = |one: &rotation::Standing| {
        let since = match one.state {
            rotation::State::WithParty { since, .. } | rotation::State::Away { since, .. } => Some(millis(since)),
            rotation::State::Free | rotation::State::OffDuty => None,
        };
        // Visitors read along on the wall: why somebody is away, or behind with work, is not theirs to know.
        let state = match (view, one.state) {
            (View::Wall, rotation::State::Away { .. }) => {
                (Tone::Plain, Icon::Pause, reader.words.board_away().to_owned())
            }
            (View::Wall, rotation::State::Free) => {
                (Tone::Good, Icon::Check, reader.words.consultants_state_free().to_owned())
            }
            _ => duty::state(reader.words, one, rules),
        };
        pages::Turn {
            id: one.consultant.0,
            name: reader.name(one.consultant),
            place: place(one.consultant).map(|at| at + 1),
            state,
            owed: (one.owed > 0).then(|| reader.words.consultants_owed(one.owed)),
            since_ms: since,
        }
    };
    all.into_iter().map(turn).collect()
}

fn taken(reader: &Reader, one: &super::model::Taken) -> pages::Taken {
    let words = reader.words;
    let state = match one.kind {
        ClaimKind::Hold => (Tone::Warn, Icon::Lock, words.states_on_hold()),
        ClaimKind::Deposit => (Tone::Accent, Icon::Money, words.states_deposited()),
        ClaimKind::Contract => (Tone::Good, Icon::Paper, words.states_contracted()),
    };
    pages::Taken {
        id: one.id.0,
        unit: one.unit.clone(),
        state: (state.0, state.1, state.2.to_owned()),
        consultant: one.consultant.map(|who| reader.name(who)).unwrap_or_default(),
        at_ms: millis(one.at),
    }
}
