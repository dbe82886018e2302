//! Letters of a morning: once for each person and day, about what is to be done and no more.

use chrono::Duration;
use diesel::prelude::*;

use super::{DIGEST, ESCALATION, actions, draw};
use crate::base::clock::{Date, Moment};
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, FollowUpId, UserId};
use crate::business::customers::actions as cards;
use crate::business::customers::testing::World;
use crate::business::followups::actions as contacts;
use crate::business::followups::model::Purpose;
use crate::business::reminders;
use crate::business::reminders::model::Kind;
use crate::platform::access::{self, Email, Wants};
use crate::platform::db::schema::mails;
use crate::platform::db::testing::{each_engine, engines};
use crate::platform::db::{Db, Tx};
use crate::platform::jobs;
use crate::platform::mail::{Drawn, Dropped, Letter, list_unsent};
use crate::worker;

const BOTH: Wants = Wants { digest: true, escalations: true };

impl World {
    async fn has_mail(&self, who: UserId, wants: Wants) {
        let email = Email::parse(&format!("u{who}@showroom.example")).unwrap();
        self.acts(who, move |tx| actions::set_own(tx, who, Some(&email), wants, None)).await.unwrap();
    }

    /// A customer of Li's, to be called on a day.
    async fn is_to_call(&self, number: &str, on: Date) -> (CustomerId, FollowUpId) {
        let customer = self.comes("王小明", number).await;
        self.registers(self.li, customer).await.unwrap();
        let plan = move |tx: &mut Tx| contacts::plan(tx, customer, on, Purpose::Call, None);
        (customer, self.acts(self.li, plan).await.unwrap())
    }

    fn day(&self, days: i64) -> Date {
        (self.now + Duration::hours(8)).date() + Duration::days(days)
    }

    /// What the chores do at a moment, the sending left out.
    async fn chores_at(&self, now: Moment) {
        chores(&self.db, now).await;
    }

    async fn written(&self) -> Vec<(String, i64)> {
        self.reads(|conn| Ok(mails::table.order(mails::id).select((mails::kind, mails::user_id)).load(conn)?)).await
    }

    async fn letter_to(&self, who: UserId, kind: &'static str) -> Drawn {
        let site = self.site;
        self.reads(move |conn| {
            let unsent = list_unsent(conn, site)?;
            let mail = unsent.into_iter().map(|row| row.mail).rfind(|mail| mail.to == who && mail.kind == kind);
            let to = access::find_user(conn, who)?;
            draw(conn, &mail.unwrap(), &to, "https://showroom.example")
        })
        .await
    }

    async fn text_to(&self, who: UserId, kind: &'static str) -> Letter {
        match self.letter_to(who, kind).await {
            Drawn::Letter(letter) => letter,
            other => panic!("not sent: {other:?}"),
        }
    }
}

async fn chores(db: &Db, now: Moment) {
    actions::begin_mornings(db, now).await.unwrap();
    jobs::work(db, now, &worker::kinds()).await.unwrap();
}

/// Half past eight in the morning of a day at the site.
fn morning(day: Date) -> Moment {
    day.and_hms_opt(0, 30, 0).unwrap()
}

#[test]
fn a_morning_is_written_once_whatever_happens() {
    each_engine(async |db| {
        let world = World::new(db).await;
        world.has_mail(world.li, BOTH).await;
        let (tomorrow, after) = (world.day(1), world.day(2));
        world.is_to_call("13800138000", tomorrow).await;
        world.chores_at(morning(tomorrow) - Duration::minutes(1)).await;
        assert_eq!(world.written().await, []);
        let digest = (DIGEST.to_owned(), world.li.0);
        // Restarts, late turns, a clock that jumps three hours ahead and back: still one.
        for minutes in [0, 1, 180, 30, -600, 0, 400] {
            world.chores_at(morning(tomorrow) + Duration::minutes(minutes)).await;
        }
        assert_eq!(world.written().await.len(), 1);
        world.chores_at(morning(after)).await;
        assert_eq!(world.written().await, [digest.clone(), digest]);
    });
}

#[test]
fn two_servers_write_one_letter() {
    for database in engines() {
        let location = database.location.clone();
        actix_web::rt::System::new().block_on(async {
            let world = World::new(Db::open(&location).unwrap().reacting(crate::reactions::react)).await;
            world.has_mail(world.li, BOTH).await;
            let tomorrow = world.day(1);
            world.is_to_call("13800138000", tomorrow).await;
            let servers: Vec<_> = (0..3)
                .map(|_| {
                    let location = location.clone();
                    std::thread::spawn(move || {
                        actix_web::rt::System::new()
                            .block_on(async { chores(&Db::open(&location).unwrap(), morning(tomorrow)).await });
                    })
                })
                .collect();
            for server in servers {
                server.join().unwrap();
            }
            // Whoever found the job taken left it to the other; one more turn and all is done.
            world.chores_at(morning(tomorrow) + Duration::minutes(1)).await;
            assert_eq!(world.written().await.len(), 1);
        });
    }
}

#[test]
fn a_letter_says_what_is_to_be_done_with_masked_numbers_and_links() {
    each_engine(async |db| {
        let world = World::new(db).await;
        world.has_mail(world.li, BOTH).await;
        let (_, call) = world.is_to_call("13800138000", world.day(1)).await;
        world.is_to_call("13900139000", world.day(2)).await;
        world.chores_at(morning(world.day(2))).await;
        let letter = world.text_to(world.li, DIGEST).await;
        for text in [&letter.plain, &letter.html] {
            for part in ["138****8000", "139****9000", "王小明先生", "逾期 1 天"] {
                assert!(text.contains(part), "{part} is not in:\n{text}");
            }
            assert!(text.contains(&format!("https://showroom.example/follow-ups/{call}")), "{text}");
            assert!(!text.contains("13800138000") && !text.contains("138 0013 8000"), "{text}");
        }
        assert!(letter.subject.contains("湖岸") && !letter.subject.contains("王"), "{}", letter.subject);
        let li = world.li;
        world.acts(li, move |tx| access::set_language(tx, li, showroom_templates::Lang::En)).await.unwrap();
        let letter = world.text_to(world.li, DIGEST).await;
        assert!(letter.plain.starts_with("Good morning, li\n\nMon 23 Nov: 1 overdue, 1 for today"), "{}", letter.plain);
    });
}

#[test]
fn what_was_done_meanwhile_is_not_spoken_of() {
    each_engine(async |db| {
        let world = World::new(db).await;
        world.has_mail(world.li, BOTH).await;
        let (_, call) = world.is_to_call("13800138000", world.day(1)).await;
        world.chores_at(morning(world.day(1))).await;
        world.acts(world.li, move |tx| contacts::cancel(tx, call, 1, "called_in")).await.unwrap();
        assert_eq!(world.letter_to(world.li, DIGEST).await, Drawn::Not(Dropped::NothingLeft));
        world.has_mail(world.li, Wants { digest: false, escalations: true }).await;
        assert_eq!(world.letter_to(world.li, DIGEST).await, Drawn::Not(Dropped::NotWanted));
    });
}

#[test]
fn who_wants_none_or_has_nothing_to_do_gets_none() {
    each_engine(async |db| {
        let world = World::new(db).await;
        world.has_mail(world.li, Wants { digest: false, escalations: false }).await;
        world.has_mail(world.wang, BOTH).await;
        world.is_to_call("13800138000", world.day(1)).await;
        world.chores_at(morning(world.day(1))).await;
        assert_eq!(world.written().await, []);
    });
}

#[test]
fn supervisors_hear_of_what_is_overdue_for_long_in_one_letter_a_day() {
    each_engine(async |db| {
        let world = World::new(db).await;
        world.has_mail(world.boss, BOTH).await;
        world.is_to_call("13800138000", world.day(1)).await;
        world.is_to_call("13900139000", world.day(1)).await;
        for days in [1, 5] {
            world.chores_at(morning(world.day(days))).await;
            assert_eq!(world.written().await, [], "{days}");
        }
        world.chores_at(morning(world.day(6))).await;
        world.chores_at(morning(world.day(6)) + Duration::hours(2)).await;
        assert_eq!(world.written().await, [(ESCALATION.to_owned(), world.boss.0)]);
        let letter = world.text_to(world.boss, ESCALATION).await;
        assert!(letter.plain.contains("li 的客户") && letter.plain.contains("138****8000"), "{}", letter.plain);
        assert!(letter.plain.contains("139****9000") && letter.subject.contains('2'), "{}", letter.subject);
    });
}

#[test]
fn a_letter_says_what_the_bell_says_beside_it() {
    each_engine(async |db| {
        let mut world = World::new(db.reacting(crate::reactions::react)).await;
        world.has_mail(world.li, BOTH).await;
        // Li's customer of two weeks, whom nobody was to call.
        let customer = world.comes("王小明", "13800138000").await;
        world.registers(world.li, customer).await.unwrap();
        let version = world.customer(customer).await.version;
        let grade = move |tx: &mut Tx| cards::set_grade(tx, customer, version, Grade::D, Some("只是看看"));
        world.acts(world.boss, grade).await.unwrap();
        let (day, after) = (world.day(14), world.day(15));
        world.now = morning(day) - Duration::hours(1);
        reminders::chore::run(&world.db, world.now).await.unwrap();
        world.chores_at(morning(day)).await;
        assert_eq!(world.written().await, [(DIGEST.to_owned(), world.li.0)]);
        let letter = world.text_to(world.li, DIGEST).await;
        for text in [&letter.plain, &letter.html] {
            for part in ["还要留意", "14 天", "138****8000", &format!("https://showroom.example/customers/{customer}")]
            {
                assert!(text.contains(part), "{part} is not in:\n{text}");
            }
            assert!(!text.contains("13800138000") && !text.contains("138 0013 8000"), "{text}");
        }
        // What the bell has said for days is no reason for another letter.
        world.chores_at(morning(after)).await;
        assert_eq!(world.written().await.len(), 1);
    });
}

#[test]
fn whose_protection_ends_is_told_also_of_those_whom_nobody_has_reached() {
    each_engine(async |db| {
        let world = World::new(db.reacting(crate::reactions::react)).await;
        world.has_mail(world.li, BOTH).await;
        let customer = world.comes("王小明", "13800138000").await;
        world.registers(world.li, customer).await.unwrap();
        // Known from a call only: nobody has reached them, nobody has seen them.
        world
            .acts(world.boss, move |tx| {
                use crate::platform::db::schema::customers::dsl;
                let never = (dsl::last_contact_at.eq(None::<Moment>), dsl::visits_count.eq(0));
                diesel::update(dsl::customers.find(customer.0)).set(never).execute(tx.conn)?;
                Ok(())
            })
            .await
            .unwrap();
        let day = world.day(13);
        reminders::chore::run(&world.db, morning(day) - Duration::hours(1)).await.unwrap();
        let (site, li) = (world.site, world.li);
        let told = world.reads(move |conn| reminders::store::open_for(conn, site, li)).await;
        assert!(told.iter().any(|notice| notice.reminder.kind == Kind::ProtectionEnding), "{told:?}");
        world.chores_at(morning(day)).await;
        let letter = world.text_to(world.li, DIGEST).await;
        assert!(letter.plain.contains("保护期快到了") && letter.plain.contains("138****8000"), "{}", letter.plain);
    });
}
