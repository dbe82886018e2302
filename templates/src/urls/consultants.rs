//! Duty and the ledger of turns.

/// The ledger of today.
pub fn turns() -> String {
    "/turns".into()
}

/// The ledger of a day, written `2026-11-21`.
pub fn turns_of(day: &str) -> String {
    super::with_query(&turns(), &[("day", day)])
}

/// Begins a work day; takes `user` for somebody else's.
pub fn duties() -> String {
    "/duties".into()
}

/// Lets somebody stay in turn today; takes `reason`.
pub fn excuse(duty: i64) -> String {
    format!("/duties/{duty}/excuse")
}

/// Goes away, comes back, or ends the work day; takes `state` and `back`.
pub fn duty(duty: i64) -> String {
    format!("/duties/{duty}")
}
