//! From follow-ups and appointments to the events of a calendar. A calendar lies with others: names are short there, and numbers masked.

use std::collections::HashMap;

use chrono::Duration;
use showroom_templates::{Words, urls};

use super::ics::{Calendar, Event, When};
use super::store::{self, Contact, Meeting};
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::base::role::Need;
use crate::business::customers;
use crate::business::customers::model::{Customer, Number, Title};
use crate::business::customers::present as cards;
use crate::business::followups::model::State;
use crate::business::sites::{self, Site};
use crate::business::visits::model::AppointmentState;
use crate::platform::access::{self, User};
use crate::platform::db::Conn;

/// A contact with an hour takes so long.
const CALL_MINUTES: i64 = 30;
/// An appointment takes so long.
const VISIT_MINUTES: i64 = 90;
/// So long before it an appointment rings.
const VISIT_ALARM_MINUTES: i64 = -60;
/// So long before it a contact with an hour rings.
const CALL_ALARM_MINUTES: i64 = -10;

/// The calendar of a person over all sites where they work; `origin` is the beginning of every link.
///
/// # Errors
/// Faults of the database.
pub fn calendar(conn: &mut Conn, user: &User, origin: &str, now: Moment) -> Answered<Calendar> {
    let words = Words::new(user.lang);
    let (mut events, mut names, mut zone) = (Vec::new(), Vec::new(), "UTC".to_owned());
    for site in sites::store::list(conn)? {
        let Some(role) = access::role_at(conn, user.id, site.id)? else { continue };
        if names.is_empty() {
            zone = site.clock().zone.name().to_owned();
        }
        let (contacts, mut meetings) = store::entries(conn, site.id, user.id, now)?;
        if role.may(Need::OverrideTurn) {
            meetings.extend(store::nobodys(conn, site.id, now)?);
        }
        events.extend(events_of(conn, words, &site, &contacts, &meetings, origin)?);
        names.push(site.name);
    }
    Ok(Calendar { name: words.calendars_calendar_name(names.join(" / "), &user.name), zone, events })
}

fn events_of(
    conn: &mut Conn,
    words: Words,
    site: &Site,
    contacts: &[Contact],
    meetings: &[Meeting],
    origin: &str,
) -> Answered<Vec<Event>> {
    let ids = store::customers(contacts, meetings);
    let cards: HashMap<CustomerId, Customer> =
        customers::store::list(conn, site.id, &ids)?.into_iter().map(|card| (card.id, card)).collect();
    let mut numbers: HashMap<CustomerId, Number> = HashMap::new();
    for number in customers::store::numbers_of_many(conn, &ids)? {
        if number.is_main || !numbers.contains_key(&number.customer) {
            numbers.insert(number.customer, number);
        }
    }
    let drawing = Drawing { words, site, origin, cards, numbers };
    let calls = contacts.iter().map(|contact| drawing.call(contact));
    Ok(calls.chain(meetings.iter().map(|meeting| drawing.visit(meeting))).collect())
}

struct Drawing<'a> {
    words: Words,
    site: &'a Site,
    origin: &'a str,
    cards: HashMap<CustomerId, Customer>,
    numbers: HashMap<CustomerId, Number>,
}

impl Drawing<'_> {
    fn call(&self, contact: &Contact) -> Event {
        let what = self.words.lookup_or(&format!("followups_purpose_{}", contact.purpose)).to_owned();
        let (when, alarm_minutes) = match contact.due_at {
            Some(by) => (When::Span(by - Duration::minutes(CALL_MINUTES), by), CALL_ALARM_MINUTES),
            // On a whole day it rings when quiet hours end.
            None => (When::Day(contact.due_on), i64::from(self.site.settings.day.quiet_until_minute)),
        };
        Event {
            uid: format!("followup-{}@showroom.invalid", contact.id),
            sequence: contact.version - 1,
            made_at: contact.made_at,
            changed_at: contact.changed_at.unwrap_or(contact.made_at),
            when,
            off: contact.state == State::Cancelled.code(),
            busy: false,
            summary: self.words.calendars_entry(what, self.person(CustomerId(contact.customer))),
            description: self.description(CustomerId(contact.customer)),
            url: self.link(urls::followups::show(contact.id)),
            alarm_minutes,
        }
    }

    fn visit(&self, meeting: &Meeting) -> Event {
        let who = self.person(CustomerId(meeting.customer));
        let what = match meeting.consultant {
            Some(_) => self.words.calendars_visit(),
            None => self.words.calendars_visit_of_nobody(),
        };
        let whole = self.words.calendars_entry(what, who);
        Event {
            uid: format!("appointment-{}@showroom.invalid", meeting.id),
            sequence: meeting.version - 1,
            made_at: meeting.made_at,
            changed_at: meeting.changed_at.unwrap_or(meeting.made_at),
            when: When::Span(meeting.at, meeting.at + Duration::minutes(VISIT_MINUTES)),
            off: meeting.state == AppointmentState::Cancelled.code(),
            busy: true,
            summary: self.words.calendars_entry(whole, self.words.calendars_party(meeting.party)),
            description: self.description(CustomerId(meeting.customer)),
            url: self.link(urls::customers::show(meeting.customer)),
            alarm_minutes: VISIT_ALARM_MINUTES,
        }
    }

    /// A short name with its masked number.
    fn person(&self, customer: CustomerId) -> String {
        let name = self.cards.get(&customer).map(|card| short(self.words, card)).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| self.words.calendars_visitor().to_owned());
        match self.numbers.get(&customer) {
            Some(number) => format!("{name} {}", number.phone.masked()),
            None => name,
        }
    }

    fn description(&self, customer: CustomerId) -> String {
        match self.cards.get(&customer).and_then(|card| card.grade) {
            Some(grade) => self.words.calendars_description(self.site.scale.name(grade)),
            None => self.words.calendars_description_plain().to_owned(),
        }
    }

    fn link(&self, path: String) -> Option<String> {
        (!self.origin.is_empty()).then(|| format!("{}{path}", self.origin))
    }
}

/// The family name with its form of address, or the name with stars.
fn short(words: Words, card: &Customer) -> String {
    let Some(name) = &card.name else { return String::new() };
    let family = match name.reveal().rsplit_once(' ') {
        Some((_, last)) => last.to_owned(),
        None => name.reveal().chars().take(1).collect(),
    };
    match card.title {
        Title::None => name.masked(),
        Title::Mr | Title::Ms => cards::addressed(words, &family, card.title),
    }
}
