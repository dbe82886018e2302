//! Two customers who are one person.

/// Doubtful pairs.
pub fn doubtful() -> String {
    "/customers/doubtful".into()
}

/// Two people after all.
pub fn difference(pair: i64) -> String {
    format!("/customers/doubtful/{pair}/difference")
}

/// Saying that a customer is the same as another; takes `q`.
pub fn same(customer: i64) -> String {
    format!("/customers/{customer}/same")
}

/// Two cards side by side; the first is the one that stays.
pub fn compare(kept: i64, gone: i64) -> String {
    format!("/customers/{kept}/merge/{gone}")
}

/// A merge.
pub fn merge(merge: i64) -> String {
    format!("/merges/{merge}")
}

/// Undoes a merge.
pub fn undoing(merge: i64) -> String {
    format!("/merges/{merge}/undoing")
}
