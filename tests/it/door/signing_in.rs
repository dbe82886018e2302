//! Signing in and out, the lock-out that grows, and what happens to sessions.

use std::sync::atomic::{AtomicI64, Ordering};

use showroom::base::clock::Moment;
use showroom::base::role::Role;
use showroom::platform::access;
use showroom::platform::http::{Settings, present};
use showroom::server;

use crate::support::database::each_engine;
use crate::support::web::{Server, settings};
use crate::support::world::{PASSWORD, World};

#[test]
fn reading_goes_through_the_sign_in_page_and_back() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::start(&db);
        let browser = server.browser();
        let away = browser.get("/me?x=1");
        assert_eq!((away.status, away.location().as_str()), (303, "/sign-in?back=%2Fme%3Fx%3D1"));
        let page = browser.get(&away.location());
        assert_eq!(page.status, 200);
        assert!(page.body.contains("name=\"back\" value=\"/me?x=1\""), "{}", page.body);

        let wrong = browser.post("/sign-in", &[("login", "Consultant"), ("password", "not that"), ("back", "/me?x=1")]);
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("value=\"Consultant\"") && !wrong.body.contains("not that"), "{}", wrong.body);
        let right = browser.post("/sign-in", &[("login", "Consultant"), ("password", PASSWORD), ("back", "/me?x=1")]);
        assert_eq!((right.status, right.location().as_str()), (303, "/me?x=1"));
        let cookie = right.header("set-cookie");
        for part in ["session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(browser.get("/me").status, 200);
        // Never to another house.
        let browser = server.browser();
        let lured =
            browser.post("/sign-in", &[("login", "consultant"), ("password", PASSWORD), ("back", "//evil.example")]);
        assert_eq!(lured.location(), "/");
    });
}

#[test]
fn signing_out_ends_the_session_here_or_everywhere() {
    each_engine(async |db| {
        let world = World::build(&db).await;
        let server = Server::start(&db);
        let (one, two, other) =
            (server.signed_in("consultant"), server.signed_in("consultant"), server.signed_in("cashier"));
        assert_eq!(one.post("/sign-out", &[]).location(), "/sign-in");
        assert_eq!((one.get("/me").status, two.get("/me").status), (303, 200));
        let three = server.signed_in("consultant");
        assert_eq!(three.post("/sign-out/everywhere", &[]).status, 303);
        assert_eq!((two.get("/me").status, three.get("/me").status, other.get("/me").status), (303, 303, 200));

        let cashier = world.person(Role::Cashier);
        world.db.write(world.actor(Role::Supervisor), present(), move |tx| access::suspend(tx, cashier)).await.unwrap();
        assert_eq!(other.get("/me").status, 303);
        let back = other.post("/sign-in", &[("login", "cashier"), ("password", PASSWORD)]);
        assert_eq!(back.status, 422);
    });
}

static SECONDS: AtomicI64 = AtomicI64::new(0);

/// The present moment, moved on by the test.
fn moved() -> Moment {
    present() + chrono::Duration::seconds(SECONDS.load(Ordering::SeqCst))
}

#[test]
fn wrong_passwords_wait_longer_and_longer_whether_the_login_exists_or_not() {
    each_engine(async |db| {
        World::build(&db).await;
        SECONDS.store(0, Ordering::SeqCst);
        let server = Server::with(&db, Settings { clock: moved, ..settings() }, server::routes);
        let browser = server.browser();
        for login in ["consultant", "nobody.at.all"] {
            let guess = |password: &str| browser.post("/sign-in", &[("login", login), ("password", password)]);
            for _ in 0..5 {
                assert_eq!(guess("wrong").status, 422, "{login}");
            }
            let locked = guess(PASSWORD);
            assert_eq!(locked.status, 429, "{login}");
            let wait: i64 = locked.header("retry-after").parse().unwrap();
            assert!((1..=30).contains(&wait), "{wait}");
            SECONDS.fetch_add(31, Ordering::SeqCst);
            assert_eq!(guess("wrong").status, 422, "{login}");
            let wait: i64 = guess("wrong").header("retry-after").parse().unwrap();
            assert!((31..=60).contains(&wait), "{wait}");
            SECONDS.fetch_add(61, Ordering::SeqCst);
        }
        let right = browser.post("/sign-in", &[("login", "consultant"), ("password", PASSWORD)]);
        assert_eq!(right.status, 303);
        // A right password wipes the wrong ones out.
        assert_eq!(server.browser().post("/sign-in", &[("login", "consultant"), ("password", "wrong")]).status, 422);
    });
}

#[test]
fn a_form_that_comes_after_the_session_is_told_to_wait_for_its_person() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::start(&db);
        let page = server.browser().post("/me/password", &[("current", "x")]);
        assert_eq!(page.status, 401);
        assert!(page.body.contains("action=\"/sign-in\""), "{}", page.body);
    });
}

#[test]
fn a_person_changes_their_password_and_other_devices_are_signed_out() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::start(&db);
        let (here, there) = (server.signed_in("consultant"), server.signed_in("consultant"));
        let page = here.get("/me");
        assert!(page.body.contains("this device"), "{}", page.body);
        let key = page.keys().into_iter().find(|key| !key.contains('-')).unwrap();
        let change = |current: &str, new: &str, again: &str| {
            here.post("/me/password", &[("_key", &key), ("current", current), ("password", new), ("again", again)])
        };
        for (current, new, again) in [
            ("not that one", "blue window 42", "blue window 42"),
            (PASSWORD, "blue window 42", "blue window 43"),
            (PASSWORD, "1234567890", "1234567890"),
            (PASSWORD, "short", "short"),
        ] {
            let page = change(current, new, again);
            assert_eq!(page.status, 422, "{current} {new} {again}");
            assert!(!page.body.contains(&format!("value=\"{new}\"")), "{}", page.body);
        }
        assert_eq!(change(PASSWORD, "blue window 42", "blue window 42").status, 303);
        assert_eq!((here.get("/me").status, there.get("/me").status), (200, 303));
        assert_eq!(there.post("/sign-in", &[("login", "consultant"), ("password", PASSWORD)]).status, 422);
        assert_eq!(there.post("/sign-in", &[("login", "consultant"), ("password", "blue window 42")]).status, 303);
    });
}

#[test]
fn language_and_scheme_follow_the_person() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::start(&db);
        let stranger = server.browser();
        assert!(stranger.get("/sign-in").body.contains("lang=\"en\""));
        let switched = stranger.post("/me/language", &[("lang", "zh-CN"), ("back", "/sign-in")]);
        assert_eq!((switched.status, switched.location().as_str()), (303, "/sign-in"));
        assert!(stranger.get("/sign-in").body.contains("<html lang=\"zh-CN\""));

        let person = server.signed_in("consultant");
        assert!(person.get("/me").body.contains("<html lang=\"en\""));
        person.post("/me/language", &[("lang", "zh-CN"), ("back", "/me")]);
        person.post("/me/scheme", &[("scheme", "dark"), ("back", "/me")]);
        let again = server.signed_in("consultant").get("/me");
        assert!(again.body.contains("<html lang=\"zh-CN\" data-scheme=\"dark\""), "{}", again.body);
        assert_eq!(person.post("/me/site", &[("site", "999")]).status, 404);
        assert_eq!(person.post("/me/scheme", &[("scheme", "pink")]).status, 422);
    });
}

#[test]
fn before_anybody_can_sign_in_everything_leads_to_the_set_up() {
    each_engine(async |db| {
        let server = Server::start(&db);
        let browser = server.browser();
        for path in ["/", "/sign-in", "/me", "/visits/1"] {
            let page = browser.get(path);
            let leads = page.status == 303 && page.location() == "/set-up";
            assert!(leads || (page.status == 404 && path != "/sign-in" && path != "/me"), "{path} {}", page.status);
        }
        assert_eq!((browser.get("/healthz").body.as_str(), browser.get("/readyz").body.as_str()), ("ok", "ready"));
        World::build(&db).await;
        assert_eq!(browser.get("/sign-in").status, 200);
    });
}
