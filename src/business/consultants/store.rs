//! Duties, assignments and the ledger, as the database keeps them; and the queue as it stands, read from all that bears on it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Assignment, Colleague, Duty, DutyState, Line};
use super::rotation::{Company, Proposal, Rule, Sharing, Standing, State};
use super::turns::TurnKind;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{AssignmentId, DutyId, SiteId, TurnId, UserId, VisitId};
use crate::base::role::Role;
use crate::business::sites;
use crate::platform::db::schema::{assignments, customers, duties, follow_ups, memberships, turns, users, visits};
use crate::platform::db::{Conn, Tx};

/// Up to how many overdue follow-ups are counted.
const MOST_OVERDUE: i64 = 99;

/// Whoever works at this site now, in the order of their names.
///
/// # Errors
/// Faults of the database.
pub fn colleagues(conn: &mut Conn, site: SiteId) -> Answered<Vec<Colleague>> {
    let rows = memberships::table
        .inner_join(users::table)
        .filter(memberships::site_id.eq(site.0))
        .filter(memberships::ended_at.is_null())
        .filter(users::suspended_at.is_null())
        .order((users::name, users::id))
        .select((users::id, users::name, memberships::role))
        .load::<(i64, String, String)>(conn)?;
    rows.into_iter()
        .map(|(id, name, role)| {
            let role = Role::from_code(&role).ok_or_else(|| Fault::bad_data("reading a role"))?;
            Ok(Colleague { id: UserId(id), name, role })
        })
        .collect()
}

/// The names of everybody who ever worked at this site: old visits name people who have left.
///
/// # Errors
/// Faults of the database.
pub fn names(conn: &mut Conn, site: SiteId) -> Answered<HashMap<UserId, String>> {
    let rows = memberships::table
        .inner_join(users::table)
        .filter(memberships::site_id.eq(site.0))
        .select((users::id, users::name))
        .load::<(i64, String)>(conn)?;
    Ok(rows.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}

/// Everybody's work day, in the order of the day.
///
/// # Errors
/// Faults of the database.
pub fn duties_of_day(conn: &mut Conn, site: SiteId, day: Date) -> Answered<Vec<Duty>> {
    duties::table
        .filter(duties::site_id.eq(site.0))
        .filter(duties::day.eq(day))
        .order((duties::position, duties::id))
        .load::<DutyRow>(conn)?
        .into_iter()
        .map(Duty::try_from)
        .collect()
}

/// One person's work day, if it began.
///
/// # Errors
/// Faults of the database.
pub fn duty_of(conn: &mut Conn, site: SiteId, user: UserId, day: Date) -> Answered<Option<Duty>> {
    duties::table
        .filter(duties::site_id.eq(site.0))
        .filter(duties::user_id.eq(user.0))
        .filter(duties::day.eq(day))
        .first::<DutyRow>(conn)
        .optional()?
        .map(Duty::try_from)
        .transpose()
}

/// One work day by its id.
///
/// # Errors
/// [`Error::Missing`] where this site has none such; faults of the database.
pub fn find_duty(conn: &mut Conn, site: SiteId, id: DutyId) -> Answered<Duty> {
    duties::table.filter(duties::site_id.eq(site.0)).filter(duties::id.eq(id.0)).first::<DutyRow>(conn)?.try_into()
}

/// The consultants of the day as the queue stands: place, state, what is overdue, what was received, what is owed.
///
/// # Errors
/// Faults of the database.
pub fn queue(conn: &mut Conn, site: SiteId, day: Date) -> Answered<Vec<Standing>> {
    let consultants = consultants_of(conn, site)?;
    let parties = parties(conn, site)?;
    let duties: Vec<Duty> =
        duties_of_day(conn, site, day)?.into_iter().filter(|duty| consultants.contains(&duty.user)).collect();
    let on_duty: Vec<UserId> =
        duties.iter().filter(|duty| duty.state != DutyState::Out).map(|duty| duty.user).collect();
    let overdue = overdue(conn, site, day, &on_duty)?;
    let caught_up = caught_up(conn, site, day, &overdue)?;
    let lines = turns_of_day(conn, site, day)?;
    let standing = |duty: Duty| {
        let who = duty.user;
        let kinds = || lines.iter().filter(|line| line.consultant == who).map(|line| line.kind);
        let balance = super::turns::Balance::of(kinds());
        Standing {
            consultant: who,
            position: i64::from(duty.position),
            state: state_of(&duty, parties.get(&who)),
            overdue: overdue.get(&who).copied().unwrap_or_default(),
            caught_up: caught_up.get(&who).copied().unwrap_or_default(),
            excused: duty.excused.is_some(),
            new_today: u32::try_from(balance.received()).unwrap_or_default(),
            owed: balance.open(),
        }
    };
    Ok(duties.into_iter().map(standing).collect())
}

/// The assignments of a day, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn assignments_of_day(conn: &mut Conn, site: SiteId, day: Date) -> Answered<Vec<Assignment>> {
    assignments::table
        .filter(assignments::site_id.eq(site.0))
        .filter(assignments::day.eq(day))
        .order((assignments::made_at.desc(), assignments::id.desc()))
        .limit(500)
        .load::<AssignmentRow>(conn)?
        .into_iter()
        .map(Assignment::try_from)
        .collect()
}

/// The assignment that stands for a visit: the latest.
///
/// # Errors
/// Faults of the database.
pub fn assignment_of(conn: &mut Conn, visit: VisitId) -> Answered<Option<Assignment>> {
    assignments::table
        .filter(assignments::visit_id.eq(visit.0))
        .order(assignments::id.desc())
        .first::<AssignmentRow>(conn)
        .optional()?
        .map(Assignment::try_from)
        .transpose()
}

/// The ledger of a day.
///
/// # Errors
/// Faults of the database.
pub fn turns_of_day(conn: &mut Conn, site: SiteId, day: Date) -> Answered<Vec<Line>> {
    let rows = turns::table
        .filter(turns::site_id.eq(site.0))
        .filter(turns::day.eq(day))
        .order(turns::id)
        .select((turns::consultant_id, turns::kind, turns::reason, turns::assignment_id, turns::at))
        .load::<(i64, String, String, Option<i64>, Moment)>(conn)?;
    rows.into_iter()
        .map(|(consultant, kind, reason, assignment, at)| {
            let kind = TurnKind::from_code(&kind).ok_or_else(|| Fault::bad_data("reading a line of the ledger"))?;
            Ok(Line { consultant: UserId(consultant), kind, reason, assignment: assignment.map(AssignmentId), at })
        })
        .collect()
}

pub(super) fn insert_duty(tx: &mut Tx, duty: &Duty) -> Answered<()> {
    diesel::insert_into(duties::table)
        .values((
            duties::id.eq(duty.id.0),
            duties::site_id.eq(tx.actor.site.0),
            duties::user_id.eq(duty.user.0),
            duties::day.eq(duty.day),
            duties::position.eq(duty.position),
            duties::state.eq(duty.state.code()),
            duties::state_since.eq(duty.state_since),
            duties::state_reason.eq(duty.state_reason.as_deref()),
            duties::clocked_in_at.eq(duty.clocked_in_at),
            duties::clocked_out_at.eq(duty.clocked_out_at),
            duties::version.eq(1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub(super) fn update_duty(tx: &mut Tx, duty: &Duty) -> Answered<()> {
    let rows = diesel::update(
        duties::table
            .filter(duties::site_id.eq(tx.actor.site.0))
            .filter(duties::id.eq(duty.id.0))
            .filter(duties::version.eq(duty.version)),
    )
    .set((
        duties::position.eq(duty.position),
        duties::state.eq(duty.state.code()),
        duties::state_since.eq(duty.state_since),
        duties::state_reason.eq(duty.state_reason.as_deref()),
        duties::clocked_out_at.eq(duty.clocked_out_at),
        duties::version.eq(duty.version + 1),
    ))
    .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Refused::changed("duty_changed").into()) }
}

pub(super) fn excuse(tx: &mut Tx, duty: &Duty, reason: &str) -> Answered<()> {
    diesel::update(duties::table.filter(duties::site_id.eq(tx.actor.site.0)).filter(duties::id.eq(duty.id.0)))
        .set(duties::excused.eq(Some(reason)))
        .execute(tx.conn)?;
    Ok(())
}

pub(super) fn set_position(tx: &mut Tx, day: Date, user: UserId, position: i32) -> Answered<()> {
    diesel::update(
        duties::table
            .filter(duties::site_id.eq(tx.actor.site.0))
            .filter(duties::user_id.eq(user.0))
            .filter(duties::day.eq(day)),
    )
    .set(duties::position.eq(position))
    .execute(tx.conn)?;
    Ok(())
}

/// Writes an assignment as it was decided.
pub(super) fn insert_assignment(
    tx: &mut Tx,
    day: Date,
    visit: VisitId,
    proposal: &Proposal,
    overridden: Option<&str>,
) -> Answered<AssignmentId> {
    let id = AssignmentId::new(tx.now);
    diesel::insert_into(assignments::table)
        .values((
            assignments::id.eq(id.0),
            assignments::site_id.eq(tx.actor.site.0),
            assignments::day.eq(day),
            assignments::visit_id.eq(visit.0),
            assignments::consultant_id.eq(proposal.consultant.map(|who| who.0)),
            assignments::rule.eq(proposal.rule.code()),
            assignments::costs_turn.eq(proposal.costs_turn),
            assignments::overridden.eq(overridden.is_some()),
            assignments::reason.eq(overridden),
            assignments::queue.eq(json(&proposal.queue_before)?),
            assignments::skipped.eq(json(&proposal.skipped)?),
            assignments::made_by.eq(tx.actor.user.map(|who| who.0)),
            assignments::made_at.eq(tx.now),
            assignments::shared_with_id.eq(proposal.shared_with.map(|shared| shared.owner.0)),
            assignments::helper_bp.eq(proposal.shared_with.map(|shared| i32::from(shared.helper_bp))),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

pub(super) fn insert_turn(tx: &mut Tx, day: Date, line: &Line, visit: VisitId) -> Answered<()> {
    diesel::insert_into(turns::table)
        .values((
            turns::id.eq(TurnId::new(tx.now).0),
            turns::site_id.eq(tx.actor.site.0),
            turns::day.eq(day),
            turns::consultant_id.eq(line.consultant.0),
            turns::kind.eq(line.kind.code()),
            turns::reason.eq(&line.reason),
            turns::assignment_id.eq(line.assignment.map(|id| id.0)),
            turns::visit_id.eq(Some(visit.0)),
            turns::at.eq(line.at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn consultants_of(conn: &mut Conn, site: SiteId) -> Answered<Vec<UserId>> {
    let colleagues = colleagues(conn, site)?;
    Ok(colleagues.into_iter().filter(|one| one.role == Role::Consultant).map(|one| one.id).collect())
}

struct WithParty {
    since: Moment,
    company: Company,
}

/// Who has a party now. Somebody with two has been with a party since the first.
fn parties(conn: &mut Conn, site: SiteId) -> Answered<HashMap<UserId, WithParty>> {
    let rows = visits::table
        .left_join(customers::table)
        .filter(visits::site_id.eq(site.0))
        .filter(visits::left_at.is_null())
        .filter(visits::consultant_id.is_not_null())
        .order(visits::arrived_at.desc())
        .select((
            visits::consultant_id,
            visits::assigned_at,
            visits::arrived_at,
            visits::kind,
            customers::owner_id.nullable(),
        ))
        .load::<(Option<i64>, Option<Moment>, Moment, String, Option<i64>)>(conn)?;
    let mut with = HashMap::new();
    for (consultant, assigned, arrived, kind, owner) in rows {
        let own_returning = kind == "returning" && owner == consultant;
        let company = if own_returning { Company::OwnReturning } else { Company::Visitor };
        if let Some(consultant) = consultant {
            with.insert(UserId(consultant), WithParty { since: assigned.unwrap_or(arrived), company });
        }
    }
    Ok(with)
}

/// How many follow-ups each is behind with; counting stops where it no longer matters.
fn overdue(conn: &mut Conn, site: SiteId, day: Date, people: &[UserId]) -> Answered<HashMap<UserId, u16>> {
    let mut behind = HashMap::new();
    for who in people {
        let late = follow_ups::table
            .filter(follow_ups::consultant_id.eq(who.0))
            .filter(follow_ups::state.eq("planned"))
            .filter(follow_ups::due_on.lt(day))
            .filter(follow_ups::site_id.eq(site.0))
            .select(follow_ups::id)
            .limit(MOST_OVERDUE)
            .load::<i64>(conn)?;
        behind.insert(*who, u16::try_from(late.len()).unwrap_or(u16::MAX));
    }
    Ok(behind)
}

/// How many overdue follow-ups those who are behind have made today.
fn caught_up(
    conn: &mut Conn,
    site: SiteId,
    day: Date,
    overdue: &HashMap<UserId, u16>,
) -> Answered<HashMap<UserId, u16>> {
    let mut made = HashMap::new();
    for who in overdue.iter().filter(|(_, count)| **count > 0).map(|(who, _)| *who) {
        let (since, _) = sites::of(conn, site)?.clock().day_bounds(day);
        let rows = follow_ups::table
            .filter(follow_ups::done_by.eq(who.0))
            .filter(follow_ups::state.eq("done"))
            .filter(follow_ups::done_at.ge(since))
            .filter(follow_ups::due_on.lt(day))
            .filter(follow_ups::site_id.eq(site.0))
            .select(follow_ups::id)
            .limit(MOST_OVERDUE)
            .load::<i64>(conn)?;
        made.insert(who, u16::try_from(rows.len()).unwrap_or(u16::MAX));
    }
    Ok(made)
}

fn state_of(duty: &Duty, party: Option<&WithParty>) -> State {
    match (party, duty.away(), duty.state) {
        (_, _, DutyState::Out) => State::OffDuty,
        (Some(party), _, _) => State::WithParty { since: party.since, company: party.company },
        (None, Some(reason), _) => State::Away { since: duty.state_since, reason },
        (None, None, _) => State::Free,
    }
}

fn json<T: serde::Serialize>(value: &T) -> Answered<String> {
    serde_json::to_string(value).map_err(|error| Fault::bug("writing a queue as JSON").because(error).into())
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Answered<T> {
    serde_json::from_str(text).map_err(|error| Fault::bad_data("reading a queue").because(error).into())
}

#[derive(Queryable)]
struct DutyRow {
    id: i64,
    _site_id: i64,
    user_id: i64,
    day: Date,
    position: i32,
    state: String,
    state_since: Moment,
    state_reason: Option<String>,
    clocked_in_at: Moment,
    clocked_out_at: Option<Moment>,
    version: i32,
    excused: Option<String>,
}

impl TryFrom<DutyRow> for Duty {
    type Error = Error;

    fn try_from(row: DutyRow) -> Answered<Self> {
        Ok(Self {
            id: DutyId(row.id),
            user: UserId(row.user_id),
            day: row.day,
            position: row.position,
            state: DutyState::from_code(&row.state).ok_or_else(|| Fault::bad_data("reading the state of a duty"))?,
            state_since: row.state_since,
            state_reason: row.state_reason,
            clocked_in_at: row.clocked_in_at,
            clocked_out_at: row.clocked_out_at,
            version: row.version,
            excused: row.excused,
        })
    }
}

#[derive(Queryable)]
struct AssignmentRow {
    id: i64,
    _site_id: i64,
    day: Date,
    visit_id: i64,
    consultant_id: Option<i64>,
    rule: String,
    costs_turn: bool,
    overridden: bool,
    reason: Option<String>,
    queue: String,
    skipped: String,
    made_by: Option<i64>,
    made_at: Moment,
    shared_with_id: Option<i64>,
    helper_bp: Option<i32>,
}

impl TryFrom<AssignmentRow> for Assignment {
    type Error = Error;

    fn try_from(row: AssignmentRow) -> Answered<Self> {
        Ok(Self {
            id: AssignmentId(row.id),
            day: row.day,
            visit: VisitId(row.visit_id),
            consultant: row.consultant_id.map(UserId),
            rule: Rule::from_code(&row.rule).ok_or_else(|| Fault::bad_data("reading the rule of an assignment"))?,
            costs_turn: row.costs_turn,
            overridden: row.overridden,
            reason: row.reason,
            queue: from_json(&row.queue)?,
            skipped: from_json(&row.skipped)?,
            made_by: row.made_by.map(UserId),
            made_at: row.made_at,
            shared_with: row.shared_with_id.zip(row.helper_bp).map(|(owner, helper)| Sharing {
                owner: UserId(owner),
                helper_bp: u16::try_from(helper).unwrap_or_default(),
            }),
        })
    }
}
