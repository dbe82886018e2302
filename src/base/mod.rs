//! Words that every floor of the house uses. No I/O, no clock, nothing of ours imported.

pub mod actor;
pub mod clock;
pub mod codes;
pub mod error;
pub mod grade;
pub mod ids;
pub mod money;
pub mod name;
pub mod phone;
pub mod role;
pub mod stage;
