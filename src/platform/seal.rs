//! Sealing what must not lie open in the database, such as ID numbers: AES-256-GCM, with a key beside the database, not in it.

use std::path::Path;
use std::sync::Arc;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rand::Rng;
use sha2::{Digest, Sha256};

use super::folders;
use crate::base::error::{Answered, Error, Fault, FaultClass};

/// The name of the key's file in the data folder.
pub const KEY_FILE: &str = "showroom.key";
const NONCE: usize = 12;

/// The installation's secret. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().as_bytes();
        if text.len() != 64 {
            return None;
        }
        let mut key = [0; 32];
        for (byte, pair) in key.iter_mut().zip(text.chunks(2)) {
            let digit = |letter: u8| char::from(letter).to_digit(16);
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
        }
        Some(Self(key))
    }

    fn fresh() -> Self {
        Self(rand::rng().random())
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Seals and opens texts. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    keys: Arc<Keys>,
}

struct Keys {
    cipher: Aes256Gcm,
    finding: [u8; 32],
    name: String,
}

impl Vault {
    /// Takes the given key, or the one in the data folder, or makes one there.
    ///
    /// # Errors
    /// `Io` where the key file cannot be read or made, `BadData` where it holds no key.
    pub fn open(given: Option<Key>, data: &Path) -> Answered<Self> {
        Ok(Self::of(&match given {
            Some(key) => key,
            None => key_in(data)?,
        }))
    }

    /// A vault whose key ends with the process, for tests: what it seals can never be opened again.
    pub fn passing() -> Self {
        Self::of(&Key::fresh())
    }

    fn of(key: &Key) -> Self {
        // One secret, three uses, three keys.
        let cipher = Aes256Gcm::new(&hmac(&key.0, b"sealing").into());
        let finding = hmac(&key.0, b"finding");
        let name = hex(&hmac(&key.0, b"naming")[..4]);
        Self { keys: Arc::new(Keys { cipher, finding, name }) }
    }

    /// The name of the key, eight digits that tell nothing about it: whoever keeps several can tell them apart.
    pub fn key_name(&self) -> &str {
        &self.keys.name
    }

    /// Seals a text. `purpose` says what it is, such as `buyers.id`; it opens for the same purpose only.
    ///
    /// # Errors
    /// A fault where the text is longer than the cipher can take.
    pub fn seal(&self, purpose: &str, text: &str) -> Answered<String> {
        let nonce: [u8; NONCE] = rand::rng().random();
        let payload = Payload { msg: text.as_bytes(), aad: purpose.as_bytes() };
        let mut sealed = nonce.to_vec();
        let cipher = &self.keys.cipher;
        sealed.extend(cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| Fault::bug("sealing a text"))?);
        Ok(format!("v1.{}.{}", self.keys.name, STANDARD_NO_PAD.encode(sealed)))
    }

    /// Opens what was sealed for this purpose.
    ///
    /// # Errors
    /// `BadData` where it was sealed with another key, for another purpose, or was changed.
    pub fn unseal(&self, purpose: &str, sealed: &str) -> Answered<String> {
        let (name, body) = sealed
            .strip_prefix("v1.")
            .and_then(|rest| rest.split_once('.'))
            .ok_or_else(|| bad("opening a sealed text that is none"))?;
        if name != self.keys.name {
            return Err(bad(format!(
                "opening a sealed text: it was sealed with the key {name}, and this is the key {}; bring back the old {KEY_FILE}",
                self.keys.name
            )));
        }
        let body = STANDARD_NO_PAD.decode(body).map_err(|_| bad("opening a sealed text that was cut"))?;
        let (nonce, body) =
            body.split_first_chunk::<NONCE>().ok_or_else(|| bad("opening a sealed text that was cut"))?;
        let payload = Payload { msg: body, aad: purpose.as_bytes() };
        let text = self.keys.cipher.decrypt(&Nonce::from(*nonce), payload);
        let text = text.map_err(|_| bad("opening a sealed text that was changed or is for another purpose"))?;
        String::from_utf8(text).map_err(|_| bad("opening a sealed text that is no text"))
    }

    /// A keyed hash by which a secret can be found again without lying open: the same for the same purpose and text.
    pub fn fingerprint(&self, purpose: &str, text: &str) -> String {
        hex(&hmac(&hmac(&self.keys.finding, purpose.as_bytes()), text.as_bytes()))
    }
}

fn bad(doing: impl Into<String>) -> Error {
    Fault::bad_data(doing).into()
}

fn key_in(data: &Path) -> Answered<Key> {
    let file = data.join(KEY_FILE);
    let failed = |doing: &str, error: std::io::Error| {
        Fault::new(FaultClass::Io, format!("{doing} {}", file.display())).because(error)
    };
    folders::make_private(data).map_err(|error| failed("making the folder of", error))?;
    let key = Key::fresh();
    match folders::write_private(&file, format!("{}\n", hex(&key.0)).as_bytes()) {
        Ok(()) => {
            tracing::info!(
                "made the key that seals ID numbers: {}. Keep a copy of it apart from the backups",
                file.display()
            );
            Ok(key)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let text = std::fs::read_to_string(&file).map_err(|error| failed("reading the key", error))?;
            let doing =
                format!("reading the key {}: it is not 64 hexadecimal digits; bring back the old one", file.display());
            Key::parse(&text).ok_or_else(|| Fault::bad_data(doing).into())
        }
        Err(error) => Err(failed("making the key", error).into()),
    }
}

/// HMAC with SHA-256 (RFC 2104), for keys of up to 64 bytes.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_for_its_purpose_only() {
        let vault = Vault::passing();
        let sealed = vault.seal("buyers.id", "11010119900307123X").unwrap();
        assert!(!sealed.contains("110101"));
        assert_ne!(sealed, vault.seal("buyers.id", "11010119900307123X").unwrap());
        assert_eq!(vault.unseal("buyers.id", &sealed).unwrap(), "11010119900307123X");
        assert!(vault.unseal("users.phone", &sealed).is_err());
        assert!(Vault::passing().unseal("buyers.id", &sealed).unwrap_err().to_string().contains("bring back the old"));
        let (head, body) = sealed.rsplit_once('.').unwrap();
        let changed = format!("{head}.{}{}", if body.starts_with('A') { 'B' } else { 'A' }, &body[1..]);
        for other in [&changed, &sealed[..sealed.len() - 4], "v1.x.", "", "v1", &format!("{head}.")] {
            assert!(vault.unseal("buyers.id", other).is_err(), "{other}");
        }
    }

    #[test]
    fn fingerprints_are_the_same_for_the_same_and_tell_nothing() {
        let vault = Vault::of(&Key([7; 32]));
        assert_eq!(vault.fingerprint("buyers.id", "1"), Vault::of(&Key([7; 32])).fingerprint("buyers.id", "1"));
        assert_ne!(vault.fingerprint("buyers.id", "1"), vault.fingerprint("other", "1"));
        assert_ne!(vault.fingerprint("buyers.id", "1"), Vault::passing().fingerprint("buyers.id", "1"));
        // RFC 4231, test case 2.
        let wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&hmac(b"Jefe", b"what do ya want for nothing?")), wanted);
    }

    #[test]
    fn the_key_is_made_once_and_only_its_owner_reads_it() {
        let database = crate::platform::db::testing::Database::sqlite();
        let folder = database.folder.join("new");
        let sealed = Vault::open(None, &folder).unwrap().seal("x", "text").unwrap();
        assert_eq!(Vault::open(None, &folder).unwrap().unseal("x", &sealed).unwrap(), "text");
        let file = folder.join(KEY_FILE);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
        let copied = Key::parse(&std::fs::read_to_string(&file).unwrap());
        assert_eq!(Vault::open(copied, Path::new("/nowhere")).unwrap().unseal("x", &sealed).unwrap(), "text");
        std::fs::write(&file, "too short").unwrap();
        assert!(Vault::open(None, &folder).is_err_and(|error| error.to_string().contains("64 hexadecimal digits")));
        assert_eq!(format!("{:?}", Key([1; 32])), "Key(…)");
    }
}
