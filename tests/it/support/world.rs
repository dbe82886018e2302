//! A small showroom for tests: a site, and a person of each role with a known password.

use std::sync::OnceLock;

use showroom::base::actor::Actor;
use showroom::base::ids::{SiteId, UserId};
use showroom::base::name::Name;
use showroom::base::role::Role;
use showroom::business::sites::actions::open;
use showroom::business::sites::model::{Goods, SiteFacts};
use showroom::platform::access::{self, Login, NewUser, Password, PasswordHash};
use showroom::platform::db::Db;
use showroom::platform::http::present;
use showroom_templates::Lang;

/// Everybody's password.
pub const PASSWORD: &str = "green door 41";

/// A site, and one person for each role whose login is the role's code.
pub struct World {
    /// The database.
    pub db: Db,
    /// The site.
    pub site: SiteId,
    /// The people, in the order of the roles.
    pub people: Vec<(Role, UserId)>,
}

impl World {
    /// Builds it in an empty database.
    pub async fn build(db: &Db) -> Self {
        let site = db.write(Actor::house(SiteId(0)), present(), |tx| open(tx, &facts())).await.unwrap();
        let mut people = Vec::new();
        for role in Role::ALL {
            people.push((role, Self::add(db, site, role.code(), role).await));
        }
        Self { db: db.clone(), site, people }
    }

    /// The same showroom once more, built before.
    pub async fn open(db: &Db) -> Self {
        let (site, members) = db
            .read(|conn| {
                use diesel::prelude::*;
                use showroom::platform::db::schema::sites::dsl;
                let site = SiteId(dsl::sites.select(dsl::id).order(dsl::id).first(conn)?);
                Ok((site, access::list(conn, site)?))
            })
            .await
            .unwrap();
        let people = members.iter().map(|member| (member.role, member.user.id)).collect();
        Self { db: db.clone(), site, people }
    }

    /// Adds a person with [`PASSWORD`].
    pub async fn add(db: &Db, site: SiteId, login: &str, role: Role) -> UserId {
        let login = Login::parse(login).unwrap();
        db.write(Actor::house(site), present(), move |tx| {
            let name = Name::parse(login.as_str()).unwrap();
            access::add_user(tx, &NewUser { login: login.clone(), name, password: hash(), lang: Lang::En, role })
        })
        .await
        .unwrap()
    }

    /// The person of a role.
    pub fn person(&self, role: Role) -> UserId {
        self.people.iter().find(|(of, _)| *of == role).unwrap().1
    }

    /// The actor of a role.
    pub fn actor(&self, role: Role) -> Actor {
        Actor::person(self.site, self.person(role), role)
    }
}

/// The facts of the test's site.
pub fn facts() -> SiteFacts {
    SiteFacts {
        name: "Riverside".into(),
        goods: Goods::Homes,
        zone: "Asia/Shanghai".into(),
        cutover_minutes: 0,
        currency: "CNY".into(),
        country: "CN".into(),
        lang: "en".into(),
    }
}

/// Hashing takes its time; all test people share one hash.
fn hash() -> PasswordHash {
    static HASH: OnceLock<PasswordHash> = OnceLock::new();
    HASH.get_or_init(|| access::hash_now(&Password::parse(PASSWORD, "nobody").unwrap()).unwrap()).clone()
}
