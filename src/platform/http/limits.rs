//! How much, how long and how often: limits that keep one tablet, or one stranger, from slowing down the floor.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// The longest that a whole body may take to arrive.
const WHOLE_BODY: Duration = Duration::from_secs(20);
/// Of a body that is too large, so much is read and thrown away: a browser that is still sending would never see the page that says so.
const DRAINED: usize = 8 * 1024 * 1024;
/// For so long at most.
const DRAINING: Duration = Duration::from_secs(3);
/// The longest silence in the middle of a body.
const BETWEEN_PIECES: Duration = Duration::from_secs(5);

/// How often one person, or one address before signing in, may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Pages and lookups while typing.
    Read,
    /// Forms.
    Write,
    /// The door: signing in, where each try costs a password hash.
    Door,
}

impl Pace {
    /// The name in `routes.txt`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Door => "door",
        }
    }
}

/// So many per second, with a rush of so many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Per second in the long run.
    pub per_second: u32,
    /// At once, after a quiet while.
    pub burst: u32,
}

/// The rates of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Pages, per session.
    pub read: Rate,
    /// Forms, per session.
    pub write: Rate,
    /// Signing in, per address: a whole floor may share one.
    pub door: Rate,
    /// Everything from one address. Sixty tablets behind one router must never meet it.
    pub address: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            read: Rate { per_second: 20, burst: 200 },
            write: Rate { per_second: 5, burst: 60 },
            door: Rate { per_second: 2, burst: 60 },
            address: Rate { per_second: 600, burst: 6_000 },
        }
    }
}

impl Rates {
    /// Hardly any limit at all: for benchmarks and for tests that rush on purpose.
    pub const fn unlimited() -> Self {
        let rate = Rate { per_second: 1_000_000, burst: 10_000_000 };
        Self { read: rate, write: rate, door: rate, address: rate }
    }
}

/// Counts who came how often.
pub struct Limits {
    read: DefaultKeyedRateLimiter<Guest>,
    write: DefaultKeyedRateLimiter<Guest>,
    door: DefaultKeyedRateLimiter<IpAddr>,
    address: DefaultKeyedRateLimiter<IpAddr>,
}

/// Whom a limit counts: a session, or an address before there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guest {
    /// A signed-in person's session.
    Session(i64),
    /// Somebody at this address.
    Address(IpAddr),
}

/// Come back in so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooOften {
    /// Whole seconds, at least one.
    pub retry_secs: u64,
}

impl Limits {
    /// Starts counting.
    pub fn new(rates: Rates) -> Self {
        Self {
            read: limiter(rates.read),
            write: limiter(rates.write),
            door: limiter(rates.door),
            address: limiter(rates.address),
        }
    }

    /// Counts anything that comes from an address, before anything is looked up for it.
    ///
    /// # Errors
    /// [`TooOften`] with the seconds to wait.
    pub fn count_address(&self, address: IpAddr) -> Result<(), TooOften> {
        count(&self.address, &network(address))
    }

    /// Counts a request of somebody known, or of an address, at a pace.
    ///
    /// # Errors
    /// [`TooOften`] with the seconds to wait.
    pub fn count(&self, pace: Pace, guest: Guest, address: IpAddr) -> Result<(), TooOften> {
        match pace {
            Pace::Read => count(&self.read, &guest),
            Pace::Write => count(&self.write, &guest),
            Pace::Door => count(&self.door, &network(address)),
        }
    }

    /// Forgets those who have been quiet; called now and then, so that memory does not grow with every stranger.
    pub fn sweep(&self) {
        self.read.retain_recent();
        self.write.retain_recent();
        self.door.retain_recent();
        self.address.retain_recent();
    }
}

/// An IPv6 guest owns a whole /64; counting single addresses would count nothing.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => {
                let [a, b, c, d, ..] = six.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
        },
    }
}

fn limiter<K: Hash + Eq + Clone>(rate: Rate) -> DefaultKeyedRateLimiter<K> {
    let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    RateLimiter::keyed(Quota::per_second(at_least_one(rate.per_second)).allow_burst(at_least_one(rate.burst)))
}

fn count<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), TooOften> {
    limiter.check_key(key).map_err(|early| {
        let wait = early.wait_time_from(DefaultClock::default().now());
        TooOften { retry_secs: wait.as_secs() + 1 }
    })
}

/// Why a body was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadBody {
    /// Longer than the route takes.
    TooLarge,
    /// It came too slowly, or stopped.
    TooSlow,
    /// The connection broke, or its framing was wrong.
    Broken,
    /// There is no room on the disk for it.
    NoRoom,
}

/// Reads a whole body: at most `most` bytes, never waiting long for the next piece nor very long for all.
///
/// # Errors
/// [`BadBody`]; the connection is not worth keeping then.
pub async fn read_body(mut payload: Payload, announced: Option<usize>, most: usize) -> Result<Bytes, BadBody> {
    let read = match announced {
        Some(length) if length > most => Err(BadBody::TooLarge),
        _ => tokio::time::timeout(WHOLE_BODY, pieces(&mut payload, announced.unwrap_or(0), most))
            .await
            .unwrap_or(Err(BadBody::TooSlow)),
    };
    if read == Err(BadBody::TooLarge) && announced.is_none_or(|length| length <= DRAINED) {
        // Whether it ends in time or not, the answer is the same.
        let _ = tokio::time::timeout(DRAINING, drain(&mut payload)).await;
    }
    read
}

async fn drain(payload: &mut Payload) {
    let mut thrown_away = 0;
    while let Some(Ok(piece)) = payload.next().await {
        thrown_away += piece.len();
        if thrown_away > DRAINED {
            return;
        }
    }
}

async fn pieces(payload: &mut Payload, announced: usize, most: usize) -> Result<Bytes, BadBody> {
    let mut body = BytesMut::with_capacity(announced);
    loop {
        let next = tokio::time::timeout(BETWEEN_PIECES, payload.next()).await;
        let piece = match next.map_err(|_| BadBody::TooSlow)? {
            None => return Ok(body.freeze()),
            Some(piece) => piece.map_err(|_| BadBody::Broken)?,
        };
        if body.len() + piece.len() > most {
            return Err(BadBody::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_behind_one_router_is_let_in_and_a_flood_is_not() {
        let limits = Limits::new(Rates::default());
        let router: IpAddr = "192.0.2.1".parse().unwrap();
        for tablet in 0..60 {
            limits.count(Pace::Door, Guest::Address(router), router).unwrap();
            for _ in 0..20 {
                limits.count_address(router).unwrap();
                limits.count(Pace::Write, Guest::Session(tablet), router).unwrap();
            }
        }
        let flood = (0..100).filter(|_| limits.count(Pace::Door, Guest::Address(router), router).is_err()).count();
        assert!(flood > 90, "{flood}");
    }

    #[test]
    fn who_came_too_often_hears_when_to_come_back() {
        let limits = Limits::new(Rates { read: Rate { per_second: 1, burst: 2 }, ..Rates::default() });
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        let one = Guest::Session(1);
        limits.count(Pace::Read, one, address).unwrap();
        limits.count(Pace::Read, one, address).unwrap();
        assert_eq!(limits.count(Pace::Read, one, address), Err(TooOften { retry_secs: 1 }));
        limits.count(Pace::Read, Guest::Session(2), address).unwrap();
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let first: IpAddr = "2001:db8:1:2::5".parse().unwrap();
        let second: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(network(first), network(second));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1".parse::<IpAddr>().unwrap());
    }
}
