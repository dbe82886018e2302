//! Showroom: the reception desk, the floor book and the contract desk of a showroom, in one program.
//!
//! One direction: `business` may use `platform`, `platform` may use `base`, never the other way round. Start reading at
//! [`business`]: it has one folder per capability, in the order of a customer's day.

pub mod base;
pub mod business;
pub mod platform;
