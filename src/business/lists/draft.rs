//! From the cells of a row to what they say: a customer or a contact, or the reason why the row cannot be one.

use std::collections::HashMap;

use chrono::{Duration, NaiveDateTime};

use super::dates::{self, Reading};
use super::model::{Kind, Plan, Row, Target, Why};
use super::{numbers, values};
use crate::base::clock::Date;
use crate::base::grade::Grade;
use crate::base::ids::UserId;
use crate::base::name::{self, Name};
use crate::base::phone::Phone;
use crate::business::customers::model::Title;
use crate::business::followups::model::How;

/// The longest note of a card, and of what was said in a contact.
const LONGEST_NOTE: usize = 600;
/// The longest short field of a card.
const LONGEST_FIELD: usize = 60;

/// What holds for all rows of a list.
#[derive(Debug, Clone)]
pub struct Terms {
    /// How the file is understood.
    pub plan: Plan,
    /// The site's country.
    pub country: String,
    /// Today at the site.
    pub today: Date,
    /// Which of two small numbers is the day.
    pub day_first: bool,
    /// Grades are on the scale that begins with H.
    pub from_h: bool,
    /// Who is called how: by name and by login, in a plain form. Names of two people are left out.
    pub people: HashMap<String, Person>,
}

/// A colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// May have customers and make contacts: a consultant or supervisor who is still here.
    pub may_own: bool,
}

/// What a row says of a customer.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The name.
    pub name: Option<Name>,
    /// How the person is addressed.
    pub title: Option<Title>,
    /// The numbers, the first being the main one.
    pub phones: Vec<Phone>,
    /// WeChat id.
    pub wechat: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Where they live or work.
    pub district: Option<String>,
    /// What they do.
    pub occupation: Option<String>,
    /// Where they heard of us, by its code.
    pub channel: Option<String>,
    /// The grade.
    pub grade: Option<Grade>,
    /// To whom the customer belongs.
    pub owner: Option<UserId>,
    /// The first visit or registration, on the wall clock of the site.
    pub first_visit: Option<NaiveDateTime>,
    /// The last visit.
    pub last_visit: Option<NaiveDateTime>,
    /// How often they came.
    pub visits: Option<i32>,
    /// The last contact that reached them.
    pub last_contact: Option<NaiveDateTime>,
    /// The day agreed for the next contact.
    pub next_contact: Option<Date>,
    /// Who wrote the row.
    pub author: Option<UserId>,
    /// When.
    pub written_on: Option<NaiveDateTime>,
    /// Anything else.
    pub note: Option<String>,
    /// The contact, in a list of contacts.
    pub contact: Option<Contact>,
    /// What was taken with a grain of salt, by codes.
    pub notes: Vec<&'static str>,
}

/// What a row says of a contact.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The day, on the wall clock of the site.
    pub on: NaiveDateTime,
    /// Who made it.
    pub by: Option<UserId>,
    /// How.
    pub how: How,
    /// Whether the customer was reached.
    pub reached: bool,
    /// What was said.
    pub words: Option<String>,
}

impl Terms {
    /// Who is meant by a name in the file: a colleague, or nobody on purpose; `None` where it is not known who.
    pub fn person(&self, written: &str) -> Option<Option<Person>> {
        let written = plain_name(written);
        if let Some((_, user)) = self.plan.people.iter().find(|(name, _)| plain_name(name) == written) {
            let known = self.people.values().find(|person| person.user.0 == *user);
            return Some(known.copied());
        }
        self.people.get(&written).copied().map(Some)
    }

    fn reading(&self) -> Reading {
        Reading {
            day_first: self.day_first,
            from_1904: self.plan.from_1904,
            this_year: chrono::Datelike::year(&self.today),
        }
    }
}

/// A name of a colleague without blanks and in lower case.
pub fn plain_name(name: &str) -> String {
    dates::narrow(name).to_lowercase().chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '(' | ')')).collect()
}

/// Reads a row.
///
/// # Errors
/// The reason why it cannot be taken over.
pub fn read(kind: Kind, row: &Row, terms: &Terms) -> Result<Draft, Box<Why>> {
    if row.why.code == "row_broken" {
        return Err(Box::new(row.why.clone()));
    }
    if let Some(cell) = row.cells.iter().find(|cell| cell.contains('\u{fffd}')) {
        return Err(about("text_unreadable", cell));
    }
    let mut draft = Draft::default();
    let (mut found, mut note, mut words) = (numbers::Found::default(), Vec::new(), Vec::new());
    let (mut contact_on, mut contact_by, mut how, mut reached) = (None, None, None, None);
    let mut phone_text = String::new();
    for (column, cell) in
        terms.plan.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty() && !says_nothing(cell))
    {
        match column.target() {
            Target::Nothing => {}
            Target::Name => name_of(cell, &mut draft)?,
            Target::Title => draft.title = values::title(cell).or(draft.title),
            Target::Phone => {
                phone_text.clone_from(cell);
                numbers::read(cell, &terms.country, &mut found);
            }
            Target::Wechat => draft.wechat = short(cell, "wechat_long", &mut draft.notes),
            Target::Email => email_of(cell, &mut draft, &mut note),
            Target::District => draft.district = short(cell, "district_long", &mut draft.notes),
            Target::Occupation => draft.occupation = short(cell, "occupation_long", &mut draft.notes),
            Target::Channel => channel_of(cell, column.title.as_str(), &mut draft, &mut note),
            Target::Grade => grade_of(cell, column.title.as_str(), terms, &mut draft, &mut note),
            Target::Owner => draft.owner = owner_of(cell, terms, &mut draft.notes)?,
            Target::Author => draft.author = terms.person(cell).flatten().map(|person| person.user),
            Target::FirstVisit => draft.first_visit = Some(past(cell, terms)?),
            Target::LastVisit => draft.last_visit = Some(past(cell, terms)?),
            Target::LastContact => draft.last_contact = Some(past(cell, terms)?),
            Target::WrittenOn => draft.written_on = Some(past(cell, terms)?),
            Target::NextContact => draft.next_contact = next_of(cell, terms, &mut draft.notes)?,
            Target::Visits => draft.visits = values::count(cell),
            Target::Note => note.push(labelled(&column.title, cell, terms)),
            Target::ContactOn => contact_on = Some(past(cell, terms)?),
            Target::ContactBy => contact_by = owner_of(cell, terms, &mut draft.notes)?,
            Target::ContactHow => how = values::how(cell),
            Target::Reached => reached = values::reached(cell),
            Target::Words => words.push(cell.clone()),
        }
    }
    numbers_of(found, &phone_text, &mut draft, &mut note)?;
    if draft.name.is_none() && draft.phones.is_empty() && draft.wechat.is_none() && draft.email.is_none() {
        return Err(because("nobody"));
    }
    draft.note = cut(&note.join("\n"), &mut draft.notes);
    if kind == Kind::FollowUps {
        let on = contact_on.ok_or_else(|| because("contact_without_day"))?;
        // Who writes down what was said has reached somebody.
        let reached = reached.unwrap_or(!words.is_empty());
        let words = cut(&words.join("\n"), &mut draft.notes);
        draft.contact = Some(Contact { on, by: contact_by, how: how.unwrap_or(How::Call), reached, words });
    }
    Ok(draft)
}

fn because(code: &str) -> Box<Why> {
    Box::new(Why::because(code))
}

fn about(code: &str, words: &str) -> Box<Why> {
    Box::new(Why::about(code, words))
}

/// A dash or a stroke stands where there is nothing to write.
fn says_nothing(cell: &str) -> bool {
    matches!(cell, "-" | "--" | "/" | "\\" | "—" | "——" | "无" | "n/a" | "N/A" | "NULL" | "null" | "#N/A")
}

fn name_of(cell: &str, draft: &mut Draft) -> Result<(), Box<Why>> {
    let (written, title) = values::name(cell);
    // A name of digits only is a number that slipped into the wrong column.
    if written.chars().all(|c| c.is_ascii_digit() || !c.is_alphanumeric()) {
        return Err(about("name_unreadable", cell));
    }
    if written.chars().count() > name::LONGEST {
        return Err(about("name_too_long", cell));
    }
    draft.name = Some(Name::parse(&written).map_err(|_| about("name_unreadable", cell))?);
    draft.title = draft.title.or(title);
    Ok(())
}

fn numbers_of(found: numbers::Found, text: &str, draft: &mut Draft, note: &mut Vec<String>) -> Result<(), Box<Why>> {
    if found.phones.is_empty() && found.rounded {
        return Err(about("phone_rounded", text));
    }
    if let Some(first) = found.unreadable.first().filter(|_| found.phones.is_empty()) {
        return Err(about("phone_unreadable", first));
    }
    if !found.unreadable.is_empty() {
        draft.notes.push("one_phone_unreadable");
        note.push(found.unreadable.join(" / "));
    }
    draft.phones = found.phones;
    Ok(())
}

fn short(cell: &str, too_long: &'static str, notes: &mut Vec<&'static str>) -> Option<String> {
    if cell.chars().count() > LONGEST_FIELD {
        notes.push(too_long);
    }
    Some(cell.chars().take(LONGEST_FIELD).collect())
}

fn email_of(cell: &str, draft: &mut Draft, note: &mut Vec<String>) {
    let whole =
        cell.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'));
    if whole && cell.len() <= 120 && !cell.contains(char::is_whitespace) {
        draft.email = Some(cell.to_owned());
    } else {
        draft.notes.push("email_unreadable");
        note.push(cell.to_owned());
    }
}

fn channel_of(cell: &str, title: &str, draft: &mut Draft, note: &mut Vec<String>) {
    draft.channel = values::channel(cell).map(str::to_owned);
    if draft.channel.is_none() {
        draft.channel = Some("other".to_owned());
        draft.notes.push("channel_unknown");
        note.push(with_title(title, cell));
    }
}

fn grade_of(cell: &str, title: &str, terms: &Terms, draft: &mut Draft, note: &mut Vec<String>) {
    draft.grade = values::grade(cell, terms.from_h);
    if draft.grade.is_none() {
        draft.notes.push("grade_unknown");
        note.push(with_title(title, cell));
    }
}

fn owner_of(cell: &str, terms: &Terms, notes: &mut Vec<&'static str>) -> Result<Option<UserId>, Box<Why>> {
    match terms.person(cell) {
        Some(Some(person)) if person.may_own => Ok(Some(person.user)),
        Some(Some(_)) => {
            notes.push("owner_gone");
            Ok(None)
        }
        Some(None) => Ok(None),
        None => Err(about("person_unknown", cell)),
    }
}

/// A day that has been.
fn past(cell: &str, terms: &Terms) -> Result<NaiveDateTime, Box<Why>> {
    let read = dates::read(cell, terms.reading()).map_err(|code| about(code, cell))?;
    if read.0 > terms.today { Err(about("date_in_future", cell)) } else { Ok(dates::at(read)) }
}

/// A day that is to come; one that has passed unkept is today's work.
fn next_of(cell: &str, terms: &Terms, notes: &mut Vec<&'static str>) -> Result<Option<Date>, Box<Why>> {
    let (day, _) = dates::read(cell, terms.reading()).map_err(|code| about(code, cell))?;
    if day > terms.today + Duration::days(400) {
        return Err(about("date_too_far", cell));
    }
    if day < terms.today {
        notes.push("next_has_passed");
        return Ok(None);
    }
    Ok(Some(day))
}

/// With more than one column for notes, each says what it was.
fn labelled(title: &str, cell: &str, terms: &Terms) -> String {
    let many = terms.plan.columns.iter().filter(|column| column.target() == Target::Note).count() > 1;
    if many { with_title(title, cell) } else { cell.to_owned() }
}

fn with_title(title: &str, cell: &str) -> String {
    if title.is_empty() { cell.to_owned() } else { format!("{title}: {cell}") }
}

fn cut(text: &str, notes: &mut Vec<&'static str>) -> Option<String> {
    if text.chars().count() > LONGEST_NOTE {
        notes.push("note_long");
    }
    (!text.is_empty()).then(|| text.chars().take(LONGEST_NOTE).collect())
}
