//! A contract is the sale: papers asked for before the day, ordered steps to the signatures, a payment plan that adds up, and the milestones after it.

pub mod milestones;
pub mod papers;
pub mod plan;
pub mod steps;
