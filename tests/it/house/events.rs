//! Whatever the journal records has its words in both languages: no time line shows a code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use showroom_templates::{Lang, Words};

#[test]
fn every_event_has_its_words() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/business");
    let mut wordless = BTreeSet::new();
    let mut events = 0;
    for entry in std::fs::read_dir(&root).unwrap() {
        let folder = entry.unwrap().path();
        let capability = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for event in events_of(&folder, &capability) {
            events += 1;
            for lang in [Lang::Zh, Lang::En] {
                if Words::new(lang).lookup(&format!("{capability}_event_{event}")).is_none() {
                    wordless.insert(format!("{capability}.{event}"));
                }
            }
        }
    }
    assert!(events > 40, "only {events} events were found");
    assert!(wordless.is_empty(), "these events have no words in texts/words: {wordless:?}");
}

/// Everything in a capability's source that reads `"<capability>.<event>"`.
fn events_of(folder: &Path, capability: &str) -> BTreeSet<String> {
    let mut events = BTreeSet::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let own = format!("\"{capability}.");
        let named = text.split(own.as_str()).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0));
        let plain =
            |event: &&str| !event.is_empty() && event.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        events.extend(named.filter(plain).map(str::to_owned));
    }
    events
}
