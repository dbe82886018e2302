//! Numbers of identity papers: read as typed, checked where they can be, and never shown whole again.

use crate::base::error::Refused;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The number of an identity card, a passport or another paper. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity(String);

impl Identity {
    /// Reads what a person typed. Eighteen characters are a resident identity card, whose last one proves the others; anything else
    /// is a passport or a permit of 5 to 20 letters and digits.
    ///
    /// # Errors
    /// `identity_unreadable`; `identity_mistyped` where the proof fails.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let number: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{3000}')).map(plain).collect();
        let lawful = number.chars().all(|c| c.is_ascii_alphanumeric());
        if !lawful || !(5..=20).contains(&number.len()) {
            return Err(Refused::invalid("identity_unreadable"));
        }
        if number.len() == 18 && !proves(&number) {
            return Err(Refused::invalid("identity_mistyped"));
        }
        Ok(Self(number))
    }

    /// The whole number, to be sealed.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The last four characters, which may be kept open.
    pub fn tail(&self) -> String {
        self.0[self.0.len() - 4..].to_owned()
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// How it is shown, always: stars and the last four.
pub fn masked(tail: &str) -> String {
    format!("**************{tail}")
}

fn plain(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        'ｘ' | 'Ｘ' => 'X',
        c => c.to_ascii_uppercase(),
    }
}

/// The proof of a resident identity card (GB 11643).
fn proves(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().take(17).map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits else { return false };
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    number.chars().last() == CHECKS.get((sum % 11) as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn cards_prove_themselves_and_other_papers_pass() {
        for typed in [
            "11010519491231002X",
            "110105 19491231 002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "E12345678",
            "H0123456789",
        ] {
            assert!(Identity::parse(typed).is_ok(), "{typed}");
        }
        for typed in ["", "1234", "110105194912310021", "11010519491231A02X", "abc def!", "123456789012345678901"] {
            assert!(Identity::parse(typed).is_err(), "{typed}");
        }
        let card = Identity::parse("11010519491231002X").unwrap();
        assert_eq!((card.tail().as_str(), format!("{card:?}").as_str()), ("002X", "Identity(…)"));
        assert_eq!(super::masked("002X"), "**************002X");
    }
}
