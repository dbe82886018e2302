//! What is promised about merging, on both engines: nothing of a customer is left behind, who went leads to who stayed, and undoing says clearly
//! when it cannot be.

use diesel::prelude::*;

use super::actions::{self, Wish};
use super::choosing::{self, Choices, Field, Side};
use super::likeness::Why;
use super::{doubts, store, undoing};
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, RowId};
use crate::business::customers::households::{self, Relation};
use crate::business::customers::testing::{World, code, meeting};
use crate::business::customers::{actions as customers, journeys, store as people};
use crate::platform::db::Conn;
use crate::platform::db::schema::merges;
use crate::platform::db::testing::each_engine;

/// Every column that names a customer or a journey, and who moves it. A new table that names one must be moved by its owner.
const MOVED: [&str; 22] = [
    "appointments.customer_id",
    "calls.customer_id",
    "claims.customer_id",
    "claims.journey_id",
    "consents.customer_id",
    "contracts.customer_id",
    "contracts.journey_id",
    "customer_phones.customer_id",
    "deposits.customer_id",
    "deposits.journey_id",
    "follow_ups.customer_id",
    "follow_ups.journey_id",
    "grade_changes.customer_id",
    "item_ticks.journey_id",
    "journeys.customer_id",
    "kinships.first_id",
    "kinships.second_id",
    "needs.journey_id",
    "objections.journey_id",
    "payments.customer_id",
    "protections.customer_id",
    "quotes.customer_id",
];
const MOVED_TOO: [&str; 4] = ["quotes.journey_id", "visits.customer_id", "visits.journey_id", "wishes.customer_id"];
/// Tables of capabilities after merging, which move theirs as a consequence of it (`reactions`).
const ELSEWHERE: [&str; 10] = [
    "erasures.customer_id",
    "privacy_requests.customer_id",
    "visit_cards.customer_id",
    "birthdays.customer_id",
    "extension_requests.customer_id",
    "filings.customer_id",
    "pool.customer_id",
    "pool_claims.customer_id",
    "reminders.customer_id",
    "rulings.customer_id",
];

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = diesel::sql_types::Text)]
    place: String,
}

#[test]
fn every_table_that_names_a_customer_is_moved() {
    each_engine(async |db| {
        let places = db
            .read(|conn| match conn {
                Conn::Sqlite(conn) => {
                    let sql = "SELECT m.name || '.' || f.\"from\" AS place FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
                               WHERE m.type = 'table' AND f.\"table\" IN ('customers', 'journeys') ORDER BY 1";
                    Ok(diesel::sql_query(sql).load::<Reference>(conn)?)
                }
                Conn::Postgres(_) => Ok(Vec::new()),
            })
            .await
            .unwrap();
        let known = |place: &str| MOVED.iter().chain(&MOVED_TOO).chain(&ELSEWHERE).any(|moved| *moved == place);
        let left: Vec<&str> = places.iter().map(|one| one.place.as_str()).filter(|place| !known(place)).collect();
        assert!(left.is_empty(), "these name a customer and are not moved by a merge: {left:?}");
    });
}

async fn merge(world: &World, kept: CustomerId, gone: CustomerId, choices: Choices) -> Answered<RowId> {
    let wish = Wish {
        kept: (kept, world.customer(kept).await.version),
        gone: (gone, world.customer(gone).await.version),
        choices,
        reason: Some("the same voice".into()),
    };
    world.acts(world.boss, move |tx| actions::merge(tx, &wish)).await
}

async fn undo(world: &World, id: RowId) -> Answered<()> {
    world.acts(world.boss, move |tx| undoing::undo(tx, id)).await
}

/// Two cards of one person: an older one with Li, a newer one with Wang.
async fn two_cards(world: &mut World) -> (CustomerId, CustomerId) {
    let old = world.comes("王小明", "13800138000").await;
    world.registers(world.li, old).await.unwrap();
    world.passes(24);
    let new = world.comes("王晓明", "13800138001").await;
    world.registers(world.wang, new).await.unwrap();
    let version = world.customer(new).await.version;
    world.acts(world.wang, move |tx| customers::set_grade(tx, new, version, Grade::B, Some("said so"))).await.unwrap();
    (old, new)
}

#[test]
fn one_person_has_everything_of_both_and_the_old_address_leads_there() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (old, new) = two_cards(&mut world).await;
        let (one, other) = (world.customer(old).await, world.customer(new).await);
        let offered = choosing::offered(&one, &other);
        assert_eq!((offered.of(Field::Owner), offered.of(Field::Grade)), (Side::Kept, Side::Gone));
        let id = merge(&world, old, new, offered).await.unwrap();
        let person = world.customer(old).await;
        assert_eq!((person.owner, person.grade, person.visits), (Some(world.li), Some(Grade::B), 2));
        assert_eq!(person.registered_at, one.registered_at);
        let numbers = world.reads(move |conn| people::numbers_of(conn, old)).await;
        assert_eq!(numbers.iter().map(|number| number.phone.tail()).collect::<Vec<_>>(), ["8000", "8001"]);
        let site = world.site;
        assert_eq!(world.reads(move |conn| store::survivor(conn, site, new)).await, Some(old));
        assert_eq!(world.reads(move |conn| store::one_person(conn, site, old)).await, [old, new]);
        assert!(world.db.read(move |conn| people::find(conn, site, new)).await.is_err());
        // The other number finds the one person from now on.
        let met = world.acts(world.desk, |tx| customers::meet(tx, &meeting("王晓明", "13800138001"))).await.unwrap();
        assert_eq!((met.customer.id, met.is_new), (old, false));
        let open = world.reads(move |conn| journeys::list_of(conn, old)).await;
        assert_eq!(open.iter().filter(|one| one.status == journeys::Status::Open).count(), 1);
        // What happens since stays with the one who stayed.
        world.acts(world.desk, move |tx| customers::came(tx, old)).await.unwrap();
        undo(&world, id).await.unwrap();
        undo(&world, id).await.unwrap();
        let (first, second) = (world.customer(old).await, world.customer(new).await);
        assert_eq!((first.owner, first.grade, first.visits), (one.owner, one.grade, one.visits + 1));
        assert_eq!((second.owner, second.grade, second.visits), (other.owner, other.grade, other.visits));
        assert_eq!((second.version, second.updated_at), (other.version, other.updated_at));
        for id in [old, new] {
            let open = world.reads(move |conn| journeys::open_of(conn, id)).await;
            assert!(open.is_some(), "each is on a journey again");
            let numbers = world.reads(move |conn| people::numbers_of(conn, id)).await;
            assert!(numbers.len() == 1 && numbers[0].is_main);
        }
    });
}

#[test]
fn undoing_says_clearly_why_it_cannot_be() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (a, b) = two_cards(&mut world).await;
        let c = world.comes("周平", "13900001111").await;
        let first = merge(&world, a, b, Choices::default()).await.unwrap();
        let second = merge(&world, c, a, Choices::default()).await.unwrap();
        assert_eq!(code(undo(&world, first).await), "merge_kept_gone");
        let site = world.site;
        assert_eq!(world.reads(move |conn| store::survivor(conn, site, b)).await, Some(c));
        assert_eq!(world.reads(move |conn| store::one_person(conn, site, c)).await, [c, a, b]);
        undo(&world, second).await.unwrap();
        let third = merge(&world, a, c, Choices::default()).await.unwrap();
        assert_eq!(code(undo(&world, first).await), "merge_later_first");
        undo(&world, third).await.unwrap();
        // Who is erased is forgotten here too.
        world
            .acts(world.boss, move |tx| {
                Ok(diesel::update(merges::table).set(merges::gone_before.eq("{}")).execute(tx.conn)?)
            })
            .await
            .unwrap();
        assert_eq!(code(undo(&world, first).await), "merge_forgotten");
        assert_eq!(code(merge(&world, a, a, Choices::default()).await), "merge_oneself");
    });
}

#[test]
fn two_merges_at_once_lose_nobody() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (a, b) = two_cards(&mut world).await;
        let (one, other) = (world.customer(a).await.version, world.customer(b).await.version);
        let wish = |kept, gone| Wish { kept, gone, choices: Choices::default(), reason: None };
        let (there, back) = (wish((a, one), (b, other)), wish((b, other), (a, one)));
        let both = futures_util::future::join(
            world.acts(world.boss, move |tx| actions::merge(tx, &there)),
            world.acts(world.boss, move |tx| actions::merge(tx, &back)),
        )
        .await;
        assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
    });
}

#[test]
fn a_household_goes_along_and_comes_back() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (a, b) = two_cards(&mut world).await;
        let child = world.comes("王小小", "13700001111").await;
        for (one, other, relation) in
            [(a, child, Relation::Child), (b, child, Relation::Child), (a, b, Relation::Spouse)]
        {
            world.acts(world.boss, move |tx| customers::link_household(tx, one, other, relation)).await.unwrap();
        }
        let site = world.site;
        let kin = |id| {
            world.reads(move |conn| {
                let kin = households::of(conn, site, id)?;
                Ok(kin.iter().map(|one| (one.customer.id, one.link.map(|(_, relation)| relation))).collect::<Vec<_>>())
            })
        };
        let before = (kin(a).await, kin(b).await, kin(child).await);
        let id = merge(&world, a, b, Choices::default()).await.unwrap();
        assert_eq!(kin(a).await, [(child, Some(Relation::Child))]);
        assert_eq!(kin(child).await, [(a, Some(Relation::Parent))]);
        undo(&world, id).await.unwrap();
        assert_eq!((kin(a).await, kin(b).await, kin(child).await), before);
    });
}

#[test]
fn doubtful_pairs_are_found_told_and_settled() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let a = world.comes("王小明", "13800138000").await;
        let b = world.comes("汪晓铭", "13800138001").await;
        let c = world.comes("王小明", "13911112222").await;
        for id in [a, b, c] {
            world.acts(world.boss, move |tx| doubts::look(tx, id)).await.unwrap();
        }
        let site = world.site;
        let open = || world.reads(move |conn| store::open_pairs(conn, site, 20));
        let pairs = open().await;
        assert_eq!(pairs.len(), 1, "a name alone is nothing: {pairs:?}");
        assert_eq!((pairs[0].people, pairs[0].why.clone()), ((a, b), vec![Why::SameSound, Why::NearNumber]));
        let pair = pairs[0].id;
        world.acts(world.boss, move |tx| doubts::settle_as_two(tx, pair)).await.unwrap();
        world.acts(world.boss, move |tx| doubts::look(tx, a)).await.unwrap();
        assert!(open().await.is_empty(), "what is settled is not asked again");
        world.acts(world.boss, move |tx| doubts::tell(tx, c, a)).await.unwrap();
        assert_eq!(open().await[0].why, [Why::Told]);
        assert_eq!(code(world.acts(world.boss, move |tx| doubts::tell(tx, a, a)).await), "merge_oneself");
        merge(&world, a, c, Choices::default()).await.unwrap();
        assert!(open().await.is_empty());
    });
}
