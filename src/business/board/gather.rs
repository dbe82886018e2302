//! Reads a floor: everything that any board of the site shows, in one look at the database.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;

use super::model::{Counts, Floor, Party, Taken};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Fault};
use crate::base::ids::{ClaimId, SiteId, UserId, VisitId};
use crate::base::stage::Stage;
use crate::business::consultants::store as consultants;
use crate::business::sites::{self, Site};
use crate::business::units::model::ClaimKind;
use crate::business::visits::model::{Kind, Visit, VisitState};
use crate::business::visits::present;
use crate::business::visits::promises::{self, Stamps};
use crate::business::visits::store;
use crate::platform::db::Conn;
use crate::platform::db::schema::{claims, contracts, deposits, units, visits};
use crate::platform::journal;

/// The most parties of a day that are counted.
const MOST_PARTIES: i64 = 5_000;
/// The most claims of a day that are looked at.
const MOST_CLAIMS: i64 = 500;
/// How many units just taken a board shows.
const TAKEN: usize = 6;
/// How many of the last events are compared with those of the look before. Where more than these are new, every floor is read.
const MARKS: i64 = 300;
/// A floor is read again after so long, whatever is heard of it.
const AGAIN_SECS: i64 = 60;

/// The numbers of the last events.
pub type Marks = HashSet<i64>;

/// What a look at the database found.
pub struct Found {
    /// The numbers of the last events now.
    pub marks: Marks,
    /// The floors that may have changed, or are due.
    pub floors: Vec<Floor>,
}

/// Looks what happened since `before`, and reads the floors of `listened` where something did, and of `due` in any case.
///
/// # Errors
/// Faults of the database.
pub fn look(conn: &mut Conn, before: &Arc<Marks>, listened: &[SiteId], due: &[SiteId], now: Moment) -> Answered<Found> {
    let last = journal::latest_numbers(conn, MARKS)?;
    let fresh: Vec<Option<SiteId>> =
        last.iter().filter(|(seq, _)| !before.contains(seq)).map(|(_, site)| *site).collect();
    // Where nothing of what was known is left, more may have happened than is seen here.
    let all = fresh.len() == last.len() || fresh.contains(&None);
    let mut floors = Vec::new();
    for site in listened {
        if all || fresh.contains(&Some(*site)) || due.contains(site) {
            floors.push(floor(conn, *site, now)?);
        }
    }
    Ok(Found { marks: last.into_iter().map(|(seq, _)| seq).collect(), floors })
}

/// A floor as it is now.
///
/// # Errors
/// Faults of the database.
pub fn floor(conn: &mut Conn, id: SiteId, now: Moment) -> Answered<Floor> {
    let site = sites::of(conn, id)?;
    let today = site.clock().business_day(now);
    let seq = journal::latest_numbers(conn, 1)?.first().map_or(0, |(seq, _)| *seq);
    let here = store::list_here(conn, id)?;
    let people = present::people_of(conn, &Actor::house(id), &here)?;
    let names = consultants::names(conn, id)?;
    let standings = consultants::queue(conn, id, today)?;
    let parties = parties(conn, &site, here, now)?;
    let (from, to) = site.clock().day_bounds(today);
    let (taken, hold_ends) = taken(conn, id, (from, to), now)?;
    let counts = counts(conn, id, today, (from, to))?;
    let breaks = parties.iter().flat_map(|party| &party.promises).map(|alarm| alarm.broken_at);
    let by_itself = breaks.filter(|at| *at >= now).chain(hold_ends).min();
    // A promise is broken after its time, not at it.
    let by_itself = by_itself.map(|at| at + Duration::seconds(1));
    let again = (now + Duration::seconds(AGAIN_SECS)).min(to.max(now + Duration::seconds(1)));
    let due = by_itself.map_or(again, |at| at.min(again));
    Ok(Floor { seq, now, site, parties, people, names, standings, taken, counts, due })
}

/// Whoever is here: broken promises first, the oldest on top; the others in the order in which they came.
fn parties(conn: &mut Conn, site: &Site, here: Vec<Visit>, now: Moment) -> Answered<Vec<Party>> {
    let ids: Vec<VisitId> = here.iter().map(|visit| visit.id).collect();
    let since: HashMap<VisitId, Moment> = store::stages_since(conn, &ids)?.into_iter().collect();
    let party = |visit: Visit| {
        let stage_since = since.get(&visit.id).copied();
        let promises = promises::open(&stamps(&visit, stage_since), &site.settings.promises);
        let since = match (visit.state, visit.alone_since) {
            (VisitState::Waiting, _) => visit.arrived_at,
            (VisitState::WithConsultant, Some(alone)) => alone,
            (VisitState::WithConsultant | VisitState::Left, _) => stage_since.unwrap_or(visit.arrived_at),
        };
        Party { visit, since, promises }
    };
    let mut parties: Vec<Party> = here.into_iter().map(party).collect();
    let broken = |party: &Party| party.promises.first().map(|alarm| alarm.broken_at).filter(|at| *at < now);
    parties.sort_by_key(|party| (broken(party).unwrap_or(Moment::MAX), party.visit.arrived_at));
    Ok(parties)
}

fn stamps(visit: &Visit, stage_since: Option<Moment>) -> Stamps {
    let taken = visit.state == VisitState::WithConsultant;
    Stamps {
        arrived: visit.arrived_at,
        greeted: visit.greeted_at,
        assigned: visit.assigned_at.filter(|_| taken),
        alone_since: visit.alone_since,
        negotiating_since: stage_since.filter(|_| taken && visit.stage == Stage::Negotiation),
        left: visit.left_at,
    }
}

type ClaimRow = (i64, String, Option<i64>, Moment, Option<Moment>, Option<Moment>, String);

/// Units that were taken today, and when the first hold among them ends.
fn taken(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (Moment, Moment),
    now: Moment,
) -> Answered<(Vec<Taken>, Option<Moment>)> {
    let rows: Vec<ClaimRow> = claims::table
        .inner_join(units::table.on(units::id.eq(claims::unit_id)))
        .filter(claims::site_id.eq(site.0))
        .filter(claims::made_at.ge(from))
        .filter(claims::made_at.lt(to))
        .order((claims::made_at.desc(), claims::id.desc()))
        .limit(MOST_CLAIMS)
        .select((
            claims::id,
            claims::kind,
            claims::consultant_id,
            claims::made_at,
            claims::until,
            claims::ended_at,
            units::code,
        ))
        .load(conn)?;
    let (mut taken, mut ends) = (Vec::new(), None::<Moment>);
    for (id, kind, consultant, at, until, ended, unit) in rows {
        let kind = ClaimKind::from_code(&kind).ok_or_else(|| Fault::bad_data("reading the kind of a claim"))?;
        if ended.is_some() || until.is_some_and(|until| until <= now) {
            continue;
        }
        ends = ends.into_iter().chain(until).min();
        if taken.len() < TAKEN {
            taken.push(Taken { id: ClaimId(id), unit, kind, consultant: consultant.map(UserId), at });
        }
    }
    Ok((taken, ends))
}

/// The figures of the day, counted as its report counts them.
fn counts(conn: &mut Conn, site: SiteId, today: Date, (from, to): (Moment, Moment)) -> Answered<Counts> {
    let (parties, again) = came(conn, site, today)?;
    let deposits: i64 = deposits::table
        .filter(deposits::site_id.eq(site.0))
        .filter(deposits::paid_at.ge(from))
        .filter(deposits::paid_at.lt(to))
        .count()
        .get_result(conn)?;
    let contracts: i64 = contracts::table
        .filter(contracts::site_id.eq(site.0))
        .filter(contracts::signed_at.ge(from))
        .filter(contracts::signed_at.lt(to))
        .count()
        .get_result(conn)?;
    Ok(Counts { parties, again, deposits, contracts })
}

/// Parties of the day that are traffic, and those among them who came again.
fn came(conn: &mut Conn, site: SiteId, day: Date) -> Answered<(i64, i64)> {
    let kinds: Vec<String> = visits::table
        .filter(visits::site_id.eq(site.0))
        .filter(visits::day.eq(day))
        .limit(MOST_PARTIES)
        .select(visits::kind)
        .load(conn)?;
    let (mut parties, mut again) = (0, 0);
    for code in kinds {
        let kind = Kind::from_code(&code).ok_or_else(|| Fault::bad_data("reading the kind of a visit"))?;
        parties += i64::from(kind.counts());
        again += i64::from(kind == Kind::Returning);
    }
    Ok((parties, again))
}
