//! Money: a whole number of the currency's minor unit. Never a float.

use super::error::Refused;

/// A sum in minor units (fen, cent). The currency is the site's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

/// The largest sum that a form takes, in minor units: ten thousand million in the major unit.
pub const MOST: Money = Money(1_000_000_000_000);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// A sum in whole major units (yuan).
    pub const fn major(units: i64) -> Self {
        Self(units * 100)
    }

    /// Reads what a person typed: `1280000`, `1,280,000.50`, `¥ 128 0000`, full-width digits, or `128万`.
    ///
    /// # Errors
    /// `money_unreadable` for anything else, more than two decimals or a negative sum; `money_too_large` above [`MOST`].
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let unreadable = || Refused::invalid("money_unreadable");
        let mut clean: String = text.chars().filter_map(plain).collect();
        let ten_thousands = clean.ends_with('万');
        if ten_thousands {
            clean.pop();
        }
        let (whole, part) = clean.split_once('.').unwrap_or((&clean, ""));
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        let decimals = if ten_thousands { 6 } else { 2 };
        if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > decimals {
            return Err(unreadable());
        }
        if whole.len() > 13 {
            return Err(Refused::invalid("money_too_large"));
        }
        let padded = format!("{whole}{part:0<decimals$}");
        let sum: i64 = padded.parse().map_err(|_| unreadable())?;
        if sum > MOST.0 { Err(Refused::invalid("money_too_large")) } else { Ok(Self(sum)) }
    }

    /// The sum of many, or `None` where it does not fit.
    pub fn total(sums: impl IntoIterator<Item = Money>) -> Option<Money> {
        sums.into_iter().try_fold(0_i64, |all, sum| all.checked_add(sum.0)).map(Self)
    }

    /// This sum less another; may be negative.
    #[must_use]
    pub const fn less(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }

    /// This sum and another.
    #[must_use]
    pub const fn plus(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }

    /// `parts` of ten thousand of this sum, rounded half away from zero.
    #[must_use]
    pub const fn basis_points(self, parts: i64) -> Money {
        let product = self.0 as i128 * parts as i128;
        let half = if product < 0 { -5_000 } else { 5_000 };
        Money(((product + half) / 10_000) as i64)
    }
}

impl std::fmt::Display for Money {
    /// Groups of three and two decimals: `1,280,000.50`. The currency's sign is the page's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = whole.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}{grouped}.{part:02}")
    }
}

/// Full-width forms become plain ones; signs of currency, blanks and group marks go.
fn plain(c: char) -> Option<char> {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
        '．' | '。' => Some('.'),
        ',' | '，' | ' ' | '\u{a0}' | '\u{3000}' | '\u{202f}' | '¥' | '￥' | '元' | '\'' | '$' | '€' => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (typed, fen) in [
            ("1280000", 128_000_000),
            ("1,280,000.5", 128_000_050),
            ("¥ 128万", 128_000_000),
            ("128.5万", 128_500_000),
            ("１２８０．０５元", 128_005),
            ("0", 0),
        ] {
            assert_eq!(Money::parse(typed).unwrap(), Money(fen), "{typed}");
        }
        for typed in ["", "abc", "-5", "1.234", "1.2.3", "1e5", ".", "99999999999999999999"] {
            assert!(Money::parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn prints_in_groups() {
        assert_eq!(Money(128_000_050).to_string(), "1,280,000.50");
        assert_eq!(Money(-5).to_string(), "-0.05");
        assert_eq!(Money(99_900).to_string(), "999.00");
    }

    #[test]
    fn parts_round_half_away_from_zero() {
        assert_eq!(Money(333).basis_points(5_000), Money(167));
        assert_eq!(Money(100_000_000).basis_points(2_000), Money(20_000_000));
    }
}
