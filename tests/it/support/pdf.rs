//! PDFs, read by two programs that are not ours: poppler's, and a library of Python.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::python;

/// What was found in a PDF.
#[derive(Debug)]
pub struct Pdf {
    /// What Python found.
    pub python: Found,
    /// What `pdfinfo` says, by name.
    pub info: BTreeMap<String, String>,
    /// The fonts, each with whether it is embedded, as `pdffonts` says.
    pub fonts: Vec<(String, bool)>,
    /// The text as `pdftotext` reads it.
    pub text: String,
}

/// What the library of Python found.
#[derive(Debug, Deserialize)]
pub struct Found {
    pub pages: usize,
    pub title: String,
    pub language: String,
    pub marked: bool,
    pub standard: bool,
    pub fonts: BTreeMap<String, bool>,
    pub roles: BTreeMap<String, usize>,
    pub text: String,
}

/// Reads a PDF with both.
pub fn read(bytes: &[u8]) -> Pdf {
    assert!(bytes.starts_with(b"%PDF-"), "this is no PDF: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(300)]));
    let file: PathBuf = std::env::temp_dir().join(format!("showroom-{:x}.pdf", rand::random::<u64>()));
    std::fs::write(&file, bytes).unwrap();
    let info = poppler("pdfinfo", &[], &file, &[]);
    let info = info.lines().filter_map(|line| line.split_once(':'));
    let fonts = poppler("pdffonts", &[], &file, &[]);
    let found = Pdf {
        python: serde_json::from_str(&python::run_with_libraries("tests/papers/read.py", &[&file])).unwrap(),
        info: info.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect(),
        // The columns from behind: object (two), unicode, subset, embedded.
        fonts: fonts
            .lines()
            .skip(2)
            .map(|line| {
                let columns: Vec<&str> = line.split_whitespace().collect();
                (columns[0].to_owned(), columns[columns.len() - 5] == "yes")
            })
            .collect(),
        text: poppler("pdftotext", &["-raw"], &file, &["-"]),
    };
    std::fs::remove_file(&file).unwrap();
    found
}

impl Pdf {
    /// The text of both without any blank: lines break where they like.
    pub fn said(&self) -> [String; 2] {
        [squeezed(&self.text), squeezed(&self.python.text)]
    }

    /// What must be true of every paper: whole, tagged, in a language, with a title and with its fonts.
    pub fn must_be_sound(&self, language: &str, title: &str) {
        let python = &self.python;
        assert_eq!(self.info["Pages"], python.pages.to_string());
        assert_eq!((self.info["Tagged"].as_str(), python.marked), ("yes", true), "{self:?}");
        assert_eq!((self.info["Title"].as_str(), python.title.as_str()), (title, title));
        assert!(python.language.starts_with(language), "{}", python.language);
        assert!(self.info["Page size"].contains("A4"), "{}", self.info["Page size"]);
        assert!(!self.fonts.is_empty() && self.fonts.iter().all(|(_, embedded)| *embedded), "{:?}", self.fonts);
        assert!(!python.fonts.is_empty() && python.fonts.values().all(|embedded| *embedded), "{:?}", python.fonts);
        assert!(python.roles.contains_key("Table") && python.roles.contains_key("TH"), "{:?}", python.roles);
    }
}

/// Without blanks, and without the marks that only say where a line may break or which way it runs.
pub fn squeezed(text: &str) -> String {
    let mark = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}');
    text.chars().filter(|c| !c.is_whitespace() && !mark(c)).collect()
}

fn poppler(program: &str, before: &[&str], file: &Path, after: &[&str]) -> String {
    let output = Command::new(program).args(before).arg(file).args(after).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; the tests need the package poppler-utils"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
