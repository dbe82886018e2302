//! The leak test: as every role, every page and download is read; no number that this person may not see stands there, and no identity
//! number anywhere. Then the mails that the house writes to everybody who works here, and its log.

mod logs;
mod mails;

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use showroom::base::actor::Actor;
use showroom::base::ids::SiteId;
use showroom::base::phone::Phone;
use showroom::base::role::Role;
use showroom::business::lists::exporting::List;
use showroom::platform::db::Db;
use showroom::platform::db::schema::{buyers, customer_phones, customers, users, visits};
use showroom::platform::http::keys::Key;
use showroom::platform::http::present;
use showroom::platform::seal::Vault;

use crate::support::crawl::{self, Demo};
use crate::support::database::each_engine;
use crate::support::inside::{Caller, Inside};
use crate::support::web::settings;

/// The number of every buyer's identity paper.
const IDENTITY: &str = "11010119900307123X";

/// A number of somebody, and who may read it.
struct Secret {
    /// How it may be written: E.164, national, plain digits.
    ways: Vec<String>,
    /// The owner, and who receives them now.
    readers: BTreeSet<i64>,
}

#[test]
fn nobody_reads_a_number_that_is_not_theirs() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let settings = settings();
        paper_of_each_buyer(&db, &settings.vault).await;
        let inside = Inside::with(&db, settings).await;
        let (secrets, people) = (secrets(&db).await, logins(&db).await);
        assert!(secrets.len() > 50, "only {} numbers", secrets.len());
        let mut leaks = BTreeSet::new();
        let (mut read, mut saved) = (0, 0);
        for (role, login) in &demo.people {
            let me = people[login];
            let caller = inside.signed_in(login, &demo.password).await;
            let met = crawl::walk(&caller).await;
            let addresses: BTreeSet<&String> = met.pages.values().flatten().collect();
            let searches: Vec<String> = secrets
                .iter()
                .step_by(7)
                .map(|secret| {
                    format!(
                        "/customers?q={}",
                        secret.ways[2].chars().rev().take(4).collect::<Vec<_>>().iter().rev().collect::<String>()
                    )
                })
                .collect();
            let mut bodies: Vec<(String, String)> = Vec::new();
            for address in addresses.into_iter().chain(&searches) {
                bodies.push((shape(address), caller.get(address).await.body));
            }
            bodies.extend(saved_lists(&caller).await);
            saved += bodies.iter().filter(|(place, _)| place.starts_with("a saved list")).count();
            read += bodies.len();
            for (place, body) in &bodies {
                for secret in secrets.iter().filter(|secret| !secret.readers.contains(&me)) {
                    if let Some(way) = secret.ways.iter().find(|way| body.contains(way.as_str())) {
                        leaks.insert(format!("{} reads {way} at {place}", role.code()));
                    }
                }
                if body.contains(IDENTITY) {
                    leaks.insert(format!("{} reads an identity number at {place}", role.code()));
                }
            }
        }
        assert!(saved >= List::ALL.len(), "only {saved} lists were saved");
        assert!(read > 500, "hardly anything was read: {read}");
        assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.into_iter().collect::<Vec<_>>().join("\n"));
    });
}

/// Every list that this person may save, with numbers as they show on the screen.
async fn saved_lists(caller: &Caller<'_>) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for list in List::ALL {
        let key = Key::fresh(present());
        let sent = [("_key", key.as_str()), ("list", list.code()), ("format", "csv"), ("numbers", "masked")];
        let asked = caller.post("/exports", &sent).await;
        if asked.status == 303 {
            let file = caller.get(&format!("{}/file", asked.location())).await;
            assert_eq!(file.status, 200, "{}", list.code());
            files.push((format!("a saved list of {}", list.code()), file.body));
        }
    }
    files
}

/// An address without its ids, so that one hole is told once.
fn shape(address: &str) -> String {
    address
        .split('/')
        .map(|part| if part.len() > 9 && part.bytes().all(|b| b.is_ascii_digit()) { "…" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

async fn secrets(db: &Db) -> Vec<Secret> {
    let (rows, here) = db
        .read(|conn| {
            let rows: Vec<(i64, String, Option<i64>)> = customer_phones::table
                .inner_join(customers::table)
                .select((customers::id, customer_phones::e164, customers::owner_id))
                .load(conn)?;
            let here: Vec<(Option<i64>, Option<i64>)> = visits::table
                .filter(visits::left_at.is_null())
                .select((visits::customer_id, visits::consultant_id))
                .load(conn)?;
            Ok((rows, here))
        })
        .await
        .unwrap();
    let secret = |(customer, e164, owner): (i64, String, Option<i64>)| {
        let receiving = here.iter().filter(|(who, _)| *who == Some(customer)).filter_map(|(_, with)| *with);
        let national = Phone::stored(e164.clone()).reveal_national();
        let digits: String = national.chars().filter(char::is_ascii_digit).collect();
        Secret { ways: vec![e164, national, digits], readers: owner.into_iter().chain(receiving).collect() }
    };
    rows.into_iter().map(secret).collect()
}

/// Gives each buyer of the demo an identity paper, sealed as the house seals them.
async fn paper_of_each_buyer(db: &Db, vault: &Vault) {
    let vault = vault.clone();
    db.write(Actor::house(SiteId(0)), present(), move |tx| {
        let sealed = vault.seal("buyers.id", IDENTITY)?;
        diesel::update(buyers::table)
            .set((buyers::id_sealed.eq(&sealed), buyers::id_tail.eq("123X")))
            .execute(tx.conn)?;
        Ok(())
    })
    .await
    .unwrap();
}

async fn logins(db: &Db) -> BTreeMap<String, i64> {
    let rows: Vec<(String, i64)> =
        db.read(|conn| Ok(users::table.select((users::login, users::id)).load(conn)?)).await.unwrap();
    assert!(Role::ALL.len() <= rows.len());
    rows.into_iter().collect()
}
