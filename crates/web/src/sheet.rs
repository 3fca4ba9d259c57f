//! The rows of a public table, and the file or JSON that is made of them.

use axum::response::{IntoResponse as _, Json};
use base::{Answer, Stop};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::{Map, Value};

use crate::{
    Wants,
    fields::{HIDDEN_FIELDS, Kind, Table},
    formats::csv_table,
};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Empty; null in JSON.
    Nothing,
    /// A count that is not shown: `hidden` in a file; null in JSON, and named in [`HIDDEN_FIELDS`].
    Hidden,
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with so many decimals.
    Number(f64, u8),
    /// A day.
    Day(NaiveDate),
    /// A moment.
    Moment(DateTime<Utc>),
    /// Yes or no.
    Truth(bool),
}

impl Cell {
    /// Words, or nothing where there are none.
    pub fn words(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Nothing
        } else {
            Self::Text(text)
        }
    }

    /// A number with so many decimals. One that is no number is nothing.
    #[must_use]
    pub fn number(n: Option<f64>, decimals: u8) -> Self {
        n.filter(|n| n.is_finite())
            .map_or(Self::Nothing, |n| Self::Number(n, decimals))
    }

    /// The cell of a file, before it is made safe.
    fn written(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Hidden => "hidden".into(),
            Self::Text(text) => text.clone(),
            Self::Whole(n) => n.to_string(),
            Self::Number(n, decimals) => format!("{n:.*}", usize::from(*decimals)),
            Self::Day(day) => day.format("%Y-%m-%d").to_string(),
            Self::Moment(at) => at.to_rfc3339_opts(SecondsFormat::Secs, true),
            Self::Truth(true) => "yes".into(),
            Self::Truth(false) => "no".into(),
        }
    }

    /// The same in JSON.
    fn value(&self) -> Value {
        match self {
            Self::Nothing | Self::Hidden => Value::Null,
            Self::Whole(n) => (*n).into(),
            Self::Number(..) => self
                .written()
                .parse::<f64>()
                .map_or(Value::Null, Value::from),
            Self::Truth(truth) => (*truth).into(),
            Self::Text(_) | Self::Day(_) | Self::Moment(_) => self.written().into(),
        }
    }

    /// Whether it is what its field says.
    fn is(&self, kind: Kind, nullable: bool) -> bool {
        match self {
            Self::Nothing | Self::Hidden => nullable,
            Self::Text(_) => matches!(kind, Kind::Text | Kind::Month),
            Self::Whole(_) => kind == Kind::Whole,
            Self::Number(_, decimals) => kind == Kind::Number(*decimals),
            Self::Day(_) => kind == Kind::Day,
            Self::Moment(_) => kind == Kind::Moment,
            Self::Truth(_) => kind == Kind::Truth,
        }
    }
}

macro_rules! cell {
    ($($from:ty: $it:ident => $to:expr;)*) => {$(
        impl From<$from> for Cell {
            fn from($it: $from) -> Self {
                $to
            }
        }
    )*};
}

fn whole(n: impl TryInto<i64>) -> Cell {
    Cell::Whole(n.try_into().unwrap_or(i64::MAX))
}

cell! {
    &str: it => Cell::Text(it.to_owned());
    &String: it => Cell::Text(it.clone());
    String: it => Cell::Text(it);
    i64: it => Cell::Whole(it);
    u32: it => whole(it);
    u64: it => whole(it);
    usize: it => whole(it);
    NaiveDate: it => Cell::Day(it);
    DateTime<Utc>: it => Cell::Moment(it);
    bool: it => Cell::Truth(it);
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(it: Option<T>) -> Self {
        it.map_or(Self::Nothing, Into::into)
    }
}

/// The cells of a row: `row![ward.code, ward.name, 3_u64]`.
#[macro_export]
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::Cell::from($cell)),*] };
}

/// A table with its rows, on the way to whoever asks.
pub struct Sheet {
    table: &'static Table,
    file: String,
    beside: Map<String, Value>,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// Rows of a table. Every row has a cell for every field, of its kind.
    #[must_use]
    pub fn new(table: &'static Table, rows: Vec<Vec<Cell>>) -> Self {
        for row in &rows {
            debug_assert_eq!(row.len(), table.fields().count(), "{}", table.title);
            for (cell, field) in row.iter().zip(table.fields()) {
                debug_assert!(
                    cell.is(field.kind, field.nullable),
                    "{}, {}: {cell:?}",
                    table.title,
                    field.name
                );
            }
        }
        Self {
            table,
            file: table.name.to_owned(),
            beside: Map::new(),
            rows,
        }
    }

    /// The name of the file, without its ending.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>) -> Self {
        self.file = name.into();
        self
    }

    /// Something that JSON says beside the rows.
    #[must_use]
    pub fn beside(mut self, name: &str, value: impl Into<Cell>) -> Self {
        self.beside.insert(name.into(), value.into().value());
        self
    }

    /// Much that JSON says beside the rows: the parts of an object.
    #[must_use]
    pub fn beside_all(mut self, object: Value) -> Self {
        if let Value::Object(parts) = object {
            self.beside.extend(parts);
        }
        self
    }

    /// The file or the JSON. There is no map of a table.
    ///
    /// # Errors
    /// [`Stop::NotThere`] where neither was asked for.
    pub fn answer(self, wants: Wants) -> Answer {
        match wants {
            Wants::Csv => {
                let rows: Vec<Vec<String>> = self
                    .rows
                    .iter()
                    .map(|row| row.iter().map(Cell::written).collect())
                    .collect();
                Ok(csv_table(&self.file, &self.table.heads(), &rows))
            }
            Wants::Json => Ok(Json(self.json()).into_response()),
            // A table is no page and no map, nor what else an address may end with.
            _ => Err(Stop::NotThere),
        }
    }

    fn json(self) -> Value {
        let heads = self.table.heads();
        let rows = self.rows.iter().map(|row| {
            let pairs = heads.iter().zip(row);
            let hidden = pairs.clone().filter(|(_, cell)| **cell == Cell::Hidden);
            let hidden: Vec<_> = hidden.map(|(head, _)| Value::from(*head)).collect();
            let mut all: Map<_, _> = pairs
                .map(|(head, cell)| ((*head).to_owned(), cell.value()))
                .collect();
            if !hidden.is_empty() {
                all.insert(HIDDEN_FIELDS.into(), hidden.into());
            }
            Value::Object(all)
        });
        let rows: Value = rows.collect();
        let mut all = self.beside;
        all.insert("version".into(), self.table.version.into());
        all.insert(self.table.name.into(), rows);
        Value::Object(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Field;

    const TABLE: Table = Table {
        title: "Tests",
        name: "tests",
        version: 3,
        about: "A test.",
        routes: &[],
        asks: &[],
        groups: &[
            &[Field::text("words", ""), Field::whole("n", "").or_nothing()],
            &[Field::new("share", Kind::Number(1), "")],
        ],
        beside: &[Field::text("place", "")],
    };

    #[test]
    fn a_file_and_json_hold_the_same() {
        let sheet = Sheet::new(
            &TABLE,
            vec![
                vec!["a".into(), Cell::Hidden, Cell::Number(2.04, 1)],
                vec!["b".into(), 3_i64.into(), Cell::Number(-1.0, 1)],
                vec!["c".into(), Cell::Nothing, Cell::Number(0.0, 1)],
            ],
        );
        let json = sheet.beside("place", "here").json();
        assert_eq!(
            json,
            serde_json::json!({"version": 3, "place": "here", "tests": [
                {"words": "a", "n": null, "share": 2.0, "hidden_fields": ["n"]},
                {"words": "b", "n": 3, "share": -1.0},
                {"words": "c", "n": null, "share": 0.0}
            ]})
        );
        let schema = TABLE.schema();
        let row = &schema["properties"]["tests"]["items"];
        assert_eq!(row["required"], serde_json::json!(["words", "n", "share"]));
        assert_eq!(
            row["properties"]["hidden_fields"]["items"]["enum"],
            serde_json::json!(["n"])
        );
        assert_eq!(
            schema["required"],
            serde_json::json!(["place", "version", "tests"])
        );
    }
}
