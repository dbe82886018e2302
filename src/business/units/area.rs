//! Areas: hundredths of a square metre, as surveys print them.

use crate::base::error::Refused;

/// Reads what a person typed: `89`, `89.5`, `112.34`.
///
/// # Errors
/// `area_unreadable` for anything else, nothing, or more than a hundred thousand square metres.
pub fn parse(text: &str) -> Result<i32, Refused> {
    let unreadable = || Refused::invalid("area_unreadable");
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || part.len() > 2 || !digits(whole) || !digits(part) {
        return Err(unreadable());
    }
    let centi: i32 = format!("{whole}{part:0<2}").parse().map_err(|_| unreadable())?;
    if (1..=10_000_000).contains(&centi) { Ok(centi) } else { Err(unreadable()) }
}

/// As it is written: `89`, `89.5`, `112.34`.
pub fn text(centi: i32) -> String {
    let (whole, part) = (centi / 100, centi % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole}.{}", part / 10),
        part => format!("{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, text};

    #[test]
    fn areas_are_read_and_written() {
        for (typed, centi, written) in
            [("89", 8_900, "89"), (" 89.5", 8_950, "89.5"), ("112.34", 11_234, "112.34"), ("0.05", 5, "0.05")]
        {
            assert_eq!(parse(typed).unwrap(), centi, "{typed}");
            assert_eq!(text(centi), written);
        }
        for typed in ["", "0", "a", "-3", "1.234", "1,5", "9999999", "1.2.3"] {
            assert!(parse(typed).is_err(), "{typed}");
        }
    }
}
