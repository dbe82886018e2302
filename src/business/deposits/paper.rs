//! The agreement and the receipt as papers that can be saved.

use serde_json::{Value, json};
use showroom_templates::Words;
use showroom_templates::pages::deposits::Paper as Sheet;

use crate::base::clock::Date;
use crate::platform::papers::{self, Paper};

/// The agreement.
pub fn agreement(sheet: &Sheet, today: Date) -> Paper {
    let data = json!({
        "heads": sheet.heads,
        "buyers": sheet.buyers,
        "clauses": sheet.clauses,
    });
    paper("agreement", sheet, data, today)
}

/// The receipt.
pub fn receipt(sheet: &Sheet, today: Date) -> Paper {
    paper("receipt", sheet, json!({}), today)
}

/// What the file is called.
pub fn file_name(sheet: &Sheet) -> String {
    format!("{}-{}", sheet.title, sheet.number)
}

fn paper(document: &'static str, sheet: &Sheet, mut data: Value, today: Date) -> Paper {
    let words = Words::new(sheet.lang);
    let place = |(label, strokes, name): &(String, String, String)| papers::place(label, strokes, name);
    papers::join(&mut data, papers::head(words, &sheet.issuer, &sheet.title, &sheet.number));
    papers::join(
        &mut data,
        json!({
            "facts": sheet.facts,
            "foot": sheet.foot,
            "places": sheet.places.iter().map(place).collect::<Vec<_>>(),
        }),
    );
    Paper { document, data, today }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_have_the_fields_of_the_papers() {
        papers::must_be_like_its_sample(&agreement(&Sheet::default(), Date::default()));
        papers::must_be_like_its_sample(&receipt(&Sheet::default(), Date::default()));
    }
}
