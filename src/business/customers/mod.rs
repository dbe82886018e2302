//! Customers: who came, how they are reached, how likely they are to buy, to whom they belong, and the journey that ties
//! their visits together. A customer may have no name, a journey may have no customer.

pub mod actions;
pub mod birthdays;
pub mod card;
pub mod decay;
#[cfg(test)]
mod decay_cases;
pub mod facts;
pub mod grading;
pub mod handing;
pub mod households;
#[cfg(test)]
mod identity_tests;
pub mod identity_web;
pub mod journeys;
pub mod keeping;
pub mod listed;
pub mod lookup;
pub mod model;
pub mod needs;
pub mod notice;
pub mod outcomes;
pub mod outcomes_web;
pub mod present;
pub mod protection;
pub mod scales_present;
pub mod scales_web;
pub mod search;
pub mod seeing;
pub mod store;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod web;

pub use web::routes;
