//! What the tests share: databases, a running server, a browser without a screen, snapshots.
#![allow(dead_code)]

pub mod database;
pub mod snapshot;
pub mod web;
pub mod world;
