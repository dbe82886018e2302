//! The nouns of a customer: the person, the numbers, the card, a change of grade, a consent.

use super::keeping::Keeping;
use crate::base::clock::{Date, Moment};
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, RowId, SiteId, UserId};
use crate::base::name::Name;
use crate::base::phone::Phone;

/// Where a customer heard of the showroom. The words are in `customers.toml` (`channel_<code>`).
pub const CHANNELS: [&str; 11] =
    ["walk_in", "phone", "online", "short_video", "billboard", "referral", "friend", "event", "agent", "gift", "other"];

/// Why a customer was lost. The words are in `customers.toml` (`lost_<code>`).
pub const LOST_REASONS: [&str; 8] =
    ["price", "location", "product", "funds", "bought_elsewhere", "not_reachable", "no_interest", "other"];

/// Whose a number is. The words are in `identity.toml` (`label_<code>`).
pub const NUMBER_LABELS: [&str; 6] = ["own", "work", "spouse", "parent", "child", "other"];

/// How a person is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Title {
    /// Not said.
    None,
    /// 先生.
    Mr,
    /// 女士.
    Ms,
}

impl Title {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Mr, Self::Ms];

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mr => "mr",
            Self::Ms => "ms",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|title| title.code() == code)
    }
}

/// One person of a site.
#[derive(Debug, Clone)]
pub struct Customer {
    /// The id.
    pub id: CustomerId,
    /// The site.
    pub site: SiteId,
    /// The name; `None` until it was given.
    pub name: Option<Name>,
    /// How the person is addressed.
    pub title: Title,
    /// The consultant to whom the customer belongs now.
    pub owner: Option<UserId>,
    /// Since when.
    pub owner_since: Option<Moment>,
    /// The grade that a person set.
    pub grade: Option<Grade>,
    /// When it was set.
    pub graded_at: Option<Moment>,
    /// 0–100 %, from the last visit.
    pub intent: i32,
    /// Where they heard of us.
    pub channel: Option<String>,
    /// Where they live or work.
    pub district: Option<String>,
    /// WeChat id.
    pub wechat: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// What they do.
    pub occupation: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// When they were last reached, or came.
    pub last_contact_at: Option<Moment>,
    /// The date agreed for the next contact.
    pub next_contact_on: Option<Date>,
    /// Not to be called until.
    pub do_not_call_until: Option<Date>,
    /// Fields of the card that they would not give.
    pub refused: Vec<String>,
    /// How often they came.
    pub visits: i32,
    /// When they last came.
    pub last_visit_at: Option<Moment>,
    /// When the card was complete.
    pub registered_at: Option<Moment>,
    /// When they first bought.
    pub bought_at: Option<Moment>,
    /// When they were given up.
    pub lost_at: Option<Moment>,
    /// Why.
    pub lost_reason: Option<String>,
    /// Who wrote the first line.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Moment,
    /// When anything changed last.
    pub updated_at: Moment,
    /// Rises with every change.
    pub version: i32,
    /// What lengthens or stops the end of protection.
    pub kept: Keeping,
}

impl Customer {
    /// Whether this person belongs to `user`.
    pub fn belongs_to(&self, user: Option<UserId>) -> bool {
        user.is_some() && self.owner == user
    }

    /// Whether the person would not give this field of the card.
    pub fn would_not_give(&self, field: &str) -> bool {
        self.refused.iter().any(|refused| refused == field)
    }

    /// The name as it is known, or nothing.
    pub fn name_text(&self) -> &str {
        self.name.as_ref().map_or("", Name::reveal)
    }
}

/// One number of a customer.
#[derive(Debug, Clone)]
pub struct Number {
    /// The row.
    pub id: RowId,
    /// Whose.
    pub customer: CustomerId,
    /// The number.
    pub phone: Phone,
    /// The one to call first.
    pub is_main: bool,
    /// Whose it is.
    pub label: String,
}

/// What is written on the card. The numbers come first to last; the first is the main one.
#[derive(Debug, Clone)]
pub struct CardInput {
    /// The name, unless it was refused.
    pub name: Option<Name>,
    /// How the person is addressed.
    pub title: Title,
    /// The numbers; masked ones that were left as they were are not among them.
    pub numbers: Vec<NumberInput>,
    /// WeChat id.
    pub wechat: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Where they live or work.
    pub district: Option<String>,
    /// What they do.
    pub occupation: Option<String>,
    /// Where they heard of us.
    pub channel: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// Fields that they would not give.
    pub refused: Vec<String>,
    /// Questions of the introduction that were answered for the card.
    pub told: Vec<(String, super::needs::Answer)>,
}

/// A number on the form: one that is kept already, or a new one.
#[derive(Debug, Clone)]
pub enum NumberInput {
    /// The number of this row stays.
    Kept(RowId),
    /// A new number.
    New(Phone),
}

/// A change of grade, with all that is needed to understand it later.
#[derive(Debug, Clone)]
pub struct GradeChange {
    /// The grade before.
    pub old: Option<Grade>,
    /// The grade since.
    pub new: Grade,
    /// What the rules suggested.
    pub suggested: Option<Grade>,
    /// The reasons that they listed, as codes.
    pub reasons: Vec<String>,
    /// Why it was set differently.
    pub reason: Option<String>,
    /// Who set it.
    pub set_by: Option<UserId>,
    /// When.
    pub set_at: Moment,
}

/// What a person said to one purpose of the notice, with the words as they stood.
#[derive(Debug, Clone)]
pub struct Consent {
    /// The row.
    pub id: RowId,
    /// For what.
    pub purpose: String,
    /// Which version of the notice.
    pub notice_version: i32,
    /// Its words.
    pub notice_text: String,
    /// Yes or no.
    pub given: bool,
    /// Who asked.
    pub asked_by: Option<UserId>,
    /// When.
    pub asked_at: Moment,
    /// When it was taken back.
    pub withdrawn_at: Option<Moment>,
}

/// Whom `actions::meet` looks for.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// The number, if it was given.
    pub phone: Phone,
    /// The name, if it was given.
    pub name: Option<Name>,
    /// How the person is addressed.
    pub title: Title,
    /// Where they heard of us.
    pub channel: Option<String>,
}

/// Whom `actions::meet` found.
#[derive(Debug, Clone)]
pub struct Met {
    /// The customer.
    pub customer: Customer,
    /// Whether this is the first time.
    pub is_new: bool,
}
