//! Reads which ward a postcode lies in, from the open files of the ONS and Ordnance Survey.
//!
//! Two layouts: the ONS Postcode Directory with a heading (`pcds`, `pcd` or `pcd7`; `osward`, `wd22cd` and the like;
//! `doterm` filled for postcodes no longer in use, which are left out), and Code-Point Open without one (postcode, quality,
//! easting, northing, country, two health areas, county, district, ward). Only the postcode and its ward are kept.

use std::io::Read;
use std::path::Path;

use serde::Serialize;

use super::lines::Lines;

const REJECTS_KEPT: usize = 1_000;
/// The directory of the whole country is 1.5 GB unpacked.
const LARGEST: u64 = 4 << 30;

/// A postcode and its ward.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Postcode {
    /// Capital letters and digits, without the space: `BR12AB`.
    pub compact: String,
    /// The ward's code.
    pub ward_code: String,
}

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// What was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Postcodes {
    /// Those of the wards asked for.
    pub kept: Vec<Postcode>,
    /// Rows read, the heading apart.
    pub rows: u64,
    /// No longer in use.
    pub terminated: u64,
    /// In use, but the file gives no ward.
    pub without_ward: u64,
    /// In other wards.
    pub elsewhere: u64,
    /// The first thousand refused rows.
    pub rejects: Vec<Reject>,
    /// All refused rows.
    pub rejected: u64,
}

/// Why the file was refused whole.
#[derive(Debug, thiserror::Error)]
pub enum CannotReadPostcodes {
    /// The disk says no, or the packed file is damaged.
    #[error("the postcode file could not be read: {0}")]
    Disk(#[from] std::io::Error),
    /// Neither of the two layouts.
    #[error("line 1 of the postcode file: {0}")]
    Heading(String),
}

/// Reads a file, plain or packed with gzip, keeping the postcodes whose ward `wanted` says yes to.
pub fn read(path: &Path, wanted: impl Fn(&str) -> bool) -> Result<Postcodes, CannotReadPostcodes> {
    read_from(std::fs::File::open(path)?, wanted)
}

/// Reads from anything.
pub fn read_from(
    input: impl Read,
    wanted: impl Fn(&str) -> bool,
) -> Result<Postcodes, CannotReadPostcodes> {
    rows(Lines::of(input, LARGEST)?, wanted)
}

struct Layout {
    postcode: usize,
    ward: usize,
    terminated: Option<usize>,
    width: usize,
    heading: bool,
}

fn rows(
    mut lines: Lines<'_>,
    wanted: impl Fn(&str) -> bool,
) -> Result<Postcodes, CannotReadPostcodes> {
    let mut found = Postcodes::default();
    let mut layout: Option<Layout> = None;
    while let Some((line, record)) = lines.next()? {
        let known = match &layout {
            Some(known) => known,
            None => {
                let first = record.as_ref().map_err(Clone::clone).and_then(Layout::of);
                let first = layout.insert(first.map_err(CannotReadPostcodes::Heading)?);
                if first.heading {
                    continue;
                }
                first
            }
        };
        found.rows += 1;
        match record.and_then(|record| row(&record, known)) {
            Ok(Row::Terminated) => found.terminated += 1,
            Ok(Row::WithoutWard) => found.without_ward += 1,
            Ok(Row::In(postcode)) if wanted(&postcode.ward_code) => found.kept.push(postcode),
            Ok(Row::In(_)) => found.elsewhere += 1,
            Err(reason) => {
                found.rejected += 1;
                if found.rejects.len() < REJECTS_KEPT {
                    found.rejects.push(Reject { line, reason });
                }
            }
        }
    }
    if layout.is_none() {
        return Err(CannotReadPostcodes::Heading("the file is empty.".into()));
    }
    Ok(found)
}

enum Row {
    Terminated,
    WithoutWard,
    In(Postcode),
}

fn row(record: &csv::ByteRecord, layout: &Layout) -> Result<Row, String> {
    if record.len() != layout.width {
        return Err(format!(
            "{} columns where {} are wanted.",
            record.len(),
            layout.width
        ));
    }
    let field = |at: usize| String::from_utf8_lossy(&record[at]).trim().to_owned();
    if layout.terminated.is_some_and(|at| !field(at).is_empty()) {
        return Ok(Row::Terminated);
    }
    let written = field(layout.postcode);
    let compact = compact(&written).ok_or_else(|| {
        format!(
            "\"{}\" is not a postcode.",
            written
                .chars()
                .filter(|c| !c.is_control())
                .take(20)
                .collect::<String>()
        )
    })?;
    let ward_code = field(layout.ward);
    if ward_code.is_empty() {
        return Ok(Row::WithoutWard);
    }
    Ok(Row::In(Postcode { compact, ward_code }))
}

/// A postcode as people type it, in the form it is kept in: capitals, no spaces. `None` when it cannot be one.
pub fn compact(written: &str) -> Option<String> {
    let compact: String = written
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let bytes = compact.as_bytes();
    let shaped = (5..=7).contains(&bytes.len())
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes[0].is_ascii_uppercase()
        && bytes[bytes.len() - 3].is_ascii_digit()
        && bytes[bytes.len() - 2..].iter().all(u8::is_ascii_uppercase);
    shaped.then_some(compact)
}

impl Layout {
    fn of(first: &csv::ByteRecord) -> Result<Self, String> {
        let names: Vec<String> = first
            .iter()
            .map(|f| {
                let name = String::from_utf8_lossy(f);
                name.trim_start_matches('\u{FEFF}')
                    .trim()
                    .to_ascii_lowercase()
            })
            .collect();
        if names.len() == 10 && compact(&names[0]).is_some() {
            // Code-Point Open has no heading: the first row is already a postcode.
            return Ok(Self {
                postcode: 0,
                ward: 9,
                terminated: None,
                width: 10,
                heading: false,
            });
        }
        let find = |wanted: &dyn Fn(&str) -> bool| names.iter().position(|n| wanted(n));
        let postcode = ["pcds", "pcd", "pcd7", "pcd8", "postcode"]
            .iter()
            .find_map(|name| find(&|n| n == *name))
            .ok_or("no column is a postcode (pcds, pcd or pcd7).")?;
        let ward = find(&|n| n == "osward" || is_ward_column(n))
            .ok_or("no column is a ward code (osward, or wd and the year, such as wd22cd).")?;
        let terminated = find(&|n| n == "doterm");
        Ok(Self {
            postcode,
            ward,
            terminated,
            width: names.len(),
            heading: true,
        })
    }
}

fn is_ward_column(name: &str) -> bool {
    let stem = name
        .strip_prefix("wd")
        .map(|n| n.strip_suffix("cd").unwrap_or(n));
    stem.is_some_and(|year| year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit()))
}

/// What could be a postcode in an address: a word, or two beside each other.
#[must_use]
pub fn in_words(words: &str) -> Vec<String> {
    let words: Vec<_> = words
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let two = words.windows(2).map(|pair| pair.concat());
    let all = two.chain(words.iter().map(|word| (*word).to_owned()));
    all.filter(|it| compact(it).is_some()).take(10).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_postcode_is_found_in_an_address() {
        let found = super::in_words("12 Mill Lane, Alderwick AW1 2AA");
        assert!(
            found.iter().any(|it| it.eq_ignore_ascii_case("AW12AA")),
            "{found:?}"
        );
        assert!(super::in_words("behind the shops").is_empty());
    }
}
