//! Rulings (判客): two who claim one customer, the rule that finds for one of them, the appeal, the decision that later ones may look up.

pub mod actions;
pub mod handing;
pub mod listed;
pub mod model;
pub mod present;
pub mod settle;
pub mod store;
#[cfg(test)]
mod tests;
pub mod verdict;
pub mod waiting;
pub mod web;

pub use web::routes;
