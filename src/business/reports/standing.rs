//! What stands at a moment and is not summed over days: loose ends, units by state, turns owed.

use diesel::prelude::*;

use super::model::{Line, Stood};
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::business::consultants::store as desk;
use crate::business::sites::Site;
use crate::business::visits::model::Kind;
use crate::platform::db::Conn;
use crate::platform::db::schema::{claims, customers, follow_ups, units, visits};

/// What stands now: loose ends, units by state, turns owed.
///
/// # Errors
/// Faults of the database.
pub fn lines(conn: &mut Conn, site: &Site, day: Date, now: Moment) -> Answered<Vec<Line>> {
    let mut lines = Vec::new();
    let count = |found: i64, what: Stood| (what, String::new(), found);
    let no_card: i64 = visits::table
        .left_join(customers::table)
        .filter(visits::site_id.eq(site.id.0))
        .filter(visits::day.eq(day))
        .filter(visits::kind.eq_any(Kind::ALL.iter().filter(|kind| kind.counts()).map(|kind| kind.code())))
        .filter(visits::customer_id.is_null().or(customers::registered_at.is_null()))
        .count()
        .get_result(conn)?;
    lines.push(count(no_card, Stood::NoCard));
    let no_next: i64 = visits::table
        .inner_join(customers::table)
        .filter(visits::site_id.eq(site.id.0))
        .filter(visits::day.eq(day))
        .filter(customers::next_contact_on.is_null())
        .filter(customers::bought_at.is_null())
        .filter(customers::lost_at.is_null())
        .filter(visits::no_next_reason.is_null())
        .count()
        .get_result(conn)?;
    lines.push(count(no_next, Stood::NoNextDate));
    let late: Vec<(i64, i64)> = follow_ups::table
        .filter(follow_ups::site_id.eq(site.id.0))
        .filter(follow_ups::state.eq("planned"))
        .filter(follow_ups::due_on.lt(day))
        .group_by(follow_ups::consultant_id)
        .select((follow_ups::consultant_id, diesel::dsl::count_star()))
        .load(conn)?;
    lines.extend(late.into_iter().map(|(who, count)| (Stood::Overdue, who.to_string(), count)));
    let past: i64 = claims::table
        .filter(claims::site_id.eq(site.id.0))
        .filter(claims::ended_at.is_null())
        .filter(claims::until.lt(now))
        .count()
        .get_result(conn)?;
    lines.push(count(past, Stood::HoldsPast));
    let states: Vec<(String, i64)> = units::table
        .filter(units::site_id.eq(site.id.0))
        .group_by(units::state)
        .select((units::state, diesel::dsl::count_star()))
        .load(conn)?;
    lines.extend(states.into_iter().map(|(state, count)| (Stood::Units, state, count)));
    for standing in desk::queue(conn, site.id, day)? {
        lines.push((Stood::Owed, standing.consultant.to_string(), i64::from(standing.owed)));
    }
    lines.sort();
    Ok(lines)
}
