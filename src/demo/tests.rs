//! The demo is the same for the same seed, holds together, and can be read by every page's queries.

use super::{Amount, make};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Error;
use crate::base::ids::{ContractId, CustomerId, DepositId, QuoteId, SiteId, UnitId, UserId, VisitId};
use crate::base::role::Role;
use crate::business::customers::search::{Wanted, search};
use crate::business::sites::model::{Goods, SiteFacts};
use crate::business::{consultants, contracts, customers, deposits, followups, quotes, sites, units, visits};
use crate::platform::db::schema;
use crate::platform::db::testing::each_engine;
use crate::platform::db::{Conn, Db, Location};
use crate::platform::journal;
use crate::platform::seal::Vault;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const SMALL: Amount = Amount { customers: 90, days: 45, seed: 11 };

fn now() -> Moment {
    "2026-11-21T07:15:00".parse().unwrap()
}

async fn load(db: &Db, amount: Amount) {
    make(db, &Vault::passing(), amount, "hash".to_owned(), now()).await.unwrap();
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Everything in the database as text, but what is sealed with chance. Ids differ from run to run, since they hold chance; each stands as the how manieth it is.
fn dump(conn: &mut Conn) -> String {
    let Conn::Sqlite(conn) = conn else { return String::new() };
    let tables = diesel::sql_query(
        "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    );
    let (mut text, mut seen) = (String::new(), BTreeMap::new());
    for table in tables.load::<Line>(conn).unwrap().into_iter().map(|row| row.line) {
        // Hashes follow the ids.
        if table == "journal_chain" || table.starts_with("__") {
            continue;
        }
        let columns = format!(
            "SELECT group_concat('quote(\"' || name || '\")', ' || '','' || ') AS line FROM pragma_table_info('{table}') WHERE name <> 'id_sealed'"
        );
        let columns = diesel::sql_query(columns).get_result::<Line>(conn).unwrap().line;
        // Tables without row numbers are kept in the order of their keys.
        let order = format!(
            "SELECT CASE wr WHEN 1 THEN (SELECT group_concat(name) FROM pragma_table_info('{table}') WHERE pk > 0) ELSE 'rowid' END AS line
             FROM pragma_table_list WHERE schema = 'main' AND name = '{table}'"
        );
        let order = diesel::sql_query(order).get_result::<Line>(conn).unwrap().line;
        let rows = format!("SELECT {columns} AS line FROM {table} ORDER BY {order}");
        for row in diesel::sql_query(rows).load::<Line>(conn).unwrap() {
            writeln!(text, "{table}: {}", without_ids(&row.line, &mut seen)).unwrap();
        }
    }
    text
}

/// Puts a rank in the place of each number with 16 digits or more.
fn without_ids(line: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let (mut text, mut digits) = (String::new(), String::new());
    for letter in line.chars().chain([' ']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if digits.len() >= 16 && digits.len() < 20 {
            let rank = seen.len();
            write!(text, "#{}", seen.entry(digits.clone()).or_insert(rank)).unwrap();
        } else {
            text.push_str(&digits);
        }
        digits.clear();
        text.push(letter);
    }
    text
}

#[test]
fn the_same_seed_gives_the_same_showroom() {
    let dumps = std::cell::RefCell::new(Vec::new());
    for seed in [3, 3, 4] {
        each_engine(async |db| {
            if matches!(db.location(), Location::Postgres(_)) {
                return;
            }
            load(&db, Amount { customers: 40, days: 30, seed }).await;
            let text = db.read(|conn| Ok(dump(conn))).await.unwrap();
            dumps.borrow_mut().push(text);
        });
    }
    let dumps = dumps.into_inner();
    assert!(dumps[0].len() > 100_000, "{}", dumps[0].len());
    let differ = dumps[0].lines().zip(dumps[1].lines()).find(|(one, other)| one != other);
    assert_eq!(differ, None);
    assert_eq!(dumps[0].len(), dumps[1].len());
    assert_ne!(dumps[0], dumps[2]);
}

#[test]
fn every_reference_leads_somewhere_and_the_chain_is_sound() {
    each_engine(async |db| {
        load(&db, SMALL).await;
        journal::seal(&db, now()).await.unwrap();
        assert_eq!(db.read(journal::verify).await.unwrap().unwrap().unsealed, 0);
        db.read(|conn| {
            if let Conn::Sqlite(conn) = conn {
                let broken: Count =
                    diesel::sql_query("SELECT count(*) AS count FROM pragma_foreign_key_check").get_result(conn)?;
                assert_eq!(broken.count, 0);
                let sound: Line =
                    diesel::sql_query("SELECT integrity_check AS line FROM pragma_integrity_check").get_result(conn)?;
                assert_eq!(sound.line, "ok");
            }
            Ok(())
        })
        .await
        .unwrap();
    });
}

#[test]
fn what_happened_has_words() {
    each_engine(async |db| {
        load(&db, SMALL).await;
        let kinds: Vec<String> = db
            .read(|conn| Ok(schema::journal::table.select(schema::journal::kind).distinct().load(conn)?))
            .await
            .unwrap();
        let words = showroom_templates::Words { lang: showroom_templates::Lang::Zh };
        let silent: BTreeSet<&String> = kinds
            .iter()
            .filter(|kind| !matches!(kind.as_str(), "demo.made"))
            .filter(|kind| words.lookup(&kind.replacen('.', "_event_", 1)).is_none())
            .collect();
        assert!(silent.is_empty(), "{silent:?}");
    });
}

/// Everybody and everything, each read as its page reads it.
#[test]
fn every_page_can_read_what_was_made() {
    each_engine(async |db| {
        load(&db, SMALL).await;
        db.read(|conn| {
            let all: Vec<i64> = schema::sites::table.select(schema::sites::id).load(conn)?;
            all.into_iter().try_for_each(|id| read_site(conn, SiteId(id)))
        })
        .await
        .unwrap();
    });
}

fn read_site(conn: &mut Conn, site: SiteId) -> crate::base::error::Answered<()> {
    use schema as s;
    let facts = sites::of(conn, site)?;
    facts.settings.check().unwrap();
    let (clock, today) = (facts.clock(), facts.clock().business_day(now()));
    let boss = Actor::person(site, UserId(1), Role::Supervisor);
    let found = search(conn, site, "CN", &Wanted::default())?;
    assert!(!found.customers.is_empty());
    let ids: Vec<i64> =
        s::customers::table.filter(s::customers::site_id.eq(site.0)).select(s::customers::id).load(conn)?;
    for id in ids.into_iter().map(CustomerId) {
        let customer = customers::store::find(conn, site, id)?;
        customers::actions::completeness(conn, &facts, &customer)?;
        customers::facts::gather(conn, &customer)?;
        customers::store::grades_of(conn, id, 20)?;
        customers::journeys::list_of(conn, id)?;
        visits::store::list_of_customer(conn, id, 50)?;
        followups::store::list_of(conn, id, 50)?;
        deposits::store::of_customer(conn, site, id)?;
        journal::of_customer(conn, site, id, None, 100)?;
    }
    let ids: Vec<(i64, i64)> = s::visits::table
        .filter(s::visits::site_id.eq(site.0))
        .select((s::visits::id, s::visits::journey_id))
        .load(conn)?;
    for (id, journey) in ids {
        let visit = visits::store::find(conn, site, VisitId(id))?;
        assert!(!visits::store::stamps(conn, visit.id)?.is_empty());
        visits::tour::of_visit(conn, visit.id)?;
        visits::signals::score(conn, &visit, now())?;
        visits::needs::of_journey(conn, journey.into())?;
        visits::objections::of_journey(conn, journey.into())?;
        consultants::store::assignment_of(conn, visit.id)?;
        let promised = visit.is_here() || visit.next_on.is_some() || visit.no_next_reason.is_some();
        assert!(promised, "{visit:?}");
    }
    consultants::store::queue(conn, site, today)?;
    for days in 0..45 {
        let day = today - chrono::Duration::days(days);
        consultants::store::assignments_of_day(conn, site, day)?;
        consultants::store::turns_of_day(conn, site, day)?;
    }
    visits::appointments::list_planned(conn, site, clock.day_bounds(today).0, now() + chrono::Duration::days(3))?;
    let ids: Vec<i64> = s::units::table.filter(s::units::site_id.eq(site.0)).select(s::units::id).load(conn)?;
    for id in ids.into_iter().map(UnitId) {
        units::store::find(conn, site, id)?;
        units::store::open_claim(conn, id)?;
        units::store::prices(conn, id)?;
        units::store::happened(conn, id)?;
    }
    let ids: Vec<i64> = s::quotes::table.filter(s::quotes::site_id.eq(site.0)).select(s::quotes::id).load(conn)?;
    for id in ids {
        quotes::store::find(conn, site, QuoteId(id))?.financing()?;
    }
    let ids: Vec<i64> =
        s::deposits::table.filter(s::deposits::site_id.eq(site.0)).select(s::deposits::id).load(conn)?;
    assert!(!ids.is_empty());
    for id in ids.into_iter().map(DepositId) {
        let deposit = deposits::store::find(conn, site, id)?;
        assert!(!deposit.terms.seller.is_empty());
        assert!(!deposits::store::buyers(conn, id)?.is_empty());
        deposits::store::payments_of(conn, id)?;
        deposits::actions::seen(conn, &boss, id)?;
    }
    let ids: Vec<i64> =
        s::contracts::table.filter(s::contracts::site_id.eq(site.0)).select(s::contracts::id).load(conn)?;
    for id in ids.into_iter().map(ContractId) {
        let contract = contracts::store::find(conn, site, id)?;
        contracts::store::steps(conn, id)?;
        assert!(!contracts::store::papers(conn, id)?.is_empty());
        let plan = contracts::store::plan(conn, id)?;
        let sum: i64 = plan.iter().map(|part| part.sum.0).sum();
        assert!(plan.is_empty() || sum == contract.price.0, "{contract:?}");
        contracts::store::milestones(conn, id)?;
        contracts::store::receipts(conn, id)?;
    }
    Ok(())
}

/// Everybody knows the demo's password: its people never get into a house of somebody's own, not even one that is set up in the same moment.
#[test]
fn no_demo_moves_into_a_house_that_is_there() {
    each_engine(async |db| {
        let facts = SiteFacts {
            name: "云栖里".into(),
            goods: Goods::Homes,
            zone: "Asia/Shanghai".into(),
            currency: "CNY".into(),
            country: "CN".into(),
            lang: "zh-CN".into(),
            cutover_minutes: 180,
        };
        db.write(Actor::house(SiteId(0)), now(), move |tx| sites::actions::open(tx, &facts)).await.unwrap();
        let made = make(&db, &Vault::passing(), SMALL, "hash".to_owned(), now()).await;
        assert!(matches!(made, Err(Error::Refused(no)) if no.code == "already_set_up"));
        assert_eq!(db.read(sites::store::list).await.unwrap().len(), 1);
    });
}
