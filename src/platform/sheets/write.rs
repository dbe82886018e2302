//! Lists on their way out: typed columns and rows become a workbook or a text that spreadsheets open as they are.
//!
//! A cell never becomes a formula: in a workbook text is written as text, in a text it gets a mark in front that spreadsheets understand.

use std::fs;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use chrono::NaiveDateTime;
use rust_xlsxwriter::{Format as Look, FormatAlign, Workbook, Worksheet, XlsxError};

use super::Format;
use crate::base::clock::Date;
use crate::base::error::{Answered, Error, Fault, FaultClass};
use crate::base::money::Money;
use crate::platform::folders;

/// What a column holds: it decides its width and how its values look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A few words.
    Short,
    /// A name or a number of a telephone.
    Name,
    /// Sentences.
    Long,
    /// A whole number.
    Number,
    /// A sum of money.
    Money,
    /// A day.
    Date,
    /// A day and a time.
    Moment,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What stands above it, in the reader's language.
    pub title: String,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// A column.
    pub fn new(title: impl Into<String>, kind: Kind) -> Self {
        Self { title: title.into(), kind }
    }
}

/// A value in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    None,
    /// Text, whatever it looks like.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A sum.
    Money(Money),
    /// A day.
    Date(Date),
    /// A day and a time on the wall clock of the site.
    Moment(NaiveDateTime),
}

impl Value {
    /// Text; nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::None } else { Self::Text(text) }
    }

    /// What there is, or nothing.
    pub fn opt<T>(value: Option<T>, of: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::None, of)
    }
}

/// A written file, open at its beginning. It has no name any more: whoever holds it last lets it go.
#[derive(Debug)]
pub struct File {
    /// The file.
    pub file: fs::File,
    /// Its length in bytes.
    pub bytes: u64,
    /// The rows in it, without the line of titles.
    pub rows: u64,
}

/// Writes one list.
pub struct Writer {
    kinds: Vec<Kind>,
    rows: u64,
    into: Out,
}

enum Out {
    Text(Box<csv::Writer<fs::File>>),
    Book(Box<Sheet>),
}

struct Sheet {
    book: Workbook,
    looks: Looks,
    row: u32,
    file: fs::File,
}

struct Looks {
    date: Look,
    moment: Look,
    money: Look,
    number: Look,
    text: Look,
}

impl Writer {
    /// Begins a list: `folder` is for passing files, `name` stands on the sheet.
    ///
    /// # Errors
    /// `Full` or `Io` where the folder cannot be written.
    pub fn begin(folder: &Path, format: Format, name: &str, columns: &[Column]) -> Answered<Self> {
        let kinds = columns.iter().map(|column| column.kind).collect();
        let file = folders::passing_file(folder).map_err(broken)?;
        let into = match format {
            Format::Text => Out::Text(Box::new(begin_text(file, columns)?)),
            Format::Book => Out::Book(Box::new(begin_book(folder, file, name, columns)?)),
        };
        Ok(Self { kinds, rows: 0, into })
    }

    /// Writes one row, as long as there are columns.
    ///
    /// # Errors
    /// `Full` or `Io`.
    pub fn row(&mut self, values: &[Value]) -> Answered<()> {
        self.rows += 1;
        match &mut self.into {
            Out::Text(text) => text.write_record(values.iter().map(as_text)).map_err(|error| broken(error.into())),
            Out::Book(sheet) => sheet.row(&self.kinds, values).map_err(book_broken),
        }
    }

    /// Ends the list.
    ///
    /// # Errors
    /// `Full` or `Io`.
    pub fn finish(self) -> Answered<File> {
        let rows = self.rows;
        let mut file = match self.into {
            Out::Text(text) => text.into_inner().map_err(|error| broken(error.into_error()))?,
            Out::Book(sheet) => {
                let Sheet { mut book, file, .. } = *sheet;
                book.save_to_writer(&file).map_err(book_broken)?;
                file
            }
        };
        let bytes = file.seek(SeekFrom::End(0)).map_err(broken)?;
        file.seek(SeekFrom::Start(0)).map_err(broken)?;
        Ok(File { file, bytes, rows })
    }
}

// -------------------------------------------------------------------------------------------------------------- text

fn begin_text(mut file: fs::File, columns: &[Column]) -> Answered<csv::Writer<fs::File>> {
    // Without the mark, spreadsheets take Chinese for something else.
    file.write_all("\u{feff}".as_bytes()).map_err(broken)?;
    let mut text = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    text.write_record(columns.iter().map(|column| harmless(&column.title))).map_err(|error| broken(error.into()))?;
    Ok(text)
}

pub(super) fn as_text(value: &Value) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(text) => harmless(text),
        Value::Number(number) => number.to_string(),
        Value::Money(money) => plain_sum(*money),
        Value::Date(day) => day.to_string(),
        Value::Moment(at) => at.format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// A cell that begins like a formula gets an apostrophe in front, which spreadsheets show as text. Telephone numbers with their country's code
/// begin with a plus sign and digits only; they are no formula that does anything, but are marked all the same: `+86…` would become a number.
pub(super) fn harmless(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{a0}', '\u{3000}']).chars().next();
    let starts = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    let whole = text.chars().next().is_some_and(|c| matches!(c, '\t' | '\r' | '\n'));
    if whole || first.is_some_and(starts) { format!("'{text}") } else { text.to_owned() }
}

pub(super) fn plain_sum(money: Money) -> String {
    let minor = money.0;
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", (minor / 100).abs(), (minor % 100).abs())
}

// -------------------------------------------------------------------------------------------------------------- book

fn begin_book(folder: &Path, file: fs::File, name: &str, columns: &[Column]) -> Answered<Sheet> {
    let mut book = Workbook::new();
    book.set_tempdir(folder).map_err(book_broken)?;
    let looks = Looks {
        date: Look::new().set_num_format("yyyy-mm-dd"),
        moment: Look::new().set_num_format("yyyy-mm-dd hh:mm"),
        money: Look::new().set_num_format("#,##0.00"),
        number: Look::new().set_num_format("0"),
        text: Look::new().set_num_format("@"),
    };
    let sheet = book.add_worksheet_with_constant_memory().map_err(book_broken)?;
    begin_sheet(sheet, name, columns).map_err(book_broken)?;
    Ok(Sheet { book, looks, row: 1, file })
}

fn begin_sheet(sheet: &mut Worksheet, name: &str, columns: &[Column]) -> Result<(), XlsxError> {
    let head = Look::new().set_bold().set_align(FormatAlign::VerticalCenter).set_num_format("@");
    sheet.set_name(sheet_name(name))?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(columns) {
        sheet.set_column_width(at, width(column.kind))?;
        sheet.write_string_with_format(0, at, &column.title, &head)?;
    }
    Ok(())
}

impl Sheet {
    fn row(&mut self, kinds: &[Kind], values: &[Value]) -> Result<(), XlsxError> {
        let (row, looks) = (self.row, &self.looks);
        let sheet = self.book.worksheet_from_index(0)?;
        for ((at, kind), value) in (0_u16..).zip(kinds).zip(values) {
            match value {
                Value::None => continue,
                Value::Text(text) => match kind {
                    Kind::Long => sheet.write_string(row, at, cut(text))?,
                    _ => sheet.write_string_with_format(row, at, cut(text), &looks.text)?,
                },
                Value::Number(number) => sheet.write_number_with_format(row, at, *number as f64, &looks.number)?,
                Value::Money(money) => sheet.write_number_with_format(row, at, money.0 as f64 / 100.0, &looks.money)?,
                Value::Date(day) => sheet.write_datetime_with_format(row, at, day, &looks.date)?,
                Value::Moment(moment) => sheet.write_datetime_with_format(row, at, moment, &looks.moment)?,
            };
        }
        self.row += 1;
        Ok(())
    }
}

/// A cell of a workbook holds no more than this.
pub(super) fn cut(text: &str) -> String {
    const MOST: usize = 32_767;
    if text.len() <= MOST { text.to_owned() } else { text.chars().take(MOST).collect() }
}

/// Names of sheets are short and hold none of these.
pub(super) fn sheet_name(name: &str) -> String {
    let name: String =
        name.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).take(31).collect();
    if name.trim().is_empty() { "1".to_owned() } else { name }
}

pub(super) const fn width(kind: Kind) -> f64 {
    match kind {
        Kind::Short => 12.0,
        Kind::Name => 18.0,
        Kind::Long => 40.0,
        Kind::Number => 9.0,
        Kind::Money => 16.0,
        Kind::Date => 12.0,
        Kind::Moment => 17.0,
    }
}

pub(super) fn broken(error: io::Error) -> Error {
    let class = if error.kind() == io::ErrorKind::StorageFull { FaultClass::Full } else { FaultClass::Io };
    Fault::new(class, "writing a list into a file").because(error).into()
}

pub(super) fn book_broken(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => broken(error),
        other => Fault::new(FaultClass::Io, "writing a list into a workbook").because(other).into(),
    }
}
