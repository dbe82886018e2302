//! The telephone, on both engines: who is met by a call, what is agreed, who strikes one out.

use chrono::{Duration, NaiveTime};
use diesel::prelude::*;

use super::actions;
use super::model::{Heard, Known, Next};
use super::store;
use crate::base::clock::Date;
use crate::base::error::Error;
use crate::base::ids::{CallId, CustomerId, UserId};
use crate::base::name::Name;
use crate::business::customers::model::Title;
use crate::business::customers::testing::{World, code, phone};
use crate::business::followups::store as followups;
use crate::business::visits::actions::Caller;
use crate::business::visits::{appointments, recognising};
use crate::platform::db::schema::calls;
use crate::platform::db::testing::each_engine;

fn heard(caller: Caller) -> Heard {
    Heard { channel: Some("online".to_owned()), about: Some("price".to_owned()), ..Heard::of(caller) }
}

fn by_number(number: &str) -> Heard {
    heard(Caller::Number(phone(number), None, Title::None))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

async fn taken(world: &World, who: UserId, heard: Heard) -> (CallId, Option<CustomerId>, bool) {
    let act = move |tx: &mut crate::platform::db::Tx| {
        let taken = actions::take(tx, &heard)?;
        Ok((taken.id, taken.customer.map(|one| one.id), taken.is_new))
    };
    world.acts(who, act).await.unwrap()
}

async fn refused(world: &World, who: UserId, heard: Heard) -> &'static str {
    code(world.acts(who, move |tx| actions::take(tx, &heard).map(|_| ())).await)
}

#[test]
fn a_call_meets_a_customer_or_nobody_and_is_a_contact() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (_, nobody, _) = taken(&world, world.desk, heard(Caller::Anonymous)).await;
        assert_eq!(nobody, None);
        let (first, met, is_new) = taken(&world, world.desk, by_number("13800138000")).await;
        let met = met.unwrap();
        assert!(is_new);
        let customer = world.customer(met).await;
        assert_eq!(customer.channel.as_deref(), Some("online"));
        assert_eq!(customer.last_contact_at, Some(world.now), "protection runs from here");
        world.passes(2);
        let (again, same, is_new) = taken(&world, world.li, by_number("13800138000")).await;
        assert_eq!((same, is_new), (Some(met), false));
        assert_eq!(world.customer(met).await.last_contact_at, Some(world.now));
        let site = world.site;
        let (first, again) =
            world.reads(move |conn| Ok((store::find(conn, site, first)?, store::find(conn, site, again)?))).await;
        assert_eq!((first.known, again.known), (Known::New, Known::Customer));
        assert_eq!((first.consultant, again.consultant), (None, Some(world.li)), "reception goes on with nothing");
        // At the door the file answers both questions now.
        let (actor, now) = (world.actor(world.desk), world.now);
        let words = showroom_templates::Words::new(showroom_templates::Lang::En);
        let hit = world.reads(move |conn| recognising::chosen(conn, &actor, words, now, met)).await;
        assert!(hit.answers);
    });
}

#[test]
fn what_was_agreed_is_kept_with_whoever_the_customer_belongs_to() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (_, met, _) = taken(&world, world.desk, by_number("13800138000")).await;
        let met = met.unwrap();
        let coming = Heard {
            next: Next::Comes,
            on: Some(day("2026-11-22")),
            at: NaiveTime::from_hms_opt(15, 0, 0),
            consultant: Some(world.li),
            ..by_number("13800138000")
        };
        taken(&world, world.wang, coming.clone()).await;
        let planned = world.reads(move |conn| appointments::list_of_customer(conn, met, 5)).await;
        assert_eq!(planned.len(), 1);
        assert_eq!(planned[0].consultant, Some(world.li));
        assert_eq!(planned[0].at, "2026-11-22T07:00:00".parse().unwrap(), "three o'clock in Shanghai");
        let back = Heard {
            next: Next::CallBack,
            on: Some(day("2026-11-23")),
            consultant: Some(world.li),
            ..by_number("13800138000")
        };
        taken(&world, world.desk, back.clone()).await;
        let due = world.reads(move |conn| followups::planned_of(conn, met)).await;
        assert_eq!(
            due.iter().map(|one| (one.due_on, one.consultant)).collect::<Vec<_>>(),
            [(day("2026-11-23"), world.li)]
        );

        // What is missing is asked for, and nothing is written.
        let lines = world.reads(|conn| Ok(calls::table.count().get_result::<i64>(conn)?)).await;
        let nobody = Heard { caller: Caller::Anonymous, ..coming.clone() };
        let nothing = Heard { on: None, at: None, ..nobody.clone() };
        let Err(Error::Refused(all)) = world.acts(world.desk, move |tx| actions::take(tx, &nothing).map(|_| ())).await
        else {
            panic!("something was agreed with nobody")
        };
        let fields: Vec<_> = std::iter::once(&all).chain(&all.more).map(|one| one.field).collect();
        assert_eq!(fields, [Some("phone"), Some("on"), Some("at")], "all that lacks is said at once");
        assert_eq!(refused(&world, world.desk, nobody).await, "call_needs_number");
        assert_eq!(refused(&world, world.desk, Heard { on: None, ..coming.clone() }).await, "call_needs_day");
        assert_eq!(refused(&world, world.desk, Heard { at: None, ..coming.clone() }).await, "call_needs_time");
        assert_eq!(
            refused(&world, world.desk, Heard { on: Some(day("2026-11-20")), ..coming.clone() }).await,
            "appointment_in_the_past"
        );
        assert_eq!(
            refused(&world, world.desk, Heard { on: Some(day("2026-11-20")), ..back.clone() }).await,
            "next_in_the_past"
        );
        assert_eq!(refused(&world, world.desk, Heard { consultant: Some(world.desk), ..back }).await, "not_a_choice");
        let unowned = Heard { next: Next::CallBack, on: Some(day("2026-11-23")), ..by_number("13900139000") };
        assert_eq!(refused(&world, world.desk, unowned).await, "call_needs_consultant");
        let aimless = Heard { on: Some(day("2026-11-23")), ..by_number("13800138000") };
        assert_eq!(refused(&world, world.desk, aimless).await, "call_needs_next");
        let nameless = Heard {
            caller: Caller::Named(Name::parse("周平").unwrap(), Title::None),
            next: Next::CallBack,
            on: Some(day("2026-11-23")),
            ..by_number("13900139000")
        };
        assert_eq!(refused(&world, world.li, nameless).await, "call_back_needs_number");
        assert_eq!(world.reads(|conn| Ok(calls::table.count().get_result::<i64>(conn)?)).await, lines);
    });
}

#[test]
fn nobody_gets_a_colleagues_customer_by_the_telephone() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let id = world.comes("周平", "13800138000").await;
        world.registers(world.li, id).await.unwrap();
        let back = Heard { next: Next::CallBack, on: Some(day("2026-11-23")), ..heard(Caller::Known(id)) };
        let mine = Heard { consultant: Some(world.wang), ..back.clone() };
        assert_eq!(refused(&world, world.wang, mine.clone()).await, "not_a_choice");
        taken(&world, world.wang, back).await;
        let due = world.reads(move |conn| followups::planned_of(conn, id)).await;
        assert!(due.iter().all(|one| one.consultant == world.li), "{due:?}");
        // Who leads the floor may say otherwise.
        taken(&world, world.boss, mine).await;
    });
}

#[test]
fn what_was_agreed_on_a_call_noted_by_mistake_is_called_off_and_it_was_no_contact() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let id = world.comes("周平", "13800138000").await;
        world.registers(world.li, id).await.unwrap();
        let before = world.customer(id).await.last_contact_at;
        world.passes(1);
        let (kept, _, _) = taken(&world, world.desk, heard(Caller::Known(id))).await;
        let phoned = world.now;
        world.passes(1);
        let tomorrow = Some(day("2026-11-22"));
        let back = Heard { next: Next::CallBack, on: tomorrow, ..heard(Caller::Known(id)) };
        let coming = Heard { next: Next::Comes, at: NaiveTime::from_hms_opt(10, 0, 0), ..back.clone() };
        for wrong in [back, coming] {
            let (call, _, _) = taken(&world, world.desk, wrong).await;
            assert_eq!(world.customer(id).await.last_contact_at, Some(world.now));
            world.acts(world.desk, move |tx| actions::strike(tx, call)).await.unwrap();
        }
        let site = world.site;
        let (due, expected) = world
            .reads(move |conn| {
                let expected = appointments::list_planned(
                    conn,
                    site,
                    "2026-11-21T00:00:00".parse().unwrap(),
                    "2026-12-21T00:00:00".parse().unwrap(),
                )?;
                Ok((followups::planned_of(conn, id)?, expected))
            })
            .await;
        assert!(due.is_empty() && expected.is_empty(), "{due:?} {expected:?}");
        assert_eq!(world.customer(id).await.last_contact_at, Some(phoned), "the call that stands is the last contact");
        world.acts(world.desk, move |tx| actions::strike(tx, kept)).await.unwrap();
        assert_eq!(world.customer(id).await.last_contact_at, before);
    });
}

#[test]
fn a_call_noted_by_mistake_is_struck_out_that_day_by_whoever_took_it() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (id, _, _) = taken(&world, world.desk, heard(Caller::Anonymous)).await;
        let site = world.site;
        let stand = async |world: &World| {
            let span = (world.now - Duration::days(3), world.now + Duration::days(1));
            let all = world.reads(move |conn| store::list_between(conn, site, span)).await;
            all.iter().filter(|call| call.struck_at.is_none()).count()
        };
        let foreign = world.acts(world.li, move |tx| actions::strike(tx, id)).await;
        assert!(matches!(foreign, Err(Error::Forbidden(_))));
        assert_eq!(stand(&world).await, 1);
        world.acts(world.desk, move |tx| actions::strike(tx, id)).await.unwrap();
        assert_eq!(stand(&world).await, 0);
        assert_eq!(code(world.acts(world.desk, move |tx| actions::strike(tx, id)).await), "call_struck_already");
        let (late, _, _) = taken(&world, world.desk, heard(Caller::Anonymous)).await;
        world.passes(24);
        assert_eq!(code(world.acts(world.boss, move |tx| actions::strike(tx, late)).await), "call_of_another_day");
    });
}
