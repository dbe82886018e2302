//! How long a job that failed waits, and when it is given up.

use chrono::Duration;

use crate::base::clock::Moment;

/// The longest that anything waits between two tries, in seconds.
pub const LONGEST_WAIT_SECS: i64 = 3_600;

/// How often something is tried, and how long it waits at first; each time it waits twice as long, up to [`LONGEST_WAIT_SECS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// After this many it is parked.
    pub most: i32,
    /// Seconds before the second try.
    pub first_wait_secs: i64,
}

impl Tries {
    /// For what depends on nobody but us: what fails ten times within some hours will not mend by itself.
    pub const OWN: Self = Self { most: 10, first_wait_secs: 30 };
    /// For what depends on somebody else's server: three days, for a server that is down over a weekend.
    pub const OF_OTHERS: Self = Self { most: 76, first_wait_secs: 60 };

    /// The moment of the next try after one failed; `None` where it is given up.
    pub fn next(&self, attempts: i32, now: Moment) -> Option<Moment> {
        if attempts >= self.most {
            return None;
        }
        let doublings = attempts.clamp(1, 30) - 1;
        let wait = self.first_wait_secs.saturating_mul(1_i64 << doublings).min(LONGEST_WAIT_SECS);
        Some(now + Duration::seconds(wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let now: Moment = "2026-11-21T08:00:00".parse().unwrap();
        let waits = |tries: Tries| -> Vec<i64> {
            (1..=tries.most).map_while(|tried| tries.next(tried, now)).map(|at| (at - now).num_seconds()).collect()
        };
        assert_eq!(waits(Tries { most: 4, first_wait_secs: 10 }), [10, 20, 40]);
        let others = waits(Tries::OF_OTHERS);
        assert_eq!(&others[..8], [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        let whole: i64 = others.iter().sum();
        assert!((70..=74).contains(&(whole / 3_600)), "{} hours", whole / 3_600);
    }
}
