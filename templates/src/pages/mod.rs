//! One file per capability: structs with what a page shows, and functions that draw it.

pub mod access;
pub mod calendars;
pub mod consultants;
pub mod contracts;
pub mod customers;
pub mod deposits;
pub mod desk;
pub mod errors;
pub mod followups;
pub mod handover;
pub mod letters;
pub mod lists;
pub mod me;
pub mod ownership;
pub mod playbooks;
pub mod privacy;
pub mod quotes;
pub mod reminders;
pub mod rulings;
pub mod set_up;
pub mod settings;
pub mod staff;
pub mod tour_routes;
pub mod units;
pub mod visits;
pub mod walk;
