//! Rulings and precedents.

/// Open rulings, or precedents; takes `q`.
pub fn list() -> String {
    "/rulings".into()
}

/// Asks for a ruling over a customer.
pub fn new(customer: i64) -> String {
    format!("/customers/{customer}/rulings")
}

/// One ruling.
pub fn show(ruling: i64) -> String {
    format!("/rulings/{ruling}")
}

/// Appeals against it.
pub fn appeal(ruling: i64) -> String {
    format!("/rulings/{ruling}/appeal")
}

/// Decides it.
pub fn decision(ruling: i64) -> String {
    format!("/rulings/{ruling}/decision")
}
