//! Workbooks: what is packed in them is measured before anything is read from it, and then read cell by cell.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::{Duration, NaiveDate, NaiveDateTime};
use zip::ZipArchive;

use super::{About, Counted, Flow, Format, Limits, Line, Unreadable};

/// The most files in one workbook.
const MOST_PARTS: usize = 4_000;
/// Below this, how often something was repeated does not matter.
const SMALL_BYTES: u64 = 8 * 1024 * 1024;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Whether an archive is a workbook.
pub(super) fn is_one(bytes: &[u8]) -> Result<(), Unreadable> {
    let no = |code| Err(Unreadable::because(code));
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return no("file_damaged") };
    let has = |name: &str| archive.index_for_name(name).is_some();
    if archive.len() > MOST_PARTS {
        return no("file_bomb");
    }
    if has("xl/workbook.xml") {
        Ok(())
    } else if has("xl/workbook.bin") {
        no("file_old_xls")
    } else {
        no("file_other_archive")
    }
}

pub(super) fn read(bytes: &[u8], limits: &Limits, out: &mut Counted) -> Result<About, Unreadable> {
    measure(bytes, limits)?;
    let mut book: Book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let from_1904 = book.has_1904_epoch();
    let mut last = String::new();
    for name in sheets(&book) {
        let filled = sheet(&mut book, &name, limits, out)?;
        last = name;
        if filled {
            break;
        }
    }
    Ok(About { format: Format::Book, part: last, from_1904 })
}

/// The sheets that people see; the first of them with something in it is the list.
fn sheets(book: &Book) -> Vec<String> {
    let seen = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    book.sheets_metadata().iter().filter(seen).map(|sheet| sheet.name.clone()).collect()
}

/// Unpacks everything once and throws it away: what an archive says of its own size may be a lie.
fn measure(bytes: &[u8], limits: &Limits) -> Result<(), Unreadable> {
    let damaged = || Unreadable::because("file_damaged");
    let bomb = || Unreadable::because("file_bomb");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let (mut whole, mut piece) = (0_u64, vec![0_u8; 64 * 1024]);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(text) if text.contains("assword") => {
                Unreadable::because("file_locked")
            }
            _ => damaged(),
        })?;
        let packed = part.compressed_size().max(1);
        if part.size() > limits.unpacked_bytes {
            return Err(bomb());
        }
        let mut own = 0_u64;
        loop {
            let count = part.read(&mut piece).map_err(|_| damaged())? as u64;
            if count == 0 {
                break;
            }
            (own, whole) = (own + count, whole + count);
            if whole > limits.unpacked_bytes || (own > SMALL_BYTES && own / packed > limits.ratio) {
                return Err(bomb());
            }
        }
    }
    Ok(())
}

/// Reads one sheet; says whether there was anything in it.
fn sheet(book: &mut Book, name: &str, limits: &Limits, out: &mut Counted) -> Result<bool, Unreadable> {
    let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
    let (mut line, mut filled) = (Line::default(), false);
    loop {
        let cell = cells.next_cell().map_err(unreadable)?;
        let Some(cell) = cell else { break };
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column as usize >= limits.columns {
            return Err(Unreadable::beyond("file_too_wide", limits.columns as u64));
        }
        if line.number != row + 1 {
            filled |= !line.is_empty();
            if out.line(std::mem::take(&mut line)) == Flow::Break(()) {
                return Ok(true);
            }
            line.number = row + 1;
        }
        if line.cells.len() <= column as usize {
            line.cells.resize(column as usize + 1, String::new());
        }
        line.cells[column as usize] = text;
    }
    filled |= !line.is_empty();
    // At the end nobody asks whether to go on.
    let _ = out.line(line);
    Ok(filled)
}

/// A value as text: of a formula what it came to last.
fn text(value: &DataRef) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.replace('T', " "),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
            let at = day.and_then(|day| day.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second)));
            at.map_or_else(|| number_text(0.0), moment_text)
        }
    }
}

/// Seconds are what rounding left of a minute, more often than not.
fn moment_text(at: NaiveDateTime) -> String {
    let near = at + Duration::seconds(30);
    if at.time() == chrono::NaiveTime::MIN { at.date().to_string() } else { near.format("%Y-%m-%d %H:%M").to_string() }
}

/// A number in full: a telephone number is never written with an exponent.
pub(super) fn number_text(number: f64) -> String {
    // Multiplying and dividing leaves dust far behind the point.
    let whole = number.round();
    if (number - whole).abs() < 1e-6 && whole.abs() < 1e15 { format!("{whole:.0}") } else { number.to_string() }
}

fn unreadable(error: XlsxError) -> Unreadable {
    Unreadable::because(match error {
        XlsxError::Password => "file_locked",
        _ => "file_damaged",
    })
}
