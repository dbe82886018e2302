//! Telephone numbers in normal form (E.164), and how they are shown to those who may not see them whole.

use super::error::Refused;

/// A number in E.164, `+8613800138000`. Does not print itself: use [`Phone::masked`], or [`Phone::reveal`] where the right was checked.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(String);

impl Phone {
    /// Reads what a person typed, for a site in `country` (ISO 3166, `CN`): blanks, dashes, full-width digits and a country code are all right.
    ///
    /// # Errors
    /// `phone_unreadable` where it is no possible number of that or the given country.
    pub fn parse(text: &str, country: &str) -> Result<Self, Refused> {
        let unreadable = || Refused::invalid("phone_unreadable");
        let clean = digits(text);
        let country: phonenumber::country::Id = country.parse().map_err(|_| unreadable())?;
        let number = phonenumber::parse(Some(country), &clean).map_err(|_| unreadable())?;
        if !phonenumber::is_valid(&number) {
            return Err(unreadable());
        }
        Ok(Self(number.format().mode(phonenumber::Mode::E164).to_string()))
    }

    /// Takes a number that the database keeps already in normal form.
    pub fn stored(e164: String) -> Self {
        Self(e164)
    }

    /// The whole number in E.164. Whoever calls this has checked that the reader may see it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The number as people write it at home, in groups: `138 0013 8000`. Same duty as [`Phone::reveal`].
    pub fn reveal_national(&self) -> String {
        match self.0.strip_prefix("+86") {
            Some(mobile) if mobile.len() == 11 => {
                format!("{} {} {}", &mobile[..3], &mobile[3..7], &mobile[7..])
            }
            _ => self.0.clone(),
        }
    }

    /// The last four digits, by which people find each other.
    pub fn tail(&self) -> &str {
        &self.0[self.0.len().saturating_sub(4)..]
    }

    /// The first and last digits with stars between: `138****8000`.
    pub fn masked(&self) -> String {
        let national = self.0.strip_prefix("+86").unwrap_or(&self.0);
        let (head, tail) = if national.len() >= 10 { (3, 4) } else { (2, 2) };
        let hidden = national.len().saturating_sub(head + tail);
        format!(
            "{}{}{}",
            &national[..head.min(national.len())],
            "*".repeat(hidden),
            &national[national.len().saturating_sub(tail)..]
        )
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone(…)")
    }
}

/// The least and the greatest number (E.164) that begins with what was typed so far, for a site in `country`.
///
/// Both ends are digits only, so that every collation of every database sorts them alike. `None` where nothing was typed.
pub fn starting_with(typed: &str, country: &str) -> Option<(String, String)> {
    const LONGEST: usize = 16;
    let clean = digits(typed);
    let international = clean.strip_prefix('+').or_else(|| clean.strip_prefix("00"));
    let start = match international {
        Some(whole) => format!("+{whole}"),
        None => {
            let code = phonenumber::metadata::DATABASE.by_id(country)?.country_code();
            format!("+{code}{}", Some(clean.trim_start_matches('0')).filter(|national| !national.is_empty())?)
        }
    };
    (start.len() > 1 && start.len() <= LONGEST).then(|| {
        let end = format!("{start:9<LONGEST$}");
        (start, end)
    })
}

/// The digits and a leading plus sign of what was typed; full-width digits become plain ones.
pub fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '0'..='9' | '+' => Some(c),
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
            '＋' => Some('+'),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Phone, starting_with};

    #[test]
    fn one_number_has_one_form() {
        for typed in ["13800138000", "138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００", "0086 13800138000"]
        {
            assert_eq!(Phone::parse(typed, "CN").unwrap().reveal(), "+8613800138000", "{typed}");
        }
        assert_eq!(Phone::parse("030 901820", "DE").unwrap().reveal(), "+4930901820");
        for typed in ["", "123", "abc", "1380013800", "138001380001234"] {
            assert!(Phone::parse(typed, "CN").is_err(), "{typed}");
        }
    }

    #[test]
    fn masked_numbers_keep_the_middle_to_themselves() {
        let phone = Phone::parse("13800138000", "CN").unwrap();
        assert_eq!(phone.masked(), "138****8000");
        assert_eq!(format!("{phone:?}"), "Phone(…)");
        assert_eq!(phone.reveal_national(), "138 0013 8000");
    }

    #[test]
    fn what_was_typed_so_far_is_a_range_of_numbers() {
        for (typed, country, from, to) in [
            ("138", "CN", "+86138", "+861389999999999"),
            ("138 0013", "CN", "+861380013", "+861380013999999"),
            ("030 9", "DE", "+49309", "+493099999999999"),
            ("+49 30", "CN", "+4930", "+493099999999999"),
        ] {
            assert_eq!(starting_with(typed, country).unwrap(), (from.to_owned(), to.to_owned()), "{typed}");
        }
        for typed in ["", "+", "0", "1380013800013800138000"] {
            assert_eq!(starting_with(typed, "CN"), None, "{typed}");
        }
        assert_eq!(Phone::parse("13800138000", "CN").unwrap().tail(), "8000");
    }
}
