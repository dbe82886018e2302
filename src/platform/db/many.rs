//! Many rows of one table in one statement, on both engines: the values travel as one text of JSON.

use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::Value;

use super::Conn;
use crate::base::error::{Answered, Fault};

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Whole numbers, ids.
    Number,
    /// Text.
    Text,
    /// Days, as `2026-11-21`.
    Day,
}

impl Holds {
    const fn of_postgres(self) -> &'static str {
        match self {
            Self::Number => "bigint",
            Self::Text => "text",
            Self::Day => "date",
        }
    }
}

/// Inserts rows, each with a value for every column. Names of tables and columns are ours, never a person's.
///
/// # Errors
/// Faults of the database, and what its constraints say.
pub fn insert(conn: &mut Conn, table: &str, columns: &[(&str, Holds)], rows: &[Vec<Value>]) -> Answered<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let text = serde_json::to_string(rows).map_err(|error| Fault::bug("writing rows").because(error))?;
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    match conn {
        Conn::Sqlite(conn) => {
            let values: Vec<String> = (0..columns.len()).map(|at| format!("json_extract(value, '$[{at}]')")).collect();
            let statement =
                format!("INSERT INTO {table} ({names}) SELECT {} FROM json_each(?) WHERE true", values.join(", "));
            diesel::sql_query(statement).bind::<Text, _>(text).execute(conn)?;
        }
        Conn::Postgres(conn) => {
            let value = |(at, (_, holds)): (usize, &(&str, Holds))| format!("(one ->> {at})::{}", holds.of_postgres());
            let values: Vec<String> = columns.iter().enumerate().map(value).collect();
            let values = values.join(", ");
            let statement =
                format!("INSERT INTO {table} ({names}) SELECT {values} FROM jsonb_array_elements($1::jsonb) AS one");
            diesel::sql_query(statement).bind::<Text, _>(text).execute(conn)?;
        }
    }
    Ok(())
}
