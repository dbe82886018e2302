//! From bytes to text: UTF-8 with and without its mark, UTF-16, and the Chinese encodings, which are all part of GB18030.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a text decides about the whole.
const LOOKED_AT: usize = 256 * 1024;
/// Of so many letters one may be broken in a text that is still taken for UTF-8.
const ONE_BROKEN_IN: usize = 200;

/// Decodes a text; what cannot be decoded becomes U+FFFD. Gives the name of the encoding too.
pub fn text(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    let encoding = encoding(bytes);
    // Takes the mark off, if there is one.
    let (text, used, _) = encoding.decode(bytes);
    (text, used.name())
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    if let Some(encoding) = without_mark(start) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // A few broken letters do not make another encoding: a text in GB18030 has hardly a letter that is valid UTF-8.
    let (broken, whole) = broken_utf8(bytes);
    if broken * ONE_BROKEN_IN <= whole { UTF_8 } else { GB18030 }
}

/// UTF-16 without its mark shows by the zeros beside digits and separators, and by letters that make sense.
fn without_mark(start: &[u8]) -> Option<&'static Encoding> {
    if makes_sense(start, u16::from_le_bytes) {
        Some(UTF_16LE)
    } else if makes_sense(start, u16::from_be_bytes) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn makes_sense(start: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let units = start.len() / 2;
    let (mut plain, mut known) = (0, 0);
    for pair in start.chunks_exact(2) {
        match unit([pair[0], pair[1]]) {
            0x09 | 0x0a | 0x0d | 0x20..=0x7e => plain += 1,
            0xa0..=0x24f | 0x2e80..=0x9fff | 0xff00..=0xffef => known += 1,
            _ => {}
        }
    }
    units >= 4 && plain * 10 >= units && (plain + known) * 20 >= units * 19
}

/// Broken sequences, and whole letters of more than one byte.
fn broken_utf8(bytes: &[u8]) -> (usize, usize) {
    let (mut broken, mut whole) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (broken, whole)
}

/// Whether this is no text at all: control characters all over.
pub fn looks_binary(start: &[u8]) -> bool {
    if Encoding::for_bom(start).is_some() || without_mark(start).is_some() {
        return false;
    }
    let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\r' | b'\n' | 0x0c | 0x1b);
    let count = start.iter().filter(control).count();
    // A short text with one stray byte is still a text.
    count > 4 && count * 50 > start.len()
}
