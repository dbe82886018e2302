//! Who works here: the first set-up of an empty house, the people of a site with their roles, and the settings that supervisors decide.
//!
//! It comes last of all capabilities because setting up may touch each of them; logins, passwords and sessions themselves are
//! machinery and live in `platform/access`.

pub mod actions;
mod present;
mod set_up;
mod settings;
mod web;

#[cfg(test)]
mod tests;

pub use web::routes;
