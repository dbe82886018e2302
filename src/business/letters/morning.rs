//! When are the letters of a day written? From the site's hour on, until its quiet hours begin: what is late still comes, at night nothing does.
//!
//! The hour itself is the site's own choice and may lie in the quiet hours of the morning, in which customers are left in peace.

use chrono::{Datelike, Duration, NaiveTime};

use crate::base::clock::{Date, Moment, SiteClock};
use crate::business::sites::settings::Day;

/// The day whose letters are to be written now, in the site's time; `None` before the hour and in the quiet hours of the evening.
pub fn due(clock: &SiteClock, at_minute: u16, day: &Day, now: Moment) -> Option<Date> {
    let today = clock.date(now);
    let wall = |minute: u16| clock.moment(today.and_time(NaiveTime::MIN) + Duration::minutes(minute.into()));
    let begun = now >= wall(at_minute);
    let over = day.quiet_from_minute > at_minute && now >= wall(day.quiet_from_minute);
    (begun && !over).then_some(today)
}

/// Whether somebody gets the letter of a day: on a rest day only who left something overdue.
pub fn goes_out(day: &Day, on: Date, overdue: usize) -> bool {
    overdue > 0 || !day.rest_days.contains(&on.weekday())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Weekday;

    fn check(zone: &str, at: u16, quiet_from: u16, utc: &str, expected: Option<&str>) {
        let clock = SiteClock::named(zone, 180).unwrap();
        let day = Day { quiet_from_minute: quiet_from, ..Day::default() };
        let found = due(&clock, at, &day, format!("2026-{utc}:00").parse().unwrap());
        assert_eq!(found.map(|day| day.to_string()).as_deref(), expected, "{zone} {at} {utc}");
    }

    #[test]
    fn letters_are_written_from_their_hour_until_the_quiet_hours() {
        let (half_past_eight, nine_at_night) = (8 * 60 + 30, 21 * 60);
        let shanghai = |utc, expected| check("Asia/Shanghai", half_past_eight, nine_at_night, utc, expected);
        shanghai("11-21T00:29", None);
        shanghai("11-21T00:30", Some("2026-11-21"));
        shanghai("11-21T06:00", Some("2026-11-21"));
        shanghai("11-21T12:59", Some("2026-11-21"));
        shanghai("11-21T13:00", None);
        shanghai("11-21T18:30", None);
        // A night shift: quiet hours that begin before the letter's hour do not end its day.
        check("Asia/Shanghai", 22 * 60, nine_at_night, "11-21T14:00", Some("2026-11-21"));
        check("Asia/Shanghai", 22 * 60, nine_at_night, "11-21T13:59", None);
    }

    #[test]
    fn nights_on_which_clocks_change_have_one_morning() {
        // Berlin goes from 02:00 to 03:00 on 29 March, and from 03:00 back to 02:00 on 25 October.
        check("Europe/Berlin", 150, 1_260, "03-29T00:59", None);
        check("Europe/Berlin", 150, 1_260, "03-29T01:00", Some("2026-03-29"));
        check("Europe/Berlin", 150, 1_260, "10-25T00:29", None);
        check("Europe/Berlin", 150, 1_260, "10-25T00:30", Some("2026-10-25"));
        check("Europe/Berlin", 150, 1_260, "10-25T01:30", Some("2026-10-25"));
        // Cairo has no midnight on 24 April.
        check("Africa/Cairo", 30, 1_260, "04-23T21:59", None);
        check("Africa/Cairo", 30, 1_260, "04-23T22:00", Some("2026-04-24"));
    }

    #[test]
    fn rest_days_are_for_what_is_overdue_only() {
        let day = Day { rest_days: vec![Weekday::Mon], ..Day::default() };
        let (monday, tuesday): (Date, Date) = ("2026-11-23".parse().unwrap(), "2026-11-24".parse().unwrap());
        assert!(!goes_out(&day, monday, 0) && goes_out(&day, monday, 1) && goes_out(&day, tuesday, 0));
    }
}
