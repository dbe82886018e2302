//! The first page of an empty house: name the showroom, or look at the demo.

use crate::frame::Frame;
use crate::layout;
use crate::parts::form::{action_bar, form, press};
use crate::parts::{Choice, Icon, card, chips, password, primary, secondary, select, text};
use crate::typed::Typed;
use crate::urls;
use crate::words::Lang;
use maud::{Markup, html};

/// What the set-up page shows.
#[derive(Clone, Debug, Default)]
pub struct SetUpPage {
    /// The form: `name`, `goods`, `zone`, `currency`, `lang`, `person`, `login`, `password`, `password_again`.
    pub typed: Typed,
    /// Kinds of goods.
    pub goods: Vec<Choice>,
    /// Time zones.
    pub zones: Vec<Choice>,
    /// Currencies.
    pub currencies: Vec<Choice>,
}

/// The set-up page.
pub fn show(frame: &Frame, page: &SetUpPage) -> Markup {
    let words = frame.words;
    let typed = &page.typed;
    let langs = Lang::ALL.map(|lang| Choice::new(lang.code(), lang.name())).to_vec();
    layout::bare(
        frame,
        html! {
            div.set-up {
                header.set-up-head {
                    h1 { (words.set_up_title()) }
                    p.lead { (words.set_up_text()) }
                }
                div.columns {
                    (form(words, typed, urls::access::set_up(), html! {
                        (card(words.set_up_showroom(), html! {
                            (text(typed, "name", words.set_up_name()).placeholder(words.set_up_name_example()).longest(60).required().first())
                            (chips(typed, "goods", words.set_up_goods(), page.goods.clone()).required())
                            div.fields {
                                (select(typed, "zone", words.set_up_zone(), page.zones.clone()).required())
                                (select(typed, "currency", words.set_up_currency(), page.currencies.clone()).required())
                            }
                            (chips(typed, "lang", words.set_up_lang(), langs).value(words.lang.code()).required())
                        }))
                        (card(words.set_up_first(), html! {
                            p.muted { (words.set_up_first_text()) }
                            div.fields {
                                (text(typed, "person", words.set_up_person()).autocomplete("name").longest(40).required())
                                (text(typed, "login", words.access_login()).autocomplete("username").longest(40).required())
                                (password(typed, "password", words.access_password()).hint(words.access_password_hint()).autocomplete("new-password").required())
                                (password(typed, "password_again", words.access_password_again()).hint(words.access_password_again_hint()).autocomplete("new-password").required())
                            }
                        }))
                        (action_bar(primary(words.set_up_go()).icon(Icon::Check).big(), ""))
                    }))
                    aside.demo-card {
                        span.empty-icon { (Icon::Eye) }
                        h2 { (words.set_up_demo_title()) }
                        p { (words.set_up_demo_text()) }
                        (press(frame, urls::access::set_up_demo(), secondary(words.set_up_demo_go()).icon(Icon::Arrow).big()))
                    }
                }
            }
        },
    )
}
