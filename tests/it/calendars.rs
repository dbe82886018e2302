//! Calendars, read over their secret address by two libraries that know nothing of each other, also after changes and calls off.

use std::collections::BTreeMap;
use std::path::PathBuf;

use diesel::prelude::*;
use serde::Deserialize;
use showroom::base::actor::Actor;
use showroom::base::ids::{AppointmentId, FollowUpId, SiteId};
use showroom::base::role::Role;
use showroom::business::followups::actions as contacts;
use showroom::business::visits::appointments;
use showroom::platform::db::Db;
use showroom::platform::db::schema::{appointments as meetings, follow_ups};
use showroom::platform::http::keys::Key;
use showroom::platform::http::present;

use crate::support::crawl::Demo;
use crate::support::database::each_engine;
use crate::support::inside::{Caller, Inside};
use crate::support::python;

/// What a library found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Found {
    name: String,
    events: BTreeMap<String, Event>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Event {
    sequence: i32,
    start: String,
    end: String,
    changed: String,
    status: String,
    summary: String,
    url: String,
    alarm: Option<i64>,
}

#[derive(Deserialize)]
struct Both {
    icalendar: Found,
    vobject: Found,
}

/// Reads a calendar with both libraries, which must find the same.
fn read(text: &str) -> Found {
    let file: PathBuf = std::env::temp_dir().join(format!("showroom-{:x}.ics", rand::random::<u64>()));
    std::fs::write(&file, text).unwrap();
    let said = python::run_with_libraries("tests/calendar/read.py", &[&file]);
    std::fs::remove_file(&file).unwrap();
    let both: Both = serde_json::from_str(&said).unwrap();
    assert_eq!(both.icalendar, both.vobject);
    both.icalendar
}

async fn press(caller: &Caller<'_>, path: &str) {
    let page = caller.post(path, &[("_key", Key::fresh(present()).as_str())]).await;
    assert_eq!(page.status, 303, "{}", page.body);
}

/// The address on one's own page, without the host.
async fn address(caller: &Caller<'_>) -> String {
    let page = caller.get("/me/calendar").await.body;
    let (_, rest) = page.split_once("/calendar/").filter(|(_, rest)| !rest.is_empty()).unwrap();
    let (_, rest) = page.split_once("<code>").unwrap_or(("", rest));
    let token = rest.split(['<', '"']).next().unwrap();
    format!("/calendar/{}", token.rsplit('/').next().unwrap())
}

fn id(found: &Found, start: &str) -> (String, i64) {
    let open = found.events.iter().find(|(uid, event)| uid.starts_with(start) && event.status == "CONFIRMED");
    let (uid, _) = open.unwrap_or_else(|| panic!("no {start} in {found:#?}"));
    let number = uid.strip_prefix(start).unwrap().split('@').next().unwrap();
    (uid.clone(), number.parse().unwrap())
}

async fn site_of_follow_up(db: &Db, id: i64) -> SiteId {
    SiteId(db.read(move |conn| Ok(follow_ups::table.find(id).select(follow_ups::site_id).first(conn)?)).await.unwrap())
}

async fn site_of_appointment(db: &Db, id: i64) -> SiteId {
    SiteId(db.read(move |conn| Ok(meetings::table.find(id).select(meetings::site_id).first(conn)?)).await.unwrap())
}

#[test]
fn two_programs_read_the_same_calendar_before_and_after_changes() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let caller = demo.enter(&inside, Role::Consultant).await;
        press(&caller, "/me/calendar").await;
        let address = address(&caller).await;
        let stranger = inside.stranger();
        let first = stranger.get(&address).await;
        assert_eq!((first.status, first.header("content-type")), (200, "text/calendar; charset=utf-8"));
        let before = read(&first.body);
        assert!(before.events.len() > 3, "{before:#?}");

        // What did not change is not sent again.
        let tag = first.header("etag").to_owned();
        assert_eq!(stranger.get_with(&address, "if-none-match", &tag).await.status, 304);
        assert_eq!(stranger.get_with(&address, "if-none-match", "\"other\"").await.status, 200);

        let ((call_uid, call), (visit_uid, visit)) = (id(&before, "followup-"), id(&before, "appointment-"));
        let (at_call, at_visit) = (site_of_follow_up(&db, call).await, site_of_appointment(&db, visit).await);
        let version = before.events[&call_uid].sequence + 1;
        let off =
            move |tx: &mut showroom::platform::db::Tx| contacts::cancel(tx, FollowUpId(call), version, "called_in");
        db.write(Actor::house(at_call), present(), off).await.unwrap();
        let off = move |tx: &mut showroom::platform::db::Tx| appointments::cancel(tx, AppointmentId(visit));
        db.write(Actor::house(at_visit), present(), off).await.unwrap();

        let second = stranger.get_with(&address, "if-none-match", &tag).await;
        assert_eq!(second.status, 200);
        let after = read(&second.body);
        for uid in [&call_uid, &visit_uid] {
            let (old, new) = (&before.events[uid], &after.events[uid]);
            assert_eq!((new.status.as_str(), new.sequence, new.alarm), ("CANCELLED", old.sequence + 1, None), "{uid}");
            assert!(new.changed > old.changed && new.start == old.start, "{uid}: {old:?} {new:?}");
        }
        for (uid, event) in before.events.iter().filter(|(uid, _)| *uid != &call_uid && *uid != &visit_uid) {
            assert_eq!(after.events.get(uid), Some(event));
        }
    });
}

#[test]
fn an_address_that_ended_is_no_address() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let caller = demo.enter(&inside, Role::Consultant).await;
        press(&caller, "/me/calendar").await;
        let first = address(&caller).await;
        press(&caller, "/me/calendar").await;
        let second = address(&caller).await;
        let stranger = inside.stranger();
        assert_ne!(first, second);
        assert_eq!((stranger.get(&first).await.status, stranger.get(&second).await.status), (404, 200));
        press(&caller, "/me/calendar/end").await;
        assert_eq!(stranger.get(&second).await.status, 404);
        let guess = format!("/calendar/{}.ics", "0".repeat(40));
        assert_eq!(stranger.get(&guess).await.status, 404);
    });
}
