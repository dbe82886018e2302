//! The demo showroom: two sites, eight people, months of history and a day in full swing. The same for the same seed.
//!
//! History is written as plain rows in bulk, because ten thousand visits a second must be possible; the present day is walked with the
//! very actions that people use.

mod bulk;
mod cast;
mod chance;
mod deals;
mod history;
mod house;
mod web;

pub use cast::Cast;
pub use history::Amount;
pub use web::routes;

use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::SiteId;
use crate::platform::db::Db;

/// What was made.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// Sites, the first being the one with most of the history.
    pub sites: Vec<SiteId>,
    /// Who can sign in: login, name, code of the role.
    pub people: Vec<(String, String, &'static str)>,
    /// Everybody's password.
    pub password: String,
    /// Customers made.
    pub customers: u64,
    /// Visits made.
    pub visits: u64,
}

/// Makes the demo showroom in an empty database.
///
/// `amount` says how much history; `now` is the present moment, before which everything happened.
///
/// # Errors
/// Faults of the database; `BadData` where the words of the demo cannot be read.
pub async fn make(db: &Db, amount: Amount, password_hash: String, now: Moment) -> Answered<Made> {
    let cast = Cast::read()?;
    let nobody = Actor::house(SiteId(0));
    let house = {
        let cast = cast.clone();
        db.write(nobody.clone(), now, move |tx| house::build(tx, &cast, &amount, &password_hash)).await?
    };
    let (customers, visits) = history::write(db, &cast, &house, amount, now).await?;
    Ok(Made {
        sites: house.sites.iter().map(|site| site.id).collect(),
        people: cast
            .people
            .iter()
            .map(|person| (person.login.clone(), person.name.zh.clone(), person.role().code()))
            .collect(),
        password: cast.password.clone(),
        customers,
        visits,
    })
}
