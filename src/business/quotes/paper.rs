//! A quote as a paper that can be saved.

use serde_json::json;
use showroom_templates::Words;
use showroom_templates::pages::quotes::{self as pages, ShowPage};

use crate::base::clock::Date;
use crate::platform::papers::{self, Paper};

/// The quote, issued by this site.
pub fn quote(words: Words, issuer: &str, page: &ShowPage, today: Date) -> Paper {
    let mut facts = vec![(words.quotes_unit().to_owned(), page.unit.clone())];
    facts.extend(pages::facts(words, page));
    let months: Vec<Vec<String>> = page
        .months
        .iter()
        .map(|month| std::iter::once(month.number.to_string()).chain(month.sums.iter().cloned()).collect())
        .collect();
    let mut data = json!({
        "facts": facts,
        "price_heads": pages::price_heads(words),
        "prices": pages::prices(words, page),
        "payment": page.payment,
        "foot": words.quotes_foot(),
        "months_title": words.quotes_table(),
        "month_heads": pages::month_heads(words),
        "months": months,
    });
    papers::join(&mut data, papers::head(words, issuer, words.quotes_title(), &page.made_on));
    Paper { document: "quote", data, today }
}

/// What the file is called.
pub fn file_name(words: Words, page: &ShowPage) -> String {
    format!("{}-{}", words.quotes_title(), page.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_has_the_fields_of_the_paper() {
        papers::must_be_like_its_sample(&quote(Words::default(), "", &ShowPage::default(), Date::default()));
    }
}
