//! The terms of the agreement and the words of the receipt, read from `texts/clauses/` and filled in.

use super::law::MoneyKind;
use crate::base::error::{Answered, Fault};
use crate::business::sites::model::Goods;
use serde::Deserialize;
use showroom_templates::texts;
use showroom_templates::words::Lang;
use std::collections::BTreeMap;

/// A text in both languages.
#[derive(Debug, Clone, Default, Deserialize)]
struct Both {
    zh: String,
    en: String,
}

impl Both {
    fn of(self, lang: Lang) -> String {
        lang.pick(self.zh, self.en)
    }
}

#[derive(Deserialize)]
struct AgreementFile {
    title: BTreeMap<String, Both>,
    clause: Vec<Clause>,
}

#[derive(Deserialize)]
struct Clause {
    #[serde(default)]
    kinds: Vec<String>,
    money: Option<String>,
    title: Both,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
struct ReceiptFile {
    title: Both,
    kind: Vec<ReceiptKind>,
}

#[derive(Deserialize)]
struct ReceiptKind {
    id: String,
    name: Both,
    zh: String,
    en: String,
}

/// A paper's title and its clauses, each with its own title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The title.
    pub title: String,
    /// The clauses.
    pub clauses: Vec<(String, String)>,
}

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The title.
    pub title: String,
    /// What the money is called.
    pub name: String,
    /// What it is and when it comes back.
    pub text: String,
}

/// The agreement for what a site sells and this kind of money, with its blanks filled in.
///
/// # Errors
/// A fault where the text that came with the program cannot be read.
pub fn agreement(lang: Lang, goods: Goods, money: MoneyKind, values: &[(&str, String)]) -> Answered<Paper> {
    let file: AgreementFile = toml::from_str(texts::DEPOSIT_AGREEMENT)
        .map_err(|error| Fault::bug("reading the terms of the deposit agreement").because(error))?;
    let known = file.title.contains_key(goods.code());
    let sold = if known { goods.code() } else { Goods::Other.code() };
    let fits = |clause: &Clause| {
        (clause.kinds.is_empty() || clause.kinds.iter().any(|kind| kind == sold))
            && clause.money.as_deref().is_none_or(|kind| kind == money.code())
    };
    let clauses = file.clause.into_iter().filter(fits).map(|clause| {
        let text = Both { zh: clause.zh, en: clause.en }.of(lang);
        (clause.title.of(lang), filled(&text, values))
    });
    let clauses: Vec<(String, String)> = clauses.collect();
    let title = file.title.get(sold).cloned().unwrap_or_default().of(lang);
    Ok(Paper { title, clauses })
}

/// What a receipt for this kind of money says.
///
/// # Errors
/// A fault where the text that came with the program cannot be read.
pub fn receipt(lang: Lang, money: MoneyKind) -> Answered<Slip> {
    let file: ReceiptFile = toml::from_str(texts::RECEIPT)
        .map_err(|error| Fault::bug("reading the words of the receipt").because(error))?;
    let kind = file.kind.into_iter().find(|kind| kind.id == money.code());
    let kind =
        kind.ok_or_else(|| Fault::bug(format!("reading the words of the receipt: none for {}", money.code())))?;
    Ok(Slip { title: file.title.of(lang), name: kind.name.of(lang), text: Both { zh: kind.zh, en: kind.en }.of(lang) })
}

/// Fills in the blanks of a clause, each once: a buyer may be called `{total}`, and what is filled in is no clause.
fn filled(pattern: &str, values: &[(&str, String)]) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(begin) = rest.find('{') {
        let (before, from) = rest.split_at(begin);
        text.push_str(before);
        let blank = from.split_once('}').and_then(|(blank, after)| {
            let (_, value) = values.iter().find(|(name, _)| *name == &blank[1..])?;
            Some((value, after))
        });
        rest = match blank {
            Some((value, after)) => {
                text.push_str(value);
                after
            }
            None => {
                text.push('{');
                &from[1..]
            }
        };
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::business::deposits::law;

    const BLANKS: [&str; 12] = [
        "seller",
        "buyers",
        "unit",
        "licence",
        "area",
        "unit_price",
        "total",
        "sum",
        "sum_in_words",
        "sign_by",
        "days",
        "payment",
    ];

    #[test]
    fn what_is_filled_in_is_no_blank_itself() {
        let values = [("buyers", "{total} {buyers}".to_owned()), ("total", "1,000".to_owned())];
        let text = filled("甲方：{buyers}，总价 {total}，{unknown} {", &values);
        assert_eq!(text, "甲方：{total} {buyers}，总价 1,000，{unknown} {");
    }

    #[test]
    fn every_agreement_is_complete_and_lawful() {
        let values: Vec<(&str, String)> = BLANKS.iter().map(|name| (*name, "x".to_owned())).collect();
        for lang in Lang::ALL {
            for goods in Goods::ALL {
                for money in MoneyKind::OF_DEPOSITS {
                    let paper = agreement(lang, goods, money, &values).unwrap();
                    assert!(!paper.title.is_empty() && paper.clauses.len() >= 8, "{goods:?} {money:?}");
                    for (title, text) in &paper.clauses {
                        assert!(!text.contains('{'), "{title}: {text}");
                        law::may_say(money, text).unwrap();
                    }
                }
            }
        }
    }

    #[test]
    fn every_kind_of_money_has_a_lawful_receipt() {
        for lang in Lang::ALL {
            for money in MoneyKind::ALL {
                let slip = receipt(lang, money).unwrap();
                law::may_say(money, &slip.text).unwrap();
            }
        }
    }
}
