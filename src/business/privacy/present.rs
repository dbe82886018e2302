//! From what is held to what is shown: the register in words, the copy by purpose, requests and erasures.

use super::model::{Erasure, Request, RequestKind};
use super::register::{Erase, Item, Purpose, REGISTER};
use super::store;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Fault};
use crate::base::ids::CustomerId;
use crate::base::phone::Phone;
use crate::business::customers::{needs, notice};
use crate::business::followups::model::Learned;
use crate::business::sites::Site;
use crate::platform::db::Conn;
use showroom_templates::{Lang, Words};

/// What an item is called.
pub fn item_name(words: Words, item: &Item) -> String {
    words.lookup_or(&format!("privacy_item_{}_{}", item.table, item.column)).to_owned()
}

/// Why things are kept, in words.
pub fn purpose_name(words: Words, purpose: Purpose) -> String {
    words.lookup_or(&format!("privacy_purpose_{}", purpose.code())).to_owned()
}

/// The register by purpose: what, from which stage, what an erasure does.
pub fn register(words: Words) -> Vec<(String, Vec<[String; 3]>)> {
    let goes = |item: &Item| match (item.erase, item.purpose.outlives_a_request()) {
        (Erase::Stays, _) => words.privacy_goes_never(),
        (_, true) => words.privacy_goes_with_deal(),
        (_, false) => words.privacy_goes_away(),
    };
    let line = |item: &Item| {
        let stage = words.lookup_or(&format!("stages_{}", item.from.code())).to_owned();
        [item_name(words, item), stage, goes(item).to_owned()]
    };
    Purpose::ALL
        .into_iter()
        .map(|purpose| {
            let items = REGISTER.iter().filter(|item| item.purpose == purpose).map(line).collect();
            (purpose_name(words, purpose), items)
        })
        .collect()
}

/// A purpose in words, and what is held for it: what it is and the value.
pub type Group = (String, Vec<(String, String)>);

/// Everything that is held of a customer, by purpose: what it is and the value, as the customer may read it.
///
/// # Errors
/// Faults of the database.
pub fn copy(conn: &mut Conn, words: Words, site: &Site, customer: CustomerId) -> Answered<Vec<Group>> {
    let mut groups = Vec::new();
    for purpose in Purpose::ALL {
        let mut held = Vec::new();
        for item in REGISTER.iter().filter(|item| item.purpose == purpose && item.copied) {
            let name = item_name(words, item);
            for row in store::held(conn, customer, item)? {
                let Some(value) = row.value.filter(|value| !value.is_empty()) else { continue };
                held.push(said(words, site, item, &name, row.about.as_deref(), value)?);
            }
        }
        groups.push((purpose_name(words, purpose), held));
    }
    Ok(groups)
}

/// One value in words: codes become what they stand for, numbers are grouped.
fn said(
    words: Words,
    site: &Site,
    item: &Item,
    name: &str,
    about: Option<&str>,
    value: String,
) -> Answered<(String, String)> {
    let plain = (name.to_owned(), value.clone());
    Ok(match (item.table, item.column) {
        ("customer_phones", "e164") => (plain.0, Phone::stored(value).reveal_national()),
        ("customers", "channel") => (plain.0, words.lookup_or(&format!("customers_channel_{value}")).to_owned()),
        ("consents", "purpose") => {
            let asked =
                notice::on(site.clock().business_day(chrono::NaiveDateTime::MAX - chrono::Duration::days(366)))?;
            let known = asked.consents.iter().find(|asked| asked.id == value);
            (plain.0, known.map_or(value, |asked| asked.words(words.lang).to_owned()))
        }
        ("calls", "about") => (plain.0, words.lookup_or(&format!("calls_about_{value}")).to_owned()),
        ("visits", "arrived_at") | ("calls", "taken_at") => (plain.0, moment(words, site, &value)?),
        ("follow_ups", "learned") => (plain.0, learned(words, &value)?),
        ("needs", "answer") => need(words, site, about.unwrap_or_default(), value)?,
        _ => plain,
    })
}

/// A moment as it is stored, in the site's day and time.
fn moment(words: Words, site: &Site, stored: &str) -> Answered<String> {
    let at = Moment::parse_from_str(stored, "%Y-%m-%d %H:%M:%S%.f")
        .map_err(|error| Fault::bad_data("reading when somebody came").because(error))?;
    let at = site.clock().local(at);
    Ok(format!("{} {}", words.full_day(at.date()), words.clock(at.time())))
}

fn learned(words: Words, kept: &str) -> Answered<String> {
    let lesson: Learned =
        serde_json::from_str(kept).map_err(|error| Fault::bad_data("reading what was learned").because(error))?;
    let codes = lesson.codes.iter().map(|code| words.lookup_or(&format!("followups_learned_{code}")).to_owned());
    Ok(codes.chain(lesson.words).collect::<Vec<_>>().join(" · "))
}

fn need(words: Words, site: &Site, question: &str, value: String) -> Answered<(String, String)> {
    let Some(asked) = needs::questions(site.goods)?.iter().find(|asked| asked.id == question) else {
        return Ok((question.to_owned(), value));
    };
    let word = |code: &str| {
        let choice = asked.choices.iter().find(|choice| choice.code == code);
        choice.map_or_else(|| code.to_owned(), |choice| choice.words.of(words.lang).to_owned())
    };
    let said = value.split(',').map(word).collect::<Vec<_>>().join(match words.lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    });
    Ok((asked.label.of(words.lang).to_owned(), said))
}

/// A request as a row: what, when, state, answer.
pub fn request_row(
    words: Words,
    site: &Site,
    today: Date,
    request: &Request,
) -> (String, String, String, Option<String>) {
    let state = words.lookup_or(&format!("privacy_state_{}", request.state)).to_owned();
    (kind_name(words, request.kind), asked_on(words, site, today, request), state, request.answer.clone())
}

/// What a request is called.
pub fn kind_name(words: Words, kind: RequestKind) -> String {
    words.lookup_or(&format!("privacy_kind_{}", kind.code())).to_owned()
}

/// When it was asked, in words.
pub fn asked_on(words: Words, site: &Site, today: Date, request: &Request) -> String {
    words.privacy_asked_on(words.near(site.clock().local(request.asked_at), today))
}

/// An erasure as a sentence.
pub fn erased(words: Words, site: &Site, erasure: &Erasure) -> String {
    let (day, why) = (words.full_day(site.clock().date(erasure.at)), why_name(words, erasure));
    if erasure.deal_kept { words.privacy_erased_but_deal(day, why) } else { words.privacy_erased_banner(day, why) }
}

/// Why, in words.
pub fn why_name(words: Words, erasure: &Erasure) -> String {
    words.lookup_or(&format!("privacy_why_{}", erasure.why.code())).to_owned()
}
