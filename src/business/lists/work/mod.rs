//! What the house does with a list by itself, one small transaction after another, so that nobody on the floor waits for it: reading the file,
//! finding out what is to become of each row, taking rows over, taking them back. Each step goes on where it was after a restart.

mod checking;
mod reading;
mod taking;
mod undoing;

use std::time::{Duration, Instant};

use super::draft::{Person, Terms, plain_name};
use super::model::{Import, State, Target};
use super::store::{self, Which};
use super::{dates, values};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error};
use crate::base::role::Role;
use crate::business::sites;
use crate::platform::access;
use crate::platform::db::{Conn, Db, Tx};

/// An import belongs to who works on it for so long after each piece of work.
const LEASE_SECS: i64 = 60;
/// So many rows decide about the order of dates and the scale of grades.
const LOOKED_AT: i64 = 2_000;
/// Rows of lists that ended are kept for so many days: long enough to mend what was refused, and to take all back.
pub const KEPT_DAYS: i64 = 30;
/// Rows that are let go at a time.
const FORGOTTEN_AT_ONCE: i64 = 2_000;

/// Goes on with every list that waits for the house, until none does.
///
/// # Errors
/// Faults of the database; what was done stays done.
pub async fn go_on(db: &Db, now: Moment) -> Answered<()> {
    by_clock(db, Clock { start: now, began: Some(Instant::now()) }).await
}

/// The same as if no time passed: for the demo, which is the same whenever and wherever it is made.
///
/// # Errors
/// Faults of the database; what was done stays done.
pub async fn go_on_at(db: &Db, at: Moment) -> Answered<()> {
    by_clock(db, Clock { start: at, began: None }).await
}

async fn by_clock(db: &Db, clock: Clock) -> Answered<()> {
    let mut passed_over = Vec::new();
    loop {
        let waiting = db.read(store::at_work).await?;
        let Some(import) = waiting.into_iter().find(|import| !passed_over.contains(&import.id)) else { return Ok(()) };
        let id = import.id;
        let work = Work { db: db.clone(), clock, lease: rand::random::<i64>(), import };
        match work.go_on().await {
            // Somebody else works on it, or a person has moved it on: this is theirs.
            Ok(Went::Elsewhere) => passed_over.push(id),
            Ok(Went::Through) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Lets go what lists of long ago still hold.
///
/// # Errors
/// Faults of the database.
pub async fn forget_old(db: &Db, now: Moment) -> Answered<()> {
    let before = now - chrono::Duration::days(KEPT_DAYS);
    for import in db.read(move |conn| store::long_over(conn, before)).await? {
        let (id, actor) = (import.id, Actor::house(import.site));
        loop {
            let gone = db
                .write(actor.clone(), now, move |tx| {
                    let gone = store::remove_rows(tx, id, FORGOTTEN_AT_ONCE)?;
                    if gone == 0 {
                        store::remove_file(tx, id)?;
                        store::progress(tx, id, 0, Some(0))?;
                        store::forget_samples(tx, id)?;
                    }
                    Ok(gone)
                })
                .await?;
            if gone == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// How a step ended.
enum Went {
    /// To its end.
    Through,
    /// It belongs to somebody else by now.
    Elsewhere,
}

/// The time since the work began, by a clock that nobody sets.
#[derive(Clone, Copy)]
struct Clock {
    start: Moment,
    /// Nothing where time stands still.
    began: Option<Instant>,
}

impl Clock {
    fn now(&self) -> Moment {
        let passed = self.began.map_or(Duration::ZERO, |began| began.elapsed());
        let since = chrono::Duration::from_std(passed).unwrap_or_default();
        crate::base::clock::to_millis(self.start + since)
    }
}

/// One list, and the right to work on it.
struct Work {
    db: Db,
    clock: Clock,
    lease: i64,
    import: Import,
}

impl Work {
    async fn go_on(self) -> Answered<Went> {
        if !self.holding(|_| Ok(())).await? {
            return Ok(Went::Elsewhere);
        }
        match self.import.state {
            State::Reading => reading::go_on(self).await,
            State::Checking => checking::go_on(self).await,
            State::Importing => taking::go_on(self).await,
            State::Undoing => undoing::go_on(self).await,
            State::Unreadable | State::Mapping | State::Preview | State::Done | State::Undone | State::Dropped => {
                Ok(Went::Elsewhere)
            }
        }
    }

    /// Does a piece of work in one transaction, if the list is still in our hands; says whether it was.
    async fn holding<F>(&self, act: F) -> Answered<bool>
    where
        F: Fn(&mut Tx) -> Answered<()> + Send + 'static,
    {
        let (id, state, lease, now) = (self.import.id, self.import.state, self.lease, self.clock.now());
        let until = now + chrono::Duration::seconds(LEASE_SECS);
        let actor = Actor::person(self.import.site, self.import.brought_by, Role::Supervisor);
        let held = self
            .db
            .write(actor, now, move |tx| {
                let ours = store::lease(tx, id, state, lease, until)?;
                if ours {
                    act(tx)?;
                }
                Ok(ours)
            })
            .await;
        match held {
            // Somebody has done this piece already.
            Err(Error::Refused(_)) => Ok(false),
            held => held,
        }
    }

    /// Ends the step: the import as it is from now on.
    async fn end<F>(&self, change: F) -> Answered<Went>
    where
        F: Fn(&mut Tx, &mut Import) -> Answered<()> + Send + 'static,
    {
        let id = self.import.id;
        let ended = self
            .holding(move |tx| {
                let mut import = store::find(tx.conn, tx.actor.site, id)?;
                change(tx, &mut import)?;
                store::update(tx, &import)
            })
            .await;
        Ok(if ended? { Went::Through } else { Went::Elsewhere })
    }
}

/// Leaves the processor to others for as long as a tenth of the work took.
async fn breathe(since: Instant) {
    tokio::time::sleep((since.elapsed() / 10).min(Duration::from_millis(50))).await;
}

/// What holds for all rows of a list.
fn terms(conn: &mut Conn, import: &Import, now: Moment) -> Answered<Terms> {
    let site = sites::of(conn, import.site)?;
    let rows = store::rows(conn, import.id, Which::All, 0, LOOKED_AT)?;
    let cells = |wanted: &dyn Fn(Target) -> bool| {
        let columns: Vec<usize> = import
            .plan
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| wanted(column.target()))
            .map(|(at, _)| at)
            .collect();
        rows.iter()
            .flat_map(|row| columns.iter().filter_map(|at| row.cells.get(*at)).map(String::as_str))
            .collect::<Vec<&str>>()
    };
    let is_date = |target| {
        use Target::{ContactOn, FirstVisit, LastContact, LastVisit, NextContact, WrittenOn};
        matches!(target, ContactOn | FirstVisit | LastContact | LastVisit | NextContact | WrittenOn)
    };
    let day_first = dates::day_first(cells(&is_date).into_iter(), import.plan.dates(), &site.country);
    let from_h = values::begins_with_h(cells(&|target| target == Target::Grade).into_iter());
    let mut people = std::collections::HashMap::new();
    let mut twice = Vec::new();
    for member in access::list(conn, import.site)? {
        let may_own = matches!(member.role, Role::Consultant | Role::Supervisor) && member.user.suspended_at.is_none();
        let person = Person { user: member.user.id, may_own };
        for called in [plain_name(&member.user.name), plain_name(&member.user.login)] {
            if people.insert(called.clone(), person).is_some_and(|other: Person| other.user != person.user) {
                twice.push(called);
            }
        }
    }
    people.retain(|called, _| !twice.contains(called));
    let today = site.clock().business_day(now);
    Ok(Terms { plan: import.plan.clone(), country: site.country, today, day_first, from_h, people })
}
