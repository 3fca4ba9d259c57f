//! A text whose lines all end alike, so that the line of every row can be told.

use std::io::{Read, Result};

use csv::{Reader, StringRecord};

/// So much is read at once.
const CHUNK: usize = 1 << 16;

/// A text with `\n` at the end of every line, the last one too, whatever ended them before.
pub struct Lines<R> {
    inner: R,
    raw: Vec<u8>,
    made: Vec<u8>,
    at: usize,
    /// A `\r` whose next byte has not come yet.
    held: bool,
    last: u8,
    ended: bool,
}

impl<R: Read> Lines<R> {
    /// Of a text.
    pub fn of(inner: R) -> Self {
        Self {
            inner,
            raw: vec![0; CHUNK],
            made: Vec::new(),
            at: 0,
            held: false,
            last: b'\n',
            ended: false,
        }
    }

    fn fill(&mut self) -> Result<()> {
        self.made.clear();
        self.at = 0;
        let n = self.inner.read(&mut self.raw)?;
        let mut rest = &self.raw[..n];
        if n == 0 {
            self.ended = true;
            if std::mem::take(&mut self.held) || self.last != b'\n' {
                self.made.push(b'\n');
            }
            return Ok(());
        }
        self.last = rest[n - 1];
        if std::mem::take(&mut self.held) && rest[0] != b'\n' {
            self.made.push(b'\r');
        }
        // Most files have none, and `contains` looks at many bytes at once.
        while rest.contains(&b'\r')
            && let Some(at) = rest.iter().position(|it| *it == b'\r')
        {
            self.made.extend_from_slice(&rest[..at]);
            rest = &rest[at + 1..];
            match rest.first() {
                None => self.held = true,
                Some(b'\n') => {}
                Some(_) => self.made.push(b'\r'),
            }
        }
        self.made.extend_from_slice(rest);
        Ok(())
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        while self.at == self.made.len() && !self.ended {
            self.fill()?;
        }
        let n = out.len().min(self.made.len() - self.at);
        out[..n].copy_from_slice(&self.made[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// The line on which the row that was just read begins.
pub fn line_of<R: Read>(reader: &Reader<Lines<R>>, row: &StringRecord) -> u64 {
    let after = reader.position().line();
    after.saturating_sub(1 + breaks(row) as u64).max(1)
}

/// How many lines a row has beyond the first.
fn breaks(row: &StringRecord) -> usize {
    row.as_slice().matches('\n').count()
}

/// Whether a row holds others, because nothing closes a quotation mark of it: it has very many lines, or several and not as many columns
/// as the first line, or one of its lines is a row itself where one value is wanted.
pub fn is_unclosed(
    row: &StringRecord,
    wanted: impl IntoIterator<Item = usize>,
    is_broken: bool,
) -> bool {
    let breaks = breaks(row);
    if breaks == 0 {
        return false;
    }
    // A line of its own that looks like a row.
    let is_cut = |at: usize| {
        let text = row.get(at).unwrap_or_default().trim();
        let mut lines = text.lines().skip(1);
        lines.any(|it| it.matches([',', ';', '\t']).count() + 1 >= row.len().max(2))
    };
    breaks > MOST_LINES || is_broken || wanted.into_iter().any(is_cut)
}

/// No row of a file holds more lines.
const MOST_LINES: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    /// One byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> Result<usize> {
            let n = self.0.len().min(out.len()).min(1);
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    #[test]
    fn every_row_knows_its_line_however_lines_end() {
        let text = "a,b\n1,2\n\n\n3,4\n5\n\"x\ny\",6\n7,8";
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            for slow in [false, true] {
                let bytes: Box<dyn Read> = if slow {
                    Box::new(Slow(text.as_bytes()))
                } else {
                    Box::new(text.as_bytes())
                };
                let mut reader = csv::Reader::from_reader(Lines::of(bytes));
                reader.headers().unwrap();
                let (mut row, mut lines) = (StringRecord::new(), Vec::new());
                loop {
                    match reader.read_record(&mut row) {
                        Ok(false) => break,
                        it => lines.push((line_of(&reader, &row), it.is_ok())),
                    }
                }
                let told = [(2, true), (5, true), (6, false), (7, true), (9, true)];
                assert_eq!(lines, told, "{text:?}");
            }
        }
    }

    #[test]
    fn rows_in_a_row_are_seen_and_lines_of_one_value_are_not() {
        let row = |cells: &[&str]| StringRecord::from(cells.to_vec());
        assert!(is_unclosed(
            &row(&["theft,1,2\ntheft,3,4\nx", "5", "6"]),
            [0],
            false
        ));
        assert!(is_unclosed(&row(&["a\nb"]), [], true));
        assert!(is_unclosed(&row(&[&"\n".repeat(60), "1"]), [1], false));
        assert!(!is_unclosed(
            &row(&["1 High Street\nMillbrook, Kent", "5", "6"]),
            [0],
            false
        ));
        assert!(!is_unclosed(&row(&["x"]), [0], true));
    }

    #[test]
    fn a_return_that_ends_no_line_stays() {
        for (from, to) in [
            ("", ""),
            ("a\rb\r\n", "a\rb\n"),
            ("a\r", "a\n"),
            ("\r\r\n", "\r\n"),
        ] {
            let mut text = String::new();
            Lines::of(Slow(from.as_bytes()))
                .read_to_string(&mut text)
                .unwrap();
            assert_eq!(text, to);
        }
    }
}
