//! Until when a quote stands.

use crate::base::clock::Date;
use crate::base::error::Refused;
use crate::business::sites::settings::Quotes;
use chrono::Duration;

/// How a quote stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// It stands, with so many days left; 0 on the last day.
    Stands {
        /// Days left.
        days_left: i64,
    },
    /// Its last day has passed.
    Ended,
}

/// The last day of a quote made today.
pub fn last_day(today: Date, quotes: &Quotes) -> Date {
    today + Duration::days(quotes.valid_days.into())
}

/// How a quote stands.
pub fn validity(valid_until: Date, today: Date) -> Validity {
    match (valid_until - today).num_days() {
        days_left @ 0.. => Validity::Stands { days_left },
        _ => Validity::Ended,
    }
}

/// May a deposit be made on this quote?
///
/// # Errors
/// `quote_ended` after its last day.
pub fn stands(valid_until: Date, today: Date) -> Result<(), Refused> {
    match validity(valid_until, today) {
        Validity::Stands { .. } => Ok(()),
        Validity::Ended => Err(Refused::invalid("quote_ended").at("quote").with("until", valid_until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_stands_through_its_last_day() {
        let today: Date = "2026-11-20".parse().unwrap();
        let until = last_day(today, &Quotes::default());
        assert_eq!(until.to_string(), "2026-11-23");
        for (day, expected) in [(0, Some(3)), (3, Some(0)), (4, None)] {
            let on = today + Duration::days(day);
            let got = match validity(until, on) {
                Validity::Stands { days_left } => Some(days_left),
                Validity::Ended => None,
            };
            assert_eq!(got, expected);
            assert_eq!(stands(until, on).is_ok(), expected.is_some());
        }
    }
}
