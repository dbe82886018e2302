//! Grades of customers: the scale, what another one would change, how each grade fared.

/// The scale as a form; takes `from`, a shipped scale to start from, or the fields of the form.
pub fn show() -> String {
    "/grades".into()
}

/// The scale, starting from a shipped one.
pub fn from(preset: &str) -> String {
    format!("/grades?from={preset}")
}

/// What a scale would change; takes the fields of the form, or `from`.
pub fn preview() -> String {
    "/grades/preview".into()
}

/// What a shipped scale would change.
pub fn preview_from(preset: &str) -> String {
    format!("/grades/preview?from={preset}")
}

/// How each grade's customers fared; takes `by`, `days`, `on`.
pub fn outcomes() -> String {
    "/grades/outcomes".into()
}

/// Who is behind a figure; takes `by`, `days`, `on`, `grade`, `figure`.
pub fn outcome_rows() -> String {
    "/grades/outcomes/customers".into()
}
