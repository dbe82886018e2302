//! One visit whole: the stage strip, the party, what the stage asks for, the ways on, the stamps.

use std::collections::BTreeSet;

use showroom_templates::frame::Frame;
use showroom_templates::pages::visits::{self as pages, Alone, Evidence, Go, Way};
use showroom_templates::parts::{Choice, Icon, Step, StepState, timer};
use showroom_templates::{Lang, Markup, Typed, Words, html, urls};

use super::home;
use super::stages::{self, Block};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::VisitId;
use crate::base::role::Need;
use crate::base::stage::Stage;
use crate::business::consultants::model::Assignment;
use crate::business::consultants::present::{self as duty, Names, Reader, millis};
use crate::business::consultants::store as consultants;
use crate::business::customers;
use crate::business::customers::journeys::{self, Journey};
use crate::business::customers::model::{Customer, Number};
use crate::business::customers::present as people;
use crate::business::customers::seeing::Sight;
use crate::business::customers::web::sight_of;
use crate::business::playbooks;
use crate::business::playbooks::model::{
    Door, Evidence as Known, Item, ItemKind, Names as Said, Playbook, Step as Playstep,
};
use crate::business::playbooks::progress::{self, Done, Warning};
use crate::business::sites::{self, Site};
use crate::business::visits::journey::{self, Edge, Facts as Walk, Lack};
use crate::business::visits::model::{Stamp, Tick, Visit, VisitState};
use crate::business::visits::{actions, present, promises, seen, store};
use crate::platform::db::Conn;

/// How many scripts a stage shows.
const SCRIPTS: usize = 8;

/// What the page is drawn from.
pub struct Facts {
    site: Site,
    today: Date,
    visit: Visit,
    journey: Journey,
    customer: Option<Customer>,
    numbers: Vec<Number>,
    sight: Sight,
    playbook: Option<&'static Playbook>,
    names: Names,
    stamps: Vec<Stamp>,
    ticks: Vec<Tick>,
    done: Done,
    walk: Walk,
    walked: Vec<Stage>,
    assignment: Option<Assignment>,
    block: Block,
}

/// Gathers the page.
///
/// # Errors
/// [`Error::Missing`] where this site has no such visit; faults of the database.
pub fn gather(conn: &mut Conn, actor: &Actor, words: Words, now: Moment, id: VisitId, fresh: Typed) -> Answered<Facts> {
    let site = sites::of(conn, actor.site)?;
    let today = site.clock().business_day(now);
    let visit = store::find(conn, actor.site, id)?;
    let customer = visit.customer.map(|id| customers::store::find(conn, actor.site, id)).transpose()?;
    let numbers = match visit.customer {
        Some(id) => customers::store::numbers_of(conn, id)?,
        None => Vec::new(),
    };
    let sight = match &customer {
        Some(customer) => sight_of(conn, actor, customer, now)?,
        None => Sight::Masked,
    };
    let journey = journeys::find(conn, actor.site, visit.journey)?;
    let ticks = store::ticks(conn, visit.journey)?;
    let done = Done {
        items: ticks.iter().map(|tick| tick.item.clone()).collect::<BTreeSet<String>>(),
        facts: seen::facts(conn, &visit)?,
    };
    Ok(Facts {
        // A version that the library no longer holds: the party is walked all the same, without items.
        playbook: playbooks::library()?.of_journey(&journey.playbook, journey.playbook_version),
        journey,
        names: consultants::names(conn, actor.site)?,
        stamps: store::stamps(conn, id)?,
        walk: actions::facts(conn, &visit, today)?,
        walked: actions::walked_before(conn, &visit)?,
        assignment: consultants::assignment_of(conn, id)?,
        block: block(conn, actor, &visit, words, now, today, fresh)?,
        site,
        today,
        visit,
        customer,
        numbers,
        sight,
        ticks,
        done,
    })
}

/// The stage's own cards, for whoever walks the party.
fn block(
    conn: &mut Conn,
    actor: &Actor,
    visit: &Visit,
    words: Words,
    now: Moment,
    today: Date,
    fresh: Typed,
) -> Answered<Block> {
    if visit.state == VisitState::WithConsultant && walks(actor, visit) {
        stages::gather(conn, visit, words, now, today, fresh)
    } else {
        Ok(Block::Nothing)
    }
}

/// Whether this person walks this party: consultants their own, supervisors all.
fn walks(actor: &Actor, visit: &Visit) -> bool {
    let theirs = visit.consultant.is_some_and(|who| actor.is(who));
    visit.is_here() && actor.may(Need::WalkVisit) && (theirs || !actor.only_own())
}

/// The title of the page.
pub fn title(words: Words, facts: &Facts) -> String {
    words.visits_visit_title(facts.visit.number, present::who(words, &facts.visit, facts.customer.as_ref()))
}

/// The page as this person sees it.
pub fn page(frame: &Frame, actor: &Actor, now: Moment, facts: &Facts) -> pages::ShowPage {
    let words = frame.words;
    let visit = &facts.visit;
    let reader = Reader { words, clock: facts.site.clock(), now, names: &facts.names, me: actor.user };
    let since = facts.stamps.iter().rev().find(|stamp| stamp.left_at.is_none()).map(|stamp| stamp.entered_at);
    let alarms = promises::alarms(&home::stamps(visit, since), &facts.site.settings.promises, now);
    let walks = walks(actor, visit);
    let (next, others) = ways(words, actor, facts, walks);
    let step = facts.playbook.and_then(|playbook| playbook.main_step(visit.stage));
    let on_the_walk = walks && visit.state == VisitState::WithConsultant;
    pages::ShowPage {
        banner: None,
        visit: visit.id.0,
        steps: strip(words, facts),
        state: present::state(words, visit),
        timer: visit.is_here().then(|| home::stage_timer(&reader, &facts.site, visit, since)),
        alarms: alarms.iter().map(|alarm| home::promise(words, alarm.promise)).collect(),
        about: about(&reader, facts),
        customer: facts
            .customer
            .as_ref()
            .map(|one| (urls::customers::show(one.id.0), people::name_or_unnamed(words, one))),
        may_join: visit.customer.is_none() && (walks || !actor.only_own()) && actor.may(Need::ReceiveParty),
        blocks: stages::draw(frame, &facts.block),
        items: step.filter(|_| visit.is_here()).map(|step| items(&reader, facts, step, walks)),
        warnings: match (facts.playbook, step) {
            (Some(playbook), Some(step)) if on_the_walk => warnings(words, playbook, step, &facts.done),
            _ => Vec::new(),
        },
        next,
        others,
        alone: alone(words, now, facts, on_the_walk),
        assignment: facts.assignment.as_ref().map(|one| assigned(&reader, actor, one)),
        stamps: stamps(&reader, facts),
        outcome: outcome(&reader, facts),
        notice: about_a_deal(words, facts),
    }
}

/// All eight stages: those of this visit from its stamps, the others from where the journey stands.
fn strip(words: Words, facts: &Facts) -> Vec<Step> {
    let visit = &facts.visit;
    let current = if visit.is_here() { visit.stage } else { facts.journey.stage };
    let state = |stage: Stage| {
        let stamp = facts.stamps.iter().rev().find(|stamp| stamp.stage == stage);
        if stage == current {
            StepState::Now
        } else if stamp.is_some_and(|stamp| stamp.skipped_reason.is_some()) {
            StepState::Skipped
        } else if stamp.is_some()
            || facts.walked.contains(&stage)
            || (stage < current && !stage.on_the_floor())
            || done_between_visits(facts, stage)
        {
            StepState::Done
        } else {
            StepState::Ahead
        }
    };
    Stage::ALL.into_iter().map(|stage| Step::new(present::stage(words, stage), state(stage))).collect()
}

/// Whoever comes again with a complete card was registered, and followed up since: both lie behind, though the floor begins anew.
fn done_between_visits(facts: &Facts, stage: Stage) -> bool {
    let registered = facts.customer.as_ref().and_then(|customer| customer.registered_at);
    match stage {
        Stage::Registration => registered.is_some(),
        Stage::Tracking => !facts.walked.is_empty() && registered.is_some_and(|at| at < facts.visit.arrived_at),
        Stage::Reception
        | Stage::Introduction
        | Stage::Tour
        | Stage::Negotiation
        | Stage::Deposit
        | Stage::Contract => false,
    }
}

// ------------------------------------------------------------------------------------------------------- the ways on

/// What to do next, and what else may be done.
fn ways(words: Words, actor: &Actor, facts: &Facts, walks: bool) -> (Option<Go>, Vec<Go>) {
    let visit = &facts.visit;
    match visit.state {
        VisitState::Left => (None, Vec::new()),
        VisitState::Waiting => waiting_ways(words, actor, facts, walks),
        VisitState::WithConsultant => {
            let (next, mut others) = if walks { walking_ways(words, facts) } else { (None, Vec::new()) };
            if actor.may(Need::OverrideTurn) {
                others.push(to(words.visits_reassign(), Icon::Turn, urls::visits::assignment(visit.id.0)));
            }
            (next, others)
        }
    }
}

fn waiting_ways(words: Words, actor: &Actor, facts: &Facts, walks: bool) -> (Option<Go>, Vec<Go>) {
    let visit = &facts.visit;
    let id = visit.id.0;
    let take = || send(words.visits_take(), Icon::Check, urls::visits::taking(id), &[]);
    let leave = || to(words.visits_see_out(), Icon::Door, urls::visits::leaving(id));
    match visit.consultant {
        None if actor.may(Need::ReceiveParty) => {
            (Some(to(words.visits_assign(), Icon::People, urls::visits::assignment(id))), Vec::new())
        }
        None => (None, Vec::new()),
        Some(_) => {
            let mut others = Vec::new();
            if actor.may(Need::OverrideTurn) {
                others.push(to(words.visits_reassign(), Icon::Turn, urls::visits::assignment(id)));
            }
            if walks {
                others.push(leave());
            }
            (walks.then(take), others)
        }
    }
}

/// One tap to the next stage; back, past a stage, and out beside it.
fn walking_ways(words: Words, facts: &Facts) -> (Option<Go>, Vec<Go>) {
    let visit = &facts.visit;
    let id = visit.id.0;
    let moves = journey::moves_from(visit.stage);
    let on_floor = |edge: Edge| moves.iter().filter(move |(stage, one)| *one == edge && stage.on_the_floor());
    let out = to(words.visits_see_out(), Icon::Door, urls::visits::leaving(id));
    let mut others: Vec<Go> = Vec::new();
    if let Some((back, _)) = on_floor(Edge::Back).rfind(|(stage, _)| *stage != Stage::Reception) {
        others.push(step(words.visits_back_to(present::stage(words, *back)), Icon::Left, facts, *back));
    }
    for (stage, _) in on_floor(Edge::Skip).take(1) {
        others.push(step(words.visits_skip_to(present::stage(words, *stage)), Icon::Right, facts, *stage));
    }
    match on_floor(Edge::Onward).next() {
        Some((stage, _)) => {
            others.push(out);
            (Some(step(words.visits_next_stage(present::stage(words, *stage)), Icon::Arrow, facts, *stage)), others)
        }
        // After the negotiation there is a deposit, offered in its own card, or the door.
        None => (Some(out), others),
    }
}

/// A move: sent at once where nothing is lacking, else by way of the page that asks why.
fn step(label: String, icon: Icon, facts: &Facts, stage: Stage) -> Go {
    let id = facts.visit.id.0;
    let lacks: Vec<Lack> = journey::lacks(facts.visit.stage, stage, &facts.walk, &facts.walked);
    if lacks.is_empty() {
        send(label, icon, urls::visits::stage(id), &[("to", stage.code())])
    } else {
        to(label, icon, urls::visits::stage_to(id, stage.code()))
    }
}

fn to(label: impl Into<String>, icon: Icon, href: String) -> Go {
    Go { label: label.into(), icon, way: Way::To(href) }
}

fn send(label: impl Into<String>, icon: Icon, action: String, fields: &[(&str, &str)]) -> Go {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Go { label: label.into(), icon, way: Way::Send(action, fields) }
}

fn alone(words: Words, now: Moment, facts: &Facts, on_the_walk: bool) -> Option<Alone> {
    let visit = &facts.visit;
    let within = promises::Promise::NotAlone.within(&facts.site.settings.promises).num_seconds();
    match visit.alone_since {
        Some(since) if visit.is_here() => Some(Alone::Since(timer(words, millis(since), millis(now)).alarm(within))),
        Some(_) => None,
        None => (on_the_walk && visit.stage == Stage::Tour).then_some(Alone::With),
    }
}

fn about_a_deal(words: Words, facts: &Facts) -> Option<String> {
    let with_a_deal = matches!(facts.journey.stage, Stage::Deposit | Stage::Contract);
    (with_a_deal && facts.visit.is_here()).then(|| words.visits_about_deal().to_owned())
}

// ---------------------------------------------------------------------------------------------------------- the items

fn items(reader: &Reader, facts: &Facts, step: &Playstep, may_tick: bool) -> pages::Items {
    let (words, lang) = (reader.words, reader.words.lang);
    let item = |item: &Item| pages::Item {
        id: item.id.clone(),
        text: item.words(lang).to_owned(),
        required: item.required == Some(Door::Leave),
        done: facts.done.has(item),
        value: value_of(item, &facts.ticks, lang),
        evidence: evidence(item, lang),
    };
    let doable = ItemKind::ALL.into_iter().filter(|kind| *kind != ItemKind::DoNot);
    let groups = doable
        .map(|kind| (kind_word(words, kind), step.items_of(kind).map(item).collect::<Vec<_>>()))
        .filter(|(_, items)| !items.is_empty())
        .collect();
    let customer = facts.customer.as_ref().map(|one| people::full_name(words, one)).unwrap_or_default();
    let consultant = facts.visit.consultant.map(|who| reader.name(who)).unwrap_or_default();
    let names = Said { customer: &customer, consultant: &consultant, site: &facts.site.name };
    pages::Items {
        aim: step.aim.words(lang).to_owned(),
        done: facts.done.of(step),
        groups,
        do_not: step.items_of(ItemKind::DoNot).map(|item| item.words(lang).to_owned()).collect(),
        scripts: step.scripts.iter().take(SCRIPTS).map(|script| script.said(lang, &names)).collect(),
        may_tick,
    }
}

fn kind_word(words: Words, kind: ItemKind) -> String {
    let word = match kind {
        ItemKind::Say => words.playbooks_say(),
        ItemKind::Ask => words.playbooks_ask(),
        ItemKind::Check => words.playbooks_check(),
        ItemKind::Show => words.playbooks_show(),
        ItemKind::Prepare => words.playbooks_prepare(),
        ItemKind::Collect => words.playbooks_collect(),
        ItemKind::Document => words.playbooks_document(),
        ItemKind::DoNot => words.playbooks_do_not(),
    };
    word.to_owned()
}

fn evidence(item: &Item, lang: Lang) -> Evidence {
    match item.evidence {
        Known::Auto => Evidence::Auto,
        Known::Tap | Known::Signature => Evidence::Tap,
        Known::Text | Known::Number => Evidence::Text,
        Known::Choice => {
            Evidence::Choice(item.choices.iter().map(|one| Choice::new(&one.code, one.words(lang))).collect())
        }
    }
}

/// What was chosen or written, as it is read.
fn value_of(item: &Item, ticks: &[Tick], lang: Lang) -> String {
    let Some(tick) = ticks.iter().rev().find(|tick| tick.item == item.id) else {
        return String::new();
    };
    let chosen = item.choices.iter().find(|choice| choice.code == tick.value);
    chosen.map_or_else(|| tick.value.clone(), |choice| choice.words(lang).to_owned())
}

fn warnings(words: Words, playbook: &'static Playbook, step: &'static Playstep, done: &Done) -> Vec<String> {
    let lang = words.lang;
    progress::warnings(playbook, step, Door::Leave, done)
        .iter()
        .map(|warning| match warning {
            Warning::Item(item) => item.words(lang).to_owned(),
            Warning::Gate(gate) => gate.words(lang).to_owned(),
        })
        .collect()
}

// ---------------------------------------------------------------------------------------------------------- the party

fn about(reader: &Reader, facts: &Facts) -> Vec<(String, Markup)> {
    let (words, visit) = (reader.words, &facts.visit);
    let plain = |text: String| html! { (text) };
    let mut pairs = vec![
        (words.visits_column_consultant().to_owned(), plain(home::with(reader, visit))),
        (words.visits_kind().to_owned(), plain(present::kind(words, visit.kind))),
        (words.visits_party_size().to_owned(), plain(present::size(words, visit))),
    ];
    let owner = facts.customer.as_ref().and_then(|one| one.owner);
    if let Some(number) = facts.numbers.first() {
        pairs.push((words.visits_phone().to_owned(), plain(people::number_text(number, facts.sight))));
    }
    if let Some(who) = owner {
        let left = facts
            .customer
            .as_ref()
            .and_then(|one| people::protection_today(one, &facts.site.settings, reader.clock, reader.now));
        let left = left.and_then(|left| people::protection_badge(words, left));
        let owner = html! {
            (reader.name(who))
            @if let Some(left) = &left { " " (showroom_templates::pages::customers::protection(left)) }
        };
        pairs.push((words.visits_owner().to_owned(), owner));
    }
    if let Some(grade) = facts.customer.as_ref().and_then(|one| one.grade) {
        let grade = facts.site.scale.name(grade).to_owned();
        pairs.push((words.customers_grade().to_owned(), showroom_templates::parts::grade(words, &grade)));
    }
    if let Some(channel) = &visit.channel {
        let channel = words.lookup_or(&format!("customers_channel_{channel}")).to_owned();
        pairs.push((words.customers_channel().to_owned(), plain(channel)));
    }
    if let Some(description) = &visit.description {
        pairs.push((words.visits_description().to_owned(), plain(description.clone())));
    }
    pairs
}

fn assigned(reader: &Reader, actor: &Actor, one: &Assignment) -> showroom_templates::pages::consultants::Assigned {
    let asks = actor.user.filter(|me| actor.only_own() && one.consultant != Some(*me));
    let why = asks.map(|me| duty::why_not_me(reader, one, me));
    let told = duty::assigned(reader, one, None);
    showroom_templates::pages::consultants::Assigned { why_not_me: why, ..told }
}

fn stamps(reader: &Reader, facts: &Facts) -> Vec<(String, String, String)> {
    let (words, visit) = (reader.words, &facts.visit);
    let mut lines: Vec<(Moment, String, String)> = Vec::new();
    let mut add = |at: Option<Moment>, what: &str, more: String| {
        if let Some(at) = at {
            lines.push((at, what.to_owned(), more));
        }
    };
    add(Some(visit.arrived_at), words.visits_stamp_arrived(), String::new());
    add(visit.greeted_at, words.visits_stamp_greeted(), String::new());
    add(visit.assigned_at, words.visits_stamp_assigned(), String::new());
    for stamp in facts.stamps.iter().filter(|stamp| stamp.stage != Stage::Reception) {
        let lasted = |until: Moment| words.duration((until - stamp.entered_at).num_seconds());
        let more = match (&stamp.skipped_reason, stamp.left_at) {
            (Some(reason), _) => words.visits_stamp_skipped(reason),
            (None, Some(left)) => lasted(left),
            (None, None) => lasted(reader.now),
        };
        add(Some(stamp.entered_at), present::stage(words, stamp.stage), more);
    }
    add(visit.left_at, words.visits_stamp_left(), String::new());
    lines.sort_by_key(|(at, _, _)| *at);
    lines.into_iter().map(|(at, what, more)| (what, reader.time(at), more)).collect()
}

fn outcome(reader: &Reader, facts: &Facts) -> Vec<(String, Markup)> {
    let (words, visit) = (reader.words, &facts.visit);
    let Some(outcome) = visit.outcome else {
        return Vec::new();
    };
    let word = words.lookup_or(&format!("visits_outcome_{}", outcome.code())).to_owned();
    let mut pairs = vec![(words.visits_column_outcome().to_owned(), html! { (word) })];
    let next = match (visit.next_on, &visit.no_next_reason) {
        (Some(date), _) => Some(words.near_day(date, facts.today)),
        (None, Some(reason)) => Some(words.lookup_or(&format!("visits_outcome_{reason}")).to_owned())
            .map(|said| plain_reason(&said, reason)),
        (None, None) => None,
    };
    if let Some(next) = next {
        pairs.push((words.customers_next_contact().to_owned(), html! { (next) }));
    }
    if let Some(reason) = &visit.outcome_reason {
        pairs.push((words.visits_move_reason().to_owned(), html! { (reason) }));
    }
    if visit.closed_by_house {
        pairs.push((words.visits_stamp_left().to_owned(), html! { (words.visits_by_house()) }));
    }
    pairs
}

/// The house gives its reason as a code; people write theirs in words.
fn plain_reason(said: &str, reason: &str) -> String {
    if said.starts_with("visits_outcome_") { reason.to_owned() } else { said.to_owned() }
}
