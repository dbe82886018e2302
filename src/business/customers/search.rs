//! The list of customers: by name as it is written or sounds, by number, by grade, owner and channel. Every way is a range of
//! an index, one page at a time, and begins where the page before ended.

use chrono::DateTime;
use diesel::prelude::*;

use super::model::Customer;
use super::store;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, SiteId, UserId};
use crate::base::name::Name;
use crate::base::phone::{self, Phone};
use crate::platform::db::Conn;
use crate::platform::db::schema::{customer_phones, customers};

/// How many customers a page holds.
pub const PAGE: i64 = 30;
/// From how many digits a number is looked for.
const LEAST_DIGITS: usize = 3;
/// Above every letter that a name may hold.
const LAST_LETTER: char = '\u{10ffff}';

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// A name, its sound, its initials, or digits of a number.
    pub text: Option<String>,
    /// A grade.
    pub grade: Option<Grade>,
    /// An owner.
    pub owner: Option<UserId>,
    /// A channel.
    pub channel: Option<String>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    /// In the order of the last change.
    Recent(Moment, CustomerId),
    /// In the order of how names sound.
    Sound(CustomerId),
    /// In the order of initials.
    Initials(CustomerId),
}

impl Cursor {
    /// As it stands in an address. It holds no name.
    pub fn code(self) -> String {
        match self {
            Self::Recent(at, id) => format!("u{}-{id}", at.and_utc().timestamp_millis()),
            Self::Sound(id) => format!("s{id}"),
            Self::Initials(id) => format!("i{id}"),
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        let mut letters = code.chars();
        let kind = letters.next()?;
        let rest = letters.as_str();
        match kind {
            'u' => {
                let (millis, id) = rest.split_once('-')?;
                let at = DateTime::from_timestamp_millis(millis.parse().ok()?)?.naive_utc();
                Some(Self::Recent(at, id.parse().ok()?))
            }
            's' => Some(Self::Sound(rest.parse().ok()?)),
            'i' => Some(Self::Initials(rest.parse().ok()?)),
            _ => None,
        }
    }
}

/// One page of what was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The customers, in order.
    pub customers: Vec<Customer>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// One page of the list.
///
/// # Errors
/// Faults of the database.
pub fn search(conn: &mut Conn, site: SiteId, country: &str, wanted: &Wanted) -> Answered<Found> {
    match wanted.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        None => recent(conn, site, wanted),
        Some(text) if is_number(text) => by_number(conn, site, country, text, wanted),
        Some(text) => by_name(conn, site, text, wanted),
    }
}

/// Customers who are called exactly so; the first ten.
///
/// # Errors
/// Faults of the database.
pub fn of_name(conn: &mut Conn, site: SiteId, name: &Name) -> Answered<Vec<Customer>> {
    let ids: Vec<i64> = customers::table
        .filter(customers::site_id.eq(site.0))
        .filter(customers::name_sound.eq(name.sound()))
        .filter(customers::name.eq(name.reveal()))
        .order(customers::id.asc())
        .limit(10)
        .select(customers::id)
        .load(conn)?;
    let ids: Vec<CustomerId> = ids.into_iter().map(CustomerId).collect();
    store::list(conn, site, &ids)
}

fn is_number(text: &str) -> bool {
    let digits = phone::digits(text).trim_start_matches('+').len();
    digits >= LEAST_DIGITS && text.chars().all(|c| c.is_numeric() || matches!(c, ' ' | '-' | '+' | '＋' | '(' | ')'))
}

fn recent(conn: &mut Conn, site: SiteId, wanted: &Wanted) -> Answered<Found> {
    let mut query =
        customers::table.filter(customers::site_id.eq(site.0)).filter(customers::erased_at.is_null()).into_boxed();
    if let Some(grade) = wanted.grade {
        query = query.filter(customers::grade.eq(grade.code()));
    }
    if let Some(owner) = wanted.owner {
        query = query.filter(customers::owner_id.eq(owner.0));
    }
    if let Some(channel) = &wanted.channel {
        query = query.filter(customers::channel.eq(channel));
    }
    if let Some(Cursor::Recent(at, id)) = wanted.after {
        let before = customers::updated_at.lt(at).or(customers::id.lt(id.0));
        query = query.filter(customers::updated_at.le(at)).filter(before);
    }
    let rows: Vec<(i64, Moment)> = query
        .order((customers::updated_at.desc(), customers::id.desc()))
        .limit(PAGE + 1)
        .select((customers::id, customers::updated_at))
        .load(conn)?;
    let more = rows.len() > PAGE as usize;
    let page = &rows[..rows.len().min(PAGE as usize)];
    let next = page.last().filter(|_| more).map(|(id, at)| Cursor::Recent(*at, CustomerId(*id)));
    found(conn, site, page.iter().map(|(id, _)| *id).collect(), next)
}

/// Those whose number is this, begins like this or ends with these four digits.
fn by_number(conn: &mut Conn, site: SiteId, country: &str, text: &str, wanted: &Wanted) -> Answered<Found> {
    let mut ids: Vec<i64> = Vec::new();
    if let Ok(phone) = Phone::parse(text, country) {
        ids.extend(store::of_number(conn, site, &phone)?.map(|id| id.0));
    }
    if let Some((from, to)) = phone::starting_with(text, country).filter(|_| ids.is_empty()) {
        let beginning: Vec<i64> = customer_phones::table
            .filter(customer_phones::site_id.eq(site.0))
            .filter(customer_phones::e164.between(from, to))
            .order(customer_phones::e164.asc())
            .limit(PAGE)
            .select(customer_phones::customer_id)
            .load(conn)?;
        ids.extend(beginning);
    }
    let digits = phone::digits(text);
    if digits.len() == 4 {
        let ending: Vec<i64> = customer_phones::table
            .filter(customer_phones::site_id.eq(site.0))
            .filter(customer_phones::tail.eq(digits))
            .order(customer_phones::id.desc())
            .limit(PAGE)
            .select(customer_phones::customer_id)
            .load(conn)?;
        // Who types four digits means the last four more often than the first.
        ids.splice(0..0, ending);
    }
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    let mut found = found(conn, site, ids, None)?;
    found.customers.retain(|customer| fits(customer, wanted));
    found.customers.truncate(PAGE as usize);
    Ok(found)
}

fn fits(customer: &Customer, wanted: &Wanted) -> bool {
    wanted.grade.is_none_or(|grade| customer.grade == Some(grade))
        && wanted.owner.is_none_or(|owner| customer.owner == Some(owner))
        && wanted.channel.as_ref().is_none_or(|channel| customer.channel.as_ref() == Some(channel))
}

/// First those whose name sounds like that, then those with these initials.
fn by_name(conn: &mut Conn, site: SiteId, text: &str, wanted: &Wanted) -> Answered<Found> {
    let written = Name::stored(text.split_whitespace().collect::<Vec<_>>().join(" "));
    let sound = written.sound();
    if sound.is_empty() {
        return Ok(Found { customers: Vec::new(), next: None });
    }
    let spelt = written.reveal().is_ascii();
    let mut ids: Vec<(i64, Cursor)> = Vec::new();
    if !matches!(wanted.after, Some(Cursor::Initials(_))) {
        let characters = (!spelt).then(|| format!("{}%", escaped(written.reveal())));
        let heard = by_sound(conn, site, &sound, characters.as_deref(), wanted)?;
        ids.extend(heard.into_iter().map(|id| (id, Cursor::Sound(CustomerId(id)))));
    }
    let room = PAGE + 1 - ids.len() as i64;
    if spelt && room > 0 && !sound.contains(char::is_whitespace) {
        let initials = by_initials(conn, site, &sound, room, wanted)?;
        ids.extend(initials.into_iter().map(|id| (id, Cursor::Initials(CustomerId(id)))));
    }
    let more = ids.len() > PAGE as usize;
    ids.truncate(PAGE as usize);
    let next = ids.last().filter(|_| more).map(|(_, cursor)| *cursor);
    found(conn, site, ids.into_iter().map(|(id, _)| id).collect(), next)
}

fn by_sound(
    conn: &mut Conn,
    site: SiteId,
    sound: &str,
    characters: Option<&str>,
    wanted: &Wanted,
) -> Answered<Vec<i64>> {
    let mut query = customers::table
        .filter(customers::site_id.eq(site.0))
        .filter(customers::name_sound.ge(sound.to_owned()))
        .filter(customers::name_sound.lt(format!("{sound}{LAST_LETTER}")))
        .into_boxed();
    if let Some(characters) = characters {
        query = query.filter(customers::name.like(characters.to_owned()).escape('\\'));
    }
    if let Some(Cursor::Sound(id)) = wanted.after {
        let from: Option<String> = customers::table.find(id.0).select(customers::name_sound).first(conn).optional()?;
        let from = from.unwrap_or_default();
        query = query
            .filter(customers::name_sound.ge(from.clone()))
            .filter(customers::name_sound.gt(from).or(customers::id.gt(id.0)));
    }
    if let Some(grade) = wanted.grade {
        query = query.filter(customers::grade.eq(grade.code()));
    }
    if let Some(owner) = wanted.owner {
        query = query.filter(customers::owner_id.eq(owner.0));
    }
    if let Some(channel) = &wanted.channel {
        query = query.filter(customers::channel.eq(channel));
    }
    Ok(query
        .order((customers::name_sound.asc(), customers::id.asc()))
        .limit(PAGE + 1)
        .select(customers::id)
        .load(conn)?)
}

fn by_initials(conn: &mut Conn, site: SiteId, initials: &str, room: i64, wanted: &Wanted) -> Answered<Vec<i64>> {
    let mut query = customers::table
        .filter(customers::site_id.eq(site.0))
        .filter(customers::name_initials.ge(initials.to_owned()))
        .filter(customers::name_initials.lt(format!("{initials}{LAST_LETTER}")))
        .into_boxed();
    // A name that sounds like it was listed before.
    let heard =
        customers::name_sound.ge(initials.to_owned()).and(customers::name_sound.lt(format!("{initials}{LAST_LETTER}")));
    query = query.filter(diesel::dsl::not(heard));
    if let Some(Cursor::Initials(id)) = wanted.after {
        let from: Option<String> =
            customers::table.find(id.0).select(customers::name_initials).first(conn).optional()?;
        let from = from.unwrap_or_default();
        query = query
            .filter(customers::name_initials.ge(from.clone()))
            .filter(customers::name_initials.gt(from).or(customers::id.gt(id.0)));
    }
    if let Some(grade) = wanted.grade {
        query = query.filter(customers::grade.eq(grade.code()));
    }
    if let Some(owner) = wanted.owner {
        query = query.filter(customers::owner_id.eq(owner.0));
    }
    if let Some(channel) = &wanted.channel {
        query = query.filter(customers::channel.eq(channel));
    }
    Ok(query
        .order((customers::name_initials.asc(), customers::id.asc()))
        .limit(room)
        .select(customers::id)
        .load(conn)?)
}

fn found(conn: &mut Conn, site: SiteId, ids: Vec<i64>, next: Option<Cursor>) -> Answered<Found> {
    let ids: Vec<CustomerId> = ids.into_iter().map(CustomerId).collect();
    let mut people = store::list(conn, site, &ids)?;
    people.sort_by_key(|customer| ids.iter().position(|id| *id == customer.id));
    Ok(Found { customers: people, next })
}

/// What was typed stands for itself.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_an_address() {
        let at: Moment = "2026-11-21T10:00:00.123".parse().unwrap();
        for cursor in [Cursor::Recent(at, CustomerId(7)), Cursor::Sound(CustomerId(8)), Cursor::Initials(CustomerId(9))]
        {
            assert_eq!(Cursor::from_code(&cursor.code()), Some(cursor));
        }
        for code in ["", "x1", "u1", "u1-", "s", "sé", "é"] {
            assert_eq!(Cursor::from_code(code), None, "{code}");
        }
    }

    #[test]
    fn digits_are_a_number_and_letters_a_name() {
        for (text, number) in
            [("138", true), ("+86 138", true), ("8000", true), ("13", false), ("a138", false), ("王", false)]
        {
            assert_eq!(is_number(text), number, "{text}");
        }
        assert_eq!(escaped("50%_\\"), "50\\%\\_\\\\");
    }
}
