//! PostgreSQL: short transactions on a few connections, with constraints as the referee.

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use sha2::{Digest, Sha256};

use super::connect::{Line, establish};
use super::crew::Crew;
use super::job::{Command, Lookup, Savepoint, Verdict};
use super::sqlite::look;
use super::{Conn, Tally, fault};
use crate::base::error::{Answered, Fault, FaultClass};

const READERS: usize = 6;
const WRITERS: usize = 6;
/// Commands that may wait; beyond that, whoever asks is told at once to come again.
const WAITING_WRITES: usize = 512;
const WAITING_READS: usize = 1024;
/// How often a command runs again after another transaction was in its way.
const AGAIN: u32 = 4;

type Crews = (Crew<Box<dyn Lookup>>, Crew<Box<dyn Command>>);

/// Checks the server and starts the threads.
pub fn start(url: &str, tally: &Arc<Tally>) -> Answered<Crews> {
    let mut writers = Crew::new(WAITING_WRITES);
    for number in 1..=WRITERS {
        let mut line = Line::new(maker(url, writer), "BEGIN");
        let tally = Arc::clone(tally);
        writers.add(&format!("db-writer-{number}"), move |queue| {
            while let Some(commands) = queue.take(1) {
                for command in commands {
                    work(&mut line, command, &tally);
                }
            }
        })?;
    }
    let mut readers = Crew::new(WAITING_READS);
    for number in 1..=READERS {
        let mut line = Line::new(maker(url, reader), "BEGIN");
        readers.add(&format!("db-reader-{number}"), move |queue| {
            while let Some(lookups) = queue.take(1) {
                lookups.into_iter().for_each(|lookup| look(&mut line, lookup));
            }
        })?;
    }
    Ok((readers, writers))
}

/// A connection that writes.
pub fn writer(url: &str) -> Result<Conn, Fault> {
    open(url, "SET lock_timeout = '4s'; SET statement_timeout = '15s';")
}

/// A connection that cannot write; all queries of one transaction see the same moment.
pub fn reader(url: &str) -> Result<Conn, Fault> {
    open(
        url,
        "SET statement_timeout = '30s'; SET default_transaction_read_only = on;
         SET default_transaction_isolation = 'repeatable read';",
    )
}

/// Holds the name for this site until the transaction ends.
pub fn lock_until_commit(conn: &mut PgConnection, what: &str, site: i64) -> Answered<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(lock_number(what, site)).execute(conn)?;
    Ok(())
}

/// The number under which PostgreSQL knows a lock of ours.
pub fn lock_number(what: &str, of: i64) -> i64 {
    let digest = Sha256::digest(format!("showroom {what} {of}"));
    digest.iter().take(8).fold(0_i64, |number, byte| (number << 8) | i64::from(*byte))
}

fn open(url: &str, settings: &str) -> Result<Conn, Fault> {
    let mut conn: PgConnection = establish(url)?;
    conn.batch_execute(
        // Faults are told apart by the server's words, so these should be English; only a superuser may say so.
        "SET timezone = 'UTC'; SET application_name = 'showroom'; SET idle_in_transaction_session_timeout = '20s';
         SELECT set_config('lc_messages', 'C', false) WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);",
    )
    .and_then(|()| conn.batch_execute(settings))
    .map_err(|error| fault::of(error, "preparing the database"))?;
    Ok(Conn::Postgres(conn))
}

fn maker(url: &str, open: fn(&str) -> Result<Conn, Fault>) -> impl Fn() -> Result<Conn, Fault> + use<> {
    let url = url.to_owned();
    move || open(&url)
}

#[derive(QueryableByName)]
struct Durability {
    #[diesel(sql_type = Text)]
    fsync: String,
    #[diesel(sql_type = Text)]
    synchronous_commit: String,
}

/// A server that may forget what it acknowledged is not one to keep deposits in.
pub fn must_be_durable(url: &str) -> Answered<()> {
    let mut conn: PgConnection = establish(url)?;
    let found: Durability = diesel::sql_query(
        "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit",
    )
    .get_result(&mut conn)?;
    for (name, value) in [("fsync", &found.fsync), ("synchronous_commit", &found.synchronous_commit)] {
        if value == "off" {
            let doing = format!(
                "checking the PostgreSQL server: {name} is off there, so a power cut would lose deposits that were acknowledged; \
                 set {name} = on in postgresql.conf (or for this database or role) and start again"
            );
            return Err(Fault::new(FaultClass::Io, doing).into());
        }
    }
    Ok(())
}

/// One command, in a transaction of its own; again where another transaction was in its way.
fn work<M: Fn() -> Result<Conn, Fault>>(line: &mut Line<M>, mut command: Box<dyn Command>, tally: &Tally) {
    if !command.wanted() {
        return;
    }
    let mut ended = once(line, command.as_mut(), tally);
    for round in 1..=AGAIN {
        if !matches!(ended, Ended::Again(_)) {
            break;
        }
        std::thread::sleep(Duration::from_millis(u64::from(rand::random_range(1..=8 * round))));
        ended = once(line, command.as_mut(), tally);
    }
    command.answer(match ended {
        Ended::Done => Ok(()),
        Ended::Again(fault) | Ended::Failed(fault) => Err(fault),
    });
}

enum Ended {
    Done,
    Again(Fault),
    Failed(Fault),
}

fn once<M: Fn() -> Result<Conn, Fault>>(line: &mut Line<M>, command: &mut dyn Command, tally: &Tally) -> Ended {
    let conn = match line.begin() {
        Ok(conn) => conn,
        Err(fault) => return Ended::Failed(fault),
    };
    match command.run(conn, Savepoint::Without) {
        Verdict::Keep => match line.commit() {
            Ok(()) => {
                tally.committed(1);
                Ended::Done
            }
            Err(error) if fault::is_serialization(&error) => Ended::Again(in_the_way()),
            Err(error) => Ended::Failed(fault::of(error, "committing")),
        },
        Verdict::Undo => {
            line.undo();
            Ended::Done
        }
        Verdict::Again => {
            line.undo();
            Ended::Again(in_the_way())
        }
        // Nothing was committed, so it can be tried on a fresh connection.
        Verdict::Broken(FaultClass::Gone) => {
            line.undo();
            Ended::Again(Fault::new(FaultClass::Gone, "writing"))
        }
        Verdict::Broken(class) => {
            line.undo();
            Ended::Failed(Fault::new(class, "writing"))
        }
    }
}

fn in_the_way() -> Fault {
    Fault::new(FaultClass::Busy, "writing while others wrote the same, several times over")
}
