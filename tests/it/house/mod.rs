//! The laws of the house, kept by tests, and its tables as documents.

mod forms;
mod imports;
mod routes;
mod walk;
