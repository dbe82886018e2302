//! Taking a call, and striking one out that was noted by mistake.

use serde_json::json;

use super::model::{Call, Heard, Known, Next};
use super::store;
use crate::base::actor::Actor;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CallId, UserId};
use crate::base::role::{Need, Role};
use crate::business::consultants::store as desk;
use crate::business::customers;
use crate::business::customers::model::{Customer, Meeting};
use crate::business::followups;
use crate::business::followups::model::Purpose;
use crate::business::sites;
use crate::business::visits::actions::Caller;
use crate::business::visits::appointments::{self, Plan};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// A call that was written down.
#[derive(Debug)]
pub struct Taken {
    /// The call.
    pub id: CallId,
    /// Who phoned.
    pub customer: Option<Customer>,
    /// Whether the house met them by this call.
    pub is_new: bool,
}

/// Writes a call down: finds or makes the customer by the number, which counts as a contact; makes the appointment, or plans the call back.
///
/// # Errors
/// `call_needs_number` where something was agreed with somebody who cannot be told from others; `call_back_needs_number`, `call_needs_day`,
/// `call_needs_time`, `call_needs_consultant`; `call_needs_next` for a day without saying what for; `not_a_choice` for somebody who does not sell
/// here, and where a consultant names another than the owner of a colleague's customer; those of [`appointments::agree`] and [`followups::actions::promise`]; `Missing`; faults of the database.
pub fn take(tx: &mut Tx, heard: &Heard) -> Answered<Taken> {
    let (customer, known) = who(tx, heard)?;
    let consultant = match heard.consultant {
        Some(chosen) => Some(may_go_on(tx.conn, &tx.actor, customer.as_ref(), chosen)?),
        None => customer.as_ref().and_then(|one| one.owner).or_else(|| own(&tx.actor)),
    };
    let call = Call {
        id: CallId::new(tx.now),
        customer: customer.as_ref().map(|one| one.id),
        known,
        channel: heard.channel.clone(),
        about: heard.about.clone(),
        next: heard.next,
        next_on: heard.on.filter(|_| heard.next != Next::Nothing),
        consultant,
        note: heard.note.clone(),
        taken_by: tx.actor.user,
        taken_at: tx.now,
        struck_at: None,
    };
    store::insert(tx, &call)?;
    if let Some(customer) = &customer {
        customers::actions::reached(tx, customer.id)?;
    }
    let detail = json!({ "known": known.code(), "next": heard.next.code(), "channel": heard.channel });
    journal::record(tx, Entry::new("calls.taken").customer(call.customer).subject(call.id).detail(detail))?;
    agree(tx, heard, customer.as_ref(), consultant)?;
    Ok(Taken { id: call.id, customer, is_new: known == Known::New })
}

/// Strikes a call out: it was noted by mistake and counts no more, neither as a call nor as a contact, and what was agreed on it is called off. Whoever took it may, on the same business day; who leads the floor may for others.
///
/// # Errors
/// `call_of_another_day`, `call_struck_already`; forbidden for a colleague's call; `Missing`; faults of the database.
pub fn strike(tx: &mut Tx, id: CallId) -> Answered<()> {
    let call = store::find(tx.conn, tx.actor.site, id)?;
    if !may_strike(&tx.actor, &call) {
        return Err(Error::Forbidden(Need::ReceiveParty));
    }
    let clock = sites::of(tx.conn, tx.actor.site)?.clock();
    if clock.business_day(call.taken_at) != clock.business_day(tx.now) {
        return Err(Refused::changed("call_of_another_day").into());
    }
    if !store::strike(tx, id)? {
        return Err(Refused::changed("call_struck_already").into());
    }
    if let Some(customer) = call.customer {
        followups::actions::take_promise_back(tx, customer, call.taken_at)?;
        appointments::take_back(tx, customer, call.taken_at)?;
        let reached = followups::store::last_effective(tx.conn, customer)?;
        customers::actions::last_reached(tx, customer, reached)?;
    }
    journal::record(tx, Entry::new("calls.struck").customer(call.customer).subject(id))
}

/// Whether this person may strike the call out on its day.
pub fn may_strike(actor: &Actor, call: &Call) -> bool {
    let theirs = actor.role == Role::Supervisor || call.taken_by.is_some_and(|who| actor.is(who));
    actor.may(Need::ReceiveParty) && theirs
}

/// Who phones, and whether the house knew them.
fn who(tx: &mut Tx, heard: &Heard) -> Answered<(Option<Customer>, Known)> {
    Ok(match &heard.caller {
        Caller::Known(id) => (Some(customers::store::find(tx.conn, tx.actor.site, *id)?), Known::Customer),
        Caller::Number(phone, name, title) => {
            let (phone, name, channel) = (phone.clone(), name.clone(), heard.channel.clone());
            let met = customers::actions::meet(tx, &Meeting { phone, name, title: *title, channel })?;
            (Some(met.customer), if met.is_new { Known::New } else { Known::Customer })
        }
        Caller::Named(name, title) => {
            let (name, channel) = (Some(name.clone()), heard.channel.clone());
            (Some(customers::actions::meet_without_number(tx, name, *title, channel)?), Known::New)
        }
        Caller::Anonymous => (None, Known::Unnamed),
    })
}

fn agree(tx: &mut Tx, heard: &Heard, customer: Option<&Customer>, consultant: Option<UserId>) -> Answered<()> {
    match (heard.next, customer, heard.on, heard.at) {
        (Next::Nothing, _, None, None) => Ok(()),
        (Next::Nothing, ..) => Err(Refused::invalid("call_needs_next").at("next").into()),
        (Next::Comes, Some(customer), Some(on), Some(time)) => {
            let at = sites::of(tx.conn, tx.actor.site)?.clock().moment(on.and_time(time));
            let plan = Plan { customer: customer.id, consultant, at, party_size: 1, note: heard.note.clone() };
            appointments::agree(tx, &plan).map(|_| ())
        }
        (Next::CallBack, Some(customer), Some(on), _) => {
            if customers::store::numbers_of(tx.conn, customer.id)?.is_empty() {
                return Err(Refused::invalid("call_back_needs_number").at("phone").into());
            }
            let Some(consultant) = consultant else {
                return Err(Refused::invalid("call_needs_consultant").at("consultant").into());
            };
            let promised = followups::actions::promise(tx, customer, on, Purpose::Call, consultant);
            promised.map(|_| ()).map_err(at_day)
        }
        (Next::Comes | Next::CallBack, ..) => Err(lacking(heard, customer.is_some()).into()),
    }
}

/// What has to be known before something can be agreed, all of it at once.
fn lacking(heard: &Heard, knows_who: bool) -> Refused {
    let no_day = heard.on.is_none().then(|| Refused::invalid("call_needs_day").at("on"));
    let no_time =
        (heard.next == Next::Comes && heard.at.is_none()).then(|| Refused::invalid("call_needs_time").at("at"));
    let nobody = (!knows_who).then(|| Refused::invalid("call_needs_number").at("phone"));
    let mut all = [nobody, no_day, no_time].into_iter().flatten();
    let mut first = all.next().unwrap_or_else(|| Refused::invalid("call_needs_next").at("next"));
    first.more.extend(all);
    first
}

/// What is wrong with the day of a planned contact is wrong with the day of this form.
fn at_day(error: Error) -> Error {
    match error {
        Error::Refused(refused) => refused.at("on").into(),
        Error::Missing | Error::Forbidden(_) | Error::Fault(_) => error,
    }
}

/// Consultants go on with what they hear, unless it is a colleague's.
fn own(actor: &Actor) -> Option<UserId> {
    actor.user.filter(|_| actor.role == Role::Consultant)
}

/// A consultant of the house; for a colleague's customer that colleague, unless somebody says otherwise who may.
fn may_go_on(conn: &mut Conn, actor: &Actor, customer: Option<&Customer>, who: UserId) -> Answered<UserId> {
    let here = desk::colleagues(conn, actor.site)?.iter().any(|one| one.id == who && one.role == Role::Consultant);
    let may = match customer.filter(|one| one.owner.is_some_and(|owner| owner != who)) {
        Some(of_another) => customers::actions::may_work_on(conn, actor, of_another)?,
        None => true,
    };
    if here && may { Ok(who) } else { Err(Refused::invalid("not_a_choice").at("consultant").into()) }
}
