//! Whatever the journal may hold can be read: every kind of entry that the program writes has its words in both languages.

use std::collections::BTreeSet;

use showroom_templates::{Lang, Words};

use super::imports::rust_files;

#[test]
fn every_entry_of_the_journal_has_its_words() {
    let kinds = kinds();
    assert!(kinds.contains("visits.left") && kinds.len() > 40, "{kinds:?}");
    let missing: Vec<String> = kinds
        .iter()
        .map(|kind| kind.replace('.', "_event_"))
        .filter(|name| Lang::ALL.into_iter().any(|lang| Words::new(lang).lookup(name).is_none()))
        .collect();
    assert!(missing.is_empty(), "no words for {}", missing.join(", "));
}

/// Every kind that stands in `Entry::new("…")`.
fn kinds() -> BTreeSet<String> {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut kinds = BTreeSet::new();
    for file in rust_files(&source).into_iter().filter(|file| !file.ends_with("tests.rs")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let house = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for after in house.split("Entry::new(\"").skip(1) {
            kinds.extend(after.split('"').next().map(str::to_owned));
        }
    }
    kinds
}
