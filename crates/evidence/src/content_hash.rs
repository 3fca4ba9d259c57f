//! The hash by which the same file is known again, whatever its line ends.
//!
//! The publisher's files circulate with LF and with CRLF line ends, and some with a byte order mark. Those copies hold
//! the same evidence, so the mark, every carriage return before a line feed and a missing last line feed are left
//! out of account.

use sha2::{Digest, Sha256};

#[derive(Default)]
pub(crate) struct ContentHash {
    sha: Sha256,
    begun: bool,
}

impl ContentHash {
    /// Takes in whole lines, each with its line feed (the last one may lack it). Tells whether any ended in CRLF.
    pub fn take(&mut self, lines: &[u8]) -> bool {
        let mut lines = lines;
        if !std::mem::replace(&mut self.begun, true) {
            lines = lines.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(lines);
        }
        let unended = lines.last().is_some_and(|b| *b != b'\n');
        let mut any = false;
        if returns(lines) {
            let mut from = 0;
            while let Some(at) = lines[from..].iter().position(|b| *b == b'\r') {
                let at = from + at;
                let ends_line = matches!(lines.get(at + 1), Some(b'\n') | None);
                any |= ends_line;
                self.sha
                    .update(&lines[from..if ends_line { at } else { at + 1 }]);
                from = at + 1;
            }
            lines = &lines[from..];
        }
        self.sha.update(lines);
        if unended {
            self.sha.update(b"\n");
        }
        any
    }

    pub fn finish(self) -> String {
        hex(&self.sha.finalize())
    }
}

/// Whether there is a carriage return, which most files have none of: many bytes are looked at together.
fn returns(lines: &[u8]) -> bool {
    lines
        .chunks(1 << 10)
        .any(|many| many.iter().fold(false, |any, b| any | (*b == b'\r')))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(chunks: &[&[u8]]) -> String {
        let mut hash = ContentHash::default();
        for chunk in chunks {
            hash.take(chunk);
        }
        hash.finish()
    }

    #[test]
    fn copies_with_other_line_ends_are_the_same_file() {
        let plain = hash(&[b"a,b\n1,2\n"]);
        assert_eq!(hash(&[b"a,b\r\n", b"1,2\r\n"]), plain);
        assert_eq!(hash(&[b"\xEF\xBB\xBFa,b\n1,2"]), plain);
        assert_eq!(hash(&[b"a,b\r\n1,2\r"]), plain);
        assert_ne!(hash(&[b"a,b\n1,3\n"]), plain);
        assert_ne!(hash(&[b"a\r,b\n1,2\n"]), plain);
    }
}
