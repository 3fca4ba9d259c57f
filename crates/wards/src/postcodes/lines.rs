//! Hands a table over line by line, so that one broken line spoils nothing but itself.

use std::io::{self, BufRead, BufReader, Read};

/// The longest line a row may have; a longer one is no row, and is passed over without being kept.
const LONGEST_LINE: usize = 64 << 10;

/// A table, plain or packed with gzip, read line by line.
pub(crate) struct Lines<'a> {
    input: Box<dyn BufRead + 'a>,
    text: Vec<u8>,
    line: u64,
}

/// One line: its number from 1, and its fields or why it is no row.
pub(crate) type Line = (u64, Result<csv::ByteRecord, String>);

impl<'a> Lines<'a> {
    /// A file that unpacks to more than `largest` bytes is an error, never cut.
    pub(crate) fn of(input: impl Read + 'a, largest: u64) -> io::Result<Self> {
        let mut input = BufReader::with_capacity(1 << 16, input);
        let input: Box<dyn BufRead + 'a> = if input.fill_buf()?.starts_with(&[0x1F, 0x8B]) {
            let unpacked = flate2::bufread::MultiGzDecoder::new(input);
            Box::new(BufReader::with_capacity(
                1 << 16,
                Bounded::new(unpacked, largest),
            ))
        } else {
            Box::new(BufReader::with_capacity(
                1 << 16,
                Bounded::new(input, largest),
            ))
        };
        Ok(Self {
            input,
            text: Vec::new(),
            line: 0,
        })
    }

    /// The next line that is not blank.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            self.text.clear();
            let n = (&mut self.input)
                .take(LONGEST_LINE as u64 + 1)
                .read_until(b'\n', &mut self.text)?;
            if n == 0 {
                return Ok(None);
            }
            self.line += 1;
            if n > LONGEST_LINE && !self.text.ends_with(b"\n") {
                self.input.skip_until(b'\n')?;
                let reason = format!("the line is longer than {LONGEST_LINE} bytes.");
                return Ok(Some((self.line, Err(reason))));
            }
            let text = self.text.trim_ascii_end();
            let text = match self.line {
                1 => text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text),
                _ => text,
            };
            if !text.is_empty() {
                return Ok(Some((self.line, fields(text))));
            }
        }
    }
}

fn fields(text: &[u8]) -> Result<csv::ByteRecord, String> {
    if text.iter().filter(|b| **b == b'"').count() % 2 == 1 {
        return Err("a quotation mark is opened and not closed on this line.".into());
    }
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(text.len())
        .from_reader(text);
    let mut record = csv::ByteRecord::new();
    match csv.read_byte_record(&mut record) {
        Ok(true) => Ok(record),
        _ => Err("the line is not comma-separated text.".into()),
    }
}

/// Stops with an error when more comes than an honest file holds.
struct Bounded<R> {
    inner: R,
    left: u64,
    largest: u64,
}

impl<R> Bounded<R> {
    fn new(inner: R, largest: u64) -> Self {
        Self {
            inner,
            left: largest,
            largest,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| {
            io::Error::other(format!(
                "it unpacks to more than {} megabytes, as no honest file does. Is it the right file?",
                self.largest >> 20
            ))
        })?;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], largest: u64) -> io::Result<Vec<Line>> {
        let mut lines = Lines::of(text, largest)?;
        let mut found = Vec::new();
        while let Some(line) = lines.next()? {
            found.push(line);
        }
        Ok(found)
    }

    #[test]
    fn a_broken_line_spoils_only_itself() {
        let text = format!("a,b\r\n\r\n\"c,d\n{}\n\"e,f\",g", "x".repeat(200_000));
        let found = read(text.as_bytes(), 1 << 20).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|(line, row)| (*line, row.as_ref().map_or(0, csv::ByteRecord::len)))
            .collect();
        assert_eq!(told, [(1, 2), (3, 0), (4, 0), (5, 2)]);
        assert_eq!(&found[3].1.as_ref().unwrap()[0], b"e,f");
    }

    #[test]
    fn a_file_without_end_is_an_error_and_never_cut() {
        use std::io::Write as _;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(&vec![b'x'; 4 << 20]).unwrap();
        let packed = packed.finish().unwrap();
        let fault = read(&packed, 1 << 20).unwrap_err().to_string();
        assert!(fault.contains("more than 1 megabytes"), "{fault}");
        assert!(read(b"a\nb\n", 3).is_err());
        assert_eq!(read(b"a\nb\n", 4).unwrap().len(), 2);
    }
}
