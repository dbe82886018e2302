//! Where boards are kept for all who watch: the last state of each, in memory once, whoever and how many read it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use showroom_templates::Lang;
use tokio::sync::{Notify, watch};

use super::guests::{Full, Guest, Guests, Ticket};
use super::keeper;
use super::model::{Floor, Key, State, View};
use super::present;
use crate::base::clock::Moment;
use crate::base::ids::SiteId;
use crate::platform::http::Door;

/// All boards of one server.
#[derive(Clone, Default)]
pub struct Hub {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    floors: Mutex<HashMap<SiteId, Watched>>,
    guests: Arc<Guests>,
    wanted: Notify,
    kept: AtomicBool,
    checked_at: AtomicI64,
}

/// A floor that somebody watches.
#[derive(Default)]
struct Watched {
    last: Option<(Arc<Floor>, String)>,
    reading: u64,
    due: Option<Moment>,
    views: HashMap<(Lang, View), watch::Sender<State>>,
}

/// What somebody who watches holds.
pub struct Watching {
    /// The place among all who watch.
    pub ticket: Ticket,
    /// The board, always the latest.
    pub states: watch::Receiver<State>,
    /// The reading that was the last one when this began.
    pub reading: u64,
}

impl Hub {
    /// Lets somebody watch. `seen` is the last number of the journal that they know: where that is ahead of what is known here, the floor is read
    /// anew before they are shown anything older.
    ///
    /// # Errors
    /// [`Full`] where too many watch already.
    pub fn watch(&self, door: &Door, key: Key, guest: Guest, seen: i64) -> Result<Watching, Full> {
        let ticket = self.inner.guests.admit(guest, door.now())?;
        let mut floors = self.floors();
        let watched = floors.entry(key.site).or_default();
        let behind = watched.last.as_ref().is_none_or(|(floor, _)| floor.seq < seen);
        if behind {
            watched.due = None;
        }
        let states = match watched.views.get(&(key.lang, key.view)) {
            Some(sender) => sender.subscribe(),
            None => watched.open(key.lang, key.view),
        };
        let reading = watched.reading;
        drop(floors);
        if behind {
            self.inner.wanted.notify_one();
        }
        self.be_kept(door);
        Ok(Watching { ticket, states, reading })
    }

    /// All who watch.
    pub fn guests(&self) -> &Guests {
        &self.inner.guests
    }

    /// How long ago, in milliseconds, it was last certain that what is shown is the present.
    pub fn age_ms(&self, now: Moment) -> i64 {
        let checked = self.inner.checked_at.load(Ordering::Relaxed);
        if checked == 0 { 0 } else { (millis(now) - checked).max(0) }
    }

    /// Makes sure that somebody keeps the boards, also after whoever did was lost.
    pub fn be_kept(&self, door: &Door) {
        if !self.inner.kept.swap(true, Ordering::AcqRel) {
            actix_web::rt::spawn(keeper::keep(self.clone(), door.clone(), Keeping { hub: self.clone() }));
        }
    }

    /// Waits until somebody wants to see what nobody has read yet.
    pub(super) async fn wanted(&self) {
        self.inner.wanted.notified().await;
    }

    /// The floors that are watched, and those of them that must be read whatever happened. Floors that nobody watches any more are forgotten.
    pub(super) fn watched(&self, now: Moment) -> (Vec<SiteId>, Vec<SiteId>) {
        let mut floors = self.floors();
        floors.retain(|_, watched| {
            watched.views.retain(|_, sender| sender.receiver_count() > 0);
            !watched.views.is_empty()
        });
        let due = |watched: &Watched| watched.last.is_none() || watched.due.is_none_or(|due| due <= now);
        let all = floors.keys().copied().collect();
        let due = floors.iter().filter(|(_, watched)| due(watched)).map(|(site, _)| *site).collect();
        (all, due)
    }

    /// Shows what was read to all who watch; whoever has it already is told nothing but that it still holds.
    pub(super) fn show(&self, read: Vec<Floor>, now: Moment) {
        let mut floors = self.floors();
        for floor in read {
            if let Some(watched) = floors.get_mut(&floor.site.id) {
                watched.show(floor);
            }
        }
        self.inner.checked_at.store(millis(now), Ordering::Relaxed);
    }

    fn floors(&self) -> MutexGuard<'_, HashMap<SiteId, Watched>> {
        self.inner.floors.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    fn open(&mut self, lang: Lang, view: View) -> watch::Receiver<State> {
        let state = match &self.last {
            Some((floor, id)) => present::state(floor, lang, view, id, self.reading),
            None => State::default(),
        };
        let sender = watch::Sender::new(state);
        let states = sender.subscribe();
        self.views.insert((lang, view), sender);
        states
    }

    fn show(&mut self, floor: Floor) {
        self.reading += 1;
        self.due = Some(floor.due);
        let id = present::id(&floor);
        let same = self.last.as_ref().filter(|(_, last)| present::content(last) == present::content(&id));
        let id = same.map_or(id, |(_, last)| last.clone());
        let (seq, reading) = (floor.seq, self.reading);
        for ((lang, view), sender) in &self.views {
            sender.send_modify(|state| {
                if state.id == id && state.message.is_some() {
                    (state.seq, state.reading) = (seq, reading);
                } else {
                    *state = present::state(&floor, *lang, *view, &id, reading);
                }
            });
        }
        self.last = Some((Arc::new(floor), id));
    }
}

/// That the boards are kept. Dropped when the keeper ends, however it ends.
pub struct Keeping {
    hub: Hub,
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.hub.inner.kept.store(false, Ordering::Release);
    }
}

fn millis(at: Moment) -> i64 {
    at.and_utc().timestamp_millis()
}
