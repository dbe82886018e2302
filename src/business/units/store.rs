//! Units in the database: types, units, prices, claims, wishes.

use super::model::{Claim, ClaimKind, Merit, Party, PriceChange, Unit, UnitType, Wish};
use super::states::UnitState;
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{ClaimId, CustomerId, JourneyId, RowId, SiteId, UnitId, UnitTypeId, UserId, VisitId};
use crate::base::money::Money;
use crate::base::role::Need;
use crate::platform::db::schema::{
    claims, customers, deposits, journal, unit_prices, unit_types, units, users, visits, wishes,
};
use crate::platform::db::{Conn, Tx};
use diesel::prelude::*;
use std::collections::HashSet;

/// The most units that one page of the grid holds.
const MOST_IN_GRID: i64 = 2_000;
/// The most types of one site.
const MOST_TYPES: i64 = 200;
/// How many units are looked at to find something free nearby.
const MOST_NEARBY: i64 = 400;
/// The most lines of a history on one page.
const MOST_HISTORY: i64 = 50;

// ------------------------------------------------------------------------------------------------------------- types

/// The unit types of a site, in their order.
///
/// # Errors
/// Faults of the database.
pub fn types(conn: &mut Conn, site: SiteId) -> Answered<Vec<UnitType>> {
    let rows: Vec<TypeRow> = unit_types::table
        .filter(unit_types::site_id.eq(site.0))
        .order((unit_types::position, unit_types::id))
        .limit(MOST_TYPES)
        .select(TypeRow::as_select())
        .load(conn)?;
    rows.into_iter().map(UnitType::try_from).collect()
}

/// One type of a site.
///
/// # Errors
/// [`Error::Missing`]; faults of the database.
pub fn find_type(conn: &mut Conn, site: SiteId, id: UnitTypeId) -> Answered<UnitType> {
    let row: TypeRow = unit_types::table
        .filter(unit_types::site_id.eq(site.0).and(unit_types::id.eq(id.0)))
        .select(TypeRow::as_select())
        .first(conn)?;
    row.try_into()
}

pub(super) fn insert_type(tx: &mut Tx, kind: &UnitType) -> Answered<()> {
    let merits = serde_json::to_string(&kind.merits).map_err(|error| Fault::bug("writing merits").because(error))?;
    diesel::insert_into(unit_types::table)
        .values((
            unit_types::id.eq(kind.id.0),
            unit_types::site_id.eq(tx.actor.site.0),
            unit_types::code.eq(&kind.code),
            unit_types::name_zh.eq(&kind.name_zh),
            unit_types::name_en.eq(&kind.name_en),
            unit_types::rooms.eq(kind.rooms),
            unit_types::area_centi.eq(kind.area_centi),
            unit_types::merits.eq(merits),
            unit_types::position.eq(kind.position),
            unit_types::life_days.eq(kind.life_days),
        ))
        .execute(tx.conn)?;
    Ok(())
}

// ------------------------------------------------------------------------------------------------------------- units

/// One unit of a site.
///
/// # Errors
/// [`Error::Missing`]; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: UnitId) -> Answered<Unit> {
    let row: UnitRow = units::table
        .filter(units::site_id.eq(site.0).and(units::id.eq(id.0)))
        .select(UnitRow::as_select())
        .first(conn)?;
    row.try_into()
}

/// The unit with this number, if the site has one.
///
/// # Errors
/// Faults of the database.
pub fn find_by_code(conn: &mut Conn, site: SiteId, code: &str) -> Answered<Option<Unit>> {
    let row: Option<UnitRow> = units::table
        .filter(units::site_id.eq(site.0).and(units::code.eq(code)))
        .select(UnitRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Unit::try_from).transpose()
}

/// The buildings of a site, by name.
///
/// # Errors
/// Faults of the database.
pub fn buildings(conn: &mut Conn, site: SiteId) -> Answered<Vec<String>> {
    Ok(units::table
        .filter(units::site_id.eq(site.0))
        .select(units::building)
        .distinct()
        .order(units::building)
        .limit(MOST_TYPES)
        .load(conn)?)
}

/// The units of a building: the lowest floor first, from the left.
///
/// # Errors
/// Faults of the database.
pub fn of_building(conn: &mut Conn, site: SiteId, building: &str) -> Answered<Vec<Unit>> {
    let rows: Vec<UnitRow> = units::table
        .filter(units::site_id.eq(site.0).and(units::building.eq(building)))
        .order((units::floor, units::position, units::id))
        .limit(MOST_IN_GRID)
        .select(UnitRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Unit::try_from).collect()
}

/// Units of a site that are for sale, at most so many, the cheapest first; what is held but over counts as for sale once it is noted.
///
/// # Errors
/// Faults of the database.
pub fn for_sale(conn: &mut Conn, site: SiteId, most: i64) -> Answered<Vec<Unit>> {
    let rows: Vec<UnitRow> = units::table
        .filter(units::site_id.eq(site.0).and(units::state.eq(UnitState::ForSale.code())))
        .order((units::list_price, units::id))
        .limit(most)
        .select(UnitRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Unit::try_from).collect()
}

/// What is free near a unit: same type, the same building and the nearest floor first.
///
/// # Errors
/// Faults of the database.
pub fn nearby(conn: &mut Conn, unit: &Unit, most: usize) -> Answered<Vec<Unit>> {
    let rows: Vec<UnitRow> = units::table
        .filter(
            units::site_id
                .eq(unit.site.0)
                .and(units::state.eq(UnitState::ForSale.code()))
                .and(units::type_id.eq(unit.kind.0))
                .and(units::id.ne(unit.id.0)),
        )
        .limit(MOST_NEARBY)
        .select(UnitRow::as_select())
        .load(conn)?;
    let mut free: Vec<Unit> = rows.into_iter().map(Unit::try_from).collect::<Answered<_>>()?;
    free.retain(|other| !other.mortgaged && !other.seized);
    free.sort_by_key(|other| {
        (
            other.building != unit.building,
            (other.floor - unit.floor).abs(),
            (other.position - unit.position).abs(),
            other.id,
        )
    });
    free.truncate(most);
    Ok(free)
}

/// Units of a site whose hold is past its end while nobody has noted it yet.
///
/// # Errors
/// Faults of the database.
pub fn over_but_not_noted(conn: &mut Conn, site: SiteId, now: Moment) -> Answered<HashSet<UnitId>> {
    let ids: Vec<i64> = claims::table
        .filter(claims::ended_at.is_null().and(claims::until.le(now)).and(claims::site_id.eq(site.0)))
        .select(claims::unit_id)
        .limit(MOST_IN_GRID)
        .load(conn)?;
    Ok(ids.into_iter().map(UnitId).collect())
}

/// The last place on a floor; 0 where it is empty.
pub(super) fn last_position(conn: &mut Conn, site: SiteId, building: &str, floor: i32) -> Answered<i32> {
    let last: Option<i32> = units::table
        .filter(units::site_id.eq(site.0).and(units::building.eq(building)).and(units::floor.eq(floor)))
        .order(units::position.desc())
        .select(units::position)
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or(0))
}

pub(super) fn insert(tx: &mut Tx, unit: &Unit) -> Answered<()> {
    diesel::insert_into(units::table)
        .values((
            units::id.eq(unit.id.0),
            units::site_id.eq(unit.site.0),
            units::type_id.eq(unit.kind.0),
            units::building.eq(&unit.building),
            units::floor.eq(unit.floor),
            units::position.eq(unit.position),
            units::code.eq(&unit.code),
            units::area_centi.eq(unit.area_centi),
            units::list_price.eq(unit.list_price.0),
            units::floor_price.eq(unit.floor_price.0),
            units::state.eq(unit.state.code()),
            units::mortgaged.eq(unit.mortgaged),
            units::seized.eq(unit.seized),
            units::licence.eq(&unit.licence),
            units::note.eq(&unit.note),
            units::updated_at.eq(tx.now),
            units::version.eq(1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes what a person may edit, if nobody edited it since `unit.version`; says whether it did.
pub(super) fn update(tx: &mut Tx, unit: &Unit) -> Answered<bool> {
    let changed = diesel::update(units::table)
        .filter(units::id.eq(unit.id.0).and(units::site_id.eq(tx.actor.site.0)).and(units::version.eq(unit.version)))
        .set((
            units::list_price.eq(unit.list_price.0),
            units::floor_price.eq(unit.floor_price.0),
            units::mortgaged.eq(unit.mortgaged),
            units::seized.eq(unit.seized),
            units::licence.eq(&unit.licence),
            units::note.eq(&unit.note),
            units::updated_at.eq(tx.now),
            units::version.eq(unit.version + 1),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Moves a unit from one state to another; says whether it still stood where it was thought to stand.
pub(super) fn move_state(tx: &mut Tx, id: UnitId, from: UnitState, to: UnitState) -> Answered<bool> {
    let moved = diesel::update(units::table)
        .filter(units::id.eq(id.0).and(units::site_id.eq(tx.actor.site.0)).and(units::state.eq(from.code())))
        .set((units::state.eq(to.code()), units::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(moved == 1)
}

// ------------------------------------------------------------------------------------------------------------ prices

/// What a unit cost, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn prices(conn: &mut Conn, unit: UnitId) -> Answered<Vec<PriceChange>> {
    type Line = (i64, i64, Option<String>, Option<String>, Moment);
    let lines: Vec<Line> = unit_prices::table
        .left_join(users::table.on(unit_prices::set_by.eq(users::id.nullable())))
        .filter(unit_prices::unit_id.eq(unit.0))
        .order((unit_prices::set_at.desc(), unit_prices::id.desc()))
        .limit(MOST_HISTORY)
        .select((
            unit_prices::list_price,
            unit_prices::floor_price,
            unit_prices::reason,
            users::name.nullable(),
            unit_prices::set_at,
        ))
        .load(conn)?;
    Ok(lines
        .into_iter()
        .map(|(list, floor, reason, set_by, set_at)| PriceChange {
            list_price: Money(list),
            floor_price: Money(floor),
            reason,
            set_by,
            set_at,
        })
        .collect())
}

pub(super) fn insert_price(tx: &mut Tx, unit: &Unit, reason: Option<&str>) -> Answered<()> {
    diesel::insert_into(unit_prices::table)
        .values((
            unit_prices::id.eq(RowId::new(tx.now).0),
            unit_prices::site_id.eq(unit.site.0),
            unit_prices::unit_id.eq(unit.id.0),
            unit_prices::list_price.eq(unit.list_price.0),
            unit_prices::floor_price.eq(unit.floor_price.0),
            unit_prices::reason.eq(reason),
            unit_prices::set_by.eq(tx.actor.user.map(|user| user.0)),
            unit_prices::set_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

// ------------------------------------------------------------------------------------------------------------ claims

/// The claim on a unit that has not been ended, a hold past its end included.
///
/// # Errors
/// Faults of the database.
pub fn open_claim(conn: &mut Conn, unit: UnitId) -> Answered<Option<Claim>> {
    let row: Option<ClaimRow> = claims::table
        .filter(claims::unit_id.eq(unit.0).and(claims::ended_at.is_null()))
        .select(ClaimRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Claim::try_from).transpose()
}

/// The live claims of a journey: what its party has now.
///
/// # Errors
/// Faults of the database.
pub fn claims_of_journey(conn: &mut Conn, journey: JourneyId, now: Moment) -> Answered<Vec<Claim>> {
    let rows: Vec<ClaimRow> = claims::table
        .filter(claims::journey_id.eq(journey.0).and(claims::ended_at.is_null()))
        .order(claims::made_at.desc())
        .limit(MOST_HISTORY)
        .select(ClaimRow::as_select())
        .load(conn)?;
    let mut found: Vec<Claim> = rows.into_iter().map(Claim::try_from).collect::<Answered<_>>()?;
    found.retain(|claim| claim.is_live(now));
    Ok(found)
}

/// The deposit behind a claim: its id.
///
/// # Errors
/// Faults of the database.
pub fn deal_of(conn: &mut Conn, claim: &Claim) -> Answered<Option<i64>> {
    Ok(match claim.kind {
        ClaimKind::Hold | ClaimKind::Contract => None,
        ClaimKind::Deposit => {
            deposits::table.filter(deposits::claim_id.eq(claim.id.0)).select(deposits::id).first(conn).optional()?
        }
    })
}

/// Live claims of a journey go on on another, for this customer.
pub(super) fn move_claims(tx: &mut Tx, from: JourneyId, to: JourneyId, customer: CustomerId) -> Answered<()> {
    diesel::update(claims::table.filter(claims::journey_id.eq(from.0)).filter(claims::ended_at.is_null()))
        .set((claims::journey_id.eq(to.0), claims::customer_id.eq(Some(customer.0))))
        .execute(tx.conn)?;
    Ok(())
}

/// A live claim is another consultant's from here on.
pub(super) fn pass_claim_on(tx: &mut Tx, id: ClaimId, to: UserId) -> Answered<()> {
    diesel::update(
        claims::table
            .filter(claims::id.eq(id.0))
            .filter(claims::site_id.eq(tx.actor.site.0))
            .filter(claims::ended_at.is_null()),
    )
    .set(claims::consultant_id.eq(Some(to.0)))
    .execute(tx.conn)?;
    Ok(())
}

/// Holds past their end that nobody has noted, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn holds_that_are_over(conn: &mut Conn, site: SiteId, now: Moment, most: i64) -> Answered<Vec<Claim>> {
    let rows: Vec<ClaimRow> = claims::table
        .filter(claims::ended_at.is_null().and(claims::until.le(now)).and(claims::site_id.eq(site.0)))
        .order(claims::until)
        .limit(most)
        .select(ClaimRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Claim::try_from).collect()
}

pub(super) fn insert_claim(tx: &mut Tx, claim: &Claim) -> Answered<()> {
    diesel::insert_into(claims::table)
        .values((
            claims::id.eq(claim.id.0),
            claims::site_id.eq(tx.actor.site.0),
            claims::unit_id.eq(claim.unit.0),
            claims::customer_id.eq(claim.customer.map(|id| id.0)),
            claims::journey_id.eq(claim.journey.0),
            claims::kind.eq(claim.kind.code()),
            claims::consultant_id.eq(claim.consultant.map(|id| id.0)),
            claims::until.eq(claim.until),
            claims::made_by.eq(tx.actor.user.map(|id| id.0)),
            claims::made_at.eq(claim.made_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends a claim; says whether it was still open.
pub(super) fn end_claim(tx: &mut Tx, claim: &Claim, reason: &str) -> Answered<bool> {
    let ended = diesel::update(claims::table)
        .filter(claims::id.eq(claim.id.0).and(claims::ended_at.is_null()))
        .set((claims::ended_at.eq(tx.now), claims::end_reason.eq(reason)))
        .execute(tx.conn)?;
    Ok(ended == 1)
}

// ------------------------------------------------------------------------------------------------------------ wishes

/// Who wants a unit, in order.
///
/// # Errors
/// Faults of the database.
pub fn wishes(conn: &mut Conn, unit: UnitId) -> Answered<Vec<Wish>> {
    type Line = (i64, i64, i64, String, Option<i64>, i32, Moment);
    let lines: Vec<Line> = wishes::table
        .inner_join(customers::table.on(wishes::customer_id.eq(customers::id)))
        .filter(wishes::unit_id.eq(unit.0).and(wishes::ended_at.is_null()))
        .order(wishes::number)
        .limit(MOST_HISTORY)
        .select((
            wishes::id,
            wishes::unit_id,
            wishes::customer_id,
            customers::name,
            customers::owner_id,
            wishes::number,
            wishes::made_at,
        ))
        .load(conn)?;
    Ok(lines
        .into_iter()
        .map(|(id, unit, customer, customer_name, owner, number, made_at)| Wish {
            id: RowId(id),
            unit: UnitId(unit),
            customer: CustomerId(customer),
            customer_name,
            owner: owner.map(UserId),
            number,
            made_at,
        })
        .collect())
}

/// The last number of a unit's queue, ended wishes included: a number is never given twice.
pub(super) fn last_wish(conn: &mut Conn, unit: UnitId) -> Answered<i32> {
    let last: Option<i32> = wishes::table
        .filter(wishes::unit_id.eq(unit.0))
        .order(wishes::number.desc())
        .select(wishes::number)
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or(0))
}

pub(super) fn insert_wish(tx: &mut Tx, unit: UnitId, customer: CustomerId, number: i32) -> Answered<()> {
    diesel::insert_into(wishes::table)
        .values((
            wishes::id.eq(RowId::new(tx.now).0),
            wishes::site_id.eq(tx.actor.site.0),
            wishes::unit_id.eq(unit.0),
            wishes::customer_id.eq(customer.0),
            wishes::number.eq(number),
            wishes::made_by.eq(tx.actor.user.map(|id| id.0)),
            wishes::made_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub(super) fn end_wish(tx: &mut Tx, wish: RowId) -> Answered<bool> {
    let ended = diesel::update(wishes::table)
        .filter(wishes::id.eq(wish.0).and(wishes::site_id.eq(tx.actor.site.0)).and(wishes::ended_at.is_null()))
        .set(wishes::ended_at.eq(tx.now))
        .execute(tx.conn)?;
    Ok(ended == 1)
}

// ----------------------------------------------------------------------------------------------------------- journal

/// A line of a unit's time line.
#[derive(Debug)]
pub struct Happened {
    /// When.
    pub at: Moment,
    /// What: `units.held`.
    pub kind: String,
    /// Who did it; nobody where the house did.
    pub who: Option<String>,
}

/// What happened with a unit, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn happened(conn: &mut Conn, unit: UnitId) -> Answered<Vec<Happened>> {
    let lines: Vec<(Moment, String, Option<String>)> = journal::table
        .left_join(users::table.on(journal::actor_id.eq(users::id.nullable())))
        .filter(journal::unit_id.eq(unit.0))
        .order(journal::seq.desc())
        .limit(MOST_HISTORY)
        .select((journal::at, journal::kind, users::name.nullable()))
        .load(conn)?;
    Ok(lines.into_iter().map(|(at, kind, who)| Happened { at, kind, who }).collect())
}

// ----------------------------------------------------------------------------------------------------------- parties

/// The party of a visit, for somebody who may act for it.
///
/// # Errors
/// [`Error::Missing`]; [`Error::Forbidden`] for a consultant's colleague; faults of the database.
pub fn party(conn: &mut Conn, actor: &Actor, visit: VisitId) -> Answered<Party> {
    let row: (VisitRow, Option<String>) = visits::table
        .left_join(customers::table)
        .filter(visits::id.eq(visit.0).and(visits::site_id.eq(actor.site.0)))
        .select((VisitRow::as_select(), customers::name.nullable()))
        .first(conn)?;
    let party = party_of(row);
    let own = party.consultant.is_some_and(|consultant| actor.is(consultant));
    if actor.only_own() && !own { Err(Error::Forbidden(Need::WalkVisit)) } else { Ok(party) }
}

/// The party of a visit that is not over: what is kept, shown or agreed for somebody is so while they are here.
///
/// Where they left and came again, as from a quote of the last time, it is the visit of today.
///
/// # Errors
/// `visit_over` (409) where they are not here; those of [`party`].
pub fn party_here(conn: &mut Conn, actor: &Actor, visit: VisitId) -> Answered<Party> {
    let party = self::party(conn, actor, visit)?;
    if !party.left {
        return Ok(party);
    }
    let again: Option<i64> = visits::table
        .filter(visits::journey_id.eq(party.journey.0).and(visits::left_at.is_null()))
        .order(visits::arrived_at.desc())
        .select(visits::id)
        .first(conn)
        .optional()?;
    let again = again.ok_or_else(|| Refused::changed("visit_over"))?;
    self::party(conn, actor, VisitId(again))
}

/// The parties on the floor for whom this person may act.
///
/// # Errors
/// Faults of the database.
pub fn parties_here(conn: &mut Conn, actor: &Actor) -> Answered<Vec<Party>> {
    let rows: Vec<(VisitRow, Option<String>)> = visits::table
        .left_join(customers::table)
        .filter(
            visits::site_id.eq(actor.site.0).and(visits::left_at.is_null()).and(visits::consultant_id.is_not_null()),
        )
        .order(visits::arrived_at)
        .limit(100)
        .select((VisitRow::as_select(), customers::name.nullable()))
        .load(conn)?;
    let own = |party: &Party| party.consultant.is_some_and(|consultant| actor.is(consultant));
    Ok(rows.into_iter().map(party_of).filter(|party| !actor.only_own() || own(party)).collect())
}

/// The name of somebody who works here.
///
/// # Errors
/// [`Error::Missing`]; faults of the database.
pub fn person(conn: &mut Conn, id: UserId) -> Answered<String> {
    Ok(users::table.filter(users::id.eq(id.0)).select(users::name).first(conn)?)
}

/// A customer's name and owner.
///
/// # Errors
/// [`Error::Missing`]; faults of the database.
pub fn customer(conn: &mut Conn, site: SiteId, id: CustomerId) -> Answered<(String, Option<UserId>)> {
    let (name, owner): (String, Option<i64>) = customers::table
        .filter(customers::id.eq(id.0).and(customers::site_id.eq(site.0)))
        .select((customers::name, customers::owner_id))
        .first(conn)?;
    Ok((name, owner.map(UserId)))
}

// -------------------------------------------------------------------------------------------------------------- rows

#[derive(Queryable, Selectable)]
#[diesel(table_name = unit_types)]
struct TypeRow {
    id: i64,
    code: String,
    name_zh: String,
    name_en: String,
    rooms: Option<i32>,
    area_centi: Option<i32>,
    merits: String,
    position: i32,
    life_days: Option<i32>,
}

impl TryFrom<TypeRow> for UnitType {
    type Error = Error;

    fn try_from(row: TypeRow) -> Result<Self, Error> {
        let merits: Vec<Merit> = serde_json::from_str(&row.merits)
            .map_err(|error| Fault::bad_data(format!("reading the merits of unit type {}", row.id)).because(error))?;
        Ok(Self {
            id: UnitTypeId(row.id),
            code: row.code,
            name_zh: row.name_zh,
            name_en: row.name_en,
            rooms: row.rooms,
            area_centi: row.area_centi,
            merits,
            position: row.position,
            life_days: row.life_days,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = units)]
struct UnitRow {
    id: i64,
    site_id: i64,
    type_id: i64,
    building: String,
    floor: i32,
    position: i32,
    code: String,
    area_centi: Option<i32>,
    list_price: i64,
    floor_price: i64,
    state: String,
    mortgaged: bool,
    seized: bool,
    licence: Option<String>,
    note: Option<String>,
    updated_at: Moment,
    version: i32,
}

impl TryFrom<UnitRow> for Unit {
    type Error = Error;

    fn try_from(row: UnitRow) -> Result<Self, Error> {
        let state = UnitState::from_code(&row.state)
            .ok_or_else(|| Fault::bad_data(format!("reading the state of unit {}", row.id)))?;
        Ok(Self {
            id: UnitId(row.id),
            site: SiteId(row.site_id),
            kind: UnitTypeId(row.type_id),
            building: row.building,
            floor: row.floor,
            position: row.position,
            code: row.code,
            area_centi: row.area_centi,
            list_price: Money(row.list_price),
            floor_price: Money(row.floor_price),
            state,
            mortgaged: row.mortgaged,
            seized: row.seized,
            licence: row.licence,
            note: row.note,
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = claims)]
struct ClaimRow {
    id: i64,
    unit_id: i64,
    customer_id: Option<i64>,
    journey_id: i64,
    kind: String,
    consultant_id: Option<i64>,
    until: Option<Moment>,
    made_at: Moment,
    ended_at: Option<Moment>,
    end_reason: Option<String>,
}

impl TryFrom<ClaimRow> for Claim {
    type Error = Error;

    fn try_from(row: ClaimRow) -> Result<Self, Error> {
        let kind = ClaimKind::from_code(&row.kind)
            .ok_or_else(|| Fault::bad_data(format!("reading the kind of claim {}", row.id)))?;
        Ok(Self {
            id: row.id.into(),
            unit: UnitId(row.unit_id),
            customer: row.customer_id.map(CustomerId),
            journey: JourneyId(row.journey_id),
            kind,
            consultant: row.consultant_id.map(UserId),
            until: row.until,
            made_at: row.made_at,
            ended_at: row.ended_at,
            end_reason: row.end_reason,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = visits)]
struct VisitRow {
    id: i64,
    number: i32,
    journey_id: i64,
    customer_id: Option<i64>,
    description: Option<String>,
    consultant_id: Option<i64>,
    left_at: Option<Moment>,
}

fn party_of((visit, name): (VisitRow, Option<String>)) -> Party {
    Party {
        visit: VisitId(visit.id),
        number: visit.number,
        journey: JourneyId(visit.journey_id),
        customer: visit.customer_id.map(CustomerId),
        name: name.unwrap_or_default(),
        description: visit.description,
        consultant: visit.consultant_id.map(UserId),
        left: visit.left_at.is_some(),
    }
}
