//! A chore of the house: whose protection has ended goes to the public pool, and filings that nobody came for end.

use super::{actions, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::business::customers::keeping;
use crate::business::sites;
use crate::platform::db::Db;

/// How many customers lapse in one transaction, for which the floor waits, and how many in one round.
const SLICE: usize = 8;
const ROUND: usize = 1_000;

/// Ends what is over at every site; says how many customers lapsed.
///
/// # Errors
/// Faults of the database.
pub async fn end(db: &Db, now: Moment) -> Answered<usize> {
    let sites = db.read(sites::store::list).await?;
    let mut lapsed = 0;
    for site in sites {
        let id = site.id;
        if !db.read(move |conn| store::filings_to_end(conn, id, now, 1)).await?.is_empty() {
            db.write(Actor::house(id), now, actions::end_filings).await?;
        }
        if !site.settings.ownership.lapses {
            continue;
        }
        let over = db.read(move |conn| keeping::ending(conn, &site, now, -1, ROUND)).await?;
        let over: Vec<CustomerId> = over.into_iter().map(|(_, customer, _)| customer).collect();
        for some in over.chunks(SLICE) {
            let some = some.to_vec();
            lapsed += db.write(Actor::house(id), now, move |tx| actions::lapse(tx, &some)).await?;
        }
    }
    Ok(lapsed)
}
