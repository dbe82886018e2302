//! A chore of the house: letting go of holds that are past their end, so that the grid shows it and time lines tell it.
//!
//! Nothing depends on it: whoever reads or takes a unit counts such a hold as over already.

use super::claims;
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::business::sites;
use crate::platform::db::Db;

/// Lets go of what is over at every site; says how many holds it were.
///
/// # Errors
/// Faults of the database.
pub async fn let_go(db: &Db, now: Moment) -> Answered<usize> {
    let sites = db.read(sites::store::list).await?;
    let mut over = 0;
    for site in sites {
        let id = site.id;
        let waits = db.read(move |conn| super::store::holds_that_are_over(conn, id, now, 1)).await?;
        if !waits.is_empty() {
            over += db.write(Actor::house(id), now, claims::note_what_is_over).await?;
        }
    }
    Ok(over)
}
