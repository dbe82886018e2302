//! The nouns of reports: measures, what they can be grouped by, rows, days that are closed.

use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::ids::UserId;

codes! {
    /// What is counted or summed.
    pub enum Measure {
        /// Parties that may buy.
        Visits = "visits",
        /// Those that came for the first time.
        FirstVisits = "first_visits",
        /// Those that came again.
        ReturnVisits = "return_visits",
        /// Visitors that are not traffic.
        Others = "others",
        /// People in the parties.
        People = "people",
        /// Customers whose card was filled in.
        Registered = "registered",
        /// Calls that came in.
        Calls = "calls_in",
        /// Customers called, by whether they were reached.
        CallsMade = "calls",
        /// Other contacts: messages, meetings.
        Contacts = "contacts",
        /// Deposits whose money was confirmed.
        Deposits = "deposits",
        /// Prices of their units, in minor units.
        DepositPrice = "deposit_price",
        /// Deposits that ended without a contract.
        Ended = "ended",
        /// Contracts signed.
        Contracts = "contracts",
        /// Their prices, in minor units.
        ContractPrice = "contract_price",
        /// Money received, in minor units.
        MoneyIn = "money_in",
        /// Promises of the floor that were kept.
        Kept = "kept",
        /// Promises that were broken.
        Broken = "broken",
        /// Visits that ended.
        Stays = "stays",
        /// Seconds from coming to leaving, of those.
        StaySecs = "stay_secs",
        /// How visits ended.
        Outcomes = "outcomes",
        /// Parties that came as far as a stage.
        Reached = "reached",
        /// Parties that went through a stage of the floor.
        Staged = "staged",
        /// Seconds in it.
        StageSecs = "stage_secs",
        /// Objections heard.
        Objections = "objections",
        /// Those that were answered.
        Answered = "answered",
        /// Parties whose negotiation ended so many days ago that it shows whether they bought, by their intent then.
        Judged = "judged",
        /// Those of them that paid a deposit meanwhile.
        JudgedBought = "judged_bought",
    }
}

/// After so many days it shows whether a party's intent came true.
pub const JUDGED_AFTER_DAYS: i64 = 30;

/// The bands of intent, by their lowest percent, as keys whose order is theirs.
pub const BANDS: [u8; 7] = [0, 40, 50, 60, 70, 80, 90];

/// The band in which an intent lies.
pub fn band(percent: i64) -> u8 {
    BANDS.into_iter().rev().find(|from| i64::from(*from) <= percent).unwrap_or(0)
}

/// What a whole report can be cut by, besides teams.
pub const CUTS: [Dim; 5] = [Dim::Consultant, Dim::Channel, Dim::District, Dim::Grade, Dim::UnitType];

/// The measures that a report begins with, and that are followed day by day.
pub const HEADLINES: [Measure; 8] = [
    Measure::Visits,
    Measure::FirstVisits,
    Measure::ReturnVisits,
    Measure::Registered,
    Measure::Calls,
    Measure::Deposits,
    Measure::Contracts,
    Measure::MoneyIn,
];

impl Measure {
    /// What it is grouped by, besides all.
    pub const fn dims(self) -> &'static [Dim] {
        use Dim::{Channel, Consultant, District, Grade, Kind, Quarter, UnitType, What};
        match self {
            Self::Visits => &[Quarter, Kind, Consultant, Channel, District, Grade],
            Self::FirstVisits | Self::ReturnVisits => &[Consultant, Channel, District],
            Self::Others => &[Kind],
            Self::People | Self::Stays | Self::StaySecs => &[],
            Self::Registered => &[Consultant, Channel, District, Grade],
            Self::Calls | Self::CallsMade => &[Consultant, Channel, District, What],
            Self::Contacts => &[Consultant],
            Self::Deposits | Self::Contracts => &[Consultant, Channel, District, UnitType],
            Self::DepositPrice | Self::ContractPrice => &[Consultant, UnitType],
            Self::Ended | Self::MoneyIn => &[What],
            Self::Kept | Self::Broken => &[What, Consultant],
            Self::Outcomes
            | Self::Reached
            | Self::Staged
            | Self::StageSecs
            | Self::Objections
            | Self::Answered
            | Self::Judged
            | Self::JudgedBought => &[What],
        }
    }

    /// Whether it means something within a cut by this dimension: what is no traffic has no channel, and only deals have a type of unit.
    pub const fn cut_by(self, dim: Dim) -> bool {
        match dim {
            Dim::Consultant | Dim::Channel | Dim::District | Dim::Grade => !matches!(self, Self::Others),
            Dim::UnitType => matches!(
                self,
                Self::Deposits
                    | Self::DepositPrice
                    | Self::Ended
                    | Self::Contracts
                    | Self::ContractPrice
                    | Self::MoneyIn
            ),
            Dim::All | Dim::Quarter | Dim::Kind | Dim::What => false,
        }
    }

    /// Whether it is a sum of money in minor units.
    pub const fn is_money(self) -> bool {
        matches!(self, Self::DepositPrice | Self::ContractPrice | Self::MoneyIn)
    }

    /// Whether it is counted from the stages that a party went through.
    pub const fn is_of_stages(self) -> bool {
        matches!(self, Self::Kept | Self::Broken | Self::Reached | Self::Staged | Self::StageSecs)
    }

    /// Whether its figure is the number of its rows.
    pub const fn counts_rows(self) -> bool {
        !self.is_money() && !matches!(self, Self::People | Self::StaySecs | Self::StageSecs)
    }
}

codes! {
    /// What a measure can be grouped by.
    pub enum Dim {
        /// Not at all.
        All = "all",
        /// The quarter of an hour of the local day: `00` to `95`.
        Quarter = "quarter",
        /// The kind of visitor.
        Kind = "kind",
        /// The consultant, by id.
        Consultant = "consultant",
        /// The source channel.
        Channel = "channel",
        /// The home district.
        District = "district",
        /// The grade at the end of the day.
        Grade = "grade",
        /// The type of the unit, by id.
        UnitType = "unit_type",
        /// What it is: a stage, an outcome, a promise, an objection, a kind of money.
        What = "what",
    }
}

/// A row that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// A visit.
    Visit(i64),
    /// A customer.
    Customer(i64),
    /// A call that came in.
    Call(i64),
    /// A contact.
    FollowUp(i64),
    /// A deposit.
    Deposit(i64),
    /// A contract.
    Contract(i64),
    /// A payment.
    Payment(i64),
    /// An objection.
    Objection(i64),
}

codes! {
    /// What stood at the moment of closing. It is not summed over days.
    pub enum Stood {
        /// Parties of the day without a card.
        NoCard = "no_card",
        /// Customers without a next date.
        NoNextDate = "no_next_date",
        /// Contacts that are overdue.
        Overdue = "overdue",
        /// Holds past their time.
        HoldsPast = "holds_past",
        /// Units, by state.
        Units = "units",
        /// Turns owed, by consultant.
        Owed = "owed",
    }
}

/// One line of what stood: what, of which (a state, a consultant; empty), how many.
pub type Line = (Stood, String, i64);

/// A day that is closed.
#[derive(Debug, Clone)]
pub struct Closed {
    /// The day.
    pub day: Date,
    /// When it was closed.
    pub closed_at: Moment,
    /// The fingerprint of its figures, also in the journal.
    pub fingerprint: String,
    /// Who read and signed it, and when.
    pub signed: Option<(UserId, Moment)>,
    /// What stood then.
    pub stood: Vec<Line>,
    /// What the floor promised then, as settings keep it.
    pub promises: String,
}

/// A correction of a figure of a closed day. The figure itself stays as it was.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The day.
    pub day: Date,
    /// Which figure.
    pub figure: (Measure, Dim, String),
    /// As it was closed, and as it is right.
    pub values: (i64, i64),
    /// Why.
    pub reason: String,
    /// Who.
    pub by: Option<UserId>,
    /// When.
    pub at: Moment,
}
