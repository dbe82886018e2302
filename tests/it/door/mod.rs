//! The door: signing in, form keys, limits, headers, and pages for when something is not as hoped.

mod bodies;
mod keys;
mod pages;
mod signing_in;
mod starting;
