//! SQLite: a few readers that cannot write, and one writer that commits many commands at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::sqlite::SqliteConnection;

use super::connect::{Line, depth, establish};
use super::crew::Crew;
use super::job::{Command, Lookup, Savepoint, Verdict};
use super::{Conn, Tally, fault};
use crate::base::error::{Answered, Fault, FaultClass};
use crate::platform::folders;

/// Readers; SQLite reads well in parallel and a look-up takes well under a millisecond.
const READERS: usize = 4;
/// Commands that share one commit at most.
const TOGETHER: usize = 64;
/// Commands that may wait; beyond that, whoever asks is told at once to come again.
const WAITING_WRITES: usize = 512;
const WAITING_READS: usize = 1024;

type Crews = (Crew<Box<dyn Lookup>>, Crew<Box<dyn Command>>);

/// Opens the file and starts the threads.
pub fn start(path: &Path, tally: &Arc<Tally>) -> Answered<Crews> {
    let mut writers = Crew::new(WAITING_WRITES);
    let mut line = Line::new(maker(path, writer), "BEGIN IMMEDIATE");
    let tally = Arc::clone(tally);
    writers.add("db-writer", move |queue| {
        while let Some(commands) = queue.take(TOGETHER) {
            work(&mut line, commands, &tally);
        }
    })?;

    let mut readers = Crew::new(WAITING_READS);
    for number in 1..=READERS {
        let mut line = Line::new(maker(path, reader), "BEGIN");
        readers.add(&format!("db-reader-{number}"), move |queue| {
            while let Some(lookups) = queue.take(1) {
                lookups.into_iter().for_each(|lookup| look(&mut line, lookup));
            }
        })?;
    }
    Ok((readers, writers))
}

/// A connection that writes. What it deletes it overwrites, so that an erased name does not live on in free pages. What it needs to take back a part
/// of a transaction stays in memory: a file made and removed for each part would cost a third of all writing.
pub fn writer(path: &Path) -> Result<Conn, Fault> {
    make_private(path)?;
    open(
        path,
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;
         PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;",
    )
}

/// A connection that cannot write.
pub fn reader(path: &Path) -> Result<Conn, Fault> {
    open(
        path,
        "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -4000;",
    )
}

fn open(path: &Path, settings: &str) -> Result<Conn, Fault> {
    let address =
        path.to_str().ok_or_else(|| Fault::new(FaultClass::Io, "reading the database's path, which is not UTF-8"))?;
    let mut conn: SqliteConnection = establish(address)?;
    conn.batch_execute(settings).map_err(|error| fault::of(error, "preparing the database"))?;
    Ok(Conn::Sqlite(conn))
}

/// A new database, and its folder, are for their owner only: customers' names and numbers are in there.
fn make_private(path: &Path) -> Result<(), Fault> {
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder
        .map_or(Ok(()), folders::make_private)
        .and_then(|()| folders::write_private(path, b""))
        .or_else(|error| if path.exists() { Ok(()) } else { Err(error) })
        .map_err(|error| Fault::new(FaultClass::Io, format!("making the database {}", path.display())).because(error))
}

fn maker(path: &Path, open: fn(&Path) -> Result<Conn, Fault>) -> impl Fn() -> Result<Conn, Fault> + use<> {
    let path: PathBuf = path.to_owned();
    move || open(&path)
}

/// One look-up, within one snapshot.
pub fn look<M: Fn() -> Result<Conn, Fault>>(line: &mut Line<M>, lookup: Box<dyn Lookup>) {
    if lookup.wanted() {
        lookup.answer(line.begin());
        line.undo();
    }
}

/// Why a shared transaction wrote nothing.
enum Stopped {
    /// It could not even begin.
    AtTheDoor(Fault),
    /// One of its commands, or the commit, failed for a reason of the storage.
    Inside(Fault),
}

/// All commands in one commit; where that fails inside, each again on its own.
fn work<M: Fn() -> Result<Conn, Fault>>(line: &mut Line<M>, mut commands: Vec<Box<dyn Command>>, tally: &Tally) {
    commands.retain(|command| command.wanted());
    match together(line, &mut commands, tally) {
        Ok(()) => commands.into_iter().for_each(|command| command.answer(Ok(()))),
        Err(Stopped::Inside(fault)) if commands.len() > 1 => {
            tracing::warn!("commands that shared a commit run again one by one: {fault}");
            for command in commands {
                work(line, vec![command], tally);
            }
        }
        Err(Stopped::AtTheDoor(fault) | Stopped::Inside(fault)) => {
            // A fault cannot be cloned; its cause goes to the log once, its class to everybody.
            tracing::warn!(cause = ?fault.source, "nothing was written: {fault}");
            for command in commands {
                command.answer(Err(Fault::new(fault.class, fault.doing.clone())));
            }
        }
    }
}

fn together<M: Fn() -> Result<Conn, Fault>>(
    line: &mut Line<M>,
    commands: &mut [Box<dyn Command>],
    tally: &Tally,
) -> Result<(), Stopped> {
    if commands.is_empty() {
        return Ok(());
    }
    let conn = line.begin().map_err(Stopped::AtTheDoor)?;
    let mut kept = 0;
    for command in commands.iter_mut() {
        let verdict = command.run(conn, Savepoint::Set);
        if let Some(fault) = broken(verdict, conn) {
            line.undo();
            return Err(Stopped::Inside(fault));
        }
        kept += u64::from(verdict == Verdict::Keep);
    }
    if kept == 0 {
        line.undo();
        return Ok(());
    }
    line.commit().map_err(|error| Stopped::Inside(fault::of(error, "committing")))?;
    tally.committed(kept);
    Ok(())
}

/// SQLite itself rolls the whole transaction back on some failures; then its neighbours are gone too.
fn broken(verdict: Verdict, conn: &mut Conn) -> Option<Fault> {
    match verdict {
        Verdict::Broken(class) => Some(Fault::new(class, "writing several commands together")),
        _ if depth(conn) != Some(1) => Some(Fault::new(FaultClass::Io, "undoing one command of several")),
        Verdict::Keep | Verdict::Undo | Verdict::Again => None,
    }
}
