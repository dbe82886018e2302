//! Every word that the code asks for is written, in both languages, and every word that is written is asked for.

use std::collections::BTreeSet;
use std::path::PathBuf;

use showroom::business::sites::fields::{self, Kind};
use showroom_templates::{Lang, Words};

use super::imports::rust_files;

#[test]
fn every_refusal_has_its_words_and_every_such_word_its_refusal() {
    let code = code();
    let said = starts(&code, "Refused::").filter_map(|rest| {
        let (kind, rest) = rest.split_once('(')?;
        ["invalid", "taken", "changed", "law"].contains(&kind).then(|| literal(rest))?
    });
    let written = written();
    let silent: BTreeSet<&str> = said.filter(|code| !written.refusals.contains(*code)).collect();
    assert!(silent.is_empty(), "refused without a word in texts/words: {silent:?}");

    let named: BTreeSet<&str> = literals(&code).collect();
    let idle: Vec<&String> = written.refusals.iter().filter(|code| !named.contains(code.as_str())).collect();
    assert!(idle.is_empty(), "nobody refuses with these codes, remove their words: {idle:?}");
}

#[test]
fn every_entry_of_the_journal_has_its_words() {
    let kinds = kinds(&code());
    assert!(kinds.contains("visits.left") && kinds.len() > 40, "{kinds:?}");
    let missing: Vec<String> = kinds
        .iter()
        .map(|kind| kind.replace('.', "_event_"))
        .filter(|name| Lang::ALL.into_iter().any(|lang| Words::new(lang).lookup(name).is_none()))
        .collect();
    assert!(missing.is_empty(), "no words for {}", missing.join(", "));
}

#[test]
fn no_word_is_written_for_nobody() {
    let (code, written) = (code(), written());
    let names: BTreeSet<&str> = code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).collect();
    let events: BTreeSet<String> = kinds(&code).iter().map(|kind| kind.replace('.', "_event_")).collect();
    let lists = lists(&code);
    let settings = settings();
    let idle: Vec<&String> = written
        .texts
        .iter()
        .filter(|key| !names.contains(key.as_str()) && !events.contains(*key) && !settings.contains(*key))
        .filter(|key| !lists.iter().any(|list| key.starts_with(list.as_str())))
        .collect();
    assert!(idle.is_empty(), "nobody says these words, remove them: {idle:?}");
}

#[test]
fn the_search_knows_words_when_it_sees_them() {
    let code = r#"words.lookup(&format!("roles_{}", code)); choices(words, "customers_source"); Refused::law("no_double_sale")"#;
    let lists = lists(code);
    assert!(lists.contains("roles_") && lists.contains("customers_source_"), "{lists:?}");
    assert_eq!(starts(code, "Refused::law(").filter_map(literal).collect::<Vec<_>>(), ["no_double_sale"]);
}

/// The beginnings of words whose ends are data: `"roles_{}"` → `roles_`, `"customers_source"` → `customers_source_`.
/// A capability's name alone begins all of its words and says nothing; only roles and stages are lists as a whole.
fn lists(code: &str) -> BTreeSet<String> {
    let whole = ["roles_", "stages_"];
    let lawful = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    literals(code)
        .map(|text| text.split_once('{').map_or_else(|| format!("{text}_"), |(start, _)| start.to_owned()))
        .filter(|start| lawful(start) && start.ends_with('_') && !start.starts_with('_'))
        .filter(|start| whole.contains(&start.as_str()) || start.matches('_').count() > 1)
        .collect()
}

/// The words of the settings, which the settings page finds by the name of each field.
fn settings() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for field in fields::ALL {
        if let Kind::Choice(codes) = field.kind {
            keys.extend(codes.iter().map(|code| format!("{}_{code}", field.words_key())));
        }
        keys.insert(field.words_key());
    }
    keys
}

/// What is written in `texts/words`: texts by their whole key, refusals by their code.
struct Written {
    texts: BTreeSet<String>,
    refusals: BTreeSet<String>,
}

fn written() -> Written {
    let mut written = Written { texts: BTreeSet::new(), refusals: BTreeSet::new() };
    for entry in std::fs::read_dir(root().join("templates/texts/words")).unwrap() {
        let file = entry.unwrap().path();
        let capability = file.file_stem().unwrap().to_string_lossy().into_owned();
        let table: toml::Table = std::fs::read_to_string(&file).unwrap().parse().unwrap();
        for (key, value) in table {
            if capability == "refusals" {
                written.refusals.insert(key);
            } else if key == "refusals" {
                written.refusals.extend(value.as_table().unwrap().keys().cloned());
            } else {
                written.texts.insert(format!("{capability}_{key}"));
            }
        }
    }
    written
}

/// The text between quotation marks with which `rest` begins.
fn literal(rest: &str) -> Option<&str> {
    rest.trim_start().strip_prefix('"')?.split_once('"').map(|(text, _)| text)
}

fn literals(code: &str) -> impl Iterator<Item = &str> {
    code.lines().flat_map(|line| line.split('"').skip(1).step_by(2))
}

fn starts<'a>(code: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    code.split(start).skip(1)
}

/// The source of the program and of its pages, without comments and tests.
fn code() -> String {
    let mut code = String::new();
    for file in ["src", "templates/src"].into_iter().flat_map(|folder| rust_files(&root().join(folder))) {
        if file.ends_with("tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let house = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for line in house.lines().filter(|line| !line.trim_start().starts_with("//")) {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every kind that the journal may hold: what stands in `Entry::new("…")`, and whatever else a capability calls by its name and a dot.
fn kinds(code: &str) -> BTreeSet<String> {
    let settings: BTreeSet<&str> = fields::ALL.iter().map(|field| field.name).collect();
    let of_a_capability = |text: &&str| {
        text.split_once('.').is_some_and(|(capability, event)| {
            let lawful =
                |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && !text.is_empty();
            lawful(capability) && lawful(event) && root().join("src/business").join(capability).is_dir()
        })
    };
    let named = literals(code).filter(of_a_capability).filter(|text| !settings.contains(text));
    starts(code, "Entry::new(").filter_map(literal).chain(named).map(str::to_owned).collect()
}
