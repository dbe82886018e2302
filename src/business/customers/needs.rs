//! The questions of the introduction, by what is sold, and the words of what was answered. Read once from `texts/needs.toml`.

use std::sync::OnceLock;

use serde::Deserialize;
use showroom_templates::{Lang, texts};

use crate::base::error::{Answered, Error, Fault};
use crate::business::sites::model::Goods;

/// One question.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// What is stored.
    pub id: String,
    zh: String,
    en: String,
    label: Text,
    /// What kind of answer it takes.
    pub answer: AnswerKind,
    /// What may be chosen.
    #[serde(default)]
    pub choices: Vec<Choice>,
    unit: Option<Text>,
    why: Option<Text>,
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// One choice.
    One,
    /// Several choices.
    Many,
    /// A line.
    Text,
    /// A whole number.
    Number,
}

/// One thing to choose.
#[derive(Debug, Clone, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub code: String,
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
    kind: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    id: String,
    question: Vec<Question>,
}

impl Question {
    /// The question as a person would ask it.
    pub fn words(&self, lang: Lang) -> &str {
        pick(lang, &self.zh, &self.en)
    }

    /// Two or three words, for cards and lists.
    pub fn label(&self, lang: Lang) -> &str {
        self.label.words(lang)
    }

    /// The unit of a number.
    pub fn unit(&self, lang: Lang) -> Option<&str> {
        self.unit.as_ref().map(|unit| unit.words(lang))
    }

    /// Why it is asked, for the customer who wants to know.
    pub fn why(&self, lang: Lang) -> Option<&str> {
        self.why.as_ref().map(|why| why.words(lang))
    }

    /// What was answered, in words. Several choices are kept with commas between their codes.
    pub fn answered(&self, lang: Lang, answer: &str, comma: &str) -> String {
        let one = |code: &str| {
            self.choices.iter().find(|choice| choice.code == code).map_or(code, |choice| choice.words(lang)).to_owned()
        };
        match self.answer {
            AnswerKind::One => one(answer),
            AnswerKind::Many => answer.split(',').map(str::trim).map(one).collect::<Vec<_>>().join(comma),
            AnswerKind::Text => answer.to_owned(),
            AnswerKind::Number => match self.unit(lang) {
                Some(unit) => format!("{answer} {unit}"),
                None => answer.to_owned(),
            },
        }
    }
}

impl Choice {
    /// What is read.
    pub fn words(&self, lang: Lang) -> &str {
        pick(lang, &self.zh, &self.en)
    }
}

impl Text {
    fn words(&self, lang: Lang) -> &str {
        pick(lang, &self.zh, &self.en)
    }
}

/// The questions for what a showroom sells.
///
/// # Errors
/// A fault where the file cannot be read.
pub fn questions(goods: Goods) -> Answered<&'static [Question]> {
    static KINDS: OnceLock<Result<Vec<Kind>, String>> = OnceLock::new();
    let kinds = KINDS
        .get_or_init(|| toml::from_str::<File>(texts::NEEDS).map(|file| file.kind).map_err(|error| error.to_string()))
        .as_deref()
        .map_err(|why| Error::Fault(Fault::bug(format!("reading the questions: {why}"))))?;
    let of = |id: &str| kinds.iter().find(|kind| kind.id == id).map(|kind| kind.question.as_slice());
    Ok(of(goods.code()).or_else(|| of("other")).unwrap_or_default())
}

fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_showroom_has_questions_and_answers_read_as_words() {
        for goods in Goods::ALL {
            assert!(!questions(goods).unwrap().is_empty(), "{goods:?}");
        }
        let homes = questions(Goods::Homes).unwrap();
        let of = |id: &str| homes.iter().find(|question| question.id == id).unwrap();
        assert_eq!(of("purpose").answered(Lang::En, "upgrade", ", "), "Moving up");
        assert_eq!(of("wishes").answered(Lang::En, "school,metro", ", "), "School nearby, Metro");
        assert_eq!(of("purpose").answered(Lang::Zh, "gone", "、"), "gone");
    }
}
