//! A quote is the price of a unit as it was shown, with its discounts, its way of payment and its last day. It never changes afterwards.

pub mod actions;
pub mod discount;
pub mod handing;
pub mod loan;
pub mod model;
mod paper;
pub mod percents;
pub mod present;
pub mod store;
pub mod validity;
pub mod ways;
pub mod web;

pub use model::{Quote, Status};
pub use web::routes;
