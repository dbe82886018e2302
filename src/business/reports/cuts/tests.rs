//! What is promised about cuts and the company, on both engines: keys add up to the whole, a period to its days, a figure to its rows, a company
//! to its sites.

use chrono::Duration;
use proptest::prelude::*;

use super::{self as cuts, Cut, Within};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::ids::{SiteId, UserId};
use crate::business::consultants::teams::{self, Teams};
use crate::business::reports::figures::{self, Cuts, Entry, Figures};
use crate::business::reports::model::{BANDS, CUTS, Dim, Measure, band};
use crate::business::reports::period::{Period, Span};
use crate::business::reports::report::{self, Report};
use crate::business::reports::rows::{self, Figure};
use crate::business::reports::tests::any_day;
use crate::business::reports::{company, store};
use crate::business::sites::{self, Site};
use crate::demo::{self, Amount};
use crate::platform::db::testing::each_engine;
use crate::platform::db::{Conn, Db};
use crate::platform::seal::Vault;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_keys_of_a_cut_add_up_to_the_whole(facts in any_day()) {
        let entries = figures::count(&facts);
        let (whole, cuts) = (Figures::of(&entries), Cuts::of(&entries));
        for measure in Measure::ALL {
            for dim in CUTS.into_iter().filter(|dim| measure.cut_by(*dim)) {
                let sums = cuts.iter().filter(|(of, _, one, _, _)| (*of, *one) == (dim, *measure));
                prop_assert_eq!(sums.map(|(_, _, _, _, value)| value).sum::<i64>(), whole.all(*measure));
            }
        }
        // What is kept of a cut is what its own rows add up to.
        for (dim, key, measure, what, value) in cuts.iter() {
            let inside: Vec<Entry> = entries.iter().filter(|one| one.key(dim) == key).cloned().collect();
            let inside = Figures::of(&inside);
            match measure.dims().contains(&Dim::What) {
                true => prop_assert_eq!(inside.get(measure, Dim::What, what), value),
                false => prop_assert_eq!(inside.all(measure), value),
            }
        }
    }

    #[test]
    fn every_intent_lies_in_one_band(percent in 0..=100_i64) {
        let from = band(percent);
        prop_assert!(BANDS.contains(&from) && i64::from(from) <= percent);
        prop_assert!(BANDS.iter().all(|other| *other <= from || i64::from(*other) > percent));
    }
}

/// A showroom of two sites with five weeks behind it, and a team that began ten days ago.
async fn showroom(db: &Db) -> (Vec<SiteId>, Date, Moment) {
    let now: Moment = "2026-11-20T06:00:00".parse().unwrap();
    let amount = Amount { customers: 60, days: 36, ..Amount::SHOWROOM };
    demo::load(db, &Vault::passing(), amount, now).await.unwrap();
    let sites = db.read(sites::store::list).await.unwrap();
    let today = sites[0].clock().business_day(now);
    (sites.iter().map(|site| site.id).collect(), today, now)
}

/// The rows of a period that are in a cut, whatever is closed.
fn raw(conn: &mut Conn, site: &Site, period: &Period, within: &Within) -> Vec<Entry> {
    let days = period.from.iter_days().take_while(|day| *day <= period.to);
    days.flat_map(|day| within.entries(conn, site, day).unwrap()).collect()
}

/// The figures that closed days keep within a cut.
fn kept(figures: &Figures) -> Figures {
    let mut kept = Figures::default();
    let some = figures.iter().filter(|(_, dim, _, _)| cuts::is_kept(*dim));
    some.for_each(|(measure, dim, key, value)| kept.add(measure, dim, key, value));
    kept
}

#[test]
fn a_cut_of_a_period_is_its_rows_and_its_keys_add_up() {
    each_engine(async |db| {
        let (sites, today, now) = showroom(&db).await;
        let id = sites[0];
        let who: Vec<UserId> = db
            .read(move |conn| {
                let site = sites::of(conn, id)?;
                let entries = report::entries(conn, &site, today - Duration::days(20))?;
                Ok(entries.iter().filter_map(|entry| entry.key(Dim::Consultant).parse().ok().map(UserId)).collect())
            })
            .await
            .unwrap();
        let first = who[0];
        let begin = today - Duration::days(10);
        db.write(Actor::house(id), now, move |tx| teams::put(tx, first, "东区组", begin)).await.unwrap();
        db.read(move |conn| {
            let site = sites::of(conn, id)?;
            let period = Period { span: Span::Between, from: today - Duration::days(33), to: today };
            let whole = report::gather(conn, site.clone(), period, now)?;
            assert!(whole.choices.contains(&Cut::Team("东区组".into())), "{:?}", whole.choices);
            assert!(whole.choices.len() > 10);
            let days: Vec<Date> = period.from.iter_days().take_while(|day| *day <= period.to).collect();
            let mut seen = Vec::new();
            for cut in &whole.choices {
                // The greatest of each kind.
                if seen.contains(&cut.code()) {
                    continue;
                }
                seen.push(cut.code());
                let report = cuts::gather(conn, site.clone(), period, now, cut.clone())?;
                let within = Within::of(conn, &site, cut.clone())?;
                let rows = Figures::of(&raw(conn, &site, &period, &within));
                assert!(report.crossed);
                // Where one visitor lives was learned after the day was closed.
                if !matches!(cut, Cut::By(Dim::District, _)) {
                    let differences = kept(&report.counted.figures).differences(&kept(&rows));
                    assert!(differences.is_empty(), "{cut:?}: {differences:?}");
                }
                assert_eq!(report.choices, whole.choices);
                let by_day: i64 = report.by_day.values().filter_map(|day| day.get(&Measure::Visits)).sum();
                assert_eq!(by_day, report.counted.figures.all(Measure::Visits), "{cut:?}");
                // A figure has as many rows as it says.
                for (measure, dim, key) in
                    [(Measure::Visits, Dim::Kind, "buyer"), (Measure::Reached, Dim::What, "tour")]
                {
                    let figure = Figure { measure, dim, key: key.to_owned() };
                    let behind = rows::behind(conn, &site, &days, &figure, Some(&within))?;
                    let number = rows.get(measure, dim, key);
                    assert_eq!(i64::try_from(behind.len()).unwrap(), number, "{cut:?} {measure:?}");
                }
            }
            assert_eq!(seen.len(), 6, "{seen:?}");
            let mut entries = Vec::new();
            for day in &days {
                entries.extend(report::entries(conn, &site, *day)?);
            }
            for dim in [Dim::Consultant, Dim::Channel, Dim::Grade, Dim::UnitType] {
                let mut keys: Vec<&str> = entries.iter().map(|entry| entry.key(dim)).collect();
                keys.sort_unstable();
                keys.dedup();
                let mut sum = Figures::default();
                for key in keys {
                    let within = Within::of(conn, &site, Cut::By(dim, key.to_owned()))?;
                    sum.add_all(&within.count(conn, &site, &period, today)?);
                }
                for measure in Measure::ALL.iter().filter(|measure| measure.cut_by(dim)) {
                    assert_eq!(sum.all(*measure), whole.counted.figures.all(*measure), "{measure:?} by {dim:?}");
                }
            }
            Ok(())
        })
        .await
        .unwrap();
    });
}

#[test]
fn a_team_is_its_people_for_as_long_as_they_are_in_it() {
    each_engine(async |db| {
        let (sites, today, now) = showroom(&db).await;
        let id = sites[0];
        let whose = move |conn: &mut Conn, site: &Site| {
            let period = Period::around(Span::Month, today);
            let figures = report::count(conn, site, &period, today, &[Dim::Consultant]).unwrap().figures;
            let most = figures.by(Measure::Visits, Dim::Consultant).filter(|(key, _)| !key.is_empty());
            UserId(most.max_by_key(|(_, visits)| *visits).unwrap().0.parse().unwrap())
        };
        let first = db
            .read(move |conn| {
                let site = sites::of(conn, id)?;
                Ok(whose(conn, &site))
            })
            .await
            .unwrap();
        let (begin, end) = (today - Duration::days(20), today - Duration::days(5));
        db.write(Actor::house(id), now, move |tx| {
            assert!(teams::put(tx, first, "东", begin)?);
            assert!(teams::put(tx, first, "西", end)?);
            assert!(!teams::put(tx, first, "西", today)?, "they are in it already");
            Ok(())
        })
        .await
        .unwrap();
        db.read(move |conn| {
            let site = sites::of(conn, id)?;
            let teams = Teams::of(conn, id)?;
            assert!(["东", "西"].iter().all(|team| teams.names().contains(&(*team).to_owned())));
            let count = |conn: &mut Conn, cut: Cut, from: Date, to: Date| {
                let period = Period { span: Span::Between, from, to };
                let within = Within::of(conn, &site, cut).unwrap();
                within.count(conn, &site, &period, today).unwrap().all(Measure::Visits)
            };
            let theirs = Cut::By(Dim::Consultant, first.to_string());
            let from = today - Duration::days(33);
            let east = count(conn, Cut::Team("东".into()), from, today);
            assert_eq!(east, count(conn, theirs.clone(), begin, end - Duration::days(1)));
            assert_eq!(count(conn, Cut::Team("西".into()), from, today), count(conn, theirs, end, today));
            assert!(east > 0);
            let nobody = count(conn, Cut::Team("none".into()), from, today);
            assert_eq!(nobody, 0, "a team that never was");
            Ok(())
        })
        .await
        .unwrap();
    });
}

#[test]
fn a_company_is_the_sum_of_its_sites_and_never_adds_different_money() {
    each_engine(async |db| {
        let (ids, today, now) = showroom(&db).await;
        db.read(move |conn| {
            let period = Period { span: Span::Between, from: today - Duration::days(33), to: today };
            let mut parts: Vec<Report> = Vec::new();
            for id in &ids {
                let site = sites::of(conn, *id)?;
                parts.push(report::gather(conn, site, period, now)?);
            }
            assert!(parts.len() > 1 && parts.iter().all(|part| !part.counted.figures.is_empty()));
            let mut expected = Figures::default();
            parts.iter().for_each(|part| expected.add_all(&part.counted.figures));
            let whole = company::sum(parts.clone()).unwrap();
            assert_eq!(whole.counted.figures, expected);
            for at in 0..whole.against.len() {
                let sum: i64 = parts.iter().map(|part| part.against[at].2.all(Measure::Visits)).sum();
                assert_eq!(whole.against[at].2.all(Measure::Visits), sum);
            }
            assert!(whole.one_currency() && expected.all(Measure::MoneyIn) > 0);

            let own = parts[0].counted.figures.all(Measure::MoneyIn);
            parts[1].site.currency = "EUR".into();
            let mixed = company::sum(parts).unwrap();
            assert!(!mixed.one_currency());
            assert_eq!(mixed.counted.figures.all(Measure::MoneyIn), 0);
            assert_eq!(mixed.counted.figures.all(Measure::Visits), expected.all(Measure::Visits));
            let money = company::by_currency(&mixed);
            assert_eq!(money.iter().map(|(currency, _)| currency.as_str()).collect::<Vec<_>>(), ["CNY", "EUR"]);
            assert_eq!(money[0].1.counted.figures.all(Measure::MoneyIn), own);
            Ok(())
        })
        .await
        .unwrap();
    });
}

#[test]
fn what_a_cut_keeps_is_closed_with_the_day_and_told_by_its_fingerprint() {
    each_engine(async |db| {
        let (sites, today, now) = showroom(&db).await;
        let id = sites[0];
        let day = today - Duration::days(7);
        let check = |db: Db| async move {
            let check = db.read(move |conn| {
                let site = sites::of(conn, id)?;
                report::check(conn, &site, day)
            });
            check.await.unwrap().unwrap()
        };
        let sound = check(db.clone()).await;
        assert!(sound.untouched && sound.cuts == 0 && sound.differences.is_empty(), "{sound:?}");
        let tamper = move |tx: &mut crate::platform::db::Tx| {
            use crate::platform::db::schema::day_cuts;
            use diesel::prelude::*;
            let some = day_cuts::table.filter(day_cuts::day.eq(day)).filter(day_cuts::measure.eq("visits"));
            Ok(diesel::update(some).set(day_cuts::value.eq(99_i64)).execute(tx.conn)?)
        };
        assert!(db.write(Actor::house(id), now, tamper).await.unwrap() > 0);
        let touched = check(db.clone()).await;
        assert!(!touched.untouched && touched.cuts > 0);
        assert!(db.read(move |conn| store::closed(conn, id, day)).await.unwrap().is_some());
    });
}
