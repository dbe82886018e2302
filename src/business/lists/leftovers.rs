//! Files that go back to whoever brought a list: rows that stayed out, as they were, each with its reason; and empty lists to fill in.

use std::path::Path;

use chrono::Duration;
use showroom_templates::Words;

use super::model::{Decision, Fate, Import, Kind, Outcome, Row, State, Target, Why};
use super::numbers;
use super::present::{masked, reason, target_name};
use super::store::{self, Which};
use crate::base::actor::Actor;
use crate::base::clock::Date;
use crate::base::error::Answered;
use crate::business::customers::seeing;
use crate::business::{customers, sites};
use crate::platform::db::Conn;
use crate::platform::sheets::{self, Column, File, Format, Value, Writer};

/// A cell with fewer digits holds no number.
const LEAST_DIGITS: usize = 7;
/// Rows read at a time.
const AT_ONCE: i64 = 1_000;

/// Writes the rows that stayed out, or that would. Only who brought the file gets its numbers back whole.
///
/// # Errors
/// Faults of the database or the disk.
pub fn write(
    conn: &mut Conn,
    words: Words,
    import: &Import,
    actor: &Actor,
    format: Format,
    folder: &Path,
) -> Answered<File> {
    let title = |(at, column): (usize, &super::model::FileColumn)| {
        let name = if column.title.is_empty() { (at + 1).to_string() } else { column.title.clone() };
        Column::new(name, sheets::Kind::Name)
    };
    let mut columns: Vec<Column> = import.plan.columns.iter().enumerate().map(title).collect();
    let width = columns.len();
    columns.push(Column::new(words.lists_leftovers_reason(), sheets::Kind::Long));
    let mut writer = Writer::begin(folder, format, words.lists_leftovers_name(), &columns)?;
    let own = actor.is(import.brought_by);
    let country = sites::of(conn, import.site)?.country;
    let over = matches!(import.state, State::Done | State::Undoing | State::Undone);
    let kinds =
        if over { vec![Which::To(Outcome::Left)] } else { vec![Which::Of(Fate::Refused), Which::Of(Fate::Doubtful)] };
    for which in kinds {
        let mut after = 0;
        loop {
            let rows = store::rows(conn, import.id, which, after, AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = last.number;
            for row in rows.iter().filter(|row| row.fate != Fate::Skipped && (over || stays_out(row))) {
                let veiled = if own { veiled(conn, actor, &country, row)? } else { vec![true; row.cells.len()] };
                writer.row(&cells(words, row, width, &veiled))?;
            }
        }
    }
    writer.finish()
}

fn stays_out(row: &Row) -> bool {
    row.fate == Fate::Refused || !matches!(row.decision, Some(Decision::Same | Decision::New))
}

/// Which cells hold a number of somebody who is known here, and whose numbers this reader sees masked.
fn veiled(conn: &mut Conn, actor: &Actor, country: &str, row: &Row) -> Answered<Vec<bool>> {
    let mut veiled = Vec::with_capacity(row.cells.len());
    for cell in &row.cells {
        let mut found = numbers::Found::default();
        if cell.chars().filter(char::is_ascii_digit).count() >= LEAST_DIGITS {
            numbers::read(cell, country, &mut found);
        }
        let mut hidden = false;
        for phone in &found.phones {
            if let Some(customer) = customers::store::of_number(conn, actor.site, phone)? {
                let owner = customers::store::find(conn, actor.site, customer)?.owner;
                hidden |= !seeing::number(actor.user, owner, None).whole();
            }
        }
        veiled.push(hidden);
    }
    Ok(veiled)
}

fn cells(words: Words, row: &Row, width: usize, veiled: &[bool]) -> Vec<Value> {
    let text = |(cell, hidden): (&String, &bool)| Value::text(if *hidden { masked(cell) } else { cell.clone() });
    let mut cells: Vec<Value> = row.cells.iter().zip(veiled).take(width).map(text).collect();
    cells.resize(width, Value::None);
    // A row on which nobody decided says so; its own reason comes along.
    let open = row.fate == Fate::Doubtful && row.outcome.is_none();
    let why = if open { Why { code: "undecided".to_owned(), ..row.why.clone() } } else { row.why.clone() };
    cells.push(Value::text(reason(words, &why).unwrap_or_default()));
    cells
}

/// An empty list with its titles and one line that shows how it is meant.
///
/// # Errors
/// Faults of the disk.
pub fn template(words: Words, kind: Kind, format: Format, today: Date, folder: &Path) -> Answered<File> {
    let columns: Vec<Column> =
        Target::of(kind).iter().map(|target| Column::new(target_name(words, *target), looks(*target))).collect();
    let name = words.lookup_or(&format!("lists_template_name_{}", kind.code())).to_owned();
    let mut writer = Writer::begin(folder, format, &name, &columns)?;
    let sample: Vec<Value> = Target::of(kind).iter().map(|target| sample(words, *target, today)).collect();
    writer.row(&sample)?;
    writer.finish()
}

const fn looks(target: Target) -> sheets::Kind {
    match target {
        Target::Note | Target::Words => sheets::Kind::Long,
        Target::Name | Target::Phone | Target::Email => sheets::Kind::Name,
        Target::FirstVisit
        | Target::LastVisit
        | Target::LastContact
        | Target::NextContact
        | Target::WrittenOn
        | Target::ContactOn => sheets::Kind::Date,
        Target::Visits => sheets::Kind::Number,
        _ => sheets::Kind::Short,
    }
}

fn sample(words: Words, target: Target, today: Date) -> Value {
    match target {
        Target::Name => Value::text(words.lists_sample_name()),
        Target::Title => Value::text(words.lists_sample_title()),
        Target::Phone => Value::text("138 0013 8000"),
        Target::Channel => Value::text(words.lists_sample_channel()),
        Target::District => Value::text(words.lists_sample_district()),
        Target::Grade => Value::text("B"),
        Target::FirstVisit => Value::Date(today - Duration::days(30)),
        Target::LastVisit | Target::LastContact | Target::ContactOn => Value::Date(today - Duration::days(3)),
        Target::NextContact => Value::Date(today + Duration::days(3)),
        Target::Visits => Value::Number(2),
        Target::Note => Value::text(words.lists_sample_note()),
        Target::ContactHow => Value::text(words.lists_sample_how()),
        Target::Reached => Value::text(words.lists_sample_reached()),
        Target::Words => Value::text(words.lists_sample_words()),
        _ => Value::None,
    }
}
