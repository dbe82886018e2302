//! The verbs of reminding, one transaction each: plan a day's reminders of a kind, end those whose cause is gone, hand them over, be done with one.

use std::collections::HashMap;

use super::model::{Kind, Planned, Reminder, Run, Subject};
use super::{gather, rules, store};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error};
use crate::base::ids::{CustomerId, NoticeId, ReminderId, UserId};
use crate::base::role::{Need, Role};
use crate::business::sites::{self, Site};
use crate::platform::access;
use crate::platform::db::{Conn, Tx, fault};

/// How many new occasions one transaction writes; the floor does not wait for a whole morning.
const AT_ONCE: usize = 400;
/// How many of a customer's reminders are looked at again when something happened.
const LOOKED_AT: i64 = 60;
/// How many standing reminders are looked over at once.
const PAGE: i64 = 500;

/// What came of planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many were new, and more wait.
    More(usize),
    /// So many were new, and that was all.
    Done(usize),
    /// It was done before, here or by another server.
    DoneBefore,
}

/// Plans a day's reminders of a kind: each occasion that stands and is not kept yet, once, and whom it reaches.
///
/// # Errors
/// Faults of the database.
pub fn plan(tx: &mut Tx, kind: Kind, day: Date) -> Answered<Progress> {
    tx.one_at_a_time("reminders")?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    if store::ran_on(tx.conn, site.id, day)?.contains(&kind) {
        return Ok(Progress::DoneBefore);
    }
    let subjects = gather::candidates(tx.conn, &site, kind, day)?;
    let looked = subjects.len();
    let due: Vec<(Subject, Planned)> = subjects
        .into_iter()
        .filter_map(|subject| {
            let planned = rules::planned(kind, &subject, &site.settings, day)?;
            planned.stands_on(day).then_some((subject, planned))
        })
        .collect();
    let ids: Vec<i64> = due.iter().map(|(subject, _)| subject.id()).collect();
    let kept = store::kept(tx.conn, site.id, kind, &ids)?;
    let crew = Crew::of(tx)?;
    let mut made = 0;
    for (subject, planned) in &due {
        match kept.get(&(subject.id(), planned.occasion.clone())) {
            Some((_, true)) => {}
            Some((id, false)) => store::stand_again(tx, *id)?,
            None if made == AT_ONCE => return Ok(Progress::More(made)),
            None => made += usize::from(remind(tx, kind, subject, planned, day, &crew)?),
        }
    }
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let run = Run { kind, day, ran_at: tx.now, looked: count(looked), made: count(made) };
    match tx.attempt(|tx| store::insert_run(tx, &run)) {
        Ok(()) => Ok(Progress::Done(made)),
        Err(error) if fault::violates_unique(&error, store::ONE_RUN) => Ok(Progress::DoneBefore),
        Err(error) => Err(error),
    }
}

/// Writes one occasion and tells whom it concerns; says whether it was new. The index is the referee.
fn remind(tx: &mut Tx, kind: Kind, subject: &Subject, planned: &Planned, day: Date, crew: &Crew) -> Answered<bool> {
    let written = tx.attempt(|tx| store::insert(tx, kind, subject, planned, day));
    let id = match written {
        Ok(id) => id,
        Err(error) if fault::violates_unique(&error, store::ONCE) => return Ok(false),
        Err(error) => return Err(error),
    };
    for user in crew.whom(kind, subject.consultant()) {
        store::tell(tx, id, user)?;
    }
    Ok(true)
}

/// Reminders of a site whose cause is gone, as of a day.
///
/// # Errors
/// Faults of the database.
pub fn over(conn: &mut Conn, site: &Site, day: Date) -> Answered<Vec<ReminderId>> {
    let mut over = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        let mut after = ReminderId(0);
        loop {
            let page = store::standing(conn, site.id, kind, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            let stand = occasions(conn, site, kind, &page, day)?;
            over.extend(page.iter().filter(|one| !still(one, &stand, day)).map(|one| one.id));
        }
    }
    Ok(over)
}

/// Ends these reminders.
///
/// # Errors
/// Faults of the database.
pub fn end(tx: &mut Tx, over: &[ReminderId]) -> Answered<()> {
    over.iter().try_for_each(|id| store::end(tx, *id))
}

/// Something happened with a customer: ends the reminders whose cause is gone, and lets those stand again whose cause came back.
///
/// # Errors
/// Faults of the database.
pub fn look_again(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    let kept = store::of_customer(tx.conn, customer, LOOKED_AT)?;
    if kept.is_empty() {
        return Ok(());
    }
    let site = sites::of(tx.conn, tx.actor.site)?;
    let day = today(tx.conn, &site, tx.now)?;
    let mut by_kind: HashMap<Kind, Vec<Reminder>> = HashMap::new();
    for one in kept {
        by_kind.entry(one.kind).or_default().push(one);
    }
    for (kind, some) in by_kind {
        let stand = occasions(tx.conn, &site, kind, &some, day)?;
        for one in &some {
            match (one.ended_at, still(one, &stand, day)) {
                (None, false) => store::end(tx, one.id)?,
                (Some(_), true) => store::stand_again(tx, one.id)?,
                (None, true) | (Some(_), false) => {}
            }
        }
    }
    Ok(())
}

/// A customer was made anonymous: what tells a birthday goes, and what stands is looked at again.
///
/// # Errors
/// Faults of the database.
pub fn forget(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    store::forget_birthdays(tx, customer)?;
    look_again(tx, customer)
}

/// Reminders of a customer's consultant go to the new one.
///
/// # Errors
/// Faults of the database.
pub fn hand_over(tx: &mut Tx, customer: CustomerId, to: UserId) -> Answered<()> {
    let crew = Crew::of(tx)?;
    for one in store::of_customer(tx.conn, customer, LOOKED_AT)? {
        if one.ended_at.is_some() || one.kind.for_supervisors() {
            continue;
        }
        for user in store::told(tx.conn, one.id)?.into_iter().filter(|user| *user != to) {
            store::take_off(tx, one.id, user)?;
        }
        for user in crew.whom(one.kind, Some(to)) {
            store::tell(tx, one.id, user)?;
        }
    }
    Ok(())
}

/// The person has seen all their notices.
///
/// # Errors
/// `Forbidden` for nobody in person; faults of the database.
pub fn see_all(tx: &mut Tx) -> Answered<()> {
    let user = tx.actor.user.ok_or(Error::Forbidden(Need::SignedIn))?;
    store::see_all(tx, user)
}

/// The person is done with a notice of theirs.
///
/// # Errors
/// `Missing` where it is not theirs; faults of the database.
pub fn done(tx: &mut Tx, id: NoticeId) -> Answered<()> {
    let user = tx.actor.user.ok_or(Error::Forbidden(Need::SignedIn))?;
    store::done(tx, user, id)
}

/// The business day of reminders: it never goes back, even when the clock does. A clock that ran days ahead is not believed.
///
/// # Errors
/// Faults of the database.
pub fn today(conn: &mut Conn, site: &Site, now: Moment) -> Answered<Date> {
    let today = site.clock().business_day(now);
    let tomorrow = today.succ_opt().unwrap_or(today);
    Ok(store::last_day(conn, site.id, tomorrow)?.map_or(today, |last| last.max(today)))
}

/// The occasions that the rules name now for the subjects of these reminders.
fn occasions(conn: &mut Conn, site: &Site, kind: Kind, of: &[Reminder], day: Date) -> Answered<HashMap<i64, Planned>> {
    let ids: Vec<i64> = of.iter().map(|one| one.subject).collect();
    let subjects = gather::again(conn, site, kind, &ids, day)?;
    Ok(subjects
        .into_iter()
        .filter_map(|subject| Some((subject.id(), rules::planned(kind, &subject, &site.settings, day)?)))
        .collect())
}

fn still(one: &Reminder, stand: &HashMap<i64, Planned>, day: Date) -> bool {
    stand.get(&one.subject).is_some_and(|planned| planned.occasion == one.occasion && planned.stands_on(day))
}

/// Who works at the site, as far as telling goes.
struct Crew {
    consultants: Vec<UserId>,
    supervisors: Vec<UserId>,
}

impl Crew {
    fn of(tx: &mut Tx) -> Answered<Self> {
        let members = access::list(tx.conn, tx.actor.site)?;
        let of = |roles: &[Role]| {
            let at_work = members.iter().filter(|one| one.user.suspended_at.is_none() && roles.contains(&one.role));
            at_work.map(|one| one.user.id).collect()
        };
        Ok(Self { consultants: of(&[Role::Consultant, Role::Supervisor]), supervisors: of(&[Role::Supervisor]) })
    }

    /// The consultant where one looks after it and is still at work; else the supervisors.
    fn whom(&self, kind: Kind, consultant: Option<UserId>) -> Vec<UserId> {
        match consultant.filter(|who| self.consultants.contains(who) && !kind.for_supervisors()) {
            Some(who) => vec![who],
            None => self.supervisors.clone(),
        }
    }
}
