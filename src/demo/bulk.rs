//! Many rows at once, as text that both engines read alike.

use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::platform::db::Conn;
use chrono::{Datelike, Timelike};
use diesel::connection::SimpleConnection;
use std::fmt::Write as _;

/// Rows in one statement.
const ROWS: usize = 400;

/// One value of a row.
#[derive(Debug, Clone, Copy)]
pub enum V<'a> {
    /// A whole number or an id.
    I(i64),
    /// Text.
    S(&'a str),
    /// Yes or no.
    B(bool),
    /// A moment.
    T(Moment),
    /// A date.
    D(Date),
    /// Nothing.
    N,
}

impl V<'_> {
    /// A moment, or nothing.
    pub fn opt(at: Option<Moment>) -> Self {
        at.map_or(V::N, V::T)
    }

    /// An id, or nothing.
    pub fn id(id: Option<i64>) -> Self {
        id.map_or(V::N, V::I)
    }
}

/// Rows of one table that wait to be written.
#[derive(Debug)]
pub struct Bulk {
    head: String,
    text: String,
    rows: usize,
}

impl Bulk {
    /// For a table with these columns, separated by commas.
    pub fn new(table: &str, columns: &str) -> Self {
        Self { head: format!("INSERT INTO {table} ({columns}) VALUES "), text: String::new(), rows: 0 }
    }

    /// Adds a row with as many values as there are columns.
    pub fn add(&mut self, values: &[V]) {
        if self.rows.is_multiple_of(ROWS) {
            if self.rows > 0 {
                self.text.push_str(";\n");
            }
            self.text.push_str(&self.head);
        } else {
            self.text.push(',');
        }
        self.text.push('(');
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            write_value(&mut self.text, *value);
        }
        self.text.push(')');
        self.rows += 1;
    }

    /// The statements, and starts again.
    pub fn take(&mut self) -> String {
        self.rows = 0;
        let mut text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            text.push_str(";\n");
        }
        text
    }
}

/// Runs statements made by [`Bulk::take`].
///
/// # Errors
/// Faults of the database.
pub fn run(conn: &mut Conn, statements: &str) -> Answered<()> {
    if !statements.is_empty() {
        conn.batch_execute(statements)?;
    }
    Ok(())
}

// Writing to a String cannot fail.
fn write_value(text: &mut String, value: V) {
    match value {
        V::I(number) => {
            let _ = write!(text, "{number}");
        }
        V::S(words) => {
            text.push('\'');
            if words.contains('\'') {
                text.push_str(&words.replace('\'', "''"));
            } else {
                text.push_str(words);
            }
            text.push('\'');
        }
        V::B(true) => text.push_str("TRUE"),
        V::B(false) => text.push_str("FALSE"),
        V::T(at) => {
            text.push('\'');
            moment(text, at);
            text.push('\'');
        }
        V::D(day) => {
            let _ = write!(text, "'{day}'");
        }
        V::N => text.push_str("NULL"),
    }
}

/// A moment as both engines read it, `2026-11-21 10:00:00.123`; some millions of them are written, hence by hand.
pub fn moment(text: &mut String, at: Moment) {
    let _ = write!(text, "{:04}-", at.year());
    for (number, after) in [(at.month(), '-'), (at.day(), ' '), (at.hour(), ':'), (at.minute(), ':')] {
        digits(text, number, 2);
        text.push(after);
    }
    digits(text, at.second(), 2);
    let millis = at.nanosecond() / 1_000_000;
    if millis > 0 {
        text.push('.');
        digits(text, millis, 3);
    }
}

fn digits(text: &mut String, number: u32, places: u32) {
    for place in (0..places).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_engines_write_them() {
        for at in ["2026-11-21T10:00:00.123", "2026-01-02T03:04:05", "2026-12-31T23:59:59.007"] {
            let at: Moment = at.parse().unwrap();
            let mut text = String::new();
            moment(&mut text, at);
            assert_eq!(text, at.format("%F %T%.f").to_string());
        }
    }

    #[test]
    fn rows_are_statements_that_end() {
        let mut rows = Bulk::new("cups", "id, name");
        assert_eq!(rows.take(), "");
        rows.add(&[V::I(-7), V::S("O'Neil")]);
        rows.add(&[V::I(8), V::N]);
        assert_eq!(rows.take(), "INSERT INTO cups (id, name) VALUES (-7,'O''Neil'),(8,NULL);\n");
    }
}
