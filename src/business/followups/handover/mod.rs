//! Customers of one consultant go to others, many at once: which ones, to whom, a preview of who gets what, one act.

mod dealing;
pub mod web;

use diesel::prelude::*;
use sha2::{Digest, Sha256};

pub use dealing::deal;

use crate::base::error::{Answered, Refused};
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, SiteId, UserId};
use crate::base::role::Need;
use crate::business::customers;
use crate::platform::db::schema::customers as rows;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// The most customers of one act, so that the floor does not wait for it.
pub const MOST: usize = 300;

/// Which customers go to whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whose customers.
    pub from: Option<UserId>,
    /// Which grades; `None` stands for those without one.
    pub grades: Vec<Option<Grade>>,
    /// To whom, evenly where there are several.
    pub to: Vec<UserId>,
}

/// A customer that may go, at the version that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    /// Who.
    pub customer: CustomerId,
    /// The grade.
    pub grade: Option<Grade>,
    /// The version.
    pub version: i32,
}

/// Who gets what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Each customer with who gets them, in the order of grades.
    pub moves: Vec<(Going, UserId)>,
    /// Whether there are more than one act takes.
    pub more: bool,
}

impl Preview {
    /// What tells this preview from another one.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for (going, to) in &self.moves {
            hash.update(format!("{} {};", going.customer, to));
        }
        hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What would go to whom.
///
/// # Errors
/// Faults of the database.
pub fn preview(conn: &mut Conn, site: SiteId, wanted: &Wanted) -> Answered<Preview> {
    let Some(from) = wanted.from.filter(|_| !wanted.to.is_empty()) else {
        return Ok(Preview::default());
    };
    let mut going = of_consultant(conn, site, from)?;
    going.retain(|one| wanted.grades.contains(&one.grade));
    let more = going.len() > MOST;
    going.truncate(MOST);
    let to: Vec<UserId> = wanted.to.iter().copied().filter(|to| *to != from).collect();
    Ok(Preview { moves: deal(going, &to), more })
}

/// Hands over what the preview showed, all of it or nothing: customers, their planned contacts, their reminders.
///
/// # Errors
/// `hand_over_nothing`; `hand_over_changed` where it is no longer what was shown; `owner_not_here`; `Forbidden`; faults of the database.
pub fn hand_over(tx: &mut Tx, wanted: &Wanted, shown: &str, reason: &str) -> Answered<usize> {
    tx.actor.must(Need::Reassign)?;
    let preview = preview(tx.conn, tx.actor.site, wanted)?;
    if preview.moves.is_empty() {
        return Err(Refused::invalid("hand_over_nothing").into());
    }
    if preview.fingerprint() != shown {
        return Err(Refused::changed("hand_over_changed").into());
    }
    for (going, to) in &preview.moves {
        customers::actions::reassign(tx, going.customer, going.version, *to, reason)?;
    }
    let count = preview.moves.len();
    let detail = serde_json::json!({ "count": count, "from": wanted.from.map(|from| from.0), "reason": reason });
    journal::record(tx, Entry::new("followups.handed_over").detail(detail))?;
    Ok(count)
}

/// Customers of a consultant who are not given up, the most likely to buy first.
fn of_consultant(conn: &mut Conn, site: SiteId, from: UserId) -> Answered<Vec<Going>> {
    let found: Vec<(i64, Option<String>, i32)> = rows::table
        .filter(rows::owner_id.eq(from.0))
        .filter(rows::site_id.eq(site.0))
        .filter(rows::lost_at.is_null())
        .order(rows::id)
        .limit(20_000)
        .select((rows::id, rows::grade, rows::version))
        .load(conn)?;
    let mut going: Vec<Going> = found
        .into_iter()
        .map(|(id, grade, version)| Going {
            customer: CustomerId(id),
            grade: grade.as_deref().and_then(Grade::from_code),
            version,
        })
        .collect();
    going.sort_by_key(|one| (one.grade.is_none(), one.grade, one.customer));
    Ok(going)
}
