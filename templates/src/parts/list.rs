//! Lists and ways through them: rows that lead somewhere, tabs, search, pages, things to open, nothing here.

use crate::parts::button::Button;
use crate::parts::icon::Icon;
use crate::urls;
use crate::words::Words;
use maud::{Markup, Render, html};

/// Rows, one under the other, with lines between.
pub fn rows(body: impl Render) -> Markup {
    html! { ul.rows { (body) } }
}

/// A row that leads somewhere: a sign, a title with a line under it, something at the right.
pub fn link_row(href: &str, sign: impl Render, title: impl Render, under: impl Render, right: impl Render) -> Markup {
    html! {
        li { a.row-link href=(href) {
            div.row-sign { (sign) }
            div.row-body { div.row-title { (title) } div.row-under { (under) } }
            div.row-right { (right) }
            (Icon::Right)
        } }
    }
}

/// A row that leads nowhere; its right side may hold buttons.
pub fn plain_row(sign: impl Render, title: impl Render, under: impl Render, right: impl Render) -> Markup {
    html! {
        li.row-plain {
            div.row-sign { (sign) }
            div.row-body { div.row-title { (title) } div.row-under { (under) } }
            div.row-right { (right) }
        }
    }
}

/// Nothing here yet, and what to do about it.
pub fn empty(icon: Icon, title: impl AsRef<str>, text: impl AsRef<str>, action: Option<Button>) -> Markup {
    html! {
        div.empty {
            span.empty-icon { (icon) }
            p.empty-title { (title.as_ref()) }
            @if !text.as_ref().is_empty() { p.muted { (text.as_ref()) } }
            @if let Some(button) = action { (button) }
        }
    }
}

/// One of several views of the same thing.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub label: String,
    /// How many are there.
    pub count: Option<u64>,
    /// Whether it is the one shown.
    pub active: bool,
}

/// Views of the same thing, side by side.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.active.then_some("page")] {
                    (tab.label)
                    @if let Some(count) = tab.count { span.count { (count) } }
                }
            }
        }
    }
}

/// A search box; sends `q` by GET. `into` names a region that follows the typing, when there is one.
pub fn search(words: Words, action: &str, value: &str, placeholder: &str, into: Option<&str>) -> Markup {
    html! {
        form.search role="search" method="get" action=(action) {
            (Icon::Search)
            input type="search" name="q" value=(value) placeholder=(placeholder) aria-label=(placeholder) autocomplete="off"
                enterkeyhint="search" data-lookup=[into.map(|_| action)] data-into=[into];
            button.button.secondary type="submit" { (words.common_search()) }
        }
    }
}

/// A region that a lookup fills.
pub fn region(id: &str, body: impl Render) -> Markup {
    html! { div.region id=(id) aria-live="polite" { (body) } }
}

/// A region that the page keeps fresh by asking for it again.
pub fn live(id: &str, address: &str, every_secs: u32, body: impl Render) -> Markup {
    html! { div.region id=(id) data-live=(address) data-every=(every_secs) { (body) } }
}

/// The way to the previous and the next page of a list.
pub fn pages(words: Words, path: &str, query: &[(&str, &str)], page: u64, last: u64) -> Markup {
    let to = |number: u64| {
        let number = number.to_string();
        let mut all = query.to_vec();
        all.push(("page", &number));
        urls::with_query(path, &all)
    };
    html! {
        @if last > 1 {
            nav.pages aria-label=(words.common_pages()) {
                @if page > 1 { a.button.secondary href=(to(page - 1)) rel="prev" { (Icon::Left) (words.common_previous()) } }
                span.muted { (words.common_page_of(page, last)) }
                @if page < last { a.button.secondary href=(to(page + 1)) rel="next" { (words.common_next()) (Icon::Right) } }
            }
        }
    }
}

/// Something that opens when it is tapped.
pub fn more(title: impl Render, open: bool, body: impl Render) -> Markup {
    html! { details.more open[open] { summary { (title) (Icon::Down) } div.more-body { (body) } } }
}
