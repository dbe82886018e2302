//! A code to be scanned, drawn as one path so that it prints sharp at any size.

use maud::{Markup, html};

/// Modules around the code that stay white, as the standard asks.
const QUIET: usize = 4;

/// Draws the modules of a code, row by row; `width` of them make a row, `true` is dark. `label` says what it is to who cannot see it.
pub fn qr(width: usize, modules: &[bool], label: &str) -> Markup {
    let dark = modules.iter().enumerate().filter(|(_, dark)| **dark);
    let path: String =
        dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width.max(1) + QUIET, at / width.max(1) + QUIET)).collect();
    let size = width + 2 * QUIET;
    html! {
        svg.qr viewBox={ "0 0 " (size) " " (size) } role="img" aria-label=(label) shape-rendering="crispEdges" {
            rect width=(size) height=(size) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}
