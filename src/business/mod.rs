//! What a showroom does: one folder per capability, in the order of a customer's day. Each may use those above it, never those below.

pub mod sites;

pub mod customers;

pub mod consultants;

pub mod playbooks;

pub mod visits;

pub mod units;

pub mod quotes;

pub mod followups;

pub mod calls;

pub mod deposits;

pub mod contracts;

pub mod ownership;

pub mod rulings;

pub mod merging;

pub mod privacy;

pub mod lists;

pub mod reminders;
pub mod reports;

pub mod letters;

pub mod calendars;

pub mod board;

pub mod desk;

pub mod staff;
