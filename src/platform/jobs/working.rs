//! The worker: takes what is due, one by one, does it, and says how it ended.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use futures_util::future::LocalBoxFuture;

use super::Job;
use super::backoff::Tries;
use super::store::{self, Taken};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error};
use crate::base::ids::SiteId;
use crate::platform::db::{Db, Tx};

/// For how long a worker holds a job; whatever it does outside takes less.
pub const LEASE_MINUTES: i64 = 10;
/// So many jobs are done in one go; the rest wait for the next turn of the chore.
const IN_ONE_GO: usize = 500;

/// How a job ended that was done outside of any transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It did not work this time, for this reason.
    Again(String),
    /// It will not work before a person looks at it, for this reason.
    Park(String),
}

/// Does something in the transaction that also ends the job.
type Within = fn(&mut Tx, &Job) -> Answered<()>;
/// Does something that no transaction can take back.
type Outside = Rc<dyn Fn(Db, Moment, Job) -> LocalBoxFuture<'static, Answered<Outcome>>>;

/// A kind of job: its name, how it is done, how often it is tried.
#[derive(Clone)]
pub struct Kind {
    name: &'static str,
    tries: Tries,
    how: How,
}

#[derive(Clone)]
enum How {
    Within(Within),
    Outside(Outside),
}

impl Kind {
    /// Done in one transaction together with the end of the job, as the house at the job's site: exactly once.
    pub fn within(name: &'static str, act: Within) -> Self {
        Self { name, tries: Tries::OWN, how: How::Within(act) }
    }

    /// Done outside of any transaction: at least once.
    pub fn outside(
        name: &'static str,
        act: impl Fn(Db, Moment, Job) -> LocalBoxFuture<'static, Answered<Outcome>> + 'static,
    ) -> Self {
        Self { name, tries: Tries::OF_OTHERS, how: How::Outside(Rc::new(act)) }
    }

    /// Tried this often.
    #[must_use]
    pub fn tries(mut self, tries: Tries) -> Self {
        self.tries = tries;
        self
    }

    /// Its name, as in the rows.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// What was done in one go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worked {
    /// So many jobs ended well.
    pub done: usize,
    /// So many are tried again.
    pub again: usize,
    /// So many were parked.
    pub parked: usize,
}

/// Does what is due of these kinds at `now`, each under a lease. A job that fails waits longer each time.
///
/// # Errors
/// Faults of the database; what a job itself says goes into its row.
pub async fn work(db: &Db, now: Moment, kinds: &[Kind]) -> Answered<Worked> {
    let names: Vec<&'static str> = kinds.iter().map(|kind| kind.name).collect();
    let mut worked = Worked::default();
    for _ in 0..IN_ONE_GO {
        let Some(taken) = take(db, now, &names).await? else { break };
        let Some(kind) = kinds.iter().find(|kind| kind.name == taken.job.kind) else { break };
        // Begun so often and never ended: each time the worker died with it.
        let outcome = if taken.job.attempts > kind.tries.most {
            Outcome::Park("it was begun several times and never ended".into())
        } else {
            carry_out(db, now, kind, &taken).await
        };
        settle(db, now, kind.tries, taken, outcome, &mut worked).await?;
    }
    Ok(worked)
}

async fn take(db: &Db, now: Moment, names: &[&'static str]) -> Answered<Option<Taken>> {
    let look = names.to_vec();
    if !db.read(move |conn| store::any_due(conn, &look, now)).await? {
        return Ok(None);
    }
    let (names, lease) = (names.to_vec(), URL_SAFE_NO_PAD.encode(rand::random::<[u8; 12]>()));
    let until = now + Duration::minutes(LEASE_MINUTES);
    db.write(Actor::house(SiteId(0)), now, move |tx| store::take(tx, &names, &lease, until)).await
}

async fn carry_out(db: &Db, now: Moment, kind: &Kind, taken: &Taken) -> Outcome {
    let job = taken.job.clone();
    let ended = match &kind.how {
        How::Outside(act) => act(db.clone(), now, job).await,
        How::Within(act) => {
            let (act, taken) = (*act, taken.clone());
            let both = move |tx: &mut Tx| {
                if store::end(tx, &taken)? {
                    act(tx, &taken.job)?;
                }
                Ok(Outcome::Done)
            };
            db.write(Actor::house(job.site), now, both).await
        }
    };
    ended.unwrap_or_else(|error| {
        tracing::warn!(cause = ?error, job = %taken.job.id, kind = kind.name, "a job failed: {error}");
        Outcome::Again(reason(&error))
    })
}

/// Writes down how a job ended. What was done within a transaction has ended in it.
async fn settle(
    db: &Db,
    now: Moment,
    tries: Tries,
    taken: Taken,
    outcome: Outcome,
    worked: &mut Worked,
) -> Answered<()> {
    let next = match &outcome {
        Outcome::Again(_) => tries.next(taken.job.attempts, now),
        Outcome::Done | Outcome::Park(_) => None,
    };
    match (&outcome, next) {
        (Outcome::Done, _) => worked.done += 1,
        (Outcome::Again(_), Some(_)) => worked.again += 1,
        (Outcome::Again(_) | Outcome::Park(_), _) => worked.parked += 1,
    }
    db.write(Actor::house(taken.job.site), now, move |tx| {
        match &outcome {
            Outcome::Done => store::end(tx, &taken)?,
            Outcome::Again(why) | Outcome::Park(why) => store::give_back(tx, &taken, next, why)?,
        };
        Ok(())
    })
    .await
}

/// Why it failed, for the person who looks at the row: without personal data, as all our errors.
fn reason(error: &Error) -> String {
    match error {
        Error::Fault(fault) => format!("{:?} while {}", fault.class, fault.doing),
        Error::Refused(_) | Error::Missing | Error::Forbidden(_) => error.to_string(),
    }
}
