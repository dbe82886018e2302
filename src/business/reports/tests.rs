//! What is promised about reports, on both engines: a day that was worked out on paper, sums that are the same whichever way they are taken,
//! days that stay as they were closed, and whatever is changed afterwards found out.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use proptest::prelude::*;
use showroom_templates::Words;

use super::figures::{self, DayFacts, Entry, Figures, Happened, VisitFacts, What};
use super::model::{Dim, Measure, Of};
use super::period::{Period, Span};
use super::{Names, actions, closing, paper, report, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::{Answered, Error};
use crate::base::grade::Grade;
use crate::base::ids::{RowId, SiteId, UserId};
use crate::base::money::Money;
use crate::base::stage::Stage;
use crate::business::calls::actions as telephone;
use crate::business::calls::model::Heard;
use crate::business::customers::testing::World;
use crate::business::sites;
use crate::business::sites::settings::Promises;
use crate::business::visits::actions::Caller;
use crate::business::visits::model::Kind;
use crate::demo::{self, Amount};
use crate::platform::db::schema::{calls, customers, day_figures, grade_changes, journeys, visit_stages, visits};
use crate::platform::db::testing::each_engine;
use crate::platform::db::{Db, Tx};
use crate::platform::papers;
use crate::platform::seal::Vault;

// ------------------------------------------------------------------------------------------------- a day on paper

/// The day of the fixture, and the first moment of it in Shanghai.
const DAY: &str = "2026-11-20";

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A time on the wall clock of the fixture's day, in UTC.
fn at(time: &str) -> Moment {
    NaiveDateTime::parse_from_str(&format!("{DAY} {time}"), "%Y-%m-%d %H:%M:%S").unwrap() - Duration::hours(8)
}

/// A party of the fixture. Seconds count from the arrival.
#[derive(Clone)]
struct Party {
    on: Date,
    kind: Kind,
    people: (i32, i32),
    customer: Option<i64>,
    consultant: Option<UserId>,
    channel: Option<&'static str>,
    been_before: &'static str,
    arrived: Moment,
    greeted: Option<i64>,
    taken: Option<i64>,
    left: Option<i64>,
    outcome: Option<&'static str>,
    next: bool,
    stages: Vec<(Stage, i64, i64)>,
}

fn party(arrived: Moment) -> Party {
    Party {
        on: day(DAY),
        kind: Kind::Buyer,
        people: (1, 0),
        customer: None,
        consultant: None,
        channel: None,
        been_before: "no",
        arrived,
        greeted: None,
        taken: None,
        left: None,
        outcome: None,
        next: false,
        stages: Vec::new(),
    }
}

fn put(tx: &mut Tx, number: i32, one: &Party) -> Answered<()> {
    let (site, id, journey) = (tx.actor.site.0, RowId::new(tx.now).0, RowId::new(tx.now).0);
    let later = |secs: Option<i64>| secs.map(|secs| one.arrived + Duration::seconds(secs));
    diesel::insert_into(journeys::table)
        .values((
            journeys::id.eq(journey),
            journeys::site_id.eq(site),
            journeys::stage.eq("reception"),
            journeys::status.eq("joined"),
            journeys::playbook.eq("sales-office"),
            journeys::playbook_version.eq(1),
            journeys::opened_at.eq(one.arrived),
        ))
        .execute(tx.conn)?;
    diesel::insert_into(visits::table)
        .values((
            (
                visits::id.eq(id),
                visits::site_id.eq(site),
                visits::journey_id.eq(journey),
                visits::customer_id.eq(one.customer),
                visits::day.eq(one.on),
                visits::number.eq(number),
                visits::state.eq(if one.left.is_some() { "left" } else { "waiting" }),
                visits::stage.eq("reception"),
                visits::kind.eq(one.kind.code()),
                visits::party_size.eq(one.people.0),
                visits::children.eq(one.people.1),
                visits::channel.eq(one.channel),
                visits::been_before.eq(one.been_before),
                visits::phoned_before.eq("no"),
            ),
            (
                visits::consultant_id.eq(one.consultant.map(|user| user.0)),
                visits::arrived_at.eq(one.arrived),
                visits::greeted_at.eq(later(one.greeted)),
                visits::assigned_at.eq(later(one.taken)),
                visits::left_at.eq(later(one.left)),
                visits::outcome.eq(one.outcome),
                visits::next_on.eq(one.next.then(|| one.on + Duration::days(3))),
                visits::closed_by_house.eq(false),
                visits::papers_given.eq("[]"),
                visits::contacts_exchanged.eq(false),
                visits::walked_to_door.eq(false),
                visits::intent.eq(0),
                visits::version.eq(1),
            ),
        ))
        .execute(tx.conn)?;
    for (stage, from, until) in &one.stages {
        diesel::insert_into(visit_stages::table)
            .values((
                visit_stages::id.eq(RowId::new(tx.now).0),
                visit_stages::site_id.eq(site),
                visit_stages::visit_id.eq(id),
                visit_stages::stage.eq(stage.code()),
                visit_stages::entered_at.eq(one.arrived + Duration::seconds(*from)),
                visit_stages::left_at.eq(Some(one.arrived + Duration::seconds(*until))),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

fn grade(tx: &mut Tx, customer: i64, grade: Grade, at: Moment) -> Answered<()> {
    diesel::insert_into(grade_changes::table)
        .values((
            grade_changes::id.eq(RowId::new(at).0),
            grade_changes::site_id.eq(tx.actor.site.0),
            grade_changes::customer_id.eq(customer),
            grade_changes::new_grade.eq(grade.code()),
            grade_changes::reasons.eq("[]"),
            grade_changes::set_at.eq(at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

async fn customer(
    world: &World,
    phone: usize,
    registered: Option<Moment>,
    known: Option<(&'static str, &'static str)>,
) -> i64 {
    let id = world.comes("王小明", &format!("1380013{phone:04}")).await;
    world
        .acts(world.desk, move |tx| {
            // As if met before, without a visit on the days of this test.
            diesel::delete(visits::table.filter(visits::customer_id.eq(id.0))).execute(tx.conn)?;
            diesel::update(customers::table.find(id.0))
                .set((
                    customers::registered_at.eq(registered),
                    customers::channel.eq(known.map(|known| known.0)),
                    customers::district.eq(known.map(|known| known.1)),
                ))
                .execute(tx.conn)?;
            Ok(id.0)
        })
        .await
        .unwrap()
}

/// One party comes at noon in Shanghai and is received, on each of these days.
pub(super) async fn one_comes(world: &World, days: &[Date]) {
    let days = days.to_vec();
    world
        .acts(world.desk, move |tx| {
            for on in &days {
                let noon = on.and_hms_opt(4, 0, 0).unwrap();
                let one = Party { on: *on, greeted: Some(30), taken: Some(60), left: Some(1_800), ..party(noon) };
                put(tx, 1, &one)?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

/// Some sixty parties, with every awkward case. What each group adds is worked out beside it.
pub(super) async fn paper_day(world: &World) {
    let (li, wang) = (Some(world.li), Some(world.wang));
    let minutes = |from: &str, number: usize| at(from) + Duration::minutes(i64::try_from(number).unwrap());
    let mut parties: Vec<Party> = Vec::new();
    // A: 20 walk in from 09:00 to 09:19, two people each, half an hour with Li. Greeted after 30 s, taken after 100 s: both kept.
    for number in 0..20 {
        parties.push(Party {
            people: (2, 0),
            consultant: li,
            channel: Some("walk_in"),
            greeted: Some(30),
            taken: Some(100),
            left: Some(1_800),
            outcome: Some("thinking"),
            stages: vec![(Stage::Reception, 0, 100), (Stage::Introduction, 100, 1_800)],
            ..party(minutes("09:00:00", number))
        });
    }
    // B: 10 walk in from 10:00 to 10:09 and out after five minutes; nobody greeted them: both promises broken.
    for number in 0..10 {
        parties.push(Party {
            channel: Some("billboard"),
            left: Some(300),
            outcome: Some("left_without_a_word"),
            ..party(minutes("10:00:00", number))
        });
    }
    // C: 12 customers of ten days ago come again from 14:00 to 14:11, three people each. Greeted after 61 s: broken; taken after 180 s: just
    // kept; 41 minutes of negotiation: broken. They are on a card, live in Xihu, came by the net, and agree the next date.
    let before = at("00:00:00") - Duration::days(10);
    for number in 0..12 {
        let id = customer(world, number, Some(before), Some(("online", "西湖区"))).await;
        world.acts(world.desk, move |tx| grade(tx, id, Grade::B, before)).await.unwrap();
        parties.push(Party {
            on: day("2026-11-10"),
            customer: Some(id),
            left: Some(60),
            outcome: Some("next_visit"),
            ..party(before + Duration::hours(10))
        });
        // One becomes an A late that evening, one on the next morning, which is another day.
        if number == 0 {
            world.acts(world.desk, move |tx| grade(tx, id, Grade::A, at("23:00:00"))).await.unwrap();
        }
        if number == 1 {
            let next = at("09:00:00") + Duration::days(1);
            world.acts(world.desk, move |tx| grade(tx, id, Grade::A, next)).await.unwrap();
        }
        parties.push(Party {
            kind: Kind::Returning,
            people: (2, 1),
            customer: Some(id),
            consultant: wang,
            been_before: "yes",
            greeted: Some(61),
            taken: Some(180),
            left: Some(3_600),
            outcome: Some("next_visit"),
            next: true,
            stages: vec![(Stage::Negotiation, 600, 600 + 41 * 60)],
            ..party(minutes("14:00:00", number))
        });
    }
    // D: 6 with an appointment come for the first time from 16:00, two people each; greeted and taken after 60 s: just kept. Their cards are
    // filled in at five o'clock.
    for number in 0..6 {
        let id = customer(world, 100 + number, Some(at("17:00:00")), None).await;
        parties.push(Party {
            kind: Kind::Appointment,
            people: (2, 0),
            customer: Some(id),
            consultant: li,
            greeted: Some(60),
            taken: Some(60),
            left: Some(2_700),
            outcome: Some("thinking"),
            stages: vec![(Stage::Reception, 0, 60), (Stage::Tour, 60, 2_700)],
            ..party(minutes("16:00:00", number))
        });
    }
    // E: one comes at 11:00 for the first time and at 18:00 again.
    let twice = customer(world, 200, None, None).await;
    for (time, kind) in [("11:00:00", Kind::Buyer), ("18:00:00", Kind::Returning)] {
        parties.push(Party {
            kind,
            customer: Some(twice),
            consultant: wang,
            greeted: Some(10),
            taken: Some(20),
            left: Some(600),
            outcome: Some("not_a_buyer"),
            ..party(at(time))
        });
    }
    // F: six who are not traffic.
    for (number, kind) in [Kind::Colleague, Kind::Colleague, Kind::Colleague, Kind::Owner, Kind::Owner, Kind::Errand]
        .into_iter()
        .enumerate()
    {
        parties.push(Party { kind, left: Some(600), ..party(minutes("12:00:00", number)) });
    }
    // G: one without a name, who was here before, comes half a minute before midnight and is still here: no promise is decided.
    parties.push(Party { been_before: "yes", ..party(at("23:59:30")) });
    // H: the last second of the day before and the first of the next day are not of this day.
    parties.push(Party { on: day("2026-11-19"), left: Some(60), ..party(at("00:00:00") - Duration::seconds(1)) });
    parties.push(Party { on: day("2026-11-21"), left: Some(60), ..party(at("00:00:00") + Duration::days(1)) });
    for (number, one) in (1..).zip(parties) {
        world.acts(world.desk, move |tx| put(tx, number, &one)).await.unwrap();
    }
    // I: seven phone. Four strangers at nine, of whom Li took care, came by the net; the first of C says nothing of it and is known to have come by it;
    // two give no name. One more was noted by mistake, and one phoned in the last second of the day before.
    let regular = world
        .reads(|conn| {
            Ok(visits::table
                .filter(visits::kind.eq("returning"))
                .order(visits::number)
                .select(visits::customer_id)
                .first::<Option<i64>>(conn)?)
        })
        .await;
    let before = at("00:00:00") - Duration::seconds(1);
    let mut phoned = vec![("new", Some("online"), li, None, at("09:00:00"), None); 4];
    phoned.push(("customer", None, wang, regular, at("09:30:00"), None));
    phoned.extend([
        ("unnamed", None, None, None, at("23:59:59"), None),
        ("unnamed", None, None, None, at("00:00:00"), None),
    ]);
    phoned.push(("unnamed", None, None, None, at("10:00:00"), Some(at("10:01:00"))));
    phoned.push(("new", Some("online"), li, None, before, None));
    for (known, channel, who, customer, when, struck) in phoned {
        let put = move |tx: &mut Tx| {
            diesel::insert_into(calls::table)
                .values((
                    calls::id.eq(RowId::new(when).0),
                    calls::site_id.eq(tx.actor.site.0),
                    calls::customer_id.eq(customer),
                    calls::caller.eq(known),
                    calls::channel.eq(channel),
                    calls::next.eq("nothing"),
                    calls::consultant_id.eq(who.map(|who| who.0)),
                    calls::taken_at.eq(when),
                    calls::struck_at.eq(struck),
                ))
                .execute(tx.conn)?;
            Ok(())
        };
        world.acts(world.desk, put).await.unwrap();
    }
}

/// What the groups come to, figure by figure.
fn on_paper(world: &World) -> Vec<(Measure, Dim, String, i64)> {
    let whole = [
        (Measure::Visits, 20 + 10 + 12 + 6 + 2 + 1),
        (Measure::FirstVisits, 20 + 10 + 6 + 1),
        (Measure::ReturnVisits, 12 + 1 + 1),
        (Measure::Others, 6),
        (Measure::People, 40 + 10 + 36 + 12 + 2 + 1),
        (Measure::Registered, 6),
        (Measure::Stays, 50),
        (Measure::StaySecs, 20 * 1_800 + 10 * 300 + 12 * 3_600 + 6 * 2_700 + 2 * 600),
        (Measure::Outcomes, 50),
        (Measure::Calls, 4 + 1 + 2),
        (Measure::CallsMade, 0),
        (Measure::Deposits, 0),
        (Measure::MoneyIn, 0),
    ];
    let mut all: Vec<(Measure, Dim, String, i64)> =
        whole.into_iter().map(|(measure, value)| (measure, Dim::All, String::new(), value)).collect();
    let (li, wang) = (world.li.to_string(), world.wang.to_string());
    let parts: [(Measure, Dim, &str, i64); 63] = [
        (Measure::Visits, Dim::Quarter, "36", 15),
        (Measure::Visits, Dim::Quarter, "37", 5),
        (Measure::Visits, Dim::Quarter, "40", 10),
        (Measure::Visits, Dim::Quarter, "44", 1),
        (Measure::Visits, Dim::Quarter, "56", 12),
        (Measure::Visits, Dim::Quarter, "64", 6),
        (Measure::Visits, Dim::Quarter, "72", 1),
        (Measure::Visits, Dim::Quarter, "95", 1),
        (Measure::Visits, Dim::Kind, "buyer", 20 + 10 + 1 + 1),
        (Measure::Visits, Dim::Kind, "returning", 12 + 1),
        (Measure::Visits, Dim::Kind, "appointment", 6),
        (Measure::Others, Dim::Kind, "colleague", 3),
        (Measure::Others, Dim::Kind, "owner", 2),
        (Measure::Others, Dim::Kind, "errand", 1),
        (Measure::Visits, Dim::Consultant, &li, 26),
        (Measure::Visits, Dim::Consultant, &wang, 14),
        (Measure::Visits, Dim::Consultant, "", 11),
        (Measure::FirstVisits, Dim::Consultant, &li, 26),
        (Measure::FirstVisits, Dim::Consultant, &wang, 1),
        (Measure::ReturnVisits, Dim::Consultant, &wang, 13),
        (Measure::Visits, Dim::Channel, "walk_in", 20),
        (Measure::Visits, Dim::Channel, "billboard", 10),
        (Measure::Visits, Dim::Channel, "online", 12),
        (Measure::Visits, Dim::Channel, "", 9),
        (Measure::ReturnVisits, Dim::Channel, "online", 12),
        (Measure::Visits, Dim::District, "西湖区", 12),
        (Measure::Visits, Dim::District, "", 39),
        (Measure::Visits, Dim::Grade, Grade::A.code(), 1),
        (Measure::Visits, Dim::Grade, Grade::B.code(), 11),
        (Measure::Visits, Dim::Grade, "", 39),
        (Measure::Registered, Dim::Consultant, &li, 6),
        (Measure::Calls, Dim::Consultant, &li, 4),
        (Measure::Calls, Dim::Consultant, &wang, 1),
        (Measure::Calls, Dim::Consultant, "", 2),
        (Measure::Calls, Dim::Channel, "online", 5),
        (Measure::Calls, Dim::Channel, "", 2),
        (Measure::Calls, Dim::District, "西湖区", 1),
        (Measure::Calls, Dim::District, "", 6),
        (Measure::Calls, Dim::What, "new", 4),
        (Measure::Calls, Dim::What, "customer", 1),
        (Measure::Calls, Dim::What, "unnamed", 2),
        (Measure::Kept, Dim::What, "greeted", 20 + 6 + 2),
        (Measure::Broken, Dim::What, "greeted", 10 + 12),
        (Measure::Kept, Dim::What, "consultant", 20 + 12 + 6 + 2),
        (Measure::Broken, Dim::What, "consultant", 10),
        (Measure::Kept, Dim::What, "negotiation", 0),
        (Measure::Broken, Dim::What, "negotiation", 12),
        (Measure::Outcomes, Dim::What, "thinking", 26),
        (Measure::Outcomes, Dim::What, "left_without_a_word", 10),
        (Measure::Outcomes, Dim::What, "next_visit", 12),
        (Measure::Outcomes, Dim::What, "not_a_buyer", 2),
        (Measure::Reached, Dim::What, "reception", 51),
        (Measure::Reached, Dim::What, "introduction", 20),
        (Measure::Reached, Dim::What, "tour", 6),
        (Measure::Reached, Dim::What, "negotiation", 12),
        (Measure::Reached, Dim::What, "registration", 12 + 6),
        (Measure::Reached, Dim::What, "tracking", 12),
        (Measure::Reached, Dim::What, "deposit", 0),
        (Measure::Staged, Dim::What, "reception", 26),
        (Measure::StageSecs, Dim::What, "reception", 20 * 100 + 6 * 60),
        (Measure::StageSecs, Dim::What, "introduction", 20 * 1_700),
        (Measure::StageSecs, Dim::What, "tour", 6 * 2_640),
        (Measure::StageSecs, Dim::What, "negotiation", 12 * 41 * 60),
    ];
    all.extend(parts.map(|(measure, dim, key, value)| (measure, dim, key.to_owned(), value)));
    all
}

#[test]
fn a_day_is_what_it_is_on_paper_open_and_closed() {
    each_engine(async |db| {
        let world = World::new(db).await;
        paper_day(&world).await;
        let site = world.site;
        let open = world
            .reads(move |conn| {
                let site = sites::of(conn, site)?;
                report::of_rows(conn, &site, day(DAY))
            })
            .await;
        for (measure, dim, key, expected) in on_paper(&world) {
            assert_eq!(open.get(measure, dim, &key), expected, "{measure:?} by {dim:?} {key}");
        }
        // The rows behind a figure are looked for without the rest of the day, and are the same.
        let (rows, all) = world
            .reads(move |conn| {
                let site = sites::of(conn, site)?;
                let of = |measure: &Measure| report::entries_of(conn, &site, day(DAY), *measure);
                let rows = Measure::ALL.iter().map(of).collect::<Answered<Vec<_>>>()?.concat();
                Ok((rows, report::entries(conn, &site, day(DAY))?))
            })
            .await;
        let each = |measure| all.iter().filter(move |entry| entry.measure == measure).cloned();
        assert_eq!(rows, Measure::ALL.iter().flat_map(|measure| each(*measure)).collect::<Vec<_>>());
        let house = Actor::house(site);
        let morning = at("09:30:00") + Duration::days(1);
        assert!(world.db.write(house.clone(), morning, |tx| actions::close(tx, day(DAY))).await.unwrap());
        assert!(!world.db.write(house, morning, |tx| actions::close(tx, day(DAY))).await.unwrap());
        let closed = world.reads(move |conn| store::of_day(conn, site, day(DAY))).await;
        assert_eq!(closed, open);
    });
}

#[test]
fn a_site_that_was_only_phoned_has_a_report_and_closes_its_day() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let site = world.site;
        let now = at("11:00:00");
        let phone = |tx: &mut Tx| telephone::take(tx, &Heard::of(Caller::Anonymous)).map(|_| ());
        world.db.write(world.actor(world.desk), now, phone).await.unwrap();
        let open = world
            .reads(move |conn| {
                let site = sites::of(conn, site)?;
                report::count(conn, &site, &Period::day(day(DAY)), day(DAY), Dim::ALL)
            })
            .await;
        assert_eq!(open.figures.all(Measure::Calls), 1);
        assert_eq!(closing::close(&world.db, at("09:31:00") + Duration::days(1)).await.unwrap(), 1);
        let closed = world.reads(move |conn| store::of_day(conn, site, day(DAY))).await;
        assert_eq!(closed.all(Measure::Calls), 1);
    });
}

// --------------------------------------------------------------------------------------------- what happens later

async fn check(world: &World) -> report::Check {
    let site = world.site;
    world
        .reads(move |conn| {
            let site = sites::of(conn, site)?;
            report::check(conn, &site, day(DAY))
        })
        .await
        .unwrap()
}

#[test]
fn whatever_is_changed_after_closing_is_found_out_and_explained() {
    each_engine(async |db| {
        let world = World::new(db).await;
        paper_day(&world).await;
        let (site, boss) = (world.site, world.boss);
        assert!(world.acts(boss, |tx| actions::sign(tx, day(DAY))).await.is_err(), "an open day is not signed");
        let morning = at("09:30:00") + Duration::days(1);
        world.db.write(Actor::house(site), morning, |tx| actions::close(tx, day(DAY))).await.unwrap();
        let sound = check(&world).await;
        assert!(sound.untouched && sound.differences.is_empty(), "{sound:?}");
        assert!(world.acts(boss, |tx| actions::correct(tx, day(DAY), "nothing")).await.is_err());
        world.acts(boss, |tx| actions::sign(tx, day(DAY))).await.unwrap();
        assert!(world.acts(world.li, |tx| actions::sign(tx, day(DAY))).await.is_err());

        // A row is changed: the last of B was a surveyor after all.
        let change = |tx: &mut Tx| {
            let last = visits::table.filter(visits::day.eq(day(DAY))).filter(visits::channel.eq("billboard"));
            let id: i64 = last.order(visits::number.desc()).select(visits::id).first(tx.conn)?;
            diesel::update(visits::table.find(id)).set(visits::kind.eq("colleague")).execute(tx.conn)?;
            Ok(())
        };
        world.acts(world.desk, change).await.unwrap();
        let changed = check(&world).await;
        assert!(changed.untouched, "the book itself stands");
        let found: BTreeMap<(Measure, Dim, &str), (i64, i64)> =
            changed.differences.iter().map(|(m, d, key, was, now)| ((*m, *d, key.as_str()), (*was, *now))).collect();
        assert_eq!(found[&(Measure::Visits, Dim::All, "")], (51, 50));
        assert_eq!(found[&(Measure::Others, Dim::Kind, "colleague")], (3, 4));
        assert_eq!(found[&(Measure::Visits, Dim::Channel, "billboard")], (10, 9));
        assert!(!found.contains_key(&(Measure::Visits, Dim::Channel, "walk_in")));
        assert!(world.acts(boss, |tx| actions::correct(tx, day(DAY), "  ")).await.is_err(), "a reason is needed");
        let written = world.acts(boss, |tx| actions::correct(tx, day(DAY), "a surveyor")).await.unwrap();
        assert_eq!(written, changed.differences.len());
        assert!(world.acts(boss, |tx| actions::correct(tx, day(DAY), "again")).await.is_err());
        let kept = world.reads(move |conn| store::of_day(conn, site, day(DAY))).await;
        assert_eq!(kept.all(Measure::Visits), 51, "a correction changes no figure");
        let corrections = world.reads(move |conn| store::corrections_of(conn, site, &Period::day(day(DAY)))).await;
        assert_eq!((corrections[0].reason.as_str(), corrections[0].by), ("a surveyor", Some(boss)));

        // The book itself is changed behind everybody's back.
        let tamper = |tx: &mut Tx| {
            let figure = day_figures::table
                .filter(day_figures::day.eq(day(DAY)))
                .filter(day_figures::measure.eq("visits"))
                .filter(day_figures::dim.eq("all"));
            Ok(diesel::update(figure).set(day_figures::value.eq(60_i64)).execute(tx.conn)?)
        };
        assert_eq!(world.acts(world.desk, tamper).await.unwrap(), 1);
        assert!(!check(&world).await.untouched);
    });
}

// ------------------------------------------------------------------------------------------------ the same sums

async fn raw(db: &Db, id: SiteId, from: Date, to: Date) -> Figures {
    db.read(move |conn| {
        let site = sites::of(conn, id)?;
        let mut sum = Figures::default();
        for day in from.iter_days().take_while(|day| *day <= to) {
            sum.add_all(&report::of_rows(conn, &site, day)?);
        }
        Ok(sum)
    })
    .await
    .unwrap()
}

#[test]
fn a_target_is_that_of_the_site_or_of_somebody_at_work_there() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (site, month) = (world.site, day("2026-11-01"));
        let set = async |who: Option<UserId>| {
            let target = (month, who, Measure::Deposits, 12);
            let act = move |tx: &mut Tx| actions::set_targets(tx, month, &[target]);
            world.acts(world.boss, act).await
        };
        set(None).await.unwrap();
        set(Some(world.li)).await.unwrap();
        assert!(matches!(set(Some(UserId(1))).await, Err(Error::Missing)));
        let kept = world.reads(move |conn| store::targets_of(conn, site, month, month)).await;
        assert_eq!(kept.len(), 2, "{kept:?}");
    });
}

#[test]
fn a_period_is_the_sum_of_its_days_whichever_of_them_are_closed() {
    each_engine(async |db| {
        let now: Moment = "2026-11-20T06:00:00".parse().unwrap();
        let amount = Amount { customers: 60, days: 36, ..Amount::SHOWROOM };
        demo::load(&db, &Vault::passing(), amount, now).await.unwrap();
        let all = db.read(sites::store::list).await.unwrap();
        let (id, today) = (all[0].id, all[0].clock().business_day(now));
        for (span, on) in [(Span::Day, today), (Span::Week, today), (Span::Month, today), (Span::Year, today)] {
            let period = Period::around(span, on);
            let counted = db
                .read(move |conn| {
                    let site = sites::of(conn, id)?;
                    report::count(conn, &site, &period, today, Dim::ALL)
                })
                .await
                .unwrap();
            assert_eq!(counted.missing, 0);
            let first = period.from.max(today - Duration::days(40));
            let mut differences = counted.figures.differences(&raw(&db, id, first, period.to.min(today)).await);
            // Where one of yesterday's visitors lives was learned after the day was closed.
            differences.retain(|(_, dim, _, _, _)| *dim != Dim::District);
            assert!(differences.is_empty(), "{span:?}: {differences:?}");
        }
        let closed = db.read(move |conn| store::last_closed(conn, id)).await.unwrap();
        assert_eq!(closed, today.pred_opt());
        assert_eq!(closing::close(&db, now).await.unwrap(), 0, "what is closed is not closed again");
        // Whatever money came in during the whole history is in the figures, to the cent.
        let (figures, paid) = db
            .read(move |conn| {
                use crate::platform::db::schema::payments;
                let period = Period { span: Span::Between, from: today - Duration::days(60), to: today };
                let site = sites::of(conn, id)?;
                let figures = report::count(conn, &site, &period, today, &[Dim::All])?.figures;
                let sums: Vec<i64> =
                    payments::table.filter(payments::site_id.eq(id.0)).select(payments::sum).load(conn)?;
                Ok((figures, sums.iter().sum::<i64>()))
            })
            .await
            .unwrap();
        assert!(paid > 0 && figures.all(Measure::MoneyIn) == paid, "{paid} {}", figures.all(Measure::MoneyIn));
        // What it says on paper has the fields of the sample with which papers are tried out.
        let paper = db
            .read(move |conn| {
                let site = sites::of(conn, id)?;
                let names = Names::of(conn, &site)?;
                let report = report::gather(conn, site, Period::day(today), now)?;
                Ok(paper::of(Words::default(), &report, &names))
            })
            .await
            .unwrap();
        papers::must_be_like_its_sample(&paper);
    });
}

fn any_visit() -> impl Strategy<Value = VisitFacts> {
    let who = (0..7_usize, prop::option::of(1..4_i64), prop::option::of(0..3_usize), prop::option::of(0..2_usize));
    let when =
        (0..86_400_i64, prop::option::of(0..400_i64), prop::option::of(0..900_i64), prop::option::of(0..9_000_i64));
    let stages = prop::collection::vec((0..4_usize, 0..3_000_i64, prop::option::of(0..4_000_i64)), 0..5);
    (who, when, stages, any::<bool>(), 1..9_i64).prop_map(|(who, when, stages, first, people)| {
        let arrived_at = at("00:00:00") + Duration::seconds(when.0);
        let later = |secs: Option<i64>| secs.map(|secs| arrived_at + Duration::seconds(secs));
        VisitFacts {
            id: RowId::new(arrived_at).0,
            kind: Kind::ALL[who.0],
            people,
            consultant: who.1.map(UserId),
            channel: who.2.map(|at| ["online", "agent", "gift"][at].to_owned()),
            district: who.3.map(|at| ["西湖区", "余杭区"][at].to_owned()),
            grade: (people > 4).then_some(Grade::B),
            first,
            arrived_at,
            greeted_at: later(when.1),
            assigned_at: later(when.2),
            left_at: later(when.3),
            outcome: when.3.map(|_| "thinking".to_owned()),
            stages: stages
                .into_iter()
                .map(|(stage, from, long)| {
                    let from = arrived_at + Duration::seconds(from);
                    (Stage::ALL[stage], from, long.map(|long| from + Duration::seconds(long)))
                })
                .collect(),
            alone_secs: vec![people * 20],
            led_to: if first { vec![Stage::Registration] } else { Vec::new() },
        }
    })
}

fn any_happening() -> impl Strategy<Value = Happened> {
    (0..10_usize, 1..1_000_000_i64, any::<bool>(), prop::option::of(1..4_i64)).prop_map(|(what, sum, yes, who)| {
        let id = RowId::new(at("12:00:00")).0;
        let secs = yes.then_some(sum % 90_000);
        let (of, what) = match what {
            0 => (Of::Customer(id), What::Registered(secs)),
            1 => (Of::FollowUp(id), What::Called(yes)),
            2 => (Of::FollowUp(id), What::Contacted),
            3 => (Of::Deposit(id), What::Deposit(Money(sum), secs)),
            4 => (Of::Deposit(id), What::Ended("returned".to_owned())),
            5 => (Of::Contract(id), What::Contract(Money(sum), secs)),
            6 => (Of::Payment(id), What::Paid(Money(sum), "price".to_owned())),
            8 => (Of::Call(id), What::Phoned(if yes { "new" } else { "customer" }.to_owned())),
            7 => (Of::Objection(id), What::Objected("price".to_owned(), yes)),
            _ => (Of::Visit(id), What::Judged(sum % 101, yes)),
        };
        Happened {
            of,
            what,
            consultant: who.map(UserId),
            channel: yes.then(|| "online".to_owned()),
            district: None,
            grade: yes.then_some(Grade::C),
            unit_type: who.map(|who| who % 2),
        }
    })
}

pub(super) fn any_day() -> impl Strategy<Value = DayFacts> {
    (prop::collection::vec(any_visit(), 0..25), prop::collection::vec(any_happening(), 0..25)).prop_map(
        |(visits, happened)| {
            let clock = SiteClock::named("Asia/Shanghai", 0).unwrap();
            DayFacts { clock, promises: Promises::default(), visits, happened }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_figure_is_its_rows_and_every_cut_adds_up_to_the_whole(days in prop::collection::vec(any_day(), 1..4)) {
        let by_day: Vec<Vec<Entry>> = days.iter().map(figures::count).collect();
        let whole = Figures::of(&by_day.concat());
        let mut sum = Figures::default();
        for entries in &by_day {
            sum.add_all(&Figures::of(entries));
        }
        prop_assert_eq!(&sum, &whole);
        for (measure, dim, key, value) in whole.iter() {
            let behind: Vec<&Entry> = by_day
                .iter()
                .flatten()
                .filter(|entry| entry.measure == measure && (dim == Dim::All || entry.key(dim) == key))
                .collect();
            prop_assert_eq!(behind.iter().map(|entry| entry.value).sum::<i64>(), value);
            if measure.counts_rows() {
                prop_assert_eq!(i64::try_from(behind.len()).unwrap(), value, "{:?} by {:?} {}", measure, dim, key);
            }
        }
        for measure in Measure::ALL {
            for dim in measure.dims() {
                let cut: i64 = whole.by(*measure, *dim).map(|(_, value)| value).sum();
                prop_assert_eq!(cut, whole.all(*measure), "{:?} by {:?}", measure, dim);
            }
        }
        let visits = i64::try_from(days.iter().flat_map(|day| &day.visits).count()).unwrap();
        prop_assert_eq!(whole.all(Measure::Visits) + whole.all(Measure::Others), visits);
        prop_assert_eq!(whole.all(Measure::FirstVisits) + whole.all(Measure::ReturnVisits), whole.all(Measure::Visits));
    }

    #[test]
    fn every_moment_is_of_one_day_in_every_zone(
        zone in prop::sample::select(vec![
            "Asia/Shanghai", "Asia/Kathmandu", "Africa/Cairo", "America/Santiago", "America/Havana", "America/New_York",
            "Asia/Beirut", "Australia/Lord_Howe", "Europe/Berlin", "Pacific/Apia", "Pacific/Chatham", "America/St_Johns",
        ]),
        cutover in prop::sample::select(vec![0_u16, 30, 180, 360]),
        minutes in 0..4 * 366 * 24 * 60_i64,
    ) {
        let clock = SiteClock::named(zone, cutover).unwrap();
        let moment = day("2025-01-01").and_hms_opt(0, 0, 0).unwrap() + Duration::minutes(minutes);
        let on = clock.business_day(moment);
        let (begin, end) = clock.day_bounds(on);
        prop_assert!(begin <= moment && moment < end, "{} {}: {} in {}..{}", zone, cutover, moment, begin, end);
        prop_assert_eq!(clock.day_bounds(on.succ_opt().unwrap()).0, end);
    }
}
