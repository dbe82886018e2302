//! Duty and turns as people read them: the queue, an assignment with its rule, *why not me?*.

use std::collections::HashMap;

use showroom_templates::pages::consultants as pages;
use showroom_templates::parts::{Icon, Timer, Tone, timer};
use showroom_templates::{Words, urls};

use super::model::{Assignment, Colleague, Duty, DutyState};
use super::rotation::{self, Away, Missed, Proposal, Reason, Rule, Skipped, Standing, State, Why};
use super::store;
use super::turns::{Balance, TurnKind};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::Answered;
use crate::base::ids::{UserId, VisitId};
use crate::base::role::{Need, Role};
use crate::business::sites;
use crate::business::sites::settings::Rotation;
use crate::platform::db::Conn;
use crate::platform::db::schema::visits;
use diesel::prelude::*;

/// The names of everybody who works or worked here.
pub type Names = HashMap<UserId, String>;

/// How people of this page read names and times.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The language.
    pub words: Words,
    /// The wall clock of the site.
    pub clock: SiteClock,
    /// Now.
    pub now: Moment,
    /// Everybody's name.
    pub names: &'a Names,
    /// Who reads.
    pub me: Option<UserId>,
}

impl Reader<'_> {
    /// A name; a dash for somebody unheard of.
    pub fn name(&self, who: UserId) -> String {
        self.names.get(&who).cloned().unwrap_or_else(|| "—".to_owned())
    }

    /// The time of day.
    pub fn time(&self, at: Moment) -> String {
        self.words.clock(self.clock.local(at).time())
    }

    /// A clock that runs since then.
    pub fn since(&self, at: Moment) -> Timer {
        timer(self.words, millis(at), millis(self.now))
    }
}

/// A moment as scripts count it.
pub fn millis(at: Moment) -> i64 {
    at.and_utc().timestamp_millis()
}

/// A rule in words.
pub fn rule(words: Words, rule: Rule) -> String {
    words.lookup_or(&format!("consultants_rule_{}", rule.code())).to_owned()
}

/// The queue as it stands: those who can take a party first, in turn; then the others in the order of the day.
pub fn queue(reader: &Reader, standings: &[Standing], rules: &Rotation) -> Vec<pages::Standing> {
    let turns = rotation::in_turn(standings, rules);
    let place = |who: UserId| turns.iter().position(|one| *one == who);
    let mut all: Vec<&Standing> = standings.iter().filter(|one| one.state != State::OffDuty).collect();
    all.sort_by_key(|one| (place(one.consultant).unwrap_or(usize::MAX), one.position));
    all.into_iter().map(|one| standing(reader, one, place(one.consultant), rules)).collect()
}

fn standing(reader: &Reader, one: &Standing, place: Option<usize>, rules: &Rotation) -> pages::Standing {
    let words = reader.words;
    let since = match one.state {
        State::WithParty { since, .. } | State::Away { since, .. } => Some(reader.since(since)),
        State::Free | State::OffDuty => None,
    };
    pages::Standing {
        name: reader.name(one.consultant),
        state: state(words, one, rules),
        since,
        place: place.map(|at| at + 1),
        owed: (one.owed > 0).then(|| words.consultants_owed(one.owed)),
        is_me: reader.me == Some(one.consultant),
    }
}

/// How somebody stands: colour, sign, words.
pub fn state(words: Words, one: &Standing, rules: &Rotation) -> (Tone, Icon, String) {
    match (one.state, one.behind(rules)) {
        (State::Free, Some(count)) => (Tone::Warn, Icon::Phone, words.consultants_state_overdue(count)),
        (State::Free, None) => (Tone::Good, Icon::Check, words.consultants_state_free().to_owned()),
        (State::WithParty { .. }, _) => (Tone::Plain, Icon::People, words.consultants_state_with_party().to_owned()),
        (State::Away { reason, .. }, _) => (Tone::Plain, Icon::Pause, away(words, reason)),
        (State::OffDuty, _) => (Tone::Plain, Icon::Leave, words.consultants_state_off_duty().to_owned()),
    }
}

/// A reason to be away in words.
pub fn away(words: Words, reason: Away) -> String {
    words.lookup_or(&format!("consultants_away_{}", reason.code())).to_owned()
}

/// Somebody who was passed over, in words: who, why, and what becomes of the turn.
pub fn skipped(reader: &Reader, one: &Skipped) -> String {
    let words = reader.words;
    let missed = match one.missed {
        Missed::Owed => words.consultants_missed_owed(),
        Missed::Lost => words.consultants_missed_lost(),
        Missed::PlaceKept => words.consultants_missed_place_kept(),
        Missed::NoTurn => words.consultants_missed_no_turn(),
    };
    words.consultants_skipped_line(reader.name(one.consultant), why(reader, one.why), missed)
}

fn why(reader: &Reader, why: Why) -> String {
    let words = reader.words;
    match why {
        Why::OffDuty => words.consultants_why_off_duty().to_owned(),
        Why::WithParty { since } => words.consultants_why_with_party(reader.time(since)),
        Why::Away { since, reason } => words.consultants_why_away(reader.time(since), away(words, reason)),
        Why::Overdue { count } => words.consultants_why_overdue(count),
    }
}

/// An assignment in words. `number` is the party's number of the day.
pub fn assigned(reader: &Reader, one: &Assignment, number: Option<i32>) -> pages::Assigned {
    let words = reader.words;
    let decided = one.overridden.then(|| {
        let by = one.made_by.map(|who| words.consultants_by(reader.name(who))).unwrap_or_default();
        let because = one.reason.as_deref().map(|said| words.consultants_overridden_because(said)).unwrap_or_default();
        format!("{by} · {because}")
    });
    let cost = if one.costs_turn { words.consultants_costs_turn() } else { words.consultants_keeps_turn() };
    pages::Assigned {
        visit: one.visit.0,
        number: number.map(|number| words.visits_number(number)).unwrap_or_default(),
        time: reader.time(one.made_at),
        consultant: one.consultant.map(|who| reader.name(who)),
        rule: rule(words, one.rule),
        cost: cost.to_owned(),
        costs_turn: one.costs_turn,
        decided,
        skipped: one.skipped.iter().map(|who| skipped(reader, who)).collect(),
        queue: one.queue.iter().map(|who| reader.name(*who)).collect(),
        why_not_me: None,
    }
}

/// The answer to *why not me?* for somebody on duty.
pub fn why_not_me(reader: &Reader, one: &Assignment, me: UserId) -> String {
    let words = reader.words;
    let proposal = Proposal {
        consultant: one.consultant,
        rule: one.rule,
        costs_turn: one.costs_turn,
        made_up: one.rule == Rule::MakeUp,
        skipped: one.skipped.clone(),
        queue_before: one.queue.clone(),
        queue_after: Vec::new(),
        shared_with: None,
    };
    match rotation::why_not_me(&proposal, me) {
        Reason::ItWasYou => words.consultants_why_yes().to_owned(),
        Reason::PassedOver(one) => skipped(reader, &one),
        Reason::BelongedTo(who, by) => words.consultants_why_belonged(rule(words, by), reader.name(who)),
        Reason::Behind(count) => words.consultants_why_behind(count),
        Reason::MadeUpFor(who) => words.consultants_why_made_up(reader.name(who)),
        Reason::NotInQueue => words.consultants_why_not_in_queue().to_owned(),
        Reason::NobodyCould => words.consultants_why_nobody().to_owned(),
    }
}

/// What can be done about somebody's duty, as the buttons show it.
pub fn duty(words: Words, duty: Option<&Duty>, user: Option<UserId>, back: &str) -> pages::Duty {
    let ways: &[(&str, &str)] = &[
        ("short_break", words.consultants_go_short_break()),
        ("meal", words.consultants_go_meal()),
        ("errand", words.consultants_go_errand()),
        ("leave", words.consultants_go_leave()),
    ];
    let by_others = [("private", words.consultants_go_private()), ("not_at_post", words.consultants_go_not_at_post())];
    let mut ways = ways.to_vec();
    if user.is_some() {
        ways.extend(by_others);
    }
    let on_duty = duty.filter(|duty| duty.state != DutyState::Out);
    pages::Duty {
        id: on_duty.map(|duty| duty.id.0),
        user: user.map(|who| who.0),
        is_away: on_duty.is_some_and(|duty| duty.away().is_some()),
        ways,
        back: back.to_owned(),
    }
}

/// What a consultant who is behind does to be back in turn: in words, and how many are to be made.
pub fn catch_up(words: Words, one: &Standing, rules: &Rotation) -> Option<String> {
    let count = one.behind(rules)?;
    Some(words.consultants_catch_up(count, to_make(one, rules)))
}

/// How many overdue follow-ups are still to be made before somebody is back in turn.
pub fn to_make(one: &Standing, rules: &Rotation) -> u16 {
    rules.overdue_opened.saturating_sub(one.caught_up).min(one.overdue)
}

/// A person's own state on duty: colour, sign, words.
pub fn own_state(words: Words, duty: Option<&Duty>) -> (Tone, Icon, String) {
    match duty.map(|duty| (duty.state, duty.away())) {
        None => (Tone::Plain, Icon::Leave, words.consultants_state_not_in().to_owned()),
        Some((DutyState::Out, _)) => (Tone::Plain, Icon::Leave, words.consultants_state_off_duty().to_owned()),
        Some((_, Some(reason))) => (Tone::Plain, Icon::Pause, away(words, reason)),
        Some((_, None)) => (Tone::Good, Icon::Check, words.consultants_on_duty().to_owned()),
    }
}

/// The ledger of a day, as it is drawn.
///
/// # Errors
/// Faults of the database.
pub fn turns_page(conn: &mut Conn, actor: &Actor, words: Words, now: Moment, day: Date) -> Answered<pages::TurnsPage> {
    let site = sites::of(conn, actor.site)?;
    let today = site.clock().business_day(now);
    let names = store::names(conn, actor.site)?;
    let reader = Reader { words, clock: site.clock(), now, names: &names, me: actor.user };
    let standings = store::queue(conn, actor.site, day)?;
    let duties = store::duties_of_day(conn, actor.site, day)?;
    let ledger = store::turns_of_day(conn, actor.site, day)?;
    let turns = rotation::in_turn(&standings, &site.settings.rotation);
    let manages = actor.may(Need::ManageDuty) && day == today;
    let line = |one: &Standing| {
        let place = turns.iter().position(|who| *who == one.consultant);
        let kinds = ledger.iter().filter(|line| line.consultant == one.consultant).map(|line| line.kind);
        let balance = Balance::of(kinds.collect::<Vec<TurnKind>>());
        let own = duties.iter().find(|duty| duty.user == one.consultant);
        let is_me = actor.user == Some(one.consultant);
        pages::Line {
            standing: standing(&reader, one, place, &site.settings.rotation),
            excuse: own
                .filter(|_| day == today && actor.may(Need::ExcuseOverdue))
                .filter(|_| one.behind(&site.settings.rotation).is_some())
                .map(|duty| duty.id.0),
            excused: own.and_then(|duty| duty.excused.as_ref()).map(|reason| words.consultants_excused(reason)),
            counts: [balance.taken, balance.owed, balance.made_up, balance.kept, balance.lost],
            open: balance.open(),
            duty: (manages || (is_me && day == today))
                .then(|| duty(words, own, (!is_me).then_some(one.consultant), "turns")),
        }
    };
    let lines = standings.iter().map(line).collect();
    let absent = if manages { absent(conn, actor, words, &duties)? } else { Vec::new() };
    let numbers = numbers_of_day(conn, actor, day)?;
    let assignments = store::assignments_of_day(conn, actor.site, day)?;
    let asks = actor.role == Role::Consultant;
    let told = |one: &Assignment| {
        let why = actor.user.filter(|me| asks && one.consultant != Some(*me)).map(|me| why_not_me(&reader, one, me));
        pages::Assigned { why_not_me: why, ..assigned(&reader, one, numbers.get(&one.visit).copied()) }
    };
    let near = |date: Option<Date>| date.map(|date| urls::consultants::turns_of(&date.to_string()));
    Ok(pages::TurnsPage {
        banner: None,
        days: (near(day.pred_opt()).unwrap_or_default(), near(day.succ_opt().filter(|next| *next <= today))),
        lines,
        absent,
        assignments: assignments.iter().map(told).collect(),
        is_today: day == today,
    })
}

/// Colleagues of the floor who have not clocked in, with a button each.
fn absent(conn: &mut Conn, actor: &Actor, words: Words, duties: &[Duty]) -> Answered<Vec<(String, pages::Duty)>> {
    let on_duty = |one: &Colleague| duties.iter().any(|duty| duty.user == one.id && duty.state != DutyState::Out);
    let all = store::colleagues(conn, actor.site)?;
    Ok(all
        .into_iter()
        .filter(|one| one.role == Role::Consultant && !on_duty(one))
        .map(|one| (one.name, duty(words, None, Some(one.id), "turns")))
        .collect())
}

fn numbers_of_day(conn: &mut Conn, actor: &Actor, day: Date) -> Answered<HashMap<VisitId, i32>> {
    let rows = visits::table
        .filter(visits::site_id.eq(actor.site.0))
        .filter(visits::day.eq(day))
        .select((visits::id, visits::number))
        .limit(2_000)
        .load::<(i64, i32)>(conn)?;
    Ok(rows.into_iter().map(|(id, number)| (VisitId(id), number)).collect())
}
