//! What is told to whom, and who may watch: without a network.

use std::sync::Arc;
use std::time::Duration;

use showroom_templates::Lang;

use super::gather;
use super::guests::{Full, Guest, Guests, MOST, MOST_OF_SESSION};
use super::hub::{Hub, Watching};
use super::model::{Key, State, View};
use super::present::{content, seq};
use super::stream::{News, Told};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::ids::SiteId;
use crate::base::role::Role;
use crate::business::sites::actions::open;
use crate::business::sites::model::{Goods, SiteFacts};
use crate::business::visits::actions::{Arrival, Caller, receive};
use crate::business::visits::model::{Kind, Said};
use crate::platform::access::Standing;
use crate::platform::db::Db;
use crate::platform::db::testing::each_engine;
use crate::platform::http::sse::Message;
use crate::platform::http::{Door, Settings, present};
use crate::platform::journal::{Entry, record};

fn at(secs: i64) -> Moment {
    chrono::DateTime::from_timestamp(1_800_000_000 + secs, 0).unwrap().naive_utc()
}

fn guest(session: &str, page: &str) -> Guest {
    Guest { token_hash: session.into(), page: page.into(), site: SiteId(1), role: Role::Supervisor }
}

fn standing(session: &str, site: i64, role: Role) -> Standing {
    Standing { token_hash: session.into(), site: SiteId(site), role }
}

/// What they have; the state; what they are told.
fn check(id: &str, since: u64, state: (&str, i64, u64), news: News) {
    let told = Told { id: id.into(), seq: seq(id), since };
    let (state_id, seq, reading) = state;
    let message = (reading > 0).then(|| Message::new("board", None, ""));
    let state = State { seq, id: state_id.into(), message, reading };
    assert_eq!(told.news(&state), news, "{told:?} {state:?}");
}

#[test]
fn whoever_comes_back_gets_what_they_lack_and_never_less_than_they_have() {
    // Nothing was read yet.
    check("", 0, ("", 0, 0), News::None);
    // Who has nothing gets all of it; who has it already gets nothing; who has something else gets all of it.
    check("", 4, ("9-aa", 9, 4), News::Board);
    check("9-aa", 4, ("9-aa", 9, 4), News::None);
    check("8-bb", 4, ("9-aa", 9, 4), News::Board);
    // The journal went on without changing anything on this floor.
    check("8-aa", 4, ("8-aa", 12, 5), News::None);
    // What is shown here is older than what they saw at another server: nothing, until it was read anew.
    check("12-cc", 4, ("9-aa", 9, 4), News::None);
    check("12-cc", 4, ("13-dd", 13, 5), News::Board);
    // Read anew, and still less: the records went back, as after a restored backup.
    check("12-cc", 4, ("9-aa", 9, 5), News::None);
    check("12-cc", 4, ("9-aa", 9, 6), News::Reset);
    // What was never one of our names resumes nothing.
    check("<script>", 4, ("9-aa", 9, 4), News::Board);
    check("99999999999999999999-aa", 4, ("9-bb", 9, 4), News::Board);
    assert_eq!((seq("-5"), content("7-ab"), content("x")), (0, "ab", "x"));
}

#[test]
fn one_page_has_one_stream_and_everybody_together_a_limit() {
    let guests = Arc::new(Guests::default());
    let first = guests.admit(guest("a", "1"), at(0)).ok().unwrap();
    let second = guests.admit(guest("a", "1"), at(1)).ok().unwrap();
    assert_eq!(guests.count(), 1, "the page's new stream takes the place of the old one");
    // The old one's end takes nothing from the new one.
    drop(first);
    assert_eq!(guests.count(), 1);
    drop(second);
    let of_one: Vec<_> =
        (0..MOST_OF_SESSION).map(|page| guests.admit(guest("a", &page.to_string()), at(0)).ok().unwrap()).collect();
    assert!(matches!(guests.admit(guest("a", "more"), at(0)), Err(Full)));
    drop(of_one);
    let all: Vec<_> = (0..MOST).map(|one| guests.admit(guest(&one.to_string(), ""), at(0)).ok().unwrap()).collect();
    assert!(matches!(guests.admit(guest("another", ""), at(0)), Err(Full)));
    assert!(guests.admit(guest("7", ""), at(0)).is_ok(), "who comes back takes their own place");
    drop(all);
    assert_eq!(guests.count(), 0);
}

#[test]
fn whoever_may_not_watch_any_more_is_let_go() {
    let guests = Arc::new(Guests::default());
    let all: Vec<_> =
        ["stays", "signed out", "elsewhere", "other role"].map(|one| guests.admit(guest(one, ""), at(0)).ok()).into();
    let silent = guests.admit(guest("stays", "silent"), at(0)).ok();
    all[0].as_ref().unwrap().was_read(at(100));
    let left = [
        standing("stays", 1, Role::Supervisor),
        standing("elsewhere", 2, Role::Supervisor),
        standing("other role", 1, Role::Cashier),
    ];
    for ticket in &all[2..] {
        ticket.as_ref().unwrap().was_read(at(100));
    }
    guests.keep_only(&left, at(100));
    assert_eq!((guests.count(), guests.sessions()), (1, vec!["stays".to_owned()]));
    actix_web::rt::System::new().block_on(async {
        for ticket in all[1..].iter().chain([&silent]) {
            ticket.as_ref().unwrap().ended().await;
        }
    });
}

async fn site(db: &Db, name: &str) -> SiteId {
    let facts = SiteFacts {
        name: name.into(),
        goods: Goods::Homes,
        zone: "Asia/Shanghai".into(),
        cutover_minutes: 0,
        currency: "CNY".into(),
        country: "CN".into(),
        lang: "en".into(),
    };
    db.write(Actor::house(SiteId(0)), present(), move |tx| open(tx, &facts)).await.unwrap()
}

async fn arrives(db: &Db, site: SiteId, now: Moment) {
    let arrival = Arrival {
        caller: Caller::Anonymous,
        kind: Kind::Buyer,
        been_before: Some(Said::No),
        phoned_before: Some(Said::No),
        party_size: 1,
        children: 0,
        description: Some("grey coat".into()),
        channel: None,
        appointment: None,
        waited_minutes: 0,
        greeted: true,
    };
    db.write(Actor::house(site), now, move |tx| receive(tx, &arrival)).await.unwrap();
}

async fn reaches(watching: &mut Watching, reading: u64) {
    let reached = watching.states.wait_for(|state| state.reading >= reading && state.message.is_some());
    tokio::time::timeout(Duration::from_secs(5), reached).await.unwrap().unwrap();
}

#[test]
fn what_happens_at_once_is_read_once_for_all_who_watch_and_only_where_it_happened() {
    each_engine(async |db| {
        let (here, elsewhere) = (site(&db, "Riverside").await, site(&db, "Hillside").await);
        let (door, hub) = (Door::new(db.clone(), Settings::default()), Hub::default());
        let watch = |site, lang, one: usize| {
            let guest = Guest { site, ..guest(&one.to_string(), "") };
            hub.watch(&door, Key { site, lang, view: View::Named }, guest, 0).ok().unwrap()
        };
        let mut all: Vec<Watching> =
            (0..60).map(|one| watch(here, if one % 2 == 0 { Lang::Zh } else { Lang::En }, one)).collect();
        let mut other = watch(elsewhere, Lang::En, 60);
        for watching in all.iter_mut().chain([&mut other]) {
            reaches(watching, 1).await;
        }
        tokio::time::sleep(Duration::from_millis(600)).await;
        let reading = |watching: &Watching| watching.states.borrow().reading;
        let (before, there) = (reading(&all[0]), reading(&other));
        let first = all[0].states.borrow().id.clone();
        let began = tokio::time::Instant::now();
        for _ in 0..20 {
            arrives(&db, here, present()).await;
        }
        tokio::time::sleep(Duration::from_millis(900)).await;
        let read = reading(&all[0]) - before;
        // One for each quarter of a second at most, however long the machine took for twenty arrivals.
        let quarters = 1 + u64::try_from(began.elapsed().as_millis() / 250).unwrap();
        assert!((1..=quarters).contains(&read), "{read} readings for 20 changes");
        assert_eq!(reading(&other), there, "the other floor was read for nothing");
        let last = all[0].states.borrow().id.clone();
        assert_ne!(first, last);
        for watching in &all {
            assert_eq!(watching.states.borrow().id, last);
        }
        // What changes nothing on the floor is no news.
        db.write(Actor::house(here), present(), |tx| record(tx, Entry::new("something"))).await.unwrap();
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert!(reading(&all[0]) > before + read);
        assert_eq!(all[0].states.borrow().id, last);
    });
}

#[test]
fn a_floor_is_due_when_a_promise_breaks() {
    each_engine(async |db| {
        let site = site(&db, "Riverside").await;
        let now: Moment = "2026-11-20T04:00:00".parse().unwrap();
        arrives(&db, site, now).await;
        let floor = |at: Moment| {
            let db = db.clone();
            async move { db.read(move |conn| gather::floor(conn, site, at)).await.unwrap() }
        };
        let in_time = floor(now + chrono::Duration::seconds(150)).await;
        assert_eq!(in_time.due, now + chrono::Duration::seconds(181), "three minutes without a consultant");
        let broken = floor(in_time.due).await;
        assert!(broken.due > in_time.due);
        assert_ne!(content(&super::present::id(&in_time)), content(&super::present::id(&broken)));
        let again = floor(in_time.due + chrono::Duration::seconds(9)).await;
        assert_eq!(content(&super::present::id(&broken)), content(&super::present::id(&again)));
    });
}
