//! What is promised about who is who, on both engines: several numbers, one person per number, households.

use super::actions;
use super::households::{self, Relation};
use super::model::{CardInput, NumberInput};
use super::store;
use super::testing::{World, code, phone, whole_card};
use crate::base::error::Error;
use crate::base::ids::CustomerId;
use crate::platform::db::testing::each_engine;

async fn numbers(world: &World, id: CustomerId) -> Vec<String> {
    let numbers = world.reads(move |conn| store::numbers_of(conn, id)).await;
    numbers
        .iter()
        .map(|one| format!("{}{} {}", if one.is_main { "*" } else { "" }, one.phone.tail(), one.label))
        .collect()
}

#[test]
fn one_person_has_several_numbers_and_each_number_one_person() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let wang = world.comes("王小明", "13800138000").await;
        let zhou = world.comes("周平", "13800138001").await;
        let add = |id, number: &'static str, label: &'static str| {
            world.acts(world.boss, move |tx| actions::add_number(tx, id, &phone(number), label))
        };
        add(wang, "13900001111", "work").await.unwrap();
        assert_eq!(code(add(wang, "139 0000 1111", "own").await), "number_known");
        assert_eq!(code(add(zhou, "+86 13900001111", "own").await), "number_of_another");
        for at in 2..8 {
            world
                .acts(world.boss, move |tx| actions::add_number(tx, wang, &phone(&format!("1390000222{at}")), "other"))
                .await
                .unwrap();
        }
        assert_eq!(code(add(wang, "13900009999", "own").await), "numbers_too_many");
        assert_eq!(numbers(&world, wang).await[..2], ["*8000 own", "1111 work"]);
        let rows = world.reads(move |conn| store::numbers_of(conn, wang)).await;
        let (first, second) = (rows[0].id, rows[1].id);
        world.acts(world.boss, move |tx| actions::make_main(tx, wang, second)).await.unwrap();
        world.acts(world.boss, move |tx| actions::label_number(tx, wang, first, "spouse")).await.unwrap();
        assert_eq!(numbers(&world, wang).await[..2], ["*1111 work", "8000 spouse"]);
        // The card shows three numbers; saving it takes nothing off that it does not show.
        let version = world.customer(wang).await.version;
        let shown = world.reads(move |conn| store::numbers_of(conn, wang)).await;
        let kept = shown[..3].iter().map(|number| NumberInput::Kept(number.id)).collect();
        let input = CardInput { numbers: kept, ..whole_card("王小明") };
        world.acts(world.boss, move |tx| actions::save_card(tx, wang, version, &input, None)).await.unwrap();
        assert_eq!(numbers(&world, wang).await.len(), 8);
        world.acts(world.boss, move |tx| actions::remove_number(tx, wang, second)).await.unwrap();
        assert_eq!(numbers(&world, wang).await[0], "*8000 spouse");
        add(zhou, "13900001111", "own").await.unwrap();
        assert!(matches!(
            world.acts(world.boss, move |tx| actions::make_main(tx, zhou, first)).await,
            Err(Error::Missing)
        ));
    });
}

#[test]
fn two_who_add_one_number_at_once_get_one_person() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let mut people = Vec::new();
        for at in 0..8 {
            people.push(world.comes("王小明", &format!("1380013800{at}")).await);
        }
        let rush = futures_util::future::join_all(
            people
                .into_iter()
                .map(|id| world.acts(world.boss, move |tx| actions::add_number(tx, id, &phone("13900001111"), "own"))),
        )
        .await;
        assert_eq!(rush.iter().filter(|one| one.is_ok()).count(), 1);
        assert!(rush.into_iter().filter(Result::is_err).all(|one| code(one) == "number_of_another"));
    });
}

#[test]
fn the_database_itself_refuses_a_second_person_with_one_number() {
    each_engine(async |db| {
        let world = World::new(db).await;
        world.comes("王小明", "13800138000").await;
        let zhou = world.comes("周平", "13800138001").await;
        let past_the_rules =
            world.acts(world.boss, move |tx| store::insert_number(tx, zhou, &phone("13800138000"), false)).await;
        assert!(
            matches!(past_the_rules, Err(error) if crate::platform::db::fault::violates_unique(&error, store::ONE_PERSON_PER_NUMBER))
        );
    });
}

#[test]
fn a_household_is_one_batch_and_the_first_registration_is_named() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let father = world.comes("王大明", "13800138000").await;
        let son = world.comes("王小明", "13800138001").await;
        let wife = world.comes("李娜", "13800138002").await;
        world.registers(world.li, son).await.unwrap();
        world.passes(2);
        world.registers(world.wang, wife).await.unwrap();
        let link =
            |id, other, relation| world.acts(world.boss, move |tx| actions::link_household(tx, id, other, relation));
        link(son, father, Relation::Parent).await.unwrap();
        link(wife, son, Relation::Spouse).await.unwrap();
        assert_eq!(code(link(father, son, Relation::Child).await), "kin_already");
        assert_eq!(code(link(son, son, Relation::Spouse).await), "kin_oneself");
        let site = world.site;
        let household = |id| {
            world.reads(move |conn| {
                let kin = households::of(conn, site, id)?;
                Ok(kin.iter().map(|one| (one.customer.id, one.link.map(|(_, relation)| relation))).collect::<Vec<_>>())
            })
        };
        assert_eq!(household(father).await, [(son, Some(Relation::Child)), (wife, None)]);
        assert_eq!(household(wife).await, [(son, Some(Relation::Spouse)), (father, None)]);
        assert_eq!(household(son).await.len(), 2);
        let kin = world.reads(move |conn| households::of(conn, site, wife)).await;
        let first = households::first_registered(kin.iter().map(|one| &one.customer)).unwrap();
        assert_eq!((first.id, first.owner), (son, Some(world.li)));
        let link = kin[0].link.unwrap().0;
        world.acts(world.boss, move |tx| actions::unlink_household(tx, wife, link)).await.unwrap();
        assert!(household(wife).await.is_empty());
        assert!(matches!(
            world.acts(world.boss, move |tx| actions::unlink_household(tx, wife, link)).await,
            Err(Error::Missing)
        ));
    });
}
