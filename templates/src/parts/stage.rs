//! Where a journey stands: steps in a strip.

use crate::parts::icon::Icon;
use crate::words::Words;
use maud::{Markup, html};

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Where we are.
    Now,
    /// To come.
    Ahead,
    /// Left out, with a reason.
    Skipped,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// How far it is.
    pub state: StepState,
    /// Where it leads, when it may be opened.
    pub href: Option<String>,
}

impl Step {
    /// A step that cannot be opened.
    pub fn new(label: impl Into<String>, state: StepState) -> Self {
        Self { label: label.into(), state, href: None }
    }
}

/// Steps in a strip.
pub fn steps(words: Words, steps: &[Step]) -> Markup {
    html! {
        nav.steps aria-label=(words.stages_all()) { ol {
            @for (at, step) in steps.iter().enumerate() {
                li class=(class(step.state)) aria-current=[(step.state == StepState::Now).then_some("step")] {
                    @if let Some(href) = &step.href { a href=(href) { (face(words, at, step)) } } @else { span.step { (face(words, at, step)) } }
                }
            }
        } }
    }
}

fn face(words: Words, at: usize, step: &Step) -> Markup {
    html! {
        span.step-dot {
            @match step.state {
                StepState::Done => (Icon::Check),
                StepState::Skipped => (Icon::Minus),
                StepState::Now | StepState::Ahead => span { (at + 1) },
            }
        }
        span.step-label { (step.label) }
        span.unseen { (state_word(words, step.state)) }
    }
}

fn class(state: StepState) -> &'static str {
    match state {
        StepState::Done => "done",
        StepState::Now => "now",
        StepState::Ahead => "ahead",
        StepState::Skipped => "skipped",
    }
}

fn state_word(words: Words, state: StepState) -> &'static str {
    match state {
        StepState::Done => words.common_step_done(),
        StepState::Now => words.common_step_now(),
        StepState::Ahead => words.common_step_ahead(),
        StepState::Skipped => words.common_step_skipped(),
    }
}
