//! A lock-out that grows: after a few wrong passwords each further try has to wait longer, per login and per address.

use chrono::Duration;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::sessions::hex;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::RowId;
use crate::platform::db::Tx;
use crate::platform::db::schema::sign_in_attempts;

/// Wrong passwords that a login may have before it has to wait.
const FREE_FOR_LOGIN: i64 = 5;
/// Wrong passwords that an address may have within its window: a whole floor may share one address.
const FREE_FOR_ADDRESS: i64 = 40;
/// How long wrong passwords are counted for a login.
const LOGIN_WINDOW_HOURS: i64 = 24;
/// How long wrong passwords are counted for an address.
const ADDRESS_WINDOW_HOURS: i64 = 1;
/// The first wait; each further wrong password doubles it.
const FIRST_WAIT_SECS: i64 = 30;
/// The longest wait: long enough to make guessing hopeless, short enough not to keep anybody from a day's work.
const LONGEST_WAIT_SECS: i64 = 15 * 60;
/// Tries are forgotten after so many days.
const KEPT_DAYS: i64 = 30;

/// Wrong passwords so far, and when the last one was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    /// How many in a row.
    pub wrong: i64,
    /// When the last one was typed.
    pub last: Option<Moment>,
}

/// How long the next try has to wait after so many wrong ones.
pub fn wait_after(wrong: i64, free: i64) -> Duration {
    let over = wrong - free;
    if over < 0 {
        return Duration::zero();
    }
    let doubled = FIRST_WAIT_SECS.checked_shl(u32::try_from(over.min(20)).unwrap_or(20)).unwrap_or(LONGEST_WAIT_SECS);
    Duration::seconds(doubled.min(LONGEST_WAIT_SECS))
}

impl Tries {
    /// Whole seconds until the next try is heard; 0 for at once.
    pub fn wait_secs(self, free: i64, now: Moment) -> i64 {
        let Some(last) = self.last else { return 0 };
        let left = last + wait_after(self.wrong, free) - now;
        (left.num_milliseconds() + 999).max(0) / 1_000
    }
}

/// What becomes of a try at signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Go on and compare the password. The try counts as wrong until [`succeed`] says otherwise.
    Heard(RowId),
    /// Not heard: wait so many seconds.
    Wait(i64),
}

/// Counts a try before the password is compared, so that a hundred tries at once are a hundred tries.
///
/// # Errors
/// Faults of the database.
pub fn begin_attempt(tx: &mut Tx<'_>, login: &str, address: &str) -> Answered<Attempt> {
    tx.one_at_a_time("signing in")?;
    // What was typed as a login may have been a password: only its hash is kept.
    let login = hex(&Sha256::digest(login.as_bytes()));
    let wait = tries_of_login(tx, &login)?
        .wait_secs(FREE_FOR_LOGIN, tx.now)
        .max(tries_of_address(tx, address)?.wait_secs(FREE_FOR_ADDRESS, tx.now));
    if wait > 0 {
        return Ok(Attempt::Wait(wait));
    }
    let id = RowId::new(tx.now);
    diesel::insert_into(sign_in_attempts::table)
        .values((
            sign_in_attempts::id.eq(id.0),
            sign_in_attempts::login.eq(&login),
            sign_in_attempts::address.eq(address),
            sign_in_attempts::succeeded.eq(false),
            sign_in_attempts::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(Attempt::Heard(id))
}

/// The password was right: wrong ones before it no longer count.
///
/// # Errors
/// Faults of the database.
pub fn succeed(tx: &mut Tx<'_>, attempt: RowId) -> Answered<()> {
    diesel::update(sign_in_attempts::table.find(attempt.0))
        .set(sign_in_attempts::succeeded.eq(true))
        .execute(tx.conn)?;
    Ok(())
}

fn tries_of_login(tx: &mut Tx<'_>, login: &str) -> Answered<Tries> {
    let since = tx.now - Duration::hours(LOGIN_WINDOW_HOURS);
    let rows = sign_in_attempts::table
        .filter(sign_in_attempts::login.eq(login))
        .filter(sign_in_attempts::at.gt(since))
        .order((sign_in_attempts::at.desc(), sign_in_attempts::id.desc()))
        .limit(FREE_FOR_LOGIN + 20)
        .select((sign_in_attempts::succeeded, sign_in_attempts::at))
        .load::<(bool, Moment)>(tx.conn)?;
    let wrong: Vec<Moment> = rows.iter().take_while(|(succeeded, _)| !succeeded).map(|(_, at)| *at).collect();
    Ok(Tries { wrong: i64::try_from(wrong.len()).unwrap_or(i64::MAX), last: wrong.first().copied() })
}

fn tries_of_address(tx: &mut Tx<'_>, address: &str) -> Answered<Tries> {
    let since = tx.now - Duration::hours(ADDRESS_WINDOW_HOURS);
    let wrong = sign_in_attempts::table
        .filter(sign_in_attempts::address.eq(address))
        .filter(sign_in_attempts::at.gt(since))
        .filter(sign_in_attempts::succeeded.eq(false))
        .order(sign_in_attempts::at.desc())
        .limit(FREE_FOR_ADDRESS + 20)
        .select(sign_in_attempts::at)
        .load::<Moment>(tx.conn)?;
    Ok(Tries { wrong: i64::try_from(wrong.len()).unwrap_or(i64::MAX), last: wrong.first().copied() })
}

/// Forgets tries that no longer count.
pub(super) fn forget_old(tx: &mut Tx<'_>) -> Answered<()> {
    let before = tx.now - Duration::days(KEPT_DAYS);
    diesel::delete(sign_in_attempts::table.filter(sign_in_attempts::at.lt(before))).execute(tx.conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_password_waits_longer_up_to_a_quarter_of_an_hour() {
        let secs: Vec<i64> = (0..14).map(|wrong| wait_after(wrong, FREE_FOR_LOGIN).num_seconds()).collect();
        assert_eq!(secs, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
        assert_eq!(wait_after(i64::MAX, FREE_FOR_LOGIN).num_seconds(), 900);
    }

    #[test]
    fn the_wait_runs_from_the_last_wrong_password() {
        let last: Moment = "2026-11-21T12:00:00".parse().unwrap();
        let tries = Tries { wrong: 6, last: Some(last) };
        for (later, left) in [(0, 60), (1, 59), (59, 1), (60, 0), (600, 0)] {
            assert_eq!(tries.wait_secs(FREE_FOR_LOGIN, last + Duration::seconds(later)), left, "{later} s later");
        }
        assert_eq!(Tries::default().wait_secs(FREE_FOR_LOGIN, last), 0);
    }
}
