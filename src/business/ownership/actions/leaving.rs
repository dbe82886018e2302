//! Somebody leaves: everything that is theirs goes to those who stay, history stays with the customer, and nothing is left behind.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use crate::base::error::{Answered, Error};
use crate::base::ids::{AppointmentId, ClaimId, ContractId, CustomerId, DepositId, FollowUpId, UserId, VisitId};
use crate::base::role::{Need, Role};
use crate::business::consultants::store::colleagues;
use crate::business::customers::{self, actions as owning};
use crate::business::ownership::handover::{self, Belongings, Way};
use crate::business::ownership::model::PoolReason;
use crate::business::ownership::store;
use crate::business::{contracts, deposits, followups, units, visits};
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// How many customers one press hands over: a longer list takes more than one, so that nobody else waits for it.
pub const SLICE: i64 = 1_000;

/// Hands over what belongs to somebody; says what is left, which is nothing unless there were more customers than [`SLICE`].
///
/// # Errors
/// What [`handover::check`] refuses; `Forbidden`; faults of the database.
pub fn hand_over(tx: &mut Tx, who: UserId, way: &Way) -> Answered<Belongings> {
    tx.actor.must(Need::ManageStaff)?;
    tx.one_at_a_time("handover")?;
    let site = tx.actor.site;
    let what = store::count(tx.conn, site, who)?;
    let here: Vec<UserId> = colleagues(tx.conn, site)?
        .into_iter()
        .filter(|one| one.role == Role::Consultant && one.id != who)
        .map(|one| one.id)
        .collect();
    handover::check(way, &what, &here)?;
    let mut heirs = Heirs { way, given: HashMap::new(), dealt: 0, here: here.into_iter().collect() };
    customers_of(tx, who, &mut heirs)?;
    promises_of(tx, who, &mut heirs)?;
    sales_of(tx, who, &mut heirs)?;
    let detail = json!({ "customers": what.customers, "follow_ups": what.follow_ups, "appointments": what.appointments,
        "holds": what.holds, "parties": what.parties, "deals": what.deals });
    journal::record(tx, Entry::new("ownership.handed_over").subject(who).detail(detail))?;
    store::count(tx.conn, site, who)
}

/// Who gets what: a thing goes with its customer, and else to the next in turn.
struct Heirs<'a> {
    way: &'a Way,
    given: HashMap<CustomerId, UserId>,
    dealt: usize,
    here: HashSet<UserId>,
}

impl Heirs<'_> {
    fn next(&mut self) -> Answered<UserId> {
        let heirs = self.way.heirs();
        let dealt = handover::deal_out(&[()], heirs, self.dealt);
        self.dealt += 1;
        dealt.first().map(|(_, heir)| *heir).ok_or(Error::Missing)
    }

    /// Whoever has the customer now, if they still work here; else the next in turn.
    fn with(&mut self, tx: &mut Tx, customer: Option<CustomerId>) -> Answered<UserId> {
        let Some(customer) = customer else { return self.next() };
        if let Some(heir) = self.given.get(&customer) {
            return Ok(*heir);
        }
        let owner = customers::store::find(tx.conn, tx.actor.site, customer)?.owner;
        match owner.filter(|owner| self.here.contains(owner)) {
            Some(owner) => Ok(owner),
            None => self.next(),
        }
    }
}

fn customers_of(tx: &mut Tx, who: UserId, heirs: &mut Heirs) -> Answered<()> {
    let site = tx.actor.site;
    let bound: HashSet<CustomerId> = store::bound_of(tx.conn, site, who)?.into_iter().collect();
    for id in store::customers_of(tx.conn, site, who, SLICE)?.into_iter().map(CustomerId) {
        if matches!(heirs.way, Way::Pool(_)) && !bound.contains(&id) {
            super::to_pool(tx, id, PoolReason::Left)?;
            continue;
        }
        let heir = heirs.next()?;
        heirs.given.insert(id, heir);
        let ruling = customers::store::find(tx.conn, site, id)?.kept.ruling;
        match ruling {
            None => owning::give(tx, id, heir, "left")?,
            // Whoever takes over stands in the ruling's place of the one who left; it stays open.
            Some(ruling) => {
                owning::thaw(tx, id)?;
                owning::give(tx, id, heir, "left")?;
                owning::freeze(tx, id, ruling)?;
            }
        }
        super::moved(tx, id)?;
    }
    Ok(())
}

/// Contacts, appointments and parties.
fn promises_of(tx: &mut Tx, who: UserId, heirs: &mut Heirs) -> Answered<()> {
    let site = tx.actor.site;
    for (id, customer) in store::follow_ups_of(tx.conn, site, who, 10 * SLICE)? {
        let heir = match (heirs.way, heirs.given.get(&customer)) {
            // What is left to the pool nobody calls; the others have an owner who does.
            (Way::Pool(to), None) if to.is_empty() => {
                followups::actions::call_off(tx, customer, "to_pool")?;
                continue;
            }
            _ => heirs.with(tx, Some(customer))?,
        };
        followups::actions::pass_on(tx, FollowUpId(id), heir)?;
    }
    for (id, customer) in store::appointments_of(tx.conn, site, who)? {
        let heir = heirs.with(tx, Some(customer))?;
        visits::appointments::pass_on(tx, AppointmentId(id), heir)?;
    }
    for (id, customer) in store::parties_of(tx.conn, site, who)? {
        let heir = heirs.with(tx, customer)?;
        visits::actions::pass_on(tx, VisitId(id), heir)?;
    }
    Ok(())
}

/// Kept units, deposits and contracts.
fn sales_of(tx: &mut Tx, who: UserId, heirs: &mut Heirs) -> Answered<()> {
    let site = tx.actor.site;
    for (id, customer) in store::holds_of(tx.conn, site, who)? {
        let heir = heirs.with(tx, customer)?;
        units::claims::pass_on(tx, ClaimId(id), heir)?;
    }
    for (id, customer) in store::deposits_of(tx.conn, site, who)? {
        let heir = heirs.with(tx, Some(customer))?;
        deposits::actions::pass_on(tx, DepositId(id), heir)?;
    }
    for (id, customer) in store::contracts_of(tx.conn, site, who)? {
        let heir = heirs.with(tx, Some(customer))?;
        contracts::actions::pass_on(tx, ContractId(id), heir)?;
    }
    Ok(())
}
