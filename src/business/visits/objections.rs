//! Objections: heard, answered, and kept with what answered them. They belong to the journey and may outlive the visit.

use diesel::prelude::*;
use serde_json::json;

use super::model::Visit;
use super::{actions, signals, store};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{JourneyId, RowId, VisitId};
use crate::business::customers::journeys;
use crate::business::playbooks;
use crate::platform::db::schema::objections;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// The code of an objection that no playbook lists; its words say what it is.
pub const OTHER: &str = "other";

/// An objection of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Its id.
    pub id: RowId,
    /// Its code in the playbook, or [`OTHER`].
    pub code: String,
    /// How it was said.
    pub words: Option<String>,
    /// What answered it.
    pub answer: Option<String>,
    /// When it was answered.
    pub handled_at: Option<Moment>,
}

/// The objections of a journey, open ones first, then the latest.
///
/// # Errors
/// Faults of the database.
pub fn of_journey(conn: &mut Conn, journey: JourneyId) -> Answered<Vec<Objection>> {
    let rows = objections::table
        .filter(objections::journey_id.eq(journey.0))
        .order((objections::handled_at.is_not_null(), objections::heard_at.desc()))
        .limit(50)
        .select((objections::id, objections::code, objections::words, objections::answer, objections::handled_at))
        .load::<(i64, String, Option<String>, Option<String>, Option<Moment>)>(conn)?;
    let one = |(id, code, words, answer, handled_at)| Objection { id: RowId(id), code, words, answer, handled_at };
    Ok(rows.into_iter().map(one).collect())
}

/// An objection was heard. One that is open already is not heard twice.
///
/// # Errors
/// `objection_unknown` for a code that the playbook lacks; `objection_words_missing` for another one without words; those of
/// [`actions::own_taken`].
pub fn hear(tx: &mut Tx, visit: VisitId, code: &str, words: Option<&str>) -> Answered<()> {
    let visit = actions::own_taken(tx, visit)?;
    if code == OTHER && words.is_none() {
        return Err(Refused::invalid("objection_words_missing").at("words").into());
    }
    if code != OTHER && !known(tx.conn, &visit, code)? {
        return Err(Refused::invalid("objection_unknown").at("code").into());
    }
    let before = of_journey(tx.conn, visit.journey)?;
    let open = |heard: &&Objection| heard.handled_at.is_none() && heard.code == code && code != OTHER;
    if before.iter().find(open).is_some() {
        return Ok(());
    }
    let id = RowId::new(tx.now);
    diesel::insert_into(objections::table)
        .values((
            objections::id.eq(id.0),
            objections::site_id.eq(tx.actor.site.0),
            objections::journey_id.eq(visit.journey.0),
            objections::visit_id.eq(Some(visit.id.0)),
            objections::code.eq(code),
            objections::words.eq(words),
            objections::heard_by.eq(tx.actor.user.map(|who| who.0)),
            objections::heard_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    record(tx, &visit, "visits.objection_heard", id, code)?;
    signals::keep_score(tx, visit)
}

/// An objection was answered, with these words where somebody noted them.
///
/// # Errors
/// Missing where the journey has no such objection; those of [`actions::own_taken`].
pub fn answer(tx: &mut Tx, visit: VisitId, id: RowId, words: Option<&str>) -> Answered<()> {
    let visit = actions::own_taken(tx, visit)?;
    let heard = of_journey(tx.conn, visit.journey)?.into_iter().find(|heard| heard.id == id).ok_or(Error::Missing)?;
    diesel::update(objections::table.find(id.0))
        .set((objections::answer.eq(words), objections::handled_at.eq(Some(tx.now))))
        .execute(tx.conn)?;
    record(tx, &visit, "visits.objection_answered", id, &heard.code)?;
    let visit = store::find(tx.conn, tx.actor.site, visit.id)?;
    signals::keep_score(tx, visit)
}

fn known(conn: &mut Conn, visit: &Visit, code: &str) -> Answered<bool> {
    let journey = journeys::find(conn, visit.site, visit.journey)?;
    let playbook = playbooks::library()?.of_journey(&journey.playbook, journey.playbook_version);
    Ok(playbook.is_some_and(|playbook| playbook.objection(code).is_some()))
}

fn record(tx: &mut Tx, visit: &Visit, kind: &'static str, id: RowId, code: &str) -> Answered<()> {
    let entry = Entry::new(kind).visit(visit.id).customer(visit.customer).subject(id);
    journal::record(tx, entry.detail(json!({ "objection": code })))
}
