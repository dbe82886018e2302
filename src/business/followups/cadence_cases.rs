//! The cases of the cadence: one table for each rule, a line for each case with what it is about.

use super::*;
use chrono::{NaiveTime, Weekday};

/// A site in words: `Europe/Berlin`, then what differs from the shipped settings: `rest=sat,sun` · `quiet=21:00-09:00` · `cut=180` minutes · `call=24`
/// hours · `own` for intervals of 7, 15, 30 and 90 days.
fn at_site<T>(site: &str, test: impl Fn(&Rhythm) -> T) -> T {
    let mut words = site.split_whitespace();
    let zone = words.next().unwrap_or("Asia/Shanghai");
    let (mut day, mut cadence, mut cutover) = (Day::default(), Cadence::default(), 0);
    for word in words {
        match word.split_once('=').unwrap_or((word, "")) {
            ("rest", days) => day.rest_days = days.split(',').map(|name| name.parse::<Weekday>().unwrap()).collect(),
            ("quiet", hours) => {
                let (from, until) = hours.split_once('-').unwrap();
                (day.quiet_from_minute, day.quiet_until_minute) = (minute(from), minute(until));
            }
            ("cut", minutes) => cutover = minutes.parse().unwrap(),
            ("call", hours) => cadence.first_call_hours = hours.parse().unwrap(),
            ("own", _) => cadence.every_days = crate::business::sites::settings::PerGrade { a: 7, b: 15, c: 30, d: 90 },
            (other, _) => panic!("no setting {other}"),
        }
    }
    let clock = SiteClock::named(zone, cutover).unwrap();
    test(&Rhythm { clock: &clock, day: &day, cadence: &cadence })
}

fn minute(time: &str) -> u16 {
    let time = NaiveTime::parse_from_str(time, "%H:%M").unwrap();
    (time.hour() * 60 + time.minute()) as u16
}

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// `A`, `B until 2026-12-01`, `- ` for no grade, `nobody` for who cannot be reached.
fn facts(who: &str) -> Facts {
    let (grade, until) = who.split_once(" until ").unwrap_or((who, ""));
    let do_not_call_until = until.parse().ok();
    let grade = match grade {
        "A" => Some(Grade::A),
        "B" => Some(Grade::B),
        "C" => Some(Grade::C),
        "D" => Some(Grade::D),
        _ => None,
    };
    Facts { grade, reachable: who != "nobody", do_not_call_until }
}

/// Domain: the same day thanks, a call within 24 hours; working days, the rest day and quiet hours (21:00–09:00) are respected; nobody is called
/// during a cool-down. Each line: the site, who, when they left, `thanks | call` on the wall.
#[test]
fn thanks_the_same_day_and_a_call_within_a_day() {
    let china = "Asia/Shanghai";
    for (site, who, left, expected, rule) in [
        (china, "A", "2026-11-20 15:00", "11-20 15:00 | 11-21 15:00", "thanks the same day, call within 24 h"),
        (china, "D", "2026-11-20 15:00", "11-20 15:00 | 11-21 15:00", "the same for every grade"),
        (china, "-", "2026-11-20 15:00", "11-20 15:00 | 11-21 15:00", "and for none"),
        (china, "nobody", "2026-11-20 15:00", "cannot be reached", "if there is a phone"),
        (china, "A", "2026-11-20 20:59", "11-20 20:59 | 11-21 20:59", "the last open minute"),
        (
            china,
            "A",
            "2026-11-20 21:00",
            "11-21 09:00 | 11-21 21:00",
            "quiet from 21:00: thanks in the morning, call before the evening",
        ),
        (china, "A", "2026-11-20 21:30", "11-21 09:00 | 11-21 21:00", "inside the quiet hours"),
        (china, "A", "2026-11-21 00:30", "11-21 09:00 | 11-21 21:00", "after midnight"),
        (
            china,
            "A",
            "2026-11-20 08:30",
            "11-20 09:00 | 11-20 21:00",
            "before opening: the deadline is quiet, so the evening before",
        ),
        (china, "A", "2026-11-20 09:00", "11-20 09:00 | 11-21 09:00", "quiet until 09:00"),
        (china, "A", "2026-12-31 22:00", "01-01 09:00 | 01-01 21:00", "over the year's end"),
        (
            "Asia/Shanghai call=2",
            "A",
            "2026-11-20 20:00",
            "11-20 20:00 | 11-20 21:00",
            "two hours, cut off by the evening",
        ),
        (
            "Asia/Shanghai call=1",
            "A",
            "2026-11-20 21:30",
            "11-21 09:00 | 11-21 09:00",
            "quiet all the way: the first open moment",
        ),
        ("Asia/Shanghai call=168", "A", "2026-11-20 15:00", "11-20 15:00 | 11-27 15:00", "a week to call"),
        // 2026-11-21 is a Saturday.
        ("Asia/Shanghai rest=sat", "A", "2026-11-20 15:00", "11-20 15:00 | 11-22 09:00", "the deadline on a rest day"),
        ("Asia/Shanghai rest=sat", "A", "2026-11-20 21:30", "11-22 09:00 | 11-22 09:00", "the thanks too"),
        ("Asia/Shanghai rest=sat,sun", "A", "2026-11-20 21:30", "11-23 09:00 | 11-23 09:00", "two rest days"),
        ("Asia/Shanghai rest=sat,sun,mon,tue", "A", "2026-11-20 15:00", "11-20 15:00 | 11-25 09:00", "four in a row"),
        ("Asia/Shanghai rest=fri", "A", "2026-11-20 15:00", "11-21 09:00 | 11-21 15:00", "who came on a rest day"),
        ("Asia/Shanghai rest=fri", "A", "2026-11-21 08:30", "11-21 09:00 | 11-21 21:00", "the rest day lies behind"),
        (
            "Asia/Shanghai rest=sat",
            "A",
            "2026-11-21 08:30",
            "11-22 09:00 | 11-22 09:00",
            "the evening before is a rest day",
        ),
        (china, "A until 2026-12-01", "2026-11-20 15:00", "12-01 09:00 | 12-01 09:00", "cool-down"),
        (china, "A until 2026-11-20", "2026-11-20 15:00", "11-20 15:00 | 11-21 15:00", "its last day is over"),
        (china, "A until 2026-11-21", "2026-11-20 21:30", "11-21 09:00 | 11-21 21:00", "ends tomorrow"),
        (
            "Asia/Shanghai rest=tue",
            "A until 2026-12-01",
            "2026-11-20 15:00",
            "12-02 09:00 | 12-02 09:00",
            "ends on a rest day",
        ),
        // A showroom that is open over midnight: its day ends at three.
        (
            "Asia/Shanghai cut=180 quiet=02:00-10:00",
            "A",
            "2026-11-21 01:00",
            "11-21 01:00 | 11-22 01:00",
            "cut-over: still yesterday",
        ),
        (
            "Asia/Shanghai cut=180 quiet=02:00-10:00 rest=sat",
            "A",
            "2026-11-21 01:00",
            "11-21 01:00 | 11-22 10:00",
            "still Friday; the call on Sunday",
        ),
        (
            "Asia/Shanghai cut=180 quiet=02:00-10:00 rest=fri",
            "A",
            "2026-11-21 01:00",
            "11-21 10:00 | 11-22 01:00",
            "still Friday, which is free",
        ),
        // No quiet hours, and quiet hours at noon.
        ("Asia/Shanghai quiet=09:00-09:00", "A", "2026-11-20 03:10", "11-20 03:10 | 11-21 03:10", "no quiet hours"),
        ("Asia/Shanghai quiet=12:00-14:00", "A", "2026-11-20 12:30", "11-20 14:00 | 11-21 12:00", "quiet at noon"),
        (
            "Asia/Shanghai quiet=00:00-09:00",
            "A",
            "2026-11-20 08:00",
            "11-20 09:00 | 11-21 00:00",
            "quiet from midnight",
        ),
        // Nights on which the clocks change.
        ("Europe/Berlin", "A", "2026-03-28 15:00", "03-28 15:00 | 03-29 16:00", "24 hours, not the same time of day"),
        ("Europe/Berlin", "A", "2026-10-24 15:00", "10-24 15:00 | 10-25 14:00", "an hour earlier in autumn"),
        (
            "Europe/Berlin",
            "A",
            "2026-03-28 20:30",
            "03-28 20:30 | 03-29 21:00",
            "pushed into the quiet hours: before them",
        ),
        ("Europe/Berlin", "A", "2026-10-24 21:30", "10-25 09:00 | 10-25 20:30", "pushed out of them"),
        (
            "Europe/Berlin quiet=21:00-02:30",
            "A",
            "2026-03-29 01:30",
            "03-29 03:00 | 03-30 02:30",
            "quiet until an hour that is skipped",
        ),
        ("America/New_York", "A", "2026-03-07 22:00", "03-08 09:00 | 03-08 21:00", "spring in New York"),
        ("America/New_York", "A", "2026-10-31 22:00", "11-01 09:00 | 11-01 21:00", "autumn in New York"),
        ("Australia/Lord_Howe", "A", "2026-10-03 15:00", "10-03 15:00 | 10-04 15:30", "half an hour"),
        ("Australia/Lord_Howe", "A", "2026-04-04 15:00", "04-04 15:00 | 04-05 14:30", "half an hour back"),
        (
            "America/Santiago rest=sat quiet=09:00-09:00",
            "A",
            "2026-09-05 15:00",
            "09-06 01:00 | 09-06 16:00",
            "the day has no midnight",
        ),
        (
            "Africa/Cairo rest=thu quiet=09:00-09:00",
            "A",
            "2026-04-23 15:00",
            "04-24 01:00 | 04-24 16:00",
            "nor this one",
        ),
        ("Africa/Cairo", "A", "2026-04-23 21:30", "04-24 09:00 | 04-24 21:00", "by day nobody notices"),
    ] {
        let got = at_site(site, |rhythm| {
            let wall = |due: Due| rhythm.clock.local(due.by).format("%m-%d %H:%M").to_string();
            match after_visit(rhythm.clock.moment(local(left)), &facts(who), rhythm) {
                AfterVisit::CannotBeReached => "cannot be reached".to_owned(),
                AfterVisit::Contact { thanks, call } => format!("{} | {}", wall(thanks), wall(call)),
            }
        });
        assert_eq!(got, expected, "{rule}: {site}, {who}, left {left}");
    }
}

/// The day of a contact is the business day: what is done at one at night belongs to the evening.
#[test]
fn the_day_of_a_contact_is_the_business_day() {
    for (site, left, thanks, call, rule) in [
        ("Asia/Shanghai", "2026-11-20 15:00", "2026-11-20", "2026-11-21", "day by day"),
        ("Asia/Shanghai", "2026-11-20 22:00", "2026-11-21", "2026-11-21", "quiet hours"),
        (
            "Asia/Shanghai cut=180 quiet=02:00-10:00",
            "2026-11-21 01:00",
            "2026-11-20",
            "2026-11-21",
            "cut-over at three",
        ),
        (
            "Asia/Shanghai quiet=00:00-09:00",
            "2026-11-20 08:00",
            "2026-11-20",
            "2026-11-20",
            "by midnight is on the day before",
        ),
    ] {
        let got = at_site(site, |rhythm| match after_visit(rhythm.clock.moment(local(left)), &facts("A"), rhythm) {
            AfterVisit::CannotBeReached => (String::new(), String::new()),
            AfterVisit::Contact { thanks, call } => (thanks.on.to_string(), call.on.to_string()),
        });
        assert_eq!(got, (thanks.to_owned(), call.to_owned()), "{rule}: {site}, left {left}");
    }
}

/// The hour that comes twice: the thanks are not due before the visit has ended, and quiet hours hold both times.
#[test]
fn in_an_hour_that_comes_twice_nothing_is_due_in_the_past() {
    at_site("Europe/Berlin quiet=04:00-05:00", |rhythm| {
        let second = "2026-10-25T01:30:00".parse().unwrap();
        let AfterVisit::Contact { thanks, .. } = after_visit(second, &facts("A"), rhythm) else { panic!() };
        assert_eq!(thanks.by, second);
    });
    at_site("Europe/Berlin quiet=22:00-02:30", |rhythm| {
        let second = "2026-10-25T01:10:00".parse().unwrap();
        let AfterVisit::Contact { thanks, .. } = after_visit(second, &facts("A"), rhythm) else { panic!() };
        assert_eq!(thanks.by.to_string(), "2026-10-25 01:30:00");
    });
}

/// Whatever the zone, the hour and the settings: an open moment, not before the visit ended, on a working day, outside a cool-down.
#[test]
fn what_is_due_is_always_open() {
    for zone in [
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Cairo",
    ] {
        for setting in [
            "",
            "rest=sun",
            "rest=fri,sat,sun quiet=20:00-10:30",
            "cut=180 quiet=02:30-11:00 rest=mon",
            "quiet=12:00-14:00",
        ] {
            at_site(&format!("{zone} {setting}"), |rhythm| {
                let mut left = local("2026-01-01 00:07");
                while left < local("2027-01-01 00:00") {
                    let until = rhythm.clock.business_day(left) + Duration::days(2);
                    for cool in [None, Some(until)] {
                        let facts = Facts { do_not_call_until: cool, ..facts("A") };
                        let AfterVisit::Contact { thanks, call } = after_visit(left, &facts, rhythm) else { panic!() };
                        let told = format!("{zone} {setting}: left {left}, {thanks:?} {call:?}");
                        assert!(thanks.by >= left && call.by > left, "{told}");
                        assert!(!rhythm.quiet_at(rhythm.clock.local(thanks.by)), "{told}");
                        for due in [thanks, call] {
                            assert!(rhythm.works_on(due.on) && cool.is_none_or(|until| due.on >= until), "{told}");
                            assert_eq!(
                                rhythm.clock.business_day(due.by - Duration::milliseconds(1)).max(due.on),
                                due.on,
                                "{told}"
                            );
                        }
                    }
                    left += Duration::minutes(1_031);
                }
            });
        }
    }
}

/// Domain: then every 2, 4, 7 and 30 days or as the site sets them, on a working day, never in a cool-down.
#[test]
fn the_next_date_is_by_grade_on_a_working_day() {
    let china = "Asia/Shanghai";
    for (site, who, today, expected, rule) in [
        (china, "A", "2026-11-20", "2026-11-22", "A: 2 days"),
        (china, "B", "2026-11-20", "2026-11-24", "B: 4 days"),
        (china, "C", "2026-11-20", "2026-11-27", "C: 7 days"),
        (china, "D", "2026-11-20", "2026-12-20", "D: 30 days"),
        (china, "-", "2026-11-20", "2026-11-27", "no grade counts as C"),
        ("Asia/Shanghai own", "A", "2026-11-20", "2026-11-27", "its own: 7 days"),
        ("Asia/Shanghai own", "B", "2026-11-20", "2026-12-05", "its own: 15 days"),
        ("Asia/Shanghai own", "C", "2026-11-20", "2026-12-20", "its own: 30 days"),
        ("Asia/Shanghai own", "D", "2026-11-20", "2027-02-18", "its own: 90 days"),
        // Month ends.
        (china, "D", "2026-01-30", "2026-03-01", "30 January and 30 days, 28 days in February"),
        (china, "D", "2028-01-30", "2028-02-29", "30 January and 30 days in a leap year"),
        (china, "D", "2026-01-31", "2026-03-02", "31 January and 30 days"),
        (china, "A", "2026-02-27", "2026-03-01", "over the end of February"),
        (china, "A", "2028-02-27", "2028-02-29", "to the day that comes every four years"),
        (china, "A", "2028-02-28", "2028-03-01", "over it"),
        (china, "A", "2026-12-31", "2027-01-02", "over the year's end"),
        (china, "C", "2026-12-31", "2027-01-07", "over the year's end"),
        (china, "D", "2026-12-31", "2027-01-30", "over the year's end"),
        // Rest days; 2026-11-22 is a Sunday.
        ("Asia/Shanghai rest=sun", "A", "2026-11-20", "2026-11-23", "a rest day: the next working day"),
        ("Asia/Shanghai rest=sun,mon", "A", "2026-11-20", "2026-11-24", "two in a row"),
        ("Asia/Shanghai rest=sun,mon,tue,wed,thu,fri", "A", "2026-11-20", "2026-11-28", "six in a row"),
        ("Asia/Shanghai rest=mon", "A", "2026-11-20", "2026-11-22", "the rest day is another"),
        ("Asia/Shanghai rest=sun", "A", "2027-01-29", "2027-02-01", "over a rest day and the month's end"),
        ("Asia/Shanghai rest=fri", "A", "2026-12-30", "2027-01-02", "New Year's Day on a rest day"),
        // Cool-down.
        (china, "A until 2026-11-29", "2026-11-20", "2026-11-29", "not before the day that the customer named"),
        (china, "A until 2026-11-21", "2026-11-20", "2026-11-22", "it ends before"),
        ("Asia/Shanghai rest=sun", "A until 2026-11-29", "2026-11-20", "2026-11-30", "which is a rest day"),
        // Days are days, also where one has 23 hours or 25 or no midnight.
        ("Europe/Berlin", "A", "2026-03-28", "2026-03-30", "spring in Berlin"),
        ("Europe/Berlin", "A", "2026-10-24", "2026-10-26", "autumn in Berlin"),
        ("America/New_York", "A", "2026-03-07", "2026-03-09", "spring in New York"),
        ("Australia/Lord_Howe", "A", "2026-10-03", "2026-10-05", "half an hour"),
        ("America/Santiago", "A", "2026-09-05", "2026-09-07", "no midnight on the 6th"),
        ("Africa/Cairo", "A", "2026-04-22", "2026-04-24", "no midnight on that day"),
    ] {
        let got = at_site(site, |rhythm| next_date(date(today), &facts(who), rhythm));
        assert_eq!(got.to_string(), expected, "{rule}: {site}, {who}, {today}");
    }
}

/// Domain: no next date without a reason; the consultant may change the date; nobody is called in a cool-down.
#[test]
fn no_next_date_without_a_reason() {
    let today = date("2026-11-20");
    for (on, reason, who, expected, rule) in [
        ("2026-11-20", "", "A", "2026-11-20", "today"),
        ("2026-11-24", "", "A", "2026-11-24", "a date of their own"),
        ("2026-11-24", "later", "A", "2026-11-24", "a date is a date, whatever is said beside it"),
        ("2026-11-19", "", "A", "next_in_the_past", "yesterday"),
        ("2027-11-21", "", "A", "2027-11-21", "the furthest: 366 days"),
        ("2027-11-22", "", "A", "next_too_far", "one more"),
        ("", "", "A", "next_missing", "neither"),
        ("", "  ", "A", "next_missing", "blanks are no reason"),
        ("", " moved away ", "A", "never: moved away", "a reason"),
        ("2026-11-24", "", "A until 2026-12-01", "next_in_cool_down", "in a cool-down"),
        ("2026-11-30", "", "A until 2026-12-01", "next_in_cool_down", "its last day"),
        ("2026-12-01", "", "A until 2026-12-01", "2026-12-01", "the day that the customer named"),
        ("", "moved away", "A until 2026-12-01", "never: moved away", "no date needs no day"),
    ] {
        let got = match agree(on.parse().ok(), Some(reason).filter(|said| !said.is_empty()), &facts(who), today) {
            Ok(Next::On(date)) => date.to_string(),
            Ok(Next::Never(why)) => format!("never: {why}"),
            Err(no) => no.code.to_owned(),
        };
        assert_eq!(got, expected, "{rule}");
    }
}

/// Domain: a customer who said *do not call* is not called, by anyone, till the date set.
#[test]
fn nobody_calls_in_a_cool_down() {
    let today = date("2026-11-20");
    for (until, called, asked, rule) in [
        ("", "yes", "", "nothing was said"),
        ("2026-11-19", "yes", "cool_down_unfit", "over since yesterday"),
        ("2026-11-20", "yes", "cool_down_unfit", "ends today: may be called, and cannot be asked for"),
        ("2026-11-21", "do_not_call", "2026-11-21", "until tomorrow"),
        ("2027-11-21", "do_not_call", "2027-11-21", "the longest: 366 days"),
        ("2027-11-22", "do_not_call", "cool_down_unfit", "one more cannot be asked for"),
    ] {
        let facts = Facts { do_not_call_until: until.parse().ok(), ..facts("A") };
        assert_eq!(may_call(&facts, today).map_or_else(|no| no.code, |()| "yes"), called, "{rule}");
        let set = facts
            .do_not_call_until
            .map(|day| cool_down(day, today).map_or_else(|no| no.code.to_owned(), |day| day.to_string()));
        assert_eq!(set.unwrap_or_default(), asked, "{rule}");
    }
}

/// What was agreed before a cool-down is put off to its end, on a working day; what lies behind stays.
#[test]
fn what_falls_into_a_cool_down_is_put_off() {
    for (site, agreed, until, expected) in [
        ("Asia/Shanghai", "2026-11-24", "", "2026-11-24"),
        ("Asia/Shanghai", "2026-11-24", "2026-12-01", "2026-12-01"),
        ("Asia/Shanghai rest=tue", "2026-11-24", "2026-12-01", "2026-12-02"),
        ("Asia/Shanghai rest=tue", "2026-12-01", "2026-12-01", "2026-12-01"),
        ("Asia/Shanghai", "2026-12-05", "2026-12-01", "2026-12-05"),
    ] {
        let got = at_site(site, |rhythm| rhythm.not_before_cool_down_ends(date(agreed), until.parse().ok()));
        assert_eq!(got.to_string(), expected, "{site} {agreed} until {until}");
    }
}

/// Domain: what is overdue climbs: 3 days the consultant, 5 the supervisor, 7 it may be reassigned.
#[test]
fn what_is_overdue_climbs() {
    use Escalation::{Consultant, InTime, Overdue, Reassign, Supervisor};
    let shipped = Cadence::default();
    let strict =
        Cadence { tells_consultant_days: 1, tells_supervisor_days: 1, may_reassign_days: 2, ..Cadence::default() };
    for (cadence, due, today, expected, rule) in [
        (&shipped, "2026-11-20", "2026-11-19", InTime, "tomorrow"),
        (&shipped, "2026-11-20", "2026-11-20", InTime, "today"),
        (&shipped, "2026-11-20", "2026-11-21", Overdue, "a day"),
        (&shipped, "2026-11-20", "2026-11-22", Overdue, "two"),
        (&shipped, "2026-11-20", "2026-11-23", Consultant, "three: the consultant"),
        (&shipped, "2026-11-20", "2026-11-24", Consultant, "four"),
        (&shipped, "2026-11-20", "2026-11-25", Supervisor, "five: the supervisor"),
        (&shipped, "2026-11-20", "2026-11-26", Supervisor, "six"),
        (&shipped, "2026-11-20", "2026-11-27", Reassign, "seven: may be reassigned"),
        (&shipped, "2026-11-20", "2027-11-20", Reassign, "a year"),
        (&shipped, "2026-12-30", "2027-01-02", Consultant, "three over the year's end"),
        (&shipped, "2028-02-26", "2028-03-02", Supervisor, "five over a 29 February"),
        (&shipped, "2026-02-26", "2026-03-02", Consultant, "four where there is none"),
        (&strict, "2026-11-20", "2026-11-20", InTime, "strict: today"),
        (&strict, "2026-11-20", "2026-11-21", Supervisor, "strict: both at once"),
        (&strict, "2026-11-20", "2026-11-22", Reassign, "strict: two days"),
    ] {
        assert_eq!(escalation(date(due), date(today), cadence), expected, "{rule}: {due} {today}");
    }
}
