//! A year of one site on a clock of its own, through the actions that people use and the chores of the house: six consultants of whom one leaves,
//! two nights without a server, a clock that jumps three hours forward and back. On PostgreSQL two servers do every chore at once.
//!
//! Nobody is forgotten, no reminder is missed or doubled, the balances of turns add up, each morning's letter is written once. Some weeks
//! of it in every run, the whole year where `WHOLE_YEAR` is set.

mod checks;
mod people;

use chrono::{Datelike, Duration, Weekday};
use showroom::base::clock::{Date, Moment};
use showroom::base::error::{Error, FaultClass};
use showroom::platform::db::{Db, Location};
use showroom::worker;

use crate::support::database::engines;
use people::House;

/// Days, and visits within them.
const WEEKS: (i64, usize) = (45, 260);
const YEAR: (i64, usize) = (365, 2_000);
/// How often everything is compared with what the rules ask for, by brute force.
const CHECKED_EVERY_DAYS: i64 = 7;

#[test]
fn a_year_in_which_nobody_is_forgotten() {
    let (days, visits) = if std::env::var_os("WHOLE_YEAR").is_some() { YEAR } else { WEEKS };
    for database in engines() {
        let started = std::time::Instant::now();
        actix_web::rt::System::new().block_on(async {
            let open = || Db::open(&database.location).unwrap().reacting(showroom::reactions::react);
            // Two servers where the engine is made for them.
            let servers = match &database.location {
                Location::Sqlite(_) => vec![open()],
                Location::Postgres(_) => vec![open(), open()],
            };
            let mut year = Year { house: House::open(servers[0].clone(), days, visits).await, servers };
            year.pass(days).await;
        });
        eprintln!("{}: {days} days, {visits} visits in {:.1?}", database.location, started.elapsed());
    }
}

struct Year {
    house: House,
    servers: Vec<Db>,
}

impl Year {
    async fn pass(&mut self, days: i64) {
        let first: Date = self.house.day;
        for number in 0..days {
            self.house.day = first + Duration::days(number);
            // Nobody runs the chores on the evening before, at night and in the early morning of these two.
            let down = [days / 3, days / 3 + 1].contains(&number);
            let was_down = [days / 3 + 1, days / 3 + 2].contains(&number);
            if !was_down {
                self.ticks(3, 0).await;
                self.ticks(6, 10).await;
            }
            if number == days / 2 {
                // The clock runs ahead past the site's hour, and back behind it.
                self.ticks(9, 20).await;
                self.ticks(3, 20).await;
            }
            self.works(number, days).await;
            if !down {
                self.ticks(22, 40).await;
            }
            if number == days / 2 + 3 {
                // Ahead over midnight, and back.
                self.ticks(25, 10).await;
                self.ticks(22, 50).await;
            }
            let after_the_nights = number == days / 3 + 2;
            if number % CHECKED_EVERY_DAYS == 6 || after_the_nights || number + 1 == days {
                checks::nobody_is_forgotten(&self.house).await;
                checks::no_reminder_is_missed_or_doubled(&self.house).await;
            }
            checks::turns_add_up(&self.house).await;
        }
        checks::each_letter_is_written_once(&self.house).await;
        self.house.must_have_lived();
    }

    /// A working day; the site rests on Mondays.
    async fn works(&mut self, number: i64, days: i64) {
        self.ticks(9, 10).await;
        if self.house.day.weekday() == Weekday::Mon {
            return;
        }
        if number >= days * 2 / 5 && self.house.is_complete() {
            self.house.somebody_leaves().await;
        }
        self.house.clocks_in().await;
        self.house.follows_up().await;
        self.house.receives(number, days).await;
        self.ticks(15, 0).await;
    }

    /// Every chore once, on every server at the same moment.
    async fn ticks(&self, hour: i64, minute: i64) {
        let now = self.house.at(hour, minute);
        let servers = self.servers.iter().map(|db| chores(db.clone(), now));
        futures_util::future::join_all(servers).await;
    }
}

async fn chores(db: Db, now: Moment) {
    for chore in worker::chores().into_iter().filter(|chore| chore.name != "look how the data is spread") {
        let done = (chore.run)(db.clone(), now).await;
        // What met another server's work waits for its next turn, as it does in the house.
        let busy = matches!(&done, Err(Error::Fault(fault)) if fault.class == FaultClass::Busy);
        assert!(done.is_ok() || busy, "{} at {now}: {done:?}", chore.name);
    }
}
