//! What keeps the program from starting, for the person at the terminal: what it is, where, and how to mend it.

use std::path::Path;

use crate::base::error::{Error, Fault, FaultClass};
use crate::platform::config::Config;
use crate::platform::db::Location;
use crate::platform::doctor::chain;
use crate::platform::seal::KEY_FILE;

/// Says more of a fault that came up while the database was opened. Whatever explains itself already stays as it is.
pub fn at_database(error: Error, location: &Location) -> Error {
    let place = match location {
        Location::Sqlite(path) => whole(path),
        Location::Postgres(_) => location.to_string(),
    };
    explained(error, &place, |class| match (location, class) {
        (Location::Sqlite(_), FaultClass::ReadOnly | FaultClass::Io) => Some((
            "the database cannot be opened for writing",
            "Let the user who runs Showroom write this file and its folder, on a disk that is mounted for writing. Where that is so \
             already, the disk itself may be failing.",
        )),
        (Location::Sqlite(_), FaultClass::Corrupt) => Some((
            "the file is damaged, or is no database",
            "Keep it aside and put the last backup in its place: showroom restore BACKUP. Where it was never ours, name another file \
             with --database.",
        )),
        (_, FaultClass::Full) => Some((
            "the disk is full",
            "Make room on it, then start again. What was acknowledged before is still there.",
        )),
        (_, FaultClass::Busy) => Some((
            "somebody else holds the database",
            "End the program that has it open, such as a shell or a copying tool, or wait for it; then start again.",
        )),
        (Location::Postgres(_), FaultClass::Gone | FaultClass::Io) => Some((
            "the server does not let us in",
            "See that it runs, and that host, database, user and password in the address are right: psql with the same address must \
             get in.",
        )),
        (Location::Postgres(_), FaultClass::ReadOnly) => Some((
            "the server takes no writes",
            "Name the primary server, not one that only follows it, in the address of the database.",
        )),
        (Location::Postgres(_), FaultClass::Corrupt) => Some((
            "the server reports damage",
            "Restore the database from its last backup with the server's own tools.",
        )),
        (Location::Sqlite(_), FaultClass::Gone) | (_, FaultClass::BadData | FaultClass::Bug) => None,
    })
}

/// Says more of a fault that came up while the key was read or made.
pub fn at_key(error: Error, config: &Config) -> Error {
    explained(error, &whole(&config.data.join(KEY_FILE)), |class| {
        let mend =
            "Let the user who runs Showroom read this file and write its folder, or give the key in SHOWROOM_KEY.";
        (class == FaultClass::Io).then_some(("the key that seals ID numbers cannot be read or made", mend))
    })
}

fn explained(error: Error, place: &str, say: impl Fn(FaultClass) -> Option<(&'static str, &'static str)>) -> Error {
    let said = chain(&error);
    match error {
        // A fault without a cause was put into words where it was found: a database that is newer, a server that forgets.
        Error::Fault(fault) if fault.source.is_some() => match say(fault.class) {
            Some((what, mend)) => {
                let text = format!("{what}\n    where: {place}\n    mend:  {mend}\n    cause: {said}");
                Fault::new(fault.class, text).into()
            }
            None => fault.into(),
        },
        error => error,
    }
}

/// The path from the root on; as it was given where nobody knows the root.
fn whole(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(location: &Location, class: FaultClass, cause: bool, expected: &[&str]) {
        let fault = Fault::new(class, "preparing the database");
        let fault = if cause { fault.because("attempt to write a readonly database") } else { fault };
        let Error::Fault(told) = at_database(fault.into(), location) else { panic!("{location}") };
        for part in expected {
            assert!(told.doing.contains(part), "{class:?} at {location}: {}", told.doing);
        }
        assert_eq!(told.class, class);
    }

    #[test]
    fn every_hurdle_says_what_where_and_how_to_mend_it() {
        let file = Location::Sqlite("/srv/house/showroom.db".into());
        let server = Location::Postgres("postgres://anna:secret@db.example/house".into());
        for class in [FaultClass::ReadOnly, FaultClass::Io, FaultClass::Corrupt, FaultClass::Full, FaultClass::Busy] {
            check(
                &file,
                class,
                true,
                &["where: /srv/house/showroom.db", "mend:  ", "cause: preparing the database: attempt"],
            );
        }
        for class in [FaultClass::Gone, FaultClass::Io, FaultClass::ReadOnly, FaultClass::Full, FaultClass::Busy] {
            check(&server, class, true, &["where: PostgreSQL at db.example/house", "mend:  "]);
        }
        check(&file, FaultClass::ReadOnly, false, &["preparing the database"]);
        check(&file, FaultClass::Bug, true, &["preparing the database"]);
    }
}
