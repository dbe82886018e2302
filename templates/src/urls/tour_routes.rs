//! The routes on which consultants lead their parties.

/// All routes.
pub fn list() -> String {
    "/tour-routes".into()
}

/// A new one: the page, and where its form is sent.
pub fn new() -> String {
    "/tour-routes/new".into()
}

/// Takes a route off the list.
pub fn removal(route: i64) -> String {
    format!("/tour-routes/{route}/removal")
}
