//! Turns `texts/words/*.toml` into typed functions, and `assets/` into files named by their content.
//!
//! A text that lacks a language, or whose languages disagree about their placeholders, stops the build with a sentence
//! that names the file and the key.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=texts/words");
    println!("cargo:rerun-if-changed=texts/playbooks");
    println!("cargo:rerun-if-changed=texts/grades");
    println!("cargo:rerun-if-changed=assets");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    words(Path::new("texts/words"), &out)?;
    embedded(Path::new("texts/playbooks"), &out.join("playbooks.rs"))?;
    embedded(Path::new("texts/grades"), &out.join("grades.rs"))?;
    assets(Path::new("assets"), &out)
}

// --------------------------------------------------------------------------------------------- playbooks and grades

/// Every file of the folder is embedded with its name, so that another method is one more file and no code.
fn embedded(folder: &Path, out: &Path) -> Outcome<()> {
    let mut code = String::from("&[");
    for file in files(folder, "toml")? {
        let name = file.file_name().and_then(|name| name.to_str()).ok_or("a file with an unreadable name")?;
        write!(code, "({name:?}, include_str!({:?})),", fs::canonicalize(&file)?)?;
    }
    code.push(']');
    Ok(fs::write(out, code)?)
}

// ---------------------------------------------------------------------------------------------------------- words

struct Text {
    zh: Vec<Piece>,
    en: Vec<Piece>,
}

/// A stretch of a text: letters, `{name}`, or `{name:one|many}` (the first form when the value reads "1").
enum Piece {
    Plain(String),
    Hole(String),
    Plural(String, String, String),
}

fn words(folder: &Path, out: &Path) -> Outcome<()> {
    let mut texts = BTreeMap::new();
    let mut refusals = BTreeMap::new();
    for file in files(folder, "toml")? {
        let capability = stem(&file);
        let table: toml::Table = toml::from_str(&contents(&file)?)
            .map_err(|error| format!("{} cannot be read as TOML: {error}", file.display()))?;
        for (key, value) in &table {
            if capability == "refusals" {
                add(&mut refusals, key.clone(), text(&file, key, value)?, &file)?;
            } else if key == "refusals" {
                let section =
                    value.as_table().ok_or_else(|| format!("{}: [refusals] must be a table", file.display()))?;
                for (code, value) in section {
                    add(&mut refusals, code.clone(), text(&file, code, value)?, &file)?;
                }
            } else {
                add(&mut texts, format!("{capability}_{key}"), text(&file, key, value)?, &file)?;
            }
        }
    }
    let mut code = String::from("impl Words {\n");
    for (name, text) in &texts {
        function(&mut code, name, text)?;
    }
    code.push_str("}\n");
    table(
        &mut code,
        "TEXTS",
        "Texts without placeholders, by name",
        texts.iter().filter(|(_, text)| text.holes().is_empty()),
    )?;
    table(&mut code, "REFUSALS", "What is said when a rule refuses, by code", refusals.iter())?;
    fs::write(out.join("words.rs"), code)?;
    Ok(())
}

fn add(into: &mut BTreeMap<String, Text>, name: String, text: Text, file: &Path) -> Outcome<()> {
    if into.contains_key(&name) {
        return Err(format!("{}: `{name}` is written twice", file.display()).into());
    }
    into.insert(name, text);
    Ok(())
}

fn text(file: &Path, key: &str, value: &toml::Value) -> Outcome<Text> {
    let place = format!("{}: `{key}`", file.display());
    let lawful = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !lawful {
        return Err(format!("{place} must be written in small letters, digits and underscores").into());
    }
    let read = |lang: &str| -> Outcome<Vec<Piece>> {
        let text = value.get(lang).and_then(|v| v.as_str()).filter(|v| !v.trim().is_empty());
        pieces(text.ok_or_else(|| format!("{place} has no `{lang}` text"))?)
            .map_err(|why| format!("{place}, {lang}: {why}").into())
    };
    let text = Text { zh: read("zh")?.into_iter().map(typeset).collect(), en: read("en")? };
    let (mut zh, mut en) = (holes(&text.zh), holes(&text.en));
    zh.sort();
    en.sort();
    if zh != en {
        return Err(format!("{place} has the placeholders {zh:?} in zh but {en:?} in en").into());
    }
    Ok(text)
}

/// Chinese sentences stand with Chinese punctuation, whatever the keyboard gave.
fn typeset(piece: Piece) -> Piece {
    let Piece::Plain(text) = piece else { return piece };
    let mut set = String::new();
    for letter in text.chars() {
        let after = set.chars().last();
        let wide = match letter {
            ',' => '，',
            ';' => '；',
            ':' => '：',
            '?' => '？',
            '!' => '！',
            ' ' if after.is_some_and(|c| "，；：？！".contains(c)) => continue,
            other => other,
        };
        set.push(if after.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) { wide } else { letter });
    }
    Piece::Plain(set)
}

fn pieces(text: &str) -> Outcome<Vec<Piece>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        if open > 0 {
            found.push(Piece::Plain(rest[..open].to_owned()));
        }
        let close = rest[open..].find('}').ok_or("a `{` is never closed")? + open;
        let inner = &rest[open + 1..close];
        let (name, forms) = inner.split_once(':').map_or((inner, None), |(name, forms)| (name, Some(forms)));
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            return Err(format!("`{{{inner}}}` is not a placeholder; write {{name}} or {{name:one|many}}").into());
        }
        found.push(match forms {
            None => Piece::Hole(name.to_owned()),
            Some(forms) => {
                let (one, many) =
                    forms.split_once('|').ok_or_else(|| format!("`{{{inner}}}` needs two forms, {{name:one|many}}"))?;
                Piece::Plural(name.to_owned(), one.to_owned(), many.to_owned())
            }
        });
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        found.push(Piece::Plain(rest.to_owned()));
    }
    Ok(found)
}

/// The names of the placeholders, in order of first appearance.
fn holes(pieces: &[Piece]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces {
        if let Piece::Hole(name) | Piece::Plural(name, ..) = piece
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

impl Text {
    fn holes(&self) -> Vec<String> {
        holes(&self.zh)
    }
}

fn function(code: &mut String, name: &str, text: &Text) -> Outcome<()> {
    let holes = text.holes();
    let doc = format!("{} · {}", source(&text.zh), source(&text.en)).replace('\n', " ");
    writeln!(code, "    #[doc = {doc:?}]")?;
    if holes.is_empty() {
        writeln!(
            code,
            "    pub fn {name}(self) -> &'static str {{ match self.lang {{ Lang::Zh => {:?}, Lang::En => {:?} }} }}",
            source(&text.zh),
            source(&text.en)
        )?;
        return Ok(());
    }
    let arguments: String = holes.iter().map(|hole| format!(", {hole}: impl std::fmt::Display")).collect();
    writeln!(
        code,
        "    pub fn {name}(self{arguments}) -> String {{ match self.lang {{ Lang::Zh => {}, Lang::En => {} }} }}",
        formatted(&text.zh, false),
        formatted(&text.en, true)
    )?;
    Ok(())
}

/// In English a day that is said in the middle of a sentence has no capital: *asked for today*.
fn formatted(pieces: &[Piece], english: bool) -> String {
    let mut pattern = String::new();
    let mut extra = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let amid =
            |text: &str| text.ends_with(' ') && text.trim_end().ends_with(|c: char| c.is_alphabetic() || c == ',');
        match piece {
            Piece::Hole(name) if english && amid(&pattern) => {
                pattern.push_str(&format!("{{amid_{at}}}"));
                extra.push_str(&format!(", amid_{at} = amid(&{name})"));
            }
            Piece::Plain(text) => pattern.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Hole(name) => pattern.push_str(&format!("{{{name}}}")),
            Piece::Plural(name, one, many) => {
                pattern.push_str(&format!("{{plural_{at}}}"));
                extra.push_str(&format!(", plural_{at} = plural(&{name}, {one:?}, {many:?})"));
            }
        }
    }
    format!("format!({pattern:?}{extra})")
}

/// The text as it was written, placeholders included.
fn source(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Plain(text) => text.clone(),
            Piece::Hole(name) => format!("{{{name}}}"),
            Piece::Plural(name, one, many) => format!("{{{name}:{one}|{many}}}"),
        })
        .collect()
}

fn table<'a>(
    code: &mut String,
    name: &str,
    doc: &str,
    rows: impl Iterator<Item = (&'a String, &'a Text)>,
) -> Outcome<()> {
    writeln!(code, "/// {doc}, sorted.\npub static {name}: &[(&str, &str, &str)] = &[")?;
    for (key, text) in rows {
        writeln!(code, "    ({key:?}, {:?}, {:?}),", source(&text.zh), source(&text.en))?;
    }
    code.push_str("];\n");
    Ok(())
}

// --------------------------------------------------------------------------------------------------------- assets

fn assets(folder: &Path, out: &Path) -> Outcome<()> {
    let mut list = String::new();
    let mut code = String::new();
    let css = style(&joined(&folder.join("css"), "css", |text| text)?)?;
    let js = joined(&folder.join("js"), "js", |text| text).map(|text| script(&text))?;
    for (function, name, end, kind, bytes) in [
        ("css", "showroom", "css", "text/css; charset=utf-8", css.into_bytes()),
        ("js", "showroom", "js", "text/javascript; charset=utf-8", js.into_bytes()),
        ("icon", "icon", "svg", "image/svg+xml", contents(&folder.join("icon.svg"))?.into_bytes()),
    ] {
        let path = format!("/assets/{name}-{:016x}.{end}", fingerprint(&bytes));
        let file = format!("asset.{end}");
        fs::write(out.join(&file), bytes)?;
        writeln!(code, "/// The address of `{name}.{end}`.\npub fn {function}() -> &'static str {{ {path:?} }}")?;
        writeln!(
            list,
            "    Asset {{ path: {path:?}, content_type: {kind:?}, bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")) }},"
        )?;
    }
    writeln!(code, "/// Every file that the browser asks for.\npub static ALL: &[Asset] = &[\n{list}];")?;
    fs::write(out.join("assets.rs"), code)?;
    Ok(())
}

fn joined(folder: &Path, end: &str, each: impl Fn(String) -> String) -> Outcome<String> {
    let mut text = String::new();
    for file in files(folder, end)? {
        text.push_str(&each(contents(&file)?));
        text.push('\n');
    }
    Ok(text)
}

/// `@dark { … }` holds the dark values once; they apply when the person chose dark, and when the device did and the
/// person chose nothing.
fn style(text: &str) -> Outcome<String> {
    let mut text = without_comments(text);
    while let Some(at) = text.find("@dark") {
        let open = text[at..].find('{').ok_or("@dark has no block")? + at;
        let close = text[open..].find('}').ok_or("@dark is not closed")? + open;
        let body = text[open + 1..close].to_owned();
        let both = format!(
            ":root[data-scheme=dark]{{{body}}}@media (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{body}}}}}"
        );
        text.replace_range(at..=close, &both);
    }
    Ok(tightened(&text))
}

fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(open) = rest.find("/*") {
        kept.push_str(&rest[..open]);
        rest = rest[open..].find("*/").map_or("", |close| &rest[open + close + 2..]);
    }
    kept + rest
}

/// Takes out the white space that style sheets do not need.
fn tightened(text: &str) -> String {
    let mut kept = String::new();
    for word in text.split_whitespace() {
        let glue = kept.ends_with(['{', '}', ';', ',', '>']) || word.starts_with(['{', '}']) || kept.is_empty();
        if !glue {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    kept.replace(";}", "}").replace(": ", ":").replace(") {", "){")
}

/// Takes out whole-line comments and indentation; the modules are written so that this is safe.
fn script(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// FNV-1a: short, the same on every machine, and good enough to name a file by its content.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn files(folder: &Path, end: &str) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == end) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn contents(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn stem(file: &Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
