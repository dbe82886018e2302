//! Showroom: the reception desk, the floor book and the contract desk of a showroom, in one program.
//!
//! One direction: `business` may use `platform`, `platform` may use `base`, never the other way round. Start reading at
//! [`business`]: it has one folder per capability, in the order of a customer's day.

// The tests' support is one file for the tests in here and for those outside; it says `showroom::`.
#[cfg(test)]
extern crate self as showroom;

pub mod base;
pub mod business;
pub mod cli;
pub mod demo;
pub mod platform;
pub mod reactions;
pub mod server;
pub mod worker;
