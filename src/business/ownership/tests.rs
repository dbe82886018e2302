//! What is promised about ownership, on both engines: lapsing once, one claim, more time, filings, shares, a leaver's hand-over.

use chrono::Duration;

use super::handover::Way;
use super::lapse;
use super::model::{FilingEnd, FilingState, NewFiling, Share, Verdict};
use super::{actions, store};
use crate::base::error::Error;
use crate::base::ids::{CustomerId, UserId};
use crate::business::consultants::actions::{Choice, clock_in};
use crate::business::customers::keeping;
use crate::business::customers::store as people;
use crate::business::customers::testing::{World, code, phone};
use crate::business::followups::actions as contacts;
use crate::business::followups::model::Purpose;
use crate::business::followups::store as contact_rows;
use crate::business::visits::actions::{self as visits, Arrival, Caller, Wish};
use crate::business::visits::model::{Kind, Said};
use crate::platform::db::testing::each_engine;

async fn owned(world: &mut World, number: &str) -> CustomerId {
    let id = world.comes("王小明", number).await;
    world.registers(world.li, id).await.unwrap();
    id
}

async fn plans(world: &World, who: UserId, id: CustomerId) {
    let on = world.now.date() + Duration::days(1);
    world.acts(who, move |tx| contacts::plan(tx, id, on, Purpose::Call, None).map(|_| ())).await.unwrap();
}

/// A party of this number comes and is written down, and what follows from it happens.
async fn arrives(world: &World, number: &str) {
    let arrival = Arrival {
        caller: Caller::Number(phone(number), None, crate::business::customers::model::Title::None),
        kind: Kind::Channel,
        been_before: Some(Said::No),
        phoned_before: Some(Said::No),
        party_size: 2,
        children: 0,
        description: None,
        channel: None,
        appointment: None,
        waited_minutes: 0,
        greeted: true,
    };
    world
        .acts(world.desk, move |tx| {
            let visit = visits::receive(tx, &arrival)?;
            let customer = crate::business::visits::store::find(tx.conn, tx.actor.site, visit)?.customer.unwrap();
            actions::came(tx, customer, visit)
        })
        .await
        .unwrap();
}

#[test]
fn whose_protection_is_over_goes_to_the_pool_once() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let (first, second) = (owned(&mut world, "13800138000").await, owned(&mut world, "13800138001").await);
        plans(&world, world.li, first).await;
        // Without a grade they stay for fifteen days.
        world.passes(15 * 24);
        assert_eq!(lapse::end(&db, world.now).await.unwrap(), 0);
        world.passes(24);
        assert_eq!(lapse::end(&db, world.now).await.unwrap(), 2);
        assert_eq!(lapse::end(&db, world.now).await.unwrap(), 0);
        let (site, li) = (world.site, world.li);
        for id in [first, second] {
            let pooled = world.reads(move |conn| store::in_pool(conn, site, id)).await.unwrap();
            assert_eq!((pooled.from, pooled.since), (Some(li), world.now));
            assert_eq!(world.customer(id).await.owner, None);
        }
        assert!(world.reads(move |conn| contact_rows::planned_of(conn, first)).await.is_empty());
        let told = world.reads(move |conn| crate::platform::journal::of_customer(conn, site, first, None, 50)).await;
        assert_eq!(told.iter().filter(|event| event.kind == "ownership.pooled").count(), 1);
    });
}

#[test]
fn an_extension_a_deal_and_a_visit_keep_a_customer() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let id = owned(&mut world, "13800138000").await;
        let kept = world.comes("周平", "13800138001").await;
        world.registers(world.li, kept).await.unwrap();
        let ask = |who, days| world.acts(who, move |tx| actions::ask(tx, id, days, "出差，十二月回来"));
        assert_eq!(code(ask(world.li, 16).await), "extension_days");
        assert!(matches!(ask(world.wang, 5).await, Err(Error::Forbidden(_))));
        let request = ask(world.li, 10).await.unwrap();
        assert_eq!(code(ask(world.li, 3).await), "extension_asked");
        let decide = |who| world.acts(who, move |tx| actions::decide(tx, request, Verdict::Granted, "可以"));
        assert!(matches!(decide(world.li).await, Err(Error::Forbidden(_))));
        decide(world.boss).await.unwrap();
        assert_eq!(code(decide(world.boss).await), "request_decided");
        let until = world.now.date() + Duration::days(25);
        assert_eq!(world.customer(id).await.kept.extended_until, Some(until));
        world.passes(16 * 24);
        assert_eq!(lapse::end(&db, world.now).await.unwrap(), 1, "only the one without an extension");
        assert_eq!(world.customer(id).await.owner, Some(world.li));
        world.passes(10 * 24);
        assert_eq!(lapse::end(&db, world.now).await.unwrap(), 1);
    });
}

#[test]
fn of_many_claims_at_once_one_gets_the_customer_and_the_others_are_told_who() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let id = owned(&mut world, "13800138000").await;
        world.passes(16 * 24);
        lapse::end(&db, world.now).await.unwrap();
        assert_eq!(code(world.acts(world.li, move |tx| actions::claim(tx, id)).await), "pool_cool_down");
        let tries = (0..6).map(|_| world.acts(world.wang, move |tx| actions::claim(tx, id)));
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        for answer in answers.into_iter().filter(Result::is_err) {
            let Err(Error::Refused(no)) = answer else { panic!("not refused") };
            assert_eq!(no.code, "pool_claimed");
            assert!(no.params.iter().any(|(name, value)| *name == "who" && value == "wang"), "{no:?}");
        }
        let customer = world.customer(id).await;
        assert_eq!((customer.owner, customer.owner_since), (Some(world.wang), Some(world.now)));
        let planned = world.reads(move |conn| contact_rows::planned_of(conn, id)).await;
        assert_eq!((planned.len(), planned[0].consultant), (1, world.wang));
    });
}

#[test]
fn a_consultant_claims_so_many_a_day_and_no_more() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let mut all = Vec::new();
        for at in 0..4 {
            all.push(owned(&mut world, &format!("1380013800{at}")).await);
        }
        world.passes(16 * 24);
        assert_eq!(lapse::end(&db, world.now).await.unwrap(), 4);
        for id in all[..3].iter().copied() {
            world.acts(world.wang, move |tx| actions::claim(tx, id)).await.unwrap();
        }
        let last = all[3];
        assert_eq!(code(world.acts(world.wang, move |tx| actions::claim(tx, last)).await), "pool_limit");
        world.passes(24);
        world.acts(world.wang, move |tx| actions::claim(tx, last)).await.unwrap();
    });
}

#[test]
fn the_pool_is_read_page_by_page_and_searched() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        for at in 0..33 {
            owned(&mut world, &format!("138001380{at:02}")).await;
        }
        world.passes(16 * 24);
        lapse::end(&db, world.now).await.unwrap();
        let site = world.site;
        let page = |after| world.reads(move |conn| store::list_pool(conn, site, &store::Wanted { grade: None, after }));
        let (first, more) = page(None).await;
        assert_eq!((first.len(), more), (30, true));
        let last = first.last().unwrap();
        let (rest, more) = page(Some((last.since, last.customer))).await;
        assert_eq!((rest.len(), more), (3, false));
        assert!(rest.iter().all(|one| !first.contains(one)));
        let find = |text: &'static str| world.reads(move |conn| store::search_pool(conn, site, "CN", text));
        assert_eq!(find("8007").await.len(), 1);
        assert_eq!(find("13800138").await.len(), 33);
        assert_eq!(find("wxm").await.len(), 33);
        assert_eq!(find("王小").await.len(), 33);
        assert_eq!(find("周").await.len(), 0);
    });
}

#[test]
fn who_ends_soon_is_known_before_they_lapse() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let id = owned(&mut world, "13800138000").await;
        let site = world.site;
        let ending = async |world: &World, within| {
            let now = world.now;
            world
                .reads(move |conn| {
                    let site = crate::business::sites::of(conn, site)?;
                    keeping::ending(conn, &site, now, within, 10)
                })
                .await
                .into_iter()
                .map(|(_, customer, _)| customer)
                .collect::<Vec<_>>()
        };
        assert!(ending(&world, 3).await.is_empty());
        world.passes(11 * 24);
        assert!(ending(&world, 3).await.is_empty());
        world.passes(24);
        assert_eq!(ending(&world, 3).await, [id]);
        assert!(ending(&world, -1).await.is_empty());
    });
}

#[test]
fn a_filing_is_bound_by_the_visit_or_counts_for_nothing() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let file = |who, number: &str| {
            let new =
                NewFiling {
                    agency: "链家".into(), agent: "小陈".into(), surname: "王".into(), phone: phone(number)
                };
            world.acts(who, move |tx| actions::file(tx, &new))
        };
        assert!(matches!(file(world.li, "13800138000").await, Err(Error::Forbidden(_))));
        file(world.desk, "13800138000").await.unwrap();
        assert_eq!(code(file(world.boss, "13800138000").await), "filed_before");
        file(world.desk, "13800138001").await.unwrap();
        file(world.desk, "13800138002").await.unwrap();
        arrives(&world, "13800138001").await;
        world.passes(1);
        arrives(&world, "13800138000").await;
        world.passes(31 * 24);
        lapse::end(&db, world.now).await.unwrap();
        let site = world.site;
        let state = async |world: &World, number: &'static str| {
            let filing = world.reads(move |conn| store::filing_of_number(conn, site, &phone(number))).await.unwrap();
            (filing.state, filing.end)
        };
        assert_eq!(state(&world, "13800138000").await, (FilingState::Bound, None));
        assert_eq!(state(&world, "13800138001").await, (FilingState::Ended, Some(FilingEnd::TooLate)));
        assert_eq!(state(&world, "13800138002").await, (FilingState::Ended, Some(FilingEnd::Expired)));
    });
}

#[test]
fn who_leaves_leaves_nothing_behind() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let mut all = Vec::new();
        for at in 0..5 {
            let id = owned(&mut world, &format!("1380013800{at}")).await;
            plans(&world, world.li, id).await;
            all.push(id);
        }
        let (site, li, wang) = (world.site, world.li, world.wang);
        let what = world.reads(move |conn| store::count(conn, site, li)).await;
        assert_eq!((what.customers, what.follow_ups), (5, 5));
        let hand = |way: Way| world.acts(world.boss, move |tx| actions::hand_over(tx, li, &way));
        assert_eq!(code(hand(Way::Among(Vec::new())).await), "heirs_missing");
        assert_eq!(code(hand(Way::Among(vec![li])).await), "owner_not_here");
        let left = hand(Way::Among(vec![wang])).await.unwrap();
        assert!(left.none(), "{left:?}");
        for id in all {
            let customer = world.customer(id).await;
            assert_eq!(customer.owner, Some(wang));
            let planned = world.reads(move |conn| contact_rows::planned_of(conn, id)).await;
            assert!(planned.iter().all(|one| one.consultant == wang) && planned.len() == 1);
            assert!(customer.registered_at.is_some(), "history stays");
        }
        world
            .acts(world.boss, move |tx| {
                crate::platform::access::suspend(tx, li)?;
                assert_eq!(store::left_behind(tx.conn, tx.actor.site)?, []);
                crate::platform::access::suspend(tx, wang)?;
                assert_eq!(store::left_behind(tx.conn, tx.actor.site)?.len(), 1);
                Ok(())
            })
            .await
            .unwrap();
    });
}

#[test]
fn a_leavers_customers_may_go_to_the_pool() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let id = owned(&mut world, "13800138000").await;
        plans(&world, world.li, id).await;
        let (site, li) = (world.site, world.li);
        let left = world.acts(world.boss, move |tx| actions::hand_over(tx, li, &Way::Pool(Vec::new()))).await.unwrap();
        assert!(left.none(), "{left:?}");
        assert!(world.reads(move |conn| store::in_pool(conn, site, id)).await.is_some());
        // Whoever comes from the pool is with who receives them.
        let arrival = Arrival {
            caller: Caller::Known(id),
            kind: Kind::Buyer,
            been_before: None,
            phoned_before: None,
            party_size: 1,
            children: 0,
            description: None,
            channel: None,
            appointment: None,
            waited_minutes: 0,
            greeted: true,
        };
        let wang = world.wang;
        world
            .acts(wang, move |tx| {
                clock_in(tx, wang)?;
                let visit = visits::receive(tx, &arrival)?;
                visits::assign(tx, visit, &Wish::default(), &Choice::AsProposed)?;
                actions::received(tx, visit)
            })
            .await
            .unwrap();
        assert_eq!(world.customer(id).await.owner, Some(wang));
        assert!(world.reads(move |conn| store::in_pool(conn, site, id)).await.is_none());
    });
}

#[test]
fn a_customer_of_a_colleague_is_no_longer_what_it_was() {
    each_engine(async |db| {
        let mut world = World::new(db.clone()).await;
        let id = owned(&mut world, "13800138000").await;
        let request = world.acts(world.li, move |tx| actions::ask(tx, id, 5, "快成了")).await.unwrap();
        let version = world.customer(id).await.version;
        let (wang, site) = (world.wang, world.site);
        world
            .acts(world.boss, move |tx| {
                crate::business::customers::actions::reassign(tx, id, version, wang, "wish")?;
                actions::moved(tx, id)
            })
            .await
            .unwrap();
        let asked = world.reads(move |conn| store::find_request(conn, site, request)).await;
        assert_eq!(asked.verdict, Some(Verdict::Refused));
        let numbers = world.reads(move |conn| people::numbers_of(conn, id)).await;
        assert_eq!(numbers.len(), 1);
        // Shares are whole or not at all.
        let shares = [Share { user: world.li, bp: 5_000 }];
        assert_eq!(super::credit::check(&shares).unwrap_err().code, "credit_not_whole");
    });
}
