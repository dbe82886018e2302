//! The mails of reports: once for each person and period, whatever restarts, jumps of the clock, second servers and days without a server there
//! are; on the right morning in every zone; with the figures of the report, and to nobody who may not read it.

use chrono::{Datelike, Duration, Timelike, Weekday};
use diesel::prelude::*;

use super::period::Span;
use super::tests::{one_comes, paper_day};
use super::{closing, draw, late, mailing};
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::ids::UserId;
use crate::base::role::Role;
use crate::business::customers::testing::World;
use crate::business::letters::actions as letters;
use crate::business::letters::wants::ReportWants;
use crate::platform::access::{self, Email, Wants};
use crate::platform::db::schema::{mails, memberships, sites, targets, visits};
use crate::platform::db::testing::{each_engine, engines};
use crate::platform::db::{Db, Tx};
use crate::platform::mail::{Drawn, Dropped, Letter, list_unsent};
use crate::platform::papers::Trouble;

const ALL: ReportWants = ReportWants { day: true, week: true, month: true };
const NONE: ReportWants = ReportWants { day: false, week: false, month: false };

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Moment {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// What the chores do at a moment, the sending left out.
async fn chores(db: &Db, now: Moment) {
    closing::close(db, now).await.unwrap();
    mailing::write_asked(db, now).await.unwrap();
}

impl World {
    async fn has_address(&self, who: UserId, reports: Option<ReportWants>) {
        let email = Email::parse(&format!("u{who}@showroom.example")).unwrap();
        let wants = Wants { digest: true, escalations: true };
        self.acts(who, move |tx| letters::set_own(tx, who, Some(&email), wants, reports)).await.unwrap();
    }

    /// Every mail of a report: its kind, to whom, the first day of its period; in the order in which they were written.
    async fn posted(&self) -> Vec<(String, UserId, String)> {
        let rows: Vec<(String, i64, String)> = self
            .reads(|conn| {
                let of_reports = mails::table.filter(mails::kind.like("report_%")).order(mails::id);
                Ok(of_reports.select((mails::kind, mails::user_id, mails::payload)).load(conn)?)
            })
            .await;
        let first = |payload: &str| {
            serde_json::from_str::<serde_json::Value>(payload).unwrap()["day"].as_str().unwrap().to_owned()
        };
        rows.into_iter().map(|(kind, user, payload)| (kind, UserId(user), first(&payload))).collect()
    }

    /// The same for one person, in short.
    async fn posted_to(&self, who: UserId) -> Vec<String> {
        let all = self.posted().await;
        let mine = all.into_iter().filter(|(_, to, _)| *to == who);
        mine.map(|(kind, _, first)| format!("{} {first}", kind.trim_start_matches("report_"))).collect()
    }

    async fn drawn(&self, who: UserId) -> Drawn {
        let site = self.site;
        self.reads(move |conn| {
            let unsent = list_unsent(conn, site)?;
            let mail = unsent
                .into_iter()
                .map(|row| row.mail)
                .rfind(|mail| mail.to == who && mailing::span_of(&mail.kind).is_some());
            let to = access::find_user(conn, who)?;
            draw(conn, &mail.unwrap(), &to, "https://showroom.example")
        })
        .await
    }

    async fn letter(&self, who: UserId) -> Letter {
        match self.drawn(who).await {
            Drawn::Letter(letter) => letter,
            Drawn::Heavy(heavy) => heavy.write(Ok(b"%PDF-1.7".to_vec())),
            Drawn::Not(why) => panic!("not sent: {why:?}"),
        }
    }
}

#[test]
fn the_mail_of_a_day_is_written_once_whatever_happens() {
    each_engine(async |db| {
        let world = World::new(db).await;
        one_comes(&world, &[day("2026-11-20")]).await;
        // Whoever never chose gets what is usual: a supervisor the day's, a consultant nothing.
        world.has_address(world.boss, None).await;
        world.has_address(world.li, None).await;
        chores(&world.db, at("2026-11-21 01:29")).await;
        assert!(world.posted().await.is_empty());
        let closes = at("2026-11-21 01:30");
        for minutes in [0, 1, 180, 30, -600, 0, 400] {
            chores(&world.db, closes + Duration::minutes(minutes)).await;
        }
        assert_eq!(world.posted().await, [("report_day".to_owned(), world.boss, "2026-11-20".to_owned())]);
        chores(&world.db, closes + Duration::days(1)).await;
        assert_eq!(world.posted_to(world.boss).await, ["day 2026-11-20", "day 2026-11-21"]);
    });
}

#[test]
fn two_servers_that_come_back_together_write_each_mail_once() {
    for database in engines() {
        let location = database.location.clone();
        actix_web::rt::System::new().block_on(async {
            let world = World::new(Db::open(&location).unwrap()).await;
            one_comes(&world, &[day("2026-11-16")]).await;
            world.has_address(world.boss, Some(ALL)).await;
            let now = at("2026-12-03 02:00");
            let servers: Vec<_> = (0..3)
                .map(|_| {
                    let location = location.clone();
                    std::thread::spawn(move || {
                        actix_web::rt::System::new().block_on(async {
                            let db = Db::open(&location).unwrap();
                            for _ in 0..3 {
                                chores(&db, now).await;
                            }
                        });
                    })
                })
                .collect();
            for server in servers {
                server.join().unwrap();
            }
            // Nobody was there from the 16th to the 3rd: the last three days, both weeks, the month.
            let mut posted = world.posted_to(world.boss).await;
            posted.sort();
            let expected = [
                "day 2026-11-30",
                "day 2026-12-01",
                "day 2026-12-02",
                "month 2026-11-01",
                "week 2026-11-16",
                "week 2026-11-23",
            ];
            assert_eq!(posted, expected);
        });
    }
}

#[test]
fn a_house_without_mail_lets_nothing_pile_up() {
    each_engine(async |db| {
        let world = World::new(db).await;
        one_comes(&world, &[day("2026-08-01")]).await;
        world.has_address(world.boss, Some(ALL)).await;
        // For months only the books are closed.
        for months in 0..4 {
            closing::close(&world.db, at("2026-08-20 02:00") + Duration::days(30 * months)).await.unwrap();
        }
        assert!(world.posted().await.is_empty());
        // Then mail is switched on.
        chores(&world.db, at("2026-11-21 02:00")).await;
        let posted = world.posted_to(world.boss).await;
        assert!(posted.len() <= 3 + 3 + 2 && posted.contains(&"day 2026-11-20".to_owned()), "{posted:?}");
        assert!(posted.contains(&"month 2026-10-01".to_owned()), "{posted:?}");
        chores(&world.db, at("2026-11-21 03:00")).await;
        assert_eq!(world.posted_to(world.boss).await, posted);
    });
}

#[test]
fn every_zone_has_its_mails_on_its_own_mornings() {
    // Nights on which clocks change, days without a midnight, the turn of the year; half an hour between two turns of the chore.
    for (zone, from, days) in [
        ("Asia/Shanghai", "2026-12-26", 9),
        ("America/New_York", "2026-02-27", 12),
        ("Europe/Berlin", "2026-03-25", 10),
        ("Africa/Cairo", "2026-04-22", 12),
        ("America/Santiago", "2026-08-30", 9),
        ("Australia/Lord_Howe", "2026-09-30", 8),
    ] {
        each_engine(async |db| {
            let world = World::new(db).await;
            let site = world.site;
            world
                .acts(world.boss, move |tx| {
                    diesel::update(sites::table.find(site.0)).set(sites::zone.eq(zone)).execute(tx.conn)?;
                    Ok(())
                })
                .await
                .unwrap();
            let first = day(from);
            one_comes(&world, &[first]).await;
            world.has_address(world.boss, Some(ALL)).await;
            let clock = SiteClock::named(zone, 0).unwrap();
            let mut now = clock.day_bounds(first).0;
            let last = first + Duration::days(days);
            while clock.business_day(now) <= last {
                chores(&world.db, now).await;
                now += Duration::minutes(30);
            }
            let written: Vec<(String, String, Moment)> = world
                .reads(|conn| {
                    let all = mails::table.order(mails::id);
                    Ok(all.select((mails::kind, mails::payload, mails::written_at)).load(conn)?)
                })
                .await;
            let mut counts = [0; 3];
            for (kind, payload, at) in written {
                let begins: mailing::Payload = serde_json::from_str(&payload).unwrap();
                let local = clock.local(at);
                let (on, minutes) = (local.date(), local.hour() * 60 + local.minute());
                assert!((570..600).contains(&minutes), "{zone}: {kind} {} at {local}", begins.day);
                match mailing::span_of(&kind).unwrap() {
                    Span::Week => {
                        assert_eq!((on.weekday(), on - begins.day), (Weekday::Mon, Duration::days(7)), "{zone}");
                        counts[1] += 1;
                    }
                    Span::Month => {
                        assert_eq!((on.day(), begins.day.day()), (2, 1), "{zone}");
                        counts[2] += 1;
                    }
                    _ => {
                        assert_eq!(on - begins.day, Duration::days(1), "{zone}");
                        counts[0] += 1;
                    }
                }
            }
            let all: Vec<Date> = first.iter_days().take_while(|day| *day < last).collect();
            let weeks = all.iter().filter(|day| day.weekday() == Weekday::Sun).count();
            let months = all.iter().filter(|day| day.day() == 1 && **day > first).count();
            assert_eq!(counts, [all.len(), weeks, months], "{zone}");
        });
    }
}

#[test]
fn nobody_gets_what_they_may_not_read_or_do_not_want() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (boss, li) = (world.boss, world.li);
        one_comes(&world, &[day("2026-11-19")]).await;
        // A consultant who chose everything when they were a supervisor.
        world.has_address(li, Some(ALL)).await;
        world.has_address(boss, Some(NONE)).await;
        chores(&world.db, at("2026-11-20 02:00")).await;
        assert!(world.posted().await.is_empty());
        world.has_address(boss, Some(ALL)).await;
        world.acts(boss, move |tx| access::set_email(tx, boss, None)).await.unwrap();
        chores(&world.db, at("2026-11-21 02:00")).await;
        assert!(world.posted().await.is_empty(), "without an address");
        world.has_address(boss, Some(ALL)).await;
        chores(&world.db, at("2026-11-22 02:00")).await;
        assert_eq!(world.posted_to(boss).await, ["day 2026-11-21"]);
        // Between writing and sending: the wish, the right, the place.
        assert!(matches!(world.drawn(boss).await, Drawn::Letter(_) | Drawn::Heavy(_)));
        world.has_address(boss, Some(NONE)).await;
        assert_eq!(world.drawn(boss).await, Drawn::Not(Dropped::NotWanted));
        world.has_address(boss, Some(ALL)).await;
        let becomes = |role: Role| {
            move |tx: &mut Tx| {
                let mine = memberships::table.filter(memberships::user_id.eq(boss.0));
                diesel::update(mine).set(memberships::role.eq(role.code())).execute(tx.conn)?;
                Ok(())
            }
        };
        world.acts(boss, becomes(Role::Consultant)).await.unwrap();
        assert_eq!(world.drawn(boss).await, Drawn::Not(Dropped::NotAllowed));
        world.acts(boss, becomes(Role::Supervisor)).await.unwrap();
        let leaves = move |tx: &mut Tx| {
            let mine = memberships::table.filter(memberships::user_id.eq(boss.0));
            diesel::update(mine).set(memberships::ended_at.eq(Some(tx.now))).execute(tx.conn)?;
            Ok(())
        };
        world.acts(boss, leaves).await.unwrap();
        assert_eq!(world.drawn(boss).await, Drawn::Not(Dropped::NotHere));
        chores(&world.db, at("2026-11-23 02:00")).await;
        assert_eq!(world.posted_to(boss).await, ["day 2026-11-21"], "who left gets no more");
    });
}

#[test]
fn the_mail_says_what_the_report_says_in_the_language_of_who_reads_it() {
    each_engine(async |db| {
        let world = World::new(db).await;
        paper_day(&world).await;
        world.has_address(world.boss, None).await;
        let site = world.site;
        world
            .acts(world.boss, move |tx| {
                let target = (
                    targets::id.eq(1),
                    targets::site_id.eq(site.0),
                    targets::month.eq(day("2026-11-01")),
                    targets::measure.eq("visits"),
                    targets::value.eq(300),
                    targets::set_at.eq(tx.now),
                );
                diesel::insert_into(targets::table).values(target).execute(tx.conn)?;
                Ok(())
            })
            .await
            .unwrap();
        chores(&world.db, at("2026-11-21 01:30")).await;
        let letter = world.letter(world.boss).await;
        assert!(letter.subject.contains("湖岸") && letter.subject.contains("到访 51 组"), "{}", letter.subject);
        // 51 visits, 37 of them first, 101 people, 6 cards; as worked out on paper.
        for part in ["到访组数 51", "首次到访 37", "再次到访 14", "到访人数 101", "新建客户卡 6", "认购 0"]
        {
            assert!(letter.plain.contains(part), "{part} is not in:\n{}", letter.plain);
        }
        for part in [">51<", ">37<", ">101<", "没收口的事"] {
            assert!(letter.html.contains(part), "{part} is not in:\n{}", letter.html);
        }
        for text in [&letter.plain, &letter.html] {
            assert!(
                text.contains("https://showroom.example/reports?span=day&amp;on=2026-11-20")
                    || text.contains("https://showroom.example/reports?span=day&on=2026-11-20"),
                "{text}"
            );
            assert!(text.contains("https://showroom.example/me/mail"), "{text}");
            // 300 in the month, of which 20 of 30 days are over.
            assert!(text.contains("/ 300，应到 200"), "{text}");
            assert!(!text.contains("王小明") && !text.contains("1380013"), "{text}");
        }
        // The paper goes with it; where there is none, the mail says why and goes all the same.
        assert!(letter.plain.contains("完整报告见附件") && letter.files[0].name.ends_with("2026-11-20.pdf"));
        let Drawn::Heavy(heavy) = world.drawn(world.boss).await else { panic!("no paper goes with it") };
        for (trouble, said) in [(Trouble::NoFont, "fonts-noto-cjk"), (Trouble::TooLong, "这次没能生成")] {
            let without = heavy.write(Err(trouble));
            assert!(without.files.is_empty() && without.plain.contains(said) && without.html.contains(said), "{said}");
            assert_eq!(without.subject, letter.subject);
        }
        let boss = world.boss;
        world.acts(boss, move |tx| access::set_language(tx, boss, showroom_templates::Lang::En)).await.unwrap();
        let letter = world.letter(boss).await;
        assert!(letter.plain.contains("Visits: 51") && letter.html.contains("lang=\"en\""), "{}", letter.plain);
        assert!(letter.plain.contains("of 300, pace 200"), "{}", letter.plain);
    });
}

#[test]
fn a_day_and_a_week_without_a_visit_make_mails_that_make_sense() {
    each_engine(async |db| {
        let world = World::new(db).await;
        one_comes(&world, &[day("2026-11-09")]).await;
        world.has_address(world.boss, Some(ALL)).await;
        chores(&world.db, at("2026-11-23 01:30")).await;
        let posted = world.posted_to(world.boss).await;
        assert_eq!(posted.last().map(String::as_str), Some("week 2026-11-16"), "{posted:?}");
        let letter = world.letter(world.boss).await;
        assert!(
            letter.plain.contains("没有一组客户登记到访") && letter.plain.contains("到访组数 0"),
            "{}",
            letter.plain
        );
        assert!(letter.subject.contains("周报"), "{}", letter.subject);
    });
}

#[test]
fn late_changes_of_a_closed_day_wait_until_they_are_explained_or_taken_back() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        one_comes(&world, &[day("2026-11-18"), day("2026-11-19")]).await;
        world.now = at("2026-11-20 02:00");
        chores(&world.db, world.now).await;
        let kind = |to: &'static str| {
            move |tx: &mut Tx| {
                let of_day = visits::table.filter(visits::day.eq(day("2026-11-19")));
                diesel::update(of_day).set(visits::kind.eq(to)).execute(tx.conn)?;
                Ok(())
            }
        };
        let waits = async |world: &World| {
            let site = world.site;
            let (days, all) = world.reads(move |conn| late::waiting(conn, site)).await;
            assert_eq!(i64::try_from(days.len()).unwrap(), all);
            days.into_iter().map(|(day, _)| day).collect::<Vec<_>>()
        };
        world.acts(world.desk, kind("colleague")).await.unwrap();
        late::look(&world.db, world.now + Duration::minutes(10)).await.unwrap();
        assert!(waits(&world).await.is_empty(), "a look holds for half an hour");
        world.now += Duration::minutes(31);
        assert_eq!(late::look(&world.db, world.now).await.unwrap(), 1);
        assert_eq!(waits(&world).await, [day("2026-11-19")]);
        // Set right again: it goes away by itself.
        world.acts(world.desk, kind("buyer")).await.unwrap();
        world.now += Duration::minutes(31);
        assert_eq!(late::look(&world.db, world.now).await.unwrap(), 0);
        assert!(waits(&world).await.is_empty());
        // Changed once more and explained: it is done with at once, and stays so.
        world.acts(world.desk, kind("colleague")).await.unwrap();
        world.now += Duration::minutes(31);
        late::look(&world.db, world.now).await.unwrap();
        let correct = |tx: &mut Tx| super::actions::correct(tx, day("2026-11-19"), "a colleague after all");
        world.acts(world.boss, correct).await.unwrap();
        assert!(waits(&world).await.is_empty());
        world.now += Duration::minutes(31);
        assert_eq!(late::look(&world.db, world.now).await.unwrap(), 0);
    });
}
