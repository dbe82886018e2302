//! What people do with units: hold, let go, queue up, edit, price, add.

use super::claims::{self, Wanted};
use super::holds::ends_at;
use super::model::{Claim, ClaimKind, EndReason, Merit, Unit, UnitType};
use super::states::UnitState;
use super::store;
use crate::base::clock::minutes_between;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{RowId, UnitId, UnitTypeId, VisitId};
use crate::base::money::Money;
use crate::base::role::Need;
use crate::business::sites;
use crate::platform::db::{Tx, fault};
use crate::platform::journal::{self, Entry};
use serde_json::json;
use showroom_templates::urls;

/// How often a number of the queue is tried before somebody else is blamed for taking them all.
const QUEUE_TRIES: i32 = 4;

/// Keeps a unit for the party of a visit. Without `minutes`, for as long as the site says.
///
/// # Errors
/// `visit_over`; `hold_too_long`, `hold_too_short` at `minutes`; `unit_taken` and what else [`claims::take`] answers.
pub fn hold(tx: &mut Tx, unit: UnitId, visit: VisitId, minutes: Option<u32>) -> Answered<Claim> {
    let party = store::party_here(tx.conn, &tx.actor, visit)?;
    let holds = sites::of(tx.conn, tx.actor.site)?.settings.holds;
    let until = ends_at(tx.now, minutes, tx.actor.role, &holds)?;
    let minutes = minutes_between(tx.now, until);
    let wanted = Wanted {
        unit,
        kind: ClaimKind::Hold,
        journey: party.journey,
        customer: party.customer,
        consultant: party.consultant.or(tx.actor.user),
        until: Some(until),
    };
    let claim = claims::take(tx, &wanted, |free| urls::units::show_for(free.0, visit.0))?;
    let entry = Entry::new("units.held").unit(unit).visit(party.visit).customer(party.customer).subject(claim.id);
    journal::record(tx, entry.detail(json!({ "minutes": minutes })))?;
    Ok(claim)
}

/// Lets go of a hold. Consultants only of their own.
///
/// # Errors
/// `claim_ended` (409) where nobody holds it any more; `not_a_hold`; [`Error::Forbidden`] for somebody else's.
pub fn release(tx: &mut Tx, unit: UnitId) -> Answered<()> {
    let unit = store::find(tx.conn, tx.actor.site, unit)?;
    let claim = store::open_claim(tx.conn, unit.id)?.ok_or_else(|| Refused::changed("claim_ended"))?;
    if claim.kind != ClaimKind::Hold {
        return Err(Refused::invalid("not_a_hold").with("unit", &unit.code).into());
    }
    let own = claim.consultant.is_some_and(|consultant| tx.actor.is(consultant));
    if !own {
        tx.actor.must(Need::HoldLong)?;
    }
    claims::give_back(tx, &claim, EndReason::Released)?;
    let waiting = store::wishes(tx.conn, unit.id)?.len();
    let entry = Entry::new("units.released").unit(unit.id).customer(claim.customer).subject(claim.id);
    journal::record(tx, entry.detail(json!({ "waiting": waiting })))
}

/// Puts the customer of a visit into the queue for a unit, and says at which number.
///
/// # Errors
/// `wish_needs_customer` where nobody knows yet who it is; `wish_already`; faults of the database.
pub fn wish(tx: &mut Tx, unit: UnitId, visit: VisitId) -> Answered<i32> {
    let unit = store::find(tx.conn, tx.actor.site, unit)?;
    let party = store::party(tx.conn, &tx.actor, visit)?;
    let customer = party.customer.ok_or_else(|| Refused::invalid("wish_needs_customer").at("visit"))?;
    let last = store::last_wish(tx.conn, unit.id)?;
    for number in last + 1..=last + QUEUE_TRIES {
        match tx.attempt(|tx| store::insert_wish(tx, unit.id, customer, number)) {
            Ok(()) => {
                let entry = Entry::new("units.wished").unit(unit.id).visit(visit).customer(customer);
                journal::record(tx, entry.detail(json!({ "number": number })))?;
                return Ok(number);
            }
            Err(error) if fault::violates_unique(&error, "wishes_once") => {
                return Err(Refused::taken("wish_already").at("visit").with("unit", &unit.code).into());
            }
            // A colleague took this number in this moment; the next one is as good.
            Err(error) if fault::violates_unique(&error, "wishes_number") => {}
            Err(error) => return Err(error),
        }
    }
    Err(Refused::taken("queue_busy").into())
}

/// Takes a customer out of the queue. The numbers of the others stay.
///
/// # Errors
/// `wish_ended` (409) where that was done already; [`Error::Forbidden`] for a colleague's customer.
pub fn withdraw_wish(tx: &mut Tx, unit: UnitId, wish: RowId) -> Answered<()> {
    let unit = store::find(tx.conn, tx.actor.site, unit)?.id;
    let found = store::wishes(tx.conn, unit)?.into_iter().find(|other| other.id == wish);
    let wish = found.ok_or_else(|| Refused::changed("wish_ended"))?;
    let own = wish.owner.is_none_or(|owner| tx.actor.is(owner));
    if tx.actor.only_own() && !own {
        return Err(Error::Forbidden(Need::HoldLong));
    }
    if !store::end_wish(tx, wish.id)? {
        return Err(Refused::changed("wish_ended").into());
    }
    journal::record(tx, Entry::new("units.wish_withdrawn").unit(unit).customer(wish.customer))
}

/// What a person may change about a unit.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The version that the person saw.
    pub version: i32,
    /// The price on the list.
    pub list_price: Money,
    /// Below this nobody sells.
    pub floor_price: Money,
    /// Why the price changes.
    pub reason: Option<String>,
    /// Whether it is offered; only asked of a unit that nobody has.
    pub offered: Option<bool>,
    /// Mortgaged.
    pub mortgaged: bool,
    /// Seized.
    pub seized: bool,
    /// The pre-sale licence or certificate.
    pub licence: Option<String>,
    /// What colleagues should know.
    pub note: Option<String>,
}

/// Changes prices, flags and whether a unit is offered.
///
/// # Errors
/// `floor_above_list`, `required` at `reason`, `changed` (409), `unit_not_free` (409).
pub fn edit(tx: &mut Tx, id: UnitId, edit: &Edit) -> Answered<()> {
    let before = store::find(tx.conn, tx.actor.site, id)?;
    if before.version != edit.version {
        return Err(Refused::changed("changed").into());
    }
    check_prices(edit.list_price, edit.floor_price)?;
    let priced = before.list_price != edit.list_price || before.floor_price != edit.floor_price;
    if priced && edit.reason.is_none() {
        return Err(Refused::invalid("required").at("reason").into());
    }
    let after = Unit {
        list_price: edit.list_price,
        floor_price: edit.floor_price,
        mortgaged: edit.mortgaged,
        seized: edit.seized,
        licence: edit.licence.clone(),
        note: edit.note.clone(),
        ..before.clone()
    };
    if !store::update(tx, &after)? {
        return Err(Refused::changed("changed").into());
    }
    if let Some(offered) = edit.offered {
        offer(tx, &before, offered)?;
    }
    if priced {
        store::insert_price(tx, &after, edit.reason.as_deref())?;
        let detail =
            json!({ "list": [before.list_price, after.list_price], "floor": [before.floor_price, after.floor_price] });
        journal::record(tx, Entry::new("units.priced").unit(id).detail(detail))?;
    }
    let flags = json!({ "mortgaged": after.mortgaged, "seized": after.seized, "licensed": after.licence.is_some(), "offered": edit.offered });
    journal::record(tx, Entry::new("units.edited").unit(id).detail(flags))
}

/// Offers a unit, or takes it from the market; only one that nobody has.
fn offer(tx: &mut Tx, unit: &Unit, offered: bool) -> Answered<()> {
    let (from, to) =
        if offered { (UnitState::Withheld, UnitState::ForSale) } else { (UnitState::ForSale, UnitState::Withheld) };
    if unit.state == to || (unit.state != from && offered) {
        return Ok(());
    }
    if store::move_state(tx, unit.id, from, to)? {
        Ok(())
    } else {
        Err(Refused::taken("unit_not_free").with("unit", &unit.code).into())
    }
}

/// A unit that is added by hand.
#[derive(Debug, Clone)]
pub struct NewUnit {
    /// Its type.
    pub kind: UnitTypeId,
    /// The building or hall.
    pub building: String,
    /// The floor.
    pub floor: i32,
    /// Its number or VIN.
    pub code: String,
    /// Its area, where it differs from its type's.
    pub area_centi: Option<i32>,
    /// The price on the list.
    pub list_price: Money,
    /// Below this nobody sells.
    pub floor_price: Money,
    /// The licence.
    pub licence: Option<String>,
    /// Whether it is offered at once.
    pub offered: bool,
}

/// Adds a unit at the right end of its floor.
///
/// # Errors
/// `unit_code_taken` at `code`, `floor_above_list`, [`Error::Missing`] for a type of another site.
pub fn add(tx: &mut Tx, new: &NewUnit) -> Answered<UnitId> {
    check_prices(new.list_price, new.floor_price)?;
    let kind = store::find_type(tx.conn, tx.actor.site, new.kind)?;
    let position = store::last_position(tx.conn, tx.actor.site, &new.building, new.floor)? + 1;
    let unit = Unit {
        id: UnitId::new(tx.now),
        site: tx.actor.site,
        kind: kind.id,
        building: new.building.clone(),
        floor: new.floor,
        position,
        code: new.code.clone(),
        area_centi: new.area_centi,
        list_price: new.list_price,
        floor_price: new.floor_price,
        state: if new.offered { UnitState::ForSale } else { UnitState::Withheld },
        mortgaged: false,
        seized: false,
        licence: new.licence.clone(),
        note: None,
        updated_at: tx.now,
        version: 1,
    };
    let inserted = tx.attempt(|tx| store::insert(tx, &unit));
    fault::on_unique(inserted, "units_code", || {
        Refused::invalid("unit_code_taken").at("code").with("unit", &unit.code)
    })?;
    store::insert_price(tx, &unit, None)?;
    journal::record(tx, Entry::new("units.added").unit(unit.id))?;
    Ok(unit.id)
}

/// A type that is added by hand.
#[derive(Debug, Clone)]
pub struct NewType {
    /// Its short name.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Rooms.
    pub rooms: Option<i32>,
    /// Area in hundredths of a square metre.
    pub area_centi: Option<i32>,
    /// What speaks for it.
    pub merits: Vec<Merit>,
    /// After how many days a thing of it is used up, where it wears out.
    pub life_days: Option<i32>,
}

/// Adds a unit type at the end of the list.
///
/// # Errors
/// `type_code_taken` at `code`.
pub fn add_type(tx: &mut Tx, new: &NewType) -> Answered<UnitTypeId> {
    let last = store::types(tx.conn, tx.actor.site)?.last().map_or(0, |kind| kind.position);
    let kind = UnitType {
        id: UnitTypeId::new(tx.now),
        code: new.code.clone(),
        name_zh: new.name_zh.clone(),
        name_en: new.name_en.clone(),
        rooms: new.rooms,
        area_centi: new.area_centi,
        merits: new.merits.clone(),
        position: last + 1,
        life_days: new.life_days,
    };
    let inserted = tx.attempt(|tx| store::insert_type(tx, &kind));
    fault::on_unique(inserted, "unit_types_code", || Refused::invalid("type_code_taken").at("code"))?;
    journal::record(tx, Entry::new("units.type_added").subject(kind.id))?;
    Ok(kind.id)
}

fn check_prices(list: Money, floor: Money) -> Result<(), Refused> {
    if list <= Money::ZERO {
        Err(Refused::invalid("price_zero").at("list_price"))
    } else if floor > list {
        Err(Refused::invalid("floor_above_list").at("floor_price"))
    } else {
        Ok(())
    }
}
