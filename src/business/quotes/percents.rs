//! Parts of a price as people type them: `1.5` per cent is 150 basis points.

use crate::base::error::Refused;

/// Reads a percentage with at most two decimals, from 0 to 100.
///
/// # Errors
/// `percent_unreadable` for anything else.
pub fn parse(text: &str) -> Result<u16, Refused> {
    let unreadable = || Refused::invalid("percent_unreadable");
    let text = text.trim().trim_end_matches(['%', '％']).trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !digits(whole) || !digits(part) {
        return Err(unreadable());
    }
    let bp: u16 = format!("{whole}{part:0<2}").parse().map_err(|_| unreadable())?;
    if bp <= 10_000 { Ok(bp) } else { Err(unreadable()) }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn percentages_are_read_as_typed() {
        for (typed, bp) in [("1", 100), ("1.5", 150), ("0.25 %", 25), ("30％", 3_000), ("100", 10_000), ("0", 0)] {
            assert_eq!(parse(typed).unwrap(), bp, "{typed}");
        }
        for typed in ["", "-1", "a", "1.234", "100.01", "1000", "1,5"] {
            assert!(parse(typed).is_err(), "{typed}");
        }
    }
}
