//! Customer grades: how likely this customer is to buy.

/// The four grades; `A` is the most likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Grade {
    /// Will buy soon.
    A,
    /// Clear aim, a worry left.
    B,
    /// A motive, no hurry.
    C,
    /// Only looking.
    D,
}

impl Grade {
    /// All grades, the most likely first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// The letter, as it is stored and shown.
    pub const fn code(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// Reads a letter.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.code() == code)
    }
}
