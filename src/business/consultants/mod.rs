//! Consultants on duty: who is at the post, whose turn it is, and the ledger of turns that anybody can check.

pub mod actions;
pub mod model;
pub mod present;
pub mod rotation;
pub mod store;
pub mod teams;
pub mod turns;
pub mod web;
