//! What is promised about customers, on both engines: one person per number, the card and its owner, grades, consents, lost and won back.

use super::actions::{self, Answer};
use super::journeys::{self, Status};
use super::lookup;
use super::model::{CardInput, NumberInput, Title};
use super::outcomes::{self, Cohort};
use super::search::{self, Wanted};
use super::store;
use super::testing::{World, code, meeting, method, phone, whole_card};
use super::{decay, facts, grading};
use crate::base::error::Error;
use crate::base::grade::Grade;
use crate::base::name::Name;
use crate::base::stage::Stage;
use crate::business::sites;
use crate::business::sites::scales::{self, Fact, Level, Mark, Preset, Scale};
use crate::platform::db::testing::each_engine;
use showroom_templates::Lang;

#[test]
fn one_number_is_one_person_however_often_and_at_once() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let both = futures_util::future::join_all((0..8).map(|_| {
            let meeting = meeting("王小明", "138 0013 8000");
            world.acts(world.desk, move |tx| actions::meet(tx, &meeting))
        }))
        .await;
        let met: Vec<_> = both.into_iter().map(Result::unwrap).collect();
        assert_eq!(met.iter().filter(|met| met.is_new).count(), 1);
        assert!(met.iter().all(|one| one.customer.id == met[0].customer.id));
        // What is known stays; what was not known is filled in.
        let again = meeting("李四", "+86 13800138000");
        let again = crate::business::customers::model::Meeting { title: Title::Mr, ..again };
        let again = world.acts(world.desk, move |tx| actions::meet(tx, &again)).await.unwrap();
        assert_eq!((again.customer.name_text(), again.customer.title), ("王小明", Title::Mr));
    });
}

#[test]
fn a_number_finds_its_customer_while_it_is_typed() {
    each_engine(async |db| {
        let world = World::new(db).await;
        world.comes("王小明", "13800138000").await;
        world.comes("欧阳雪", "13800999000").await;
        world.comes("Deniz Bahtiyar", "13912348000").await;
        let site = world.site;
        let find = |typed: &'static str| {
            world.reads(move |conn| {
                let hits = lookup::by_number(conn, site, "CN", typed)?;
                Ok(hits.into_iter().map(|hit| format!("{} {} {}", hit.name, hit.number, hit.sure)).collect::<Vec<_>>())
            })
        };
        assert_eq!(find("13").await, [""; 0]);
        assert_eq!(find("1380").await, ["王** 138****8000 false", "欧** 138****9000 false"]);
        assert_eq!(find("13800138000").await, ["王小明 138****8000 true"]);
        assert_eq!(find("8000").await, ["D**** 139****8000 false", "王** 138****8000 false"]);
        assert_eq!(find("13800138001").await, [""; 0]);
    });
}

#[test]
fn customers_are_found_by_name_sound_initials_number_and_page_by_page() {
    each_engine(async |db| {
        let world = World::new(db).await;
        for (at, name) in ["王小明", "汪晓敏", "吴小梅", "Deniz Bahtiyar"].iter().enumerate() {
            world.comes(name, &format!("1380013800{at}")).await;
        }
        let site = world.site;
        let find = |text: &'static str| {
            world.reads(move |conn| {
                let wanted = Wanted { text: Some(text.into()), ..Wanted::default() };
                let found = search::search(conn, site, "CN", &wanted)?;
                Ok(found.customers.iter().map(|customer| customer.name_text().to_owned()).collect::<Vec<_>>())
            })
        };
        assert_eq!(find("王").await, ["王小明"]);
        assert_eq!(find("wang").await, ["汪晓敏", "王小明"]);
        assert_eq!(find("WXM").await.len(), 3);
        assert_eq!(find("deniz b").await, ["Deniz Bahtiyar"]);
        assert_eq!(find("8003").await, ["Deniz Bahtiyar"]);
        assert_eq!(find("138001").await.len(), 4);
        assert_eq!(find("%").await, [""; 0]);
        for at in 0..70 {
            world.comes("周平", &format!("139001380{at:02}")).await;
        }
        let (mut wanted, mut seen, mut pages) = (Wanted::default(), std::collections::HashSet::new(), 0);
        loop {
            let asked = wanted.clone();
            let found = world.reads(move |conn| search::search(conn, site, "CN", &asked)).await;
            pages += 1;
            assert!(found.customers.iter().all(|customer| seen.insert(customer.id)), "nobody twice");
            match found.next {
                Some(next) => wanted.after = Some(next),
                None => break,
            }
        }
        assert_eq!((seen.len(), pages), (74, 3));
    });
}

#[test]
fn who_completes_the_card_the_same_day_becomes_the_owner() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let id = world.comes("王小明", "13800138000").await;
        world.registers(world.li, id).await.unwrap();
        let customer = world.customer(id).await;
        assert_eq!((customer.owner, customer.registered_at), (Some(world.li), Some(world.now)));
        let journey = world.reads(move |conn| journeys::open_of(conn, id)).await.unwrap();
        assert_eq!(journey.stage, Stage::Tracking);
        // A colleague's customer is not one's own.
        assert!(matches!(world.registers(world.wang, id).await, Err(Error::Forbidden(_))));
        let late = world.comes("周平", "13800138001").await;
        world.passes(24);
        world.registers(world.wang, late).await.unwrap();
        assert_eq!(world.customer(late).await.owner, None);
    });
}

#[test]
fn an_old_card_does_not_overwrite_a_new_one_and_a_number_has_one_owner() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let id = world.comes("王小明", "13800138000").await;
        world.comes("周平", "13800138001").await;
        let version = world.customer(id).await.version;
        let save = |version, input: CardInput| {
            world.acts(world.li, move |tx| actions::save_card(tx, id, version, &input, None))
        };
        let with = |number| CardInput { numbers: vec![NumberInput::New(phone(number))], ..whole_card("王大明") };
        assert_eq!(code(save(version, with("13800138001")).await), "number_of_another");
        save(version, with("13911112222")).await.unwrap();
        assert_eq!(code(save(version, with("13800138000")).await), "changed");
        let numbers = world.reads(move |conn| store::numbers_of(conn, id)).await;
        assert_eq!((numbers.len(), numbers[0].phone.reveal()), (1, "+8613911112222"));
        assert_eq!(world.customer(id).await.name_text(), "王大明");
    });
}

#[test]
fn a_grade_other_than_suggested_needs_a_reason_and_all_are_kept() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let id = world.comes("王小明", "13800138000").await;
        let version = world.customer(id).await.version;
        let set = |version, grade, reason: Option<&'static str>| {
            world.acts(world.li, move |tx| actions::set_grade(tx, id, version, grade, reason))
        };
        assert_eq!(code(set(version, Grade::A, None).await), "grade_needs_reason");
        set(version, Grade::A, Some("带了定金来")).await.unwrap();
        set(version + 1, Grade::B, Some("要再想想")).await.unwrap();
        let changes = world.reads(move |conn| store::grades_of(conn, id, 10)).await;
        let kept: Vec<_> = changes.iter().map(|change| (change.old, change.new, change.reason.as_deref())).collect();
        assert_eq!(kept, [(Some(Grade::A), Grade::B, Some("要再想想")), (None, Grade::A, Some("带了定金来"))]);
    });
}

#[test]
fn the_words_of_the_notice_are_frozen_on_each_answer() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let id = world.comes("王小明", "13800138000").await;
        let say = |given, version| {
            let answers = vec![Answer { purpose: "contact".into(), given }];
            world.acts(world.li, move |tx| actions::answer_notice(tx, id, version, Lang::Zh, &answers))
        };
        assert_eq!(code(say(true, 0).await), "notice_outdated");
        say(true, 1).await.unwrap();
        say(true, 1).await.unwrap();
        say(false, 1).await.unwrap();
        let consents = world.reads(move |conn| store::consents_of(conn, id)).await;
        let kept: Vec<_> = consents.iter().map(|consent| (consent.given, consent.withdrawn_at.is_some())).collect();
        assert_eq!(kept.len(), 2);
        assert!(kept.contains(&(true, true)) && kept.contains(&(false, false)), "{kept:?}");
        assert!(consents[0].notice_text.contains("湖岸"));
    });
}

#[test]
fn numbers_are_looked_up_within_a_budget_and_on_record() {
    each_engine(async |db| {
        let world = World::new(db).await;
        for at in 0..20 {
            let id = world.comes("周平", &format!("138001380{at:02}")).await;
            world.acts(world.wang, move |tx| actions::reveal(tx, id)).await.unwrap();
            // The same number again costs nothing.
            world.acts(world.wang, move |tx| actions::reveal(tx, id)).await.unwrap();
        }
        let id = world.comes("王小明", "13800138099").await;
        assert_eq!(code(world.acts(world.wang, move |tx| actions::reveal(tx, id)).await), "reveals_used_up");
        world.acts(world.li, move |tx| actions::reveal(tx, id)).await.unwrap();
        let (li, wang, now) = (world.li, world.wang, world.now);
        let seen = world
            .reads(move |conn| {
                Ok((actions::revealed_lately(conn, li, id, now)?, actions::revealed_lately(conn, wang, id, now)?))
            })
            .await;
        assert_eq!(seen, (true, false));
    });
}

#[test]
fn customers_are_lost_with_a_reason_and_won_back_where_they_stood() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let id = world.comes("王小明", "13800138000").await;
        world.registers(world.li, id).await.unwrap();
        let version = world.customer(id).await.version;
        world.acts(world.li, move |tx| actions::lose(tx, id, version, "price")).await.unwrap();
        let lost = world.customer(id).await;
        assert_eq!((lost.lost_reason.as_deref(), lost.lost_at), (Some("price"), Some(world.now)));
        assert!(world.reads(move |conn| journeys::open_of(conn, id)).await.is_none());
        world.acts(world.li, move |tx| actions::win_back(tx, id)).await.unwrap();
        let journey = world.reads(move |conn| journeys::open_of(conn, id)).await.unwrap();
        assert_eq!((journey.stage, journey.status), (Stage::Tracking, Status::Open));
        assert_eq!(world.customer(id).await.lost_at, None);
    });
}

#[test]
fn only_a_supervisor_gives_a_customer_to_another_consultant_of_the_site() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let id = world.comes("王小明", "13800138000").await;
        world.registers(world.li, id).await.unwrap();
        let version = world.customer(id).await.version;
        let (boss, desk, li, wang) = (world.boss, world.desk, world.li, world.wang);
        let give = |who, to| world.acts(who, move |tx| actions::reassign(tx, id, version, to, "wish"));
        assert!(matches!(give(wang, wang).await, Err(Error::Forbidden(_))));
        assert_eq!(code(give(boss, li).await), "owner_the_same");
        assert_eq!(code(give(boss, desk).await), "owner_not_here");
        give(boss, wang).await.unwrap();
        assert_eq!(world.customer(id).await.owner, Some(wang));
    });
}

#[test]
fn an_anonymous_journey_joins_a_customer_and_keeps_what_was_told() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let id = world.comes("王小明", "13800138000").await;
        let known = world.reads(move |conn| journeys::open_of(conn, id)).await.unwrap().id;
        let anonymous = world.acts(world.desk, |tx| journeys::open_anonymous(tx, &method())).await.unwrap().id;
        let joined = world.acts(world.li, move |tx| journeys::join(tx, anonymous, id)).await.unwrap();
        assert_eq!((joined.journey, joined.left), (known, Some(anonymous)));
        // Joining again changes nothing; somebody else's journey stays theirs.
        world.acts(world.li, move |tx| journeys::join(tx, anonymous, id)).await.unwrap();
        let other = world.comes("周平", "13800138001").await;
        assert_eq!(
            code(world.acts(world.li, move |tx| journeys::join(tx, anonymous, other)).await),
            "journey_has_customer"
        );
        let nobody = world
            .acts(world.desk, |tx| actions::meet_without_number(tx, Name::parse("赵六").ok(), Title::None, None))
            .await
            .unwrap();
        assert_eq!(nobody.name_text(), "赵六");
    });
}

#[test]
fn a_grade_that_nobody_confirms_falls_once_per_step_whoever_looks_and_how_often() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let kept = world.comes("王小明", "13800138000").await;
        let falls = world.comes("周平", "13800138001").await;
        for id in [kept, falls] {
            let version = world.customer(id).await.version;
            world
                .acts(world.boss, move |tx| actions::set_grade(tx, id, version, Grade::A, Some("said so")))
                .await
                .unwrap();
        }
        let before = world.customer(falls).await;
        // Four days stand; on the fifth it falls, however many servers look at once.
        world.passes(4 * 24);
        assert_eq!(decay::let_fall(&world.db, world.now).await.unwrap(), 0);
        world.acts(world.desk, move |tx| actions::reached(tx, kept)).await.unwrap();
        world.passes(24);
        let both =
            futures_util::future::join(decay::let_fall(&world.db, world.now), decay::let_fall(&world.db, world.now))
                .await;
        assert_eq!(both.0.unwrap() + both.1.unwrap(), 1);
        let after = world.customer(falls).await;
        assert_eq!((after.grade, after.updated_at), (Some(Grade::B), before.updated_at));
        assert_eq!(world.customer(kept).await.grade, Some(Grade::A));
        // The server sleeps a month: each step is there once, with its days.
        world.passes(30 * 24);
        assert_eq!(decay::let_fall(&world.db, world.now).await.unwrap(), 2 + 3);
        assert_eq!(decay::let_fall(&world.db, world.now).await.unwrap(), 0);
        let changes = world.reads(move |conn| store::grades_of(conn, falls, 9)).await;
        let told: Vec<String> =
            changes.iter().map(|change| format!("{}{}", change.new.code(), change.reasons.concat())).collect();
        assert_eq!(told[..3], ["Dno_contact:14", "Cno_contact:8", "Bno_contact:4"]);
        assert!(changes[..3].iter().all(|change| change.set_by.is_none()));
        // Who is reached and graded anew begins anew.
        let version = world.customer(falls).await.version;
        world.acts(world.boss, move |tx| actions::set_grade(tx, falls, version, Grade::A, Some("back"))).await.unwrap();
        assert_eq!(decay::let_fall(&world.db, world.now).await.unwrap(), 0);
    });
}

#[test]
fn a_site_writes_its_own_scale_and_contact_and_protection_follow() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let at = world.site;
        let site = world.reads(move |conn| sites::of(conn, at)).await;
        assert_eq!((site.scale.id, site.scale.version), (Preset::Intent, 0));
        let version = site.version;
        let cars = scales::preset(Preset::CarDealer).unwrap();
        let adopt =
            |who, version, scale: Scale| world.acts(who, move |tx| sites::actions::rescale(tx, version, &scale));
        assert!(matches!(adopt(world.li, version, cars.clone()).await, Err(Error::Forbidden(_))));
        adopt(world.boss, version, cars.clone()).await.unwrap();
        assert_eq!(code(adopt(world.boss, version, cars.clone()).await), "record_changed");
        let site = world.reads(move |conn| sites::of(conn, at)).await;
        assert_eq!((site.scale.version, site.scale.name(Grade::A), site.settings.protection.days.d), (1, "H", 90));
        let id = world.comes("王小明", "13800138000").await;
        let suggested = world.reads(move |conn| {
            let customer = store::find(conn, at, id)?;
            Ok(grading::suggest(&facts::gather(conn, &customer)?, &sites::of(conn, at)?.scale))
        });
        assert_eq!(suggested.await.grade, Grade::D);
        let mut own = cars.clone();
        own.levels[0] = Level { at_least: 1, marks: vec![Mark { fact: Fact::Visits, than: 1 }], shaded: false };
        adopt(world.boss, site.version, own).await.unwrap();
        let suggested = world.reads(move |conn| {
            let customer = store::find(conn, at, id)?;
            Ok(grading::suggest(&facts::gather(conn, &customer)?, &sites::of(conn, at)?.scale))
        });
        assert_eq!(suggested.await.grade, Grade::A);
    });
}

#[test]
fn how_a_grade_fared_is_counted_from_its_first_day() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let id = world.comes("王小明", "13800138000").await;
        let other = world.comes("周平", "13800138001").await;
        for id in [id, other] {
            let version = world.customer(id).await.version;
            world
                .acts(world.boss, move |tx| actions::set_grade(tx, id, version, Grade::B, Some("said so")))
                .await
                .unwrap();
        }
        let from = world.now;
        world.passes(48);
        let version = world.customer(other).await.version;
        world.acts(world.boss, move |tx| actions::lose(tx, other, version, "price")).await.unwrap();
        let version = world.customer(id).await.version;
        world.acts(world.boss, move |tx| actions::set_grade(tx, id, version, Grade::A, Some("called"))).await.unwrap();
        let (site, now) = (world.site, world.now + chrono::Duration::hours(1));
        let first = world.reads(move |conn| outcomes::fared(conn, site, Cohort::First(from, now))).await;
        let told: Vec<(Grade, bool)> = first.iter().map(|one| (one.grade, one.lost)).collect();
        assert_eq!(told, [(Grade::B, true), (Grade::B, false)]);
        let then = world.reads(move |conn| outcomes::fared(conn, site, Cohort::At(from, now))).await;
        assert_eq!(then.iter().map(|one| one.grade).collect::<Vec<_>>(), [Grade::A, Grade::B]);
    });
}
