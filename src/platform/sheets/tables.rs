//! Several small tables in one file: a sheet each in a workbook, with sums that the spreadsheet keeps up to date; one under the other in a text.

use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rust_xlsxwriter::{Format as Look, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

use super::write::{as_text, book_broken, broken, cut, harmless, plain_sum, sheet_name, width};
use super::{Column, File, Format, Kind, Value};
use crate::base::error::{Answered, Fault, FaultClass};
use crate::platform::folders;

/// A small table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name, which is also that of its sheet.
    pub title: String,
    /// Its columns; the first names the rows.
    pub columns: Vec<Column>,
    /// Its rows, as long as there are columns.
    pub rows: Vec<Vec<Value>>,
    /// What the line of sums is called, where it has one.
    pub sums: Option<String>,
}

/// Writes tables into a passing file in `folder`.
///
/// # Errors
/// `Full` or `Io` where the folder cannot be written.
pub fn write_tables(folder: &Path, format: Format, tables: &[Table]) -> Answered<File> {
    let mut file = folders::passing_file(folder).map_err(broken)?;
    match format {
        Format::Book => book(&file, tables)?,
        Format::Text => text(&file, tables)?,
    }
    file.flush().map_err(broken)?;
    let bytes = file.seek(SeekFrom::End(0)).map_err(broken)?;
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    let rows = tables.iter().map(|table| table.rows.len() as u64).sum();
    Ok(File { file, bytes, rows })
}

fn text(file: &fs::File, tables: &[Table]) -> Answered<()> {
    let mut out = file.try_clone().map_err(broken)?;
    // Spreadsheets know by this mark that the text is UTF-8.
    out.write_all("\u{feff}".as_bytes()).map_err(broken)?;
    let mut csv = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(out);
    let wrong = |error: csv::Error| Fault::new(FaultClass::Io, "writing a report").because(error);
    for table in tables {
        csv.write_record([harmless(&table.title)]).map_err(wrong)?;
        csv.write_record(table.columns.iter().map(|column| harmless(&column.title))).map_err(wrong)?;
        for row in &table.rows {
            csv.write_record(row.iter().map(as_text)).map_err(wrong)?;
        }
        if let Some(sums) = &table.sums {
            let sum = |at: usize| {
                if at == 0 { harmless(sums) } else { sum_of(table, at).map(|sum| as_text(&sum)).unwrap_or_default() }
            };
            csv.write_record((0..table.columns.len()).map(sum)).map_err(wrong)?;
        }
        csv.write_record([""]).map_err(wrong)?;
    }
    csv.flush().map_err(broken)
}

/// The sum of a column of numbers or of money; `None` for others.
fn sum_of(table: &Table, at: usize) -> Option<Value> {
    let values = || table.rows.iter().map(|row| &row[at]);
    match table.columns[at].kind {
        Kind::Number => {
            Some(Value::Number(values().map(|value| if let Value::Number(number) = value { *number } else { 0 }).sum()))
        }
        Kind::Money => Some(Value::Money(crate::base::money::Money(
            values().map(|value| if let Value::Money(sum) = value { sum.0 } else { 0 }).sum(),
        ))),
        _ => None,
    }
}

fn book(file: &fs::File, tables: &[Table]) -> Answered<()> {
    let mut book = Workbook::new();
    let looks = Looks::new();
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(name_of(&table.title, &mut names)).map_err(book_broken)?;
        fill(sheet, table, &looks).map_err(book_broken)?;
    }
    book.save_to_writer(file.try_clone().map_err(broken)?).map_err(book_broken)
}

/// A name that no other sheet has.
fn name_of(title: &str, taken: &mut Vec<String>) -> String {
    let short = |most: usize| sheet_name(title).chars().take(most).collect::<String>();
    let mut name = short(31);
    let mut number = 2;
    while taken.iter().any(|one| one.to_lowercase() == name.to_lowercase()) {
        name = format!("{} {number}", short(27));
        number += 1;
    }
    taken.push(name.clone());
    name
}

struct Looks {
    head: Look,
    sum: Look,
    sum_money: Look,
    money: Look,
    number: Look,
    date: Look,
    moment: Look,
}

impl Looks {
    fn new() -> Self {
        let bold = || Look::new().set_bold();
        Self {
            head: bold().set_align(FormatAlign::VerticalCenter).set_text_wrap(),
            sum: bold().set_num_format("#,##0"),
            sum_money: bold().set_num_format("#,##0.00"),
            money: Look::new().set_num_format("#,##0.00"),
            number: Look::new().set_num_format("#,##0"),
            date: Look::new().set_num_format("yyyy-mm-dd"),
            moment: Look::new().set_num_format("yyyy-mm-dd hh:mm"),
        }
    }
}

fn fill(sheet: &mut Worksheet, table: &Table, looks: &Looks) -> Result<(), XlsxError> {
    for (at, column) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(at, width(column.kind))?;
        sheet.write_string_with_format(0, at, &column.title, &looks.head)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    let mut line = 1;
    for row in &table.rows {
        for (at, value) in (0_u16..).zip(row) {
            put(sheet, line, at, value, looks)?;
        }
        line += 1;
    }
    let Some(sums) = &table.sums else { return Ok(()) };
    sheet.write_string_with_format(line, 0, sums, &looks.head)?;
    for at in 1..table.columns.len() {
        let Some(sum) = sum_of(table, at) else { continue };
        let column = u16::try_from(at).unwrap_or(u16::MAX);
        let letters = rust_xlsxwriter::utility::column_number_to_name(column);
        let (result, look) = match sum {
            Value::Money(sum) => (plain_sum(sum), &looks.sum_money),
            Value::Number(number) => (number.to_string(), &looks.sum),
            _ => continue,
        };
        let formula = Formula::new(format!("=SUM({letters}2:{letters}{line})")).set_result(result);
        sheet.write_formula_with_format(line, column, formula, look)?;
    }
    Ok(())
}

fn put(sheet: &mut Worksheet, line: u32, at: u16, value: &Value, looks: &Looks) -> Result<(), XlsxError> {
    match value {
        Value::None => {}
        Value::Text(text) => {
            sheet.write_string(line, at, cut(text))?;
        }
        Value::Number(number) => {
            sheet.write_number_with_format(line, at, *number as f64, &looks.number)?;
        }
        Value::Money(sum) => {
            sheet.write_number_with_format(line, at, sum.0 as f64 / 100.0, &looks.money)?;
        }
        Value::Date(day) => {
            sheet.write_datetime_with_format(line, at, day, &looks.date)?;
        }
        Value::Moment(moment) => {
            sheet.write_datetime_with_format(line, at, moment, &looks.moment)?;
        }
    }
    Ok(())
}
