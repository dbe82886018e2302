//! Which grade fits a customer. The rules suggest, with reasons; a person sets, with a reason where it differs. Grades never touch a price.

use crate::base::clock::Date;
use crate::base::error::Refused;
use crate::base::grade::Grade;
use crate::business::sites::settings::{GradePreset, PerGrade};
use chrono::Duration;
use serde::{Deserialize, Serialize};

/// When a customer wants to buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// Within a month.
    Month,
    /// Within three months.
    Quarter,
    /// Within six months.
    HalfYear,
    /// Later.
    Later,
}

impl Horizon {
    /// All of them, the nearest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::HalfYear, Self::Later];

    /// The name as it is stored: the answer to the need *when*.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half_year",
            Self::Later => "later",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|horizon| horizon.code() == code)
    }
}

/// Whether the customer can pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Funds {
    /// The money is there.
    Ready,
    /// With a loan, or soon.
    Possible,
    /// Not enough.
    Short,
}

/// What is known of a customer, as far as grades go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// How often they came.
    pub visits: u32,
    /// Can be reached: a number, or another way.
    pub reachable: bool,
    /// The purpose is known.
    pub purpose_known: bool,
    /// A unit or a type was chosen.
    pub aim_clear: bool,
    /// Intent of the last visit.
    pub intent: u8,
    /// When they want to buy.
    pub horizon: Option<Horizon>,
    /// Whether they can pay.
    pub funds: Option<Funds>,
    /// They accept the price.
    pub price_accepted: bool,
    /// An objection about the price is open.
    pub price_worry: bool,
    /// Who decides is known.
    pub decider_known: bool,
    /// They drove or tried it.
    pub tried: bool,
    /// How far the budget is below the price, in basis points of it.
    pub budget_gap_bp: Option<u32>,
    /// They hold a unit or queue for one.
    pub queued: bool,
    /// They have paid.
    pub paid: bool,
    /// The number is wrong, or they never wanted to buy.
    pub invalid: bool,
}

/// Why a grade is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Three visits or more.
    ThreeVisits,
    /// Two visits.
    TwoVisits,
    /// The money is there.
    FundsReady,
    /// They can pay.
    CanPay,
    /// They accept the price, or want to buy at 70 % and more.
    PriceAccepted,
    /// They want to buy within a month.
    Urgent,
    /// They know what they want.
    ClearAim,
    /// They talk about the price in earnest.
    PriceTalk,
    /// There is a motive.
    Motive,
    /// No motive is known.
    NoMotive,
    /// Cannot be reached.
    NoNumber,
    /// They have paid.
    Paid,
    /// They hold a unit or queue for one.
    Queued,
    /// They want to buy within three months.
    WithinQuarter,
    /// They want to buy within six months.
    WithinHalfYear,
    /// They want to buy later, or did not say when.
    NoDate,
    /// They tried it.
    Tried,
    /// The budget nearly fits.
    BudgetFits,
    /// Who decides is known.
    DeciderKnown,
    /// They are interested.
    Interested,
    /// The entry is worth nothing.
    Invalid,
}

impl Reason {
    /// The code of its words.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ThreeVisits => "three_visits",
            Self::TwoVisits => "two_visits",
            Self::FundsReady => "funds_ready",
            Self::CanPay => "can_pay",
            Self::PriceAccepted => "price_accepted",
            Self::Urgent => "urgent",
            Self::ClearAim => "clear_aim",
            Self::PriceTalk => "price_talk",
            Self::Motive => "motive",
            Self::NoMotive => "no_motive",
            Self::NoNumber => "no_number",
            Self::Paid => "paid",
            Self::Queued => "queued",
            Self::WithinQuarter => "within_quarter",
            Self::WithinHalfYear => "within_half_year",
            Self::NoDate => "no_date",
            Self::Tried => "tried",
            Self::BudgetFits => "budget_fits",
            Self::DeciderKnown => "decider_known",
            Self::Interested => "interested",
            Self::Invalid => "invalid",
        }
    }
}

/// What the rules suggest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The grade.
    pub grade: Grade,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Suggests a grade by the site's preset.
pub fn suggest(facts: &Facts, preset: GradePreset) -> Suggestion {
    let (grade, reasons) = match preset {
        GradePreset::Intent => by_intent(facts),
        GradePreset::Progress => by_progress(facts),
        GradePreset::Horizon => by_horizon(facts),
        GradePreset::CarDealer => by_car_dealer(facts),
    };
    Suggestion { grade, reasons }
}

/// Checks the grade that a person sets.
///
/// # Errors
/// `grade_needs_reason` where it differs from the suggestion and no reason is given.
pub fn set(grade: Grade, suggested: Grade, reason: Option<&str>) -> Result<Option<String>, Refused> {
    let reason = reason.map(str::trim).filter(|said| !said.is_empty());
    if grade != suggested && reason.is_none() {
        return Err(Refused::invalid("grade_needs_reason").at("grade_reason").with("suggested", suggested.code()));
    }
    Ok(reason.map(str::to_owned))
}

/// What is left of a grade that no contact has confirmed since: one step down after each `after_intervals` of its intervals.
/// `None` where it still stands.
pub fn decayed(
    grade: Grade,
    confirmed_on: Date,
    today: Date,
    every_days: &PerGrade,
    after_intervals: u8,
) -> Option<Grade> {
    if after_intervals == 0 {
        return None;
    }
    let (mut now, mut since) = (grade, confirmed_on);
    while let Some(lower) = one_step_down(now) {
        since += Duration::days(i64::from(every_days.of(now)) * i64::from(after_intervals));
        if today <= since {
            break;
        }
        now = lower;
    }
    (now != grade).then_some(now)
}

const fn one_step_down(grade: Grade) -> Option<Grade> {
    match grade {
        Grade::A => Some(Grade::B),
        Grade::B => Some(Grade::C),
        Grade::C => Some(Grade::D),
        Grade::D => None,
    }
}

type Graded = (Grade, Vec<Reason>);

/// Three of a grade's four marks make it; intent stands for what people rarely say aloud.
fn by_intent(facts: &Facts) -> Graded {
    if !facts.reachable && !facts.paid {
        return (Grade::D, vec![Reason::NoNumber]);
    }
    let warm = held([
        (facts.visits >= 3, Reason::ThreeVisits),
        (facts.funds == Some(Funds::Ready), Reason::FundsReady),
        (facts.price_accepted || facts.intent >= 70, Reason::PriceAccepted),
        (facts.horizon == Some(Horizon::Month), Reason::Urgent),
    ]);
    if warm.len() >= 3 {
        return (Grade::A, warm);
    }
    let clear = held([
        (facts.visits >= 2, Reason::TwoVisits),
        (facts.aim_clear, Reason::ClearAim),
        (can_pay(facts), Reason::CanPay),
        (facts.price_worry || facts.price_accepted || facts.intent >= 40, Reason::PriceTalk),
    ]);
    if clear.len() >= 3 {
        return (Grade::B, clear);
    }
    if facts.purpose_known || facts.aim_clear || facts.visits >= 2 {
        (Grade::C, vec![Reason::Motive])
    } else {
        (Grade::D, vec![Reason::NoMotive])
    }
}

fn by_progress(facts: &Facts) -> Graded {
    if facts.paid {
        (Grade::A, vec![Reason::Paid])
    } else if facts.invalid || !facts.reachable {
        (Grade::D, vec![Reason::Invalid])
    } else if facts.queued {
        (Grade::B, vec![Reason::Queued])
    } else {
        (Grade::C, vec![Reason::Interested])
    }
}

fn by_horizon(facts: &Facts) -> Graded {
    match facts.horizon {
        Some(Horizon::Month) => (Grade::A, vec![Reason::Urgent]),
        Some(Horizon::Quarter) => (Grade::B, vec![Reason::WithinQuarter]),
        Some(Horizon::HalfYear) => (Grade::C, vec![Reason::WithinHalfYear]),
        Some(Horizon::Later) | None => (Grade::D, vec![Reason::NoDate]),
    }
}

/// H, A, B, C of the car trade are kept as A, B, C, D. H asks for more than a date.
fn by_car_dealer(facts: &Facts) -> Graded {
    let hot = held([
        (facts.horizon == Some(Horizon::Month), Reason::Urgent),
        (facts.tried, Reason::Tried),
        (facts.budget_gap_bp.is_some_and(|gap| gap <= 1_500), Reason::BudgetFits),
        (facts.decider_known, Reason::DeciderKnown),
    ]);
    if hot.len() == 4 {
        return (Grade::A, hot);
    }
    match facts.horizon {
        Some(Horizon::Month) => (Grade::B, hot),
        Some(Horizon::Quarter) => (Grade::C, vec![Reason::WithinQuarter]),
        Some(Horizon::HalfYear | Horizon::Later) | None => (Grade::D, vec![Reason::NoDate]),
    }
}

fn can_pay(facts: &Facts) -> bool {
    matches!(facts.funds, Some(Funds::Ready | Funds::Possible))
}

fn held(marks: [(bool, Reason); 4]) -> Vec<Reason> {
    marks.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(preset: GradePreset, facts: impl Fn(&mut Facts), grade: Grade, reasons: &[Reason]) {
        let mut known = Facts { visits: 1, reachable: true, ..Facts::default() };
        facts(&mut known);
        let suggestion = suggest(&known, preset);
        assert_eq!((suggestion.grade, suggestion.reasons.as_slice()), (grade, reasons), "{known:?}");
    }

    #[test]
    fn grades_by_intent() {
        use GradePreset::Intent;
        use Reason::{CanPay, ClearAim, FundsReady, Motive, NoMotive, NoNumber, PriceAccepted, PriceTalk};
        use Reason::{ThreeVisits, TwoVisits, Urgent};
        let a = |f: &mut Facts| {
            f.visits = 3;
            f.funds = Some(Funds::Ready);
            f.price_accepted = true;
            f.horizon = Some(Horizon::Month);
        };
        check(Intent, a, Grade::A, &[ThreeVisits, FundsReady, PriceAccepted, Urgent]);
        let first_visit = |f: &mut Facts| {
            a(f);
            f.visits = 1;
        };
        check(Intent, first_visit, Grade::A, &[FundsReady, PriceAccepted, Urgent]);
        let by_signals = |f: &mut Facts| {
            f.visits = 4;
            f.funds = Some(Funds::Ready);
            f.intent = 70;
        };
        check(Intent, by_signals, Grade::A, &[ThreeVisits, FundsReady, PriceAccepted]);
        let b = |f: &mut Facts| {
            f.visits = 2;
            f.aim_clear = true;
            f.funds = Some(Funds::Possible);
            f.price_worry = true;
        };
        check(Intent, b, Grade::B, &[TwoVisits, ClearAim, CanPay, PriceTalk]);
        let first_talk = |f: &mut Facts| {
            f.aim_clear = true;
            f.funds = Some(Funds::Possible);
            f.intent = 45;
        };
        check(Intent, first_talk, Grade::B, &[ClearAim, CanPay, PriceTalk]);
        let short = |f: &mut Facts| {
            f.visits = 2;
            f.aim_clear = true;
            f.funds = Some(Funds::Short);
        };
        check(Intent, short, Grade::C, &[Motive]);
        check(Intent, |f| f.purpose_known = true, Grade::C, &[Motive]);
        check(Intent, |_| {}, Grade::D, &[NoMotive]);
        let no_number = |f: &mut Facts| {
            a(f);
            f.reachable = false;
        };
        check(Intent, no_number, Grade::D, &[NoNumber]);
    }

    #[test]
    fn grades_by_the_other_presets() {
        use GradePreset::{CarDealer, Horizon as ByHorizon, Progress};
        use Reason::{BudgetFits, DeciderKnown, Interested, Invalid, NoDate, Paid, Queued, Tried, Urgent};
        check(Progress, |f| f.paid = true, Grade::A, &[Paid]);
        check(Progress, |f| f.queued = true, Grade::B, &[Queued]);
        check(Progress, |_| {}, Grade::C, &[Interested]);
        check(Progress, |f| f.invalid = true, Grade::D, &[Invalid]);
        check(ByHorizon, |f| f.horizon = Some(Horizon::Month), Grade::A, &[Urgent]);
        check(ByHorizon, |f| f.horizon = Some(Horizon::Quarter), Grade::B, &[Reason::WithinQuarter]);
        check(ByHorizon, |f| f.horizon = Some(Horizon::HalfYear), Grade::C, &[Reason::WithinHalfYear]);
        check(ByHorizon, |_| {}, Grade::D, &[NoDate]);
        let hot = |f: &mut Facts| {
            f.horizon = Some(Horizon::Month);
            f.tried = true;
            f.budget_gap_bp = Some(1_500);
            f.decider_known = true;
        };
        check(CarDealer, hot, Grade::A, &[Urgent, Tried, BudgetFits, DeciderKnown]);
        let gap = |f: &mut Facts| {
            hot(f);
            f.budget_gap_bp = Some(1_501);
        };
        check(CarDealer, gap, Grade::B, &[Urgent, Tried, DeciderKnown]);
        check(CarDealer, |_| {}, Grade::D, &[NoDate]);
    }

    #[test]
    fn a_person_sets_the_grade_and_says_why_it_differs() {
        assert_eq!(set(Grade::B, Grade::B, None).unwrap(), None);
        assert_eq!(set(Grade::A, Grade::B, Some(" sister bought ")).unwrap().unwrap(), "sister bought");
        assert_eq!(set(Grade::A, Grade::B, Some(" ")).unwrap_err().code, "grade_needs_reason");
    }

    #[test]
    fn a_grade_that_nothing_confirms_decays_step_by_step() {
        let every = PerGrade { a: 2, b: 4, c: 7, d: 30 };
        let from: Date = "2026-11-01".parse().unwrap();
        for (grade, days, expected) in [
            (Grade::A, 4, None),
            (Grade::A, 5, Some(Grade::B)),
            (Grade::A, 12, Some(Grade::B)),
            (Grade::A, 13, Some(Grade::C)),
            (Grade::A, 27, Some(Grade::D)),
            (Grade::A, 999, Some(Grade::D)),
            (Grade::C, 14, None),
            (Grade::C, 15, Some(Grade::D)),
            (Grade::D, 999, None),
        ] {
            let today = from + Duration::days(days);
            assert_eq!(decayed(grade, from, today, &every, 2), expected, "{grade:?} after {days} days");
            assert_eq!(decayed(grade, from, today, &every, 0), None);
        }
    }
}
