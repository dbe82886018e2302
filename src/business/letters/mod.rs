//! Letters to those who work here: each morning what one has to do, and to supervisors what others left undone for long. Exactly once for each
//! person and day, whatever restarts, jumps of the clock or second servers there are.

pub mod actions;
mod gathering;
pub mod morning;
mod present;
#[cfg(test)]
mod tests;
pub mod wants;
pub mod web;

pub use present::draw;
pub use web::routes;

/// The name of the jobs that write the letters of a morning.
pub const MORNING: &str = "write-morning-letters";
/// The kind of mail that says what one has to do.
pub const DIGEST: &str = "digest";
/// The kind of mail that says what others left undone.
pub const ESCALATION: &str = "escalation";
