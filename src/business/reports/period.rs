//! Which days a report is about, and with which it is compared. Values in, values out.

use chrono::{Datelike, Duration, Months, NaiveDate};

use crate::base::clock::Date;
use crate::base::codes::codes;

/// The most days of one report: ten years.
pub const MOST_DAYS: i64 = 3_660;

/// Whether a report can be about a day: no showroom is older or younger, and calendars end somewhere.
pub fn thinkable(day: Date) -> bool {
    (1900..=2200).contains(&day.year())
}

codes! {
    /// How a period is named.
    pub enum Span {
        /// One business day.
        Day = "day",
        /// Monday to Sunday.
        Week = "week",
        /// A calendar month.
        Month = "month",
        /// Three of them.
        Quarter = "quarter",
        /// A calendar year.
        Year = "year",
        /// From one day to another.
        Between = "between",
    }
}

/// Days, the first and the last of them included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How it is named.
    pub span: Span,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// What was wrong with a report that somebody asked for, and was mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mended {
    /// The end lay before the start: they were exchanged.
    Turned,
    /// It began or ended after today: it ends today.
    Ahead,
    /// It was too long: it begins later.
    TooLong,
    /// There is no such cut: the report is whole.
    NoSuchCut,
}

impl Period {
    /// One day.
    pub const fn day(on: Date) -> Self {
        Self { span: Span::Day, from: on, to: on }
    }

    /// The period of this name in which a day lies; a span from day to day is that day.
    pub fn around(span: Span, on: Date) -> Self {
        let first = |month: u32| NaiveDate::from_ymd_opt(on.year(), month, 1).unwrap_or(on);
        let months = |from: Date, count: u32| {
            from.checked_add_months(Months::new(count)).and_then(|next| next.pred_opt()).unwrap_or(on)
        };
        let (from, to) = match span {
            Span::Day | Span::Between => (on, on),
            Span::Week => {
                let monday = on - Duration::days(i64::from(on.weekday().num_days_from_monday()));
                (monday, monday + Duration::days(6))
            }
            Span::Month => (first(on.month()), months(first(on.month()), 1)),
            Span::Quarter => {
                let from = first((on.month() - 1) / 3 * 3 + 1);
                (from, months(from, 3))
            }
            Span::Year => (first(1), months(first(1), 12)),
        };
        Self { span, from, to }
    }

    /// The period that somebody asked for: what cannot be is mended, and said. `today` is the last day that there is.
    pub fn asked(
        span: Span,
        on: Option<Date>,
        from: Option<Date>,
        to: Option<Date>,
        today: Date,
    ) -> (Self, Vec<Mended>) {
        let mut mended = Vec::new();
        let [on, from, to] = [on, from, to].map(|day| day.filter(|day| thinkable(*day)));
        let mut period = match (span, from, to) {
            (Span::Between, from, to) if from.is_some() || to.is_some() => {
                let (from, to) = (from.or(to).unwrap_or(today), to.or(from).unwrap_or(today));
                if to < from {
                    mended.push(Mended::Turned);
                }
                Self { span, from: from.min(to), to: from.max(to) }
            }
            _ => Self::around(span, on.unwrap_or(today)),
        };
        if period.from > today {
            mended.push(Mended::Ahead);
            period = if span == Span::Between {
                Self { from: today, to: today, ..period }
            } else {
                Self::around(span, today)
            };
        } else if span == Span::Between && period.to > today {
            mended.push(Mended::Ahead);
            period.to = today;
        }
        if period.length() > MOST_DAYS {
            mended.push(Mended::TooLong);
            period.from = period.to - Duration::days(MOST_DAYS - 1);
        }
        (period, mended)
    }

    /// How many days.
    pub fn length(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// Whether a day is one of them.
    pub fn has(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// As far as there are days by now.
    pub fn until(&self, today: Date) -> Self {
        Self { to: self.to.min(today).max(self.from), ..*self }
    }

    /// The one before it: the same name where it has one, else as many days.
    pub fn before(&self) -> Self {
        let last = self.from.pred_opt().unwrap_or(self.from);
        match self.span {
            Span::Between => Self { span: self.span, from: last - Duration::days(self.length() - 1), to: last },
            span => Self::around(span, last),
        }
    }

    /// The next one.
    pub fn after(&self) -> Self {
        let first = self.to.succ_opt().unwrap_or(self.to);
        match self.span {
            Span::Between => Self { span: self.span, from: first, to: first + Duration::days(self.length() - 1) },
            span => Self::around(span, first),
        }
    }

    /// The same a year ago; a week is that of the same number of weeks before, so that weekdays stand against weekdays.
    pub fn year_ago(&self) -> Self {
        let back = |day: Date| day.checked_sub_months(Months::new(12)).unwrap_or(day);
        match self.span {
            Span::Day | Span::Week => {
                let weeks = Duration::days(52 * 7);
                Self { from: self.from - weeks, to: self.to - weeks, ..*self }
            }
            Span::Month | Span::Quarter | Span::Year => Self::around(self.span, back(self.from)),
            Span::Between => {
                let from = back(self.from);
                Self { from, to: from + Duration::days(self.length() - 1), ..*self }
            }
        }
    }

    /// Only as many days of it as there are of `of` by `today`: half a month is compared with half of the month before.
    pub fn as_far_as(&self, of: &Self, today: Date) -> Self {
        if of.to <= today {
            return *self;
        }
        let days = (today - of.from).num_days().max(0);
        Self { to: (self.from + Duration::days(days)).min(self.to), ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn named(span: Span, on: &str) -> String {
        let period = Period::around(span, day(on));
        format!("{}..{}", period.from, period.to)
    }

    #[test]
    fn a_period_is_that_in_which_the_day_lies() {
        for (span, on, expected) in [
            (Span::Day, "2026-11-22", "2026-11-22..2026-11-22"),
            (Span::Week, "2026-11-22", "2026-11-16..2026-11-22"),
            (Span::Week, "2026-11-16", "2026-11-16..2026-11-22"),
            (Span::Month, "2026-02-11", "2026-02-01..2026-02-28"),
            (Span::Month, "2028-02-11", "2028-02-01..2028-02-29"),
            (Span::Quarter, "2026-12-31", "2026-10-01..2026-12-31"),
            (Span::Quarter, "2026-04-01", "2026-04-01..2026-06-30"),
            (Span::Year, "2026-07-02", "2026-01-01..2026-12-31"),
        ] {
            assert_eq!(named(span, on), expected, "{span:?} around {on}");
        }
    }

    #[test]
    fn periods_follow_each_other_without_a_gap() {
        for span in Span::ALL {
            let mut period = Period::around(*span, day("2026-01-31"));
            for _ in 0..30 {
                let next = period.after();
                assert_eq!(next.from, period.to.succ_opt().unwrap(), "{span:?}");
                assert_eq!(next.before(), period, "{span:?}");
                period = next;
            }
        }
    }

    #[test]
    fn what_cannot_be_is_mended_and_said() {
        let today = day("2026-11-22");
        let asked = |from: &str, to: &str| {
            let (period, mended) = Period::asked(Span::Between, None, Some(day(from)), Some(day(to)), today);
            (period.from.to_string(), period.to.to_string(), mended)
        };
        let is = |from: &str, to: &str, mended: &[Mended]| (from.to_owned(), to.to_owned(), mended.to_vec());
        assert_eq!(asked("2026-11-01", "2026-11-07"), is("2026-11-01", "2026-11-07", &[]));
        assert_eq!(asked("2026-11-07", "2026-11-01"), is("2026-11-01", "2026-11-07", &[Mended::Turned]));
        assert_eq!(asked("2026-11-20", "2026-12-24"), is("2026-11-20", "2026-11-22", &[Mended::Ahead]));
        assert_eq!(asked("2027-01-01", "2027-01-02"), is("2026-11-22", "2026-11-22", &[Mended::Ahead]));
        let (period, mended) = Period::asked(Span::Between, None, Some(day("2000-01-01")), Some(today), today);
        assert_eq!((period.length(), mended), (MOST_DAYS, vec![Mended::TooLong]));
        let (period, mended) = Period::asked(Span::Day, Some(day("2026-11-23")), None, None, today);
        assert_eq!((period.from, mended), (today, vec![Mended::Ahead]));
        for span in Span::ALL {
            for end in [Date::MIN, Date::MAX] {
                let (period, _) = Period::asked(*span, Some(end), Some(end), Some(end), today);
                assert!(period.has(today), "{span:?} at the end of the calendar");
            }
        }
        let (period, mended) = Period::asked(Span::Month, Some(day("2026-11-30")), None, None, today);
        assert_eq!((period.to, mended), (day("2026-11-30"), vec![]));
    }

    #[test]
    fn half_a_month_is_compared_with_half_of_the_month_before() {
        let today = day("2026-11-22");
        let month = Period::around(Span::Month, today);
        let before = month.before().as_far_as(&month, today);
        assert_eq!((before.from, before.to), (day("2026-10-01"), day("2026-10-22")));
        let whole = Period::around(Span::Month, day("2026-10-05"));
        assert_eq!(whole.before().as_far_as(&whole, today).to, day("2026-09-30"));
        let march = Period::around(Span::Month, day("2026-03-31"));
        assert_eq!(march.before().as_far_as(&march, day("2026-03-31")).to, day("2026-02-28"));
        assert_eq!(Period::day(today).year_ago().from, day("2025-11-23"));
    }
}
