//! What is told to whom, and who may watch: without a network.

use std::sync::Arc;

use super::guests::{Full, Guest, Guests, MOST, MOST_OF_SESSION};
use super::model::State;
use super::present::{content, seq};
use super::stream::{News, Told};
use crate::base::clock::Moment;
use crate::base::ids::SiteId;
use crate::base::role::Role;
use crate::platform::access::Standing;
use crate::platform::http::sse::Message;

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
