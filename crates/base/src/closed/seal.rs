//! Sealing: what is written for the owner of a key, and read by nobody else.
//!
//! HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305. What a sealed text is about (table, row, column) is
//! bound to it: moved to another row, it does not open.

use anyhow::{Result, anyhow};
use hkdf::Hkdf;
use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _, aead::ChaCha20Poly1305,
    kdf::HkdfSha256, kem::X25519HkdfSha256, single_shot_open, single_shot_seal,
};

use sha2::Sha256;

use crate::secrets;

type Kem = X25519HkdfSha256;
type Public = <Kem as hpke::Kem>::PublicKey;
type Private = <Kem as hpke::Kem>::PrivateKey;
type Encapped = <Kem as hpke::Kem>::EncappedKey;

/// What every sealed text of this program says before anything else.
const INFO: &[u8] = b"wardmote closed store 1";
/// Bytes of the encapsulated key before the sealed text.
const HEAD: usize = 32;

/// The half of a key that seals. Anybody may have it.
#[derive(Clone)]
pub struct SealKey(Public);

/// The half of a key that opens. It is never printed.
#[derive(Clone)]
pub struct OpenKey(Private);

impl std::fmt::Debug for OpenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenKey(…)")
    }
}

/// A key by chance, or from 32 bytes that are as good as chance.
#[must_use]
pub fn pair(from: &[u8]) -> (OpenKey, SealKey) {
    let (open, seal) = Kem::derive_keypair(from);
    (OpenKey(open), SealKey(seal))
}

impl SealKey {
    /// The key of its hexadecimal form.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Self> {
        let bytes = secrets::unhex(text.trim()).ok_or_else(|| anyhow!("not hexadecimal"))?;
        Public::from_bytes(&bytes)
            .map(Self)
            .map_err(|fault| anyhow!("no public key: {fault}"))
    }

    /// Its hexadecimal form.
    #[must_use]
    pub fn written(&self) -> String {
        secrets::hex(&self.0.to_bytes())
    }

    /// Seals a text about a row.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn seal(&self, about: &str, text: &[u8]) -> Result<Vec<u8>> {
        let (head, body) = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &self.0,
            INFO,
            text,
            about.as_bytes(),
        )
        .map_err(|fault| anyhow!("sealing {about}: {fault}"))?;
        let mut sealed = head.to_bytes().to_vec();
        sealed.extend_from_slice(&body);
        Ok(sealed)
    }
}

impl OpenKey {
    /// The half that seals.
    #[must_use]
    pub fn seal_key(&self) -> SealKey {
        SealKey(Kem::sk_to_pk(&self.0))
    }

    /// The same mark for the same text, which tells nothing to whoever has not this key: it finds what belongs together.
    #[must_use]
    pub fn mark(&self, purpose: &str, text: &str) -> String {
        let mut out = [0_u8; 16];
        Hkdf::<Sha256>::new(Some(INFO), &self.0.to_bytes())
            .expand_multi_info(&[purpose.as_bytes(), b":", text.as_bytes()], &mut out)
            .expect("16 bytes are not too many");
        secrets::hex(&out)
    }

    /// Opens what was sealed about that row.
    ///
    /// # Errors
    /// When it was sealed for another key, about another row, or was changed.
    pub fn open(&self, about: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let wrong = || anyhow!("{about} does not open with this key");
        let (head, body) = sealed.split_at_checked(HEAD).ok_or_else(wrong)?;
        let head = Encapped::from_bytes(head).map_err(|_| wrong())?;
        single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.0,
            &head,
            INFO,
            body,
            about.as_bytes(),
        )
        .map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_owner_opens_it_and_only_where_it_belongs() {
        let (mine, seal) = pair(&[7; 32]);
        let (other, _) = pair(&[8; 32]);
        let sealed = seal.seal("message 1", b"It is number 12").unwrap();
        assert_eq!(mine.open("message 1", &sealed).unwrap(), b"It is number 12");
        assert!(mine.open("message 2", &sealed).is_err());
        assert!(other.open("message 1", &sealed).is_err());
        for at in [0, HEAD, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(mine.open("message 1", &changed).is_err(), "byte {at}");
        }
        assert!(mine.open("message 1", &sealed[..HEAD - 1]).is_err());
        assert_ne!(sealed, seal.seal("message 1", b"It is number 12").unwrap());
    }

    #[test]
    fn a_key_is_read_as_it_was_written_and_never_printed() {
        let (open, seal) = pair(&[7; 32]);
        let again = SealKey::read(&seal.written()).unwrap();
        assert_eq!(again.written(), open.seal_key().written());
        assert_eq!(format!("{open:?}"), "OpenKey(…)");
        let mark = open.mark("person", "a@b.example");
        assert_eq!(mark, open.mark("person", "a@b.example"));
        assert_ne!(mark, open.mark("person", "c@b.example"));
        assert_ne!(mark, pair(&[8; 32]).0.mark("person", "a@b.example"));
        assert!(SealKey::read("12").is_err());
    }
}
