//! The nouns of following up: one planned or done contact, and what came of it.

use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, FollowUpId, JourneyId, SiteId, UserId, VisitId};

/// What may be learned in a contact, one tap each. The words are in `followups.toml` (`learned_<code>`).
pub const LEARNED: [&str; 12] = [
    "will_come",
    "family",
    "price",
    "price_accepted",
    "comparing",
    "loan",
    "funds_ready",
    "selling_first",
    "need_changed",
    "no_hurry",
    "cooling",
    "bought_elsewhere",
];

/// Why there is no next date (`no_next_<code>`).
pub const NO_NEXT: [&str; 5] = ["asked_not_to", "bought_elsewhere", "wrong_number", "no_need", "deal_done"];

/// Why a planned contact is called off (`cancel_<code>`).
pub const CANCEL: [&str; 6] = ["planned_twice", "came_by", "called_in", "customer_lost", "deal_done", "other"];

/// The reason of a contact that was planned by a record which was taken back.
pub const UNDONE: &str = "undone";

codes! {
    /// What a contact is for.
    pub enum Purpose {
        /// Thanks, the same day.
        Thanks = "thanks",
        /// The first call after a visit.
        FirstCall = "first_call",
        /// A call by the cadence of the grade.
        Call = "call",
        /// Inviting them again.
        Invite = "invite",
        /// Papers that are missing.
        Papers = "papers",
        /// A payment that is due.
        Payment = "payment",
        /// Anything else.
        Other = "other",
    }
}

codes! {
    /// Where a contact stands.
    pub enum State {
        /// To be made.
        Planned = "planned",
        /// Made.
        Done = "done",
        /// Called off.
        Cancelled = "cancelled",
    }
}

codes! {
    /// How a contact was made.
    pub enum How {
        /// By telephone.
        Call = "call",
        /// By message.
        Message = "message",
        /// Face to face, elsewhere.
        Meeting = "meeting",
        /// At the showroom.
        Visit = "visit",
    }
}

/// One planned or done contact.
#[derive(Debug, Clone)]
pub struct FollowUp {
    /// The id.
    pub id: FollowUpId,
    /// The site.
    pub site: SiteId,
    /// With whom.
    pub customer: CustomerId,
    /// In which journey.
    pub journey: Option<JourneyId>,
    /// Who is to make it.
    pub consultant: UserId,
    /// After which visit.
    pub visit: Option<VisitId>,
    /// On which day.
    pub due_on: Date,
    /// By when on that day.
    pub due_at: Option<Moment>,
    /// What for.
    pub purpose: Purpose,
    /// Where it stands.
    pub state: State,
    /// How it was made.
    pub how: Option<How>,
    /// Whether the customer was reached.
    pub effective: Option<bool>,
    /// What was learned.
    pub learned: Option<Learned>,
    /// The next date that was agreed.
    pub next_on: Option<Date>,
    /// Or why there is none.
    pub no_next_reason: Option<String>,
    /// Why it was called off.
    pub cancel_reason: Option<String>,
    /// Who planned it.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Moment,
    /// Who made it.
    pub done_by: Option<UserId>,
    /// When.
    pub done_at: Option<Moment>,
    /// Rises with every change.
    pub version: i32,
    /// What its record changed besides, as it was before.
    pub before: Option<Before>,
}

/// What a record changes of the customer, as it was before: taking the record back gives it back.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Before {
    /// Not to be called until.
    pub do_not_call_until: Option<Date>,
    /// When the grade was confirmed last by somebody who set it.
    #[serde(default)]
    pub graded_at: Option<Moment>,
}

/// What was learned: what was tapped, and a few words.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Learned {
    /// Codes of [`LEARNED`].
    pub codes: Vec<String>,
    /// In their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

impl Learned {
    /// Whether nothing was learned.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.words.is_none()
    }
}

/// What came of a contact, as it is recorded.
#[derive(Debug, Clone)]
pub struct Record {
    /// How it was made.
    pub how: How,
    /// Whether the customer was reached.
    pub reached: bool,
    /// What was learned.
    pub learned: Learned,
    /// The next date.
    pub next_on: Option<Date>,
    /// Or why there is none.
    pub no_next_reason: Option<String>,
    /// The grade, where it moved or was confirmed.
    pub grade: Option<Grade>,
    /// Why it moved.
    pub grade_reason: Option<String>,
    /// The intent, where it moved.
    pub intent: Option<i32>,
    /// Until when they asked not to be called.
    pub do_not_call_until: Option<Date>,
}
