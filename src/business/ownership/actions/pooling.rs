//! Into the public pool and out of it.

use serde_json::json;

use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, UserId, VisitId};
use crate::base::role::Need;
use crate::business::consultants::store::names;
use crate::business::customers::keeping;
use crate::business::customers::protection::Protection;
use crate::business::customers::{self, actions as owning};
use crate::business::followups;
use crate::business::followups::model::Purpose;
use crate::business::ownership::model::{PoolReason, Pooled};
use crate::business::ownership::{pool, store};
use crate::business::sites;
use crate::business::visits;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// Lets these customers go to the public pool, those of them whose protection has ended by now; says how many it were. Doing it twice
/// does nothing more.
///
/// # Errors
/// Faults of the database.
pub fn lapse(tx: &mut Tx, ids: &[CustomerId]) -> Answered<usize> {
    let site = sites::of(tx.conn, tx.actor.site)?;
    if !site.settings.ownership.lapses {
        return Ok(0);
    }
    // Two servers must not let the same customer go twice.
    tx.one_at_a_time("lapse")?;
    let mut gone = 0;
    for customer in customers::store::list(tx.conn, tx.actor.site, ids)? {
        let left = keeping::standing(&customer, &site.settings.protection, site.clock(), tx.now);
        let here = owning::receiving(tx.conn, customer.id)?.is_some();
        if customer.lost_at.is_none() && !here && left.is_some_and(|left| matches!(left, Protection::Lapsed { .. })) {
            let let_go = tx.unless_overtaken(|tx| to_pool(tx, customer.id, PoolReason::Lapsed))?;
            gone += usize::from(let_go.is_some());
        }
    }
    Ok(gone)
}

/// The customer belongs to nobody from here on, and any consultant may claim them.
///
/// # Errors
/// `ruling_open`; `Missing`; faults of the database.
pub fn to_pool(tx: &mut Tx, id: CustomerId, reason: PoolReason) -> Answered<()> {
    let grade = customers::store::find(tx.conn, tx.actor.site, id)?.grade;
    let from = owning::let_go(tx, id)?;
    super::moved(tx, id)?;
    store::insert_pooled(tx, &Pooled { customer: id, since: tx.now, from, reason }, grade)?;
    followups::actions::call_off(tx, id, "to_pool")?;
    let detail = json!({ "from": from.map(|who| who.0), "reason": reason.code() });
    journal::record(tx, Entry::new("ownership.pooled").customer(id).detail(detail))
}

/// A consultant claims a customer from the pool, and calls them today. Of two at once one gets the customer; the other is told who.
///
/// # Errors
/// `pool_claimed` (409) with who was first and when; what [`pool::may_claim`] refuses; `Forbidden`; `Missing`; faults of the database.
pub fn claim(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    tx.actor.must(Need::ClaimFromPool)?;
    let Some(me) = tx.actor.user else { return Err(Error::Forbidden(Need::ClaimFromPool)) };
    // One consultant's claims count against one limit, on however many tablets.
    tx.one_at_a_time("pool")?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    let clock = site.clock();
    let today = clock.business_day(tx.now);
    let customer = customers::store::find(tx.conn, tx.actor.site, id)?;
    let Some(pooled) = store::in_pool(tx.conn, tx.actor.site, id)? else {
        return Err(beaten(tx, id, customer.owner)?.into());
    };
    let claim = pool::Claim {
        who: me,
        claimed_today: store::claimed_since(tx.conn, tx.actor.site, me, clock.day_bounds(today).0)?,
        pooled_on: clock.business_day(pooled.since),
        today,
        with_another: owning::receiving(tx.conn, id)?.is_some_and(|who| who != me),
        ruling_open: customer.kept.ruling.is_some(),
    };
    pool::may_claim(&pooled, &claim, &site.settings.ownership)?;
    if !store::remove_pooled(tx, id)? {
        return Err(beaten(tx, id, customer.owner)?.into());
    }
    store::insert_claim(tx, &pooled, me)?;
    owning::take(tx, id, me)?;
    let detail = json!({ "from": pooled.from.map(|who| who.0) });
    journal::record(tx, Entry::new("ownership.claimed").customer(id).subject(me).detail(detail))?;
    if customer.lost_at.is_none() {
        let on = customer.do_not_call_until.map_or(today, |until| until.max(today));
        followups::actions::plan(tx, id, on, Purpose::Call, Some(me))?;
    }
    Ok(())
}

/// A customer of the pool came, and a consultant took the party: they belong to each other, whatever the day's limit.
///
/// # Errors
/// Faults of the database.
pub fn received(tx: &mut Tx, visit: VisitId) -> Answered<()> {
    let visit = visits::store::find(tx.conn, tx.actor.site, visit)?;
    let (Some(customer), Some(consultant)) = (visit.customer, visit.consultant) else { return Ok(()) };
    let known = customers::store::find(tx.conn, tx.actor.site, customer)?;
    if known.kept.ruling.is_some() || !store::remove_pooled(tx, customer)? {
        return Ok(());
    }
    owning::take(tx, customer, consultant)?;
    journal::record(tx, Entry::new("ownership.received").customer(customer).visit(visit.id).subject(consultant))
}

/// Who was faster, in a word.
fn beaten(tx: &mut Tx, id: CustomerId, owner: Option<UserId>) -> Answered<Refused> {
    let site = sites::of(tx.conn, tx.actor.site)?;
    let (who, at) = match store::last_claim(tx.conn, id)? {
        Some((who, at)) if owner == Some(who) => (Some(who), Some(at)),
        Some(_) | None => (owner, None),
    };
    let names = names(tx.conn, tx.actor.site)?;
    let name = who.and_then(|who| names.get(&who).cloned());
    Ok(match (name, at) {
        (Some(name), Some(at)) => {
            Refused::taken("pool_claimed").with("who", name).with("at", site.clock().local(at).format("%m-%d %H:%M"))
        }
        (Some(name), None) => Refused::taken("pool_has_owner").with("who", name),
        (None, _) => Refused::taken("pool_not_there"),
    })
}
