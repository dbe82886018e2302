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
    /// A deposit or a contract stands: as good as bought.
    pub deal_stands: bool,
}

/// How a customer's protection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Does not end.
    Endless,
    /// Stands still, because a ruling is open.
    Frozen,
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
    if facts.bought || facts.deal_stands {
        return Protection::Endless;
    }
    if facts.ruling_open {
        return Protection::Frozen;
    }
    let by_rule = facts.last_effective_on + Duration::days(length(facts, settings));
    let ends_on = facts.extended_until.map_or(by_rule, |extended| extended.max(by_rule));
    let days_left = (ends_on - today).num_days();
    if days_left < 0 {
        return Protection::Lapsed { ended_on: ends_on };
    }
    Protection::Running { ends_on, days_left, shade: shade(days_left, settings) }
}

/// Whether the owner is to be told that protection ends soon. Whoever tells once per `ends_on` tells exactly once per run.
pub const fn warns(standing: &Protection, settings: &Settings) -> bool {
    matches!(standing, Protection::Running { days_left, .. } if *days_left <= settings.warns_days as i64)
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

    fn check_with(settings: &Settings, change: impl Fn(&mut Facts), days_since: i64, expected: &str) {
        let last: Date = "2026-11-01".parse().unwrap();
        let mut facts = Facts {
            last_effective_on: last,
            grade: Some(Grade::A),
            only_called: false,
            extended_until: None,
            ruling_open: false,
            bought: false,
            deal_stands: false,
        };
        change(&mut facts);
        let got = match protection(&facts, settings, last + Duration::days(days_since)) {
            Protection::Endless => "endless".to_owned(),
            Protection::Frozen => "frozen".to_owned(),
            Protection::Running { days_left, shade, .. } => format!("{days_left} {shade:?}"),
            Protection::Lapsed { ended_on } => format!("lapsed {ended_on}"),
        };
        assert_eq!(got, expected, "{facts:?} after {days_since}");
    }

    fn check(change: impl Fn(&mut Facts), days_since: i64, expected: &str) {
        check_with(&Settings::default(), change, days_since, expected);
    }

    #[test]
    fn protection_runs_from_the_last_effective_contact_by_grade() {
        check(|_| {}, 0, "7 Calm");
        check(|_| {}, 3, "4 Calm");
        check(|_| {}, 4, "3 Warning");
        check(|_| {}, 5, "2 Red");
        check(|_| {}, 7, "0 Red");
        check(|_| {}, 8, "lapsed 2026-11-08");
        check(|f| f.grade = Some(Grade::B), 0, "10 Calm");
        check(|f| f.grade = Some(Grade::B), 10, "0 Red");
        check(|f| f.grade = Some(Grade::B), 11, "lapsed 2026-11-11");
        check(|f| f.grade = Some(Grade::C), 0, "15 Calm");
        check(|f| f.grade = Some(Grade::C), 12, "3 Warning");
        check(|f| f.grade = Some(Grade::C), 16, "lapsed 2026-11-16");
        check(|f| f.grade = Some(Grade::D), 0, "45 Calm");
        check(|f| f.grade = Some(Grade::D), 46, "lapsed 2026-12-16");
        check(|f| f.grade = None, 0, "15 Calm");
        check(|f| f.grade = None, 16, "lapsed 2026-11-16");
    }

    #[test]
    fn who_is_known_only_from_a_call_has_days_of_their_own() {
        check(|f| f.only_called = true, 0, "15 Calm");
        check(|f| (f.only_called, f.grade) = (true, Some(Grade::D)), 16, "lapsed 2026-11-16");
        check(|f| (f.only_called, f.grade) = (true, None), 15, "0 Red");
        let shorter = Settings { call_only_days: 5, ..Settings::default() };
        check_with(&shorter, |f| f.only_called = true, 6, "lapsed 2026-11-06");
        check_with(&shorter, |_| {}, 6, "1 Red");
    }

    #[test]
    fn nothing_lapses_from_buyers_with_a_deal_or_during_a_ruling() {
        check(|f| f.bought = true, 999, "endless");
        check(|f| f.deal_stands = true, 999, "endless");
        check(|f| f.ruling_open = true, 999, "frozen");
        check(|f| (f.ruling_open, f.deal_stands) = (true, true), 999, "endless");
        check(|f| (f.ruling_open, f.extended_until) = (true, "2026-11-02".parse().ok()), 0, "frozen");
    }

    #[test]
    fn an_extension_lengthens_and_never_shortens() {
        check(|f| f.extended_until = "2026-11-20".parse().ok(), 8, "11 Calm");
        check(|f| f.extended_until = "2026-11-20".parse().ok(), 19, "0 Red");
        check(|f| f.extended_until = "2026-11-20".parse().ok(), 20, "lapsed 2026-11-20");
        check(|f| f.extended_until = "2026-11-02".parse().ok(), 0, "7 Calm");
        check(|f| f.extended_until = "2026-11-08".parse().ok(), 8, "lapsed 2026-11-08");
    }

    #[test]
    fn when_to_warn_and_when_to_show_red_is_the_sites_to_say() {
        let early = Settings { warns_days: 5, red_below_days: 1, ..Settings::default() };
        check_with(&early, |_| {}, 1, "6 Calm");
        check_with(&early, |_| {}, 2, "5 Warning");
        check_with(&early, |_| {}, 6, "1 Warning");
        check_with(&early, |_| {}, 7, "0 Red");
        let never = Settings { warns_days: 0, red_below_days: 0, ..Settings::default() };
        check_with(&never, |_| {}, 7, "0 Warning");
    }

    #[test]
    fn the_warning_goes_out_on_one_day_of_the_run() {
        let settings = Settings::default();
        let on =
            |days_left| Protection::Running { ends_on: "2026-11-08".parse().unwrap(), days_left, shade: Shade::Calm };
        let warned: Vec<i64> = (0..8).filter(|left| warns(&on(*left), &settings)).collect();
        assert_eq!(warned, [0, 1, 2, 3]);
        assert!(!warns(&Protection::Endless, &settings) && !warns(&Protection::Frozen, &settings));
        assert!(!warns(&Protection::Lapsed { ended_on: "2026-11-08".parse().unwrap() }, &settings));
    }
}
