//! `kill -9` under load: whatever was acknowledged is there afterwards, whole; whatever was not, can be sent again.
//!
//! The program runs as a process of its own. Several people press as fast as they can, each press with its own key, until the process is
//! killed in the middle of it. Who got an answer must find the effect; who got none sends the same form again and gets it once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use showroom::base::role::Role;
use showroom::platform::db::{Db, Location};
use showroom::platform::http::keys::Key;
use showroom::platform::http::present;

use crate::support::database::{Database, engines};
use crate::support::ledger;
use crate::support::program::Program;
use crate::support::web::{Browser, encode};
use crate::support::world::World;

const PEOPLE: usize = 6;
const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

/// One press: a customer nobody knew, by a number nobody has, or a party at the door with such a number.
struct Press {
    path: &'static str,
    phone: String,
    body: String,
    /// Where it led; `None` where no answer came back.
    led_to: Option<String>,
}

#[test]
fn what_was_acknowledged_survives_kill_minus_nine() {
    let long = std::env::var("TEST_LONG").is_ok_and(|long| long == "1");
    for database in engines() {
        let cycles = match (&database.location, long) {
            (Location::Sqlite(_), true) => 30,
            (Location::Sqlite(_), false) => 5,
            (Location::Postgres(_), true) => 8,
            (Location::Postgres(_), false) => 2,
        };
        let sessions = prepare(&database);
        let mut total = (0, 0);
        for cycle in 0..cycles {
            let (kept, lost) = one_cycle(&database, &sessions, cycle);
            total = (total.0 + kept, total.1 + lost);
        }
        eprintln!(
            "{}: {cycles} kills, {} acts acknowledged, {} without an answer",
            database.location, total.0, total.1
        );
        assert!(total.0 > cycles, "hardly anything was going on: {total:?}");
        assert!(total.1 > 0, "no kill hit an act in the middle");
    }
}

/// A house with people in it; sessions are rows, so they outlive the program.
fn prepare(database: &Database) -> Vec<String> {
    actix_web::rt::System::new().block_on(async {
        World::build(&Db::open(&database.location).unwrap().reacting(showroom::reactions::react)).await;
    });
    let program = Program::start(database);
    let login = Role::Supervisor.code();
    (0..PEOPLE).map(|_| program.browser().sign_in(login, crate::support::world::PASSWORD)).collect()
}

fn one_cycle(database: &Database, sessions: &[String], cycle: u64) -> (u64, u64) {
    let mut program = Program::start(database);
    let address = program.address;
    // Never at the same point of what is going on.
    let pause = Duration::from_millis((cycle * 53) % 400);
    let acknowledged = &AtomicU64::new(0);
    let presses: Vec<Press> = std::thread::scope(|scope| {
        let people: Vec<_> = sessions
            .iter()
            .map(|session| scope.spawn(move || press_on(&Browser::with_session(address, session), acknowledged)))
            .collect();
        // Once things are well under way.
        while acknowledged.load(Ordering::Relaxed) < 4 {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(pause);
        program.kill();
        people.into_iter().flat_map(|person| person.join().unwrap()).collect()
    });
    ledger::must_be_sound(&database.location);
    ledger::must_be_whole(&database.location);
    let (answered, unsure): (Vec<Press>, Vec<Press>) = presses.into_iter().partition(|press| press.led_to.is_some());
    for press in &answered {
        assert_eq!(people_with(database, &press.phone), 1, "{} was acknowledged and is gone", press.phone);
    }
    send_again(database, sessions, &answered, &unsure);
    (answered.len() as u64, unsure.len() as u64)
}

/// Presses until the program is gone, or says that it is enough.
fn press_on(browser: &Browser, acknowledged: &AtomicU64) -> Vec<Press> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let mut presses = Vec::new();
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let phone = format!("138{:08}", 20_000_000 + number);
        let key = Key::fresh(present());
        let (path, body) = if number.is_multiple_of(2) || !has_reception() {
            ("/calls", vec![("_key", key.as_str()), ("phone", &phone), ("name", "王小明"), ("next", "nothing")])
        } else {
            let fields = [
                ("been_before", "no"),
                ("phoned_before", "no"),
                ("kind", "buyer"),
                ("party_size", "2"),
                ("channel", ""),
            ];
            let mut body = vec![("_key", key.as_str()), ("phone", phone.as_str())];
            body.extend(fields);
            ("/visits", body)
        };
        let body = encode(&body);
        let answer = browser.try_post(path, &body, &FORM);
        let (led_to, over) = match answer {
            Ok(page) if page.status == 303 => {
                acknowledged.fetch_add(1, Ordering::Relaxed);
                (Some(page.location()), false)
            }
            Ok(page) if page.status == 429 || page.status == 503 => return presses,
            Ok(page) => panic!("{path} {body}: {} {}", page.status, page.body),
            Err(_) => (None, true),
        };
        presses.push(Press { path, phone, body, led_to });
        if over {
            return presses;
        }
    }
}

/// Every form without an answer, and some with one, once more with the same key: each has one effect in the end.
fn send_again(database: &Database, sessions: &[String], answered: &[Press], unsure: &[Press]) {
    let program = Program::start(database);
    for (number, press) in unsure.iter().chain(answered.iter().rev().take(3)).enumerate() {
        // Keys belong to a person, not to a session: all of them are the same person.
        let browser = Browser::with_session(program.address, &sessions[number % sessions.len()]);
        let page = browser.post_body(press.path, &press.body);
        assert_eq!(page.status, 303, "{}", page.body);
        if let Some(led_to) = &press.led_to {
            assert_eq!(page.location(), *led_to, "a repeat after the restart gets the first outcome");
        }
        assert_eq!(people_with(database, &press.phone), 1, "{}", press.phone);
    }
}

fn people_with(database: &Database, phone: &str) -> i64 {
    ledger::count(
        &database.location,
        &format!(
            "SELECT COUNT(*) AS count FROM customer_phones p JOIN customers c ON c.id = p.customer_id WHERE p.e164 = '+86{phone}'"
        ),
    )
}

fn has_reception() -> bool {
    use crate::support::crawl::patterns;
    patterns(showroom::platform::http::Method::Post).contains(&"/visits")
}
