//! Leaving: the outcome, what was handed over, the next date, walked to the door. No visit ends without them.

use super::actions::{self, Parting};
use super::outcome::{self, Outcome};
use super::signals;
use crate::base::clock::Date;
use crate::base::error::Answered;
use crate::base::ids::VisitId;
use crate::business::sites;
use crate::platform::db::Tx;

/// Papers that a showroom hands over; their words are `walk_paper_…`.
pub const PAPERS: [&str; 5] = ["brochure", "floor_plan", "price_list", "quote", "loan_table"];
/// Why there is no next date; their words are `walk_never_…`.
pub const NEVER: [&str; 5] = ["no_number", "not_interested", "bought_elsewhere", "no_contact_wanted", "not_a_buyer"];

/// What the form of leaving says.
#[derive(Debug, Clone, Default)]
pub struct Leaving {
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// When next.
    pub next_on: Option<Date>,
    /// Or why not.
    pub no_next_reason: Option<String>,
    /// How they were seen out.
    pub parting: Parting,
}

/// Ends a visit.
///
/// # Errors
/// What [`outcome::close`] refuses, each at its field; those of [`actions::own`].
pub fn leave(tx: &mut Tx, visit: VisitId, leaving: &Leaving) -> Answered<()> {
    let visit = actions::own(tx, visit)?;
    let today = sites::of(tx.conn, tx.actor.site)?.clock().business_day(tx.now);
    let facts = actions::closing_facts(tx.conn, &visit, today)?;
    let closure = outcome::close(leaving.outcome, leaving.next_on, leaving.no_next_reason.as_deref(), &facts)?;
    let now = tx.now;
    let intent = i32::from(signals::score(tx.conn, &visit, now)?.percent);
    actions::close(tx, super::model::Visit { intent, ..visit }, &closure, &leaving.parting)
}
