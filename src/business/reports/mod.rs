//! The traffic report: what a day, or any period, was like, in figures that each open the rows behind them.
//!
//! A row of the house is counted once under a measure, together with everything that it can be grouped by (`figures`). A day's figures are the
//! sums of that; a period's are the sums of its days. At the site's hour of the next morning a day is closed: its figures are kept as they stand
//! and change no more. Computing them again from the rows says what differs, and a supervisor writes a correction with its reason.

pub mod actions;
mod answers;
mod asked;
pub mod closing;
pub mod company;
mod company_web;
pub mod cuts;
mod deals;
pub mod figures;
mod gather;
mod judged;
mod kept;
pub mod late;
mod letter;
pub mod mailing;
#[cfg(test)]
mod mailing_tests;
pub mod model;
pub mod paper;
pub mod period;
mod place;
mod plots;
pub mod posting;
mod present;
pub mod report;
mod rows;
mod rows_web;
mod saving;
mod standing;
pub mod store;
mod tables;
#[cfg(test)]
mod tests;
pub mod web;

pub use letter::draw;
pub use present::Names;
pub use web::routes;
