//! Late changes: a closed day whose rows say something else by now. A chore looks at the closed days in turn, the last five weeks every half
//! hour, older ones when there is time; what it finds waits among the approvals until a correction explains it or the rows say again what they said.

use chrono::Duration;
use diesel::prelude::*;
use showroom_templates::pages::approvals::LateCard;
use showroom_templates::{Typed, Words, urls};

use super::model::{Correction, Dim};
use super::period::Period;
use super::present::{self, Names};
use super::report::{self, Check, Difference};
use super::store;
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::SiteId;
use crate::base::role::Need;
use crate::business::sites::{self, Site};
use crate::platform::db::schema::closed_days;
use crate::platform::db::{Conn, Db, Tx};

/// For so many days back changes are likely, and matter: a month's report and its corrections.
const LIKELY_DAYS: i64 = 35;
/// How long a look at a day holds, in minutes.
const HOLDS_MINUTES: i64 = 30;
/// How many likely days are looked at in one turn, and how many of the others.
const AT_ONCE: (i64, i64) = (6, 2);
/// The most days that wait on one page.
const MOST: i64 = 5;
/// How many figures of a day are shown there.
const SHOWN: usize = 4;

/// A chore: computes closed days again, some in each turn, and writes down which differ. Says how many do.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub async fn look(db: &Db, now: Moment) -> Answered<usize> {
    let mut differ = 0;
    for site in db.read(sites::store::list).await? {
        let id = site.id;
        let found = db.read(move |conn| look_at_some(conn, &site, now)).await?;
        if found.is_empty() {
            continue;
        }
        differ += found.iter().filter(|(_, differs)| *differs).count();
        db.write(Actor::house(id), now, move |tx| note_all(tx, &found)).await?;
    }
    Ok(differ)
}

fn look_at_some(conn: &mut Conn, site: &Site, now: Moment) -> Answered<Vec<(Date, bool)>> {
    let likely = site.clock().business_day(now) - Duration::days(LIKELY_DAYS);
    let before = now - Duration::minutes(HOLDS_MINUTES);
    let stale = closed_days::table
        .filter(closed_days::site_id.eq(site.id.0))
        .filter(closed_days::looked_at.is_null().or(closed_days::looked_at.le(before)))
        .order((closed_days::looked_at.is_not_null(), closed_days::looked_at, closed_days::day.desc()))
        .select(closed_days::day);
    let mut days: Vec<Date> = stale.filter(closed_days::day.ge(likely)).limit(AT_ONCE.0).load(conn)?;
    days.extend(stale.filter(closed_days::day.lt(likely)).limit(AT_ONCE.1).load::<Date>(conn)?);
    days.into_iter().map(|day| Ok((day, differs(conn, site, day)?.is_some()))).collect()
}

/// A closed day as computed again with its corrections, where something differs that none of them explains.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn differs(conn: &mut Conn, site: &Site, day: Date) -> Answered<Option<(Check, Vec<Correction>)>> {
    let Some(check) = report::check(conn, site, day)? else { return Ok(None) };
    let corrections = store::corrections_of(conn, site.id, &Period::day(day))?;
    let open = check.unexplained(&corrections).next().is_some();
    Ok(open.then_some((check, corrections)))
}

/// The days that wait for a correction, the latest first, each with since when that is known; and how many there are in all.
///
/// # Errors
/// Faults of the database.
pub fn waiting(conn: &mut Conn, site: SiteId) -> Answered<(Vec<(Date, Moment)>, i64)> {
    let known =
        || closed_days::table.filter(closed_days::site_id.eq(site.0)).filter(closed_days::differs_since.is_not_null());
    let days: Vec<(Date, Option<Moment>)> = known()
        .order(closed_days::day.desc())
        .limit(MOST)
        .select((closed_days::day, closed_days::differs_since))
        .load(conn)?;
    let days = days.into_iter().filter_map(|(day, since)| Some((day, since?))).collect();
    Ok((days, known().count().get_result(conn)?))
}

/// How many days wait for a correction by this person.
///
/// # Errors
/// Faults of the database.
pub fn count(conn: &mut Conn, actor: &Actor) -> Answered<i64> {
    if !actor.may(Need::SignReports) {
        return Ok(0);
    }
    Ok(waiting(conn, actor.site)?.1)
}

/// The days that wait for a correction as cards, as they differ at this moment, and how many days more there are.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn cards(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    fresh: impl Fn() -> Typed,
) -> Answered<(Vec<LateCard>, i64)> {
    if !actor.may(Need::SignReports) {
        return Ok((Vec::new(), 0));
    }
    let (days, all) = waiting(conn, actor.site)?;
    let more = all - i64::try_from(days.len()).unwrap_or(all);
    if days.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let site = sites::of(conn, actor.site)?;
    let names = Names::of(conn, &site)?;
    let today = site.clock().business_day(now);
    let mut cards = Vec::new();
    for (day, since) in days {
        // Somebody may have explained it, or set it right, since it was looked at.
        let Some((check, corrections)) = differs(conn, &site, day)? else { continue };
        let mut open: Vec<&Difference> = check.unexplained(&corrections).collect();
        open.sort_by_key(|(measure, dim, key, _, _)| (*dim != Dim::All, *measure, *dim, key.clone()));
        let line = |(measure, dim, key, was, is_now): &&Difference| {
            let write = |number: i64| present::value(words, &site, *measure, number);
            let what = present::figure_name(words, &site, &names, (*measure, *dim, key));
            (what, write(*was), write(*is_now))
        };
        let hidden = open.len().saturating_sub(SHOWN);
        cards.push(LateCard {
            typed: fresh(),
            action: urls::reports::check(&day.to_string()),
            day: words.approvals_late_day(words.day(day)),
            since: words.approvals_late_since(words.near(site.clock().local(since), today)),
            figures: open.iter().take(SHOWN).map(line).collect(),
            more: (hidden > 0).then(|| words.approvals_late_figures_more(hidden)),
            effect: words.approvals_late_effect(open.len()),
            touched: !check.untouched,
        });
    }
    Ok((cards, more))
}

/// Looks at one closed day at once.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn look_at(tx: &mut Tx, day: Date) -> Answered<()> {
    let site = sites::of(tx.conn, tx.actor.site)?;
    let differs = differs(tx.conn, &site, day)?.is_some();
    note(tx, day, differs)
}

fn note_all(tx: &mut Tx, found: &[(Date, bool)]) -> Answered<()> {
    for (day, differs) in found {
        note(tx, *day, *differs)?;
    }
    Ok(())
}

/// Writes down what a look at a day found; since when it differs stays as it was first seen.
pub(super) fn note(tx: &mut Tx, day: Date, differs: bool) -> Answered<()> {
    let of_day = closed_days::table.filter(closed_days::site_id.eq(tx.actor.site.0)).filter(closed_days::day.eq(day));
    diesel::update(of_day).set(closed_days::looked_at.eq(Some(tx.now))).execute(tx.conn)?;
    match differs {
        true => diesel::update(of_day.filter(closed_days::differs_since.is_null()))
            .set(closed_days::differs_since.eq(Some(tx.now)))
            .execute(tx.conn)?,
        false => diesel::update(of_day.filter(closed_days::differs_since.is_not_null()))
            .set(closed_days::differs_since.eq(None::<Moment>))
            .execute(tx.conn)?,
    };
    Ok(())
}
