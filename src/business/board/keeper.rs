//! Keeps the boards of one server true: hears when something happened, reads what changed once, and lets go of whoever may not watch any more.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::gather::{self, Marks};
use super::hub::{Hub, Keeping};
use crate::base::actor::Actor;
use crate::base::error::Answered;
use crate::base::ids::SiteId;
use crate::platform::access;
use crate::platform::http::Door;

/// How often the journal is asked for what others wrote: another server, or the command line. What this server writes is heard at once.
const LISTEN: Duration = Duration::from_millis(500);
/// Whatever happens within so long is one change.
const TOGETHER: Duration = Duration::from_millis(250);
/// How often it is asked who may still watch.
const CHECK_SEATS: Duration = Duration::from_secs(3);
/// How often it is noted that the sessions of those who watch are in use.
const NOTE_USE: Duration = Duration::from_secs(300);

/// Does so until the server stops. `keeping` tells the hub when it does not any more.
pub async fn keep(hub: Hub, door: Door, keeping: Keeping) {
    let mut closing = door.closing();
    tokio::select! {
        // The sender lives as long as the door, which the keeper holds.
        _ = closing.wait_for(|closing| *closing) => {}
        () = rounds(&hub, &door) => {}
    }
    drop(keeping);
}

async fn rounds(hub: &Hub, door: &Door) {
    let (mut pulse, mut ear) = (door.db().pulse(), interval(LISTEN));
    ear.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut marks = Arc::new(Marks::new());
    let (mut seats_at, mut used_at, mut failing) = (Instant::now(), Instant::now(), false);
    loop {
        tokio::select! {
            _ = ear.tick() => {}
            _ = pulse.changed() => {}
            () = hub.wanted() => {}
        }
        let (all, due) = hub.watched(door.now());
        if all.is_empty() {
            continue;
        }
        let began = Instant::now();
        let looked = look(hub, door, &mut marks, all, due).await;
        let seats = if seats_at.elapsed() >= CHECK_SEATS {
            seats_at = Instant::now();
            check_seats(hub, door).await
        } else {
            Ok(())
        };
        if used_at.elapsed() >= NOTE_USE {
            used_at = Instant::now();
            note_use(hub, door).await;
        }
        match looked.and(seats) {
            Ok(()) => failing = false,
            // Told once; meanwhile the boards show how old they are.
            Err(error) if !failing => {
                failing = true;
                tracing::warn!(cause = ?error, "the live boards wait for the database: {error}");
            }
            Err(_) => {}
        }
        sleep_until(began + TOGETHER).await;
    }
}

/// Reads what changed, and shows it.
async fn look(hub: &Hub, door: &Door, marks: &mut Arc<Marks>, all: Vec<SiteId>, due: Vec<SiteId>) -> Answered<()> {
    let now = door.now();
    let before = Arc::clone(marks);
    let found = door.db().read(move |conn| gather::look(conn, &before, &all, &due, now)).await?;
    *marks = Arc::new(found.marks);
    hub.show(found.floors, now);
    Ok(())
}

/// One query for all who watch: whoever signed out, was suspended, or works elsewhere or as something else now, is let go.
async fn check_seats(hub: &Hub, door: &Door) -> Answered<()> {
    let (sessions, now) = (hub.guests().sessions(), door.now());
    let standing = door.db().read(move |conn| access::standing(conn, &sessions, now)).await?;
    hub.guests().keep_only(&standing, now);
    Ok(())
}

/// A wall that is looked at all day must not be signed out in the evening.
async fn note_use(hub: &Hub, door: &Door) {
    let sessions = hub.guests().sessions();
    let noted = door.db().write(Actor::house(SiteId(0)), door.now(), move |tx| access::touch_all(tx, &sessions)).await;
    if let Err(error) = noted {
        tracing::warn!(%error, "could not note that the sessions of live boards are in use");
    }
}
