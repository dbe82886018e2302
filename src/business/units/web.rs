//! Units over HTTP: the grid, one unit with its hold and its queue, editing, adding.

use super::actions::{self, Edit, NewType, NewUnit};
use super::model::Merit;
use super::present::{self, Back, Look};
use super::states::UnitState;
use super::{area, store};
use crate::base::error::{Answered, Refused};
use crate::base::ids::{RowId, UnitId, UnitTypeId, VisitId};
use crate::base::money::Money;
use crate::base::role::Need;
use crate::business::sites::{self, model::Goods};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use showroom_templates::pages::units::{self as pages, NewPage, TypePage};
use showroom_templates::parts::Choice;
use showroom_templates::{Nav, Typed, urls};

/// The longest merit.
const LONGEST_MERIT: usize = 120;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/units", Need::SeeUnits, grid);
    r.get("/units/grid", Need::SeeUnits, grid_alone);
    r.get("/units/new", Need::EditUnits, new);
    r.post("/units/new", Need::EditUnits, add);
    r.get("/units/types/new", Need::EditUnits, new_type);
    r.post("/units/types/new", Need::EditUnits, add_type);
    r.get("/units/{unit}", Need::SeeUnits, show);
    r.post("/units/{unit}/hold", Need::HoldUnit, hold);
    r.post("/units/{unit}/release", Need::HoldUnit, release);
    r.post("/units/{unit}/wishes", Need::HoldUnit, wish);
    r.post("/units/{unit}/wishes/{wish}/withdrawal", Need::HoldUnit, withdraw_wish);
    r.get("/units/{unit}/edit", Need::EditUnits, edit);
    r.post("/units/{unit}/edit", Need::EditUnits, save);
}

// -------------------------------------------------------------------------------------------------------------- grid

async fn grid(ask: Ask) -> Answer {
    let (facts, look) = looked(&ask).await?;
    let page = present::grid_page(ask.words, &facts, &look, ask.actor.may(Need::EditUnits));
    let mut frame = ask.frame(ask.words.units_title(), Nav::Units);
    if let Some(visit) = look.visit {
        frame = frame.with_back(urls::units::party(visit.0));
    }
    Ok(Reply::page(pages::grid(&frame, &page)))
}

async fn grid_alone(ask: Ask) -> Answer {
    let (facts, look) = looked(&ask).await?;
    let grid = present::grid(ask.words, &facts, &look);
    Ok(Reply::page(pages::fragment(&ask.frame("", Nav::Units), &grid)))
}

async fn looked(ask: &Ask) -> Answered<(present::GridFacts, Look)> {
    let look = Look {
        building: ask.query("building").map(str::to_owned),
        kind: ask.query("type").map(str::to_owned),
        state: ask.query("state").and_then(UnitState::from_code),
        most: ask.query("most").and_then(|most| Money::parse(most).ok()),
        visit: ask.query_id::<VisitId>("visit"),
    };
    let (actor, now, wanted) = (ask.actor.clone(), ask.now, look.clone());
    let facts = ask.read(move |conn| present::gather_grid(conn, &actor, now, &wanted)).await?;
    Ok((facts, look))
}

// ---------------------------------------------------------------------------------------------------------- one unit

async fn show(ask: Ask) -> Answer {
    draw(&ask, &Typed::default(), Back::Fresh).await
}

async fn draw(ask: &Ask, typed: &Typed, back: Back) -> Answer {
    let id = ask.id::<UnitId>("unit")?;
    let visit = ask.query_id::<VisitId>("visit").or_else(|| typed.value("visit").and_then(|text| text.parse().ok()));
    let actor = ask.actor.clone();
    let facts = ask.read(move |conn| present::gather(conn, &actor, id, visit)).await?;
    let page = present::show_page(ask.words, &ask.actor, ask.now, &facts, typed, back, || ask.fresh());
    let up =
        visit.map_or_else(|| urls::units::in_building(&facts.unit.building), |visit| urls::units::grid_for(visit.0));
    let frame = ask.frame(&facts.unit.code, Nav::Units).with_back(up);
    Ok(Reply::page(pages::show(&frame, &page)))
}

async fn hold(ask: Ask) -> Answer {
    let unit = ask.id::<UnitId>("unit")?;
    let read = |f: &mut Fields| {
        let (visit, minutes) = (f.id::<VisitId>("visit"), f.int_opt("minutes", 1..=20_160));
        Some((visit?, minutes.and_then(|minutes| u32::try_from(minutes).ok())))
    };
    let act = move |tx: &mut Tx, (visit, minutes): &(VisitId, Option<u32>)| {
        actions::hold(tx, unit, *visit, *minutes)?;
        Ok(urls::units::show_for(unit.0, visit.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, &typed, Back::Hold).await).await
}

async fn release(ask: Ask) -> Answer {
    let unit = ask.id::<UnitId>("unit")?;
    let act = move |tx: &mut Tx| {
        actions::release(tx, unit)?;
        Ok(urls::units::show(unit.0))
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw(ask, &typed, Back::Press).await).await
}

async fn wish(ask: Ask) -> Answer {
    let unit = ask.id::<UnitId>("unit")?;
    let act = move |tx: &mut Tx, visit: &VisitId| {
        actions::wish(tx, unit, *visit)?;
        Ok(urls::units::show_for(unit.0, visit.0))
    };
    let read = |f: &mut Fields| f.id::<VisitId>("visit");
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, &typed, Back::Wish).await).await
}

async fn withdraw_wish(ask: Ask) -> Answer {
    let (unit, wish) = (ask.id::<UnitId>("unit")?, ask.id::<RowId>("wish")?);
    let act = move |tx: &mut Tx| {
        actions::withdraw_wish(tx, unit, wish)?;
        Ok(urls::units::show(unit.0))
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw(ask, &typed, Back::Press).await).await
}

// -------------------------------------------------------------------------------------------------------------- edit

async fn edit(ask: Ask) -> Answer {
    draw_edit(&ask, ask.fresh()).await
}

async fn draw_edit(ask: &Ask, typed: Typed) -> Answer {
    let (id, at) = (ask.id::<UnitId>("unit")?, ask.actor.site);
    let (site, unit) = ask.read(move |conn| Ok((sites::of(conn, at)?, store::find(conn, at, id)?))).await?;
    let page = present::edit_page(ask.words, &site, &unit, typed);
    let frame = ask.frame(ask.words.units_edit_title(&unit.code), Nav::Units).with_back(urls::units::show(id.0));
    Ok(Reply::page(pages::edit(&frame, &page)))
}

async fn save(ask: Ask) -> Answer {
    let unit = ask.id::<UnitId>("unit")?;
    let act = move |tx: &mut Tx, edit: &Edit| {
        actions::edit(tx, unit, edit)?;
        Ok(urls::units::show(unit.0))
    };
    ask.submit(read_edit, act, async |ask: &Ask, typed| draw_edit(ask, typed).await).await
}

fn read_edit(f: &mut Fields) -> Option<Edit> {
    let version = f.int("version", 1..=i64::from(i32::MAX));
    let (list_price, floor_price) = (f.money("list_price"), f.money("floor_price"));
    let (reason, licence, note) = (f.opt("reason"), f.opt_to("licence", 100), f.opt_to("note", 500));
    let offered = f.flag("asked").then(|| f.flag("offered"));
    let (mortgaged, seized) = (f.flag("mortgaged"), f.flag("seized"));
    Some(Edit {
        version: i32::try_from(version?).ok()?,
        list_price: list_price?,
        floor_price: floor_price?,
        reason,
        offered,
        mortgaged,
        seized,
        licence,
        note,
    })
}

// --------------------------------------------------------------------------------------------------------------- add

async fn new(ask: Ask) -> Answer {
    let typed = ask.fresh();
    draw_new(&ask, typed).await
}

async fn draw_new(ask: &Ask, typed: Typed) -> Answer {
    let at = ask.actor.site;
    let wanted = ask.query("building").map(str::to_owned);
    let (site, types, buildings, last) = ask
        .read(move |conn| {
            let buildings = store::buildings(conn, at)?;
            let building = wanted.or_else(|| buildings.first().cloned()).unwrap_or_default();
            let last = store::of_building(conn, at, &building)?.pop();
            Ok((sites::of(conn, at)?, store::types(conn, at)?, buildings, (building, last)))
        })
        .await?;
    let page = NewPage {
        typed,
        types: types
            .iter()
            .map(|kind| Choice::new(kind.id, present::kind_name(ask.words, kind)).note(&kind.code))
            .collect(),
        buildings,
        building: last.0,
        licence: last.1.and_then(|unit| unit.licence).unwrap_or_default(),
        currency: present::sign(ask.words, &site.currency),
        cars: site.goods != Goods::Homes,
    };
    let frame = ask.frame(ask.words.units_new_title(), Nav::Units).with_back(urls::units::grid());
    Ok(Reply::page(pages::new(&frame, &page)))
}

async fn add(ask: Ask) -> Answer {
    let act = |tx: &mut Tx, (new, again): &(NewUnit, bool)| {
        let unit = actions::add(tx, new)?;
        Ok(if *again { urls::units::add_to(&new.building) } else { urls::units::show(unit.0) })
    };
    ask.submit(read_new, act, async |ask: &Ask, typed| draw_new(ask, typed).await).await
}

fn read_new(f: &mut Fields) -> Option<(NewUnit, bool)> {
    let (kind, building, code) = (f.id::<UnitTypeId>("type"), f.text_to("building", 40), f.text_to("code", 40));
    let floor = f.int_opt("floor", -9..=200).unwrap_or(0);
    let area_centi = f.parse_opt("area", area::parse);
    let (list_price, floor_price) = (f.money("list_price"), f.money("floor_price"));
    let (licence, offered, again) = (f.opt_to("licence", 100), f.flag("offered"), f.flag("again"));
    let new = NewUnit {
        kind: kind?,
        building: building?,
        floor: i32::try_from(floor).ok()?,
        code: code?,
        area_centi,
        list_price: list_price?,
        floor_price: floor_price?,
        licence,
        offered,
    };
    Some((new, again))
}

async fn new_type(ask: Ask) -> Answer {
    let typed = ask.fresh();
    draw_new_type(&ask, typed).await
}

async fn draw_new_type(ask: &Ask, typed: Typed) -> Answer {
    let at = ask.actor.site;
    let site = ask.read(move |conn| sites::of(conn, at)).await?;
    let page = TypePage { typed, cars: site.goods != Goods::Homes };
    let frame = ask.frame(ask.words.units_type_title(), Nav::Units).with_back(urls::units::grid());
    Ok(Reply::page(pages::new_type(&frame, &page)))
}

async fn add_type(ask: Ask) -> Answer {
    let act = |tx: &mut Tx, new: &NewType| {
        actions::add_type(tx, new)?;
        Ok(urls::units::add())
    };
    ask.submit(read_type, act, async |ask: &Ask, typed| draw_new_type(ask, typed).await).await
}

fn read_type(f: &mut Fields) -> Option<NewType> {
    let (code, name_zh, name_en) = (f.text_to("code", 20), f.text_to("name_zh", 60), f.text_to("name_en", 60));
    let rooms = f.int_opt("rooms", 0..=99).and_then(|rooms| i32::try_from(rooms).ok());
    let area_centi = f.parse_opt("area", area::parse);
    let life_days = f.int_opt("life_days", 1..=10_000).and_then(|days| i32::try_from(days).ok());
    let (zh, en) = (f.opt_to("merits_zh", 1_000), f.opt_to("merits_en", 1_000));
    let merits = merits(zh.as_deref().unwrap_or_default(), en.as_deref().unwrap_or_default());
    let merits = merits.map_err(|refused| f.refuse_with(refused)).ok();
    Some(NewType { code: code?, name_zh: name_zh?, name_en: name_en?, rooms, area_centi, merits: merits?, life_days })
}

/// Lines beside lines; where one language lacks a line, the other's stands for both.
fn merits(zh: &str, en: &str) -> Result<Vec<Merit>, Refused> {
    let lines = |text: &str| {
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let (zh, en) = (lines(zh), lines(en));
    let pair = |at: usize| {
        let (zh, en) = (zh.get(at), en.get(at));
        Some(Merit { zh: zh.or(en)?.clone(), en: en.or(zh)?.clone() })
    };
    let merits: Vec<Merit> = (0..zh.len().max(en.len())).filter_map(pair).collect();
    if merits.iter().any(|merit| merit.zh.chars().count().max(merit.en.chars().count()) > LONGEST_MERIT) {
        return Err(Refused::invalid("too_long").with("max", LONGEST_MERIT).at("merits_zh"));
    }
    Ok(merits)
}
