//! Follow-ups: my day, one contact, its record.

/// My day: what is overdue, due today, coming.
pub fn my_day() -> String {
    super::nav::followups()
}

/// The day of this person, or everybody's, at the place of this follow-up.
pub fn my_day_at(follow_up: i64, who: Option<i64>) -> String {
    format!("{}#f{follow_up}", of(my_day(), who))
}

/// A page on the way through this person's day, which leads back to it.
pub fn of(address: String, who: Option<i64>) -> String {
    match who {
        Some(who) => super::with_query(&address, &[("who", &who.to_string())]),
        None => address,
    }
}

/// Customers of one consultant to others, many at once: the choice, the preview, the act.
pub fn hand_over() -> String {
    "/hand-over".into()
}

/// The same page, after the act.
pub fn handed_over() -> String {
    format!("{}?done=1", hand_over())
}

/// One contact: what to say before it, what came of it after.
pub fn show(follow_up: i64) -> String {
    format!("/follow-ups/{follow_up}")
}

/// Takes a mistaken record back, within the day.
pub fn undo(follow_up: i64) -> String {
    format!("/follow-ups/{follow_up}/undo")
}

/// Calls a planned contact off, with a reason.
pub fn cancellation(follow_up: i64) -> String {
    format!("/follow-ups/{follow_up}/cancellation")
}

/// The form for a contact planned by hand, and where it is sent.
pub fn new(customer: i64) -> String {
    format!("/customers/{customer}/follow-ups")
}
