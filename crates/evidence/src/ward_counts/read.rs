//! Reads ward counts. Areas are known by their code alone: published names are misspelt, cut and shared.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use serde::{Deserialize, Serialize};

use crate::content_hash::ContentHash;
use crate::police_uk::REJECTS_KEPT;
use crate::{CannotRead, Limits, Month, Reject, Source};

/// Headings under which the area's code is published.
const CODES: [&str; 8] = [
    "wardcode",
    "ward_code",
    "ward code",
    "lsoa_code",
    "lsoa code",
    "area_code",
    "borough_code",
    "code",
];
const MAJOR: [&str; 4] = [
    "majortext",
    "major_category",
    "major text",
    "major category",
];
const MINOR: [&str; 4] = [
    "minortext",
    "minor_category",
    "minor text",
    "minor category",
];
/// A first month under a fiftieth of the second is the torn edge of the extract.
const STUB: u64 = 50;

/// One row: the monthly counts of one class in one area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The area's code.
    pub area_code: String,
    /// The class, such as `BURGLARY`.
    pub major: String,
    /// The class within it, such as `RESIDENTIAL BURGLARY`; blank where the file has none.
    pub minor: String,
    /// One count for each of [`WardCounts::months`].
    pub counts: Vec<u64>,
}

/// A file of ward counts, read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WardCounts {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its text, line ends apart.
    pub sha256: String,
    /// The months it covers, in order, without stubs.
    pub months: Vec<Month>,
    /// Months left out because the extract only just touches them.
    pub stub_months: Vec<Month>,
    /// The rows kept.
    pub series: Vec<Series>,
    /// Data rows read: kept and rejected.
    pub rows_read: u64,
    /// The first thousand refused rows.
    pub rejects: Vec<Reject>,
    /// All refused rows.
    pub rejected: u64,
    /// What is odd but not wrong, with how often.
    pub quirks: BTreeMap<String, u64>,
}

impl WardCounts {
    /// All counts from one month to another, both included, in the areas `within` says yes to.
    pub fn sum(&self, from: Month, to: Month, within: impl Fn(&Series) -> bool) -> u64 {
        let columns: Vec<usize> = (0..self.months.len())
            .filter(|i| (from..=to).contains(&self.months[*i]))
            .collect();
        let rows = self.series.iter().filter(|s| within(s));
        rows.map(|s| columns.iter().map(|c| s.counts[*c]).sum::<u64>())
            .sum()
    }

    /// Puts a long history before a current file: where both have a month the history's figure stands, because
    /// the current file begins in the middle of one.
    pub fn after(&self, history: &Self) -> Self {
        let own: Vec<usize> = (0..self.months.len())
            .filter(|i| !history.months.contains(&self.months[*i]))
            .collect();
        let mut months: Vec<Month> = history.months.clone();
        months.extend(own.iter().map(|i| self.months[*i]));
        let mut rows: BTreeMap<(&str, &str, &str), Vec<u64>> = BTreeMap::new();
        for s in &history.series {
            let row = rows
                .entry((&s.area_code, &s.major, &s.minor))
                .or_insert_with(|| vec![0; months.len()]);
            row.iter_mut().zip(&s.counts).for_each(|(sum, n)| *sum += n);
        }
        for s in &self.series {
            let row = rows
                .entry((&s.area_code, &s.major, &s.minor))
                .or_insert_with(|| vec![0; months.len()]);
            row[history.months.len()..]
                .iter_mut()
                .zip(&own)
                .for_each(|(sum, i)| *sum += s.counts[*i]);
        }
        let mut order: Vec<usize> = (0..months.len()).collect();
        order.sort_by_key(|i| months[*i]);
        let series = rows
            .into_iter()
            .map(|((area, major, minor), counts)| Series {
                area_code: area.into(),
                major: major.into(),
                minor: minor.into(),
                counts: order.iter().map(|i| counts[*i]).collect(),
            })
            .collect();
        months.sort_unstable();
        Self {
            months,
            series,
            ..self.clone()
        }
    }
}

/// Reads one file. A file without a code column holds one area: say its code in `whole_area`.
pub fn read(
    source: &Source,
    whole_area: Option<&str>,
    limits: Limits,
) -> Result<WardCounts, CannotRead> {
    let shown = source.shown();
    source.open(limits, |input| {
        let mut hash = ContentHash::default();
        let mut input = BufReader::with_capacity(1 << 18, input);
        let mut text = Vec::new();
        let mut heading: Option<Heading> = None;
        let mut counts = WardCounts {
            file: source.file_name(),
            sha256: String::new(),
            months: Vec::new(),
            stub_months: Vec::new(),
            series: Vec::new(),
            rows_read: 0,
            rejects: Vec::new(),
            rejected: 0,
            quirks: BTreeMap::new(),
        };
        for line in 1.. {
            text.clear();
            // A line of a table of months is a few kilobytes; a megabyte is something else.
            let n = (&mut input)
                .take(1 << 20)
                .read_until(b'\n', &mut text)
                .map_err(|e| CannotRead::from_io(&shown, &e))?;
            if n == 0 {
                break;
            }
            if n == 1 << 20 {
                return Err(CannotRead::at(
                    &shown,
                    line,
                    "this is not a table: no line end within a million bytes.",
                ));
            }
            if hash.take(&text) {
                counts.quirks.insert("line ends CRLF".into(), 1);
            }
            let fields = fields(&text, line == 1);
            match &heading {
                None => {
                    heading = Some(
                        Heading::of(&fields, whole_area)
                            .map_err(|why| CannotRead::at(&shown, line, why))?,
                    )
                }
                Some(_) if fields.iter().all(String::is_empty) => {}
                Some(heading) => {
                    counts.rows_read += 1;
                    match heading.series(&fields, whole_area) {
                        Ok(series) => counts.series.push(series),
                        Err(reason) => {
                            counts.rejected += 1;
                            if counts.rejects.len() < REJECTS_KEPT {
                                counts.rejects.push(Reject { line, reason });
                            }
                        }
                    }
                }
            }
        }
        let heading = heading
            .ok_or_else(|| CannotRead::at(&shown, 1, "the file is empty: there is no heading."))?;
        counts.months = heading.months.iter().map(|(_, month)| *month).collect();
        counts.sha256 = hash.finish();
        for name in &heading.no_months {
            counts.quirks.insert(
                format!("column {name} looks like a month and is none; left out"),
                1,
            );
        }
        counts.leave_out_stub();
        counts.note_repeats();
        Ok(counts)
    })
}

impl WardCounts {
    fn leave_out_stub(&mut self) {
        let column = |i: usize| self.series.iter().map(|s| s.counts[i]).sum::<u64>();
        let follows = self.months.len() > 1 && self.months[0].plus(1) == self.months[1];
        if follows && column(0) * STUB < column(1) {
            self.stub_months.push(self.months.remove(0));
            self.series.iter_mut().for_each(|s| {
                s.counts.remove(0);
            });
            self.quirks.insert("stub months".into(), 1);
        }
    }

    fn note_repeats(&mut self) {
        let mut seen = BTreeSet::new();
        let again = self
            .series
            .iter()
            .filter(|s| !seen.insert((&s.area_code, &s.major, &s.minor)))
            .count();
        if again > 0 {
            // Added together, never dropped: one class may be split over rows whose names differ.
            self.quirks.insert(
                "rows for an area and class already met".into(),
                again as u64,
            );
        }
    }
}

fn fields(line: &[u8], first: bool) -> Vec<String> {
    let line = if first {
        line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
    } else {
        line
    };
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line);
    let mut record = csv::ByteRecord::new();
    let _ = csv.read_byte_record(&mut record); // from memory; a broken row shows as too few fields
    record
        .iter()
        .map(|f| String::from_utf8_lossy(f).trim().to_owned())
        .collect()
}

/// Six digits, with or without something after the year: 201913, 2019-02.
fn looks_like_month(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    digits == 6 && name.len() <= 7 && name.bytes().take(4).all(|b| b.is_ascii_digit())
}

struct Heading {
    width: usize,
    code: Option<usize>,
    major: usize,
    minor: Option<usize>,
    months: Vec<(usize, Month)>,
    /// Headings such as 201913: a slip of the pen, and a month that would be missed.
    no_months: Vec<String>,
}

impl Heading {
    fn of(fields: &[String], whole_area: Option<&str>) -> Result<Self, String> {
        let find = |names: &[&str]| {
            names
                .iter()
                .find_map(|n| fields.iter().position(|f| f.eq_ignore_ascii_case(n)))
        };
        let mut months: Vec<(usize, Month)> = fields
            .iter()
            .enumerate()
            .filter_map(|(i, f)| Some((i, Month::parse_compact(f.as_bytes())?)))
            .collect();
        months.sort_by_key(|(_, month)| *month);
        if months.is_empty() {
            return Err(
                "no column is a month such as 201902. This is not a table of ward counts.".into(),
            );
        }
        if let Some(twice) = months.windows(2).find(|w| w[0].1 == w[1].1) {
            return Err(format!("the month {} has two columns.", twice[0].1));
        }
        let code = find(&CODES);
        if code.is_none() && whole_area.is_none() {
            return Err(format!(
                "no column holds the area's code (looked for {}). If the file is about one area, say its code.",
                CODES.join(", ")
            ));
        }
        let major = find(&MAJOR).ok_or_else(|| {
            format!(
                "no column holds the class (looked for {}).",
                MAJOR.join(", ")
            )
        })?;
        Ok(Self {
            width: fields.len(),
            code,
            major,
            minor: find(&MINOR),
            no_months: fields
                .iter()
                .filter(|name| looks_like_month(name))
                .filter(|name| Month::parse_compact(name.as_bytes()).is_none())
                .map(|name| name.chars().take(20).collect())
                .collect(),
            months,
        })
    }

    fn series(&self, fields: &[String], whole_area: Option<&str>) -> Result<Series, String> {
        if fields.len() != self.width {
            return Err(format!(
                "{} columns where the heading has {}.",
                fields.len(),
                self.width
            ));
        }
        let area_code = match self.code {
            Some(at) => fields[at].clone(),
            None => whole_area.unwrap_or_default().to_owned(),
        };
        if area_code.is_empty() {
            return Err("the area's code is blank.".into());
        }
        let counts = self
            .months
            .iter()
            .map(|(at, month)| match fields[*at].as_str() {
                "" => Ok(0),
                text => {
                    let whole = text.strip_suffix(".0").unwrap_or(text);
                    whole.parse::<u32>().map(u64::from).map_err(|_| {
                        format!(
                            "\"{}\" for {month} is not a count.",
                            text.chars().take(40).collect::<String>()
                        )
                    })
                }
            });
        Ok(Series {
            area_code,
            major: fields[self.major].clone(),
            minor: self.minor.map(|at| fields[at].clone()).unwrap_or_default(),
            counts: counts.collect::<Result<_, _>>()?,
        })
    }
}
