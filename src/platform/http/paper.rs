//! Papers: on the screen to be printed, or as PDF; and what is said where there is no PDF.

use maud::Markup;
use showroom_templates::frame::Frame;
use showroom_templates::pages::papers::{self as pages, NotDrawn};
use showroom_templates::urls;

use super::ask::Ask;
use super::reply::{Answer, Reply};
use crate::platform::papers::{PACKAGE, Paper, Place, Trouble};

impl Ask {
    /// A paper at this address: the page that is printed, with its PDF beside it, or the PDF itself where `format=pdf` asks for it. `name` is that
    /// of the file, without `.pdf`.
    ///
    /// # Errors
    /// Faults, such as too many papers at once.
    pub async fn paper(
        &self,
        frame: Frame,
        address: &str,
        name: &str,
        paper: Paper,
        page: impl FnOnce(&Frame) -> Markup,
    ) -> Answer {
        if self.wants_pdf() {
            return self.pdf(frame.with_back(address), name, paper).await;
        }
        let frame = frame.with_aside(urls::as_pdf(address), self.words.papers_save());
        Ok(Reply::page(page(&frame)))
    }

    /// Whether the address asks for a PDF.
    pub fn wants_pdf(&self) -> bool {
        self.query("format") == Some("pdf")
    }

    /// A paper as PDF, to be saved under this name without `.pdf`; or a page that says why there is none, in this frame, whose way back leads to
    /// what can be printed instead.
    ///
    /// # Errors
    /// Faults, such as too many papers at once.
    pub async fn pdf(&self, frame: Frame, name: &str, paper: Paper) -> Answer {
        let not_drawn = match self.door().settings().papers.draw(paper).await {
            Ok(bytes) => return Ok(Reply::saved("application/pdf", &format!("{name}.pdf"), bytes)),
            Err(Trouble::NoFont) => NotDrawn::NoFont(PACKAGE.to_owned()),
            Err(Trouble::Broken(place)) => {
                tracing::error!("a paper is broken: {place}");
                let Place { file, line, message, own } = place;
                NotDrawn::Broken { file, line, message, own }
            }
            Err(trouble) => return Err(trouble.into()),
        };
        let frame = Frame { title: not_drawn.title(&frame).to_owned(), lead: None, ..frame };
        Ok(Reply::page(pages::not_drawn(&frame, &not_drawn)).status(503))
    }
}
