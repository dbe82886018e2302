//! Ownership: the public pool, more time, agents' filings, shares of a sale.

/// The public pool; takes `q`, `grade` and `after`.
pub fn pool() -> String {
    "/pool".into()
}

/// Claims a customer from the pool.
pub fn claim(customer: i64) -> String {
    format!("/pool/{customer}/claim")
}

/// Asks for more time with a customer.
pub fn extension(customer: i64) -> String {
    format!("/customers/{customer}/extension")
}

/// Decides on more time: `verdict`, `reason`.
pub fn decide(request: i64) -> String {
    format!("/extensions/{request}")
}

/// Agents' filings; takes `q` and `before`.
pub fn filings() -> String {
    "/filings".into()
}

/// The form for an agent's filing, and where it is sent.
pub fn new_filing() -> String {
    "/filings/new".into()
}

/// The shares of a deposit's sale.
pub fn credit(deposit: i64) -> String {
    format!("/deposits/{deposit}/credit")
}
