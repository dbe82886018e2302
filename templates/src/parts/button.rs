//! Buttons. A page has at most one primary action, and it is always in the action bar or alone on its card.

use crate::parts::icon::Icon;
use maud::{Markup, Render, html};

/// How loud a button is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do next.
    Primary,
    /// Something else that one may well do.
    Secondary,
    /// Something in passing.
    Quiet,
    /// Something that takes away.
    Danger,
}

/// A button that sends the form around it, or leads somewhere.
#[derive(Clone, Debug)]
pub struct Button {
    label: String,
    look: Look,
    icon: Option<Icon>,
    href: Option<String>,
    named: Option<(String, String)>,
    form: Option<String>,
    action: Option<String>,
    big: bool,
    icon_only: bool,
    disabled: bool,
}

/// The one thing to do next.
pub fn primary(label: impl Into<String>) -> Button {
    Button::new(label, Look::Primary)
}

/// Something else that one may well do.
pub fn secondary(label: impl Into<String>) -> Button {
    Button::new(label, Look::Secondary)
}

/// Something in passing.
pub fn quiet(label: impl Into<String>) -> Button {
    Button::new(label, Look::Quiet)
}

/// Something that takes away.
pub fn danger(label: impl Into<String>) -> Button {
    Button::new(label, Look::Danger)
}

impl Button {
    /// A button of any look.
    pub fn new(label: impl Into<String>, look: Look) -> Self {
        Self {
            label: label.into(),
            look,
            icon: None,
            href: None,
            named: None,
            form: None,
            action: None,
            big: false,
            icon_only: false,
            disabled: false,
        }
    }

    /// With an icon before the word.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Only the icon is seen; the word is for screen readers.
    #[must_use]
    pub fn icon_only(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self.icon_only = true;
        self
    }

    /// Leads somewhere instead of sending.
    #[must_use]
    pub fn to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Sends this field along, when a form has several buttons.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.named = Some((name.into(), value.to_string()));
        self
    }

    /// Belongs to the form with this id, wherever the button stands.
    #[must_use]
    pub fn form(mut self, id: impl Into<String>) -> Self {
        self.form = Some(id.into());
        self
    }

    /// Sends the form to another address.
    #[must_use]
    pub fn action(mut self, address: impl Into<String>) -> Self {
        self.action = Some(address.into());
        self
    }

    /// Larger, for the one thing on a page.
    #[must_use]
    pub fn big(mut self) -> Self {
        self.big = true;
        self
    }

    /// Cannot be pressed now.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    fn class(&self) -> String {
        let look = match self.look {
            Look::Primary => "button primary",
            Look::Secondary => "button secondary",
            Look::Quiet => "button quiet",
            Look::Danger => "button danger",
        };
        format!("{look}{}{}", if self.big { " big" } else { "" }, if self.icon_only { " only" } else { "" })
    }

    fn face(&self) -> Markup {
        html! {
            @if let Some(icon) = self.icon { (icon) }
            span class=[self.icon_only.then_some("unseen")] { (self.label) }
        }
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let title = self.icon_only.then_some(self.label.as_str());
        match &self.href {
            Some(href) => html! { a class=(self.class()) href=(href) title=[title] { (self.face()) } },
            None => html! {
                button type="submit" class=(self.class()) title=[title] disabled[self.disabled]
                    name=[self.named.as_ref().map(|(name, _)| name)] value=[self.named.as_ref().map(|(_, value)| value)]
                    form=[self.form.as_ref()] formaction=[self.action.as_ref()] { (self.face()) }
            },
        }
    }
}
