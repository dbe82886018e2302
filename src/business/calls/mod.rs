//! Calls that come in: who phoned, what about, and what was agreed. Each is a row, so that the day's report counts them.

pub mod actions;
pub mod handing;
pub mod model;
pub mod present;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

pub use web::routes;
