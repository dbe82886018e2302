//! What is done without anybody asking: every chore in sight, each at its own pace.
//!
//! Chores run inside `serve` and may run in as many processes as one likes: each is one transaction that does nothing twice.

use std::path::PathBuf;
use std::time::Duration;

use futures_util::future::{LocalBoxFuture, join_all};
use tokio::time::MissedTickBehavior;

use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, FaultClass};
use crate::base::ids::SiteId;
use crate::business::{customers, letters, lists, ownership, privacy, reminders, reports, rulings, units, visits};
use crate::platform::access::{self, User};
use crate::platform::db::{Conn, Db};
use crate::platform::http::keys;
use crate::platform::mail::{self, Drawn, Mail, Post};
use crate::platform::papers::Papers;
use crate::platform::{jobs, journal};

/// Something done again and again.
pub struct Chore {
    /// What it does, for the log.
    pub name: &'static str,
    /// How long to wait between two times.
    pub every: Duration,
    /// Does it once.
    pub run: Run,
}

/// How a chore is done once.
pub type Run = Box<dyn Fn(Db, Moment) -> LocalBoxFuture<'static, Answered<()>>>;

fn every(
    name: &'static str,
    secs: u64,
    run: impl Fn(Db, Moment) -> LocalBoxFuture<'static, Answered<()>> + 'static,
) -> Chore {
    Chore { name, every: Duration::from_secs(secs), run: Box::new(run) }
}

/// Every kind of job that is done within one transaction, with what does it.
pub fn kinds() -> Vec<jobs::Kind> {
    vec![jobs::Kind::within(letters::MORNING, letters::actions::write_morning)]
}

/// All chores.
pub fn chores() -> Vec<Chore> {
    vec![
        every("seal the journal", 2, |db, now| Box::pin(async move { journal::seal(&db, now).await.map(drop) })),
        every("let go of holds that are over", 20, |db, now| {
            Box::pin(async move { units::expiry::let_go(&db, now).await.map(drop) })
        }),
        every("end the day of sites that have closed", 60, |db, now| {
            Box::pin(async move { visits::closing_time::close(&db, now).await.map(drop) })
        }),
        every("do the jobs that are due", 5, |db, now| {
            Box::pin(async move { jobs::work(&db, now, &kinds()).await.map(drop) })
        }),
        every("make anonymous what is past its time", 3_600, |db, now| {
            Box::pin(async move { privacy::retention::keep_times(&db, now).await.map(drop) })
        }),
        every("let customers go whose protection is over", 60, |db, now| {
            Box::pin(async move { ownership::lapse::end(&db, now).await.map(drop) })
        }),
        every("settle rulings that nobody opposed", 300, |db, now| {
            Box::pin(async move { rulings::settle::unopposed(&db, now).await.map(drop) })
        }),
        every("go on with lists that came in", 1, |db, now| {
            Box::pin(async move { lists::work::go_on(&db, now).await })
        }),
        every("forget lists of long ago", 3_600, |db, now| {
            Box::pin(async move { lists::work::forget_old(&db, now).await })
        }),
        every("remind of what is due", 120, |db, now| {
            Box::pin(async move { reminders::chore::run(&db, now).await.map(drop) })
        }),
        every("close the book of days that are over", 60, |db, now| {
            Box::pin(async move { reports::closing::close(&db, now).await.map(drop) })
        }),
        every("look whether closed days still say what their rows say", 300, |db, now| {
            Box::pin(async move { reports::late::look(&db, now).await.map(drop) })
        }),
        every("let grades fall that nobody confirmed", 600, |db, now| {
            Box::pin(async move { customers::decay::let_fall(&db, now).await.map(drop) })
        }),
        every("forget old form keys, sessions and attempts", 3_600, |db, now| Box::pin(forget_old(db, now))),
        every("look how the data is spread", 6 * 3_600, |db, now| Box::pin(async move { db.learn_spread(now).await })),
    ]
}

/// Draws what a mail says: each kind by whoever wrote it.
///
/// # Errors
/// Bad data where it is a mail that nobody here writes; faults of the database.
pub fn draw(conn: &mut Conn, mail: &Mail, to: &User, origin: &str) -> Answered<Drawn> {
    match reports::mailing::span_of(&mail.kind) {
        Some(_) => reports::draw(conn, mail, to, origin),
        None => letters::draw(conn, mail, to, origin),
    }
}

/// The chores of an installation that sends mail: finding out that a morning has come, and sending what was written.
pub fn mailing(post: Post, papers: Papers) -> Vec<Chore> {
    let kinds = vec![mail::kind(post, papers, draw)];
    vec![
        every("begin the morning at sites whose hour has come", 60, |db, now| {
            Box::pin(async move { letters::actions::begin_mornings(&db, now).await.map(drop) })
        }),
        every("write the mails of reports", 60, |db, now| {
            Box::pin(async move { reports::mailing::write_asked(&db, now).await.map(drop) })
        }),
        every("send mail", 10, move |db, now| {
            let kinds = kinds.clone();
            Box::pin(async move { jobs::work(&db, now, &kinds).await.map(drop) })
        }),
    ]
}

/// Removing mail that lies as files, when an erasure asks for it.
pub fn forgetting_files(data: PathBuf) -> Vec<Chore> {
    let kinds = vec![mail::forgetting(data)];
    vec![every("remove mail that lies as files", 30, move |db, now| {
        let kinds = kinds.clone();
        Box::pin(async move { jobs::work(&db, now, &kinds).await.map(drop) })
    })]
}

/// Does all chores until the future is dropped.
pub async fn work(db: Db, clock: fn() -> Moment, chores: Vec<Chore>) {
    join_all(chores.into_iter().map(|chore| again_and_again(db.clone(), clock, chore))).await;
}

async fn again_and_again(db: Db, clock: fn() -> Moment, chore: Chore) {
    let mut turn = tokio::time::interval(chore.every);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        match (chore.run)(db.clone(), clock()).await {
            Ok(()) => tracing::trace!("did the chore: {}", chore.name),
            Err(Error::Fault(fault)) if fault.class == FaultClass::Busy => {
                tracing::debug!("the chore waits for its next turn: {}: {fault}", chore.name);
            }
            Err(error) => tracing::error!(cause = ?error, "a chore failed: {}: {error}", chore.name),
        }
    }
}

async fn forget_old(db: Db, now: Moment) -> Answered<()> {
    db.write(Actor::house(SiteId(0)), now, |tx| {
        let forgotten = keys::forget_old(tx)?;
        access::forget_old(tx)?;
        lists::exporting::forget_old(tx)?;
        jobs::forget_old(tx)?;
        tracing::debug!("forgot {forgotten} old form keys");
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{self, Amount};
    use crate::platform::config::{MailConfig, Way};
    use crate::platform::db::testing::each_engine;
    use crate::platform::http::present;
    use crate::platform::journal::{Entry, record, verify};
    use crate::platform::seal::Vault;

    #[test]
    fn every_chore_can_be_done_on_an_empty_house_and_twice() {
        each_engine(async |db| {
            db.write(Actor::house(SiteId(1)), present(), |tx| record(tx, Entry::new("something"))).await.unwrap();
            for chore in chores().into_iter().chain(chores()) {
                (chore.run)(db.clone(), present()).await.unwrap_or_else(|error| panic!("{}: {error:?}", chore.name));
            }
            assert_eq!(db.read(verify).await.unwrap().unwrap().links, 1);
        });
    }

    #[test]
    fn nothing_that_was_to_be_done_outside_is_left_over() {
        each_engine(async |db| {
            let amount = Amount { customers: 30, days: 10, ..Amount::SHOWROOM };
            demo::load(&db, &Vault::passing(), amount, present()).await.unwrap();
            let data = std::env::temp_dir().join(format!("showroom-left-over-{:x}", rand::random::<u64>()));
            let config = MailConfig { way: Some(Way::File), from: None };
            let post = Post::open(&config, &data, "https://showroom.example").unwrap().unwrap();
            let waiting = db.read(jobs::counts).await.unwrap();
            assert!(waiting.waiting > 0, "the demo wrote no mail");
            // More than once: some chores put jobs after those that are due were done.
            let all: Vec<Chore> = chores()
                .into_iter()
                .chain(mailing(post, Papers::default()))
                .chain(forgetting_files(data.clone()))
                .collect();
            // A day later, because some mail of the demo waits for another try.
            let later = present() + chrono::Duration::days(1);
            for _ in 0..4 {
                for chore in &all {
                    (chore.run)(db.clone(), later).await.unwrap();
                }
            }
            let left = db.read(jobs::counts).await.unwrap();
            let open: Vec<(String, i32, Moment, Option<String>)> = db
                .read(|conn| {
                    use crate::platform::db::schema::jobs::dsl;
                    use diesel::prelude::*;
                    let open = dsl::jobs.filter(dsl::state.eq("waiting"));
                    Ok(open.select((dsl::kind, dsl::attempts, dsl::run_after, dsl::last_error)).load(conn)?)
                })
                .await
                .unwrap();
            assert_eq!((left.waiting, left.running, left.parked), (0, 0, waiting.parked), "{open:?}");
            std::fs::remove_dir_all(data).unwrap();
        });
    }

    #[test]
    fn a_chore_that_fails_is_tried_again() {
        each_engine(async |db| {
            let failing = Chore {
                name: "fail, then seal",
                every: Duration::from_millis(5),
                run: Box::new(|db, now| {
                    Box::pin(async move {
                        db.write(Actor::house(SiteId(1)), now, |tx| record(tx, Entry::new("once"))).await?;
                        let rows = journal::seal(&db, now).await?;
                        assert!(rows > 0);
                        Err(Error::Missing)
                    })
                }),
            };
            // However slow the machine is: until it was done twice.
            let twice = async {
                while db.read(verify).await.unwrap().unwrap().links < 2 {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            };
            let tried_again = async {
                tokio::select! {
                    () = work(db.clone(), present, vec![failing]) => unreachable!("chores do not end"),
                    () = twice => {}
                }
            };
            tokio::time::timeout(Duration::from_secs(120), tried_again).await.unwrap();
        });
    }
}
