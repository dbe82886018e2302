//! One live claim per unit. Whoever comes second is told who was first, since when, and what is free nearby.
//!
//! The unique index `claims_one_live_per_unit` is the referee on both engines: two transactions may both find the unit
//! free, but only one of them gets its row in.

use super::model::{Claim, ClaimKind, EndReason, Unit};
use super::states::{self, Flags, UnitState};
use super::store;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{ClaimId, CustomerId, JourneyId, UnitId, UserId};
use crate::base::role::Need;
use crate::business::sites;
use crate::platform::db::{Tx, fault};
use crate::platform::journal::{self, Entry};

/// How many free units are offered instead.
const OFFERS: usize = 4;
const REFEREE: &str = "claims_one_live_per_unit";

/// What somebody wants.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Which unit.
    pub unit: UnitId,
    /// How firmly.
    pub kind: ClaimKind,
    /// For which journey.
    pub journey: JourneyId,
    /// For whom, where known.
    pub customer: Option<CustomerId>,
    /// Whose sale it is.
    pub consultant: Option<UserId>,
    /// When a hold ends by itself.
    pub until: Option<Moment>,
}

/// Ties a unit to a customer. A looser claim of the same journey becomes this one, in the same transaction.
///
/// `instead` makes the address to which the offer of another unit leads.
///
/// # Errors
/// `unit_taken` (409) with who has it, since when, and what is free nearby; `unit_not_for_sale`, `unit_mortgaged`, `unit_seized`, `unit_without_licence`;
/// [`Error::Missing`]; faults of the database.
pub fn take(tx: &mut Tx, wanted: &Wanted, instead: impl Fn(UnitId) -> String) -> Answered<Claim> {
    let unit = store::find(tx.conn, tx.actor.site, wanted.unit)?;
    may_be_sold(&unit, wanted.kind)?;
    let before = store::open_claim(tx.conn, unit.id)?;
    let from = match &before {
        None if unit.state == UnitState::ForSale => UnitState::ForSale,
        None => return Err(Refused::taken("unit_not_for_sale").with("unit", &unit.code).into()),
        Some(claim) => match gives_way(tx, claim, wanted) {
            None => return Err(taken(tx, &unit, Some(claim), instead)?.into()),
            Some(why) => {
                if !end(tx, claim, why)? {
                    let winner = store::open_claim(tx.conn, unit.id)?;
                    return Err(taken(tx, &unit, winner.as_ref(), instead)?.into());
                }
                claim.kind.state()
            }
        },
    };
    let claim = new_claim(tx, wanted);
    match tx.attempt(|tx| store::insert_claim(tx, &claim)) {
        Ok(()) => {}
        Err(error) if fault::violates_unique(&error, REFEREE) => {
            let winner = store::open_claim(tx.conn, unit.id)?;
            return Err(taken(tx, &unit, winner.as_ref(), instead)?.into());
        }
        Err(error) => return Err(error),
    }
    if store::move_state(tx, unit.id, from, wanted.kind.state())? {
        Ok(claim)
    } else {
        Err(Refused::taken("unit_not_for_sale").with("unit", &unit.code).into())
    }
}

/// Ends a claim and gives its unit back: from a hold to the market, from a deposit or contract to those who decide when it is offered again.
///
/// # Errors
/// `claim_ended` (409) where it has ended already; faults of the database.
pub fn give_back(tx: &mut Tx, claim: &Claim, why: EndReason) -> Answered<()> {
    if !end(tx, claim, why)? {
        return Err(Refused::changed("claim_ended").into());
    }
    let to = match claim.kind {
        ClaimKind::Hold => UnitState::ForSale,
        ClaimKind::Deposit | ClaimKind::Contract => UnitState::Withheld,
    };
    if store::move_state(tx, claim.unit, claim.kind.state(), to)? {
        Ok(())
    } else {
        Err(Refused::changed("claim_ended").into())
    }
}

/// What was kept for a party goes on for the customer whom it turned out to be, on the customer's own journey.
///
/// # Errors
/// Faults of the database.
pub fn follow(tx: &mut Tx, from: JourneyId, to: JourneyId, customer: CustomerId) -> Answered<()> {
    store::move_claims(tx, from, to, customer)
}

/// A live claim is another consultant's from here on.
///
/// # Errors
/// Faults of the database.
pub fn pass_on(tx: &mut Tx, id: ClaimId, to: UserId) -> Answered<()> {
    store::pass_claim_on(tx, id, to)
}

/// Where a unit stands now: a hold past its end counts for nothing, whether or not anybody has noted it.
pub fn stands(unit: &Unit, claim: Option<&Claim>, now: Moment) -> UnitState {
    if unit.state == UnitState::OnHold && claim.is_some_and(|claim| claim.is_over(now)) {
        UnitState::ForSale
    } else {
        unit.state
    }
}

/// What stops a sale, whoever asks: a court, a bank, and for money the missing licence.
///
/// # Errors
/// `unit_seized`, `unit_mortgaged`, `unit_without_licence`.
pub fn may_be_sold(unit: &Unit, kind: ClaimKind) -> Result<(), Refused> {
    let flags = Flags { licence: unit.licence.as_deref(), mortgaged: unit.mortgaged, seized: unit.seized };
    match kind {
        ClaimKind::Hold => states::may_be_held(&unit.code, &flags),
        ClaimKind::Deposit | ClaimKind::Contract => states::may_take_money(&unit.code, &flags),
    }
}

/// Whether a claim makes room for what is wanted, and how it ends then.
fn gives_way(tx: &Tx, claim: &Claim, wanted: &Wanted) -> Option<EndReason> {
    let same_party = claim.journey == wanted.journey;
    let firmer = wanted.kind > claim.kind;
    let longer = wanted.kind == ClaimKind::Hold && claim.kind == ClaimKind::Hold && tx.actor.may(Need::HoldLong);
    if claim.is_over(tx.now) {
        Some(EndReason::Expired)
    } else if same_party && (firmer || longer) {
        Some(EndReason::Converted)
    } else {
        None
    }
}

/// Ends a claim; says whether it was still open.
fn end(tx: &mut Tx, claim: &Claim, why: EndReason) -> Answered<bool> {
    let ended = store::end_claim(tx, claim, why.code())?;
    if ended && why == EndReason::Expired {
        let entry = Entry::new("units.hold_expired").unit(claim.unit).customer(claim.customer).subject(claim.id);
        journal::record(tx, entry)?;
    }
    Ok(ended)
}

fn new_claim(tx: &Tx, wanted: &Wanted) -> Claim {
    Claim {
        id: ClaimId::new(tx.now),
        unit: wanted.unit,
        customer: wanted.customer,
        journey: wanted.journey,
        kind: wanted.kind,
        consultant: wanted.consultant,
        until: wanted.until,
        made_at: tx.now,
        ended_at: None,
        end_reason: None,
    }
}

/// Who has it, since when, and what is free nearby.
fn taken(tx: &mut Tx, unit: &Unit, by: Option<&Claim>, instead: impl Fn(UnitId) -> String) -> Answered<Refused> {
    let clock = sites::of(tx.conn, tx.actor.site)?.clock();
    let who = match by.and_then(|claim| claim.consultant) {
        Some(consultant) => store::person(tx.conn, consultant)?,
        None => "—".to_owned(),
    };
    let since = by.map_or(tx.now, |claim| claim.made_at);
    let mut refused = Refused::taken("unit_taken")
        .with("unit", &unit.code)
        .with("who", who)
        .with("since", clock.local(since).format("%m-%d %H:%M"));
    for free in store::nearby(tx.conn, unit, OFFERS)? {
        refused = refused.offer(&free.code, instead(free.id));
    }
    Ok(refused)
}

/// Lets go of what is past its end, for the worker; says how many it were.
///
/// # Errors
/// Faults of the database.
pub fn note_what_is_over(tx: &mut Tx) -> Answered<usize> {
    let over = store::holds_that_are_over(tx.conn, tx.actor.site, tx.now, 100)?;
    let mut noted = 0;
    for claim in over {
        match tx.attempt(|tx| give_back(tx, &claim, EndReason::Expired)) {
            Ok(()) => noted += 1,
            // Somebody took or let go of it in this very moment: then there is nothing left to note.
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(noted)
}

/// A claim without asking anybody but the index, for the test that shows what it is there for.
#[cfg(test)]
pub(super) fn insert_unchecked(tx: &mut Tx, wanted: &Wanted) -> Answered<()> {
    let claim = new_claim(tx, wanted);
    store::insert_claim(tx, &claim)
}
