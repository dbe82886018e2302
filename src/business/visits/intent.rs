//! Intent: 0 to 100 from what was seen on the floor. A score always lists its reasons, and never touches a price.

use crate::business::sites::settings::Intent as Weights;
use serde::{Deserialize, Serialize};

/// Something that a consultant taps when it is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Asked the price in earnest.
    AskedPrice,
    /// Chose a unit.
    ChoseUnit,
    /// The one who decides is here.
    DeciderHere,
    /// Asked about loan or fees.
    AskedLoan,
    /// Named a competitor.
    NamedCompetitor,
}

impl Signal {
    /// All signals that are tapped.
    pub const ALL: [Self; 5] =
        [Self::AskedPrice, Self::ChoseUnit, Self::DeciderHere, Self::AskedLoan, Self::NamedCompetitor];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AskedPrice => "asked_price",
            Self::ChoseUnit => "chose_unit",
            Self::DeciderHere => "decider_here",
            Self::AskedLoan => "asked_loan",
            Self::NamedCompetitor => "named_competitor",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.code() == code)
    }

    /// What it is worth at a site.
    pub const fn weight(self, weights: &Weights) -> i16 {
        match self {
            Self::AskedPrice => weights.asked_price,
            Self::ChoseUnit => weights.chose_unit,
            Self::DeciderHere => weights.decider_here,
            Self::AskedLoan => weights.asked_loan,
            Self::NamedCompetitor => weights.named_competitor,
        }
    }
}

/// What is known of a party.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// What was tapped; a signal counts once.
    pub signals: Vec<Signal>,
    /// The visits of this journey, this one among them.
    pub visits: u32,
    /// Minutes in negotiation, all of this visit.
    pub negotiation_minutes: i64,
    /// Objections that nobody has answered.
    pub open_objections: u32,
}

/// Why a score is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Because {
    /// A signal was tapped.
    Signal {
        /// Which.
        signal: Signal,
    },
    /// It is not the first visit.
    CameAgain {
        /// The how manieth.
        visits: u32,
    },
    /// Long in negotiation.
    StayedLong {
        /// How long.
        minutes: i64,
    },
    /// Objections are open.
    OpenObjections {
        /// How many.
        count: u32,
    },
}

/// A reason with its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What it is.
    #[serde(flatten)]
    pub because: Because,
    /// What it adds or takes.
    pub points: i32,
}

/// What to do at this score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Learn more.
    Listen,
    /// Handle the objections.
    HandleObjections,
    /// Offer the deposit.
    OfferDeposit,
}

/// How much this party wants to buy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// 0 to 100.
    pub percent: u8,
    /// Why, heaviest first.
    pub reasons: Vec<Reason>,
    /// What to do.
    pub advice: Advice,
}

/// Adds up what was seen.
pub fn score(seen: &Seen, weights: &Weights) -> Score {
    let mut reasons: Vec<Reason> =
        tapped(seen, weights).chain(by_itself(seen, weights)).filter(|reason| reason.points != 0).collect();
    reasons.sort_by_key(|reason| -reason.points);
    let sum: i32 = reasons.iter().map(|reason| reason.points).sum();
    let percent = u8::try_from(sum.clamp(0, 100)).unwrap_or(0);
    Score { percent, reasons, advice: advice(percent, weights) }
}

/// What to do at a score.
pub const fn advice(percent: u8, weights: &Weights) -> Advice {
    if percent >= weights.deposit_from {
        Advice::OfferDeposit
    } else if percent >= weights.handle_from {
        Advice::HandleObjections
    } else {
        Advice::Listen
    }
}

fn tapped(seen: &Seen, weights: &Weights) -> impl Iterator<Item = Reason> {
    Signal::ALL
        .into_iter()
        .filter(|signal| seen.signals.contains(signal))
        .map(|signal| Reason { because: Because::Signal { signal }, points: signal.weight(weights).into() })
}

fn by_itself(seen: &Seen, weights: &Weights) -> impl Iterator<Item = Reason> {
    let minutes = seen.negotiation_minutes;
    let count = seen.open_objections;
    let visits = seen.visits;
    let each = i32::from(weights.open_objection);
    let some = |holds: bool, because: Because, points: i32| holds.then_some(Reason { because, points });
    [
        some(visits >= 2, Because::CameAgain { visits }, weights.came_again.into()),
        some(minutes >= i64::from(weights.long_minutes), Because::StayedLong { minutes }, weights.stayed_long.into()),
        some(
            count > 0,
            Because::OpenObjections { count },
            each.saturating_mul(i32::try_from(count.min(1_000)).unwrap_or(1_000)),
        ),
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Signal::{AskedLoan, AskedPrice, ChoseUnit, DeciderHere, NamedCompetitor};

    fn check(signals: &[Signal], visits: u32, minutes: i64, objections: u32, percent: u8, advice: Advice) {
        let seen =
            Seen { signals: signals.to_vec(), visits, negotiation_minutes: minutes, open_objections: objections };
        let score = score(&seen, &Weights::default());
        assert_eq!((score.percent, score.advice), (percent, advice), "{seen:?}");
        let sum: i32 = score.reasons.iter().map(|r| r.points).sum();
        assert_eq!(sum.clamp(0, 100), i32::from(percent), "the reasons are the score");
    }

    #[test]
    fn intent_adds_up_and_lists_its_reasons() {
        use Advice::{HandleObjections, Listen, OfferDeposit};
        let all = [AskedPrice, ChoseUnit, DeciderHere, AskedLoan];
        check(&[], 1, 0, 0, 0, Listen);
        check(&[AskedPrice], 1, 0, 0, 15, Listen);
        check(&[AskedPrice, AskedPrice], 1, 0, 0, 15, Listen);
        check(&[AskedPrice, ChoseUnit], 1, 0, 0, 35, Listen);
        check(&[AskedPrice, ChoseUnit], 1, 20, 0, 45, HandleObjections);
        check(&[AskedPrice, ChoseUnit], 1, 19, 0, 35, Listen);
        check(&all, 1, 0, 0, 60, HandleObjections);
        check(&all, 1, 20, 0, 70, OfferDeposit);
        check(&all, 2, 0, 0, 75, OfferDeposit);
        check(&all, 2, 30, 0, 85, OfferDeposit);
        check(&all, 2, 30, 2, 69, HandleObjections);
        check(&all, 2, 0, 1, 67, HandleObjections);
        check(&[NamedCompetitor], 1, 0, 0, 0, Listen);
        check(&[NamedCompetitor, ChoseUnit], 1, 0, 1, 7, Listen);
        check(&all, 9, 500, 50, 0, Listen);
    }

    #[test]
    fn the_heaviest_reason_comes_first_and_no_score_passes_a_hundred() {
        let heavy = Weights { chose_unit: 90, ..Weights::default() };
        let seen = Seen { signals: vec![AskedPrice, ChoseUnit], visits: 3, ..Seen::default() };
        let score = score(&seen, &heavy);
        assert_eq!(score.percent, 100);
        assert_eq!(score.reasons[0].because, Because::Signal { signal: ChoseUnit });
    }
}
