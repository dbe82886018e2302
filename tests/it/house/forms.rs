//! Every form, sent in ways that no page of ours sends it: nothing breaks, and what is wrong is said.

use std::collections::BTreeSet;

use showroom::base::role::{Need, Role};
use showroom::platform::db::Db;
use showroom::platform::http::{Method, keys::Key, present};
use showroom::server;

use super::walk::filled;
use crate::support::database::Database;
use crate::support::web::{Browser, Server};
use crate::support::world::World;

/// These end the session that tries, or are for a house that is still empty.
const APART: [&str; 4] = ["/sign-out", "/sign-out/everywhere", "/set-up", "/set-up/demo"];

/// What people and programs send when they should not.
const ODD: [&str; 26] = [
    "",
    "0",
    "1",
    "-1",
    "9223372036854775807",
    "99999999999999999999",
    "1e9",
    "NaN",
    "128万",
    "'",
    "\"><script>",
    "%",
    "\u{0}",
    "\u{202e}",
    "\u{fffd}",
    "王小明",
    "１３８００１３８０００",
    "13800138000",
    "2026-11-21",
    "0000-00-00",
    "9999-99-99",
    "24:61",
    "on",
    "\r\n\r\n",
    "../../etc/passwd",
    "A",
];

#[test]
fn no_form_breaks_anything() {
    let each = turns();
    let database = Database::sqlite();
    actix_web::rt::System::new().block_on(async {
        let db = Db::open(&database.location).unwrap();
        World::build(&db).await;
        let server = Server::start(&db);
        let names = field_names();
        assert!(names.len() > 5, "{names:?}");
        let forms = forms();
        // Signed in beforehand: guessing at the sign-in page locks this address out, as it must.
        let browsers = Role::ALL.map(|role| (role, server.signed_in(role.code())));
        // Two at a time, as the machine has hands.
        std::thread::scope(|scope| {
            for half in forms.chunks(forms.len().div_ceil(2)) {
                let (browsers, names) = (&browsers, &names);
                scope.spawn(move || {
                    for (path, able) in half {
                        let browser =
                            browsers.iter().find(|(role, _)| role == able).map(|(_, browser)| browser).unwrap();
                        torment(browser, path, names, each);
                    }
                });
            }
        });
    });
}

/// How often each form is tried. `TEST_FORMS=10000` is the whole proof; it takes a good while.
fn turns() -> u64 {
    let asked = std::env::var("TEST_FORMS").ok().and_then(|turns| turns.parse().ok());
    asked.unwrap_or(if std::env::var("TEST_LONG").is_ok_and(|long| long == "1") { 500 } else { 60 })
}

fn torment(browser: &Browser, path: &str, names: &[String], each: u64) {
    let mut dice = Dice(path.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31) + u64::from(byte)));
    for turn in 0..each {
        let body = body(&mut dice, names);
        let page = browser.post_body(path, &body);
        assert!(page.status < 500, "POST {path}, turn {turn}, got {} for {body:?}:\n{}", page.status, page.body);
    }
}

fn forms() -> Vec<(String, Role)> {
    let routes = server::routes();
    let posts = routes.table().into_iter().filter(|row| row.method == Method::Post && !APART.contains(&row.pattern));
    posts.map(|row| (filled(row.pattern), able(row.need))).collect()
}

fn able(need: Need) -> Role {
    Role::ALL.into_iter().find(|role| role.may(need)).unwrap()
}

/// A body: mostly our own fields with odd values and a good key, sometimes bytes without any sense.
fn body(dice: &mut Dice, names: &[String]) -> String {
    if dice.below(8) == 0 {
        let bytes = (0..dice.below(60)).map(|_| char::from(b"%&=+;0aF[]"[dice.below(10) as usize]));
        return bytes.collect();
    }
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    if dice.below(10) > 0 {
        form.append_pair("_key", Key::fresh(present()).as_str());
    }
    for name in names {
        if dice.below(3) > 0 {
            form.append_pair(name, ODD[dice.below(ODD.len() as u64) as usize]);
        }
        if dice.below(12) == 0 {
            form.append_pair(name, &"长".repeat(dice.below(300) as usize));
        }
    }
    form.finish()
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
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}
