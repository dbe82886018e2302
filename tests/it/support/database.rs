//! A fresh database for each test, on both engines: `each_engine(async |db| …)`.
//!
//! SQLite lives in a folder of its own. PostgreSQL is the server that `TEST_POSTGRES_URL` names (`tests/postgres.sh start` prints one);
//! each test gets a database there, copied from a template that has all tables. Without that variable the PostgreSQL half
//! is left out, loudly; where `CI` is set, that is a failure.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl};
use showroom::platform::db::{Db, Location};

/// Runs a test on a fresh, migrated database of each engine.
pub fn each_engine(test: impl AsyncFn(Db)) {
    for database in engines() {
        eprintln!("on {}", database.location);
        actix_web::rt::System::new().block_on(async {
            test(Db::open(&database.location).unwrap().reacting(showroom::reactions::react)).await;
        });
    }
}

/// The databases for one test; for those that start the program itself, or want two of it. `TEST_ENGINE` names the only one for runs that take long.
pub fn engines() -> Vec<Database> {
    match std::env::var("TEST_ENGINE").as_deref() {
        Ok("sqlite") => vec![Database::sqlite()],
        Ok("postgres") => vec![Database::postgres().expect("TEST_POSTGRES_URL names a server")],
        _ => std::iter::once(Database::sqlite()).chain(Database::postgres()).collect(),
    }
}

/// One fresh database. It is removed when this is dropped.
pub struct Database {
    /// Where it is.
    pub location: Location,
    /// A folder for whatever else the test keeps (keys, backups).
    pub folder: PathBuf,
    admin: Option<String>,
}

impl Database {
    /// A SQLite file that does not exist yet.
    pub fn sqlite() -> Self {
        let folder = new_folder();
        Self { location: Location::Sqlite(folder.join("showroom.db")), folder, admin: None }
    }

    /// A PostgreSQL database with all tables; `None` where there is no server.
    pub fn postgres() -> Option<Self> {
        let admin = server()?;
        let name = format!("test_{}_{}", std::process::id(), next());
        execute(admin, &format!("CREATE DATABASE {name} TEMPLATE {}", template(admin)));
        let location = Location::Postgres(at(admin, &name));
        Some(Self { location, folder: new_folder(), admin: Some(admin.to_owned()) })
    }

    /// A PostgreSQL database without any table.
    pub fn empty_postgres() -> Option<Self> {
        let admin = server()?;
        let name = format!("test_{}_{}", std::process::id(), next());
        execute(admin, &format!("CREATE DATABASE {name}"));
        let location = Location::Postgres(at(admin, &name));
        Some(Self { location, folder: new_folder(), admin: Some(admin.to_owned()) })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let (Some(admin), Location::Postgres(url)) = (&self.admin, &self.location)
            && let Some((_, name)) = url.rsplit_once('/')
        {
            execute(admin, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{} is left behind: {error}", self.folder.display());
        }
    }
}

/// The server for the tests, if there is one.
pub fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            let url = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
            if url.is_none() {
                assert!(
                    std::env::var_os("CI").is_none(),
                    "TEST_POSTGRES_URL is not set, and CI is: PostgreSQL must not be left out"
                );
                eprintln!("\n*** TEST_POSTGRES_URL is not set: this run proves nothing about PostgreSQL ***\n");
            }
            url
        })
        .as_deref()
}

/// The database with all tables that the others are copied from; made once per process.
fn template(admin: &str) -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("template_{}", std::process::id());
        execute(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        execute(admin, &format!("CREATE DATABASE {name}"));
        drop(Db::open(&Location::Postgres(at(admin, &name))).unwrap());
        name
    })
}

fn at(admin: &str, database: &str) -> String {
    let mut url = url::Url::parse(admin).unwrap();
    url.set_path(database);
    url.to_string()
}

fn execute(admin: &str, statement: &str) {
    let mut conn = PgConnection::establish(admin).unwrap();
    conn.batch_execute("SET client_min_messages = warning").unwrap();
    diesel::sql_query(statement).execute(&mut conn).unwrap();
}

fn new_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("showroom-test-{}-{}", std::process::id(), next()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn next() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
