//! Two customers become one, and two again: whatever their histories, every page is as it was.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use showroom::base::actor::Actor;
use showroom::base::grade::Grade;
use showroom::base::ids::{CustomerId, SiteId};
use showroom::base::phone::Phone;
use showroom::base::role::Role;
use showroom::business::customers::households::Relation;
use showroom::business::customers::search::{self, Wanted};
use showroom::business::customers::{actions as customers, store};
use showroom::business::merging::actions::{self, Wish};
use showroom::business::merging::choosing::{Choices, Field, Side};
use showroom::business::merging::undoing;
use showroom::platform::db::{Db, Location};
use showroom::platform::http::present;

use crate::support::crawl::Demo;
use crate::support::database::each_engine;
use crate::support::inside::{Caller, Inside};

/// What a merge itself says on time lines; the journal forgets nothing.
const OF_THE_MERGE: [&str; 3] = ["并入了另一位", "合并已撤销", "从合并中恢复"];

/// One case: which two of the customers, what happens to them first, and what is chosen.
#[derive(Debug, Clone)]
struct Case {
    kept: usize,
    gone: usize,
    before: Vec<(u8, bool, usize)>,
    chosen: Vec<bool>,
}

fn case() -> impl Strategy<Value = Case> {
    let acts = proptest::collection::vec((0..6_u8, any::<bool>(), 0..30_usize), 0..6);
    (0..30_usize, 1..30_usize, acts, proptest::collection::vec(any::<bool>(), 10))
        .prop_map(|(kept, apart, before, chosen)| Case { kept, gone: (kept + apart) % 30, before, chosen })
}

#[test]
fn a_merge_that_is_undone_leaves_every_page_as_it_was() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let boss = demo.enter_once(&inside, Role::Supervisor).await;
        let consultant = demo.enter_once(&inside, Role::Consultant).await;
        let site = site_of(&db).await;
        let cases = if matches!(db.location(), Location::Sqlite(_)) { 20 } else { 6 };
        let mut runner = TestRunner::new_with_rng(
            Config::default(),
            proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        );
        let people = some_people(&db, site).await;
        let mut merged = 0;
        for number in 0..cases {
            let case = case().new_tree(&mut runner).unwrap().current();
            let (kept, gone) = (people[case.kept % people.len()], people[case.gone % people.len()]);
            if kept == gone {
                continue;
            }
            for act in &case.before {
                happen(&db, site, number, *act, kept, gone, &people).await;
            }
            let before = everything(&boss, &consultant, kept, gone).await;
            let choices = Field::ALL.into_iter().zip(&case.chosen);
            let choices: Vec<(Field, Side)> =
                choices.map(|(field, gone)| (field, if *gone { Side::Gone } else { Side::Kept })).collect();
            let merge = db
                .write(Actor::house(site), present(), move |tx| {
                    let version =
                        |tx: &mut showroom::platform::db::Tx, id| store::find(tx.conn, site, id).map(|one| one.version);
                    let (one, other) = (version(tx, kept)?, version(tx, gone)?);
                    let choices = Choices(choices.clone());
                    actions::merge(tx, &Wish { kept: (kept, one), gone: (gone, other), choices, reason: None })
                })
                .await;
            let merge = match merge {
                Ok(merge) => merge,
                // Two parties on the floor stay two, and nothing moves while it is asked whose they are.
                Err(showroom::base::error::Error::Refused(no))
                    if ["merge_both_here", "merge_ruling_open"].contains(&no.code) =>
                {
                    continue;
                }
                Err(error) => panic!("{case:?}: {error:?}"),
            };
            merged += 1;
            let one = boss.get(&format!("/customers/{kept}")).await;
            assert_eq!(one.status, 200, "{case:?}");
            let old = boss.get(&format!("/customers/{gone}")).await;
            assert_eq!((old.status, old.location()), (303, format!("/customers/{kept}")));
            let line = time_line(&boss, kept).await;
            let both: Vec<&String> =
                before.iter().filter(|(name, _)| name.ends_with("time line")).flat_map(|(_, events)| events).collect();
            let lost: Vec<&&String> = both.iter().filter(|event| !line.contains(event)).collect();
            assert!(lost.is_empty(), "{case:?}: the time line shows both histories, without {lost:?}");
            let shown = boss.get(&format!("/merges/{merge}")).await;
            assert_eq!(shown.status, 200);
            db.write(Actor::house(site), present(), move |tx| undoing::undo(tx, merge)).await.unwrap();
            let after = everything(&boss, &consultant, kept, gone).await;
            for (name, page) in &before {
                assert_eq!(page, &after[name], "{name} of {case:?}");
            }
        }
        assert!(merged > cases / 2, "{merged} of {cases} cases were merged");
    });
}

async fn site_of(db: &Db) -> SiteId {
    db.read(showroom::business::sites::store::list).await.unwrap()[0].id
}

async fn some_people(db: &Db, site: SiteId) -> Vec<CustomerId> {
    let found = db.read(move |conn| search::search(conn, site, "CN", &Wanted::default())).await.unwrap();
    found.customers.iter().map(|customer| customer.id).collect()
}

/// Something happens to one of the two; what the rules refuse does not happen.
async fn happen(
    db: &Db,
    site: SiteId,
    number: u32,
    (what, to_gone, with): (u8, bool, usize),
    kept: CustomerId,
    gone: CustomerId,
    people: &[CustomerId],
) {
    let (id, other) = (if to_gone { gone } else { kept }, people[with % people.len()]);
    let act = move |tx: &mut showroom::platform::db::Tx| {
        let customer = store::find(tx.conn, site, id)?;
        match what {
            0 => {
                let phone = Phone::parse(&format!("1991{number:03}{with:04}"), "CN")?;
                customers::add_number(tx, id, &phone, "work")
            }
            1 => customers::link_household(tx, id, other, Relation::Parent),
            2 => customers::set_grade(tx, id, customer.version, Grade::B, Some("said so")),
            3 => customers::reached(tx, id),
            4 => customers::link_household(tx, kept, gone, Relation::Spouse),
            _ => customers::lose(tx, id, customer.version, "price"),
        }
    };
    match db.write(Actor::house(site), present(), act).await {
        Ok(()) | Err(showroom::base::error::Error::Refused(_)) => {}
        Err(error) => panic!("{error:?}"),
    }
}

/// Every page on which the two are seen, in pieces: what stands on it, and the time lines.
async fn everything(
    boss: &Caller<'_>,
    consultant: &Caller<'_>,
    kept: CustomerId,
    gone: CustomerId,
) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for (name, id) in [("one", kept), ("other", gone)] {
        for page in ["", "/numbers", "/household", "/card", "/grade", "/consent"] {
            let text = boss.get(&format!("/customers/{id}{page}")).await;
            assert_eq!(text.status, 200, "/customers/{id}{page}: {}", text.location());
            all.insert(format!("{name}{page}"), vec![still(&without_time_line(&text.body))]);
        }
        all.insert(format!("{name}: time line"), time_line(boss, id).await);
    }
    for (who, caller) in [("supervisor", boss), ("consultant", consultant)] {
        for page in ["/customers", "/my-day"] {
            let text = caller.get(page).await;
            all.insert(format!("{page} of the {who}"), vec![still(&text.body)]);
        }
    }
    all
}

/// The entries of a time line, all pages of it, without those of merges.
async fn time_line(caller: &Caller<'_>, id: CustomerId) -> Vec<String> {
    let (mut events, mut next) = (Vec::new(), Some(format!("/customers/{id}")));
    while let Some(path) = next {
        let page = caller.get(&path).await;
        let whole = piece(&page.body, "<div id=\"timeline\">", "</section>");
        let list = piece(whole, "<ol class=\"timeline\">", "</ol>");
        let entries = list.split("<li>").skip(1).map(str::to_owned);
        events.extend(entries.filter(|entry| !OF_THE_MERGE.iter().any(|said| entry.contains(said))));
        let earlier = whole.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(href, _)| href);
        next = earlier
            .filter(|href| href.contains("?before="))
            .map(|href| href.split('#').next().unwrap().to_owned())
            .next();
    }
    events
}

fn without_time_line(body: &str) -> String {
    let Some((head, rest)) = body.split_once("<div id=\"timeline\">") else { return body.to_owned() };
    let tail = rest.split_once("</section>").map_or("", |(_, tail)| tail);
    format!("{head}{tail}")
}

fn piece<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let Some((_, rest)) = text.split_once(from) else { return "" };
    rest.split_once(to).map_or(rest, |(piece, _)| piece)
}

/// A page without what is new each time it is drawn: keys of forms, versions of records.
fn still(body: &str) -> String {
    let mut text = body.to_owned();
    for name in ["_key", "version"] {
        let start = format!("name=\"{name}\" value=\"");
        let parts: Vec<&str> = text.split(&start).collect();
        let rest: Vec<String> =
            parts[1..].iter().map(|part| part.split_once('"').map_or("", |(_, rest)| rest).to_owned()).collect();
        text = std::iter::once(parts[0].to_owned()).chain(rest).collect::<Vec<_>>().join(&start);
    }
    text
}
