//! One file per capability: structs with what a page shows, and functions that draw it.

pub mod access;
pub mod errors;
pub mod set_up;
pub mod settings;
pub mod staff;
