//! Writes history on a connection of its own, one batch while the next is being made up.
//!
//! Acknowledged is kept holds for people's acts; a demo that is interrupted is thrown away. So nothing waits for the disk until the end.

use super::bulk;
use crate::base::error::{Answered, Error, Fault, FaultClass};
use crate::platform::db::{Conn, Location};
use diesel::connection::SimpleConnection;
use tokio::sync::{mpsc, oneshot};

/// Batches that wait while one is written.
const WAITING: usize = 2;
/// Batches in one transaction: pages in the middle of an index are then written once, not once a batch.
const TOGETHER: usize = 12;

/// Statements on their way into the database.
pub struct Loader {
    batches: mpsc::Sender<Vec<String>>,
    ended: oneshot::Receiver<Answered<()>>,
}

impl Loader {
    /// Starts the thread that writes.
    ///
    /// # Errors
    /// `Busy` where there is no thread to be had.
    pub fn start(location: &Location) -> Answered<Self> {
        let (batches, incoming) = mpsc::channel(WAITING);
        let (tell, ended) = oneshot::channel();
        let location = location.clone();
        let work = move || {
            // Whoever no longer listens has given the demo up.
            tell.send(write_all(&location, incoming)).unwrap_or_default();
        };
        std::thread::Builder::new()
            .name("demo-loader".to_owned())
            .spawn(work)
            .map_err(|error| Fault::new(FaultClass::Busy, "starting a thread for the demo").because(error))?;
        Ok(Self { batches, ended })
    }

    /// Hands a batch over.
    ///
    /// # Errors
    /// What stopped an earlier batch.
    pub async fn write(&mut self, batch: Vec<String>) -> Answered<()> {
        if self.batches.send(batch).await.is_ok() {
            return Ok(());
        }
        (&mut self.ended).await.unwrap_or_else(|_| Err(gone()))
    }

    /// Waits until everything is written and safe on the disk.
    ///
    /// # Errors
    /// What stopped it.
    pub async fn finish(self) -> Answered<()> {
        drop(self.batches);
        self.ended.await.unwrap_or_else(|_| Err(gone()))
    }
}

fn write_all(location: &Location, mut batches: mpsc::Receiver<Vec<String>>) -> Answered<()> {
    let mut conn = Conn::to_write(location)?;
    let (before, after) = match conn {
        // The rows refer to each other by construction; a test lets the engine check every reference afterwards.
        Conn::Sqlite(_) => (
            "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000; PRAGMA wal_autocheckpoint = 100000",
            "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)",
        ),
        Conn::Postgres(_) => ("SET statement_timeout = 0", ""),
    };
    conn.batch_execute(before)?;
    let mut open = 0;
    while let Some(batch) = batches.blocking_recv() {
        if open == 0 {
            conn.batch_execute("BEGIN")?;
        }
        for statements in &batch {
            bulk::run(&mut conn, statements)?;
        }
        open += 1;
        if open == TOGETHER {
            conn.batch_execute("COMMIT")?;
            open = 0;
        }
    }
    if open > 0 {
        conn.batch_execute("COMMIT")?;
    }
    bulk::run(&mut conn, after)
}

fn gone() -> Error {
    Fault::new(FaultClass::Gone, "waiting for the demo to be written").into()
}
