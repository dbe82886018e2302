//! Pages for when something is not as hoped; each says what happened and what to do now.

use crate::frame::Frame;
use crate::layout;
use crate::parts::{Icon, primary, secondary};
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// 400: the request makes no sense.
    Unreadable,
    /// 403: not allowed for this person.
    Forbidden,
    /// 404: not here.
    Missing,
    /// 408: it took too long to arrive.
    TooSlow,
    /// 409: the same form was sent with other content, or the record moved on.
    Conflict,
    /// 413: too large.
    TooLarge,
    /// 429: too many tries.
    TooMany,
    /// 500: the house is broken.
    Broken,
    /// 503: too busy right now.
    Busy,
    /// 507: no room left to write.
    Full,
}

impl Trouble {
    /// All of them, for the gallery.
    pub const ALL: [Trouble; 10] = [
        Trouble::Unreadable,
        Trouble::Forbidden,
        Trouble::Missing,
        Trouble::TooSlow,
        Trouble::Conflict,
        Trouble::TooLarge,
        Trouble::TooMany,
        Trouble::Broken,
        Trouble::Busy,
        Trouble::Full,
    ];

    /// The status that is sent.
    pub fn status(self) -> u16 {
        match self {
            Trouble::Unreadable => 400,
            Trouble::Forbidden => 403,
            Trouble::Missing => 404,
            Trouble::TooSlow => 408,
            Trouble::Conflict => 409,
            Trouble::TooLarge => 413,
            Trouble::TooMany => 429,
            Trouble::Broken => 500,
            Trouble::Busy => 503,
            Trouble::Full => 507,
        }
    }

    /// The title of the page.
    pub fn title(self, words: Words) -> &'static str {
        match self {
            Trouble::Unreadable => words.errors_unreadable_title(),
            Trouble::Forbidden => words.errors_forbidden_title(),
            Trouble::Missing => words.errors_missing_title(),
            Trouble::TooSlow => words.errors_too_slow_title(),
            Trouble::Conflict => words.errors_conflict_title(),
            Trouble::TooLarge => words.errors_too_large_title(),
            Trouble::TooMany => words.errors_too_many_title(),
            Trouble::Broken => words.errors_broken_title(),
            Trouble::Busy => words.errors_busy_title(),
            Trouble::Full => words.errors_full_title(),
        }
    }

    fn text(self, words: Words) -> &'static str {
        match self {
            Trouble::Unreadable => words.errors_unreadable_text(),
            Trouble::Forbidden => words.errors_forbidden_text(),
            Trouble::Missing => words.errors_missing_text(),
            Trouble::TooSlow => words.errors_too_slow_text(),
            Trouble::Conflict => words.errors_conflict_text(),
            Trouble::TooLarge => words.errors_too_large_text(),
            Trouble::TooMany => words.errors_too_many_text(),
            Trouble::Broken => words.errors_broken_text(),
            Trouble::Busy => words.errors_busy_text(),
            Trouble::Full => words.errors_full_text(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Trouble::Unreadable | Trouble::Broken | Trouble::Full => Icon::Warning,
            Trouble::Forbidden => Icon::Lock,
            Trouble::Missing => Icon::Search,
            Trouble::TooSlow | Trouble::Busy | Trouble::TooMany => Icon::Wait,
            Trouble::Conflict => Icon::Turn,
            Trouble::TooLarge => Icon::Paper,
        }
    }
}

/// What an error page shows besides its own words.
#[derive(Clone, Debug, Default)]
pub struct ErrorPage {
    /// A short reference to the log, for the person who helps.
    pub reference: Option<String>,
    /// What the person would need, in words, when something is not allowed.
    pub need: Option<String>,
    /// When to try again, in seconds.
    pub retry_secs: Option<u64>,
}

/// An error page: inside the house when somebody is signed in, bare otherwise.
pub fn show(frame: &Frame, trouble: Trouble, page: &ErrorPage) -> Markup {
    let words = frame.words;
    let body = html! {
        div.trouble {
            span.empty-icon { (trouble.icon()) }
            @if frame.person.is_none() { h1 { (trouble.title(words)) } }
            p.trouble-text { (trouble.text(words)) }
            @if let Some(need) = &page.need { p { (words.errors_need(need)) } }
            @if let Some(secs) = page.retry_secs { p { (words.errors_retry(secs)) } }
            div.row {
                (primary(words.errors_home()).to(urls::desk::home()))
                @if !frame.here.is_empty() { (secondary(words.errors_again()).to(&frame.here)) }
            }
            @if let Some(reference) = &page.reference { p.muted { (words.errors_reference(reference)) } }
        }
    };
    if frame.person.is_some() { layout::page(frame, body) } else { layout::bare(frame, body) }
}
