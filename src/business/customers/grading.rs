//! Which grade fits a customer, by the site's scale. The rules suggest, with reasons; a person sets, with a reason where it differs. A grade
//! that no contact confirms falls, step by step. Grades never touch a price.

use std::fmt;

use chrono::Duration;

use crate::base::clock::Date;
use crate::base::error::Refused;
use crate::base::grade::Grade;
use crate::business::sites::scales::{Fact, Level, Mark, Rest, Scale};
use crate::business::sites::settings::PerGrade;

/// Whether the customer can pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Intent of the last visit, percent.
    pub intent: u8,
    /// Within how many days they want to buy; `None` for later, or not said.
    pub within_days: Option<u16>,
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

/// Why a grade is suggested, or why it fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A mark of the scale holds.
    Held(Mark),
    /// The grade is that of everybody who comes this far.
    Everybody,
    /// No other grade fits.
    Rest(Rest),
    /// Cannot be reached.
    NoNumber,
    /// So many days without a contact that confirms the grade.
    NoContact(u32),
}

impl fmt::Display for Reason {
    /// As it is stored: `visits:3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held(Mark { fact, than }) if fact.threshold().is_some() => write!(f, "{}:{than}", fact.code()),
            Self::Held(mark) => f.write_str(mark.fact.code()),
            Self::Everybody => f.write_str("everybody"),
            Self::Rest(rest) => f.write_str(rest.code()),
            Self::NoNumber => f.write_str("no_number"),
            Self::NoContact(days) => write!(f, "no_contact:{days}"),
        }
    }
}

impl Reason {
    /// Reads what is stored; `None` for what older programs wrote.
    pub fn from_code(code: &str) -> Option<Self> {
        let (name, number) = code.split_once(':').unwrap_or((code, "0"));
        match name {
            "everybody" => Some(Self::Everybody),
            "no_number" => Some(Self::NoNumber),
            "no_contact" => number.parse().ok().map(Self::NoContact),
            "no_motive" => Some(Self::Rest(Rest::NoMotive)),
            "no_date" => Some(Self::Rest(Rest::NoDate)),
            "invalid" => Some(Self::Rest(Rest::Invalid)),
            fact => Some(Self::Held(Mark { fact: Fact::from_code(fact)?, than: number.parse().ok()? })),
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

/// Suggests a grade by a scale: the first of its levels of which enough marks hold, and the last grade where none does.
pub fn suggest(facts: &Facts, scale: &Scale) -> Suggestion {
    if scale.number_needed && !facts.paid && (facts.invalid || !facts.reachable) {
        let reason = if facts.invalid { Reason::Rest(Rest::Invalid) } else { Reason::NoNumber };
        return Suggestion { grade: Grade::D, reasons: vec![reason] };
    }
    for (grade, level) in Grade::ALL.into_iter().zip(&scale.levels) {
        if let Some(reasons) = reached(level, facts) {
            return Suggestion { grade, reasons };
        }
    }
    Suggestion { grade: Grade::D, reasons: vec![Reason::Rest(scale.rest)] }
}

fn reached(level: &Level, facts: &Facts) -> Option<Vec<Reason>> {
    let held: Vec<Reason> =
        level.marks.iter().filter(|mark| holds(mark, facts)).map(|mark| Reason::Held(*mark)).collect();
    let enough = held.len() >= usize::from(level.at_least);
    enough.then(|| if held.is_empty() { vec![Reason::Everybody] } else { held })
}

fn holds(mark: &Mark, facts: &Facts) -> bool {
    let than = u32::from(mark.than);
    // Intent stands for what people rarely say aloud, where the scale says from where on.
    let wants = than > 0 && u32::from(facts.intent) >= than;
    match mark.fact {
        Fact::Visits => facts.visits >= than,
        Fact::Intent => wants,
        Fact::Within => facts.within_days.is_some_and(|days| u32::from(days) <= than),
        Fact::FundsReady => facts.funds == Some(Funds::Ready),
        Fact::CanPay => matches!(facts.funds, Some(Funds::Ready | Funds::Possible)),
        Fact::PriceAccepted => facts.price_accepted || wants,
        Fact::PriceTalk => facts.price_worry || facts.price_accepted || wants,
        Fact::BudgetGap => facts.budget_gap_bp.is_some_and(|gap| gap <= than * 100),
        Fact::ClearAim => facts.aim_clear,
        Fact::Motive => facts.purpose_known,
        Fact::DeciderKnown => facts.decider_known,
        Fact::Tried => facts.tried,
        Fact::Queued => facts.queued,
        Fact::Paid => facts.paid,
    }
}

/// Checks the grade that a person sets.
///
/// # Errors
/// `grade_needs_reason` where it differs from the suggestion and no reason is given.
pub fn set(grade: Grade, suggested: Grade, reason: Option<&str>, scale: &Scale) -> Result<Option<String>, Refused> {
    let reason = reason.map(str::trim).filter(|said| !said.is_empty());
    if grade != suggested && reason.is_none() {
        return Err(Refused::invalid("grade_needs_reason").at("grade_reason").with("suggested", scale.name(suggested)));
    }
    Ok(reason.map(str::to_owned))
}

/// One step down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The grade before.
    pub from: Grade,
    /// The grade after.
    pub to: Grade,
    /// The first business day on which it is the lower one.
    pub on: Date,
    /// Days without a contact that confirms the grade.
    pub days: u32,
}

/// The steps that a grade has fallen by `today` since a contact, or a person, confirmed it last: one after each `after_intervals` of its
/// intervals; none where that is 0.
pub fn steps(grade: Grade, confirmed_on: Date, today: Date, every_days: &PerGrade, after_intervals: u8) -> Vec<Step> {
    let mut steps = Vec::new();
    if after_intervals == 0 {
        return steps;
    }
    let (mut now, mut since) = (grade, confirmed_on);
    while let Some(lower) = one_step_down(now) {
        let days = u32::from(every_days.of(now)) * u32::from(after_intervals);
        let Some(last) = since.checked_add_signed(Duration::days(i64::from(days))).filter(|last| *last < today) else {
            break;
        };
        steps.push(Step { from: now, to: lower, on: last + Duration::days(1), days });
        (now, since) = (lower, last);
    }
    steps
}

/// The last day on which a grade stands without being confirmed; `None` where it does not fall.
pub fn stands_until(grade: Grade, confirmed_on: Date, every_days: &PerGrade, after_intervals: u8) -> Option<Date> {
    one_step_down(grade)?;
    let days = i64::from(every_days.of(grade)) * i64::from(after_intervals);
    (days > 0).then(|| confirmed_on.checked_add_signed(Duration::days(days))).flatten()
}

const fn one_step_down(grade: Grade) -> Option<Grade> {
    match grade {
        Grade::A => Some(Grade::B),
        Grade::B => Some(Grade::C),
        Grade::C => Some(Grade::D),
        Grade::D => None,
    }
}

#[cfg(test)]
#[path = "grading_cases.rs"]
mod cases;
