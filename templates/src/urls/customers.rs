//! Customers: the list, one customer, and what is done with one.

/// All customers; takes `q`, `grade`, `owner`, `channel` and `after`.
pub fn list() -> String {
    super::nav::customers()
}

/// One customer.
pub fn show(customer: i64) -> String {
    format!("/customers/{customer}")
}

/// One customer, the time line from before this entry.
pub fn earlier(customer: i64, before: i64) -> String {
    format!("/customers/{customer}?before={before}#timeline")
}

/// The card.
pub fn card(customer: i64) -> String {
    format!("/customers/{customer}/card")
}

/// What the customer said to the notice.
pub fn consent(customer: i64) -> String {
    format!("/customers/{customer}/consent")
}

/// The grade.
pub fn grade(customer: i64) -> String {
    format!("/customers/{customer}/grade")
}

/// To whom the customer belongs.
pub fn owner(customer: i64) -> String {
    format!("/customers/{customer}/owner")
}

/// Shows the whole number, which is logged.
pub fn number(customer: i64) -> String {
    format!("/customers/{customer}/number")
}

/// Gives the customer up.
pub fn loss(customer: i64) -> String {
    format!("/customers/{customer}/loss")
}

/// The customer is back.
pub fn comeback(customer: i64) -> String {
    format!("/customers/{customer}/comeback")
}

/// Whose number is being typed on this customer's card; takes `q`. 0: on nobody's yet.
pub fn whose(customer: i64) -> String {
    format!("/customers/whose?of={customer}")
}

/// The numbers of a customer, and where a new one is sent.
pub fn numbers(customer: i64) -> String {
    format!("/customers/{customer}/numbers")
}

/// Says whose a number is.
pub fn number_label(customer: i64, number: i64) -> String {
    format!("/customers/{customer}/numbers/{number}/label")
}

/// Makes a number the main one.
pub fn number_main(customer: i64, number: i64) -> String {
    format!("/customers/{customer}/numbers/{number}/main")
}

/// Takes a number off.
pub fn number_removal(customer: i64, number: i64) -> String {
    format!("/customers/{customer}/numbers/{number}/removal")
}

/// The household of a customer, and where a new link is sent; takes `q`.
pub fn household(customer: i64) -> String {
    format!("/customers/{customer}/household")
}

/// Ends a link of a household.
pub fn household_removal(customer: i64, link: i64) -> String {
    format!("/customers/{customer}/household/{link}/removal")
}
