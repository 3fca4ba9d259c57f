//! A quick hash for look-ups during import. Not for anything an outsider could profit from upsetting.

use std::hash::{BuildHasherDefault, Hasher};

pub(crate) type QuickMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Quick>>;

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

#[derive(Clone, Copy, Default)]
pub(crate) struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        if rest.is_empty() {
            return;
        }
        // The last eight bytes again, some of them for a second time; a copy of the few that are left would take longer.
        let last = bytes
            .last_chunk::<8>()
            .map(|last| u64::from_le_bytes(*last));
        self.mix(last.unwrap_or_else(|| rest.iter().fold(0, |word, b| word << 8 | u64::from(*b))));
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }

    fn finish(&self) -> u64 {
        // The table looks at both ends of the number; multiplication only stirs the upper one well.
        self.0 ^ (self.0 >> 32)
    }
}

/// Whether two texts are the same. Short ones, as most are, are compared by their two ends and without a call.
#[inline]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    fn ends<const N: usize>(a: &[u8], b: &[u8]) -> bool {
        a.first_chunk::<N>() == b.first_chunk() && a.last_chunk::<N>() == b.last_chunk()
    }
    a.len() == b.len()
        && match a.len() {
            4..=7 => ends::<4>(a, b),
            8..=15 => ends::<8>(a, b),
            16..=31 => ends::<16>(a, b),
            32..=64 => ends::<32>(a, b),
            _ => a == b,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_other_byte_makes_another_text() {
        for length in 0..200 {
            let text = vec![b'a'; length];
            assert!(same(&text, &text.clone()));
            assert!(!same(&text, &vec![b'a'; length + 1]));
            for at in 0..length {
                let mut other = text.clone();
                other[at] = b'b';
                assert!(!same(&text, &other), "{length} bytes, {at}");
            }
        }
    }
}
