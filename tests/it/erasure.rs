//! The erasure drill: 200 of 1,000 people go, and not a byte of theirs is left, while what is counted and the chain stay as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{PgConnection, sql_query};
use showroom::base::actor::Actor;
use showroom::base::ids::{CustomerId, SiteId};
use showroom::business::privacy::actions;
use showroom::business::privacy::model::{RequestKind, Why};
use showroom::business::privacy::register::{Erase, Item, REGISTER};
use showroom::business::privacy::store;
use showroom::demo::{self, Amount};
use showroom::platform::db::schema::{customers, sites, visits};
use showroom::platform::db::{Conn, Db, Location, backup};
use showroom::platform::http::present;
use showroom::platform::journal;

use crate::support::database::each_engine;
use crate::support::ledger;
use crate::support::web::settings;

/// Made by the demo for two sites; about a thousand of them are people of the first without a deal.
const PEOPLE: u64 = 1_400;
const ERASED: usize = 200;
/// Their values are codes or lists that the program reads; they cannot hold a mark.
const UNMARKED: [&str; 10] = [
    "customers.title",
    "kinships.relation",
    "customers.refused_fields",
    "customer_phones.tail",
    "birthdays.month",
    "birthdays.day",
    "import_rows.cells",
    "doubtful_pairs.state",
    "import_rows.why",
    "import_traces.detail",
];
/// Rows of these tables go, come, or note that something went.
const CHANGING: [&str; 11] = [
    "birthdays",
    "customer_phones",
    "needs",
    "erasures",
    "journal",
    "journal_chain",
    "do_not_contact",
    "visit_cards",
    "jobs",
    "kinships",
    "doubtful_pairs",
];

#[test]
fn two_hundred_of_a_thousand_are_gone_to_the_last_byte() {
    each_engine(async |db| {
        let vault = settings().vault;
        demo::load(&db, &vault, Amount { customers: PEOPLE, days: 60, ..Amount::SHOWROOM }, present()).await.unwrap();
        let (site, people) = people(&db).await;
        assert!(people.len() >= 3 * ERASED, "only {} people", people.len());
        mark(db.location(), &people);
        let (going, staying) = people.split_at(ERASED);
        // Some of them asked for something first.
        for id in going.iter().step_by(10).copied() {
            let (seal, id) = (vault.clone(), CustomerId(id));
            db.write(Actor::house(site), present(), move |tx| {
                actions::give_card(tx, &seal, id)?;
                let card = store::card_of(tx.conn, id)?.unwrap();
                let code = store::code_of(&seal, &card)?;
                actions::ask(tx, &seal, &code, RequestKind::Correct, Some(&format!("MK{}Z", id.0)))
            })
            .await
            .unwrap();
        }
        let before = counts(db.location());
        for id in going.iter().copied() {
            let seal = vault.clone();
            let erased = db
                .write(Actor::house(site), present(), move |tx| actions::erase(tx, &seal, CustomerId(id), Why::Asked))
                .await;
            erased.unwrap_or_else(|error| panic!("erasing {id}: {error}"));
        }
        let after = counts(db.location());
        for (table, count) in &before {
            if !CHANGING.contains(&table.as_str()) {
                assert_eq!(after.get(table), Some(count), "rows of {table}");
            }
        }
        assert_eq!(after["erasures"], before["erasures"] + ERASED as i64);

        while journal::seal(&db, present()).await.unwrap() > 0 {}
        let sealed = db.read(journal::verify).await.unwrap();
        assert!(sealed.is_ok(), "{sealed:?}");

        let left = marks(&db);
        let found: Vec<&i64> = going.iter().filter(|id| left.contains(id)).collect();
        assert!(found.is_empty(), "still there: {found:?}");
        let lost = staying.iter().filter(|id| !left.contains(id)).count();
        assert_eq!(lost, 0, "people who stayed lost something");
    });
}

/// People of the first site without a standing deal who are not in the showroom now.
async fn people(db: &Db) -> (SiteId, Vec<i64>) {
    db.read(|conn| {
        let site: i64 = sites::table.filter(sites::kind.eq("homes")).select(sites::id).first(conn)?;
        let here: Vec<Option<i64>> =
            visits::table.filter(visits::left_at.is_null()).select(visits::customer_id).load(conn)?;
        let here: BTreeSet<i64> = here.into_iter().flatten().collect();
        let all: Vec<i64> = customers::table
            .filter(customers::site_id.eq(site))
            .filter(customers::bought_at.is_null())
            .order(customers::id)
            .select(customers::id)
            .load(conn)?;
        let long_ago = present() - chrono::Duration::days(3_650);
        let mut free = Vec::new();
        for id in all.into_iter().filter(|id| !here.contains(id)) {
            if !store::deal_must_stay(conn, CustomerId(id), long_ago)? {
                free.push(id);
            }
        }
        Ok((SiteId(site), free))
    })
    .await
    .unwrap()
}

/// Puts a mark of each customer into every text that the register names.
fn mark(location: &Location, people: &[i64]) {
    let marked = |item: &&Item| {
        item.erase != Erase::Stays && !UNMARKED.contains(&format!("{}.{}", item.table, item.column).as_str())
    };
    let mut script = String::from("BEGIN;");
    for item in REGISTER.iter().filter(marked) {
        for id in people {
            let rows = item.of.rows(*id);
            // What was learned is read back, as codes and words.
            let value = match item.column {
                "learned" => format!(r#"'{{"codes":[],"words":"MK{id}Z"}}'"#),
                _ => format!("'MK{id}Z' || id"),
            };
            script += &format!("UPDATE {} SET {} = {value} WHERE {rows};\n", item.table, item.column);
        }
    }
    script += "COMMIT;";
    let done = match &mut Conn::to_write(location).unwrap() {
        Conn::Sqlite(conn) => conn.batch_execute(&script),
        Conn::Postgres(conn) => conn.batch_execute(&script),
    };
    done.unwrap();
}

/// The customers whose marks are found anywhere: in the bytes of the files, or in the rows of the server.
fn marks(db: &Db) -> BTreeSet<i64> {
    match db.location() {
        Location::Sqlite(path) => {
            // What is deleted is overwritten, but pages that were split keep scraps; `showroom tidy` rewrites the file.
            backup::rewrite(db.location()).unwrap();
            let folder = path.parent().unwrap();
            files(folder).into_iter().flat_map(|bytes| found_in(&bytes)).collect()
        }
        Location::Postgres(url) => {
            let mut conn = PgConnection::establish(url).unwrap();
            let tables = counts(db.location());
            let rows = tables.keys().flat_map(|table| {
                let query = format!("SELECT t::text AS line FROM {table} t");
                sql_query(query).load::<Line>(&mut conn).unwrap()
            });
            rows.flat_map(|row| found_in(row.line.as_bytes())).collect()
        }
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap()).collect()
}

fn found_in(bytes: &[u8]) -> BTreeSet<i64> {
    let mut found = BTreeSet::new();
    for (at, _) in bytes.windows(2).enumerate().filter(|(_, pair)| pair == b"MK") {
        let digits: Vec<u8> = bytes[at + 2..].iter().copied().take_while(u8::is_ascii_digit).collect();
        if bytes.get(at + 2 + digits.len()) == Some(&b'Z') {
            found.extend(String::from_utf8(digits).unwrap().parse::<i64>().ok());
        }
    }
    found
}

/// How many rows each table of the schema has.
fn counts(location: &Location) -> BTreeMap<String, i64> {
    let schema = include_str!("../../src/platform/db/schema.rs");
    let tables =
        schema.split("diesel::table! {").skip(1).map(|block| block.trim_start().split([' ', '(']).next().unwrap());
    tables.map(|table| (table.to_owned(), ledger::rows(location, table))).collect()
}
