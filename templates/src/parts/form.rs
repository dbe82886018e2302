//! Forms: their key, what is said above them, their buttons.

use crate::frame::Frame;
use crate::parts::button::Button;
use crate::parts::icon::Icon;
use crate::typed::{Banner, BannerKind, Typed};
use crate::words::Words;
use maud::{Markup, Render, html};

/// A form that is sent by POST, with its key. The banner stands at the top when the form came back.
pub fn form(words: Words, typed: &Typed, action: impl AsRef<str>, body: Markup) -> Markup {
    html! {
        form.form method="post" action=(action.as_ref()) novalidate data-form {
            input type="hidden" name="_key" value=(typed.key);
            (above(words, typed, &body))
            (body)
        }
    }
}

/// A form with an id, so that buttons elsewhere may send it (`Button::form`).
pub fn form_with_id(words: Words, typed: &Typed, action: impl AsRef<str>, id: &str, body: Markup) -> Markup {
    html! {
        form.form method="post" action=(action.as_ref()) id=(id) novalidate data-form {
            input type="hidden" name="_key" value=(typed.key);
            (above(words, typed, &body))
            (body)
        }
    }
}

/// What is said above a form that came back: the banner, how many fields need a look, and every sentence that no field
/// of the form shows.
fn above(words: Words, typed: &Typed, body: &Markup) -> Markup {
    let shown = |sentence: &str| body.0.contains(&html! { (sentence) }.into_string());
    let lost = typed.errors.iter().map(|(_, sentence)| sentence.clone()).filter(|sentence| !shown(sentence));
    said(words, typed, lost.collect())
}

/// The same for a page whose forms are single buttons: every sentence of a refusal.
pub fn turned_down(words: Words, typed: &Typed) -> Markup {
    said(words, typed, typed.errors.iter().map(|(_, sentence)| sentence.clone()).collect())
}

fn said(words: Words, typed: &Typed, sentences: Vec<String>) -> Markup {
    let count = typed.errors.len();
    let mut whole = match &typed.banner {
        Some(banner) => banner.clone(),
        None if count > 1 || !sentences.is_empty() => Banner::new(BannerKind::Refused, words.common_check(count)),
        None => return html! {},
    };
    whole.more.extend(sentences);
    banner(words, &whole)
}

/// A field that is not seen, for example `version`.
pub fn hidden(name: &str, value: impl ToString) -> Markup {
    html! { input type="hidden" name=(name) value=(value.to_string()); }
}

/// From which other page a form was sent that came back, so that it still leads there.
pub fn came_from(typed: &Typed) -> Markup {
    html! { @if let Some(from) = typed.value("from") { (hidden("from", from)) } }
}

/// What is said above a form that came back.
pub fn banner(words: Words, banner: &Banner) -> Markup {
    let (class, icon) = match banner.kind {
        BannerKind::Refused => ("banner refused", Icon::Warning),
        BannerKind::Taken => ("banner taken", Icon::Lock),
        BannerKind::Changed => ("banner changed", Icon::Turn),
        BannerKind::Law => ("banner law", Icon::Law),
    };
    html! {
        div class=(class) role="alert" tabindex="-1" {
            (icon)
            div {
                p.banner-text { (banner.text) }
                @for sentence in &banner.more { p { (sentence) } }
                @if !banner.changes.is_empty() {
                    div.scroll { table.versions {
                        thead { tr { th { (words.common_what_changed()) } th { (words.common_typed()) } th { (words.common_now()) } } }
                        tbody { @for change in &banner.changes {
                            tr { th scope="row" { (change.label) } td { (change.typed) } td { (change.now) } }
                        } }
                    } }
                }
                @if !banner.nearby.is_empty() {
                    p.banner-near { (words.common_nearby()) }
                    div.options { @for near in &banner.nearby {
                        a.chip-link href=(near.href) { b { (near.label) } span.muted { (near.note) } }
                    } }
                }
            }
        }
    }
}

/// A sentence in a page that is not an error: a hint, a warning that does not stop.
pub fn note(icon: Icon, body: impl Render) -> Markup {
    html! { div.note { (icon) div { (body) } } }
}

/// Where the primary action always is: under the thumb, at the bottom right. It comes first in the page, because the
/// return key presses the first button of a form.
pub fn action_bar(first: impl Render, others: impl Render) -> Markup {
    html! { div.actions { div.first { (first) } div.others { (others) } } }
}

/// One button that sends one POST, with a key of its own.
#[derive(Clone, Debug)]
pub struct Press {
    key: String,
    action: String,
    button: Button,
    hidden: Vec<(String, String)>,
    plain: bool,
}

/// One button that sends one POST: `(press(frame, urls::…, secondary("…")).with("version", 3))`.
pub fn press(frame: &Frame, action: impl Into<String>, button: Button) -> Press {
    Press { key: frame.key(), action: action.into(), button, hidden: Vec::new(), plain: false }
}

impl Press {
    /// Sends this along.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.hidden.push((name.into(), value.to_string()));
        self
    }

    /// Sent by the browser itself, never again by the script: for signing out.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.plain = true;
        self
    }
}

impl Render for Press {
    fn render(&self) -> Markup {
        html! {
            form.press method="post" action=(self.action) data-form[!self.plain] {
                input type="hidden" name="_key" value=(self.key);
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                (self.button)
            }
        }
    }
}
