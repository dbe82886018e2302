//! A deposit is money that takes a unit off the market, with its agreement, its receipt and its last day to sign the contract.
//! Here the law stops: what it forbids, nobody can override.

pub mod actions;
pub mod agreement;
pub mod clauses;
pub mod identity;
pub mod law;
pub mod model;
pub mod numbering;
pub mod present;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

pub use web::routes;
