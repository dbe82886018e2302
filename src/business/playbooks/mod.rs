//! Playbooks: what to aim at, say, ask, check, show, prepare, collect and not do, at each of the eight stages. A playbook is data
//! (`templates/texts/playbooks/`, one file each, documented at its head); here it is read once, checked, and looked up.
//! The order of the eight stages is not its business, and its gates only warn: what the law stops stands elsewhere.

pub mod library;
pub mod model;
pub mod present;
pub mod progress;
pub mod soundness;
mod web;

#[cfg(test)]
mod tests;

pub use library::{Library, library, sales_office};
pub use model::{Edge, Gate, Item, Objection, Playbook, Script, Step};
pub use progress::{Done, Warning};
pub use web::routes;
