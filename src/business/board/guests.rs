//! Who watches: open streams with the sessions they belong to, at most so many at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::base::clock::Moment;
use crate::base::ids::SiteId;
use crate::base::role::Role;
use crate::platform::access::Standing;

/// Streams on one server at most; beyond that, whoever asks hears when to come again. The rest of a server's connections is for pages.
pub const MOST: usize = 800;
/// Streams of one session at most: a wall and a few tablets may share one, a thousand may not.
pub const MOST_OF_SESSION: usize = 40;
/// A stream from which nobody read for so many seconds is given up. Every beat is read, unless its browser is gone or stuck.
const SILENT_SECS: i64 = 60;

/// Whose stream it is.
#[derive(Debug, Clone)]
pub struct Guest {
    /// The session.
    pub token_hash: String,
    /// The page that opened it, by a word that the page made up: one page has one stream, and the new one ends the old one.
    pub page: String,
    /// Where the person works.
    pub site: SiteId,
    /// As what.
    pub role: Role,
}

/// Why somebody cannot watch now.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// All who watch.
#[derive(Default)]
pub struct Guests {
    seats: Mutex<Seats>,
}

#[derive(Default)]
struct Seats {
    next: u64,
    taken: HashMap<u64, Seat>,
}

struct Seat {
    guest: Guest,
    ended: Arc<Notify>,
    read_at: Arc<AtomicI64>,
}

/// A place among those who watch, until it is dropped.
pub struct Ticket {
    guests: Arc<Guests>,
    number: u64,
    ended: Arc<Notify>,
    read_at: Arc<AtomicI64>,
}

impl Guests {
    /// Lets somebody in, in the place of the same page's earlier stream where there is one.
    pub fn admit(self: &Arc<Self>, guest: Guest, now: Moment) -> Result<Ticket, Full> {
        let mut seats = self.lock();
        let same = |seat: &Seat| seat.guest.token_hash == guest.token_hash;
        let before = seats.taken.iter().find(|(_, seat)| same(seat) && seat.guest.page == guest.page);
        if let Some(number) = before.map(|(number, _)| *number) {
            seats.end(number);
        }
        let of_session = seats.taken.values().filter(|seat| same(seat)).count();
        if seats.taken.len() >= MOST || of_session >= MOST_OF_SESSION {
            return Err(Full);
        }
        seats.next += 1;
        let (number, ended) = (seats.next, Arc::new(Notify::new()));
        let read_at = Arc::new(AtomicI64::new(secs(now)));
        seats.taken.insert(number, Seat { guest, ended: Arc::clone(&ended), read_at: Arc::clone(&read_at) });
        Ok(Ticket { guests: Arc::clone(self), number, ended, read_at })
    }

    /// How many watch.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.lock().taken.len()
    }

    /// The sessions of those who watch.
    pub fn sessions(&self) -> Vec<String> {
        let seats = self.lock();
        let mut sessions: Vec<String> = seats.taken.values().map(|seat| seat.guest.token_hash.clone()).collect();
        sessions.sort_unstable();
        sessions.dedup();
        sessions
    }

    /// Ends the streams of sessions that are over or stand otherwise than when they came, and those from which nobody reads.
    pub fn keep_only(&self, standing: &[Standing], now: Moment) {
        let standing: HashMap<&str, &Standing> = standing.iter().map(|one| (one.token_hash.as_str(), one)).collect();
        let mut seats = self.lock();
        let stays = |seat: &Seat| {
            let same = standing
                .get(seat.guest.token_hash.as_str())
                .is_some_and(|one| one.site == seat.guest.site && one.role == seat.guest.role);
            same && secs(now) - seat.read_at.load(Ordering::Relaxed) < SILENT_SECS
        };
        let gone: Vec<u64> = seats.taken.iter().filter(|(_, seat)| !stays(seat)).map(|(number, _)| *number).collect();
        for number in gone {
            seats.end(number);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seats {
    fn end(&mut self, number: u64) {
        if let Some(seat) = self.taken.remove(&number) {
            seat.ended.notify_one();
        }
    }
}

impl Ticket {
    /// Waits until the stream is to end.
    pub async fn ended(&self) {
        self.ended.notified().await;
    }

    /// Notes that somebody reads.
    pub fn was_read(&self, now: Moment) {
        self.read_at.store(secs(now), Ordering::Relaxed);
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.guests.lock().taken.remove(&self.number);
    }
}

fn secs(at: Moment) -> i64 {
    at.and_utc().timestamp()
}
