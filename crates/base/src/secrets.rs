//! Tokens: made here, kept only as hashes.

use rand::Rng as _;
use sha2::{Digest as _, Sha256};

/// A fresh 256-bit token, in hexadecimal.
#[must_use]
pub fn token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    hex(&bytes)
}

/// The hash of a token, as it is kept. A fast hash is enough: nobody guesses
/// 256 random bits.
#[must_use]
pub fn hash(text: &str) -> String {
    hash_of(text.as_bytes())
}

/// The same of bytes, such as a file.
#[must_use]
pub fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The bytes of lower-case or upper-case hexadecimal, if it is that.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

/// A path for a log: a token in it opens something, so its place only shows
/// that there was one.
#[must_use]
pub fn masked(path: &str) -> String {
    let token = |part: &&str| part.len() >= 40 && part.bytes().all(|b| b.is_ascii_hexdigit());
    path.split('/')
        .map(|part| if token(&part) { "(secret)" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_read_back() {
        assert_eq!(unhex(&hex(&[0, 15, 255])), Some(vec![0, 15, 255]));
        for wrong in ["0", "zz", "é0", "+1"] {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_log_line_opens_nothing() {
        let path = format!("/updates/{}/leave", token());
        assert_eq!(masked(&path), "/updates/(secret)/leave");
        assert_eq!(masked("/wards/fairmead"), "/wards/fairmead");
    }
}
