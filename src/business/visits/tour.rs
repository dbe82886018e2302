//! Tour: a route is chosen before leaving; each stop says what is good there and takes a like or a worry.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::actions;
use super::model::Visit;
use crate::base::clock::Moment;
use crate::base::codes::codes;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{RowId, SiteId, TourId, TourStopId, UnitTypeId, VisitId};
use crate::platform::db::schema::{tour_routes, tour_stops, tours, unit_types};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// Unit types that are offered to choose from.
const MOST_TYPES: i64 = 200;

codes! {
    /// What the party made of a stop.
    pub enum Verdict {
        /// They liked it.
        Like = "like",
        /// Something worried them.
        Worry = "worry",
    }
}

/// A route of the site.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its row.
    pub id: RowId,
    /// Its code.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// How long it takes.
    pub minutes: i32,
    /// Where it stops.
    pub stops: Vec<RouteStop>,
}

/// Where a route stops.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RouteStop {
    /// Its code.
    pub id: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Code of the unit type that is shown there.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// A merit of a unit type.
#[derive(Debug, Clone, Deserialize)]
pub struct Merit {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// The route that a party walks.
#[derive(Debug, Clone)]
pub struct Tour {
    /// Its id.
    pub id: TourId,
    /// Code of the route.
    pub route: String,
    /// When it was walked to its end.
    pub walked_at: Option<Moment>,
    /// Its stops, in order.
    pub stops: Vec<Stop>,
}

/// One stop of a walked route.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Its id.
    pub id: TourStopId,
    /// In Chinese.
    pub name_zh: String,
    /// In English.
    pub name_en: String,
    /// The unit type that is shown there.
    pub unit_type: Option<UnitTypeId>,
    /// Numbers of the merits that were told.
    pub told: Vec<usize>,
    /// What the party made of it.
    pub verdict: Option<Verdict>,
    /// More about it.
    pub note: Option<String>,
    /// When they were there.
    pub reached_at: Option<Moment>,
}

/// The routes of a site.
///
/// # Errors
/// A fault where a route cannot be read; other faults of the database.
pub fn routes(conn: &mut Conn, site: SiteId) -> Answered<Vec<Route>> {
    let rows = tour_routes::table
        .filter(tour_routes::site_id.eq(site.0))
        .order(tour_routes::minutes)
        .select((
            tour_routes::id,
            tour_routes::code,
            tour_routes::name_zh,
            tour_routes::name_en,
            tour_routes::minutes,
            tour_routes::stops,
        ))
        .load::<(i64, String, String, String, i32, String)>(conn)?;
    let route = |(id, code, name_zh, name_en, minutes, stops): (i64, String, String, String, i32, String)| {
        let stops = serde_json::from_str(&stops).map_err(|e| Fault::bad_data("reading a route").because(e))?;
        Ok(Route { id: RowId(id), code, name_zh, name_en, minutes, stops })
    };
    rows.into_iter().map(route).collect()
}

/// Codes and both names of the unit types that a stop may show.
///
/// # Errors
/// Faults of the database.
pub fn types(conn: &mut Conn, site: SiteId) -> Answered<Vec<(String, String, String)>> {
    Ok(unit_types::table
        .filter(unit_types::site_id.eq(site.0))
        .order((unit_types::position, unit_types::id))
        .limit(MOST_TYPES)
        .select((unit_types::code, unit_types::name_zh, unit_types::name_en))
        .load(conn)?)
}

/// A route that is laid out.
#[derive(Debug, Clone)]
pub struct NewRoute {
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// How long it takes.
    pub minutes: i32,
    /// Where it stops.
    pub stops: Vec<RouteStop>,
}

/// Lays a route out.
///
/// # Errors
/// Faults of the database.
pub fn add_route(tx: &mut Tx, new: &NewRoute) -> Answered<()> {
    let id = RowId::new(tx.now);
    let stops = serde_json::to_string(&new.stops).map_err(|e| Fault::bad_data("writing a route").because(e))?;
    diesel::insert_into(tour_routes::table)
        .values((
            tour_routes::id.eq(id.0),
            tour_routes::site_id.eq(tx.actor.site.0),
            tour_routes::code.eq(id.0.to_string()),
            tour_routes::name_zh.eq(&new.name_zh),
            tour_routes::name_en.eq(&new.name_en),
            tour_routes::minutes.eq(new.minutes),
            tour_routes::stops.eq(stops),
        ))
        .execute(tx.conn)?;
    journal::record(tx, Entry::new("tour_routes.added").subject(id))
}

/// Takes a route off the list. Tours that walked it keep their stops.
///
/// # Errors
/// Missing where there is none; faults of the database.
pub fn remove_route(tx: &mut Tx, route: RowId) -> Answered<()> {
    let mine = tour_routes::table.filter(tour_routes::id.eq(route.0).and(tour_routes::site_id.eq(tx.actor.site.0)));
    if diesel::delete(mine).execute(tx.conn)? == 0 {
        return Err(Error::Missing);
    }
    journal::record(tx, Entry::new("tour_routes.removed").subject(route))
}

/// The route that a visit walks, the latest where it chose again.
///
/// # Errors
/// Faults of the database.
pub fn of_visit(conn: &mut Conn, visit: VisitId) -> Answered<Option<Tour>> {
    let tour = tours::table
        .filter(tours::visit_id.eq(visit.0))
        .order(tours::id.desc())
        .select((tours::id, tours::route, tours::walked_at))
        .first::<(i64, String, Option<Moment>)>(conn)
        .optional()?;
    let Some((id, route, walked_at)) = tour else { return Ok(None) };
    let rows: Vec<StopRow> = tour_stops::table
        .filter(tour_stops::tour_id.eq(id))
        .order(tour_stops::position)
        .select(StopRow::as_select())
        .load(conn)?;
    let stops = rows.into_iter().map(Stop::try_from).collect::<Answered<_>>()?;
    Ok(Some(Tour { id: TourId(id), route, walked_at, stops }))
}

/// The merits of a unit type, in its order.
///
/// # Errors
/// A fault where they cannot be read; other faults of the database.
pub fn merits(conn: &mut Conn, unit_type: UnitTypeId) -> Answered<Vec<Merit>> {
    let json = unit_types::table.find(unit_type.0).select(unit_types::merits).first::<String>(conn)?;
    serde_json::from_str(&json).map_err(|e| Fault::bad_data("reading merits").because(e).into())
}

/// Chooses the route, before leaving. Another may be chosen as long as no stop was reached.
///
/// # Errors
/// `route_unknown`; `route_begun` once a stop was reached; those of [`actions::own_taken`].
pub fn choose(tx: &mut Tx, visit: VisitId, code: &str) -> Answered<()> {
    let visit = actions::own_taken(tx, visit)?;
    let route = routes(tx.conn, tx.actor.site)?.into_iter().find(|route| route.code == code);
    let route = route.ok_or_else(|| Refused::invalid("route_unknown").at("route"))?;
    if let Some(before) = of_visit(tx.conn, visit.id)? {
        let begun = before.stops.iter().any(|stop| stop.reached_at.is_some());
        if begun && before.walked_at.is_none() {
            return Err(Refused::invalid("route_begun").at("route").into());
        }
        if !begun {
            diesel::delete(tour_stops::table.filter(tour_stops::tour_id.eq(before.id.0))).execute(tx.conn)?;
            diesel::delete(tours::table.find(before.id.0)).execute(tx.conn)?;
        }
    }
    insert(tx, &visit, &route)?;
    record(tx, &visit, "visits.route_chosen", json!({ "route": code }))
}

/// Notes what the party made of a stop; `None` only that they were there. The last stop ends the walk.
///
/// # Errors
/// Missing where the stop is not of this visit; those of [`actions::own_taken`].
pub fn reach(
    tx: &mut Tx,
    visit: VisitId,
    stop: TourStopId,
    verdict: Option<Verdict>,
    note: Option<&str>,
) -> Answered<()> {
    let visit = actions::own_taken(tx, visit)?;
    let tour = of_visit(tx.conn, visit.id)?.ok_or(Error::Missing)?;
    let at = tour.stops.iter().find(|known| known.id == stop).ok_or(Error::Missing)?;
    diesel::update(tour_stops::table.find(stop.0))
        .set((
            tour_stops::verdict.eq(verdict.map(Verdict::code)),
            tour_stops::note.eq(note.or(at.note.as_deref())),
            tour_stops::reached_at.eq(Some(at.reached_at.unwrap_or(tx.now))),
        ))
        .execute(tx.conn)?;
    let all = tour.stops.iter().all(|known| known.id == stop || known.reached_at.is_some());
    if all && tour.walked_at.is_none() {
        end(tx, tour.id)?;
    }
    record(tx, &visit, "visits.stop_reached", json!({ "stop": stop.0, "verdict": verdict.map(Verdict::code) }))
}

/// Notes that a merit of the unit type at hand was told, or takes it back.
///
/// # Errors
/// Missing where the stop or the merit is not there; those of [`actions::own_taken`].
pub fn tell(tx: &mut Tx, visit: VisitId, stop: TourStopId, merit: usize) -> Answered<()> {
    let visit = actions::own_taken(tx, visit)?;
    let tour = of_visit(tx.conn, visit.id)?.ok_or(Error::Missing)?;
    let at = tour.stops.into_iter().find(|known| known.id == stop).ok_or(Error::Missing)?;
    let known = merits(tx.conn, at.unit_type.ok_or(Error::Missing)?)?.len();
    if merit >= known {
        return Err(Error::Missing);
    }
    let mut told = at.told;
    match told.iter().position(|before| *before == merit) {
        Some(place) => drop(told.remove(place)),
        None => told.push(merit),
    }
    diesel::update(tour_stops::table.find(stop.0))
        .set(tour_stops::merits_told.eq(json!(told).to_string()))
        .execute(tx.conn)?;
    Ok(())
}

/// The walk ends here, whichever stops are left.
///
/// # Errors
/// Missing where no route was chosen; those of [`actions::own_taken`].
pub fn finish(tx: &mut Tx, visit: VisitId) -> Answered<()> {
    let visit = actions::own_taken(tx, visit)?;
    let tour = of_visit(tx.conn, visit.id)?.ok_or(Error::Missing)?;
    if tour.walked_at.is_some() {
        return Ok(());
    }
    end(tx, tour.id)?;
    let left_out = tour.stops.iter().filter(|stop| stop.reached_at.is_none()).count();
    record(tx, &visit, "visits.route_walked", json!({ "left_out": left_out }))
}

fn end(tx: &mut Tx, tour: TourId) -> Answered<()> {
    diesel::update(tours::table.find(tour.0)).set(tours::walked_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(())
}

fn record(tx: &mut Tx, visit: &Visit, kind: &'static str, detail: serde_json::Value) -> Answered<()> {
    journal::record(tx, Entry::new(kind).visit(visit.id).customer(visit.customer).detail(detail))
}

fn insert(tx: &mut Tx, visit: &Visit, route: &Route) -> Answered<()> {
    let id = TourId::new(tx.now);
    diesel::insert_into(tours::table)
        .values((
            tours::id.eq(id.0),
            tours::site_id.eq(tx.actor.site.0),
            tours::visit_id.eq(visit.id.0),
            tours::route.eq(&route.code),
            tours::chosen_by.eq(tx.actor.user.map(|who| who.0)),
            tours::chosen_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    for (position, stop) in (1..).zip(&route.stops) {
        let unit_type = match &stop.kind {
            Some(code) => unit_types::table
                .filter(unit_types::site_id.eq(tx.actor.site.0).and(unit_types::code.eq(code)))
                .select(unit_types::id)
                .first::<i64>(tx.conn)
                .optional()?,
            None => None,
        };
        diesel::insert_into(tour_stops::table)
            .values((
                tour_stops::id.eq(TourStopId::new(tx.now).0),
                tour_stops::site_id.eq(tx.actor.site.0),
                tour_stops::tour_id.eq(id.0),
                tour_stops::position.eq(position),
                tour_stops::place.eq(&stop.id),
                tour_stops::name_zh.eq(&stop.zh),
                tour_stops::name_en.eq(&stop.en),
                tour_stops::unit_type_id.eq(unit_type),
                tour_stops::merits_told.eq("[]"),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tour_stops)]
struct StopRow {
    id: i64,
    name_zh: String,
    name_en: String,
    unit_type_id: Option<i64>,
    merits_told: String,
    verdict: Option<String>,
    note: Option<String>,
    reached_at: Option<Moment>,
}

impl TryFrom<StopRow> for Stop {
    type Error = Error;

    fn try_from(row: StopRow) -> Answered<Self> {
        let bad = || Fault::bad_data(format!("reading tour stop {}", row.id));
        Ok(Self {
            id: TourStopId(row.id),
            unit_type: row.unit_type_id.map(UnitTypeId),
            told: serde_json::from_str(&row.merits_told).map_err(|e| bad().because(e))?,
            verdict: row.verdict.as_deref().map(|code| Verdict::from_code(code).ok_or_else(bad)).transpose()?,
            name_zh: row.name_zh,
            name_en: row.name_en,
            note: row.note,
            reached_at: row.reached_at,
        })
    }
}
