//! The house from outside: its laws, its door, and people's journeys through it, on every engine.

// A test may say so at once when something is not as it must be.
#![allow(clippy::type_complexity, clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod board;
mod calendars;
mod company;
mod door;
mod erasure;
mod fuzz;
mod house;
mod journeys;
mod kill;
mod leaks;
mod lists;
mod mail;
mod merge_undo;
mod papers;
mod rush;
mod support;
mod year;
