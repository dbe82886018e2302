//! Everything that a site may decide about its own rules, each with its default. Kept as JSON; a setting that an old row lacks has its default.

use crate::base::error::Refused;
use crate::base::grade::Grade;
use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// All settings of a site, in groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSettings {
    /// Rest days, quiet hours, closing time.
    pub day: Day,
    /// Whose turn it is.
    pub rotation: Rotation,
    /// Promises of the floor, and when they raise an alarm.
    pub promises: Promises,
    /// What each signal is worth.
    pub intent: Intent,
    /// How grades decay.
    pub grading: Grading,
    /// When customers are contacted again.
    pub cadence: Cadence,
    /// What reminds by itself, and when.
    pub reminders: Reminders,
    /// How long a customer stays with the owner.
    pub protection: Protection,
    /// What happens when it ends, who may claim, agents' filings, appeals.
    pub ownership: Ownership,
    /// How long a unit is kept without money.
    pub holds: Holds,
    /// Who may take how much off a price.
    pub discounts: Discounts,
    /// Quotes: how long they stand.
    pub quotes: Quotes,
    /// Money that takes a unit off the market.
    pub deposits: Deposits,
    /// Days of the milestones after a contract.
    pub milestones: Milestones,
    /// Letters of the morning.
    pub letters: Letters,
    /// When the book of a day is closed.
    pub reports: Reports,
    /// How long personal data is kept.
    pub retention: Retention,
}

impl SiteSettings {
    /// Reads what the database keeps.
    ///
    /// # Errors
    /// What the JSON reader says where it is not a set of settings.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// As the database keeps it.
    ///
    /// # Errors
    /// What the JSON writer says; none is known for these types.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Stops settings that no site can run on; every field outside its bounds is named.
    ///
    /// # Errors
    /// `setting_out_of_range` at each such field, `settings_contradict` where two do not go together.
    pub fn check(&self) -> Result<(), Refused> {
        super::bounds::check(self)
    }
}

/// Rest days, quiet hours and closing time, in the site's local time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Day {
    /// Weekdays on which the site does not work.
    pub rest_days: Vec<Weekday>,
    /// Minute of the day from which nobody is called.
    pub quiet_from_minute: u16,
    /// Minute of the day until which nobody is called.
    pub quiet_until_minute: u16,
    /// Minute of the day at which open visits are closed by the house.
    pub closes_at_minute: u16,
}

impl Default for Day {
    fn default() -> Self {
        Self {
            rest_days: Vec::new(),
            quiet_from_minute: 21 * 60,
            quiet_until_minute: 9 * 60,
            closes_at_minute: 22 * 60,
        }
    }
}

/// How the queue of the day is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueOrder {
    /// In the order of clocking in; whoever took a turn goes to the end.
    ClockIn,
    /// Whoever had the fewest new visitors today is next.
    FewestNew,
}

/// What a returning customer does to the owner's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturningTurn {
    /// Costs no turn; a turn missed meanwhile is owed.
    Owed,
    /// Costs no turn; a turn missed meanwhile is gone.
    NotOwed,
    /// Costs a turn.
    Costs,
}

/// What being asked for by name does to a consultant's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ByNameTurn {
    /// Costs a turn only if it was theirs anyway.
    IfTheirs,
    /// Always costs a turn.
    Costs,
    /// Never costs a turn.
    Free,
}

/// Whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rotation {
    /// The order of the day.
    pub order: QueueOrder,
    /// What a returning customer does to the owner's turn.
    pub returning: ReturningTurn,
    /// What being asked for by name does.
    pub by_name: ByNameTurn,
    /// Whether helping an absent owner's customer costs the helper a turn.
    pub helping_costs: bool,
    /// The helper's part of a sale on the same day, in basis points; 0 shares nothing.
    pub helper_share_bp: u16,
    /// For which reasons a missed turn is owed.
    pub make_up: MakeUp,
    /// What keeps a consultant from new visitors.
    pub not_eligible: NotEligible,
    /// How many overdue follow-ups keep a consultant from new visitors.
    pub overdue_from: u16,
    /// How many of the oldest overdue follow-ups are opened for them.
    pub overdue_opened: u16,
}

impl Default for Rotation {
    fn default() -> Self {
        Self {
            order: QueueOrder::ClockIn,
            returning: ReturningTurn::Owed,
            by_name: ByNameTurn::IfTheirs,
            helping_costs: false,
            helper_share_bp: 5_000,
            make_up: MakeUp::default(),
            not_eligible: NotEligible::default(),
            overdue_from: 1,
            overdue_opened: 3,
        }
    }
}

/// For which reasons a missed turn is made up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MakeUp {
    /// With a party.
    pub with_party: bool,
    /// A short break that was announced.
    pub short_break: bool,
    /// An errand for the company.
    pub errand: bool,
    /// A meal.
    pub meal: bool,
    /// On leave.
    pub leave: bool,
    /// Private matters.
    pub private: bool,
    /// Not at the post, nothing announced.
    pub not_at_post: bool,
}

impl Default for MakeUp {
    fn default() -> Self {
        Self {
            with_party: true,
            short_break: true,
            errand: true,
            meal: true,
            leave: false,
            private: false,
            not_at_post: false,
        }
    }
}

/// What keeps a consultant from new visitors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NotEligible {
    /// Off duty.
    pub off_duty: bool,
    /// On a break of any kind.
    pub on_break: bool,
    /// With a party.
    pub with_party: bool,
    /// Follow-ups overdue.
    pub overdue: bool,
}

impl Default for NotEligible {
    fn default() -> Self {
        Self { off_duty: true, on_break: true, with_party: true, overdue: true }
    }
}

/// The promises of the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Promises {
    /// Greeted within.
    pub greeted_secs: u32,
    /// A consultant within.
    pub consultant_secs: u32,
    /// Alone on tour for at most.
    pub alone_secs: u32,
    /// In negotiation for at most.
    pub negotiation_secs: u32,
}

impl Default for Promises {
    fn default() -> Self {
        Self { greeted_secs: 60, consultant_secs: 3 * 60, alone_secs: 90, negotiation_secs: 40 * 60 }
    }
}

/// What each signal of the floor is worth, in points of a hundred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Intent {
    /// Asked the price in earnest.
    pub asked_price: i16,
    /// Chose a unit.
    pub chose_unit: i16,
    /// The one who decides is here.
    pub decider_here: i16,
    /// Second or later visit.
    pub came_again: i16,
    /// Asked about loan or fees.
    pub asked_loan: i16,
    /// Long in negotiation.
    pub stayed_long: i16,
    /// Each open objection.
    pub open_objection: i16,
    /// Named a competitor.
    pub named_competitor: i16,
    /// From how many minutes in negotiation it counts as long.
    pub long_minutes: u16,
    /// From here the objections are handled.
    pub handle_from: u8,
    /// From here the deposit is offered.
    pub deposit_from: u8,
}

impl Default for Intent {
    fn default() -> Self {
        Self {
            asked_price: 15,
            chose_unit: 20,
            decider_here: 15,
            came_again: 15,
            asked_loan: 10,
            stayed_long: 10,
            open_objection: -8,
            named_competitor: -5,
            long_minutes: 20,
            handle_from: 40,
            deposit_from: 70,
        }
    }
}

/// How grades decay. The scale itself is not a setting: see `scales`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Grading {
    /// Whether a grade that nothing confirmed falls.
    pub decays: bool,
    /// It falls one step after this many of its intervals.
    pub decays_after_intervals: u8,
}

impl Grading {
    /// After how many intervals a grade falls one step; 0 never.
    pub const fn falls_after(&self) -> u8 {
        if self.decays { self.decays_after_intervals } else { 0 }
    }
}

impl Default for Grading {
    fn default() -> Self {
        Self { decays: true, decays_after_intervals: 2 }
    }
}

/// A number of days for each grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerGrade {
    /// Days for A.
    pub a: u16,
    /// Days for B.
    pub b: u16,
    /// Days for C.
    pub c: u16,
    /// Days for D.
    pub d: u16,
}

impl PerGrade {
    /// The days of a grade.
    pub const fn of(&self, grade: Grade) -> u16 {
        match grade {
            Grade::A => self.a,
            Grade::B => self.b,
            Grade::C => self.c,
            Grade::D => self.d,
        }
    }
}

/// When customers are contacted again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cadence {
    /// Days between contacts.
    pub every_days: PerGrade,
    /// Hours after a visit within which the first call is made.
    pub first_call_hours: u16,
    /// Days overdue from which the consultant is told.
    pub tells_consultant_days: u16,
    /// Days overdue from which the supervisor is told.
    pub tells_supervisor_days: u16,
    /// Days overdue from which the customer may be given to another.
    pub may_reassign_days: u16,
}

impl Default for Cadence {
    fn default() -> Self {
        Self {
            every_days: PerGrade { a: 2, b: 4, c: 7, d: 30 },
            first_call_hours: 24,
            tells_consultant_days: 3,
            tells_supervisor_days: 5,
            may_reassign_days: 7,
        }
    }
}

/// A reminder that may be switched off, and its number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// Whether it reminds.
    pub on: bool,
    /// After, or before, how many days.
    pub days: u16,
}

/// What reminds by itself, and when. Days of protection, of signing and of escalation are settings of those.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reminders {
    /// Minute of the day from which the day's reminders are planned.
    pub plans_at_minute: u16,
    /// Overdue follow-ups climb.
    pub overdue_on: bool,
    /// Not contacted for so many days.
    pub not_contacted: After,
    /// Never contacted, so many days after the first.
    pub never_contacted: After,
    /// Bought, and nothing since for so many days.
    pub bought_nothing: After,
    /// Never bought, so many days after the first.
    pub never_bought: After,
    /// A thing is used up by now.
    pub used_up_on: bool,
    /// Protection ends soon.
    pub protection_ending_on: bool,
    /// The date to sign by comes near.
    pub sign_coming_on: bool,
    /// Papers are missing, so many days before the appointment.
    pub papers_missing: After,
    /// A payment is due in so many days.
    pub payment_due: After,
    /// A buyer's birthday is in so many days.
    pub birthday: After,
}

impl Default for Reminders {
    fn default() -> Self {
        let after = |days| After { on: true, days };
        Self {
            plans_at_minute: 6 * 60,
            overdue_on: true,
            not_contacted: after(14),
            never_contacted: after(7),
            bought_nothing: after(365),
            never_bought: after(90),
            used_up_on: true,
            protection_ending_on: true,
            sign_coming_on: true,
            papers_missing: after(2),
            payment_due: after(3),
            birthday: after(0),
        }
    }
}

/// How long a customer stays with the owner without an effective contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Protection {
    /// Days by grade.
    pub days: PerGrade,
    /// Days for a customer known only from a call.
    pub call_only_days: u16,
    /// Days left from which the owner is warned.
    pub warns_days: u16,
    /// Days left below which it shows red.
    pub red_below_days: u16,
}

impl Default for Protection {
    fn default() -> Self {
        Self { days: PerGrade { a: 7, b: 10, c: 15, d: 45 }, call_only_days: 15, warns_days: 3, red_below_days: 3 }
    }
}

/// What happens when protection ends, who may claim from the public pool, agents' filings, appeals against rulings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ownership {
    /// Whether a customer whose protection ended goes to the public pool by itself.
    pub lapses: bool,
    /// How many customers a consultant may claim a day.
    pub claims_per_day: u16,
    /// For how many days whoever let a customer lapse may not claim them; 0 for at once.
    pub cool_down_days: u16,
    /// How many days one extension may give at most.
    pub extension_most_days: u16,
    /// How many minutes before the party an agent must have filed.
    pub filing_lead_minutes: u16,
    /// For how many days a filing stands, and protects the agent's claim.
    pub filing_days: u16,
    /// Within how many days the losing side of a ruling may appeal.
    pub appeal_days: u16,
}

impl Default for Ownership {
    fn default() -> Self {
        Self {
            lapses: true,
            claims_per_day: 3,
            cool_down_days: 7,
            extension_most_days: 15,
            filing_lead_minutes: 30,
            filing_days: 30,
            appeal_days: 3,
        }
    }
}

/// How long a unit is kept without money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Holds {
    /// Minutes of a consultant's hold.
    pub minutes: u32,
    /// Minutes that a supervisor may allow at most.
    pub supervisor_minutes: u32,
}

impl Default for Holds {
    fn default() -> Self {
        Self { minutes: 30, supervisor_minutes: 24 * 60 }
    }
}

/// How much each may take off the list price, in basis points. Below the floor price nobody may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Discounts {
    /// A consultant's own limit.
    pub consultant_bp: u16,
    /// A supervisor's limit; above it an administrator decides.
    pub supervisor_bp: u16,
    /// The published discount for paying at once.
    pub pays_at_once_bp: u16,
    /// The published discount for signing the contract early.
    pub signs_early_bp: u16,
}

impl Default for Discounts {
    fn default() -> Self {
        Self { consultant_bp: 100, supervisor_bp: 300, pays_at_once_bp: 200, signs_early_bp: 100 }
    }
}

/// Quotes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quotes {
    /// Days for which a quote stands, the day it was made not counted.
    pub valid_days: u16,
    /// The least down payment with a loan, in basis points of the price.
    pub down_payment_bp: u16,
    /// Yearly rate of a commercial loan, in basis points.
    pub commercial_rate_bp: u16,
    /// Yearly rate of a housing fund loan, in basis points.
    pub fund_rate_bp: u16,
}

impl Default for Quotes {
    fn default() -> Self {
        Self { valid_days: 3, down_payment_bp: 2_000, commercial_rate_bp: 350, fund_rate_bp: 260 }
    }
}

/// Money that takes a unit off the market. That earnest money is at most 20 % of the price is law and no setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deposits {
    /// Days in which the contract is to be signed.
    pub sign_within_days: u16,
    /// Days before the last day to sign on which to remind.
    pub reminds_days_before: Vec<u16>,
    /// Hours for which a small deposit keeps the unit.
    pub small_hours: u16,
    /// Days in which a small deposit or intent money goes back in full, no questions asked.
    pub grace_days: u16,
    /// The most that intent money may be, in minor units; 0 for no limit.
    pub intent_most: i64,
    /// The most that a small deposit may be, in minor units; 0 for no limit.
    pub small_most: i64,
}

impl Default for Deposits {
    fn default() -> Self {
        Self {
            sign_within_days: 7,
            reminds_days_before: vec![3, 1],
            small_hours: 72,
            grace_days: 3,
            intent_most: 5_000_000,
            small_most: 2_000_000,
        }
    }
}

/// Days from the signing of a contract to each milestone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Milestones {
    /// Online signing and filing.
    pub filing: u16,
    /// Down payment.
    pub down_payment: u16,
    /// Loan meeting.
    pub loan_meeting: u16,
    /// Loan approved.
    pub loan_approved: u16,
    /// Loan paid.
    pub loan_paid: u16,
    /// Hand-over notice.
    pub handover_notice: u16,
    /// Inspection.
    pub inspection: u16,
    /// Hand-over.
    pub handover: u16,
    /// Maintenance fund and deed tax.
    pub taxes: u16,
    /// Days from hand-over to the title.
    pub title_after_handover: u16,
}

impl Default for Milestones {
    fn default() -> Self {
        Self {
            filing: 30,
            down_payment: 7,
            loan_meeting: 10,
            loan_approved: 40,
            loan_paid: 60,
            handover_notice: 345,
            inspection: 355,
            handover: 365,
            taxes: 380,
            title_after_handover: 90,
        }
    }
}

/// Letters of the morning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letters {
    /// Minute of the day at which they are written.
    pub at_minute: u16,
}

impl Default for Letters {
    fn default() -> Self {
        Self { at_minute: 8 * 60 + 30 }
    }
}

/// When the book of a day is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reports {
    /// Minute of the next morning at which its figures are closed.
    pub closes_at_minute: u16,
}

impl Default for Reports {
    fn default() -> Self {
        Self { closes_at_minute: 9 * 60 + 30 }
    }
}

/// How long personal data is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Months after the last effective contact for a visitor without a deal.
    pub visitor_months: u16,
    /// Years for buyers, as contract and accounting law ask.
    pub buyer_years: u16,
    /// Days for the papers of a purchase that failed.
    pub failed_papers_days: u16,
    /// Years for the audit trail.
    pub audit_years: u16,
    /// Numbers that one person may reveal per day.
    pub reveals_per_day: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Self { visitor_months: 12, buyer_years: 10, failed_papers_days: 30, audit_years: 3, reveals_per_day: 20 }
    }
}
