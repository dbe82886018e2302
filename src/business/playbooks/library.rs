//! All playbooks of the house, read once. A file that is not sound keeps the program from starting and says why.

use super::model::Playbook;
use super::soundness;
use crate::base::error::{Answered, Error, Fault};
use showroom_templates::texts;
use std::sync::OnceLock;

/// The playbook that a new site begins with.
pub const DEFAULT: &str = "sales-office";

/// All playbooks.
#[derive(Debug)]
pub struct Library {
    playbooks: Vec<Playbook>,
}

impl Library {
    /// Reads playbooks from their files, each with its name.
    ///
    /// # Errors
    /// In plain sentences: which file, and what is wrong in it.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, String> {
        let mut library = Self { playbooks: Vec::new() };
        for (file, text) in files {
            let playbook: Playbook = toml::from_str(text).map_err(|error| format!("{file}: {error}"))?;
            let faults = soundness::faults(&playbook);
            if !faults.is_empty() {
                return Err(format!("{file}: {}", faults.join("; ")));
            }
            if library.of(&playbook.id, playbook.version).is_some() {
                return Err(format!("{file}: version {} of {} is there already", playbook.version, playbook.id));
            }
            library.playbooks.push(playbook);
        }
        Ok(library)
    }

    /// All of them.
    pub fn all(&self) -> &[Playbook] {
        &self.playbooks
    }

    /// The newest version of each, in the order of their files.
    pub fn newest_of_each(&self) -> Vec<&Playbook> {
        let newest =
            |playbook: &&Playbook| self.newest(&playbook.id).is_some_and(|newest| newest.version == playbook.version);
        self.playbooks.iter().filter(newest).collect()
    }

    /// The newest version of a playbook.
    pub fn newest(&self, id: &str) -> Option<&Playbook> {
        self.playbooks.iter().filter(|playbook| playbook.id == id).max_by_key(|playbook| playbook.version)
    }

    /// One version of a playbook.
    pub fn of(&self, id: &str, version: i32) -> Option<&Playbook> {
        self.playbooks.iter().find(|playbook| playbook.id == id && playbook.version == version)
    }

    /// The playbook of a running journey: the version it began with, and if that is no longer shipped, the newest.
    pub fn of_journey(&self, id: &str, version: i32) -> Option<&Playbook> {
        self.of(id, version).or_else(|| self.newest(id))
    }
}

/// The library that this program carries.
///
/// # Errors
/// When one of its files is not sound.
pub fn library() -> Answered<&'static Library> {
    static LIBRARY: OnceLock<Result<Library, String>> = OnceLock::new();
    LIBRARY
        .get_or_init(|| Library::read(texts::PLAYBOOKS))
        .as_ref()
        .map_err(|why| Error::Fault(Fault::bug(format!("reading the playbooks: {why}"))))
}

/// The default playbook: the sales office's ten steps.
///
/// # Errors
/// When a file of the library is not sound.
pub fn sales_office() -> Answered<&'static Playbook> {
    library()?.newest(DEFAULT).ok_or_else(|| Error::Fault(Fault::bug("looking for the default playbook")))
}
