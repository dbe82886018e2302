//! Introduction: what the party tells about itself during a visit. The questions and what is kept of them are the customer's.

use serde_json::json;

use super::actions;
use crate::base::error::Answered;
use crate::base::ids::VisitId;
use crate::business::customers::needs;
use crate::business::sites;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

pub use crate::business::customers::needs::{Answer, Answering, Both, Question, REFUSED, of_journey, questions, sent};

/// Notes answers during a visit; what was answered before is replaced, what is left empty stays as it was.
///
/// # Errors
/// `choice_unknown` for a question that this showroom does not ask; those of [`actions::own`].
pub fn note(tx: &mut Tx, visit: VisitId, answers: &[(String, Answer)]) -> Answered<()> {
    let visit = actions::own(tx, visit)?;
    let goods = sites::of(tx.conn, tx.actor.site)?.goods;
    let noted = needs::keep(tx, visit.journey, goods, answers)?;
    if noted.is_empty() {
        return Ok(());
    }
    let entry = Entry::new("visits.needs_noted").visit(visit.id).customer(visit.customer);
    journal::record(tx, entry.detail(json!({ "questions": noted })))
}
