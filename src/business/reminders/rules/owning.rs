//! Protection ends: the owner is told a few days before, once per end; an extension or a contact makes another end.

use crate::business::reminders::model::{Person, Planned};
use chrono::Duration;

/// So many days before the last day of protection, and as many after it for whoever was away.
pub fn ending(one: &Person, warns_days: u16) -> Option<Planned> {
    let ends = one.protected_until.filter(|_| !one.lost && one.owner.is_some())?;
    let warns = Duration::days(warns_days.into());
    Some(Planned::about(ends, ends - warns).until(ends + warns))
}
