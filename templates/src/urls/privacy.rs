//! Privacy: the overview, one customer's data, the visit card and the pages that its code opens.

/// What waits, what went, how long things stay.
pub fn overview() -> String {
    "/privacy".into()
}

/// What is kept, why and how long.
pub fn register() -> String {
    "/privacy/register".into()
}

/// Answers what a visitor asked for.
pub fn answer(request: i64) -> String {
    format!("/privacy/requests/{request}")
}

/// One customer's data: card, requests, copy, erasure.
pub fn of_customer(customer: i64) -> String {
    format!("/customers/{customer}/privacy")
}

/// The visit card, to be printed; posting there gives a new one.
pub fn visit_card(customer: i64) -> String {
    format!("/customers/{customer}/visit-card")
}

/// The copy of all that is held; posting there makes it.
pub fn copy(customer: i64) -> String {
    format!("/customers/{customer}/copy")
}

/// The copy as a file for other programs.
pub fn copy_file(customer: i64) -> String {
    format!("/customers/{customer}/copy?as=json")
}

/// Making a customer anonymous.
pub fn erasure(customer: i64) -> String {
    format!("/customers/{customer}/erasure")
}

/// Where a visitor types the code of their card.
pub fn door() -> String {
    "/card".into()
}

/// What the code of a card opens.
pub fn card(code: &str) -> String {
    format!("/card/{code}")
}

/// Takes a consent back.
pub fn withdrawal(code: &str) -> String {
    format!("/card/{code}/withdrawal")
}

/// Asks for a copy or a correction.
pub fn request(code: &str) -> String {
    format!("/card/{code}/request")
}

/// Has everything erased.
pub fn erasure_by_card(code: &str) -> String {
    format!("/card/{code}/erasure")
}
