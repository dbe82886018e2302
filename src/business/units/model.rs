//! The nouns of unit control: types with their merits, units, claims, wishes.

use super::states::UnitState;
use crate::base::clock::Moment;
use crate::base::ids::{ClaimId, CustomerId, JourneyId, RowId, SiteId, UnitId, UnitTypeId, UserId, VisitId};
use crate::base::money::Money;
use serde::{Deserialize, Serialize};

/// One merit of a unit type, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merit {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A layout, a car model: what many units have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitType {
    /// Its id.
    pub id: UnitTypeId,
    /// Its short name: `A1`.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Rooms, where it has any.
    pub rooms: Option<i32>,
    /// Area in hundredths of a square metre.
    pub area_centi: Option<i32>,
    /// What speaks for it.
    pub merits: Vec<Merit>,
    /// Its place in lists.
    pub position: i32,
    /// After how many days a thing of it is used up, where it wears out.
    pub life_days: Option<i32>,
}

/// One sellable thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// Its site.
    pub site: SiteId,
    /// Its type.
    pub kind: UnitTypeId,
    /// The building, or the hall where a car stands.
    pub building: String,
    /// The floor, or 0.
    pub floor: i32,
    /// Its place on the floor, from the left.
    pub position: i32,
    /// Its number: `1-1203`; the VIN of a car.
    pub code: String,
    /// Area in hundredths of a square metre, where it differs from its type's.
    pub area_centi: Option<i32>,
    /// The price on the list.
    pub list_price: Money,
    /// Below this nobody sells.
    pub floor_price: Money,
    /// Where it stands, as stored; see [`super::store::stands`] for holds that are over.
    pub state: UnitState,
    /// Mortgaged: not sold.
    pub mortgaged: bool,
    /// Seized by a court: not sold.
    pub seized: bool,
    /// The pre-sale licence or certificate; without one it takes no money.
    pub licence: Option<String>,
    /// What colleagues should know.
    pub note: Option<String>,
    /// When it last changed.
    pub updated_at: Moment,
    /// Counts edits.
    pub version: i32,
}

/// How firmly a unit is tied to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimKind {
    /// Kept without money; ends by itself.
    Hold,
    /// A deposit was agreed.
    Deposit,
    /// A contract is prepared or signed.
    Contract,
}

impl ClaimKind {
    /// All kinds, the loosest first.
    pub const ALL: [Self; 3] = [Self::Hold, Self::Deposit, Self::Contract];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Deposit => "deposit",
            Self::Contract => "contract",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Where a unit stands that is tied like this.
    pub const fn state(self) -> UnitState {
        match self {
            Self::Hold => UnitState::OnHold,
            Self::Deposit => UnitState::Deposited,
            Self::Contract => UnitState::Contracted,
        }
    }
}

/// What ties a customer to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// The unit.
    pub unit: UnitId,
    /// The customer; a party without a name has none.
    pub customer: Option<CustomerId>,
    /// The journey it belongs to.
    pub journey: JourneyId,
    /// How firmly.
    pub kind: ClaimKind,
    /// Whose sale it is.
    pub consultant: Option<UserId>,
    /// When a hold ends by itself.
    pub until: Option<Moment>,
    /// When it was made.
    pub made_at: Moment,
    /// When it ended.
    pub ended_at: Option<Moment>,
    /// Why it ended: a code.
    pub end_reason: Option<String>,
}

impl Claim {
    /// Whether it still ties the unit: a hold past its end does not, whether or not anybody has noted that yet.
    pub fn is_live(&self, now: Moment) -> bool {
        self.ended_at.is_none() && !self.is_over(now)
    }

    /// Whether it is a hold past its end.
    pub fn is_over(&self, now: Moment) -> bool {
        self.kind == ClaimKind::Hold && self.until.is_some_and(|until| until <= now)
    }
}

/// Why a claim ended, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// A hold came to its end.
    Expired,
    /// Somebody let go of it.
    Released,
    /// It became a firmer one.
    Converted,
    /// The deposit was withdrawn before money came.
    Withdrawn,
    /// The sale was undone.
    Cancelled,
}

impl EndReason {
    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Released => "released",
            Self::Converted => "converted",
            Self::Withdrawn => "withdrawn",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A customer who wants a unit, with the number in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Its id.
    pub id: RowId,
    /// The unit.
    pub unit: UnitId,
    /// Who wants it.
    pub customer: CustomerId,
    /// The customer's name as the database keeps it.
    pub customer_name: String,
    /// The consultant whose customer it is now.
    pub owner: Option<UserId>,
    /// The place in the queue.
    pub number: i32,
    /// Since when.
    pub made_at: Moment,
}

/// A price that a unit had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceChange {
    /// The list price from then on.
    pub list_price: Money,
    /// The floor price from then on.
    pub floor_price: Money,
    /// Why.
    pub reason: Option<String>,
    /// Who set it.
    pub set_by: Option<String>,
    /// When.
    pub set_at: Moment,
}

/// A party on the floor for whom something is done with a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The visit.
    pub visit: VisitId,
    /// Its number on its day.
    pub number: i32,
    /// The journey.
    pub journey: JourneyId,
    /// The customer, where known.
    pub customer: Option<CustomerId>,
    /// The customer's name, empty where nobody knows it.
    pub name: String,
    /// How the party was described at the door.
    pub description: Option<String>,
    /// Who is with them.
    pub consultant: Option<UserId>,
    /// Whether they have left.
    pub left: bool,
}
