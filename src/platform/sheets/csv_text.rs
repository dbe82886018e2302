//! Texts with separators: which separator, where a line ends, and how to go on after a quotation mark that never closes.

use csv::{ByteRecord, ReaderBuilder};

use super::{About, Counted, Format, Line, Unreadable, decode};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many lines decide about the separator.
const LOOKED_AT: usize = 40;
/// A cell of more lines than this began with a quotation mark that nobody meant.
const LONGEST_CELL_LINES: u64 = 30;
/// After so many of them, quotation marks mean nothing in the rest of the file.
const STRAY_MARKS: u32 = 10;

pub(super) fn read(bytes: &[u8], out: &mut Counted) -> Result<About, Unreadable> {
    let (text, encoding) = decode::text(bytes);
    let (mut rest, mut line) = (text.as_ref(), 1);
    let separator = match named(rest) {
        Some((separator, after)) => {
            (rest, line) = (after, 2);
            separator
        }
        None => guessed(rest),
    };
    let mut stray = 0;
    while !rest.is_empty() {
        match records(rest, line, separator, stray < STRAY_MARKS, out) {
            Ended::AtTheEnd | Ended::Stopped => break,
            Ended::AtAStrayMark { byte, number } => {
                stray += 1;
                rest = rest.get(byte..).unwrap_or_default();
                let (first, after) = first_line(rest);
                if out.line(unquoted(first, number, separator)).is_break() {
                    break;
                }
                (rest, line) = (after, number + 1);
            }
        }
    }
    Ok(About { format: Format::Text, part: encoding.to_owned(), from_1904: false })
}

enum Ended {
    AtTheEnd,
    Stopped,
    AtAStrayMark { byte: usize, number: u64 },
}

fn records(text: &str, first: u64, separator: u8, quoting: bool, out: &mut Counted) -> Ended {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .quoting(quoting)
        .from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    let (mut counted, mut number) = (0, first);
    loop {
        // Lines are counted here: the reader leaves the second half of a line's end for later.
        let before = reader.position().byte() as usize;
        let byte = before + text.as_bytes()[before..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        number += lines_of(&text.as_bytes()[counted..byte]);
        counted = byte;
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            // Reading from memory cannot fail.
            Ok(false) | Err(_) => return Ended::AtTheEnd,
        }
        if quoting && record.iter().any(|cell| lines_of(cell) > LONGEST_CELL_LINES) {
            return Ended::AtAStrayMark { byte, number };
        }
        // One that never closes takes the rest of the file with it.
        let at_the_end = reader.position().byte() as usize >= text.len();
        if quoting && at_the_end && record.iter().any(|cell| lines_of(cell) > 0) && odd_marks(&text[byte..]) {
            return Ended::AtAStrayMark { byte, number };
        }
        let cells = record.iter().map(|cell| plain(&String::from_utf8_lossy(cell))).collect();
        let line = Line { number: u32::try_from(number).unwrap_or(u32::MAX), cells, broken: false };
        if out.line(line).is_break() {
            return Ended::Stopped;
        }
    }
}

fn odd_marks(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
}

fn lines_of(cell: &[u8]) -> u64 {
    cell.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Spreadsheets are told to leave a number alone by writing it as `="138…"`.
fn plain(cell: &str) -> String {
    let trimmed = cell.trim();
    let inside = trimmed.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inside.unwrap_or(cell).to_owned()
}

fn unquoted(line: &str, number: u64, separator: u8) -> Line {
    let cells = line.split(char::from(separator)).map(|cell| cell.trim().trim_matches('"').to_owned()).collect();
    Line { number: u32::try_from(number).unwrap_or(u32::MAX), cells, broken: true }
}

fn first_line(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(['\r', '\n']);
    let end = text.find('\n').map_or(text.len(), |at| at + 1);
    (text[..end].trim_end_matches(['\r', '\n']), &text[end..])
}

/// `sep=;` in the first line, as spreadsheets write and read it.
fn named(text: &str) -> Option<(u8, &str)> {
    let (first, after) = first_line(text);
    let rest = first.trim().trim_matches('"').strip_prefix("sep=")?;
    let separator = *rest.as_bytes().first().filter(|_| rest.len() <= 1).unwrap_or(&b'\t');
    Some((separator, after))
}

/// The separator with which most lines have the same number of cells, and more than one.
fn guessed(text: &str) -> u8 {
    let score = |separator: u8| {
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
        let counts: Vec<usize> =
            reader.byte_records().take(LOOKED_AT).filter_map(Result::ok).map(|r| r.len()).collect();
        let usual = |count: usize| counts.iter().filter(|other| **other == count).count();
        counts.iter().filter(|count| **count > 1).map(|count| (usual(*count), *count)).max().unwrap_or((0, 0))
    };
    // Of equals the first wins: commas before the others.
    SEPARATORS.into_iter().rev().max_by_key(|separator| score(*separator)).unwrap_or(b',')
}
