//! Signing in and out, and what a person sets for themselves: password, language, light or dark, the site to work at.

mod me;
mod sign_in;

use crate::base::role::Need;
use crate::platform::http::{Pace, Routes};

/// The most bytes of the forms here: a login, a password, an address to go on to.
const SMALL_FORM: usize = 8 * 1024;

/// The routes of the gate. What is sent without a key here may be sent twice without harm.
pub fn routes(r: &mut Routes) {
    r.get("/sign-in", Need::Anyone, sign_in::show);
    r.post_unkeyed("/sign-in", Need::Anyone, sign_in::sign_in).pace(Pace::Door).body_bytes(SMALL_FORM);
    r.post_unkeyed("/sign-out", Need::Anyone, sign_in::sign_out).body_bytes(SMALL_FORM);
    r.post_unkeyed("/sign-out/everywhere", Need::SignedIn, sign_in::sign_out_everywhere).body_bytes(SMALL_FORM);
    r.get("/me", Need::SignedIn, me::show);
    r.post("/me/password", Need::SignedIn, me::change_password).pace(Pace::Door).body_bytes(SMALL_FORM);
    r.post_unkeyed("/me/language", Need::Anyone, me::set_language).body_bytes(SMALL_FORM);
    r.post_unkeyed("/me/scheme", Need::SignedIn, me::set_scheme).body_bytes(SMALL_FORM);
    r.post_unkeyed("/me/site", Need::SignedIn, me::set_site).body_bytes(SMALL_FORM);
}
