//! Visits: reception, the walk through the stages, the floor book, appointments.

/// The floor book of today.
pub fn list() -> String {
    super::nav::visits()
}

/// The floor book of a day, written `2026-11-21`.
pub fn list_of(day: &str) -> String {
    super::with_query(&list(), &[("day", day)])
}

/// The form for a party at the door.
pub fn new() -> String {
    "/visits/new".into()
}

/// The form for a party at the door, with a customer who was found.
pub fn new_for(customer: i64) -> String {
    super::with_query(&new(), &[("customer", &customer.to_string())])
}

/// The form for a party at the door that was expected.
pub fn new_expected(appointment: i64) -> String {
    super::with_query(&new(), &[("appointment", &appointment.to_string())])
}

/// Whoever has the number that is being typed; takes `q`.
pub fn found() -> String {
    "/visits/new/found".into()
}

/// Where the form of a party at the door is sent.
pub fn receive() -> String {
    list()
}

/// One visit.
pub fn show(visit: i64) -> String {
    format!("/visits/{visit}")
}

/// One visit, at the items of its stage.
pub fn items_of(visit: i64) -> String {
    format!("/visits/{visit}#items")
}

/// Who takes the party, and where that is sent.
pub fn assignment(visit: i64) -> String {
    format!("/visits/{visit}/assignment")
}

/// The consultant takes the party.
pub fn taking(visit: i64) -> String {
    format!("/visits/{visit}/taking")
}

/// Somebody greeted the party.
pub fn greeting(visit: i64) -> String {
    format!("/visits/{visit}/greeting")
}

/// Moves the party; takes `to` and `reason`.
pub fn stage(visit: i64) -> String {
    format!("/visits/{visit}/stage")
}

/// The page that asks for the reason of a move.
pub fn stage_to(visit: i64, to: &str) -> String {
    super::with_query(&stage(visit), &[("to", to)])
}

/// Ticks an item of the playbook, or takes the tick back.
pub fn items(visit: i64) -> String {
    format!("/visits/{visit}/items")
}

/// The consultant leaves the party alone for a moment.
pub fn alone(visit: i64) -> String {
    format!("/visits/{visit}/alone")
}

/// Somebody is with the party again.
pub fn company(visit: i64) -> String {
    format!("/visits/{visit}/company")
}

/// Who the party is; the form and where it is sent.
pub fn customer(visit: i64) -> String {
    format!("/visits/{visit}/customer")
}

/// Whoever has the number that is being typed, to join the party to; takes `q`.
pub fn customer_found(visit: i64) -> String {
    format!("/visits/{visit}/customer/found")
}

/// The form that says who the party is, with a customer who was found.
pub fn customer_is(visit: i64, customer: i64) -> String {
    super::with_query(&self::customer(visit), &[("customer", &customer.to_string())])
}

/// The party leaves.
pub fn leaving(visit: i64) -> String {
    format!("/visits/{visit}/leaving")
}

/// The form for an appointment, and where it is sent.
pub fn appointments(customer: i64) -> String {
    format!("/customers/{customer}/appointments")
}

/// Calls an appointment off.
pub fn appointment_cancellation(appointment: i64) -> String {
    format!("/appointments/{appointment}/cancellation")
}
