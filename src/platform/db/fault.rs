//! What went wrong in the database: one function that says which part is broken, or which constraint said no.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::names;
use crate::base::error::{Answered, Error, Fault, FaultClass, Refused};

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::Missing,
            error => of(error, "using the database").into(),
        }
    }
}

/// The fault that a failed query is, with what was being done.
pub fn of(error: DieselError, doing: &'static str) -> Fault {
    Fault::new(class_of(&error), doing).because(error)
}

/// Which part of the house is broken.
pub fn class_of(error: &DieselError) -> FaultClass {
    match error {
        DieselError::DatabaseError(kind, info) => match kind {
            DatabaseErrorKind::SerializationFailure => FaultClass::Busy,
            DatabaseErrorKind::ReadOnlyTransaction => FaultClass::ReadOnly,
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => FaultClass::Gone,
            DatabaseErrorKind::Unknown => class_of_message(info.message()).unwrap_or(FaultClass::Bug),
            _ => FaultClass::Bug,
        },
        DieselError::BrokenTransactionManager => FaultClass::Gone,
        DieselError::DeserializationError(_) => FaultClass::BadData,
        DieselError::RollbackErrorOnCommit { commit_error, .. } => class_of(commit_error),
        _ => FaultClass::Bug,
    }
}

/// Neither engine's driver passes its code on for these, only its words.
pub fn class_of_message(message: &str) -> Option<FaultClass> {
    const WORDS: [(&str, FaultClass); 20] = [
        ("database is locked", FaultClass::Busy),
        ("table is locked", FaultClass::Busy),
        ("out of memory", FaultClass::Busy),
        ("lock timeout", FaultClass::Busy),
        ("statement timeout", FaultClass::Busy),
        ("deadlock detected", FaultClass::Busy),
        ("too many clients", FaultClass::Busy),
        ("remaining connection slots", FaultClass::Busy),
        ("disk is full", FaultClass::Full),
        ("No space left on device", FaultClass::Full),
        ("disk I/O error", FaultClass::Io),
        ("unable to open database file", FaultClass::Io),
        ("could not read block", FaultClass::Io),
        ("could not write", FaultClass::Io),
        ("is malformed", FaultClass::Corrupt),
        ("not a database", FaultClass::Corrupt),
        ("invalid page in block", FaultClass::Corrupt),
        ("readonly database", FaultClass::ReadOnly),
        ("server closed the connection", FaultClass::Gone),
        ("connection to server", FaultClass::Gone),
    ];
    WORDS.iter().find(|(words, _)| message.contains(words)).map(|(_, class)| *class)
}

/// Whether this error means that two transactions were in each other's way and running it again may help.
pub fn is_in_each_others_way(error: &Error) -> bool {
    cause(error).is_some_and(is_serialization)
}

/// See [`is_in_each_others_way`].
pub fn is_serialization(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, info) => info.message().contains("deadlock detected"),
        DieselError::RollbackErrorOnCommit { commit_error, .. } => is_serialization(commit_error),
        _ => false,
    }
}

/// A constraint that said no, under the name that the migrations give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// A unique index; more than one name where SQLite cannot tell indexes over the same columns apart.
    Unique(Vec<String>),
    /// A check; its name or, where it has none, what the engine says of it.
    Check(String),
    /// A reference to a row that is not there, or from a row that still is. SQLite does not say which.
    Foreign(Option<String>),
    /// A column that must have a value.
    Empty(String),
}

/// Which constraint said no, if one did.
pub fn violation(error: &Error) -> Option<Violation> {
    let DieselError::DatabaseError(kind, info) = cause(error)? else {
        return None;
    };
    let named = || info.constraint_name().map(ToOwned::to_owned);
    let said = || info.message().rsplit(": ").next().unwrap_or_default().to_owned();
    Some(match kind {
        DatabaseErrorKind::UniqueViolation => {
            Violation::Unique(named().map_or_else(|| names::meant_by(info.message()), |name| vec![name]))
        }
        DatabaseErrorKind::CheckViolation => Violation::Check(named().unwrap_or_else(said)),
        DatabaseErrorKind::ForeignKeyViolation => Violation::Foreign(named()),
        DatabaseErrorKind::NotNullViolation => Violation::Empty(match (info.table_name(), info.column_name()) {
            (Some(table), Some(column)) => format!("{table}.{column}"),
            _ => said(),
        }),
        _ => return None,
    })
}

/// Turns the violation of one unique index into a refusal; every other answer passes.
///
/// Wrap the insert in [`super::Tx::attempt`] where the refusal looks something up: PostgreSQL answers nothing more after a
/// failed statement.
///
/// # Errors
/// The refusal, or the error that came in.
pub fn on_unique<T, E: Into<Error>>(result: Result<T, E>, name: &str, refuse: impl FnOnce() -> Refused) -> Answered<T> {
    result.map_err(|error| {
        let error = error.into();
        if violates_unique(&error, name) { refuse().into() } else { error }
    })
}

/// Whether this error is the violation of the unique index `name`.
pub fn violates_unique(error: &Error, name: &str) -> bool {
    matches!(violation(error), Some(Violation::Unique(names)) if names.iter().any(|found| found == name))
}

/// The database's own error behind a fault.
fn cause(error: &Error) -> Option<&DieselError> {
    match error {
        Error::Fault(fault) => fault.source.as_deref()?.downcast_ref(),
        Error::Refused(_) | Error::Missing | Error::Forbidden(_) => None,
    }
}
