//! One press, one effect, through HTTP and on both engines.

use showroom::base::error::Refused;
use showroom::base::ids::RowId;
use showroom::base::role::Need;
use showroom::platform::http::{Answer, Ask, Fields, Reply, Routes};
use showroom::platform::journal::{self, Entry};
use showroom::server;
use showroom_templates::{Typed, html};

use crate::support::database::each_engine;
use crate::support::web::{Page, Server, settings};
use crate::support::world::World;

/// A page with one form. Each effect leads to a place of its own, so that a repeat can be told from a second effect.
fn routes() -> Routes {
    let mut r = server::routes();
    r.get("/test/form", Need::SignedIn, show);
    r.post("/test/form", Need::SignedIn, press);
    r.post("/test/other", Need::SignedIn, press);
    r
}

async fn show(ask: Ask) -> Answer {
    draw(&ask, ask.fresh()).await
}

async fn draw(_ask: &Ask, typed: Typed) -> Answer {
    let banner = typed.banner.as_ref().map(|banner| banner.text.clone());
    Ok(Reply::page(html! {
        input name="_key" value=(typed.key);
        p { "note=" (typed.value("note").unwrap_or_default()) ";" }
        p { "error=" (typed.error("note").unwrap_or_default()) ";" }
        p { "banner=" (banner.unwrap_or_default()) ";" }
    }))
}

async fn press(ask: Ask) -> Answer {
    ask.submit(
        |f: &mut Fields<'_>| f.text("note"),
        |tx, note: &String| {
            journal::record(tx, Entry::new("test.pressed"))?;
            if note == "no" {
                return Err(Refused::taken("changed").into());
            }
            Ok(format!("/test/{}", RowId::new(tx.now)))
        },
        draw,
    )
    .await
}

fn effects(server: &Server) -> usize {
    let journal = server.signed_in("supervisor").get("/test/count");
    journal.body.parse().unwrap()
}

fn counted() -> Routes {
    let mut r = routes();
    r.get("/test/count", Need::SignedIn, count);
    r
}

async fn count(ask: Ask) -> Answer {
    use diesel::prelude::*;
    use showroom::platform::db::schema::journal;
    let count = ask
        .read(|conn| Ok(journal::table.filter(journal::kind.eq("test.pressed")).count().get_result::<i64>(conn)?))
        .await?;
    Ok(Reply::text(count.to_string()))
}

fn shown(page: &Page, what: &str) -> String {
    page.body.split_once(&format!("{what}=")).unwrap().1.split_once(';').unwrap().0.to_owned()
}

#[test]
fn a_repeat_gets_the_first_outcome_and_another_body_is_refused() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::with(&db, settings(), counted);
        let browser = server.signed_in("consultant");
        let key = browser.get("/test/form").key();

        let first = browser.post("/test/form", &[("_key", &key), ("note", "one")]);
        let again = browser.post("/test/form", &[("_key", &key), ("note", "one")]);
        assert_eq!((first.status, again.status), (303, 303));
        assert_eq!(first.location(), again.location());
        assert_eq!(effects(&server), 1);

        let other = browser.post("/test/form", &[("_key", &key), ("note", "two")]);
        assert_eq!(other.status, 409);
        assert_eq!(shown(&other, "note"), "two");
        assert!(shown(&other, "banner").contains("already sent"), "{}", other.body);
        assert_ne!(other.key(), key);
        assert_eq!(effects(&server), 1);
        let pressed = browser.post("/test/form", &[("_key", &other.key()), ("note", "two")]);
        assert_eq!(pressed.status, 303);
        assert_ne!(pressed.location(), first.location());

        // The key is bound to its address and its person.
        assert_eq!(browser.post("/test/other", &[("_key", &key), ("note", "one")]).status, 409);
        let somebody = server.signed_in("cashier");
        assert_eq!(somebody.post("/test/form", &[("_key", &key), ("note", "one")]).status, 409);
        assert_eq!(effects(&server), 2);
    });
}

#[test]
fn a_form_that_was_refused_keeps_its_key_and_all_that_was_typed() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::with(&db, settings(), counted);
        let browser = server.signed_in("consultant");
        let key = browser.get("/test/form").key();

        let empty = browser.post("/test/form", &[("_key", &key), ("note", "  ")]);
        assert_eq!((empty.status, empty.key()), (422, key.clone()));
        assert!(!shown(&empty, "error").is_empty());
        // A rule that refuses after writing leaves nothing behind, not even the key.
        let refused = browser.post("/test/form", &[("_key", &key), ("note", "no")]);
        assert_eq!((refused.status, refused.key(), shown(&refused, "note")), (409, key.clone(), "no".into()));
        assert_eq!(effects(&server), 0);
        assert_eq!(browser.post("/test/form", &[("_key", &key), ("note", "yes")]).status, 303);
        assert_eq!(effects(&server), 1);
    });
}

#[test]
fn nothing_happens_without_a_key() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::with(&db, settings(), counted);
        let browser = server.signed_in("consultant");
        for key in ["", "1", "00000000000000000000000000000000000000000a", "\u{0}", &"f".repeat(42)] {
            let page = browser.post("/test/form", &[("_key", key), ("note", "one")]);
            assert_eq!((page.status, shown(&page, "note").as_str()), (422, "one"), "{key}");
            assert_ne!(page.key(), key);
        }
        assert_eq!(browser.post("/test/form", &[("note", "one")]).status, 422);
        assert_eq!(effects(&server), 0);
    });
}

#[test]
fn of_many_presses_at_the_same_moment_one_takes_effect() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::with(&db, settings(), counted);
        let browser = server.signed_in("consultant");
        for _ in 0..5 {
            let before = effects(&server);
            let key = browser.get("/test/form").key();
            let places: Vec<String> = std::thread::scope(|scope| {
                let presses: Vec<_> = (0..12)
                    .map(|_| {
                        let (browser, key) = (browser.clone(), key.clone());
                        scope.spawn(move || {
                            let page = browser.post("/test/form", &[("_key", &key), ("note", "one")]);
                            assert_eq!(page.status, 303, "{}", page.body);
                            page.location()
                        })
                    })
                    .collect();
                presses.into_iter().map(|press| press.join().unwrap()).collect()
            });
            assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
            assert_eq!(effects(&server), before + 1);
        }
    });
}
