//! Fields to choose in: big chips for the thumb, a list where there are many.

use crate::parts::field::{described_by, error_line, hint};
use crate::parts::icon::Icon;
use crate::typed::Typed;
use crate::words::Words;
use maud::{Markup, Render, html};

/// One thing to choose.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A few words more.
    pub note: Option<String>,
    /// An icon before it.
    pub icon: Option<Icon>,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self { value: value.to_string(), label: label.into(), note: None, icon: None }
    }

    /// With a few words more.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// With an icon.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    One,
    Many,
    List,
}

/// A field to choose in. Made by [`chips`], [`multi_chips`] and [`select`]; renders itself.
#[derive(Clone, Debug)]
pub struct Chooser<'a> {
    typed: &'a Typed,
    kind: Kind,
    name: String,
    id: String,
    label: String,
    choices: Vec<Choice>,
    defaults: Vec<String>,
    hint: Option<String>,
    optional: Option<&'static str>,
    empty: Option<String>,
    required: bool,
    tall: bool,
    submits: bool,
    label_unseen: bool,
}

/// Choose one, by tapping it.
pub fn chips<'a>(typed: &'a Typed, name: &str, label: impl Into<String>, choices: Vec<Choice>) -> Chooser<'a> {
    Chooser::new(typed, Kind::One, name, label, choices)
}

/// Choose any number, by tapping them.
pub fn multi_chips<'a>(typed: &'a Typed, name: &str, label: impl Into<String>, choices: Vec<Choice>) -> Chooser<'a> {
    Chooser::new(typed, Kind::Many, name, label, choices)
}

/// Choose one from a list that is too long for chips.
pub fn select<'a>(typed: &'a Typed, name: &str, label: impl Into<String>, choices: Vec<Choice>) -> Chooser<'a> {
    Chooser::new(typed, Kind::List, name, label, choices)
}

/// Yes or no; sends `yes`, or nothing.
pub fn toggle(typed: &Typed, name: &str, label: impl Into<String>, default: bool) -> Markup {
    let on = if typed.is_fresh() && typed.value(name).is_none() { default } else { typed.has(name, "yes") };
    let id = format!("f-{name}");
    let error = typed.error(name);
    html! {
        div class={ "field" @if error.is_some() { " wrong" } } {
            label.toggle {
                input type="checkbox" id=(id) name=(name) value="yes" checked[on]
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[described_by(&id, false, error.is_some())];
                span.track aria-hidden="true" {}
                span { (label.into()) }
            }
            (error_line(&id, error))
        }
    }
}

impl<'a> Chooser<'a> {
    fn new(typed: &'a Typed, kind: Kind, name: &str, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self {
            typed,
            kind,
            name: name.to_owned(),
            id: format!("f-{name}"),
            label: label.into(),
            choices,
            defaults: Vec::new(),
            hint: None,
            optional: None,
            empty: None,
            required: false,
            tall: false,
            submits: false,
            label_unseen: false,
        }
    }

    /// What is chosen before anybody chose; may be called more than once for many.
    #[must_use]
    pub fn value(mut self, value: impl ToString) -> Self {
        self.defaults.push(value.to_string());
        self
    }

    /// A line that helps, under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Must be chosen.
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

    /// In a list: the words of the empty choice.
    #[must_use]
    pub fn empty(mut self, words: impl Into<String>) -> Self {
        self.empty = Some(words.into());
        self
    }

    /// One choice per line, with its note.
    #[must_use]
    pub fn tall(mut self) -> Self {
        self.tall = true;
        self
    }

    /// Sends the form as soon as something is chosen (for filters; a button is needed as well, for those without script).
    #[must_use]
    pub fn submits(mut self) -> Self {
        self.submits = true;
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

    fn chosen(&self, value: &str) -> bool {
        let untouched = self.typed.is_fresh() && self.typed.value(&self.name).is_none();
        if untouched { self.defaults.iter().any(|given| given == value) } else { self.typed.has(&self.name, value) }
    }

    fn caption(&self) -> Markup {
        html! { (self.label) @if let Some(word) = self.optional { span.optional { (word) } } }
    }

    fn list(&self, error: Option<&str>) -> Markup {
        html! {
            div class={ "field" @if error.is_some() { " wrong" } } {
                label for=(self.id) class=[self.label_unseen.then_some("unseen")] { (self.caption()) }
                (hint(&self.id, self.hint.as_deref()))
                div.select {
                    select id=(self.id) name=(self.name) required[self.required] autofocus[self.typed.is_first_error(&self.name)]
                        data-submits[self.submits] aria-invalid=[error.map(|_| "true")]
                        aria-describedby=[described_by(&self.id, self.hint.is_some(), error.is_some())] {
                        @if let Some(empty) = &self.empty { option value="" { (empty) } }
                        @for choice in &self.choices {
                            option value=(choice.value) selected[self.chosen(&choice.value)] { (choice.label) }
                        }
                    }
                    (Icon::Down)
                }
                (error_line(&self.id, error))
            }
        }
    }

    fn tapped(&self, error: Option<&str>) -> Markup {
        let kind = if self.kind == Kind::Many { "checkbox" } else { "radio" };
        html! {
            fieldset class={ "field" @if error.is_some() { " wrong" } }
                aria-describedby=[described_by(&self.id, self.hint.is_some(), error.is_some())] {
                legend class=[self.label_unseen.then_some("unseen")] { (self.caption()) }
                (hint(&self.id, self.hint.as_deref()))
                div class={ "options" @if self.tall { " tall" } } {
                    @for (at, choice) in self.choices.iter().enumerate() {
                        label.chip {
                            input type=(kind) name=(self.name) value=(choice.value) checked[self.chosen(&choice.value)]
                                required[self.required && self.kind == Kind::One] data-submits[self.submits]
                                autofocus[at == 0 && self.typed.is_first_error(&self.name)]
                                aria-invalid=[error.map(|_| "true")];
                            span {
                                @if let Some(icon) = choice.icon { (icon) }
                                span.chip-label { (choice.label) }
                                @if let Some(note) = &choice.note { span.muted { (note) } }
                            }
                        }
                    }
                }
                (error_line(&self.id, error))
            }
        }
    }
}

impl Render for Chooser<'_> {
    fn render(&self) -> Markup {
        let error = self.typed.error(&self.name);
        match self.kind {
            Kind::List => self.list(error),
            Kind::One | Kind::Many => self.tapped(error),
        }
    }
}
