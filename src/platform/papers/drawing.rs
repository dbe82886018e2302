//! From a paper to a PDF: one drawing, in a world of its own.

use std::path::Path;

use chrono::Datelike;
use serde_json::Value;
use typst::diag::{FileResult, SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Smart};
use typst::layout::PagedDocument;
use typst::syntax::{FileId, Source, Span};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::fonts::Fonts;
use super::sources::{self, Sources};
use super::{Paper, Place, Trouble};
use crate::base::clock::Date;

/// How many drawings something that was worked out is kept for another that needs it too.
const KEPT: usize = 1;

/// A paper that was drawn.
#[derive(Debug)]
pub struct Drawn {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Why it is not accessible to all, where it is not: a character that no font has, a picture without words.
    pub lacks: Option<Place>,
}

/// Draws a paper with these fonts and the files of this folder.
pub fn draw(fonts: &Fonts, folder: Option<&Path>, paper: &Paper) -> Result<Drawn, Trouble> {
    let family = fonts.chinese().ok_or(Trouble::NoFont)?;
    let mut data = paper.data.clone();
    if let Value::Object(fields) = &mut data {
        fields.insert("fonts".to_owned(), Value::from(vec![family]));
    }
    let world = PaperWorld {
        library: LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build()),
        fonts,
        sources: Sources::new(folder, data.to_string().into_bytes()),
        main: sources::id_of(&format!("{}.typ", paper.document)),
        today: paper.today,
    };
    let drawn = world.draw();
    // What was worked out is kept for the next drawings and then let go: a house that prints all day does not grow.
    typst::comemo::evict(KEPT);
    drawn
}

/// Everything that a source can see.
struct PaperWorld<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    sources: Sources,
    main: FileId,
    today: Date,
}

impl PaperWorld<'_> {
    fn draw(&self) -> Result<Drawn, Trouble> {
        let Warned { output, warnings } = typst::compile::<PagedDocument>(self);
        for warning in &warnings {
            tracing::debug!("{}", self.place(warning));
        }
        let document = output.map_err(|errors| self.broken(&errors))?;
        // For everybody, by the standard (PDF/UA); where that cannot be, as well as can be.
        let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|_| Trouble::Failed)?;
        match typst_pdf::pdf(&document, &self.options(standards)) {
            Ok(bytes) => Ok(Drawn { bytes, lacks: None }),
            Err(errors) => {
                let lacks = errors.first().map(|error| self.place(error));
                let bytes = typst_pdf::pdf(&document, &self.options(PdfStandards::default()));
                Ok(Drawn { bytes: bytes.map_err(|errors| self.broken(&errors))?, lacks })
            }
        }
    }

    fn options(&self, standards: PdfStandards) -> PdfOptions<'_> {
        let timestamp = self.today(None).map(Timestamp::new_utc);
        PdfOptions { ident: Smart::Auto, timestamp, page_ranges: None, standards, tagged: true }
    }

    fn broken(&self, errors: &EcoVec<SourceDiagnostic>) -> Trouble {
        errors.first().map_or(Trouble::Failed, |error| Trouble::Broken(self.place(error)))
    }

    /// Where something is wrong: in a file of the showroom's own, if one had a part in it.
    fn place(&self, error: &SourceDiagnostic) -> Place {
        let spans = || std::iter::once(error.span).chain(error.trace.iter().map(|point| point.span));
        let own = spans().find(|span| span.id().is_some_and(|id| self.sources.is_own(id)));
        let span = own.or_else(|| spans().find(|span| span.id().is_some()));
        let id = span.and_then(Span::id).unwrap_or(self.main);
        Place {
            file: sources::name_of(id),
            line: span.and_then(|span| self.line(span)),
            message: error.message.to_string(),
            own: self.sources.is_own(id),
        }
    }

    fn line(&self, span: Span) -> Option<usize> {
        let (range, source) = (self.range(span)?, self.sources.source(span.id()?).ok()?);
        source.lines().byte_to_line(range.start).map(|line| line + 1)
    }
}

impl World for PaperWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.sources.bytes(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    fn today(&self, _offset: Option<i64>) -> Option<Datetime> {
        let part = |number: u32| u8::try_from(number).ok();
        Datetime::from_ymd(self.today.year(), part(self.today.month())?, part(self.today.day())?)
    }
}
