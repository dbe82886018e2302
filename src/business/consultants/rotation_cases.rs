//! The table of rotation rules, each switch both ways.
//!
//! A queue reads `1 2p 3+!`: consultant 1 free, 2 with a party, 3 free with a turn owed and follow-ups overdue.
//! p party · r own returning customer · b short break · m meal · e errand · l leave · v private · x not at the post · o off duty ·
//! `!` five overdue · `^` one of those made today · `~` excused · `+` one turn owed · `n` and a digit: new visitors today.

use super::*;
use crate::business::consultants::turns::{Balance, TurnKind, entries};
use std::collections::BTreeMap;

const NOON: Moment = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap().and_hms_opt(4, 0, 0).unwrap();

fn queue(text: &str) -> Vec<Standing> {
    text.split_whitespace().enumerate().map(|(position, word)| standing(word, position as i64)).collect()
}

fn standing(word: &str, position: i64) -> Standing {
    let since = NOON;
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let mut who = Standing {
        consultant: UserId(word[..digits].parse().unwrap()),
        position,
        state: State::Free,
        overdue: 0,
        caught_up: 0,
        excused: false,
        new_today: 0,
        owed: 0,
    };
    let away = |reason| State::Away { since, reason };
    let with = |company| State::WithParty { since, company };
    for mark in word[digits..].chars() {
        match mark {
            'p' => who.state = with(Company::Visitor),
            'r' => who.state = with(Company::OwnReturning),
            'b' => who.state = away(Away::ShortBreak),
            'm' => who.state = away(Away::Meal),
            'e' => who.state = away(Away::Errand),
            'l' => who.state = away(Away::Leave),
            'v' => who.state = away(Away::Private),
            'x' => who.state = away(Away::NotAtPost),
            'o' => who.state = State::OffDuty,
            '!' => who.overdue = 5,
            '^' => who.caught_up += 1,
            '~' => who.excused = true,
            '+' => who.owed += 1,
            'n' => {}
            count => who.new_today = count.to_digit(10).unwrap(),
        }
    }
    who
}

fn party(text: &str) -> Party {
    let mut party = Party {
        caller: Caller::Buyer,
        been_before: Some(BeenBefore::No),
        owner: None,
        appointment: None,
        asks_for: None,
        related_to: None,
    };
    for word in text.split_whitespace() {
        let (what, whose) = word.split_once('=').unwrap_or((word, "0"));
        let whose = Some(UserId(whose.parse().unwrap()));
        match what {
            "new" => {}
            "unasked" => party.been_before = None,
            "unsure" => party.been_before = Some(BeenBefore::Unsure),
            "of" => (party.owner, party.been_before) = (whose, Some(BeenBefore::Yes)),
            "appointment" => party.appointment = whose,
            "asks" => party.asks_for = whose,
            "related" => party.related_to = whose,
            "colleague" => party.caller = Caller::Colleague,
            "owner" => party.caller = Caller::UnitOwner,
            "job" => party.caller = Caller::Job,
            other => panic!("{other}"),
        }
    }
    party
}

/// `1 new_visitor turn | 2 owed | 2 3 1`: taker, rule, what it costs, who was passed over, the queue afterwards.
fn told(proposal: &Proposal) -> String {
    let taker = proposal.consultant.map_or("-".into(), |who| who.to_string());
    let cost = match (proposal.costs_turn, proposal.made_up) {
        (false, _) => "free",
        (true, false) => "turn",
        (true, true) => "owed-turn",
    };
    let skipped: Vec<String> = proposal
        .skipped
        .iter()
        .map(|one| format!("{} {}", one.consultant, format!("{:?}", one.missed).to_lowercase()))
        .collect();
    let after: Vec<String> = proposal.queue_after.iter().map(ToString::to_string).collect();
    let shared = proposal
        .shared_with
        .map(|share| format!(" | {} gets {}", share.owner, 10_000 - share.helper_bp))
        .unwrap_or_default();
    format!("{taker} {} {cost} | {} | {}{shared}", proposal.rule.code(), skipped.join(", "), after.join(" "))
}

fn check_with(rules: &Rotation, standings: &str, arrives: &str, expected: &str) {
    let got = match propose(&queue(standings), &party(arrives), rules) {
        Ok(proposal) => told(&proposal),
        Err(no) => format!("refused {no}"),
    };
    assert_eq!(got, expected, "queue {standings:?}, party {arrives:?}");
}

fn check(standings: &str, arrives: &str, expected: &str) {
    check_with(&Rotation::default(), standings, arrives, expected);
}

fn with(change: impl Fn(&mut Rotation)) -> Rotation {
    let mut rules = Rotation::default();
    change(&mut rules);
    rules
}

#[test]
fn a_new_visitor_goes_to_the_next_in_turn() {
    check("1 2 3", "new", "1 new_visitor turn |  | 2 3 1");
    check("2 3 1", "new", "2 new_visitor turn |  | 3 1 2");
    check("1 2 3", "unsure", "1 new_visitor turn |  | 2 3 1");
    check("1", "new", "1 new_visitor turn |  | 1");
    check("", "new", "- nobody_eligible free |  | ");
    check("1p 2", "new", "2 new_visitor turn | 1 owed | 1 2");
    check("1p 2m 3 4", "new", "3 new_visitor turn | 1 owed, 2 owed | 4 1 2 3");
    check("1 2 3", "unasked", "refused been_before_unanswered");
}

#[test]
fn the_order_of_the_day_may_be_fewest_new_visitors() {
    let fewest = with(|r| r.order = QueueOrder::FewestNew);
    check_with(&fewest, "1n2 2n1 3n1", "new", "2 new_visitor turn |  | 3 1 2");
    check_with(&fewest, "1n2 2n1p 3n1", "new", "3 new_visitor turn | 2 placekept | 2 1 3");
    check_with(&fewest, "1n0 2n0", "new", "1 new_visitor turn |  | 2 1");
}

#[test]
fn a_missed_turn_is_owed_or_lost_by_its_reason_and_switch() {
    let none = with(|r| {
        r.make_up = MakeUp {
            with_party: false,
            short_break: false,
            errand: false,
            meal: false,
            leave: false,
            private: false,
            not_at_post: false,
        }
    });
    let all = with(|r| r.make_up = MakeUp { leave: true, private: true, not_at_post: true, ..MakeUp::default() });
    for (mark, by_default) in
        [("p", "owed"), ("b", "owed"), ("m", "owed"), ("e", "owed"), ("l", "lost"), ("v", "lost"), ("x", "lost")]
    {
        let standings = format!("1{mark} 2 3");
        let told = |missed: &str| format!("2 new_visitor turn | 1 {missed} | 3 1 2");
        check(&standings, "new", &told(by_default));
        check_with(&none, &standings, "new", &told("lost"));
        check_with(&all, &standings, "new", &told("owed"));
    }
}

#[test]
fn eligibility_has_a_switch_each() {
    check("1o 2", "new", "2 new_visitor turn | 1 noturn | 1 2");
    check("1! 2 3", "new", "2 new_visitor turn | 1 placekept | 1 3 2");
    check("1!p 2 3", "new", "2 new_visitor turn | 1 owed | 3 1 2");
    check_with(&with(|r| r.not_eligible.off_duty = false), "1o 2", "new", "1 new_visitor turn |  | 2 1");
    check_with(&with(|r| r.not_eligible.on_break = false), "1b 2", "new", "1 new_visitor turn |  | 2 1");
    check_with(&with(|r| r.not_eligible.with_party = false), "1p 2", "new", "1 new_visitor turn |  | 2 1");
    check_with(&with(|r| r.not_eligible.overdue = false), "1! 2", "new", "1 new_visitor turn |  | 2 1");
    check_with(&with(|r| r.overdue_from = 6), "1! 2", "new", "1 new_visitor turn |  | 2 1");
}

#[test]
fn overdue_follow_ups_cost_the_turn_until_the_oldest_are_made() {
    let out = "2 new_visitor turn | 1 placekept | 1 2";
    let back = "1 new_visitor turn |  | 2 1";
    check("1! 2", "new", out);
    check("1!^ 2", "new", out);
    check("1!^^ 2", "new", out);
    // The oldest three are made: back at the same place, whatever else is overdue.
    check("1!^^^ 2", "new", back);
    check("1!~ 2", "new", back);
    check_with(&with(|r| r.overdue_opened = 1), "1!^ 2", "new", back);
    check_with(&with(|r| r.overdue_opened = 4), "1!^^^ 2", "new", out);
    check_with(&with(|r| r.overdue_from = 5), "1! 2", "new", out);
    // A turn that is owed waits as well, and is not lost.
    check("1!+ 2 3", "new", "2 new_visitor turn | 1 placekept | 1 3 2");
    check("1!+^^^ 2 3", "new", "1 make_up owed-turn |  | 1 2 3");
}

#[test]
fn a_turn_owed_is_made_up_before_the_order_of_the_day() {
    check("1 2+ 3", "new", "2 make_up owed-turn |  | 1 2 3");
    check("1 2+p 3+", "new", "3 make_up owed-turn | 2 noturn | 1 2 3");
    check("1 2+p 3", "new", "1 new_visitor turn |  | 2 3 1");
    check("1p 2 3+m", "new", "2 new_visitor turn | 1 owed | 3 1 2");
    check("1 2+ 3", "of=1", "1 returning free |  | 1 2 3");
}

#[test]
fn a_returning_customer_goes_to_the_owner() {
    check("1 2 3", "of=3", "3 returning free |  | 1 2 3");
    check("1 2 3!", "of=3", "3 returning free |  | 1 2 3");
    let costs = with(|r| r.returning = ReturningTurn::Costs);
    let not_owed = with(|r| r.returning = ReturningTurn::NotOwed);
    check_with(&costs, "1 2 3", "of=2", "2 returning turn |  | 1 3 2");
    check_with(&not_owed, "1 2 3", "of=2", "2 returning free |  | 1 2 3");
    // A turn missed with a returning customer of one's own.
    check("1r 2 3", "new", "2 new_visitor turn | 1 owed | 3 1 2");
    check_with(&not_owed, "1r 2 3", "new", "2 new_visitor turn | 1 lost | 3 1 2");
    check_with(&not_owed, "1p 2 3", "new", "2 new_visitor turn | 1 owed | 3 1 2");
    check_with(&costs, "1r 2 3", "new", "2 new_visitor turn | 1 owed | 3 1 2");
    // Owed with a returning customer even where other parties earn nothing.
    let only_returning = with(|r| r.make_up.with_party = false);
    check_with(&only_returning, "1r 2 3", "new", "2 new_visitor turn | 1 owed | 3 1 2");
    check_with(&only_returning, "1p 2 3", "new", "2 new_visitor turn | 1 lost | 3 1 2");
}

#[test]
fn the_next_in_turn_helps_an_absent_owner_and_shares() {
    check("1 2 3o", "of=3", "1 owner_absent free |  | 1 2 3 | 3 gets 5000");
    check("1 2", "of=9", "1 owner_absent free |  | 1 2 | 9 gets 5000");
    check("1 2p 3", "of=2", "1 owner_absent free |  | 1 2 3 | 2 gets 5000");
    check("1p 2 3o", "of=3", "2 owner_absent free | 1 noturn | 1 2 3 | 3 gets 5000");
    check("1p 2o", "of=2", "- nobody_eligible free | 1 noturn, 2 noturn | 1 2");
    check_with(&with(|r| r.helper_share_bp = 0), "1 2o", "of=2", "1 owner_absent free |  | 1 2");
    check_with(&with(|r| r.helper_share_bp = 3_000), "1 2o", "of=2", "1 owner_absent free |  | 1 2 | 2 gets 7000");
    check_with(&with(|r| r.helping_costs = true), "1 2 3o", "of=3", "1 owner_absent turn |  | 2 3 1 | 3 gets 5000");
}

#[test]
fn an_appointment_goes_to_its_consultant() {
    check("1 2 3", "appointment=2", "2 appointment free |  | 1 2 3");
    check("1 2 3", "appointment=2 of=3", "2 appointment free |  | 1 2 3");
    check("1 2p 3", "appointment=2 of=3", "3 returning free |  | 1 2 3");
    check("1 2o 3", "appointment=2", "1 appointment_absent free |  | 1 2 3 | 2 gets 5000");
    check("1 2! 3", "appointment=2", "2 appointment free |  | 1 2 3");
}

#[test]
fn asking_by_name_costs_a_turn_only_if_it_was_theirs() {
    let costs = with(|r| r.by_name = ByNameTurn::Costs);
    let free = with(|r| r.by_name = ByNameTurn::Free);
    check("1 2 3", "asks=2", "2 by_name free |  | 1 2 3");
    check("1 2 3", "asks=1", "1 by_name_on_turn turn |  | 2 3 1");
    check("1p 2 3", "asks=2", "2 by_name_on_turn turn | 1 owed | 3 1 2");
    check("1 2+ 3", "asks=2", "2 by_name_on_turn owed-turn |  | 1 2 3");
    check("1 2p 3", "asks=2", "1 by_name_absent turn |  | 2 3 1");
    check("1 2! 3", "asks=2", "1 by_name_absent turn |  | 2 3 1");
    check("1 2 3", "asks=9", "1 by_name_absent turn |  | 2 3 1");
    check_with(&costs, "1 2 3", "asks=2", "2 by_name turn |  | 1 3 2");
    check_with(&free, "1 2 3", "asks=1", "1 by_name free |  | 1 2 3");
    // The owner has the say over a name.
    check("1 2 3", "of=3 asks=2", "3 returning free |  | 1 2 3");
}

#[test]
fn switches_do_what_they_say_together() {
    let fewest = with(|r| r.order = QueueOrder::FewestNew);
    let helping = with(|r| r.helping_costs = true);
    let costs = with(|r| r.by_name = ByNameTurn::Costs);
    let blind =
        with(|r| r.not_eligible = NotEligible { off_duty: false, on_break: false, with_party: false, overdue: false });
    check_with(&fewest, "1n2 2n1 3n0", "of=1", "1 returning free |  | 3 2 1");
    check_with(&fewest, "1n2 2n1 3n0", "asks=1", "1 by_name free |  | 3 2 1");
    check_with(&fewest, "1n2 2n1 3n0", "asks=3", "3 by_name_on_turn turn |  | 2 1 3");
    check_with(&fewest, "1n1 2n0!", "new", "1 new_visitor turn | 2 placekept | 2 1");
    check_with(&fewest, "1n1 2n0", "job", "2 no_buyer free |  | 2 1");
    check_with(&helping, "1p 2 3o", "of=3", "2 owner_absent turn | 1 owed | 3 1 2 | 3 gets 5000");
    check_with(&helping, "1 2+ 3o", "of=3", "2 owner_absent owed-turn |  | 1 2 3 | 3 gets 5000");
    check_with(&helping, "1 2o", "appointment=2", "1 appointment_absent turn |  | 2 1 | 2 gets 5000");
    check_with(&costs, "1 2+ 3", "asks=3", "3 by_name turn |  | 1 2 3");
    check_with(&costs, "1 2p 3", "asks=2", "1 by_name_absent turn |  | 2 3 1");
    check_with(&blind, "1p 2", "new", "1 new_visitor turn |  | 2 1");
    check_with(&blind, "1o 2", "of=1", "1 returning free |  | 1 2");
    check_with(&blind, "1! 2", "asks=1", "1 by_name_on_turn turn |  | 2 1");
    check_with(&with(|r| r.overdue_from = 6), "1! 2", "asks=1", "1 by_name_on_turn turn |  | 2 1");
}

#[test]
fn who_does_not_buy_costs_no_turn() {
    for caller in ["colleague", "owner", "job", "colleague unasked"] {
        check("1 2 3", caller, "1 no_buyer free |  | 1 2 3");
    }
    check("1p 2 3", "job", "2 no_buyer free | 1 noturn | 1 2 3");
    check("1 2+ 3", "job", "1 no_buyer free |  | 1 2 3");
}

#[test]
fn related_parties_have_one_consultant() {
    check("1 2p 3", "related=2", "2 related free |  | 1 2 3");
    check("1 2p 3", "related=2 of=3", "2 related free |  | 1 2 3");
}

#[test]
fn where_nobody_can_the_first_to_be_free_does() {
    check("1p 2m", "new", "- nobody_eligible free | 1 noturn, 2 noturn | 1 2");
    check("1p 2", "new", "2 new_visitor turn | 1 owed | 1 2");
}

#[test]
fn a_person_may_decide_otherwise_with_a_reason() {
    let rules = Rotation::default();
    let standings = queue("1 2! 3p");
    let proposal = propose(&standings, &party("new"), &rules).unwrap();
    let override_to = |proposal: &Proposal, who: i64, why: &str| {
        overridden(&standings, proposal, UserId(who), why, &rules)
            .map_or_else(|no| no.to_string(), |other| told(&other))
    };
    assert_eq!(override_to(&proposal, 2, "speaks Uyghur"), "2 overridden turn |  | 1 3 2");
    assert_eq!(override_to(&proposal, 2, " "), "override_needs_reason");
    assert_eq!(override_to(&proposal, 7, "knows them"), "not_in_the_queue");
    assert_eq!(override_to(&proposal, 1, ""), "1 new_visitor turn |  | 2 3 1");
    let returning = propose(&standings, &party("of=1"), &rules).unwrap();
    assert_eq!(override_to(&returning, 2, "owner asked"), "2 overridden free |  | 1 2 3");
}

#[test]
fn everybody_can_ask_why_not_me() {
    let why = |standings: &str, arrives: &str, me: i64| {
        let proposal = propose(&queue(standings), &party(arrives), &Rotation::default()).unwrap();
        why_not_me(&proposal, UserId(me))
    };
    let owed = Skipped { consultant: UserId(1), why: Why::WithParty { since: NOON }, missed: Missed::Owed };
    let overdue = Skipped { consultant: UserId(1), why: Why::Overdue { count: 5 }, missed: Missed::PlaceKept };
    let waiting = Skipped { missed: Missed::NoTurn, ..owed };
    for (standings, arrives, me, expected) in [
        ("1 2 3", "new", 1, Reason::ItWasYou),
        ("1 2 3", "new", 3, Reason::Behind(2)),
        ("1p 2 3", "new", 1, Reason::PassedOver(owed)),
        ("1! 2 3", "new", 1, Reason::PassedOver(overdue)),
        ("1 2+ 3", "new", 1, Reason::MadeUpFor(UserId(2))),
        ("1 2 3", "of=3", 1, Reason::BelongedTo(UserId(3), Rule::Returning)),
        ("1 2 3", "asks=3", 1, Reason::BelongedTo(UserId(3), Rule::ByName)),
        ("1 2 3", "new", 8, Reason::NotInQueue),
        ("1p 2p", "new", 1, Reason::PassedOver(waiting)),
        ("1p 2p", "new", 8, Reason::NobodyCould),
    ] {
        assert_eq!(why(standings, arrives, me), expected, "{standings} {arrives} {me}");
    }
}

/// A day of parties that come and go: every visitor is somebody's, and what is owed on the screen is what the lines sum to.
#[test]
fn the_ledger_of_a_day_adds_up_and_is_the_same_each_time() {
    let first = a_day(7);
    assert_eq!(first, a_day(7));
    for seed in 1..40 {
        let (balances, visitors, open) = a_day(seed);
        let received: i32 = balances.values().map(Balance::received).sum();
        assert_eq!(received, visitors, "seed {seed}");
        for (who, balance) in &balances {
            assert!(balance.open() >= 0, "seed {seed}");
            assert_eq!(balance.open(), open.get(who).copied().unwrap_or(0), "seed {seed}");
        }
        // The order of the day comes round to everybody alike, but for who was off duty.
        let rounds: Vec<i32> = balances.values().map(Balance::came_round).collect();
        let (least, most) = (rounds.iter().min().unwrap(), rounds.iter().max().unwrap());
        assert!(most - least <= 1, "seed {seed}: {rounds:?}");
    }
}

type Day = (BTreeMap<UserId, Balance>, i32, BTreeMap<UserId, i32>);

fn a_day(seed: u64) -> Day {
    let mut dice = seed;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) % sides
    };
    let rules = Rotation::default();
    let mut standings = queue("1 2 3 4 5");
    let mut lines: BTreeMap<UserId, Vec<TurnKind>> = BTreeMap::new();
    let mut visitors = 0;
    for _ in 0..200 {
        for who in &mut standings {
            if roll(3) == 0 {
                who.state =
                    [State::Free, State::Free, State::Away { since: NOON, reason: Away::ALL[roll(6) as usize] }]
                        [roll(3) as usize];
            }
        }
        let arrives = ["new", "new", "new", "job", "of=2", "asks=4"][roll(6) as usize];
        let proposal = propose(&standings, &party(arrives), &rules).unwrap();
        visitors += i32::from(proposal.costs_turn);
        for (who, kind) in entries(&proposal) {
            lines.entry(who).or_default().push(kind);
            let standing = standings.iter_mut().find(|one| one.consultant == who).unwrap();
            standing.owed += i32::from(kind == TurnKind::Owed) - i32::from(kind == TurnKind::MadeUp);
        }
        for who in &mut standings {
            let place = proposal.queue_after.iter().position(|id| *id == who.consultant);
            who.position = place.unwrap() as i64;
            if proposal.consultant == Some(who.consultant) {
                who.state = State::WithParty { since: NOON, company: Company::Visitor };
            }
        }
    }
    let open = standings.iter().map(|who| (who.consultant, who.owed)).collect();
    let balances = lines.into_iter().map(|(who, lines)| (who, Balance::of(lines))).collect();
    (balances, visitors, open)
}
