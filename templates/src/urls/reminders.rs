//! Reminders: my notices, what ran, a birthday.

/// My notices.
pub fn notices() -> String {
    "/notices".into()
}

/// The bell by itself, for the page that keeps it fresh.
pub fn bell() -> String {
    "/notices/bell".into()
}

/// Marks all my notices as seen.
pub fn seen() -> String {
    "/notices/seen".into()
}

/// I am done with one.
pub fn done(notice: i64) -> String {
    format!("/notices/{notice}/done")
}

/// What ran, how many, when next.
pub fn overview() -> String {
    "/reminders".into()
}

/// A customer's birthday, as a form and where it is sent.
pub fn birthday(customer: i64) -> String {
    format!("/customers/{customer}/birthday")
}
