//! The terms of a contract: the words of `texts/clauses/contract.toml` with this contract's names and sums in their places.

use super::model::{Contract, Instalment};
use super::present;
use crate::base::error::{Answered, Fault};
use crate::business::deposits::model::{Buyer, Deposit};
use crate::business::sites::Site;
use crate::business::sites::model::Goods;
use serde::Deserialize;
use showroom_templates::{Lang, Words};
use std::collections::HashMap;
use std::sync::OnceLock;

/// A clause as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// What whoever checks it looks at.
    pub check: String,
}

#[derive(Deserialize)]
struct Both {
    zh: String,
    en: String,
}

impl Both {
    fn said(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    kinds: Vec<String>,
    title: Both,
    #[serde(flatten)]
    text: Both,
    check: Both,
}

#[derive(Deserialize)]
struct File {
    title: HashMap<String, Both>,
    clause: Vec<Written>,
}

fn file() -> Answered<&'static File> {
    static FILE: OnceLock<Result<File, String>> = OnceLock::new();
    let read = || toml::from_str(showroom_templates::texts::CONTRACT).map_err(|e| e.to_string());
    let read = FILE.get_or_init(read).as_ref();
    read.map_err(|e| Fault::bad_data("reading the terms of contracts").because(e.clone()).into())
}

/// Which terms a showroom uses: those of its own kind, or `other`.
fn kind(file: &File, goods: Goods) -> &'static str {
    if file.title.contains_key(goods.code()) { goods.code() } else { "other" }
}

/// What the paper is called.
///
/// # Errors
/// A fault where the file cannot be read; a test keeps it from happening.
pub fn title(goods: Goods, lang: Lang) -> Answered<String> {
    let file = file()?;
    let title = file.title.get(kind(file, goods));
    Ok(title.map_or(String::new(), |title| title.said(lang).to_owned()))
}

/// The terms of a contract, in order.
///
/// # Errors
/// A fault where the file cannot be read.
pub fn of(
    site: &Site,
    contract: &Contract,
    deposit: &Deposit,
    buyers: &[Buyer],
    plan: &[Instalment],
    lang: Lang,
) -> Answered<Vec<Clause>> {
    let file = file()?;
    let kind = kind(file, site.goods);
    let values = values(site, contract, deposit, buyers, plan, lang);
    let applies = |clause: &&Written| clause.kinds.is_empty() || clause.kinds.iter().any(|of| of == kind);
    let filled = |clause: &Written| Clause {
        title: clause.title.said(lang).to_owned(),
        text: fill(clause.text.said(lang), &values),
        check: clause.check.said(lang).to_owned(),
    };
    Ok(file.clause.iter().filter(applies).map(filled).collect())
}

fn values(
    site: &Site,
    contract: &Contract,
    deposit: &Deposit,
    buyers: &[Buyer],
    plan: &[Instalment],
    lang: Lang,
) -> Vec<(&'static str, String)> {
    let words = Words::new(lang);
    let area = deposit.terms.area_centi.map_or(String::new(), |area| format!("{}.{:02}", area / 100, area % 100));
    let part = |part: &Instalment| {
        format!("{} {} {}", words.full_day(part.due_on), present::part_word(words, part.kind), part.sum)
    };
    let planned: Vec<String> = plan.iter().map(part).collect();
    let dash = || "——".to_owned();
    vec![
        ("seller", deposit.terms.seller.clone()),
        ("buyers", present::names(buyers)),
        ("unit", deposit.terms.unit.clone()),
        ("licence", deposit.terms.licence.clone()),
        ("area", area),
        (
            "unit_price",
            deposit.terms.square_price.map_or_else(dash, |price| present::with_currency(words, site, price)),
        ),
        ("total", present::with_currency(words, site, contract.price)),
        ("payment", present::way_word(words, contract)),
        ("deposit", present::with_currency(words, site, deposit.sum)),
        ("agreement", deposit.number.clone()),
        ("plan", if planned.is_empty() { dash() } else { planned.join("；") }),
    ]
}

/// Puts values in the place of `{names}`. A value is text: what looks like a place in it is left alone.
fn fill(text: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                let value = values.iter().find(|(known, _)| *known == name);
                filled.push_str(value.map_or("", |(_, value)| value));
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_in_the_terms_is_filled() {
        let known = [
            "seller",
            "buyers",
            "unit",
            "licence",
            "area",
            "unit_price",
            "total",
            "payment",
            "deposit",
            "agreement",
            "plan",
        ];
        for clause in &file().unwrap().clause {
            for text in [&clause.text.zh, &clause.text.en] {
                for part in text.split('{').skip(1) {
                    let name = part.split('}').next().unwrap();
                    assert!(known.contains(&name), "{{{name}}} in {text}");
                }
            }
        }
    }

    #[test]
    fn a_value_is_text_and_nothing_else() {
        let values = [("buyers", "{total} <b>".to_owned()), ("total", "1".to_owned())];
        assert_eq!(fill("{buyers} pays {total}, {unknown}.", &values), "{total} <b> pays 1, .");
    }
}
