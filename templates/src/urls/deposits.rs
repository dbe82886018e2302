//! Deposit agreements and their money.

use super::with_query;

/// All deposits, the latest first.
pub fn list() -> String {
    "/deposits".into()
}

/// The deposits that stand in one way: `drafted`, `paid`, `converted`, `ended`.
pub fn list_of(view: &str) -> String {
    with_query(&list(), &[("view", view)])
}

/// A new deposit for the party of a visit and a unit.
pub fn new_for(visit: i64, unit: i64) -> String {
    with_query(&new(), &[("visit", &visit.to_string()), ("unit", &unit.to_string())])
}

/// A new deposit from a quote.
pub fn new_from(visit: i64, unit: i64, quote: i64) -> String {
    with_query(&new(), &[("visit", &visit.to_string()), ("unit", &unit.to_string()), ("quote", &quote.to_string())])
}

/// The form, and where it is sent.
pub fn new() -> String {
    "/deposits/new".into()
}

/// One deposit.
pub fn show(deposit: i64) -> String {
    format!("/deposits/{deposit}")
}

/// The agreement, as a paper.
pub fn agreement(deposit: i64) -> String {
    format!("/deposits/{deposit}/agreement")
}

/// Money is confirmed: `sum`, `way`, `note`.
pub fn confirm(deposit: i64) -> String {
    format!("/deposits/{deposit}/payment")
}

/// A drafted one is withdrawn: `reason`.
pub fn withdraw(deposit: i64) -> String {
    format!("/deposits/{deposit}/withdrawal")
}

/// A receipt, as a paper.
pub fn receipt(payment: i64) -> String {
    format!("/receipts/{payment}")
}

/// What the cashier waits for.
pub fn cashier() -> String {
    "/cashier".into()
}
