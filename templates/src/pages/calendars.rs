//! One's own calendar: the secret address, to be copied, made anew, ended.

use crate::frame::Frame;
use crate::layout;
use crate::parts::form::{note, press, turned_down};
use crate::parts::{Icon, card, danger, empty, primary, secondary};
use crate::typed::Typed;
use crate::urls;
use maud::{Markup, html};

/// The page.
#[derive(Clone, Debug, Default)]
pub struct OwnPage {
    /// What a press that was refused says.
    pub typed: Typed,
    /// The address, if one was made.
    pub feed: Option<Feed>,
}

/// An address that was made.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// The address itself; `None` where it cannot be shown any more.
    pub address: Option<String>,
    /// When it was made, in words.
    pub made: String,
    /// When a program last read it, in words.
    pub read: String,
}

/// The page.
pub fn own(frame: &Frame, page: &OwnPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (turned_down(words, &page.typed))
            @match &page.feed {
                None => (card("", html! {
                    (empty(Icon::Calendar, words.calendars_none(), words.calendars_none_text(), None))
                    div.row.centred { (press(frame, urls::me::calendar(), primary(words.calendars_make()).icon(Icon::Plus))) }
                })),
                Some(feed) => (subscribed(frame, feed)),
            }
            p.muted { (words.calendars_note()) }
        },
    )
}

fn subscribed(frame: &Frame, feed: &Feed) -> Markup {
    let words = frame.words;
    html! {
        (card(words.calendars_address(), html! {
            @match &feed.address {
                Some(address) => {
                    p.feed-address { code { (address) } }
                    (primary(words.calendars_open()).icon(Icon::Calendar).to(subscription(address)))
                }
                None => p { (words.calendars_unknown()) },
            }
            p.muted { (feed.made) " · " (feed.read) }
            (note(Icon::Lock, words.calendars_secret()))
        }))
        (card("", html! {
            p.muted { (words.calendars_renew_note()) }
            div.row {
                (press(frame, urls::me::calendar(), secondary(words.calendars_renew()).icon(Icon::Turn)))
                (press(frame, urls::me::calendar_end(), danger(words.calendars_end()).icon(Icon::Close)))
            }
        }))
    }
}

/// Programs that subscribe are opened by this kind of address.
fn subscription(address: &str) -> String {
    match address.split_once("://") {
        Some((_, rest)) => format!("webcal://{rest}"),
        None => address.to_owned(),
    }
}
