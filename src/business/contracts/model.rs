//! The nouns of contracts: the contract, its papers, its payment plan, what follows it.

use super::milestones::Milestone;
use super::papers::Paper;
use super::plan::PartKind;
use super::steps::Step;
use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::ids::{ClaimId, ContractId, CustomerId, DepositId, JourneyId, RowId, SiteId, UnitId, UserId};
use crate::base::money::Money;
use crate::business::quotes::ways::PaymentWay;

codes! {
    /// How a contract stands.
    pub enum Status {
        /// Papers, terms and price are being looked after.
        Preparing = "preparing",
        /// The buyers have signed.
        Signed = "signed",
        /// All steps are done.
        Stored = "stored",
        /// It came to nothing.
        Cancelled = "cancelled",
    }
}

/// A contract of sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Its site.
    pub site: SiteId,
    /// The journey that it ends.
    pub journey: JourneyId,
    /// Who buys.
    pub customer: CustomerId,
    /// What is bought.
    pub unit: UnitId,
    /// The claim that keeps the unit.
    pub claim: ClaimId,
    /// The deposit that it follows.
    pub deposit: DepositId,
    /// Its number.
    pub number: String,
    /// The price.
    pub price: Money,
    /// How it is paid.
    pub way: PaymentWay,
    /// How it stands.
    pub status: Status,
    /// When the buyers come to sign.
    pub appointment_at: Option<Moment>,
    /// What was promised on the floor, because it binds.
    pub promised: Option<String>,
    /// Strokes of the signature as an SVG path, a line feed, and the name.
    pub signature: Option<String>,
    /// When it was signed.
    pub signed_at: Option<Moment>,
    /// When it was stored.
    pub stored_at: Option<Moment>,
    /// Whose sale it is.
    pub consultant: Option<UserId>,
    /// Who wrote it.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Moment,
    /// Rises with every change.
    pub version: i32,
}

/// A step that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Which.
    pub step: Step,
    /// By whom.
    pub by: Option<UserId>,
    /// When.
    pub at: Moment,
    /// Why it went on, or what was noted.
    pub note: Option<String>,
}

/// A paper that the signing needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    /// The row.
    pub id: RowId,
    /// Which paper.
    pub paper: Paper,
    /// Of which buyer, from 0.
    pub buyer: Option<usize>,
    /// When it was asked for.
    pub asked_at: Option<Moment>,
    /// When it came.
    pub received_at: Option<Moment>,
}

/// A part of the payment plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instalment {
    /// The row.
    pub id: RowId,
    /// Its place, from 1.
    pub position: i32,
    /// What it is.
    pub kind: PartKind,
    /// When it is due.
    pub due_on: Date,
    /// How much.
    pub sum: Money,
    /// When it was paid.
    pub paid_at: Option<Moment>,
}

/// Something that follows a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneRow {
    /// The row.
    pub id: RowId,
    /// Which.
    pub milestone: Milestone,
    /// When it is due.
    pub due_on: Option<Date>,
    /// When it was done.
    pub done_at: Option<Moment>,
}
