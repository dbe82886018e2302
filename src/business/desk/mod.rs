//! Screens composed of several capabilities. They only read; what is pressed on them goes to the capability that owns it.

pub mod customer;
pub mod stages;
