//! Every form, sent in ways that no page of ours sends it: no panic, nothing broken, and the database as sound as before.
//!
//! The forms are those of the demo showroom, found by walking its pages as each role; a route to which no page leads is sent the names of all
//! fields that the house reads. `FUZZ_BODIES` says how many bodies each form gets: 10,000 with `./test --fuzz`, 500 where `TEST_LONG` is 1, as `./test` sets it.
//! `FUZZ_ONLY` names routes, or beginnings of them, with commas between: for those that were changed.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use showroom::base::role::{Need, Role};
use showroom::platform::db::{Db, Location};
use showroom::platform::http::{Method, keys::Key, present};
use showroom::server;

use crate::support::crawl::{self, Demo, Found, Met};
use crate::support::database::each_engine;
use crate::support::inside::{Caller, Inside};
use crate::support::ledger;

/// What people and programs send when they should not, as bytes.
const ODD: [&[u8]; 62] = [
    b"",
    b" ",
    b"0",
    b"1",
    b"-1",
    b"-0",
    b"2",
    b"007",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"9223372036854775808",
    b"99999999999999999999999999999999999999",
    b"1e9",
    b"1e999",
    b"0x10",
    b"NaN",
    b"inf",
    b"1.5",
    b"1,000,000",
    b"0.001",
    b".",
    "128万".as_bytes(),
    "１２３".as_bytes(),
    "٣".as_bytes(),
    b"'",
    b"' OR 1=1 --",
    b"'; DROP TABLE customers; --",
    b"\"><script>alert(1)</script>",
    b"{{7*7}}",
    b"${jndi:ldap://x}",
    b"%",
    b"%%%s%n",
    b"\\",
    b"\0",
    b"a\0b",
    b"\x1b[31m",
    b"\x7f",
    b"\r\n\r\n",
    b"\xff\xfe",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
    "\u{202e}txt".as_bytes(),
    "\u{feff}".as_bytes(),
    "مرحبا".as_bytes(),
    "王小明".as_bytes(),
    "Z\u{0351}\u{036b}\u{0343}".as_bytes(),
    b"13800138000",
    b"+8613800138000",
    b"+1 212 555 0100",
    b"2026-11-21",
    b"0000-00-00",
    b"9999-12-31",
    b"2026-02-30",
    b"1900-01-01",
    b"24:61",
    b"00:00",
    b"on",
    b"yes",
    b"../../etc/passwd",
    b"null",
    b"[[[[[[[[]]]]]]]]",
];

#[test]
fn no_form_breaks_anything() {
    each_engine(async |db| {
        let each = bodies(db.location());
        let demo = Demo::load(&db).await;
        let forms = forms(&db, &demo).await;
        let (next, said, started) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Instant::now());
        // Two at a time, as the machine has hands.
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    actix_web::rt::System::new().block_on(async {
                        let inside = Inside::open(&db).await;
                        while let Some(form) = forms.get(next.fetch_add(1, Ordering::Relaxed)) {
                            torment(&inside, form, each, &said).await;
                        }
                    });
                });
            }
        });
        let said = said.into_inner().unwrap();
        eprintln!("{} forms, {each} bodies each, in {:.0?}", forms.len(), started.elapsed());
        assert!(said.is_empty(), "{}", said.join("\n"));
        ledger::must_be_sound(db.location());
        ledger::must_be_whole(db.location());
    });
}

fn bodies(location: &Location) -> usize {
    let long = std::env::var("TEST_LONG").is_ok_and(|long| long == "1");
    let asked = std::env::var("FUZZ_BODIES").ok().and_then(|text| text.parse().ok());
    let each = asked.unwrap_or(if long { 500 } else { 40 });
    // What a form does with its bytes is the same on both engines; what the engine does with the values shows sooner.
    match location {
        Location::Sqlite(_) => each,
        Location::Postgres(_) => (each / 10).max(20).min(each),
    }
}

/// One form and who sends it.
struct Target {
    pattern: &'static str,
    session: String,
    /// Where it stood on a page.
    found: Vec<Found>,
    /// Where it goes, found or made up.
    address: String,
    names: Vec<String>,
}

async fn forms(db: &Db, demo: &Demo) -> Vec<Target> {
    let inside = Inside::open(db).await;
    let mut people: Vec<(Role, String, Met)> = Vec::new();
    for (role, login) in &demo.people {
        let caller = inside.signed_in(login, &demo.password).await;
        people.push((*role, caller.cookie(), crawl::walk(&caller).await));
    }
    let only = std::env::var("FUZZ_ONLY").unwrap_or_default();
    let asked = |pattern: &str| only.split(',').any(|start| pattern.starts_with(start));
    let read = field_names();
    assert!(read.len() > 20, "{read:?}");
    let mut targets: Vec<Target> = Vec::new();
    for (pattern, need) in posts().into_iter().filter(|(pattern, _)| asked(pattern)) {
        let finder = people.iter().max_by_key(|(_, _, met)| met.forms.get(pattern).map_or(0, Vec::len));
        let finder = finder.filter(|(_, _, met)| met.forms.contains_key(pattern));
        let (_, session, met) = finder.or_else(|| people.iter().find(|(role, _, _)| role.may(need))).unwrap();
        let all: Vec<&Met> = people.iter().map(|(_, _, met)| met).collect();
        let found = met.forms.get(pattern).cloned().unwrap_or_default();
        let mut names: Vec<String> = found.iter().flat_map(|found| found.form.names()).collect();
        if names.len() <= 1 {
            names.clone_from(&read);
        }
        names.sort();
        names.dedup();
        // A session of one's own for what ends sessions.
        let session = if pattern.starts_with("/sign-") { String::new() } else { session.clone() };
        targets.push(Target { pattern, session, address: met.address(pattern, &all), found, names });
    }
    targets.sort_by_key(|target| (target.pattern.starts_with("/staff/{user}"), target.pattern.starts_with("/me")));
    targets
}

fn posts() -> Vec<(&'static str, Need)> {
    let routes = server::routes();
    routes.table().into_iter().filter(|row| row.method == Method::Post).map(|row| (row.pattern, row.need)).collect()
}

async fn torment(inside: &Inside, form: &Target, each: usize, said: &Mutex<Vec<String>>) {
    let caller: Caller = inside.with_cookie(&form.session);
    let mut dice = Dice(form.pattern.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31) + u64::from(byte)));
    let mut key = Key::fresh(present());
    let (started, mut answers) = (Instant::now(), std::collections::BTreeMap::<u16, usize>::new());
    for turn in 0..each {
        let found = form.found.get(dice.below(form.found.len()));
        let address = found.map_or(form.address.as_str(), |found| found.action.as_str());
        if dice.below(20) > 0 {
            key = Key::fresh(present());
        }
        let body = body(&mut dice, found, &form.names, key.as_str(), turn);
        let page = caller.post_body(address, body.clone()).await;
        *answers.entry(page.status).or_default() += 1;
        if page.status >= 500 {
            let body = String::from_utf8_lossy(&body).into_owned();
            let mut said = said.lock().unwrap();
            said.push(format!("POST {address}, turn {turn}, got {} for {body}", page.status));
            if said.len() > 20 {
                return;
            }
        }
    }
    if std::env::var_os("TELL").is_some() {
        eprintln!("{:>7.1?} {} {answers:?}", started.elapsed(), form.pattern);
    }
}

/// A body: what a person would send with some of it spoilt, our own names with odd values, or bytes without any sense.
fn body(dice: &mut Dice, found: Option<&Found>, names: &[String], key: &str, turn: usize) -> Vec<u8> {
    let mut fields: Vec<(Vec<u8>, Vec<u8>)> = match (dice.below(10), found) {
        (0, _) => return (0..dice.below(80)).map(|_| b"%&=+;0aF[]\xff\x00"[dice.below(12)]).collect(),
        (1..=6, Some(found)) => {
            let sent = found.filled_in(1_000 + turn).into_iter().filter(|(name, _)| name != "_key");
            let mut sent: Vec<_> = sent.map(|(name, value)| (name.into_bytes(), value.into_bytes())).collect();
            for _ in 0..=dice.below(2) {
                spoil(dice, &mut sent);
            }
            sent
        }
        _ => {
            let named = names.iter().filter(|name| *name != "_key").cloned().collect::<Vec<_>>();
            let mut sent = Vec::new();
            for name in named {
                if dice.below(3) > 0 {
                    let value = odd(dice);
                    sent.push((name.into_bytes(), value));
                }
            }
            sent
        }
    };
    match dice.below(30) {
        0 => {}
        1 => fields.push((b"_key".to_vec(), odd(dice))),
        _ => fields.push((b"_key".to_vec(), key.as_bytes().to_vec())),
    }
    let mut body = Vec::new();
    for (name, value) in fields {
        if !body.is_empty() {
            body.push(b'&');
        }
        escape(&mut body, &name);
        body.push(b'=');
        escape(&mut body, &value);
    }
    body
}

/// Changes one thing about a body.
fn spoil(dice: &mut Dice, fields: &mut Vec<(Vec<u8>, Vec<u8>)>) {
    if fields.is_empty() {
        return;
    }
    let at = dice.below(fields.len());
    match dice.below(9) {
        0 => drop(fields.remove(at)),
        1 => {
            let twin = (fields[at].0.clone(), odd(dice));
            fields.push(twin);
        }
        2 => fields[at]
            .0
            .extend_from_slice([&b"[]"[..], b"[0][x]", b".x", b"_", b"_99999999999999999999", b"\xff"][dice.below(6)]),
        3 => fields[at].1 = b"x".repeat(dice.below(30_000)),
        4 => fields[at].1 = "长".repeat(dice.below(900)).into_bytes(),
        5 => fields
            .extend((0..dice.below(500)).map(|n| (format!("x{n}").into_bytes(), b"1".to_vec())).collect::<Vec<_>>()),
        6 => {
            let value = &mut fields[at].1;
            let place = dice.below(value.len() + 1);
            value.insert(place, u8::try_from(dice.below(256)).unwrap());
        }
        _ => fields[at].1 = odd(dice),
    }
}

fn odd(dice: &mut Dice) -> Vec<u8> {
    match dice.below(12) {
        0 => dice.below(usize::MAX).to_string().into_bytes(),
        1 => (0..dice.below(24)).map(|_| u8::try_from(dice.below(256)).unwrap()).collect(),
        _ => ODD[dice.below(ODD.len())].to_vec(),
    }
}

fn escape(body: &mut Vec<u8>, bytes: &[u8]) {
    body.extend(url::form_urlencoded::byte_serialize(bytes).flat_map(str::bytes));
}

/// The names of all fields that the house reads, from its own source: `f.text("name")` and its like.
fn field_names() -> Vec<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                for start in ["f.", "fields."] {
                    names.extend(text.split(start).skip(1).filter_map(read_field));
                }
            }
        }
    }
    names.into_iter().collect()
}

/// `text("name")…` → name.
fn read_field(text: &str) -> Option<String> {
    let (method, rest) = text.split_once("(\"")?;
    let (name, _) = rest.split_once('"')?;
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (plain(method) && plain(name)).then(|| name.to_owned())
}

/// Chance that is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}
