//! How a page is laid out: cards, pairs of name and value, columns, tiles.

use crate::parts::badge::Tone;
use maud::{Markup, Render, html};

/// A card with a title. `title` may be empty.
pub fn card(title: impl AsRef<str>, body: impl Render) -> Markup {
    html! {
        section.card {
            @if !title.as_ref().is_empty() { h2.card-title { (title.as_ref()) } }
            (body)
        }
    }
}

/// A card whose title has something at its right: a link, a badge, a count.
pub fn card_with(title: impl AsRef<str>, aside: impl Render, body: impl Render) -> Markup {
    html! {
        section.card {
            header.card-head { h2.card-title { (title.as_ref()) } div.card-aside { (aside) } }
            (body)
        }
    }
}

/// A stretch of a page with a heading and no box around it.
pub fn section(title: impl AsRef<str>, body: impl Render) -> Markup {
    html! { section.section { h2.section-title { (title.as_ref()) } (body) } }
}

/// Things under each other, evenly spaced.
pub fn stack(body: impl Render) -> Markup {
    html! { div.stack { (body) } }
}

/// Things beside each other that wrap when there is no room.
pub fn row(body: impl Render) -> Markup {
    html! { div.row { (body) } }
}

/// Fields beside each other, as many as fit.
pub fn fields(body: impl Render) -> Markup {
    html! { div.fields { (body) } }
}

/// The work at the left, what helps at the right; under each other where it is narrow.
pub fn columns(main: impl Render, side: impl Render) -> Markup {
    html! { div.columns { div.stack { (main) } aside.stack { (side) } } }
}

/// Two things of the same weight: a number pad and what it found.
pub fn beside(left: impl Render, right: impl Render) -> Markup {
    html! { div.beside { div.stack { (left) } div.stack { (right) } } }
}

/// Tiles in a grid.
pub fn tiles(body: impl Render) -> Markup {
    html! { div.tiles { (body) } }
}

/// A number and what it counts.
pub fn stat(number: impl AsRef<str>, label: impl AsRef<str>, tone: Tone) -> Markup {
    html! { div class={ "stat " (tone.class()) } { b { (number.as_ref()) } span { (label.as_ref()) } } }
}

/// A number that leads to what it counts.
pub fn stat_link(href: &str, number: impl AsRef<str>, label: impl AsRef<str>, tone: Tone) -> Markup {
    html! { a class={ "stat " (tone.class()) } href=(href) { b { (number.as_ref()) } span { (label.as_ref()) } } }
}

/// Names and values.
pub fn key_values(pairs: Vec<(String, Markup)>) -> Markup {
    html! { dl.pairs { @for (name, value) in &pairs { div { dt { (name) } dd { (value) } } } } }
}

/// A sum of money, written so that digits stand under each other.
pub fn sum(text: impl AsRef<str>) -> Markup {
    html! { span.sum { (text.as_ref()) } }
}

/// A sum of money that a page is about.
pub fn big_sum(text: impl AsRef<str>) -> Markup {
    html! { span.sum.big { (text.as_ref()) } }
}
