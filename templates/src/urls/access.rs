//! Coming in and going out.

/// The sign-in page, and where it is sent.
pub fn sign_in() -> String {
    "/sign-in".into()
}

/// Leaves on this device.
pub fn sign_out() -> String {
    "/sign-out".into()
}

/// Leaves on every device.
pub fn sign_out_everywhere() -> String {
    "/sign-out/everywhere".into()
}

/// First start: name the showroom.
pub fn set_up() -> String {
    "/set-up".into()
}

/// First start: load the demo showroom.
pub fn set_up_demo() -> String {
    "/set-up/demo".into()
}
