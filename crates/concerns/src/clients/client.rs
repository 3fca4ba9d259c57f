//! A program of a partner, and the key that it shows.

use base::{AgencyId, secrets};
use chrono::{DateTime, Utc};

base::id! {
    /// A program of a partner.
    ClientId
}

/// A program of a partner.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub agency: AgencyId,
    /// Whether it may file; else it only reads.
    pub may_write: bool,
    /// When its key was made.
    pub created_at: DateTime<Utc>,
    /// Since when the key opens nothing.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A fresh key: 256 random bits.
#[must_use]
pub fn fresh_key() -> String {
    secrets::token()
}

/// The hash of a key, as it is kept.
#[must_use]
pub fn hash(key: &str) -> String {
    secrets::hash(&format!("client key {}", key.trim()))
}

/// Whether two hashes are the same, without a hint of where they differ.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && std::hint::black_box(
            one.iter()
                .zip(other)
                .fold(0_u8, |differs, (a, b)| differs | (a ^ b)),
        ) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_key_is_the_key() {
        let key = fresh_key();
        assert!(same(hash(&key).as_bytes(), hash(&key).as_bytes()));
        assert!(!same(hash(&key).as_bytes(), hash(&key[1..]).as_bytes()));
        assert!(!same(b"a", b"ab"));
    }
}
