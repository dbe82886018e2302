//! The notice on personal information, as a visitor is shown it: versions from `texts/notice.toml`, frozen on each consent.

use std::sync::OnceLock;

use serde::Deserialize;
use showroom_templates::{Lang, texts};

use crate::base::clock::Date;
use crate::base::error::{Answered, Error, Fault};

/// One version of the notice.
#[derive(Debug, Clone, Deserialize)]
pub struct Notice {
    /// Counts up by one.
    pub number: i32,
    /// The day from which it is shown.
    pub from: Date,
    lead: Text,
    /// What, why, how long, who, rights.
    pub points: Vec<Point>,
    /// What is asked for, each by itself.
    pub consents: Vec<Asked>,
}

/// One point of the notice.
#[derive(Debug, Clone, Deserialize)]
pub struct Point {
    title: Text,
    zh: String,
    en: String,
}

/// One consent that is asked for.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    /// Its name in the database.
    pub id: String,
    zh: String,
    en: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Text {
    zh: String,
    en: String,
}

#[derive(Deserialize)]
struct File {
    version: Vec<Notice>,
}

impl Notice {
    /// The sentence above the list.
    pub fn lead(&self, lang: Lang) -> &str {
        lang.pick(&self.lead.zh, &self.lead.en)
    }

    /// The points: title and words, with the showroom's name put in.
    pub fn points(&self, lang: Lang, site: &str) -> Vec<(String, String)> {
        self.points
            .iter()
            .map(|point| {
                let words = lang.pick(&point.zh, &point.en).replace("{site}", site).replace("{contact}", site);
                (lang.pick(&point.title.zh, &point.title.en).to_owned(), words)
            })
            .collect()
    }

    /// Everything that was shown for one consent, as it is kept.
    pub fn frozen(&self, lang: Lang, site: &str, purpose: &str) -> String {
        let mut lines = vec![self.lead(lang).to_owned()];
        lines.extend(self.points(lang, site).into_iter().map(|(title, words)| format!("{title}: {words}")));
        lines
            .extend(self.consents.iter().filter(|asked| asked.id == purpose).map(|asked| asked.words(lang).to_owned()));
        lines.join("\n")
    }
}

impl Asked {
    /// What is asked.
    pub fn words(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// The version that is shown on a day.
///
/// # Errors
/// A fault where the file cannot be read or holds no version for that day.
pub fn on(day: Date) -> Answered<&'static Notice> {
    let versions = versions()?;
    // Before the first version began there was no other: the oldest holds.
    let current = versions.iter().filter(|notice| notice.from <= day).max_by_key(|notice| notice.number);
    current
        .or_else(|| versions.iter().min_by_key(|notice| notice.number))
        .ok_or_else(|| Error::Fault(Fault::bug("looking for the notice")))
}

fn versions() -> Answered<&'static [Notice]> {
    static VERSIONS: OnceLock<Result<Vec<Notice>, String>> = OnceLock::new();
    VERSIONS
        .get_or_init(|| {
            toml::from_str::<File>(texts::NOTICE).map(|file| file.version).map_err(|error| error.to_string())
        })
        .as_deref()
        .map_err(|why| Error::Fault(Fault::bug(format!("reading the notice: {why}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_reads_in_both_languages_and_is_frozen_whole() {
        let notice = on("2026-11-21".parse().unwrap()).unwrap();
        assert!(notice.consents.iter().any(|asked| asked.id == "contact"));
        for lang in Lang::ALL {
            let frozen = notice.frozen(lang, "Riverside", "contact");
            assert!(frozen.contains("Riverside") && !frozen.contains('{'), "{frozen}");
            assert_eq!(frozen.lines().count(), notice.points.len() + 2);
        }
    }
}
