//! Units: the grid, one unit, editing.

use super::with_query;

/// The grid.
pub fn grid() -> String {
    "/units".into()
}

/// The grid of one building.
pub fn in_building(building: &str) -> String {
    with_query(&grid(), &[("building", building)])
}

/// The grid, to choose a unit for the party of a visit.
pub fn grid_for(visit: i64) -> String {
    with_query(&grid(), &[("visit", &visit.to_string())])
}

/// The visit of the party for whom a unit is chosen.
pub fn party(visit: i64) -> String {
    format!("/visits/{visit}")
}

/// The grid alone, asked for again by the page itself.
pub fn grid_fragment() -> String {
    "/units/grid".into()
}

/// One unit.
pub fn show(unit: i64) -> String {
    format!("/units/{unit}")
}

/// One unit, for the party of a visit.
pub fn show_for(unit: i64, visit: i64) -> String {
    with_query(&show(unit), &[("visit", &visit.to_string())])
}

/// Takes a hold: `visit`, `minutes`.
pub fn hold(unit: i64) -> String {
    format!("/units/{unit}/hold")
}

/// Lets go of a hold.
pub fn release(unit: i64) -> String {
    format!("/units/{unit}/release")
}

/// Queues up: `visit`.
pub fn wishes(unit: i64) -> String {
    format!("/units/{unit}/wishes")
}

/// Leaves the queue.
pub fn withdraw_wish(unit: i64, wish: i64) -> String {
    format!("/units/{unit}/wishes/{wish}/withdrawal")
}

/// Changes prices and flags.
pub fn edit(unit: i64) -> String {
    format!("/units/{unit}/edit")
}

/// Adds a unit.
pub fn add() -> String {
    "/units/new".into()
}

/// Adds another unit to the same building.
pub fn add_to(building: &str) -> String {
    with_query(&add(), &[("building", building)])
}

/// Adds a type of unit.
pub fn add_type() -> String {
    "/units/types/new".into()
}
