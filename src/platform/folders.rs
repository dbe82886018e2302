//! Folders and files that only the program's own user may open.

use std::io::Write as _;
use std::path::Path;

/// Makes a folder, with those above it, that only its owner may enter. A folder that is there stays as it is.
///
/// # Errors
/// What the operating system says.
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a new file that only its owner may read, down to the disk. A file that is there is left alone.
///
/// # Errors
/// `AlreadyExists`, or what else the operating system says.
pub fn write_private(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(file)?;
    written.write_all(content)?;
    written.sync_all()
}

/// A new file without a name, open for reading and writing: only this process can reach it, and it is gone with it.
///
/// # Errors
/// What the operating system says.
pub fn passing_file(folder: &Path) -> std::io::Result<std::fs::File> {
    make_private(folder)?;
    let path = folder.join(format!("passing-{:016x}", rand::random::<u64>()));
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}
