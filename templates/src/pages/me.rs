//! One's own page: who I am here, my password, where I am signed in.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{columns, key_values};
use crate::parts::form::{form, press};
use crate::parts::list::{link_row, plain_row, rows};
use crate::parts::{Icon, Tone, badge, card, danger, password, primary};
use crate::typed::Typed;
use crate::urls;
use maud::{Markup, Render, html};

/// One's own page.
#[derive(Clone, Debug, Default)]
pub struct MePage {
    /// The form of the password: `current`, `password`, `again`.
    pub typed: Typed,
    /// What I type to sign in.
    pub login: String,
    /// What I am here, in words.
    pub role: String,
    /// The showroom.
    pub site: String,
    /// Where I am signed in, the last used first.
    pub devices: Vec<Device>,
}

/// A device on which somebody is signed in.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// Its browser and system; empty where it does not say.
    pub name: String,
    /// When it was last used, in words.
    pub seen: String,
    /// Since when it is signed in, in words.
    pub since: String,
    /// Whether it is the one in front of me.
    pub this: bool,
}

/// One's own page.
pub fn show(frame: &Frame, page: &MePage) -> Markup {
    let words = frame.words;
    let typed = &page.typed;
    let change = form(
        words,
        typed,
        urls::me::password(),
        card(
            words.me_password_title(),
            html! {
                (password(typed, "current", words.me_current()).autocomplete("current-password").required())
                (password(typed, "password", words.me_new()).hint(words.access_password_hint()).autocomplete("new-password").required())
                (password(typed, "again", words.me_again()).autocomplete("new-password").required())
                p.muted { (words.me_change_note()) }
                (primary(words.me_change()).icon(Icon::Key))
            },
        ),
    );
    let about = card(
        "",
        key_values(vec![
            (words.me_login().to_owned(), html! { (page.login) }),
            (words.me_role().to_owned(), html! { (page.role) }),
            (words.me_site().to_owned(), html! { (page.site) }),
        ]),
    );
    let reach = rows(html! {
        (link_row(&urls::me::mail(), Icon::Paper.render(), words.letters_me_title(), words.me_mail_note(), ""))
        (link_row(&urls::me::calendar(), Icon::Calendar.render(), words.calendars_title(), words.me_calendar_note(), ""))
    });
    let devices = card(
        words.me_devices(),
        html! {
            (rows(html! { @for device in &page.devices { (line(frame, device)) } }))
            p.muted { (words.me_everywhere_note()) }
            (press(frame, urls::access::sign_out_everywhere(), danger(words.me_everywhere()).icon(Icon::Leave)))
        },
    );
    layout::page(frame, columns(html! { (card("", reach)) (devices) }, html! { (about) (change) }))
}

fn line(frame: &Frame, device: &Device) -> Markup {
    let words = frame.words;
    let name = if device.name.is_empty() { words.me_other_device() } else { &device.name };
    let here = html! { @if device.this { (badge(Tone::Good, Icon::Check, words.me_this_device())) } };
    let when = html! { (words.me_seen(&device.seen)) " · " (words.me_since(&device.since)) };
    plain_row(Icon::Lock.render(), name, when, here)
}
