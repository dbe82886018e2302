//! The table of rulings. A case reads `A r3 c5 | B c9 | of=A running=4`: A registered on the 3rd and last reached the customer on the 5th, B
//! reached them on the 9th; the customer belongs to A, whose protection runs for 4 days more. Days are of one month, at ten in the morning.
//!
//! r registered · c last effective contact · `agent f<day> a<day>` filed and arrived, with `.5` for half a day and `k` since when known ·
//! `of=` the owner · `running=` days left · `lapsed=` the day on which protection ended · `home=A2` somebody of the household registered with A
//! on the 2nd, `home=A2-` where that protection has ended · `helper=B30` B helped for 30 %.

use super::*;
use crate::business::customers::protection::Shade;

const A: UserId = UserId(1);
const B: UserId = UserId(2);
const C: UserId = UserId(3);

fn who(letter: char) -> UserId {
    match letter {
        'A' => A,
        'B' => B,
        _ => C,
    }
}

fn at(day: &str) -> Moment {
    let (whole, part) = day.split_once('.').unwrap_or((day, "0"));
    let start: Moment = "2026-11-01T02:00:00".parse().unwrap();
    let minutes: i64 = part.parse::<i64>().unwrap() * 144;
    start + Duration::days(whole.parse::<i64>().unwrap() - 1) + Duration::minutes(minutes)
}

fn on(day: &str) -> Date {
    at(day).date()
}

fn claim(text: &str) -> Claim {
    let mut claim = Claim::default();
    for word in text.split_whitespace().skip(1) {
        match word.split_at(1) {
            ("r", day) => claim.registered_at = Some(at(day)),
            ("c", day) => (claim.last_effective_at, claim.first_effective_at) = (Some(at(day)), Some(at(day))),
            other => panic!("{other:?}"),
        }
    }
    claim
}

fn filed(text: &str) -> Filed {
    let mut filed = Filed { filed_at: at("1"), arrived_at: None, known_since: None };
    for word in text.split_whitespace().skip(1) {
        match word.split_at(1) {
            ("f", day) => filed.filed_at = at(day),
            ("a", day) => filed.arrived_at = Some(at(day)),
            ("k", day) => filed.known_since = Some(at(day)),
            other => panic!("{other:?}"),
        }
    }
    filed
}

fn case(text: &str) -> Case {
    let mut parts = text.split('|');
    let (first, second, rest) = (parts.next().unwrap(), parts.next().unwrap().trim(), parts.next().unwrap_or(""));
    let against = match second.strip_prefix("agent") {
        Some(_) => Against::Agent(filed(second)),
        None => Against::Consultant(B, claim(second)),
    };
    let mut case = Case {
        first: (A, claim(first)),
        against,
        owner: None,
        protection: None,
        household: Vec::new(),
        helper: None,
        clock: SiteClock::named("Asia/Shanghai", 0).unwrap(),
        today: on("20"),
    };
    for word in rest.split_whitespace() {
        let (what, value) = word.split_once('=').unwrap();
        let letter = value.chars().next().unwrap();
        match what {
            "of" => case.owner = Some(who(letter)),
            "running" => {
                let days_left: i64 = value.parse().unwrap();
                let ends_on = case.today + Duration::days(days_left);
                case.protection = Some(Protection::Running { ends_on, days_left, shade: Shade::Calm });
            }
            "lapsed" => case.protection = Some(Protection::Lapsed { ended_on: on(value) }),
            "endless" => case.protection = Some(Protection::Endless),
            "home" => {
                let ended = value.ends_with('-');
                let day = value[1..].trim_end_matches('-');
                case.household.push(Relative { owner: who(letter), registered_at: at(day), protected: !ended });
            }
            "helper" => case.helper = Some((who(letter), value[1..].parse::<u16>().unwrap() * 100)),
            other => panic!("{other}"),
        }
    }
    case
}

fn told(finding: &Finding) -> String {
    let shares: Vec<String> = finding
        .shares
        .iter()
        .map(|share| {
            format!(
                "{}{}",
                if share.user == A {
                    "A"
                } else if share.user == B {
                    "B"
                } else {
                    "C"
                },
                share.bp / 100
            )
        })
        .collect();
    let days = finding.days_left.map(|days| format!(" {days}d")).unwrap_or_default();
    format!("{} {}{days} {}", finding.verdict.code(), finding.rule.code(), shares.join("+")).trim_end().to_owned()
}

fn check(text: &str, expected: &str) {
    check_with(&Ownership::default(), text, expected);
}

fn check_with(settings: &Ownership, text: &str, expected: &str) {
    let finding = rule(&case(text), settings);
    assert_eq!(told(&finding), expected, "{text}");
    let sum: u32 = finding.shares.iter().map(|share| u32::from(share.bp)).sum();
    assert!(finding.shares.is_empty() || sum == 10_000, "{text}");
    assert_eq!(finding, rule(&case(text), settings), "the same case, the same finding: {text}");
}

#[test]
fn while_protection_runs_the_owner_keeps_the_customer() {
    check("A r3 c18 | B c19 | of=A running=5", "first protected 5d A100");
    check("A r3 c18 | B c19 | of=B running=5", "second protected 5d B100");
    check("A | B r1 c19 | of=A running=1", "first protected 1d A100");
    check("A r3 | B | of=A running=0", "first protected 0d A100");
    check("A r3 c5 | B r2 c9 | of=A endless=yes", "first protected A100");
    check("A r3 c5 | B c9 | of=A", "first protected A100");
}

#[test]
fn after_protection_has_ended_who_reached_the_customer_since_has_them() {
    check("A r3 c5 | B c15 | of=A lapsed=12", "second lapsed B100");
    check("A r3 c5 | B c12 | of=A lapsed=12", "first protected A100");
    check("A r3 c5 | B c11 | of=A lapsed=12", "first protected A100");
    check("A r3 c5 | B | of=A lapsed=12", "first protected A100");
    check("A c15 | B r3 c5 | of=B lapsed=12", "first lapsed A100");
    check("A r3 c5 | B r14 | of=A lapsed=12", "first protected A100");
    check("A r3 c14 | B c13 | of=A lapsed=12", "second lapsed B100");
    // Half past seven in the morning of the 13th is still the 12th in London; the site's day counts.
    check("A r3 c5 | B c12.9 | of=A lapsed=12", "second lapsed B100");
    check("A r3 c5 | B c12.5 | of=A lapsed=12", "first protected A100");
}

#[test]
fn of_nobodys_customer_the_first_complete_card_counts() {
    check("A r3 | B r4", "first first_registration A100");
    check("A r5 | B r4", "second first_registration B100");
    check("A r3 c3 | B c19", "first first_registration A100");
    check("A c19 | B r3", "second first_registration B100");
    check("A r3 | B r4 | of=C running=4", "first first_registration A100");
}

#[test]
fn where_nobody_registered_the_last_effective_contact_counts() {
    check("A c3 | B c4", "second last_contact B100");
    check("A c5 | B c4", "first last_contact A100");
    check("A c5 | B", "first last_contact A100");
    check("A | B c4", "second last_contact B100");
    check("A r3 c8 | B r3 c9", "second last_contact B100");
}

#[test]
fn where_nothing_speaks_for_either_the_supervisor_decides() {
    check("A | B", "undecided no_evidence");
    check("A c4 | B c4", "undecided no_evidence");
    check("A r3 | B r3", "undecided no_evidence");
    check("A | B | of=C running=3", "undecided no_evidence");
}

#[test]
fn the_first_registration_of_a_household_rules_for_all_of_it() {
    check("A r5 c18 | B c19 | of=A running=5 home=B2", "second household B100");
    check("A r5 | B r6 | home=B2", "second household B100");
    check("A r5 | B r6 | home=A2", "first household A100");
    check("A | B c19 | home=A2", "first household A100");
    check("A r5 c18 | B c19 | of=A running=5 home=B2-", "first protected 5d A100");
    check("A r1 c18 | B c19 | of=A running=5 home=B2", "first protected 5d A100");
    check("A r5 | B r6 | home=B3 home=A2", "first household A100");
    check("A r5 | B r6 | home=B3 home=A2-", "second household B100");
    // A colleague who stands on neither side keeps what is theirs; between these two the other rules decide.
    check("A r5 | B r6 | home=C2", "first first_registration A100");
    // The household rules over protection, either way, and over nobody's card and no evidence at all.
    check("A r5 c18 | B c19 | of=B running=5 home=A2", "first household A100");
    check("A r5 c5 | B c15 | of=A lapsed=12 home=A2", "first household A100");
    check("A r5 c5 | B c15 | of=A lapsed=12 home=A2-", "second lapsed B100");
    check("A c3 | B c4 | home=A9", "first household A100");
    check("A | B | home=B9", "second household B100");
    check("A | B | home=B9-", "undecided no_evidence");
    check("A r5 | B | of=A endless=yes home=B2", "second household B100");
    // Registered at the same moment as the card is not before it.
    check("A r5 | B r6 | home=B5", "first first_registration A100");
    check("A r5 | B r6 | home=B4.9", "second household B100");
    // Of several relatives the first whose registration still counts.
    check("A r9 | B r8 | home=A7 home=B3- home=B5", "second household B100");
    check("A r9 | B r8 | home=C2 home=A3", "second first_registration B100");
    check("A r5 c18 | B c19 | of=A running=5 home=B2 helper=A50", "second household B50+A50");
}

#[test]
fn an_agent_files_nobody_whose_household_is_known() {
    check("A r5 | agent f3 a5 | home=A2", "first filing_known_before A100");
    check("A r5 | agent f3 a5 | home=C2", "first filing_known_before A100");
    check("A r5 | agent f3 a5 | home=A2-", "first filing_known_before A100");
    check("A r5 | agent f3 a5 | home=A4", "agent filing_binds 13d A100");
    check("A r5 | agent f3 a5 | home=A3", "agent filing_binds 13d A100");
    check("A r5 | agent f3 | home=A2", "first filing_no_visit A100");
}

#[test]
fn an_agents_claim_stands_or_falls_with_the_filing() {
    check("A r5 | agent f3 a5 | of=A running=9", "agent filing_binds 13d A100");
    check("A r5 | agent f3 a3.1", "agent filing_binds 13d A100");
    check("A r5 | agent f3 a3", "first filing_too_late A100");
    check("A r5 | agent f6 a5", "first filing_too_late A100");
    check("A r5 | agent f3 a5 k1", "first filing_known_before A100");
    check("A r5 | agent f3 a5 k4", "agent filing_binds 13d A100");
    check("A r5 | agent f3", "first filing_no_visit A100");
    check("A | agent f1 a31", "agent filing_binds 11d A100");
    check("A | agent f1 a31.1", "first filing_expired A100");
}

#[test]
fn lead_and_days_of_a_filing_are_the_sites_to_say() {
    let strict = Ownership { filing_lead_minutes: 24 * 60, ..Ownership::default() };
    check_with(&strict, "A r5 | agent f3 a3.5", "first filing_too_late A100");
    check_with(&strict, "A r5 | agent f3 a4", "agent filing_binds 13d A100");
    let short = Ownership { filing_days: 7, ..Ownership::default() };
    check_with(&short, "A r5 | agent f3 a11", "first filing_expired A100");
    check_with(&short, "A r5 | agent f3 a10", "agent filing_binds 0d A100");
    let at_once = Ownership { filing_lead_minutes: 0, ..Ownership::default() };
    check_with(&at_once, "A r5 | agent f3 a3", "agent filing_binds 13d A100");
}

#[test]
fn who_helped_on_the_day_of_a_sale_keeps_their_part() {
    check("A r3 c18 | B c19 | of=A running=5 helper=B50", "first protected 5d A50+B50");
    check("A r3 c18 | B c19 | of=A running=5 helper=B30", "first protected 5d A70+B30");
    check("A r3 c5 | B c15 | of=A lapsed=12 helper=B50", "second lapsed B100");
    check("A r3 c5 | B c15 | of=A lapsed=12 helper=C40", "second lapsed B60+C40");
    check("A r5 | agent f3 a5 | helper=C20", "agent filing_binds 13d A80+C20");
    check("A | B | helper=B50", "undecided no_evidence");
}

#[test]
fn what_was_seen_is_told() {
    let seen = |text: &str| rule(&case(text), &Ownership::default()).evidence;
    assert_eq!(
        seen("A r3 c5 | B c15 | of=A lapsed=12"),
        [
            Evidence::ProtectionEnded(on("12")),
            Evidence::Registered(A, at("3")),
            Evidence::LastContact(A, at("5")),
            Evidence::LastContact(B, at("15")),
        ]
    );
    assert_eq!(seen("A r5 | B r6 | home=B2")[0], Evidence::Household(B, at("2")));
    assert_eq!(
        seen("A r5 | agent f3 a5 k1"),
        [Evidence::Filed(at("3")), Evidence::Arrived(at("5")), Evidence::KnownSince(at("1"))]
    );
    assert_eq!(
        seen("A r5 | agent f3 a5 | home=C2"),
        [Evidence::Filed(at("3")), Evidence::Arrived(at("5")), Evidence::Household(C, at("2"))]
    );
    assert_eq!(seen("A | B"), []);
}

#[test]
fn there_are_as_many_days_to_appeal_as_the_site_says() {
    assert_eq!(appeal_until(on("20"), &Ownership::default()), on("23"));
    assert_eq!(appeal_until(on("20"), &Ownership { appeal_days: 0, ..Ownership::default() }), on("20"));
}
