//! What follows from what: the one table of consequences. Each happens in the transaction of its cause.
//!
//! A capability tells the journal what it did and knows nothing of those that follow; they are called here, in sight.

use crate::base::error::Answered;
use crate::base::ids::{DepositId, JourneyId, RowId, UserId};
use crate::business::followups::actions as followups;
use crate::business::ownership::actions as ownership;
use crate::business::reminders::{actions as reminders, handing as reminding};
use crate::business::{merging, privacy, quotes, units, visits};
use crate::platform::db::Tx;
use crate::platform::journal::Entry;
use crate::platform::mail;

/// Lets happen what follows from an entry of the journal.
///
/// # Errors
/// What stops a consequence stops its cause as well.
pub fn react(tx: &mut Tx, entry: &Entry) -> Answered<()> {
    match (entry.kind(), entry.of_customer(), entry.of_visit()) {
        ("visits.left", _, Some(visit)) => followups::plan_after_visit(tx, visit),
        // A party that tells who they are after they left is followed up like any other.
        ("visits.joined", Some(customer), Some(visit)) => {
            if let Some(before) = entry.of_subject() {
                let journey = visits::store::find(tx.conn, tx.actor.site, visit)?.journey;
                units::claims::follow(tx, JourneyId(before), journey, customer)?;
                quotes::store::follow(tx, JourneyId(before), journey, customer)?;
            }
            ownership::came(tx, customer, visit)?;
            followups::plan_after_visit(tx, visit)
        }
        // Whoever an agent filed before may have come.
        ("visits.received", Some(customer), Some(visit)) => ownership::came(tx, customer, visit),
        ("visits.taken", Some(_), Some(visit)) => ownership::received(tx, visit),
        ("customers.became_owner", Some(customer), _) => ownership::moved(tx, customer),
        ("customers.reassigned", Some(customer), _) => {
            ownership::moved(tx, customer)?;
            match entry.of_subject() {
                Some(to) => {
                    followups::hand_over(tx, customer, UserId(to))?;
                    reminders::hand_over(tx, customer, UserId(to))
                }
                None => Ok(()),
            }
        }
        ("deposits.drafted", _, _) => match entry.of_subject() {
            Some(deposit) => ownership::write_shares(tx, DepositId(deposit)),
            None => Ok(()),
        },
        ("customers.consent_withdrawn", Some(customer), _) if entry.says("purpose") == Some("contact") => {
            followups::call_off(tx, customer, "consent_withdrawn")
        }
        // Two became one, and two again: what capabilities after merging keep goes along and comes back.
        ("merging.merged", Some(_), _) => match entry.of_subject() {
            Some(id) => move_the_rest(tx, RowId(id)),
            None => Ok(()),
        },
        ("merging.undone", Some(_), _) => match entry.of_subject() {
            Some(id) => move_the_rest_back(tx, RowId(id)),
            None => Ok(()),
        },
        // Mail that was written as files may name whoever is erased; the day of a congratulation tells a birthday.
        ("privacy.erased", customer, _) => {
            mail::forget_files(tx)?;
            customer.map_or(Ok(()), |customer| reminders::forget(tx, customer))
        }
        ("customers.lost", Some(customer), _) => {
            followups::call_off(tx, customer, "customer_lost")?;
            reminders::look_again(tx, customer)
        }
        // Whoever gives a name, a number or an address may be somebody whom the house knows already.
        ("customers.met" | "customers.card_filled_in" | "customers.number_added", Some(customer), _) => {
            merging::doubts::look(tx, customer)
        }
        ("customers.card_saved", Some(customer), _) => {
            merging::doubts::look(tx, customer)?;
            followups::put_off(tx, customer)
        }
        // Whom nobody may call is not on anybody's list for these days.
        ("customers.cooled_down", Some(customer), _) => followups::put_off(tx, customer),
        // Whatever was reminded of may be done with now; what else changes is found by the chore.
        (
            "followups.done"
            | "followups.cancelled"
            | "followups.undone"
            | "customers.won_back"
            | "calls.taken"
            | "calls.struck",
            Some(customer),
            _,
        ) => reminders::look_again(tx, customer),
        _ => Ok(()),
    }
}

fn move_the_rest(tx: &mut Tx, id: RowId) -> Answered<()> {
    let merge = merging::store::find(tx.conn, tx.actor.site, id)?;
    let moved = privacy::handing::move_customer(tx, merge.gone, merge.kept)?;
    merging::store::note_moved(tx, id, "privacy", &moved)?;
    let moved = reminding::move_customer(tx, merge.gone, merge.kept)?;
    merging::store::note_moved(tx, id, "reminders", &moved)
}

fn move_the_rest_back(tx: &mut Tx, id: RowId) -> Answered<()> {
    let merge = merging::store::find(tx.conn, tx.actor.site, id)?;
    if let Some(moved) = merging::store::moved_along(&merge, "privacy")? {
        privacy::handing::move_customer_back(tx, &moved, merge.gone, merge.kept)?;
    }
    if let Some(moved) = merging::store::moved_along(&merge, "reminders")? {
        reminding::move_customer_back(tx, &moved, merge.gone, merge.kept)?;
    }
    reminders::look_again(tx, merge.gone)?;
    reminders::look_again(tx, merge.kept)
}
