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

/// Another password; takes `current`, `password` and `again`.
pub fn password() -> String {
    "/me/password".into()
}
