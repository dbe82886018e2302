//! The settings of a site: every rule that a showroom may choose, in groups, each with its default beside it.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::fields;
use crate::parts::form::{action_bar, form, hidden};
use crate::parts::{Choice, Icon, card, chips, field, multi_chips, primary, select, toggle};
use crate::typed::Typed;
use crate::urls;
use crate::words::Lang;
use maud::{Markup, html};

/// What the page of settings shows.
pub struct SettingsPage {
    /// The form: `name`, `goods`, `zone`, `currency`, `country`, `lang`, `cutover`, and every setting by its name.
    pub typed: Typed,
    /// The site's version.
    pub version: i32,
    /// Facts of the site as they stand: `(name, value)`.
    pub facts: Facts,
    /// Kinds of goods.
    pub goods: Vec<Choice>,
    /// Time zones.
    pub zones: Vec<Choice>,
    /// Currencies.
    pub currencies: Vec<Choice>,
    /// Groups of settings.
    pub groups: Vec<Group>,
}

/// The site as it stands.
pub struct Facts {
    /// Its name.
    pub name: String,
    /// What it sells.
    pub goods: String,
    /// Its zone.
    pub zone: String,
    /// Its money.
    pub currency: String,
    /// Its country.
    pub country: String,
    /// The language of its papers.
    pub lang: String,
    /// The end of its business day, `03:00`.
    pub cutover: String,
}

/// One group.
pub struct Group {
    /// Its name in addresses.
    pub code: String,
    /// Its heading.
    pub title: String,
    /// Its settings.
    pub settings: Vec<Setting>,
}

/// One setting.
pub struct Setting {
    /// The name of its input.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What it is now.
    pub now: Vec<String>,
    /// Its default, in words; empty where it stands at the default.
    pub default: String,
    /// How it is typed.
    pub input: Input,
}

/// How a setting is typed.
pub enum Input {
    /// A number with what it counts.
    Number(String),
    /// A sum of money with its currency.
    Sum(String),
    /// A line of text.
    Line,
    /// A time of day.
    Time,
    /// Yes or no.
    Flag,
    /// One of several.
    One(Vec<Choice>),
    /// Several of several.
    Many(Vec<Choice>),
}

/// The page of settings.
pub fn show(frame: &Frame, page: &SettingsPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            nav.jump aria-label=(words.settings_title()) {
                a href=(urls::grades::show()) { (words.grades_settings_link()) }
                @for group in &page.groups { a href={ "#" (group.code) } { (group.title) } }
            }
            (form(words, &page.typed, urls::settings::show(), html! {
                (hidden("version", page.version))
                (facts(frame, page))
                @for group in &page.groups {
                    div id=(group.code) { (card(&group.title, fields(html! {
                        @for setting in &group.settings { (input(frame, &page.typed, setting)) }
                    }))) }
                }
                (action_bar(primary(words.settings_save()).icon(Icon::Check), html! { p.muted { (words.settings_saved_note()) } }))
            }))
        },
    )
}

fn facts(frame: &Frame, page: &SettingsPage) -> Markup {
    let (words, typed, now) = (frame.words, &page.typed, &page.facts);
    let langs = Lang::ALL.map(|lang| Choice::new(lang.code(), lang.name())).to_vec();
    card(
        words.settings_facts(),
        fields(html! {
            (field::text(typed, "name", words.settings_name()).value(&now.name).longest(60).required())
            (select(typed, "goods", words.settings_goods(), page.goods.clone()).value(&now.goods).required())
            (select(typed, "zone", words.settings_zone(), page.zones.clone()).value(&now.zone).required())
            (select(typed, "currency", words.settings_currency(), page.currencies.clone()).value(&now.currency).required())
            (field::text(typed, "country", words.settings_country()).value(&now.country).longest(2).required())
            (chips(typed, "lang", words.settings_lang(), langs).value(&now.lang).required())
            (field::time(typed, "cutover", words.settings_cutover()).value(&now.cutover).hint(words.settings_cutover_hint()))
        }),
    )
}

fn input(frame: &Frame, typed: &Typed, setting: &Setting) -> Markup {
    let name = setting.name.as_str();
    let label = setting.label.as_str();
    let now = setting.now.first().cloned().unwrap_or_default();
    let with_hint = |field: field::Field| {
        let field = field.value(&now).required();
        if setting.default.is_empty() {
            html! { (field) }
        } else {
            html! { (field.hint(frame.words.settings_default_is(&setting.default))) }
        }
    };
    match &setting.input {
        Input::Number(unit) => with_hint(field::number(typed, name, label).after(unit)),
        Input::Sum(sign) => with_hint(field::money(typed, name, label).before(sign)),
        Input::Line => with_hint(field::text(typed, name, label)),
        Input::Time => with_hint(field::time(typed, name, label)),
        Input::Flag => toggle(typed, name, label, !setting.now.is_empty()),
        Input::One(choices) => html! { (chips(typed, name, label, choices.clone()).value(&now).required()) },
        Input::Many(choices) => {
            let chooser = multi_chips(typed, name, label, choices.clone());
            html! { (setting.now.iter().fold(chooser, |chooser, value| chooser.value(value))) }
        }
    }
}
