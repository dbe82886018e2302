//! Scales of grades in words: marks, what each grade asks for, and the fields of the form.

use showroom_templates::Words;
use showroom_templates::pages::grades::{FactField, LETTERS};

use crate::business::sites::scales::{Fact, Level, Mark, Preset, Rest, Scale};

/// A mark as a sentence.
pub fn mark(words: Words, mark: Mark) -> String {
    match (mark.fact, mark.than) {
        (Fact::Visits, count) => words.grades_why_visits(count),
        (Fact::Within, days) => words.grades_why_within(days),
        (Fact::Intent, percent) => words.grades_why_intent(percent),
        (Fact::PriceAccepted, 0) => words.grades_why_price_only().to_owned(),
        (Fact::PriceAccepted, percent) => words.grades_why_price_accepted(percent),
        (Fact::PriceTalk, 0) => words.grades_why_talk_only().to_owned(),
        (Fact::PriceTalk, percent) => words.grades_why_price_talk(percent),
        (Fact::BudgetGap, percent) => words.grades_why_budget_gap(percent),
        (
            fact @ (Fact::FundsReady
            | Fact::CanPay
            | Fact::ClearAim
            | Fact::Motive
            | Fact::DeciderKnown
            | Fact::Tried
            | Fact::Queued
            | Fact::Paid),
            _,
        ) => words.lookup_or(&format!("grades_fact_{}", fact.code())).to_owned(),
    }
}

/// What a grade means: as it is written for a shipped scale, or from its marks. `at` counts from the most likely.
pub fn meaning(words: Words, scale: &Scale, at: usize) -> String {
    if scale.version == 0 {
        return words.lookup_or(&format!("customers_meaning_{}_{}", scale.id.code(), LETTERS[at])).to_owned();
    }
    asked(words, scale, at)
}

/// What a grade asks for, from its marks. `at` counts from the most likely.
pub fn asked(words: Words, scale: &Scale, at: usize) -> String {
    match scale.levels.get(at) {
        None => rest(words, scale.rest),
        Some(Level { at_least: 0, .. }) => words.grades_why_everybody().to_owned(),
        Some(level) => {
            let marks: Vec<String> = level.marks.iter().map(|one| mark(words, *one)).collect();
            let list = marks.join(words.customers_list_comma());
            match usize::from(level.at_least) {
                1 if marks.len() == 1 => list,
                all if all == marks.len() => words.grades_all_of(list),
                some => words.grades_some_of(list, some),
            }
        }
    }
}

fn rest(words: Words, rest: Rest) -> String {
    words.lookup_or(&format!("grades_rest_{}", rest.code())).to_owned()
}

/// The name of a shipped scale.
pub fn preset_name(words: Words, preset: Preset) -> &'static str {
    words.lookup(&format!("grades_scale_{}", preset.code())).unwrap_or_default()
}

/// The name of a site's scale.
pub fn scale_name(words: Words, scale: &Scale) -> String {
    let name = preset_name(words, scale.id);
    if scale.version == 0 { name.to_owned() } else { words.grades_scale_own(name, scale.version) }
}

/// The facts as the form offers them.
pub fn facts(words: Words) -> Vec<FactField> {
    let unit = |fact: Fact| match fact {
        Fact::Visits => words.grades_unit_times(),
        Fact::Within => words.grades_unit_days(),
        _ => words.grades_unit_percent(),
    };
    Fact::ALL
        .into_iter()
        .map(|fact| FactField {
            code: fact.code().to_owned(),
            label: words.lookup_or(&format!("grades_fact_{}", fact.code())).to_owned(),
            threshold: fact.threshold().map(|(_, _, offered)| (unit(fact).to_owned(), offered)),
        })
        .collect()
}

/// The form's fields with what a scale says.
pub fn fields(scale: &Scale) -> Vec<(String, String)> {
    let mut fields = vec![("preset".to_owned(), scale.id.code().to_owned())];
    let mut put = |name: String, value: String| fields.push((name, value));
    for (at, letter) in LETTERS.into_iter().enumerate() {
        put(format!("name_{letter}"), scale.names[at].clone());
        put(format!("contact_{letter}"), scale.contact_days[at].to_string());
        put(format!("protection_{letter}"), scale.protection_days[at].to_string());
    }
    for (level, letter) in scale.levels.iter().zip(LETTERS) {
        put(format!("least_{letter}"), level.at_least.to_string());
        if level.shaded {
            put("shaded".to_owned(), letter.to_owned());
        }
        for mark in &level.marks {
            put(format!("mark_{letter}"), mark.fact.code().to_owned());
            if mark.fact.threshold().is_some() {
                put(format!("than_{letter}_{}", mark.fact.code()), mark.than.to_string());
            }
        }
    }
    if let Some(shades) = scale.shades {
        put("plus_from".to_owned(), shades.plus_from.to_string());
        put("minus_below".to_owned(), shades.minus_below.to_string());
    }
    if scale.number_needed {
        put("number_needed".to_owned(), "yes".to_owned());
    }
    fields
}
