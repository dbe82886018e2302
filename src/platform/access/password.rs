//! Passwords: which are good enough, and their Argon2id hashes, made a few at a time away from the threads that answer.

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::password_hash::{Output, ParamsString, PasswordHash as Parsed, Salt, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
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
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(unmade)?;
    let params = cost()?;
    let hash = Parsed {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(unmade)?,
        salt: Some(salt.as_salt()),
        hash: Some(digest(password.0.as_bytes(), salt.as_salt(), params)?),
    };
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
        let unread = || Error::from(Fault::bad_data("reading a password's hash"));
        let stored = Parsed::new(hash.as_str()).map_err(|_| unread())?;
        let (Some(salt), Some(right)) = (stored.salt, stored.hash) else { return Err(unread()) };
        if stored.algorithm != Algorithm::Argon2id.ident() {
            return Err(unread());
        }
        let params = Params::try_from(&stored).map_err(|_| unread())?;
        // Both sides are compared in constant time.
        Ok(digest(typed.as_bytes(), salt, params)? == right && known)
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
fn cost() -> Answered<Params> {
    Ok(Params::new(19 * 1024, 2, 1, None).map_err(unmade)?)
}

fn unmade(error: impl std::fmt::Display) -> Fault {
    Fault::bug("hashing a password").because(error.to_string())
}

/// The memory in which hashes are made, kept from one to the next: given back after each, the allocator would keep a copy for every thread
/// that ever made one.
static WORKBENCHES: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn digest(password: &[u8], salt: Salt<'_>, params: Params) -> Answered<Output> {
    let mut bytes = [0_u8; Salt::RECOMMENDED_LENGTH * 4];
    let salt = salt.decode_b64(&mut bytes).map_err(unmade)?;
    let (blocks, length) = (params.block_count(), params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN));
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let workbenches = || WORKBENCHES.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = workbenches().pop().unwrap_or_default();
    memory.resize(blocks.max(memory.len()), Block::default());
    let made = Output::init_with(length, |out| {
        argon.hash_password_into_with_memory(password, salt, out, &mut memory).map_err(Into::into)
    });
    workbenches().push(memory);
    Ok(made.map_err(unmade)?)
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
