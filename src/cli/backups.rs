//! `backup` and `restore`: done here for SQLite, explained for PostgreSQL.

use std::path::Path;

use crate::base::error::Answered;
use crate::platform::config::Config;
use crate::platform::db::{Location, backup};
use crate::platform::http::present;

/// Writes a checked snapshot.
///
/// # Errors
/// A fault that says what stands in the way.
pub fn write(config: &Config, file: &Path) -> Answered<()> {
    let Location::Sqlite(database) = &config.database else {
        println!(
            "PostgreSQL makes its own backups:\n\n  pg_dump --format=custom --file={} \"$DATABASE_URL\"\n\n\
             Then prove it once in a while by restoring it into a new database and running `showroom doctor` on it.\n\
             `showroom restore {}` says how.",
            file.display(),
            file.display()
        );
        return Ok(());
    };
    let sound = backup::write(database, file)?;
    println!(
        "{} is a sound backup: step {}, {} journal rows sealed, {} not yet, the last seal {}.",
        file.display(),
        sound.step,
        sound.journal.links,
        sound.journal.unsealed,
        sound.journal.head.get(..12).unwrap_or("none")
    );
    println!("ID numbers in it can be read with the key only; keep a copy of that apart from it.");
    Ok(())
}

/// Rewrites the database so that nothing is left of what was erased.
///
/// # Errors
/// A fault that says what stands in the way.
pub fn tidy(config: &Config) -> Answered<()> {
    backup::rewrite(&config.database)?;
    println!("{} was rewritten. What was erased is left in older backups only.", config.database);
    Ok(())
}

/// Checks a backup.
///
/// # Errors
/// A fault that says what is wrong with it.
pub fn check(config: &Config, file: &Path) -> Answered<()> {
    if let Location::Postgres(_) = config.database {
        return tell_pg_restore(file);
    }
    let sound = backup::check(file)?;
    println!("{} is sound: step {}, {} journal rows sealed.", file.display(), sound.step, sound.journal.links);
    Ok(())
}

/// Puts a backup in the place of the database.
///
/// # Errors
/// A fault that says what stands in the way; then nothing is changed.
pub fn restore(config: &Config, file: &Path) -> Answered<()> {
    let Location::Sqlite(database) = &config.database else {
        return tell_pg_restore(file);
    };
    let (sound, kept) = backup::put_back(database, file, present())?;
    println!("{} holds the backup now: {} journal rows sealed.", database.display(), sound.journal.links);
    if let Some(kept) = kept {
        println!("What was there is kept in {}.", kept.display());
    }
    Ok(())
}

#[allow(clippy::unnecessary_wraps, reason = "it ends a command like the others")]
fn tell_pg_restore(file: &Path) -> Answered<()> {
    println!(
        "PostgreSQL restores its own backups. Into a new, empty database:\n\n  createdb NEW\n  \
         pg_restore --single-transaction --exit-on-error --no-owner --dbname=NEW {}\n  \
         showroom doctor --database postgres://…/NEW\n\n\
         When the doctor is content, write the new address into DATABASE_URL and start.",
        file.display()
    );
    Ok(())
}
