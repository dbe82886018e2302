//! Mail against a real server under TLS, as it should be and as servers are: down for hours, slow, refusing, gone after the last dot, without TLS,
//! with somebody else's certificate. What arrives is read back by Python's parser of mail.

use std::cell::Cell;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use showroom::base::actor::Actor;
use showroom::base::clock::Moment;
use showroom::base::error::Answered;
use showroom::base::ids::UserId;
use showroom::base::role::Role;
use showroom::business::reports;
use showroom::platform::access::{self, Email, User};
use showroom::platform::config::{MailConfig, Smtp, Tls, Way};
use showroom::platform::db::{Conn, Db};
use showroom::platform::http::present;
use showroom::platform::jobs::{self, State, Worked};
use showroom::platform::mail::{self, Attached, Draft, Drawn, Letter, Mail, Patience, Post, Unsent};

use showroom::platform::papers::Papers;
use showroom::worker;

use crate::support::database::each_engine;
use crate::support::pdf;
use crate::support::python::{self, root};
use crate::support::world::World;

const PLAIN: &str = "早上好，李娜\n\n逾期 3 位：\n- 王先生 · 138****8000\n.\n..two dots\nFrom nobody\n\n尾行 with a very long line: \
                     0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n";
const HTML: &str = "<!DOCTYPE html><html><body><p>早上好，李娜</p>\n.\n<a href=\"https://showroom.example/my-day\">→</a></body></html>\n";

fn draw(_: &mut Conn, _: &Mail, _: &User, _: &str) -> Answered<Drawn> {
    let subject =
        "湖岸 · 11月21日 周六 今天的跟进 – a subject that is longer than one line of a header may ever be".into();
    Ok(Drawn::Letter(Letter { subject, plain: PLAIN.into(), html: HTML.into(), files: Vec::new() }))
}

/// The server of `tests/mail/server.py`, in a process of its own.
struct Server {
    child: Child,
    folder: PathBuf,
    implicit: u16,
    starttls: u16,
}

impl Server {
    fn start(certificate: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("showroom-mail-{}-{:x}", std::process::id(), rand::random::<u32>()));
        std::fs::create_dir_all(&folder).unwrap();
        let certificates = root().join("tests/mail/certificates");
        let mut child = Command::new(python::python())
            .arg(root().join("tests/mail/server.py"))
            .arg(&folder)
            .args(["pem", "key"].map(|kind| certificates.join(format!("{certificate}.{kind}"))))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{error}: the tests of mail need python3"));
        let mut ports = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut ports).unwrap();
        let mut ports = ports.split_whitespace().map(|port| port.parse().unwrap());
        Self { child, folder, implicit: ports.next().unwrap(), starttls: ports.next().unwrap() }
    }

    fn behaves(&self, mode: &str) {
        std::fs::write(self.folder.join("mode"), mode).unwrap();
    }

    fn smtp(&self, tls: Tls) -> Smtp {
        Smtp {
            host: "localhost".into(),
            port: if tls == Tls::Implicit { self.implicit } else { self.starttls },
            tls,
            login: Some(("desk".into(), "secret".into())),
            roots: Some(root().join("tests/mail/certificates/roots.pem")),
        }
    }

    fn post(&self, tls: Tls) -> Post {
        let patience = Patience { silence: Duration::from_secs(3), whole: Duration::from_secs(12) };
        let from = "湖岸 <desk@showroom.example>".parse().unwrap();
        Post::by_server(&self.smtp(tls), from, "https://showroom.example", patience).unwrap()
    }

    /// What arrived, in the order of its arrival.
    fn arrived(&self) -> Vec<Value> {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
        files.sort();
        files.iter().map(|file| read(file)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

fn read(message: &Path) -> Value {
    serde_json::from_str(&python::run("tests/mail/read.py", &[message])).unwrap()
}

/// A showroom whose consultant has a mail address.
struct House {
    world: World,
    li: UserId,
    now: Cell<Moment>,
}

impl House {
    async fn build(db: &Db) -> Self {
        let world = World::build(db).await;
        let li = world.person(Role::Consultant);
        let email = Email::parse("li@showroom.example").unwrap();
        db.write(Actor::house(world.site), present(), move |tx| access::set_email(tx, li, Some(&email))).await.unwrap();
        Self { world, li, now: Cell::new(present()) }
    }

    async fn writes(&self, occasion: &'static str) {
        let draft = Draft { to: self.li, kind: "digest", occasion: occasion.into(), payload: json!({}) };
        let house = Actor::house(self.world.site);
        self.world.db.write(house, self.now.get(), move |tx| mail::write(tx, &draft)).await.unwrap().unwrap();
    }

    async fn sends(&self, post: &Post) -> Worked {
        jobs::work(&self.world.db, self.now.get(), &[mail::kind(post.clone(), Papers::default(), draw)]).await.unwrap()
    }

    fn passes(&self, minutes: i64) {
        self.now.set(self.now.get() + TimeDelta::minutes(minutes));
    }

    async fn unsent(&self) -> Vec<Unsent> {
        let site = self.world.site;
        self.world.db.read(move |conn| mail::list_unsent(conn, site)).await.unwrap()
    }

    async fn sent(&self) -> usize {
        let (site, now) = (self.world.site, self.now.get());
        self.world.db.read(move |conn| mail::list_sent(conn, site, now)).await.unwrap().len()
    }

    /// The one mail that waits, and why.
    async fn only_unsent(&self) -> (State, String) {
        let unsent = self.unsent().await;
        assert_eq!(unsent.len(), 1, "{unsent:?}");
        (unsent[0].state, unsent[0].last_answer.clone().unwrap_or_default())
    }
}

const DONE: Worked = Worked { done: 1, again: 0, parked: 0 };
const AGAIN: Worked = Worked { done: 0, again: 1, parked: 0 };
const PARKED: Worked = Worked { done: 0, again: 0, parked: 1 };

#[test]
fn a_message_arrives_as_it_was_written() {
    let server = Server::start("server");
    each_engine(async |db| {
        let before = server.arrived().len();
        let house = House::build(&db).await;
        for (occasion, tls) in [("one", Tls::Implicit), ("two", Tls::StartTls)] {
            house.writes(occasion).await;
            assert_eq!(house.sends(&server.post(tls)).await, DONE);
        }
        assert_eq!((house.unsent().await.len(), house.sent().await), (0, 2));
        let arrived = server.arrived().split_off(before);
        for message in &arrived {
            assert_eq!(message["kind"], "multipart/alternative");
            assert_eq!(message["kinds"], json!(["text/plain", "text/html"]));
            assert_eq!(message["encodings"], json!(["base64", "base64"]));
            assert_eq!(message["texts"], json!([PLAIN, HTML]), "what was written is what is read");
            assert_eq!(message["defects"], json!([]), "{message}");
            assert_eq!(message["from"], "湖岸 <desk@showroom.example>");
            assert_eq!(message["to"], "li@showroom.example");
            assert!(message["subject"].as_str().unwrap().starts_with("湖岸 · 11月21日 周六 今天的跟进 – a subject"));
            assert_eq!(message["automatic"], "auto-generated");
            assert_eq!(
                message["headers"],
                json!([
                    "auto-submitted",
                    "content-type",
                    "date",
                    "from",
                    "message-id",
                    "mime-version",
                    "subject",
                    "to"
                ])
            );
        }
        assert_eq!(arrived.len(), 2);
        assert_ne!(arrived[0]["message_id"], arrived[1]["message_id"]);
    });
}

/// Every byte there is, as no text can be.
const BYTES: std::ops::RangeInclusive<u8> = 0..=255;

fn draw_with_a_file(_: &mut Conn, _: &Mail, _: &User, _: &str) -> Answered<Drawn> {
    let file = Attached {
        name: "客流报告 2026-11-21.pdf".into(),
        kind: "application/pdf",
        bytes: BYTES.chain(BYTES).collect(),
    };
    let subject = "报告".into();
    Ok(Drawn::Letter(Letter { subject, plain: PLAIN.into(), html: HTML.into(), files: vec![file] }))
}

#[test]
fn a_file_arrives_beside_the_text_as_it_was_made() {
    let server = Server::start("server");
    each_engine(async |db| {
        let before = server.arrived().len();
        let house = House::build(&db).await;
        house.writes("one").await;
        let kinds = [mail::kind(server.post(Tls::StartTls), Papers::default(), draw_with_a_file)];
        assert_eq!(jobs::work(&house.world.db, house.now.get(), &kinds).await.unwrap(), DONE);
        let arrived = server.arrived().split_off(before);
        let message = &arrived[0];
        assert_eq!((arrived.len(), &message["kind"]), (1, &json!("multipart/mixed")), "{message}");
        assert_eq!((&message["texts"], &message["defects"]), (&json!([PLAIN, HTML]), &json!([])), "{message}");
        assert_eq!(message["file_encodings"], json!(["base64"]));
        let file = &message["files"][0];
        assert_eq!((&file["name"], &file["kind"]), (&json!("客流报告 2026-11-21.pdf"), &json!("application/pdf")));
        let bytes: Vec<u8> = BYTES.chain(BYTES).collect();
        assert_eq!(std::fs::read(file["path"].as_str().unwrap()).unwrap(), bytes);
    });
}

#[test]
fn a_report_arrives_with_its_figures_and_none_after_somebody_was_suspended() {
    let server = Server::start("server");
    each_engine(async |db| {
        let before = server.arrived().len();
        let world = World::build(&db).await;
        let (boss, house, now) = (world.person(Role::Supervisor), Actor::house(world.site), present());
        let email = Email::parse("boss@showroom.example").unwrap();
        let today = showroom::base::clock::SiteClock::named("Asia/Shanghai", 0).unwrap().business_day(now);
        let closes = async |back: i64| {
            let day = today - TimeDelta::days(back);
            db.write(house.clone(), now, move |tx| reports::actions::close(tx, day)).await.unwrap();
            reports::mailing::write_asked(&db, now).await.unwrap();
        };
        let sends = async || {
            let kinds = [mail::kind(server.post(Tls::StartTls), Papers::default(), worker::draw)];
            jobs::work(&db, now, &kinds).await.unwrap()
        };
        db.write(house.clone(), now, move |tx| access::set_email(tx, boss, Some(&email))).await.unwrap();
        closes(2).await;
        assert_eq!(sends().await, DONE);
        let arrived = server.arrived().split_off(before);
        let (message, texts) = (&arrived[0], arrived[0]["texts"].as_array().unwrap());
        assert_eq!(
            (arrived.len(), &message["to"], &message["defects"]),
            (1, &json!("boss@showroom.example"), &json!([]))
        );
        assert!(message["subject"].as_str().unwrap().starts_with("Riverside · "), "{message}");
        for text in texts {
            let text = text.as_str().unwrap();
            let day = today - TimeDelta::days(2);
            for part in ["Visits", "Money in", "Loose ends", &format!("on={day}"), "https://showroom.example/me/mail"] {
                assert!(text.contains(part), "{part} is not in:\n{text}");
            }
        }
        let file = &message["files"][0];
        assert_eq!(
            (&message["kind"], &file["kind"]),
            (&json!("multipart/mixed"), &json!("application/pdf")),
            "{message}"
        );
        assert!(file["name"].as_str().unwrap().ends_with(".pdf"), "{file}");
        let paper = pdf::read(&std::fs::read(file["path"].as_str().unwrap()).unwrap());
        assert!(paper.text.contains("Riverside") && paper.text.contains("Money in"), "{}", paper.text);
        // Suspended between the closing and the sending.
        closes(1).await;
        db.write(house.clone(), now, move |tx| access::suspend(tx, boss)).await.unwrap();
        assert_eq!(sends().await, DONE);
        assert_eq!(server.arrived().len(), before + 1);
    });
}

#[test]
fn a_server_that_is_down_for_hours_loses_nothing() {
    let server = Server::start("server");
    each_engine(async |db| {
        let (house, post) = (House::build(&db).await, server.post(Tls::Implicit));
        let before = server.arrived().len();
        server.behaves("down");
        house.writes("one").await;
        let mut tries = 0;
        for _ in 0..6 * 60 {
            tries += house.sends(&post).await.again;
            house.passes(1);
        }
        assert!((8..=14).contains(&tries), "{tries} tries in six hours");
        let (state, why) = house.only_unsent().await;
        assert!(state == State::Waiting && !why.is_empty());
        server.behaves("ok");
        house.passes(61);
        assert_eq!(house.sends(&post).await, DONE);
        assert_eq!((server.arrived().len() - before, house.sent().await), (1, 1));
    });
}

#[test]
fn whoever_goes_away_after_the_last_dot_gets_the_same_name_again() {
    let server = Server::start("server");
    each_engine(async |db| {
        let (house, post) = (House::build(&db).await, server.post(Tls::StartTls));
        let before = server.arrived().len();
        house.writes("one").await;
        server.behaves("drop");
        assert_eq!(house.sends(&post).await, AGAIN);
        server.behaves("ok");
        house.passes(2);
        assert_eq!(house.sends(&post).await, DONE);
        let arrived = server.arrived().split_off(before);
        assert_eq!(arrived.len(), 2);
        for same in ["message_id", "date", "subject", "texts"] {
            assert_eq!(arrived[0][same], arrived[1][same]);
        }
        house.passes(600);
        assert_eq!(house.sends(&post).await, Worked::default());
    });
}

#[test]
fn refusals_wait_or_are_parked_with_the_servers_words() {
    let server = Server::start("server");
    each_engine(async |db| {
        let (house, post) = (House::build(&db).await, server.post(Tls::Implicit));
        house.writes("one").await;
        for (mode, ended, state, words) in [
            ("busy", AGAIN, State::Waiting, "come again later"),
            ("login", AGAIN, State::Waiting, "who are you?"),
            ("refuse", PARKED, State::Parked, "no such mailbox here"),
        ] {
            server.behaves(mode);
            house.passes(120);
            assert_eq!(house.sends(&post).await, ended, "{mode}");
            let (found, why) = house.only_unsent().await;
            assert!(found == state && why.contains(words), "{mode}: {found:?} {why}");
        }
        // Parked is parked, until somebody presses "try again".
        server.behaves("ok");
        house.passes(10_000);
        assert_eq!(house.sends(&post).await, Worked::default());
        let id = house.unsent().await[0].mail.id;
        let boss = house.world.actor(Role::Supervisor);
        house.world.db.write(boss, house.now.get(), move |tx| mail::again(tx, id)).await.unwrap();
        assert_eq!(house.sends(&post).await, DONE);
    });
}

#[test]
fn nothing_travels_in_the_open_or_to_a_stranger() {
    let (server, stranger) = (Server::start("server"), Server::start("stranger"));
    each_engine(async |db| {
        let house = House::build(&db).await;
        let (before, before_stranger) = (server.arrived().len(), stranger.arrived().len());
        house.writes("one").await;
        server.behaves("naked");
        assert_eq!(house.sends(&server.post(Tls::StartTls)).await, AGAIN);
        for tls in [Tls::StartTls, Tls::Implicit] {
            house.passes(120);
            assert_eq!(house.sends(&stranger.post(tls)).await, AGAIN);
            let (_, why) = house.only_unsent().await;
            assert!(why.to_lowercase().contains("certificate"), "{why}");
        }
        assert_eq!((server.arrived().len(), stranger.arrived().len()), (before, before_stranger));
        assert!(stranger.post(Tls::Implicit).check().await.is_err());
        server.behaves("ok");
        assert!(server.post(Tls::StartTls).check().await.unwrap().contains("under TLS"));
    });
}

#[test]
fn nobody_waits_for_a_slow_server_longer_than_patience_lasts() {
    let server = Server::start("server");
    each_engine(async |db| {
        let (house, post) = (House::build(&db).await, server.post(Tls::Implicit));
        house.writes("one").await;
        for mode in ["silent", "drip"] {
            server.behaves(mode);
            house.passes(120);
            let begun = Instant::now();
            let (sent, read) = futures_util::future::join(house.sends(&post), async {
                // The database answers meanwhile: no transaction is open while a server is waited for.
                actix_web::rt::time::sleep(Duration::from_millis(300)).await;
                let asked = Instant::now();
                house.writes(if mode == "silent" { "two" } else { "three" }).await;
                asked.elapsed()
            })
            .await;
            assert_eq!(
                sent.again,
                if mode == "silent" { 2 } else { 3 },
                "{mode}: what is written meanwhile is tried too"
            );
            assert!(begun.elapsed() < Duration::from_secs(60) && read < Duration::from_secs(2), "{mode}: {read:?}");
        }
        server.behaves("slow");
        house.passes(120);
        assert_eq!(house.sends(&post).await.done, 3);
    });
}

#[test]
fn mail_as_files_lies_in_the_data_folder_until_an_erasure() {
    each_engine(async |db| {
        let house = House::build(&db).await;
        let data = std::env::temp_dir().join(format!("showroom-files-{:x}", rand::random::<u32>()));
        let config = MailConfig { way: Some(Way::File), from: None };
        let post = Post::open(&config, &data, "http://127.0.0.1:8080").unwrap().unwrap();
        house.writes("one").await;
        assert_eq!(house.sends(&post).await, DONE);
        let files = || -> Vec<PathBuf> {
            std::fs::read_dir(data.join("mail")).unwrap().map(|entry| entry.unwrap().path()).collect()
        };
        assert_eq!(files().len(), 1);
        assert_eq!(read(&files()[0])["texts"], json!([PLAIN, HTML]));
        house.world.db.write(Actor::house(house.world.site), house.now.get(), mail::forget_files).await.unwrap();
        let kinds = [mail::forgetting(data.clone())];
        assert_eq!(jobs::work(&house.world.db, house.now.get(), &kinds).await.unwrap(), DONE);
        assert!(files().is_empty());
        std::fs::remove_dir_all(data).unwrap();
    });
}
