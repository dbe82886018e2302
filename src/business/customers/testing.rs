//! A small showroom for tests of customers and what builds on them: a supervisor, a receptionist, two consultants.

use chrono::Duration;

use super::actions;
use super::journeys::{self, Method};
use super::model::{CardInput, Meeting, NumberInput, Title};
use super::store;
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error};
use crate::base::ids::{CustomerId, SiteId, UserId};
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::base::role::Role;
use crate::business::customers::model::Customer;
use crate::business::sites;
use crate::business::sites::model::{Goods, SiteFacts};
use crate::platform::access::{self, Login, NewUser, PasswordHash};
use crate::platform::db::{Conn, Db, Tx};
use showroom_templates::Lang;

/// The showroom.
pub struct World {
    pub db: Db,
    pub site: SiteId,
    pub now: Moment,
    pub boss: UserId,
    pub desk: UserId,
    pub li: UserId,
    pub wang: UserId,
}

impl World {
    /// A showroom on a Saturday morning at ten.
    pub async fn new(db: Db) -> Self {
        let now: Moment = "2026-11-21T02:00:00".parse().unwrap();
        let (site, [boss, desk, li, wang]) = db.write(Actor::house(SiteId(0)), now, set_up).await.unwrap();
        Self { db, site, now, boss, desk, li, wang }
    }

    pub fn passes(&mut self, hours: i64) {
        self.now += Duration::hours(hours);
    }

    pub fn actor(&self, who: UserId) -> Actor {
        let role = match who {
            _ if who == self.boss => Role::Supervisor,
            _ if who == self.desk => Role::Receptionist,
            _ => Role::Consultant,
        };
        Actor::person(self.site, who, role)
    }

    pub async fn acts<T, F>(&self, who: UserId, act: F) -> Answered<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Answered<T> + Send + 'static,
    {
        self.db.write(self.actor(who), self.now, act).await
    }

    pub async fn reads<T: Send + 'static>(&self, look: impl Fn(&mut Conn) -> Answered<T> + Send + 'static) -> T {
        self.db.read(look).await.unwrap()
    }

    pub async fn customer(&self, id: CustomerId) -> Customer {
        let site = self.site;
        self.reads(move |conn| store::find(conn, site, id)).await
    }

    /// Somebody comes in, for the first time or again, and is on a journey.
    pub async fn comes(&self, name: &str, number: &str) -> CustomerId {
        let meeting = meeting(name, number);
        self.acts(self.desk, move |tx| {
            let id = actions::meet(tx, &meeting)?.customer.id;
            journeys::open_or_continue(tx, id, &method())?;
            actions::came(tx, id)?;
            Ok(id)
        })
        .await
        .unwrap()
    }

    /// Writes the whole card, everything else refused.
    pub async fn registers(&self, who: UserId, id: CustomerId) -> Answered<()> {
        let version = self.customer(id).await.version;
        let number = self.reads(move |conn| store::numbers_of(conn, id)).await[0].id;
        let input = CardInput { numbers: vec![NumberInput::Kept(number)], ..whole_card("王小明") };
        self.acts(who, move |tx| actions::save_card(tx, id, version, &input, None)).await
    }
}

/// A card on which everything was given or refused; without numbers.
pub fn whole_card(name: &str) -> CardInput {
    let refused = ["purpose", "budget", "area", "rooms", "when", "decider", "loan"];
    CardInput {
        name: Some(Name::parse(name).unwrap()),
        title: Title::Mr,
        numbers: Vec::new(),
        wechat: None,
        email: None,
        district: Some("余杭区".into()),
        occupation: None,
        channel: Some("walk_in".into()),
        note: None,
        refused: refused.map(str::to_owned).to_vec(),
        told: Vec::new(),
    }
}

pub fn phone(number: &str) -> Phone {
    Phone::parse(number, "CN").unwrap()
}

pub fn meeting(name: &str, number: &str) -> Meeting {
    Meeting { phone: phone(number), name: Name::parse(name).ok(), title: Title::None, channel: None }
}

pub fn method() -> Method {
    Method { playbook: "sales-office".into(), version: 1 }
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(answer: Answered<T>) -> &'static str {
    match answer {
        Err(Error::Refused(refused)) => refused.code,
        other => panic!("not refused: {other:?}"),
    }
}

fn set_up(tx: &mut Tx) -> Answered<(SiteId, [UserId; 4])> {
    let facts = SiteFacts {
        name: "湖岸".into(),
        goods: Goods::Homes,
        zone: "Asia/Shanghai".into(),
        currency: "CNY".into(),
        country: "CN".into(),
        lang: "zh-CN".into(),
        cutover_minutes: 0,
    };
    let site = sites::actions::open(tx, &facts)?;
    tx.actor = Actor::house(site);
    let people = [
        ("boss", Role::Supervisor),
        ("desk", Role::Receptionist),
        ("li", Role::Consultant),
        ("wang", Role::Consultant),
    ];
    let mut ids = [UserId(0); 4];
    for (at, (login, role)) in people.into_iter().enumerate() {
        let new = NewUser {
            login: Login::parse(login)?,
            name: Name::parse(login)?,
            password: PasswordHash::stored("none".into()),
            lang: Lang::Zh,
            role,
        };
        ids[at] = access::add_user(tx, &new)?;
    }
    Ok((site, ids))
}
