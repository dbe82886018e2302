//! The words of the demo, read from `templates/texts/demo.toml`.

use crate::base::error::{Answered, Fault};
use crate::base::role::Role;
use serde::Deserialize;

/// Something said in both languages.
#[derive(Debug, Clone, Deserialize)]
pub struct Both {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Everything and everybody in the demo.
#[derive(Debug, Clone, Deserialize)]
pub struct Cast {
    /// Everybody's password.
    pub password: String,
    /// The floor price in percent of the list price.
    pub lowest_percent: i64,
    /// The teams of the first site.
    pub teams: Vec<String>,
    /// The sites.
    #[serde(rename = "site")]
    pub sites: Vec<SiteScript>,
    /// The people.
    #[serde(rename = "person")]
    pub people: Vec<PersonScript>,
    /// Ways that bring guests in.
    #[serde(rename = "channel")]
    pub channels: Vec<Channel>,
    /// What made-up customers are made of.
    pub history: Lines,
    /// What is said on the present day.
    pub today: Today,
}

/// One site.
#[derive(Debug, Clone, Deserialize)]
pub struct SiteScript {
    /// Its name within the file.
    pub id: String,
    /// What it sells.
    pub kind: String,
    /// Its name.
    pub name: Both,
    /// Who sells, as printed.
    pub seller: Both,
    /// Its zone.
    pub zone: String,
    /// Its money.
    pub currency: String,
    /// When the floor closes, `18:30`.
    pub closes: String,
    /// The pre-sale licence.
    pub licence: Option<String>,
    /// Unit types.
    #[serde(rename = "type", default)]
    pub types: Vec<TypeScript>,
    /// Buildings of flats.
    #[serde(rename = "building", default)]
    pub buildings: Vec<BuildingScript>,
    /// Cars, each one of its kind.
    #[serde(default)]
    pub cars: Vec<CarScript>,
    /// Routes.
    #[serde(rename = "route", default)]
    pub routes: Vec<RouteScript>,
}

/// A unit type.
#[derive(Debug, Clone, Deserialize)]
pub struct TypeScript {
    /// Its name within the file, and its code.
    pub id: String,
    /// Its name.
    pub name: Both,
    /// Hundredths of a square metre.
    pub area_centi: Option<i64>,
    /// Bedrooms.
    pub rooms: Option<i64>,
    /// Fen per square metre.
    pub price_per_m2_fen: Option<i64>,
    /// Fen for the whole thing.
    pub price_fen: Option<i64>,
    /// What is good about it.
    #[serde(default)]
    pub merits: Vec<Both>,
}

/// A building.
#[derive(Debug, Clone, Deserialize)]
pub struct BuildingScript {
    /// Its number.
    pub id: String,
    /// How many floors are sold.
    pub floors: i64,
    /// The lowest of them.
    pub first_floor: i64,
    /// What a square metre costs more per floor, in fen.
    pub floor_step_fen: i64,
    /// Doors on each floor.
    pub doors: Vec<DoorScript>,
}

/// A door.
#[derive(Debug, Clone, Deserialize)]
pub struct DoorScript {
    /// Its number on the floor.
    pub number: String,
    /// The unit type behind it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it looks.
    pub aspect: Both,
}

/// A car.
#[derive(Debug, Clone, Deserialize)]
pub struct CarScript {
    /// Its model.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its number.
    pub vin: String,
    /// Its colour.
    pub colour: Both,
}

/// A route.
#[derive(Debug, Clone, Deserialize)]
pub struct RouteScript {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: Both,
    /// How long it takes.
    pub minutes: i64,
    /// Where it stops.
    pub stops: Vec<StopScript>,
}

/// A stop.
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
pub struct StopScript {
    /// Its code.
    pub id: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The unit type shown there.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// One person.
#[derive(Debug, Clone, Deserialize)]
pub struct PersonScript {
    /// How they sign in.
    pub login: String,
    /// Their name.
    pub name: Both,
    /// Code of their role.
    pub role: String,
    /// Where they work.
    pub sites: Vec<String>,
}

impl PersonScript {
    /// Their role.
    pub fn role(&self) -> Role {
        Role::from_code(&self.role).unwrap_or(Role::Receptionist)
    }
}

/// A way that brings guests in.
#[derive(Debug, Clone, Deserialize)]
pub struct Channel {
    /// Its code.
    pub id: String,
}

/// What made-up customers are made of.
#[derive(Debug, Clone, Deserialize)]
pub struct Lines {
    /// Family names.
    pub surnames: Vec<String>,
    /// Given names.
    pub given: Vec<String>,
    /// Where they live.
    pub districts: Vec<Both>,
    /// How parties without a name look.
    pub descriptions: Vec<Both>,
    /// What was learned in a call.
    pub contacts: Vec<Both>,
    /// When nobody answered.
    pub missed: Vec<Both>,
    /// Why customers are lost.
    pub lost: Vec<Coded>,
    /// What they like.
    pub likes: Vec<Both>,
    /// What worries them.
    pub worries: Vec<Both>,
}

/// What is said on the present day.
#[derive(Debug, Clone, Deserialize)]
pub struct Today {
    /// Why a party goes to somebody else than the rules propose.
    pub given_instead: Both,
    /// Why a stage is left although something lacks.
    pub went_on: Both,
    /// Why more discount is asked for than one may give.
    pub discount: Both,
    /// The identity card that standards print as an example.
    pub identity: String,
    /// What to prepare for those who are expected.
    pub prepare: Vec<Both>,
    /// Why more time with a customer is asked for.
    pub more_time: Both,
    /// Agencies and agents who file.
    pub agents: Vec<(String, String)>,
    /// Two disputes: the first is decided, the second open.
    pub disputes: Vec<Dispute>,
}

/// Two who claim one customer.
#[derive(Debug, Clone, Deserialize)]
pub struct Dispute {
    /// What is in question.
    pub question: Both,
    /// What the losing side says.
    pub appeal: Option<Both>,
    /// What is decided, and why.
    pub decision: Option<Both>,
}

/// A reason with its code.
#[derive(Debug, Clone, Deserialize)]
pub struct Coded {
    /// Its code.
    pub code: String,
}

impl Cast {
    /// Reads the words.
    ///
    /// # Errors
    /// A fault where the file does not fit; a test keeps it from happening.
    pub fn read() -> Answered<Self> {
        toml::from_str(showroom_templates::texts::DEMO)
            .map_err(|e| Fault::bad_data("reading the demo's words").because(e).into())
    }
}

#[cfg(test)]
mod tests {
    use super::Cast;

    #[test]
    fn the_demo_has_its_two_sites_and_eight_people_in_five_roles() {
        let cast = Cast::read().unwrap();
        assert_eq!(cast.sites.len(), 2);
        assert_eq!(cast.people.len(), 8);
        let mut roles: Vec<&str> = cast.people.iter().map(|person| person.role().code()).collect();
        roles.sort_unstable();
        roles.dedup();
        assert_eq!(roles.len(), 5);
    }
}
