//! What waits for a decision, on both engines.

use chrono::Duration;
use showroom_templates::{Lang, Words};

use super::approvals;
use crate::business::customers::actions as customers;
use crate::business::customers::testing::World;
use crate::business::followups::actions as followups;
use crate::business::followups::model::Purpose;
use crate::business::reminders::chore;
use crate::platform::db::testing::each_engine;

/// The parts of the approvals in which something waits for the supervisor, and how much.
async fn waiting(world: &World) -> Vec<(String, String)> {
    let boss = world.actor(world.boss);
    let lines = world.reads(move |conn| approvals::lines(conn, &boss, Words::new(Lang::En))).await;
    let part = |href: &str| href.rsplit('#').next().unwrap().to_owned();
    lines.into_iter().map(|(href, _, _, count)| (part(&href), count)).collect()
}

#[test]
fn who_was_not_called_for_a_week_may_go_and_is_asked_about_until_given_to_somebody() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let customer = world.comes("周平", "13800138000").await;
        world.registers(world.li, customer).await.unwrap();
        let on = (world.now + Duration::hours(8)).date();
        for purpose in [Purpose::Call, Purpose::Papers] {
            world.acts(world.li, move |tx| followups::plan(tx, customer, on, purpose, None)).await.unwrap();
        }
        for day in 1..=7 {
            assert!(waiting(&world).await.is_empty(), "day {day}");
            world.passes(24);
            chore::run(&world.db, world.now).await.unwrap();
        }
        // Two contacts are overdue, and there is one question.
        assert_eq!(waiting(&world).await, [("reassignments".to_owned(), "1".to_owned())]);
        let (wang, version) = (world.wang, world.customer(customer).await.version);
        world.passes(1);
        world.acts(world.boss, move |tx| customers::reassign(tx, customer, version, wang, "overdue")).await.unwrap();
        assert!(waiting(&world).await.is_empty(), "it is theirs to call now");
    });
}
