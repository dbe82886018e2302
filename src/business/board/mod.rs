//! The live floor: one page for the wall and the tablet that stays true by itself. The database is read once for each change, whoever watches;
//! what was read is drawn once for each language and view, and all who watch get the same bytes. Writes nothing.

mod gather;
mod guests;
mod hub;
mod keeper;
mod model;
mod present;
mod stream;
#[cfg(test)]
mod tests;
pub mod web;

pub use web::routes;
