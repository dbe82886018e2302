//! Writes a calendar as RFC 5545 says: escaped texts, lines folded at 75 octets, moments in UTC, which every program reads alike.

use crate::base::clock::{Date, Moment};

/// The longest line, in octets, without its end.
const LONGEST_LINE: usize = 75;

/// A calendar.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// What the program calls it.
    pub name: String,
    /// The zone in which its owner lives, by its IANA name.
    pub zone: String,
    /// What is in it.
    pub events: Vec<Event>,
}

/// One thing in a calendar.
#[derive(Debug, Clone)]
pub struct Event {
    /// What it is known by, for ever.
    pub uid: String,
    /// Rises with each change.
    pub sequence: i32,
    /// When it was made.
    pub made_at: Moment,
    /// When it changed last.
    pub changed_at: Moment,
    /// When it is.
    pub when: When,
    /// Whether it was called off.
    pub off: bool,
    /// Whether its time is taken; a call may be made whenever it suits.
    pub busy: bool,
    /// What it is, in a few words.
    pub summary: String,
    /// What else there is to say.
    pub description: String,
    /// Where it is worked on.
    pub url: Option<String>,
    /// The alarm, in minutes after the start; before it where less than 0.
    pub alarm_minutes: i64,
}

/// When something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Some time on a day.
    Day(Date),
    /// From one moment to another, in UTC.
    Span(Moment, Moment),
}

/// The calendar as the bytes that are sent.
pub fn write(calendar: &Calendar) -> String {
    let mut text = Lines::default();
    text.line("BEGIN", "VCALENDAR");
    text.line("VERSION", "2.0");
    text.line("PRODID", "-//Showroom//Showroom//EN");
    text.line("CALSCALE", "GREGORIAN");
    text.line("METHOD", "PUBLISH");
    text.text("NAME", &calendar.name);
    text.text("X-WR-CALNAME", &calendar.name);
    text.line("X-WR-TIMEZONE", &calendar.zone);
    text.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    text.line("X-PUBLISHED-TTL", "PT1H");
    for event in &calendar.events {
        text.event(event);
    }
    text.line("END", "VCALENDAR");
    text.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn event(&mut self, event: &Event) {
        self.line("BEGIN", "VEVENT");
        self.line("UID", &event.uid);
        self.line("SEQUENCE", &event.sequence.to_string());
        self.line("DTSTAMP", &utc(event.changed_at));
        self.line("CREATED", &utc(event.made_at));
        self.line("LAST-MODIFIED", &utc(event.changed_at));
        match event.when {
            When::Day(day) => {
                self.line("DTSTART;VALUE=DATE", &date(day));
                self.line("DTEND;VALUE=DATE", &date(day.succ_opt().unwrap_or(day)));
            }
            When::Span(from, to) => {
                self.line("DTSTART", &utc(from));
                self.line("DTEND", &utc(to));
            }
        }
        self.text("SUMMARY", &event.summary);
        if !event.description.is_empty() {
            self.text("DESCRIPTION", &event.description);
        }
        if let Some(url) = &event.url {
            self.line("URL;VALUE=URI", url);
        }
        self.line("CLASS", "PRIVATE");
        self.line("TRANSP", if event.busy && !event.off { "OPAQUE" } else { "TRANSPARENT" });
        self.line("STATUS", if event.off { "CANCELLED" } else { "CONFIRMED" });
        if !event.off {
            self.line("BEGIN", "VALARM");
            self.line("ACTION", "DISPLAY");
            self.text("DESCRIPTION", &event.summary);
            self.line("TRIGGER;RELATED=START", &minutes(event.alarm_minutes));
            self.line("END", "VALARM");
        }
        self.line("END", "VEVENT");
    }

    /// A value of ours, in which nothing needs to be escaped.
    fn line(&mut self, name: &str, value: &str) {
        let clean: String = value.chars().filter(|c| !c.is_control()).collect();
        self.0.push_str(&folded(&format!("{name}:{clean}")));
    }

    /// A value that somebody typed.
    fn text(&mut self, name: &str, value: &str) {
        self.0.push_str(&folded(&format!("{name}:{}", escaped(value))));
    }
}

fn utc(moment: Moment) -> String {
    moment.format("%Y%m%dT%H%M%SZ").to_string()
}

fn date(day: Date) -> String {
    day.format("%Y%m%d").to_string()
}

fn minutes(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    format!("{sign}PT{}M", minutes.unsigned_abs())
}

/// Backslash, comma and semicolon mean something in a text, and a line has one end.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' => safe.push_str("\\\\"),
            ',' => safe.push_str("\\,"),
            ';' => safe.push_str("\\;"),
            '\n' | '\r' => safe.push_str("\\n"),
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}

/// The line with its end; longer ones go on behind a blank, and no letter is torn.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + line.len() / 30 + 4);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST_LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_letters() {
        let line = format!("SUMMARY:{}", "回访王先生，".repeat(20));
        let text = folded(&line);
        assert!(text.split("\r\n").all(|line| line.len() <= LONGEST_LINE), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end(), line);
        assert_eq!(folded("A:b"), "A:b\r\n");
        let exactly = "x".repeat(75);
        assert_eq!(folded(&exactly), format!("{exactly}\r\n"));
    }

    #[test]
    fn what_means_something_is_escaped() {
        assert_eq!(escaped("a,b;c\\d\r\ne\nf\u{7}"), "a\\,b\\;c\\\\d\\ne\\nf");
    }

    #[test]
    fn alarms_come_before_or_after_the_start() {
        assert_eq!((minutes(-60).as_str(), minutes(540).as_str(), minutes(0).as_str()), ("-PT60M", "PT540M", "PT0M"));
    }
}
