//! What the tests share: databases, a running server, a browser without a screen, the demo showroom, snapshots.
#![allow(dead_code)]

pub mod crawl;
pub mod database;
pub mod html;
pub mod inside;
pub mod ledger;
pub mod pdf;
pub mod program;
pub mod python;
pub mod snapshot;
pub mod web;
pub mod world;
