//! A calendar for each person who works here, at a secret address: follow-ups and appointments, as any calendar program subscribes to them (RFC 5545).
//!
//! Whatever changes here changes there: the same thing keeps its UID, its SEQUENCE rises, and what was called off says so for two months.

pub mod actions;
mod events;
pub mod ics;
mod secret;
mod store;
#[cfg(test)]
mod tests;
pub mod web;

pub use web::routes;
