//! Lists in and out: bringing a file, looking at its rows, taking them over and back; saving a list in a file.

/// Lists that were brought, and the form for another.
pub fn imports() -> String {
    "/imports".into()
}

/// One list on its way in.
pub fn import(id: i64) -> String {
    format!("/imports/{id}")
}

/// The rows of one fate, behind a row.
pub fn rows(id: i64, fate: &str, after: i32) -> String {
    let after = after.to_string();
    let mut query = vec![("fate", fate)];
    if after != "0" {
        query.push(("after", after.as_str()));
    }
    super::with_query(&import(id), &query)
}

/// What each column holds: the form while rows are looked at.
pub fn columns_form(id: i64) -> String {
    super::with_query(&import(id), &[("step", "columns")])
}

/// Where it is sent.
pub fn columns(id: i64) -> String {
    format!("/imports/{id}/columns")
}

/// Who is meant by names that nobody here has.
pub fn people(id: i64) -> String {
    format!("/imports/{id}/people")
}

/// One doubtful row.
pub fn row(id: i64, number: i32) -> String {
    format!("/imports/{id}/rows/{number}")
}

/// All doubtful rows that are left.
pub fn all_rows(id: i64) -> String {
    format!("/imports/{id}/rows")
}

/// Takes the list over.
pub fn start(id: i64) -> String {
    format!("/imports/{id}/start")
}

/// Takes it back.
pub fn undo(id: i64) -> String {
    format!("/imports/{id}/undo")
}

/// Gives it up.
pub fn drop(id: i64) -> String {
    format!("/imports/{id}/drop")
}

/// Rows that stayed out, as a file.
pub fn leftovers(id: i64, format: &str) -> String {
    super::with_query(&format!("/imports/{id}/leftovers"), &[("format", format)])
}

/// An empty list with its titles, to fill in.
pub fn template(kind: &str, format: &str) -> String {
    super::with_query("/imports/template", &[("kind", kind), ("format", format)])
}

/// The form that saves a list in a file, with what the list is filtered by.
pub fn new_export(list: &str, query: &[(&str, &str)]) -> String {
    let mut all = vec![("list", list)];
    all.extend(query.iter().filter(|(_, value)| !value.is_empty()));
    super::with_query("/exports/new", &all)
}

/// Where it is sent.
pub fn exports() -> String {
    "/exports".into()
}

/// A list that was asked for.
pub fn export(id: i64) -> String {
    format!("/exports/{id}")
}

/// The file of it.
pub fn export_file(id: i64) -> String {
    format!("/exports/{id}/file")
}
