//! A row on its way out of the store.

use anyhow::{Context as _, Result};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Row as _, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

/// One row of an answer.
pub enum Row {
    #[doc(hidden)]
    Sqlite(SqliteRow),
    #[doc(hidden)]
    Postgres(PgRow),
}

impl Row {
    /// The value of a column by name.
    ///
    /// # Errors
    /// When there is no such column, it is empty where it may not be, or it
    /// holds another type: always a fault of ours, never of the person asking.
    pub fn get<T: Col>(&self, name: &str) -> Result<T> {
        T::read(self, name)
    }
}

/// A type that can be read from a column.
pub trait Col: Sized {
    /// The value, or nothing where the column is empty.
    ///
    /// # Errors
    /// See [`Row::get`].
    fn read_option(row: &Row, name: &str) -> Result<Option<Self>>;

    /// The value.
    ///
    /// # Errors
    /// See [`Row::get`].
    fn read(row: &Row, name: &str) -> Result<Self> {
        Self::read_option(row, name)?.with_context(|| format!("column {name} is empty"))
    }
}

impl<T: Col> Col for Option<T> {
    fn read_option(row: &Row, name: &str) -> Result<Option<Self>> {
        Ok(Some(T::read_option(row, name)?))
    }
}

macro_rules! col {
    ($($type:ty),+ $(,)?) => {$(
        impl Col for $type {
            fn read_option(row: &Row, name: &str) -> Result<Option<Self>> {
                match row {
                    Row::Sqlite(row) => row.try_get(name),
                    Row::Postgres(row) => row.try_get(name),
                }
                .with_context(|| format!("reading column {name}"))
            }
        }
    )+};
}
col!(
    Uuid,
    String,
    i64,
    f64,
    bool,
    DateTime<Utc>,
    NaiveDate,
    Vec<u8>
);

impl Col for u32 {
    fn read_option(row: &Row, name: &str) -> Result<Option<Self>> {
        i64::read_option(row, name)?
            .map(|n| u32::try_from(n).with_context(|| format!("column {name}: {n} is no count")))
            .transpose()
    }
}
