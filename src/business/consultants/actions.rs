//! The verbs of the duty desk: clock in, go away, come back, clock out; give a party to somebody by the rules or against them.

use serde_json::json;

use super::model::{Assignment, Duty, DutyState, Line};
use super::rotation::{self, Away, Party, Proposal, Standing, Why};
use super::store;
use super::turns::{self, TurnKind};
use crate::base::clock::Date;
use crate::base::error::{Answered, Refused};
use crate::base::ids::{AssignmentId, DutyId, UserId, VisitId};
use crate::base::role::Need;
use crate::business::sites;
use crate::business::sites::settings::Rotation;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// Begins somebody's work day, or takes it up again after clocking out. Whoever comes goes to the end of the order.
///
/// # Errors
/// `already_on_duty` where it is running; forbidden for others without the need; faults of the database.
pub fn clock_in(tx: &mut Tx, who: UserId) -> Answered<DutyId> {
    self_or_manager(tx, who)?;
    let site = tx.actor.site;
    let day = today(tx)?;
    tx.one_at_a_time("duties")?;
    let duties = store::duties_of_day(tx.conn, site, day)?;
    let last = duties.iter().map(|duty| duty.position).max().unwrap_or_default();
    if !store::colleagues(tx.conn, site)?.iter().any(|one| one.id == who) {
        return Err(crate::base::error::Error::Missing);
    }
    let id = match duties.into_iter().find(|duty| duty.user == who) {
        Some(duty) if duty.state != DutyState::Out => return Err(Refused::taken("already_on_duty").into()),
        Some(duty) => {
            let id = duty.id;
            let again = Duty {
                position: last + 1,
                state: DutyState::On,
                state_since: tx.now,
                state_reason: None,
                clocked_out_at: None,
                ..duty
            };
            store::update_duty(tx, &again)?;
            id
        }
        None => {
            let id = DutyId::new(tx.now);
            let duty = Duty {
                id,
                user: who,
                day,
                position: last + 1,
                state: DutyState::On,
                state_since: tx.now,
                state_reason: None,
                clocked_in_at: tx.now,
                clocked_out_at: None,
                version: 1,
                excused: None,
            };
            store::insert_duty(tx, &duty)?;
            id
        }
    };
    record(tx, "consultants.clocked_in", id, who, json!({}))?;
    Ok(id)
}

/// What somebody on duty does next, as the form says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Back at the post.
    Back,
    /// Away, for a reason.
    Away(Away, Option<String>),
    /// The work day ends.
    Out,
}

/// Goes away, comes back, or ends the work day. The place in the order stays.
///
/// # Errors
/// `duty_ended` where the day has ended; `duty_with_party` for clocking out with a party at hand; forbidden for others without the need.
pub fn change(tx: &mut Tx, id: DutyId, change: &Change) -> Answered<()> {
    let duty = store::find_duty(tx.conn, tx.actor.site, id)?;
    self_or_manager(tx, duty.user)?;
    if duty.state == DutyState::Out {
        return Err(Refused::invalid("duty_ended").into());
    }
    let (state, reason, event) = match change {
        Change::Back => (DutyState::On, None, "consultants.came_back"),
        Change::Out => (DutyState::Out, None, "consultants.clocked_out"),
        Change::Away(away, words) => {
            let (state, reason) = kept_as(*away, words.clone());
            (state, reason, "consultants.went_away")
        }
    };
    if state == DutyState::Out {
        stays_for_the_party(tx, duty.user, duty.day)?;
    }
    let user = duty.user;
    let next = Duty {
        state,
        state_since: tx.now,
        state_reason: reason,
        clocked_out_at: (state == DutyState::Out).then_some(tx.now),
        ..duty
    };
    store::update_duty(tx, &next)?;
    record(tx, event, id, user, json!({ "state": state.code() }))
}

/// Lets somebody stay in turn today although follow-ups are overdue.
///
/// # Errors
/// `excuse_needs_reason`; `duty_ended` where the day has ended; forbidden without the need; faults of the database.
pub fn excuse(tx: &mut Tx, id: DutyId, reason: &str) -> Answered<()> {
    tx.actor.must(Need::ExcuseOverdue)?;
    let duty = store::find_duty(tx.conn, tx.actor.site, id)?;
    if duty.state == DutyState::Out {
        return Err(Refused::invalid("duty_ended").into());
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refused::invalid("excuse_needs_reason").at("reason").into());
    }
    store::excuse(tx, &duty, reason)?;
    record(tx, "consultants.excused", id, duty.user, json!({}))
}

/// Ends every work day that nobody ended; a chore of the house at closing time.
///
/// # Errors
/// Faults of the database.
pub fn end_day(tx: &mut Tx, day: Date) -> Answered<usize> {
    let open: Vec<Duty> = store::duties_of_day(tx.conn, tx.actor.site, day)?
        .into_iter()
        .filter(|duty| duty.state != DutyState::Out)
        .collect();
    for duty in &open {
        let ended = Duty {
            state: DutyState::Out,
            state_since: tx.now,
            state_reason: None,
            clocked_out_at: Some(tx.now),
            ..duty.clone()
        };
        store::update_duty(tx, &ended)?;
        record(tx, "consultants.clocked_out", duty.id, duty.user, json!({ "state": "out", "by_house": true }))?;
    }
    Ok(open.len())
}

/// Whom a person at the desk chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Whoever the rules propose.
    AsProposed,
    /// The rules must propose this one, or somebody was faster.
    Expecting(UserId),
    /// Somebody else, with a reason.
    Instead(UserId, String),
}

/// Whose party this is by the rules, as the queue stands now.
///
/// # Errors
/// What [`rotation::propose`] refuses; faults of the database.
pub fn propose(tx: &mut Tx, party: &Party, rules: &Rotation) -> Answered<(Vec<Standing>, Proposal)> {
    let day = today(tx)?;
    let queue = store::queue(tx.conn, tx.actor.site, day)?;
    let proposal = rotation::propose(&queue, party, rules)?;
    Ok((queue, proposal))
}

/// Gives a party to a consultant: the assignment with its queue, the lines of the ledger, and the order of the day as it is afterwards.
///
/// # Errors
/// `turn_moved_on` where the proposal is no longer the one that was shown; `override_needs_reason`, `not_in_the_queue` as the rules say;
/// forbidden for another choice without the need.
pub fn assign(tx: &mut Tx, visit: VisitId, party: &Party, choice: &Choice) -> Answered<Assignment> {
    tx.one_at_a_time("rotation")?;
    let rules = sites::of(tx.conn, tx.actor.site)?.settings.rotation;
    let day = today(tx)?;
    let (queue, proposal) = propose(tx, party, &rules)?;
    let (decided, reason) = decide(tx, &queue, proposal, choice, &rules)?;
    let id = store::insert_assignment(tx, day, visit, &decided, reason.as_deref())?;
    write_turns(tx, day, visit, id, &decided)?;
    move_queue(tx, day, &queue, &decided)?;
    store::assignment_of(tx.conn, visit)?.ok_or(crate::base::error::Error::Missing)
}

/// Writes down that nobody could take a party when it came, with the queue as it stood.
///
/// # Errors
/// Faults of the database.
pub fn note_nobody(tx: &mut Tx, visit: VisitId, proposal: &Proposal) -> Answered<AssignmentId> {
    let day = today(tx)?;
    store::insert_assignment(tx, day, visit, proposal, None)
}

/// Gives a turn back to somebody whose party was given to another before they took it.
///
/// # Errors
/// Faults of the database.
pub fn give_back(tx: &mut Tx, assignment: &Assignment) -> Answered<()> {
    let Some(consultant) = assignment.consultant.filter(|_| assignment.costs_turn) else {
        return Ok(());
    };
    let line = Line {
        consultant,
        kind: TurnKind::Owed,
        reason: "given_away".to_owned(),
        assignment: Some(assignment.id),
        at: tx.now,
    };
    store::insert_turn(tx, assignment.day, &line, assignment.visit)
}

fn decide(
    tx: &Tx,
    queue: &[Standing],
    proposal: Proposal,
    choice: &Choice,
    rules: &Rotation,
) -> Answered<(Proposal, Option<String>)> {
    match choice {
        Choice::AsProposed => Ok((proposal, None)),
        Choice::Expecting(who) if proposal.consultant == Some(*who) => Ok((proposal, None)),
        Choice::Expecting(_) => Err(Refused::taken("turn_moved_on").into()),
        Choice::Instead(who, _) if proposal.consultant == Some(*who) => Ok((proposal, None)),
        Choice::Instead(who, reason) => {
            tx.actor.must(Need::OverrideTurn)?;
            let decided = rotation::overridden(queue, &proposal, *who, reason, rules)?;
            Ok((decided, Some(reason.trim().to_owned())))
        }
    }
}

fn write_turns(tx: &mut Tx, day: Date, visit: VisitId, assignment: AssignmentId, decided: &Proposal) -> Answered<()> {
    for (consultant, kind) in turns::entries(decided) {
        let reason = reason_of(decided, consultant).to_owned();
        let line = Line { consultant, kind, reason, assignment: Some(assignment), at: tx.now };
        store::insert_turn(tx, day, &line, visit)?;
    }
    Ok(())
}

/// Why a line stands in the ledger: the rule for the taker, the reason for whoever was passed over.
fn reason_of(decided: &Proposal, consultant: UserId) -> &'static str {
    let skipped = decided.skipped.iter().find(|one| one.consultant == consultant);
    match skipped.map(|one| one.why) {
        None => decided.rule.code(),
        Some(Why::OffDuty) => "off_duty",
        Some(Why::WithParty { .. }) => "with_party",
        Some(Why::Away { reason, .. }) => reason.code(),
        Some(Why::Overdue { .. }) => "overdue",
    }
}

/// Whoever went to the end of the order gets a place behind all others; the rest keep theirs.
fn move_queue(tx: &mut Tx, day: Date, queue: &[Standing], decided: &Proposal) -> Answered<()> {
    if decided.queue_before == decided.queue_after {
        return Ok(());
    }
    let last = queue.iter().map(|who| who.position).max().unwrap_or_default();
    let behind: Vec<UserId> = decided.queue_after.iter().copied().filter(|who| moves(decided, *who)).collect();
    for (at, who) in (1_i64..).zip(behind) {
        store::set_position(tx, day, who, i32::try_from(last + at).unwrap_or(i32::MAX))?;
    }
    Ok(())
}

/// Whether somebody goes to the end: the taker, and whose turn passed.
fn moves(decided: &Proposal, who: UserId) -> bool {
    let passed = |one: &rotation::Skipped| matches!(one.missed, rotation::Missed::Owed | rotation::Missed::Lost);
    decided.consultant == Some(who) || decided.skipped.iter().any(|one| one.consultant == who && passed(one))
}

fn kept_as(away: Away, words: Option<String>) -> (DutyState, Option<String>) {
    match away {
        Away::ShortBreak => (DutyState::Break, words),
        Away::Meal => (DutyState::Meal, words),
        Away::Errand => (DutyState::Errand, words),
        Away::Leave => (DutyState::Leave, words),
        Away::Private | Away::NotAtPost => (DutyState::Leave, Some(away.code().to_owned())),
    }
}

fn stays_for_the_party(tx: &mut Tx, who: UserId, day: Date) -> Answered<()> {
    let queue = store::queue(tx.conn, tx.actor.site, day)?;
    let busy = |one: &Standing| one.consultant == who && matches!(one.state, rotation::State::WithParty { .. });
    if queue.iter().any(busy) {
        return Err(Refused::invalid("duty_with_party").into());
    }
    Ok(())
}

fn self_or_manager(tx: &Tx, who: UserId) -> Answered<()> {
    let need = if tx.actor.is(who) { Need::ClockSelf } else { Need::ManageDuty };
    tx.actor.must(need)
}

fn today(tx: &mut Tx) -> Answered<Date> {
    Ok(sites::of(tx.conn, tx.actor.site)?.clock().business_day(tx.now))
}

fn record(tx: &mut Tx, kind: &'static str, id: DutyId, who: UserId, mut detail: serde_json::Value) -> Answered<()> {
    detail["user"] = json!(who.0);
    journal::record(tx, Entry::new(kind).subject(id).detail(detail))
}
