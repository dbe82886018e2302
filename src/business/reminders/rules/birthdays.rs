//! The birthday of somebody who bought, told it and agreed to be congratulated.

use crate::base::clock::Date;
use crate::business::reminders::model::{Person, Planned};
use chrono::{Datelike, Duration};

/// For how many days after the day a congratulation is not too late.
const BELATED_DAYS: i64 = 3;

/// So many days before the birthday of this year or, once that is over, of the next.
pub fn coming(one: &Person, days: u16, day: Date) -> Option<Planned> {
    let (month, of_month) = one.birthday.filter(|_| one.bought_on.is_some() && !one.lost)?;
    let belated = Duration::days(BELATED_DAYS);
    let next = (day.year() - 1..=day.year() + 1)
        .filter_map(|year| in_year(year, month, of_month))
        .find(|birthday| *birthday + belated >= day)?;
    Some(Planned::about(next, next - Duration::days(days.into())).until(next + belated))
}

/// The birthday in a year; who was born on 29 February celebrates the day before in most years.
fn in_year(year: i32, month: u32, day: u32) -> Option<Date> {
    Date::from_ymd_opt(year, month, day).or_else(|| Date::from_ymd_opt(year, month, day.checked_sub(1)?))
}
