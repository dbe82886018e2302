//! A visit is one coming of one party, from the door to the door: who receives it, the stages it walks, what was seen and said, and how it ends.
//! A journey ties a customer's visits together and remembers at which of the eight stages it stands.

pub mod actions;
pub mod appointments;
pub mod closing_time;
pub mod handing;
pub mod intent;
pub mod journey;
pub mod leaving;
pub mod listed;
pub mod model;
pub mod needs;
pub mod objections;
pub mod outcome;
pub mod present;
pub mod promises;
pub mod recognising;
pub mod routes_web;
pub mod seen;
pub mod signals;
pub mod stage_pages;
pub mod stage_web;
pub mod store;
pub mod tour;
pub mod web;

#[cfg(test)]
mod tests;
