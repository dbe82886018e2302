//! The demo's sites, their people, units and routes.

use super::Amount;
use super::bulk::{self, Bulk, V};
use super::cast::{BuildingScript, Cast, RouteScript, SiteScript};
use crate::base::clock::SiteClock;
use crate::base::error::{Answered, Fault, Refused};
use crate::base::ids::{SiteId, UserId, at};
use crate::base::role::Role;
use crate::business::sites;
use crate::business::sites::model::Goods;
use crate::business::sites::settings::SiteSettings;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use chrono::{Duration, NaiveTime};

/// What history needs to know of the house.
#[derive(Debug, Clone)]
pub struct House {
    /// The sites.
    pub sites: Vec<SiteMade>,
}

/// One site with its people and units.
#[derive(Debug, Clone)]
pub struct SiteMade {
    /// Its id.
    pub id: SiteId,
    /// What it sells.
    pub goods: Goods,
    /// Its time.
    pub clock: SiteClock,
    /// Its rules.
    pub settings: SiteSettings,
    /// Who sells, as printed.
    pub seller: String,
    /// Its consultants.
    pub consultants: Vec<UserId>,
    /// Who greets.
    pub receptionist: UserId,
    /// Who confirms money.
    pub cashier: UserId,
    /// Who approves.
    pub supervisor: UserId,
    /// Units with their list prices, a building after the other.
    pub units: Vec<UnitMade>,
    /// Routes with their codes and stops.
    pub routes: Vec<RouteScript>,
}

/// One unit.
#[derive(Debug, Clone)]
pub struct UnitMade {
    /// Its id.
    pub id: i64,
    /// Its list price.
    pub list_price: i64,
    /// Its number.
    pub code: String,
    /// Its building.
    pub building: String,
    /// Its type, in Chinese and in English.
    pub kind: (String, String),
    /// Hundredths of a square metre.
    pub area_centi: Option<i64>,
    /// The licence or certificate.
    pub licence: String,
}

/// The demo is open for at least so long after it was made.
const HOURS_OPEN: i64 = 2;
/// Visits that one consultant can receive in two months of history before the demo hires another.
const CUSTOMERS_PER_CONSULTANT: u64 = 20_000;

/// Builds everything but history.
///
/// # Errors
/// `already_set_up` where there is a house: accounts whose password everybody knows are never added to one. Faults of the database or of the
/// demo's words.
pub fn build(tx: &mut Tx, cast: &Cast, amount: &Amount, password_hash: &str) -> Answered<House> {
    // The same turn as that of the first set-up: of both at once, one finds the house taken.
    tx.one_at_a_time("set up")?;
    if !sites::store::list(tx.conn)?.is_empty() {
        return Err(Refused::taken("already_set_up").into());
    }
    let mut id = Ids { millis: tx.now.and_utc().timestamp_millis(), made: 0 };
    let people: Vec<UserId> = cast.people.iter().map(|_| UserId(id.next())).collect();
    let mut rows = Rows::new(tx);
    let mut made = Vec::new();
    for script in &cast.sites {
        made.push(rows.site(script, &mut id)?);
    }
    for (person, user) in cast.people.iter().zip(&people) {
        rows.person(*user, &person.login, &person.name.zh, password_hash);
        for (script, site) in cast.sites.iter().zip(&mut made) {
            if person.sites.contains(&script.id) {
                rows.member(site, *user, person.role(), &mut id);
            }
        }
    }
    let main = made.first_mut().ok_or_else(|| Fault::bad_data("reading the demo's sites"))?;
    for extra in 0..(amount.customers / CUSTOMERS_PER_CONSULTANT).min(60) {
        let user = UserId(id.next());
        rows.person(user, &format!("consultant-{}", extra + 1), &extra_name(cast, extra), password_hash);
        rows.member(main, user, Role::Consultant, &mut id);
    }
    for (script, site) in cast.sites.iter().zip(&mut made) {
        rows.goods(script, site, cast.lowest_percent, &mut id);
    }
    rows.write(tx)?;
    tx.actor.site = made.first().map_or(tx.actor.site, |site| site.id);
    journal::record(tx, Entry::new("demo.made"))?;
    for site in &made {
        tx.actor.site = site.id;
        journal::record(tx, Entry::new("sites.opened").subject(site.id.0))?;
    }
    Ok(House { sites: made })
}

fn extra_name(cast: &Cast, number: u64) -> String {
    let lines = &cast.history;
    let at = |list: &[String], index: u64| list.get(index as usize % list.len().max(1)).cloned().unwrap_or_default();
    at(&lines.surnames, number * 7 + 3) + &at(&lines.given, number * 11 + 5)
}

struct Ids {
    millis: i64,
    made: i64,
}

impl Ids {
    fn next(&mut self) -> i64 {
        self.made += 1;
        at(self.millis, self.made)
    }
}

/// When the house ends the day: as the script says, or at the end of the day where somebody looks at the demo later than that.
fn closes_at(script: &SiteScript, clock: &SiteClock, now: crate::base::clock::Moment) -> Answered<u16> {
    let bad = || Fault::bad_data("reading the closing time of the demo's sites");
    let (hour, minute) = script.closes.split_once(':').ok_or_else(bad)?;
    let number = |text: &str| text.parse::<u16>().map_err(|e| bad().because(e));
    let minutes = number(hour)? * 60 + number(minute)?;
    let evening = clock.business_day(now).and_time(NaiveTime::MIN) + Duration::minutes(i64::from(minutes));
    let soon = clock.local(now) + Duration::hours(HOURS_OPEN) >= evening;
    Ok(if soon { clock.cutover_minutes } else { minutes })
}

struct Rows {
    now: crate::base::clock::Moment,
    sites: Bulk,
    users: Bulk,
    memberships: Bulk,
    types: Bulk,
    units: Bulk,
    prices: Bulk,
    routes: Bulk,
}

impl Rows {
    fn new(tx: &Tx) -> Self {
        Self {
            now: tx.now,
            sites: Bulk::new(
                "sites",
                "id, name, kind, zone, currency, country, lang, cutover_minutes, settings, version, created_at",
            ),
            users: Bulk::new("users", "id, login, name, password_hash, lang, scheme, version, created_at, email"),
            memberships: Bulk::new("memberships", "id, user_id, site_id, role, since"),
            types: Bulk::new("unit_types", "id, site_id, code, name_zh, name_en, rooms, area_centi, merits, position"),
            units: Bulk::new(
                "units",
                "id, site_id, type_id, building, floor, position, code, area_centi, list_price, floor_price, state, licence, note, updated_at, version",
            ),
            prices: Bulk::new("unit_prices", "id, site_id, unit_id, list_price, floor_price, set_at"),
            routes: Bulk::new("tour_routes", "id, site_id, code, name_zh, name_en, minutes, stops"),
        }
    }

    fn write(&mut self, tx: &mut Tx) -> Answered<()> {
        let all = [
            &mut self.sites,
            &mut self.users,
            &mut self.memberships,
            &mut self.types,
            &mut self.units,
            &mut self.prices,
            &mut self.routes,
        ];
        for rows in all {
            bulk::run(tx.conn, &rows.take())?;
        }
        Ok(())
    }

    fn site(&mut self, script: &SiteScript, id: &mut Ids) -> Answered<SiteMade> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of the demo's sites"));
        let clock = SiteClock::named(&script.zone, 180).ok_or_else(|| bad("zone"))?;
        let mut settings = SiteSettings::default();
        settings.day.closes_at_minute = closes_at(script, &clock, self.now)?;
        let site = SiteId(id.next());
        let json = settings.to_json().map_err(|e| bad("settings").because(e))?;
        self.sites.add(&[
            V::I(site.0),
            V::S(&script.name.zh),
            V::S(&script.kind),
            V::S(&script.zone),
            V::S(&script.currency),
            V::S("CN"),
            V::S("zh-CN"),
            V::I(180),
            V::S(&json),
            V::I(1),
            V::T(self.now),
        ]);
        let nobody = UserId(0);
        Ok(SiteMade {
            id: site,
            goods: Goods::from_code(&script.kind).ok_or_else(|| bad("kind"))?,
            clock,
            settings,
            seller: script.seller.zh.clone(),
            consultants: Vec::new(),
            receptionist: nobody,
            cashier: nobody,
            supervisor: nobody,
            units: Vec::new(),
            routes: Vec::new(),
        })
    }

    fn person(&mut self, user: UserId, login: &str, name: &str, password_hash: &str) {
        self.users.add(&[
            V::I(user.0),
            V::S(login),
            V::S(name),
            V::S(password_hash),
            V::S("zh-CN"),
            V::S("system"),
            V::I(1),
            V::T(self.now),
            V::S(&format!("{login}@showroom.invalid")),
        ]);
    }

    fn member(&mut self, site: &mut SiteMade, user: UserId, role: Role, id: &mut Ids) {
        match role {
            Role::Consultant => site.consultants.push(user),
            Role::Receptionist => site.receptionist = user,
            Role::Cashier => site.cashier = user,
            Role::Supervisor => site.supervisor = user,
            Role::Administrator => {}
        }
        self.memberships.add(&[V::I(id.next()), V::I(user.0), V::I(site.id.0), V::S(role.code()), V::T(self.now)]);
    }

    fn goods(&mut self, script: &SiteScript, site: &mut SiteMade, lowest_percent: i64, id: &mut Ids) {
        let mut types = Vec::new();
        for (position, kind) in script.types.iter().enumerate() {
            let type_id = id.next();
            let merits: Vec<_> =
                kind.merits.iter().map(|both| serde_json::json!({"zh": both.zh, "en": both.en})).collect();
            self.types.add(&[
                V::I(type_id),
                V::I(site.id.0),
                V::S(&kind.id),
                V::S(&kind.name.zh),
                V::S(&kind.name.en),
                V::id(kind.rooms),
                V::id(kind.area_centi),
                V::S(&serde_json::Value::from(merits).to_string()),
                V::I(position as i64 + 1),
            ]);
            types.push((kind, type_id));
        }
        for building in &script.buildings {
            self.building(building, &types, script, site, lowest_percent, id);
        }
        for (position, car) in script.cars.iter().enumerate() {
            let Some((kind, type_id)) = types.iter().find(|(kind, _)| kind.id == car.kind) else { continue };
            let goods = Thing {
                type_id: *type_id,
                kind: (kind.name.zh.clone(), kind.name.en.clone()),
                building: &kind.name.zh,
                floor: 1,
                position: position as i64 + 1,
                code: &car.vin,
                area: None,
                price: kind.price_fen.unwrap_or_default(),
                note: &car.colour.zh,
            };
            self.unit(&goods, site, lowest_percent, Some(&car.vin), id);
        }
        for route in &script.routes {
            let stops = serde_json::to_string(&route.stops).unwrap_or_else(|_| "[]".to_owned());
            self.routes.add(&[
                V::I(id.next()),
                V::I(site.id.0),
                V::S(&route.id),
                V::S(&route.name.zh),
                V::S(&route.name.en),
                V::I(route.minutes),
                V::S(&stops),
            ]);
            site.routes.push(route.clone());
        }
    }

    fn building(
        &mut self,
        building: &BuildingScript,
        types: &[(&super::cast::TypeScript, i64)],
        script: &SiteScript,
        site: &mut SiteMade,
        lowest_percent: i64,
        id: &mut Ids,
    ) {
        for floor in building.first_floor..building.first_floor + building.floors {
            for (position, door) in building.doors.iter().enumerate() {
                let Some((kind, type_id)) = types.iter().find(|(kind, _)| kind.id == door.kind) else { continue };
                let area = kind.area_centi.unwrap_or_default();
                let per_metre = kind.price_per_m2_fen.unwrap_or_default()
                    + (floor - building.first_floor) * building.floor_step_fen;
                // Whole yuan, as price lists print them.
                let price = area * per_metre / 100 / 100 * 100;
                let goods = Thing {
                    type_id: *type_id,
                    kind: (kind.name.zh.clone(), kind.name.en.clone()),
                    building: &building.id,
                    floor,
                    position: position as i64 + 1,
                    code: &format!("{}-{floor:02}{}", building.id, door.number),
                    area: Some(area),
                    price,
                    note: &door.aspect.zh,
                };
                self.unit(&goods, site, lowest_percent, script.licence.as_deref(), id);
            }
        }
    }

    fn unit(&mut self, goods: &Thing, site: &mut SiteMade, lowest_percent: i64, licence: Option<&str>, id: &mut Ids) {
        let unit = id.next();
        let lowest = goods.price * lowest_percent / 100;
        self.units.add(&[
            V::I(unit),
            V::I(site.id.0),
            V::I(goods.type_id),
            V::S(goods.building),
            V::I(goods.floor),
            V::I(goods.position),
            V::S(goods.code),
            V::id(goods.area),
            V::I(goods.price),
            V::I(lowest),
            V::S("for_sale"),
            licence.map_or(V::N, V::S),
            V::S(goods.note),
            V::T(self.now),
            V::I(1),
        ]);
        self.prices.add(&[
            V::I(id.next()),
            V::I(site.id.0),
            V::I(unit),
            V::I(goods.price),
            V::I(lowest),
            V::T(self.now),
        ]);
        site.units.push(UnitMade {
            id: unit,
            list_price: goods.price,
            code: goods.code.to_owned(),
            building: goods.building.to_owned(),
            kind: goods.kind.clone(),
            area_centi: goods.area,
            licence: licence.unwrap_or_default().to_owned(),
        });
    }
}

struct Thing<'a> {
    type_id: i64,
    kind: (String, String),
    building: &'a str,
    floor: i64,
    position: i64,
    code: &'a str,
    area: Option<i64>,
    price: i64,
    note: &'a str,
}
