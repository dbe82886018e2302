//! Forms with a file: fields are read as in any form, the file goes straight to the disk, whatever its length.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};

use super::form::{LONGEST_NAME, MOST_FIELDS};
use super::limits::BadBody;
use crate::base::error::{Answered, Fault, FaultClass};
use crate::platform::folders;

/// The longest that a whole file may take to arrive.
const WHOLE: Duration = Duration::from_secs(300);
/// The longest silence in the middle of it.
const BETWEEN_PIECES: Duration = Duration::from_secs(15);
/// The longest value of a field beside the file, in bytes.
const LONGEST_VALUE: usize = 20_000;
/// The longest head of a part.
const LONGEST_HEAD: usize = 8 * 1024;

/// A file that came with a form. It has no name on the disk and is gone with the request.
#[derive(Clone)]
pub struct Upload {
    /// What the person called it.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    file: Arc<Mutex<File>>,
}

impl Upload {
    /// Reads a piece of it, from this byte on; empty at its end.
    ///
    /// # Errors
    /// `Io` where the disk fails.
    pub fn piece(&self, from: u64, length: usize) -> Answered<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut piece = Vec::with_capacity(length);
        let read =
            file.seek(SeekFrom::Start(from)).and_then(|_| (&mut *file).take(length as u64).read_to_end(&mut piece));
        read.map_err(|error| Fault::new(FaultClass::Io, "reading a file that was sent").because(error))?;
        Ok(piece)
    }
}

/// What came.
pub(super) struct Parts {
    pub pairs: Vec<(String, String)>,
    pub upload: Option<Upload>,
}

/// Reads a form of parts. Of the file, the form keeps its name, and its fingerprint under the field's name and `_print`.
pub(super) async fn read(payload: Payload, boundary: &str, most: usize, folder: &Path) -> Result<Parts, BadBody> {
    tokio::time::timeout(WHOLE, parts(payload, boundary, most, folder)).await.unwrap_or(Err(BadBody::TooSlow))
}

/// The boundary that a content type names.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, rest) = content_type.split_once(';')?;
    let found = kind.trim().eq_ignore_ascii_case("multipart/form-data").then(|| parameter(rest, "boundary"))??;
    (!found.is_empty() && found.len() <= 70).then_some(found)
}

async fn parts(mut payload: Payload, boundary: &str, most: usize, folder: &Path) -> Result<Parts, BadBody> {
    let mut reader = Reader::new(boundary, folder);
    let mut whole = 0;
    while let Some(piece) = next(&mut payload).await? {
        whole += piece.len();
        if whole > most {
            return Err(BadBody::TooLarge);
        }
        reader.take(&piece)?;
    }
    reader.finish()
}

async fn next(
    payload: &mut (impl Stream<Item = Result<Bytes, actix_web::error::PayloadError>> + Unpin),
) -> Result<Option<Bytes>, BadBody> {
    let piece = tokio::time::timeout(BETWEEN_PIECES, payload.next()).await.map_err(|_| BadBody::TooSlow)?;
    piece.transpose().map_err(|_| BadBody::Broken)
}

enum At {
    /// Before the first boundary.
    Before,
    /// Behind a boundary: another part, or the end.
    Behind,
    Head,
    Field(String, Vec<u8>),
    File(String, Writing),
    /// A second file, which no form of ours has.
    Ignored,
    End,
}

struct Writing {
    name: String,
    file: File,
    hash: Sha256,
    bytes: u64,
}

struct Reader<'a> {
    delimiter: Vec<u8>,
    folder: &'a Path,
    buffer: BytesMut,
    at: At,
    parts: Parts,
}

impl<'a> Reader<'a> {
    fn new(boundary: &str, folder: &'a Path) -> Self {
        Self {
            delimiter: format!("\r\n--{boundary}").into_bytes(),
            folder,
            // The first boundary stands at the very beginning; like this it looks like all others.
            buffer: BytesMut::from(&b"\r\n"[..]),
            at: At::Before,
            parts: Parts { pairs: Vec::new(), upload: None },
        }
    }

    fn take(&mut self, piece: &[u8]) -> Result<(), BadBody> {
        self.buffer.extend_from_slice(piece);
        while self.step()? {}
        Ok(())
    }

    fn finish(self) -> Result<Parts, BadBody> {
        if matches!(self.at, At::End) { Ok(self.parts) } else { Err(BadBody::Broken) }
    }

    /// One step through the buffer; says whether there may be another.
    fn step(&mut self) -> Result<bool, BadBody> {
        match &mut self.at {
            At::End => {
                self.buffer.clear();
                Ok(false)
            }
            At::Behind => self.behind(),
            At::Head => self.head(),
            At::Before | At::Field(..) | At::File(..) | At::Ignored => self.content(),
        }
    }

    fn behind(&mut self) -> Result<bool, BadBody> {
        if self.buffer.len() < 2 {
            return Ok(false);
        }
        let two = self.buffer.split_to(2);
        self.at = match &two[..] {
            b"--" => At::End,
            b"\r\n" => At::Head,
            _ => return Err(BadBody::Broken),
        };
        Ok(true)
    }

    fn head(&mut self) -> Result<bool, BadBody> {
        let Some(end) = find(&self.buffer, b"\r\n\r\n") else {
            return if self.buffer.len() > LONGEST_HEAD { Err(BadBody::Broken) } else { Ok(false) };
        };
        let head = self.buffer.split_to(end + 4);
        let (name, file) = names(&String::from_utf8_lossy(&head)).ok_or(BadBody::Broken)?;
        if name.len() > LONGEST_NAME || self.parts.pairs.len() >= MOST_FIELDS {
            return Err(BadBody::TooLarge);
        }
        self.at = match file {
            None => At::Field(name, Vec::new()),
            Some(_) if self.parts.upload.is_some() => At::Ignored,
            Some(file) => At::File(name, Writing::begin(&file, self.folder)?),
        };
        Ok(true)
    }

    /// Everything up to the next boundary; what may be its beginning waits.
    fn content(&mut self) -> Result<bool, BadBody> {
        let found = find(&self.buffer, &self.delimiter);
        let sure = found.unwrap_or_else(|| self.buffer.len().saturating_sub(self.delimiter.len() - 1));
        let content = self.buffer.split_to(sure);
        match &mut self.at {
            At::Field(_, value) => {
                if value.len() + content.len() > LONGEST_VALUE {
                    return Err(BadBody::TooLarge);
                }
                value.extend_from_slice(&content);
            }
            At::File(_, writing) => writing.write(&content)?,
            At::Before | At::Behind | At::Head | At::Ignored | At::End => {}
        }
        if found.is_none() {
            return Ok(false);
        }
        let _delimiter = self.buffer.split_to(self.delimiter.len());
        match std::mem::replace(&mut self.at, At::Behind) {
            At::Field(name, value) => self.parts.pairs.push((name, String::from_utf8_lossy(&value).into_owned())),
            At::File(field, writing) => self.file(field, writing),
            At::Before | At::Behind | At::Head | At::Ignored | At::End => {}
        }
        Ok(true)
    }

    /// A form sends an empty file without a name where none was chosen.
    fn file(&mut self, field: String, writing: Writing) {
        let Writing { name, file, hash, bytes } = writing;
        if name.is_empty() && bytes == 0 {
            return;
        }
        self.parts.pairs.push((format!("{field}_print"), super::keys::hex(&hash.finalize())));
        self.parts.pairs.push((field, name.clone()));
        self.parts.upload = Some(Upload { name, bytes, file: Arc::new(Mutex::new(file)) });
    }
}

impl Writing {
    fn begin(name: &str, folder: &Path) -> Result<Self, BadBody> {
        let file = folders::passing_file(folder).map_err(|error| {
            tracing::error!(%error, "no room for a file that is being sent");
            BadBody::NoRoom
        })?;
        // The last part of a path that an old browser sends along.
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
        Ok(Self { name: name.trim().to_owned(), file, hash: Sha256::new(), bytes: 0 })
    }

    /// Goes to the system's memory first, so nobody waits for the disk here.
    fn write(&mut self, content: &[u8]) -> Result<(), BadBody> {
        self.hash.update(content);
        self.bytes += content.len() as u64;
        self.file.write_all(content).map_err(|error| {
            tracing::error!(%error, "no room for a file that is being sent");
            BadBody::NoRoom
        })
    }
}

/// The name of a part's field, and of its file if it is one.
fn names(head: &str) -> Option<(String, Option<String>)> {
    let line = head
        .lines()
        .find(|line| line.get(..20).is_some_and(|start| start.eq_ignore_ascii_case("content-disposition:")))?;
    let rest = line.split_once(';')?.1;
    let name = parameter(rest, "name")?.to_owned();
    Some((name, parameter(rest, "filename").map(str::to_owned)))
}

/// `name="value"` or `name=value` among others, separated by semicolons; browsers write quotation marks inside as `%22`.
fn parameter<'a>(text: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(';').unwrap_or((after, "")),
        };
        if name.trim_matches([' ', ';', '\t']).eq_ignore_ascii_case(wanted) {
            return Some(value.trim());
        }
        rest = next;
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = text.get(from..)?.iter().position(|byte| *byte == first).map(|at| at + from) {
        if text[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut body = String::new();
        for (head, content) in parts {
            body += &format!(
                "--xyz\r\nContent-Disposition: form-data; {head}\r\nContent-Type: text/plain\r\n\r\n{content}\r\n"
            );
        }
        (body + "--xyz--\r\n").into_bytes()
    }

    fn read(body: &[u8], piece: usize) -> Result<Parts, BadBody> {
        let folder = std::env::temp_dir();
        let mut reader = Reader::new("xyz", &folder);
        for piece in body.chunks(piece) {
            reader.take(piece)?;
        }
        reader.finish()
    }

    #[test]
    fn fields_and_a_file_arrive_whole_however_they_are_cut() {
        let content = "a,b\r\n--xy\r\n-–-xyz\r\n王,1\r\n".repeat(300);
        let body = body(&[
            ("name=\"_key\"", "k1"),
            ("name=\"file\"; filename=\"C:\\lists\\客户.csv\"", &content),
            ("name=\"kind\"", "customers"),
            ("name=\"more\"; filename=\"b.csv\"", "ignored"),
        ]);
        for piece in [1, 2, 3, 7, 64, 100_000] {
            let parts = read(&body, piece).unwrap();
            let pairs: Vec<&str> = parts.pairs.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(pairs, ["_key", "file_print", "file", "kind"]);
            assert_eq!(parts.pairs[2].1, "客户.csv");
            let upload = parts.upload.unwrap();
            let mut whole = upload.piece(0, 1_000).unwrap();
            whole.extend(upload.piece(1_000, 1_000_000).unwrap());
            assert_eq!((upload.bytes, String::from_utf8(whole).unwrap()), (content.len() as u64, content.clone()));
        }
    }

    #[test]
    fn no_file_chosen_is_no_file() {
        let parts = read(&body(&[("name=\"file\"; filename=\"\"", "")]), 5).unwrap();
        assert!(parts.upload.is_none() && parts.pairs.is_empty());
    }

    #[test]
    fn what_is_no_form_breaks_nothing() {
        let whole = body(&[("name=\"file\"; filename=\"a\"", "content")]);
        for cut in 0..whole.len() - 2 {
            assert!(read(&whole[..cut], 9).is_err() || cut >= whole.len() - 4, "{cut}");
        }
        for odd in
            [&b"--xyz\r\n\r\n\r\n--xyz--"[..], b"--xyzzy", b"--xyz\r\nContent-Disposition: x\r\n\r\n", b"", b"\r\n"]
        {
            assert!(read(odd, 3).is_err());
        }
        let long = [b"--xyz\r\nA: ".to_vec(), vec![b'x'; 20_000]].concat();
        assert!(read(&long, 512).is_err());
        let wide = "x".repeat(LONGEST_VALUE + 1);
        assert_eq!(read(&body(&[("name=\"a\"", &wide)]), 512).err(), Some(BadBody::TooLarge));
    }

    #[test]
    fn boundaries_are_named_in_two_ways() {
        assert_eq!(boundary("multipart/form-data; boundary=abc"), Some("abc"));
        assert_eq!(boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b\""), Some("a b"));
        for odd in [
            "multipart/form-data",
            "text/plain; boundary=abc",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary",
        ] {
            assert_eq!(boundary(odd), None, "{odd}");
        }
    }
}
