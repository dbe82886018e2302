//! A hold keeps a unit for a customer for some minutes, with no money. It ends by itself; whether anybody has noted that yet makes no difference.

use crate::base::clock::{Moment, minutes_between};
use crate::base::error::Refused;
use crate::base::ids::UserId;
use crate::base::role::{Need, Role};
use crate::business::sites::settings::Holds;
use chrono::Duration;

/// A unit kept for a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Whose sale it is.
    pub consultant: Option<UserId>,
    /// When it ends.
    pub until: Moment,
}

/// When a hold made now ends: after the minutes asked for, or the site's.
///
/// # Errors
/// `hold_too_long` above what the role may allow, `hold_too_short` below a minute; both at `minutes`.
pub fn ends_at(now: Moment, minutes: Option<u32>, role: Role, holds: &Holds) -> Result<Moment, Refused> {
    let most = longest(role, holds);
    let minutes = minutes.unwrap_or(holds.minutes);
    if minutes == 0 {
        return Err(Refused::invalid("hold_too_short").at("minutes"));
    }
    if minutes > most {
        return Err(Refused::invalid("hold_too_long").at("minutes").with("most", most));
    }
    Ok(now + Duration::minutes(minutes.into()))
}

/// The longest hold that a role may allow, in minutes.
pub fn longest(role: Role, holds: &Holds) -> u32 {
    if role.may(Need::HoldLong) { holds.supervisor_minutes.max(holds.minutes) } else { holds.minutes }
}

/// Whether a hold is over.
pub fn expired(hold: &Hold, now: Moment) -> bool {
    hold.until <= now
}

/// Whole minutes that are left, 0 when it is over; the last minute counts as one.
pub fn minutes_left(hold: &Hold, now: Moment) -> i64 {
    if expired(hold, now) { 0 } else { minutes_between(now, hold.until).max(1) }
}

/// May this person end the hold before its time: the consultant whose it is, or who may allow long ones?
///
/// # Errors
/// `hold_of_another`.
pub fn end_early(hold: &Hold, who: Option<UserId>, role: Role) -> Result<(), Refused> {
    let own = who.is_some() && who == hold.consultant;
    if own || who.is_none() || role.may(Need::HoldLong) { Ok(()) } else { Err(Refused::invalid("hold_of_another")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Moment {
        "2026-11-20T04:00:00".parse().unwrap()
    }

    #[test]
    fn a_hold_lasts_as_long_as_the_role_may_allow() {
        let check = |minutes: Option<u32>, role: Role, expected: Result<i64, &str>| {
            let got = ends_at(now(), minutes, role, &Holds::default());
            assert_eq!(
                got.map(|end| minutes_between(now(), end)).map_err(|no| no.code),
                expected,
                "{minutes:?} {role:?}"
            );
        };
        check(None, Role::Consultant, Ok(30));
        check(Some(10), Role::Consultant, Ok(10));
        check(Some(31), Role::Consultant, Err("hold_too_long"));
        check(Some(0), Role::Consultant, Err("hold_too_short"));
        check(None, Role::Supervisor, Ok(30));
        check(Some(1_440), Role::Supervisor, Ok(1_440));
        check(Some(1_441), Role::Supervisor, Err("hold_too_long"));
        check(Some(u32::MAX), Role::Supervisor, Err("hold_too_long"));
    }

    #[test]
    fn a_hold_ends_by_itself() {
        for (seconds, over, left) in
            [(0, false, 30), (1_770, false, 1), (1_799, false, 1), (1_800, true, 0), (9_999, true, 0)]
        {
            let hold = Hold { consultant: Some(UserId(1)), until: now() + Duration::minutes(30) };
            let at = now() + Duration::seconds(seconds);
            assert_eq!((expired(&hold, at), minutes_left(&hold, at)), (over, left), "{seconds} s");
        }
    }

    #[test]
    fn ones_own_hold_or_the_supervisors_word_ends_it_early() {
        let hold = Hold { consultant: Some(UserId(1)), until: now() };
        assert!(end_early(&hold, Some(UserId(1)), Role::Consultant).is_ok());
        assert!(end_early(&hold, Some(UserId(2)), Role::Supervisor).is_ok());
        assert!(end_early(&hold, None, Role::Supervisor).is_ok());
        assert_eq!(end_early(&hold, Some(UserId(2)), Role::Consultant).unwrap_err().code, "hold_of_another");
    }
}
