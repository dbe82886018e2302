//! One thread's connection: made when first needed, checked by opening a transaction, made again when it is gone.

use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager, TransactionManagerStatus};

use super::{Conn, fault};
use crate::base::error::{Fault, FaultClass};

/// A connection that is made when needed.
pub struct Line<M> {
    make: M,
    begin: &'static str,
    conn: Option<Conn>,
}

impl<M: Fn() -> Result<Conn, Fault>> Line<M> {
    /// `make` connects; `begin` is the statement that opens a transaction.
    pub fn new(make: M, begin: &'static str) -> Self {
        Self { make, begin, conn: None }
    }

    /// The connection, inside a fresh transaction. A connection that died while idle is made again.
    pub fn begin(&mut self) -> Result<&mut Conn, Fault> {
        let fresh = self.conn.is_none();
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => (self.make)()?,
        };
        match start(&mut conn, self.begin) {
            Ok(()) => {}
            Err(fault) if !fresh && fault.class == FaultClass::Gone => {
                tracing::warn!("the connection to the database was gone; connecting again");
                conn = (self.make)()?;
                start(&mut conn, self.begin)?;
            }
            Err(fault) if fault.class == FaultClass::Busy => {
                self.conn = Some(conn);
                return Err(fault);
            }
            Err(fault) => return Err(fault),
        }
        Ok(self.conn.insert(conn))
    }

    /// Keeps what the transaction wrote.
    pub fn commit(&mut self) -> Result<(), diesel::result::Error> {
        let Some(conn) = self.conn.as_mut() else {
            return Ok(());
        };
        let ended = match conn {
            Conn::Sqlite(conn) => AnsiTransactionManager::commit_transaction(conn),
            Conn::Postgres(conn) => AnsiTransactionManager::commit_transaction(conn),
        };
        if ended.is_err() {
            self.undo();
        }
        ended
    }

    /// Undoes the transaction; a connection that cannot even do that is thrown away.
    pub fn undo(&mut self) {
        let Some(mut conn) = self.conn.take() else {
            return;
        };
        let undone = match depth(&mut conn) {
            Some(0) => Ok(()),
            Some(1) => roll_back(&mut conn),
            // A panic left a transaction open within the transaction.
            Some(_) | None => Err(diesel::result::Error::BrokenTransactionManager),
        };
        match undone {
            Ok(()) => self.conn = Some(conn),
            Err(error) => tracing::warn!("a connection to the database is given up: {error}"),
        }
    }
}

/// How many transactions are open within each other; `None` where the connection lost count.
pub fn depth(conn: &mut Conn) -> Option<u32> {
    let status = match conn {
        Conn::Sqlite(conn) => AnsiTransactionManager::transaction_manager_status_mut(conn),
        Conn::Postgres(conn) => AnsiTransactionManager::transaction_manager_status_mut(conn),
    };
    match status {
        TransactionManagerStatus::Valid(valid) => Some(valid.transaction_depth().map_or(0, std::num::NonZeroU32::get)),
        TransactionManagerStatus::InError => None,
    }
}

fn start(conn: &mut Conn, begin: &str) -> Result<(), Fault> {
    match conn {
        Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, begin),
        Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, begin),
    }
    .map_err(|error| fault::of(error, "opening a transaction"))
}

fn roll_back(conn: &mut Conn) -> Result<(), diesel::result::Error> {
    match conn {
        Conn::Sqlite(conn) => AnsiTransactionManager::rollback_transaction(conn),
        Conn::Postgres(conn) => AnsiTransactionManager::rollback_transaction(conn),
    }
}

/// Connects, or says why not.
pub fn establish<C: Connection>(address: &str) -> Result<C, Fault> {
    C::establish(address).map_err(|error| {
        let class = fault::class_of_message(&error.to_string()).unwrap_or(FaultClass::Gone);
        Fault::new(class, "connecting to the database").because(error)
    })
}
