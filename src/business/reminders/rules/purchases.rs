//! What was bought, and what was not: never, nothing since, used up by now.

use crate::business::reminders::model::{Person, Planned, Purchase};
use chrono::Duration;

/// So many days after the first day of somebody who never bought; once per customer.
pub fn never_bought(one: &Person, days: u16) -> Option<Planned> {
    if one.lost || one.bought_on.is_some() {
        return None;
    }
    let on = one.known_since + Duration::days(days.into());
    let on = one.do_not_call_until.map_or(on, |until| until.max(on));
    Some(Planned::about(one.known_since, on).named("first".to_owned()))
}

/// So many days after the last purchase.
pub fn bought_nothing(one: &Person, days: u16) -> Option<Planned> {
    let bought = one.bought_on.filter(|_| !one.lost)?;
    let on = bought + Duration::days(days.into());
    Some(Planned::about(bought, one.do_not_call_until.map_or(on, |until| until.max(on))))
}

/// When the life of what was bought is over, unless it was bought anew.
pub fn used_up(one: &Purchase) -> Option<Planned> {
    let life = one.life_days.filter(|_| !one.replaced)?;
    let gone = one.bought_on + Duration::days(life.into());
    Some(Planned::about(gone, gone).named(one.bought_on.to_string()))
}
