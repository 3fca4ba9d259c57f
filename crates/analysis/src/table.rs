//! Reads an analyst's file: every row that cannot be used is refused by its line, with the reason.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use chrono::{NaiveDate, NaiveDateTime};
use sha2::{Digest, Sha256};

/// So many refused rows are shown one by one; all are counted.
const SHOWN: usize = 10;

/// A file in memory, with the rows that were refused.
pub struct Table {
    /// Where it came from.
    pub file: PathBuf,
    /// The hash of the file as it lies on the disk.
    pub sha256: String,
    headers: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
    /// Rows read, the refused among them.
    pub read: usize,
    /// Rows refused.
    pub refused: usize,
    /// The first reasons.
    pub reasons: Vec<String>,
}

impl Table {
    /// Reads a CSV file, packed with gzip or not.
    pub fn open(file: &Path) -> Result<Self> {
        let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let sha256 = Sha256::digest(&bytes)
            .iter()
            .map(|it| format!("{it:02x}"))
            .collect();
        let mut text = bytes;
        if text.starts_with(&[0x1f, 0x8b]) {
            let mut whole = Vec::new();
            flate2::read::MultiGzDecoder::new(text.as_slice())
                .read_to_end(&mut whole)
                .with_context(|| format!("{} is not a whole .gz file", file.display()))?;
            text = whole;
        }
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
        let mut reader = csv::ReaderBuilder::new().from_reader(text);
        let headers: Vec<String> = reader
            .headers()
            .with_context(|| format!("{} has no readable first line", file.display()))?
            .iter()
            .map(|it| it.trim().to_owned())
            .collect();
        let mut table = Self {
            file: file.to_owned(),
            sha256,
            headers,
            rows: Vec::new(),
            read: 0,
            refused: 0,
            reasons: Vec::new(),
        };
        for record in reader.records() {
            table.read += 1;
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    table.rows.push((line, record));
                }
                Err(fault) => {
                    let line = fault.position().map_or(0, csv::Position::line);
                    table.refuse(
                        line,
                        "not the same number of columns as the first line, or not UTF-8",
                    );
                }
            }
        }
        Ok(table)
    }

    /// Which column has this name, in capitals or not.
    pub fn column(&self, name: &str) -> Result<usize> {
        match self
            .headers
            .iter()
            .position(|it| it.eq_ignore_ascii_case(name))
        {
            Some(at) => Ok(at),
            None => bail!(
                "{} has no column \"{name}\"; it has: {}",
                self.file.display(),
                self.headers.join(", ")
            ),
        }
    }

    /// Takes what `read` makes of each row; what it cannot use is refused with its reason.
    pub fn each<T>(&mut self, mut read: impl FnMut(&Row) -> Result<T, String>) -> Vec<T> {
        let rows = std::mem::take(&mut self.rows);
        let mut taken = Vec::with_capacity(rows.len());
        for (line, record) in rows {
            match read(&Row(&record)) {
                Ok(it) => taken.push(it),
                Err(why) => self.refuse(line, &why),
            }
        }
        taken
    }

    fn refuse(&mut self, line: u64, why: &str) {
        self.refused += 1;
        if self.reasons.len() < SHOWN {
            self.reasons.push(format!("line {line}: {why}"));
        }
    }
}

/// One row.
pub struct Row<'a>(&'a csv::StringRecord);

impl Row<'_> {
    /// The text of a column.
    pub fn text(&self, at: usize) -> &str {
        self.0.get(at).unwrap_or("").trim()
    }

    /// A number that is one.
    pub fn number(&self, at: usize) -> Result<f64, String> {
        let text = self.text(at);
        match text.parse::<f64>() {
            Ok(it) if it.is_finite() => Ok(it),
            _ => Err(format!("\"{}\" is not a number", short(text))),
        }
    }

    /// A whole number, not below 0.
    pub fn count(&self, at: usize) -> Result<u64, String> {
        let text = self.text(at);
        text.parse::<u64>()
            .ok()
            .filter(|it| *it <= 1_000_000_000)
            .ok_or_else(|| format!("\"{}\" is not a count", short(text)))
    }

    /// A month such as 2026-03, counted from year 0.
    pub fn month(&self, at: usize) -> Result<i32, String> {
        let text = self.text(at);
        month(text).ok_or_else(|| format!("\"{}\" is not a month like 2026-03", short(text)))
    }

    /// What is known of a moment.
    pub fn moment(&self, at: usize) -> Result<Moment, String> {
        let text = self.text(at);
        moment(text).ok_or_else(|| {
            format!(
                "\"{}\" is not a date like 2026-03-31 or 2026-03-31T14:05",
                short(text)
            )
        })
    }
}

/// How exactly a moment is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// To the month.
    Month,
    /// To the day.
    Day(NaiveDate),
    /// To the minute.
    Minute(NaiveDateTime),
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A month such as 2026-03, counted from year 0.
pub fn month(text: &str) -> Option<i32> {
    let (year, rest) = text.split_once('-')?;
    let number = rest.get(..2)?;
    let whole = rest.len() == 2 || NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok();
    if year.len() != 4 || !whole {
        return None;
    }
    let (year, number): (i32, i32) = (year.parse().ok()?, number.parse().ok()?);
    ((1..=12).contains(&number) && year >= 1).then_some(year * 12 + number - 1)
}

/// The month as it is written.
pub fn month_words(month: i32) -> String {
    format!(
        "{:04}-{:02}",
        month.div_euclid(12),
        month.rem_euclid(12) + 1
    )
}

fn moment(text: &str) -> Option<Moment> {
    if text.len() == 7 {
        return month(text).map(|_| Moment::Month);
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(Moment::Day(day));
    }
    let bare = text.trim_end_matches('Z');
    [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
    ]
    .iter()
    .find_map(|form| NaiveDateTime::parse_from_str(bare, form).ok())
    .map(Moment::Minute)
}
