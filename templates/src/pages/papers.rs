//! In the place of a PDF that could not be drawn: why, and what to do.

use crate::frame::Frame;
use crate::layout;
use crate::parts::form::note;
use crate::parts::{Icon, card, secondary};
use maud::{Markup, html};

/// Why there is no PDF.
#[derive(Clone, Debug)]
pub enum NotDrawn {
    /// This machine has no font with Chinese characters; the Debian package that has them.
    NoFont(String),
    /// A source is broken.
    Broken {
        /// The file.
        file: String,
        /// The line, where it is known.
        line: Option<usize>,
        /// What is wrong there, as the typesetter says it.
        message: String,
        /// Whether it is the showroom's own.
        own: bool,
    },
}

impl NotDrawn {
    /// The title of the page.
    pub fn title(&self, frame: &Frame) -> &'static str {
        match self {
            Self::NoFont(_) => frame.words.papers_no_font_title(),
            Self::Broken { .. } => frame.words.papers_broken_title(),
        }
    }
}

/// In the place of a PDF that could not be drawn. The frame's way back leads to the page that can be printed instead.
pub fn not_drawn(frame: &Frame, page: &NotDrawn) -> Markup {
    let words = frame.words;
    let (text, detail) = match page {
        NotDrawn::NoFont(package) => (words.papers_no_font_text(package), format!("apt-get install {package}")),
        NotDrawn::Broken { file, line, message, own } => (
            if *own { words.papers_broken_own(file) } else { words.papers_broken_text(file) },
            line.map_or_else(|| message.clone(), |line| words.papers_broken_line(line, message)),
        ),
    };
    layout::page(
        frame,
        card(
            "",
            html! {
                (note(Icon::Warning, html! { p { (text) } p { code { (detail) } } }))
                @if let Some(back) = &frame.back { div.row { (secondary(words.papers_print_instead()).icon(Icon::Print).to(back)) } }
            },
        ),
    )
}
