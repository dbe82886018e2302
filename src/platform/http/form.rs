//! Forms: bytes → fields → typed values. Every fault of a form is collected, so that the person hears of all of them at once.

use std::ops::RangeInclusive;

use chrono::NaiveTime;
use sha2::{Digest, Sha256};

use super::keys::KEY_FIELD;
use crate::base::clock::Date;
use crate::base::error::Refused;
use crate::base::money::Money;
use crate::base::phone::Phone;

/// The most fields that a form may have.
pub const MOST_FIELDS: usize = 400;
/// The longest name of a field, in bytes.
pub const LONGEST_NAME: usize = 80;
/// The longest single line, in characters, unless the form says otherwise.
pub const LONGEST_LINE: usize = 200;

/// The fields of a body or a query, in the order in which they came; names may repeat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    pairs: Vec<(String, String)>,
}

/// A form that no page of ours sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMuch;

impl Form {
    /// Reads `a=1&b=2`. Bytes that are no UTF-8 become the replacement character, which [`Fields`] refuses at its field.
    ///
    /// How long a value may be, each field says for itself, so that a text that is too long comes back with the form; the limit of the
    /// whole body is the route's.
    ///
    /// # Errors
    /// [`TooMuch`] for more fields or longer names than any page of ours sends.
    pub fn parse(body: &[u8]) -> Result<Self, TooMuch> {
        let mut pairs = Vec::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            if pairs.len() == MOST_FIELDS || name.len() > LONGEST_NAME {
                return Err(TooMuch);
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self { pairs })
    }

    /// The fields of a form that was read elsewhere.
    pub(super) fn of(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }

    /// The first value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// All fields, as they came.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// A fingerprint of everything but the key, salted with the key, which is kept nowhere: from what the database holds, nobody can try out
    /// passwords or numbers.
    pub fn fingerprint(&self, key: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(key.as_bytes());
        for (name, value) in self.pairs.iter().filter(|(name, _)| name != KEY_FIELD) {
            for part in [name, value] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        super::keys::hex(&hash.finalize())
    }
}

/// Reads typed values out of a form and collects what is wrong with it.
///
/// Each method gives `None` where there is nothing to go on with; whether that is a fault depends on its name: those ending in `_opt` let a field
/// be empty.
#[derive(Debug)]
pub struct Fields<'a> {
    form: &'a Form,
    country: &'a str,
    refused: Vec<Refused>,
    secret: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Starts reading a form, at a site in this country.
    pub fn new(form: &'a Form, country: &'a str) -> Self {
        Self { form, country, refused: Vec::new(), secret: Vec::new() }
    }

    /// A line that must be there.
    pub fn text(&mut self, field: &'static str) -> Option<String> {
        self.text_to(field, LONGEST_LINE)
    }

    /// A text of up to `most` characters that must be there.
    pub fn text_to(&mut self, field: &'static str, most: usize) -> Option<String> {
        let text = self.clean(field, most)?;
        self.required(field, text)
    }

    /// A line that may be empty.
    pub fn opt(&mut self, field: &'static str) -> Option<String> {
        self.opt_to(field, LONGEST_LINE)
    }

    /// A text of up to `most` characters that may be empty.
    pub fn opt_to(&mut self, field: &'static str, most: usize) -> Option<String> {
        self.clean(field, most).filter(|text| !text.is_empty())
    }

    /// A value that must be there and that `read` must understand.
    pub fn parse<T>(&mut self, field: &'static str, read: impl FnOnce(&str) -> Result<T, Refused>) -> Option<T> {
        let text = self.text(field)?;
        self.understood(field, read(&text))
    }

    /// A value that may be left out; what is there, `read` must understand.
    pub fn parse_opt<T>(&mut self, field: &'static str, read: impl FnOnce(&str) -> Result<T, Refused>) -> Option<T> {
        let text = self.opt(field)?;
        self.understood(field, read(&text))
    }

    /// One of several, by its code: `f.choice("stage", Stage::from_code)`.
    pub fn choice<T>(&mut self, field: &'static str, from_code: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        self.parse(field, |code| from_code(code).ok_or(Refused::invalid("not_a_choice")))
    }

    /// One of several, or none.
    pub fn choice_opt<T>(&mut self, field: &'static str, from_code: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        self.parse_opt(field, |code| from_code(code).ok_or(Refused::invalid("not_a_choice")))
    }

    /// All that were chosen, by their codes; none is all right.
    pub fn choices<T>(&mut self, field: &'static str, from_code: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let codes = self.all(field);
        let chosen: Vec<T> = codes.iter().filter_map(|code| from_code(code)).collect();
        if chosen.len() < codes.len() {
            self.refuse(field, "not_a_choice");
        }
        chosen
    }

    /// A whole number within bounds.
    pub fn int(&mut self, field: &'static str, bounds: RangeInclusive<i64>) -> Option<i64> {
        self.parse(field, |text| whole_number(text, bounds))
    }

    /// A whole number within bounds, or none.
    pub fn int_opt(&mut self, field: &'static str, bounds: RangeInclusive<i64>) -> Option<i64> {
        self.parse_opt(field, |text| whole_number(text, bounds))
    }

    /// The id of something: from a hidden field or a choice.
    pub fn id<T: From<i64>>(&mut self, field: &'static str) -> Option<T> {
        self.parse(field, |text| text.parse().map(T::from).map_err(|_| Refused::invalid("not_a_choice")))
    }

    /// The id of something, or none.
    pub fn id_opt<T: From<i64>>(&mut self, field: &'static str) -> Option<T> {
        self.parse_opt(field, |text| text.parse().map(T::from).map_err(|_| Refused::invalid("not_a_choice")))
    }

    /// The ids of several things; none is all right.
    pub fn ids<T: From<i64>>(&mut self, field: &'static str) -> Vec<T> {
        self.choices(field, |text| text.parse().ok().map(T::from))
    }

    /// A sum of money.
    pub fn money(&mut self, field: &'static str) -> Option<Money> {
        self.parse(field, Money::parse)
    }

    /// A sum of money, or none.
    pub fn money_opt(&mut self, field: &'static str) -> Option<Money> {
        self.parse_opt(field, Money::parse)
    }

    /// A telephone number of the site's country, or with its country code.
    pub fn phone(&mut self, field: &'static str) -> Option<Phone> {
        let country = self.country;
        self.parse(field, |text| Phone::parse(text, country))
    }

    /// A telephone number, or none.
    pub fn phone_opt(&mut self, field: &'static str) -> Option<Phone> {
        let country = self.country;
        self.parse_opt(field, |text| Phone::parse(text, country))
    }

    /// A date, as browsers send it: `2026-11-21`.
    pub fn date(&mut self, field: &'static str) -> Option<Date> {
        self.parse(field, date)
    }

    /// A date, or none.
    pub fn date_opt(&mut self, field: &'static str) -> Option<Date> {
        self.parse_opt(field, date)
    }

    /// A time of day, as browsers send it: `14:05`.
    pub fn time(&mut self, field: &'static str) -> Option<NaiveTime> {
        self.parse(field, time)
    }

    /// A time of day, or none.
    pub fn time_opt(&mut self, field: &'static str) -> Option<NaiveTime> {
        self.parse_opt(field, time)
    }

    /// Whether a box was ticked.
    pub fn flag(&mut self, field: &'static str) -> bool {
        self.form.value(field).is_some_and(|value| !matches!(value.trim(), "" | "0" | "off" | "false"))
    }

    /// A password: as it was typed, blanks and all, and never shown again. Must be there.
    pub fn secret(&mut self, field: &'static str) -> Option<String> {
        self.secret.push(field);
        let typed = self.form.value(field).unwrap_or_default().to_owned();
        if typed.chars().count() > LONGEST_LINE {
            self.refused.push(Refused::invalid("too_long").with("max", LONGEST_LINE).at(field));
            return None;
        }
        self.required(field, typed)
    }

    /// Every value of a field that may be there more than once; empty ones left out.
    pub fn all(&mut self, field: &'static str) -> Vec<String> {
        let form = self.form;
        let values = form.pairs.iter().filter(|(name, _)| name == field);
        values
            .filter_map(|(_, value)| self.understood(field, tidy(value, LONGEST_LINE)))
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// Fields whose names are data: for `amount_7` and `amount_9` with the prefix `amount_`, the pairs `7` and `9` with their values, empty ones
    /// left out. A fault among them stands at `group`.
    pub fn named(&mut self, prefix: &str, group: &'static str) -> Vec<(String, String)> {
        let form = self.form;
        let named = form.pairs.iter().filter_map(|(name, value)| Some((name.strip_prefix(prefix)?, value)));
        named
            .filter_map(|(rest, value)| Some((rest.to_owned(), self.understood(group, tidy(value, LONGEST_LINE))?)))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// The country of the site, for rules that need it.
    pub fn country(&self) -> &str {
        self.country
    }

    /// Says no to a field.
    pub fn refuse(&mut self, field: &'static str, code: &'static str) {
        self.refused.push(Refused::invalid(code).at(field));
    }

    /// Says no with more words.
    pub fn refuse_with(&mut self, refused: Refused) {
        self.refused.push(refused);
    }

    /// Whether nothing was refused so far.
    pub fn is_clean(&self) -> bool {
        self.refused.is_empty()
    }

    /// The input, or everything that was refused.
    ///
    /// # Errors
    /// All refusals as one; `form_incomplete` where the input is missing and nothing says why.
    pub fn finish<T>(self, input: Option<T>) -> Result<T, Refused> {
        let mut refused = self.refused.into_iter();
        match (refused.next(), input) {
            (Some(first), _) => Err(Refused { more: refused.collect(), ..first }),
            (None, Some(input)) => Ok(input),
            (None, None) => Err(Refused::invalid("form_incomplete")),
        }
    }

    /// The fields that are never shown again.
    pub(super) fn secrets(&self) -> Vec<&'static str> {
        self.secret.clone()
    }

    fn clean(&mut self, field: &'static str, most: usize) -> Option<String> {
        let typed = self.form.value(field).unwrap_or_default();
        self.understood(field, tidy(typed, most))
    }

    fn required(&mut self, field: &'static str, text: String) -> Option<String> {
        if text.is_empty() {
            self.refuse(field, "required");
            None
        } else {
            Some(text)
        }
    }

    fn understood<T>(&mut self, field: &'static str, value: Result<T, Refused>) -> Option<T> {
        value.map_err(|refused| self.refused.push(Refused { field: refused.field.or(Some(field)), ..refused })).ok()
    }
}

/// Trims a text; line ends become plain ones. Control characters, and bytes that were no text, are refused.
fn tidy(typed: &str, most: usize) -> Result<String, Refused> {
    let seen: String = typed.chars().filter(|c| !invisible(*c)).collect();
    let text = seen.trim().replace("\r\n", "\n").replace('\r', "\n");
    // Joiners hold letters together; alone they would make a name that nobody sees.
    if text.chars().all(|c| matches!(c, '\u{200c}' | '\u{200d}')) {
        return Ok(String::new());
    }
    if text.chars().any(unfit) {
        return Err(Refused::invalid("text_unreadable"));
    }
    if text.chars().count() > most {
        return Err(Refused::invalid("too_long").with("max", most));
    }
    Ok(text)
}

/// Characters without a shape that come along when people paste: byte order marks, blanks of no width, tags.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Characters that no text of ours holds: control characters, bytes that were no UTF-8, and marks that turn the direction of what follows.
pub(super) fn unfit(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{fffd}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn whole_number(text: &str, bounds: RangeInclusive<i64>) -> Result<i64, Refused> {
    let plain: String = text.chars().map(narrow).filter(|c| !matches!(c, ',' | ' ')).collect();
    let number: i64 = plain.parse().map_err(|_| Refused::invalid("not_a_number"))?;
    if bounds.contains(&number) {
        Ok(number)
    } else {
        Err(Refused::invalid("number_out_of_bounds").with("least", bounds.start()).with("most", bounds.end()))
    }
}

/// Full-width digits, as Chinese keyboards type them, become plain ones.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '，' => ',',
        '－' => '-',
        _ => c,
    }
}

/// A date as browsers send it, of a year in which a showroom can have been.
pub(super) fn date(text: &str) -> Result<Date, Refused> {
    let unreadable = || Refused::invalid("not_a_date");
    let date = Date::parse_from_str(text, "%Y-%m-%d").map_err(|_| unreadable())?;
    // Dates of a showroom lie in this or the last century; anything else is a slip of the finger, and dates far off upset arithmetic later.
    let year = chrono::Datelike::year(&date);
    if (1900..2200).contains(&year) { Ok(date) } else { Err(unreadable()) }
}

fn time(text: &str) -> Result<NaiveTime, Refused> {
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .map_err(|_| Refused::invalid("not_a_time"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stage::Stage;

    fn read<T>(body: &str, read: impl FnOnce(&mut Fields) -> Option<T>) -> Result<T, String> {
        let form = Form::parse(body.as_bytes()).unwrap();
        let mut fields = Fields::new(&form, "CN");
        let input = read(&mut fields);
        fields.finish(input).map_err(|refused| {
            let each: Vec<String> =
                refused.all().map(|one| format!("{}:{}", one.field.unwrap_or("-"), one.code)).collect();
            each.join(" ")
        })
    }

    #[test]
    fn values_are_trimmed_and_typed() {
        let read_all = |f: &mut Fields| {
            Some((
                f.text("name")?,
                f.int("guests", 1..=20)?,
                f.money("sum")?,
                f.date("on")?,
                f.time("at")?,
                f.choice("stage", Stage::from_code)?,
            ))
        };
        let (name, guests, sum, on, at, stage) =
            read("name=+%E7%8E%8B+&guests=%EF%BC%93&sum=128%E4%B8%87&on=2026-11-21&at=09%3A30&stage=tour", read_all)
                .unwrap();
        assert_eq!((name.as_str(), guests, sum), ("王", 3, Money::major(1_280_000)));
        assert_eq!((on.to_string(), at.to_string(), stage), ("2026-11-21".into(), "09:30:00".into(), Stage::Tour));
    }

    #[test]
    fn every_fault_is_named_at_its_field() {
        let all = |f: &mut Fields| {
            let (name, guests, on) = (f.text("name"), f.int("guests", 1..=20), f.date_opt("on"));
            let (phone, stage) = (f.phone("phone"), f.choice_opt("stage", Stage::from_code));
            Some((name?, guests?, on, phone?, stage))
        };
        let said = read("name=%20&guests=0&on=31.12.2026&phone=12&stage=ninth", all).unwrap_err();
        assert_eq!(
            said,
            "name:required guests:number_out_of_bounds on:not_a_date phone:phone_unreadable stage:not_a_choice"
        );
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for body in ["note=a%00b", "note=%ff%fe", "note=%1b[31m", "note=%e2%80%ae"] {
            assert_eq!(read(body, |f| f.text("note")), Err("note:text_unreadable".into()), "{body}");
        }
        assert_eq!(read("note=one%0d%0atwo", |f| f.text("note")), Ok("one\ntwo".into()));
        for long in [201, 60_000] {
            assert_eq!(read(&format!("note={}", "长".repeat(long)), |f| f.text("note")), Err("note:too_long".into()));
        }
        assert_eq!(read("on=9999-01-01", |f| f.date("on")), Err("on:not_a_date".into()));
    }

    #[test]
    fn what_nobody_sees_is_not_there() {
        for body in ["note=%E2%80%8B%EF%BB%BF", "note=%E2%80%8D", "note=%F3%A0%81%81%F3%A0%81%82"] {
            assert_eq!(read(body, |f| f.text("note")), Err("note:required".into()), "{body}");
        }
        assert_eq!(read("note=%EF%BB%BFa", |f| f.text("note")), Ok("a".into()));
        // Joiners inside a text stay: families of emoji, and languages that need them.
        let family = "\u{1f468}\u{200d}\u{1f467}";
        assert_eq!(read(&format!("note={family}"), |f| f.text("note")), Ok(family.into()));
    }

    #[test]
    fn empty_is_a_fault_only_where_something_must_be_there() {
        assert_eq!(read("", |f| Some(f.opt("note"))), Ok(None));
        assert_eq!(read("sum=", |f| Some(f.money_opt("sum"))), Ok(None));
        assert_eq!(read("", |f| f.text("note")), Err("note:required".into()));
        assert_eq!(read("", |_| None::<()>), Err("-:form_incomplete".into()));
    }

    #[test]
    fn repeated_fields_keep_their_order() {
        assert_eq!(read("x=2&y=0&x=&x=1", |f| Some(f.all("x"))), Ok(vec!["2".to_owned(), "1".to_owned()]));
        let stages = read("s=tour&s=deposit", |f| Some(f.choices("s", Stage::from_code))).unwrap();
        assert_eq!(stages, [Stage::Tour, Stage::Deposit]);
        assert_eq!(read("s=tour&s=x", |f| Some(f.choices("s", Stage::from_code))).unwrap_err(), "s:not_a_choice");
        let named = read("amount_7=1&other=2&amount_9=3", |f| Some(f.named("amount_", "amounts"))).unwrap();
        assert_eq!(named, [("7".to_owned(), "1".to_owned()), ("9".to_owned(), "3".to_owned())]);
    }

    #[test]
    fn a_form_that_no_page_sends_is_not_read() {
        assert_eq!(Form::parse("a=1&".repeat(MOST_FIELDS + 1).as_bytes()), Err(TooMuch));
        assert_eq!(Form::parse(format!("{}=1", "x".repeat(LONGEST_NAME + 1)).as_bytes()), Err(TooMuch));
        for odd in [&b"%"[..], b"&&&==", b"\xff\xfe=\xff", b"a=%zz", b""] {
            Form::parse(odd).unwrap();
        }
    }

    #[test]
    fn the_fingerprint_covers_all_but_the_key() {
        let print = |body: &str, key: &str| Form::parse(body.as_bytes()).unwrap().fingerprint(key);
        assert_eq!(print("_key=1&a=1&b=2", "k"), print("a=1&_key=2&b=2", "k"));
        assert_ne!(print("a=1&b=2", "k"), print("b=2&a=1", "k"));
        assert_ne!(print("a=1b&c=", "k"), print("a=1&bc=", "k"));
        assert_ne!(print("a=1", "k"), print("a=1", "l"));
    }
}
