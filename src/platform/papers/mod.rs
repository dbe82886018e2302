//! Printed papers as PDF: a source of `templates/documents/`, data, and the fonts of this machine, set by Typst inside this program, which the server
//! starts once more for each paper: fonts and typesetter take more memory than all the rest of it, and go with the process.
//!
//! What a paper says comes as data in a file of its own, which the source reads as text: nothing that a person typed is ever part of a
//! source. A source sees the other sources, the data, and what lies in the folder `documents` of the data folder, where a showroom may put a
//! file of the same name that is used instead. There is no other file, no package, no network and no clock. Nothing here knows what a paper means.

pub mod apart;
mod drawing;
mod fonts;
mod look;
mod parts;
mod sources;
mod trouble;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::base::clock::Date;

pub use fonts::{Fonts, PACKAGE};
pub use look::{Finding, look};
#[cfg(test)]
pub use parts::must_be_like_its_sample;
pub use parts::{head, join, place};
pub use trouble::{Place, Trouble};

/// How many are drawn at once: it is work for a processor that others want too, and memory for each.
const AT_ONCE: usize = 1;
/// How many may wait for that.
const WAITING: usize = 24;
/// How long waiting and drawing may take together.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long drawing one may take. A source that goes round in circles is stopped then.
const DRAWING: Duration = Duration::from_secs(20);
/// The stack of a thread that draws, in bytes: tables in tables go deep.
const STACK: usize = 16 * 1024 * 1024;

/// A paper that is to be drawn.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its source in `templates/documents/`, without `.typ`.
    pub document: &'static str,
    /// What it says: an object; the head of the source names its fields.
    pub data: Value,
    /// The day that the source knows as today, and that of its making.
    pub today: Date,
}

/// Draws papers. Cheap to clone.
#[derive(Clone)]
pub struct Papers {
    shared: Arc<Shared>,
}

/// Who draws.
enum Hand {
    /// This process, with these fonts, or with those of this machine once somebody needs them.
    Here(Option<Fonts>),
    /// This program, started once more for each paper, which may take so long.
    Apart(PathBuf, Duration),
}

struct Shared {
    hand: Hand,
    folder: Option<PathBuf>,
    turns: Arc<Semaphore>,
    here: AtomicUsize,
}

impl Default for Papers {
    /// With the fonts of this machine, and no papers of a showroom's own; drawn in this process.
    fn default() -> Self {
        Self::made(Hand::Here(None), None)
    }
}

impl Papers {
    /// With the fonts of this machine, and what lies in `documents` of this data folder; each paper in a process of its own.
    pub fn open(data: &Path) -> Self {
        let folder = data.join("documents");
        match apart::program() {
            Some(program) => Self::apart(Some(&folder), program, DRAWING),
            None => Self::made(Hand::Here(None), Some(&folder)),
        }
    }

    /// With these fonts, and the papers of this folder; drawn in this process.
    pub fn with(fonts: Fonts, folder: Option<&Path>) -> Self {
        Self::made(Hand::Here(Some(fonts)), folder)
    }

    /// With the fonts of this machine, and the papers of this folder; drawn by this program in a process of its own, which is stopped when it takes
    /// longer.
    pub fn apart(folder: Option<&Path>, program: PathBuf, at_most: Duration) -> Self {
        Self::made(Hand::Apart(program, at_most), folder)
    }

    fn made(hand: Hand, folder: Option<&Path>) -> Self {
        let (folder, turns) = (folder.map(Path::to_owned), Arc::new(Semaphore::new(AT_ONCE)));
        Self { shared: Arc::new(Shared { hand, folder, turns, here: AtomicUsize::new(0) }) }
    }

    /// Whether there is a font for everything that is to be printed; looks for it on this thread, which takes a moment.
    ///
    /// # Errors
    /// [`Trouble::NoFont`]; [`Trouble::Failed`] where the process that looks cannot be started.
    pub fn ready(&self) -> Result<(), Trouble> {
        match &self.shared.hand {
            Hand::Apart(program, _) => apart::look_for_fonts(program),
            Hand::Here(fonts) => match fonts.clone().unwrap_or_else(Fonts::system).chinese() {
                Some(_) => Ok(()),
                None => Err(Trouble::NoFont),
            },
        }
    }

    /// Draws a paper, in a process of its own or on a thread of its own.
    ///
    /// # Errors
    /// Why there is none; see [`Trouble`].
    pub async fn draw(&self, paper: Paper) -> Result<Vec<u8>, Trouble> {
        let _waiting = Waiting::begin(&self.shared)?;
        tokio::time::timeout(PATIENCE, self.in_turn(paper)).await.unwrap_or(Err(Trouble::TooLong))
    }

    /// Draws a paper on this thread, which may take seconds, and longer where the source is a showroom's own.
    ///
    /// # Errors
    /// Why there is none; see [`Trouble`].
    pub fn draw_here(&self, paper: &Paper) -> Result<Vec<u8>, Trouble> {
        let fonts = match &self.shared.hand {
            Hand::Here(Some(fonts)) => fonts.clone(),
            Hand::Here(None) | Hand::Apart(..) => Fonts::system(),
        };
        Ok(drawing::draw(&fonts, self.shared.folder.as_deref(), paper)?.bytes)
    }

    async fn in_turn(&self, paper: Paper) -> Result<Vec<u8>, Trouble> {
        // The semaphore is never closed.
        let turn = Arc::clone(&self.shared.turns).acquire_owned().await.map_err(|_| Trouble::Failed)?;
        if let Hand::Apart(program, at_most) = &self.shared.hand {
            let drawing = apart::draw(program, self.shared.folder.as_deref(), paper);
            return tokio::time::timeout(*at_most, drawing).await.unwrap_or(Err(Trouble::TooLong));
        }
        let (done, drawn) = oneshot::channel();
        let papers = self.clone();
        let work = move |turn: OwnedSemaphorePermit| {
            // Whoever stopped waiting does not hear it.
            let _ = done.send(papers.draw_here(&paper));
            drop(turn);
        };
        // A thread of its own and no task: nothing can end a source that goes round in circles, and the program may stop without it. Until it
        // ends it keeps its turn, so there are never more.
        let started = std::thread::Builder::new().name("paper".into()).stack_size(STACK).spawn(move || work(turn));
        started.map_err(|_| Trouble::TooMany)?;
        drawn.await.unwrap_or(Err(Trouble::Failed))
    }
}

/// One who waits for a paper.
struct Waiting<'a>(&'a Shared);

impl<'a> Waiting<'a> {
    fn begin(shared: &'a Shared) -> Result<Self, Trouble> {
        let waiting = Self(shared);
        if shared.here.fetch_add(1, Ordering::Relaxed) >= WAITING { Err(Trouble::TooMany) } else { Ok(waiting) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.here.fetch_sub(1, Ordering::Relaxed);
    }
}
