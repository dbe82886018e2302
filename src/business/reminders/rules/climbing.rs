//! What is overdue climbs: the consultant is told, then the supervisor, then the customer may be given to another.

use crate::base::clock::Date;
use crate::business::reminders::model::{DueContact, Planned};
use crate::business::sites::settings::Cadence;
use chrono::Duration;

/// The consultant is told.
pub fn consultant(one: &DueContact, cadence: &Cadence) -> Planned {
    Planned::about(one.due_on, after(one, cadence.tells_consultant_days))
}

/// The supervisor is told, until the next step says more.
pub fn supervisor(one: &DueContact, cadence: &Cadence) -> Option<Planned> {
    let (on, next) = (after(one, cadence.tells_supervisor_days), after(one, cadence.may_reassign_days));
    let last = next.pred_opt().filter(|last| *last >= on)?;
    Some(Planned::about(one.due_on, on).until(last))
}

/// The customer may be given to another.
pub fn reassign(one: &DueContact, cadence: &Cadence) -> Planned {
    Planned::about(one.due_on, after(one, cadence.may_reassign_days))
}

fn after(one: &DueContact, days: u16) -> Date {
    one.due_on + Duration::days(days.into())
}
