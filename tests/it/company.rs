//! Reports of other sites and of the whole company: for whom, in whose money, and what is said to whoever asks for what is not there.

use diesel::prelude::*;
use showroom::base::actor::Actor;
use showroom::base::ids::{SiteId, UserId};
use showroom::base::role::Role;
use showroom::business::sites::actions;
use showroom::business::sites::model::{Goods, SiteFacts};
use showroom::platform::access;
use showroom::platform::db::Db;
use showroom::platform::db::schema::{sites, users};
use showroom::platform::http::present;

use crate::support::crawl::Demo;
use crate::support::database::each_engine;
use crate::support::html;
use crate::support::inside::Inside;

/// Another showroom of the house, of which nobody has heard yet.
async fn open_another(db: &Db) -> SiteId {
    let facts = SiteFacts {
        name: "Dock Road".into(),
        goods: Goods::Homes,
        zone: "Europe/London".into(),
        currency: "GBP".into(),
        country: "GB".into(),
        lang: "en".into(),
        cutover_minutes: 0,
    };
    db.write(Actor::house(SiteId(0)), present(), move |tx| actions::open(tx, &facts)).await.unwrap()
}

#[test]
fn a_company_is_read_by_who_looks_after_it_and_a_strangers_site_by_nobody() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let own: Vec<(i64, String)> = db
            .read(|conn| Ok(sites::table.order(sites::id).select((sites::id, sites::name)).load(conn)?))
            .await
            .unwrap();
        let another = open_another(&db).await;
        let boss = demo.enter(&inside, Role::Administrator).await;

        // All of one's sites, each leading to its own report; nobody else's.
        let company = boss.get("/reports/company?span=month").await;
        assert_eq!(company.status, 200);
        assert!(own.iter().all(|(_, name)| company.body.contains(name.as_str())));
        assert!(html::links(&company.body).iter().any(|link| link.contains(&format!("site={}", own[1].0))));
        assert!(!company.body.contains("Dock Road") && !company.body.contains('£'));
        assert_eq!(boss.get("/reports?site=all").await.status, 303);
        let rows = boss.get("/reports/company/rows?span=month&measure=visits").await;
        assert!(rows.status == 200 && html::links(&rows.body).iter().any(|link| link.contains("/reports/rows")));
        for path in ["/reports?site=", "/reports/rows?measure=visits&site=", "/reports/file?site="] {
            assert_eq!(boss.get(&format!("{path}{another}")).await.status, 404, "{path}");
            assert_eq!(boss.get(&format!("{path}nonsense")).await.status, 404, "{path}");
        }
        // Another of one's sites is read from here; its rows are opened there.
        let away = boss.get(&format!("/reports?span=month&site={}", own[1].0)).await;
        assert!(away.status == 200 && away.body.contains(own[1].1.as_str()));
        let rows = boss.get(&format!("/reports/rows?span=month&measure=visits&site={}", own[1].0)).await;
        assert!(rows.status == 200 && !html::links(&rows.body).iter().any(|link| link.starts_with("/visits/")));
        let supervisor = demo.enter(&inside, Role::Supervisor).await;
        for path in ["/reports/company", "/reports/company/rows?measure=visits", "/reports/company/file"] {
            assert_eq!(supervisor.get(path).await.status, 403, "{path}");
        }

        // A site without a single visit, in other money.
        let login = demo.login(Role::Administrator).to_owned();
        db.write(Actor::house(another), present(), move |tx| {
            let user: i64 = users::table.filter(users::login.eq(&login)).select(users::id).first(tx.conn)?;
            access::join_site(tx, UserId(user), Role::Administrator)
        })
        .await
        .unwrap();
        let company = boss.get("/reports/company?span=month").await;
        assert!(company.status == 200 && company.body.contains("Dock Road"));
        assert!(company.body.contains('£') && company.body.contains('¥'));
        assert_eq!(boss.get(&format!("/reports?span=year&site={another}")).await.status, 200);
        assert_eq!(boss.get("/reports/company/file?span=month&format=csv").await.status, 200);
    });
}

#[test]
fn whatever_a_report_is_cut_by_there_is_a_page_that_makes_sense() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let boss = demo.enter(&inside, Role::Supervisor).await;
        let cuts = [
            "cut=channel&of=online",
            "cut=channel&of=nothing-such",
            "cut=channel",
            "cut=team&of=nobody",
            "cut=team",
            "cut=consultant&of=x",
            "cut=unit_type&of=99999999999999999999",
            "cut=grade&of=%00",
            "cut=moon&of=full",
            "cut=quarter&of=40",
            "of=online",
        ];
        for cut in cuts {
            for span in ["span=day", "span=month", "span=year", "span=between&from=2000-01-01&to=2050-01-01"] {
                for path in ["/reports", "/reports/file", "/reports/rows?measure=visits&dim=kind&key=buyer"] {
                    let start = if path.contains('?') { '&' } else { '?' };
                    let address = format!("{path}{start}{span}&{cut}");
                    assert_eq!(boss.get(&address).await.status, 200, "{address}");
                }
            }
        }
    });
}
