//! The only place where text becomes markup without being escaped.

use maud::{Markup, PreEscaped};

/// `<!DOCTYPE html>`.
pub fn doctype() -> Markup {
    PreEscaped("<!DOCTYPE html>".to_owned())
}

/// A whole page as the bytes that are sent.
pub fn page(markup: Markup) -> String {
    markup.into_string()
}
