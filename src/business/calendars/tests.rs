//! Calendars as their readers meet them: over their secret address, after changes and calls off.

use chrono::Duration;

use super::{actions, events, ics, secret, store};
use crate::base::clock::Moment;
use crate::base::ids::UserId;
use crate::business::customers::testing::World;
use crate::business::followups::actions as contacts;
use crate::business::followups::model::Purpose;
use crate::business::visits::appointments::{self, Plan};
use crate::platform::access;
use crate::platform::db::Tx;
use crate::platform::db::testing::each_engine;
use crate::platform::seal::Vault;

impl World {
    async fn calendar_of(&self, who: UserId, now: Moment) -> String {
        self.reads(move |conn| {
            let user = access::find_user(conn, who)?;
            Ok(ics::write(&events::calendar(conn, &user, "https://showroom.example", now)?))
        })
        .await
    }
}

/// The lines of the event whose UID begins so.
fn event(calendar: &str, uid: &str) -> Option<Vec<String>> {
    let whole = calendar.replace("\r\n ", "");
    let mut events = whole.split("BEGIN:VEVENT\r\n").skip(1);
    let found = events.find(|event| event.starts_with(&format!("UID:{uid}")))?;
    Some(found.lines().map(str::to_owned).collect())
}

fn has(event: &[String], line: &str) -> bool {
    event.iter().any(|found| found == line)
}

#[test]
fn a_calendar_follows_what_is_planned_changed_and_called_off() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let customer = world.comes("王小明", "13800138000").await;
        world.registers(world.li, customer).await.unwrap();
        let (on, li) = ("2026-11-25".parse().unwrap(), world.li);
        let plan = move |tx: &mut Tx| contacts::plan(tx, customer, on, Purpose::Call, None);
        let call = world.acts(li, plan).await.unwrap();
        let at: Moment = "2026-11-26T06:30:00".parse().unwrap();
        let agreed = Plan { customer, consultant: Some(li), at, party_size: 2, note: None };
        let visit = world.acts(li, move |tx| appointments::make(tx, &agreed)).await.unwrap();

        let calendar = world.calendar_of(li, world.now).await;
        let planned = event(&calendar, &format!("followup-{call}@")).unwrap();
        for line in [
            "SEQUENCE:0",
            "DTSTART;VALUE=DATE:20261125",
            "DTEND;VALUE=DATE:20261126",
            "SUMMARY:回访 · 王先生 138****8000",
            "STATUS:CONFIRMED",
            "TRIGGER;RELATED=START:PT540M",
            "LAST-MODIFIED:20261121T020000Z",
        ] {
            assert!(has(&planned, line), "{line} is not in {planned:#?}");
        }
        let expected = event(&calendar, &format!("appointment-{visit}@")).unwrap();
        assert!(has(&expected, "DTSTART:20261126T063000Z") && has(&expected, "TRANSP:OPAQUE"), "{expected:#?}");
        assert!(!calendar.contains("13800138000") && !calendar.contains("小明"), "{calendar}");
        assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar}");

        world.passes(1);
        world.acts(li, move |tx| contacts::cancel(tx, call, 1, "called_in")).await.unwrap();
        world.acts(li, move |tx| appointments::cancel(tx, visit)).await.unwrap();
        let calendar = world.calendar_of(li, world.now).await;
        for uid in [format!("followup-{call}@"), format!("appointment-{visit}@")] {
            let off = event(&calendar, &uid).unwrap();
            for line in ["STATUS:CANCELLED", "SEQUENCE:1", "LAST-MODIFIED:20261121T030000Z"] {
                assert!(has(&off, line), "{line} is not in {off:#?}");
            }
            assert!(!has(&off, "BEGIN:VALARM"));
        }
        let later = world.now + Duration::days(store::KEPT_DAYS + 10);
        assert!(event(&world.calendar_of(li, later).await, &format!("followup-{call}@")).is_none());
        assert!(!world.calendar_of(world.wang, world.now).await.contains("BEGIN:VEVENT"));
    });
}

#[test]
fn an_appointment_with_nobody_in_particular_is_with_those_who_give_parties_to_consultants() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let customer = world.comes("王小明", "13800138000").await;
        let at: Moment = "2026-11-26T06:30:00".parse().unwrap();
        let agreed = Plan { customer, consultant: None, at, party_size: 2, note: None };
        let visit = world.acts(world.boss, move |tx| appointments::make(tx, &agreed)).await.unwrap();
        let uid = format!("appointment-{visit}@");
        let calendar = world.calendar_of(world.boss, world.now).await;
        let expected = event(&calendar, &uid).unwrap();
        assert!(expected.iter().any(|line| line.contains("未指定顾问")), "{expected:#?}");
        assert!(event(&world.calendar_of(world.li, world.now).await, &uid).is_none());
    });
}

#[test]
fn an_address_is_made_anew_and_ended() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (vault, li) = (Vault::passing(), world.li);
        let token = async || {
            let feed = world.reads(move |conn| store::feed_of(conn, li)).await.unwrap();
            secret::token(&vault, li, &feed.seed)
        };
        let owner = async |token: &str| {
            let hash = secret::hash(token);
            world.reads(move |conn| store::owner_of(conn, &hash)).await.map(|(user, _)| user)
        };
        let make = || {
            let vault = vault.clone();
            world.acts(li, move |tx| actions::make(tx, &vault, li))
        };
        make().await.unwrap();
        let first = token().await;
        assert_eq!(owner(&first).await, Some(li));
        make().await.unwrap();
        let second = token().await;
        assert_eq!((owner(&first).await, owner(&second).await), (None, Some(li)));
        world.acts(li, move |tx| actions::end(tx, li)).await.unwrap();
        assert_eq!(owner(&second).await, None);
        assert!(world.acts(li, move |tx| actions::end(tx, li)).await.is_err());
    });
}
