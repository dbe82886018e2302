//! Where a unit stands: withheld → for sale → on hold → deposited → contracted → filed → handed over → titled.

/// Where a unit stands on the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitState {
    /// Not offered yet.
    Withheld,
    /// To be had.
    ForSale,
    /// Kept for somebody, with an end.
    OnHold,
    /// Somebody put money down.
    Deposited,
    /// A contract is prepared or signed.
    Contracted,
    /// Filed with the authority.
    Filed,
    /// The keys are given.
    HandedOver,
    /// The title is made out.
    Titled,
}

impl UnitState {
    /// All states, in order.
    pub const ALL: [Self; 8] = [
        Self::Withheld,
        Self::ForSale,
        Self::OnHold,
        Self::Deposited,
        Self::Contracted,
        Self::Filed,
        Self::HandedOver,
        Self::Titled,
    ];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Withheld => "withheld",
            Self::ForSale => "for_sale",
            Self::OnHold => "on_hold",
            Self::Deposited => "deposited",
            Self::Contracted => "contracted",
            Self::Filed => "filed",
            Self::HandedOver => "handed_over",
            Self::Titled => "titled",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}
