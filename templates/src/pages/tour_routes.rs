//! The routes on which consultants lead their parties: the list, and a new one.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::fields;
use crate::parts::form::{action_bar, form, press};
use crate::parts::list::more;
use crate::parts::{Choice, Icon, card, empty, number, primary, quiet, secondary, select, text};
use crate::typed::Typed;
use crate::urls;
use maud::{Markup, html};

/// The fields of a stop in the form, by place.
pub const STOPS: [StopFields; 8] = [
    StopFields { zh: "stop_zh_1", en: "stop_en_1", kind: "stop_type_1" },
    StopFields { zh: "stop_zh_2", en: "stop_en_2", kind: "stop_type_2" },
    StopFields { zh: "stop_zh_3", en: "stop_en_3", kind: "stop_type_3" },
    StopFields { zh: "stop_zh_4", en: "stop_en_4", kind: "stop_type_4" },
    StopFields { zh: "stop_zh_5", en: "stop_en_5", kind: "stop_type_5" },
    StopFields { zh: "stop_zh_6", en: "stop_en_6", kind: "stop_type_6" },
    StopFields { zh: "stop_zh_7", en: "stop_en_7", kind: "stop_type_7" },
    StopFields { zh: "stop_zh_8", en: "stop_en_8", kind: "stop_type_8" },
];

/// Stops that the form shows at once; the others open by a tap.
const SHOWN: usize = 3;

/// The names of one stop's fields.
#[derive(Clone, Copy, Debug)]
pub struct StopFields {
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// The unit type that is shown there.
    pub kind: &'static str,
}

/// All routes.
pub struct ListPage {
    /// The routes, the shortest first.
    pub routes: Vec<Line>,
}

/// One route.
pub struct Line {
    /// Its row.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Minutes and stops, in words.
    pub about: String,
}

/// All routes.
pub fn list(frame: &Frame, page: &ListPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if page.routes.is_empty() {
                (card("", empty(Icon::Route, words.tour_routes_none(), words.tour_routes_none_text(), None)))
            } @else {
                p.lead { (words.tour_routes_text()) }
                (card("", html! {
                    ul.routes { @for route in &page.routes { li {
                        div.route-body { b { (route.name) } p.muted { (route.about) } }
                        (press(frame, urls::tour_routes::removal(route.id), quiet(words.tour_routes_remove()).icon(Icon::Close)))
                    } } }
                }))
            }
            (action_bar(primary(words.tour_routes_add()).icon(Icon::Plus).to(urls::tour_routes::new()), ""))
        },
    )
}

/// A new route.
pub struct NewPage {
    /// The form: `name_zh`, `name_en`, `minutes`, and those of [`STOPS`].
    pub typed: Typed,
    /// Unit types that may be shown at a stop.
    pub types: Vec<Choice>,
}

/// A new route.
pub fn new(frame: &Frame, page: &NewPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let filled =
        |stop: &StopFields| typed.value(stop.zh).is_some_and(|name| !name.is_empty()) || typed.error(stop.zh).is_some();
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::tour_routes::new(),
            html! {
                (card("", html! { (fields(html! {
                    (text(typed, "name_zh", words.tour_routes_name_zh()).longest(60).required().first())
                    (text(typed, "name_en", words.tour_routes_name_en()).longest(60).required())
                    (number(typed, "minutes", words.tour_routes_minutes()).between(1, 480).value(30).required())
                })) }))
                (card(words.tour_routes_stops(), html! {
                    p.muted { (words.tour_routes_stops_text()) }
                    @for (at, stop) in STOPS.iter().enumerate() {
                        @if at < SHOWN { (stop_fields(frame, page, at, stop)) } @else {
                            (more(words.tour_routes_stop(at + 1), filled(stop), stop_fields(frame, page, at, stop)))
                        }
                    }
                }))
                (action_bar(primary(words.common_save()).icon(Icon::Check), secondary(words.common_cancel()).to(urls::tour_routes::list())))
            },
        ),
    )
}

fn stop_fields(frame: &Frame, page: &NewPage, at: usize, stop: &StopFields) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    fields(html! {
        (text(typed, stop.zh, words.tour_routes_stop_zh(at + 1)).longest(60))
        (text(typed, stop.en, words.tour_routes_stop_en(at + 1)).longest(60))
        @if !page.types.is_empty() {
            (select(typed, stop.kind, words.tour_routes_stop_type(at + 1), page.types.clone()).empty(words.tour_routes_no_type()))
        }
    })
}
