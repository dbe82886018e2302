//! Jobs: once for each occasion, whatever happens to workers and clocks.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::Duration;
use serde_json::json;

use super::*;
use crate::base::actor::Actor;
use crate::base::ids::RowId;
use crate::platform::db::testing::{each_engine, engines};
use crate::platform::db::{Db, Tx};
use crate::platform::journal::{Entry, record};

fn morning() -> Moment {
    "2026-11-21T00:30:00".parse().unwrap()
}

async fn write(db: &Db, now: Moment, task: Task) -> Option<JobId> {
    db.write(Actor::house(SiteId(0)), now, move |tx| put(tx, &task)).await.unwrap()
}

async fn job(db: &Db, id: JobId) -> Job {
    use crate::platform::db::schema::jobs;
    use diesel::prelude::*;
    let (state, attempts, last_error, run_after) = db
        .read(move |conn| {
            let columns = (jobs::state, jobs::attempts, jobs::last_error, jobs::run_after);
            Ok(jobs::table.find(id.0).select(columns).first::<(String, i32, Option<String>, Moment)>(conn)?)
        })
        .await
        .unwrap();
    Job {
        id,
        site: SiteId(0),
        kind: String::new(),
        occasion: String::new(),
        payload: String::new(),
        run_after,
        state: State::from_code(&state).unwrap(),
        attempts,
        last_error,
        made_at: run_after,
        ended_at: None,
    }
}

/// Leaves a trace in the transaction of the job.
fn note(tx: &mut Tx, job: &Job) -> Answered<()> {
    #[derive(serde::Deserialize)]
    struct Payload {
        number: i64,
    }
    record(tx, Entry::new("something").everywhere().subject(job.read::<Payload>()?.number))
}

fn noting() -> Vec<Kind> {
    vec![Kind::within("note-it", note)]
}

async fn traces(db: &Db) -> usize {
    use crate::platform::db::schema::journal;
    use diesel::prelude::*;
    let count: i64 = db.read(|conn| Ok(journal::table.count().get_result(conn)?)).await.unwrap();
    usize::try_from(count).unwrap()
}

/// Something outside that ends as the test says, and tells how often it was asked.
fn outside(answers: impl Fn(usize) -> Outcome + 'static) -> (Vec<Kind>, Rc<RefCell<usize>>) {
    let (asked, answers) = (Rc::new(RefCell::new(0)), Rc::new(answers));
    let count = Rc::clone(&asked);
    let kind = Kind::outside("tell-somebody", move |_, _, _| {
        *count.borrow_mut() += 1;
        let answer = answers(*count.borrow());
        Box::pin(async move { Ok(answer) })
    });
    (vec![kind], asked)
}

#[test]
fn one_occasion_is_one_job_and_is_done_once() {
    each_engine(async |db| {
        let now = morning();
        let task = || Task::new("note-it", "2026-11-21").payload(json!({ "number": 7 }));
        assert!(write(&db, now, task()).await.is_some());
        assert!(write(&db, now, task()).await.is_none());
        assert!(write(&db, now, Task::new("note-it", "2026-11-22").payload(json!({ "number": 8 }))).await.is_some());
        let worked = work(&db, now, &noting()).await.unwrap();
        assert_eq!((worked.done, traces(&db).await), (2, 2));
        for later in 0..3 {
            assert_eq!(work(&db, now + Duration::hours(later), &noting()).await.unwrap(), Worked::default());
        }
        // An occasion that was done stays done.
        assert!(write(&db, now + Duration::days(1), task()).await.is_none());
        assert_eq!(traces(&db).await, 2);
    });
}

#[test]
fn nothing_is_done_before_its_time() {
    each_engine(async |db| {
        let now = morning();
        let task = Task::new("note-it", "later").payload(json!({ "number": 1 })).after(now + Duration::hours(2));
        write(&db, now, task).await.unwrap();
        assert_eq!(work(&db, now + Duration::minutes(119), &noting()).await.unwrap().done, 0);
        assert_eq!(work(&db, now + Duration::hours(2), &noting()).await.unwrap().done, 1);
    });
}

#[test]
fn what_fails_waits_longer_and_is_parked_in_the_end() {
    each_engine(async |db| {
        let now = morning();
        let (kinds, asked) = outside(|_| Outcome::Again("nobody there\r\n".into()));
        let kinds: Vec<Kind> =
            kinds.into_iter().map(|kind| kind.tries(Tries { most: 3, first_wait_secs: 60 })).collect();
        let id = write(&db, now, Task::new("tell-somebody", "x")).await.unwrap();
        let mut at = now;
        for wait in [60, 120] {
            assert_eq!(work(&db, at, &kinds).await.unwrap().again, 1);
            assert_eq!(job(&db, id).await.run_after, at + Duration::seconds(wait));
            assert_eq!(work(&db, at + Duration::seconds(wait - 1), &kinds).await.unwrap(), Worked::default());
            at += Duration::seconds(wait);
        }
        assert_eq!(work(&db, at, &kinds).await.unwrap().parked, 1);
        let parked = job(&db, id).await;
        assert_eq!((parked.state, parked.last_error.as_deref()), (State::Parked, Some("nobody there")));
        assert_eq!(work(&db, at + Duration::days(9), &kinds).await.unwrap(), Worked::default());
        assert_eq!(*asked.borrow(), 3);
    });
}

#[test]
fn what_is_refused_for_good_is_parked_at_once() {
    each_engine(async |db| {
        let (kinds, _) = outside(|_| Outcome::Park("550 no such user".into()));
        let id = write(&db, morning(), Task::new("tell-somebody", "x")).await.unwrap();
        assert_eq!(work(&db, morning(), &kinds).await.unwrap().parked, 1);
        assert_eq!(job(&db, id).await.attempts, 1);
    });
}

#[test]
fn whoever_dies_with_a_job_loses_it_and_a_clock_that_goes_back_holds_nothing() {
    each_engine(async |db| {
        let now = morning();
        let names = vec!["tell-somebody"];
        // The clock stood three hours ahead when a worker took it and died.
        let ahead = now + Duration::hours(3);
        let id = write(&db, now, Task::new("tell-somebody", "x")).await.unwrap();
        let until = ahead + Duration::minutes(LEASE_MINUTES);
        let kinds = names.clone();
        let taken = db
            .write(Actor::house(SiteId(0)), ahead, move |tx| store::take(tx, &kinds, "dead", until))
            .await
            .unwrap()
            .unwrap();
        let (kinds, asked) = outside(|_| Outcome::Done);
        assert_eq!(work(&db, ahead + Duration::minutes(1), &kinds).await.unwrap(), Worked::default());
        // The clock is set right: the lease ends in more than two leases, so it is none.
        assert_eq!(work(&db, now, &kinds).await.unwrap().done, 1);
        // The dead worker wakes up: what it says counts no more.
        let late = db.write(Actor::house(SiteId(0)), now, move |tx| store::give_back(tx, &taken, None, "late")).await;
        assert!(!late.unwrap());
        assert_eq!((job(&db, id).await.state, *asked.borrow()), (State::Done, 1));
    });
}

#[test]
fn a_next_try_set_by_a_wrong_clock_is_not_waited_for() {
    each_engine(async |db| {
        let now = morning();
        let (kinds, _) = outside(|count| if count == 1 { Outcome::Again("down".into()) } else { Outcome::Done });
        write(&db, now, Task::new("tell-somebody", "x")).await.unwrap();
        assert_eq!(work(&db, now + Duration::days(30), &kinds).await.unwrap().again, 1);
        assert_eq!(work(&db, now, &kinds).await.unwrap().done, 1);
    });
}

#[test]
fn a_job_that_always_kills_its_worker_is_parked() {
    each_engine(async |db| {
        let id = write(&db, morning(), Task::new("tell-somebody", "x")).await.unwrap();
        let (kinds, asked) = outside(|_| Outcome::Done);
        let kinds: Vec<Kind> =
            kinds.into_iter().map(|kind| kind.tries(Tries { most: 2, first_wait_secs: 1 })).collect();
        let mut at = morning();
        for lease in ["one", "two"] {
            let until = at + Duration::minutes(LEASE_MINUTES);
            let take = move |tx: &mut Tx| store::take(tx, &["tell-somebody"], lease, until);
            db.write(Actor::house(SiteId(0)), at, take).await.unwrap().unwrap();
            at = until;
        }
        assert_eq!(work(&db, at, &kinds).await.unwrap().parked, 1);
        assert_eq!((job(&db, id).await.state, *asked.borrow()), (State::Parked, 0));
    });
}

#[test]
fn a_failure_within_leaves_nothing_behind() {
    fn half(tx: &mut Tx, job: &Job) -> Answered<()> {
        note(tx, job)?;
        Err(crate::base::error::Error::Missing)
    }
    each_engine(async |db| {
        let id = write(&db, morning(), Task::new("note-it", "x").payload(json!({ "number": 1 }))).await.unwrap();
        assert_eq!(work(&db, morning(), &[Kind::within("note-it", half)]).await.unwrap().again, 1);
        assert_eq!((traces(&db).await, job(&db, id).await.state), (0, State::Waiting));
        assert_eq!(work(&db, morning() + Duration::minutes(1), &noting()).await.unwrap().done, 1);
        assert_eq!(traces(&db).await, 1);
    });
}

#[test]
fn kinds_that_this_program_does_not_know_are_left_alone() {
    each_engine(async |db| {
        let id = write(&db, morning(), Task::new("from-a-newer-program", "x")).await.unwrap();
        assert_eq!(work(&db, morning(), &noting()).await.unwrap(), Worked::default());
        assert_eq!(job(&db, id).await.state, State::Waiting);
        assert_eq!(db.read(counts).await.unwrap(), Counts { waiting: 1, running: 0, parked: 0 });
    });
}

#[test]
fn several_workers_share_the_jobs_and_double_none() {
    const JOBS: i64 = 60;
    for database in engines() {
        let location = database.location.clone();
        actix_web::rt::System::new().block_on(async {
            let db = Db::open(&location).unwrap();
            for number in 0..JOBS {
                let task = Task::new("note-it", RowId(number).to_string()).payload(json!({ "number": number }));
                write(&db, morning(), task).await.unwrap();
            }
        });
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let location = location.clone();
                std::thread::spawn(move || {
                    actix_web::rt::System::new().block_on(async {
                        let db = Db::open(&location).unwrap();
                        let mut done = 0;
                        // A worker that finds the database busy comes again at its next turn.
                        for _ in 0..20 {
                            done += work(&db, morning(), &noting()).await.map_or(0, |worked| worked.done);
                        }
                        done
                    })
                })
            })
            .collect();
        let done: usize = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
        assert_eq!(done, usize::try_from(JOBS).unwrap());
        actix_web::rt::System::new().block_on(async {
            let db = Db::open(&location).unwrap();
            assert_eq!(traces(&db).await, usize::try_from(JOBS).unwrap());
        });
    }
}
