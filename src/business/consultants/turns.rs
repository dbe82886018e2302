//! The ledger of turns: what an assignment writes into it, and the balance that anybody can add up.

use super::rotation::{Missed, Proposal};
use crate::base::ids::UserId;

/// One line of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TurnKind {
    /// Took a turn in the order of the day.
    Taken,
    /// Missed a turn for a good reason.
    Owed,
    /// Took a turn that was owed.
    MadeUp,
    /// Received a party and kept the turn, or kept the place while follow-ups were overdue.
    Kept,
    /// Missed a turn without a good reason.
    Lost,
}

impl TurnKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Taken, Self::Owed, Self::MadeUp, Self::Kept, Self::Lost];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Owed => "owed",
            Self::MadeUp => "made_up",
            Self::Kept => "kept",
            Self::Lost => "lost",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The lines that an assignment writes: one for the taker, one for everybody whose turn passed.
pub fn entries(proposal: &Proposal) -> Vec<(UserId, TurnKind)> {
    let taken_as = match (proposal.costs_turn, proposal.made_up) {
        (false, _) => TurnKind::Kept,
        (true, true) => TurnKind::MadeUp,
        (true, false) => TurnKind::Taken,
    };
    let taker = proposal.consultant.map(|who| (who, taken_as));
    let passed = proposal.skipped.iter().filter_map(|skipped| {
        let kind = match skipped.missed {
            Missed::Owed => TurnKind::Owed,
            Missed::Lost => TurnKind::Lost,
            Missed::PlaceKept => TurnKind::Kept,
            Missed::NoTurn => return None,
        };
        Some((skipped.consultant, kind))
    });
    taker.into_iter().chain(passed).collect()
}

/// A consultant's turns of a day or longer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balance {
    /// Taken in the order of the day.
    pub taken: i32,
    /// Missed for a good reason.
    pub owed: i32,
    /// Made up.
    pub made_up: i32,
    /// Kept.
    pub kept: i32,
    /// Gone.
    pub lost: i32,
}

impl Balance {
    /// Adds the lines of one consultant up.
    pub fn of(lines: impl IntoIterator<Item = TurnKind>) -> Self {
        let mut balance = Self::default();
        for line in lines {
            match line {
                TurnKind::Taken => balance.taken += 1,
                TurnKind::Owed => balance.owed += 1,
                TurnKind::MadeUp => balance.made_up += 1,
                TurnKind::Kept => balance.kept += 1,
                TurnKind::Lost => balance.lost += 1,
            }
        }
        balance
    }

    /// What is still owed: the figure on the screen.
    pub const fn open(&self) -> i32 {
        self.owed - self.made_up
    }

    /// How often the order of the day came to this consultant.
    pub const fn came_round(&self) -> i32 {
        self.taken + self.owed + self.lost
    }

    /// New visitors who cost a turn, now or from what was owed.
    pub const fn received(&self) -> i32 {
        self.taken + self.made_up
    }
}
