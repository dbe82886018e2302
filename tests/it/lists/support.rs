//! Bringing a list as a person does: a file, the form for its columns, the rows, the button.

use showroom::base::ids::{ImportId, SiteId, UserId};
use showroom::base::name::Name;
use showroom::base::role::Role;
use showroom::business::customers;
use showroom::business::lists::model::{Import, Kind, Outcome, Row};
use showroom::business::lists::store::{self, Which};
use showroom::business::lists::work;
use showroom::platform::access::{self, Login, NewUser, Password};
use showroom::platform::db::Db;
use showroom::platform::http::keys::Key;
use showroom::platform::http::present;
use showroom_templates::Lang;

use crate::support::html;
use crate::support::inside::{Caller, Inside};
use crate::support::web::Page;
use crate::support::world::{PASSWORD, World};

/// A showroom to which lists are brought, with two consultants who have names.
pub struct House {
    pub world: World,
    pub inside: Inside,
    pub site: SiteId,
}

impl House {
    /// Builds it, or opens it where it is built.
    pub async fn build_once(db: &Db) -> Self {
        let known = db.read(access::anybody).await.unwrap();
        let world = if known { World::open(db).await } else { World::build(db).await };
        let site = world.site;
        if known {
            return Self { inside: Inside::open(db).await, world, site };
        }
        for (login, name) in [("lilei", "李雷"), ("hanmeimei", "韩梅梅")] {
            let hash = access::hash_now(&Password::parse(PASSWORD, "nobody").unwrap()).unwrap();
            let (login, name) = (Login::parse(login).unwrap(), Name::parse(name).unwrap());
            let add = move |tx: &mut showroom::platform::db::Tx| {
                let role = Role::Consultant;
                let user =
                    NewUser { login: login.clone(), name: name.clone(), password: hash.clone(), lang: Lang::Zh, role };
                access::add_user(tx, &user)
            };
            db.write(showroom::base::actor::Actor::house(site), present(), add).await.unwrap();
        }
        Self { inside: Inside::open(db).await, world, site }
    }

    pub fn db(&self) -> &Db {
        &self.world.db
    }

    pub async fn boss(&self) -> Caller<'_> {
        self.inside.signed_in("supervisor", PASSWORD).await
    }

    /// Lets the house do everything that waits for it.
    pub async fn works(&self) {
        work::go_on(self.db(), present()).await.unwrap();
    }

    /// Sends a file and lets it be read.
    pub async fn brings(&self, boss: &Caller<'_>, kind: Kind, name: &str, file: &[u8]) -> ImportId {
        let key = Key::fresh(present());
        let page = boss.post_file("/imports", &[("_key", key.as_str()), ("kind", kind.code())], name, file).await;
        assert_eq!(page.status, 303, "{name}: {}", page.body);
        self.works().await;
        page.location().rsplit('/').next().unwrap().parse().unwrap()
    }

    /// Sends the form for the columns as it was guessed, and lets the rows be looked at.
    pub async fn agrees(&self, boss: &Caller<'_>, id: ImportId) {
        let page = boss.get(&format!("/imports/{id}")).await;
        let form = html::forms(&page.body).into_iter().find(|form| form.action_of(None).ends_with("/columns"));
        let form = form.unwrap_or_else(|| panic!("no form for the columns: {}", page.body));
        let sent = form.untouched(form.buttons.first());
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = boss.post(&format!("/imports/{id}/columns"), &sent).await;
        assert_eq!(page.status, 303, "{}", page.body);
        self.works().await;
    }

    /// Presses a button of the list's page.
    pub async fn presses(&self, boss: &Caller<'_>, id: ImportId, step: &str) -> Page {
        let version = self.import(id).await.version.to_string();
        let key = Key::fresh(present());
        let page = boss.post(&format!("/imports/{id}/{step}"), &[("_key", key.as_str()), ("version", &version)]).await;
        self.works().await;
        page
    }

    pub async fn import(&self, id: ImportId) -> Import {
        let site = self.site;
        self.db().read(move |conn| store::find(conn, site, id)).await.unwrap()
    }

    pub async fn rows(&self, id: ImportId) -> Vec<Row> {
        self.db().read(move |conn| store::rows(conn, id, Which::All, 0, 1_000)).await.unwrap()
    }

    /// What is to become of each row, one line each.
    pub async fn fates(&self, id: ImportId) -> String {
        let line = |row: &Row| {
            let mut words = vec![format!("{} {}", row.number, row.fate.code())];
            words.extend(Some(row.why.code.clone()).filter(|code| !code.is_empty()));
            words.extend(row.why.row.map(|row| format!("row={row}")));
            words.extend(
                Some(row.why.adds.join("+")).filter(|adds| !adds.is_empty()).map(|adds| format!("adds={adds}")),
            );
            words.extend(row.why.notes.iter().map(|note| format!("({note})")));
            words.join(" ")
        };
        self.rows(id).await.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    pub async fn outcomes(&self, id: ImportId) -> Vec<(Outcome, i64)> {
        let count = move |conn: &mut showroom::platform::db::Conn| {
            Outcome::ALL.iter().map(|outcome| Ok((*outcome, store::count_outcome(conn, id, *outcome)?))).collect()
        };
        let counts: Vec<(Outcome, i64)> = self.db().read(count).await.unwrap();
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// Every customer of the house, one line each.
    pub async fn customers(&self) -> String {
        let site = self.site;
        let (people, names) = self
            .db()
            .read(move |conn| {
                use diesel::prelude::*;
                use showroom::platform::db::schema::customers::dsl;
                let ids: Vec<i64> =
                    dsl::customers.filter(dsl::site_id.eq(site.0)).order(dsl::id).select(dsl::id).load(conn)?;
                let mut people = Vec::new();
                for id in ids {
                    let customer = customers::store::find(conn, site, id.into())?;
                    let numbers = customers::store::numbers_of(conn, id.into())?;
                    people.push((customer, numbers));
                }
                Ok((people, access::list(conn, site)?))
            })
            .await
            .unwrap();
        let clock = showroom::base::clock::SiteClock::named("Asia/Shanghai", 0).unwrap();
        let name = |user: Option<UserId>| {
            names.iter().find(|member| Some(member.user.id) == user).map(|member| member.user.name.clone())
        };
        let mut lines: Vec<String> = Vec::new();
        for (customer, numbers) in &people {
            let mut words =
                vec![if customer.name_text().is_empty() { "-".to_owned() } else { customer.name_text().to_owned() }];
            let title = customer.title.code();
            words.extend(Some(title.to_owned()).filter(|title| title != "none"));
            words.extend(numbers.iter().map(|number| number.phone.reveal().replace("+86", "")));
            words.extend(customer.grade.map(|grade| grade.code().to_owned()));
            words.extend(customer.channel.clone());
            words.extend(name(customer.owner).map(|name| format!("owner={name}")));
            let day = |at| clock.local(at).format("%Y-%m-%d").to_string();
            let today = present() - chrono::Duration::hours(1);
            words.extend(Some(customer.created_at).filter(|at| *at < today).map(|at| format!("since={}", day(at))));
            words.extend(customer.last_contact_at.map(|at| format!("last={}", day(at))));
            words.extend(customer.next_contact_on.map(|on| format!("next={on}")));
            words.extend(Some(customer.visits).filter(|visits| *visits > 0).map(|visits| format!("visits={visits}")));
            words.extend(customer.note.as_ref().map(|note| format!("note={}", note.replace('\n', "/"))));
            lines.push(words.join(" "));
        }
        lines.join("\n")
    }
}
