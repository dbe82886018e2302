//! Setting a grade: the rules suggest, a person sets, and every change is kept.

use super::{same_version, workable};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Refused};
use crate::base::grade::Grade;
use crate::base::ids::CustomerId;
use crate::base::role::Need;
use crate::business::customers::grading::{self, Reason, Step};
use crate::business::customers::model::{Customer, GradeChange};
use crate::business::customers::{facts, store};
use crate::business::sites::{self, Site};
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use chrono::Duration;
use serde_json::json;

/// Sets the grade over the version that was read.
///
/// # Errors
/// `changed` where somebody was faster; `grade_needs_reason` where it differs from the suggestion and no reason is given; `Forbidden`;
/// `Missing`; faults of the database.
pub fn set_grade(tx: &mut Tx, id: CustomerId, version: i32, grade: Grade, reason: Option<&str>) -> Answered<()> {
    let customer = workable(tx, id, Need::SetGrade)?;
    same_version(&customer, version)?;
    let scale = sites::of(tx.conn, tx.actor.site)?.scale;
    let suggestion = grading::suggest(&facts::gather(tx.conn, &customer)?, &scale);
    let reason = grading::set(grade, suggestion.grade, reason, &scale)?;
    write(tx, customer, grade, &suggestion, reason)
}

/// Moves the grade by what was learned in a contact; the same grade writes nothing. The reason is what was learned.
///
/// # Errors
/// `grade_move_needs_reason` without a reason; `Forbidden`; `Missing`; faults of the database.
pub fn move_grade(tx: &mut Tx, id: CustomerId, grade: Grade, reason: Option<&str>) -> Answered<()> {
    let customer = workable(tx, id, Need::SetGrade)?;
    if customer.grade == Some(grade) {
        return Ok(());
    }
    let reason = reason.map(str::trim).filter(|said| !said.is_empty());
    let Some(reason) = reason else {
        return Err(Refused::invalid("grade_move_needs_reason").at("grade_reason").into());
    };
    let suggestion = suggestion(tx, &customer)?;
    write(tx, customer, grade, &suggestion, Some(reason.to_owned()))
}

/// Takes back a change of grade that was made at this moment, as part of a record that is taken back. Both stay in the history; the old grade
/// is as old as it was at `graded_at`, so that a mistake confirms nothing.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn take_grade_back(tx: &mut Tx, id: CustomerId, made_at: Moment, graded_at: Option<Moment>) -> Answered<()> {
    let changes = store::grades_of(tx.conn, id, 1)?;
    let Some(change) = changes.first().filter(|change| change.set_at == made_at) else {
        return Ok(());
    };
    let mut customer = store::find(tx.conn, tx.actor.site, id)?;
    let Some(old) = change.old else {
        customer.grade = None;
        customer.graded_at = None;
        store::update(tx, &customer)?;
        let detail = json!({ "from": change.new.code(), "to": null });
        return journal::record(tx, Entry::new("customers.graded").customer(id).detail(detail));
    };
    let suggestion = suggestion(tx, &customer)?;
    write(tx, customer, old, &suggestion, None)?;
    let Some(graded_at) = graded_at else {
        return Ok(());
    };
    let restored = Customer { graded_at: Some(graded_at), ..store::find(tx.conn, tx.actor.site, id)? };
    store::update_quietly(tx, &restored)
}

/// Lets a customer's grade fall by the steps that are due today; says how many. Each step is kept by itself.
///
/// # Errors
/// `changed` where somebody was faster; faults of the database.
pub fn let_fall(tx: &mut Tx, mut customer: Customer, site: &Site) -> Answered<usize> {
    let due = due_steps(&customer, site, tx.now);
    for step in &due {
        let change = GradeChange {
            old: Some(step.from),
            new: step.to,
            suggested: None,
            reasons: vec![Reason::NoContact(step.days).to_string()],
            reason: None,
            set_by: None,
            set_at: tx.now,
        };
        store::insert_grade(tx, customer.id, &change)?;
        let detail = json!({ "from": step.from.code(), "to": step.to.code(), "days": step.days });
        journal::record(tx, Entry::new("customers.grade_fell").customer(customer.id).detail(detail))?;
        customer.grade = Some(step.to);
        // The next step counts from the last day of this one, whenever somebody looked.
        customer.graded_at = Some(site.clock().day_bounds(step.on).0 - Duration::milliseconds(1));
    }
    if !due.is_empty() {
        store::update_quietly(tx, &customer)?;
    }
    Ok(due.len())
}

/// The steps by which a customer's grade has to fall at `now`; none for who bought or was given up.
pub fn due_steps(customer: &Customer, site: &Site, now: Moment) -> Vec<Step> {
    let confirmed = customer.graded_at.max(customer.last_contact_at).unwrap_or(customer.created_at);
    let Some(grade) = customer.grade.filter(|_| customer.bought_at.is_none() && customer.lost_at.is_none()) else {
        return Vec::new();
    };
    let (clock, settings) = (site.clock(), &site.settings);
    let (confirmed_on, today) = (clock.business_day(confirmed), clock.business_day(now));
    grading::steps(grade, confirmed_on, today, &settings.cadence.every_days, settings.grading.falls_after())
}

fn suggestion(tx: &mut Tx, customer: &Customer) -> Answered<grading::Suggestion> {
    let scale = sites::of(tx.conn, tx.actor.site)?.scale;
    Ok(grading::suggest(&facts::gather(tx.conn, customer)?, &scale))
}

fn write(
    tx: &mut Tx,
    mut customer: Customer,
    grade: Grade,
    suggestion: &grading::Suggestion,
    reason: Option<String>,
) -> Answered<()> {
    let id = customer.id;
    let change = GradeChange {
        old: customer.grade,
        new: grade,
        suggested: Some(suggestion.grade),
        reasons: suggestion.reasons.iter().map(|reason| reason.to_string()).collect(),
        reason: reason.clone(),
        set_by: tx.actor.user,
        set_at: tx.now,
    };
    let detail = json!({
        "from": change.old.map(Grade::code),
        "to": grade.code(),
        "suggested": suggestion.grade.code(),
    });
    customer.grade = Some(grade);
    customer.graded_at = Some(tx.now);
    store::insert_grade(tx, id, &change)?;
    store::update(tx, &customer)?;
    journal::record(tx, Entry::new("customers.graded").customer(id).detail(detail))
}
