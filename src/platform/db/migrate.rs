//! Brings the tables up to date when the program starts, and refuses a database that is newer than the program.

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Conn, fault, postgres};
use crate::base::error::{Answered, Error, Fault, FaultClass};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Which steps a database has taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps {
    /// The steps that it has.
    pub taken: Vec<String>,
    /// The steps of this program that it lacks.
    pub missing: Vec<String>,
    /// Steps that it has and this program does not know: a newer program took them.
    pub unknown: Vec<String>,
}

/// Takes all missing steps or, where one fails, none. Says which were taken.
///
/// # Errors
/// A fault where the database is newer than the program, belongs to another program, or a step fails.
pub fn run(conn: &mut Conn) -> Answered<Vec<String>> {
    match conn {
        Conn::Sqlite(conn) => conn.immediate_transaction(|conn| {
            must_be_ours(conn)?;
            take::<Sqlite, _>(conn, || SQLITE)
        }),
        Conn::Postgres(conn) => conn.transaction(|conn| {
            // Servers that start together wait for each other; a step may take longer than a command.
            conn.batch_execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")?;
            postgres::lock_until_commit(conn, "migrations", 0)?;
            take::<Pg, _>(conn, || POSTGRES)
        }),
    }
}

/// Compares the database with the program and changes nothing.
///
/// # Errors
/// Faults of the database.
pub fn steps(conn: &mut Conn) -> Answered<Steps> {
    if !has_table(conn, "__diesel_schema_migrations")? {
        return Ok(Steps {
            missing: match conn {
                Conn::Sqlite(_) => versions::<Sqlite>(SQLITE)?,
                Conn::Postgres(_) => versions::<Pg>(POSTGRES)?,
            },
            ..Steps::default()
        });
    }
    match conn {
        Conn::Sqlite(conn) => Ok(compare(versions::<Sqlite>(SQLITE)?, versions_of(taken().load(conn)?))),
        Conn::Postgres(conn) => Ok(compare(versions::<Pg>(POSTGRES)?, versions_of(taken().load(conn)?))),
    }
}

/// The steps that were taken. The library's own way of asking makes its table where there is none, and a look-up may not write.
fn taken() -> diesel::query_builder::SqlQuery {
    diesel::sql_query("SELECT version FROM __diesel_schema_migrations")
}

fn versions_of(rows: Vec<Taken>) -> Vec<String> {
    rows.into_iter().map(|row| row.version).collect()
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Text)]
    version: String,
}

fn take<DB: Backend, C: MigrationHarness<DB>>(
    conn: &mut C,
    source: fn() -> EmbeddedMigrations,
) -> Answered<Vec<String>> {
    let taken = conn.applied_migrations().map_err(failed)?.iter().map(ToString::to_string).collect();
    must_not_be_newer(&compare(versions::<DB>(source())?, taken))?;
    let pending = conn.pending_migrations(source()).map_err(failed)?;
    pending
        .iter()
        .map(|step| {
            let name = step.name().to_string();
            tracing::info!("taking the database's step {name}");
            conn.run_migration(step).map_err(|error| failed_at(&name, error))?;
            Ok(name)
        })
        .collect()
}

fn compare(mut known: Vec<String>, mut taken: Vec<String>) -> Steps {
    taken.sort_unstable();
    let unknown = taken.iter().filter(|step| !known.contains(step)).cloned().collect();
    known.retain(|step| !taken.contains(step));
    Steps { taken, missing: known, unknown }
}

fn versions<DB: Backend>(source: impl MigrationSource<DB>) -> Answered<Vec<String>> {
    let mut versions: Vec<String> =
        source.migrations().map_err(failed)?.iter().map(|step| step.name().version().to_string()).collect();
    versions.sort_unstable();
    Ok(versions)
}

fn must_not_be_newer(steps: &Steps) -> Answered<()> {
    if steps.unknown.is_empty() {
        return Ok(());
    }
    Err(Fault::new(
        FaultClass::ReadOnly,
        format!(
            "opening the database: it is newer than this program (it has taken the unknown steps {}). \
             Start the newer Showroom that last used it, or restore a backup from before",
            steps.unknown.join(", ")
        ),
    )
    .into())
}

/// A file that some other program keeps its data in is not ours to change.
fn must_be_ours(conn: &mut SqliteConnection) -> Answered<()> {
    let tables: i64 =
        count(conn, "SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let steps: i64 =
        count(conn, "SELECT count(*) AS count FROM sqlite_master WHERE name = '__diesel_schema_migrations'")?;
    if tables > 0 && steps == 0 {
        return Err(Fault::new(
            FaultClass::ReadOnly,
            "opening the database: the file belongs to another program. Name another file in DATABASE_URL",
        )
        .into());
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn count(conn: &mut SqliteConnection, query: &str) -> Answered<i64> {
    Ok(diesel::sql_query(query).get_result::<Count>(conn)?.count)
}

/// Whether there is a table of this name.
///
/// # Errors
/// Faults of the database.
pub fn has_table(conn: &mut Conn, name: &str) -> Answered<bool> {
    let found: Count = match conn {
        Conn::Sqlite(conn) => {
            diesel::sql_query("SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name = ?")
                .bind::<Text, _>(name)
                .get_result(conn)
        }
        Conn::Postgres(conn) => {
            diesel::sql_query("SELECT count(to_regclass($1)) AS count").bind::<Text, _>(name).get_result(conn)
        }
    }?;
    Ok(found.count > 0)
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

fn failed(error: Cause) -> Error {
    failed_at("", error)
}

fn failed_at(step: &str, error: Cause) -> Error {
    let class = error.downcast_ref().map_or(FaultClass::Bug, fault::class_of);
    Fault::new(class, format!("bringing the database up to date {step}").trim_end()).because(error).into()
}
