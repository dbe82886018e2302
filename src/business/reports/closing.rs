//! Days are closed at the site's hour of the next morning: a rule of time, and the chore that does it, also for days on which no server ran.

use chrono::{Duration, NaiveTime};

use super::{actions, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::{Answered, Fault};
use crate::business::sites::settings::Promises;
use crate::business::sites::{self, Site};
use crate::platform::db::{Conn, Db};

/// How many days are closed in one turn of the chore; older ones wait for the next.
const ROUND: usize = 31;

/// The moment at which a business day is closed: the site's minute of the next local morning.
pub fn closes_at(clock: &SiteClock, minute: u16, day: Date) -> Moment {
    let next = day.succ_opt().unwrap_or(day);
    clock.moment(next.and_time(NaiveTime::MIN) + Duration::minutes(minute.into())).max(clock.day_bounds(day).1)
}

/// The days that are to be closed now, in order: those after the last closed one whose hour has come.
pub fn due(clock: &SiteClock, minute: u16, after: Option<Date>, first: Option<Date>, now: Moment) -> Vec<Date> {
    let Some(from) = after.and_then(|day| day.succ_opt()).or(first) else { return Vec::new() };
    from.iter_days().take_while(|day| closes_at(clock, minute, *day) <= now).take(ROUND).collect()
}

/// What the floor promised on a day: as it was when the day was closed, or as it is.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn promises_of(conn: &mut Conn, site: &Site, day: Date) -> Answered<Promises> {
    match store::closed(conn, site.id, day)? {
        None => Ok(site.settings.promises.clone()),
        Some(closed) => serde_json::from_str(&closed.promises)
            .map_err(|error| Fault::bad_data("reading what was promised on a day").because(error).into()),
    }
}

/// A chore: closes at every site the days whose hour has come. Says how many it were.
///
/// # Errors
/// Faults of the database.
pub async fn close(db: &Db, now: Moment) -> Answered<usize> {
    let mut closed = 0;
    for site in db.read(sites::store::list).await? {
        let (id, clock, minute) = (site.id, site.clock(), site.settings.reports.closes_at_minute);
        let days = db
            .read(move |conn| {
                let (last, first) = (store::last_closed(conn, id)?, store::first_day(conn, &site)?);
                Ok(due(&clock, minute, last, first, now))
            })
            .await?;
        for day in days {
            closed += usize::from(db.write(Actor::house(id), now, move |tx| actions::close(tx, day)).await?);
        }
    }
    Ok(closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_closed_on_the_next_morning_wherever_it_is() {
        // Zone, cut-over, minute of closing, day, the moment in UTC. Some of these mornings have no such hour, or have it twice.
        for (zone, cutover, minute, on, expected) in [
            ("Asia/Shanghai", 0, 570, "2026-11-21", "2026-11-22 01:30"),
            ("America/New_York", 0, 570, "2026-11-21", "2026-11-22 14:30"),
            ("America/New_York", 0, 150, "2026-03-07", "2026-03-08 07:00"),
            ("America/New_York", 0, 90, "2026-10-31", "2026-11-01 05:30"),
            ("Africa/Cairo", 0, 0, "2026-04-23", "2026-04-23 22:00"),
            ("Asia/Kathmandu", 0, 570, "2026-11-21", "2026-11-22 03:45"),
            // Never before the business day itself has ended.
            ("Asia/Shanghai", 360, 300, "2026-11-21", "2026-11-21 22:00"),
        ] {
            let clock = SiteClock::named(zone, cutover).unwrap();
            assert_eq!(closes_at(&clock, minute, day(on)), at(expected), "{zone} {on}");
        }
    }

    #[test]
    fn days_without_a_server_are_closed_afterwards_in_their_order() {
        let clock = SiteClock::named("Asia/Shanghai", 0).unwrap();
        let due = |after: Option<&str>, first: Option<&str>, now: &str| {
            let days = due(&clock, 570, after.map(day), first.map(day), at(now));
            days.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(due(Some("2026-11-20"), Some("2026-01-01"), "2026-11-22 01:29"), Vec::<String>::new());
        assert_eq!(due(Some("2026-11-20"), Some("2026-01-01"), "2026-11-22 01:30"), ["2026-11-21"]);
        assert_eq!(due(Some("2026-11-18"), None, "2026-11-22 01:30"), ["2026-11-19", "2026-11-20", "2026-11-21"]);
        assert_eq!(due(None, Some("2026-11-21"), "2026-11-22 03:00"), ["2026-11-21"]);
        assert_eq!(due(None, None, "2026-11-22 03:00"), Vec::<String>::new());
        assert_eq!(due(None, Some("2026-01-01"), "2026-11-22 03:00").len(), ROUND);
    }
}
