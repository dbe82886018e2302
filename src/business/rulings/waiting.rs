//! Open rulings as cards for whoever decides them: those that were appealed or that no rule could settle first, for the others settle by themselves.

use showroom_templates::pages::approvals::RulingCard;
use showroom_templates::{Typed, Words};

use super::model::{Ruling, Side};
use super::present::{self, Reader};
use super::store;
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::role::Need;
use crate::platform::db::Conn;

/// The most cards of one page.
const MOST: usize = 12;

/// The open rulings that this person may decide.
///
/// # Errors
/// Faults of the database.
pub fn cards(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    fresh: impl Fn() -> Typed,
) -> Answered<Vec<RulingCard>> {
    if !actor.may(Need::DecideOwnership) {
        return Ok(Vec::new());
    }
    let mut open = store::open(conn, actor.site)?;
    open.sort_by_key(|ruling| (!presses(ruling), ruling.opened_at));
    open.truncate(MOST);
    let shown: Vec<&Ruling> = open.iter().collect();
    let reader = Reader::new(conn, actor, words, now, &shown)?;
    let card = |ruling: &Ruling| {
        let mut found = vec![
            (words.approvals_ruling_found().to_owned(), reader.verdict(ruling, ruling.verdict)),
            (words.approvals_ruling_rule().to_owned(), present::rule(words, ruling.rule)),
        ];
        if let Some(appeal) = &ruling.appeal {
            found.push((words.rulings_appeal().to_owned(), appeal.reason.clone()));
        }
        RulingCard {
            typed: fresh(),
            id: ruling.id.0,
            version: ruling.version,
            name: reader.customer(ruling),
            sides: reader.sides(ruling),
            state: Some(present::state(words, ruling)),
            question: reader.question(ruling),
            found,
            choices: present::sides(&reader, ruling),
            proposed: ruling.verdict.code().to_owned(),
        }
    };
    Ok(open.iter().map(card).collect())
}

/// Whether it waits for a person: nothing settles it by itself.
fn presses(ruling: &Ruling) -> bool {
    ruling.appeal.is_some() || ruling.verdict == Side::Undecided
}

/// How many open rulings wait for a person.
///
/// # Errors
/// Faults of the database.
pub fn count(conn: &mut Conn, actor: &Actor) -> Answered<usize> {
    Ok(store::open(conn, actor.site)?.iter().filter(|ruling| presses(ruling)).count())
}
