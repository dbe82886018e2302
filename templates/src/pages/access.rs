//! Signing in, and signing in again when a session ended in the middle of work.

use crate::frame::Frame;
use crate::layout;
use crate::parts::{Icon, form, password, primary, text};
use crate::typed::Typed;
use crate::urls;
use maud::{Markup, Render, html};

/// What the sign-in page shows.
#[derive(Clone, Debug, Default)]
pub struct SignInPage {
    /// The form: `login`, `password`, `back`.
    pub typed: Typed,
    /// Where to go after signing in.
    pub back: String,
    /// Who was here, when a session ended: their login is filled in, and what they typed waits for them.
    pub again: Option<String>,
    /// On a demo showroom: who can sign in, with the password for all of them.
    pub demo: Vec<DemoPerson>,
}

/// Somebody of the demo showroom.
#[derive(Clone, Debug, Default)]
pub struct DemoPerson {
    /// What to type as login.
    pub login: String,
    /// The name.
    pub name: String,
    /// The role, in words.
    pub role: String,
    /// The password.
    pub password: String,
}

/// The sign-in page.
pub fn sign_in(frame: &Frame, page: &SignInPage) -> Markup {
    let words = frame.words;
    let known = page.again.clone().unwrap_or_default();
    let typed = &page.typed;
    let title = if page.again.is_some() { words.access_again_title() } else { words.access_sign_in_title() };
    layout::bare(
        frame,
        html! {
            div.gate {
                h1 { (title) }
                p.lead { @if page.again.is_some() { (words.access_again_text()) } @else { (words.access_sign_in_text()) } }
                (form(words, typed, urls::access::sign_in(), html! {
                    input type="hidden" name="back" value=(page.back);
                    (text(typed, "login", words.access_login()).value(known).autocomplete("username").first())
                    (password(typed, "password", words.access_password()).autocomplete("current-password"))
                    div.gate-action { (primary(words.access_sign_in()).big()) }
                }))
                @if !page.demo.is_empty() { (demo(frame, page)) }
            }
        },
    )
}

fn demo(frame: &Frame, page: &SignInPage) -> Markup {
    let words = frame.words;
    html! {
        section.demo {
            h2 { (words.access_demo_title()) }
            p.muted { (words.access_demo_text()) }
            ul.rows { @for person in &page.demo { li { (demo_person(frame, page, person)) } } }
        }
    }
}

/// One tap signs in: the demo's passwords are no secret.
fn demo_person(frame: &Frame, page: &SignInPage, person: &DemoPerson) -> Markup {
    html! {
        form method="post" action=(urls::access::sign_in()) {
            input type="hidden" name="_key" value=(frame.key());
            input type="hidden" name="back" value=(page.back);
            input type="hidden" name="login" value=(person.login);
            input type="hidden" name="password" value=(person.password);
            button.row-link type="submit" {
                (crate::parts::avatar(&person.name))
                span.row-body { span.row-title { (person.name) } span.row-under { (person.role) " · " (person.login) } }
                (Icon::Right.render())
            }
        }
    }
}
