//! The log of the house, at its most talkative: while every page is opened and every form is sent, also in ways that break something, it holds no number,
//! name or address of a customer, no identity number, password, session, code of a visit card or address of a calendar.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Mutex, OnceLock, PoisonError};

use diesel::prelude::*;
use showroom::base::actor::Actor;
use showroom::base::ids::{CustomerId, SiteId};
use showroom::base::phone::Phone;
use showroom::business::privacy;
use showroom::platform::db::Db;
use showroom::platform::db::schema::{buyers, customer_phones, customers, follow_ups, visit_cards};
use showroom::platform::http::present;
use showroom::worker;
use tracing_subscriber::EnvFilter;

use super::{IDENTITY, paper_of_each_buyer};
use crate::support::crawl::{self, Demo};
use crate::support::database::each_engine;
use crate::support::inside::{Caller, Inside};
use crate::support::web::settings;

const WRONG_PASSWORD: &str = "no such river 77";

#[test]
fn the_log_knows_nobody() {
    listen();
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let settings = settings();
        let vault = settings.vault.clone();
        paper_of_each_buyer(&db, &vault).await;
        let mut secrets = secrets(&db).await;
        secrets.extend([IDENTITY, WRONG_PASSWORD, "quiet river 8412", &demo.password].map(str::to_owned));
        let inside = Inside::with(&db, settings).await;
        heard();
        for (turn, (_, login)) in demo.people.iter().enumerate() {
            let caller = inside.signed_in(login, &demo.password).await;
            secrets.insert(value_of(&caller.cookie()));
            walk_and_send(&caller, turn, &mut secrets).await;
        }
        let wrong = inside.stranger();
        wrong.post("/sign-in", &[("login", &demo.people[0].1), ("password", WRONG_PASSWORD)]).await;
        open_the_cards(&db, &inside, &vault, &mut secrets).await;
        break_something(&db, &inside, &demo).await;
        for chore in worker::chores() {
            let now = present() + chrono::Duration::days(1);
            // What a chore cannot do it logs; that is what is read here.
            drop((chore.run)(db.clone(), now).await);
        }
        let log = heard();
        assert!(log.lines().count() > 1_000, "hardly anything was logged");
        let told: BTreeSet<String> = log
            .lines()
            .flat_map(|line| {
                secrets.iter().filter(|secret| line.contains(secret.as_str())).map(move |secret| (secret, line))
            })
            .map(|(secret, line)| format!("{secret}: {}", line.chars().take(400).collect::<String>()))
            .take(20)
            .collect();
        assert!(told.is_empty(), "{}", told.into_iter().collect::<Vec<_>>().join("\n"));
        for sign in
            ["\"route\":\"/customers/{customer}\"", "\"route\":\"/sign-in\"", "\"route\":\"/card/{code}\"", "BadData"]
        {
            assert!(log.contains(sign), "{sign} is not in the log");
        }
    });
}

/// Opens what this person can reach, and sends each form once, filled in.
async fn walk_and_send(caller: &Caller<'_>, turn: usize, secrets: &mut BTreeSet<String>) {
    let met = crawl::walk(caller).await;
    for hole in ["code", "token", "file"] {
        secrets.extend(met.holes.get(hole).into_iter().flatten().filter(|part| part.len() > 11).cloned());
    }
    for (pattern, found) in &met.forms {
        // Who has left can send nothing more.
        if matches!(*pattern, "/sign-out") {
            continue;
        }
        for (at, form) in found.iter().take(2).enumerate() {
            let fields = form.filled_in(turn * 2 + at);
            // What was typed as a name or a number is theirs too.
            let typed = |(name, value): &&(String, String)| {
                value.chars().count() > 6
                    && ["phone", "name", "buyer_id", "email", "password"].iter().any(|part| name.contains(part))
            };
            secrets.extend(fields.iter().filter(typed).map(|(_, value)| value.clone()));
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            caller.post(&form.action, &fields).await;
        }
    }
}

/// Visit cards are given and opened by who holds them.
async fn open_the_cards(
    db: &Db,
    inside: &Inside,
    vault: &showroom::platform::seal::Vault,
    secrets: &mut BTreeSet<String>,
) {
    let seal = vault.clone();
    let codes: Vec<String> = db
        .read(move |conn| {
            let people: Vec<i64> = visit_cards::table
                .filter(visit_cards::ended_at.is_null())
                .select(visit_cards::customer_id)
                .limit(5)
                .load(conn)?;
            let mut codes = Vec::new();
            for id in people {
                if let Some(card) = privacy::store::card_of(conn, CustomerId(id))? {
                    codes.push(privacy::store::code_of(&seal, &card)?.as_str().to_owned());
                }
            }
            Ok(codes)
        })
        .await
        .unwrap();
    assert!(!codes.is_empty(), "nobody has a visit card");
    let visitor = inside.stranger();
    for code in &codes {
        for path in ["", "/request", "/erasure"] {
            let page = visitor.get(&format!("/card/{code}{path}")).await;
            for form in crate::support::html::forms(&page.body).into_iter().filter(|form| form.post) {
                let fields = form.untouched(form.buttons.first());
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                visitor.post(&form.action_of(form.buttons.first()), &fields).await;
            }
        }
        visitor.post("/card", &[("code", code)]).await;
    }
    secrets.extend(codes);
}

/// Rows that no rule of ours could have written: what stands in them is not told when they cannot be read.
async fn break_something(db: &Db, inside: &Inside, demo: &Demo) {
    let id = db
        .write(Actor::house(SiteId(0)), present(), |tx| {
            let number: String = customer_phones::table.select(customer_phones::e164).first(tx.conn)?;
            let id: i64 =
                follow_ups::table.filter(follow_ups::state.eq("done")).select(follow_ups::id).first(tx.conn)?;
            diesel::update(follow_ups::table.find(id))
                .set(follow_ups::learned.eq(Some(format!("{{\"codes\":\"{number}\"}}"))))
                .execute(tx.conn)?;
            Ok(id)
        })
        .await
        .unwrap();
    for (_, login) in &demo.people {
        inside.signed_in(login, &demo.password).await.get(&format!("/follow-ups/{id}")).await;
    }
}

/// What must not stand in the log.
async fn secrets(db: &Db) -> BTreeSet<String> {
    db.read(|conn| {
        let numbers: Vec<String> = customer_phones::table.select(customer_phones::e164).load(conn)?;
        let people: Vec<(String, Option<String>, Option<String>)> =
            customers::table.select((customers::name, customers::email, customers::wechat)).load(conn)?;
        let buyers: Vec<String> = buyers::table.select(buyers::name).load(conn)?;
        let ways = |e164: String| {
            let national = Phone::stored(e164.clone()).reveal_national();
            let digits: String = national.chars().filter(char::is_ascii_digit).collect();
            [e164, national, digits]
        };
        let told = people.into_iter().flat_map(|(name, email, wechat)| [Some(name), email, wechat]).flatten();
        let all = numbers.into_iter().flat_map(ways).chain(told).chain(buyers);
        // A family name alone may be part of any word.
        Ok(all.filter(|secret| secret.chars().count() > 1 && secret.len() > 3).collect())
    })
    .await
    .unwrap()
}

fn value_of(cookie: &str) -> String {
    cookie.split_once('=').map_or(cookie, |(_, value)| value).to_owned()
}

static HEARD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Where the log of this program goes while it is tested.
#[derive(Clone, Copy)]
struct Ear;

impl Write for Ear {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        HEARD.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that any part of the program logs from here on, as `serve` logs it for machines.
fn listen() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        let filter = EnvFilter::new("debug,showroom=trace,actix_http=info,actix_web=debug");
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Ear).json().flatten_event(true);
        log.try_init().unwrap();
    });
}

/// What was logged since the last time.
fn heard() -> String {
    let log = std::mem::take(&mut *HEARD.lock().unwrap_or_else(PoisonError::into_inner));
    String::from_utf8_lossy(&log).into_owned()
}
