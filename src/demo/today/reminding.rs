//! What the demo's people are reminded of: two buyers who told their birthday, and the reminders of this morning.

use super::Day;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, SiteId};
use crate::business::customers::actions::{self as customers, Answer};
use crate::business::customers::{birthdays, notice};
use crate::business::reminders::chore;
use crate::platform::db::Conn;
use crate::platform::db::schema::customers as rows;
use chrono::{Datelike, Duration};
use diesel::prelude::*;
use showroom_templates::Lang;

/// Buyers with a birthday, the first of them today.
const BUYERS: i64 = 2;

pub(super) async fn walk(day: &Day<'_>) -> Answered<()> {
    let (site, supervisor) = (day.site.id, day.supervisor());
    let buyers = day.db.read(move |conn| buyers(conn, site)).await?;
    let shown = notice::on(day.today)?.number;
    for (buyer, days) in buyers.into_iter().zip(0..) {
        let born = day.today + Duration::days(days * 9);
        day.does(&supervisor, 20, move |tx| {
            let yes = [Answer { purpose: birthdays::PURPOSE.to_owned(), given: true }];
            customers::answer_notice(tx, buyer, shown, Lang::Zh, &yes)?;
            birthdays::note(tx, buyer, Some((born.month(), born.day())))
        })
        .await?;
    }
    chore::run_for(day.db, site, day.now).await?;
    Ok(())
}

fn buyers(conn: &mut Conn, site: SiteId) -> Answered<Vec<CustomerId>> {
    let ids: Vec<i64> = rows::table
        .filter(rows::site_id.eq(site.0))
        .filter(rows::bought_at.is_not_null())
        .order(rows::bought_at.desc())
        .limit(BUYERS)
        .select(rows::id)
        .load(conn)?;
    Ok(ids.into_iter().map(CustomerId).collect())
}
