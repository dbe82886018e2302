//! The settings of a site.

/// The page, and where its form is sent.
pub fn show() -> String {
    super::nav::settings()
}
