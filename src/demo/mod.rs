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
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Fault};
use crate::base::ids::{SiteId, UserId};
use crate::business::consultants::teams;
use crate::business::letters;
use crate::business::letters::wants::ReportWants;
use crate::business::reports::{closing, late, mailing, store as reports};
use crate::platform::access::{self, Password};
use crate::platform::db::schema::{customers, visits};
use crate::platform::db::{Db, Tx};
use crate::platform::http::DemoLogin;
use crate::platform::seal::Vault;
use chrono::Duration;
use diesel::prelude::*;

/// Of a showroom with a longer history than this, the chore closes the books.
const BOOKS_OF_DAYS: u32 = 120;

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
    if let Some(main) = house.sites.first() {
        let (people, names, since) = (main.consultants.clone(), cast.teams.clone(), main.clock.business_day(now));
        let since = since - Duration::days(i64::from(amount.days));
        db.write(Actor::house(main.id), now, move |tx| in_teams(tx, &people, &names, since)).await?;
    }
    if amount.days <= BOOKS_OF_DAYS {
        while closing::close(db, now).await? > 0 {}
        learned_later(db, house.sites.first().map_or(SiteId(0), |site| site.id), now).await?;
        reports_go_out(db, &house, now).await?;
    }
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

/// Everybody who sells is in a team, since the history began.
fn in_teams(tx: &mut Tx, people: &[UserId], names: &[String], since: Date) -> Answered<()> {
    for (user, team) in people.iter().zip(names.iter().cycle()) {
        teams::put(tx, *user, team, since)?;
    }
    Ok(())
}

/// Where somebody lives who came on the last closed day is learned after its book was closed: its report has a difference to explain.
async fn learned_later(db: &Db, site: SiteId, now: Moment) -> Answered<()> {
    let learn = |tx: &mut Tx| {
        let Some(day) = reports::last_closed(tx.conn, tx.actor.site)? else { return Ok(()) };
        let came: Option<Option<i64>> = visits::table
            .filter(visits::site_id.eq(tx.actor.site.0))
            .filter(visits::day.eq(day))
            .filter(visits::customer_id.is_not_null())
            .order(visits::arrived_at)
            .select(visits::customer_id)
            .first(tx.conn)
            .optional()?;
        if let Some(customer) = came.flatten() {
            let known: Option<String> = customers::table.find(customer).select(customers::district).first(tx.conn)?;
            let learned = if known.as_deref() == Some("西湖区") { "余杭区" } else { "西湖区" };
            diesel::update(customers::table.find(customer)).set(customers::district.eq(learned)).execute(tx.conn)?;
        }
        late::look_at(tx, day)
    };
    db.write(Actor::house(site), now, learn).await
}

/// Supervisors want the reports of days and weeks; those of the last week go out, older ones did long ago.
async fn reports_go_out(db: &Db, house: &house::House, now: Moment) -> Answered<()> {
    for site in &house.sites {
        let (supervisor, since) = (site.supervisor, site.clock.business_day(now) - Duration::days(7));
        let choose = move |tx: &mut Tx| {
            mailing::forget_asked(tx, since)?;
            letters::actions::choose_reports(tx, supervisor, ReportWants { day: true, week: true, month: false })
        };
        db.write(Actor::house(site.id), now, choose).await?;
    }
    mailing::write_asked(db, now).await.map(drop)
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
