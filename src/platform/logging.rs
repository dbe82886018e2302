//! The log: lines for people, or JSON for machines. Names, numbers and tokens do not get in.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// How the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A line for people.
    Text,
    /// An object for each event.
    Json,
}

/// Starts logging to standard error. `RUST_LOG` says what is logged; a filter that cannot be read counts as `info`.
pub fn start(shape: Shape) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    let started = match shape {
        Shape::Text => log.with_target(false).try_init(),
        Shape::Json => log.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        tracing::debug!("the log was started already: {error}");
    }
}
