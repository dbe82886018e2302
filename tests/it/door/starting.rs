//! What stands in the way of a start is said so that somebody can mend it: what, where, how.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Command;

use showroom::platform::db::{Db, Location};

use crate::support::database::Database;

/// Tries to start the program, which must not work, and gives what it said.
fn said(data: &Path, database: Option<&str>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_showroom"));
    command.args(["--listen", "127.0.0.1:0", "--data"]).arg(data).env("RUST_LOG", "off").env_remove("DATABASE_URL");
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    let ended = command.output().unwrap();
    assert!(!ended.status.success(), "it started all the same");
    String::from_utf8(ended.stderr).unwrap()
}

fn check(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "«{part}» is not in:\n{said}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let database = Database::sqlite();
    let file = database.folder.join("file");
    fs::write(&file, b"").unwrap();
    let said = said(&file, None);
    check(&said, &["cannot be opened for writing", "where: ", "file/showroom.db", "mend: ", "cause: "]);
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let database = Database::sqlite();
    let file = database.folder.join("showroom.db");
    fs::write(&file, "a letter to somebody. ".repeat(400)).unwrap();
    check(&said(&database.folder, None), &["damaged, or is no database", "where: ", "showroom.db", "showroom restore"]);
}

#[test]
fn a_damaged_database_is_named() {
    let database = Database::sqlite();
    let Location::Sqlite(path) = &database.location else { unreachable!("asked for SQLite") };
    actix_web::rt::System::new().block_on(async {
        Db::open(&database.location).unwrap();
    });
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    // The head stays; the table of tables behind it does not.
    file.seek(SeekFrom::Start(100)).unwrap();
    file.write_all(&[0xff; 16_000]).unwrap();
    drop(file);
    check(&said(&database.folder, None), &["damaged, or is no database", "where: ", "showroom restore"]);
}

#[test]
fn a_server_that_does_not_answer_is_named() {
    let database = Database::sqlite();
    let nobody = "postgres://anna:secret@127.0.0.1:1/house";
    let said = said(&database.folder, Some(nobody));
    check(&said, &["does not let us in", "where: PostgreSQL at 127.0.0.1/house", "psql"]);
    assert!(!said.contains("secret"), "{said}");
}
