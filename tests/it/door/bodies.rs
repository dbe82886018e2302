//! Bodies that are too large, too slow, or no forms at all; and heads that never end.

use std::time::{Duration, Instant};

use showroom::platform::db::Db;

use crate::support::database::Database;
use crate::support::web::Server;
use crate::support::world::World;

fn with_server(test: impl FnOnce(&Server)) {
    let database = Database::sqlite();
    actix_web::rt::System::new().block_on(async {
        let db = Db::open(&database.location).unwrap();
        World::build(&db).await;
        test(&Server::start(&db));
    });
}

fn head(path: &str, more: &str) -> Vec<u8> {
    format!("POST {path} HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nContent-Type: application/x-www-form-urlencoded\r\n{more}\r\n")
        .into_bytes()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("closed")
}

#[test]
fn a_body_that_is_too_large_is_not_read() {
    with_server(|server| {
        let page = server.browser().post("/sign-in", &[("login", &"a".repeat(20_000))]);
        assert_eq!(page.status, 413);
        assert!(page.body.contains("too large"), "{}", page.body);
        // A browser that goes on sending still gets to see the page.
        let page = server.browser().post("/sign-in", &[("login", &"a".repeat(3_000_000))]);
        assert_eq!(page.status, 413);
        // Announced or not: a chunked body says nothing of its length.
        let mut chunked = head("/sign-in", "Transfer-Encoding: chunked\r\n");
        for _ in 0..16 {
            chunked.extend_from_slice(b"400\r\n");
            chunked.extend_from_slice(&[b'a'; 1024]);
            chunked.extend_from_slice(b"\r\n");
        }
        let answer = server.raw(&[&chunked], Duration::ZERO);
        assert_eq!(status(&answer), "413", "{answer}");
        let announced = head("/sign-in", "Content-Length: 999999999\r\n");
        let answer = server.raw(&[&announced], Duration::ZERO);
        assert_eq!(status(&answer), "413", "{answer}");
    });
}

#[test]
fn a_text_that_is_too_long_comes_back_with_its_form() {
    with_server(|server| {
        let browser = server.signed_in("receptionist");
        let key = browser.get("/visits/new").key();
        let long = "grey coat, ".repeat(4_000);
        let fields =
            [("_key", key.as_str()), ("been_before", "no"), ("phoned_before", "no"), ("description", long.as_str())];
        let page = browser.post("/visits", &fields);
        assert_eq!(page.status, 422);
        assert!(page.body.contains("id=\"f-description-error\""), "{}", page.body);
        assert!(page.body.contains(long.trim()) && page.body.contains(&key), "what was typed is gone");
        // The whole body has its limit all the same.
        let far = "grey coat, ".repeat(8_000);
        assert_eq!(browser.post("/visits", &[("_key", key.as_str()), ("description", far.as_str())]).status, 413);
    });
}

#[test]
fn a_body_that_stops_is_cut_off() {
    with_server(|server| {
        let started = Instant::now();
        let begun = head("/sign-in", "Content-Length: 100\r\n");
        let answer = server.raw(&[&begun, b"login=a"], Duration::ZERO);
        assert_eq!(status(&answer), "408", "{answer}");
        assert!(answer.contains("took too long") && answer.to_lowercase().contains("connection: close"), "{answer}");
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    });
}

#[test]
fn a_body_that_drips_is_cut_off() {
    with_server(|server| {
        let started = Instant::now();
        let begun = head("/sign-in", "Content-Length: 100\r\n");
        let mut pieces: Vec<&[u8]> = vec![&begun];
        pieces.extend(std::iter::repeat_n(&b"a"[..], 12));
        let answer = server.raw(&pieces, Duration::from_secs(2));
        assert_eq!(status(&answer), "408", "{answer}");
        assert!(started.elapsed() < Duration::from_secs(35), "{:?}", started.elapsed());
    });
}

#[test]
fn a_head_that_never_ends_is_cut_off() {
    with_server(|server| {
        let started = Instant::now();
        let answer = server.raw(&[b"GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Slow: "], Duration::ZERO);
        assert!(matches!(status(&answer), "408" | "closed"), "{answer}");
        assert!(started.elapsed() < Duration::from_secs(12), "{:?}", started.elapsed());
    });
}

#[test]
fn what_is_no_form_is_turned_away_and_never_breaks_anything() {
    with_server(|server| {
        let browser = server.signed_in("consultant");
        for (kind, body, expected) in [
            ("application/json", "{\"login\":\"a\"}", 415),
            ("multipart/form-data; boundary=x", "--x--", 415),
            ("text/plain", "login=a", 415),
            ("", "login=a", 415),
            ("application/x-www-form-urlencoded", "%ff%fe=%00&&&==%zz", 422),
            ("application/x-www-form-urlencoded; charset=utf-8", "login=%00", 422),
        ] {
            let page = browser.post_with("/sign-in", body, &[("content-type", kind)]);
            assert_eq!(page.status, expected, "{kind}: {body}");
        }
        let many = "a=1&".repeat(1_000);
        assert_eq!(browser.post_body("/sign-in", &many).status, 413);
        for odd in [
            "/%00",
            "/me/%2e%2e/%2e%2e/etc/passwd",
            "/assets/..%2f..%2fCargo.toml",
            "/sign-in?back=%ff",
            "/sign-in?%00=%00",
        ] {
            let page = browser.get(odd);
            assert!(page.status < 500, "{odd}: {}", page.status);
        }
        for odd in [
            &b"\x00\x01\x02\r\n\r\n"[..],
            b"GET / HTTP/9.9\r\n\r\n",
            b"PUT /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ] {
            let answer = server.raw(&[odd], Duration::ZERO);
            assert!(matches!(status(&answer), "400" | "405" | "505" | "closed"), "{answer}");
        }
    });
}
