//! The contract as a paper that can be saved.

use serde_json::json;
use showroom_templates::pages::contracts::PaperPage;

use crate::base::clock::Date;
use crate::platform::papers::{self, Paper};

/// The contract.
pub fn contract(page: &PaperPage, today: Date) -> Paper {
    let words = page.words;
    let (strokes, name) = page.signature.clone().unwrap_or_default();
    let clauses: Vec<(&str, &str)> =
        page.clauses.iter().map(|text| text.split_once('　').unwrap_or(("", text))).collect();
    let mut data = json!({
        "facts": page.grid,
        "clauses": clauses,
        "plan_heads": [words.contracts_part(), words.contracts_due(), words.contracts_sum()],
        "plan": page.plan,
        "places": [
            papers::place(words.contracts_sign_seller(), "", ""),
            papers::place(words.contracts_sign_buyers(), &strokes, &name),
        ],
        "signed": page.signed,
    });
    papers::join(&mut data, papers::head(words, &page.seller, &page.title, &page.number));
    Paper { document: "contract", data, today }
}

/// What the file is called.
pub fn file_name(page: &PaperPage) -> String {
    format!("{}-{}", page.title, page.number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use showroom_templates::Words;

    #[test]
    fn the_sample_has_the_fields_of_the_paper() {
        let page = PaperPage {
            words: Words::default(),
            seller: String::new(),
            title: String::new(),
            number: String::new(),
            grid: Vec::new(),
            clauses: Vec::new(),
            plan: Vec::new(),
            signature: None,
            signed: String::new(),
        };
        papers::must_be_like_its_sample(&contract(&page, Date::default()));
    }
}
