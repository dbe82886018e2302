//! Reminders that run by themselves: who was not contacted, what runs out, what is due. Each occasion once, whatever restarts, clock jumps or
//! second servers there are; they reach people as notices, and end by themselves when their cause is gone.

pub mod actions;
pub mod chore;
pub mod gather;
pub mod handing;
pub mod model;
pub mod present;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

pub use web::routes;
