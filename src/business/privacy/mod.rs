//! Privacy: the register of what is kept of a visitor and why, the code on the visit card with which they see and withdraw it, the copy of
//! all that is held, and the two ways in which it goes: asked for, or because its time is over.
//!
//! The register is the one place that knows every column with something personal in it; copy and erasure are made from it, and a test
//! holds it against the schema.

pub mod actions;
pub mod cards;
pub mod handing;
pub mod model;
pub mod present;
pub mod register;
pub mod retention;
pub mod store;
#[cfg(test)]
mod tests;
mod visitor_web;
mod web;

pub use web::routes;
