//! The nouns of privacy: a visit card's code, what a visitor asks for, an erasure.

use crate::base::clock::Moment;
use crate::base::ids::{CustomerId, RowId, SiteId, UserId};

/// Why somebody was made anonymous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// They asked for it at the showroom.
    Asked,
    /// They withdrew by the code on their card.
    Withdrawn,
    /// The time for which it may be kept is over.
    Retention,
    /// It should not have been written down: a mistake, a child.
    NeverWanted,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Withdrawn, Self::Retention, Self::NeverWanted];
    /// Those that a person of the house may choose.
    pub const CHOSEN: [Self; 2] = [Self::Asked, Self::NeverWanted];

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Withdrawn => "withdrawn",
            Self::Retention => "retention",
            Self::NeverWanted => "never_wanted",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }

    /// Whether their numbers are remembered as *do not contact*, as keyed hashes.
    pub const fn wants_silence(self) -> bool {
        matches!(self, Self::Asked | Self::Withdrawn)
    }
}

/// What a visitor asks for by the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// A copy of all that is held.
    Copy,
    /// Something is wrong and is to be put right.
    Correct,
}

impl RequestKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Copy, Self::Correct];

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Correct => "correct",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A request as it waits.
#[derive(Debug, Clone)]
pub struct Request {
    /// The row.
    pub id: RowId,
    /// Whose.
    pub customer: CustomerId,
    /// For what.
    pub kind: RequestKind,
    /// In their words.
    pub words: Option<String>,
    /// `open`, `done` or `refused`.
    pub state: String,
    /// When.
    pub asked_at: Moment,
    /// What was answered.
    pub answer: Option<String>,
}

/// A visit card whose code was found.
#[derive(Debug, Clone)]
pub struct Card {
    /// The row.
    pub id: RowId,
    /// The site that gave it out.
    pub site: SiteId,
    /// Whose.
    pub customer: CustomerId,
    /// When it was made.
    pub made_at: Moment,
    /// The sealed code, for printing it again; empty once there is nothing left to open.
    pub sealed: String,
}

/// An erasure as it is kept.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// Whose row it was.
    pub customer: CustomerId,
    /// Why.
    pub why: Why,
    /// Whether the papers of a deal stayed.
    pub deal_kept: bool,
    /// Who did it; nobody where the house or the visitor did.
    pub by: Option<UserId>,
    /// When.
    pub at: Moment,
}
