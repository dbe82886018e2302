//! Numbers of papers: one series per kind, site and year, without gaps. The row of the series is moved in the transaction of its paper.

use crate::base::clock::Date;
use chrono::Datelike;

/// A series of papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Series {
    /// 认购书: agreements.
    Agreement,
    /// 收据: receipts.
    Receipt,
    /// 合同: contracts.
    Contract,
}

impl Series {
    /// All series.
    pub const ALL: [Self; 3] = [Self::Agreement, Self::Receipt, Self::Contract];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Receipt => "receipt",
            Self::Contract => "contract",
        }
    }

    /// What a number of the series begins with: 认购, 收据, 合同.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Agreement => "RG",
            Self::Receipt => "SJ",
            Self::Contract => "HT",
        }
    }
}

/// A number in its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// The series.
    pub series: Series,
    /// The site's year.
    pub year: i32,
    /// 1 for the first of the year.
    pub count: i64,
}

/// The number after the last one of its series and year; `last` is 0 where there was none.
pub fn next(series: Series, today: Date, last: i64) -> Number {
    Number { series, year: today.year(), count: last + 1 }
}

/// Reads a number as people write it.
pub fn read(text: &str) -> Option<Number> {
    let mut parts = text.trim().split('-');
    let prefix = parts.next()?;
    let series = Series::ALL.into_iter().find(|series| series.prefix().eq_ignore_ascii_case(prefix))?;
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let count: i64 = parts.next()?.parse().ok()?;
    (parts.next().is_none() && count > 0).then_some(Number { series, year, count })
}

/// The counts that are missing between the first and the last of a year: none, where nobody has tampered.
pub fn gaps(counts: &[i64]) -> Vec<i64> {
    let last = counts.iter().copied().max().unwrap_or(0);
    (1..=last).filter(|count| !counts.contains(count)).collect()
}

impl std::fmt::Display for Number {
    /// `RG-2026-0001`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{:04}", self.series.prefix(), self.year, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_by_series_and_year() {
        let today: Date = "2026-11-20".parse().unwrap();
        for (series, last, text) in [
            (Series::Agreement, 0, "RG-2026-0001"),
            (Series::Receipt, 41, "SJ-2026-0042"),
            (Series::Contract, 9_999, "HT-2026-10000"),
        ] {
            let number = next(series, today, last);
            assert_eq!(number.to_string(), text);
            assert_eq!(read(text), Some(number));
        }
        assert_eq!(read(" rg-2026-7 "), Some(Number { series: Series::Agreement, year: 2026, count: 7 }));
        for text in ["", "RG", "RG-26-1", "XX-2026-1", "RG-2026-0", "RG-2026-1-2", "RG-2026-x"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_gap_shows() {
        assert!(gaps(&[]).is_empty());
        assert!(gaps(&[3, 1, 2]).is_empty());
        assert_eq!(gaps(&[1, 4, 2, 6]), [3, 5]);
    }
}
