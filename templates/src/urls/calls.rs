//! Calls that come in.

/// The calls of today.
pub fn list() -> String {
    "/calls".into()
}

/// The calls of a day, written `2026-11-21`.
pub fn list_of(day: &str) -> String {
    super::with_query(&list(), &[("day", day)])
}

/// The form for a call; it is sent to [`list`].
pub fn new() -> String {
    "/calls/new".into()
}

/// The form for a call of a customer who was found.
pub fn new_for(customer: i64) -> String {
    super::with_query(&new(), &[("customer", &customer.to_string())])
}

/// Whoever has the number that is being typed; takes `q`.
pub fn found() -> String {
    "/calls/new/found".into()
}

/// Strikes a call out.
pub fn strike(call: i64) -> String {
    format!("/calls/{call}/strike")
}
