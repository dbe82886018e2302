//! What the data of every paper has.

use serde_json::{Value, json};
use showroom_templates::Words;

/// The head of a paper, and the words of its foot.
pub fn head(words: Words, issuer: &str, title: &str, number: &str) -> Value {
    json!({
        "lang": words.lang.code(),
        "issuer": issuer,
        "title": title,
        "number": number,
        "words": { "page": words.papers_page("{page}", "{pages}") },
    })
}

/// A place to sign, with what was signed there: strokes as the pad draws them, or the name.
pub fn place(label: &str, strokes: &str, name: &str) -> Value {
    let lawful = strokes.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'M' | b'L' | b' ' | b','));
    json!({ "label": label, "strokes": if lawful { strokes } else { "" }, "name": name })
}

/// Puts the fields of one object into another.
pub fn join(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

/// Whether a paper has the fields of its sample, and no others: or trying out the sample would prove nothing.
#[cfg(test)]
pub fn must_be_like_its_sample(paper: &super::Paper) {
    let samples = showroom_templates::documents::SAMPLES;
    let (_, sample) = samples.iter().find(|(name, _)| *name == paper.document).unwrap();
    let fields = |value: &Value| {
        let mut fields: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        fields.sort();
        fields
    };
    assert_eq!(fields(&paper.data), fields(&serde_json::from_str(sample).unwrap()), "{}", paper.document);
}
