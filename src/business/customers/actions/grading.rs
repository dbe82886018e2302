//! Setting a grade: the rules suggest, a person sets, and every change is kept.

use super::{same_version, workable};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Refused};
use crate::base::grade::Grade;
use crate::base::ids::CustomerId;
use crate::base::role::Need;
use crate::business::customers::model::{Customer, GradeChange};
use crate::business::customers::{facts, grading, store};
use crate::business::sites;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use serde_json::json;

/// Sets the grade over the version that was read.
///
/// # Errors
/// `changed` where somebody was faster; `grade_needs_reason` where it differs from the suggestion and no reason is given; `Forbidden`;
/// `Missing`; faults of the database.
pub fn set_grade(tx: &mut Tx, id: CustomerId, version: i32, grade: Grade, reason: Option<&str>) -> Answered<()> {
    let customer = workable(tx, id, Need::SetGrade)?;
    same_version(&customer, version)?;
    let suggestion = suggestion(tx, &customer)?;
    let reason = grading::set(grade, suggestion.grade, reason)?;
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

/// Takes back a change of grade that was made at this moment, as part of a record that is taken back. Both stay in the history.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn take_grade_back(tx: &mut Tx, id: CustomerId, made_at: Moment) -> Answered<()> {
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
    write(tx, customer, old, &suggestion, None)
}

fn suggestion(tx: &mut Tx, customer: &Customer) -> Answered<grading::Suggestion> {
    let settings = sites::of(tx.conn, tx.actor.site)?.settings;
    let known = facts::gather(tx.conn, customer)?;
    Ok(grading::suggest(&known, settings.grading.preset))
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
        reasons: suggestion.reasons.iter().map(|reason| reason.code().to_owned()).collect(),
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
