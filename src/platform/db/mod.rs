//! The database: two doors, `read` and `write`, over SQLite or PostgreSQL, chosen at run time.
//!
//! These two doors are also the only hop from asynchronous code to threads that may wait: each thread of a crew owns one
//! connection and works through a queue.

pub mod backup;
mod connect;
mod crew;
pub mod fault;
mod job;
pub mod many;
pub mod migrate;
pub mod moving;
mod names;
mod postgres;
pub mod schema;
mod sqlite;
#[cfg(test)]
#[path = "../../../tests/it/support/database.rs"]
pub mod testing;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::SimpleConnection as _;
use tokio::sync::watch;

use crate::base::actor::Actor;
use crate::base::clock::{Moment, to_millis};
use crate::base::error::{Answered, Error, Fault, FaultClass, Kind};
use crate::base::ids::SiteId;

use crate::platform::journal::Entry;

use crew::Crew;
use job::{Command, Lookup};

/// One connection to either engine; queries are written once and run on both.
#[doc(inline)]
pub use conn::Conn;

#[allow(missing_docs, reason = "the derived half of it cannot be documented")]
mod conn {
    use diesel::{PgConnection, SqliteConnection};

    #[derive(diesel::MultiConnection)]
    pub enum Conn {
        Sqlite(SqliteConnection),
        Postgres(PgConnection),
    }
}

impl std::fmt::Display for Location {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite in {}", path.display()),
            Self::Postgres(url) => match url::Url::parse(url) {
                Ok(url) => write!(f, "PostgreSQL at {}{}", url.host_str().unwrap_or("this machine"), url.path()),
                Err(_) => f.write_str("PostgreSQL"),
            },
        }
    }
}

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A server, as `postgres://…`.
    Postgres(String),
}

impl Conn {
    /// A connection of one's own that may write, for the command line; serving goes through [`Db`].
    ///
    /// # Errors
    /// A fault that says what stands in the way.
    pub fn to_write(location: &Location) -> Answered<Self> {
        Ok(match location {
            Location::Sqlite(path) => sqlite::writer(path)?,
            Location::Postgres(url) => {
                postgres::must_be_durable(url)?;
                postgres::writer(url)?
            }
        })
    }

    /// Refuses a server that may forget what it acknowledged.
    ///
    /// # Errors
    /// A fault that says which setting of the server is off, and where it is switched on.
    pub fn check_durable(location: &Location) -> Answered<()> {
        match location {
            Location::Sqlite(_) => Ok(()),
            Location::Postgres(url) => postgres::must_be_durable(url),
        }
    }

    /// A connection of one's own that cannot write.
    ///
    /// # Errors
    /// A fault that says what stands in the way.
    pub fn to_read(location: &Location) -> Answered<Self> {
        Ok(match location {
            Location::Sqlite(path) => sqlite::reader(path)?,
            Location::Postgres(url) => postgres::reader(url)?,
        })
    }
}

/// What follows, in the same transaction, from something that was recorded. The table of all consequences is `reactions`.
pub type Reaction = fn(&mut Tx, &Entry) -> Answered<()>;

fn nothing_follows(_tx: &mut Tx, _entry: &Entry) -> Answered<()> {
    Ok(())
}

/// One transaction: what an action writes with, when it happens and who does it.
pub struct Tx<'a> {
    /// The connection, inside the transaction.
    pub conn: &'a mut Conn,
    /// When this happens.
    pub now: Moment,
    /// Who does it.
    pub actor: Actor,
    /// What follows from what is recorded.
    pub(super) react: Reaction,
}

impl Tx<'_> {
    /// Tries something that may fail, such as an insert that a unique index referees, and undoes only that when it fails.
    ///
    /// PostgreSQL gives up the whole transaction at the first failed statement; without this, nobody could ask who won.
    ///
    /// # Errors
    /// What `part` answers, and faults of the database.
    pub fn attempt<T>(&mut self, part: impl FnOnce(&mut Tx) -> Answered<T>) -> Answered<T> {
        let (now, actor, react) = (self.now, self.actor.clone(), self.react);
        job::undone_alone(self.conn, |conn| part(&mut Tx { conn, now, actor, react }))
    }

    /// As [`Tx::attempt`], for one row of many that a chore looks after: `None` where somebody else was faster with it. The chore goes on
    /// with the others, and finds this one as it is now in its next turn.
    ///
    /// # Errors
    /// What `part` answers but for `Changed`, and faults of the database.
    pub fn unless_overtaken<T>(&mut self, part: impl FnOnce(&mut Tx) -> Answered<T>) -> Answered<Option<T>> {
        match self.attempt(part) {
            Ok(done) => Ok(Some(done)),
            Err(Error::Refused(refused)) if refused.kind == Kind::Changed => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Waits until no other transaction is between this line and its commit for the same `what` of the same site.
    ///
    /// For rules that read many rows before they write one (whose turn is it?). SQLite has one writer and need not wait.
    ///
    /// # Errors
    /// `Busy` where the wait takes too long, and other faults of the database.
    pub fn one_at_a_time(&mut self, what: &'static str) -> Answered<()> {
        match self.conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => postgres::lock_until_commit(conn, what, self.actor.site.0),
        }
    }
}

/// The database. Cheap to clone; the last clone closes it.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
    react: Reaction,
}

struct Inner {
    location: Location,
    readers: Crew<Box<dyn Lookup>>,
    writers: Crew<Box<dyn Command>>,
    tally: Arc<Tally>,
}

/// How much was written since the start.
#[derive(Debug, Default)]
struct Tally {
    commands: AtomicU64,
    commits: AtomicU64,
    /// Beats with every commit.
    pulse: watch::Sender<()>,
}

impl Tally {
    /// So many commands were committed together.
    fn committed(&self, commands: u64) {
        self.commands.fetch_add(commands, Ordering::Relaxed);
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.pulse.send_replace(());
    }
}

impl Db {
    /// Opens the database, or makes it, and brings it up to date.
    ///
    /// # Errors
    /// A fault that says what stands in the way.
    pub fn open(location: &Location) -> Answered<Self> {
        let mut conn = Conn::to_write(location)?;
        migrate::run(&mut conn)?;
        if let Conn::Sqlite(conn) = &mut conn {
            names::learn(conn)?;
        }
        drop(conn);
        let tally = Arc::new(Tally::default());
        let (readers, writers) = match location {
            Location::Sqlite(path) => sqlite::start(path, &tally)?,
            Location::Postgres(url) => postgres::start(url, &tally)?,
        };
        Ok(Self {
            react: nothing_follows,
            inner: Arc::new(Inner { location: location.clone(), readers, writers, tally }),
        })
    }

    /// The same database, with consequences: `react` is asked after each entry of the journal.
    #[must_use]
    pub fn reacting(self, react: Reaction) -> Self {
        Self { react, ..self }
    }

    /// Looks something up. All queries of one look-up see the same moment; the connection cannot write.
    ///
    /// # Errors
    /// What `look` answers; `Busy` at once where too many wait already; other faults of the database.
    pub async fn read<T, F>(&self, look: F) -> Answered<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Answered<T> + Send + 'static,
    {
        let (question, answer) = job::lookup(look);
        self.inner.readers.hand(question).map_err(too_busy)?;
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Does something in one transaction: all of it or, on any error, nothing. Answers after the commit.
    ///
    /// `act` may run more than once: it must do nothing that a rollback does not undo.
    ///
    /// # Errors
    /// What `act` answers; `Busy` at once where too many wait already; other faults of the database.
    pub async fn write<T, F>(&self, actor: Actor, now: Moment, act: F) -> Answered<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Answered<T> + Send + 'static,
    {
        let (command, answer) = job::command(actor, to_millis(now), self.react, act);
        self.inner.writers.hand(command).map_err(too_busy)?;
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Lets the engine learn how the data is spread, from which it plans its queries. Worth it after much was written.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn learn_spread(&self, now: Moment) -> Answered<()> {
        let nobody = Actor::house(SiteId(0));
        self.write(nobody, now, |tx| {
            match tx.conn {
                // It looks at the tables that changed much, and at a part of each only.
                Conn::Sqlite(conn) => conn.batch_execute("PRAGMA analysis_limit = 1000; PRAGMA optimize(0x10002)"),
                Conn::Postgres(conn) => conn.batch_execute("SET LOCAL statement_timeout = 0; ANALYZE"),
            }?;
            Ok(())
        })
        .await
    }

    /// Where the data is.
    pub fn location(&self) -> &Location {
        &self.inner.location
    }

    /// Beats after every commit of this process; whoever shares the database from elsewhere is not heard here.
    pub fn pulse(&self) -> watch::Receiver<()> {
        self.inner.tally.pulse.subscribe()
    }

    /// Commands that were done, and the commits that it took, since the start.
    pub fn tally(&self) -> (u64, u64) {
        let tally = &self.inner.tally;
        (tally.commands.load(Ordering::Relaxed), tally.commits.load(Ordering::Relaxed))
    }
}

fn too_busy<J>(_job: J) -> Error {
    Fault::new(FaultClass::Busy, "waiting for a turn at the database").into()
}

fn stopped() -> Error {
    Fault::new(FaultClass::Gone, "waiting for the database's answer").into()
}
