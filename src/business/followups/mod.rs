//! Follow-ups: every planned or done contact after a visit. Words first, then the record, then the next date by grade.

pub mod actions;
pub mod brief;
pub mod cadence;
pub mod handing;
pub mod handover;
pub mod listed;
pub mod model;
pub mod present;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

pub use web::routes;
