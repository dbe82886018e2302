//! From a letter to the bytes of a message: plain text and HTML, files beside them, every part in base64, no header that could carry another.

use lettre::Message;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use super::{Attached, Letter, Mail};
use crate::base::error::{Answered, Fault};
use crate::platform::access::Email;

/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 150;

/// The message as it leaves the house. The same row gives the same Message-ID and date on every try.
///
/// # Errors
/// A fault where it cannot be put together, or where a line end stands alone in it: that is how commands are smuggled to mail servers.
pub fn message(mail: &Mail, message_id: &str, from: &Mailbox, to: &Email, letter: &Letter) -> Answered<Message> {
    let failed = |doing: &str| Fault::bug(format!("{doing} of mail {}", mail.id));
    let address = to.reveal().parse().map_err(|error| failed("reading the address").because(error))?;
    let texts = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.plain))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let mut whole = texts;
    if !letter.files.is_empty() {
        whole = MultiPart::mixed().multipart(whole);
        for file in &letter.files {
            let kind = ContentType::parse(file.kind).map_err(|error| failed("naming what a file is").because(error))?;
            whole = whole.singlepart(attached(kind, file));
        }
    }
    let built = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, address))
        .subject(one_line(&letter.subject))
        .date(std::time::SystemTime::from(mail.written_at.and_utc()))
        .message_id(Some(message_id.to_owned()))
        .header(AutoSubmitted)
        .multipart(whole)
        .map_err(|error| failed("putting together the parts").because(error))?;
    if line_ends_are_whole(&built.formatted()) { Ok(built) } else { Err(failed("looking at the line ends").into()) }
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    SinglePart::builder().header(kind).header(ContentTransferEncoding::Base64).body(text)
}

fn attached(kind: ContentType, file: &Attached) -> SinglePart {
    SinglePart::builder()
        .header(kind)
        .header(ContentDisposition::attachment(&one_line(&file.name)))
        .header(ContentTransferEncoding::Base64)
        .body(file.bytes.clone())
}

/// A header's value: one line, nothing in it that a header may not hold.
fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_SUBJECT).collect();
    clean.trim().to_owned()
}

/// Whether every carriage return is followed by its line feed, and every line feed follows one.
fn line_ends_are_whole(bytes: &[u8]) -> bool {
    let mut before = 0;
    for byte in bytes {
        if (before == b'\r') != (*byte == b'\n') {
            return false;
        }
        before = *byte;
    }
    before != b'\r'
}

/// No person wrote this: programs that answer for their owners leave it alone (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::{MailId, SiteId, UserId};

    fn composed(letter: &Letter) -> String {
        let mail = Mail {
            id: MailId(7),
            site: SiteId(1),
            to: UserId(2),
            kind: "digest".into(),
            payload: "{}".into(),
            message_id: None,
            job: None,
            written_at: "2026-11-21T00:30:00".parse().unwrap(),
            sent_at: None,
        };
        let from: Mailbox = "云栖湾 <desk@showroom.example>".parse().unwrap();
        let to = Email::parse("li@showroom.example").unwrap();
        let message = message(&mail, "<7.abc@showroom.example>", &from, &to, letter).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn nothing_that_is_written_reaches_the_headers() {
        let odd = "早上好\r\nBcc: eve@elsewhere.example\r\n\r\n.\r\nMAIL FROM:<eve@elsewhere.example>";
        let text = composed(&Letter {
            subject: odd.into(),
            plain: odd.into(),
            html: format!("<p>{odd}</p>\n.\n"),
            files: vec![Attached { name: odd.into(), kind: "application/pdf", bytes: odd.into() }],
        });
        let begins = |start: &str| text.lines().any(|line| line.starts_with(start));
        assert!(!begins("Bcc:") && !begins("MAIL FROM"), "{text}");
        assert!(text.is_ascii() && line_ends_are_whole(text.as_bytes()));
        assert_eq!(text.matches("Content-Transfer-Encoding: base64").count(), 3);
        assert!(text.contains("multipart/mixed") && text.contains("multipart/alternative"), "{text}");
        assert!(text.contains("Message-ID: <7.abc@showroom.example>\r\n"), "{text}");
        assert!(text.contains("Date: Sat, 21 Nov 2026 00:30:00 +0000"), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated"));
        assert!(text.lines().all(|line| line.len() <= 998 && line != "."));
    }

    #[test]
    fn lone_line_ends_are_found() {
        for (bytes, whole) in
            [("a\r\nb\r\n", true), ("", true), ("a\nb", false), ("a\rb", false), ("a\r", false), ("\r\r\n", false)]
        {
            assert_eq!(line_ends_are_whole(bytes.as_bytes()), whole, "{bytes:?}");
        }
    }
}
