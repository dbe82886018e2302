//! What is known of customers, gathered for the rules on grades: visits, what was told, signals, claims, money.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::grading::{Facts, Funds};
use super::model::Customer;
use super::store;
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::platform::db::Conn;
use crate::platform::db::schema::{
    claims, contracts, deposits, journeys, needs, objections, quotes, signals, units, visits,
};

/// Reasons for being lost that say that there never was a customer.
const WORTHLESS: [&str; 2] = ["not_reachable", "no_interest"];
/// Minor units of money in ten thousand, by which budgets are asked.
const TEN_THOUSAND: i64 = 10_000 * 100;

/// Everything that the rules on grades ask for.
///
/// # Errors
/// Faults of the database.
pub fn gather(conn: &mut Conn, customer: &Customer) -> Answered<Facts> {
    Ok(gather_many(conn, std::slice::from_ref(customer))?.pop().unwrap_or_default())
}

/// The same for several customers at once, in their order.
///
/// # Errors
/// Faults of the database.
pub fn gather_many(conn: &mut Conn, people: &[Customer]) -> Answered<Vec<Facts>> {
    let ids: Vec<i64> = people.iter().map(|customer| customer.id.0).collect();
    let mut all = Known::default();
    all.gather(conn, &ids)?;
    let mut numbers = HashSet::new();
    for number in store::numbers_of_many(conn, &people.iter().map(|customer| customer.id).collect::<Vec<_>>())? {
        numbers.insert(number.customer);
    }
    Ok(people.iter().map(|customer| all.facts(customer, numbers.contains(&customer.id))).collect())
}

/// Whether a deposit or a contract of the customer is open or done.
///
/// # Errors
/// Faults of the database.
pub fn deal_stands(conn: &mut Conn, customer: CustomerId) -> Answered<bool> {
    Ok(!dealing(conn, &[customer.0])?.is_empty())
}

fn dealing(conn: &mut Conn, customers: &[i64]) -> Answered<HashSet<i64>> {
    let mut found: HashSet<i64> = deposits::table
        .filter(deposits::customer_id.eq_any(customers))
        .filter(deposits::status.eq_any(["drafted", "paid", "overdue"]))
        .select(deposits::customer_id)
        .load::<i64>(conn)?
        .into_iter()
        .collect();
    let signed: Vec<i64> = contracts::table
        .filter(contracts::customer_id.eq_any(customers))
        .filter(contracts::status.ne("cancelled"))
        .select(contracts::customer_id)
        .load(conn)?;
    found.extend(signed);
    Ok(found)
}

/// What was found, by customer.
#[derive(Default)]
struct Known {
    told: HashMap<i64, Vec<(String, String)>>,
    seen: HashMap<i64, Vec<String>>,
    worries: HashMap<i64, Vec<(String, bool)>>,
    queued: HashMap<i64, i64>,
    priced: HashMap<i64, i64>,
    dealing: HashSet<i64>,
}

impl Known {
    fn gather(&mut self, conn: &mut Conn, customers: &[i64]) -> Answered<()> {
        let owners: HashMap<i64, i64> = journeys::table
            .filter(journeys::customer_id.eq_any(customers))
            .select((journeys::id, journeys::customer_id.assume_not_null()))
            .load::<(i64, i64)>(conn)?
            .into_iter()
            .collect();
        let ids: Vec<i64> = owners.keys().copied().collect();
        let told: Vec<(i64, String, String)> = needs::table
            .filter(needs::journey_id.eq_any(&ids))
            .filter(needs::refused.eq(false))
            .select((needs::journey_id, needs::question, needs::answer))
            .load(conn)?;
        for (journey, question, answer) in told {
            self.told.entry(owners[&journey]).or_default().push((question, answer));
        }
        let seen: Vec<(i64, String)> = signals::table
            .inner_join(visits::table.on(visits::id.eq(signals::visit_id)))
            .filter(visits::journey_id.eq_any(&ids))
            .select((visits::journey_id, signals::code))
            .load(conn)?;
        for (journey, code) in seen {
            self.seen.entry(owners[&journey]).or_default().push(code);
        }
        let worries: Vec<(i64, String, bool)> = objections::table
            .filter(objections::journey_id.eq_any(&ids))
            .select((objections::journey_id, objections::code, objections::handled_at.is_null()))
            .load(conn)?;
        for (journey, code, open) in worries {
            self.worries.entry(owners[&journey]).or_default().push((code, open));
        }
        self.prices(conn, &ids, &owners)?;
        self.dealing = dealing(conn, customers)?;
        Ok(())
    }

    /// The unit that is held, and the price that was named last.
    fn prices(&mut self, conn: &mut Conn, journeys: &[i64], owners: &HashMap<i64, i64>) -> Answered<()> {
        let held: Vec<(i64, i64)> = claims::table
            .inner_join(units::table)
            .filter(claims::journey_id.eq_any(journeys))
            .filter(claims::ended_at.is_null())
            .select((claims::journey_id, units::list_price))
            .load(conn)?;
        for (journey, price) in held {
            self.queued.insert(owners[&journey], price);
        }
        let quoted: Vec<(i64, i64)> = quotes::table
            .filter(quotes::journey_id.eq_any(journeys))
            .filter(quotes::status.ne("replaced"))
            .order(quotes::made_at.asc())
            .select((quotes::journey_id, quotes::price))
            .load(conn)?;
        for (journey, price) in quoted {
            self.priced.insert(owners[&journey], price);
        }
        Ok(())
    }

    fn facts(&self, customer: &Customer, has_number: bool) -> Facts {
        let id = customer.id.0;
        let told = self.told.get(&id).map_or(&[][..], Vec::as_slice);
        let answer = |question: &str| told.iter().find(|(asked, _)| asked == question).map(|(_, said)| said.as_str());
        let saw = |code: &str| self.seen.get(&id).is_some_and(|seen| seen.iter().any(|signal| signal == code));
        let worries = self.worries.get(&id).map_or(&[][..], Vec::as_slice);
        let price_handled = worries.iter().any(|(code, open)| is_about_price(code) && !open);
        let price_worry = worries.iter().any(|(code, open)| is_about_price(code) && *open);
        let price = self.priced.get(&id).or_else(|| self.queued.get(&id)).copied();
        let queued = self.queued.contains_key(&id);
        Facts {
            visits: u32::try_from(customer.visits).unwrap_or(0),
            reachable: has_number || customer.wechat.is_some() || customer.email.is_some(),
            purpose_known: answer("purpose").is_some(),
            aim_clear: saw("chose_unit") || queued || (answer("budget").is_some() && answer("rooms").is_some()),
            intent: u8::try_from(customer.intent.clamp(0, 100)).unwrap_or(0),
            within_days: answer("when").and_then(within_days),
            funds: funds(answer("first_payment"), answer("loan")),
            price_accepted: price_handled && !price_worry,
            price_worry,
            decider_known: answer("decider").is_some() || saw("decider_here"),
            tried: answer("tried").is_some() || saw("tried"),
            budget_gap_bp: answer("budget").zip(price).and_then(|(budget, price)| gap_bp(budget, price)),
            queued,
            paid: customer.bought_at.is_some() || self.dealing.contains(&id),
            invalid: customer.lost_reason.as_deref().is_some_and(|reason| WORTHLESS.contains(&reason)),
        }
    }
}

fn is_about_price(code: &str) -> bool {
    code.contains("price") || code.contains("expensive")
}

/// Answers of the question *when*, as the questions of the introduction name them.
fn within_days(answer: &str) -> Option<u16> {
    match answer {
        "now" | "month" => Some(30),
        "two_months" => Some(60),
        "quarter" => Some(90),
        "half" => Some(180),
        _ => None,
    }
}

/// How far the upper end of a budget (`200_250`, in ten thousands) lies below a price, in basis points of the price; none where the answer
/// has no upper end but is above everything, which fits any price.
fn gap_bp(budget: &str, price: i64) -> Option<u32> {
    if budget.starts_with("over_") {
        return Some(0);
    }
    let most: i64 = budget.rsplit('_').next()?.parse().ok()?;
    let missing = price.checked_sub(most.checked_mul(TEN_THOUSAND)?)?.max(0);
    let price = price.max(1);
    u32::try_from(i128::from(missing) * 10_000 / i128::from(price)).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_lies_so_far_below_a_price() {
        for (budget, price, gap) in [
            ("200_250", 250 * TEN_THOUSAND, Some(0)),
            ("200_250", 200 * TEN_THOUSAND, Some(0)),
            ("to_200", 250 * TEN_THOUSAND, Some(2_000)),
            ("over_500", 900 * TEN_THOUSAND, Some(0)),
            ("about two million", TEN_THOUSAND, None),
        ] {
            assert_eq!(gap_bp(budget, price), gap, "{budget} for {price}");
        }
    }

    #[test]
    fn answers_become_days_and_funds() {
        assert_eq!(
            ["now", "month", "quarter", "half", "later"].map(within_days),
            [Some(30), Some(30), Some(90), Some(180), None]
        );
        assert_eq!(funds(Some("ready"), None), Some(Funds::Ready));
        assert_eq!(funds(None, Some("at_once")), Some(Funds::Ready));
        assert_eq!(funds(Some("selling"), Some("at_once")), Some(Funds::Possible));
        assert_eq!(funds(Some("open"), None), Some(Funds::Short));
        assert_eq!(funds(None, None), None);
    }
}
