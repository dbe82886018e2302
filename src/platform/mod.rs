//! The machinery without any showroom rule: configuration, the database, the journal, sealing.

pub mod db;
pub mod journal;
