//! The floor book of a day for a file.

use showroom_templates::Words;

use super::{present, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::business::consultants::store as desk;
use crate::business::sites;
use crate::platform::db::Conn;
use crate::platform::sheets::{Column, Kind, Value};

/// The columns, in order.
pub fn columns(words: Words) -> Vec<Column> {
    vec![
        Column::new(words.lists_out_day(), Kind::Date),
        Column::new(words.lists_out_number(), Kind::Number),
        Column::new(words.lists_out_customer(), Kind::Name),
        Column::new(words.lists_out_kind(), Kind::Short),
        Column::new(words.lists_out_people(), Kind::Number),
        Column::new(words.lists_out_consultant(), Kind::Short),
        Column::new(words.lists_out_arrived(), Kind::Moment),
        Column::new(words.lists_out_left(), Kind::Moment),
        Column::new(words.lists_out_outcome(), Kind::Short),
    ]
}

/// Gives every visit of a day, the latest first.
///
/// # Errors
/// Faults of the database, and what `put` answers.
pub fn each(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    day: Date,
    put: &mut dyn FnMut(&[Value]) -> Answered<()>,
) -> Answered<()> {
    let clock = sites::of(conn, actor.site)?.clock();
    let visits = store::list_of_day(conn, actor.site, day)?;
    let people = present::people_of(conn, actor, &visits)?;
    let names = desk::names(conn, actor.site)?;
    let moment = |at: Moment| Value::Moment(clock.local(at));
    for visit in &visits {
        let customer = visit.customer.and_then(|customer| people.get(&customer));
        put(&[
            Value::Date(visit.day),
            Value::Number(i64::from(visit.number)),
            Value::text(present::who(words, visit, customer)),
            Value::text(present::kind(words, visit.kind)),
            Value::Number(i64::from(visit.party_size + visit.children)),
            Value::text(visit.consultant.and_then(|user| names.get(&user)).cloned().unwrap_or_default()),
            moment(visit.arrived_at),
            Value::opt(visit.left_at, moment),
            Value::text(present::state(words, visit).2),
        ])?;
    }
    Ok(())
}
