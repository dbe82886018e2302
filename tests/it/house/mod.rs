//! The laws of the house, kept by tests, and its tables as documents.

mod events;
mod imports;
mod journey;
mod repeats;
mod routes;
mod walk;
mod words;
