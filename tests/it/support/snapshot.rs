//! Snapshots are documents: text files beside the tests that people read, and that a test keeps true.

use std::path::PathBuf;

/// Compares a document with the committed one. `UPDATE_SNAPSHOTS=1` writes it anew instead.
pub fn matches(name: &str, fresh: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, fresh).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    if kept == fresh {
        return;
    }
    let gone = kept.lines().filter(|line| !fresh.lines().any(|other| other == *line)).map(|line| format!("- {line}\n"));
    let come = fresh.lines().filter(|line| !kept.lines().any(|other| other == *line)).map(|line| format!("+ {line}\n"));
    let difference: String = gone.chain(come).collect();
    panic!(
        "tests/it/snapshots/{name} no longer says what is so. If that is meant, run the tests once with UPDATE_SNAPSHOTS=1 and \
         read the difference:\n{difference}"
    );
}
