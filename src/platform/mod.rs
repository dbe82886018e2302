//! The machinery without any showroom rule: configuration, the database, the journal, sealing.

pub mod access;
pub mod assets;
pub mod config;
pub mod db;
pub mod doctor;
pub mod folders;
pub mod gate;
pub mod health;
pub mod http;
pub mod jobs;
pub mod journal;
pub mod logging;
pub mod mail;
pub mod papers;
pub mod seal;
pub mod sheets;
