//! Reads one file: every row kept or refused, every kept row placed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{channel, sync_channel};

use super::aside::Aside;
use super::layout::{Layout, NameSays};
use super::lines::{Piece, pass_on};
use super::marks::Marks;
use super::reading::{LayerPlacement, REJECTS_KEPT, Reading};
use super::rows::{Dictionary, NewRow, Places};
use super::values::{degrees_e6, moment};
use super::{Kind, Layer, Rows};
use crate::quick_hash::same;
use crate::roll_up::{LayerCounts, OUTSIDE, RollUp, Tally, key};
use crate::{CannotRead, Limits, Month, Reject, Source};

/// The longest line a row may have; a longer one is not a crime.
const LONGEST_LINE: usize = 64 << 10;

/// The columns that name a force.
pub(crate) const FORCES: [&str; 2] = ["reported_by", "falls_within"];

/// Whether the rows themselves are wanted or only what they add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep<'a> {
    /// For an import. Those of a large file are laid aside in this folder until the snapshot is written.
    Rows(&'a Path),
    /// For a dry run: less memory, same report.
    CountsOnly,
}

/// One file, read.
pub struct Read {
    /// The report.
    pub reading: Reading,
    /// Counts by layer, area, month and type.
    pub roll_up: RollUp,
    /// The rows, if they were wanted.
    pub rows: Option<Rows>,
}

/// Reads one file and places its rows on the layers. Nothing is written.
pub fn read(
    source: &Source,
    layers: &[Layer],
    keep: Keep<'_>,
    limits: Limits,
) -> Result<Read, CannotRead> {
    let file = source.shown();
    let says = NameSays::of(&source.file_name());
    source.open(limits, |input| {
        let (send, pieces) = sync_channel::<Piece>(3);
        let (give_back, used) = channel::<Piece>();
        std::thread::scope(|scope| {
            let name = file.as_str();
            let passing = scope.spawn(move || pass_on(input, name, &send, &used));
            let mut reader = Reader::new(name, layers, keep, says.month);
            let mut outcome = Ok(());
            for piece in &pieces {
                outcome = reader.take(piece.lines());
                if outcome.is_err() {
                    break;
                }
                let _ = give_back.send(piece); // the other thread may have finished; then the buffer just goes
            }
            drop(pieces);
            let passed = passing
                .join()
                .map_err(|_| CannotRead::new(name, "reading stopped unexpectedly."))?;
            outcome?;
            reader.finish(passed?.into(), &says, source)
        })
    })
}

impl From<super::lines::Passed> for (String, bool) {
    fn from(passed: super::lines::Passed) -> Self {
        (passed.sha256, passed.crlf)
    }
}

struct Reader<'a> {
    file: &'a str,
    layers: &'a [Layer],
    keep: Keep<'a>,
    file_month: Option<Month>,
    line: u64,
    layout: Option<Layout>,
    counted: usize,
    location: Option<usize>,
    lsoa: Option<usize>,
    dictionaries: Vec<Dictionary>,
    places: Places,
    kept: Option<Aside>,
    tallies: Vec<Tally>,
    months: Vec<u64>,
    types: Vec<u64>,
    ids: Vec<u64>,
    fresh: Vec<Fresh>,
    rows: u64,
    no_location: u64,
    outside: Vec<u64>,
    rejects: Vec<Reject>,
    rejected: u64,
    quirks: Quirks,
    keys: Vec<u32>,
    ranges: Vec<(u32, u32)>,
    month: (Vec<u8>, Month),
}

/// What of a row is still to be counted.
struct Fresh {
    month: Month,
    point: Option<[i32; 2]>,
    kind: u16,
}

#[derive(Default)]
struct Quirks {
    blank_near: u64,
    point_without_lsoa: u64,
    no_id: u64,
    other_month: u64,
    shifted: u64,
    zero_point: u64,
    blank_lines: u64,
    quoted: u64,
    bom: u64,
}

impl<'a> Reader<'a> {
    fn new(file: &'a str, layers: &'a [Layer], keep: Keep<'a>, file_month: Option<Month>) -> Self {
        Self {
            file,
            layers,
            keep,
            file_month,
            line: 0,
            layout: None,
            counted: 0,
            location: None,
            lsoa: None,
            dictionaries: Vec::new(),
            places: Places::new(layers.len()),
            kept: None,
            tallies: layers.iter().map(|_| Tally::default()).collect(),
            months: Vec::new(),
            types: Vec::new(),
            ids: Vec::new(),
            fresh: Vec::new(),
            rows: 0,
            no_location: 0,
            outside: vec![0; layers.len()],
            rejects: Vec::new(),
            rejected: 0,
            quirks: Quirks::default(),
            keys: Vec::new(),
            ranges: Vec::new(),
            month: (Vec::new(), Month::from_number(0)),
        }
    }

    /// Takes a piece of whole lines.
    fn take(&mut self, piece: &[u8]) -> Result<(), CannotRead> {
        let mut rest = piece;
        if self.line == 0 {
            if let Some(after) = rest.strip_prefix(b"\xEF\xBB\xBF") {
                self.quirks.bom = 1;
                rest = after;
            }
            let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
            self.line = 1;
            self.heading(&rest[..end])?;
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        let Some(layout) = self.layout.take() else {
            return Ok(());
        };
        let mut ranges = std::mem::take(&mut self.ranges);
        let mut from = 0;
        let mut marks = Marks::new(rest);
        while from < rest.len() {
            self.line += 1;
            let (end, quoted) = split(rest, from, &mut marks, &mut ranges);
            let row = &rest[from..end];
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            if row.is_empty() {
                self.quirks.blank_lines += 1;
            } else if row.len() > LONGEST_LINE {
                self.reject(format!("the line is {} bytes long.", row.len()));
            } else if quoted {
                self.quoted_row(&layout, row, &mut ranges);
            } else {
                if let Some(last) = ranges.last_mut() {
                    last.1 = last.1.min((from + row.len()) as u32);
                }
                self.row(&layout, rest, &ranges);
            }
            from = end + 1;
        }
        self.ranges = ranges;
        self.layout = Some(layout);
        self.count().map_err(|fault| {
            let why = format!("its rows could not be laid aside on the disk: {fault}.");
            CannotRead::new(self.file, why)
        })
    }

    fn heading(&mut self, line: &[u8]) -> Result<(), CannotRead> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return Err(CannotRead::at(
                self.file,
                1,
                "the file is empty: there is no heading.",
            ));
        }
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(line);
        let mut record = csv::ByteRecord::new();
        let _ = csv.read_byte_record(&mut record); // reading from memory; a broken heading shows below
        let names: Vec<String> = record
            .iter()
            .map(|field| String::from_utf8_lossy(field).into_owned())
            .collect();
        let layout = Layout::of(&names).map_err(|why| CannotRead::at(self.file, 1, why))?;
        let position = |name: &str| {
            layout
                .kind
                .texts()
                .iter()
                .position(|(_, column)| *column == name)
        };
        self.counted = position(layout.kind.counted_by()).unwrap_or(0);
        self.location = position("location");
        self.lsoa = position("reported_lsoa");
        self.dictionaries = layout.texts.iter().map(|_| Dictionary::new()).collect();
        if let Keep::Rows(folder) = self.keep {
            self.kept = Some(Aside::new(layout.kind, folder));
        }
        self.layout = Some(layout);
        Ok(())
    }

    /// A row with quotation marks: rare, so unpacked the slow and careful way.
    fn quoted_row(&mut self, layout: &Layout, row: &[u8], ranges: &mut Vec<(u32, u32)>) {
        if row.iter().filter(|b| **b == b'"').count() % 2 == 1 {
            self.reject("a quotation mark is opened and not closed on this line.".into());
            return;
        }
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(row);
        let mut record = csv::ByteRecord::new();
        if !matches!(csv.read_byte_record(&mut record), Ok(true)) {
            self.reject("the line is not comma-separated text.".into());
            return;
        }
        self.quirks.quoted += 1;
        ranges.clear();
        ranges.extend(
            (0..record.len())
                .filter_map(|i| record.range(i).map(|r| (r.start as u32, r.end as u32))),
        );
        self.row(layout, record.as_slice(), ranges);
    }

    fn row(&mut self, layout: &Layout, bytes: &[u8], ranges: &[(u32, u32)]) {
        if ranges.len() != layout.width {
            self.reject(format!(
                "{} columns where the heading has {}.",
                ranges.len(),
                layout.width
            ));
            return;
        }
        let field = |at: usize| &bytes[ranges[at].0 as usize..ranges[at].1 as usize];
        let (month, seconds) = if layout.kind == Kind::StopAndSearch {
            let Some(moment) = moment(field(layout.when)) else {
                self.reject(format!(
                    "\"{}\" is not a date and time.",
                    shown(field(layout.when))
                ));
                return;
            };
            self.quirks.shifted += u64::from(moment.shifted);
            (moment.month, Some(moment.seconds))
        } else {
            match self.month_of(field(layout.when)) {
                Some(month) => (month, None),
                None => {
                    self.reject(format!(
                        "\"{}\" is not a month such as 2019-02.",
                        shown(field(layout.when))
                    ));
                    return;
                }
            }
        };
        let point = match self.point_of(field(layout.longitude), field(layout.latitude)) {
            Ok(point) => point,
            Err(reason) => {
                self.reject(reason);
                return;
            }
        };
        let id = layout.id.map(field).unwrap_or_default();
        if id.len() > 255 {
            self.reject(format!("the crime id is {} characters long.", id.len()));
            return;
        }
        self.keys.clear();
        for (at, dictionary) in layout.texts.iter().zip(&mut self.dictionaries) {
            self.keys.push(dictionary.key(field(*at)));
        }
        let Ok(kind) = u16::try_from(self.keys[self.counted]) else {
            self.reject("the file holds more than 65,000 different types.".into());
            return;
        };
        if let Some(location) = self.location {
            let text = field(layout.texts[location]);
            self.quirks.blank_near += u64::from(text.trim_ascii_end() == b"On or near");
        }
        if let Some(lsoa) = self.lsoa {
            self.quirks.point_without_lsoa += u64::from(point.is_some() && self.keys[lsoa] == 0);
        }
        self.quirks.other_month += u64::from(self.file_month.is_some_and(|m| m != month));
        if layout.id.is_some() {
            if id.is_empty() {
                self.quirks.no_id += 1;
            } else {
                self.ids.push(short_id(id));
            }
        }
        self.fresh.push(Fresh { month, point, kind });
        if let Some(kept) = &mut self.kept {
            kept.push(&NewRow {
                month,
                texts: &self.keys,
                id,
                seconds,
            });
        }
    }

    /// Places the rows of a piece and counts them. All points first: the processor then fetches many from memory at the same time.
    fn count(&mut self) -> std::io::Result<()> {
        let fresh = std::mem::take(&mut self.fresh);
        let places: Vec<u32> = fresh
            .iter()
            .map(|it| {
                it.point
                    .map_or(0, |point| self.places.place(point, self.layers))
            })
            .collect();
        self.rows += fresh.len() as u64;
        self.no_location += places.iter().filter(|place| **place == 0).count() as u64;
        for it in &fresh {
            bump(&mut self.months, usize::from(it.month.number()));
            bump(&mut self.types, usize::from(it.kind));
        }
        let layers = self.layers.len();
        for (layer, tally) in self.tallies.iter_mut().enumerate() {
            for (it, place) in fresh.iter().zip(&places) {
                let area = self.places.areas[*place as usize * layers + layer];
                self.outside[layer] += u64::from(area == OUTSIDE);
                tally.add(key(area, it.month, it.kind));
            }
        }
        self.fresh = fresh;
        self.fresh.clear();
        match &mut self.kept {
            Some(kept) => kept.place(&places),
            None => Ok(()),
        }
    }

    fn month_of(&mut self, text: &[u8]) -> Option<Month> {
        if !same(&self.month.0, text) {
            self.month = (text.to_vec(), Month::parse(text)?);
        }
        Some(self.month.1)
    }

    fn point_of(&mut self, lon: &[u8], lat: &[u8]) -> Result<Option<[i32; 2]>, String> {
        match (lon.is_empty(), lat.is_empty()) {
            (true, true) => return Ok(None),
            (true, false) => return Err("a latitude without a longitude.".into()),
            (false, true) => return Err("a longitude without a latitude.".into()),
            _ => {}
        }
        let (Some(x), Some(y)) = (degrees_e6(lon), degrees_e6(lat)) else {
            return Err(format!(
                "\"{}, {}\" is not a longitude and latitude in degrees. Are these metres on the National Grid?",
                shown(lon),
                shown(lat)
            ));
        };
        if !(-180_000_000..=180_000_000).contains(&x) || !(-90_000_000..=90_000_000).contains(&y) {
            return Err(format!(
                "longitude {} or latitude {} is off the globe.",
                shown(lon),
                shown(lat)
            ));
        }
        if (x, y) == (0, 0) {
            // A known way of saying "nowhere", not a crime in the Gulf of Guinea.
            self.quirks.zero_point += 1;
            return Ok(None);
        }
        Ok(Some([x, y]))
    }

    fn reject(&mut self, reason: String) {
        self.rejected += 1;
        if self.rejects.len() < REJECTS_KEPT {
            self.rejects.push(Reject {
                line: self.line,
                reason,
            });
        }
    }

    fn finish(
        mut self,
        (sha256, crlf): (String, bool),
        says: &NameSays,
        source: &Source,
    ) -> Result<Read, CannotRead> {
        let Some(layout) = self.layout.take() else {
            return Err(CannotRead::at(
                self.file,
                1,
                "the file is empty: there is no heading.",
            ));
        };
        let kind = layout.kind;
        if let Some(named) = says.kind.filter(|named| *named != kind) {
            return Err(CannotRead::at(
                self.file,
                1,
                format!(
                    "the file is named {} but its columns are those of {}. Rename it or fetch it again.",
                    named.slug(),
                    kind.slug()
                ),
            ));
        }
        let repeated = repeats(std::mem::take(&mut self.ids));
        let lsoas = self
            .lsoa
            .map(|at| self.dictionaries[at].values.as_slice())
            .unwrap_or_default();
        let months: BTreeMap<Month, u64> = (0..)
            .zip(&self.months)
            .filter(|(_, n)| **n > 0)
            .map(|(m, n)| (Month::from_number(m), *n))
            .collect();
        let quirks = self.named_quirks(&layout, crlf, repeated, lsoas, &months);
        let kinds: Vec<String> = self.dictionaries[self.counted]
            .values
            .iter()
            .map(|v| {
                if v.is_empty() {
                    "Not stated".to_owned()
                } else {
                    v.clone()
                }
            })
            .collect();
        let mut types = BTreeMap::new();
        for (name, n) in kinds.iter().zip(&self.types).filter(|(_, n)| **n > 0) {
            *types.entry(name.clone()).or_insert(0) += n;
        }
        let placement = self
            .layers
            .iter()
            .zip(&self.outside)
            .map(|(layer, outside)| LayerPlacement {
                layer: layer.name.clone(),
                placed: self.rows - self.no_location - outside,
                outside: *outside,
            })
            .collect();
        let counts = self.tallies.into_iter().map(Tally::finish);
        let roll_up = RollUp {
            layers: self
                .layers
                .iter()
                .zip(counts)
                .map(|(l, counts)| LayerCounts {
                    name: l.name.clone(),
                    codes: l.codes.clone(),
                    counts,
                })
                .collect(),
            kinds,
        };
        let mut forces: Vec<String> = kind
            .texts()
            .iter()
            .zip(&self.dictionaries)
            .filter(|((_, column), _)| FORCES.contains(column))
            .flat_map(|(_, named)| named.values.iter().filter(|name| !name.is_empty()).cloned())
            .collect();
        forces.sort_unstable();
        forces.dedup();
        let rows = self.kept.take().map(|kept| Rows {
            kind,
            dictionaries: self.dictionaries.into_iter().map(|d| d.values).collect(),
            points: self.places.points,
            areas: self.places.areas,
            layers: self
                .layers
                .iter()
                .map(|l| (l.name.clone(), l.version.clone(), l.codes.clone()))
                .collect(),
            kept,
        });
        let reading = Reading {
            file: source.file_name(),
            kind,
            force: says.force.clone(),
            forces,
            file_month: says.month,
            sha256,
            rows_read: self.rows + self.rejected,
            rows: self.rows,
            months,
            types,
            placement,
            no_location: self.no_location,
            rejects: self.rejects,
            rejected: self.rejected,
            quirks,
        };
        Ok(Read {
            reading,
            roll_up,
            rows,
        })
    }

    fn named_quirks(
        &self,
        layout: &Layout,
        crlf: bool,
        repeated: u64,
        lsoas: &[String],
        months: &BTreeMap<Month, u64>,
    ) -> BTreeMap<String, u64> {
        let q = &self.quirks;
        let not_utf8 = self.dictionaries.iter().map(|d| d.not_utf8).sum();
        let stubs = stub_months(months);
        [
            ("blank coordinates", self.no_location - q.zero_point),
            ("coordinates 0,0", q.zero_point),
            ("rows without a crime id", q.no_id),
            ("rows repeating a crime id", repeated),
            ("\"On or near\" and nothing after it", q.blank_near),
            ("coordinates but no LSOA", q.point_without_lsoa),
            (
                "LSOA codes new in 2021",
                lsoas.iter().filter(|code| new_in_2021(code)).count() as u64,
            ),
            ("month other than the file name's", q.other_month),
            ("last hour of the month before, from summer time", q.shifted),
            ("blank lines", q.blank_lines),
            ("rows with quotation marks", q.quoted),
            ("texts not in UTF-8", not_utf8),
            ("columns beyond the published ones", layout.extra as u64),
            ("line ends CRLF", u64::from(crlf)),
            ("byte order mark", q.bom),
            ("stub months", stubs),
        ]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(name, n)| (name.to_owned(), n))
        .collect()
    }
}

fn bump(counts: &mut Vec<u64>, at: usize) {
    if counts.len() <= at {
        counts.resize(at + 1, 0);
    }
    counts[at] += 1;
}

/// Splits the next line at its commas and returns where it ends, and whether it holds a quotation mark.
fn split(
    bytes: &[u8],
    from: usize,
    marks: &mut Marks<'_>,
    ranges: &mut Vec<(u32, u32)>,
) -> (usize, bool) {
    ranges.clear();
    let (mut start, mut quoted) = (from, false);
    let mut end = bytes.len();
    for at in marks {
        match bytes[at] {
            b',' => {
                ranges.push((start as u32, at as u32));
                start = at + 1;
            }
            b'"' => quoted = true,
            _ => {
                end = at;
                break;
            }
        }
    }
    ranges.push((start as u32, end as u32));
    (end, quoted)
}

/// 64 bits by which an id is told from the others of its file.
fn short_id(id: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hash = crate::quick_hash::Quick::default();
    hash.write(id);
    hash.finish()
}

/// How many rows carry an id that an earlier row has.
fn repeats(mut ids: Vec<u64>) -> u64 {
    ids.sort_unstable();
    ids.windows(2).filter(|w| w[0] == w[1]).count() as u64
}

/// Codes first given out with the 2021 census: those after the last of 2011.
fn new_in_2021(code: &str) -> bool {
    let after = |letter: &str, last: u32| {
        code.strip_prefix(letter)
            .and_then(|n| n.parse::<u32>().ok())
            .is_some_and(|n| n > last)
    };
    code.len() == 9 && (after("E0", 1_033_768) || after("W0", 1_001_909))
}

/// Months under a fiftieth of the month after: the torn edge of an extract, not a quiet month.
fn stub_months(months: &BTreeMap<Month, u64>) -> u64 {
    let pairs = months.iter().zip(months.iter().skip(1));
    pairs
        .filter(|((m, n), (next, after))| m.plus(1) == **next && **n * 50 < **after)
        .count() as u64
}

/// A value as it may be quoted in a report: short, on one line, nothing hidden in it.
fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text)
        .chars()
        .filter(|c| !c.is_control())
        .take(40)
        .collect()
}
