//! Printed papers: the Typst sources of `documents/`, and a sample of what each says, with which it is tried out.

/// The sources: file name and content. `base.typ` is what the others share.
pub const SOURCES: &[(&str, &str)] = &[
    ("base.typ", include_str!("../documents/base.typ")),
    ("report.typ", include_str!("../documents/report.typ")),
    ("agreement.typ", include_str!("../documents/agreement.typ")),
    ("receipt.typ", include_str!("../documents/receipt.typ")),
    ("contract.typ", include_str!("../documents/contract.typ")),
    ("quote.typ", include_str!("../documents/quote.typ")),
];

/// A sample for each paper: the name of its source without `.typ`, and what it says, as JSON.
pub const SAMPLES: &[(&str, &str)] = &[
    ("report", include_str!("../documents/samples/report.json")),
    ("agreement", include_str!("../documents/samples/agreement.json")),
    ("receipt", include_str!("../documents/samples/receipt.json")),
    ("contract", include_str!("../documents/samples/contract.json")),
    ("quote", include_str!("../documents/samples/quote.json")),
];
