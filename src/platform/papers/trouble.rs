//! Why there is no paper.

use std::fmt;

use super::fonts::PACKAGE;
use crate::base::error::{Error, Fault, FaultClass, Refused};

/// Why there is no paper.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Trouble {
    /// This machine has no font with Chinese characters.
    NoFont,
    /// A source cannot be set.
    Broken(Place),
    /// It took too long.
    TooLong,
    /// Too many are being drawn.
    TooMany,
    /// Typst made a mistake; the log has the place.
    Failed,
}

/// Where a source is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong there.
    pub message: String,
    /// Whether the file is the showroom's own.
    pub own: bool,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFont => write!(f, "no font with Chinese characters is installed; the Debian package is {PACKAGE}"),
            Self::Broken(place) => place.fmt(f),
            Self::TooLong => f.write_str("drawing the paper took too long"),
            Self::TooMany => f.write_str("too many papers are being drawn"),
            Self::Failed => f.write_str("drawing the paper broke off"),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        let doing = "drawing a paper";
        match trouble {
            Trouble::NoFont => Refused::invalid("no_chinese_font").with("package", PACKAGE).into(),
            Trouble::TooMany | Trouble::TooLong => Fault::new(FaultClass::Busy, doing).because(trouble).into(),
            Trouble::Broken(_) | Trouble::Failed => Fault::bug(doing).because(trouble).into(),
        }
    }
}
