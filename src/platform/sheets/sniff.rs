//! What a file really is, whatever it calls itself.

use super::Unreadable;

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A workbook, as spreadsheets save it (.xlsx, .xlsm).
    Book,
    /// Text with separators (.csv, .txt, .tsv).
    Text,
}

impl Format {
    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Book => "xlsx",
            Self::Text => "csv",
        }
    }
}

const ZIP: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";
/// Files of many streams, in which older office programs, and protected newer ones, keep everything.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Beginnings of what is certainly no table.
const OTHERS: [&[u8]; 10] =
    [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\x7fELF", b"MZ", b"\xfd7zXZ"];
/// How much of a text is looked at.
const LOOKED_AT: usize = 64 * 1024;

/// Says what a file is by what stands in it.
///
/// # Errors
/// [`Unreadable`] for everything that is no table that can be read.
pub fn sniff(bytes: &[u8]) -> Result<Format, Unreadable> {
    let no = |code| Err(Unreadable::because(code));
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return no("file_empty");
    }
    if start.starts_with(ZIP) || start.starts_with(EMPTY_ZIP) {
        return super::book::is_one(bytes).map(|()| Format::Book);
    }
    if start.starts_with(COMPOUND) {
        let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_locked = bytes.windows(locked.len()).any(|part| part == locked);
        return no(if is_locked { "file_locked" } else { "file_old_xls" });
    }
    if start.starts_with(b"%PDF") {
        return no("file_pdf");
    }
    if OTHERS.iter().any(|other| start.starts_with(other)) {
        return no("file_no_table");
    }
    if is_web_page(start) {
        return no("file_web_page");
    }
    if super::decode::looks_binary(start) {
        return no("file_no_table");
    }
    Ok(Format::Text)
}

/// Many programs save a web page and call it `.xls`.
fn is_web_page(start: &[u8]) -> bool {
    let (text, _, _) = encoding_rs::UTF_8.decode(&start[..start.len().min(4_096)]);
    let text = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    ["<html", "<!doctype", "<table", "<?xml", "<head", "<meta", "<style", "mime-version:"]
        .iter()
        .any(|tag| text.starts_with(tag))
}
