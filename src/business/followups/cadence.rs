//! When is a customer contacted next? By grade, on a working day, outside quiet hours, never during a cool-down; and no next date without a reason.

use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::Refused;
use crate::base::grade::Grade;
use crate::business::sites::settings::{Cadence, Day};
use crate::business::visits::outcome::{FURTHEST_DAYS, Next};
use chrono::{Datelike, Duration, NaiveDateTime, Timelike};

/// The longest stretch of rest days that is looked over.
const LOOK_AHEAD_DAYS: i64 = 14;

/// How a site keeps time with its customers.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm<'a> {
    /// The site's clock.
    pub clock: &'a SiteClock,
    /// Rest days and quiet hours.
    pub day: &'a Day,
    /// Intervals.
    pub cadence: &'a Cadence,
}

/// Who is to be contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The grade, if one is set; without one the customer counts as C.
    pub grade: Option<Grade>,
    /// There is a number, or another way.
    pub reachable: bool,
    /// The customer said *do not call* till this day.
    pub do_not_call_until: Option<Date>,
}

/// A contact that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day, in the site's time.
    pub on: Date,
    /// The moment until which it is to be done.
    pub by: Moment,
}

/// What follows a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterVisit {
    /// Thanks, and a first call.
    Contact {
        /// Thanks, the same day where the hours allow it.
        thanks: Due,
        /// The call, within the site's hours.
        call: Due,
    },
    /// Nobody can be reached.
    CannotBeReached,
}

/// The first contacts after a visit that ended at `left`.
pub fn after_visit(left: Moment, facts: &Facts, rhythm: &Rhythm) -> AfterVisit {
    if !facts.reachable {
        return AfterVisit::CannotBeReached;
    }
    let deadline = left + Duration::hours(rhythm.cadence.first_call_hours.into());
    AfterVisit::Contact {
        thanks: due(rhythm.open_from(left, facts.do_not_call_until), rhythm),
        call: due(rhythm.open_until(deadline, left, facts.do_not_call_until), rhythm),
    }
}

/// The next date that the grade offers after a contact on `today`.
pub fn next_date(today: Date, facts: &Facts, rhythm: &Rhythm) -> Date {
    let days = rhythm.cadence.every_days.of(facts.grade.unwrap_or(Grade::C));
    rhythm.working_day_from(today + Duration::days(days.into()), facts.do_not_call_until)
}

/// Checks the next date that was agreed.
///
/// # Errors
/// `next_missing` with neither a date nor a reason; `next_in_the_past`, `next_too_far`; `next_in_cool_down` while the customer is not to be called.
pub fn agree(next_on: Option<Date>, no_next_reason: Option<&str>, facts: &Facts, today: Date) -> Result<Next, Refused> {
    let at_date = |code| Err(Refused::invalid(code).at("next_on"));
    let Some(date) = next_on else {
        let reason = no_next_reason.map(str::trim).filter(|said| !said.is_empty());
        return reason
            .map(|said| Next::Never(said.to_owned()))
            .ok_or_else(|| Refused::invalid("next_missing").at("no_next_reason"));
    };
    match facts.do_not_call_until {
        _ if date < today => at_date("next_in_the_past"),
        _ if (date - today).num_days() > FURTHEST_DAYS => at_date("next_too_far"),
        Some(until) if date < until => Err(Refused::invalid("next_in_cool_down").at("next_on").with("until", until)),
        Some(_) | None => Ok(Next::On(date)),
    }
}

/// Checks the day until which a customer asked not to be called.
///
/// # Errors
/// `cool_down_unfit` for a day that is over, and for one too far off.
pub fn cool_down(until: Date, today: Date) -> Result<Date, Refused> {
    let days = (until - today).num_days();
    let fits = (1..=FURTHEST_DAYS).contains(&days);
    fits.then_some(until).ok_or_else(|| Refused::invalid("cool_down_unfit").at("do_not_call_until"))
}

/// May the customer be called on this day?
///
/// # Errors
/// `do_not_call` during a cool-down, for anybody.
pub fn may_call(facts: &Facts, today: Date) -> Result<(), Refused> {
    match facts.do_not_call_until {
        Some(until) if today < until => Err(Refused::invalid("do_not_call").with("until", until)),
        Some(_) | None => Ok(()),
    }
}

/// How far an overdue follow-up has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Escalation {
    /// Not overdue.
    InTime,
    /// Overdue, for less than the first step.
    Overdue,
    /// The consultant is told.
    Consultant,
    /// The supervisor is told.
    Supervisor,
    /// The customer may be given to another.
    Reassign,
}

/// How far a follow-up that was due on a day has gone.
pub fn escalation(due_on: Date, today: Date, cadence: &Cadence) -> Escalation {
    let days = (today - due_on).num_days();
    let past = |limit: u16| days >= i64::from(limit);
    if days <= 0 {
        Escalation::InTime
    } else if past(cadence.may_reassign_days) {
        Escalation::Reassign
    } else if past(cadence.tells_supervisor_days) {
        Escalation::Supervisor
    } else if past(cadence.tells_consultant_days) {
        Escalation::Consultant
    } else {
        Escalation::Overdue
    }
}

fn due(by: Moment, rhythm: &Rhythm) -> Due {
    Due { on: rhythm.clock.date(by), by }
}

impl Rhythm<'_> {
    /// Whether the site works on a day.
    pub fn works_on(&self, date: Date) -> bool {
        !self.day.rest_days.contains(&date.weekday())
    }

    /// Whether a wall time lies in the quiet hours, which may reach over midnight.
    pub fn quiet_at(&self, local: NaiveDateTime) -> bool {
        let minute = local.hour() * 60 + local.minute();
        let (from, until) = (u32::from(self.day.quiet_from_minute), u32::from(self.day.quiet_until_minute));
        if from <= until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    }

    /// The first day from `date` on which the site works and the customer may be called.
    pub fn working_day_from(&self, date: Date, do_not_call_until: Option<Date>) -> Date {
        let first = do_not_call_until.map_or(date, |until| until.max(date));
        (0..LOOK_AHEAD_DAYS).map(|days| first + Duration::days(days)).find(|day| self.works_on(*day)).unwrap_or(first)
    }

    /// The first moment from `at` on that is open for contact.
    fn open_from(&self, at: Moment, do_not_call_until: Option<Date>) -> Moment {
        let local = self.clock.local(at);
        let day = self.working_day_from(local.date(), do_not_call_until);
        let from = if day == local.date() { local } else { day.and_time(chrono::NaiveTime::MIN) };
        if !self.quiet_at(from) {
            return self.clock.moment(from);
        }
        let quiet_ends = Duration::minutes(self.day.quiet_until_minute.into());
        let morning = |date: Date| date.and_time(chrono::NaiveTime::MIN) + quiet_ends;
        if morning(day) > from {
            return self.clock.moment(morning(day));
        }
        let next = self.working_day_from(day + Duration::days(1), do_not_call_until);
        self.clock.moment(morning(next))
    }

    /// The last open moment until `deadline`; where quiet hours reach back to `after`, or the day is no working day, the first one later.
    fn open_until(&self, deadline: Moment, after: Moment, do_not_call_until: Option<Date>) -> Moment {
        let local = self.clock.local(deadline);
        let open_day = self.working_day_from(local.date(), do_not_call_until) == local.date();
        if !open_day || !self.quiet_at(local) {
            return self.open_from(deadline, do_not_call_until);
        }
        let begins = Duration::minutes(self.day.quiet_from_minute.into());
        let evening = |date: Date| date.and_time(chrono::NaiveTime::MIN) + begins;
        let date = if evening(local.date()) <= local { local.date() } else { local.date() - Duration::days(1) };
        let before = self.clock.moment(evening(date));
        let usable = before > after && self.works_on(date) && do_not_call_until.is_none_or(|until| date >= until);
        if usable { before } else { self.open_from(deadline, do_not_call_until) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Weekday;

    fn local(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn facts(grade: Grade) -> Facts {
        Facts { grade: Some(grade), reachable: true, do_not_call_until: None }
    }

    fn with_rhythm<T>(rest_days: &[Weekday], test: impl Fn(&Rhythm) -> T) -> T {
        let clock = SiteClock::named("Asia/Shanghai", 0).unwrap();
        let day = Day { rest_days: rest_days.to_vec(), ..Day::default() };
        test(&Rhythm { clock: &clock, day: &day, cadence: &Cadence::default() })
    }

    /// Wall times of leaving, of the thanks and of the first call.
    fn check(rest_days: &[Weekday], facts: Facts, left: &str, expected: &str) {
        with_rhythm(rest_days, |rhythm| {
            let wall = |due: Due| rhythm.clock.local(due.by).format("%m-%d %H:%M").to_string();
            let got = match after_visit(rhythm.clock.moment(local(left)), &facts, rhythm) {
                AfterVisit::CannotBeReached => "cannot be reached".to_owned(),
                AfterVisit::Contact { thanks, call } => format!("{} | {}", wall(thanks), wall(call)),
            };
            assert_eq!(got, expected, "left {left}");
        });
    }

    #[test]
    fn thanks_the_same_day_and_a_call_within_a_day() {
        let a = facts(Grade::A);
        check(&[], a, "2026-11-20 15:00", "11-20 15:00 | 11-21 15:00");
        // Quiet hours: the thanks wait for the morning, the call comes before them.
        check(&[], a, "2026-11-20 21:30", "11-21 09:00 | 11-21 21:00");
        check(&[], a, "2026-11-20 08:30", "11-20 09:00 | 11-20 21:00");
        // 2026-11-21 is a Saturday.
        check(&[Weekday::Sat], a, "2026-11-20 15:00", "11-20 15:00 | 11-22 09:00");
        check(&[Weekday::Sat, Weekday::Sun], a, "2026-11-20 21:30", "11-23 09:00 | 11-23 09:00");
        check(&[], Facts { reachable: false, ..a }, "2026-11-20 15:00", "cannot be reached");
        let cool = Facts { do_not_call_until: "2026-12-01".parse().ok(), ..a };
        check(&[], cool, "2026-11-20 15:00", "12-01 09:00 | 12-01 09:00");
    }

    #[test]
    fn the_next_date_is_by_grade_on_a_working_day() {
        let today: Date = "2026-11-20".parse().unwrap();
        let check = |rest: &[Weekday], facts: Facts, expected: &str| {
            let next = with_rhythm(rest, |rhythm| next_date(today, &facts, rhythm));
            assert_eq!(next.to_string(), expected, "{facts:?}");
        };
        check(&[], facts(Grade::A), "2026-11-22");
        check(&[], facts(Grade::B), "2026-11-24");
        check(&[], facts(Grade::C), "2026-11-27");
        check(&[], facts(Grade::D), "2026-12-20");
        check(&[], Facts { grade: None, ..facts(Grade::A) }, "2026-11-27");
        check(&[Weekday::Sun], facts(Grade::A), "2026-11-23");
        check(&[Weekday::Sun, Weekday::Mon], facts(Grade::A), "2026-11-24");
        let cool = Facts { do_not_call_until: "2026-11-29".parse().ok(), ..facts(Grade::A) };
        check(&[], cool, "2026-11-29");
        check(&[Weekday::Sun], cool, "2026-11-30");
    }

    #[test]
    fn no_next_date_without_a_reason() {
        let today: Date = "2026-11-20".parse().unwrap();
        let check = |date: Option<&str>, reason: Option<&str>, cool: Option<&str>, expected: Result<Next, &str>| {
            let facts = Facts { do_not_call_until: cool.map(|day| day.parse().unwrap()), ..facts(Grade::A) };
            let got = agree(date.map(|day| day.parse().unwrap()), reason, &facts, today);
            assert_eq!(got.map_err(|no| no.code), expected);
        };
        let on = |day: &str| Ok(Next::On(day.parse().unwrap()));
        check(Some("2026-11-20"), None, None, on("2026-11-20"));
        check(Some("2026-11-24"), None, None, on("2026-11-24"));
        check(Some("2026-11-19"), None, None, Err("next_in_the_past"));
        check(Some("2029-11-19"), None, None, Err("next_too_far"));
        check(None, None, None, Err("next_missing"));
        check(None, Some("  "), None, Err("next_missing"));
        check(None, Some("moved away"), None, Ok(Next::Never("moved away".into())));
        check(Some("2026-11-24"), None, Some("2026-12-01"), Err("next_in_cool_down"));
        check(Some("2026-12-01"), None, Some("2026-12-01"), on("2026-12-01"));
        let cool = Facts { do_not_call_until: Some(today + Duration::days(1)), ..facts(Grade::A) };
        assert_eq!(may_call(&cool, today).unwrap_err().code, "do_not_call");
        assert!(may_call(&cool, today + Duration::days(1)).is_ok());
    }

    #[test]
    fn what_is_overdue_climbs() {
        let due: Date = "2026-11-20".parse().unwrap();
        for (days, expected) in [
            (-1, Escalation::InTime),
            (0, Escalation::InTime),
            (1, Escalation::Overdue),
            (3, Escalation::Consultant),
            (5, Escalation::Supervisor),
            (6, Escalation::Supervisor),
            (7, Escalation::Reassign),
        ] {
            let got = escalation(due, due + Duration::days(days), &Cadence::default());
            assert_eq!(got, expected, "{days} days");
        }
    }
}
