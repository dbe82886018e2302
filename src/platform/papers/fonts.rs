//! The fonts of this machine, and which of them papers are set in.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use fontdb::{Database, Source};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

/// The Debian package with Chinese characters.
pub const PACKAGE: &str = "fonts-noto-cjk";

/// Families for simplified Chinese, the best first. Each has Latin letters and figures that go with it.
const CHINESE: [&str; 10] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "SimSun",
];
/// Any other font that has these will do.
const NEEDED: &str = "客流报告认购书收据合同置业顾问金额";

/// Fonts to set papers in. Cheap to clone.
#[derive(Clone)]
pub struct Fonts {
    found: Arc<Found>,
}

struct Found {
    book: LazyHash<FontBook>,
    slots: Vec<Slot>,
    chinese: Option<String>,
}

/// Where a font is, and the font itself once somebody needs it.
struct Slot {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

impl Fonts {
    /// Those of this machine, looked for once.
    pub fn system() -> Self {
        static FOUND: OnceLock<Fonts> = OnceLock::new();
        FOUND.get_or_init(Self::search).clone()
    }

    /// None at all.
    pub fn none() -> Self {
        Self::of(FontBook::new(), Vec::new())
    }

    /// The family for Chinese, where there is one.
    pub fn chinese(&self) -> Option<&str> {
        self.found.chinese.as_deref()
    }

    /// What is known of all of them.
    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.found.book
    }

    /// One of them, read when it is needed for the first time.
    pub(super) fn get(&self, index: usize) -> Option<Font> {
        let slot = self.found.slots.get(index)?;
        let read = || match std::fs::read(&slot.path) {
            Ok(bytes) => Font::new(Bytes::new(bytes), slot.index),
            Err(error) => {
                tracing::warn!(%error, "the font {} cannot be read", slot.path.display());
                None
            }
        };
        slot.font.get_or_init(read).clone()
    }

    fn search() -> Self {
        let mut database = Database::new();
        database.load_system_fonts();
        let (mut book, mut slots) = (FontBook::new(), Vec::new());
        for face in database.faces() {
            let (Source::File(path) | Source::SharedFile(path, _)) = &face.source else { continue };
            // A file that is no font after all is none of ours.
            let Some(Some(info)) = database.with_face_data(face.id, FontInfo::new) else { continue };
            book.push(info);
            slots.push(Slot { path: path.clone(), index: face.index, font: OnceLock::new() });
        }
        Self::of(book, slots)
    }

    fn of(book: FontBook, slots: Vec<Slot>) -> Self {
        let chinese = chinese_of(&book);
        Self { found: Arc::new(Found { book: LazyHash::new(book), slots, chinese }) }
    }
}

fn chinese_of(book: &FontBook) -> Option<String> {
    let known = CHINESE.into_iter().find(|family| book.contains_family(&family.to_lowercase()));
    let fits = |info: &&FontInfo| NEEDED.chars().all(|sign| info.coverage.contains(sign.into()));
    let any = || {
        let infos = book.families().flat_map(|(_, infos)| infos);
        infos.filter(fits).map(|info| info.family.clone()).min()
    };
    known.map(str::to_owned).or_else(any)
}
