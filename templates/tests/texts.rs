//! The longer texts are sound: both languages everywhere, codes that the house knows, and no word that the law forbids.
#![allow(clippy::unwrap_used, clippy::panic)]

use showroom_templates::texts;
use std::collections::BTreeSet;
use toml::{Table, Value};

const FILES: [(&str, &str); 7] = [
    ("needs", texts::NEEDS),
    ("papers", texts::PAPERS),
    ("notice", texts::NOTICE),
    ("deposit-agreement", texts::DEPOSIT_AGREEMENT),
    ("receipt", texts::RECEIPT),
    ("contract", texts::CONTRACT),
    ("demo", texts::DEMO),
];

fn read(text: &str) -> Table {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn list<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("no {key} in {table}"))
}

fn texts_of<'a>(table: &'a Table, key: &str) -> Vec<&'a str> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Every table below this one, itself included, with the way to it.
fn tables<'a>(way: String, value: &'a Value, into: &mut Vec<(String, &'a Table)>) {
    match value {
        Value::Table(table) => {
            into.push((way.clone(), table));
            table.iter().for_each(|(key, value)| tables(format!("{way}.{key}"), value, into));
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(i, value)| tables(format!("{way}[{i}]"), value, into));
        }
        _ => {}
    }
}

/// The names between braces, in the order of the alphabet.
fn blanks(words: &str) -> BTreeSet<&str> {
    words.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

#[test]
fn both_languages_stand_side_by_side_with_the_same_blanks() {
    for (file, source) in FILES {
        let whole = Value::Table(read(source));
        let mut all = Vec::new();
        tables(file.to_string(), &whole, &mut all);
        let spoken = all.iter().filter(|(_, table)| table.contains_key("zh") || table.contains_key("en"));
        for (way, table) in spoken {
            let (zh, en) = (text(table, "zh"), text(table, "en"));
            assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{way} lacks words");
            assert_eq!(blanks(zh), blanks(en), "{way}");
        }
    }
}

#[test]
fn names_within_a_list_are_unique() {
    for (file, source) in FILES {
        let whole = Value::Table(read(source));
        let mut all = Vec::new();
        tables(file.to_string(), &whole, &mut all);
        for (way, table) in all {
            for (key, values) in table.iter().filter_map(|(key, value)| value.as_array().map(|values| (key, values))) {
                let names: Vec<&str> = values
                    .iter()
                    .filter_map(Value::as_table)
                    .filter_map(|row| row.get("id").or_else(|| row.get("login")).or_else(|| row.get("vin")))
                    .filter_map(Value::as_str)
                    .collect();
                assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "{way}.{key}: {names:?}");
            }
        }
    }
}

#[test]
fn questions_have_an_answer_and_every_kind_of_showroom_finds_its_own() {
    let needs = read(texts::NEEDS);
    let kinds: Vec<&str> = list(&needs, "kind").map(|kind| text(kind, "id")).collect();
    assert_eq!(kinds, ["homes", "cars", "other"]);
    for kind in list(&needs, "kind") {
        let ids: Vec<&str> = list(kind, "question").map(|question| text(question, "id")).collect();
        for asked in ["purpose", "budget", "when", "decider", "loan", "rivals"] {
            assert!(ids.contains(&asked), "{} does not ask {asked}", text(kind, "id"));
        }
        for question in list(kind, "question") {
            let chosen = matches!(text(question, "answer"), "one" | "many");
            assert_eq!(chosen, question.contains_key("choices"), "{}", text(question, "id"));
            assert!(["one", "many", "text", "number"].contains(&text(question, "answer")));
            assert!(question.contains_key("label") && question.contains_key("why"), "{}", text(question, "id"));
        }
    }
}

#[test]
fn papers_name_buyers_and_ways_of_payment_that_exist() {
    for paper in list(&read(texts::PAPERS), "paper") {
        let id = text(paper, "id");
        let within = |key: &str, known: &[&str]| {
            let unknown: Vec<&str> = texts_of(paper, key).into_iter().filter(|code| !known.contains(code)).collect();
            assert!(unknown.is_empty(), "{id}: {key} {unknown:?}");
        };
        within("kinds", &["homes", "cars", "other"]);
        within("buyers", &["person", "married", "company", "agent"]);
        within("payments", &["at_once", "instalments", "commercial_loan", "fund_loan", "mixed_loan"]);
        assert!(["buyer", "deal"].contains(&text(paper, "each")), "{id}");
    }
}

#[test]
fn a_small_deposit_and_intent_money_come_back_and_earnest_money_keeps_its_two_edges() {
    let receipt = read(texts::RECEIPT);
    let agreement = read(texts::DEPOSIT_AGREEMENT);
    let said = |of: &str| -> String {
        let receipts = list(&receipt, "kind").filter(|kind| text(kind, "id") == of);
        let clauses =
            list(&agreement, "clause").filter(|clause| clause.get("money").and_then(Value::as_str) == Some(of));
        receipts.chain(clauses).map(|table| format!("{} {}\n", text(table, "zh"), text(table, "en"))).collect()
    };
    for mild in ["intent_money", "small_deposit"] {
        let said = said(mild);
        assert_eq!(said.matches("全额退还").count(), 2, "{said}");
        for forbidden in ["不退", "不予退还", "不得退", "无权请求返还", "双倍", "no claim", "double", "not be returned"]
        {
            assert!(!said.contains(forbidden), "{mild} says {forbidden}: {said}");
        }
    }
    let earnest = said("earnest_deposit");
    assert_eq!(earnest.matches("无权请求返还").count(), 2, "{earnest}");
    assert_eq!(earnest.matches("双倍返还").count(), 2, "{earnest}");
}

#[test]
fn every_kind_of_showroom_gets_a_whole_agreement_and_a_whole_contract() {
    for (source, needed) in [
        (texts::DEPOSIT_AGREEMENT, vec!["{seller}", "{buyers}", "{unit}", "{total}", "{payment}", "{sign_by}"]),
        (texts::CONTRACT, vec!["{seller}", "{buyers}", "{unit}", "{total}", "{payment}", "{plan}", "{deposit}"]),
    ] {
        let document = read(source);
        for kind in ["homes", "cars", "other"] {
            let printed: Vec<&Table> = list(&document, "clause")
                .filter(|clause| !clause.contains_key("kinds") || texts_of(clause, "kinds").contains(&kind))
                .collect();
            for blank in &needed {
                let there = printed.iter().filter(|clause| text(clause, "zh").contains(blank)).count();
                assert!(there >= 1, "{kind} does not say {blank}");
            }
            let titles: Vec<&str> = printed
                .iter()
                .filter(|clause| !clause.contains_key("money"))
                .map(|clause| text(clause["title"].as_table().unwrap(), "zh"))
                .collect();
            assert_eq!(titles.len(), titles.iter().collect::<BTreeSet<_>>().len(), "{kind}: {titles:?}");
            assert!(document["title"].as_table().unwrap().contains_key(kind));
        }
    }
}

#[test]
fn the_demo_is_a_house_of_eight_people_and_cars_with_true_numbers() {
    let demo = read(texts::DEMO);
    let roles: BTreeSet<&str> = list(&demo, "person").map(|person| text(person, "role")).collect();
    assert_eq!(list(&demo, "person").count(), 8);
    assert_eq!(roles, BTreeSet::from(["administrator", "cashier", "consultant", "receptionist", "supervisor"]));
    let sites: Vec<&str> = list(&demo, "site").map(|site| text(site, "id")).collect();
    for person in list(&demo, "person") {
        assert!(texts_of(person, "sites").iter().all(|site| sites.contains(site)), "{}", text(person, "login"));
    }
    for site in list(&demo, "site") {
        let types: BTreeSet<&str> = list(site, "type").map(|kind| text(kind, "id")).collect();
        let doors = list(site, "building").flat_map(|building| list(building, "doors"));
        let stops = list(site, "route").flat_map(|route| list(route, "stops")).filter(|stop| stop.contains_key("type"));
        for named in doors.chain(stops).chain(list(site, "cars")) {
            assert!(types.contains(text(named, "type")), "{} has no type {}", text(site, "id"), text(named, "type"));
        }
        for car in list(site, "cars") {
            assert!(true_vin(text(car, "vin")), "{}", text(car, "vin"));
        }
    }
    assert!(!true_vin("LYCEA1B26TY100231"), "the wrong check digit is noticed");
}

/// Whether the ninth place of a vehicle identification number fits the others.
fn true_vin(vin: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |c: char| match c {
        '0'..='9' => c.to_digit(10),
        'A'..='H' => Some(c as u32 - 'A' as u32 + 1),
        'J'..='N' => Some(c as u32 - 'J' as u32 + 1),
        'P' => Some(7),
        'R' => Some(9),
        'S'..='Z' => Some(c as u32 - 'S' as u32 + 2),
        _ => None,
    };
    let values: Option<Vec<u32>> = vin.chars().map(value).collect();
    let Some(values) = values.filter(|values| values.len() == WEIGHTS.len()) else { return false };
    let rest = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum::<u32>() % 11;
    vin.chars().nth(8) == if rest == 10 { Some('X') } else { char::from_digit(rest, 10) }
}
