//! What a party tells about itself, on the floor or for the card. The questions are data, by what the showroom sells; every one may be answered "would not say".

use std::collections::HashMap;
use std::sync::OnceLock;

use diesel::prelude::*;
use serde::Deserialize;
use showroom_templates::Lang;

use crate::base::error::{Answered, Fault, Refused};
use crate::base::ids::{JourneyId, RowId};
use crate::business::sites::model::Goods;
use crate::platform::db::schema::needs;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Fields;

/// What a form sends where somebody would not say.
pub const REFUSED: &str = "-";
/// The longest answer in words, in characters.
pub const LONGEST: usize = 200;

/// Something said in both languages.
#[derive(Debug, Clone, Deserialize)]
pub struct Both {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Both {
    /// What is said in this language.
    pub fn of(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answering {
    /// One of the choices.
    One,
    /// Several of the choices.
    Many,
    /// A line of text.
    Text,
    /// A whole number.
    Number,
}

/// One thing to choose.
#[derive(Debug, Clone, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// In words.
    #[serde(flatten)]
    pub words: Both,
}

/// One question.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// What is stored; never changed once in use.
    pub id: String,
    /// Two or three words, for cards and lists.
    pub label: Both,
    /// As a person would ask it.
    #[serde(flatten)]
    pub asked: Both,
    /// How it is answered.
    pub answer: Answering,
    /// The choices.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// What a number counts.
    pub unit: Option<Both>,
    /// Why it is asked, for whoever wants to know.
    pub why: Both,
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

/// The questions for a showroom that sells this; those of `other` where it has none of its own.
///
/// # Errors
/// A fault where the file cannot be read; a test keeps it from happening.
pub fn questions(goods: Goods) -> Answered<&'static [Question]> {
    static KINDS: OnceLock<Result<Vec<Kind>, String>> = OnceLock::new();
    let read =
        || toml::from_str::<File>(showroom_templates::texts::NEEDS).map(|file| file.kind).map_err(|e| e.to_string());
    let kinds =
        KINDS.get_or_init(read).as_ref().map_err(|e| Fault::bad_data("reading the questions").because(e.clone()))?;
    let of = |id: &str| kinds.iter().find(|kind| kind.id == id);
    let kind = of(goods.code()).or_else(|| of("other"));
    Ok(kind.map_or(&[], |kind| kind.question.as_slice()))
}

/// An answer, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A code, several codes, a number or words.
    Said(String),
    /// They would not say.
    Refused,
}

/// What is known of a journey, by question.
///
/// # Errors
/// Faults of the database.
pub fn of_journey(conn: &mut Conn, journey: JourneyId) -> Answered<HashMap<String, Answer>> {
    let rows = needs::table
        .filter(needs::journey_id.eq(journey.0))
        .select((needs::question, needs::answer, needs::refused))
        .load::<(String, String, bool)>(conn)?;
    let kept = |answer, refused| if refused { Answer::Refused } else { Answer::Said(answer) };
    Ok(rows.into_iter().map(|(question, answer, refused)| (question, kept(answer, refused))).collect())
}

/// Reads what a form sent for a question: nothing, one value, or several.
///
/// # Errors
/// `choice_unknown`, `number_unreadable` or `need_too_long` for what is no answer to it.
pub fn read(question: &Question, typed: &[&str]) -> Result<Option<Answer>, Refused> {
    let typed: Vec<&str> = typed.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    let Some(first) = typed.first() else { return Ok(None) };
    if typed.contains(&REFUSED) {
        return Ok(Some(Answer::Refused));
    }
    let known = |code: &&str| question.choices.iter().any(|choice| choice.code == *code);
    match question.answer {
        Answering::One if known(first) && typed.len() == 1 => Ok(Some(Answer::Said((*first).to_owned()))),
        Answering::Many if typed.iter().all(known) => Ok(Some(Answer::Said(typed.join(",")))),
        Answering::One | Answering::Many => Err(Refused::invalid("choice_unknown")),
        Answering::Number => match first.parse::<u32>() {
            Ok(number) => Ok(Some(Answer::Said(number.to_string()))),
            Err(_) => Err(Refused::invalid("number_unreadable")),
        },
        Answering::Text if first.chars().count() > LONGEST => {
            Err(Refused::invalid("need_too_long").with("most", LONGEST))
        }
        Answering::Text => Ok(Some(Answer::Said((*first).to_owned()))),
    }
}

/// Keeps answers; what was answered before is replaced, what is left empty stays as it was. Gives the questions whose answer is new.
///
/// # Errors
/// `choice_unknown` for a question that this showroom does not ask; faults of the database.
pub fn keep<'a>(
    tx: &mut Tx,
    journey: JourneyId,
    goods: Goods,
    answers: &'a [(String, Answer)],
) -> Answered<Vec<&'a str>> {
    let before = of_journey(tx.conn, journey)?;
    let asked = questions(goods)?;
    let mut noted = Vec::new();
    for (question, answer) in answers {
        if !asked.iter().any(|known| known.id == *question) {
            return Err(Refused::invalid("choice_unknown").into());
        }
        if before.get(question) != Some(answer) {
            put(tx, journey, question, answer)?;
            noted.push(question.as_str());
        }
    }
    Ok(noted)
}

/// Reads the answers that a form sent to these questions, in fields called `need_` and the question. Says no at `needs` where an answer
/// is none; the others are read all the same.
pub fn sent(f: &mut Fields, asked: &[Question]) -> Vec<(String, Answer)> {
    let sent = f.named("need_", "needs");
    let mut answers = Vec::new();
    for question in asked {
        let values: Vec<&str> =
            sent.iter().filter(|(id, _)| *id == question.id).map(|(_, value)| value.as_str()).collect();
        match read(question, &values) {
            Ok(Some(answer)) => answers.push((question.id.clone(), answer)),
            Ok(None) => {}
            Err(refused) => f.refuse_with(refused.at("needs")),
        }
    }
    answers
}

fn put(tx: &mut Tx, journey: JourneyId, question: &str, answer: &Answer) -> Answered<()> {
    let (said, refused) = match answer {
        Answer::Said(said) => (said.as_str(), false),
        Answer::Refused => ("", true),
    };
    let here = needs::table.filter(needs::journey_id.eq(journey.0)).filter(needs::question.eq(question));
    diesel::delete(here).execute(tx.conn)?;
    diesel::insert_into(needs::table)
        .values((
            needs::id.eq(RowId::new(tx.now).0),
            needs::site_id.eq(tx.actor.site.0),
            needs::journey_id.eq(journey.0),
            needs::question.eq(question),
            needs::answer.eq(said),
            needs::refused.eq(refused),
            needs::noted_by.eq(tx.actor.user.map(|who| who.0)),
            needs::noted_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_showroom_has_questions_with_ids_of_their_own() {
        for goods in Goods::ALL {
            let asked = questions(goods).unwrap();
            assert!(asked.len() >= 5, "{goods:?}");
            let mut ids: Vec<&str> = asked.iter().map(|question| question.id.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), asked.len(), "{goods:?}");
        }
    }

    #[test]
    fn answers_are_read_by_the_kind_of_question() {
        let homes = questions(Goods::Homes).unwrap();
        let check = |id: &str, typed: &[&str], expected: Result<Option<&str>, &str>| {
            let question = homes.iter().find(|question| question.id == id).unwrap();
            let answer = read(question, typed).map_err(|refused| refused.code);
            let plain = answer.map(|answer| {
                answer.map(|answer| match answer {
                    Answer::Said(said) => said,
                    Answer::Refused => "refused".to_owned(),
                })
            });
            assert_eq!(plain, expected.map(|some| some.map(str::to_owned)), "{id} {typed:?}");
        };
        check("purpose", &["first"], Ok(Some("first")));
        check("purpose", &["-"], Ok(Some("refused")));
        check("purpose", &[""], Ok(None));
        check("purpose", &["castle"], Err("choice_unknown"));
        check("purpose", &["first", "upgrade"], Err("choice_unknown"));
        check("rooms", &["2", "3"], Ok(Some("2,3")));
        check("rooms", &["2", "-"], Ok(Some("refused")));
    }
}
