//! What is known of a customer, gathered for the rules on grades: visits, what was told, signals, claims, money.

use diesel::prelude::*;

use super::grading::{Facts, Funds, Horizon};
use super::model::Customer;
use super::{journeys, store};
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::platform::db::Conn;
use crate::platform::db::schema::{claims, contracts, deposits, needs, objections, signals, visits};

/// Everything that the rules on grades ask for.
///
/// # Errors
/// Faults of the database.
pub fn gather(conn: &mut Conn, customer: &Customer) -> Answered<Facts> {
    let ids: Vec<i64> = journeys::list_of(conn, customer.id)?.iter().map(|journey| journey.id.0).collect();
    let told: Vec<(String, String)> = needs::table
        .filter(needs::journey_id.eq_any(&ids))
        .filter(needs::refused.eq(false))
        .select((needs::question, needs::answer))
        .load(conn)?;
    let answer = |question: &str| told.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer.as_str());
    let seen = signals_of(conn, &ids)?;
    let saw = |code: &str| seen.iter().any(|signal| signal == code);
    let worries: Vec<(String, bool)> = objections::table
        .filter(objections::journey_id.eq_any(&ids))
        .select((objections::code, objections::handled_at.is_null()))
        .load(conn)?;
    let queued: Option<i64> = claims::table
        .filter(claims::journey_id.eq_any(&ids))
        .filter(claims::ended_at.is_null())
        .select(claims::id)
        .first(conn)
        .optional()?;
    let numbers = store::numbers_of(conn, customer.id)?;
    let price_handled = worries.iter().any(|(code, open)| is_about_price(code) && !open);
    let price_worry = worries.iter().any(|(code, open)| is_about_price(code) && *open);
    Ok(Facts {
        visits: u32::try_from(customer.visits).unwrap_or(0),
        reachable: !numbers.is_empty() || customer.wechat.is_some() || customer.email.is_some(),
        purpose_known: answer("purpose").is_some(),
        aim_clear: saw("chose_unit") || queued.is_some() || (answer("budget").is_some() && answer("rooms").is_some()),
        intent: u8::try_from(customer.intent.clamp(0, 100)).unwrap_or(0),
        horizon: answer("when").and_then(horizon),
        funds: funds(answer("first_payment"), answer("loan")),
        price_accepted: price_handled && !price_worry,
        price_worry,
        decider_known: answer("decider").is_some() || saw("decider_here"),
        tried: answer("tried").is_some() || saw("tried"),
        budget_gap_bp: None,
        queued: queued.is_some(),
        paid: customer.bought_at.is_some() || deal_stands(conn, customer.id)?,
        invalid: false,
    })
}

/// Whether a deposit or a contract of the customer is open or done.
///
/// # Errors
/// Faults of the database.
pub fn deal_stands(conn: &mut Conn, customer: CustomerId) -> Answered<bool> {
    let deposit: Option<i64> = deposits::table
        .filter(deposits::customer_id.eq(customer.0))
        .filter(deposits::status.eq_any(["drafted", "paid", "overdue"]))
        .select(deposits::id)
        .first(conn)
        .optional()?;
    let contract: Option<i64> = contracts::table
        .filter(contracts::customer_id.eq(customer.0))
        .filter(contracts::status.ne("cancelled"))
        .select(contracts::id)
        .first(conn)
        .optional()?;
    Ok(deposit.is_some() || contract.is_some())
}

/// Signals of the last visits.
fn signals_of(conn: &mut Conn, journeys: &[i64]) -> Answered<Vec<String>> {
    let last: Vec<i64> = visits::table
        .filter(visits::journey_id.eq_any(journeys))
        .order(visits::arrived_at.desc())
        .limit(10)
        .select(visits::id)
        .load(conn)?;
    Ok(signals::table.filter(signals::visit_id.eq_any(last)).select(signals::code).load(conn)?)
}

fn is_about_price(code: &str) -> bool {
    code.contains("price") || code.contains("expensive")
}

/// Answers of the question *when*, as the questions of the introduction name them.
fn horizon(answer: &str) -> Option<Horizon> {
    match answer {
        "now" => Some(Horizon::Month),
        "half" => Some(Horizon::HalfYear),
        other => Horizon::from_code(other),
    }
}

/// Whether the money is there, by what they said of the first payment and the way of paying.
fn funds(first_payment: Option<&str>, way: Option<&str>) -> Option<Funds> {
    match (first_payment, way) {
        (Some("ready"), _) | (None, Some("at_once")) => Some(Funds::Ready),
        (Some("open"), _) => Some(Funds::Short),
        (Some(_), _) | (None, Some(_)) => Some(Funds::Possible),
        (None, None) => None,
    }
}
