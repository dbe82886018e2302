//! How much and how long.

use crate::parts::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// A share of a hundred, with its number; `mark` is where something begins (70: offer the deposit).
pub fn meter(label: &str, value: i64, mark: Option<i64>) -> Markup {
    let value = value.clamp(0, 100);
    let reached = mark.is_some_and(|mark| value >= mark);
    html! {
        div class={ "meter" @if reached { " reached" } } role="meter" aria-label=(label) aria-valuemin="0" aria-valuemax="100" aria-valuenow=(value) {
            span.meter-text { span { (label) } b { (value) "%" } }
            svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
                rect.meter-ground width="100" height="8" {}
                rect.meter-fill width=(value) height="8" {}
                @if let Some(mark) = mark { rect.meter-mark x=(mark) width="0.6" height="8" {} }
            }
        }
    }
}

/// How long something has been going on; counts on by itself.
#[derive(Clone, Copy, Debug)]
pub struct Timer {
    words: Words,
    since_ms: i64,
    now_ms: i64,
    alarm_secs: Option<i64>,
}

/// How long it has been since `since_ms`, both in milliseconds since 1970.
pub fn timer(words: Words, since_ms: i64, now_ms: i64) -> Timer {
    Timer { words, since_ms, now_ms, alarm_secs: None }
}

impl Timer {
    /// After so long it is too long.
    #[must_use]
    pub fn alarm(mut self, secs: i64) -> Self {
        self.alarm_secs = Some(secs);
        self
    }
}

impl Render for Timer {
    fn render(&self) -> Markup {
        let secs = ((self.now_ms - self.since_ms) / 1000).max(0);
        let late = self.alarm_secs.is_some_and(|alarm| secs >= alarm);
        html! {
            span class={ "timer" @if late { " late" } } data-since=(self.since_ms) data-now=(self.now_ms) data-alarm=[self.alarm_secs] {
                (Icon::Clock)
                span.timer-text { (self.words.duration(secs)) }
                span.timer-late { (self.words.common_late()) }
            }
        }
    }
}
