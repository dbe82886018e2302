//! The day is the same day at whatever hour somebody looks at it.

use super::super::{Amount, make};
use crate::base::clock::Moment;
use crate::base::ids::SiteId;
use crate::business::consultants::store as duty;
use crate::business::visits::store as visits;
use crate::platform::db::Db;
use crate::platform::db::schema::sites;
use crate::platform::db::testing::each_engine;
use crate::platform::seal::Vault;
use diesel::prelude::*;

async fn load(db: &Db, now: &str) -> Moment {
    let now: Moment = now.parse().unwrap();
    make(db, &Vault::passing(), Amount { customers: 60, days: 40, seed: 7 }, "hash".to_owned(), now).await.unwrap();
    now
}

/// Who is here, in a line each: where, with whom, known or not.
async fn floor(db: &Db, kind: &'static str, now: Moment) -> Vec<String> {
    db.read(move |conn| {
        let site = SiteId(sites::table.filter(sites::kind.eq(kind)).select(sites::id).first::<i64>(conn)?);
        let day = crate::business::sites::of(conn, site)?.clock().business_day(now);
        let mut lines: Vec<String> = visits::list_here(conn, site)?
            .iter()
            .map(|visit| {
                let known = if visit.customer.is_some() { "known" } else { "nameless" };
                let with = if visit.consultant.is_some() { "given" } else { "nobody" };
                let alone = if visit.alone_since.is_some() { " alone" } else { "" };
                let ready = if visit.intent >= 70 { " ready" } else { "" };
                format!("{} {} {known} {with}{alone}{ready}", visit.state.code(), visit.stage.code())
            })
            .collect();
        let left = visits::list_of_day(conn, site, day)?.iter().filter(|visit| !visit.is_here()).count();
        lines.push(format!("{left} left"));
        let queue = duty::queue(conn, site, day)?;
        lines.push(format!("owed {}", queue.iter().map(|who| who.owed).sum::<i32>()));
        let overdue: Vec<u16> = queue.iter().map(|who| who.overdue).collect();
        lines.push(format!("overdue {overdue:?}"));
        Ok(lines)
    })
    .await
    .unwrap()
}

#[test]
fn the_floor_is_in_full_swing_at_every_hour() {
    for now in [
        "2026-11-21T06:40:00",
        "2026-11-21T03:00:00",
        "2026-11-20T19:00:10",
        "2026-11-20T18:59:50",
        "2026-11-21T15:59:00",
    ] {
        each_engine(async |db| {
            let now = load(&db, now).await;
            let homes = floor(&db, "homes", now).await;
            assert_eq!(
                homes,
                [
                    "with_consultant negotiation known given ready",
                    "with_consultant tour known given alone",
                    "with_consultant negotiation known given",
                    "with_consultant introduction nameless given",
                    "waiting reception known nobody",
                    "waiting reception known given",
                    "4 left",
                    "owed 1",
                    "overdue [0, 0, 2]",
                ],
                "{now}"
            );
            let cars = floor(&db, "cars", now).await;
            assert_eq!(cars.len(), 5, "{cars:?}");
        });
    }
}
