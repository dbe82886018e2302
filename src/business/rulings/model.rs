//! The nouns of a ruling: the two sides, what was seen, the ruling itself.

use serde::{Deserialize, Serialize};

use super::verdict::Rule;
use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::ids::{CustomerId, FilingId, RulingId, UserId};
use crate::business::ownership::model::Share;

codes! {
    /// For whom a ruling finds.
    pub enum Side {
        /// The first consultant.
        First = "first",
        /// The second consultant.
        Second = "second",
        /// The agent.
        Agent = "agent",
        /// Neither; the supervisor decides.
        Undecided = "undecided",
    }
}

/// Something that a ruling saw. It names people by id and tells times; nothing personal of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A consultant completed the card.
    Registered(UserId, Moment),
    /// A consultant last reached or received the customer.
    LastContact(UserId, Moment),
    /// Somebody of the household was registered with this consultant.
    Household(UserId, Moment),
    /// The agent filed.
    Filed(Moment),
    /// The party came.
    Arrived(Moment),
    /// The showroom knew the customer before.
    KnownSince(Moment),
    /// Protection runs until.
    ProtectedUntil(Date),
    /// Protection ended.
    ProtectionEnded(Date),
}

/// What the rules found, as it is kept with the ruling.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// What they saw.
    pub evidence: Vec<Evidence>,
    /// Days of protection left then.
    pub days_left: Option<i64>,
    /// Shares of a sale.
    pub shares: Vec<Share>,
}

codes! {
    /// How a ruling ended.
    pub enum Decision {
        /// For the first consultant.
        First = "first",
        /// For the second consultant.
        Second = "second",
        /// For the agent.
        Agent = "agent",
        /// Nobody appealed: as the rules found.
        Unopposed = "unopposed",
    }
}

/// An appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Who.
    pub by: Option<UserId>,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// A decision: with its reason it is a precedent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// How.
    pub decision: Decision,
    /// Who decided; the house where nobody appealed.
    pub by: Option<UserId>,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// One ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Its id.
    pub id: RulingId,
    /// Over whom.
    pub customer: CustomerId,
    /// The first consultant.
    pub first: UserId,
    /// The second consultant, if it is between two.
    pub second: Option<UserId>,
    /// The agent's filing, if it is about one.
    pub filing: Option<FilingId>,
    /// What is in question, in a person's words.
    pub question: String,
    /// The rule that decided.
    pub rule: Rule,
    /// For whom the rules find.
    pub verdict: Side,
    /// What they saw.
    pub kept: Kept,
    /// Who opened it.
    pub opened_by: Option<UserId>,
    /// When.
    pub opened_at: Moment,
    /// The last day to appeal.
    pub appeal_until: Date,
    /// The appeal, if there was one.
    pub appeal: Option<Appeal>,
    /// The decision, once there is one.
    pub decided: Option<Decided>,
    /// Rises with every change.
    pub version: i32,
}

impl Ruling {
    /// Whether ownership stands still for it.
    pub const fn is_open(&self) -> bool {
        self.decided.is_none()
    }

    /// For whom it stands: as decided, else as the rules find.
    pub fn stands_for(&self) -> Side {
        match self.decided.as_ref().map(|decided| decided.decision) {
            Some(Decision::First) => Side::First,
            Some(Decision::Second) => Side::Second,
            Some(Decision::Agent) => Side::Agent,
            Some(Decision::Unopposed) | None => self.verdict,
        }
    }

    /// The consultant of a side; nobody for the agent's.
    pub fn consultant(&self, side: Side) -> Option<UserId> {
        match side {
            Side::First => Some(self.first),
            Side::Second => self.second,
            Side::Agent | Side::Undecided => None,
        }
    }

    /// Whether this person stands on one of the sides.
    pub fn concerns(&self, user: UserId) -> bool {
        self.first == user || self.second == Some(user)
    }

    /// Whether this person lost by what the rules find, or nobody won.
    pub fn loses(&self, user: UserId) -> bool {
        self.concerns(user)
            && match self.verdict {
                Side::First => self.first != user,
                Side::Second => self.second != Some(user),
                Side::Agent | Side::Undecided => true,
            }
    }
}

/// A ruling as the form asks for it.
#[derive(Debug, Clone)]
pub struct NewRuling {
    /// Over whom.
    pub customer: CustomerId,
    /// The first consultant.
    pub first: UserId,
    /// Against whom.
    pub against: Opponent,
    /// What is in question.
    pub question: String,
}

/// Who claims against the first consultant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opponent {
    /// Another consultant.
    Consultant(UserId),
    /// The agent of a filing.
    Filing(FilingId),
}
