//! A chore of the house: rulings against which nobody appealed in time take effect.

use super::{actions, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::business::sites;
use crate::platform::db::Db;

/// Settles what nobody opposed at every site; says how many it were.
///
/// # Errors
/// Faults of the database.
pub async fn unopposed(db: &Db, now: Moment) -> Answered<usize> {
    let sites = db.read(sites::store::list).await?;
    let mut settled = 0;
    for site in sites {
        let (id, today) = (site.id, site.clock().business_day(now));
        if !db.read(move |conn| store::unopposed(conn, id, today)).await?.is_empty() {
            settled += db.write(Actor::house(id), now, actions::settle_unopposed).await?;
        }
    }
    Ok(settled)
}
