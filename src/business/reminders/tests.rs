//! What is promised about reminders, on both engines: once per occasion, to the right person, gone with their cause.

use chrono::Duration;
use diesel::prelude::*;

use super::model::{Kind, Notice};
use super::{actions, chore, store};
use crate::base::error::Error;
use crate::base::ids::{CustomerId, FollowUpId, NoticeId, UserId};
use crate::business::customers::actions::{self as customers, Answer};
use crate::business::customers::testing::{World, code};
use crate::business::customers::{birthdays, notice};
use crate::business::followups::actions as followups;
use crate::business::followups::model::{How, Learned, Purpose, Record};
use crate::platform::db::schema::{customers as customer_rows, notices, reminder_runs, reminders};
use crate::platform::db::testing::{each_engine, engines};
use crate::platform::db::{Db, Location, Tx};
use showroom_templates::Lang;

impl World {
    async fn reminds(&self) -> usize {
        chore::run(&self.db, self.now).await.unwrap()
    }

    /// The following days at ten, each with its run.
    async fn reminds_daily(&mut self, days: i64) {
        for _ in 0..days {
            self.passes(24);
            self.reminds().await;
        }
    }

    async fn told(&self, who: UserId) -> Vec<Notice> {
        let site = self.site;
        self.reads(move |conn| store::open_for(conn, site, who)).await
    }

    async fn kinds(&self, who: UserId) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.told(who).await.into_iter().map(|notice| notice.reminder.kind).collect();
        kinds.sort_unstable();
        kinds
    }

    async fn kept(&self) -> i64 {
        self.reads(|conn| Ok(reminders::table.count().get_result(conn)?)).await
    }

    /// A customer of Li's, with a call planned in so many days.
    async fn follows_up(&self, number: &str, days: i64) -> (CustomerId, FollowUpId) {
        let id = self.comes("周平", number).await;
        self.registers(self.li, id).await.unwrap();
        let on = (self.now + Duration::hours(8)).date() + Duration::days(days);
        let planned = self.acts(self.li, move |tx| followups::plan(tx, id, on, Purpose::Call, None)).await.unwrap();
        (id, planned)
    }

    /// Says whether they want to be written to.
    async fn consents(&self, customer: CustomerId, given: bool) {
        let answers = vec![Answer { purpose: birthdays::PURPOSE.to_owned(), given }];
        let shown = notice::on((self.now + Duration::hours(8)).date()).unwrap().number;
        let act = move |tx: &mut Tx| customers::answer_notice(tx, customer, shown, Lang::Zh, &answers);
        self.acts(self.li, act).await.unwrap();
    }

    async fn records(&self, id: FollowUpId, next_in_days: i64) {
        let next_on = Some((self.now + Duration::hours(8)).date() + Duration::days(next_in_days));
        let record = Record {
            how: How::Call,
            reached: true,
            learned: Learned::default(),
            next_on,
            no_next_reason: None,
            grade: None,
            grade_reason: None,
            intent: None,
            do_not_call_until: None,
        };
        self.acts(self.li, move |tx| followups::record(tx, id, 1, &record)).await.unwrap();
    }
}

#[test]
fn what_is_overdue_climbs_and_goes_when_it_is_done() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let (li, boss) = (world.li, world.boss);
        let (customer, planned) = world.follows_up("13800138000", 0).await;
        world.reminds_daily(2).await;
        assert_eq!(world.kinds(li).await, []);
        world.reminds_daily(1).await;
        assert_eq!((world.kinds(li).await, world.kinds(boss).await), (vec![Kind::Overdue], vec![]));
        world.reminds_daily(2).await;
        assert_eq!(world.kinds(boss).await, [Kind::OverdueSupervisor]);
        world.reminds_daily(2).await;
        // The last step says what the one before said.
        assert_eq!(world.kinds(boss).await, [Kind::OverdueReassign]);
        assert!(world.kinds(li).await.contains(&Kind::Overdue));
        // A recorded contact ends all of it at once; taken back, it stands again, and nobody is told twice.
        let before = world.kept().await;
        world.records(planned, 20).await;
        assert_eq!((world.kinds(li).await, world.kinds(boss).await), (vec![], vec![]));
        world.acts(li, move |tx| followups::undo(tx, planned, 2)).await.unwrap();
        assert!(world.kinds(li).await.contains(&Kind::Overdue));
        assert_eq!(world.kinds(boss).await, [Kind::OverdueReassign]);
        assert_eq!(world.kept().await, before);
        // What the supervisor gives to another goes with the customer.
        let (wang, version) = (world.wang, world.customer(customer).await.version);
        world.acts(boss, move |tx| customers::reassign(tx, customer, version, wang, "overdue")).await.unwrap();
        assert_eq!(world.kinds(li).await, []);
        assert!(world.kinds(wang).await.contains(&Kind::Overdue));
        let version = world.customer(customer).await.version;
        world.acts(wang, move |tx| customers::lose(tx, customer, version, "location")).await.unwrap();
        assert_eq!((world.kinds(wang).await, world.kinds(boss).await), (vec![], vec![]));
    });
}

#[test]
fn each_occasion_once_whatever_restarts_and_however_the_clock_jumps() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let (_, first) = world.follows_up("13800138001", 2).await;
        world.passes(48);
        world.records(first, 1).await;
        let silent = world.follows_up("13800138002", 3).await.0;
        // Nothing runs before the site's hour; two nights without a server are made up for.
        world.now = "2026-12-11T20:00:00".parse().unwrap();
        assert_eq!(world.reminds().await, 0);
        world.now = "2026-12-11T22:30:00".parse().unwrap();
        let made = world.reminds().await;
        assert!(made > 0);
        for jump in [0, 3, -3, -27, 24, 0] {
            world.passes(jump);
            world.reminds().await;
        }
        let kept = world.kept().await;
        let twice: i64 = world
            .reads(|conn| {
                let all: Vec<(String, i64, String)> = reminders::table
                    .select((reminders::kind, reminders::subject_id, reminders::occasion))
                    .load(conn)?;
                let mut once = std::collections::BTreeSet::new();
                Ok(all.into_iter().filter(|one| !once.insert(one.clone())).count().try_into().unwrap())
            })
            .await;
        assert_eq!(twice, 0);
        // Another start of the same day finds nothing left to do, and one that lost its notes of the day finds every occasion kept.
        world
            .acts(world.boss, |tx| {
                diesel::delete(reminder_runs::table).execute(tx.conn)?;
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(world.reminds().await, 0);
        assert_eq!(world.kept().await, kept);
        assert!(world.kinds(world.li).await.contains(&Kind::NeverContacted));
        let of_silent = world.reads(move |conn| store::of_customer(conn, silent, 9)).await;
        assert!(of_silent.iter().any(|one| one.kind == Kind::NeverContacted && one.ended_at.is_none()));
    });
}

#[test]
fn two_servers_at_the_same_moment_remind_once() {
    for database in engines() {
        actix_web::rt::System::new().block_on(async {
            let open = || Db::open(&database.location).unwrap().reacting(crate::reactions::react);
            let mut world = World::new(open()).await;
            let other = if matches!(database.location, Location::Postgres(_)) { open() } else { world.db.clone() };
            for number in 0..12 {
                world.follows_up(&format!("1380013{number:04}"), 0).await;
            }
            for _ in 0..5 {
                world.passes(24);
                let (mine, theirs) = tokio::join!(chore::run(&world.db, world.now), chore::run(&other, world.now));
                mine.unwrap();
                theirs.unwrap();
            }
            let overdue = world.kinds(world.li).await.into_iter().filter(|kind| *kind == Kind::Overdue).count();
            let climbed = world.kinds(world.boss).await;
            assert_eq!((overdue, climbed.len()), (12, 12));
            let doubled: i64 = world.reads(|conn| Ok(notices::table.count().get_result(conn)?)).await;
            let kept = world.kept().await;
            assert_eq!(doubled, kept, "one person each");
        });
    }
}

#[test]
fn a_notice_is_seen_done_and_only_its_own_persons() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        world.follows_up("13800138000", 0).await;
        world.reminds_daily(3).await;
        let (site, li, wang) = (world.site, world.li, world.wang);
        assert_eq!(world.reads(move |conn| store::unseen(conn, site, li)).await, 1);
        world.acts(li, actions::see_all).await.unwrap();
        assert_eq!(world.reads(move |conn| store::unseen(conn, site, li)).await, 0);
        let id: NoticeId = world.told(li).await[0].id;
        assert!(matches!(world.acts(wang, move |tx| actions::done(tx, id)).await, Err(Error::Missing)));
        world.acts(li, move |tx| actions::done(tx, id)).await.unwrap();
        assert_eq!(world.kinds(li).await, []);
        // Done stays done, although the cause stands.
        world.reminds_daily(1).await;
        assert_eq!(world.kinds(li).await, []);
    });
}

#[test]
fn protection_ending_is_told_to_the_owner_and_a_contact_ends_it() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let (_, planned) = world.follows_up("13800138000", 40).await;
        world.reminds_daily(11).await;
        assert_eq!(world.kinds(world.li).await, []);
        world.reminds_daily(1).await;
        assert_eq!(world.kinds(world.li).await, [Kind::ProtectionEnding]);
        world.records(planned, 30).await;
        assert_eq!(world.kinds(world.li).await, []);
    });
}

#[test]
fn who_left_is_not_told_but_the_supervisor() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        world.follows_up("13800138000", 0).await;
        let li = world.li;
        world
            .acts(world.boss, move |tx| {
                use crate::platform::db::schema::users;
                diesel::update(users::table.find(li.0)).set(users::suspended_at.eq(Some(tx.now))).execute(tx.conn)?;
                Ok(())
            })
            .await
            .unwrap();
        world.reminds_daily(3).await;
        assert_eq!((world.kinds(li).await, world.kinds(world.boss).await), (vec![], vec![Kind::Overdue]));
    });
}

#[test]
fn a_birthday_needs_a_purchase_a_day_that_is_and_a_consent_that_stands() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let (customer, _) = world.follows_up("13800138000", 60).await;
        let li = world.li;
        let note = |birthday| world.acts(li, move |tx| birthdays::note(tx, customer, Some(birthday)));
        assert_eq!(code(note((11, 22)).await), "birthday_needs_consent");
        assert_eq!(code(note((2, 30)).await), "birthday_unreal");
        world.consents(customer, true).await;
        note((11, 22)).await.unwrap();
        world
            .acts(world.boss, move |tx| {
                diesel::update(customer_rows::table.find(customer.0))
                    .set(customer_rows::bought_at.eq(Some(tx.now)))
                    .execute(tx.conn)?;
                Ok(())
            })
            .await
            .unwrap();
        world.reminds_daily(1).await;
        assert_eq!(world.kinds(li).await, [Kind::Birthday]);
        world.passes(1);
        world.consents(customer, false).await;
        world.reminds().await;
        assert_eq!(world.kinds(li).await, []);
    });
}

/// The day of a congratulation tells a birthday: an erasure leaves neither.
#[test]
fn an_erasure_forgets_that_anybody_was_to_be_congratulated() {
    use crate::business::privacy::actions::erase;
    use crate::business::privacy::model::Why;
    use crate::platform::seal::Vault;
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        let (customer, _) = world.follows_up("13800138000", 2).await;
        let (li, boss) = (world.li, world.boss);
        world.consents(customer, true).await;
        world.acts(li, move |tx| birthdays::note(tx, customer, Some((11, 22)))).await.unwrap();
        world
            .acts(boss, move |tx| {
                let bought = customer_rows::bought_at.eq(Some(tx.now));
                diesel::update(customer_rows::table.find(customer.0)).set(bought).execute(tx.conn)?;
                Ok(())
            })
            .await
            .unwrap();
        world.reminds_daily(6).await;
        let kinds = |conn: &mut crate::platform::db::Conn| {
            Ok(reminders::table.order(reminders::id).select(reminders::kind).load::<String>(conn)?)
        };
        assert!(world.reads(kinds).await.contains(&"birthday".to_owned()));
        let vault = Vault::passing();
        world.acts(boss, move |tx| erase(tx, &vault, customer, Why::Asked)).await.unwrap();
        let left = world.reads(kinds).await;
        assert!(!left.is_empty() && !left.contains(&"birthday".to_owned()), "{left:?}");
        assert_eq!(world.kinds(li).await, []);
    });
}
