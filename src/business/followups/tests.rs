//! What is promised about follow-ups, on both engines: planned after a visit, recorded with a next date or a reason, taken back within the day.

use chrono::Duration;

use super::actions;
use super::model::{FollowUp, How, Learned, Purpose, Record, State};
use super::store;
use crate::base::clock::Date;
use crate::base::error::Error;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, VisitId};
use crate::business::customers::actions as customers;
use crate::business::customers::model::Title;
use crate::business::customers::testing::{World, code, phone};
use crate::business::visits::actions::{self as visits, Arrival, Caller};
use crate::business::visits::model::{Kind, Said};
use crate::business::visits::outcome::{self, Outcome};
use crate::platform::db::testing::each_engine;

impl World {
    async fn follow_ups(&self, customer: CustomerId) -> Vec<FollowUp> {
        let mut all = self.reads(move |conn| store::list_of(conn, customer, 50)).await;
        all.sort_by_key(|row| (row.due_on, row.id));
        all
    }

    async fn planned(&self, customer: CustomerId) -> Vec<(Purpose, String)> {
        let planned = self.reads(move |conn| store::planned_of(conn, customer)).await;
        planned.into_iter().map(|row| (row.purpose, row.due_on.to_string())).collect()
    }

    fn today(&self) -> Date {
        (self.now + Duration::hours(8)).date()
    }

    /// A party of Li's comes and leaves again, thinking it over.
    async fn visits_and_leaves(
        &mut self,
        outcome: Outcome,
        next: Option<&str>,
        reason: Option<&'static str>,
    ) -> CustomerId {
        let arrival = Arrival {
            caller: Caller::Number(phone("13800138000"), None, Title::Mr),
            kind: Kind::Buyer,
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
        let visit: VisitId = self.acts(self.desk, move |tx| visits::receive(tx, &arrival)).await.unwrap();
        let (li, next) = (self.li, next.map(|day| day.parse::<Date>().unwrap()));
        self.acts(self.boss, move |tx| {
            use crate::platform::db::schema::visits::dsl;
            use diesel::prelude::*;
            diesel::update(dsl::visits.find(visit.0)).set(dsl::consultant_id.eq(Some(li.0))).execute(tx.conn)?;
            Ok(())
        })
        .await
        .unwrap();
        self.passes(1);
        self.acts(self.li, move |tx| {
            let visit = visits::own(tx, visit)?;
            let facts = visits::closing_facts(tx.conn, &visit, visit.day)?;
            let closure = outcome::close(Some(outcome), next, reason, &facts)?;
            let customer = visit.customer;
            visits::close(tx, visit, &closure, &visits::Parting::default())?;
            Ok(customer.unwrap())
        })
        .await
        .unwrap()
    }
}

fn called(reached: bool, next: Option<Date>) -> Record {
    Record {
        how: How::Call,
        reached,
        learned: Learned { codes: vec!["family".into()], words: None },
        next_on: next,
        no_next_reason: None,
        grade: None,
        grade_reason: None,
        intent: None,
        do_not_call_until: None,
    }
}

#[test]
fn a_closed_visit_plans_thanks_a_call_and_the_next_date() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let id = world.visits_and_leaves(Outcome::NextVisit, Some("2026-11-28"), None).await;
        assert_eq!(
            world.planned(id).await,
            [
                (Purpose::Thanks, "2026-11-21".to_owned()),
                (Purpose::FirstCall, "2026-11-22".to_owned()),
                (Purpose::Invite, "2026-11-28".to_owned())
            ]
        );
        assert_eq!(world.customer(id).await.next_contact_on, Some(world.today()));
        // Who comes by before is not called as if they had not; what is planned then is planned anew.
        world.passes(2);
        world.visits_and_leaves(Outcome::NotABuyer, None, Some("moved away")).await;
        assert_eq!(world.planned(id).await, []);
        assert_eq!(world.customer(id).await.next_contact_on, None);
    });
}

#[test]
fn a_record_offers_no_way_round_the_next_date() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let id = world.visits_and_leaves(Outcome::Thinking, Some("2026-11-22"), None).await;
        let first = world.follow_ups(id).await.remove(0);
        let record = |record: Record| {
            let (id, version) = (first.id, first.version);
            world.acts(world.li, move |tx| actions::record(tx, id, version, &record))
        };
        assert_eq!(code(record(called(true, None)).await), "next_missing");
        assert_eq!(code(record(called(true, Some(world.today() - Duration::days(1)))).await), "next_in_the_past");
        let theirs = called(true, Some(world.today()));
        let (first_id, version) = (first.id, first.version);
        let by_another = world.acts(world.wang, move |tx| actions::record(tx, first_id, version, &theirs)).await;
        assert!(matches!(by_another, Err(Error::Forbidden(_))));
        let graded = Record { grade: Some(Grade::B), ..called(true, Some(world.today() + Duration::days(4))) };
        assert_eq!(code(record(graded.clone()).await), "grade_move_needs_reason");
        record(Record { grade_reason: Some("要跟家人商量".into()), ..graded }).await.unwrap();
        assert_eq!(code(record(called(true, Some(world.today()))).await), "follow_up_over");
        let customer = world.customer(id).await;
        assert_eq!((customer.grade, customer.last_contact_at), (Some(Grade::B), Some(world.now)));
        assert!(world.planned(id).await.contains(&(Purpose::Call, "2026-11-25".to_owned())));
    });
}

#[test]
fn no_answer_is_no_contact_and_a_cool_down_holds_for_everybody() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let id = world.visits_and_leaves(Outcome::Thinking, Some("2026-11-22"), None).await;
        let came = world.customer(id).await.last_contact_at;
        let first = world.follow_ups(id).await.remove(0);
        world.passes(1);
        let again = called(false, Some(world.today() + Duration::days(1)));
        world.acts(world.li, move |tx| actions::record(tx, first.id, first.version, &again)).await.unwrap();
        assert_eq!(world.customer(id).await.last_contact_at, came);
        world
            .acts(world.boss, move |tx| {
                use crate::platform::db::schema::customers::dsl;
                use diesel::prelude::*;
                let until: Date = "2026-12-01".parse().unwrap();
                diesel::update(dsl::customers.find(id.0))
                    .set(dsl::do_not_call_until.eq(Some(until)))
                    .execute(tx.conn)?;
                Ok(())
            })
            .await
            .unwrap();
        let next = world.reads(move |conn| store::planned_of(conn, id)).await.remove(0);
        let call = called(true, Some("2026-12-02".parse().unwrap()));
        let answer = world.acts(world.boss, move |tx| actions::record(tx, next.id, next.version, &call)).await;
        assert_eq!(code(answer), "do_not_call");
        let plan = world
            .acts(world.li, move |tx| actions::plan(tx, id, "2026-11-30".parse().unwrap(), Purpose::Call, None))
            .await;
        assert_eq!(code(plan), "next_in_cool_down");
    });
}

#[test]
fn a_mistaken_record_is_taken_back_the_same_day_whole() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let id = world.visits_and_leaves(Outcome::Thinking, Some("2026-11-22"), None).await;
        let before = world.customer(id).await;
        let first = world.follow_ups(id).await.remove(0);
        world.passes(1);
        let record = Record { intent: Some(65), ..called(true, Some("2026-11-29".parse().unwrap())) };
        let made = record.clone();
        world.acts(world.li, move |tx| actions::record(tx, first.id, first.version, &made)).await.unwrap();
        world.passes(1);
        assert_eq!(world.customer(id).await.intent, 65);
        let version = first.version + 1;
        world.acts(world.li, move |tx| actions::undo(tx, first.id, version)).await.unwrap();
        let after = world.customer(id).await;
        assert_eq!(after.intent, before.intent);
        assert_eq!((after.last_contact_at, after.next_contact_on), (before.last_contact_at, before.next_contact_on));
        let all = world.follow_ups(id).await;
        let again = all.iter().find(|row| row.id == first.id).unwrap();
        assert_eq!((again.state, again.learned.clone(), again.done_at), (State::Planned, None, None));
        assert!(all.iter().any(|row| row.state == State::Cancelled && row.cancel_reason.as_deref() == Some("undone")));
        // The next day it stays.
        let version = again.version;
        world.acts(world.li, move |tx| actions::record(tx, first.id, version, &record)).await.unwrap();
        world.passes(24);
        let late = world.acts(world.li, move |tx| actions::undo(tx, first.id, version + 1)).await;
        assert_eq!(code(late), "undo_too_late");
    });
}

#[test]
fn planned_contacts_go_with_the_customer_and_end_with_the_customer() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let id = world.visits_and_leaves(Outcome::Thinking, Some("2026-11-22"), None).await;
        let (wang, version) = (world.wang, world.customer(id).await.version);
        world.acts(world.boss, move |tx| customers::reassign(tx, id, version, wang, "workload")).await.unwrap();
        let planned = world.reads(move |conn| store::planned_of(conn, id)).await;
        assert!(!planned.is_empty() && planned.iter().all(|row| row.consultant == wang));
        let version = world.customer(id).await.version;
        world.acts(world.wang, move |tx| customers::lose(tx, id, version, "location")).await.unwrap();
        assert_eq!(world.planned(id).await, []);
    });
}

#[test]
fn the_day_is_worked_from_top_to_bottom() {
    each_engine(async |db| {
        let world = World::new(db.reacting(crate::reactions::react)).await;
        let mut rows = Vec::new();
        for (at, day) in ["2026-11-21", "2026-11-22", "2026-11-22", "2026-11-30"].into_iter().enumerate() {
            let id = world.comes("周平", &format!("1380013800{at}")).await;
            world.registers(world.li, id).await.unwrap();
            let on: Date = day.parse().unwrap();
            rows.push(world.acts(world.li, move |tx| actions::plan(tx, id, on, Purpose::Call, None)).await.unwrap());
        }
        let (site, li, by) = (world.site, world.li, "2026-11-22".parse::<Date>().unwrap());
        for (from, to) in [(0, 1), (1, 2), (2, 0)] {
            let (from, to) = (rows[from], rows[to]);
            let next = world
                .reads(move |conn| {
                    let after = store::find(conn, site, from)?;
                    store::next_due(conn, li, by, &after)
                })
                .await;
            assert_eq!(next, Some(to));
        }
        let overdue =
            world.reads(move |conn| store::list_due(conn, site, Some(li), (None, by - Duration::days(1)), 10)).await;
        assert_eq!(overdue.len(), 1);
    });
}

#[test]
fn a_record_taken_back_gives_grade_intent_and_cool_down_back() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let id = world.visits_and_leaves(Outcome::Thinking, Some("2026-11-22"), None).await;
        let before = world.customer(id).await;
        let first = world.follow_ups(id).await.remove(0);
        world.passes(1);
        let next = world.today() + Duration::days(2);
        let record = Record {
            grade: Some(Grade::A),
            grade_reason: Some("资金已备好".into()),
            intent: Some(80),
            do_not_call_until: Some("2026-12-10".parse().unwrap()),
            ..called(true, Some(next))
        };
        let past = Record { do_not_call_until: Some(world.today()), ..record.clone() };
        let (version, once) = (first.version, record.clone());
        let refused = world.acts(world.li, move |tx| actions::record(tx, first.id, version, &past)).await;
        assert_eq!(code(refused), "cool_down_unfit");
        world.acts(world.li, move |tx| actions::record(tx, first.id, version, &once)).await.unwrap();
        let moved = world.customer(id).await;
        assert_eq!((moved.grade, moved.intent), (Some(Grade::A), 80));
        // Whatever was planned before the cool-down ends is put off to its end, the next date too.
        let planned = world.planned(id).await;
        assert!(!planned.is_empty() && planned.iter().all(|(_, on)| on == "2026-12-10"), "{planned:?}");
        world.passes(1);
        world.acts(world.li, move |tx| actions::undo(tx, first.id, version + 1)).await.unwrap();
        let after = world.customer(id).await;
        let told = |one: &crate::business::customers::model::Customer| {
            (one.grade, one.intent, one.do_not_call_until, one.last_contact_at, one.graded_at)
        };
        assert_eq!(told(&after), told(&before));
    });
}

#[test]
fn customers_are_handed_over_as_the_preview_shows_or_not_at_all() {
    use super::handover::{self, Wanted};
    each_engine(async |db| {
        let world = World::new(db.reacting(crate::reactions::react)).await;
        let mut all = Vec::new();
        for at in 0..5 {
            let id = world.comes("周平", &format!("1380013800{at}")).await;
            world.registers(world.li, id).await.unwrap();
            let on = world.today() + Duration::days(3);
            world.acts(world.li, move |tx| actions::plan(tx, id, on, Purpose::Call, None)).await.unwrap();
            all.push(id);
        }
        let (site, wang) = (world.site, world.wang);
        let wanted = Wanted { from: Some(world.li), grades: vec![None], to: vec![wang] };
        let seen = {
            let wanted = wanted.clone();
            world.reads(move |conn| handover::preview(conn, site, &wanted)).await
        };
        assert_eq!((seen.moves.len(), seen.more), (5, false));
        let shown = seen.fingerprint();
        let act = |wanted: Wanted, shown: String| {
            world.acts(world.boss, move |tx| handover::hand_over(tx, &wanted, &shown, "left"))
        };
        assert_eq!(code(act(wanted.clone(), "another".into()).await), "hand_over_changed");
        let none = Wanted { grades: vec![Some(Grade::A)], ..wanted.clone() };
        assert_eq!(code(act(none, shown.clone()).await), "hand_over_nothing");
        let (same, theirs) = (wanted.clone(), shown.clone());
        let by_li = world.acts(world.li, move |tx| handover::hand_over(tx, &same, &theirs, "left")).await;
        assert!(matches!(by_li, Err(Error::Forbidden(_))));
        assert_eq!(act(wanted.clone(), shown.clone()).await.unwrap(), 5);
        for id in all {
            assert_eq!(world.customer(id).await.owner, Some(wang));
            let planned = world.reads(move |conn| store::planned_of(conn, id)).await;
            assert!(planned.iter().all(|one| one.consultant == wang) && !planned.is_empty());
        }
        assert_eq!(code(act(wanted, shown).await), "hand_over_nothing");
    });
}

#[test]
fn overdue_contacts_cost_the_turn_until_the_oldest_are_made() {
    use crate::business::consultants::{actions as duty, rotation, store as desk};
    use crate::business::sites::settings::Rotation;
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let (site, li, boss) = (world.site, world.li, world.boss);
        let mut rows = Vec::new();
        for at in 0..5 {
            let id = world.comes("周平", &format!("1380013800{at}")).await;
            world.registers(li, id).await.unwrap();
            let on = world.today();
            rows.push(world.acts(li, move |tx| actions::plan(tx, id, on, Purpose::Call, None)).await.unwrap());
        }
        world.passes(24);
        let id = world.acts(li, move |tx| duty::clock_in(tx, li)).await.unwrap();
        let in_turn = async |world: &World| {
            let day = world.today();
            let queue = world.reads(move |conn| desk::queue(conn, site, day)).await;
            rotation::in_turn(&queue, &Rotation::default()).contains(&li)
        };
        for (made, row) in rows.iter().copied().take(3).enumerate() {
            assert!(!in_turn(&world).await, "after {made}");
            let record = called(false, Some(world.today() + Duration::days(1)));
            world.acts(li, move |tx| actions::record(tx, row, 1, &record)).await.unwrap();
        }
        assert!(in_turn(&world).await);
        // The next day begins anew; the supervisor may let somebody stay in turn, with a reason.
        world.passes(24);
        world.acts(boss, move |tx| duty::change(tx, id, &duty::Change::Out)).await.unwrap();
        let id = world.acts(li, move |tx| duty::clock_in(tx, li)).await.unwrap();
        assert!(!in_turn(&world).await);
        let by_li = world.acts(li, move |tx| duty::excuse(tx, id, "我很忙")).await;
        assert!(matches!(by_li, Err(Error::Forbidden(_))));
        assert_eq!(code(world.acts(boss, move |tx| duty::excuse(tx, id, " ")).await), "excuse_needs_reason");
        world.acts(boss, move |tx| duty::excuse(tx, id, "开盘日，人手不够")).await.unwrap();
        assert!(in_turn(&world).await);
    });
}

/// A visit that ends in a cool-down, or is ended by the house before a rest day, plans nothing for a day on which nobody may call.
#[test]
fn what_follows_a_visit_keeps_to_cool_down_and_rest_days() {
    use crate::business::customers::actions::cool_down;
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let id = world.visits_and_leaves(Outcome::Thinking, Some("2026-11-24"), None).await;
        world.acts(world.boss, move |tx| cool_down(tx, id, "2026-12-05".parse().unwrap())).await.unwrap();
        world.passes(2);
        world.visits_and_leaves(Outcome::NextVisit, Some("2026-11-28"), None).await;
        let planned = world.planned(id).await;
        assert!(!planned.is_empty() && planned.iter().all(|(_, on)| on.as_str() >= "2026-12-05"), "{planned:?}");
    });
}
