//! The files that a browser asks for besides pages, embedded and named by their content, so they may be kept for ever.

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// Its address, with a fingerprint of the content.
    pub path: &'static str,
    /// What it is.
    pub content_type: &'static str,
    /// The file itself.
    pub bytes: &'static [u8],
}

/// The file at this address.
pub fn find(path: &str) -> Option<&'static Asset> {
    ALL.iter().find(|asset| asset.path == path)
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));
