//! Which reports somebody wants by mail: as chosen on one's own page, else what is usual for the role. Who may not read reports gets none.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::base::error::Answered;
use crate::base::ids::UserId;
use crate::base::role::{Need, Role};
use crate::platform::db::schema::report_wants;
use crate::platform::db::{Conn, Tx};

/// Which reports somebody wants by mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportWants {
    /// That of each day, when it is closed.
    pub day: bool,
    /// That of each week, on Monday.
    pub week: bool,
    /// That of each month, on its second day.
    pub month: bool,
}

impl ReportWants {
    /// What somebody gets who never chose: supervisors run the floor and get the day's.
    pub const fn usual(role: Role) -> Self {
        let day = matches!(role, Role::Supervisor);
        Self { day, week: false, month: false }
    }

    /// What somebody of this role gets.
    pub fn in_force(chosen: Option<Self>, role: Role) -> Self {
        if role.may(Need::SeeReports) { chosen.unwrap_or(Self::usual(role)) } else { Self::default() }
    }
}

/// What a person chose; `None` for whoever never did.
///
/// # Errors
/// Faults of the database.
pub fn chosen(conn: &mut Conn, user: UserId) -> Answered<Option<ReportWants>> {
    let row: Option<(bool, bool, bool)> = report_wants::table
        .find(user.0)
        .select((report_wants::day, report_wants::week, report_wants::month))
        .first(conn)
        .optional()?;
    Ok(row.map(|(day, week, month)| ReportWants { day, week, month }))
}

/// What these people chose.
///
/// # Errors
/// Faults of the database.
pub fn chosen_by(conn: &mut Conn, users: &[UserId]) -> Answered<HashMap<UserId, ReportWants>> {
    let ids: Vec<i64> = users.iter().map(|user| user.0).collect();
    let mut chosen = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<(i64, bool, bool, bool)> =
            report_wants::table.filter(report_wants::user_id.eq_any(some)).load(conn)?;
        chosen
            .extend(rows.into_iter().map(|(user, day, week, month)| (UserId(user), ReportWants { day, week, month })));
    }
    Ok(chosen)
}

pub(super) fn put(tx: &mut Tx, user: UserId, wants: ReportWants) -> Answered<()> {
    diesel::delete(report_wants::table.find(user.0)).execute(tx.conn)?;
    diesel::insert_into(report_wants::table)
        .values((
            report_wants::user_id.eq(user.0),
            report_wants::day.eq(wants.day),
            report_wants::week.eq(wants.week),
            report_wants::month.eq(wants.month),
        ))
        .execute(tx.conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_not_read_reports_gets_none_whatever_was_chosen() {
        let all = ReportWants { day: true, week: true, month: true };
        let none = ReportWants::default();
        for (role, usual, with_all) in [
            (Role::Administrator, none, all),
            (Role::Supervisor, ReportWants { day: true, ..none }, all),
            (Role::Consultant, none, none),
            (Role::Receptionist, none, none),
            (Role::Cashier, none, none),
        ] {
            assert_eq!(ReportWants::in_force(None, role), usual, "{role:?}");
            assert_eq!(ReportWants::in_force(Some(all), role), with_all, "{role:?}");
            assert_eq!(ReportWants::in_force(Some(none), role), none, "{role:?}");
        }
    }
}
