//! Everything that a person sees: words, addresses, parts, pages. It knows nothing of the database or the rules.
//!
//! A new page of a capability is four small things: its words in `texts/words/<capability>.toml` (both languages, side by
//! side), its addresses in `urls/<capability>.rs`, a struct and a function in `pages/<capability>.rs` made from
//! [`parts`], and a sample in `examples/gallery/`. Style that nothing else needs goes into
//! `assets/css/60-<capability>.css`; colours, sizes and spaces come from `00-tokens.css`.

pub mod assets;
pub mod documents;
pub mod frame;
mod in_words;
pub mod layout;
pub mod letters;
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
