//! The stages of a visit: needs, tour, signals, objections, leaving.

fn of(visit: i64, what: &str) -> String {
    format!("/visits/{visit}/{what}")
}

/// What the party told about itself: the page, and where its form is sent.
pub fn needs(visit: i64) -> String {
    of(visit, "needs")
}

/// Choose a route; takes `route`.
pub fn tours(visit: i64) -> String {
    of(visit, "tours")
}

/// The walk ends here.
pub fn tour_end(visit: i64) -> String {
    of(visit, "tour-end")
}

/// A stop was reached; takes `verdict` and `note`.
pub fn stop(visit: i64, stop: i64) -> String {
    of(visit, &format!("stops/{stop}"))
}

/// A merit was told; takes `merit`.
pub fn merit(visit: i64, stop: i64) -> String {
    of(visit, &format!("stops/{stop}/merits"))
}

/// A signal of intent; takes `signal` and `seen`.
pub fn signals(visit: i64) -> String {
    of(visit, "signals")
}

/// An objection was heard; takes `code` and `words`.
pub fn objections(visit: i64) -> String {
    of(visit, "objections")
}

/// An objection was answered; takes `answer`.
pub fn answer(visit: i64, objection: i64) -> String {
    of(visit, &format!("objections/{objection}/answer"))
}

/// The party leaves: where the form is sent.
pub fn closure(visit: i64) -> String {
    of(visit, "closure")
}
