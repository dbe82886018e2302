//! A process of its own for each paper: whatever a source takes, and however it goes round in circles, ends with it.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Output, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use showroom_templates::documents;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::{Fonts, Paper, STACK, Trouble, drawing};
use crate::base::clock::Date;
use crate::platform::logging::{self, Shape};

/// The command of this program that draws one paper: the order comes in, the PDF goes out.
pub const COMMAND: &str = "paper";
/// Only looks for fonts.
pub const FONTS: &str = "--fonts";
/// What the process ends with when it says why there is no paper.
const TOLD: u8 = 3;
/// What it is told of the world: where a person's fonts are. No address of a database, no password.
const KNOWN: [&str; 8] = [
    "HOME",
    "USERPROFILE",
    "RUST_LOG",
    "XDG_DATA_HOME",
    "XDG_DATA_DIRS",
    "XDG_CONFIG_HOME",
    "FONTCONFIG_FILE",
    "SystemRoot",
];

/// What the process is asked for.
#[derive(Serialize, Deserialize)]
struct Order {
    document: String,
    data: Value,
    today: Date,
    folder: Option<PathBuf>,
}

/// This program, also after its file was replaced by a newer one.
pub(super) fn program() -> Option<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { Some(running) } else { std::env::current_exe().ok() }
}

/// Draws a paper in a process of its own, which ends when nobody waits for it any more.
pub(super) async fn draw(program: &Path, folder: Option<&Path>, paper: Paper) -> Result<Vec<u8>, Trouble> {
    let Paper { document, data, today } = paper;
    let order = Order { document: document.to_owned(), data, today, folder: folder.map(Path::to_owned) };
    let order = serde_json::to_vec(&order).map_err(|error| failed(&error))?;
    let mut command = Command::from(command(program));
    let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn();
    let mut process = process.map_err(|error| failed(&error))?;
    if let Some(mut stdin) = process.stdin.take() {
        // Whoever does not read to the end says why by how they end.
        let _ = stdin.write_all(&order).await;
    }
    said(process.wait_with_output().await.map_err(|error| failed(&error))?)
}

/// Looks for a font with Chinese characters in a process of its own: reading fonts takes memory that a server keeps.
pub(super) fn look_for_fonts(program: &Path) -> Result<(), Trouble> {
    let output = command(program).arg(FONTS).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    said(output.map_err(|error| failed(&error))?).map(|_| ())
}

fn command(program: &Path) -> std::process::Command {
    let known = KNOWN.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    let mut command = std::process::Command::new(program);
    command.arg(COMMAND).env_clear().envs(known);
    command
}

/// What the process left behind: a PDF, or the reason why there is none.
fn said(output: Output) -> Result<Vec<u8>, Trouble> {
    match output.status.code() {
        Some(0) => Ok(output.stdout),
        Some(code) if code == i32::from(TOLD) => {
            Err(serde_json::from_slice(&output.stdout).unwrap_or_else(|error| failed(&error)))
        }
        Some(_) | None => Err(failed(&output.status)),
    }
}

fn failed(error: &dyn std::fmt::Display) -> Trouble {
    tracing::error!(%error, "the process that draws a paper");
    Trouble::Failed
}

/// The other side: reads the order from the standard input, or only looks for fonts; writes the PDF or the reason why there is none to the standard
/// output.
pub fn answer(only_fonts: bool) -> ExitCode {
    logging::start(Shape::Text);
    // Whoever started this may be gone meanwhile, and nobody else would stop it.
    std::thread::spawn(|| {
        std::thread::sleep(super::PATIENCE);
        std::process::exit(1)
    });
    let work = if only_fonts { looked } else { ordered };
    let drawn = std::thread::Builder::new().stack_size(STACK).spawn(work).map(std::thread::JoinHandle::join);
    let (bytes, code) = match drawn {
        Ok(Ok(Ok(bytes))) => (bytes, ExitCode::SUCCESS),
        Ok(Ok(Err(trouble))) => (serde_json::to_vec(&trouble).unwrap_or_default(), ExitCode::from(TOLD)),
        Ok(Err(_)) | Err(_) => return ExitCode::FAILURE,
    };
    let mut out = std::io::stdout().lock();
    match out.write_all(&bytes).and_then(|()| out.flush()) {
        Ok(()) => code,
        Err(_) => ExitCode::FAILURE,
    }
}

fn looked() -> Result<Vec<u8>, Trouble> {
    Fonts::system().chinese().map(|_| Vec::new()).ok_or(Trouble::NoFont)
}

fn ordered() -> Result<Vec<u8>, Trouble> {
    let mut text = Vec::new();
    std::io::stdin().lock().read_to_end(&mut text).map_err(|error| failed(&error))?;
    let Order { document, data, today, folder } = serde_json::from_slice(&text).map_err(|error| failed(&error))?;
    let known = documents::SAMPLES.iter().map(|(name, _)| *name).find(|name| *name == document);
    let paper = Paper { document: known.ok_or(Trouble::Failed)?, data, today };
    Ok(drawing::draw(&Fonts::system(), folder.as_deref(), &paper)?.bytes)
}
