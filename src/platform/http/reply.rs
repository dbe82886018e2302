//! What a handler gives back: a page, another address, a file.

use std::io::Read as _;

use actix_web::body::{BodyStream, SizedStream};
use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::stream::LocalBoxStream;
use futures_util::{Stream, StreamExt};
use maud::Markup;

use crate::base::error::Error;

/// What every handler answers.
pub type Answer = Result<Reply, Error>;

/// How long the browser may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Not at all: it may show people's data.
    Never,
    /// For ever: its address changes with its content.
    Forever,
}

/// One answer on its way out.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    cookies: Vec<Cookie<'static>>,
    body: Body,
    keep: Keep,
    closes: bool,
}

impl Reply {
    /// A page, or a piece of one for a live region.
    pub fn page(markup: Markup) -> Self {
        Self::of(StatusCode::OK, "text/html; charset=utf-8", showroom_templates::raw::page(markup))
    }

    /// Go there and read it: the answer to a form that took effect.
    pub fn see_other(address: impl AsRef<str>) -> Self {
        // Addresses are made by `urls`; should one ever hold what a header cannot, the front page is a safe place.
        let place = HeaderValue::from_str(address.as_ref()).unwrap_or(HeaderValue::from_static("/"));
        Self {
            headers: vec![(header::LOCATION, place)],
            ..Self::of(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "")
        }
    }

    /// Plain text, for machines.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(StatusCode::OK, "text/plain; charset=utf-8", text.into())
    }

    /// JSON, for our own scripts.
    pub fn json(value: &serde_json::Value) -> Self {
        Self::of(StatusCode::OK, "application/json", value.to_string())
    }

    /// A calendar, for programs that subscribe to it.
    pub fn calendar(text: String) -> Self {
        Self::of(StatusCode::OK, "text/calendar; charset=utf-8", text)
    }

    /// An embedded file, kept by the browser for ever.
    pub fn asset(content_type: &'static str, bytes: &'static [u8]) -> Self {
        Self { keep: Keep::Forever, ..Self::of(StatusCode::OK, content_type, Bytes::from_static(bytes)) }
    }

    /// A file to save under this name. It is read piece by piece while it is sent.
    pub fn download(content_type: &'static str, name: &str, file: std::fs::File, bytes: u64) -> Self {
        Self { body: Body::File(file, bytes), ..Self::saved(content_type, name, Vec::new()) }
    }

    /// A file to save under this name that is held in memory.
    pub fn saved(content_type: &'static str, name: &str, bytes: Vec<u8>) -> Self {
        let plain: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '_' }).collect();
        let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let saved = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encoded.replace('+', "%20"));
        Self::of(StatusCode::OK, content_type, bytes)
            .header(header::CONTENT_DISPOSITION, &saved)
            // What is packed already is not packed again.
            .header(header::CONTENT_ENCODING, "identity")
    }

    /// Events that are sent while they happen, for as long as the stream goes on; see [`super::sse`].
    pub fn events(events: impl Stream<Item = Bytes> + 'static) -> Self {
        let body = Body::Events(events.map(Ok).boxed_local());
        Self { body, ..Self::of(StatusCode::OK, "text/event-stream; charset=utf-8", "") }
            // Whoever packs, or gathers on the way, would hold events back.
            .header(header::CONTENT_ENCODING, "identity")
            .header(HeaderName::from_static("x-accel-buffering"), "no")
    }

    /// The same with another status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self
    }

    /// Sets a cookie along the way.
    #[must_use]
    pub fn cookie(mut self, cookie: Cookie<'static>) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// Adds a header; one whose value no header may hold is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Ends the connection after this answer: what else comes on it is not to be trusted.
    #[must_use]
    pub fn closing(mut self) -> Self {
        self.closes = true;
        self
    }

    /// The status, for logs and tests.
    pub fn code(&self) -> u16 {
        self.status.as_u16()
    }

    /// Where it sends the browser, if it does.
    pub fn location(&self) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == header::LOCATION).and_then(|(_, value)| value.to_str().ok())
    }

    /// The body as text.
    pub fn body(&self) -> String {
        match &self.body {
            Body::Whole(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Body::File(..) | Body::Events(_) => String::new(),
        }
    }

    fn of(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![(header::CONTENT_TYPE, HeaderValue::from_static(content_type))],
            cookies: Vec::new(),
            body: Body::Whole(body.into()),
            keep: Keep::Never,
            closes: false,
        }
    }

    /// The answer as actix sends it, with the headers that every answer carries.
    pub(super) fn send(self, secure: bool) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status);
        for header in STANDING {
            response.insert_header(header);
        }
        if secure {
            response.insert_header(("strict-transport-security", "max-age=31536000"));
        }
        response.insert_header((
            header::CACHE_CONTROL,
            match self.keep {
                Keep::Never => "no-store",
                Keep::Forever => "public, max-age=31536000, immutable",
            },
        ));
        for header in self.headers {
            response.insert_header(header);
        }
        for cookie in self.cookies {
            response.cookie(cookie);
        }
        if self.closes {
            response.force_close();
        }
        match self.body {
            Body::Whole(bytes) => response.body(bytes),
            Body::File(file, bytes) => response.body(SizedStream::new(bytes, pieces(file))),
            Body::Events(events) => response.body(BodyStream::new(events)),
        }
    }
}

/// What is sent.
enum Body {
    Whole(Bytes),
    /// A file, and its length.
    File(std::fs::File, u64),
    /// Events, which have no length.
    Events(LocalBoxStream<'static, Result<Bytes, std::convert::Infallible>>),
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(bytes) => f.debug_tuple("Whole").field(&bytes.len()).finish(),
            Self::File(_, bytes) => f.debug_tuple("File").field(bytes).finish(),
            Self::Events(_) => f.write_str("Events"),
        }
    }
}

/// A file, piece by piece. It was written a moment ago and comes from the system's memory.
fn pieces(file: std::fs::File) -> impl Stream<Item = std::io::Result<Bytes>> {
    const PIECE: usize = 64 * 1024;
    futures_util::stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(count) => {
                piece.truncate(count);
                Some((Ok(Bytes::from(piece)), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    })
}

/// On every answer. No inline script or style, nothing from elsewhere, nobody frames us, and addresses (which hold ids) are told to nobody.
pub const STANDING: [(&str, &str); 8] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-robots-tag", "noindex"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_carries_the_standing_headers() {
        let response = Reply::text("ok").send(true);
        for (name, value) in STANDING {
            assert_eq!(response.headers().get(name).unwrap(), value, "{name}");
        }
        assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
        assert!(response.headers().contains_key("strict-transport-security"));
        assert!(!Reply::text("ok").send(false).headers().contains_key("strict-transport-security"));
        let policy = STANDING[0].1;
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
    }

    #[test]
    fn an_address_never_breaks_a_header() {
        assert_eq!(Reply::see_other("/visits/1").location(), Some("/visits/1"));
        assert_eq!(Reply::see_other("/visits/1\r\nset-cookie: a=b").location(), Some("/"));
    }

    #[test]
    fn only_files_named_by_their_content_are_kept() {
        let kept = Reply::asset("text/css", b"a{}").send(false);
        assert_eq!(kept.headers().get("cache-control").unwrap(), "public, max-age=31536000, immutable");
    }
}
