//! Telephone numbers as they stand in lists: several in one cell, with words beside them, as numbers, or shortened by a spreadsheet.

use super::dates::narrow;
use crate::base::phone::Phone;

/// What was found in the cells of a row that hold numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The numbers, each once.
    pub phones: Vec<Phone>,
    /// What looks like a number and is none.
    pub unreadable: Vec<String>,
    /// A spreadsheet has rounded the number: its last digits are lost.
    pub rounded: bool,
}

/// A number of less digits is a house or a table, not a telephone.
const LEAST_DIGITS: usize = 5;

/// Finds the numbers in a cell, at a site in this country.
pub fn read(cell: &str, country: &str, found: &mut Found) {
    let cell = narrow(cell);
    if let Some(whole) = with_exponent(&cell) {
        match whole {
            Some(digits) => take(&digits, country, found),
            None => found.rounded = true,
        }
        return;
    }
    // First as one number; a cell with several is taken apart where people put something between them.
    if one(&cell, country, found) {
        return;
    }
    let mut pieces: Vec<String> = cell
        .split(['/', '、', ',', ';', '\n', '|', '\\', '&'])
        .map(str::to_owned)
        .filter(|piece| has_digits(piece))
        .collect();
    if pieces.len() == 1 {
        pieces = apart(&pieces[0], country);
    }
    for piece in pieces {
        if !one(&piece, country, found) {
            for part in apart(&piece, country) {
                take(&part, country, found);
            }
        }
    }
}

/// Numbers with only blanks or words between them: `13800138000 13900139000`, `13800138000（太太13900139000）`.
fn apart(piece: &str, country: &str) -> Vec<String> {
    let words: Vec<&str> = piece
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '.')))
        .filter(|w| has_digits(w))
        .collect();
    let mut parts = Vec::new();
    for word in words {
        if Phone::parse(word, country).is_ok() {
            parts.push(word.trim().to_owned());
        } else if word.split_whitespace().filter(|one| Phone::parse(one, country).is_ok()).count() > 1 {
            parts.extend(word.split_whitespace().map(str::to_owned));
        } else {
            parts.push(word.trim().to_owned());
        }
    }
    parts
}

fn one(text: &str, country: &str, found: &mut Found) -> bool {
    // A text with two numbers in it may look like one long one abroad; those with words between are taken apart first.
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits > 15 {
        return false;
    }
    match Phone::parse(text, country) {
        Ok(phone) => {
            add(phone, found);
            true
        }
        Err(_) => false,
    }
}

fn take(text: &str, country: &str, found: &mut Found) {
    let parsed = Phone::parse(text, country).or_else(|no| {
        // `86-138…` without its plus sign.
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        Phone::parse(&format!("+{digits}"), country).map_err(|_| no)
    });
    match parsed {
        Ok(phone) => add(phone, found),
        Err(_) if has_digits(text) => found.unreadable.push(text.trim().to_owned()),
        Err(_) => {}
    }
}

fn add(phone: Phone, found: &mut Found) {
    if !found.phones.contains(&phone) {
        found.phones.push(phone);
    }
}

fn has_digits(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= LEAST_DIGITS
}

/// `1.38E+10`: all digits where they are there, `Some(None)` where the last ones are lost; `None` where it is no such number.
///
/// Spreadsheets show at most five digits behind the point; more than that was written by a program, which writes them all.
fn with_exponent(text: &str) -> Option<Option<String>> {
    let (mantissa, exponent) = text.trim().split_once(['E', 'e'])?;
    let exponent: usize = exponent.trim_start_matches('+').parse().ok().filter(|e| (5..16).contains(e))?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits_only = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 1 || !digits_only(whole) || !digits_only(part) {
        return None;
    }
    if part.len() <= 5 || part.len() > exponent {
        return Some(None);
    }
    Some(Some(format!("{whole}{part:0<exponent$}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, expected: &str) {
        let mut found = Found::default();
        read(cell, "CN", &mut found);
        let mut said: Vec<String> = found.phones.iter().map(|phone| phone.reveal().replace("+86", "")).collect();
        said.extend(found.unreadable.iter().map(|text| format!("?{text}")));
        if found.rounded {
            said.push("rounded".into());
        }
        assert_eq!(said.join(" "), expected, "{cell}");
    }

    #[test]
    fn one_number_in_every_dress() {
        for cell in [
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "+86 13800138000",
            "+8613800138000",
            "86-13800138000",
            "86 138 0013 8000",
            "0086-13800138000",
            "１３８００１３８０００",
            "（＋８６）138 0013 8000",
            "13800138000.",
            "手机：13800138000",
            "13800138000（本人）",
            "1.3800138000E10",
            "1.3800138E+10",
            "'13800138000",
            "13800138000 ",
            "TEL:138.0013.8000",
        ] {
            check(cell, "13800138000");
        }
        check("021-62881234", "2162881234");
    }

    #[test]
    fn several_numbers_in_one_cell() {
        for cell in [
            "13800138000/13900139000",
            "13800138000、13900139000",
            "13800138000,13900139000",
            "13800138000；13900139000",
            "13800138000\n13900139000",
            "13800138000 13900139000",
            "13800138000（太太13900139000）",
            "本人13800138000 配偶13900139000",
            "13800138000/13900139000/13800138000",
            "138 0013 8000 / 139 0013 9000",
        ] {
            check(cell, "13800138000 13900139000");
        }
    }

    #[test]
    fn what_is_no_number_is_named() {
        check("", "");
        check("无", "");
        check("1380013800", "?1380013800");
        check("13800138000/1390013900", "13800138000 ?1390013900");
        check("1.38E+10", "rounded");
        check("1.38001E+10", "rounded");
        check("张三", "");
        check("999999999999999999999999", "?999999999999999999999999");
    }
}
