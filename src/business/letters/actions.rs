//! The verbs of letters: find out that a morning has come, write its letters, change where one's mail goes, try a mail again.

use serde_json::json;

use super::wants::{self, ReportWants};
use super::{DIGEST, ESCALATION, MORNING, gathering, morning};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{MailId, UserId};
use crate::base::role::Need;
use crate::business::sites::{self, Site};
use crate::platform::access::{self, Email, Member, Wants};
use crate::platform::db::{Db, Tx};
use crate::platform::jobs::{self, Job, Task};
use crate::platform::journal::{self, Entry};
use crate::platform::mail::{self, Draft};

/// What a job or a mail of a morning is about.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub(super) struct Payload {
    /// The day, in the site's time.
    pub day: Date,
}

/// A chore: at every site whose hour has come, a job that writes the letters of the day; one for each site and day.
///
/// # Errors
/// Faults of the database.
pub async fn begin_mornings(db: &Db, now: Moment) -> Answered<usize> {
    let mut begun = 0;
    for site in db.read(sites::store::list).await? {
        let Some(day) = morning::due(&site.clock(), site.settings.letters.at_minute, &site.settings.day, now) else {
            continue;
        };
        let (id, occasion) = (site.id, format!("{}:{day}", site.id));
        let known = occasion.clone();
        if db.read(move |conn| jobs::known(conn, MORNING, &known)).await? {
            continue;
        }
        let task = Task::new(MORNING, occasion).payload(json!(Payload { day }));
        begun += usize::from(db.write(Actor::house(id), now, move |tx| jobs::put(tx, &task)).await?.is_some());
    }
    Ok(begun)
}

/// Does the job: writes everybody's letter of the day. Who has nothing to do gets none.
///
/// # Errors
/// Bad data where the job's payload is none of ours; faults of the database.
pub fn write_morning(tx: &mut Tx, job: &Job) -> Answered<()> {
    write_letters(tx, job.read::<Payload>()?.day)
}

/// Writes everybody's letter of a day at the site of this transaction.
///
/// # Errors
/// Faults of the database.
pub fn write_letters(tx: &mut Tx, day: Date) -> Answered<()> {
    let site = sites::of(tx.conn, tx.actor.site)?;
    let anything_long_overdue = !gathering::long_overdue(tx.conn, &site, day)?.is_empty();
    for member in access::list(tx.conn, site.id)? {
        let (user, wants) = (&member.user, member.user.wants);
        if user.suspended_at.is_some() || user.email.is_none() {
            continue;
        }
        if wants.digest && has_a_day(tx, &site, &member, day)? {
            write_one(tx, user.id, DIGEST, day)?;
        }
        if wants.escalations && anything_long_overdue && member.role.may(Need::Reassign) {
            write_one(tx, user.id, ESCALATION, day)?;
        }
    }
    Ok(())
}

fn has_a_day(tx: &mut Tx, site: &Site, member: &Member, day: Date) -> Answered<bool> {
    if !member.role.may(Need::RecordFollowUp) {
        return Ok(false);
    }
    let duties = gathering::duties(tx.conn, site, member.user.id, day, tx.now)?;
    Ok(!duties.is_empty(day) && morning::goes_out(&site.settings.day, day, duties.overdue.len()))
}

fn write_one(tx: &mut Tx, to: UserId, kind: &'static str, day: Date) -> Answered<()> {
    let occasion = format!("{kind}:{}:{to}:{day}", tx.actor.site);
    mail::write(tx, &Draft { to, kind, occasion, payload: json!(Payload { day }) }).map(drop)
}

/// Changes where one's own mail goes and which mail one wants; which reports, for whoever may read them (`None` keeps what was chosen).
///
/// # Errors
/// Faults of the database.
pub fn set_own(
    tx: &mut Tx,
    user: UserId,
    email: Option<&Email>,
    letters: Wants,
    reports: Option<ReportWants>,
) -> Answered<()> {
    access::set_mail(tx, user, email, letters)?;
    let mut detail =
        json!({ "address": email.is_some(), "digest": letters.digest, "escalations": letters.escalations });
    if let Some(reports) = reports {
        choose_reports(tx, user, reports)?;
        detail["reports"] = json!({ "day": reports.day, "week": reports.week, "month": reports.month });
    }
    journal::record(tx, Entry::new("letters.wishes_changed").subject(user).detail(detail))
}

/// Which reports a person gets by mail from now on.
///
/// # Errors
/// Faults of the database.
pub fn choose_reports(tx: &mut Tx, user: UserId, reports: ReportWants) -> Answered<()> {
    wants::put(tx, user, reports)
}

/// Lets a mail that waits or was given up be tried at once.
///
/// # Errors
/// `job_not_waiting`; `Missing`; `Forbidden`; faults of the database.
pub fn try_again(tx: &mut Tx, id: MailId) -> Answered<()> {
    tx.actor.must(Need::LookAfterMail)?;
    mail::again(tx, id)?;
    journal::record(tx, Entry::new("letters.tried_again").subject(id))
}
