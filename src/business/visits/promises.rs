//! The promises of the floor: greeted soon, a consultant soon, never alone on tour, not too long in negotiation. Broken ones are alarms.

use crate::base::clock::Moment;
use crate::business::sites::settings::Promises;
use chrono::Duration;

/// What was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Promise {
    /// Greeted in time.
    Greeted,
    /// A consultant in time.
    Consultant,
    /// Not left alone on tour.
    NotAlone,
    /// Not too long in negotiation.
    Negotiation,
}

impl Promise {
    /// All promises.
    pub const ALL: [Self; 4] = [Self::Greeted, Self::Consultant, Self::NotAlone, Self::Negotiation];

    /// The code of its words.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Greeted => "greeted",
            Self::Consultant => "consultant",
            Self::NotAlone => "not_alone",
            Self::Negotiation => "negotiation",
        }
    }

    /// How long it may take at a site.
    pub fn within(self, promises: &Promises) -> Duration {
        let secs = match self {
            Self::Greeted => promises.greeted_secs,
            Self::Consultant => promises.consultant_secs,
            Self::NotAlone => promises.alone_secs,
            Self::Negotiation => promises.negotiation_secs,
        };
        Duration::seconds(secs.into())
    }
}

/// When what happened in a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamps {
    /// Came through the door.
    pub arrived: Moment,
    /// Greeted.
    pub greeted: Option<Moment>,
    /// A consultant has taken the party.
    pub assigned: Option<Moment>,
    /// Alone on tour since, if they are.
    pub alone_since: Option<Moment>,
    /// In negotiation since, if they are.
    pub negotiating_since: Option<Moment>,
    /// Left.
    pub left: Option<Moment>,
}

/// A promise that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alarm {
    /// Which.
    pub promise: Promise,
    /// Waiting since.
    pub since: Moment,
    /// Broken since.
    pub broken_at: Moment,
}

impl Alarm {
    /// Whole seconds past the promise.
    pub fn late_secs(&self, now: Moment) -> i64 {
        (now - self.broken_at).num_seconds().max(0)
    }
}

/// The alarms of a visit now, the oldest first. A visit that has left raises none.
pub fn alarms(stamps: &Stamps, promises: &Promises, now: Moment) -> Vec<Alarm> {
    let mut alarms: Vec<Alarm> = waiting(stamps)
        .map(|(promise, since)| alarm(promise, since, promises))
        .filter(|alarm| now > alarm.broken_at)
        .collect();
    alarms.sort_by_key(|alarm| alarm.broken_at);
    alarms
}

/// What is promised to a visit and not yet done, whether broken or still in time; what breaks first comes first.
pub fn open(stamps: &Stamps, promises: &Promises) -> Vec<Alarm> {
    let mut open: Vec<Alarm> = waiting(stamps).map(|(promise, since)| alarm(promise, since, promises)).collect();
    open.sort_by_key(|alarm| alarm.broken_at);
    open
}

/// The next moment at which an alarm will go off, for the timers on the screen.
pub fn next_alarm_at(stamps: &Stamps, promises: &Promises, now: Moment) -> Option<Moment> {
    waiting(stamps).map(|(promise, since)| alarm(promise, since, promises).broken_at).filter(|at| *at >= now).min()
}

/// Whether a promise about reception was kept; `None` as long as that is open.
pub fn kept(promise: Promise, arrived: Moment, done: Option<Moment>, promises: &Promises) -> Option<bool> {
    done.map(|at| at - arrived <= promise.within(promises))
}

fn waiting(stamps: &Stamps) -> impl Iterator<Item = (Promise, Moment)> {
    let here = stamps.left.is_none();
    [
        // Whoever has a consultant has been greeted, be it without a tap.
        (Promise::Greeted, Some(stamps.arrived).filter(|_| stamps.greeted.or(stamps.assigned).is_none())),
        (Promise::Consultant, Some(stamps.arrived).filter(|_| stamps.assigned.is_none())),
        (Promise::NotAlone, stamps.alone_since),
        (Promise::Negotiation, stamps.negotiating_since),
    ]
    .into_iter()
    .filter_map(move |(promise, since)| Some((promise, since.filter(|_| here)?)))
}

fn alarm(promise: Promise, since: Moment, promises: &Promises) -> Alarm {
    Alarm { promise, since, broken_at: since + promise.within(promises) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Moment {
        chrono::DateTime::from_timestamp(1_800_000_000 + secs, 0).unwrap().naive_utc()
    }

    /// Seconds after the arrival: greeted, assigned, alone since, negotiating since, now.
    fn check(stamps: [Option<i64>; 4], now: i64, expected: &[(Promise, i64)]) {
        let [greeted, assigned, alone_since, negotiating_since] = stamps.map(|secs| secs.map(at));
        let stamps = Stamps { arrived: at(0), greeted, assigned, alone_since, negotiating_since, left: None };
        let promises = Promises::default();
        let got: Vec<(Promise, i64)> =
            alarms(&stamps, &promises, at(now)).iter().map(|alarm| (alarm.promise, alarm.late_secs(at(now)))).collect();
        assert_eq!(got, expected, "{stamps:?} after {now} s");
        let gone = Stamps { left: Some(at(now)), ..stamps };
        assert!(alarms(&gone, &promises, at(now + 9_999)).is_empty());
    }

    #[test]
    fn broken_promises_raise_alarms() {
        use Promise::{Consultant, Greeted, Negotiation, NotAlone};
        check([None, None, None, None], 60, &[]);
        check([None, None, None, None], 61, &[(Greeted, 1)]);
        check([None, None, None, None], 200, &[(Greeted, 140), (Consultant, 20)]);
        check([Some(30), None, None, None], 180, &[]);
        check([Some(30), None, None, None], 181, &[(Consultant, 1)]);
        check([None, Some(50), None, None], 500, &[]);
        check([Some(9), Some(50), Some(400), None], 490, &[]);
        check([Some(9), Some(50), Some(400), None], 500, &[(NotAlone, 10)]);
        check([Some(9), Some(50), None, Some(600)], 3_000, &[]);
        check([Some(9), Some(50), None, Some(600)], 3_005, &[(Negotiation, 5)]);
    }

    #[test]
    fn the_next_alarm_is_known_beforehand() {
        let stamps = Stamps {
            arrived: at(0),
            greeted: None,
            assigned: None,
            alone_since: None,
            negotiating_since: None,
            left: None,
        };
        let promises = Promises::default();
        assert_eq!(next_alarm_at(&stamps, &promises, at(10)), Some(at(60)));
        assert_eq!(next_alarm_at(&stamps, &promises, at(90)), Some(at(180)));
        assert_eq!(next_alarm_at(&stamps, &promises, at(999)), None);
        assert_eq!(kept(Promise::Greeted, at(0), Some(at(60)), &promises), Some(true));
        assert_eq!(kept(Promise::Greeted, at(0), Some(at(61)), &promises), Some(false));
        assert_eq!(kept(Promise::Greeted, at(0), None, &promises), None);
    }
}
