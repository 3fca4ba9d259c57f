//! Reads an analyst's files: every row that cannot be used is refused by its line, with the reason.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader, Cursor, Read},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use csv::StringRecord;
use sha2::{Digest, Sha256};

use crate::{
    arrow_rows::{ArrowRows, MAGIC},
    files_out::one_name,
    lines::{Lines, is_unclosed, line_of},
    progress::Progress,
    wrong_file,
};

/// So many refused rows are shown one by one; all are counted.
const SHOWN: usize = 10;
/// The progress line is told after so many rows.
const TELL: usize = 8_192;

/// Which rows a method is given.
#[derive(clap::Args, Clone, Debug)]
pub struct Files {
    /// CSV files (.csv or .csv.gz), or Arrow files such as snapshots. Several are read one after the other.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Only rows with this value in this column, as in type=Burglary. Give it again for a second value, or a second column.
    #[arg(long, value_name = "COLUMN=VALUE")]
    pub only: Vec<String>,
    /// What the one file holds, where it lies in memory and not on a disk.
    #[arg(skip)]
    pub held: Option<Arc<[u8]>>,
}

/// Files whose columns are known and whose rows are read once.
pub struct Table {
    /// The files, in the order given.
    pub sources: Vec<Source>,
    wanted: Vec<String>,
    /// A wanted column and the values it may have.
    only: Vec<(usize, Vec<String>)>,
    /// What was asked of the rows, as it was written.
    pub asked: Vec<String>,
}

/// One of the files.
pub struct Source {
    /// Where it came from.
    pub file: PathBuf,
    /// The hash of the file as it lies on the disk; known once its rows are read.
    pub sha256: String,
    /// Rows read, the refused and those left out among them.
    pub read: usize,
    /// Rows refused.
    pub refused: usize,
    /// Rows that --only leaves out.
    pub left_out: usize,
    /// The first reasons.
    pub reasons: Vec<String>,
    rows: Rows,
}

enum Rows {
    Text {
        headers: Vec<String>,
        reader: csv::Reader<Lines<Box<dyn Read>>>,
        hashed: Rc<RefCell<Hashed>>,
        bytes: Option<u64>,
    },
    Arrow(ArrowRows),
}

/// A file that is hashed while it is read.
struct Hashed {
    file: Box<dyn Read>,
    sha: Sha256,
    read: u64,
}

struct Shared(Rc<RefCell<Hashed>>);

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut it = self.0.borrow_mut();
        let n = it.file.read(into)?;
        it.sha.update(&into[..n]);
        it.read += n as u64;
        Ok(n)
    }
}

impl Files {
    /// Opens them and reads the names of their columns.
    ///
    /// # Errors
    /// When one cannot be read, or is neither CSV nor an Arrow file.
    pub fn open(&self) -> Result<Table> {
        let files = self.files.iter().filter(|it| it.is_file());
        let mut seen = std::collections::BTreeSet::new();
        for file in files {
            if !seen.insert(one_name(file)) {
                bail!(
                    "{} is named twice: its events would count twice. Name it once",
                    file.display()
                );
            }
        }
        let sources: Vec<Source> = match (&self.held, self.files.as_slice()) {
            (Some(held), [file]) => vec![Source::held(file, Arc::clone(held))?],
            (_, files) => files
                .iter()
                .map(|it| Source::open(it))
                .collect::<Result<_>>()?,
        };
        one_kind(&sources)?;
        let mut table = Table {
            sources,
            wanted: Vec::new(),
            only: Vec::new(),
            asked: self.only.clone(),
        };
        for it in &self.only {
            let Some((column, value)) = it.split_once('=') else {
                bail!("--only {it}: write it as COLUMN=VALUE, such as --only type=Burglary");
            };
            let (column, value) = (table.column(column.trim())?, value.trim().to_owned());
            match table.only.iter_mut().find(|it| it.0 == column) {
                Some(known) => known.1.push(value),
                None => table.only.push((column, vec![value])),
            }
        }
        Ok(table)
    }
}

/// Snapshots of crimes and of outcomes or stops have rows that are not of one kind.
fn one_kind(sources: &[Source]) -> Result<()> {
    let mut kinds = sources
        .iter()
        .filter_map(|it| Some((it.file.display(), it.origin()?.get("kind")?)));
    let Some((first, kind)) = kinds.next() else {
        return Ok(());
    };
    if let Some((other, unlike)) = kinds.find(|it| it.1 != kind) {
        bail!(
            "{first} is a snapshot of {kind} and {other} one of {unlike}: name snapshots of one kind. Which is which stands in /desk/imports"
        );
    }
    Ok(())
}

impl Table {
    /// Its files as they are named in a message.
    pub fn name(&self) -> String {
        match self.sources.as_slice() {
            [] => "nothing".to_owned(),
            [one] => one.file.display().to_string(),
            [first, more @ ..] => format!("{} and {} more", first.file.display(), more.len()),
        }
    }

    /// Which column has this name, in capitals or not.
    ///
    /// # Errors
    /// When a file lacks it.
    pub fn column(&mut self, name: &str) -> Result<usize> {
        for source in &self.sources {
            if source.place(name).is_none() {
                bail!(
                    "{} has no column \"{name}\"; it has: {}",
                    source.file.display(),
                    source.columns().join(", ")
                );
            }
            if source.many_of(name) > 1 {
                bail!(
                    "{} has two columns \"{name}\", and nobody knows which is meant: give one another name",
                    source.file.display()
                );
            }
        }
        if let Some(at) = self.wanted.iter().position(|it| it == name) {
            return Ok(at);
        }
        self.wanted.push(name.to_owned());
        Ok(self.wanted.len() - 1)
    }

    /// Whether every file has it.
    pub fn has(&self, name: &str) -> bool {
        self.sources.iter().all(|it| it.place(name).is_some())
    }

    /// Whether every file is a snapshot, with a row for each event.
    pub fn is_of_snapshots(&self) -> bool {
        self.sources.iter().all(|it| it.origin().is_some())
    }

    /// Takes what `read` makes of each row; what it cannot use is refused with its reason.
    ///
    /// # Errors
    /// When a file cannot be read to its end.
    pub fn each<T>(&mut self, read: impl FnMut(&Row) -> Result<T, String>) -> Result<Vec<T>> {
        self.each_and_left_out(read, |_| ())
    }

    /// The same, and `left_out` sees the rows that --only leaves out.
    ///
    /// # Errors
    /// When a file cannot be read to its end.
    pub fn each_and_left_out<T>(
        &mut self,
        mut read: impl FnMut(&Row) -> Result<T, String>,
        mut left_out: impl FnMut(&Row),
    ) -> Result<Vec<T>> {
        let mut taken = Vec::new();
        let many = self.sources.len();
        for (number, source) in self.sources.iter_mut().enumerate() {
            let mut what = format!("Reading {}", source.name());
            if many > 1 {
                what.push_str(&format!(", {} of {many}", number + 1));
            }
            source.each(&self.wanted, &what, |cells, places| {
                let row = Row {
                    cells,
                    places,
                    source: number,
                };
                let fits = |(at, values): &(usize, Vec<String>)| {
                    values.iter().any(|it| it == row.text(*at))
                };
                if !self.only.iter().all(fits) {
                    left_out(&row);
                    return Ok(false);
                }
                taken.push(read(&row)?);
                Ok(true)
            })?;
        }
        Ok(taken)
    }

    /// Rows read.
    pub fn read(&self) -> usize {
        self.sources.iter().map(|it| it.read).sum()
    }

    /// Rows refused.
    pub fn refused(&self) -> usize {
        self.sources.iter().map(|it| it.refused).sum()
    }

    /// Rows that --only leaves out.
    pub fn left_out(&self) -> usize {
        self.sources.iter().map(|it| it.left_out).sum()
    }

    /// The first reasons why rows were refused.
    pub fn reasons(&self) -> Vec<&str> {
        self.sources
            .iter()
            .flat_map(|it| it.reasons.iter().map(String::as_str))
            .collect()
    }

    /// That nothing could be used, and why.
    pub fn nothing(&self) -> anyhow::Error {
        let why = match self.reasons().first() {
            Some(it) => format!(" ({it})"),
            None if self.left_out() > 0 => format!(
                " ({} rows are left out by --only; values are compared letter by letter)",
                self.left_out()
            ),
            None => String::new(),
        };
        anyhow::anyhow!("{} holds no usable row{why}", self.name())
    }
}

impl Source {
    fn open(file: &Path) -> Result<Self> {
        if file.is_dir() {
            bail!(
                "{} is a folder. Name the files in it, such as {}",
                file.display(),
                file.join("*.arrow").display()
            );
        }
        let open =
            File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let facts = open.metadata().ok();
        let bytes = facts.filter(std::fs::Metadata::is_file).map(|it| it.len());
        Self::of(file, Box::new(open), bytes)
    }

    /// A text in memory, under the name of a file.
    fn held(file: &Path, text: Arc<[u8]>) -> Result<Self> {
        let bytes = text.len() as u64;
        Self::of(file, Box::new(Cursor::new(text)), Some(bytes))
    }

    fn of(file: &Path, open: Box<dyn Read>, bytes: Option<u64>) -> Result<Self> {
        let hashed = Rc::new(RefCell::new(Hashed {
            file: open,
            sha: Sha256::new(),
            read: 0,
        }));
        let mut raw = BufReader::with_capacity(1 << 16, Shared(hashed.clone()));
        let unreadable = || format!("{} cannot be read", file.display());
        let start = raw.fill_buf().with_context(unreadable)?;
        let rows = if start.starts_with(MAGIC) {
            Rows::Arrow(ArrowRows::open(file)?)
        } else if start.starts_with(&[0x1f, 0x8b]) {
            let unpacked = BufReader::new(flate2::bufread::MultiGzDecoder::new(raw));
            Rows::text(file, Box::new(unpacked), hashed, bytes)?
        } else {
            Rows::text(file, Box::new(raw), hashed, bytes)?
        };
        Ok(Self {
            file: file.to_owned(),
            sha256: String::new(),
            read: 0,
            refused: 0,
            left_out: 0,
            reasons: Vec::new(),
            rows,
        })
    }

    /// Where a snapshot comes from.
    pub fn origin(&self) -> Option<&BTreeMap<String, String>> {
        match &self.rows {
            Rows::Arrow(it) => it.origin.as_ref(),
            Rows::Text { .. } => None,
        }
    }

    /// The names of its columns.
    pub fn columns(&self) -> &[String] {
        match &self.rows {
            Rows::Text { headers, .. } => headers,
            Rows::Arrow(it) => &it.columns,
        }
    }

    /// The column of exactly this name, or else of this name in other capitals.
    fn place(&self, name: &str) -> Option<usize> {
        let columns = self.columns();
        let exact = columns.iter().position(|it| it == name);
        exact.or_else(|| columns.iter().position(|it| it.eq_ignore_ascii_case(name)))
    }

    /// How many columns may be meant by a name.
    fn many_of(&self, name: &str) -> usize {
        let columns = self.columns().iter();
        match columns.clone().filter(|it| *it == name).count() {
            0 => columns.filter(|it| it.eq_ignore_ascii_case(name)).count(),
            many => many,
        }
    }

    /// Its name, without its folder.
    pub fn name(&self) -> String {
        self.file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    fn each(
        &mut self,
        wanted: &[String],
        what: &str,
        mut row: impl FnMut(&StringRecord, &[usize]) -> Result<bool, String>,
    ) -> Result<()> {
        let places: Vec<usize> = wanted
            .iter()
            .map(|it| self.place(it).unwrap_or_default())
            .collect();
        let mut tally = Tally::default();
        match &mut self.rows {
            Rows::Text {
                reader,
                hashed,
                bytes,
                ..
            } => {
                let progress = Progress::bytes(what, *bytes);
                let mut record = StringRecord::new();
                loop {
                    let begun = reader.position().line();
                    let got = reader.read_record(&mut record);
                    let is_broken = got.as_ref().is_err_and(|it| !it.is_io_error());
                    if is_unclosed(&record, places.iter().copied(), is_broken) {
                        bail!(
                            "{}: a quotation mark in line {begun} or soon after is not closed, so the rows behind it cannot be told apart. Close it or take it out",
                            self.file.display()
                        );
                    }
                    match got {
                        Ok(false) => break,
                        Ok(true) => {
                            let taken = row(&record, &places);
                            tally.take(taken, || format!("line {}", line_of(reader, &record)));
                        }
                        Err(fault) if fault.is_io_error() => {
                            let packed = format!(
                                "{} cannot be read to its end; is a .gz file whole?",
                                self.file.display()
                            );
                            return Err(fault).context(packed);
                        }
                        Err(_) => {
                            let why =
                                "not the same number of columns as the first line, or not UTF-8";
                            tally.take(Err(why.to_owned()), || {
                                format!("line {}", line_of(reader, &record))
                            });
                        }
                    }
                    if tally.read.is_multiple_of(TELL) {
                        progress.at(hashed.borrow().read);
                    }
                }
                // What stands behind the end of the packed text belongs to the file too.
                let mut hashed = hashed.borrow_mut();
                let Hashed { file, sha, .. } = &mut *hashed;
                drain(file, sha)
                    .with_context(|| format!("{} cannot be read", self.file.display()))?;
                self.sha256 = hexadecimal(sha);
            }
            Rows::Arrow(rows) => {
                let progress = Progress::open(what);
                let identity: Vec<usize> = (0..places.len()).collect();
                rows.each(&places, |number, record| {
                    tally.take(row(record, &identity), || format!("row {number}"));
                    Ok(())
                })?;
                drop(progress);
                let mut sha = Sha256::new();
                let unreadable = || format!("{} cannot be read", self.file.display());
                drain(
                    &mut File::open(&self.file).with_context(unreadable)?,
                    &mut sha,
                )
                .with_context(unreadable)?;
                self.sha256 = hexadecimal(&sha);
            }
        }
        (self.read, self.refused, self.left_out, self.reasons) =
            (tally.read, tally.refused, tally.left_out, tally.reasons);
        Ok(())
    }
}

#[derive(Default)]
struct Tally {
    read: usize,
    refused: usize,
    left_out: usize,
    reasons: Vec<String>,
}

impl Tally {
    fn take(&mut self, outcome: Result<bool, String>, place: impl Fn() -> String) {
        self.read += 1;
        match outcome {
            Ok(true) => {}
            Ok(false) => self.left_out += 1,
            Err(why) => {
                self.refused += 1;
                if self.reasons.len() < SHOWN {
                    self.reasons.push(format!("{}: {why}", place()));
                }
            }
        }
    }
}

impl Rows {
    fn text(
        file: &Path,
        text: Box<dyn Read>,
        hashed: Rc<RefCell<Hashed>>,
        bytes: Option<u64>,
    ) -> Result<Self> {
        let mut text = BufReader::with_capacity(1 << 16, text);
        let unpacked = || format!("{} cannot be read; is a .gz file whole?", file.display());
        let start = text.fill_buf().with_context(unpacked)?;
        wrong_file::refuse(file, start)?;
        if start.starts_with(b"\xef\xbb\xbf") {
            text.consume(3);
        }
        let text: Box<dyn Read> = Box::new(text);
        let mut reader = csv::ReaderBuilder::new().from_reader(Lines::of(text));
        let headers: Vec<String> = reader
            .headers()
            .with_context(|| format!("{} has no readable first line", file.display()))?
            .iter()
            .map(|it| it.trim().to_owned())
            .collect();
        wrong_file::refuse_columns(file, &headers)?;
        Ok(Self::Text {
            headers,
            reader,
            hashed,
            bytes,
        })
    }
}

fn drain(from: &mut dyn Read, sha: &mut Sha256) -> std::io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(()),
            n => sha.update(&buffer[..n]),
        }
    }
}

fn hexadecimal(sha: &Sha256) -> String {
    sha.clone()
        .finalize()
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect()
}

/// One row.
pub struct Row<'a> {
    cells: &'a StringRecord,
    /// Where in the row each wanted column stands.
    places: &'a [usize],
    /// The number of the file it is from, counted from 0.
    pub source: usize,
}

impl Row<'_> {
    /// The text of a column.
    pub fn text(&self, at: usize) -> &str {
        self.places
            .get(at)
            .and_then(|it| self.cells.get(*it))
            .unwrap_or("")
            .trim()
    }

    /// A number that is one.
    pub fn number(&self, at: usize) -> Result<f64, String> {
        let text = self.text(at);
        match text.parse::<f64>() {
            Ok(it) if it.is_finite() => Ok(it),
            Err(_) if text.is_empty() => Err("a number is missing".to_owned()),
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

    /// What is known of a moment, as it is written.
    pub fn moment(&self, at: usize) -> Result<Moment, String> {
        self.moment_in(at, None)
    }

    /// The same in Greenwich time, where the clocks of a time zone are given: by them where the text says nothing of Greenwich.
    pub fn moment_in(&self, at: usize, zone: Option<Tz>) -> Result<Moment, String> {
        let text = self.text(at);
        moment(text, zone).ok_or_else(|| {
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
    /// To the month, counted from year 0.
    Month(i32),
    /// To the day.
    Day(NaiveDate),
    /// To the minute.
    Minute(NaiveDateTime),
}

impl Moment {
    /// Its month, counted from year 0.
    pub fn month(self) -> i32 {
        let of = |day: NaiveDate| day.year() * 12 + day.month0() as i32;
        match self {
            Self::Month(month) => month,
            Self::Day(day) => of(day),
            Self::Minute(moment) => of(moment.date()),
        }
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A month such as 2026-03, counted from year 0.
pub fn month(text: &str) -> Option<i32> {
    let (year, rest) = text.split_once('-')?;
    let number = rest.get(..2)?;
    let whole = rest.len() == 2 || NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok();
    let digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    if year.len() != 4 || !whole || !digits(year) || !digits(&rest[..2]) {
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

fn moment(text: &str, zone: Option<Tz>) -> Option<Moment> {
    if text.len() == 7 {
        return month(text).map(Moment::Month);
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(Moment::Day(day));
    }
    if let Ok(known) = DateTime::parse_from_rfc3339(text) {
        let told = zone.map_or_else(|| known.naive_local(), |_| known.naive_utc());
        return Some(Moment::Minute(told));
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
    .map(|it| match zone {
        // An hour that comes twice is the first of the two; one that the clocks leave out is told by the clock before.
        Some(zone) if !text.ends_with('Z') => zone
            .from_local_datetime(&it)
            .earliest()
            .or_else(|| {
                zone.from_local_datetime(&(it - TimeDelta::hours(1)))
                    .earliest()
            })
            .map_or(it, |told| told.naive_utc()),
        _ => it,
    })
    .map(Moment::Minute)
}
