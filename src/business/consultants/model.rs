//! The nouns of the duty desk: people, work days, assignments, lines of the ledger.

use super::rotation::{Away, Rule, Sharing, Skipped};
use super::turns::TurnKind;
use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::ids::{AssignmentId, DutyId, UserId, VisitId};
use crate::base::role::Role;

codes! {
    /// What somebody on duty is doing.
    pub enum DutyState {
        /// At the post.
        On = "on",
        /// On a short break that was announced.
        Break = "break",
        /// At a meal.
        Meal = "meal",
        /// On an errand for the company.
        Errand = "errand",
        /// Away for a reason of their own.
        Leave = "leave",
        /// Clocked out.
        Out = "out",
    }
}

/// One person's work day at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its id.
    pub id: DutyId,
    /// Whose.
    pub user: UserId,
    /// Which business day.
    pub day: Date,
    /// The place in the order of the day; lower comes first.
    pub position: i32,
    /// What they are doing.
    pub state: DutyState,
    /// Since when.
    pub state_since: Moment,
    /// Why, where a reason was given: a code of [`Away`] or a few words.
    pub state_reason: Option<String>,
    /// When they came.
    pub clocked_in_at: Moment,
    /// When they went.
    pub clocked_out_at: Option<Moment>,
    /// How often it was changed.
    pub version: i32,
    /// Why they stay in turn today although follow-ups are overdue, where a supervisor said so.
    pub excused: Option<String>,
}

impl Duty {
    /// Why they are away, if they are.
    pub fn away(&self) -> Option<Away> {
        match self.state {
            DutyState::On | DutyState::Out => None,
            DutyState::Break => Some(Away::ShortBreak),
            DutyState::Meal => Some(Away::Meal),
            DutyState::Errand => Some(Away::Errand),
            DutyState::Leave => match self.state_reason.as_deref().and_then(Away::from_code) {
                Some(Away::Private) => Some(Away::Private),
                Some(Away::NotAtPost) => Some(Away::NotAtPost),
                Some(Away::ShortBreak | Away::Meal | Away::Errand | Away::Leave) | None => Some(Away::Leave),
            },
        }
    }
}

/// Somebody who works at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// What they are here.
    pub role: Role,
}

/// Who got which party, by which rule, from which queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// Of which business day.
    pub day: Date,
    /// Which visit.
    pub visit: VisitId,
    /// Who; nobody where all were busy.
    pub consultant: Option<UserId>,
    /// The rule that fired.
    pub rule: Rule,
    /// Whether it cost a turn.
    pub costs_turn: bool,
    /// Whether a person decided otherwise than the rules.
    pub overridden: bool,
    /// Why, where a person decided.
    pub reason: Option<String>,
    /// The queue as it stood, first in turn first.
    pub queue: Vec<UserId>,
    /// Who was passed over, and why.
    pub skipped: Vec<Skipped>,
    /// Who made it.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Moment,
    /// With whom a sale on the same day is shared.
    pub shared_with: Option<Sharing>,
}

/// One line of the ledger of turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whose.
    pub consultant: UserId,
    /// What.
    pub kind: TurnKind,
    /// Why: a code of a rule or of a reason.
    pub reason: String,
    /// From which assignment.
    pub assignment: Option<AssignmentId>,
    /// When.
    pub at: Moment,
}
