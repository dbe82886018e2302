//! When is a customer contacted next? By grade, on a working day, outside quiet hours, never during a cool-down; and no next date without a reason.

use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::Refused;
use crate::base::grade::Grade;
use crate::business::sites::settings::{Cadence, Day};
use crate::business::visits::outcome::{FURTHEST_DAYS, Next};
use chrono::{Datelike, Duration, NaiveDateTime, Timelike};

/// The longest stretch of rest days that is looked over.
const LOOK_AHEAD_DAYS: i64 = 14;
/// Quiet hours end within a day, also in a night that has an hour twice.
const LONGEST_QUIET_MINUTES: i64 = 26 * 60;

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
    /// The business day.
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
        thanks: rhythm.open_from(left, facts.do_not_call_until),
        call: rhythm.open_until(deadline, left, facts.do_not_call_until),
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

    /// A day that was agreed, or the first one after it on which the customer may be called.
    pub fn not_before_cool_down_ends(&self, agreed: Date, do_not_call_until: Option<Date>) -> Date {
        match do_not_call_until {
            Some(until) if agreed < until => self.working_day_from(until, None),
            Some(_) | None => agreed,
        }
    }

    /// The first moment from `at` on that is open for contact.
    fn open_from(&self, at: Moment, do_not_call_until: Option<Date>) -> Due {
        let mut at = at;
        for _ in 0..LOOK_AHEAD_DAYS {
            let today = self.clock.business_day(at);
            let day = self.working_day_from(today, do_not_call_until);
            if day != today {
                at = self.clock.day_bounds(day).0;
            }
            at = self.quiet_ends(at);
            if self.clock.business_day(at) == day {
                break;
            }
        }
        Due { on: self.clock.business_day(at), by: at }
    }

    /// The last open moment until `deadline`; where quiet hours reach back to `after`, or the day is no working day, the first one later.
    fn open_until(&self, deadline: Moment, after: Moment, do_not_call_until: Option<Date>) -> Due {
        let today = self.clock.business_day(deadline);
        let open_day = self.working_day_from(today, do_not_call_until) == today;
        if !open_day || !self.quiet_at(self.clock.local(deadline)) {
            return self.open_from(deadline, do_not_call_until);
        }
        let by = self.quiet_began(deadline);
        // What is to be done by midnight is done on the day before.
        let on = self.clock.business_day(by - Duration::milliseconds(1));
        let usable = by > after && self.works_on(on) && do_not_call_until.is_none_or(|until| on >= until);
        if usable { Due { on, by } } else { self.open_from(deadline, do_not_call_until) }
    }

    /// The end of the quiet hours in which a moment lies, or the moment itself. Read off the wall minute by minute, so that a night on which the
    /// clocks change needs no thought.
    fn quiet_ends(&self, at: Moment) -> Moment {
        if !self.quiet_at(self.clock.local(at)) {
            return at;
        }
        let start = whole_minute(at);
        let mut after = (1..LONGEST_QUIET_MINUTES).map(|minutes| start + Duration::minutes(minutes));
        after.find(|later| !self.quiet_at(self.clock.local(*later))).unwrap_or(at)
    }

    /// The beginning of the quiet hours in which a moment lies.
    fn quiet_began(&self, at: Moment) -> Moment {
        let start = whole_minute(at);
        let before = (0..LONGEST_QUIET_MINUTES).map(|minutes| start - Duration::minutes(minutes));
        before.take_while(|earlier| self.quiet_at(self.clock.local(*earlier))).last().unwrap_or(at)
    }
}

fn whole_minute(at: Moment) -> Moment {
    at.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(at)
}

#[cfg(test)]
#[path = "cadence_cases.rs"]
mod cases;
