//! Ways of payment: at once, by instalments, by loan.

use serde::{Deserialize, Serialize};

/// How a buyer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentWay {
    /// All at once.
    AtOnce,
    /// By instalments to the seller.
    Instalments,
    /// With a commercial loan.
    CommercialLoan,
    /// With a loan of the housing fund.
    FundLoan,
    /// With both.
    MixedLoan,
}

impl PaymentWay {
    /// All ways.
    pub const ALL: [Self; 5] = [Self::AtOnce, Self::Instalments, Self::CommercialLoan, Self::FundLoan, Self::MixedLoan];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Instalments => "instalments",
            Self::CommercialLoan => "commercial_loan",
            Self::FundLoan => "fund_loan",
            Self::MixedLoan => "mixed_loan",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// Whether a bank or fund pays a part.
    pub const fn by_loan(self) -> bool {
        matches!(self, Self::CommercialLoan | Self::FundLoan | Self::MixedLoan)
    }
}
