//! What privacy does, on both engines.

use super::actions;
use super::cards::Code;
use super::model::{RequestKind, Why};
use super::register::REGISTER;
use super::{present, retention, store};
use crate::base::error::Error;
use crate::base::ids::CustomerId;
use crate::business::customers::actions::{Answer, answer_notice};
use crate::business::customers::store as people;
use crate::business::customers::testing::{World, code};
use crate::business::{followups, sites};
use crate::platform::db::testing::each_engine;
use crate::platform::seal::Vault;
use chrono::Duration;
use showroom_templates::{Lang, Words};

/// A customer of Li with a card, who left, and the code.
async fn carded(world: &World, vault: &Vault, number: &str) -> (CustomerId, Code) {
    let id = world.comes("王小明", number).await;
    world.registers(world.li, id).await.unwrap();
    let given =
        vec![Answer { purpose: "contact".into(), given: true }, Answer { purpose: "marketing".into(), given: true }];
    world.acts(world.li, move |tx| answer_notice(tx, id, 1, Lang::Zh, &given)).await.unwrap();
    let sealing = vault.clone();
    world.acts(world.li, move |tx| actions::give_card(tx, &sealing, id)).await.unwrap();
    let opening = vault.clone();
    let code = world
        .reads(move |conn| {
            let card = store::card_of(conn, id)?.unwrap();
            store::code_of(&opening, &card)
        })
        .await;
    (id, code)
}

#[test]
fn everything_that_is_kept_has_a_name_that_people_read() {
    let named = |item: &super::register::Item| format!("privacy_item_{}_{}", item.table, item.column);
    let words = showroom_templates::Words::default();
    let nameless: Vec<String> = REGISTER.iter().map(named).filter(|name| words.lookup(name).is_none()).collect();
    assert!(nameless.is_empty(), "{nameless:?}");
}

#[test]
fn the_code_of_a_card_opens_what_is_held_and_takes_consents_back() {
    each_engine(async |db| {
        let (world, vault) = (World::new(db).await, Vault::passing());
        let (id, code) = carded(&world, &vault, "13800138000").await;
        let site = world.site;
        let held = world
            .reads(move |conn| {
                let site = sites::of(conn, site)?;
                present::copy(conn, Words::new(Lang::En), &site, id)
            })
            .await;
        let values: Vec<&str> =
            held.iter().flat_map(|(_, held)| held.iter().map(|(_, value)| value.as_str())).collect();
        for expected in ["王小明", "138 0013 8000", "余杭区"] {
            assert!(values.contains(&expected), "{expected} of {values:?}");
        }
        let (seal, by_code) = (vault.clone(), code.clone());
        world.acts(world.desk, move |tx| actions::withdraw(tx, &seal, &by_code, "contact")).await.unwrap();
        let left: Vec<(String, bool)> = world
            .reads(move |conn| people::consents_of(conn, id))
            .await
            .into_iter()
            .map(|consent| (consent.purpose, consent.withdrawn_at.is_none()))
            .collect();
        assert!(left.contains(&("contact".into(), false)) && left.contains(&("marketing".into(), true)), "{left:?}");
        assert!(!world.reads(move |conn| people::may_be_contacted(conn, id)).await);
        assert!(world.reads(move |conn| followups::store::planned_of(conn, id)).await.is_empty());
    });
}

#[test]
fn a_new_card_ends_the_old_code() {
    each_engine(async |db| {
        let (world, vault) = (World::new(db).await, Vault::passing());
        let (id, old) = carded(&world, &vault, "13800138000").await;
        let sealing = vault.clone();
        world.acts(world.li, move |tx| actions::give_card(tx, &sealing, id)).await.unwrap();
        let seal = vault.clone();
        let refused = world.acts(world.desk, move |tx| actions::withdraw(tx, &seal, &old, "contact")).await;
        assert!(matches!(refused, Err(Error::Missing)));
        let (seal, stranger) = (vault.clone(), Code::fresh());
        let refused = world.acts(world.desk, move |tx| actions::withdraw(tx, &seal, &stranger, "contact")).await;
        assert!(matches!(refused, Err(Error::Missing)));
        // A colleague does not print cards for Li's customers.
        let sealing = vault.clone();
        let colleague = world.acts(world.wang, move |tx| actions::give_card(tx, &sealing, id)).await;
        assert!(matches!(colleague, Err(Error::Forbidden(_))));
    });
}

#[test]
fn what_a_visitor_asks_is_answered_once() {
    each_engine(async |db| {
        let (world, vault) = (World::new(db).await, Vault::passing());
        let (id, by_code) = carded(&world, &vault, "13800138000").await;
        let ask = |kind, words: Option<&'static str>| {
            let (seal, by_code) = (vault.clone(), by_code.clone());
            world.acts(world.desk, move |tx| actions::ask(tx, &seal, &by_code, kind, words))
        };
        assert_eq!(code(ask(RequestKind::Correct, None).await), "words_missing");
        ask(RequestKind::Correct, Some("名字是王晓明")).await.unwrap();
        assert_eq!(code(ask(RequestKind::Correct, Some("还没改")).await), "request_waits");
        ask(RequestKind::Copy, None).await.unwrap();
        let site = world.site;
        let open = world.reads(move |conn| store::open_requests(conn, site, 9)).await;
        let request = open.iter().find(|request| request.kind == RequestKind::Correct).unwrap().id;
        let answer = |who, done| world.acts(who, move |tx| actions::answer(tx, request, done, None));
        assert!(matches!(answer(world.li, true).await, Err(Error::Forbidden(_))));
        assert_eq!(code(answer(world.boss, false).await), "reason_missing");
        answer(world.boss, true).await.unwrap();
        assert_eq!(code(answer(world.boss, true).await), "request_answered");
        assert_eq!(world.reads(move |conn| store::requests_of(conn, id, 9)).await.len(), 2);
    });
}

#[test]
fn who_asks_for_it_is_made_anonymous_and_not_contacted_again() {
    each_engine(async |db| {
        let (world, vault) = (World::new(db).await, Vault::passing());
        let (id, by_code) = carded(&world, &vault, "13800138000").await;
        let erase = |tail: &'static str| {
            let (seal, by_code) = (vault.clone(), by_code.clone());
            world.acts(world.desk, move |tx| actions::erase_by_card(tx, &seal, &by_code, tail))
        };
        assert_eq!(code(erase("0000").await), "tail_wrong");
        assert_eq!(code(erase("").await), "tail_wrong");
        erase("8000").await.unwrap();
        let gone = world.customer(id).await;
        assert_eq!((gone.name_text(), gone.owner, gone.district.as_deref()), ("", None, None));
        for item in REGISTER.iter().filter(|item| item.erase != super::register::Erase::Stays) {
            let held = world.reads(move |conn| store::held(conn, id, item)).await;
            let left: Vec<_> = held
                .into_iter()
                .filter_map(|row| row.value)
                .filter(|text| !matches!(text.as_str(), "" | "none" | "[]"))
                .collect();
            assert!(left.is_empty(), "{}.{}: {left:?}", item.table, item.column);
        }
        let (site, seal) = (world.site, vault.clone());
        assert!(world.reads(move |conn| store::is_silenced(conn, &seal, site, "+8613800138000")).await);
        // The same number is somebody new, should they come again.
        assert_ne!(world.comes("王小明", "13800138000").await, id);
    });
}

#[test]
fn a_copy_opens_for_ten_minutes_to_who_made_it() {
    each_engine(async |db| {
        let (world, vault) = (World::new(db).await, Vault::passing());
        let (id, _) = carded(&world, &vault, "13800138000").await;
        assert!(matches!(world.acts(world.li, move |tx| actions::make_copy(tx, id)).await, Err(Error::Forbidden(_))));
        world.acts(world.boss, move |tx| actions::make_copy(tx, id)).await.unwrap();
        let (boss, li, now) = (world.boss, world.li, world.now);
        let open = |user, minutes| {
            world.reads(move |conn| actions::copied_lately(conn, user, id, now + Duration::minutes(minutes)))
        };
        assert!(open(boss, 9).await && !open(boss, 11).await && !open(li, 1).await);
    });
}

#[test]
fn what_is_past_its_time_goes_by_itself_and_what_is_not_stays() {
    each_engine(async |db| {
        let (world, vault) = (World::new(db).await, Vault::passing());
        let (old, _) = carded(&world, &vault, "13800138000").await;
        let year = world.now + Duration::days(364);
        assert_eq!(retention::keep_times(&world.db, year).await.unwrap(), (0, 0));
        let over = world.now + Duration::days(367);
        assert_eq!(retention::keep_times(&world.db, over).await.unwrap(), (1, 0));
        assert_eq!(retention::keep_times(&world.db, over).await.unwrap(), (0, 0));
        let erasure = world.reads(move |conn| store::erasure_of(conn, old)).await.unwrap();
        assert_eq!((erasure.why, erasure.deal_kept, erasure.by), (Why::Retention, false, None));
        // Nobody asked for silence: a number whose time was over may come again and be called.
        let (site, seal) = (world.site, vault.clone());
        assert!(!world.reads(move |conn| store::is_silenced(conn, &seal, site, "+8613800138000")).await);
    });
}
