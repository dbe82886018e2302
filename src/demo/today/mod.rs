//! The present day of the demo, walked with the very actions that people use, at moments before now: who came and left, who is
//! here and at which stage, what waits for whom. However early or late it is, everything happened since the day began.

mod cars;
mod homes;
mod lists;
mod ownership;
mod papers;
mod people;
mod post;
mod reminding;
#[cfg(test)]
mod tests;
mod verbs;

use super::cast::Cast;
use super::house::{House, SiteMade};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::UserId;
use crate::base::role::Role;
use crate::platform::db::{Db, Tx};
use crate::platform::seal::Vault;
use chrono::{Duration, NaiveTime};

/// What happened first, in minutes before now; a day that is younger is walked faster.
const LONGEST_MINUTES: i64 = 310;

/// Walks the day at every site.
///
/// # Errors
/// Faults of the database, and refusals where the script breaks a rule; a test keeps that from happening.
pub async fn walk(db: &Db, cast: &Cast, house: &House, vault: &Vault, now: Moment) -> Answered<()> {
    for site in &house.sites {
        let day = Day::new(db, cast, site, vault, now);
        match site.consultants.as_slice() {
            [first, second, third, ..] => {
                homes::walk(&day, [*first, *second, *third]).await?;
                day.lists_come().await?;
            }
            [one, ..] => cars::walk(&day, *one).await?,
            [] => {}
        }
        post::write(&day).await?;
        reminding::walk(&day).await?;
    }
    Ok(())
}

/// One day at one site.
struct Day<'a> {
    db: &'a Db,
    cast: &'a Cast,
    site: &'a SiteMade,
    vault: &'a Vault,
    now: Moment,
    today: Date,
    span: Duration,
}

impl<'a> Day<'a> {
    fn new(db: &'a Db, cast: &'a Cast, site: &'a SiteMade, vault: &'a Vault, now: Moment) -> Self {
        let today = site.clock.business_day(now);
        let (begins, _) = site.clock.day_bounds(today);
        let span = (now - begins).clamp(Duration::zero(), Duration::minutes(LONGEST_MINUTES));
        Self { db, cast, site, vault, now, today, span }
    }

    /// So many minutes ago, on a day that is long enough.
    fn ago(&self, minutes: i64) -> Moment {
        self.now - Duration::milliseconds(self.span.num_milliseconds() * minutes / LONGEST_MINUTES)
    }

    /// A time of day, so many days from today.
    fn local(&self, days: i64, hour: i64, minute: i64) -> Moment {
        let date = self.today + Duration::days(days);
        self.site.clock.moment(date.and_time(NaiveTime::MIN) + Duration::minutes(hour * 60 + minute))
    }

    /// The next full half hour from then on, as appointments are made.
    fn half_hour_after(&self, minutes: i64) -> Moment {
        let from = self.site.clock.local(self.now) + Duration::minutes(minutes);
        let midnight = from.date().and_time(NaiveTime::MIN);
        let halves = (from - midnight).num_minutes() / 30 + 1;
        self.site.clock.moment(midnight + Duration::minutes(halves * 30)).max(self.now)
    }

    /// Somebody does something, so many minutes ago.
    async fn does<T, F>(&self, who: &Actor, minutes: i64, act: F) -> Answered<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Answered<T> + Send + 'static,
    {
        self.db.write(who.clone(), self.ago(minutes), act).await
    }

    fn consultant(&self, user: UserId) -> Actor {
        Actor::person(self.site.id, user, Role::Consultant)
    }

    fn desk(&self) -> Actor {
        Actor::person(self.site.id, self.site.receptionist, Role::Receptionist)
    }

    fn supervisor(&self) -> Actor {
        Actor::person(self.site.id, self.site.supervisor, Role::Supervisor)
    }

    fn cashier(&self) -> Actor {
        Actor::person(self.site.id, self.site.cashier, Role::Cashier)
    }
}
