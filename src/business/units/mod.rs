//! Unit control: what there is to sell, at which price, and who has it. One unit has at most one live claim, and the database itself is the referee.
//!
//! A hold costs nothing and ends by itself; a deposit and a contract follow it, each in the transaction that ends the one before.

pub mod actions;
pub mod area;
pub mod claims;
pub mod expiry;
pub mod handing;
pub mod holds;
pub mod model;
pub mod present;
pub mod states;
pub mod store;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod web;

pub use model::{Claim, ClaimKind, EndReason, Party, Unit, UnitType};
pub use web::routes;
