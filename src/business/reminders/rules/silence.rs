//! Nobody was in touch: for so many days, or ever. Whoever agreed a date is left alone until it has passed.

use crate::base::clock::Date;
use crate::business::reminders::model::{Person, Planned};
use chrono::Duration;

/// So many days after the last contact with somebody who was reached before.
pub fn not_contacted(one: &Person, days: u16) -> Option<Planned> {
    let last = one.contacted_on.filter(|_| one.ever_reached && may_buy(one))?;
    Some(Planned::about(last, quiet_until(one, last + Duration::days(days.into()))))
}

/// So many days after the first or the last coming of somebody who was never reached; once per customer.
pub fn never_contacted(one: &Person, days: u16) -> Option<Planned> {
    if one.ever_reached || !may_buy(one) {
        return None;
    }
    let since = one.came_on.max(one.contacted_on).unwrap_or(one.known_since).max(one.known_since);
    Some(Planned::about(since, quiet_until(one, since + Duration::days(days.into()))).named("first".to_owned()))
}

fn may_buy(one: &Person) -> bool {
    !one.lost && one.bought_on.is_none()
}

/// Not before an agreed date has passed, nor during a cool-down.
fn quiet_until(one: &Person, on: Date) -> Date {
    let after_agreed = one.next_on.map(|next| next + Duration::days(1));
    [after_agreed, one.do_not_call_until].into_iter().flatten().fold(on, Date::max)
}
