//! The nouns of quotes: a price as it was shown, and a discount that waits for a decision.

use super::discount::Discount;
use super::loan::{Financing, Loan, Method, Wanted, financing};
use super::ways::PaymentWay;
use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::error::{Answered, Fault};
use crate::base::ids::{CustomerId, DiscountRequestId, JourneyId, QuoteId, SiteId, UnitId, UserId, VisitId};
use crate::base::money::Money;
use serde::{Deserialize, Serialize};

codes! {
    /// How a quote stands.
    pub enum Status {
        /// Within the limits of who made it.
        Valid = "valid",
        /// Waits for somebody's yes.
        Waiting = "waiting",
        /// Somebody said yes.
        Approved = "approved",
        /// Somebody said no.
        Refused = "refused",
        /// A later quote for the same unit took its place.
        Replaced = "replaced",
    }
}

impl Status {
    /// Whether a deposit may be made on it.
    pub const fn usable(self) -> bool {
        matches!(self, Self::Valid | Self::Approved)
    }
}

codes! {
    /// What was decided about a discount.
    pub enum Decision {
        /// Yes.
        Granted = "granted",
        /// No.
        Refused = "refused",
    }
}

/// A loan as it was quoted; the table month by month follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loans {
    /// What the buyer pays first.
    pub down_payment: Money,
    /// From a bank.
    pub commercial: Option<Loan>,
    /// From the housing fund.
    pub fund: Option<Loan>,
    /// All interest.
    pub interest: Money,
}

impl From<&Financing> for Loans {
    fn from(financing: &Financing) -> Self {
        Self {
            down_payment: financing.down_payment,
            commercial: financing.commercial,
            fund: financing.fund,
            interest: financing.interest,
        }
    }
}

/// A price for a unit as it was shown; never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its id.
    pub id: QuoteId,
    /// Its site.
    pub site: SiteId,
    /// The journey.
    pub journey: JourneyId,
    /// The visit at which it was made.
    pub visit: Option<VisitId>,
    /// The customer, where known then.
    pub customer: Option<CustomerId>,
    /// The unit.
    pub unit: UnitId,
    /// The list price then.
    pub list_price: Money,
    /// What went off, each with its name.
    pub discounts: Vec<Discount>,
    /// All discounts, in basis points.
    pub discount_bp: i32,
    /// What is to be paid.
    pub price: Money,
    /// How.
    pub way: PaymentWay,
    /// The share paid first, in basis points.
    pub down_payment_bp: i32,
    /// The loans, where there are any.
    pub loans: Option<Loans>,
    /// Its last day.
    pub valid_until: Date,
    /// How it stands.
    pub status: Status,
    /// Who made it.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Moment,
}

impl Quote {
    /// The special discounts together: what counts against a limit.
    pub fn special_bp(&self) -> i64 {
        self.discounts.iter().filter(|discount| !discount.kind.published()).map(|discount| i64::from(discount.bp)).sum()
    }

    /// The loan table again, from the figures that were kept; none where nothing is borrowed.
    ///
    /// # Errors
    /// A fault where the figures no longer make a table: they did when they were kept.
    pub fn financing(&self) -> Answered<Option<Financing>> {
        let Some((loans, one)) = self.loans.as_ref().and_then(|loans| Some((loans, loans.commercial.or(loans.fund)?)))
        else {
            return Ok(None);
        };
        let unsound = || Fault::bad_data("working a kept loan table out again");
        let rate = |loan: Option<Loan>| loan.map_or(0, |loan| loan.rate_bp);
        let wanted = Wanted {
            price: self.price,
            way: self.way,
            down_payment_bp: u16::try_from(self.down_payment_bp).map_err(|error| unsound().because(error))?,
            fund_part: loans.fund.map_or(Money::ZERO, |loan| loan.principal),
            months: one.months,
            method: one.method,
            commercial_rate_bp: rate(loans.commercial),
            fund_rate_bp: rate(loans.fund),
        };
        Ok(Some(financing(&wanted, 0).map_err(|no| unsound().because(no.to_string()))?))
    }
}

/// What a consultant fills in.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The unit.
    pub unit: UnitId,
    /// Published discounts that apply.
    pub published: Vec<super::discount::Kind>,
    /// A special one, with its part in basis points.
    pub special: Option<(super::discount::Kind, u16)>,
    /// How it is paid.
    pub way: PaymentWay,
    /// The share paid first, in basis points.
    pub down_payment_bp: u16,
    /// Years of the loan.
    pub years: u16,
    /// How the loan is paid back.
    pub method: Method,
    /// The part from the housing fund, with a mixed loan.
    pub fund_part: Option<Money>,
    /// Why more than one's own limit is wanted.
    pub reason: Option<String>,
}

/// A discount that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: DiscountRequestId,
    /// The quote.
    pub quote: QuoteId,
    /// How much, in basis points.
    pub wanted_bp: i32,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: Option<UserId>,
    /// When.
    pub asked_at: Moment,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<Moment>,
    /// What.
    pub verdict: Option<Decision>,
    /// Why.
    pub decision_reason: Option<String>,
}
