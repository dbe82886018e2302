//! The first page of each part of the house, for the rail.

/// The floor book: the visits of a day.
pub fn visits() -> String {
    "/visits".into()
}

/// All customers.
pub fn customers() -> String {
    "/customers".into()
}

/// My day: what is overdue, due today, coming.
pub fn followups() -> String {
    "/my-day".into()
}

/// The grid of units.
pub fn units() -> String {
    "/units".into()
}

/// Deposit agreements.
pub fn deposits() -> String {
    "/deposits".into()
}

/// Contracts.
pub fn contracts() -> String {
    "/contracts".into()
}

/// Reports of traffic.
pub fn reports() -> String {
    "/reports".into()
}

/// What to say and check at each stage.
pub fn playbooks() -> String {
    "/playbooks".into()
}

/// Who works here, and who is on duty.
pub fn staff() -> String {
    "/staff".into()
}

/// The site's settings.
pub fn settings() -> String {
    "/settings".into()
}
