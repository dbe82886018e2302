//! One press, one effect, at every route that takes a form: the same form twice, another body under the same key, and no key at all.

use std::collections::BTreeSet;

use diesel::prelude::*;
use showroom::base::role::Role;
use showroom::platform::db::Db;
use showroom::platform::db::schema::visit_cards;
use showroom::platform::http::keys::Key;
use showroom::platform::http::{Keyed, Method, present};
use showroom::server;

use crate::support::crawl::{self, Demo, Found, Met};
use crate::support::database::each_engine;
use crate::support::inside::{Caller, Inside};
use crate::support::ledger;
use crate::support::world::PASSWORD;

/// Forms that cannot take effect in this test, each with the reason. Nothing else may be left over.
const NEVER_SENT: [(&str, &str); 2] = [
    ("/imports", "it comes with a file; `lists::steps` sends it twice"),
    ("/set-up", "only an empty house shows it; `setting_up_repeats_safely` sends it"),
];
/// How often everybody walks the house: some forms show only after others took effect, a stop after its route, an undo after a record.
const ROUNDS: usize = 4;

#[test]
fn every_form_repeats_safely() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let patterns = keyed_patterns();
        let mut everybody: Vec<Person> = callers(&inside, &demo).await.into_iter().map(Person::new).collect();
        prepare(&everybody).await;
        // Few hold a visit card; their pages come first, or the eight that are opened are others.
        let cards = cards(&db).await;
        everybody.iter_mut().for_each(|person| person.next.extend(cards.iter().cloned()));
        let birthdays = birthday_pages(&db).await;
        for person in &mut everybody {
            person.next.extend(birthdays.iter().cloned());
        }
        let mut round = Round { db: &db, password: &demo.password, turn: 0, done: BTreeSet::new(), wrong: Vec::new() };
        for _ in 0..ROUNDS {
            for person in &mut everybody {
                person.walk().await;
            }
            for pattern in &patterns {
                if !round.done.contains(pattern) {
                    round.press_somewhere(pattern, &mut everybody).await;
                }
            }
        }
        let reasoned = |pattern: &str| NEVER_SENT.iter().any(|(known, _)| *known == pattern);
        let left: Vec<&&str> =
            patterns.iter().filter(|pattern| !round.done.contains(*pattern) && !reasoned(pattern)).collect();
        let idle: Vec<&str> =
            NEVER_SENT.iter().map(|(known, _)| *known).filter(|known| round.done.contains(known)).collect();
        assert!(round.wrong.is_empty(), "{}", round.wrong.join("\n"));
        assert!(left.is_empty(), "never took effect, so nobody knows what a repeat of it does: {left:#?}");
        assert!(idle.is_empty(), "took effect after all: {idle:#?}");
    });
}

#[test]
fn setting_up_repeats_safely() {
    each_engine(async |db| {
        let inside = Inside::open(&db).await;
        let caller = inside.stranger();
        let met = crawl::walk_from(&caller, &["/set-up".to_owned()]).await;
        let found = met.forms["/set-up"].first().unwrap();
        match press(&db, &caller, found, "", 1).await {
            Pressed::Once(_) => {}
            Pressed::Refused => panic!("the house could not be set up"),
            Pressed::Wrong(what) => panic!("{what}"),
        }
    });
}

/// Somebody who walks the house, and the addresses from which the next walk begins.
struct Person<'a> {
    caller: Caller<'a>,
    met: Met,
    next: Vec<String>,
}

impl<'a> Person<'a> {
    fn new(caller: Caller<'a>) -> Self {
        Self { caller, met: Met::default(), next: Vec::new() }
    }

    async fn walk(&mut self) {
        // A unit that somebody has shows the queue for it only to whoever comes from a party.
        let visits = self.met.forms.get("/visits/{visit}/stage").into_iter().flatten();
        let taken = visits.filter_map(|found| {
            let visit = found.action.split('/').nth(2)?;
            Some(format!("/units?visit={visit}&state=deposited"))
        });
        let first: Vec<String> = self.next.drain(..).chain(taken).collect();
        self.met = crawl::walk_from(&self.caller, &first).await;
    }
}

/// One person of each role, and a second consultant.
async fn callers<'a>(inside: &'a Inside, demo: &Demo) -> Vec<Caller<'a>> {
    let of = |role: Role| demo.people.iter().filter(move |(of, _)| *of == role).map(|(_, login)| login);
    let logins = Role::ALL.into_iter().flat_map(|role| of(role).take(if role == Role::Consultant { 2 } else { 1 }));
    let mut callers = Vec::new();
    for login in logins {
        callers.push(inside.signed_in(login, &demo.password).await);
    }
    callers
}

/// What a busy day does not show by itself: a party that nobody has greeted yet, and a consultant who has not clocked in.
async fn prepare(everybody: &[Person<'_>]) {
    let once = async |path: &str, fields: &[(&str, &str)]| {
        for person in everybody {
            let key = Key::fresh(present());
            let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("_key", key.as_str())]).collect();
            if person.caller.post(path, &fields).await.status == 303 {
                return;
            }
        }
        panic!("nobody could prepare the day with {path}");
    };
    once("/visits", &[("kind", "buyer"), ("been_before", "no"), ("phoned_before", "no")]).await;
    let new = [("name", "Kim"), ("login", "kim"), ("role", "consultant"), ("lang", "en"), ("password", PASSWORD)];
    once("/staff", &new).await;
}

/// Only a buyer who agreed has a birthday to note, and a walk that opens a few customers may not meet one.
async fn birthday_pages(db: &Db) -> Vec<String> {
    use diesel::prelude::*;
    use showroom::platform::db::schema::birthdays;
    let ids: Vec<i64> = db.read(|conn| Ok(birthdays::table.select(birthdays::customer_id).load(conn)?)).await.unwrap();
    ids.into_iter().map(|id| format!("/customers/{id}/birthday")).collect()
}

struct Round<'a> {
    db: &'a Db,
    password: &'a str,
    turn: usize,
    done: BTreeSet<&'static str>,
    wrong: Vec<String>,
}

impl Round<'_> {
    /// Tries every form of a pattern that somebody met, until one takes effect.
    async fn press_somewhere(&mut self, pattern: &'static str, everybody: &mut [Person<'_>]) {
        for person in everybody {
            let Some(found) = person.met.forms.get(pattern) else { continue };
            // With what must be there and nothing else, then with everything.
            for (found, fully) in found.iter().flat_map(|found| [(found, 0), (found, 1)]) {
                // Some of what stood on the pages is out of date by now, because earlier forms changed the house.
                let Some(found) = found.as_it_is_now(&person.caller).await else { continue };
                self.turn += 2;
                match press(self.db, &person.caller, &found, self.password, self.turn + fully).await {
                    Pressed::Refused => {}
                    Pressed::Once(went_to) => {
                        self.done.insert(pattern);
                        person.next.push(went_to);
                        return;
                    }
                    Pressed::Wrong(what) => {
                        self.wrong.push(what);
                        return;
                    }
                }
            }
        }
    }
}

enum Pressed {
    /// A rule said no, twice alike and without a trace.
    Refused,
    /// It took effect, and only once; where the browser was sent.
    Once(String),
    Wrong(String),
}

async fn press(db: &Db, caller: &Caller<'_>, found: &Found, password: &str, turn: usize) -> Pressed {
    let traces = || (ledger::rows(db.location(), "journal"), ledger::rows(db.location(), "form_keys"));
    let key = Key::fresh(present());
    let mut body = found.filled_in(turn);
    body.retain(|(name, _)| name != "_key");
    for (name, value) in &mut body {
        if name == "current" {
            password.clone_into(value);
        }
        if name == "tail" {
            *value = own_tail(caller, &found.action).await;
        }
    }
    let send = async |body: &[(String, String)], key: Option<&Key>| {
        let mut pairs: Vec<(&str, &str)> = body.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        pairs.extend(key.map(|key| ("_key", key.as_str())));
        caller.post(&found.action, &pairs).await
    };
    let before = traces();
    let keyless = send(&body, None).await;
    if keyless.status != 422 && keyless.status != 404 && keyless.status != 403 && keyless.status != 401 {
        return Pressed::Wrong(format!("POST {} without a key: {}", found.action, keyless.status));
    }
    if traces() != before {
        return Pressed::Wrong(format!("POST {} without a key left a trace", found.action));
    }
    let first = send(&body, Some(&key)).await;
    let after = traces();
    let again = send(&body, Some(&key)).await;
    if first.status != 303 {
        let alike = first.status == again.status && traces() == before && first.status < 500;
        if std::env::var_os("TELL").is_some() {
            eprintln!("{}: {} {:?}\n   {}", found.action, first.status, body, complaints(&first.body));
        }
        return if alike {
            Pressed::Refused
        } else {
            Pressed::Wrong(format!(
                "POST {}: {} and then {}, or it left a trace",
                found.action, first.status, again.status
            ))
        };
    }
    if (again.status, again.location()) != (303, first.location()) || traces() != after {
        return Pressed::Wrong(format!(
            "POST {} again: {} {} after {}; traces {after:?} and then {:?}",
            found.action,
            again.status,
            again.location(),
            first.location(),
            traces()
        ));
    }
    body.push(("something_else".into(), "x".into()));
    let other = send(&body, Some(&key)).await;
    // Some things are gone once done; then there is no page to show the form on.
    if !matches!(other.status, 409 | 404) || traces() != after {
        return Pressed::Wrong(format!("POST {} with another body under the same key: {}", found.action, other.status));
    }
    Pressed::Once(first.location())
}

/// What a refused form says beside its fields.
fn complaints(page: &str) -> String {
    let marks = page.split("class=\"error").skip(1).chain(page.split("role=\"alert\"").skip(1));
    marks.map(|rest| rest.chars().take(160).collect::<String>()).collect::<Vec<_>>().join(" | ")
}

/// The patterns of all forms with keys; what changes who may sign in comes last.
fn keyed_patterns() -> Vec<&'static str> {
    let routes = server::routes();
    let rows = routes.table().into_iter().filter(|row| row.method == Method::Post && row.keyed == Keyed::Yes);
    let mut patterns: Vec<&str> = rows.map(|row| row.pattern).collect();
    let ends = |pattern: &str| {
        ["closure", "withdrawal", "cancellation", "loss", "tour-end"].iter().any(|end| pattern.ends_with(end))
    };
    let order = |pattern: &&str| {
        (pattern.ends_with("/erasure"), pattern.starts_with("/staff"), pattern.starts_with("/me"), ends(pattern))
    };
    patterns.sort_by_key(|pattern| (order(pattern), *pattern));
    patterns
}

/// Where the visit cards are that the demo gave out.
async fn cards(db: &Db) -> Vec<String> {
    let holders: Vec<i64> = db
        .read(|conn| {
            let valid = visit_cards::table.filter(visit_cards::ended_at.is_null());
            Ok(valid.select(visit_cards::customer_id).load(conn)?)
        })
        .await
        .unwrap();
    assert!(!holders.is_empty(), "the demo gives out no card");
    holders.into_iter().map(|id| format!("/customers/{id}/visit-card")).collect()
}

/// The last four digits of the number that the holder of a card reads on their own page.
async fn own_tail(caller: &Caller<'_>, action: &str) -> String {
    let page = caller.get(action.trim_end_matches("/erasure")).await.body;
    let cells = page.split("<dd>").skip(1).filter_map(|cell| cell.split("</dd>").next());
    let number = cells.map(|cell| cell.replace(' ', "")).find(|cell| cell.len() == 11 && cell.starts_with('1'));
    number.map_or_else(String::new, |number| number[7..].to_owned())
}
