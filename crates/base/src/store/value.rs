//! A value on its way into the store.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One value of a statement. Each variant may be empty, because PostgreSQL
/// wants to know the type of a missing value too.
#[derive(Clone, Debug)]
pub enum Val {
    /// An identifier.
    Id(Option<Uuid>),
    /// Words.
    Text(Option<String>),
    /// A whole number.
    Whole(Option<i64>),
    /// A number with a fraction.
    Number(Option<f64>),
    /// Yes or no.
    Flag(Option<bool>),
    /// A moment, in UTC.
    Moment(Option<DateTime<Utc>>),
    /// A day.
    Day(Option<NaiveDate>),
    /// Bytes: hashes only.
    Bytes(Option<Vec<u8>>),
}

/// What may also be missing. A trait, because another area's ids and words are foreign here and
/// `Option` is foreign there.
pub trait Piece: Into<Val> {
    /// The value of its type that is missing.
    const EMPTY: Val;
}

impl<T: Piece> From<Option<T>> for Val {
    fn from(it: Option<T>) -> Self {
        it.map_or(T::EMPTY, Into::into)
    }
}

macro_rules! into_val {
    ($($variant:ident from $type:ty),+ $(,)?) => {$(
        impl From<$type> for Val { fn from(it: $type) -> Self { Self::$variant(Some(it)) } }
        impl Piece for $type { const EMPTY: Val = Val::$variant(None); }
    )+};
}
into_val!(
    Id from Uuid, Text from String, Whole from i64, Number from f64, Flag from bool,
    Moment from DateTime<Utc>, Day from NaiveDate, Bytes from Vec<u8>,
);

impl From<&str> for Val {
    fn from(it: &str) -> Self {
        Self::Text(Some(it.to_owned()))
    }
}
impl Piece for &str {
    const EMPTY: Val = Val::Text(None);
}
impl From<&String> for Val {
    fn from(it: &String) -> Self {
        Self::Text(Some(it.clone()))
    }
}
impl From<u32> for Val {
    fn from(it: u32) -> Self {
        Self::Whole(Some(i64::from(it)))
    }
}
