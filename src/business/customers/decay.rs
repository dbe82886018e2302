//! A chore of the house: grades that no contact has confirmed fall, one step at a time, each step once.

use chrono::Duration;

use super::{actions, grading, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::business::sites::{self, Site};
use crate::platform::db::{Db, Tx};

/// How many customers one transaction looks at.
const AT_ONCE: i64 = 100;
/// After so many transactions a site waits for the next turn of the chore.
const TURNS: usize = 50;

/// Lets fall what is due at every site; says how many steps it were.
///
/// # Errors
/// Faults of the database.
pub async fn let_fall(db: &Db, now: Moment) -> Answered<usize> {
    let mut steps = 0;
    for site in db.read(sites::store::list).await? {
        for _ in 0..TURNS {
            let fell = db.write(Actor::house(site.id), now, fall_of_site).await?;
            steps += fell;
            if fell == 0 {
                break;
            }
        }
    }
    Ok(steps)
}

/// One turn at the site that acts; says how many steps it were.
fn fall_of_site(tx: &mut Tx) -> Answered<usize> {
    let site = sites::of(tx.conn, tx.actor.site)?;
    if site.settings.grading.falls_after() == 0 {
        return Ok(0);
    }
    // Two servers must not let the same customer fall twice.
    tx.one_at_a_time("grades that fall")?;
    let mut steps = 0;
    for grade in [Grade::A, Grade::B, Grade::C] {
        let before = unconfirmed_since(&site, grade, tx.now);
        for customer in store::unconfirmed(tx.conn, site.id, grade, before, AT_ONCE)? {
            steps += tx.unless_overtaken(|tx| actions::let_fall(tx, customer, &site))?.unwrap_or(0);
        }
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
