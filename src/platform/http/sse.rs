//! Server-sent events: messages on an answer that stays open. Made once, and shared by all who get them.

use actix_web::web::Bytes;

/// What the browser calls the last event that it has, when it comes back.
pub(super) const LAST_EVENT_ID: &str = "last-event-id";
/// What whoever wants events says that it takes.
const MEDIA_TYPE: &str = "text/event-stream";

/// One event, as it goes over the wire. Cloning it copies nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Bytes);

impl Message {
    /// An event with its name and its data, which may have several lines. `id` is what the browser sends back when it comes again.
    pub fn new(name: &str, id: Option<&str>, data: &str) -> Self {
        let mut text = format!("event: {}\n", one_line(name));
        if let Some(id) = id {
            text.push_str(&format!("id: {}\n", one_line(id)));
        }
        // A lone carriage return ends a line too; left in, it would begin a field of its own.
        for line in data.replace("\r\n", "\n").split(['\n', '\r']) {
            text.push_str("data: ");
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
        Self(text.into())
    }

    /// Tells the browser after how many milliseconds to come back when the connection breaks.
    pub fn retry(millis: u64) -> Self {
        Self(format!("retry: {millis}\n\n").into())
    }

    /// Several messages, one after the other, in one piece.
    pub fn together<'a>(messages: impl IntoIterator<Item = &'a Message>) -> Self {
        let mut bytes = Vec::new();
        for message in messages {
            bytes.extend_from_slice(&message.0);
        }
        Self(bytes.into())
    }

    /// For the answer.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

/// Whether whoever says this in `Accept` wants events. A page that is merely opened does not, nor a program that walks addresses.
pub(super) fn wanted(accept: &str) -> bool {
    accept.split(',').any(|kind| kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(MEDIA_TYPE))
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\n' | '\r' | '\0')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(message: Message) -> String {
        String::from_utf8(message.into_bytes().to_vec()).unwrap()
    }

    #[test]
    fn an_event_is_written_as_browsers_read_it() {
        assert_eq!(
            text(Message::new("board", Some("7-ab"), "<p>a\r\nb\rc\n</p>")),
            "event: board\nid: 7-ab\ndata: <p>a\ndata: b\ndata: c\ndata: </p>\n\n"
        );
        assert_eq!(text(Message::new("beat", None, "")), "event: beat\ndata: \n\n");
        assert_eq!(text(Message::new("a\nid: 9", None, "x")), "event: aid: 9\ndata: x\n\n");
        let both = Message::together([&Message::retry(700), &Message::new("beat", None, "1")]);
        assert_eq!(text(both), "retry: 700\n\nevent: beat\ndata: 1\n\n");
    }

    #[test]
    fn only_who_asks_for_events_gets_them() {
        assert!(wanted("text/event-stream") && wanted("text/html, Text/Event-Stream;q=0.5"));
        assert!(!wanted("text/html,*/*;q=0.8") && !wanted(""));
    }
}
