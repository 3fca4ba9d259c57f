//! Rows of a snapshot, column by column.

use anyhow::{Context as _, Result};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Int32Type, TimestampSecondType};
use arrow_array::{Array as _, RecordBatch};

use super::source::Source;
use crate::Month;
use crate::month::month_of_day;

/// A crime's id as published: 64 hexadecimal digits are kept as 32 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Id {
    None,
    Hash([u8; 32]),
    Text(Box<str>),
}

impl Id {
    fn of(bytes: &[u8]) -> Self {
        match <[u8; 32]>::try_from(bytes) {
            Ok(hash) => Self::Hash(hash),
            Err(_) if bytes.is_empty() => Self::None,
            // 64 digits in capitals are the same id: small ones are published.
            Err(_) if bytes.len() == 64 && bytes.iter().all(u8::is_ascii_hexdigit) => {
                let small = String::from_utf8_lossy(bytes).to_ascii_lowercase();
                Self::asked(&small).unwrap_or(Self::None)
            }
            Err(_) => Self::Text(String::from_utf8_lossy(bytes).into()),
        }
    }

    /// The id someone asks for. Capitals are another id, and none is published with them.
    pub fn asked(text: &str) -> Option<Self> {
        if text.is_empty() || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        let digit = |byte: u8| (byte as char).to_digit(16);
        let pairs = text.as_bytes().chunks_exact(2);
        let bytes: Option<Vec<u8>> = pairs
            .map(|pair| Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8))
            .collect();
        Some(match bytes.map(<[u8; 32]>::try_from) {
            Some(Ok(hash)) if text.len() == 64 => Self::Hash(hash),
            _ => Self::Text(text.into()),
        })
    }

    /// 64 bits by which ids are looked up.
    pub fn short(&self) -> u64 {
        use std::hash::{Hash as _, Hasher as _};
        let mut hash = crate::quick_hash::Quick::default();
        self.hash(&mut hash);
        hash.finish()
    }

    pub fn push(&self, out: &mut Vec<u8>) {
        match self {
            Self::None => {}
            Self::Hash(bytes) => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                let two = |byte: &u8| {
                    [
                        DIGITS[usize::from(byte >> 4)],
                        DIGITS[usize::from(byte & 15)],
                    ]
                };
                out.extend(bytes.iter().flat_map(two));
            }
            Self::Text(text) => {
                let quoted = serde_json::Value::from(&**text).to_string();
                out.extend_from_slice(&quoted.as_bytes()[1..quoted.len() - 1]);
            }
        }
    }
}

/// Calls `each` with every stretch of rows of a snapshot.
pub(super) fn batches(
    source: &Source,
    mut each: impl FnMut(&RecordBatch) -> Result<()>,
) -> Result<()> {
    for batch in crate::snapshot::open(&source.path)?.batches() {
        each(&batch?)?;
    }
    Ok(())
}

/// A text column, each different text turned into something small once.
pub(super) fn texts<T: Clone>(
    batch: &RecordBatch,
    name: &str,
    mut turn: impl FnMut(&str) -> T,
) -> Vec<T> {
    let blank = turn("");
    let many = batch.num_rows();
    let Some(column) = batch
        .column_by_name(name)
        .and_then(|column| column.as_any_dictionary_opt())
    else {
        return vec![blank; many];
    };
    let Some(values) = column
        .values()
        .as_string_opt::<i32>()
        .filter(|values| !values.is_empty())
    else {
        return vec![blank; many];
    };
    let turned: Vec<T> = values
        .iter()
        .map(|text| text.map_or_else(|| blank.clone(), &mut turn))
        .collect();
    let keys = column.keys();
    let each = column.normalized_keys().into_iter().enumerate();
    each.map(|(row, key)| {
        if keys.is_null(row) {
            blank.clone()
        } else {
            turned[key].clone()
        }
    })
    .collect()
}

/// The month of every row.
pub(super) fn months(batch: &RecordBatch) -> Result<Vec<Month>> {
    let column = batch.column_by_name("month").context("no month column")?;
    let days = column
        .as_primitive_opt::<Date32Type>()
        .context("months are no days")?;
    let mut last = (i32::MIN, None);
    days.values()
        .iter()
        .map(|day| {
            if last.0 != *day {
                let (year, month) = month_of_day(i64::from(*day));
                let of = u16::try_from(year).ok().zip(u8::try_from(month).ok());
                last = (*day, of.and_then(|(year, month)| Month::new(year, month)));
            }
            last.1.with_context(|| format!("day {day} is in no month"))
        })
        .collect()
}

/// The point of every row, in millionths of a degree: longitude, latitude.
pub(super) fn points(batch: &RecordBatch) -> Result<Vec<Option<[i32; 2]>>> {
    let axis = |name: &str| {
        let column = batch.column_by_name(name);
        column
            .and_then(|column| column.as_primitive_opt::<Int32Type>())
            .with_context(|| format!("no column {name}"))
    };
    let (lon, lat) = (axis("lon_e6")?, axis("lat_e6")?);
    Ok((0..batch.num_rows())
        .map(|row| {
            (lon.is_valid(row) && lat.is_valid(row)).then(|| [lon.value(row), lat.value(row)])
        })
        .collect())
}

/// The crime's id of every row.
pub(super) fn ids(batch: &RecordBatch) -> Result<Vec<Id>> {
    let column = batch.column_by_name("crime_id");
    let ids = column
        .and_then(|column| column.as_binary_opt::<i32>())
        .context("no crime ids")?;
    Ok(ids
        .iter()
        .map(|id| Id::of(id.unwrap_or_default()))
        .collect())
}

/// The second of every stop, in UTC.
pub(super) fn moments(batch: &RecordBatch) -> Result<Vec<i64>> {
    let column = batch.column_by_name("at");
    let at = column
        .and_then(|column| column.as_primitive_opt::<TimestampSecondType>())
        .context("no times")?;
    Ok(at.values().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_asked_for_as_it_is_given_out() {
        let text = "0a5f6d7dfa1665954aec9d7504857d9d8c3fbd616b486fd65ac10d1d4ebdd8f8";
        let id = Id::asked(text).unwrap();
        assert!(matches!(id, Id::Hash(_)));
        let mut out = Vec::new();
        id.push(&mut out);
        assert_eq!(out, text.as_bytes());
        assert_eq!(Id::asked(&text.to_uppercase()), None);
        assert_eq!(Id::asked("abc"), Some(Id::Text("abc".into())));
    }
}
