//! What is promised about rulings, on both engines: one open per customer, frozen while it is, appeal, decision, precedent.

use super::model::{Decision, NewRuling, Opponent, Side};
use super::verdict::Rule;
use super::{actions, settle, store};
use crate::base::error::Error;
use crate::base::ids::{CustomerId, UserId};
use crate::business::customers::testing::{World, code};
use crate::business::ownership::lapse;
use crate::platform::db::testing::each_engine;

async fn owned(world: &World) -> CustomerId {
    let id = world.comes("王小明", "13800138000").await;
    world.registers(world.li, id).await.unwrap();
    id
}

fn between(customer: CustomerId, first: UserId, second: UserId) -> NewRuling {
    NewRuling { customer, first, against: Opponent::Consultant(second), question: "客户说先找的王".into() }
}

#[test]
fn a_ruling_finds_at_once_and_holds_the_customer_where_they_are() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let id = owned(&world).await;
        let (li, wang, boss, site) = (world.li, world.wang, world.boss, world.site);
        let open = |who, new: NewRuling| world.acts(who, move |tx| actions::open(tx, &new));
        assert_eq!(code(open(boss, between(id, li, li)).await), "ruling_same_side");
        assert_eq!(code(open(boss, between(id, li, boss)).await), "ruling_stranger");
        assert!(matches!(open(world.desk, between(id, li, wang)).await, Err(Error::Forbidden(_))));
        let ruling = open(wang, between(id, wang, li)).await.unwrap();
        assert_eq!(code(open(boss, between(id, li, wang)).await), "ruling_open");
        let found = world.reads(move |conn| store::find(conn, site, ruling)).await;
        assert_eq!((found.rule, found.verdict), (Rule::Protected, Side::Second));
        assert_eq!(found.kept.days_left, Some(15));
        assert_eq!((found.kept.shares[0].user, found.kept.shares[0].bp), (li, 10_000));
        // Neither moves nor lapses.
        let version = world.customer(id).await.version;
        let give =
            world.acts(boss, move |tx| crate::business::customers::actions::reassign(tx, id, version, wang, "wish"));
        assert_eq!(code(give.await), "ruling_open");
        world.passes(40 * 24);
        assert_eq!(lapse::end(&db, world.now).await.unwrap(), 0);
        assert_eq!(world.customer(id).await.owner, Some(li));
    });
}

#[test]
fn the_losing_side_appeals_and_the_decision_is_a_precedent() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let id = owned(&world).await;
        let (li, wang, boss, site) = (world.li, world.wang, world.boss, world.site);
        let ruling = world.acts(wang, move |tx| actions::open(tx, &between(id, li, wang))).await.unwrap();
        let appeal = |who| world.acts(who, move |tx| actions::appeal(tx, ruling, 1, "客户在我这里看过三次"));
        assert_eq!(code(appeal(li).await), "appeal_not_yours");
        appeal(wang).await.unwrap();
        assert_eq!(code(appeal(wang).await), "ruling_settled");
        let decide = |who, version, decision| {
            world.acts(who, move |tx| actions::decide(tx, ruling, version, decision, "三次接待都有记录，归王"))
        };
        assert!(matches!(decide(wang, 2, Decision::Second).await, Err(Error::Forbidden(_))));
        assert_eq!(code(decide(boss, 2, Decision::Agent).await), "decision_unfit");
        assert_eq!(code(decide(boss, 1, Decision::Second).await), "ruling_settled");
        decide(boss, 2, Decision::Second).await.unwrap();
        assert_eq!(code(decide(boss, 3, Decision::First).await), "ruling_settled");
        let customer = world.customer(id).await;
        assert_eq!((customer.owner, customer.kept.ruling), (Some(wang), None));
        let find =
            |words: &'static str| world.reads(move |conn| Ok(store::precedents(conn, site, Some(words), &[])?.len()));
        assert_eq!((find("三次接待").await, find("先找的王").await, find("报备").await, find("%").await), (1, 1, 0, 0));
        let by_rule = world.reads(move |conn| store::precedents(conn, site, Some("x"), &[Rule::Protected])).await;
        assert_eq!(by_rule.len(), 1);
        world.passes(1);
        world.acts(wang, move |tx| actions::open(tx, &between(id, li, wang))).await.unwrap();
    });
}

#[test]
fn what_nobody_opposes_takes_effect_once_the_days_are_over() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let id = owned(&world).await;
        let (li, wang, site) = (world.li, world.wang, world.site);
        let ruling = world.acts(li, move |tx| actions::open(tx, &between(id, li, wang))).await.unwrap();
        world.passes(3 * 24);
        assert_eq!(settle::unopposed(&db, world.now).await.unwrap(), 0);
        world.passes(24);
        let late = world.acts(wang, move |tx| actions::appeal(tx, ruling, 1, "我不同意")).await;
        assert_eq!(code(late), "appeal_too_late");
        assert_eq!(settle::unopposed(&db, world.now).await.unwrap(), 1);
        assert_eq!(settle::unopposed(&db, world.now).await.unwrap(), 0);
        let settled = world.reads(move |conn| store::find(conn, site, ruling)).await;
        assert_eq!(settled.decided.map(|decided| decided.decision), Some(Decision::Unopposed));
        assert_eq!(world.customer(id).await.owner, Some(li));
    });
}

/// Husband and wife are one batch: who registered the first of them has the other, while that protection runs.
#[test]
fn the_first_registration_of_a_household_counts_for_the_other() {
    use crate::business::customers::households::Relation;
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let (li, wang, boss, site) = (world.li, world.wang, world.boss, world.site);
        let wife = world.comes("陈静", "13900139000").await;
        world.registers(wang, wife).await.unwrap();
        world.passes(1);
        let husband = owned(&world).await;
        let case = async |world: &World| {
            let now = world.now;
            world
                .reads(move |conn| {
                    let site = crate::business::sites::of(conn, site)?;
                    let case = actions::gather(conn, &site, &between(husband, li, wang), now)?;
                    Ok(super::verdict::rule(&case, &site.settings.ownership))
                })
                .await
        };
        assert_eq!(case(&world).await.rule, Rule::Protected);
        world
            .acts(boss, move |tx| {
                crate::business::customers::actions::link_household(tx, husband, wife, Relation::Spouse)
            })
            .await
            .unwrap();
        let found = case(&world).await;
        assert_eq!((found.rule, found.verdict), (Rule::Household, Side::Second));
        // Once that protection has ended, it counts no more.
        world.passes(16 * 24);
        assert_ne!(case(&world).await.rule, Rule::Household);
    });
}
