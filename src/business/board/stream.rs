//! What one who watches is sent: the board whenever it changed, always the latest and never an older one; a beat when nothing happens.

use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::Stream;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::hub::{Hub, Watching};
use super::model::State;
use super::present;
use crate::platform::http::Door;
use crate::platform::http::sse::Message;

/// How often somebody who watches hears that the server is still there.
const BEAT: Duration = Duration::from_secs(15);
/// Between how many milliseconds browsers come back after the connection broke; each at another moment, so that they do not come all at once.
const BACK_MILLIS: std::ops::Range<u64> = 300..1_300;

/// The events for one who watches and has `seen` the board of that name, if any. A reader who is slow misses what was between, and never gets
/// more than the latest: nothing is kept for anybody.
pub fn events(hub: Hub, door: Door, watching: Watching, seen: &str) -> impl Stream<Item = Bytes> + use<> {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first beat is part of the first message.
    beat.reset();
    let closing = door.closing();
    let told = Told { id: seen.to_owned(), seq: present::seq(seen), since: watching.reading };
    let follower = Follower { hub, door, watching, told, beat, closing, greeted: false };
    futures_util::stream::unfold(follower, Follower::next)
}

struct Follower {
    hub: Hub,
    door: Door,
    watching: Watching,
    told: Told,
    beat: Interval,
    closing: watch::Receiver<bool>,
    greeted: bool,
}

/// What wakes somebody who watches.
enum Heard {
    Change,
    Beat,
    End,
}

/// What somebody who watches has been told.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// The name of the board that they have.
    pub id: String,
    /// The number of the journal that it showed.
    pub seq: i64,
    /// The reading that was the last when they came.
    pub since: u64,
}

/// What somebody is to be told next.
#[derive(Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing yet.
    None,
    /// The board.
    Board,
    /// The board, though it shows less than they have seen: the records themselves went back, as after a backup was restored.
    Reset,
}

impl Told {
    /// What is new to them in this state. They are never shown an older floor than the one they have, unless a reading since they came says that
    /// this is all there is.
    pub fn news(&self, state: &State) -> News {
        let known = present::content(&state.id) == present::content(&self.id);
        match (&state.message, state.seq < self.seq) {
            (None, _) => News::None,
            // The reading that was under way when they came may have begun before.
            (Some(_), true) if state.reading <= self.since + 1 => News::None,
            (Some(_), true) => News::Reset,
            (Some(_), false) if known => News::None,
            (Some(_), false) => News::Board,
        }
    }
}

impl Follower {
    async fn next(mut self) -> Option<(Bytes, Self)> {
        if !self.greeted {
            self.greeted = true;
            let retry = Message::retry(rand::random_range(BACK_MILLIS));
            let mut first = vec![retry, self.beat()];
            first.extend(self.news());
            return Some(self.send(&first));
        }
        loop {
            if let Some(news) = self.news() {
                let beat = self.beat();
                return Some(self.send(&[beat, news]));
            }
            match self.hears().await {
                Heard::Change => {}
                Heard::Beat => {
                    self.hub.be_kept(&self.door);
                    let beat = self.beat();
                    return Some(self.send(&[beat]));
                }
                Heard::End => return None,
            }
        }
    }

    async fn hears(&mut self) -> Heard {
        tokio::select! {
            // Whether it closes or is gone already, this ends.
            _ = self.closing.wait_for(|closing| *closing) => Heard::End,
            () = self.watching.ticket.ended() => Heard::End,
            changed = self.watching.states.changed() => if changed.is_ok() { Heard::Change } else { Heard::End },
            _ = self.beat.tick() => Heard::Beat,
        }
    }

    /// The board, where it is new to them.
    fn news(&mut self) -> Option<Message> {
        let state = self.watching.states.borrow_and_update().clone();
        let news = self.told.news(&state);
        let message = state.message?;
        let message = match news {
            News::None => return None,
            News::Board => message,
            News::Reset => Message::together([&Message::new("reset", None, ""), &message]),
        };
        (self.told.id, self.told.seq) = (state.id, state.seq);
        Some(message)
    }

    /// What time it is here, and how old at most what is shown can be; both in milliseconds.
    fn beat(&self) -> Message {
        let now = self.door.now();
        let age = self.hub.age_ms(now);
        Message::new("beat", None, &format!("{} {age}", now.and_utc().timestamp_millis()))
    }

    fn send(self, messages: &[Message]) -> (Bytes, Self) {
        self.watching.ticket.was_read(self.door.now());
        (Message::together(messages).into_bytes(), self)
    }
}
