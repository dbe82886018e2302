//! `demo` and `serve --demo`: an invented showroom, in an empty database only.

use std::time::Instant;

use clap::Args;

use crate::base::error::Answered;
use crate::demo::{self, Amount};
use crate::platform::db::Db;
use crate::platform::http::{DemoLogin, present};
use crate::platform::journal;
use crate::platform::seal::Vault;

/// How much is wanted.
#[derive(Debug, Clone, Args)]
pub struct Wanted {
    /// Customers with a name
    #[arg(long, default_value_t = Amount::SHOWROOM.customers, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    customers: u64,
    /// Days of history before today
    #[arg(long, default_value_t = Amount::SHOWROOM.days, value_parser = clap::value_parser!(u32).range(1..=3_650))]
    days: u32,
    /// The same seed gives the same showroom
    #[arg(long, default_value_t = Amount::SHOWROOM.seed)]
    seed: u64,
}

/// Makes an invented showroom of the wanted size.
///
/// # Errors
/// A fault where the database is not empty, and faults of the database.
pub async fn make(db: Db, vault: Vault, wanted: Wanted) -> Answered<()> {
    let started = Instant::now();
    let Wanted { customers, days, seed } = wanted;
    let made = demo::load(&db, &vault, Amount { customers, days, seed }, present()).await?;
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    settle(&db).await?;
    let speed = made.visits.saturating_mul(1_000) / millis;
    println!("Made {} customers and {} visits, {speed} visits a second.", made.customers, made.visits);
    say_who(&demo::logins()?);
    Ok(())
}

/// Loads the demo showroom where nothing is there yet; gives who can sign in.
///
/// # Errors
/// A fault where the database holds a real house, and faults of the database.
pub async fn ready(db: &Db, vault: &Vault) -> Answered<Vec<DemoLogin>> {
    let people = demo::ready(db, vault, present()).await?;
    settle(db).await?;
    Ok(people)
}

/// After much was written at once: seals it, and lets the engine learn how it is spread.
async fn settle(db: &Db) -> Answered<()> {
    journal::seal(db, present()).await?;
    db.learn_spread(present()).await
}

/// Says who can sign in.
pub fn say_who(people: &[DemoLogin]) {
    let Some(first) = people.first() else {
        return;
    };
    println!("\nWho can sign in, all with the password {}:\n", first.password);
    for person in people {
        println!("  {:<12} {:<14} {}", person.login, person.role.code(), person.name);
    }
    println!();
}
