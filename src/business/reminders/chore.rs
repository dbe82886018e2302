//! A chore of the house: each site's reminders once a day from the site's hour on, and an end to those whose cause is gone.

use chrono::{Duration, NaiveTime};

use super::actions::{self, Progress};
use super::model::Kind;
use super::{rules, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::SiteId;
use crate::business::sites::{self, Site};
use crate::platform::db::{Conn, Db};

/// Plans what is due at every site, and ends what is over. Says how many occasions were new.
///
/// # Errors
/// Faults of the database.
pub async fn run(db: &Db, now: Moment) -> Answered<usize> {
    let mut made = 0;
    for site in db.read(sites::store::list).await? {
        made += run_at(db, site, now).await?;
    }
    Ok(made)
}

async fn run_at(db: &Db, site: Site, now: Moment) -> Answered<usize> {
    let house = Actor::house(site.id);
    let at = site.clone();
    let (day, kinds, over) = db
        .read(move |conn| {
            let day = actions::today(conn, &at, now)?;
            Ok((day, to_plan(conn, &at, day, now)?, actions::over(conn, &at, day)?))
        })
        .await?;
    if !over.is_empty() {
        db.write(house.clone(), now, move |tx| actions::end(tx, &over)).await?;
    }
    let mut made = 0;
    for kind in kinds {
        loop {
            match db.write(house.clone(), now, move |tx| actions::plan(tx, kind, day)).await? {
                Progress::More(some) => made += some,
                Progress::Done(some) => {
                    made += some;
                    break;
                }
                Progress::DoneBefore => break,
            }
        }
    }
    Ok(made)
}

/// Plans a site's reminders of the day, whatever the hour: for a showroom that is opened in the middle of a day.
///
/// # Errors
/// `Missing` where there is no such site; faults of the database.
pub async fn run_for(db: &Db, site: SiteId, now: Moment) -> Answered<()> {
    let site = db.read(move |conn| sites::of(conn, site)).await?;
    let begins = begins(&site, site.clock().business_day(now));
    run_at(db, site, now.max(begins)).await.map(drop)
}

/// The kinds that have not run for this day, once the site's hour has come.
fn to_plan(conn: &mut Conn, site: &Site, day: Date, now: Moment) -> Answered<Vec<Kind>> {
    if now < begins(site, day) {
        return Ok(Vec::new());
    }
    let ran = store::ran_on(conn, site.id, day)?;
    Ok(Kind::ALL.iter().copied().filter(|kind| rules::on(*kind, &site.settings) && !ran.contains(kind)).collect())
}

/// When a day's reminders are planned.
pub fn begins(site: &Site, day: Date) -> Moment {
    let minutes = Duration::minutes(site.settings.reminders.plans_at_minute.into());
    site.clock().moment(day.and_time(NaiveTime::MIN) + minutes).max(site.clock().day_bounds(day).0)
}

/// When a kind runs next.
pub fn next_run(site: &Site, last: Option<Date>, now: Moment) -> Moment {
    let today = site.clock().business_day(now);
    let day = match last {
        Some(last) if last >= today => last.succ_opt().unwrap_or(last),
        Some(_) | None => today,
    };
    begins(site, day).max(now)
}
