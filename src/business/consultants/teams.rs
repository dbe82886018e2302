//! Teams: who is in which, from which day on. What happened before a change belongs to the team of then.

use diesel::prelude::*;
use serde_json::json;

use crate::base::clock::Date;
use crate::base::error::Answered;
use crate::base::ids::{SiteId, UserId};
use crate::platform::db::schema::teams;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// Everybody's teams at a site, over time.
#[derive(Debug, Clone, Default)]
pub struct Teams(Vec<Stay>);

/// From a day on somebody is in a team; in none where it has no name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stay {
    user: UserId,
    since: Date,
    team: String,
}

/// Somebody in a team: from a day on, and until the day before another where they left it.
pub type Member = (UserId, Date, Option<Date>);

impl Teams {
    /// Reads them.
    ///
    /// # Errors
    /// Faults of the database.
    pub fn of(conn: &mut Conn, site: SiteId) -> Answered<Self> {
        let rows: Vec<(i64, Date, String)> = teams::table
            .filter(teams::site_id.eq(site.0))
            .order((teams::user_id, teams::since))
            .select((teams::user_id, teams::since, teams::team))
            .load(conn)?;
        Ok(Self(rows.into_iter().map(|(user, since, team)| Stay { user: UserId(user), since, team }).collect()))
    }

    /// The names of all teams that there ever were.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.0.iter().map(|stay| stay.team.clone()).filter(|team| !team.is_empty()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Somebody's team on a day.
    pub fn at(&self, user: UserId, day: Date) -> Option<&str> {
        let mut stays = self.0.iter().filter(|stay| stay.user == user && stay.since <= day);
        stays.next_back().map(|stay| stay.team.as_str()).filter(|team| !team.is_empty())
    }

    /// Whoever was in a team, and when.
    pub fn members(&self, team: &str) -> Vec<Member> {
        let next = |at: usize| self.0.get(at + 1).filter(|next| next.user == self.0[at].user).map(|next| next.since);
        let stays = self.0.iter().enumerate().filter(|(_, stay)| stay.team == team);
        stays.map(|(at, stay)| (stay.user, stay.since, next(at))).collect()
    }
}

/// Puts somebody into a team from a day on; an empty name takes them out of theirs. Says whether that changed anything.
///
/// # Errors
/// Faults of the database.
pub fn put(tx: &mut Tx, user: UserId, team: &str, since: Date) -> Answered<bool> {
    let site = tx.actor.site;
    let all = Teams::of(tx.conn, site)?;
    if all.at(user, since).unwrap_or_default() == team {
        return Ok(false);
    }
    diesel::delete(
        teams::table.filter(teams::site_id.eq(site.0)).filter(teams::user_id.eq(user.0)).filter(teams::since.ge(since)),
    )
    .execute(tx.conn)?;
    diesel::insert_into(teams::table)
        .values((teams::site_id.eq(site.0), teams::user_id.eq(user.0), teams::since.eq(since), teams::team.eq(team)))
        .execute(tx.conn)?;
    journal::record(tx, Entry::new("consultants.team_changed").subject(user).detail(json!({ "since": since })))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_changes_the_team_leaves_the_days_before_behind() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let stay =
            |user: i64, since: &str, team: &str| Stay { user: UserId(user), since: day(since), team: team.into() };
        let teams = Teams(vec![
            stay(1, "2026-01-01", "east"),
            stay(1, "2026-03-01", "west"),
            stay(1, "2026-05-01", ""),
            stay(2, "2026-02-01", "west"),
        ]);
        for (user, on, expected) in [
            (1, "2025-12-31", None),
            (1, "2026-01-01", Some("east")),
            (1, "2026-02-28", Some("east")),
            (1, "2026-03-01", Some("west")),
            (1, "2026-05-01", None),
            (2, "2026-06-01", Some("west")),
            (3, "2026-06-01", None),
        ] {
            assert_eq!(teams.at(UserId(user), day(on)), expected, "{user} on {on}");
        }
        assert_eq!(teams.names(), ["east", "west"]);
        let west = [(UserId(1), day("2026-03-01"), Some(day("2026-05-01"))), (UserId(2), day("2026-02-01"), None)];
        assert_eq!(teams.members("west"), west);
    }
}
