//! Unit control on both engines: one claim per unit, holds that end, the queue, editing.

use super::actions::{self, Edit};
use super::model::ClaimKind;
use super::states::UnitState;
use super::testing::{World, refused};
use super::{claims, expiry, store};
use crate::base::actor::Actor;
use crate::base::error::Error;
use crate::base::ids::{SiteId, UnitId};
use crate::base::money::Money;
use crate::base::role::Role;
use crate::business::visits;
use crate::platform::db::testing::each_engine;

#[test]
fn who_comes_second_is_told_who_was_first_and_what_is_free() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first, second) = (world.flats[1], world.first, world.second);
        world.acts(world.li, move |tx| actions::hold(tx, flat, first, None)).await.unwrap();
        assert_eq!(world.state(flat).await, UnitState::OnHold);
        let no = refused(world.acts(world.wang, move |tx| actions::hold(tx, flat, second, None)).await);
        assert_eq!(no.code, "unit_taken");
        let told = |name: &str| no.params.iter().find(|(param, _)| *param == name).map(|(_, value)| value.as_str());
        assert_eq!((told("unit"), told("who")), (Some("1-301"), Some("li")));
        assert!(told("since").is_some_and(|since| since.starts_with("11-21 09:")), "{no:?}");
        let labels: Vec<&str> = no.offers.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["1-201", "1-401", "1-501"]);
    });
}

#[test]
fn of_many_at_once_one_gets_the_unit() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first, second) = (world.flats[0], world.first, world.second);
        let tries = (0..20).map(|at| {
            let (who, visit) = if at % 2 == 0 { (world.li, first) } else { (world.wang, second) };
            world.acts(who, move |tx| actions::hold(tx, flat, visit, None))
        });
        let answers = futures_util::future::join_all(tries).await;
        let (winners, losers): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((winners.len(), losers.len()), (1, 19));
        for loser in losers {
            assert_eq!(refused(loser).code, "unit_taken");
        }
    });
}

#[test]
fn a_hold_ends_by_itself_noted_or_not() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (flat, other, first, second) = (world.flats[0], world.flats[1], world.first, world.second);
        for unit in [flat, other] {
            world.acts(world.li, move |tx| actions::hold(tx, unit, first, None)).await.unwrap();
        }
        assert_eq!(expiry::let_go(&world.db, world.now).await.unwrap(), 0);
        world.passes(30);
        // Nobody has noted it, and it may be had all the same.
        let claim = world.acts(world.wang, move |tx| actions::hold(tx, flat, second, None)).await.unwrap();
        assert_eq!(claim.kind, ClaimKind::Hold);
        assert_eq!(world.state(other).await, UnitState::OnHold);
        assert_eq!(expiry::let_go(&world.db, world.now).await.unwrap(), 1);
        assert_eq!(world.state(other).await, UnitState::ForSale);
        let happened = world.reads(move |conn| store::happened(conn, other)).await;
        assert_eq!(happened[0].kind, "units.hold_expired");
        assert_eq!(expiry::let_go(&world.db, world.now).await.unwrap(), 0);
    });
}

#[test]
fn holds_have_their_length_and_their_owner() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first, second) = (world.flats[0], world.first, world.second);
        let too_long = world.acts(world.li, move |tx| actions::hold(tx, flat, first, Some(31))).await;
        assert_eq!((refused(too_long).code, world.state(flat).await), ("hold_too_long", UnitState::ForSale));
        let of_another = world.acts(world.wang, move |tx| actions::hold(tx, flat, first, None)).await;
        assert!(matches!(of_another, Err(Error::Forbidden(_))));
        world.acts(world.boss, move |tx| actions::hold(tx, flat, second, Some(1_440))).await.unwrap();
        assert!(world.acts(world.li, move |tx| actions::release(tx, flat)).await.is_err());
        world.acts(world.boss, move |tx| actions::release(tx, flat)).await.unwrap();
        assert_eq!(world.state(flat).await, UnitState::ForSale);
        assert_eq!(refused(world.acts(world.boss, move |tx| actions::release(tx, flat)).await).code, "claim_ended");
    });
}

#[test]
fn the_queue_keeps_its_numbers() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first, second) = (world.flats[0], world.first, world.second);
        assert_eq!(world.acts(world.li, move |tx| actions::wish(tx, flat, first)).await.unwrap(), 1);
        assert_eq!(refused(world.acts(world.li, move |tx| actions::wish(tx, flat, first)).await).code, "wish_already");
        assert_eq!(world.acts(world.wang, move |tx| actions::wish(tx, flat, second)).await.unwrap(), 2);
        let wishes = world.reads(move |conn| store::wishes(conn, flat)).await;
        let one = wishes[0].id;
        world.acts(world.boss, move |tx| actions::withdraw_wish(tx, flat, one)).await.unwrap();
        assert_eq!(world.acts(world.li, move |tx| actions::wish(tx, flat, first)).await.unwrap(), 3);
        let numbers: Vec<i32> =
            world.reads(move |conn| store::wishes(conn, flat)).await.iter().map(|wish| wish.number).collect();
        assert_eq!(numbers, [2, 3]);
    });
}

fn change(version: i32, list: i64, offered: Option<bool>) -> Edit {
    Edit {
        version,
        list_price: Money::major(list),
        floor_price: Money::major(900_000),
        reason: Some("spring".into()),
        offered,
        mortgaged: false,
        seized: false,
        licence: Some("188".into()),
        note: None,
    }
}

#[test]
fn edits_meet_nobody_else_s() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first) = (world.flats[0], world.first);
        let edit = |edit: Edit| world.acts(world.boss, move |tx| actions::edit(tx, flat, &edit));
        edit(change(1, 1_100_000, Some(true))).await.unwrap();
        assert_eq!(refused(edit(change(1, 1_200_000, None)).await).code, "changed");
        assert_eq!(refused(edit(change(2, 800_000, None)).await).code, "floor_above_list");
        assert_eq!(refused(edit(Edit { reason: None, ..change(2, 1_300_000, None) }).await).code, "required");
        let prices: Vec<Money> =
            world.reads(move |conn| store::prices(conn, flat)).await.iter().map(|price| price.list_price).collect();
        assert_eq!(prices.len(), 2);
        // Somebody takes it while the supervisor takes it from the market: the customer was first.
        world.acts(world.li, move |tx| actions::hold(tx, flat, first, None)).await.unwrap();
        assert_eq!(refused(edit(change(2, 1_100_000, Some(false))).await).code, "unit_not_free");
        // What is seized is not held, whoever asks.
        let other: UnitId = world.flats[1];
        let seize = Edit { seized: true, ..change(1, 1_000_000, None) };
        world.acts(world.boss, move |tx| actions::edit(tx, other, &seize)).await.unwrap();
        assert_eq!(
            refused(world.acts(world.li, move |tx| actions::hold(tx, other, first, None)).await).code,
            "unit_seized"
        );
    });
}

/// The proof's wrong twin: without the referee, two transactions that both found the unit free would both have it.
#[test]
fn without_the_index_a_unit_would_be_sold_twice() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first, second) = (world.flats[0], world.first, world.second);
        let claim = |who, visit| {
            world.acts(who, move |tx| {
                let party = store::party(tx.conn, &tx.actor.clone(), visit)?;
                let wanted = claims::Wanted {
                    unit: flat,
                    kind: ClaimKind::Hold,
                    journey: party.journey,
                    customer: party.customer,
                    consultant: party.consultant,
                    until: None,
                };
                claims::insert_unchecked(tx, &wanted)
            })
        };
        claim(world.li, first).await.unwrap();
        assert!(claim(world.wang, second).await.is_err(), "the index is the referee");
        world
            .acts(world.boss, |tx| {
                use diesel::RunQueryDsl;
                diesel::sql_query("DROP INDEX claims_one_live_per_unit").execute(tx.conn)?;
                Ok(())
            })
            .await
            .unwrap();
        claim(world.wang, second).await.unwrap();
    });
}

#[test]
fn nobody_reaches_into_the_queue_of_another_site() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first) = (world.flats[0], world.first);
        world.acts(world.li, move |tx| actions::wish(tx, flat, first)).await.unwrap();
        let wish = world.reads(move |conn| store::wishes(conn, flat)).await[0].id;
        let elsewhere = Actor::person(SiteId(1), world.boss, Role::Supervisor);
        let gone = world.db.write(elsewhere, world.now, move |tx| actions::withdraw_wish(tx, flat, wish)).await;
        assert!(matches!(gone, Err(Error::Missing)));
        assert_eq!(world.reads(move |conn| store::wishes(conn, flat)).await.len(), 1);
    });
}

#[test]
fn what_was_kept_for_a_party_follows_it_to_the_customer_it_turns_out_to_be() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (site, flat, first, second, now) = (world.site, world.flats[0], world.first, world.second, world.now);
        world.acts(world.li, move |tx| super::actions::hold(tx, flat, first, None)).await.unwrap();
        let before = world.reads(move |conn| visits::store::find(conn, site, first)).await.journey;
        let after = world.reads(move |conn| visits::store::find(conn, site, second)).await;
        let customer = after.customer.unwrap();
        world.acts(world.li, move |tx| super::claims::follow(tx, before, after.journey, customer)).await.unwrap();
        let left = world.reads(move |conn| super::store::claims_of_journey(conn, before, now)).await;
        let kept = world.reads(move |conn| super::store::claims_of_journey(conn, after.journey, now)).await;
        assert_eq!((left.len(), kept.len()), (0, 1));
        assert_eq!((kept[0].unit, kept[0].customer), (flat, Some(customer)));
    });
}
