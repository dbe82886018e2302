//! What a form shows again: everything that was typed, and what was wrong with it.

/// The state of one form on its way out: fresh, or coming back with its errors.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The form key: one press, one effect. A form that comes back keeps it.
    pub key: String,
    /// Fields and values, in order; a field may appear more than once.
    pub values: Vec<(String, String)>,
    /// Fields and the sentence that stands beside each.
    pub errors: Vec<(String, String)>,
    /// What is said above the form.
    pub banner: Option<Banner>,
}

impl Typed {
    /// A form that nobody has filled in yet.
    pub fn fresh(key: impl Into<String>) -> Self {
        Self { key: key.into(), ..Self::default() }
    }

    /// Fills a field in beforehand.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// Puts a sentence beside a field.
    #[must_use]
    pub fn with_error(mut self, name: &str, sentence: impl Into<String>) -> Self {
        self.errors.push((name.to_owned(), sentence.into()));
        self
    }

    /// Says something above the form.
    #[must_use]
    pub fn with_banner(mut self, banner: Banner) -> Self {
        self.banner = Some(banner);
        self
    }

    /// The value of a field, if there is one.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a field that may be given more than once.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.values.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a field carries this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(field, given)| field == name && given == value)
    }

    /// The sentence beside a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(field, _)| field == name).map(|(_, sentence)| sentence.as_str())
    }

    /// Whether the form is shown for the first time.
    pub fn is_fresh(&self) -> bool {
        self.errors.is_empty() && self.banner.is_none()
    }

    /// Whether this field is the one to look at first.
    pub fn is_first_error(&self, name: &str) -> bool {
        self.errors.first().is_some_and(|(field, _)| field == name)
    }
}

/// How a form was turned down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BannerKind {
    /// Something in it is not right.
    #[default]
    Refused,
    /// Somebody else was faster.
    Taken,
    /// The record was changed meanwhile.
    Changed,
    /// The law does not allow it; nobody can override that.
    Law,
}

/// What is said above a form that came back.
#[derive(Clone, Debug, Default)]
pub struct Banner {
    /// How it was turned down.
    pub kind: BannerKind,
    /// The sentence, from the refusals.
    pub text: String,
    /// More sentences, if several rules refused.
    pub more: Vec<String>,
    /// What is free nearby, or whatever else helps to go on.
    pub nearby: Vec<Nearby>,
    /// When a record was changed meanwhile: what was typed beside what is there now.
    pub changes: Vec<Change>,
}

impl Banner {
    /// A banner with one sentence.
    pub fn new(kind: BannerKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), ..Self::default() }
    }
}

/// One way out of a conflict.
#[derive(Clone, Debug)]
pub struct Nearby {
    /// Where it leads.
    pub href: String,
    /// What it is, for example a unit's number.
    pub label: String,
    /// A word more, for example its price.
    pub note: String,
}

/// A field whose value differs between the person's copy and the record.
#[derive(Clone, Debug)]
pub struct Change {
    /// The field, as the person knows it.
    pub label: String,
    /// What the person typed.
    pub typed: String,
    /// What is there now.
    pub now: String,
}
