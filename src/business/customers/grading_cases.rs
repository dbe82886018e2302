//! The cases of grading: every shipped scale, edited ones, and decay.

use super::*;
use crate::business::sites::scales::{self, Preset};

/// Checks what a scale suggests: the grade and its reasons as they are stored.
fn check(preset: Preset, known: &str, expected: &str) {
    check_by(scales::preset(preset).unwrap(), known, expected);
}

fn check_by(scale: &Scale, known: &str, expected: &str) {
    let suggestion = suggest(&facts(known), scale);
    let reasons: Vec<String> = suggestion.reasons.iter().map(ToString::to_string).collect();
    for (code, reason) in reasons.iter().zip(&suggestion.reasons) {
        assert_eq!(Reason::from_code(code).as_ref(), Some(reason));
    }
    let got = format!("{} {}", scale.name(suggestion.grade), reasons.join(" "));
    assert_eq!(got, expected, "{known} by {:?}", scale.id);
}

/// Facts from words: `visits=3 ready within=30`. Whoever is not said to be unreachable can be reached.
fn facts(known: &str) -> Facts {
    let mut facts = Facts { visits: 1, reachable: true, ..Facts::default() };
    for word in known.split_whitespace() {
        let (name, number) = word.split_once('=').unwrap_or((word, "0"));
        let number: u32 = number.parse().unwrap();
        match name {
            "visits" => facts.visits = number,
            "intent" => facts.intent = number as u8,
            "within" => facts.within_days = Some(number as u16),
            "ready" => facts.funds = Some(Funds::Ready),
            "possible" => facts.funds = Some(Funds::Possible),
            "short" => facts.funds = Some(Funds::Short),
            "accepts" => facts.price_accepted = true,
            "worries" => facts.price_worry = true,
            "aim" => facts.aim_clear = true,
            "purpose" => facts.purpose_known = true,
            "decider" => facts.decider_known = true,
            "tried" => facts.tried = true,
            "gap" => facts.budget_gap_bp = Some(number),
            "queued" => facts.queued = true,
            "paid" => facts.paid = true,
            "nowhere" => facts.reachable = false,
            "invalid" => facts.invalid = true,
            other => panic!("no fact {other}"),
        }
    }
    facts
}

#[test]
fn by_intent() {
    for (known, expected) in [
        ("visits=3 ready accepts within=30", "A visits:3 funds_ready price_accepted:70 within:30"),
        ("ready accepts within=30", "A funds_ready price_accepted:70 within:30"),
        ("visits=4 ready intent=70", "A visits:3 funds_ready price_accepted:70"),
        ("visits=4 ready intent=69 aim", "B visits:2 clear_aim can_pay price_talk:40"),
        ("visits=3 accepts within=30", "A visits:3 price_accepted:70 within:30"),
        ("visits=3 within=31 ready aim", "B visits:2 clear_aim can_pay"),
        ("visits=2 aim possible worries", "B visits:2 clear_aim can_pay price_talk:40"),
        ("aim possible intent=40", "B clear_aim can_pay price_talk:40"),
        ("aim possible intent=39", "C clear_aim"),
        ("visits=2 aim short", "C clear_aim visits:2"),
        ("visits=2 possible", "C visits:2"),
        ("purpose", "C motive"),
        ("", "D no_motive"),
        ("within=30 intent=90", "D no_motive"),
        ("visits=3 ready accepts within=30 nowhere", "D no_number"),
        ("visits=3 ready accepts within=30 nowhere paid", "A visits:3 funds_ready price_accepted:70 within:30"),
        ("visits=3 ready accepts within=30 invalid", "D invalid"),
    ] {
        check(Preset::Intent, known, expected);
    }
}

#[test]
fn by_progress() {
    for (known, expected) in [
        ("paid", "A paid"),
        ("paid nowhere", "A paid"),
        ("paid queued", "A paid"),
        ("queued", "B queued"),
        ("", "C everybody"),
        ("visits=5 ready intent=90", "C everybody"),
        ("queued nowhere", "D no_number"),
        ("invalid", "D invalid"),
    ] {
        check(Preset::Progress, known, expected);
    }
}

#[test]
fn by_horizon() {
    for (known, expected) in [
        ("within=30", "A within:30"),
        ("within=31", "B within:90"),
        ("within=90", "B within:90"),
        ("within=180", "C within:180"),
        ("within=181", "D no_date"),
        ("", "D no_date"),
        ("within=30 nowhere", "A within:30"),
    ] {
        check(Preset::Horizon, known, expected);
    }
}

#[test]
fn as_car_dealers_do() {
    let hot = "H within:30 tried budget_gap:15 decider_known";
    for (known, expected) in [
        ("within=30 tried gap=1500 decider", hot),
        ("within=30 tried gap=0 decider", hot),
        ("within=30 tried gap=1501 decider", "A within:60"),
        ("within=30 gap=0 decider", "A within:60"),
        ("within=30 tried decider", "A within:60"),
        ("within=60 tried gap=0 decider", "A within:60"),
        ("within=61", "B within:90"),
        ("within=90", "B within:90"),
        ("within=91", "C no_date"),
        ("visits=9 ready", "C no_date"),
    ] {
        check(Preset::CarDealer, known, expected);
    }
}

#[test]
fn a_site_may_ask_for_something_else() {
    let mut own = scales::preset(Preset::Intent).unwrap().clone();
    own.names = ["S", "A", "B", "C"].map(str::to_owned);
    own.levels[0] = Level { at_least: 1, marks: vec![Mark { fact: Fact::Intent, than: 60 }], shaded: false };
    own.number_needed = false;
    check_by(&own, "intent=60 nowhere", "S intent:60");
    check_by(&own, "intent=59", "C no_motive");
    own.levels[0].marks = vec![Mark { fact: Fact::PriceAccepted, than: 0 }];
    check_by(&own, "intent=100", "C no_motive");
    check_by(&own, "accepts", "S price_accepted:0");
    // A grade that asks for nothing is that of everybody who comes this far.
    own.levels[1] = Level { at_least: 0, marks: vec![Mark { fact: Fact::Paid, than: 0 }], shaded: false };
    check_by(&own, "", "A everybody");
    check_by(&own, "paid", "A paid");
}

#[test]
fn a_person_sets_the_grade_and_says_why_it_differs() {
    let cars = scales::preset(Preset::CarDealer).unwrap();
    assert_eq!(set(Grade::B, Grade::B, None, cars).unwrap(), None);
    assert_eq!(set(Grade::A, Grade::B, Some(" sister bought "), cars).unwrap().unwrap(), "sister bought");
    let no = set(Grade::A, Grade::B, Some(" "), cars).unwrap_err();
    assert_eq!((no.code, no.params), ("grade_needs_reason", vec![("suggested", "A".to_owned())]));
}

#[test]
fn a_grade_that_nothing_confirms_falls_step_by_step() {
    let every = PerGrade { a: 2, b: 4, c: 7, d: 30 };
    let from: Date = "2026-11-01".parse().unwrap();
    for (grade, days, factor, expected) in [
        (Grade::A, 4, 2, ""),
        (Grade::A, 5, 2, "A>B 2026-11-06"),
        (Grade::A, 12, 2, "A>B 2026-11-06"),
        (Grade::A, 13, 2, "A>B 2026-11-06 B>C 2026-11-14"),
        (Grade::A, 26, 2, "A>B 2026-11-06 B>C 2026-11-14"),
        (Grade::A, 27, 2, "A>B 2026-11-06 B>C 2026-11-14 C>D 2026-11-28"),
        (Grade::A, 999, 2, "A>B 2026-11-06 B>C 2026-11-14 C>D 2026-11-28"),
        (Grade::A, 3, 1, "A>B 2026-11-04"),
        (Grade::A, 12, 6, ""),
        (Grade::A, 999, 0, ""),
        (Grade::B, 8, 2, ""),
        (Grade::B, 9, 2, "B>C 2026-11-10"),
        (Grade::C, 14, 2, ""),
        (Grade::C, 15, 2, "C>D 2026-11-16"),
        (Grade::D, 999, 2, ""),
        (Grade::A, -3, 2, ""),
    ] {
        let today = from + Duration::days(days);
        let got = steps(grade, from, today, &every, factor);
        let told: Vec<String> =
            got.iter().map(|step| format!("{}>{} {}", step.from.code(), step.to.code(), step.on)).collect();
        assert_eq!(told.join(" "), expected, "{grade:?} after {days} days, factor {factor}");
        // Whoever looks every day sees each step once, on its day, and nothing else.
        let mut seen = Vec::new();
        let (mut now, mut since, mut day) = (grade, from, from);
        while day <= today {
            for step in steps(now, since, day, &every, factor) {
                assert_eq!(step.on, day);
                (now, since) = (step.to, step.on - Duration::days(1));
                seen.push(step);
            }
            day += Duration::days(1);
        }
        assert_eq!(seen, got);
    }
    assert_eq!(stands_until(Grade::B, from, &every, 2), "2026-11-09".parse().ok());
    assert_eq!(stands_until(Grade::B, from, &every, 0), None);
    assert_eq!(stands_until(Grade::D, from, &every, 2), None);
}
