//! Passwords: which are good enough, and their Argon2id hashes, made a few at a time away from the threads that answer.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHash as Parsed, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::base::error::{Answered, Error, Fault, FaultClass, Refused};

/// The shortest password, in characters.
pub const SHORTEST: usize = 10;
/// So many hashes are made at once: each takes 19 MiB and a processor for some hundredths of a second.
const AT_ONCE: usize = 2;
/// So many may wait for their turn; more are sent away at once rather than kept waiting in vain.
const MAY_WAIT: usize = 64;

static TURNS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(AT_ONCE));
static QUEUE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(AT_ONCE + MAY_WAIT));

/// A password that is good enough to be set. Does not print itself.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Takes a new password for the person with this login.
    ///
    /// # Errors
    /// `password_short` below [`SHORTEST`] characters; `password_weak` for what everybody tries first.
    pub fn parse(typed: &str, login: &str) -> Result<Self, Refused> {
        if typed.chars().count() < SHORTEST {
            return Err(Refused::invalid("password_short").with("min", SHORTEST));
        }
        if is_weak(&typed.to_lowercase(), &login.to_lowercase()) {
            return Err(Refused::invalid("password_weak"));
        }
        Ok(Self(typed.to_owned()))
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What people try first, once digits and marks around it are taken off.
const COMMON: [&str; 24] = [
    "password",
    "passwort",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "admin",
    "administrator",
    "root",
    "welcome",
    "letmein",
    "iloveyou",
    "woaini",
    "qwerty",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abc",
    "abcd",
    "showroom",
    "changeme",
    "monkey",
    "dragon",
    "mima",
    "secret",
];
/// Rows of keys and of the alphabet, along which fingers walk.
const ROWS: [&str; 6] = [
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb",
];

fn is_weak(typed: &str, login: &str) -> bool {
    let letters: Vec<char> = typed.chars().collect();
    let mut distinct = letters.clone();
    distinct.sort_unstable();
    distinct.dedup();
    // Only digits are a birthday or a telephone number.
    let only_digits = letters.iter().all(char::is_ascii_digit) && letters.len() < 16;
    let core = typed.trim_matches(|c: char| !c.is_alphabetic());
    let named = login.chars().count() >= 3 && typed.contains(login) && letters.len() <= login.chars().count() + 6;
    distinct.len() < 5 || only_digits || named || COMMON.contains(&core) || walks_along_a_row(typed)
}

fn walks_along_a_row(typed: &str) -> bool {
    let backwards: String = typed.chars().rev().collect();
    ROWS.iter().any(|row| row.contains(typed) || row.contains(&backwards))
}

/// The hash of a password, as it is stored. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a hash that the database keeps.
    pub fn stored(hash: String) -> Self {
        Self(hash)
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Hashes a password, waiting for a turn.
///
/// # Errors
/// `Busy` where too many wait already.
pub async fn hash(password: Password) -> Answered<PasswordHash> {
    in_turn(move || hash_now(&password)).await
}

/// Hashes a password here and now: for the command line and the demo showroom.
///
/// # Errors
/// A bug where the hash cannot be made.
pub fn hash_now(password: &Password) -> Answered<PasswordHash> {
    let fault = |error: argon2::password_hash::Error| Fault::bug("hashing a password").because(error.to_string());
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(fault)?;
    let hash = hasher()?.hash_password(password.0.as_bytes(), &salt).map_err(fault)?;
    Ok(PasswordHash(hash.to_string()))
}

/// Whether a password is the right one. Without a hash, the same work is done for nothing, so that the time taken does not tell whether
/// somebody has that login.
///
/// # Errors
/// `Busy` where too many wait already; bad data where the stored hash cannot be read.
pub async fn verify(typed: String, hash: Option<PasswordHash>) -> Answered<bool> {
    in_turn(move || {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => nobodys_hash()?,
        };
        let parsed = Parsed::new(hash.as_str()).map_err(|_| Fault::bad_data("reading a password's hash"))?;
        let right = hasher()?.verify_password(typed.as_bytes(), &parsed).is_ok();
        Ok(right && known)
    })
    .await
}

/// The hash of a password that nobody knows.
fn nobodys_hash() -> Answered<PasswordHash> {
    static NOBODYS: LazyLock<Option<PasswordHash>> =
        LazyLock::new(|| hash_now(&Password(super::sessions::hex(&rand::random::<[u8; 16]>()))).ok());
    Ok(NOBODYS.clone().ok_or_else(|| Fault::bug("hashing nobody's password"))?)
}

/// 19 MiB, two passes, one lane: what OWASP asks for at least.
fn hasher() -> Answered<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None);
    let params = params.map_err(|error| Fault::bug("choosing the cost of a hash").because(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> Answered<T> + Send + 'static) -> Answered<T> {
    let busy = || Error::from(Fault::new(FaultClass::Busy, "waiting for a turn to hash a password"));
    let _place = QUEUE.try_acquire().map_err(|_| busy())?;
    let _turn = TURNS.acquire().await.map_err(|_| busy())?;
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Fault::bug("hashing a password").because(error))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(typed: &str) -> Option<&'static str> {
        Password::parse(typed, "lina").err().map(|refused| refused.code)
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for (typed, refused) in [
            ("short", Some("password_short")),
            ("长城长城长城", Some("password_short")),
            ("1234567890", Some("password_weak")),
            ("13800138000", Some("password_weak")),
            ("qwertyuiop", Some("password_weak")),
            ("Password2026!", Some("password_weak")),
            ("aaaaaaaaaaaa", Some("password_weak")),
            ("lina123456", Some("password_weak")),
            ("!!!Showroom1", Some("password_weak")),
            ("zyxwvutsrqponm", Some("password_weak")),
            ("green door 41", None),
            ("绿色的门四十一号很安静", None),
            ("correct horse battery staple", None),
        ] {
            assert_eq!(code(typed), refused, "{typed}");
        }
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let hash = hash(Password::parse("green door 41", "lina").unwrap()).await.unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("green door 41".into(), Some(hash.clone())).await.unwrap());
        assert!(!verify("green door 42".into(), Some(hash)).await.unwrap());
        assert!(!verify("green door 41".into(), None).await.unwrap());
        assert!(verify("x".into(), Some(PasswordHash::stored("plain".into()))).await.is_err());
    }
}
