//! What somebody left here half written, shut with the token that only they hold: the store alone cannot read it.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use rand::Rng as _;
use sha2::Sha256;

/// Bytes of chance before each sealed text: enough to be different every time.
const NONCE: usize = 24;

/// The key of a token for one purpose.
fn cipher(token: &str, purpose: &str) -> XChaCha20Poly1305 {
    let mut key = [0_u8; 32];
    Hkdf::<Sha256>::new(Some(b"wardmote sealed with a token"), token.as_bytes())
        .expand(purpose.as_bytes(), &mut key)
        .expect("32 bytes are a length that HKDF-SHA256 gives");
    XChaCha20Poly1305::new(&key.into())
}

/// Shuts bytes with a token. `row` is where they will stand: moved to another row they do not open.
#[must_use]
pub fn seal(token: &str, purpose: &str, row: &str, plain: &[u8]) -> Vec<u8> {
    let mut nonce = [0_u8; NONCE];
    rand::rng().fill_bytes(&mut nonce);
    let payload = Payload {
        msg: plain,
        aad: row.as_bytes(),
    };
    let sealed = cipher(token, purpose)
        .encrypt(&nonce.into(), payload)
        .expect("what fits in memory is short enough to seal");
    [nonce.as_slice(), &sealed].concat()
}

/// Opens what [`seal`] shut with the same token for the same purpose and row; nothing when anything differs.
#[must_use]
pub fn open(token: &str, purpose: &str, row: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload {
        msg: text,
        aad: row.as_bytes(),
    };
    cipher(token, purpose)
        .decrypt(&(*nonce).into(), payload)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_token_purpose_and_row_open_it() {
        let sealed = seal("token", "draft", "row", b"words");
        assert_eq!(
            open("token", "draft", "row", &sealed).as_deref(),
            Some(&b"words"[..])
        );
        for (token, purpose, row) in [
            ("other", "draft", "row"),
            ("token", "photo", "row"),
            ("token", "draft", "another"),
        ] {
            assert_eq!(open(token, purpose, row, &sealed), None);
        }
        assert!(!sealed.windows(5).any(|it| it == b"words"));
        assert_ne!(sealed, seal("token", "draft", "row", b"words"));
    }

    #[test]
    fn what_was_changed_or_cut_short_does_not_open() {
        let mut sealed = seal("token", "draft", "row", b"words");
        assert_eq!(open("token", "draft", "row", &sealed[..20]), None);
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert_eq!(open("token", "draft", "row", &sealed), None);
    }
}
