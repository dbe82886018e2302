//! Staff and roles.

/// Who works here.
pub fn list() -> String {
    super::nav::staff()
}

/// The form for a new person.
pub fn new() -> String {
    "/staff/new".into()
}

/// One person.
pub fn show(user: i64) -> String {
    format!("/staff/{user}")
}

/// A new password for somebody.
pub fn password(user: i64) -> String {
    format!("/staff/{user}/password")
}

/// Suspend somebody.
pub fn suspension(user: i64) -> String {
    format!("/staff/{user}/suspension")
}

/// Let somebody in again.
pub fn resumption(user: i64) -> String {
    format!("/staff/{user}/resumption")
}

/// Who may do what.
pub fn roles() -> String {
    "/roles".into()
}

/// Hands over what somebody leaves behind, and suspends them.
pub fn handover(user: i64) -> String {
    format!("/staff/{user}/handover")
}
