//! The journal and its chain, on both engines: sound when left alone, and the first changed row named when not.

use diesel::connection::SimpleConnection;
use serde_json::json;

use super::{Difference, Entry, Event, record, seal, verify};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::ids::{CustomerId, SiteId, UnitId, UserId, VisitId};
use crate::base::role::Role;
use crate::platform::db::testing::each_engine;
use crate::platform::db::{Conn, Db};

const SITE: SiteId = SiteId(1);

fn now() -> Moment {
    "2026-11-21T10:00:00.123".parse().unwrap()
}

fn anna() -> Actor {
    Actor::person(SITE, UserId(5), Role::Consultant)
}

async fn record_some(db: &Db, many: i64) {
    db.write(anna(), now(), move |tx| {
        for number in 1..=many {
            let entry =
                Entry::new("visit.moved").visit(VisitId(number % 3)).detail(json!({ "to": "tour", "n": number }));
            record(tx, entry)?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

async fn tamper(db: &Db, statements: &'static str) {
    db.write(anna(), now(), move |tx| {
        match tx.conn {
            Conn::Sqlite(conn) => {
                conn.batch_execute(
                    "DROP TRIGGER IF EXISTS journal_is_not_changed; DROP TRIGGER IF EXISTS journal_is_not_shortened",
                )?;
                conn.batch_execute("PRAGMA defer_foreign_keys = ON")?;
                conn.batch_execute(statements)?;
            }
            Conn::Postgres(conn) => {
                conn.batch_execute(
                    "DROP TRIGGER IF EXISTS journal_is_append_only ON journal;
                     ALTER TABLE journal_chain DROP CONSTRAINT IF EXISTS journal_chain_seq_fkey",
                )?;
                conn.batch_execute(statements)?;
            }
        }
        Ok(())
    })
    .await
    .unwrap();
}

#[test]
fn a_chain_that_was_left_alone_is_sound() {
    each_engine(async |db| {
        let empty = db.read(verify).await.unwrap().unwrap();
        assert_eq!((empty.links, empty.unsealed), (0, 0));
        record_some(&db, 10).await;
        assert_eq!(db.read(verify).await.unwrap().unwrap().unsealed, 10);
        assert_eq!(seal(&db, now()).await.unwrap(), 10);
        assert_eq!(seal(&db, now()).await.unwrap(), 0);
        // More than one batch.
        record_some(&db, 2_500).await;
        assert_eq!(seal(&db, now()).await.unwrap(), 2_500);
        record_some(&db, 3).await;
        let sound = db.read(verify).await.unwrap().unwrap();
        assert_eq!((sound.links, sound.unsealed, sound.head.len()), (2_510, 3, 64));
    });
}

#[test]
fn the_first_row_that_differs_is_named() {
    for (statements, wanted) in [
        (
            "UPDATE journal SET detail = '{}' WHERE seq = 4; UPDATE journal SET kind = 'x' WHERE seq = 7",
            Difference::Changed(4),
        ),
        ("UPDATE journal SET actor_id = NULL WHERE seq = 9", Difference::Changed(9)),
        (
            "UPDATE journal_chain SET hash = (SELECT hash FROM journal_chain WHERE place = 1) WHERE place = 3",
            Difference::Changed(3),
        ),
        ("DELETE FROM journal_chain WHERE place = 5", Difference::Unlinked(5)),
        (
            "DELETE FROM journal_chain WHERE place = 10; UPDATE journal_chain SET seq = 10 WHERE place = 9",
            Difference::Changed(10),
        ),
    ] {
        each_engine(async |db| {
            record_some(&db, 10).await;
            seal(&db, now()).await.unwrap();
            tamper(&db, statements).await;
            assert_eq!(db.read(verify).await.unwrap(), Err(wanted.clone()), "{statements}");
        });
    }
}

#[test]
fn a_row_that_was_put_in_between_or_taken_out_is_noticed() {
    each_engine(async |db| {
        record_some(&db, 10).await;
        seal(&db, now()).await.unwrap();
        if matches!(db.location(), crate::platform::db::Location::Sqlite(_)) {
            tamper(&db, "DELETE FROM journal_chain WHERE place = 10; INSERT INTO journal_chain SELECT 10, 10, hash FROM journal_chain WHERE place = 9").await;
            assert_eq!(db.read(verify).await.unwrap(), Err(Difference::Changed(10)));
            tamper(&db, "UPDATE journal SET seq = 11 WHERE seq = 4; UPDATE journal_chain SET seq = 11 WHERE place = 4")
                .await;
            assert_eq!(db.read(verify).await.unwrap(), Err(Difference::Changed(11)));
        } else {
            tamper(&db, "DELETE FROM journal WHERE seq = 6").await;
            assert_eq!(db.read(verify).await.unwrap(), Err(Difference::Removed(6)));
        }
    });
}

#[test]
fn sealers_do_not_get_in_each_others_way_and_late_rows_find_their_link() {
    each_engine(async |db| {
        for round in 0..5 {
            let (one, two, three, ()) =
                tokio::join!(seal(&db, now()), seal(&db, now()), seal(&db, now()), record_some(&db, 20));
            assert!(one.is_ok() && two.is_ok() && three.is_ok(), "{round}: {one:?} {two:?} {three:?}");
        }
        if let crate::platform::db::Location::Postgres(_) = db.location() {
            // One command takes its numbers early and commits late, after later ones were sealed.
            let (go_on, told) = std::sync::mpsc::channel::<()>();
            let (started, wait) = std::sync::mpsc::channel::<()>();
            let told = std::sync::Mutex::new(told);
            let late = db.write(anna(), now(), move |tx| {
                record(tx, Entry::new("slow"))?;
                started.send(()).unwrap();
                told.lock().unwrap().recv().unwrap();
                Ok(())
            });
            let meanwhile = async {
                while wait.try_recv().is_err() {
                    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                }
                record_some(&db, 5).await;
                seal(&db, now()).await.unwrap();
                go_on.send(()).unwrap();
            };
            let (late, ()) = tokio::join!(late, meanwhile);
            late.unwrap();
        }
        seal(&db, now()).await.unwrap();
        let sound = db.read(verify).await.unwrap().unwrap();
        assert_eq!(sound.unsealed, 0);
        assert!(sound.links >= 100);
        // The feed of sealed events gives each once.
        let events = db.read(|conn| super::sealed_after(conn, 0, 1_000)).await.unwrap();
        let mut numbers: Vec<i64> = events.iter().map(|(_, event)| event.seq).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), usize::try_from(sound.links).unwrap());
    });
}

#[test]
fn time_lines_hold_what_belongs_to_them() {
    each_engine(async |db| {
        db.write(anna(), now(), |tx| {
            record(
                tx,
                Entry::new("visit.opened").visit(VisitId(1)).customer(CustomerId(2)).detail(json!({ "kind": "buyer" })),
            )?;
            record(tx, Entry::new("unit.held").visit(VisitId(1)).unit(UnitId(3)).subject(9_i64))?;
            record(tx, Entry::new("visit.closed").visit(VisitId(1)).customer(CustomerId(2)))?;
            record(tx, Entry::new("house.set_up").everywhere())?;
            tx.actor.site = SiteId(2);
            record(tx, Entry::new("visit.opened").visit(VisitId(1)).customer(CustomerId(2)))
        })
        .await
        .unwrap();
        let kinds = |events: &[Event]| -> Vec<String> { events.iter().map(|event| event.kind.clone()).collect() };
        db.read(move |conn| {
            let customer = super::of_customer(conn, SITE, CustomerId(2), None, 10)?;
            assert_eq!(kinds(&customer), ["visit.closed", "visit.opened"]);
            assert_eq!(customer[1].text("kind"), Some("buyer"));
            assert_eq!(customer[1].at, now());
            assert_eq!(customer[1].actor, Some(UserId(5)));
            let earlier = super::of_customer(conn, SITE, CustomerId(2), Some(customer[0].seq), 10)?;
            assert_eq!(kinds(&earlier), ["visit.opened"]);
            assert_eq!(kinds(&super::of_visit(conn, SITE, VisitId(1), None, 2)?), ["visit.closed", "unit.held"]);
            assert_eq!(super::of_unit(conn, SITE, UnitId(3), None, 10)?[0].subject, Some(9));
            assert_eq!(kinds(&super::latest_of_site(conn, SITE, None, 2)?), ["house.set_up", "visit.closed"]);
            assert_eq!(kinds(&super::of_site(conn, SITE, customer[1].seq, 10)?), ["unit.held", "visit.closed"]);
            Ok(())
        })
        .await
        .unwrap();
    });
}
