//! One direction. Reads every `use` of the house and fails with the sentence that is broken.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::support::snapshot;

/// From right to left; each may import those before it, nobody the other way.
const FLOORS: [&str; 3] = ["base", "platform", "business"];
/// The machinery; each may import those before it, and those on the same line may import each other: a backup is sound when its journal is.
const PLATFORM: &[&[&str]] = &[
    &["folders", "logging", "db", "journal"],
    &["seal", "config", "jobs", "sheets", "papers"],
    &["access"],
    &["mail"],
    &["http"],
    &["assets", "gate", "health", "doctor"],
];
/// The order of a customer's day; each may import those before it.
const BUSINESS: &[&str] = &[
    "sites",
    "customers",
    "consultants",
    "playbooks",
    "visits",
    "units",
    "quotes",
    "followups",
    "calls",
    "deposits",
    "contracts",
    "ownership",
    "rulings",
    "merging",
    "privacy",
    "lists",
    "reminders",
    "letters",
    "calendars",
    "board",
    "reports",
    "desk",
    "staff",
    "reactions",
];

/// One `use crate::…`: in which file, of what.
struct Import {
    file: PathBuf,
    target: Vec<String>,
}

#[test]
fn everything_imports_in_one_direction() {
    let broken: BTreeSet<String> = imports().iter().filter_map(broken_sentence).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_picture_of_who_imports_whom_is_true() {
    let mut picture: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for import in imports() {
        let (from, to) = (room(&path_of(&import.file)), room(&import.target));
        if from != to {
            picture.entry(from).or_default().insert(to);
        }
    }
    let mut text = String::from("# who · imports\n");
    for (from, targets) in picture {
        writeln!(text, "{from:<24} {}", targets.into_iter().collect::<Vec<_>>().join(" ")).unwrap();
    }
    snapshot::matches("imports.txt", &text);
}

#[test]
fn templates_import_nothing_of_ours() {
    for file in rust_files(&root().join("templates")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let names_us = text.lines().any(|line| line.trim_start().starts_with("use showroom::"));
        assert!(!names_us, "{} imports from the program; templates import nothing of ours", file.display());
    }
}

#[test]
fn every_file_says_first_what_lives_there() {
    for file in rust_files(&root().join("src")).into_iter().chain(rust_files(&root().join("templates/src"))) {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not begin with a line that says what lives there", file.display());
    }
}

#[test]
fn the_law_knows_a_breach_when_it_sees_one() {
    let breach = |file: &str, target: &str| {
        let target = target.split("::").map(str::to_owned).collect();
        broken_sentence(&Import { file: file.into(), target })
    };
    assert!(breach("src/base/money.rs", "platform::db").is_some());
    assert!(breach("src/platform/journal/mod.rs", "business::visits").is_some());
    assert!(breach("src/platform/access/users.rs", "platform::http").is_some());
    assert!(breach("src/business/visits/web.rs", "business::deposits::store").is_some());
    assert!(breach("src/business/visits/web.rs", "server").is_some());
    assert!(breach("src/business/deposits/web.rs", "business::visits::store").is_none());
    assert!(breach("src/business/visits/web.rs", "platform::http::Ask").is_none());
    assert!(breach("src/server.rs", "business::visits").is_none());
    let text = "use crate::{base::ids, platform::{db::{Tx, Conn}, http}};\nuse super::super::db::fault;";
    let nested = uses(text, &["platform", "http", "keys"].map(str::to_owned));
    let nested: Vec<String> = nested.iter().map(|path| path.join("::")).collect();
    assert_eq!(
        nested,
        ["base::ids", "platform::db::Tx", "platform::db::Conn", "platform::http", "platform::db::fault"]
    );
    assert_eq!(uses("fn f() { crate::platform::db::open(); }", &[]), [["platform", "db", "open"]]);
}

/// What an import breaks, as a sentence; `None` where it is in order.
fn broken_sentence(import: &Import) -> Option<String> {
    let (from, to) = (path_of(&import.file), &import.target);
    let say = |why: &str| Some(format!("{} imports {}: {why}", import.file.display(), to.join("::")));
    let (from_floor, to_floor) = (from.first()?.as_str(), to.first()?.as_str());
    let height = |floor: &str| FLOORS.iter().position(|name| *name == floor);
    let Some(from_height) = height(from_floor) else {
        return None; // The leftmost (main, cli, server, worker, demo) may import everything.
    };
    let Some(to_height) = height(to_floor) else {
        return say("nobody imports the leftmost");
    };
    if to_height > from_height {
        return say(&format!("{from_floor} never imports {to_floor}"));
    }
    let (from_room, to_room) = (from.get(1)?.as_str(), to.get(1)?.as_str());
    if from_floor != to_floor || from_room == to_room {
        return None;
    }
    match from_floor {
        "platform" => {
            let place = |room: &str| PLATFORM.iter().position(|line| line.contains(&room));
            match (place(from_room), place(to_room)) {
                (Some(mine), Some(other)) if other > mine => {
                    say(&format!("in platform, {from_room} comes before {to_room}"))
                }
                (None, _) => {
                    say(&format!("{from_room} has no place yet in the order of platform; give it one in this test"))
                }
                _ => None,
            }
        }
        "business" => {
            let place = |room: &str| BUSINESS.iter().position(|name| *name == room);
            match (place(from_room), place(to_room)) {
                (Some(mine), Some(other)) if other > mine => {
                    say(&format!("in a customer's day, {from_room} comes before {to_room}"))
                }
                (None, _) => {
                    say(&format!("{from_room} has no place yet in the order of business; give it one in this test"))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// `platform::db`, `business::visits`, `base`, `server`.
fn room(path: &[String]) -> String {
    let depth = if matches!(path[0].as_str(), "platform" | "business") { 2 } else { 1 };
    path[..depth.min(path.len())].join("::")
}

/// `src/business/visits/web.rs` → business, visits, web.
fn path_of(file: &Path) -> Vec<String> {
    let text = file.with_extension("").to_string_lossy().replace('\\', "/");
    let parts: Vec<&str> = text.trim_start_matches("src/").split('/').collect();
    parts.iter().filter(|part| **part != "mod").map(ToString::to_string).collect()
}

fn imports() -> Vec<Import> {
    let mut found = Vec::new();
    for file in rust_files(&root().join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let file = file.strip_prefix(root()).unwrap().to_owned();
        // What tests import does not tie the house together.
        let house = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        if file.ends_with("tests.rs") || file.ends_with("lib.rs") {
            continue;
        }
        found.extend(uses(house, &path_of(&file)).into_iter().map(|target| Import { file: file.clone(), target }));
    }
    found
}

/// Every path of ours in the source text of a module: in `use`, nested or not, and in the middle of code.
fn uses(text: &str, module: &[String]) -> Vec<Vec<String>> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (at, start) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let inside =
            code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | ':'));
        if inside {
            continue;
        }
        let mut rest = &code[at..];
        let mut above = if start == "crate::" { Vec::new() } else { module.to_vec() };
        if start == "crate::" {
            rest = &rest[start.len()..];
        }
        while let Some(up) = rest.strip_prefix("super::") {
            above.pop();
            rest = up;
        }
        tree(rest, &mut above, &mut found);
    }
    found
}

/// Reads one tree of a `use`: `a::{b, c::{d}}`. Gives the rest of the text behind it.
fn tree<'a>(text: &'a str, above: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(group) = text.strip_prefix('{') {
        return members(group, above, found);
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let whole = name.is_empty();
    if !whole {
        above.push(name.to_owned());
    }
    let rest = match rest.strip_prefix("::") {
        Some(below) => tree(below, above, found),
        None => {
            found.push(above.clone());
            rest
        }
    };
    if !whole {
        above.pop();
    }
    rest
}

/// Reads `b, c::{d}}`, the inside of a group.
fn members<'a>(mut text: &'a str, above: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    loop {
        text = text.trim_start();
        if let Some(rest) = text.strip_prefix('}') {
            return rest;
        }
        text = tree(text, above, found).trim_start();
        // `as other` changes the name here, not what is imported.
        if let Some(renamed) = text.strip_prefix("as ") {
            text = renamed.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start();
        }
        match text.strip_prefix(',') {
            Some(next) => text = next,
            None => return text.strip_prefix('}').unwrap_or(text),
        }
    }
}

pub(super) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                found.extend(rust_files(&path));
            }
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
