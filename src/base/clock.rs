//! Moments, dates and the business day of a site. Time comes in as a value; nothing here reads a clock.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike};
use chrono_tz::Tz;

/// A moment in UTC, to the millisecond.
pub type Moment = NaiveDateTime;
/// A local date of a site.
pub type Date = NaiveDate;

/// How a site tells time: its zone, and the minute of the night at which its business day ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiteClock {
    /// The site's time zone.
    pub zone: Tz,
    /// Minutes after local midnight until which a moment still belongs to the day before (0 = midnight).
    pub cutover_minutes: u16,
}

impl SiteClock {
    /// A clock for a zone named as in the IANA data base (`Asia/Shanghai`). `None` where the name is unknown.
    pub fn named(zone: &str, cutover_minutes: u16) -> Option<Self> {
        Some(Self { zone: zone.parse().ok()?, cutover_minutes: cutover_minutes.min(12 * 60) })
    }

    /// The wall clock of the site at a moment.
    pub fn local(&self, at: Moment) -> NaiveDateTime {
        self.zone.from_utc_datetime(&at).naive_local()
    }

    /// The local calendar date at a moment.
    pub fn date(&self, at: Moment) -> Date {
        self.local(at).date()
    }

    /// The business day to which a moment belongs: the local date, or the one before until the cut-over.
    pub fn business_day(&self, at: Moment) -> Date {
        let day = (self.local(at) - Duration::minutes(i64::from(self.cutover_minutes))).date();
        // In a night that has an hour twice the wall clock falls back behind the cut-over; the day that has begun stays begun.
        let (start, end) = self.day_bounds(day);
        if at >= end {
            day.succ_opt().unwrap_or(day)
        } else if at < start {
            day.pred_opt().unwrap_or(day)
        } else {
            day
        }
    }

    /// The first moment and the first moment after a business day, in UTC.
    pub fn day_bounds(&self, day: Date) -> (Moment, Moment) {
        let next = day.succ_opt().unwrap_or(day);
        (self.day_start(day), self.day_start(next))
    }

    /// The moment at which the wall clock shows `local`.
    ///
    /// Some nights skip an hour and some have it twice: a skipped wall time means the first moment after the gap, a
    /// doubled one means its first coming.
    pub fn moment(&self, local: NaiveDateTime) -> Moment {
        match self.zone.from_local_datetime(&local) {
            chrono::LocalResult::Single(at) => at.naive_utc(),
            chrono::LocalResult::Ambiguous(first, _) => first.naive_utc(),
            chrono::LocalResult::None => self.after_gap(local),
        }
    }

    fn day_start(&self, day: Date) -> Moment {
        let minutes = u32::from(self.cutover_minutes);
        let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap_or(NaiveTime::MIN);
        self.moment(day.and_time(time))
    }

    /// In a gap the offset before it, read at the same wall time, lands just behind the gap's end by as much as the wall time was past its start.
    /// The first moment after the gap is where the offset changes; gaps are at most a day and lie on whole minutes.
    fn after_gap(&self, local: NaiveDateTime) -> Moment {
        let start = local.with_second(0).unwrap_or(local);
        (0..=26 * 60)
            .map(|minutes| start + Duration::minutes(minutes))
            .find_map(|later| self.zone.from_local_datetime(&later).earliest())
            .map_or_else(
                || {
                    local
                        - Duration::seconds(i64::from(
                            self.zone.offset_from_utc_datetime(&local).fix().local_minus_utc(),
                        ))
                },
                |at| at.naive_utc(),
            )
    }
}

/// Cuts a moment to whole milliseconds, as both databases keep it.
pub fn to_millis(at: Moment) -> Moment {
    let nanos = at.nanosecond() % 1_000_000_000;
    at.with_nanosecond(nanos - nanos % 1_000_000).unwrap_or(at)
}

/// Whole minutes from one moment to a later one; 0 where the clock ran backwards.
pub fn minutes_between(from: Moment, to: Moment) -> i64 {
    (to - from).num_minutes().max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn the_business_day_is_local_and_ends_at_the_cut_over() {
        let midnight = SiteClock::named("Asia/Shanghai", 0).unwrap();
        let late = SiteClock::named("Asia/Shanghai", 180).unwrap();
        for (utc, at_midnight, at_three) in [
            ("2026-11-20 15:59", "2026-11-20", "2026-11-20"),
            ("2026-11-20 16:00", "2026-11-21", "2026-11-20"),
            ("2026-11-20 18:59", "2026-11-21", "2026-11-20"),
            ("2026-11-20 19:00", "2026-11-21", "2026-11-21"),
        ] {
            assert_eq!(midnight.business_day(moment(utc)).to_string(), at_midnight, "{utc}");
            assert_eq!(late.business_day(moment(utc)).to_string(), at_three, "{utc}");
        }
    }

    #[test]
    fn a_day_without_a_midnight_starts_after_the_gap() {
        // Cairo goes from 2026-04-23 23:59:59 straight to 2026-04-24 01:00.
        let cairo = SiteClock::named("Africa/Cairo", 0).unwrap();
        let (start, end) = cairo.day_bounds("2026-04-24".parse().unwrap());
        assert_eq!(start, moment("2026-04-23 22:00"));
        assert_eq!((end - start).num_hours(), 23);
        assert_eq!(cairo.business_day(start).to_string(), "2026-04-24");
        assert_eq!(cairo.business_day(start - Duration::milliseconds(1)).to_string(), "2026-04-23");
    }

    #[test]
    fn every_moment_lies_within_the_bounds_of_its_own_day() {
        for zone in [
            "Asia/Shanghai",
            "Africa/Cairo",
            "America/Santiago",
            "America/Havana",
            "Asia/Beirut",
            "Australia/Lord_Howe",
            "Europe/Berlin",
        ] {
            for cutover in [0, 30, 90, 150, 180] {
                let clock = SiteClock::named(zone, cutover).unwrap();
                let mut at = moment("2026-01-01 00:30");
                for _ in 0..(365 * 24) {
                    at += Duration::minutes(59);
                    let day = clock.business_day(at);
                    let (start, end) = clock.day_bounds(day);
                    assert!(at >= start && at < end, "{zone} {cutover} {at} {day} {start} {end}");
                }
            }
        }
    }

    /// Zone, cut-over, day: the first moment of the day in UTC, and how many minutes it has.
    #[test]
    fn the_nights_on_which_clocks_change() {
        for (zone, cutover, day, starts, minutes, why) in [
            ("Asia/Shanghai", 0, "2026-03-29", "2026-03-28 16:00", 1_440, "no change in China"),
            ("Europe/Berlin", 0, "2026-03-29", "2026-03-28 23:00", 1_380, "02:00 becomes 03:00"),
            ("Europe/Berlin", 120, "2026-03-29", "2026-03-29 01:00", 1_380, "the cut-over itself is skipped"),
            ("Europe/Berlin", 120, "2026-03-28", "2026-03-28 01:00", 1_440, "and ends at the gap"),
            (
                "Europe/Berlin",
                180,
                "2026-03-28",
                "2026-03-28 02:00",
                1_380,
                "the short night belongs to the day before",
            ),
            ("Europe/Berlin", 0, "2026-10-25", "2026-10-24 22:00", 1_500, "03:00 becomes 02:00"),
            ("Europe/Berlin", 150, "2026-10-25", "2026-10-25 00:30", 1_500, "the first of the two half past two"),
            ("Europe/Berlin", 150, "2026-10-24", "2026-10-24 00:30", 1_440, "and not the second"),
            ("America/New_York", 0, "2026-03-08", "2026-03-08 05:00", 1_380, "02:00 becomes 03:00"),
            ("America/New_York", 0, "2026-11-01", "2026-11-01 04:00", 1_500, "02:00 becomes 01:00"),
            ("America/New_York", 90, "2026-11-01", "2026-11-01 05:30", 1_500, "the first of the two half past one"),
            ("Australia/Lord_Howe", 0, "2026-10-04", "2026-10-03 13:30", 1_410, "half an hour only"),
            ("Australia/Lord_Howe", 0, "2026-04-05", "2026-04-04 13:00", 1_470, "half an hour twice"),
            ("Australia/Lord_Howe", 135, "2026-10-04", "2026-10-03 15:30", 1_425, "a quarter past two is skipped"),
            ("America/Santiago", 0, "2026-09-06", "2026-09-06 04:00", 1_380, "a day without a midnight"),
            ("America/Santiago", 0, "2026-04-04", "2026-04-04 03:00", 1_500, "midnight becomes 23:00"),
            ("Africa/Cairo", 0, "2026-04-24", "2026-04-23 22:00", 1_380, "a day without a midnight"),
            ("Africa/Cairo", 30, "2026-04-24", "2026-04-23 22:00", 1_410, "nor half past"),
            ("America/Havana", 0, "2026-11-01", "2026-11-01 04:00", 1_500, "two midnights: the first"),
        ] {
            let clock = SiteClock::named(zone, cutover).unwrap();
            let (start, end) = clock.day_bounds(day.parse().unwrap());
            let got = (start, (end - start).num_minutes());
            assert_eq!(got, (moment(starts), minutes), "{zone} {cutover} {day}: {why}");
            let around = [start - Duration::milliseconds(1), start, end - Duration::milliseconds(1), end];
            let days = around.map(|at| (clock.business_day(at) - day.parse::<Date>().unwrap()).num_days());
            assert_eq!(days, [-1, 0, 0, 1], "{zone} {cutover} {day}: {why}");
        }
    }
}
