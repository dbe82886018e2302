//! Tables in files: lists as people keep them, read without trust, and lists of ours, written so that nothing in them can do harm.
//!
//! Reading gives lines of plain text, whatever the file was: numbers in full, dates as `2024-03-05`. What a line means is not known here.

mod book;
mod csv_text;
mod decode;
mod sniff;
mod tables;
mod write;

pub use sniff::{Format, sniff};
pub use tables::{Table, write_tables};
pub use write::{Column, File, Kind, Value, Writer};

/// The most of everything that is read from one file.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Bytes of everything that is packed in it, unpacked.
    pub unpacked_bytes: u64,
    /// How many times larger unpacked than packed; ordinary lists stay under 30.
    pub ratio: u64,
    /// Lines with something in them.
    pub rows: u64,
    /// Columns.
    pub columns: usize,
    /// Cells with something in them.
    pub cells: u64,
    /// Characters of one cell; what is longer is cut.
    pub cell_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 30 * 1024 * 1024,
            unpacked_bytes: 300 * 1024 * 1024,
            ratio: 150,
            rows: 200_000,
            columns: 200,
            cells: 5_000_000,
            cell_chars: 4_000,
        }
    }
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its number in the file, from 1, as a spreadsheet shows it.
    pub number: u32,
    /// Its cells as text; empty ones are empty.
    pub cells: Vec<String>,
    /// Its quotation marks do not match: where its cells end is a guess.
    pub broken: bool,
}

impl Line {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// What is known of a file besides its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What the file really is.
    pub format: Format,
    /// The encoding of a text, or the name of the sheet that was read.
    pub part: String,
    /// Whether numbers that stand for days count from 1904.
    pub from_1904: bool,
}

/// Why a file is not read. Each has its words as a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The code of its words.
    pub code: &'static str,
    /// The limit that was passed, if it is about one.
    pub most: Option<u64>,
}

impl Unreadable {
    const fn because(code: &'static str) -> Self {
        Self { code, most: None }
    }

    const fn beyond(code: &'static str, most: u64) -> Self {
        Self { code, most: Some(most) }
    }
}

/// Whether to go on after a line.
pub type Flow = std::ops::ControlFlow<()>;

/// Reads a file, line after line; lines with nothing in them are left out.
///
/// # Errors
/// [`Unreadable`] where it is not a table, or more of one than anybody needs. Lines may have been given before.
pub fn read(bytes: &[u8], limits: &Limits, each: &mut dyn FnMut(Line) -> Flow) -> Result<About, Unreadable> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Unreadable::beyond("file_too_large", limits.file_bytes / (1024 * 1024)));
    }
    let format = sniff(bytes)?;
    let mut counted = Counted { limits, rows: 0, cells: 0, said: None, each };
    // Whatever a stranger's file does to a library, it is the file that is refused.
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match format {
        Format::Book => book::read(bytes, limits, &mut counted),
        Format::Text => csv_text::read(bytes, &mut counted),
    }));
    let read = read.unwrap_or(Err(Unreadable::because("file_damaged")));
    match counted.said {
        Some(no) => Err(no),
        None => read,
    }
}

/// Counts lines and cells on their way out, and tidies what stands in them.
struct Counted<'a> {
    limits: &'a Limits,
    rows: u64,
    cells: u64,
    said: Option<Unreadable>,
    each: &'a mut dyn FnMut(Line) -> Flow,
}

impl Counted<'_> {
    fn line(&mut self, mut line: Line) -> Flow {
        let filled = line.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        line.cells.truncate(filled);
        if filled == 0 {
            return Flow::Continue(());
        }
        self.rows += 1;
        self.cells += line.cells.iter().filter(|cell| !cell.is_empty()).count() as u64;
        self.said = if filled > self.limits.columns {
            Some(Unreadable::beyond("file_too_wide", self.limits.columns as u64))
        } else if self.rows > self.limits.rows {
            Some(Unreadable::beyond("file_too_long", self.limits.rows))
        } else if self.cells > self.limits.cells {
            Some(Unreadable::beyond("file_too_many_cells", self.limits.cells))
        } else {
            None
        };
        if self.said.is_some() {
            return Flow::Break(());
        }
        for cell in &mut line.cells {
            tidy(cell, self.limits.cell_chars);
        }
        (self.each)(line)
    }
}

/// Takes out what nobody sees, and cuts what is too long. Most cells need nothing.
fn tidy(cell: &mut String, most: usize) {
    let plain = cell.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || !cell.chars().any(unseen);
    if !plain {
        *cell = cell.chars().filter(|c| !unseen(*c)).collect();
    }
    if cell.len() > most && cell.chars().count() > most {
        *cell = cell.chars().take(most).collect();
    }
    let trimmed = cell.trim();
    if trimmed.len() < cell.len() {
        *cell = trimmed.to_owned();
    }
}

/// Control characters, marks without a shape, and those that turn the direction of what follows.
fn unseen(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
