//! The mail of yesterday and today: yesterday's was sent, but for one that a server refused; today's waits.

use chrono::Duration;
use diesel::prelude::*;

use super::Day;
use crate::base::actor::Actor;
use crate::base::error::Answered;
use crate::business::letters::actions::write_letters;
use crate::platform::db::Tx;
use crate::platform::db::schema::{jobs, mails};

/// What a mail server says of an address that it does not know.
const REFUSED: &str = "permanent error (550): 5.1.1 no such mailbox";

/// Writes it.
pub(super) async fn write(day: &Day<'_>) -> Answered<()> {
    let (house, today) = (Actor::house(day.site.id), day.today);
    let yesterday = today - Duration::days(1);
    let then = day.now - Duration::days(1);
    day.db
        .write(house.clone(), then, move |tx| {
            write_letters(tx, yesterday)?;
            was_sent_but_one(tx)
        })
        .await?;
    day.db.write(house, day.now, move |tx| write_letters(tx, today)).await
}

fn was_sent_but_one(tx: &mut Tx) -> Answered<()> {
    let written: Vec<(i64, Option<i64>)> = mails::table
        .filter(mails::site_id.eq(tx.actor.site.0))
        .order(mails::id)
        .select((mails::id, mails::job_id))
        .load(tx.conn)?;
    for (at, (mail, job)) in written.into_iter().enumerate() {
        let state = if at == 0 { "parked" } else { "done" };
        let refused = (at == 0).then_some(REFUSED);
        if at > 0 {
            diesel::update(mails::table.find(mail)).set(mails::sent_at.eq(Some(tx.now))).execute(tx.conn)?;
        }
        diesel::update(jobs::table.filter(jobs::id.nullable().eq(job)))
            .set((
                jobs::state.eq(state),
                jobs::attempts.eq(1),
                jobs::last_error.eq(refused),
                jobs::ended_at.eq(Some(tx.now)),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}
