//! Appointments: a customer says when they will come, and is expected.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::json;

use super::model::{Appointment, AppointmentState};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{AppointmentId, CustomerId, SiteId, UserId};
use crate::base::role::Need;
use crate::business::customers;
use crate::business::customers::model::Customer;
use crate::platform::access;
use crate::platform::db::schema::appointments;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// How far ahead people make appointments, in days.
const FURTHEST_DAYS: i64 = 366;
/// For how many days the house looks back for appointments that nobody kept.
const LOOKED_BACK_DAYS: i64 = 14;

/// What is agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Who comes.
    pub customer: CustomerId,
    /// Who receives them.
    pub consultant: Option<UserId>,
    /// When.
    pub at: Moment,
    /// How many.
    pub party_size: i32,
    /// What to prepare.
    pub note: Option<String>,
}

/// Makes an appointment.
///
/// # Errors
/// `appointment_in_the_past`, `appointment_too_far`, `not_a_choice` for somebody who does not work here; forbidden for a colleague's customer; missing; faults of the database.
pub fn make(tx: &mut Tx, plan: &Plan) -> Answered<AppointmentId> {
    let customer = customers::store::find(tx.conn, tx.actor.site, plan.customer)?;
    let actor = tx.actor.clone();
    may_arrange(tx.conn, &actor, &customer)?;
    agree(tx, plan)
}

/// Makes an appointment with somebody who asks for one: whoever answers the telephone may agree on a time, whosever customer it is.
///
/// # Errors
/// `appointment_in_the_past`, `appointment_too_far`, `not_a_choice` for somebody who does not work here; faults of the database.
pub fn agree(tx: &mut Tx, plan: &Plan) -> Answered<AppointmentId> {
    if plan.at < tx.now {
        return Err(Refused::invalid("appointment_in_the_past").at("at").into());
    }
    if plan.at > tx.now + Duration::days(FURTHEST_DAYS) {
        return Err(Refused::invalid("appointment_too_far").at("on").into());
    }
    if let Some(who) = plan.consultant {
        let people = access::list(tx.conn, tx.actor.site)?;
        if !people.iter().any(|member| member.user.id == who && member.user.suspended_at.is_none()) {
            return Err(Refused::invalid("not_a_choice").at("consultant").into());
        }
    }
    let id = AppointmentId::new(tx.now);
    diesel::insert_into(appointments::table)
        .values((
            appointments::id.eq(id.0),
            appointments::site_id.eq(tx.actor.site.0),
            appointments::customer_id.eq(plan.customer.0),
            appointments::consultant_id.eq(plan.consultant.map(|who| who.0)),
            appointments::at.eq(plan.at),
            appointments::party_size.eq(plan.party_size),
            appointments::note.eq(plan.note.as_deref()),
            appointments::status.eq(AppointmentState::Planned.code()),
            appointments::made_by.eq(tx.actor.user.map(|who| who.0)),
            appointments::made_at.eq(tx.now),
            appointments::version.eq(1),
        ))
        .execute(tx.conn)?;
    let detail = json!({ "at": plan.at, "consultant": plan.consultant.map(|who| who.0) });
    let entry = Entry::new("visits.appointment_made").customer(plan.customer).subject(id).detail(detail);
    journal::record(tx, entry)?;
    Ok(id)
}

/// Calls an appointment off.
///
/// # Errors
/// `appointment_not_open` where it was kept or called off; forbidden for a colleague's; missing; faults of the database.
pub fn cancel(tx: &mut Tx, id: AppointmentId) -> Answered<()> {
    let appointment = planned(tx, id)?;
    let (actor, receives) = (tx.actor.clone(), appointment.consultant.is_some_and(|who| tx.actor.is(who)));
    let customer = customers::store::find(tx.conn, actor.site, appointment.customer)?;
    if !receives {
        may_arrange(tx.conn, &actor, &customer)?;
    }
    set_state(tx, &appointment, AppointmentState::Cancelled, "visits.appointment_cancelled")
}

/// One appointment of a site.
///
/// # Errors
/// [`Error::Missing`] where this site has none such; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: AppointmentId) -> Answered<Appointment> {
    appointments::table
        .filter(appointments::site_id.eq(site.0))
        .filter(appointments::id.eq(id.0))
        .first::<Row>(conn)?
        .try_into()
}

/// The appointments that are still to be kept between two moments, the earliest first.
///
/// # Errors
/// Faults of the database.
pub fn list_planned(conn: &mut Conn, site: SiteId, from: Moment, to: Moment) -> Answered<Vec<Appointment>> {
    let rows = appointments::table
        .filter(appointments::site_id.eq(site.0))
        .filter(appointments::at.ge(from))
        .filter(appointments::at.lt(to))
        .filter(appointments::status.eq(AppointmentState::Planned.code()))
        .order(appointments::at)
        .limit(200)
        .load::<Row>(conn)?;
    rows.into_iter().map(Appointment::try_from).collect()
}

/// Whether somebody was expected before this moment and is not noted as come or missed.
///
/// # Errors
/// Faults of the database.
pub(super) fn any_before(conn: &mut Conn, site: SiteId, until: Moment) -> Answered<bool> {
    Ok(!list_planned(conn, site, until - Duration::days(LOOKED_BACK_DAYS), until)?.is_empty())
}

/// A customer's appointments, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn list_of_customer(conn: &mut Conn, customer: CustomerId, most: i64) -> Answered<Vec<Appointment>> {
    let rows = appointments::table
        .filter(appointments::customer_id.eq(customer.0))
        .order(appointments::at.desc())
        .limit(most)
        .load::<Row>(conn)?;
    rows.into_iter().map(Appointment::try_from).collect()
}

/// Gives an appointment that is still to be kept to another consultant.
///
/// # Errors
/// `appointment_not_open`; `Missing`; faults of the database.
pub fn pass_on(tx: &mut Tx, id: AppointmentId, to: UserId) -> Answered<()> {
    let appointment = planned(tx, id)?;
    diesel::update(appointments::table.filter(appointments::id.eq(id.0)))
        .set((appointments::consultant_id.eq(Some(to.0)), appointments::version.eq(appointment.version + 1)))
        .execute(tx.conn)?;
    let entry = Entry::new("visits.appointment_passed_on").customer(appointment.customer).subject(id);
    journal::record(tx, entry.detail(json!({ "to": to.0 })))
}

/// An appointment that is still to be kept.
pub(super) fn planned(tx: &mut Tx, id: AppointmentId) -> Answered<Appointment> {
    let appointment = find(tx.conn, tx.actor.site, id)?;
    if appointment.state == AppointmentState::Planned {
        Ok(appointment)
    } else {
        Err(Refused::changed("appointment_not_open").at("appointment").into())
    }
}

/// They came.
pub(super) fn came(tx: &mut Tx, appointment: &Appointment) -> Answered<()> {
    set_state(tx, appointment, AppointmentState::Came, "visits.appointment_kept")
}

/// Whoever was expected before this moment and did not come, missed it.
pub(super) fn miss_before(tx: &mut Tx, until: Moment) -> Answered<()> {
    for appointment in list_planned(tx.conn, tx.actor.site, until - Duration::days(LOOKED_BACK_DAYS), until)? {
        set_state(tx, &appointment, AppointmentState::Missed, "visits.appointment_missed")?;
    }
    Ok(())
}

/// Calls off whatever is planned with a customer.
///
/// # Errors
/// Faults of the database.
pub fn call_off(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    for appointment in list_of_customer(tx.conn, customer, LOOKED_AT)? {
        if appointment.state == AppointmentState::Planned {
            set_state(tx, &appointment, AppointmentState::Cancelled, "visits.appointment_cancelled")?;
        }
    }
    Ok(())
}

/// Calls off what was agreed in one moment, which was a mistake.
///
/// # Errors
/// Faults of the database.
pub fn take_back(tx: &mut Tx, customer: CustomerId, at: Moment) -> Answered<()> {
    let made: Vec<i64> = appointments::table
        .filter(appointments::customer_id.eq(customer.0))
        .filter(appointments::made_at.eq(at))
        .filter(appointments::status.eq(AppointmentState::Planned.code()))
        .select(appointments::id)
        .load(tx.conn)?;
    for id in made {
        let appointment = planned(tx, AppointmentId(id))?;
        set_state(tx, &appointment, AppointmentState::Cancelled, "visits.appointment_cancelled")?;
    }
    Ok(())
}

/// So many appointments of one customer are looked through.
const LOOKED_AT: i64 = 100;

fn set_state(tx: &mut Tx, appointment: &Appointment, state: AppointmentState, kind: &'static str) -> Answered<()> {
    let rows = diesel::update(
        appointments::table
            .filter(appointments::id.eq(appointment.id.0))
            .filter(appointments::version.eq(appointment.version)),
    )
    .set((
        appointments::status.eq(state.code()),
        appointments::version.eq(appointment.version + 1),
        appointments::changed_at.eq(Some(tx.now)),
    ))
    .execute(tx.conn)?;
    if rows != 1 {
        return Err(Refused::changed("appointment_not_open").at("appointment").into());
    }
    journal::record(tx, Entry::new(kind).customer(appointment.customer).subject(appointment.id))
}

/// Consultants make and call off what concerns the customers on whom they may work: their own, nobody's, whom they receive now.
///
/// # Errors
/// Forbidden for a colleague's customer; faults of the database.
pub fn may_arrange(conn: &mut Conn, actor: &Actor, customer: &Customer) -> Answered<()> {
    if customers::actions::may_work_on(conn, actor, customer)? {
        Ok(())
    } else {
        Err(Error::Forbidden(Need::WalkVisit))
    }
}

#[derive(Queryable)]
struct Row {
    id: i64,
    _site_id: i64,
    customer_id: i64,
    consultant_id: Option<i64>,
    at: Moment,
    party_size: i32,
    note: Option<String>,
    status: String,
    _made_by: Option<i64>,
    _made_at: Moment,
    version: i32,
    _changed_at: Option<Moment>,
}

impl TryFrom<Row> for Appointment {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let state = AppointmentState::from_code(&row.status);
        Ok(Self {
            id: AppointmentId(row.id),
            customer: CustomerId(row.customer_id),
            consultant: row.consultant_id.map(UserId),
            at: row.at,
            party_size: row.party_size,
            note: row.note,
            state: state.ok_or_else(|| Fault::bad_data("reading the state of an appointment"))?,
            version: row.version,
        })
    }
}
