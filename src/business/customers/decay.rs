//! A chore of the house: grades that no contact has confirmed fall, one step at a time, each step once.

use chrono::Duration;

use super::{actions, grading, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::CustomerId;
use crate::business::sites::{self, Site};
use crate::platform::db::{Db, Tx};

/// How many customers are looked for at once, which holds nobody up, and how many fall in one transaction, for which the floor waits.
const AT_ONCE: i64 = 100;
const SLICE: usize = 8;
/// After so many looks at a grade a site waits for the next turn of the chore.
const TURNS: usize = 50;

/// Lets fall what is due at every site; says how many steps it were.
///
/// # Errors
/// Faults of the database.
pub async fn let_fall(db: &Db, now: Moment) -> Answered<usize> {
    let mut steps = 0;
    for site in db.read(sites::store::list).await? {
        if site.settings.grading.falls_after() == 0 {
            continue;
        }
        for grade in [Grade::A, Grade::B, Grade::C] {
            steps += let_grade_fall(db, &site, grade, now).await?;
        }
    }
    Ok(steps)
}

async fn let_grade_fall(db: &Db, site: &Site, grade: Grade, now: Moment) -> Answered<usize> {
    let (id, before, mut steps) = (site.id, unconfirmed_since(site, grade, now), 0);
    for _ in 0..TURNS {
        let found = db.read(move |conn| store::unconfirmed(conn, id, grade, before, AT_ONCE)).await?;
        let mut fell = 0;
        for some in found.chunks(SLICE) {
            let some = some.to_vec();
            fell += db.write(Actor::house(id), now, move |tx| fall(tx, &some)).await?;
        }
        steps += fell;
        if fell == 0 {
            break;
        }
    }
    Ok(steps)
}

/// These fall by what is due, as they are now; says how many steps it were.
fn fall(tx: &mut Tx, ids: &[CustomerId]) -> Answered<usize> {
    // Two servers must not let the same customer fall twice.
    tx.one_at_a_time("grades that fall")?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    let mut steps = 0;
    for customer in store::list(tx.conn, site.id, ids)? {
        steps += tx.unless_overtaken(|tx| actions::let_fall(tx, customer.clone(), &site))?.unwrap_or(0);
    }
    Ok(steps)
}

/// Whoever was confirmed at this moment or later keeps the grade today.
fn unconfirmed_since(site: &Site, grade: Grade, now: Moment) -> Moment {
    let clock = site.clock();
    let today = clock.business_day(now);
    let days = i64::from(site.settings.cadence.every_days.of(grade)) * i64::from(site.settings.grading.falls_after());
    let first_safe = today.checked_sub_signed(Duration::days(days)).unwrap_or(today);
    debug_assert!(
        grading::stands_until(
            grade,
            first_safe,
            &site.settings.cadence.every_days,
            site.settings.grading.falls_after()
        )
        .is_none_or(|last| last >= today)
    );
    clock.day_bounds(first_safe).0
}
