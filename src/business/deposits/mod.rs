//! A deposit is money that takes a unit off the market, with its agreement, its receipt and its last day to sign the contract.
//! Here the law stops: what it forbids, nobody can override.

pub mod actions;
pub mod agreement;
pub mod clauses;
pub mod handing;
pub mod identity;
pub mod law;
pub mod listed;
pub mod model;
pub mod numbering;
mod paper;
pub mod present;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

pub use web::routes;

/// The stands that a view of the list holds; the first view where there is none of this name.
pub fn statuses_of(view: &str) -> &'static [agreement::Status] {
    let found = web::VIEWS.iter().find(|(name, _)| *name == view);
    found.map_or(web::VIEWS[0].1, |(_, statuses)| statuses)
}
