//! Kept rows, packed in columns: what a snapshot is written from.

use std::sync::Arc;

use statistics::{Area, AreaIndex};

use super::Kind;
use super::aside::Aside;
use crate::Month;
use crate::quick_hash::{QuickMap, same};
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

/// So many texts of a column are known at once without hashing them.
const NEAR: usize = 256;

/// Distinct texts of one column. Key 0 is always the blank.
pub(crate) struct Dictionary {
    keys: QuickMap<Box<[u8]>, u32>,
    pub values: Vec<String>,
    /// Neighbouring rows often repeat a text, and many columns have few: comparing is cheaper than hashing.
    near: Vec<(Vec<u8>, u32)>,
    pub not_utf8: u64,
}

impl Dictionary {
    pub fn new() -> Self {
        Self {
            keys: QuickMap::default(),
            values: vec![String::new()],
            near: vec![(Vec::new(), 0); NEAR],
            not_utf8: 0,
        }
    }

    pub fn key(&mut self, text: &[u8]) -> u32 {
        let [.., last] = text else { return 0 };
        // The factors keep the published crime types and outcomes apart, and most names of streets.
        let byte = |at: usize| usize::from(text[at]);
        let (middle, late) = (byte(text.len() / 2), byte(text.len() * 3 / 4));
        let near = text.len() * 37 + usize::from(*last) * 7 + middle * 11 + late * 3;
        if same(&self.near[near % NEAR].0, text) {
            return self.near[near % NEAR].1;
        }
        let key = match self.keys.get(text) {
            Some(key) => *key,
            None => self.add(text),
        };
        let near = &mut self.near[near % NEAR];
        near.0.clear();
        near.0.extend_from_slice(text);
        near.1 = key;
        key
    }

    fn add(&mut self, text: &[u8]) -> u32 {
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
}

impl Places {
    pub fn new(layers: usize) -> Self {
        Self {
            known: QuickMap::default(),
            points: vec![[0, 0]],
            areas: vec![NO_LOCATION; layers],
        }
    }

    pub fn place(&mut self, [lon, lat]: [i32; 2], layers: &[Layer]) -> u32 {
        let key = u64::from(lon as u32) << 32 | u64::from(lat as u32);
        if let Some(place) = self.known.get(&key) {
            return *place;
        }
        let place = self.points.len() as u32;
        self.known.insert(key, place);
        self.points.push([lon, lat]);
        let find = |layer: &Layer| layer.index.find(lon, lat);
        self.areas.extend(
            layers
                .iter()
                .map(|layer| find(layer).map_or(OUTSIDE, |area| area as u32)),
        );
        place
    }
}

/// Keys of one column: a byte each while the column has few texts, which most have.
#[derive(Clone)]
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
            let mut wide = Vec::with_capacity(BATCH);
            wide.extend(keys.iter().map(|k| u32::from(*k)));
            *self = Self::Wide(wide);
        }
        if let Self::Wide(keys) = self {
            keys.push(key);
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Narrow(keys) => keys.clear(),
            Self::Wide(keys) => keys.clear(),
        }
    }
}

/// Rows of one stretch of the file.
#[derive(Clone)]
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
    pub fn new(kind: Kind) -> Self {
        Self {
            months: Vec::with_capacity(BATCH),
            places: Vec::with_capacity(BATCH),
            texts: kind
                .texts()
                .iter()
                .map(|_| Keys::Narrow(Vec::with_capacity(BATCH)))
                .collect(),
            // Room is only taken where something is written, so a file of few rows pays nothing for it.
            ids: Vec::with_capacity(BATCH * 32),
            id_lengths: Vec::with_capacity(BATCH),
            seconds: Vec::new(),
        }
    }

    pub fn push(&mut self, kind: Kind, row: &NewRow<'_>) {
        self.months.push(row.month.number());
        for (column, key) in self.texts.iter_mut().zip(row.texts) {
            column.push(*key);
        }
        if kind != Kind::StopAndSearch {
            let before = self.ids.len();
            match packed(row.id) {
                Some(id) => self.ids.extend_from_slice(&id),
                None => self.ids.extend_from_slice(row.id),
            }
            self.id_lengths.push((self.ids.len() - before) as u8);
        }
        if let Some(seconds) = row.seconds {
            self.seconds.push(seconds);
        }
    }

    /// Without rows, and with the room it has.
    pub fn clear(&mut self) {
        self.months.clear();
        self.places.clear();
        self.texts.iter_mut().for_each(Keys::clear);
        self.ids.clear();
        self.id_lengths.clear();
        self.seconds.clear();
    }
}

/// The kept rows of a file.
pub struct Rows {
    pub(crate) kind: Kind,
    pub(crate) dictionaries: Vec<Vec<String>>,
    pub(crate) points: Vec<[i32; 2]>,
    pub(crate) areas: Vec<u32>,
    pub(crate) layers: Vec<(String, String, Arc<Vec<String>>)>,
    pub(crate) kept: Aside,
}

impl Rows {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether nothing was kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A row without its place, which is found for many rows together.
pub(crate) struct NewRow<'a> {
    pub month: Month,
    pub texts: &'a [u32],
    pub id: &'a [u8],
    pub seconds: Option<i64>,
}

/// Packs 64 lower-case hexadecimal digits into 32 bytes; nothing for anything else.
fn packed(text: &[u8]) -> Option<[u8; 32]> {
    // Whole arrays and no way out in the middle: the compiler then works on many digits at once.
    let text: &[u8; 64] = text.try_into().ok()?;
    let digit = |b: u8| b.wrapping_sub(b'0') < 10 || b.wrapping_sub(b'a') < 6;
    let others = text.iter().fold(0, |bad, b| bad | u8::from(!digit(*b)));
    let values = text.map(|b| (b & 15) + 9 * (b >> 6)); // letters begin with 0x61
    let mut out = [0; 32];
    for (byte, [high, low]) in out.iter_mut().zip(values.as_chunks::<2>().0) {
        *byte = high << 4 | low;
    }
    (others == 0).then_some(out)
}
