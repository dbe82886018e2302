//! Fields to type into: label, hint, the input, and the sentence beside it when something was wrong.

use crate::parts::choice::Choice;
use crate::parts::icon::Icon;
use crate::typed::Typed;
use crate::words::Words;
use maud::{Markup, Render, html};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Phone,
    Money,
    Password,
    Date,
    Time,
    File,
    Area,
}

/// A field. Made by [`text`], [`phone`] and the others; renders itself.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    typed: &'a Typed,
    kind: Kind,
    name: String,
    id: String,
    label: String,
    default: Option<String>,
    hint: Option<String>,
    placeholder: Option<String>,
    optional: Option<&'static str>,
    autocomplete: Option<&'static str>,
    before: Option<String>,
    after: Option<String>,
    lookup: Option<(String, String)>,
    pad: Option<Words>,
    picks: Vec<Choice>,
    list: Vec<String>,
    least: Option<String>,
    most: Option<String>,
    longest: Option<u32>,
    first: bool,
    required: bool,
    label_unseen: bool,
}

/// A line of text.
pub fn text<'a>(typed: &'a Typed, name: &str, label: impl Into<String>) -> Field<'a> {
    Field::new(typed, Kind::Text, name, label)
}

/// A whole number.
pub fn number<'a>(typed: &'a Typed, name: &str, label: impl Into<String>) -> Field<'a> {
    Field::new(typed, Kind::Number, name, label)
}

/// A telephone number; `.pad(words)` puts our own keys under it.
pub fn phone<'a>(typed: &'a Typed, name: &str, label: impl Into<String>) -> Field<'a> {
    Field::new(typed, Kind::Phone, name, label)
}

/// A sum of money; `.before("¥")` shows the currency.
pub fn money<'a>(typed: &'a Typed, name: &str, label: impl Into<String>) -> Field<'a> {
    Field::new(typed, Kind::Money, name, label)
}

/// A password; never shown again.
pub fn password<'a>(typed: &'a Typed, name: &str, label: impl Into<String>) -> Field<'a> {
    Field::new(typed, Kind::Password, name, label)
}

/// A day; `.picks(…)` offers likely ones.
pub fn date<'a>(typed: &'a Typed, name: &str, label: impl Into<String>) -> Field<'a> {
    Field::new(typed, Kind::Date, name, label)
}

/// A time of day.
pub fn time<'a>(typed: &'a Typed, name: &str, label: impl Into<String>) -> Field<'a> {
    Field::new(typed, Kind::Time, name, label)
}

/// Several lines of text.
pub fn area<'a>(typed: &'a Typed, name: &str, label: impl Into<String>) -> Field<'a> {
    Field::new(typed, Kind::Area, name, label)
}

/// A file.
pub fn file<'a>(typed: &'a Typed, name: &str, label: impl Into<String>) -> Field<'a> {
    Field::new(typed, Kind::File, name, label)
}

impl<'a> Field<'a> {
    fn new(typed: &'a Typed, kind: Kind, name: &str, label: impl Into<String>) -> Self {
        Self {
            typed,
            kind,
            name: name.to_owned(),
            id: format!("f-{name}"),
            label: label.into(),
            default: None,
            hint: None,
            placeholder: None,
            optional: None,
            autocomplete: None,
            before: None,
            after: None,
            lookup: None,
            pad: None,
            picks: Vec::new(),
            list: Vec::new(),
            least: None,
            most: None,
            longest: None,
            first: false,
            required: false,
            label_unseen: false,
        }
    }

    /// What it holds before anybody typed.
    #[must_use]
    pub fn value(mut self, value: impl ToString) -> Self {
        self.default = Some(value.to_string());
        self
    }

    /// A line that helps, under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An example inside the empty field.
    #[must_use]
    pub fn placeholder(mut self, example: impl Into<String>) -> Self {
        self.placeholder = Some(example.into());
        self
    }

    /// Must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Says "optional" beside the label.
    #[must_use]
    pub fn optional(mut self, words: Words) -> Self {
        self.optional = Some(words.common_optional());
        self
    }

    /// What the browser may fill in: `username`, `current-password`, `off`.
    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = Some(what);
        self
    }

    /// A sign before the value, such as a currency.
    #[must_use]
    pub fn before(mut self, sign: impl Into<String>) -> Self {
        self.before = Some(sign.into());
        self
    }

    /// A unit after the value, such as m².
    #[must_use]
    pub fn after(mut self, unit: impl Into<String>) -> Self {
        self.after = Some(unit.into());
        self
    }

    /// Looks up while typing: fetches `address` with `q=` and puts the fragment into the element with this id.
    #[must_use]
    pub fn lookup(mut self, address: impl Into<String>, into: impl Into<String>) -> Self {
        self.lookup = Some((address.into(), into.into()));
        self
    }

    /// Our own number keys under the field.
    #[must_use]
    pub fn pad(mut self, words: Words) -> Self {
        self.pad = Some(words);
        self
    }

    /// Likely values, one tap each.
    #[must_use]
    pub fn picks(mut self, picks: Vec<Choice>) -> Self {
        self.picks = picks;
        self
    }

    /// Values that the browser proposes while typing.
    #[must_use]
    pub fn list(mut self, values: Vec<String>) -> Self {
        self.list = values;
        self
    }

    /// Smallest and largest value.
    #[must_use]
    pub fn between(mut self, least: impl ToString, most: impl ToString) -> Self {
        self.least = Some(least.to_string());
        self.most = Some(most.to_string());
        self
    }

    /// The most characters that are taken.
    #[must_use]
    pub fn longest(mut self, characters: u32) -> Self {
        self.longest = Some(characters);
        self
    }

    /// Has the focus when the page opens and nothing is wrong.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.first = true;
        self
    }

    /// The label is only for screen readers.
    #[must_use]
    pub fn label_unseen(mut self) -> Self {
        self.label_unseen = true;
        self
    }

    /// Another id, when the page has two fields of the same name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    fn shown(&self) -> Option<&str> {
        match self.kind {
            Kind::Password | Kind::File => None,
            _ => self.typed.value(&self.name).or(self.default.as_deref()),
        }
    }

    fn type_and_mode(&self) -> (&'static str, Option<&'static str>) {
        match self.kind {
            Kind::Text | Kind::Area => ("text", None),
            Kind::Number => ("text", Some("numeric")),
            Kind::Phone => ("tel", Some("tel")),
            Kind::Money => ("text", Some("decimal")),
            Kind::Password => ("password", None),
            Kind::Date => ("date", None),
            Kind::Time => ("time", None),
            Kind::File => ("file", None),
        }
    }

    fn focused(&self) -> bool {
        self.typed.is_first_error(&self.name) || (self.first && self.typed.is_fresh())
    }

    fn control(&self) -> Markup {
        let wrong = self.typed.error(&self.name).is_some();
        let described = described_by(&self.id, self.hint.is_some(), wrong);
        let (kind, mode) = self.type_and_mode();
        let off =
            matches!(self.kind, Kind::Number | Kind::Money | Kind::Date | Kind::Time | Kind::Phone).then_some("off");
        let list = (!self.list.is_empty()).then(|| format!("{}-list", self.id));
        html! {
            @if self.kind == Kind::Area {
                textarea id=(self.id) name=(self.name) rows="3" required[self.required] autofocus[self.focused()]
                    maxlength=[self.longest] placeholder=[self.placeholder.as_ref()]
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[described] { (self.shown().unwrap_or_default()) }
            } @else {
                input id=(self.id) name=(self.name) type=(kind) inputmode=[mode] value=[self.shown()] required[self.required]
                    autofocus[self.focused()] maxlength=[self.longest] min=[self.least.as_ref()] max=[self.most.as_ref()]
                    placeholder=[self.placeholder.as_ref()] autocomplete=[self.autocomplete.or(off)] list=[list.as_ref()]
                    data-lookup=[self.lookup.as_ref().map(|(address, _)| address)]
                    data-into=[self.lookup.as_ref().map(|(_, into)| into)]
                    aria-controls=[self.lookup.as_ref().map(|(_, into)| into)]
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[described];
            }
            @if let Some(list) = &list { datalist id=(list) { @for value in &self.list { option value=(value) {} } } }
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let error = self.typed.error(&self.name);
        html! {
            div class={ "field" @if error.is_some() { " wrong" } @if self.pad.is_some() { " with-pad" } } {
                label for=(self.id) class=[self.label_unseen.then_some("unseen")] {
                    (self.label)
                    @if let Some(word) = self.optional { span.optional { (word) } }
                }
                (hint(&self.id, self.hint.as_deref()))
                @if self.before.is_some() || self.after.is_some() {
                    div.input {
                        @if let Some(sign) = &self.before { span.affix { (sign) } }
                        (self.control())
                        @if let Some(unit) = &self.after { span.affix { (unit) } }
                    }
                } @else { (self.control()) }
                (error_line(&self.id, error))
                @if !self.picks.is_empty() {
                    div.options.picks hidden data-picks=(self.id) { @for pick in &self.picks {
                        button.chip-link type="button" data-value=(pick.value) { (pick.label) }
                    } }
                }
                @if let Some(words) = self.pad { (pad(&self.id, words)) }
            }
        }
    }
}

pub(super) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (true, true) => Some(format!("{id}-error {id}-hint")),
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (false, false) => None,
    }
}

pub(super) fn hint(id: &str, hint: Option<&str>) -> Markup {
    html! { @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } } }
}

pub(super) fn error_line(id: &str, error: Option<&str>) -> Markup {
    html! { @if let Some(error) = error { p.error id={ (id) "-error" } { (Icon::Warning) (error) } } }
}

/// Number keys for a field; shown when the page's script is there to work them.
fn pad(id: &str, words: Words) -> Markup {
    html! {
        div.pad hidden role="group" aria-label=(words.common_pad()) data-pad=(id) {
            @for key in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "0"] {
                button type="button" data-key=(key) { (key) }
            }
            button type="button" data-key="back" aria-label=(words.common_delete_digit()) { (Icon::Backspace) }
        }
    }
}
