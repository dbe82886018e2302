//! Reports of traffic.

/// The report of today, or of what is asked for by `span`, `on`, `from`, `to`.
pub fn show() -> String {
    "/reports".into()
}

/// The report of a period.
pub fn of(query: &[(&str, &str)]) -> String {
    super::with_query(&show(), query)
}

/// The rows behind a figure; takes the period, and `measure`, `dim`, `key`.
pub fn rows(query: &[(&str, &str)]) -> String {
    super::with_query("/reports/rows", query)
}

/// The report as a file; takes the period, and `format`.
pub fn file(query: &[(&str, &str)]) -> String {
    super::with_query("/reports/file", query)
}

/// The report of all sites that the reader looks after; takes the period.
pub fn company(query: &[(&str, &str)]) -> String {
    super::with_query("/reports/company", query)
}

/// A figure of all sites, site by site; takes the period, and `measure`, `dim`, `key`.
pub fn company_rows(query: &[(&str, &str)]) -> String {
    super::with_query("/reports/company/rows", query)
}

/// The report of all sites as a file; takes the period, and `format`.
pub fn company_file(query: &[(&str, &str)]) -> String {
    super::with_query("/reports/company/file", query)
}

/// Signs the report of a day.
pub fn sign(day: &str) -> String {
    format!("/reports/{day}/signature")
}

/// A closed day computed again, and the form for a correction.
pub fn check(day: &str) -> String {
    format!("/reports/{day}/check")
}

/// The targets of a month; takes `month`.
pub fn targets() -> String {
    "/reports/targets".into()
}

/// The targets of one month, of the site or of a person.
pub fn targets_of(month: &str, who: Option<i64>) -> String {
    let who = who.map(|who| who.to_string());
    let mut query = vec![("month", month)];
    query.extend(who.as_deref().map(|who| ("who", who)));
    super::with_query(&targets(), &query)
}
