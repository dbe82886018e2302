//! A place to sign with a finger. The name may always be typed instead.

use crate::parts::field;
use crate::parts::icon::Icon;
use crate::typed::Typed;
use crate::words::Words;
use maud::{Markup, html};

/// Sends `<name>` (strokes as an SVG path in a box of 600 by 200, or nothing) and `<name>_typed` (the name as typed).
pub fn signature(words: Words, typed: &Typed, name: &str, label: &str) -> Markup {
    let error = typed.error(name);
    let id = format!("f-{name}");
    html! {
        div class={ "field signature" @if error.is_some() { " wrong" } } {
            span.label id={ (id) "-label" } { (label) }
            div.sign hidden data-sign=(id) {
                canvas width="600" height="200" role="img" aria-labelledby={ (id) "-label" } {}
                span.sign-line { (words.common_sign_here()) }
                button.button.quiet type="button" data-clear { (Icon::Undo) (words.common_sign_again()) }
            }
            input type="hidden" id=(id) name=(name) value=[typed.value(name)];
            (field::error_line(&id, error))
            (field::text(typed, &format!("{name}_typed"), words.common_sign_name()).autocomplete("off"))
        }
    }
}

/// A signature as it was given.
pub fn drawn(strokes: &str, name: &str) -> Markup {
    let lawful = strokes.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'M' | b'L' | b' ' | b','));
    html! {
        @if lawful && !strokes.is_empty() {
            svg.signed viewBox="0 0 600 200" role="img" aria-label=(name) { path d=(strokes) {} }
        } @else { span.signed-name { (name) } }
    }
}
