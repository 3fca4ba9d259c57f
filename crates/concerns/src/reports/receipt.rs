//! Receipts: 80 random bits with two check characters. A receipt opens the talk about a report; it is not kept, only what
//! is made from it, slowly.

use anyhow::{Result, anyhow};
use argon2::Argon2;
use base::{
    Closed,
    closed::{OpenKey, pair},
    secrets,
};
use wards::queries::code;

/// Each takes 19 MiB: only so many at once, the others wait their turn.
static TURNS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// A receipt as it was typed, with its check characters right.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt(String);

/// What is made from a receipt.
pub struct Made {
    /// Finds the talk.
    pub(crate) find_hash: String,
    /// Opens it.
    pub(crate) key: OpenKey,
}

/// No receipt in a log.
impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receipt(…)")
    }
}

impl Receipt {
    /// A fresh one.
    #[must_use]
    pub fn fresh() -> Self {
        Self(code::fresh_code())
    }

    /// As it was typed: small letters, spaces, O for 0. Nothing when the check characters do not fit.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-'))
            .take(64)
            .collect();
        let (body, check) = plain.split_at_checked(plain.len().checked_sub(2)?)?;
        let it = Self(code::read_code(body)?);
        // Read as a code is, with its length filled up.
        let typed = code::read_reference(&format!("{check}000000"))?;
        (typed.get(..2) == Some(it.check().as_str())).then_some(it)
    }

    /// As it is shown: "X4RT-9K2M-0QZ7-HB3C-5T".
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{}-{}", self.0, self.check())
    }

    /// Ten bits of a hash, in two characters.
    fn check(&self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let hash = secrets::hash(&format!("receipt check {}", self.0));
        [0, 2]
            .iter()
            .map(|at| {
                let byte = u8::from_str_radix(&hash[*at..*at + 2], 16).unwrap_or(0);
                char::from(ALPHABET[usize::from(byte & 31)])
            })
            .collect()
    }

    /// What finds and opens the talk. Slow on purpose, off the request threads.
    pub(crate) async fn make(&self, closed: &Closed) -> Result<Made> {
        let turn = TURNS.acquire().await?;
        let (receipt, salt) = (self.0.clone(), closed.salt().to_vec());
        tokio::task::spawn_blocking(move || {
            // Also when whoever asked has gone away meanwhile.
            let _turn = turn;
            let mut out = [0_u8; 64];
            Argon2::default()
                .hash_password_into(receipt.as_bytes(), &salt, &mut out)
                .map_err(|fault| anyhow!("a receipt: {fault}"))?;
            let (find, key) = out.split_at(32);
            Ok(Made {
                find_hash: secrets::hash(&secrets::hex(find)),
                key: pair(key).0,
            })
        })
        .await?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_read_as_people_type_it_and_a_slip_is_seen() {
        let receipt = Receipt::fresh();
        let shown = receipt.shown();
        assert_eq!(shown.len(), 22, "{shown}");
        let typed = shown.to_lowercase().replace('-', " ");
        assert_eq!(Receipt::read(&typed), Some(receipt));
        for wrong in ["", "é", "AB", &shown[..21], &format!("{shown}0")] {
            assert_eq!(Receipt::read(wrong), None, "{wrong}");
        }
        assert_eq!(format!("{:?}", Receipt::read(&shown)), "Some(Receipt(…))");
        let slips = (0..300).filter(|_| {
            let shown = Receipt::fresh().shown();
            let last = if shown.starts_with('7') { "8" } else { "7" };
            Receipt::read(&format!("{last}{}", &shown[1..])).is_some()
        });
        assert!(slips.count() < 5, "one slip in 1,024 goes unseen");
    }
}
