//! Letters and pages about them, from what was gathered to what people read. Numbers are masked in every letter.

use showroom_templates::letters::{self as texts, LetterText, Line, Section};
use showroom_templates::pages::letters as pages;
use showroom_templates::parts::{Icon, Tone};
use showroom_templates::{Typed, Words, urls};

use super::actions::Payload;
use super::gathering::{self, Duties, Expected, MOST, People, ToSign};
use super::wants::ReportWants;
use super::{DIGEST, ESCALATION};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::{Answered, Fault};
use crate::base::ids::CustomerId;
use crate::base::role::Need;
use crate::business::customers::present as cards;
use crate::business::followups::model::FollowUp;
use crate::business::followups::present as contacts;
use crate::business::reminders;
use crate::business::reminders::model::Notice;
use crate::business::sites::{self, Site};
use crate::platform::access::{Email, User};
use crate::platform::db::Conn;
use crate::platform::jobs::State;
use crate::platform::mail::{Drawn, Dropped, Letter, Mail, Sent, Unsent};

/// The most lines of what the bell says.
const OF_THE_BELL: usize = 5;

/// Draws what a mail says, at the moment when it is sent: what was done meanwhile is not spoken of any more.
///
/// # Errors
/// Bad data where it is a mail that nobody here writes; faults of the database.
pub fn draw(conn: &mut Conn, mail: &Mail, to: &User, origin: &str) -> Answered<Drawn> {
    let bad = || Fault::bad_data(format!("reading what mail {} is about", mail.id));
    let Payload { day } = serde_json::from_str(&mail.payload).map_err(|error| bad().because(error))?;
    let site = sites::of(conn, mail.site)?;
    let writing = Writing { words: Words::new(to.lang), site: &site, day, origin };
    let text = match mail.kind.as_str() {
        DIGEST if to.wants.digest => digest(conn, &writing, mail, to)?,
        ESCALATION if to.wants.escalations => escalation(conn, &writing, to)?,
        DIGEST | ESCALATION => return Ok(Drawn::Not(Dropped::NotWanted)),
        _ => return Err(bad().into()),
    };
    Ok(match text {
        None => Drawn::Not(Dropped::NothingLeft),
        Some(text) => Drawn::Letter(Letter {
            plain: texts::plain(&text),
            html: texts::html(writing.words, &text),
            subject: text.subject,
            files: Vec::new(),
        }),
    })
}

/// For whom, of which day, with which links.
struct Writing<'a> {
    words: Words,
    site: &'a Site,
    day: Date,
    origin: &'a str,
}

fn digest(conn: &mut Conn, writing: &Writing, mail: &Mail, to: &User) -> Answered<Option<LetterText>> {
    let duties = gathering::duties(conn, writing.site, to.id, writing.day, mail.written_at)?;
    if duties.is_empty(writing.day) {
        return Ok(None);
    }
    let people = gathering::people(conn, writing.site.id, &duties.customers())?;
    Ok(Some(writing.digest(&duties, &people, &to.name)))
}

fn escalation(conn: &mut Conn, writing: &Writing, to: &User) -> Answered<Option<LetterText>> {
    let rows = gathering::long_overdue(conn, writing.site, writing.day)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.customer).collect();
    let people = gathering::people(conn, writing.site.id, &ids)?;
    Ok(Some(writing.escalation(&rows, &people, &to.name)))
}

impl Writing<'_> {
    fn digest(&self, duties: &Duties, people: &People, name: &str) -> LetterText {
        let (words, day) = (self.words, self.words.day(self.day));
        let contact = |row: &FollowUp| self.contact(people, row);
        let sections = [
            self.section(words.letters_overdue(), &duties.overdue, contact),
            self.section(words.letters_today(), &duties.today, contact),
            self.section(words.letters_expected(), &duties.expected, |row| self.expected(people, row)),
            self.section(words.letters_protection(), &duties.ending, |row| self.ending(people, *row)),
            self.section(words.letters_to_sign(), &duties.to_sign, |row| self.to_sign(people, row)),
            self.bell(duties, people),
            self.section(words.letters_coming(), &duties.coming, contact),
        ];
        LetterText {
            subject: words.letters_subject_digest(&self.site.name, &day),
            greeting: words.letters_greeting(name),
            lead: words.letters_lead_digest(&day, duties.overdue.len(), duties.today.len(), duties.expected.len()),
            sections: sections.into_iter().flatten().collect(),
            link: (words.letters_open_day().to_owned(), self.link(&urls::followups::my_day())),
            why: (words.letters_why().to_owned(), self.link(&urls::me::mail())),
        }
    }

    /// Grouped by who should have called.
    fn escalation(&self, rows: &[FollowUp], people: &People, name: &str) -> LetterText {
        let words = self.words;
        let mut sections: Vec<(crate::base::ids::UserId, Vec<FollowUp>)> = Vec::new();
        for row in rows.iter().take(MOST) {
            match sections.iter_mut().find(|(who, _)| *who == row.consultant) {
                Some((_, rows)) => rows.push(row.clone()),
                None => sections.push((row.consultant, vec![row.clone()])),
            }
        }
        let mut sections: Vec<Section> = sections
            .iter()
            .filter_map(|(who, rows)| {
                let name = people.staff.get(who).map_or("", String::as_str);
                self.section(&words.letters_of_consultant(name), rows, |row| self.contact(people, row))
            })
            .collect();
        if let Some(last) = sections.last_mut().filter(|_| rows.len() > MOST) {
            last.more = words.letters_more(rows.len() - MOST);
        }
        LetterText {
            subject: words.letters_subject_escalation(&self.site.name, rows.len().min(MOST)),
            greeting: words.letters_greeting(name),
            lead: words.letters_lead_escalation(self.site.settings.cadence.tells_supervisor_days),
            sections,
            link: (words.letters_open_day().to_owned(), self.link(&urls::followups::my_day())),
            why: (words.letters_why().to_owned(), self.link(&urls::me::mail())),
        }
    }

    fn section<T>(&self, title: &str, rows: &[T], line: impl Fn(&T) -> Option<Line>) -> Option<Section> {
        let lines: Vec<Line> = rows.iter().take(MOST).filter_map(line).collect();
        let more = rows.len().saturating_sub(MOST);
        let more = if more == 0 { String::new() } else { self.words.letters_more(format!("{more}+")) };
        (!lines.is_empty()).then(|| Section { title: title.to_owned(), lines, more })
    }

    /// A few lines of what the bell says: the rest is read where it rings.
    fn bell(&self, duties: &Duties, people: &People) -> Option<Section> {
        let shown = &duties.bell[..duties.bell.len().min(OF_THE_BELL)];
        let more = match duties.bell.len() - shown.len() {
            0 => String::new(),
            more => self.words.letters_more(more),
        };
        let section = self.section(self.words.letters_bell(), shown, |notice| self.reminder(people, notice))?;
        Some(Section { more, ..section })
    }

    fn reminder(&self, people: &People, notice: &Notice) -> Option<Line> {
        let about = notice.reminder.customer;
        let owner = people.cards.get(&about).and_then(|card| card.owner);
        let whose = owner.and_then(|owner| people.staff.get(&owner)).map_or("—", String::as_str);
        let said = reminders::present::said(self.words, &notice.reminder, whose, self.day);
        Some(Line {
            title: self.person(people, about)?,
            under: self.words.letters_line(said.title, said.todo),
            href: self.link(&said.href),
        })
    }

    fn contact(&self, people: &People, row: &FollowUp) -> Option<Line> {
        let (_, due) = contacts::due(self.words, row, self.day);
        Some(Line {
            title: self.person(people, row.customer)?,
            under: self.words.letters_line(contacts::purpose(self.words, row.purpose), due),
            href: self.link(&urls::followups::show(row.id.0)),
        })
    }

    fn expected(&self, people: &People, row: &Expected) -> Option<Line> {
        let at = self.site.clock().local(row.at);
        Some(Line {
            title: self.person(people, row.customer)?,
            under: self.words.letters_party(self.words.clock(at.time()), row.party),
            href: self.link(&urls::customers::show(row.customer.0)),
        })
    }

    fn ending(&self, people: &People, (customer, days): (CustomerId, i64)) -> Option<Line> {
        let under = match days {
            0 => self.words.customers_protection_today().to_owned(),
            days => self.words.customers_protected_days(days),
        };
        Some(Line { title: self.person(people, customer)?, under, href: self.link(&urls::customers::show(customer.0)) })
    }

    fn to_sign(&self, people: &People, row: &ToSign) -> Option<Line> {
        Some(Line {
            title: self.person(people, row.customer)?,
            under: self.words.letters_deposit(&row.number, self.words.near_day(row.by, self.day)),
            href: self.link(&urls::deposits::show(row.id)),
        })
    }

    /// A name with its masked number, whoever reads it: letters lie in boxes that are not ours.
    fn person(&self, people: &People, customer: CustomerId) -> Option<String> {
        let card = people.cards.get(&customer)?;
        let name = cards::name_or_unnamed(self.words, card);
        Some(match people.numbers.get(&customer) {
            Some(number) => self.words.letters_line(name, number.phone.masked()),
            None => name,
        })
    }

    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

/// One's own page about mail.
pub fn own_page(actor: &Actor, user: &User, chosen: Option<ReportWants>, typed: Typed) -> pages::OwnPage {
    let reports = ReportWants::in_force(chosen, actor.role);
    pages::OwnPage {
        typed,
        reports: actor.may(Need::SeeReports).then_some([reports.day, reports.week, reports.month]),
        address: user.email.as_ref().map(|email| email.reveal().to_owned()).unwrap_or_default(),
        digest: user.wants.digest,
        escalations: actor.may(Need::Reassign).then_some(user.wants.escalations),
    }
}

/// The page of outgoing mail; addresses are masked.
pub fn outbox(
    words: Words,
    clock: SiteClock,
    today: Date,
    typed: Typed,
    unsent: &[Unsent],
    sent: &[Sent],
) -> pages::OutboxPage {
    let near = |at: Moment| words.near(clock.local(at), today);
    let who = |(name, address): &(String, Option<String>)| {
        let masked = address.as_ref().map(|address| Email::stored(address.clone()).masked());
        words.letters_to(name, masked.unwrap_or_else(|| words.letters_no_address().to_owned()))
    };
    let waiting = |row: &Unsent| {
        let (tone, icon, state) = state(words, row);
        let then = match row.state {
            State::Parked => words.letters_given_up().to_owned(),
            State::Waiting | State::Running | State::Done if row.attempts == 0 => near(row.mail.written_at),
            State::Waiting | State::Running | State::Done => words.letters_next_try(near(row.next_at)),
        };
        pages::UnsentRow {
            id: row.mail.id.0,
            title: about(words, &row.mail),
            to: who(&row.to),
            state: (tone, icon, state),
            tried: (row.attempts > 0).then(|| words.letters_tried(row.attempts)),
            then,
            why: row.last_answer.clone().unwrap_or_default(),
            may_try: matches!(row.state, State::Waiting | State::Parked),
        }
    };
    let gone = |row: &Sent| pages::SentRow {
        title: about(words, &row.mail),
        to: who(&row.to),
        at: words.letters_at(near(row.at)),
    };
    pages::OutboxPage { typed, unsent: unsent.iter().map(waiting).collect(), sent: sent.iter().map(gone).collect() }
}

fn about(words: Words, mail: &Mail) -> String {
    let kind = words.lookup_or(&format!("letters_kind_{}", mail.kind)).to_owned();
    match serde_json::from_str::<Payload>(&mail.payload) {
        Ok(Payload { day }) => words.letters_line(kind, words.day(day)),
        Err(_) => kind,
    }
}

fn state(words: Words, row: &Unsent) -> (Tone, Icon, String) {
    let (tone, icon, text) = match row.state {
        State::Parked => (Tone::Bad, Icon::Warning, words.letters_state_parked()),
        State::Running => (Tone::Accent, Icon::Arrow, words.letters_state_running()),
        State::Waiting | State::Done if row.attempts == 0 => (Tone::Plain, Icon::Clock, words.letters_state_waiting()),
        State::Waiting | State::Done => (Tone::Warn, Icon::Wait, words.letters_state_retrying()),
    };
    (tone, icon, text.to_owned())
}
