//! What a visit's page shows for the stage it is at: needs, tour, negotiation with its selection of units. Reads only.

use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::stage::Stage;
use crate::business::sites;
use crate::business::units;
use crate::business::units::states::UnitState;
use crate::business::visits::model::Visit;
use crate::business::visits::needs::{self, Answer};
use crate::business::visits::stage_pages;
use crate::platform::db::Conn;
use crate::platform::db::schema::{quotes, units as units_table};
use diesel::prelude::*;
use maud::Markup;
use showroom_templates::frame::Frame;
use showroom_templates::pages::walk::{self, Picked, QuoteLine, Selection};
use showroom_templates::{Typed, Words, urls};

/// How many units are shown: few, not all.
const FEW: usize = 4;
/// Units looked at to choose the few from.
const LOOKED_AT: i64 = 60;

/// What the stage of a visit shows.
pub enum Block {
    /// Introduction.
    Needs(walk::Needs),
    /// Tour.
    Tour(walk::Tour),
    /// Negotiation.
    Negotiation(Box<walk::Negotiation>, Selection),
    /// Nothing of its own.
    Nothing,
}

/// Gathers what the stage of a visit shows.
///
/// # Errors
/// Faults of the database.
pub fn gather(conn: &mut Conn, visit: &Visit, words: Words, now: Moment, today: Date, fresh: Typed) -> Answered<Block> {
    Ok(match visit.stage {
        Stage::Introduction => Block::Needs(stage_pages::needs(conn, visit, words, fresh)?),
        Stage::Tour => Block::Tour(stage_pages::tour(conn, visit, words)?),
        Stage::Negotiation => {
            let selection = selection(conn, visit, words, now, today)?;
            let deposit = selection.deposit.clone().unwrap_or_else(|| urls::units::grid_for(visit.id.0));
            let negotiation = stage_pages::negotiation(conn, visit, words, now, fresh, &deposit)?;
            Block::Negotiation(Box::new(negotiation), selection)
        }
        Stage::Reception | Stage::Registration | Stage::Tracking | Stage::Deposit | Stage::Contract => Block::Nothing,
    })
}

/// Draws the cards of the stage, in order.
pub fn draw(frame: &Frame, block: &Block) -> Vec<Markup> {
    match block {
        Block::Needs(needs) => vec![walk::needs(frame, needs)],
        Block::Tour(tour) => vec![walk::tour(frame, tour)],
        Block::Negotiation(negotiation, selection) => vec![
            walk::intent(frame, negotiation),
            walk::selection(frame, selection),
            walk::objections(frame, negotiation),
        ],
        Block::Nothing => Vec::new(),
    }
}

/// A few units that fit what the party told, and the quotes that were made.
fn selection(conn: &mut Conn, visit: &Visit, words: Words, now: Moment, today: Date) -> Answered<Selection> {
    let currency = sites::of(conn, visit.site)?.currency;
    let wanted = wanted_rooms(conn, visit)?;
    let types = units::store::types(conn, visit.site)?;
    let mut free = units::store::for_sale(conn, visit.site, LOOKED_AT)?;
    let fits = |unit: &units::model::Unit| {
        let kind = types.iter().find(|kind| kind.id == unit.kind);
        wanted.is_empty() || kind.and_then(|kind| kind.rooms).is_some_and(|rooms| wanted.contains(&rooms))
    };
    free.sort_by_key(|unit| (!fits(unit), unit.list_price));
    let held = units::store::claims_of_journey(conn, visit.journey, now)?;
    let mut units = Vec::new();
    for claim in &held {
        units.push((units::store::find(conn, visit.site, claim.unit)?, true));
    }
    units.extend(free.into_iter().take(FEW).map(|unit| (unit, false)));
    let quotes = quote_lines(conn, visit, words, today, &currency)?;
    let quoted = quotes.first().filter(|quote| quote.valid);
    let deposit = match (quoted, held.first()) {
        (Some(quote), _) => Some(urls::deposits::new_from(visit.id.0, quote.unit, quote.id)),
        (None, Some(claim)) => Some(urls::deposits::new_for(visit.id.0, claim.unit.0)),
        (None, None) => None,
    };
    let picked = |(unit, is_held): &(units::model::Unit, bool)| {
        let kind = types.iter().find(|kind| kind.id == unit.kind);
        Picked {
            code: unit.code.clone(),
            about: kind.map_or(String::new(), |kind| words.lang.pick(&kind.name_zh, &kind.name_en).clone()),
            price: words.money(unit.list_price.0, &currency),
            held: *is_held || unit.state == UnitState::OnHold,
            show: urls::units::show_for(unit.id.0, visit.id.0),
            quote: urls::quotes::new_for(visit.id.0, unit.id.0),
            deposit: urls::deposits::new_for(visit.id.0, unit.id.0),
        }
    };
    Ok(Selection { units: units.iter().map(picked).collect(), all: urls::units::grid_for(visit.id.0), quotes, deposit })
}

fn wanted_rooms(conn: &mut Conn, visit: &Visit) -> Answered<Vec<i32>> {
    Ok(match needs::of_journey(conn, visit.journey)?.remove("rooms") {
        Some(Answer::Said(said)) => said.split(',').filter_map(|count| count.parse().ok()).collect(),
        Some(Answer::Refused) | None => Vec::new(),
    })
}

fn quote_lines(conn: &mut Conn, visit: &Visit, words: Words, today: Date, currency: &str) -> Answered<Vec<QuoteLine>> {
    let rows = quotes::table
        .inner_join(units_table::table)
        .filter(quotes::journey_id.eq(visit.journey.0))
        .order(quotes::made_at.desc())
        .limit(5)
        .select((quotes::id, units_table::id, units_table::code, quotes::price, quotes::status, quotes::valid_until))
        .load::<(i64, i64, String, i64, String, Date)>(conn)?;
    let line = |(id, unit, code, price, status, until): (i64, i64, String, i64, String, Date)| QuoteLine {
        id,
        unit,
        code,
        price: words.money(price, currency),
        valid: until >= today && matches!(status.as_str(), "valid" | "approved"),
        status: words.lookup(&format!("walk_quote_{status}")).unwrap_or_default().to_owned(),
        show: urls::quotes::show(id),
    };
    Ok(rows.into_iter().map(line).collect())
}
