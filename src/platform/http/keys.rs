//! One press, one effect. Every form carries a key, which is stored in the transaction of its effect.
//!
//! The same key with the same body gets the first outcome; with another body it is refused; a form that failed validation keeps its key, because
//! its transaction, and with it the key's row, never came to be.

use chrono::Duration;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::form::Form;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, FaultClass, Refused};
use crate::base::ids::UserId;
use crate::platform::db::schema::form_keys;
use crate::platform::db::{Conn, Tx};

/// The hidden field that carries the key.
pub const KEY_FIELD: &str = "_key";
/// For so many days a form may be sent, and sent again; after that its key is forgotten, so an older one cannot be trusted to be a first press.
pub const KEPT_DAYS: i64 = 7;

const TIME_BYTES: usize = 5;
const RANDOM_BYTES: usize = 16;

/// A key as a page sent it: when it was made, and 128 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// A key for a form that is drawn now.
    pub fn fresh(now: Moment) -> Self {
        let mut bytes = now.and_utc().timestamp().to_be_bytes()[8 - TIME_BYTES..].to_vec();
        bytes.extend_from_slice(&rand::random::<[u8; RANDOM_BYTES]>());
        Self(hex(&bytes))
    }

    /// Takes the key of a form that was sent.
    ///
    /// # Errors
    /// `key_missing` without one or where it cannot be one of ours; `old_form` where it was made too long ago.
    pub fn of(form: &Form, now: Moment) -> Result<Self, Refused> {
        let text = form.value(KEY_FIELD).unwrap_or_default();
        let made = made_at(text).ok_or(Refused::invalid("key_missing"))?;
        let age = now.and_utc().timestamp() - made;
        if age < -3_600 {
            return Err(Refused::invalid("key_missing"));
        }
        if age > Duration::days(KEPT_DAYS).num_seconds() {
            return Err(Refused::invalid("old_form"));
        }
        Ok(Self(text.to_owned()))
    }

    /// As the page carries it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As the database keeps it.
    fn stored(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

/// One press: whose, where, with which body.
#[derive(Clone)]
pub struct Press {
    key: Key,
    user: Option<UserId>,
    route: String,
    body: String,
}

/// What a key stands for when its form arrives.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// The first press: act, then [`Press::settle`].
    First,
    /// It took effect before, and led there.
    Before(String),
}

impl Press {
    /// A form sent by somebody to an address.
    pub fn new(key: Key, user: Option<UserId>, route: String, form: &Form) -> Self {
        let body = form.fingerprint(key.as_str());
        Self { key, user, route, body }
    }

    /// Takes the key for this transaction, or finds what it led to.
    ///
    /// The row is written before the effect, so that of two presses at the same moment the second waits for the first on both engines.
    ///
    /// # Errors
    /// `other_body` where the key belongs to another form, body or person.
    pub fn claim(&self, tx: &mut Tx<'_>) -> Answered<Claim> {
        let key = self.key.stored();
        if insert_once(tx, &key, self)? {
            return Ok(Claim::First);
        }
        let before = self.outcome(tx.conn)?;
        before.map(Claim::Before).ok_or_else(|| Fault::bug("looking for a form key that was there").into())
    }

    /// Where this very press led before, if it took effect already. For forms that check something outside the transaction, such as a password,
    /// which the first press may have changed.
    ///
    /// # Errors
    /// `other_body` where the key belongs to another form, body or person.
    pub fn outcome(&self, conn: &mut Conn) -> Answered<Option<String>> {
        let found = form_keys::table
            .find(self.key.stored())
            .select((form_keys::user_id, form_keys::route, form_keys::body_hash, form_keys::outcome))
            .first::<(Option<i64>, String, String, String)>(conn)
            .optional()?;
        let Some((user, route, body, outcome)) = found else { return Ok(None) };
        if user == self.user.map(i64::from) && route == self.route && body == self.body {
            Ok(Some(outcome))
        } else {
            Err(Refused::taken("other_body").into())
        }
    }

    /// Writes down where the effect led.
    ///
    /// # Errors
    /// Faults of the database.
    pub fn settle(&self, tx: &mut Tx<'_>, outcome: &str) -> Answered<()> {
        let rows = diesel::update(form_keys::table.find(self.key.stored()))
            .set(form_keys::outcome.eq(outcome))
            .execute(tx.conn)?;
        if rows == 1 {
            Ok(())
        } else {
            Err(Error::Fault(Fault::new(FaultClass::Bug, "settling a form key that was not claimed")))
        }
    }
}

/// Forgets keys that are too old to be sent again; a chore of the house.
///
/// # Errors
/// Faults of the database.
pub fn forget_old(tx: &mut Tx<'_>) -> Answered<usize> {
    // A day longer than a key is taken, so that none is taken after it was forgotten.
    let before = tx.now - Duration::days(KEPT_DAYS + 1);
    Ok(diesel::delete(form_keys::table.filter(form_keys::at.lt(before))).execute(tx.conn)?)
}

/// Both engines know `ON CONFLICT DO NOTHING`, but the library's builder for it does not work across engines, and their placeholders differ.
fn insert_once(tx: &mut Tx<'_>, key: &str, press: &Press) -> Answered<bool> {
    use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
    let user = press.user.map(i64::from);
    let rows = match tx.conn {
        Conn::Sqlite(sqlite) => {
            diesel::sql_query("INSERT INTO form_keys (key, user_id, route, body_hash, outcome, at) VALUES (?, ?, ?, ?, '', ?) ON CONFLICT DO NOTHING")
                .bind::<Text, _>(key)
                .bind::<Nullable<BigInt>, _>(user)
                .bind::<Text, _>(&press.route)
                .bind::<Text, _>(&press.body)
                .bind::<Timestamp, _>(tx.now)
                .execute(sqlite)
        }
        Conn::Postgres(postgres) => {
            diesel::sql_query("INSERT INTO form_keys (key, user_id, route, body_hash, outcome, at) VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT DO NOTHING")
                .bind::<Text, _>(key)
                .bind::<Nullable<BigInt>, _>(user)
                .bind::<Text, _>(&press.route)
                .bind::<Text, _>(&press.body)
                .bind::<Timestamp, _>(tx.now)
                .execute(postgres)
        }
    };
    Ok(rows? == 1)
}

/// The second in which a key was made, where it is one: the page's seed, and with it the number of the form on its page.
fn made_at(text: &str) -> Option<i64> {
    let (seed, form) = text.split_once('-').unwrap_or((text, "0"));
    let whole = seed.len() == 2 * (TIME_BYTES + RANDOM_BYTES) && seed.bytes().all(|byte| byte.is_ascii_hexdigit());
    let numbered = !form.is_empty() && form.len() <= 6 && form.bytes().all(|byte| byte.is_ascii_digit());
    let time = seed.get(..2 * TIME_BYTES).filter(|_| whole && numbered)?;
    i64::from_str_radix(time, 16).ok()
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Moment {
        "2026-11-21T12:00:00".parse().unwrap()
    }

    fn sent(key: &str) -> Form {
        Form::parse(format!("{KEY_FIELD}={key}").as_bytes()).unwrap()
    }

    #[test]
    fn a_key_is_taken_for_a_week() {
        let key = Key::fresh(now());
        for (days, code) in [(0, None), (6, None), (8, Some("old_form")), (-1, Some("key_missing"))] {
            let taken = Key::of(&sent(key.as_str()), now() + Duration::days(days));
            assert_eq!(taken.err().map(|refused| refused.code), code, "{days} days later");
        }
        assert!(Key::fresh(now()) != key);
        // Further forms of the same page number their keys.
        assert!(Key::of(&sent(&format!("{}-12", key.as_str())), now()).is_ok());
    }

    #[test]
    fn what_is_no_key_is_no_key() {
        let seed = Key::fresh(now());
        let (short, odd) = (&seed.as_str()[1..], format!("{}-x", seed.as_str()));
        for text in
            ["", "1", "-1", "a%00b", short, &odd, "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%F0%9F%94%91", &"A".repeat(500)]
        {
            assert_eq!(
                Key::of(&sent(text), now()).err().map(|refused| refused.code == "key_missing"),
                Some(true),
                "{text}"
            );
        }
        assert!(Key::of(&Form::default(), now()).is_err());
    }
}
