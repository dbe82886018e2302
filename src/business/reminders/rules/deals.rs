//! Deals under way: the date to sign by, papers before the appointment, payments.

use crate::base::clock::Date;
use crate::business::reminders::model::{Papers, Payment, Planned, Signing};
use chrono::Duration;

/// On each of the site's days before the last day to sign; who missed one gets the nearer one only.
pub fn sign_coming(one: &Signing, days_before: &[u16], day: Date) -> Option<Planned> {
    let on = |days: u16| one.sign_by - Duration::days(days.into());
    let reached = days_before.iter().copied().filter(|days| on(*days) <= day).min();
    let days = reached.or(days_before.iter().copied().max())?;
    Some(Planned::about(one.sign_by, on(days)).named(format!("{}/{days}", one.sign_by)))
}

/// So many days before the buyers come to sign, while a paper is missing.
pub fn papers_missing(one: &Papers, days: u16) -> Option<Planned> {
    if one.missing == 0 {
        return None;
    }
    let on = one.appointment_on - Duration::days(days.into());
    Some(Planned::about(one.appointment_on, on).until(one.appointment_on))
}

/// So many days before a payment is due, and again on the day after if it was not made.
pub fn payment_due(one: &Payment, days: u16, day: Date) -> Option<Planned> {
    if day > one.due_on {
        let late = Planned::about(one.due_on, one.due_on + Duration::days(1));
        return Some(late.named(format!("{}/late", one.due_on)));
    }
    Some(Planned::about(one.due_on, one.due_on - Duration::days(days.into())).until(one.due_on))
}
