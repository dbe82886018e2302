//! Backups of SQLite: a snapshot of its own, opened and checked before it counts as one. A copied file is none.

use std::fs::File;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use sha2::{Digest, Sha256};

use super::connect::establish;
use super::{Conn, Db, Location, fault, migrate};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, FaultClass};
use crate::platform::folders;
use crate::platform::journal::{self, Verified};

/// What the name of the file with a backup's sum ends in.
const SUM: &str = "sha256";

/// What a check of a whole database found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// The database's last step.
    pub step: String,
    /// Its journal and chain.
    pub journal: Verified,
}

/// Writes a snapshot of the database into a new file and checks it. The program may go on working meanwhile.
///
/// # Errors
/// A fault that says what stands in the way; then there is no file.
pub fn write(database: &Path, file: &Path) -> Answered<Sound> {
    if file.exists() {
        return Err(stop(format!("writing the backup: {} is there already; name another file", file.display())));
    }
    if !database.exists() {
        return Err(stop(format!("writing the backup: there is no database at {}", database.display())));
    }
    let part = beside(file, "part");
    remove_if_there(&part)?;
    // Made before it is filled, because nobody else may read it.
    folders::write_private(&part, b"").map_err(|error| io(format!("making {}", part.display()), error))?;
    let checked = snapshot(database, &part).and_then(|()| check(&part));
    match checked {
        Ok(sound) => {
            to_the_disk(&part)?;
            write_sum(&part, file)?;
            rename(&part, file)?;
            Ok(sound)
        }
        Err(error) => {
            remove_if_there(&part)?;
            Err(error)
        }
    }
}

/// Rewrites a database so that nothing is left of what was erased, and empties its log. Others wait meanwhile.
///
/// # Errors
/// `Busy` where somebody writes and does not end; `Full` where there is no room for a second copy; other faults of the database.
pub fn rewrite(location: &Location) -> Answered<()> {
    let failed = |error| fault::of(error, "rewriting the database");
    match &mut Conn::to_write(location)? {
        Conn::Sqlite(conn) => conn.batch_execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);").map_err(failed)?,
        Conn::Postgres(conn) => conn.batch_execute("VACUUM FULL").map_err(failed)?,
    }
    Ok(())
}

/// Opens a backup without changing anything beside it, and checks pages, references, steps and the journal's chain.
///
/// # Errors
/// A fault that says what is wrong with it.
pub fn check(file: &Path) -> Answered<Sound> {
    must_be_a_backup(file)?;
    must_match_its_sum(file)?;
    let full = file.canonicalize().map_err(|error| io(format!("finding {}", file.display()), error))?;
    let mut address = url::Url::from_file_path(&full).map_err(|()| stop(format!("naming {}", full.display())))?;
    address.set_query(Some("immutable=1"));
    let mut conn = Conn::Sqlite(establish(address.as_str())?);
    sound(&mut conn)
}

/// Puts a checked backup in the place of the database. What was there is kept beside it; says where.
///
/// # Errors
/// A fault where the backup is not sound or the program still runs on the database; then nothing is changed.
pub fn put_back(database: &Path, file: &Path, now: Moment) -> Answered<(Sound, Option<PathBuf>)> {
    let checked = check(file)?;
    let kept = if database.exists() {
        must_be_alone(database)?;
        Some(beside(database, &format!("before-{}", now.format("%Y%m%d-%H%M%S"))))
    } else {
        None
    };
    let part = beside(database, "part");
    remove_if_there(&part)?;
    if let Some(folder) = database.parent() {
        folders::make_private(folder).map_err(|error| io("making the data folder".into(), error))?;
    }
    copy_privately(file, &part).map_err(|error| io(format!("copying the backup to {}", part.display()), error))?;
    if let Some(kept) = &kept {
        rename(database, kept)?;
    }
    rename(&part, database)?;
    drop(Db::open(&Location::Sqlite(database.to_owned()))?);
    Ok((checked, kept))
}

/// Checks a whole database that is open: pages, references, steps, journal.
///
/// # Errors
/// A fault that says what is wrong with it.
pub fn sound(conn: &mut Conn) -> Answered<Sound> {
    if let Conn::Sqlite(conn) = conn {
        pages_and_references(conn)?;
    }
    let steps = migrate::steps(conn)?;
    if !steps.unknown.is_empty() {
        return Err(stop("checking the database: it is newer than this program".into()));
    }
    let Some(step) = steps.taken.last().cloned() else {
        return Err(Error::Fault(Fault::new(FaultClass::Corrupt, "checking the database: it has none of our tables")));
    };
    let journal = journal::verify(conn)?
        .map_err(|difference| Fault::new(FaultClass::Corrupt, format!("checking the journal: {difference}")))?;
    Ok(Sound { step, journal })
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    finding: String,
}

fn pages_and_references(conn: &mut SqliteConnection) -> Answered<()> {
    for query in [
        "SELECT integrity_check AS finding FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        "SELECT \"table\" || ' row ' || COALESCE(rowid, 0) || ' names a row of ' || \"parent\" || ' that is not there' AS finding
         FROM pragma_foreign_key_check LIMIT 20",
    ] {
        let findings: Vec<Finding> =
            diesel::sql_query(query).load(conn).map_err(|error| fault::of(error, "checking the database"))?;
        if !findings.is_empty() {
            let findings: Vec<String> = findings.into_iter().map(|finding| finding.finding).collect();
            let doing = format!("checking the database: {}", findings.join("; "));
            return Err(Fault::new(FaultClass::Corrupt, doing).into());
        }
    }
    Ok(())
}

fn snapshot(database: &Path, part: &Path) -> Answered<()> {
    let text = |path: &Path| {
        path.to_str().map(ToOwned::to_owned).ok_or_else(|| stop("reading a path that is not UTF-8".into()))
    };
    let mut conn: SqliteConnection = establish(&text(database)?)?;
    conn.batch_execute("PRAGMA busy_timeout = 30000")?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(text(part)?)
        .execute(&mut conn)
        .map_err(|error| fault::of(error, "writing the backup"))?;
    Ok(())
}

/// A copy of a running database's file lacks what is still in its log, and may pass every other check. Its header gives it
/// away: the program's database says that it has a log, a snapshot does not.
fn must_be_a_backup(file: &Path) -> Answered<()> {
    use std::io::Read as _;
    let mut header = [0; 20];
    File::open(file)
        .and_then(|mut file| file.read_exact(&mut header))
        .map_err(|error| io(format!("reading {}", file.display()), error))?;
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(Fault::new(FaultClass::Corrupt, format!("checking {}: it is no database", file.display())).into());
    }
    if header[18..] != [1, 1] {
        return Err(Fault::new(
            FaultClass::Corrupt,
            format!(
                "checking {}: it is a copy of a database's file, which may lack the latest entries. Make a backup with: showroom backup FILE",
                file.display()
            ),
        )
        .into());
    }
    Ok(())
}

/// SQLite notices damaged pages, not a letter that turned into another; the sum beside the backup notices both. It is
/// written as `sha256sum --check` reads it.
fn write_sum(part: &Path, file: &Path) -> Answered<()> {
    let sum = beside(file, SUM);
    remove_if_there(&sum)?;
    let line = format!("{}  {}\n", sum_of(part)?, file.file_name().unwrap_or_default().to_string_lossy());
    folders::write_private(&sum, line.as_bytes()).map_err(|error| io(format!("writing {}", sum.display()), error))
}

fn must_match_its_sum(file: &Path) -> Answered<()> {
    let sum = beside(file, SUM);
    let noted = match std::fs::read_to_string(&sum) {
        Ok(noted) => noted,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io(format!("reading {}", sum.display()), error)),
    };
    if noted.split_whitespace().next() == Some(sum_of(file)?.as_str()) {
        return Ok(());
    }
    let doing = format!(
        "checking {}: it was changed since it was written; its sum is not the one in {}",
        file.display(),
        sum.display()
    );
    Err(Fault::new(FaultClass::Corrupt, doing).into())
}

fn sum_of(file: &Path) -> Answered<String> {
    let mut sum = Sha256::new();
    let added = File::open(file).and_then(|mut file| std::io::copy(&mut file, &mut sum));
    added.map_err(|error| io(format!("reading {}", file.display()), error))?;
    Ok(sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Leaving the log behind is possible only when nobody else has the database open.
fn must_be_alone(database: &Path) -> Answered<()> {
    let address = database.to_str().ok_or_else(|| stop("reading a path that is not UTF-8".into()))?;
    let mut conn: SqliteConnection = establish(address)?;
    conn.batch_execute("PRAGMA busy_timeout = 500")?;
    conn.batch_execute("PRAGMA journal_mode = DELETE").map_err(|error| match fault::class_of(&error) {
        FaultClass::Busy => {
            Fault::new(FaultClass::Busy, "restoring: the program still runs on this database; stop it first")
                .because(error)
        }
        _ => fault::of(error, "restoring"),
    })?;
    Ok(())
}

fn copy_privately(from: &Path, to: &Path) -> std::io::Result<()> {
    folders::write_private(to, b"")?;
    let mut copy = File::options().append(true).open(to)?;
    std::io::copy(&mut File::open(from)?, &mut copy)?;
    copy.sync_all()
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}

fn remove_if_there(file: &Path) -> Answered<()> {
    match std::fs::remove_file(file) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(io(format!("removing {}", file.display()), error)),
    }
}

fn to_the_disk(file: &Path) -> Answered<()> {
    File::open(file)
        .and_then(|file| file.sync_all())
        .map_err(|error| io(format!("writing {} to the disk", file.display()), error))
}

fn rename(from: &Path, to: &Path) -> Answered<()> {
    std::fs::rename(from, to).map_err(|error| io(format!("renaming {}", from.display()), error))?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    to_the_disk(folder)
}

fn io(doing: String, error: std::io::Error) -> Error {
    let class = if error.kind() == std::io::ErrorKind::StorageFull { FaultClass::Full } else { FaultClass::Io };
    Fault::new(class, doing).because(error).into()
}

fn stop(doing: String) -> Error {
    Fault::new(FaultClass::Io, doing).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::actor::Actor;
    use crate::base::ids::SiteId;
    use crate::platform::db::testing::Database;
    use crate::platform::journal::{Entry, record, seal};

    fn now() -> Moment {
        "2026-11-21T10:00:00".parse().unwrap()
    }

    async fn happen(db: &Db, many: usize) {
        db.write(Actor::house(SiteId(1)), now(), move |tx| {
            (0..many).try_for_each(|_| record(tx, Entry::new("something")))
        })
        .await
        .unwrap();
        seal(db, now()).await.unwrap();
    }

    #[test]
    fn a_backup_of_a_running_house_comes_back_whole() {
        let home = Database::sqlite();
        let Location::Sqlite(path) = &home.location else { unreachable!() };
        let file = home.folder.join("kept here.backup");
        let db = Db::open(&home.location).unwrap();
        actix_web::rt::System::new().block_on(async {
            happen(&db, 30).await;
            let sound = write(path, &file).unwrap();
            assert_eq!(sound.journal.links, 30);
            assert!(write(path, &file).unwrap_err().to_string().contains("is there already"));
            happen(&db, 5).await;

            let running = put_back(path, &file, now()).unwrap_err();
            assert!(running.to_string().contains("still runs"), "{running}");
            happen(&db, 1).await;
            drop(db);

            let (sound, kept) = put_back(path, &file, now()).unwrap();
            assert_eq!(sound.journal.links, 30);
            let kept = kept.unwrap();
            assert!(kept.ends_with("showroom.db.before-20261121-100000"));
            let links = |path: &Path| {
                let mut conn = Conn::to_read(&Location::Sqlite(path.to_owned())).unwrap();
                super::sound(&mut conn).unwrap().journal.links
            };
            assert_eq!((links(path), links(&kept)), (30, 36));
            assert_eq!(check(&file).unwrap().journal.links, 30);
        });
        let beside: Vec<_> = std::fs::read_dir(&home.folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!beside.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{beside:?}");
    }

    #[test]
    fn what_is_no_sound_backup_is_refused() {
        let home = Database::sqlite();
        let Location::Sqlite(path) = &home.location else { unreachable!() };
        let db = Db::open(&home.location).unwrap();
        actix_web::rt::System::new().block_on(happen(&db, 300));
        let good = home.folder.join("good");
        write(path, &good).unwrap();
        let refused = |name: &str, bytes: &[u8]| {
            let file = home.folder.join(name);
            std::fs::write(&file, bytes).unwrap();
            let error = check(&file).unwrap_err();
            assert!(matches!(&error, Error::Fault(fault) if fault.class == FaultClass::Corrupt), "{name}: {error}");
            let unchanged = put_back(path, &file, now()).unwrap_err();
            assert_eq!(error.to_string(), unchanged.to_string());
            error.to_string()
        };
        // The wrong twin: a plain copy of the file while the program runs.
        let copied = refused("copied", &std::fs::read(path).unwrap());
        assert!(copied.contains("may lack the latest entries"), "{copied}");
        let mut bytes = std::fs::read(&good).unwrap();
        let middle = bytes.len() / 4096 / 2 * 4096;
        bytes[middle..middle + 4096].fill(0xA5);
        refused("damaged", &bytes);
        bytes.truncate(middle);
        refused("cut", &bytes);
        refused("text", "this is only a text, and a long one at that".as_bytes());

        // One letter, which no check of SQLite's notices.
        let changed = home.folder.join("changed");
        write(path, &changed).unwrap();
        let mut bytes = std::fs::read(&changed).unwrap();
        let letter = bytes.windows(9).position(|text| text == b"something").unwrap();
        bytes[letter] = b'S';
        std::fs::write(&changed, bytes).unwrap();
        assert!(check(&changed).unwrap_err().to_string().contains("changed since it was written"));

        // A journal that somebody mended by hand.
        let tampered = home.folder.join("tampered");
        std::fs::copy(&good, &tampered).unwrap();
        let mut conn = SqliteConnection::establish(tampered.to_str().unwrap()).unwrap();
        conn.batch_execute("DROP TRIGGER journal_is_not_changed; UPDATE journal SET kind = 'nothing' WHERE seq = 17")
            .unwrap();
        drop(conn);
        let error = check(&tampered).unwrap_err();
        assert!(error.to_string().contains("journal row 17 was changed"), "{error}");
        // A reference into nothing.
        let orphan = home.folder.join("orphan");
        std::fs::copy(&good, &orphan).unwrap();
        let mut conn = SqliteConnection::establish(orphan.to_str().unwrap()).unwrap();
        conn.batch_execute("PRAGMA foreign_keys = OFF; INSERT INTO number_series VALUES (99, 'receipts', 2026, 1)")
            .unwrap();
        drop(conn);
        let error = check(&orphan).unwrap_err();
        assert!(error.to_string().contains("number_series row"), "{error}");
    }
}
