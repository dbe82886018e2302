//! A contract is the sale: papers asked for before the day, ordered steps to the signatures, a payment plan that adds up, and the milestones after it.

pub mod actions;
pub mod clauses;
pub mod handing;
pub mod listed;
pub mod milestones;
pub mod model;
mod paper;
pub mod papers;
pub mod plan;
mod present;
pub mod steps;
pub mod store;
mod web;

#[cfg(test)]
mod tests;

pub use web::routes;
