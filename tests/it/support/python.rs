//! Python, which the tests use as somebody else's program: a mail server, a reader of mail, readers of calendars and PDFs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Runs one of our scripts with Python's own library and gives what it prints.
pub fn run(script: &str, arguments: &[&Path]) -> String {
    finish(Command::new(python()).arg(root().join(script)).args(arguments))
}

/// Runs one of our scripts with the libraries of `tests/calendar/requirements.txt`, fetched once into `target/`.
pub fn run_with_libraries(script: &str, arguments: &[&Path]) -> String {
    finish(Command::new(with_libraries().join("bin/python")).arg(root().join(script)).args(arguments))
}

/// The Python of this machine; `PYTHON` names another.
pub fn python() -> String {
    std::env::var("PYTHON").unwrap_or_else(|_| "python3".into())
}

/// The root of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn finish(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; the tests need python3"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A virtual environment with the libraries; made anew where their list changed.
fn with_libraries() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
        let (list, stamp) = (root().join("tests/calendar/requirements.txt"), folder.join("requirements.txt"));
        let wanted = std::fs::read_to_string(&list).unwrap();
        if std::fs::read_to_string(&stamp).ok().as_deref() != Some(wanted.as_str()) {
            finish(Command::new(python()).args(["-m", "venv", "--clear"]).arg(&folder));
            let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
            finish(Command::new(folder.join("bin/python")).args(pip).arg(&list));
            std::fs::write(&stamp, wanted).unwrap();
        }
        folder
    })
}
