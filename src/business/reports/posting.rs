//! Which reports go out by mail with the closing of a day: its own; the week's with its Sunday; the month's with the first day of the next one,
//! which is on the 2nd. What comes too late is left out: who returns after two weeks reads the last days and the weeks, not fourteen letters.

use chrono::{Datelike, Weekday};

use super::period::{Period, Span};
use crate::base::clock::Date;

/// For so many days after its last day a report still goes out: a day's for the last three, a week's for three weeks, a month's for two months.
const fn for_days(span: Span) -> i64 {
    match span {
        Span::Day => 3,
        Span::Week => 21,
        Span::Month | Span::Quarter | Span::Year | Span::Between => 62,
    }
}

/// The reports that go out when `day` is closed; `today` is the business day on which that happens, `first` the first of which there is something to tell.
pub fn with_closing(day: Date, today: Date, first: Date) -> Vec<Period> {
    let before = day.pred_opt().unwrap_or(day);
    let ended = [
        Some(Period::day(day)),
        (day.weekday() == Weekday::Sun).then(|| Period::around(Span::Week, day)),
        (day.day() == 1).then(|| Period::around(Span::Month, before)),
    ];
    let fresh = |period: &Period| period.to >= first && (today - period.to).num_days() <= for_days(period.span);
    ended.into_iter().flatten().filter(fresh).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn check(closed: &str, today: &str, expected: &[&str]) {
        let found: Vec<String> = with_closing(day(closed), day(today), day("2026-01-15"))
            .iter()
            .map(|period| format!("{} {}..{}", period.span.code(), period.from, period.to))
            .collect();
        assert_eq!(found, expected, "{closed} closed on {today}");
    }

    #[test]
    fn each_report_goes_out_with_the_day_that_ends_its_wait() {
        check("2026-11-20", "2026-11-21", &["day 2026-11-20..2026-11-20"]);
        // Sunday is closed on Monday.
        check("2026-11-22", "2026-11-23", &["day 2026-11-22..2026-11-22", "week 2026-11-16..2026-11-22"]);
        // The last day of the month is closed on the 1st and brings no month; the 1st is closed on the 2nd and does.
        check("2026-11-30", "2026-12-01", &["day 2026-11-30..2026-11-30"]);
        check("2026-12-01", "2026-12-02", &["day 2026-12-01..2026-12-01", "month 2026-11-01..2026-11-30"]);
        // The turn of the year, and a leap year's February.
        check("2027-01-01", "2027-01-02", &["day 2027-01-01..2027-01-01", "month 2026-12-01..2026-12-31"]);
        check("2028-03-01", "2028-03-02", &["day 2028-03-01..2028-03-01", "month 2028-02-01..2028-02-29"]);
        // A first that is a Sunday brings all three.
        check(
            "2026-02-01",
            "2026-02-02",
            &["day 2026-02-01..2026-02-01", "week 2026-01-26..2026-02-01", "month 2026-01-01..2026-01-31"],
        );
    }

    #[test]
    fn what_comes_too_late_is_left_out() {
        check("2026-11-19", "2026-11-22", &["day 2026-11-19..2026-11-19"]);
        check("2026-11-18", "2026-11-22", &[]);
        check("2026-11-08", "2026-11-29", &["week 2026-11-02..2026-11-08"]);
        check("2026-11-08", "2026-11-30", &[]);
        check("2026-11-01", "2027-01-01", &["month 2026-10-01..2026-10-31"]);
        check("2026-11-01", "2027-01-02", &[]);
        // A clock that was put back: the day lies ahead.
        check("2026-11-22", "2026-11-20", &["day 2026-11-22..2026-11-22", "week 2026-11-16..2026-11-22"]);
    }

    #[test]
    fn nothing_goes_out_of_before_the_floor_book_began() {
        let of =
            |closed: &str, first: &str| with_closing(day(closed), day(closed).succ_opt().unwrap(), day(first)).len();
        assert_eq!(of("2026-12-01", "2026-12-01"), 1);
        assert_eq!(of("2026-12-01", "2026-11-30"), 2);
    }

    #[test]
    fn two_weeks_away_are_three_days_and_two_weeks() {
        let today = day("2026-11-29");
        let mut spans: Vec<Span> = (0..14)
            .flat_map(|back| with_closing(today - chrono::Duration::days(14 - back), today, day("2026-01-01")))
            .map(|period| period.span)
            .collect();
        spans.sort_by_key(|span| span.code());
        assert_eq!(spans, [Span::Day, Span::Day, Span::Day, Span::Week, Span::Week]);
    }
}
