//! The files that a source sees: those that came with the program, those of the showroom, the data. No others.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use showroom_templates::documents;
use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::Bytes;
use typst::syntax::{FileId, Source, VirtualPath};

/// The file with what a paper says.
pub const DATA: &str = "data.json";
/// The largest file of a showroom's own: a letterhead is smaller.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The files of one drawing. Each is read once, so that it is the same from the first page to the last.
pub struct Sources {
    /// The folder of the showroom's own, with every link in its path followed.
    folder: Option<PathBuf>,
    read: Mutex<HashMap<FileId, FileResult<Bytes>>>,
    parsed: Mutex<HashMap<FileId, Source>>,
}

/// The file of this name.
pub fn id_of(name: &str) -> FileId {
    FileId::new(None, VirtualPath::new(name))
}

/// How a file is called among people.
pub fn name_of(id: FileId) -> String {
    id.vpath().as_rootless_path().display().to_string()
}

impl Sources {
    /// Files for a drawing that says `data`.
    pub fn new(folder: Option<&Path>, data: Vec<u8>) -> Self {
        // A folder that is not there has no files.
        let folder = folder.and_then(|folder| folder.canonicalize().ok());
        let read = HashMap::from([(id_of(DATA), Ok(Bytes::new(data)))]);
        Self { folder, read: Mutex::new(read), parsed: Mutex::new(HashMap::new()) }
    }

    /// The bytes of a file.
    pub fn bytes(&self, id: FileId) -> FileResult<Bytes> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.entry(id).or_insert_with(|| self.find(id)).clone()
    }

    /// A file as a source.
    pub fn source(&self, id: FileId) -> FileResult<Source> {
        if let Some(source) = self.parsed.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(source.clone());
        }
        let bytes = self.bytes(id)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| FileError::InvalidUtf8)?;
        let source = Source::new(id, text.trim_start_matches('\u{feff}').to_owned());
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner).insert(id, source.clone());
        Ok(source)
    }

    /// Whether a file is the showroom's own.
    pub fn is_own(&self, id: FileId) -> bool {
        id != id_of(DATA) && id.package().is_none() && self.own(id.vpath()).is_some()
    }

    fn find(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(package) = id.package() {
            return Err(FileError::Package(PackageError::NotFound(package.clone())));
        }
        let path = id.vpath().as_rootless_path();
        match self.own(id.vpath()) {
            Some(file) => read_own(&file, path),
            None => {
                let known = documents::SOURCES.iter().find(|(name, _)| Path::new(name) == path);
                known.map(|(_, text)| Bytes::from_string(*text)).ok_or_else(|| FileError::NotFound(path.to_owned()))
            }
        }
    }

    /// The showroom's own file of this path; none that a link leads to outside of the folder.
    fn own(&self, path: &VirtualPath) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        // What is not there, or not to be opened, is no file of the showroom's.
        let file = path.resolve(folder)?.canonicalize().ok()?;
        (file.starts_with(folder) && file.is_file()).then_some(file)
    }
}

fn read_own(file: &Path, path: &Path) -> FileResult<Bytes> {
    let said = |error| FileError::from_io(error, path);
    if file.metadata().map_err(said)?.len() > LARGEST {
        return Err(FileError::Other(Some("the file is too large".into())));
    }
    Ok(Bytes::new(std::fs::read(file).map_err(said)?))
}
