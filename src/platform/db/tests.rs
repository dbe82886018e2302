//! What the two doors promise, on both engines: all or nothing, after the commit, together, and every fault by its name.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::fault::{self, Violation};
use super::testing::{Database, each_engine, engines};
use super::{Conn, Db, Location, Tx, connect, migrate};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, FaultClass, Refused};
use crate::base::ids::SiteId;
use crate::platform::journal::{self, Entry};

fn house() -> Actor {
    Actor::house(SiteId(1))
}

fn now() -> Moment {
    "2026-11-21T10:00:00.123".parse().unwrap()
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn run(conn: &mut Conn, statement: &str) -> Answered<()> {
    match conn {
        Conn::Sqlite(conn) => conn.batch_execute(statement)?,
        Conn::Postgres(conn) => conn.batch_execute(statement)?,
    }
    Ok(())
}

fn count(conn: &mut Conn, query: &str) -> Answered<i64> {
    let found: Count = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(query).get_result(conn),
        Conn::Postgres(conn) => diesel::sql_query(query).get_result(conn),
    }?;
    Ok(found.count)
}

/// A database with a small table of our own: `things(id, word, size)`, one live word per kind.
async fn with_things(db: &Db) {
    db.write(house(), now(), |tx| {
        let strict = if matches!(tx.conn, Conn::Sqlite(_)) { "STRICT" } else { "" };
        run(
            tx.conn,
            &format!(
                "CREATE TABLE things (id INTEGER PRIMARY KEY, word TEXT NOT NULL, size INTEGER CONSTRAINT things_small CHECK (size < 10),
                 parent INTEGER CONSTRAINT things_parent REFERENCES things (id)) {strict};
                 CREATE UNIQUE INDEX things_one_word ON things (word) WHERE size IS NULL;
                 CREATE UNIQUE INDEX things_one_size ON things (size, parent);"
            ),
        )
    })
    .await
    .unwrap();
    if let Location::Sqlite(path) = db.location() {
        super::names::learn(&mut SqliteConnection::establish(path.to_str().unwrap()).unwrap()).unwrap();
    }
}

async fn things(db: &Db) -> i64 {
    db.read(|conn| count(conn, "SELECT count(*) AS count FROM things")).await.unwrap()
}

fn put(tx: &mut Tx, id: i64, word: &str) -> Answered<()> {
    run(tx.conn, &format!("INSERT INTO things (id, word) VALUES ({id}, '{word}')"))
}

fn class<T: std::fmt::Debug>(answer: Answered<T>) -> FaultClass {
    match answer {
        Err(Error::Fault(fault)) => fault.class,
        other => panic!("not a fault: {other:?}"),
    }
}

#[test]
fn a_transaction_is_all_or_nothing() {
    each_engine(async |db| {
        with_things(&db).await;
        db.write(house(), now(), |tx| put(tx, 1, "kept")).await.unwrap();
        let refused: Answered<()> = db
            .write(house(), now(), |tx| {
                put(tx, 2, "undone")?;
                Err(Refused::invalid("no").into())
            })
            .await;
        assert!(matches!(refused, Err(Error::Refused(_))));
        let panicked: Answered<()> = db
            .write(house(), now(), |tx| {
                put(tx, 3, "undone")?;
                panic!("a mistake")
            })
            .await;
        assert_eq!(class(panicked), FaultClass::Bug);
        let panicked_inside: Answered<()> =
            db.write(house(), now(), |tx| tx.attempt(|tx| put(tx, 4, "undone").map(|()| panic!("a mistake")))).await;
        assert_eq!(class(panicked_inside), FaultClass::Bug);
        assert_eq!(things(&db).await, 1);
        db.write(house(), now(), |tx| put(tx, 5, "the writer lives")).await.unwrap();
        assert_eq!(things(&db).await, 2);
    });
}

#[test]
fn readers_cannot_write_and_see_one_moment() {
    each_engine(async |db| {
        with_things(&db).await;
        let written = db.read(|conn| run(conn, "INSERT INTO things (id, word) VALUES (1, 'x')")).await;
        assert_eq!(class(written), FaultClass::ReadOnly);
        let panicked: Answered<()> = db.read(|_| panic!("a mistake")).await;
        assert_eq!(class(panicked), FaultClass::Bug);

        let (started, wait) = std::sync::mpsc::channel();
        let (go_on, told) = std::sync::mpsc::channel();
        let look = db.read(move |conn| {
            let before = count(conn, "SELECT count(*) AS count FROM things")?;
            started.send(()).unwrap();
            told.recv().unwrap();
            Ok((before, count(conn, "SELECT count(*) AS count FROM things")?))
        });
        let write = async {
            while wait.try_recv().is_err() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            db.write(house(), now(), |tx| put(tx, 1, "meanwhile")).await.unwrap();
            go_on.send(()).unwrap();
        };
        let (seen, ()) = futures_util::future::join(look, write).await;
        assert_eq!(seen.unwrap(), (0, 0));
        assert_eq!(things(&db).await, 1);
    });
}

#[test]
fn many_commands_share_few_commits() {
    let database = Database::sqlite();
    let db = Db::open(&database.location).unwrap();
    actix_web::rt::System::new().block_on(async {
        with_things(&db).await;
        let (commands, commits) = db.tally();
        let all = (0..400).map(|id| {
            db.write(house(), now(), move |tx| {
                if id % 10 == 0 {
                    put(tx, id, "undone")?;
                    return Err(Refused::taken("no").into());
                }
                put(tx, id, &format!("word {id}"))
            })
        });
        let answers: Vec<Answered<()>> = futures_util::future::join_all(all).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 360);
        let (commands, commits) = (db.tally().0 - commands, db.tally().1 - commits);
        assert_eq!((commands, things(&db).await), (360, 360));
        assert!(commits <= 40, "{commits} commits for 360 commands");
    });
}

#[test]
fn whoever_comes_when_the_queue_is_full_is_told_at_once() {
    let database = Database::sqlite();
    let db = Db::open(&database.location).unwrap();
    actix_web::rt::System::new().block_on(async {
        with_things(&db).await;
        let (go_on, told) = std::sync::mpsc::channel::<()>();
        let told = std::sync::Mutex::new(told);
        let blocker = actix_web::rt::spawn({
            let db = db.clone();
            async move {
                db.write(house(), now(), move |tx| {
                    told.lock().unwrap().recv().unwrap();
                    put(tx, 0, "first")
                })
                .await
            }
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        let all = (1..=600).map(|id| {
            let db = db.clone();
            actix_web::rt::spawn(async move { db.write(house(), now(), move |tx| put(tx, id, &format!("{id}"))).await })
        });
        let all: Vec<_> = all.collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        go_on.send(()).unwrap();
        blocker.await.unwrap().unwrap();
        let (mut done, mut busy) = (0, 0);
        for answer in all {
            match answer.await.unwrap() {
                Ok(()) => done += 1,
                refused => {
                    assert_eq!(class(refused), FaultClass::Busy);
                    busy += 1;
                }
            }
        }
        assert_eq!((done, busy, things(&db).await), (512, 88, 513));
    });
}

#[test]
fn constraints_are_known_by_name() {
    each_engine(async |db| {
        with_things(&db).await;
        db.write(house(), now(), |tx| put(tx, 1, "taken")).await.unwrap();
        let answers = [
            ("INSERT INTO things (id, word) VALUES (2, 'taken')", "things_one_word"),
            ("INSERT INTO things (id, word) VALUES (1, 'other')", "things_pkey"),
            ("INSERT INTO things (id, word, size, parent) VALUES (3, 'a', 1, 1), (4, 'b', 1, 1)", "things_one_size"),
        ];
        for (statement, name) in answers {
            let answer = db.write(house(), now(), move |tx| run(tx.conn, statement)).await.unwrap_err();
            assert!(fault::violates_unique(&answer, name), "{name}: {:?}", fault::violation(&answer));
            assert!(!fault::violates_unique(&answer, "things_other"));
            let refused = fault::on_unique(Err::<(), _>(answer), name, || Refused::taken("unit_taken"));
            assert!(matches!(refused, Err(Error::Refused(_))));
        }
        for (statement, wanted) in [
            ("INSERT INTO things (id, word, size) VALUES (5, 'x', 11)", Violation::Check("things_small".into())),
            ("INSERT INTO things (id, word, size) VALUES (5, NULL, 1)", Violation::Empty("things.word".into())),
        ] {
            let answer = db.write(house(), now(), move |tx| run(tx.conn, statement)).await.unwrap_err();
            assert_eq!(fault::violation(&answer), Some(wanted));
            assert!(matches!(answer, Error::Fault(ref fault) if fault.class == FaultClass::Bug));
        }
        let orphan = db
            .write(house(), now(), |tx| run(tx.conn, "INSERT INTO things (id, word, parent) VALUES (6, 'x', 99)"))
            .await
            .unwrap_err();
        let name = if matches!(db.location(), Location::Sqlite(_)) { None } else { Some("things_parent".to_owned()) };
        assert_eq!(fault::violation(&orphan), Some(Violation::Foreign(name)));
    });
}

#[test]
fn who_loses_can_ask_who_won() {
    each_engine(async |db| {
        with_things(&db).await;
        db.write(house(), now(), |tx| put(tx, 7, "unit")).await.unwrap();
        let lost: Answered<()> = db
            .write(house(), now(), |tx| {
                put(tx, 1, "also kept? no, the whole command is refused")?;
                let tried = tx.attempt(|tx| put(tx, 8, "unit"));
                let winner = count(tx.conn, "SELECT CAST(id AS BIGINT) AS count FROM things WHERE word = 'unit'")?;
                fault::on_unique(tried, "things_one_word", || Refused::taken("unit_taken").with("id", winner))
            })
            .await;
        match lost {
            Err(Error::Refused(refused)) => assert_eq!(refused.params, [("id", "7".to_owned())]),
            other => panic!("{other:?}"),
        }
        assert_eq!(things(&db).await, 1);
    });
}

#[test]
fn rows_that_cannot_be_read_and_rows_that_are_not_there() {
    each_engine(async |db| {
        with_things(&db).await;
        let none = db.read(|conn| count(conn, "SELECT CAST(id AS BIGINT) AS count FROM things")).await;
        assert!(matches!(none, Err(Error::Missing)));
        let nonsense = db.read(|conn| run(conn, "SELECT nothing FROM nowhere")).await;
        assert_eq!(class(nonsense), FaultClass::Bug);
    });
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let database = Database::sqlite();
    let db = Db::open(&database.location).unwrap();
    actix_web::rt::System::new().block_on(async {
        with_things(&db).await;
        db.write(house(), now(), |tx| put(tx, 1, "before")).await.unwrap();
        db.write(house(), now(), |tx| {
            let pages = match tx.conn {
                Conn::Sqlite(conn) => {
                    diesel::sql_query("SELECT page_count AS count FROM pragma_page_count()")
                        .get_result::<Count>(conn)?
                        .count
                }
                Conn::Postgres(_) => unreachable!(),
            };
            run(tx.conn, &format!("PRAGMA max_page_count = {}", pages + 1))
        })
        .await
        .unwrap();
        let all = (2..40).map(|id| {
            let size = if id == 20 { 100_000 } else { 1 };
            db.write(house(), now(), move |tx| put(tx, id, &"x".repeat(size).replace('x', &format!("{id}."))))
        });
        let answers: Vec<Answered<()>> = futures_util::future::join_all(all).await;
        let done = answers.iter().filter(|answer| answer.is_ok()).count();
        for answer in answers.into_iter().filter(Result::is_err) {
            assert_eq!(class(answer), FaultClass::Full);
        }
        // Only the large one does not fit: its neighbours in the same commit were done again without it.
        assert_eq!((done, things(&db).await), (37, 38));
    });
}

#[test]
fn sqlite_faults_by_class() {
    let database = Database::sqlite();
    let Location::Sqlite(path) = &database.location else { unreachable!() };
    let db = Db::open(&database.location).unwrap();
    actix_web::rt::System::new().block_on(async {
        with_things(&db).await;
        // Busy: another process keeps the write lock longer than we wait.
        let mut other = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        other.batch_execute("BEGIN IMMEDIATE").unwrap();
        let started = std::time::Instant::now();
        let both = futures_util::future::join(
            db.write(house(), now(), |tx| put(tx, 1, "a")),
            db.write(house(), now(), |tx| put(tx, 2, "b")),
        );
        let (one, two) = both.await;
        assert_eq!((class(one), class(two)), (FaultClass::Busy, FaultClass::Busy));
        assert!(started.elapsed() < Duration::from_secs(12));
        other.batch_execute("ROLLBACK").unwrap();
        db.write(house(), now(), |tx| put(tx, 1, "the writer waits no more")).await.unwrap();
        // Read-only.
        let write = db.write(house(), now(), |tx| {
            run(tx.conn, "PRAGMA query_only = ON")?;
            let tried = put(tx, 2, "x");
            run(tx.conn, "PRAGMA query_only = OFF")?;
            tried
        });
        assert_eq!(class(write.await), FaultClass::ReadOnly);
        drop(other);
    });
    drop(db);

    // Corrupt: a page in the middle of the file is noise.
    let mut bytes = std::fs::read(path).unwrap();
    let from = 4096;
    bytes[from..].fill(0xA5);
    let damaged = database.folder.join("damaged.db");
    std::fs::write(&damaged, &bytes).unwrap();
    let opened = Db::open(&Location::Sqlite(damaged)).map(drop);
    assert_eq!(class(opened), FaultClass::Corrupt);
    let text = database.folder.join("text.db");
    std::fs::write(&text, "not a database at all, ".repeat(500)).unwrap();
    assert_eq!(class(Db::open(&Location::Sqlite(text)).map(drop)), FaultClass::Corrupt);

    // I/O: a folder is no file.
    assert_eq!(class(Db::open(&Location::Sqlite(database.folder.clone())).map(drop)), FaultClass::Io);
}

#[test]
fn postgres_faults_by_class() {
    let Some(database) = Database::postgres() else { return };
    let Location::Postgres(url) = &database.location else { unreachable!() };
    let db = Db::open(&database.location).unwrap();
    actix_web::rt::System::new().block_on(async {
        with_things(&db).await;
        db.write(house(), now(), |tx| put(tx, 1, "a")).await.unwrap();
        // Busy: somebody keeps the row longer than we wait.
        let mut other = PgConnection::establish(url).unwrap();
        other.batch_execute("BEGIN; UPDATE things SET word = 'b' WHERE id = 1").unwrap();
        let waited = db
            .write(house(), now(), |tx| {
                run(tx.conn, "SET LOCAL lock_timeout = '50ms'")?;
                run(tx.conn, "UPDATE things SET word = 'c' WHERE id = 1")
            })
            .await;
        assert_eq!(class(waited), FaultClass::Busy);
        other.batch_execute("ROLLBACK").unwrap();
        let slow = db
            .read(|conn| {
                run(conn, "SET LOCAL statement_timeout = '50ms'")?;
                run(conn, "SELECT pg_sleep(5)")
            })
            .await;
        assert_eq!(class(slow), FaultClass::Busy);

        // Gone between two commands: nobody notices.
        let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        for id in 10..14 {
            other.batch_execute(kill).unwrap();
            assert_eq!(things(&db).await, id - 9);
            db.write(house(), now(), move |tx| put(tx, id, &format!("w{id}"))).await.unwrap();
        }
        // Gone in the middle of a command, before its commit: done again on a new connection, once.
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        db.write(house(), now(), move |tx| {
            put(tx, 20, "twice")?;
            if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                run(tx.conn, "SELECT pg_terminate_backend(pg_backend_pid())")?;
            }
            Ok(())
        })
        .await
        .unwrap();
        assert_eq!(runs.load(Ordering::Relaxed), 2);
        // Always gone: given up after the fourth time.
        let gone = db.write(house(), now(), |tx| run(tx.conn, "SELECT pg_terminate_backend(pg_backend_pid())")).await;
        assert_eq!(class(gone), FaultClass::Gone);
        drop(other);
    });
    let nobody = Location::Postgres("postgres://nobody@127.0.0.1:1/nothing".into());
    assert_eq!(class(Db::open(&nobody).map(drop)), FaultClass::Gone);
}

#[test]
fn commands_in_each_others_way_run_again() {
    let Some(database) = Database::postgres() else { return };
    // The server looks for deadlocks only after a while.
    set_for_database(&database.location, "deadlock_timeout = '20ms'");
    let db = Db::open(&database.location).unwrap();
    actix_web::rt::System::new().block_on(async {
        with_things(&db).await;
        db.write(house(), now(), |tx| put(tx, 1, "a").and_then(|()| put(tx, 2, "b"))).await.unwrap();
        // Deadlocks: half of them take the two rows in the other order.
        let all = (0..6).map(|n| {
            let (one, two) = if n % 2 == 0 { (1, 2) } else { (2, 1) };
            db.write(house(), now(), move |tx| {
                run(
                    tx.conn,
                    &format!("UPDATE things SET size = COALESCE(size, 0) WHERE id = {one}; SELECT pg_sleep(0.002)"),
                )?;
                run(tx.conn, &format!("UPDATE things SET size = COALESCE(size, 0) WHERE id = {two}"))
            })
        });
        let answers: Vec<Answered<()>> = futures_util::future::join_all(all).await;
        let done = answers.iter().filter(|answer| answer.is_ok()).count();
        assert!(done >= 4, "{done} of 6");
        for answer in answers.into_iter().filter(Result::is_err) {
            assert_eq!(class(answer), FaultClass::Busy);
        }
        // The lock for rules that read many rows before they write one: twenty counters, no number twice.
        let all = (0..20).map(|_| {
            db.write(house(), now(), |tx| {
                tx.one_at_a_time("things")?;
                let next = 100 + count(tx.conn, "SELECT count(*) AS count FROM things")?;
                run(tx.conn, "SELECT pg_sleep(0.002)")?;
                put(tx, next, &format!("{next}")).map(|()| next)
            })
        });
        let mut numbers: Vec<i64> =
            futures_util::future::join_all(all).await.into_iter().map(|answer| answer.unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (102..122).collect::<Vec<i64>>());
    });
}

fn set_for_database(location: &Location, setting: &str) {
    let Location::Postgres(url) = location else { unreachable!() };
    let mut conn = PgConnection::establish(url).unwrap();
    let (_, name) = url.rsplit_once('/').unwrap();
    conn.batch_execute(&format!("ALTER DATABASE {name} SET {setting}")).unwrap();
}

#[test]
fn a_server_that_may_forget_is_refused() {
    let Some(database) = Database::postgres() else { return };
    set_for_database(&database.location, "synchronous_commit = off");
    match Db::open(&database.location).map(drop) {
        Err(Error::Fault(fault)) => {
            assert!(fault.to_string().contains("synchronous_commit is off"), "{fault}");
            assert!(fault.to_string().contains("set synchronous_commit = on"), "{fault}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn steps_are_taken_once_and_a_newer_database_is_refused() {
    let mut databases = vec![Database::sqlite()];
    databases.extend(Database::empty_postgres());
    for database in databases {
        let mut conn = Conn::to_write(&database.location).unwrap();
        assert!(migrate::steps(&mut conn).unwrap().taken.is_empty());
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let location = database.location.clone();
                std::thread::spawn(move || migrate::run(&mut Conn::to_write(&location).unwrap()).unwrap().len())
            })
            .collect();
        let mut taken: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        taken.sort_unstable();
        let steps = migrate::steps(&mut conn).unwrap();
        assert_eq!(taken, [0, 0, steps.taken.len()]);
        assert!(steps.missing.is_empty() && steps.unknown.is_empty(), "{steps:?}");

        run(&mut conn, "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')").unwrap();
        match Db::open(&database.location).map(drop) {
            Err(Error::Fault(fault)) => assert!(fault.to_string().contains("newer than this program"), "{fault}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn both_engines_take_the_same_steps_and_end_with_the_same_columns_and_unique_indexes() {
    let found: Vec<Vec<String>> = engines()
        .iter()
        .map(|database| {
            drop(Db::open(&database.location).unwrap());
            shape(&mut Conn::to_read(&database.location).unwrap())
        })
        .collect();
    if let [sqlite, postgres] = found.as_slice() {
        assert_eq!(sqlite, postgres);
    }
    assert!(found[0].iter().any(|line| line == "journal.detail"));
    assert!(found[0].iter().any(|line| line == "unique claims_one_live_per_unit"), "{:?}", found[0]);
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

fn shape(conn: &mut Conn) -> Vec<String> {
    let mut lines: Vec<Line> = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(
            "SELECT t.name || '.' || c.name AS line FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
             UNION ALL SELECT 'unique ' || l.name FROM sqlite_master t, pragma_index_list(t.name) l WHERE t.type = 'table' AND l.origin = 'c' AND l.\"unique\"
             UNION ALL SELECT 'index ' || l.name FROM sqlite_master t, pragma_index_list(t.name) l WHERE t.type = 'table' AND l.origin = 'c' AND NOT l.\"unique\"",
        )
        .load(conn)
        .unwrap(),
        Conn::Postgres(conn) => diesel::sql_query(
            "SELECT table_name || '.' || column_name AS line FROM information_schema.columns WHERE table_schema = 'public'
             UNION ALL SELECT CASE WHEN i.indisunique THEN 'unique ' ELSE 'index ' END || c.relname FROM pg_index i
             JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))",
        )
        .load(conn)
        .unwrap(),
    };
    lines.sort_by(|a, b| a.line.cmp(&b.line));
    lines.into_iter().map(|line| line.line).collect()
}

#[test]
fn a_file_of_another_program_is_left_alone() {
    let database = Database::sqlite();
    let Location::Sqlite(path) = &database.location else { unreachable!() };
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute("CREATE TABLE bookmarks (id INTEGER)").unwrap();
    match Db::open(&database.location).map(drop) {
        Err(Error::Fault(fault)) => assert!(fault.to_string().contains("belongs to another program"), "{fault}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_journal_is_written_with_what_it_tells() {
    each_engine(async |db| {
        let refused: Answered<()> = db
            .write(house(), now(), |tx| {
                journal::record(tx, Entry::new("visit.opened"))?;
                Err(Refused::invalid("no").into())
            })
            .await;
        assert!(refused.is_err());
        db.write(house(), now(), |tx| journal::record(tx, Entry::new("visit.closed"))).await.unwrap();
        let rows = db.read(|conn| count(conn, "SELECT count(*) AS count FROM journal")).await.unwrap();
        assert_eq!(rows, 1);
        for statement in ["UPDATE journal SET kind = 'x'", "DELETE FROM journal"] {
            let changed = db.write(house(), now(), move |tx| run(tx.conn, statement)).await;
            assert_eq!(class(changed), FaultClass::Bug);
        }
    });
}

#[test]
fn an_undone_line_is_clean() {
    let database = Database::sqlite();
    let location = database.location.clone();
    let mut line = connect::Line::new(
        move || match &location {
            Location::Sqlite(path) => super::sqlite::writer(path),
            Location::Postgres(_) => unreachable!(),
        },
        "BEGIN IMMEDIATE",
    );
    assert_eq!(connect::depth(line.begin().unwrap()), Some(1));
    line.undo();
    assert_eq!(connect::depth(line.begin().unwrap()), Some(1));
    line.commit().unwrap();
}
