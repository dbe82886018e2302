//! What a person sets for themselves.

/// Language; takes `lang` and `back`.
pub fn language() -> String {
    "/me/language".into()
}

/// Light or dark; takes `scheme` and `back`.
pub fn scheme() -> String {
    "/me/scheme".into()
}

/// The site one works at; takes `site`.
pub fn site() -> String {
    "/me/site".into()
}

/// One's own page: password, sessions.
pub fn show() -> String {
    "/me".into()
}

/// Where one's mail goes and which one wants; takes `address`, `digest`, `escalations`, and for reports `report_day`, `report_week`, `report_month`.
pub fn mail() -> String {
    "/me/mail".into()
}

/// One's calendar: its secret address; made and made anew.
pub fn calendar() -> String {
    "/me/calendar".into()
}

/// Ends the secret address of one's calendar.
pub fn calendar_end() -> String {
    "/me/calendar/end".into()
}

/// What calendar programs read.
pub fn calendar_feed(token: &str) -> String {
    format!("/calendar/{token}.ics")
}

/// Another password; takes `current`, `password` and `again`.
pub fn password() -> String {
    "/me/password".into()
}
