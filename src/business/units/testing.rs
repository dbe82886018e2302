//! A sales floor for tests: two consultants, each with a party, and four flats of one type.

use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{SiteId, UnitId, UserId, VisitId};
use crate::base::money::Money;
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::base::role::Role;
use crate::business::consultants::actions::{self as duty, Choice};
use crate::business::customers::model::Title;
use crate::business::sites::model::{Goods, SiteFacts};
use crate::business::units::actions::{self, NewType, NewUnit};
use crate::business::units::model::Merit;
use crate::business::visits::actions::{self as floor, Arrival, Caller, Wish};
use crate::business::visits::model::{Kind, Said};
use crate::business::{sites, units};
use crate::platform::access::{self, Login, NewUser, PasswordHash};
use crate::platform::db::{Conn, Db, Tx};
use chrono::Duration;
use showroom_templates::Lang;

/// The floor: Li is with the first party, Wang with the second; four flats for sale.
pub struct World {
    /// The database.
    pub db: Db,
    /// The site.
    pub site: SiteId,
    /// What time it is.
    pub now: Moment,
    /// The supervisor.
    pub boss: UserId,
    /// The cashier.
    pub cashier: UserId,
    /// A consultant.
    pub li: UserId,
    /// Another one.
    pub wang: UserId,
    /// Li's party: 王小明 with a number.
    pub first: VisitId,
    /// Wang's party: 赵敏 with a number.
    pub second: VisitId,
    /// Four flats, floor by floor.
    pub flats: Vec<UnitId>,
}

impl World {
    /// Builds it.
    pub async fn new(db: Db) -> Self {
        let now: Moment = "2026-11-21T01:00:00".parse().unwrap();
        let (site, [boss, desk, cashier, li, wang], flats) =
            db.write(Actor::house(SiteId(0)), now, set_up).await.unwrap();
        let mut world = Self { db, site, now, boss, cashier, li, wang, first: VisitId(0), second: VisitId(0), flats };
        for who in [li, wang] {
            world.passes(1);
            world.acts(who, move |tx| duty::clock_in(tx, who).map(|_| ())).await.unwrap();
        }
        world.first = world.party(desk, li, "13800138000", "王小明").await;
        world.second = world.party(desk, wang, "13900139000", "赵敏").await;
        world
    }

    /// Lets minutes pass.
    pub fn passes(&mut self, minutes: i64) {
        self.now += Duration::minutes(minutes);
    }

    /// Somebody of the floor.
    pub fn actor(&self, who: UserId) -> Actor {
        let role = match who {
            _ if who == self.boss => Role::Supervisor,
            _ if who == self.cashier => Role::Cashier,
            _ if who == self.li || who == self.wang => Role::Consultant,
            _ => Role::Receptionist,
        };
        Actor::person(self.site, who, role)
    }

    /// Somebody does something in one transaction.
    pub async fn acts<T, F>(&self, who: UserId, act: F) -> Answered<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Answered<T> + Send + 'static,
    {
        self.db.write(self.actor(who), self.now, act).await
    }

    /// Looks something up.
    pub async fn reads<T: Send + 'static>(&self, look: impl Fn(&mut Conn) -> Answered<T> + Send + 'static) -> T {
        self.db.read(look).await.unwrap()
    }

    /// Where a flat stands, as stored.
    pub async fn state(&self, unit: UnitId) -> units::states::UnitState {
        let site = self.site;
        self.reads(move |conn| units::store::find(conn, site, unit)).await.state
    }

    async fn party(&mut self, desk: UserId, consultant: UserId, number: &str, name: &str) -> VisitId {
        self.passes(1);
        let phone = Phone::parse(number, "CN").unwrap();
        let arrival = Arrival {
            caller: Caller::Number(phone, Some(Name::parse(name).unwrap()), Title::None),
            kind: Kind::Buyer,
            been_before: Some(Said::No),
            phoned_before: Some(Said::No),
            party_size: 2,
            children: 0,
            description: None,
            channel: None,
            appointment: None,
            waited_minutes: 0,
            greeted: true,
        };
        let visit = self.acts(desk, move |tx| floor::receive(tx, &arrival)).await.unwrap();
        self.passes(1);
        self.acts(desk, move |tx| floor::assign(tx, visit, &Wish::default(), &Choice::AsProposed)).await.unwrap();
        self.passes(1);
        self.acts(consultant, move |tx| floor::take(tx, visit)).await.unwrap();
        visit
    }
}

/// The refusal that came.
pub fn refused<T: std::fmt::Debug>(answer: Answered<T>) -> Refused {
    match answer {
        Err(Error::Refused(refused)) => refused,
        other => panic!("not refused: {other:?}"),
    }
}

fn set_up(tx: &mut Tx) -> Answered<(SiteId, [UserId; 5], Vec<UnitId>)> {
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
        ("cashier", Role::Cashier),
        ("li", Role::Consultant),
        ("wang", Role::Consultant),
    ];
    let mut ids = [UserId(0); 5];
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
    let kind = NewType {
        code: "A".into(),
        name_zh: "两房".into(),
        name_en: "Two rooms".into(),
        rooms: Some(2),
        area_centi: Some(8_900),
        merits: vec![Merit { zh: "朝南".into(), en: "To the south".into() }],
        life_days: None,
    };
    let kind = actions::add_type(tx, &kind)?;
    let mut flats = Vec::new();
    for floor in 2..6 {
        let flat = NewUnit {
            kind,
            building: "1".into(),
            floor,
            code: format!("1-{floor}01"),
            area_centi: None,
            list_price: Money::major(1_000_000),
            floor_price: Money::major(940_000),
            licence: Some("杭售许字 188".into()),
            offered: true,
        };
        flats.push(actions::add(tx, &flat)?);
    }
    Ok((site, ids, flats))
}
