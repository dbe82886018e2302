//! Names of people: what may be one, how it is searched (also by pinyin initials), how it is shown to those who may not read it whole.

use super::error::Refused;
use pinyin::ToPinyin;

/// The longest name, in characters.
pub const LONGEST: usize = 60;

/// A name as it was given.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Trims what was typed and folds blanks.
    ///
    /// # Errors
    /// `name_missing` where nothing is left, `name_too_long` above [`LONGEST`] characters, `name_unreadable` with control characters.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(Refused::invalid("name_missing"));
        }
        if name.chars().count() > LONGEST {
            return Err(Refused::invalid("name_too_long").with("most", LONGEST));
        }
        if name.chars().any(char::is_control) {
            return Err(Refused::invalid("name_unreadable"));
        }
        Ok(Self(name))
    }

    /// Takes a name that the database keeps.
    pub fn stored(name: String) -> Self {
        Self(name)
    }

    /// The whole name. Whoever calls this has checked that the reader may see it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The first character with stars for the rest: `王**`, `D****`.
    pub fn masked(&self) -> String {
        mask(&self.0)
    }

    /// What a search compares with: lower case, Chinese as pinyin without blanks: `wangxiaoming`.
    pub fn sound(&self) -> String {
        spell(&self.0, false)
    }

    /// The initials: `wxm`, `db`.
    pub fn initials(&self) -> String {
        spell(&self.0, true)
    }
}

impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Name(…)")
    }
}

/// The first character with stars for the rest, at most four.
pub fn mask(name: &str) -> String {
    let mut letters = name.chars();
    let first: String = letters.next().into_iter().collect();
    first + &"*".repeat(letters.count().clamp(1, 4))
}

fn spell(name: &str, initials_only: bool) -> String {
    let mut spelt = String::new();
    let mut word_starts = true;
    for letter in name.chars() {
        if let Some(sound) = letter.to_pinyin() {
            spelt.push_str(if initials_only { sound.first_letter() } else { sound.plain() });
            word_starts = true;
        } else if letter.is_alphanumeric() {
            if word_starts || !initials_only {
                spelt.extend(letter.to_lowercase());
            }
            word_starts = false;
        } else {
            word_starts = true;
        }
    }
    spelt
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn names_are_found_by_sound_and_initials() {
        let name = Name::parse(" 王小明 ").unwrap();
        assert_eq!((name.reveal(), name.sound().as_str(), name.initials().as_str()), ("王小明", "wangxiaoming", "wxm"));
        let name = Name::parse("Deniz  Bahtiyar").unwrap();
        assert_eq!(
            (name.reveal(), name.sound().as_str(), name.initials().as_str()),
            ("Deniz Bahtiyar", "denizbahtiyar", "db")
        );
        assert_eq!(name.masked(), "D****");
        assert!(Name::parse(" \t").is_err());
        assert!(Name::parse(&"长".repeat(61)).is_err());
    }
}
