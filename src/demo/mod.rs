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
mod loader;
#[cfg(test)]
mod tests;
mod today;
mod web;

pub use cast::Cast;
pub use history::Amount;
pub use web::routes;

use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Fault};
use crate::base::ids::SiteId;
use crate::platform::access::{self, Password};
use crate::platform::db::Db;
use crate::platform::http::DemoLogin;
use crate::platform::seal::Vault;

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
/// `already_set_up` where there is a house; faults of the database; `BadData` where the words of the demo cannot be read.
pub async fn make(db: &Db, vault: &Vault, amount: Amount, password_hash: String, now: Moment) -> Answered<Made> {
    let cast = Cast::read()?;
    let nobody = Actor::house(SiteId(0));
    let house = {
        let cast = cast.clone();
        db.write(nobody.clone(), now, move |tx| house::build(tx, &cast, &amount, &password_hash)).await?
    };
    let (customers, visits) = history::write(db, &cast, &house, amount, now).await?;
    today::walk(db, &cast, &house, vault, now).await?;
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

/// Makes the demo showroom with everybody's password from its file.
///
/// # Errors
/// `BadData` where somebody can sign in already; otherwise as [`make`].
pub async fn load(db: &Db, vault: &Vault, amount: Amount, now: Moment) -> Answered<Made> {
    if db.read(access::anybody).await? {
        return Err(
            Fault::bad_data("making the demo: there is a showroom already; name another folder with --data").into()
        );
    }
    let password = Password::parse(&Cast::read()?.password, "")?;
    let hash = access::hash(password).await?;
    make(db, vault, amount, hash.as_str().to_owned(), now).await
}

/// The demo showroom, made now or before, and who can sign in.
///
/// # Errors
/// `BadData` where the database holds a showroom of somebody's own.
pub async fn ready(db: &Db, vault: &Vault, now: Moment) -> Answered<Vec<DemoLogin>> {
    if !db.read(web::is_demo).await? {
        load(db, vault, Amount::SHOWROOM, now).await?;
    }
    logins()
}

/// Who can sign in to the demo.
///
/// # Errors
/// `BadData` where the words of the demo cannot be read.
pub fn logins() -> Answered<Vec<DemoLogin>> {
    let cast = Cast::read()?;
    let login = |person: &cast::PersonScript| DemoLogin {
        login: person.login.clone(),
        name: person.name.zh.clone(),
        role: person.role(),
        password: cast.password.clone(),
    };
    Ok(cast.people.iter().map(login).collect())
}
