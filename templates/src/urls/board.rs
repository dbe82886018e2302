//! The live floor.

use super::with_query;

/// The floor as it is now, on a tablet.
pub fn floor() -> String {
    "/board".into()
}

/// The same on the wall: large, without names.
pub fn wall() -> String {
    "/board/wall".into()
}

/// What happens on the floor, as it happens. `view` is `floor` or `wall`; `of` names the site and the language that the page is in.
pub fn stream(view: &str, of: &str) -> String {
    with_query("/board/stream", &[("view", view), ("of", of)])
}
