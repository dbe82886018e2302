//! A deposit is money that takes a unit off the market, with its agreement, its receipt and its last day to sign the contract.
//! Here the law stops: what it forbids, nobody can override.

pub mod agreement;
pub mod law;
pub mod numbering;
