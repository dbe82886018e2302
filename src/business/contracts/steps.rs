//! The steps of a contract, in their order. None is skipped silently; what a step still lacks goes on with a reason, except what would make the contract wrong.

use crate::base::error::Refused;
use crate::base::money::Money;
use crate::base::role::Need;
use serde::{Deserialize, Serialize};

/// A step on the way to a stored contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The papers are there.
    Papers,
    /// The terms are checked.
    Terms,
    /// The price is checked against the quote.
    Price,
    /// The supervisor signs off.
    SignOff,
    /// The buyers sign.
    Signed,
    /// The payment plan stands.
    Plan,
    /// The contract is stored.
    Stored,
}

impl Step {
    /// All steps, in their order.
    pub const ALL: [Self; 7] =
        [Self::Papers, Self::Terms, Self::Price, Self::SignOff, Self::Signed, Self::Plan, Self::Stored];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Papers => "papers",
            Self::Terms => "terms",
            Self::Price => "price",
            Self::SignOff => "sign_off",
            Self::Signed => "signed",
            Self::Plan => "plan",
            Self::Stored => "stored",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Who may do it.
    pub const fn needs(self) -> Need {
        match self {
            Self::SignOff => Need::SignOffContract,
            Self::Papers | Self::Terms | Self::Price | Self::Signed | Self::Plan | Self::Stored => Need::WriteContract,
        }
    }
}

/// What is known when a step is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Papers that have not come.
    pub papers_missing: usize,
    /// The contract's price.
    pub price: Money,
    /// The price of the quote, or of the deposit where there was none.
    pub quoted: Money,
    /// The buyers' signatures are there.
    pub signed: bool,
    /// The sum of the payment plan.
    pub planned: Money,
    /// Who does the step wrote the contract; the four eyes of a sign-off need another.
    pub wrote_it: bool,
}

/// The next step; `None` where all are done.
pub fn next(done: &[Step]) -> Option<Step> {
    Step::ALL.into_iter().find(|step| !done.contains(step))
}

/// Does a step. Gives the reason back, to be kept, where one was needed or said.
///
/// # Errors
/// `step_done_already` (409); `step_out_of_order` with the one that comes first; `step_needs_reason` where papers are missing, the price is
/// not the quote's, or somebody signs off their own contract; `signature_missing`; `plan_does_not_add_up` with `less` or `more`.
pub fn take(step: Step, done: &[Step], facts: &Facts, note: Option<&str>) -> Result<Option<String>, Refused> {
    if done.contains(&step) {
        return Err(Refused::changed("step_done_already"));
    }
    if let Some(first) = next(done).filter(|first| *first != step) {
        return Err(Refused::invalid("step_out_of_order").with("first", first.code()));
    }
    let said = note.map(str::trim).filter(|said| !said.is_empty());
    match step {
        Step::Papers => unless(facts.papers_missing == 0, said)?,
        Step::Price => unless(facts.price == facts.quoted, said)?,
        Step::SignOff => unless(!facts.wrote_it, said)?,
        Step::Signed if !facts.signed => return Err(Refused::invalid("signature_missing").at("signature")),
        Step::Plan => adds_up(facts)?,
        Step::Terms | Step::Signed | Step::Stored => {}
    }
    Ok(said.map(str::to_owned))
}

fn unless(fine: bool, said: Option<&str>) -> Result<(), Refused> {
    if fine || said.is_some() { Ok(()) } else { Err(Refused::invalid("step_needs_reason").at("note")) }
}

fn adds_up(facts: &Facts) -> Result<(), Refused> {
    super::plan::same_sum(facts.planned, facts.price)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Step::{Papers, Plan, Price, SignOff, Signed, Stored, Terms};

    const FINE: Facts = Facts {
        papers_missing: 0,
        price: Money::major(100),
        quoted: Money::major(100),
        signed: true,
        planned: Money::major(100),
        wrote_it: false,
    };

    fn check(step: Step, facts: Facts, note: Option<&str>, expected: Result<Option<&str>, &str>) {
        let before = Step::ALL.into_iter().take_while(|other| *other != step).collect::<Vec<_>>();
        let got = take(step, &before, &facts, note);
        assert_eq!(got.as_ref().map(Option::as_deref).map_err(|no| no.code), expected, "{step:?}");
    }

    #[test]
    fn steps_come_in_their_order() {
        let mut done = Vec::new();
        for step in Step::ALL {
            for later in Step::ALL.into_iter().filter(|later| *later > step) {
                assert_eq!(take(later, &done, &FINE, Some("please")).unwrap_err().code, "step_out_of_order");
            }
            assert_eq!(next(&done), Some(step));
            assert!(take(step, &done, &FINE, None).is_ok());
            done.push(step);
            assert_eq!(take(step, &done, &FINE, None).unwrap_err().code, "step_done_already");
        }
        assert_eq!(next(&done), None);
    }

    #[test]
    fn what_is_lacking_goes_on_with_a_reason_or_not_at_all() {
        let papers = Facts { papers_missing: 2, ..FINE };
        check(Papers, papers, None, Err("step_needs_reason"));
        check(Papers, papers, Some(" "), Err("step_needs_reason"));
        check(Papers, papers, Some(" bank statement on Monday "), Ok(Some("bank statement on Monday")));
        check(Papers, FINE, None, Ok(None));
        check(Terms, papers, None, Ok(None));
        let dearer = Facts { price: Money::major(101), ..FINE };
        check(Price, dearer, None, Err("step_needs_reason"));
        check(Price, dearer, Some("parking added"), Ok(Some("parking added")));
        let own = Facts { wrote_it: true, ..FINE };
        check(SignOff, own, None, Err("step_needs_reason"));
        check(SignOff, own, Some("alone today"), Ok(Some("alone today")));
        check(Signed, Facts { signed: false, ..FINE }, Some("later"), Err("signature_missing"));
        check(Plan, Facts { planned: Money::major(99), ..FINE }, Some("nearly"), Err("plan_does_not_add_up"));
        check(Plan, FINE, None, Ok(None));
        check(Stored, FINE, None, Ok(None));
        assert_eq!(SignOff.needs(), Need::SignOffContract);
    }
}
