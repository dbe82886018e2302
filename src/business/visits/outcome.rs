//! How a visit ends. None ends without an outcome, and none without a next date or the reason why there is none.

use crate::base::clock::Date;
use crate::base::error::Refused;
use serde::{Deserialize, Serialize};

/// What came of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A deposit was made.
    Deposit,
    /// A contract was signed.
    Contract,
    /// The next visit is agreed.
    NextVisit,
    /// Thinking it over.
    Thinking,
    /// Not a buyer.
    NotABuyer,
    /// Walked out without a word.
    LeftWithoutAWord,
}

impl Outcome {
    /// All outcomes, in the order of the page.
    pub const ALL: [Self; 6] =
        [Self::Deposit, Self::Contract, Self::NextVisit, Self::Thinking, Self::NotABuyer, Self::LeftWithoutAWord];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::Contract => "contract",
            Self::NextVisit => "next_visit",
            Self::Thinking => "thinking",
            Self::NotABuyer => "not_a_buyer",
            Self::LeftWithoutAWord => "left_without_a_word",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// When the customer is met or called next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// On this day.
    On(Date),
    /// Not at all, and why.
    Never(String),
}

/// What is known about the visit that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The business day.
    pub today: Date,
    /// A deposit of this journey stands.
    pub deposit: bool,
    /// A contract of this journey was signed.
    pub contract: bool,
    /// Somebody whom one can reach: a number or another way.
    pub reachable: bool,
}

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// What came of it.
    pub outcome: Outcome,
    /// What comes next.
    pub next: Next,
    /// Whether the house closed it, at closing time.
    pub by_house: bool,
}

/// The reason that the house gives when nobody is known whom one could meet again.
pub const NOBODY_KNOWN: &str = "left_without_a_word";
/// The furthest next date, in days.
pub const FURTHEST_DAYS: i64 = 366;

/// Ends a visit.
///
/// # Errors
/// `outcome_missing`, `next_missing` (neither date nor reason), `next_visit_needs_date`, `next_in_the_past`, `next_too_far`,
/// `no_deposit_yet`, `no_contract_yet`; all that apply, each at its field.
pub fn close(
    outcome: Option<Outcome>,
    next_on: Option<Date>,
    no_next_reason: Option<&str>,
    facts: &Facts,
) -> Result<Closure, Refused> {
    let reason = no_next_reason.map(str::trim).filter(|said| !said.is_empty());
    let found = [wrong_outcome(outcome, facts), wrong_next(outcome, next_on, reason, facts.today)];
    let mut found = found.into_iter().flatten();
    if let Some(mut first) = found.next() {
        first.more.extend(found);
        return Err(first);
    }
    let next = match (next_on, reason) {
        (Some(date), _) => Next::On(date),
        (None, reason) => Next::Never(reason.unwrap_or(NOBODY_KNOWN).to_owned()),
    };
    Ok(Closure { outcome: outcome.unwrap_or(Outcome::LeftWithoutAWord), next, by_house: false })
}

/// Ends, at closing time, a visit that nobody ended. Whoever can be reached is called on the next day.
pub fn at_closing_time(facts: &Facts) -> Closure {
    let outcome = match (facts.contract, facts.deposit) {
        (true, _) => Outcome::Contract,
        (false, true) => Outcome::Deposit,
        (false, false) => Outcome::LeftWithoutAWord,
    };
    let tomorrow = facts.today.succ_opt().filter(|_| facts.reachable);
    Closure { outcome, next: tomorrow.map_or_else(|| Next::Never(NOBODY_KNOWN.to_owned()), Next::On), by_house: true }
}

fn wrong_outcome(outcome: Option<Outcome>, facts: &Facts) -> Option<Refused> {
    let code = match outcome {
        None => "outcome_missing",
        Some(Outcome::Deposit) if !facts.deposit => "no_deposit_yet",
        Some(Outcome::Contract) if !facts.contract => "no_contract_yet",
        Some(
            Outcome::Deposit
            | Outcome::Contract
            | Outcome::NextVisit
            | Outcome::Thinking
            | Outcome::NotABuyer
            | Outcome::LeftWithoutAWord,
        ) => return None,
    };
    Some(Refused::invalid(code).at("outcome"))
}

fn wrong_next(outcome: Option<Outcome>, next_on: Option<Date>, reason: Option<&str>, today: Date) -> Option<Refused> {
    let at_date = |code| Some(Refused::invalid(code).at("next_on"));
    match next_on {
        Some(date) if date < today => at_date("next_in_the_past"),
        Some(date) if (date - today).num_days() > FURTHEST_DAYS => at_date("next_too_far"),
        Some(_) => None,
        None if outcome == Some(Outcome::NextVisit) => at_date("next_visit_needs_date"),
        // Whoever walked out without a word has said the reason by that.
        None if outcome == Some(Outcome::LeftWithoutAWord) || reason.is_some() => None,
        None => Some(Refused::invalid("next_missing").at("no_next_reason")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: &str) -> Date {
        day.parse().unwrap()
    }

    fn facts() -> Facts {
        Facts { today: date("2026-11-20"), deposit: false, contract: false, reachable: true }
    }

    fn check(outcome: Option<Outcome>, next_on: Option<&str>, reason: Option<&str>, expected: &str) {
        check_with(&facts(), outcome, next_on, reason, expected);
    }

    fn check_with(
        facts: &Facts,
        outcome: Option<Outcome>,
        next_on: Option<&str>,
        reason: Option<&str>,
        expected: &str,
    ) {
        let got = match close(outcome, next_on.map(date), reason, facts) {
            Ok(closure) => match closure.next {
                Next::On(day) => format!("{} {day}", closure.outcome.code()),
                Next::Never(why) => format!("{} never: {why}", closure.outcome.code()),
            },
            Err(no) => no.to_string(),
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn no_visit_ends_without_an_outcome_and_a_next_date_or_the_reason_why_none() {
        use Outcome::{Contract, Deposit, LeftWithoutAWord, NextVisit, NotABuyer, Thinking};
        let tomorrow = Some("2026-11-21");
        check(None, None, None, "outcome_missing, next_missing");
        check(None, tomorrow, None, "outcome_missing");
        check(Some(Thinking), None, None, "next_missing");
        check(Some(Thinking), None, Some(" "), "next_missing");
        check(Some(Thinking), tomorrow, None, "thinking 2026-11-21");
        check(Some(Thinking), None, Some("abroad"), "thinking never: abroad");
        check(Some(NextVisit), None, Some("abroad"), "next_visit_needs_date");
        check(Some(NextVisit), Some("2026-11-20"), None, "next_visit 2026-11-20");
        check(Some(NextVisit), Some("2026-11-19"), None, "next_in_the_past");
        check(Some(NextVisit), Some("2028-11-19"), None, "next_too_far");
        check(Some(NotABuyer), None, Some("surveyor"), "not_a_buyer never: surveyor");
        check(Some(LeftWithoutAWord), None, None, "left_without_a_word never: left_without_a_word");
        check(Some(Deposit), tomorrow, None, "no_deposit_yet");
        check(Some(Contract), tomorrow, None, "no_contract_yet");
        let paid = Facts { deposit: true, ..facts() };
        check_with(&paid, Some(Deposit), tomorrow, None, "deposit 2026-11-21");
    }

    #[test]
    fn at_closing_time_the_house_ends_what_nobody_ended() {
        let known = at_closing_time(&facts());
        assert_eq!(known.outcome, Outcome::LeftWithoutAWord);
        assert_eq!(known.next, Next::On(date("2026-11-21")));
        assert!(known.by_house);
        let unknown = at_closing_time(&Facts { reachable: false, ..facts() });
        assert_eq!(unknown.next, Next::Never(NOBODY_KNOWN.to_owned()));
        let bought = at_closing_time(&Facts { deposit: true, ..facts() });
        assert_eq!(bought.outcome, Outcome::Deposit);
    }
}
