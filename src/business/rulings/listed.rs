//! Rulings for a file, as this reader may see them: what is open, and what was decided, or the precedents that a search finds.

use showroom_templates::Words;

use super::model::Ruling;
use super::{actions, present, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::platform::db::Conn;
use crate::platform::sheets::{Column, Kind, Value};

/// How many rulings are read at once.
const AT_ONCE: usize = 200;

/// The columns, in order.
pub fn columns(words: Words) -> Vec<Column> {
    vec![
        Column::new(words.lists_out_opened(), Kind::Moment),
        Column::new(words.lists_out_customer(), Kind::Name),
        Column::new(words.lists_out_sides(), Kind::Short),
        Column::new(words.lists_out_question(), Kind::Long),
        Column::new(words.lists_out_verdict(), Kind::Short),
        Column::new(words.lists_out_rule(), Kind::Short),
        Column::new(words.lists_out_state(), Kind::Short),
        Column::new(words.lists_out_decided(), Kind::Moment),
        Column::new(words.lists_out_reason(), Kind::Long),
    ]
}

/// Gives every ruling that the page shows, the open ones first.
///
/// # Errors
/// Faults of the database, and what `put` answers.
pub fn each(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    query: &str,
    put: &mut dyn FnMut(&[Value]) -> Answered<()>,
) -> Answered<()> {
    let mut all = match query {
        "" => store::all(conn, actor.site)?,
        query => store::precedents(conn, actor.site, Some(query), &present::rules_named(words, query))?,
    };
    all.retain(|ruling| actions::may_see(actor, ruling));
    for some in all.chunks(AT_ONCE) {
        let shown: Vec<&Ruling> = some.iter().collect();
        for row in present::file_rows(conn, actor, words, now, &shown)? {
            put(&row)?;
        }
    }
    Ok(())
}
