//! Outgoing mail.

/// What waits and what was sent.
pub fn outbox() -> String {
    "/mail".into()
}

/// Tries one at once.
pub fn again(mail: i64) -> String {
    format!("/mail/{mail}/again")
}
