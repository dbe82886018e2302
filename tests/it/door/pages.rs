//! Pages for when something is not as hoped, the headers of every answer, and forms from elsewhere.

use showroom::base::error::{Error, Fault, FaultClass};
use showroom::base::role::Need;
use showroom::platform::http::{Answer, Ask, Rate, Rates, Reply, Routes, STANDING, Settings};
use showroom::server;

use crate::support::database::{Database, each_engine};
use crate::support::web::{Server, settings};
use crate::support::world::{PASSWORD, World};

fn routes() -> Routes {
    let mut r = server::routes();
    r.get("/test/panic", Need::SignedIn, panics);
    r.get("/test/bug", Need::SignedIn, async |_| Err(Error::from(Fault::bug("testing"))));
    r.get("/test/busy", Need::SignedIn, async |_| Err(Error::from(Fault::new(FaultClass::Busy, "testing"))));
    r.get("/test/full", Need::SignedIn, async |_| Err(Error::from(Fault::new(FaultClass::Full, "testing"))));
    r.get("/test/missing", Need::SignedIn, async |_| Err(Error::Missing));
    r.get("/test/money", Need::ConfirmMoney, async |_| Ok(Reply::text("money")));
    r.get("/test/things/{thing}", Need::SignedIn, thing);
    r
}

async fn panics(ask: Ask) -> Answer {
    panic!("王小明 {}", ask.user_name())
}

async fn thing(ask: Ask) -> Answer {
    let id: i64 = ask.id("thing")?;
    Ok(Reply::text(id.to_string()))
}

#[test]
fn every_no_is_a_page_that_says_what_to_do() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::with(&db, settings(), routes);
        let browser = server.signed_in("consultant");
        for (path, status, says) in [
            ("/nowhere", 404, "There is nothing here"),
            ("/test/missing", 404, "There is nothing here"),
            ("/test/things/abc", 404, "There is nothing here"),
            ("/test/things/99999999999999999999", 404, "There is nothing here"),
            ("/test/money", 403, "You may not open this"),
            ("/test/bug", 500, "give this reference"),
            ("/test/panic", 500, "give this reference"),
            ("/test/busy", 503, "Very busy right now"),
            ("/test/full", 503, "The disk is full"),
        ] {
            let page = browser.get(path);
            assert_eq!(page.status, status, "{path}");
            assert!(page.body.contains(says), "{path}: {}", page.body);
            assert!(!page.body.contains("王小明"), "{path} shows what only the log may");
            assert_eq!(page.header("retry-after").is_empty(), status != 503, "{path}");
        }
        // After a panic the server goes on, and so does the same connection.
        assert_eq!(browser.get("/test/things/5").body, "5");
        assert_eq!(server.signed_in("cashier").get("/test/money").body, "money");
        let wrong = browser.post("/test/bug", &[]);
        assert_eq!((wrong.status, wrong.header("allow")), (405, "GET"));
    });
}

#[test]
fn every_answer_carries_the_standing_headers() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::with(&db, settings(), routes);
        let browser = server.signed_in("consultant");
        let style = showroom_templates::assets::css();
        for path in ["/me", "/nowhere", "/test/bug", "/sign-in", style, "/healthz", "/test/money"] {
            let page = browser.get(path);
            for (name, value) in STANDING {
                assert_eq!(page.header(name), value, "{path}");
            }
            let kept = if path == style { "public, max-age=31536000, immutable" } else { "no-store" };
            assert_eq!(page.header("cache-control"), kept, "{path}");
        }
        let secure = Server::with(&db, Settings { secure: true, ..settings() }, server::routes);
        let page = secure.browser().post("/sign-in", &[("login", "consultant"), ("password", PASSWORD)]);
        assert!(page.header("strict-transport-security").contains("max-age"));
        let cookie = page.header("set-cookie");
        assert!(cookie.starts_with("__Host-session=") && cookie.contains("Secure"), "{cookie}");
    });
}

#[test]
fn forms_from_elsewhere_are_turned_away() {
    let database = Database::sqlite();
    actix_web::rt::System::new().block_on(async {
        let db = showroom::platform::db::Db::open(&database.location).unwrap();
        World::build(&db).await;
        let server = Server::start(&db);
        let form = "application/x-www-form-urlencoded";
        let own = format!("http://{}", server.address);
        for (header, value, taken) in [
            ("origin", own.as_str(), true),
            ("origin", "https://evil.example", false),
            ("origin", "null", false),
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "cross-site", false),
            ("sec-fetch-site", "same-site", false),
        ] {
            let browser = server.signed_in("consultant");
            let page = browser.post_with("/sign-out", "", &[("content-type", form), (header, value)]);
            assert_eq!(page.status, if taken { 303 } else { 403 }, "{header}: {value}");
            assert_eq!(browser.get("/me").status == 200, !taken, "{header}: {value}");
        }
    });
}

#[test]
fn whoever_comes_too_often_is_told_when_to_come_back() {
    let database = Database::sqlite();
    actix_web::rt::System::new().block_on(async {
        let db = showroom::platform::db::Db::open(&database.location).unwrap();
        World::build(&db).await;
        let rates = Rates { read: Rate { per_second: 1, burst: 5 }, ..Rates::unlimited() };
        let server = Server::with(&db, Settings { rates, ..settings() }, server::routes);
        let (one, two) = (server.signed_in("consultant"), server.signed_in("cashier"));
        for _ in 0..7 {
            one.get("/me");
        }
        let last = one.get("/me");
        assert_eq!(last.status, 429);
        assert!(last.body.contains("Please wait a moment") && last.header("retry-after") == "1", "{}", last.body);
        assert_eq!(two.get("/me").status, 200);
    });
}

/// PostgreSQL keeps no dates before 4713 BC; an address that names one is as good as one that names none.
#[test]
fn days_of_other_ages_are_no_days() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::with(&db, settings(), routes);
        let browser = server.signed_in("consultant");
        for path in ["/visits?day=-4713-01-01", "/visits?day=-262143-01-01", "/turns?day=-262143-01-01"] {
            assert_eq!(browser.get(path).status, 200, "{path}");
        }
    });
}
