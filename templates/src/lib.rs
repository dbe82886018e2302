//! Everything that a person sees: words, addresses, parts, pages. It knows nothing of the database or the rules.

pub mod assets;
pub mod frame;
pub mod layout;
pub mod pages;
pub mod parts;
pub mod raw;
pub mod texts;
pub mod typed;
pub mod urls;
pub mod words;

pub use frame::{Frame, Nav};
pub use maud::{Markup, Render, html};
pub use typed::{Banner, Typed};
pub use words::{Lang, Words};
