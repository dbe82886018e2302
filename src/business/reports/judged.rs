//! Whether intent came true: the parties whose negotiation was a certain number of days ago, and who of them paid a deposit meanwhile.
//!
//! A party counts on the day on which its time is over, not on the day on which it came: so a closed day never has to learn anything later.

use std::collections::HashMap;

use chrono::Duration;
use diesel::prelude::*;

use super::gather::AT_ONCE;
use super::model::JUDGED_AFTER_DAYS;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::stage::Stage;
use crate::business::sites::Site;
use crate::business::visits::model::Kind;
use crate::platform::db::Conn;
use crate::platform::db::schema::{deposits, visit_stages, visits};

/// A party of then.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its visit.
    pub visit: i64,
    /// The customer.
    pub customer: Option<i64>,
    /// Who had it.
    pub consultant: Option<i64>,
    /// Where they heard of the house.
    pub channel: Option<String>,
    /// The intent at the end of the visit, in percent.
    pub intent: i64,
    /// Whether a deposit was paid since they came, and before the end of this day.
    pub bought: bool,
}

/// The parties whose time is over on a day that ends at `end`.
///
/// # Errors
/// Faults of the database.
pub fn on(conn: &mut Conn, site: &Site, day: Date, end: Moment) -> Answered<Vec<Judged>> {
    let then = day - Duration::days(JUDGED_AFTER_DAYS);
    let traffic: Vec<&str> = Kind::ALL.iter().filter(|kind| kind.counts()).map(|kind| kind.code()).collect();
    type Row = (i64, Option<i64>, Option<i64>, Option<String>, i32, Moment);
    let rows: Vec<Row> = visits::table
        .filter(visits::site_id.eq(site.id.0))
        .filter(visits::day.eq(then))
        .filter(visits::kind.eq_any(&traffic))
        .filter(visits::left_at.is_not_null())
        .filter(diesel::dsl::exists(
            visit_stages::table
                .filter(visit_stages::visit_id.eq(visits::id))
                .filter(visit_stages::stage.eq(Stage::Negotiation.code()))
                .filter(visit_stages::skipped_reason.is_null()),
        ))
        .order((visits::arrived_at, visits::id))
        .select((
            visits::id,
            visits::customer_id,
            visits::consultant_id,
            visits::channel,
            visits::intent,
            visits::arrived_at,
        ))
        .load(conn)?;
    let mut paid: HashMap<i64, Vec<Moment>> = HashMap::new();
    let customers: Vec<i64> = rows.iter().filter_map(|row| row.1).collect();
    for some in customers.chunks(AT_ONCE) {
        let found: Vec<(i64, Option<Moment>)> = deposits::table
            .filter(deposits::customer_id.eq_any(some))
            .filter(deposits::paid_at.lt(end))
            .select((deposits::customer_id, deposits::paid_at))
            .load(conn)?;
        for (customer, at) in found {
            paid.entry(customer).or_default().extend(at);
        }
    }
    let one = |(visit, customer, consultant, channel, intent, arrived): Row| {
        let paid = customer.and_then(|customer| paid.get(&customer));
        let bought = paid.is_some_and(|paid| paid.iter().any(|at| *at >= arrived));
        Judged { visit, customer, consultant, channel, intent: intent.into(), bought }
    };
    Ok(rows.into_iter().map(one).collect())
}
