//! The cases of decay: a grade that no contact has confirmed falls one step after twice its interval, and says so. Who bought or was given up stays
//! as they are.

use super::actions::due_steps;
use super::model::Customer;
use super::testing::World;
use crate::base::grade::Grade;
use crate::business::sites::scales::{self, Preset};
use crate::business::sites::settings::PerGrade;
use crate::business::sites::{self, Site};
use crate::platform::db::testing::each_engine;

/// Whatever is not said: graded on 1 November at noon, looked at on the day named, by the shipped scale and settings.
///
/// `cars` `horizon` `progress` the scale · `own` intervals of 7, 15, 30, 90 days · `factor=3` intervals till it falls · `off` decay is off ·
/// `contact=11-08` reached on that day · `bought` · `lost` · `never` for a grade that nobody set.
fn look(customer: &Customer, site: &Site, grade: &str, on: &str, words: &str) -> String {
    let at = |day: &str| format!("2026-{day}T04:00:00").parse().unwrap();
    let (mut customer, mut site) = (customer.clone(), site.clone());
    customer.grade = [("A", Grade::A), ("B", Grade::B), ("C", Grade::C), ("D", Grade::D)]
        .into_iter()
        .find_map(|(name, of)| (name == grade).then_some(of));
    customer.graded_at = Some(at("11-01"));
    customer.created_at = at("10-20");
    (customer.last_contact_at, customer.bought_at, customer.lost_at) = (None, None, None);
    for word in words.split_whitespace() {
        match word.split_once('=').unwrap_or((word, "")) {
            ("cars", _) => adopt(&mut site, Preset::CarDealer),
            ("horizon", _) => adopt(&mut site, Preset::Horizon),
            ("progress", _) => adopt(&mut site, Preset::Progress),
            ("own", _) => site.settings.cadence.every_days = PerGrade { a: 7, b: 15, c: 30, d: 90 },
            ("factor", times) => site.settings.grading.decays_after_intervals = times.parse().unwrap(),
            ("off", _) => site.settings.grading.decays = false,
            ("contact", day) => customer.last_contact_at = Some(at(day)),
            ("never", _) => customer.graded_at = None,
            ("bought", _) => customer.bought_at = Some(at("11-02")),
            ("lost", _) => customer.lost_at = Some(at("11-02")),
            other => panic!("{other:?}"),
        }
    }
    let steps = due_steps(&customer, &site, at(on));
    let told = steps.iter().map(|step| format!("{}>{} {}", step.from.code(), step.to.code(), step.on.format("%m-%d")));
    told.collect::<Vec<_>>().join(" ")
}

fn adopt(site: &mut Site, preset: Preset) {
    site.scale = scales::preset(preset).unwrap().clone();
    site.settings.cadence.every_days = site.scale.contact();
}

#[test]
fn a_grade_falls_one_step_after_twice_its_interval() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let at = world.site;
        let site = world.reads(move |conn| sites::of(conn, at)).await;
        let customer = world.customer(world.comes("王小明", "13800138000").await).await;
        for (grade, on, words, expected, rule) in [
            ("A", "11-05", "", "", "A stands for twice 2 days"),
            ("A", "11-06", "", "A>B 11-06", "and falls on the day after"),
            ("B", "11-09", "", "", "B stands for twice 4 days"),
            ("B", "11-10", "", "B>C 11-10", "and falls"),
            ("C", "11-15", "", "", "C stands for twice 7 days"),
            ("C", "11-16", "", "C>D 11-16", "and falls"),
            ("D", "12-31", "", "", "there is nothing below D"),
            ("-", "12-31", "", "", "no grade, nothing to fall"),
            // Every shipped scale.
            ("A", "11-06", "progress", "A>B 11-06", "by progress"),
            ("A", "11-06", "horizon", "A>B 11-06", "by horizon"),
            ("A", "11-06", "cars", "A>B 11-06", "as car dealers do"),
            ("C", "11-16", "cars", "C>D 11-16", "as car dealers do"),
            // Intervals of the site's own: 7, 15, 30 and 90 days.
            ("A", "11-15", "own", "", "stands for twice 7 days"),
            ("A", "11-16", "own", "A>B 11-16", "and falls"),
            ("B", "12-01", "own", "", "stands for twice 15 days"),
            ("B", "12-02", "own", "B>C 12-02", "and falls"),
            ("C", "12-31", "own", "", "stands for twice 30 days"),
            // The switch, and how often the interval.
            ("A", "12-31", "off", "", "decay is off"),
            ("A", "11-06", "factor=3", "", "three times"),
            ("A", "11-08", "factor=3", "A>B 11-08", "three times 2 days"),
            ("A", "11-04", "factor=1", "A>B 11-04", "once"),
            // A contact confirms; so does whoever sets the grade.
            ("A", "11-06", "contact=11-05", "", "a contact on the last day"),
            ("A", "11-10", "contact=11-05", "A>B 11-10", "counts from that contact"),
            ("A", "11-06", "contact=10-25", "A>B 11-06", "a contact before the grade confirms nothing"),
            ("A", "11-06", "contact=11-06", "", "a contact on the day itself"),
            ("B", "11-20", "contact=11-12", "", "twice 4 days from the contact"),
            ("B", "11-21", "contact=11-12", "B>C 11-21", "and falls"),
            ("A", "10-25", "never", "A>B 10-25", "a grade that nobody set counts from the card's first day"),
            ("A", "10-24", "never", "", "and stands as long"),
            // Bought is apart, and given up is over.
            ("A", "12-31", "bought", "", "who bought keeps the grade"),
            ("A", "12-31", "lost", "", "who was given up too"),
            // Several steps after a long silence: each from the last day of the one before.
            ("A", "11-13", "", "A>B 11-06", "twice 2 and twice 4 days"),
            ("A", "11-14", "", "A>B 11-06 B>C 11-14", "the second step"),
            ("A", "11-28", "", "A>B 11-06 B>C 11-14 C>D 11-28", "the third"),
            ("A", "12-31", "", "A>B 11-06 B>C 11-14 C>D 11-28", "and no further"),
            ("B", "12-31", "", "B>C 11-10 C>D 11-24", "from B two"),
            ("A", "12-31", "contact=11-20", "A>B 11-25 B>C 12-03 C>D 12-17", "from the contact on"),
            // The clock may stand before the grade was set: nothing happens.
            ("A", "10-25", "", "", "a clock that runs backwards"),
        ] {
            assert_eq!(look(&customer, &site, grade, on, words), expected, "{rule}: {grade} on {on} {words}");
        }
    });
}

/// The day of a step is the site's business day, whatever the zone and the night.
#[test]
fn the_day_of_a_step_is_the_sites() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let at = world.site;
        let site = world.reads(move |conn| sites::of(conn, at)).await;
        let id = world.comes("王小明", "13800138000").await;
        let customer = Customer { grade: Some(Grade::A), last_contact_at: None, ..world.customer(id).await };
        for (zone, cutover, graded, now, expected, rule) in [
            (
                "Asia/Shanghai",
                0,
                "2026-11-01T15:59:00",
                "2026-11-05T16:00:00",
                "2026-11-06",
                "graded a minute before midnight",
            ),
            ("Asia/Shanghai", 0, "2026-11-01T16:00:00", "2026-11-05T16:00:00", "", "at midnight: a day later"),
            ("Asia/Shanghai", 180, "2026-11-01T18:59:00", "2026-11-05T18:59:00", "", "the day ends at three"),
            ("Asia/Shanghai", 180, "2026-11-01T18:59:00", "2026-11-05T19:00:00", "2026-11-06", "and then it falls"),
            ("Europe/Berlin", 0, "2026-03-27T12:00:00", "2026-03-31T22:00:00", "2026-04-01", "over a day of 23 hours"),
            ("Europe/Berlin", 0, "2026-03-27T12:00:00", "2026-03-31T21:59:00", "", "not before midnight"),
            (
                "Europe/Berlin",
                150,
                "2026-10-25T01:00:00",
                "2026-10-30T01:29:00",
                "",
                "graded in the hour that comes twice: on the new day",
            ),
            (
                "Europe/Berlin",
                150,
                "2026-10-25T01:00:00",
                "2026-10-30T01:30:00",
                "2026-10-30",
                "and falls four days later",
            ),
            (
                "America/Santiago",
                0,
                "2026-09-01T12:00:00",
                "2026-09-06T04:00:00",
                "2026-09-06",
                "on the day without a midnight",
            ),
            ("America/Santiago", 0, "2026-09-01T12:00:00", "2026-09-06T03:59:00", "", "not before it begins"),
            ("Asia/Shanghai", 0, "2028-02-25T04:00:00", "2028-02-29T16:00:00", "2028-03-01", "over a 29 February"),
        ] {
            let clock = crate::base::clock::SiteClock::named(zone, cutover).unwrap();
            let (site, graded_at) = (Site { clock, ..site.clone() }, Some(graded.parse().unwrap()));
            let steps = due_steps(&Customer { graded_at, ..customer.clone() }, &site, now.parse().unwrap());
            let told: Vec<String> = steps.iter().map(|step| step.on.to_string()).collect();
            assert_eq!(told.join(" "), expected, "{rule}: {zone} {cutover} {graded} {now}");
        }
    });
}
