//! To whom a customer belongs, and for how long: protection that lapses into the public pool and is claimed from there, extensions that are
//! asked and decided, agents' filings, shares of a sale, and the hand-over of everything when somebody leaves.

pub mod actions;
pub mod credit;
pub mod extensions;
pub mod filings;
pub mod handing;
pub mod handover;
pub mod lapse;
pub mod listed;
pub mod model;
pub mod pool;
pub mod present;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

pub use web::routes;
