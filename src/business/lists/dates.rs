//! Dates as people write them into lists: in several orders, with Chinese signs or English months, or as the number of a day.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::model::DateOrder;
use crate::base::clock::Date;

/// How the dates of a list are to be read.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// Which of two small numbers is the day; settled for the whole list.
    pub day_first: bool,
    /// Numbers that stand for days count from 1904.
    pub from_1904: bool,
    /// The year in which the list is read; it tells the century of years with two digits.
    pub this_year: i32,
}

/// Dates of a showroom lie so many years ahead at most; two digits that say more mean the century before.
const YEARS_AHEAD: i32 = 10;

/// A year of two digits in full: 24 is 2024, 99 is 1999.
fn full_year(two: &str, this_year: i32) -> Option<String> {
    let latest = this_year + YEARS_AHEAD;
    let back = (latest - two.parse::<i32>().ok()?).rem_euclid(100);
    Some((latest - back).to_string())
}

/// Days before this stand for no date of a showroom; a number of them may be anything.
const FIRST_SERIAL: i64 = 20_000;
const LAST_SERIAL: i64 = 80_000;
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a date, with the time where one is given.
///
/// # Errors
/// `date_without_year`, or `date_unreadable`.
pub fn read(text: &str, reading: Reading) -> Result<(Date, Option<NaiveTime>), &'static str> {
    let text = narrow(text);
    let text = text.trim();
    if let Some(found) = serial(text, reading.from_1904) {
        return Ok(found);
    }
    let (day_part, time) = split_time(text);
    let numbers: Vec<&str> = day_part.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    if let Some(month) = english_month(&day_part) {
        return english(&numbers, month, reading.this_year).map(|day| (day, time)).ok_or("date_unreadable");
    }
    let odd = day_part.chars().any(|c| !c.is_ascii_digit() && !" -/.,年月日号:周星期一二三四五六天()（）".contains(c));
    if odd {
        return Err("date_unreadable");
    }
    let day = match numbers.as_slice() {
        [packed] if packed.len() == 8 => ymd(&packed[..4], &packed[4..6], &packed[6..]),
        [year, month, day] if year.len() == 4 => ymd(year, month, day),
        [one, two, year] if year.len() == 4 => small(one, two, year, reading.day_first),
        [year, month, day]
            if year.len() == 2 && (day_part.contains('年') || year.parse::<u32>().is_ok_and(|y| y > 12)) =>
        {
            full_year(year, reading.this_year).and_then(|year| ymd(&year, month, day))
        }
        [one, two, year] if year.len() == 2 => {
            full_year(year, reading.this_year).and_then(|year| small(one, two, &year, reading.day_first))
        }
        [year, month] if year.len() == 4 => ymd(year, month, "1"),
        [_, _] => return Err("date_without_year"),
        _ => None,
    };
    day.map(|day| (day, time)).ok_or("date_unreadable")
}

/// Which of two small numbers is the day, for a whole column: a number above twelve gives it away, else what is usual there.
pub fn day_first<'a>(texts: impl Iterator<Item = &'a str>, order: DateOrder, country: &str) -> bool {
    match order {
        DateOrder::DayFirst => return true,
        DateOrder::MonthFirst => return false,
        DateOrder::Auto => {}
    }
    let (mut first, mut second) = (0_u32, 0_u32);
    for text in texts {
        let text = narrow(text);
        let numbers: Vec<u32> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .take(3)
            .filter_map(|n| n.parse().ok())
            .collect();
        if let [one, two, year] = numbers[..]
            && (year > 1900 || one <= 31)
            && one < 1900
        {
            first += u32::from(one > 12 && two <= 12);
            second += u32::from(two > 12 && one <= 12);
        }
    }
    if first == second { country != "US" && country != "PH" } else { first > second }
}

fn small(one: &str, two: &str, year: &str, day_first: bool) -> Option<Date> {
    let usual = if day_first { ymd(year, two, one) } else { ymd(year, one, two) };
    // One date that only fits the other way round is read that way.
    usual.or_else(|| if day_first { ymd(year, one, two) } else { ymd(year, two, one) })
}

fn ymd(year: &str, month: &str, day: &str) -> Option<Date> {
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| (1950..2100).contains(&date.year()))
}

/// The number of a day, as spreadsheets count them, with a part of a day behind the point.
fn serial(text: &str, from_1904: bool) -> Option<(Date, Option<NaiveTime>)> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !text.starts_with('.');
    let (days, part) = text.split_once('.').unwrap_or((text, ""));
    if !plain || days.len() != 5 || part.contains('.') || (!part.is_empty() && part.len() < 3 && days.len() < 5) {
        return None;
    }
    let days: i64 = days.parse().ok().filter(|days| (FIRST_SERIAL..LAST_SERIAL).contains(days))?;
    let (year, month, day) = if from_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    let date = NaiveDate::from_ymd_opt(year, month, day)?.checked_add_signed(Duration::days(days))?;
    let of_day: f64 = format!("0.{part}0").parse().ok()?;
    let minutes = (of_day * 24.0 * 60.0).round() as u32;
    let time = NaiveTime::from_hms_opt(minutes / 60 % 24, minutes % 60, 0).filter(|_| minutes > 0);
    Some((date, time))
}

/// `2024-03-05 14:30`, `2024/3/5 14:30:00`, `2024年3月5日14时30分`, `2024-03-05T14:30:00`: the day, and the time.
fn split_time(text: &str) -> (String, Option<NaiveTime>) {
    let text = text.replace(['时', '点'], ":").replace('分', " ").replace("秒", "");
    let clean = if text.contains(':') { text.replacen('T', " ", 1) } else { text };
    let Some(colon) = clean.find(':') else { return (clean, None) };
    let start = clean[..colon]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + clean[at..].chars().next().map_or(1, char::len_utf8));
    let (day, rest) = clean.split_at(start);
    let numbers: Vec<u32> = rest.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let after = rest.to_ascii_lowercase().contains("pm") || day.contains("下午") || day.contains("晚上");
    let day = ["上午", "下午", "晚上"].iter().fold(day.to_owned(), |day, word| day.replace(word, " "));
    let hour = numbers.first().map(|hour| if after && *hour < 12 { hour + 12 } else { *hour });
    let time = hour.and_then(|hour| NaiveTime::from_hms_opt(hour, numbers.get(1).copied().unwrap_or(0), 0));
    (day, time)
}

fn english_month(text: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    let word: String =
        lower.chars().skip_while(|c| !c.is_ascii_alphabetic()).take_while(char::is_ascii_alphabetic).collect();
    (1..).zip(MONTHS).find(|(_, month)| word.starts_with(month)).map(|(number, _)| number)
}

/// `5 Mar 2024`, `Mar 5, 2024`, `5-Mar-24`.
fn english(numbers: &[&str], month: u32, this_year: i32) -> Option<Date> {
    let (day, year) = match numbers {
        [year, day] if year.len() == 4 => (day, (*year).to_owned()),
        [day, year] if year.len() == 4 => (day, (*year).to_owned()),
        [day, year] if year.len() == 2 => (day, full_year(year, this_year)?),
        _ => return None,
    };
    ymd(&year, &month.to_string(), day)
}

/// Full-width digits and signs become plain ones.
pub fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            _ => c,
        })
        .collect()
}

/// A day with a time as the wall clock of the site shows it; noon where no time is given, so that no zone moves it to another day.
pub fn at((day, time): (Date, Option<NaiveTime>)) -> NaiveDateTime {
    day.and_time(time.or(NaiveTime::from_hms_opt(12, 0, 0)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, day_first: bool, from_1904: bool, expected: &str) {
        let read = read(text, Reading { day_first, from_1904, this_year: 2026 });
        let said = match read {
            Ok((day, None)) => day.to_string(),
            Ok((day, Some(time))) => format!("{day} {}", time.format("%H:%M")),
            Err(code) => code.to_owned(),
        };
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn dates_are_read_in_every_usual_order() {
        for text in [
            "2024-3-5",
            "2024/03/05",
            "2024.3.5",
            "2024年3月5日",
            "2024年03月05号",
            "20240305",
            "２０２４－０３－０５",
            " 2024-03-05 ",
            "24/3/5 ",
            "24年3月5日",
            "5 Mar 2024",
            "Mar 5, 2024",
            "5-Mar-24",
            "March 5 2024",
            "2024-Mar-5",
            "45356",
            "2024/3/5（周二）",
            "2024-03-05 星期二",
        ] {
            let day_first = text.contains("24/3/5 ");
            check(text, !day_first, false, "2024-03-05");
        }
        check("5/3/2024", true, false, "2024-03-05");
        check("5/3/2024", false, false, "2024-05-03");
        check("25/3/2024", false, false, "2024-03-25");
        check("3/25/24", true, false, "2024-03-25");
        check("43894", false, true, "2024-03-05");
        check("45356.5", false, false, "2024-03-05 12:00");
    }

    #[test]
    fn two_digits_mean_the_year_that_a_showroom_can_have() {
        for (text, expected) in [
            ("24/3/5", "2024-03-05"),
            ("26年3月5日", "2026-03-05"),
            ("27年3月5日", "2027-03-05"),
            ("36年3月5日", "2036-03-05"),
            ("37年3月5日", "1937-03-05"),
            ("99年12月31日", "1999-12-31"),
            ("85/3/5", "1985-03-05"),
            ("00年1月1日", "2000-01-01"),
            ("5-Mar-98", "1998-03-05"),
            ("5-Mar-24", "2024-03-05"),
            ("3/25/99", "1999-03-25"),
            ("5/3/08", "2008-03-05"),
        ] {
            let read = read(text, Reading { day_first: true, from_1904: false, this_year: 2026 });
            let said = read.map_or_else(str::to_owned, |(day, _)| day.to_string());
            // Days before 1950 stand for no date of a showroom.
            let expected = if expected < "1950" { "date_unreadable" } else { expected };
            assert_eq!(said, expected, "{text}");
        }
        assert_eq!(full_year("01", 1999).as_deref(), Some("2001"));
        assert_eq!(full_year("05", 2098).as_deref(), Some("2105"));
    }

    #[test]
    fn times_come_along() {
        for text in [
            "2024-03-05 14:30",
            "2024/3/5 14:30:59",
            "2024-03-05T14:30:00",
            "2024年3月5日14时30分",
            "2024/3/5 下午2:30",
            "5 Mar 2024 2:30 pm",
        ] {
            check(text, true, false, "2024-03-05 14:30");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "",
            "abc",
            "2024-13-01",
            "2024-02-30",
            "99999",
            "138001",
            "待定",
            "2024",
            "1/2/3/4",
            "0000-00-00",
            "9999-01-01",
        ] {
            check(text, true, false, "date_unreadable");
        }
        check("3月5日", true, false, "date_without_year");
        check("3-5", true, false, "date_without_year");
    }

    #[test]
    fn one_date_above_twelve_settles_a_column() {
        let of = |texts: &[&str], country| day_first(texts.iter().copied(), DateOrder::Auto, country);
        assert!(of(&["3/4/2024", "25/4/2024"], "US"));
        assert!(!of(&["3/4/2024", "4/25/2024"], "CN"));
        assert!(of(&["3/4/2024"], "DE"));
        assert!(!of(&["3/4/2024"], "US"));
        assert!(day_first(["4/25/2024"].into_iter(), DateOrder::DayFirst, "US"));
    }
}
