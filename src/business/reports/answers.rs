//! What answered objections: the words that were noted, the most frequent first. Words may name somebody, so they are read when they are shown and
//! are in no figure that is kept.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::period::Period;
use crate::base::error::Answered;
use crate::business::sites::Site;
use crate::platform::db::Conn;
use crate::platform::db::schema::objections;

/// So many of the last objections are looked at.
const LOOKED_AT: i64 = 2_000;
/// So many answers are shown for each.
const SHOWN: usize = 3;

/// The answers of the objections that were heard in a period: which objection, the words with how often.
pub type Answers = Vec<(String, Vec<(String, i64)>)>;

/// Reads them.
///
/// # Errors
/// Faults of the database.
pub fn of(conn: &mut Conn, site: &Site, period: &Period) -> Answered<Answers> {
    let (begin, end) = (site.clock().day_bounds(period.from).0, site.clock().day_bounds(period.to).1);
    let rows: Vec<(String, Option<String>)> = objections::table
        .filter(objections::site_id.eq(site.id.0))
        .filter(objections::heard_at.ge(begin))
        .filter(objections::heard_at.lt(end))
        .filter(objections::handled_at.is_not_null())
        .order(objections::heard_at.desc())
        .limit(LOOKED_AT)
        .select((objections::code, objections::answer))
        .load(conn)?;
    Ok(counted(rows))
}

fn counted(rows: Vec<(String, Option<String>)>) -> Answers {
    let mut by_code: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for (code, answer) in rows {
        let Some(answer) = answer.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) else { continue };
        *by_code.entry(code).or_default().entry(answer).or_default() += 1;
    }
    let most = |answers: BTreeMap<String, i64>| {
        let mut answers: Vec<(String, i64)> = answers.into_iter().collect();
        answers.sort_by_key(|(_, count)| -count);
        answers.truncate(SHOWN);
        answers
    };
    by_code.into_iter().map(|(code, answers)| (code, most(answers))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answered_most_stands_first() {
        let row = |code: &str, answer: &str| (code.to_owned(), Some(answer.to_owned()));
        let rows = vec![
            row("price", "a"),
            row("price", " b "),
            row("price", "b"),
            row("price", "c"),
            row("price", "d"),
            row("far", " "),
            ("far".to_owned(), None),
        ];
        let price = [("b", 2), ("a", 1), ("c", 1)].map(|(text, count)| (text.to_owned(), count)).to_vec();
        assert_eq!(counted(rows), [("price".to_owned(), price)]);
    }
}
