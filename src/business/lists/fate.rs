//! What is to become of a row: is this somebody new, somebody who is known, or must a person say who it is? Facts come in as values.

use super::draft::Draft;
use super::model::{Fate, Why};
use crate::base::ids::CustomerId;
use crate::business::customers::model::{Customer, Title};

/// What is known about whom a row may mean.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Customers who have one of the row's numbers, each once, with how many of the row's numbers they do not have.
    pub by_number: Vec<(Customer, usize)>,
    /// Customers of exactly this name; asked for only where the row has no number.
    pub by_name: Vec<Customer>,
    /// An earlier row of the file with the same number, and the name that it gives.
    pub earlier: Option<(i32, String)>,
}

/// What is to become of a row of a list of customers; for a known person with the customer who is meant.
pub fn of_customer(draft: &Draft, known: &Known) -> (Fate, Why, Option<CustomerId>) {
    let notes: Vec<String> = draft.notes.iter().map(|note| (*note).to_owned()).collect();
    let why = |code: &str| Why { notes: notes.clone(), ..Why::because(code) };
    let candidates =
        |customers: &mut dyn Iterator<Item = &Customer>| customers.map(|customer| customer.id.0).take(5).collect();
    match known.by_number.as_slice() {
        [] => {}
        [(customer, missing)] if may_be_one(draft, customer.name_text()) => {
            let adds = adds(draft, customer, *missing);
            return (Fate::Same, Why { adds, ..why("") }, Some(customer.id));
        }
        [(customer, _)] => {
            let candidates = vec![customer.id.0];
            return (Fate::Doubtful, Why { candidates, ..why("other_name") }, None);
        }
        several => {
            let candidates = candidates(&mut several.iter().map(|(customer, _)| customer));
            return (Fate::Doubtful, Why { candidates, ..why("two_people") }, None);
        }
    }
    if let Some((row, name)) = &known.earlier {
        let fits = name.is_empty() || may_be_one(draft, name);
        let why = Why { row: Some(*row), ..why(if fits { "" } else { "other_name_in_file" }) };
        return (if fits { Fate::Same } else { Fate::Refused }, why, None);
    }
    if draft.phones.is_empty() && !known.by_name.is_empty() {
        let candidates = candidates(&mut known.by_name.iter());
        return (Fate::Doubtful, Why { candidates, ..why("same_name") }, None);
    }
    (Fate::New, why(""), None)
}

/// What is to become of a row of a list of contacts. `is_there` says whether this very contact is known.
pub fn of_contact(draft: &Draft, known: &Known, is_there: bool) -> (Fate, Why, Option<CustomerId>) {
    let notes: Vec<String> = draft.notes.iter().map(|note| (*note).to_owned()).collect();
    let why = |code: &str| Why { notes: notes.clone(), ..Why::because(code) };
    let meant: Vec<&Customer> = match known.by_number.as_slice() {
        [] => known.by_name.iter().collect(),
        some => some.iter().map(|(customer, _)| customer).collect(),
    };
    match meant.as_slice() {
        [] => (Fate::Refused, why("no_such_customer"), None),
        [customer] if !known.by_number.is_empty() && !may_be_one(draft, customer.name_text()) => {
            (Fate::Doubtful, Why { candidates: vec![customer.id.0], ..why("other_name") }, None)
        }
        [customer] if is_there => (Fate::Same, why("contact_known"), Some(customer.id)),
        [customer] => (Fate::New, why(""), Some(customer.id)),
        several => {
            let candidates = several.iter().take(5).map(|customer| customer.id.0).collect();
            let code = if known.by_number.is_empty() { "same_name" } else { "two_people" };
            (Fate::Doubtful, Why { candidates, ..why(code) }, None)
        }
    }
}

/// Whether a name in the file may be the name that is known: the same, one of them missing, or only the family name.
fn may_be_one(draft: &Draft, known: &str) -> bool {
    let Some(name) = &draft.name else { return true };
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let (one, other) = (plain(name.reveal()), plain(known));
    if one.is_empty() || other.is_empty() || one == other {
        return true;
    }
    let family_only = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    let turned = || {
        let mut words: Vec<String> = known.split_whitespace().map(plain).collect();
        let mut written: Vec<String> = name.reveal().split_whitespace().map(plain).collect();
        words.sort();
        written.sort();
        words.len() > 1 && words == written
    };
    family_only(&one, &other) || family_only(&other, &one) || turned()
}

/// The fields that a known customer would get: what is not known yet.
fn adds(draft: &Draft, customer: &Customer, numbers: usize) -> Vec<String> {
    let lacks = |known: bool, given: bool| !known && given;
    let fields = [
        ("name", lacks(customer.name.is_some(), draft.name.is_some())),
        ("title", lacks(customer.title != Title::None, draft.title.is_some())),
        ("phone", numbers > 0),
        ("wechat", lacks(customer.wechat.is_some(), draft.wechat.is_some())),
        ("email", lacks(customer.email.is_some(), draft.email.is_some())),
        ("district", lacks(customer.district.is_some(), draft.district.is_some())),
        ("occupation", lacks(customer.occupation.is_some(), draft.occupation.is_some())),
        ("channel", lacks(customer.channel.is_some(), draft.channel.is_some())),
        ("note", lacks(customer.note.is_some(), draft.note.is_some())),
    ];
    fields.iter().filter(|(_, added)| *added).map(|(field, _)| (*field).to_owned()).collect()
}
