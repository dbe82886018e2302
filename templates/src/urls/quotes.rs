//! Quotes and the discounts that wait for a decision.

use super::with_query;

/// A new quote for the party of a visit; asks for the unit first.
pub fn new(visit: i64) -> String {
    format!("/visits/{visit}/quotes/new")
}

/// A new quote for a unit.
pub fn new_for(visit: i64, unit: i64) -> String {
    with_query(&new(visit), &[("unit", &unit.to_string())])
}

/// One quote.
pub fn show(quote: i64) -> String {
    format!("/quotes/{quote}")
}

/// One quote, as a paper.
pub fn paper(quote: i64) -> String {
    format!("/quotes/{quote}/paper")
}

/// The quotes of a journey.
pub fn of_journey(journey: i64) -> String {
    format!("/journeys/{journey}/quotes")
}

/// Discounts that wait for a decision.
pub fn approvals() -> String {
    "/approvals".into()
}

/// Decides one: `verdict`, `reason`.
pub fn decide(request: i64) -> String {
    format!("/approvals/{request}")
}
