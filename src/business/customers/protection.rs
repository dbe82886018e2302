//! How long a customer stays with the owner: from the last effective contact, by grade. Days left show wherever the customer does.

use crate::base::clock::Date;
use crate::base::grade::Grade;
use crate::business::sites::settings::Protection as Settings;
use chrono::Duration;

/// What is known of a customer, as far as protection goes. Dates are business days of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Reached or came last; without any, the day on which the owner got the customer.
    pub last_effective_on: Date,
    /// The grade, if one is set.
    pub grade: Option<Grade>,
    /// Known only from a call.
    pub only_called: bool,
    /// An extension that was approved.
    pub extended_until: Option<Date>,
    /// A ruling on this customer is open: nothing lapses meanwhile.
    pub ruling_open: bool,
    /// Bought: stays with the owner.
    pub bought: bool,
}

/// How a customer's protection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Does not end.
    Endless,
    /// Ends, with so many days left.
    Running {
        /// The last day.
        ends_on: Date,
        /// Days left; 0 on the last day.
        days_left: i64,
        /// How it is to look.
        shade: Shade,
    },
    /// Ended.
    Lapsed {
        /// The last day.
        ended_on: Date,
    },
}

/// How days left are to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    /// Nothing to do.
    Calm,
    /// The owner is warned.
    Warning,
    /// Red.
    Red,
}

impl Protection {
    /// Whether another consultant may claim the customer.
    pub const fn lapsed(&self) -> bool {
        matches!(self, Self::Lapsed { .. })
    }
}

/// How the protection of a customer stands today.
pub fn protection(facts: &Facts, settings: &Settings, today: Date) -> Protection {
    if facts.bought || facts.ruling_open {
        return Protection::Endless;
    }
    let by_rule = facts.last_effective_on + Duration::days(length(facts, settings));
    let ends_on = facts.extended_until.map_or(by_rule, |extended| extended.max(by_rule));
    let days_left = (ends_on - today).num_days();
    if days_left < 0 {
        return Protection::Lapsed { ended_on: ends_on };
    }
    Protection::Running { ends_on, days_left, shade: shade(days_left, settings) }
}

/// Days by grade; a customer without a grade has as long as one who is only known from a call.
fn length(facts: &Facts, settings: &Settings) -> i64 {
    i64::from(match facts.grade {
        Some(grade) if !facts.only_called => settings.days.of(grade),
        Some(_) | None => settings.call_only_days,
    })
}

fn shade(days_left: i64, settings: &Settings) -> Shade {
    if days_left < i64::from(settings.red_below_days) {
        Shade::Red
    } else if days_left <= i64::from(settings.warns_days) {
        Shade::Warning
    } else {
        Shade::Calm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl Fn(&mut Facts), days_since: i64, expected: &str) {
        let last: Date = "2026-11-01".parse().unwrap();
        let mut facts = Facts {
            last_effective_on: last,
            grade: Some(Grade::A),
            only_called: false,
            extended_until: None,
            ruling_open: false,
            bought: false,
        };
        change(&mut facts);
        let got = match protection(&facts, &Settings::default(), last + Duration::days(days_since)) {
            Protection::Endless => "endless".to_owned(),
            Protection::Running { days_left, shade, .. } => format!("{days_left} {shade:?}"),
            Protection::Lapsed { ended_on } => format!("lapsed {ended_on}"),
        };
        assert_eq!(got, expected, "{facts:?} after {days_since}");
    }

    #[test]
    fn protection_runs_from_the_last_effective_contact_by_grade() {
        check(|_| {}, 0, "7 Calm");
        check(|_| {}, 4, "3 Warning");
        check(|_| {}, 5, "2 Red");
        check(|_| {}, 7, "0 Red");
        check(|_| {}, 8, "lapsed 2026-11-08");
        check(|f| f.grade = Some(Grade::B), 0, "10 Calm");
        check(|f| f.grade = Some(Grade::C), 0, "15 Calm");
        check(|f| f.grade = Some(Grade::D), 0, "45 Calm");
        check(|f| f.grade = None, 0, "15 Calm");
        check(|f| f.only_called = true, 0, "15 Calm");
        check(|f| f.bought = true, 999, "endless");
        check(|f| f.ruling_open = true, 999, "endless");
        check(|f| f.extended_until = "2026-11-20".parse().ok(), 8, "11 Calm");
        check(|f| f.extended_until = "2026-11-02".parse().ok(), 0, "7 Calm");
    }
}
