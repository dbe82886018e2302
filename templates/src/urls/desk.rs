//! The desk: who is here now.

/// The first page after signing in.
pub fn home() -> String {
    "/".into()
}
