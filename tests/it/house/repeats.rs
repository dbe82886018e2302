//! One press, one effect, at every route that takes a form: the same form twice, another body under the same key, and no key at all.

use std::collections::BTreeSet;

use showroom::base::role::Role;
use showroom::platform::http::keys::Key;
use showroom::platform::http::{Keyed, Method, present};
use showroom::server;

use crate::support::crawl::{self, Demo, Found, Met};
use crate::support::database::each_engine;
use crate::support::inside::{Caller, Inside};
use crate::support::ledger;

/// Of these, no page of the demo has a form that can be sent as it stands. They are tried with what there is; the journeys send them in earnest.
const SELDOM: [&str; 0] = [];

#[test]
fn every_form_repeats_safely() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let mut wrong = Vec::new();
        let mut done = BTreeSet::new();
        let patterns = keyed_patterns();
        let callers = callers(&inside, &demo).await;
        let mut turn = 0;
        // More than once, because some forms only show after others took effect: a stop after its route, an undo after a record.
        for _ in 0..3 {
            let mut people: Vec<(&Caller, Met)> = Vec::new();
            for caller in &callers {
                people.push((caller, crawl::walk(caller).await));
            }
            for pattern in patterns.iter().filter(|pattern| !done.contains(*pattern)).copied().collect::<Vec<_>>() {
                let found = people.iter().flat_map(|(caller, met)| {
                    met.forms.get(pattern).into_iter().flatten().map(move |found| (caller, found))
                });
                // With what must be there and nothing else, then with everything.
                for (caller, found, fully) in found.take(16).flat_map(|(c, f)| [(c, f, 0), (c, f, 1)]) {
                    // Some of what stood on the pages is out of date by now, because earlier forms changed the house.
                    let Some(found) = found.as_it_is_now(caller).await else { continue };
                    turn += 2;
                    match press(&db, caller, &found, &demo, turn + fully).await {
                        Pressed::Refused => {}
                        Pressed::Once => {
                            done.insert(pattern);
                            break;
                        }
                        Pressed::Wrong(what) => {
                            wrong.push(what);
                            break;
                        }
                    }
                }
            }
        }
        let untried: Vec<&str> = patterns.iter().filter(|p| !done.contains(*p)).copied().collect();
        eprintln!("{} of {} forms took effect once; not: {untried:#?}", done.len(), patterns.len());
        let unknown: Vec<&&str> = untried.iter().filter(|pattern| !SELDOM.contains(*pattern)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(unknown.len() <= patterns.len() / 4, "hardly anything could be sent: {unknown:?}");
    });
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

enum Pressed {
    /// A rule said no, twice alike and without a trace.
    Refused,
    /// It took effect, and only once.
    Once,
    Wrong(String),
}

async fn press(
    db: &showroom::platform::db::Db,
    caller: &Caller<'_>,
    found: &Found,
    demo: &Demo,
    turn: usize,
) -> Pressed {
    let traces = || (ledger::rows(db.location(), "journal"), ledger::rows(db.location(), "form_keys"));
    let key = Key::fresh(present());
    let mut body = found.filled_in(turn);
    body.retain(|(name, _)| name != "_key");
    for (name, value) in &mut body {
        if name == "current" {
            value.clone_from(&demo.password);
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
    Pressed::Once
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
    let mut patterns: Vec<&str> =
        rows.map(|row| row.pattern).filter(|pattern| !pattern.starts_with("/set-up")).collect();
    let ends = |pattern: &str| {
        ["closure", "withdrawal", "cancellation", "loss", "tour-end"].iter().any(|end| pattern.ends_with(end))
    };
    patterns
        .sort_by_key(|pattern| (pattern.starts_with("/staff"), pattern.starts_with("/me"), ends(pattern), *pattern));
    patterns
}
