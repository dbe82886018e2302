//! Setting up, adding and suspending people, on both engines.

use super::actions::{self, Change};
use crate::base::actor::Actor;
use crate::base::error::{Error, Refused};
use crate::base::ids::{SiteId, UserId};
use crate::base::name::Name;
use crate::base::role::Role;
use crate::business::sites::model::{Goods, SiteFacts};
use crate::platform::access::{self, Login, NewUser, PasswordHash};
use crate::platform::db::Db;
use crate::platform::db::testing::each_engine;
use showroom_templates::Lang;

fn facts() -> SiteFacts {
    SiteFacts {
        name: "云栖里".into(),
        goods: Goods::Homes,
        zone: "Asia/Shanghai".into(),
        currency: "CNY".into(),
        country: "CN".into(),
        lang: "zh-CN".into(),
        cutover_minutes: 180,
    }
}

fn person(login: &str, role: Role) -> NewUser {
    NewUser {
        login: Login::parse(login).unwrap(),
        name: Name::parse("孙建国").unwrap(),
        password: PasswordHash::stored("not a hash".into()),
        lang: Lang::Zh,
        role,
    }
}

async fn house(db: &Db) -> (SiteId, Actor) {
    let now = "2026-03-02T01:00:00".parse().unwrap();
    let nobody = Actor::house(SiteId(0));
    let set_up = |tx: &mut crate::platform::db::Tx| actions::set_up(tx, &facts(), &person("sun", Role::Supervisor));
    let (site, sun) = db.write(nobody, now, set_up).await.unwrap();
    (site, Actor::person(site, sun, Role::Supervisor))
}

fn code(result: Result<impl Sized, Error>) -> Option<&'static str> {
    match result {
        Err(Error::Refused(Refused { code, .. })) => Some(code),
        _ => None,
    }
}

#[test]
fn a_house_is_set_up_once() {
    each_engine(async |db| {
        let (_, sun) = house(&db).await;
        let now = "2026-03-02T01:05:00".parse().unwrap();
        let again = db.write(sun, now, |tx| actions::set_up(tx, &facts(), &person("other", Role::Supervisor))).await;
        assert_eq!(code(again), Some("already_set_up"));
    });
}

#[test]
fn supervisors_add_people_but_make_no_administrators() {
    each_engine(async |db| {
        let (site, sun) = house(&db).await;
        let now = "2026-03-02T01:05:00".parse().unwrap();
        let add = |login: &'static str, role| {
            let (db, sun) = (db.clone(), sun.clone());
            async move { db.write(sun, now, move |tx| actions::add(tx, &person(login, role))).await }
        };
        let li = add("li", Role::Consultant).await.unwrap();
        assert_eq!(code(add("li", Role::Cashier).await), Some("login_taken"));
        assert_eq!(code(add("boss", Role::Administrator).await), Some("role_not_yours_to_give"));
        let change = |user: UserId, version, role| {
            let (db, sun) = (db.clone(), sun.clone());
            let change = Change {
                version,
                name: Name::parse("李静").unwrap(),
                lang: Lang::En,
                email: None,
                role,
                team: Some("东区组".into()),
            };
            async move { db.write(sun, now, move |tx| actions::change(tx, user, &change)).await }
        };
        change(li, 1, Some(Role::Receptionist)).await.unwrap();
        assert_eq!(code(change(li, 1, None).await), Some("record_changed"));
        let people = db.read(move |conn| access::list(conn, site)).await.unwrap();
        let li_now = people.iter().find(|member| member.user.id == li).unwrap();
        assert_eq!((li_now.user.name.as_str(), li_now.role), ("李静", Role::Receptionist));
    });
}

#[test]
fn nobody_suspends_themselves_and_consultants_suspend_nobody() {
    each_engine(async |db| {
        let (site, sun) = house(&db).await;
        let now = "2026-03-02T01:05:00".parse().unwrap();
        let me = sun.user.unwrap();
        let oneself = db.write(sun.clone(), now, move |tx| actions::suspend(tx, me)).await;
        assert_eq!(code(oneself), Some("not_oneself"));
        let li = db.write(sun, now, |tx| actions::add(tx, &person("li", Role::Consultant))).await.unwrap();
        let as_li = Actor::person(site, li, Role::Consultant);
        let by_li = db.write(as_li, now, move |tx| actions::suspend(tx, me)).await;
        assert!(matches!(by_li, Err(Error::Forbidden(_))));
    });
}

#[test]
fn who_is_an_administrator_elsewhere_is_no_supervisors_to_change() {
    each_engine(async |db| {
        let (site, sun) = house(&db).await;
        let now = "2026-03-02T01:05:00".parse().unwrap();
        let zhou = db.write(sun.clone(), now, |tx| actions::add(tx, &person("zhou", Role::Consultant))).await.unwrap();
        let hash = || PasswordHash::stored("another".into());
        db.write(sun.clone(), now, move |tx| actions::set_password(tx, zhou, &hash())).await.unwrap();
        let opened = |tx: &mut crate::platform::db::Tx| crate::business::sites::actions::open(tx, &facts());
        let other = db.write(Actor::house(SiteId(0)), now, opened).await.unwrap();
        assert!(other != site);
        let joins = move |tx: &mut crate::platform::db::Tx| access::join_site(tx, zhou, Role::Administrator);
        db.write(Actor::house(other), now, joins).await.unwrap();
        let taken = db.write(sun.clone(), now, move |tx| actions::set_password(tx, zhou, &hash())).await;
        assert_eq!(code(taken), Some("not_yours_to_change"));
        let kept_out = db.write(sun, now, move |tx| actions::suspend(tx, zhou)).await;
        assert_eq!(code(kept_out), Some("not_yours_to_change"));
    });
}
