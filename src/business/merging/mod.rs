//! Merging: two customers turn out to be one person. Doubtful pairs are found by likeness or told by hand, a supervisor chooses field by field, and
//! everything of the one goes to the other; the row of the one that went is kept whole, so that it can come back exactly.

pub mod actions;
pub mod choosing;
pub mod doubts;
pub mod likeness;
pub mod model;
pub mod present;
pub mod store;
#[cfg(test)]
mod tests;
pub mod undoing;
pub mod web;

pub use web::routes;
