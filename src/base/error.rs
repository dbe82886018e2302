//! Three kinds of no: a rule refuses, a thing is missing or forbidden, or the house is broken.

use super::role::Need;

/// What a rule, an action or a query answers.
pub type Answered<T> = Result<T, Error>;

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule says no, kindly; the person keeps what was typed and reads why.
    #[error("refused: {0}")]
    Refused(Refused),
    /// There is no such thing here, or not for this person.
    #[error("missing")]
    Missing,
    /// This person's role may not do that.
    #[error("forbidden: needs {0:?}")]
    Forbidden(Need),
    /// The house is broken; logged once, shown as a short reference.
    #[error("fault: {0}")]
    Fault(#[from] Fault),
}

/// What kind of refusal: it decides how the answer is drawn and with which status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What was typed cannot be (422).
    Invalid,
    /// Somebody else was first (409).
    Taken,
    /// The record changed meanwhile (409).
    Changed,
    /// The law forbids it; nobody can override (422).
    Law,
}

/// A rule's no: a code whose words are in `texts/words/refusals.toml`, with what the words need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which kind of refusal.
    pub kind: Kind,
    /// The form field it belongs to, if to one.
    pub field: Option<&'static str>,
    /// The code of its words.
    pub code: &'static str,
    /// Values that the words name.
    pub params: Vec<(&'static str, String)>,
    /// Further refusals of the same form.
    pub more: Vec<Refused>,
    /// Ways out that can be offered: a label and an address each (free units nearby, the other version).
    pub offers: Vec<(String, String)>,
}

impl Refused {
    fn of(kind: Kind, code: &'static str) -> Self {
        Self { kind, field: None, code, params: Vec::new(), more: Vec::new(), offers: Vec::new() }
    }

    /// What was typed cannot be.
    pub fn invalid(code: &'static str) -> Self {
        Self::of(Kind::Invalid, code)
    }

    /// Somebody else was first.
    pub fn taken(code: &'static str) -> Self {
        Self::of(Kind::Taken, code)
    }

    /// The record changed since the form was opened.
    pub fn changed(code: &'static str) -> Self {
        Self::of(Kind::Changed, code)
    }

    /// The law forbids it.
    pub fn law(code: &'static str) -> Self {
        Self::of(Kind::Law, code)
    }

    /// Says at which field of the form the message stands.
    #[must_use]
    pub fn at(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// Gives the words a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// Offers a way out.
    #[must_use]
    pub fn offer(mut self, label: impl ToString, address: impl ToString) -> Self {
        self.offers.push((label.to_string(), address.to_string()));
        self
    }

    /// This refusal and all that came with it.
    pub fn all(&self) -> impl Iterator<Item = &Refused> {
        std::iter::once(self).chain(self.more.iter())
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let codes: Vec<&str> = self.all().map(|refused| refused.code).collect();
        f.write_str(&codes.join(", "))
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// Which part of the house is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultClass {
    /// Too much to do right now; the same request may succeed in a moment (503).
    Busy,
    /// The disk is full (503).
    Full,
    /// The disk or the connection to the database failed (503).
    Io,
    /// The database does not answer or went away (503).
    Gone,
    /// The database file is damaged (500).
    Corrupt,
    /// The database cannot be written (503).
    ReadOnly,
    /// Stored data that no rule of ours could have written (500).
    BadData,
    /// A mistake in the program (500).
    Bug,
}

/// Something is broken: its class, what was being done, and the cause.
#[derive(Debug, thiserror::Error)]
#[error("{class:?} while {doing}")]
pub struct Fault {
    /// Which part is broken.
    pub class: FaultClass,
    /// What was being done, in a few words without personal data.
    pub doing: String,
    /// The cause, printed as a chain.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Fault {
    /// A fault without a cause of its own.
    pub fn new(class: FaultClass, doing: impl Into<String>) -> Self {
        Self { class, doing: doing.into(), source: None }
    }

    /// A mistake in the program.
    pub fn bug(doing: impl Into<String>) -> Self {
        Self::new(FaultClass::Bug, doing)
    }

    /// Stored data that cannot be.
    pub fn bad_data(doing: impl Into<String>) -> Self {
        Self::new(FaultClass::BadData, doing)
    }

    /// Adds the cause. Of text that could not be read as JSON only the place is kept: the reader's own words quote what stands there.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(match source.into().downcast::<serde_json::Error>() {
            Ok(json) => Box::new(Unreadable { line: json.line(), column: json.column() }),
            Err(other) => other,
        });
        self
    }
}

/// JSON that could not be read, without a word of it.
#[derive(Debug, thiserror::Error)]
#[error("JSON that does not fit at line {line}, column {column}")]
struct Unreadable {
    line: usize,
    column: usize,
}
