//! Lists in and out. In: customers and contacts from the files in which showrooms kept them before, looked at row by row, taken over as one
//! batch with its own dates and authors, and taken back as a whole. Out: every list as it is filtered, in a file that does no harm.

pub mod actions;
pub mod dates;
pub mod draft;
pub mod exporting;
mod exports_web;
pub mod fate;
pub mod headings;
mod known_words;
pub mod leftovers;
pub mod model;
pub mod numbers;
pub mod present;
pub mod store;
pub mod values;
pub mod web;
pub mod work;

use crate::platform::http::{Reply, Routes};
use crate::platform::sheets::{File, Format};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    web::routes(r);
    exports_web::routes(r);
}

/// A written list as an answer, to be saved under this name.
pub fn saved(file: File, name: &str, format: Format) -> Reply {
    let kind = match format {
        Format::Book => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Text => "text/csv; charset=utf-8",
    };
    Reply::download(kind, &format!("{name}.{}", format.code()), file.file, file.bytes)
}
