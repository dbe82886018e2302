//! The spine: eight stages from the door to the contract. Their order is code; what to say in each is data.

/// One of the eight stages, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// 接待: greet, find, assign.
    Reception,
    /// 介绍: sand table, needs.
    Introduction,
    /// 带看: the route.
    Tour,
    /// 洽谈: few units, quote, objections.
    Negotiation,
    /// 登记: the customer's card.
    Registration,
    /// 跟进: contacts until the next visit.
    Tracking,
    /// 认购: money takes a unit off the market.
    Deposit,
    /// 签约: the sale.
    Contract,
}

impl Stage {
    /// All eight, in order.
    pub const ALL: [Self; 8] = [
        Self::Reception,
        Self::Introduction,
        Self::Tour,
        Self::Negotiation,
        Self::Registration,
        Self::Tracking,
        Self::Deposit,
        Self::Contract,
    ];

    /// The name as it is stored and used in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reception => "reception",
            Self::Introduction => "introduction",
            Self::Tour => "tour",
            Self::Negotiation => "negotiation",
            Self::Registration => "registration",
            Self::Tracking => "tracking",
            Self::Deposit => "deposit",
            Self::Contract => "contract",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Whether this stage happens on the floor, within one visit.
    pub const fn on_the_floor(self) -> bool {
        matches!(self, Self::Reception | Self::Introduction | Self::Tour | Self::Negotiation)
    }
}
