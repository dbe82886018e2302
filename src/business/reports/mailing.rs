//! The mails of reports: asked for by a closing, in its transaction; written once for each who wants it, by an installation that sends mail.
//! One that sends none writes none, so nothing waits there for a server that will never be.

use diesel::prelude::*;
use serde_json::json;

use super::period::{Period, Span};
use super::{posting, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{SiteId, UserId};
use crate::base::role::Role;
use crate::business::letters::wants::{self, ReportWants};
use crate::business::sites;
use crate::platform::access;
use crate::platform::db::schema::closed_days;
use crate::platform::db::{Conn, Db, Tx};
use crate::platform::mail::{self, Draft};

/// The most days whose mails are written in one turn of the chore.
const ROUND: i64 = 400;

/// What a mail of a report is about; its kind says whether of a day, a week or a month.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub(super) struct Payload {
    /// The first day of the period, in the site's time.
    pub day: Date,
}

/// The kind of mail that brings the report of such a period; `None` for those that no mail brings.
pub const fn kind_of(span: Span) -> Option<&'static str> {
    match span {
        Span::Day => Some("report_day"),
        Span::Week => Some("report_week"),
        Span::Month => Some("report_month"),
        Span::Quarter | Span::Year | Span::Between => None,
    }
}

/// What a kind of mail brings; `None` where it is no mail of reports.
pub fn span_of(kind: &str) -> Option<Span> {
    Span::ALL.iter().copied().find(|span| kind_of(*span) == Some(kind))
}

/// Whether somebody of this role who chose this gets the report of such a period.
pub fn wanted(chosen: Option<ReportWants>, role: Role, span: Span) -> bool {
    let wants = ReportWants::in_force(chosen, role);
    match span {
        Span::Day => wants.day,
        Span::Week => wants.week,
        Span::Month => wants.month,
        Span::Quarter | Span::Year | Span::Between => false,
    }
}

/// A chore of an installation that sends mail: writes what closings have asked for. Says how many mails were written.
///
/// # Errors
/// Faults of the database.
pub async fn write_asked(db: &Db, now: Moment) -> Answered<usize> {
    let mut written = 0;
    for site in db.read(sites::store::list).await? {
        let id = site.id;
        for day in db.read(move |conn| asked(conn, id)).await? {
            written += db.write(Actor::house(id), now, move |tx| write(tx, day)).await?;
        }
    }
    Ok(written)
}

/// The closed days of a site whose mails are still to be written, in order.
fn asked(conn: &mut Conn, site: SiteId) -> Answered<Vec<Date>> {
    Ok(closed_days::table
        .filter(closed_days::site_id.eq(site.0))
        .filter(closed_days::mails_asked_at.is_not_null())
        .order(closed_days::day)
        .limit(ROUND)
        .select(closed_days::day)
        .load(conn)?)
}

/// Lets the asking of days before this one go: their mails went out elsewhere, or nobody was to get any.
///
/// # Errors
/// Faults of the database.
pub fn forget_asked(tx: &mut Tx, before: Date) -> Answered<()> {
    let asking = closed_days::table
        .filter(closed_days::site_id.eq(tx.actor.site.0))
        .filter(closed_days::mails_asked_at.is_not_null())
        .filter(closed_days::day.lt(before));
    diesel::update(asking).set(closed_days::mails_asked_at.eq(None::<Moment>)).execute(tx.conn)?;
    Ok(())
}

/// Writes the mails that the closing of a day asked for. Of several servers, the one that takes the asking away writes.
///
/// # Errors
/// Faults of the database.
pub fn write(tx: &mut Tx, day: Date) -> Answered<usize> {
    let asking = closed_days::table
        .filter(closed_days::site_id.eq(tx.actor.site.0))
        .filter(closed_days::day.eq(day))
        .filter(closed_days::mails_asked_at.is_not_null());
    if diesel::update(asking).set(closed_days::mails_asked_at.eq(None::<Moment>)).execute(tx.conn)? == 0 {
        return Ok(0);
    }
    let site = sites::of(tx.conn, tx.actor.site)?;
    let today = site.clock().business_day(tx.now);
    let first = store::first_day(tx.conn, &site)?.unwrap_or(day);
    let mut written = 0;
    for period in posting::with_closing(day, today, first) {
        let Some(kind) = kind_of(period.span) else { continue };
        for to in receivers(tx.conn, site.id, period.span)? {
            written += usize::from(write_one(tx, kind, to, &period)?);
        }
    }
    Ok(written)
}

fn write_one(tx: &mut Tx, kind: &'static str, to: UserId, period: &Period) -> Answered<bool> {
    let occasion = format!("{kind}:{}:{to}:{}", tx.actor.site, period.from);
    let draft = Draft { to, kind, occasion, payload: json!(Payload { day: period.from }) };
    Ok(mail::write(tx, &draft)?.is_some())
}

/// Who gets the report of such a period: those at work here who may read reports, want it and have an address.
fn receivers(conn: &mut Conn, site: SiteId, span: Span) -> Answered<Vec<UserId>> {
    let mut members = access::list(conn, site)?;
    members.retain(|member| member.user.suspended_at.is_none() && member.user.email.is_some());
    let ids: Vec<UserId> = members.iter().map(|member| member.user.id).collect();
    let chosen = wants::chosen_by(conn, &ids)?;
    members.retain(|member| wanted(chosen.get(&member.user.id).copied(), member.role, span));
    Ok(members.into_iter().map(|member| member.user.id).collect())
}
