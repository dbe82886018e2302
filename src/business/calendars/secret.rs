//! The secret address of a calendar: made from the person, a seed and the house's key, so that it can be shown to its owner again though nothing but
//! its hash is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::base::ids::UserId;
use crate::platform::seal::Vault;

/// So many hexadecimal digits of the keyed hash are the token: 160 bits.
const DIGITS: usize = 40;

/// A seed that no other address has.
pub fn fresh_seed() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

/// The token in the address.
pub fn token(vault: &Vault, user: UserId, seed: &str) -> String {
    let mut token = vault.fingerprint("calendar-address", &format!("{user}:{seed}"));
    token.truncate(DIGITS);
    token
}

/// What the database keeps of a token.
pub fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// The token in the last part of an address, `….ics`; `None` for what no token of ours looks like.
pub fn in_address(file: &str) -> Option<&str> {
    let token = file.strip_suffix(".ics").unwrap_or(file);
    (token.len() == DIGITS && token.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_differ_by_person_seed_and_key() {
        let (vault, seed) = (Vault::passing(), fresh_seed());
        let one = token(&vault, UserId(1), &seed);
        assert_eq!(one, token(&vault, UserId(1), &seed));
        assert!(in_address(&format!("{one}.ics")) == Some(one.as_str()) && hash(&one) != one);
        for other in [
            token(&vault, UserId(2), &seed),
            token(&vault, UserId(1), &fresh_seed()),
            token(&Vault::passing(), UserId(1), &seed),
        ] {
            assert_ne!(one, other);
        }
        for odd in ["", ".ics", "abc.ics", "../../etc/passwd", &"z".repeat(40)] {
            assert_eq!(in_address(odd), None);
        }
    }
}
