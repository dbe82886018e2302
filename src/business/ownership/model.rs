//! The nouns of ownership: a customer in the public pool, a request for more time, an agent's filing, a share of a sale.

use crate::base::clock::Moment;
use crate::base::codes::codes;
use crate::base::ids::{CustomerId, ExtensionRequestId, FilingId, UserId, VisitId};
use crate::base::phone::Phone;

codes! {
    /// How a customer came into the public pool.
    pub enum PoolReason {
        /// Protection ended.
        Lapsed = "lapsed",
        /// The owner left the company.
        Left = "left",
    }
}

/// A customer of nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pooled {
    /// Who.
    pub customer: CustomerId,
    /// Since when.
    pub since: Moment,
    /// Who had them before.
    pub from: Option<UserId>,
    /// Why they are here.
    pub reason: PoolReason,
}

codes! {
    /// What became of a request for more time.
    pub enum Verdict {
        /// Given.
        Granted = "granted",
        /// Not given.
        Refused = "refused",
    }
}

/// A request for more time with a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its id.
    pub id: ExtensionRequestId,
    /// The customer.
    pub customer: CustomerId,
    /// How many days more.
    pub days: u16,
    /// Why.
    pub reason: String,
    /// Who asks.
    pub asked_by: Option<UserId>,
    /// When.
    pub asked_at: Moment,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<Moment>,
    /// How.
    pub verdict: Option<Verdict>,
    /// Why.
    pub decision_reason: Option<String>,
}

codes! {
    /// How a filing stands, as stored.
    pub enum FilingState {
        /// Waits for the party.
        Open = "open",
        /// The party came within its time: the agent's claim is bound.
        Bound = "bound",
        /// It counts for nothing any more.
        Ended = "ended",
    }
}

codes! {
    /// Why a filing counts for nothing.
    pub enum FilingEnd {
        /// Filed too shortly before the party came.
        TooLate = "too_late",
        /// The showroom knew the customer before the agent did.
        KnownBefore = "known_before",
        /// Nobody came in time.
        Expired = "expired",
    }
}

/// An agent's notice that he will bring somebody.
#[derive(Debug, Clone)]
pub struct Filing {
    /// Its id.
    pub id: FilingId,
    /// The agency.
    pub agency: String,
    /// The agent.
    pub agent: String,
    /// The surname of whom he will bring.
    pub surname: String,
    /// Their number.
    pub phone: Phone,
    /// When it was filed: the moment at which it was written down here.
    pub filed_at: Moment,
    /// Who wrote it down.
    pub filed_by: Option<UserId>,
    /// Until when it stands.
    pub stands_until: Moment,
    /// How it stands.
    pub state: FilingState,
    /// Why it counts for nothing, if so.
    pub end: Option<FilingEnd>,
    /// The customer who came.
    pub customer: Option<CustomerId>,
    /// The visit that bound it.
    pub visit: Option<VisitId>,
    /// When it was bound, or ended.
    pub settled_at: Option<Moment>,
}

/// A filing as the form gives it.
#[derive(Debug, Clone)]
pub struct NewFiling {
    /// The agency.
    pub agency: String,
    /// The agent.
    pub agent: String,
    /// The surname.
    pub surname: String,
    /// The number.
    pub phone: Phone,
}

codes! {
    /// Why somebody has a share of a sale.
    pub enum ShareReason {
        /// Made the sale.
        Seller = "seller",
        /// The customer belongs to them.
        Owner = "owner",
        /// Helped an absent owner.
        Helper = "helper",
        /// By a ruling.
        Ruling = "ruling",
        /// Written by a supervisor.
        Edited = "edited",
    }
}

/// One person's part of a sale, in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Share {
    /// Whose.
    pub user: UserId,
    /// How much, of 10 000.
    pub bp: u16,
}
