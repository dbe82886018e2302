//! What happened, in order.

use crate::parts::icon::Icon;
use maud::{Markup, html};

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its sign.
    pub icon: Icon,
    /// When, in words.
    pub when: String,
    /// Who did it.
    pub who: String,
    /// What it was.
    pub title: String,
    /// More about it, if there is more.
    pub body: Option<Markup>,
}

/// What happened, in the order given.
pub fn timeline(events: &[Event]) -> Markup {
    html! {
        ol.timeline {
            @for event in events {
                li {
                    span.event-sign { (event.icon) }
                    div {
                        p.event-title { (event.title) }
                        p.event-when { time { (event.when) } @if !event.who.is_empty() { span { (event.who) } } }
                        @if let Some(body) = &event.body { div.event-body { (body) } }
                    }
                }
            }
        }
    }
}
