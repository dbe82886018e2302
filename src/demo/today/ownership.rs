//! Whose customer it is, on the demo's day: some went to the pool, more time is asked for, agents filed, one dispute is decided and one open.

use super::Day;
use crate::base::actor::Actor;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId};
use crate::base::phone::Phone;
use crate::business::customers::keeping;
use crate::business::customers::protection::Protection;
use crate::business::ownership::actions as ownership;
use crate::business::ownership::model::NewFiling;
use crate::business::rulings::actions as rulings;
use crate::business::rulings::model::{Decision, NewRuling, Opponent};
use crate::business::sites;
use crate::business::visits::actions::Caller;
use crate::platform::db::schema::customers;
use diesel::prelude::*;

/// How many customers lapse at the most; in a large house the chore does the rest.
const LAPSED: usize = 200;

/// What was there before the floor opened: the pool, agents' filings, the dispute that was decided.
pub async fn before(day: &Day<'_>, [li, wang, zhang]: [UserId; 3]) -> Answered<()> {
    lapses(day).await?;
    files(day).await?;
    let mut disputed = alone(day, li, 2).await?.into_iter();
    if let Some(customer) = disputed.next() {
        decided(day, customer, li, wang).await?;
    }
    if let Some(customer) = disputed.next() {
        open(day, customer, li, zhang).await?;
    }
    asks(day, [li, wang, zhang]).await
}

async fn lapses(day: &Day<'_>) -> Answered<()> {
    let (site, at) = (day.site.id, day.ago(308));
    let over = day
        .db
        .read(move |conn| {
            let site = sites::of(conn, site)?;
            keeping::ending(conn, &site, at, -1, LAPSED)
        })
        .await?;
    let over: Vec<CustomerId> = over.into_iter().map(|(_, customer, _)| customer).collect();
    for some in over.chunks(50) {
        let some = some.to_vec();
        day.db.write(Actor::house(day.site.id), at, move |tx| ownership::lapse(tx, &some)).await?;
    }
    Ok(())
}

/// One agent brings whoever comes later today; the others have yet to come.
async fn files(day: &Day<'_>) -> Answered<()> {
    for (number, (agency, agent)) in [2, 11, 12].into_iter().zip(&day.cast.today.agents) {
        let Caller::Number(phone, Some(name), _) = day.fresh(number).caller else { continue };
        let new = NewFiling {
            agency: agency.clone(),
            agent: agent.clone(),
            surname: name.reveal().chars().take(1).collect(),
            phone: Phone::stored(phone.reveal().to_owned()),
        };
        day.does(&day.desk(), 280 - number as i64, move |tx| ownership::file(tx, &new)).await?;
    }
    Ok(())
}

async fn decided(day: &Day<'_>, customer: CustomerId, first: UserId, second: UserId) -> Answered<()> {
    let Some(said) = day.cast.today.disputes.first() else { return Ok(()) };
    let new = NewRuling { customer, first, against: Opponent::Consultant(second), question: said.question.zh.clone() };
    let (Some(appeal), Some(reason)) = (&said.appeal, &said.decision) else { return Ok(()) };
    let (appeal, reason) = (appeal.zh.clone(), reason.zh.clone());
    let at = day.local(-2, 15, 20);
    let id = day.db.write(day.consultant(second), at, move |tx| rulings::open(tx, &new)).await?;
    let at = day.local(-2, 16, 40);
    day.db.write(day.consultant(second), at, move |tx| rulings::appeal(tx, id, 1, &appeal)).await?;
    let at = day.local(-1, 9, 50);
    day.db.write(day.supervisor(), at, move |tx| rulings::decide(tx, id, 2, Decision::First, &reason)).await
}

async fn open(day: &Day<'_>, customer: CustomerId, first: UserId, second: UserId) -> Answered<()> {
    let Some(said) = day.cast.today.disputes.get(1) else { return Ok(()) };
    let new = NewRuling { customer, first, against: Opponent::Consultant(second), question: said.question.zh.clone() };
    day.does(&day.consultant(second), 275, move |tx| rulings::open(tx, &new)).await.map(|_| ())
}

/// More time is asked for with whoever is lost soonest.
async fn asks(day: &Day<'_>, consultants: [UserId; 3]) -> Answered<()> {
    let (site, at) = (day.site.id, day.ago(200));
    let soon = day
        .db
        .read(move |conn| {
            let site = sites::of(conn, site)?;
            keeping::ending(conn, &site, at, 6, LAPSED)
        })
        .await?;
    let running = soon
        .into_iter()
        .find(|(owner, _, left)| consultants.contains(owner) && matches!(left, Protection::Running { .. }));
    let Some((owner, customer, _)) = running else { return Ok(()) };
    let reason = day.cast.today.more_time.zh.clone();
    day.does(&day.consultant(owner), 200, move |tx| ownership::ask(tx, customer, 7, &reason)).await.map(|_| ())
}

/// Customers of somebody who came once and are still thinking.
async fn alone(day: &Day<'_>, owner: UserId, many: i64) -> Answered<Vec<CustomerId>> {
    let site = day.site.id;
    day.db
        .read(move |conn| {
            let ids: Vec<i64> = customers::table
                .filter(customers::site_id.eq(site.0))
                .filter(customers::owner_id.eq(owner.0))
                .filter(customers::visits_count.eq(1))
                .filter(customers::bought_at.is_null())
                .filter(customers::lost_at.is_null())
                .order((customers::updated_at.desc(), customers::id))
                .limit(many)
                .select(customers::id)
                .load(conn)?;
            Ok(ids.into_iter().map(CustomerId).collect())
        })
        .await
}
