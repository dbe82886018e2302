//! The code on a visit card: twelve letters and digits that nobody confuses, read as people type them.

use crate::base::error::Refused;

/// Without 0, 1, I and O, which look alike. Thirty-two of them: five bits each.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Sixty bits: nobody guesses one through a door that counts.
const LENGTH: usize = 12;

/// A code. It does not print itself: whoever has it can read what is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A new one.
    pub fn fresh() -> Self {
        let bytes: [u8; LENGTH] = rand::random();
        Self(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
    }

    /// Reads what was typed or scanned; case, spaces and dashes do not matter.
    ///
    /// # Errors
    /// `card_code_unreadable` for what cannot be one.
    pub fn parse(typed: &str) -> Result<Self, Refused> {
        let plain: String = typed
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '\u{3000}' | '－'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let fits = plain.len() == LENGTH && plain.bytes().all(|letter| ALPHABET.contains(&letter));
        if fits { Ok(Self(plain)) } else { Err(Refused::invalid("card_code_unreadable")) }
    }

    /// As it stands in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is printed: three groups of four.
    pub fn printed(&self) -> String {
        [&self.0[..4], &self.0[4..8], &self.0[8..]].join("-")
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::fresh();
        assert_eq!(Code::parse(&code.printed()).unwrap(), code);
        assert_eq!(Code::parse(&code.as_str().to_lowercase()).unwrap(), code);
        assert_eq!(Code::parse(&format!(" {} ", code.printed().replace('-', " "))).unwrap(), code);
        for wrong in ["", "ABCD", "ABCD-EFGH-JKL0", "ABCD-EFGH-JKLM-N", "二三四五六七八九十甲乙丙"] {
            assert_eq!(Code::parse(wrong).unwrap_err().code, "card_code_unreadable", "{wrong}");
        }
        assert_ne!(Code::fresh(), Code::fresh());
        assert_eq!(format!("{code:?}"), "Code(…)");
    }
}
