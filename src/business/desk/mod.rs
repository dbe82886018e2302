//! Screens composed of several capabilities: who is here now, and one visit whole. They only read; what is pressed on them goes to the
//! capability that owns it.

pub mod approvals;
pub mod customer;
mod home;
pub mod stages;
#[cfg(test)]
mod tests;
mod visit;
pub mod web;
