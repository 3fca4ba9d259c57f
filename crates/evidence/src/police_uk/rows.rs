//! Kept rows, packed in columns: what a snapshot is written from.

use std::sync::Arc;

use statistics::{Area, AreaIndex};

use super::Kind;
use crate::Month;
use crate::quick_hash::QuickMap;
use crate::roll_up::{NO_LOCATION, OUTSIDE};

/// A set of areas rows are placed in, such as the wards of one year.
pub struct Layer {
    /// Its name, a column of the snapshot: `ward`, `lsoa`.
    pub name: String,
    /// Which boundaries these are, such as `wards 2022`.
    pub version: String,
    pub(crate) codes: Arc<Vec<String>>,
    pub(crate) index: AreaIndex,
}

impl Layer {
    /// Makes areas ready for placing points.
    pub fn new(name: impl Into<String>, version: impl Into<String>, areas: &[Area]) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            codes: Arc::new(areas.iter().map(|a| a.code.clone()).collect()),
            index: AreaIndex::new(areas),
        }
    }
}

/// Distinct texts of one column. Key 0 is always the blank.
pub(crate) struct Dictionary {
    keys: QuickMap<Box<[u8]>, u32>,
    pub values: Vec<String>,
    /// Neighbouring rows often repeat a text: comparing is cheaper than hashing.
    last: (Box<[u8]>, u32),
    pub not_utf8: u64,
}

impl Dictionary {
    pub fn new() -> Self {
        Self {
            keys: QuickMap::default(),
            values: vec![String::new()],
            last: (Box::default(), 0),
            not_utf8: 0,
        }
    }

    pub fn key(&mut self, text: &[u8]) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if *self.last.0 == *text {
            return self.last.1;
        }
        if let Some(key) = self.keys.get(text) {
            let key = *key;
            if self.last.0.len() == text.len() {
                self.last.0.copy_from_slice(text);
                self.last.1 = key;
            } else {
                self.last = (text.into(), key);
            }
            return key;
        }
        let key = self.values.len() as u32;
        self.not_utf8 += u64::from(std::str::from_utf8(text).is_err());
        self.values.push(String::from_utf8_lossy(text).into_owned());
        self.keys.insert(text.into(), key);
        key
    }
}

/// Distinct points, each placed once on every layer. Place 0 is "no location".
pub(crate) struct Places {
    known: QuickMap<u64, u32>,
    pub points: Vec<[i32; 2]>,
    /// Area by layer, one layer after another for each place.
    pub areas: Vec<u32>,
    last: (u64, u32),
}

impl Places {
    pub fn new(layers: usize) -> Self {
        Self {
            known: QuickMap::default(),
            points: vec![[0, 0]],
            areas: vec![NO_LOCATION; layers],
            last: (u64::MAX, 0),
        }
    }

    pub fn place(&mut self, lon: i32, lat: i32, layers: &[Layer]) -> u32 {
        let key = u64::from(lon as u32) << 32 | u64::from(lat as u32);
        if self.last.0 == key {
            return self.last.1;
        }
        let next = self.points.len() as u32;
        let place = *self.known.entry(key).or_insert(next);
        if place == next {
            self.points.push([lon, lat]);
            self.areas.extend(
                layers
                    .iter()
                    .map(|l| l.index.find(lon, lat).map_or(OUTSIDE, |area| area as u32)),
            );
        }
        self.last = (key, place);
        place
    }
}

/// Keys of one column: a byte each while the column has few texts, which most have.
pub(crate) enum Keys {
    Narrow(Vec<u8>),
    Wide(Vec<u32>),
}

impl Keys {
    fn push(&mut self, key: u32) {
        if let Self::Narrow(keys) = self {
            if let Ok(key) = u8::try_from(key) {
                keys.push(key);
                return;
            }
            *self = Self::Wide(keys.iter().map(|k| u32::from(*k)).collect());
        }
        if let Self::Wide(keys) = self {
            keys.push(key);
        }
    }

    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::Narrow(keys) => u32::from(keys[row]),
            Self::Wide(keys) => keys[row],
        }
    }
}

/// Rows of one stretch of the file.
pub(crate) struct Batch {
    pub months: Vec<u16>,
    pub places: Vec<u32>,
    pub texts: Vec<Keys>,
    /// Crime ids one after another, 32 bytes where published as 64 hexadecimal digits.
    pub ids: Vec<u8>,
    pub id_lengths: Vec<u8>,
    pub seconds: Vec<i64>,
}

pub(crate) const BATCH: usize = 1 << 16;

impl Batch {
    fn new(kind: Kind) -> Self {
        Self {
            months: Vec::with_capacity(BATCH),
            places: Vec::with_capacity(BATCH),
            texts: kind
                .texts()
                .iter()
                .map(|_| Keys::Narrow(Vec::with_capacity(BATCH)))
                .collect(),
            ids: Vec::new(),
            id_lengths: Vec::new(),
            seconds: Vec::new(),
        }
    }
}

/// The kept rows of a file.
pub struct Rows {
    pub(crate) kind: Kind,
    pub(crate) dictionaries: Vec<Vec<String>>,
    pub(crate) points: Vec<[i32; 2]>,
    pub(crate) areas: Vec<u32>,
    pub(crate) layers: Vec<(String, String, Arc<Vec<String>>)>,
    pub(crate) batches: Vec<Batch>,
}

impl Rows {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.batches.iter().map(|b| b.months.len()).sum()
    }

    /// Whether nothing was kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

pub(crate) struct NewRow<'a> {
    pub month: Month,
    pub place: u32,
    pub texts: &'a [u32],
    pub id: &'a [u8],
    pub seconds: Option<i64>,
}

pub(crate) fn push(batches: &mut Vec<Batch>, kind: Kind, row: &NewRow<'_>) {
    if batches.last().is_none_or(|b| b.months.len() == BATCH) {
        if let Some(full) = batches.last_mut() {
            full.ids.shrink_to_fit();
        }
        batches.push(Batch::new(kind));
    }
    let Some(batch) = batches.last_mut() else {
        return;
    };
    batch.months.push(row.month.number());
    batch.places.push(row.place);
    for (column, key) in batch.texts.iter_mut().zip(row.texts) {
        column.push(*key);
    }
    if kind != Kind::StopAndSearch {
        let before = batch.ids.len();
        if !push_hex(&mut batch.ids, row.id) {
            batch.ids.truncate(before);
            batch.ids.extend_from_slice(row.id);
        }
        batch.id_lengths.push((batch.ids.len() - before) as u8);
    }
    if let Some(seconds) = row.seconds {
        batch.seconds.push(seconds);
    }
}

/// Packs 64 lower-case hexadecimal digits into 32 bytes; false for anything else.
fn push_hex(out: &mut Vec<u8>, text: &[u8]) -> bool {
    const NO: u8 = 0xFF;
    const VALUE: [u8; 256] = {
        let mut table = [NO; 256];
        let mut i = 0;
        while i < 10 {
            table[b'0' as usize + i] = i as u8;
            i += 1;
        }
        let mut i = 0;
        while i < 6 {
            table[b'a' as usize + i] = 10 + i as u8;
            i += 1;
        }
        table
    };
    if text.len() != 64 {
        return false;
    }
    let mut bad = 0;
    let (pairs, _) = text.as_chunks::<2>();
    out.extend(pairs.iter().map(|[a, b]| {
        let (a, b) = (VALUE[usize::from(*a)], VALUE[usize::from(*b)]);
        bad |= (a | b) & 0xF0;
        a << 4 | (b & 15)
    }));
    bad == 0
}
