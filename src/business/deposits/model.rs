//! The nouns of deposits: the agreement as it was signed, its buyers, the money received for it.

use super::agreement::Status;
use super::identity::Identity;
use super::law::MoneyKind;
use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::ids::{
    ClaimId, CustomerId, DepositId, JourneyId, PaymentId, QuoteId, RowId, SiteId, UnitId, UserId, VisitId,
};
use crate::base::money::Money;
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::business::quotes::discount::Discount;
use crate::business::quotes::ways::PaymentWay;
use serde::{Deserialize, Serialize};

codes! {
    /// How money came.
    pub enum MoneyWay {
        /// By telephone.
        Mobile = "mobile",
        /// By card.
        Card = "card",
        /// By bank transfer.
        Transfer = "transfer",
        /// In notes.
        Cash = "cash",
        /// By cheque.
        Cheque = "cheque",
    }
}

/// What the agreement said when it was signed; it prints from this, whatever changes later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// Who sells.
    pub seller: String,
    /// The unit's number.
    pub unit: String,
    /// The building and floor, as printed.
    pub building: String,
    /// The type's name in Chinese and in English.
    pub kind: (String, String),
    /// Area in hundredths of a square metre.
    pub area_centi: Option<i32>,
    /// The licence or certificate.
    pub licence: String,
    /// What a square metre costs.
    pub square_price: Option<Money>,
    /// What went off the list price.
    pub discounts: Vec<Discount>,
    /// Why the buyer has not seen the contract, where that is so.
    pub unseen_reason: Option<String>,
}

/// A signature as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signature {
    /// Strokes as an SVG path, or nothing.
    pub strokes: String,
    /// The name as typed, or the first buyer's.
    pub name: String,
}

/// A deposit with its agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposit {
    /// Its id.
    pub id: DepositId,
    /// Its site.
    pub site: SiteId,
    /// The journey.
    pub journey: JourneyId,
    /// The customer.
    pub customer: CustomerId,
    /// The visit at which it was made.
    pub visit: Option<VisitId>,
    /// The unit.
    pub unit: UnitId,
    /// The claim that keeps the unit.
    pub claim: ClaimId,
    /// The quote it was made from.
    pub quote: Option<QuoteId>,
    /// The agreement's number.
    pub number: String,
    /// Which kind of money.
    pub kind: MoneyKind,
    /// The list price then.
    pub list_price: Money,
    /// The price agreed.
    pub price: Money,
    /// The money put down.
    pub sum: Money,
    /// How the price is paid.
    pub way: PaymentWay,
    /// The last day to sign the contract.
    pub sign_by: Date,
    /// How it stands, as stored.
    pub status: Status,
    /// What it said.
    pub terms: Terms,
    /// Whether the buyer has seen the contract.
    pub seen_contract: bool,
    /// The signature.
    pub signature: Option<Signature>,
    /// When it was signed.
    pub signed_at: Option<Moment>,
    /// Whose sale it is.
    pub consultant: Option<UserId>,
    /// When it was written.
    pub drafted_at: Moment,
    /// When the money was confirmed.
    pub paid_at: Option<Moment>,
    /// Why it ended.
    pub end_reason: Option<String>,
    /// Rises with every change.
    pub version: i32,
}

/// Somebody who buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buyer {
    /// The row.
    pub id: RowId,
    /// The place in the agreement, from 1.
    pub position: i32,
    /// The name.
    pub name: Name,
    /// The last four of the identity paper.
    pub id_tail: Option<String>,
    /// The number.
    pub phone: Option<Phone>,
    /// The address.
    pub address: Option<String>,
    /// The share, in basis points.
    pub share_bp: i32,
}

/// A buyer as the form gives them.
#[derive(Debug, Clone)]
pub struct BuyerDraft {
    /// The name.
    pub name: Name,
    /// The identity paper.
    pub identity: Option<Identity>,
    /// The number.
    pub phone: Option<Phone>,
    /// The address.
    pub address: Option<String>,
    /// The share, in basis points; none given: all the same.
    pub share_bp: Option<u16>,
}

/// What the form gives.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The visit.
    pub visit: VisitId,
    /// The unit.
    pub unit: UnitId,
    /// The quote.
    pub quote: Option<QuoteId>,
    /// The kind of money.
    pub kind: MoneyKind,
    /// The money.
    pub sum: Money,
    /// How the price is paid; a quote says it already.
    pub way: Option<PaymentWay>,
    /// The last day to sign; none given: as the rules say.
    pub sign_by: Option<Date>,
    /// Who buys.
    pub buyers: Vec<BuyerDraft>,
    /// Whether they have seen the contract.
    pub seen_contract: bool,
    /// Why not.
    pub unseen_reason: Option<String>,
    /// The signature.
    pub signature: Option<Signature>,
}

/// Money received, with its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// The customer.
    pub customer: CustomerId,
    /// The deposit it is for.
    pub deposit: Option<DepositId>,
    /// The kind of money, by its code.
    pub kind: MoneyKind,
    /// The sum.
    pub sum: Money,
    /// How it came.
    pub way: MoneyWay,
    /// The receipt's number.
    pub receipt: String,
    /// Who confirmed it.
    pub confirmed_by: Option<UserId>,
    /// When.
    pub received_at: Moment,
    /// What the cashier noted.
    pub note: Option<String>,
}

/// What the cashier confirms.
#[derive(Debug, Clone)]
pub struct Received {
    /// The sum that came.
    pub sum: Money,
    /// How it came.
    pub way: MoneyWay,
    /// A note for the receipt.
    pub note: Option<String>,
}
