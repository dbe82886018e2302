//! A chore of the house: when a site has closed, what nobody ended is ended, so that no party stays overnight in the book.

use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::business::sites;
use crate::platform::db::Db;

use super::actions;

/// Ends the day at every site that has closed; says how many visits it ended.
///
/// # Errors
/// Faults of the database.
pub async fn close(db: &Db, now: Moment) -> Answered<usize> {
    let sites = db.read(sites::store::list).await?;
    let mut ended = 0;
    for site in sites {
        let id = site.id;
        if db.read(move |conn| actions::day_is_over(conn, &site, now)).await? {
            ended += db.write(Actor::house(id), now, actions::close_day).await?;
        }
    }
    Ok(ended)
}
