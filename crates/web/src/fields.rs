//! What a public table holds, written down once: file headings, JSON, documents and the OpenAPI schema come from it.

use serde_json::{Map, Value, json};

/// In JSON, a row whose null is a count that is not shown says here which fields these are. What stands null without it is empty.
pub const HIDDEN_FIELDS: &str = "hidden_fields";

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number.
    Whole,
    /// A number with so many decimals.
    Number(u8),
    /// A day: `2026-11-24`.
    Day,
    /// A month: `2026-11`.
    Month,
    /// A moment in UTC: `2026-11-24T14:00:00Z`.
    Moment,
    /// Yes or no; true or false in JSON.
    Truth,
    /// A JSON object; only beside the rows.
    Object,
    /// A JSON list; only beside the rows.
    List,
}

impl Kind {
    /// For people.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::Whole => "whole number".into(),
            Self::Number(1) => "number, 1 decimal".into(),
            Self::Number(n) => format!("number, {n} decimals"),
            Self::Day => "day `YYYY-MM-DD`".into(),
            Self::Month => "month `YYYY-MM`".into(),
            Self::Moment => "moment in UTC".into(),
            Self::Truth => "`yes`/`no`, true/false".into(),
            Self::Object => "object".into(),
            Self::List => "list".into(),
        }
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its heading in the file and its key in JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// In what it is counted; empty where it is not.
    pub unit: &'static str,
    /// Whether it may be empty (null in JSON).
    pub nullable: bool,
    /// What it means.
    pub about: &'static str,
}

impl Field {
    /// A field that is never empty.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            unit: "",
            nullable: false,
            about,
        }
    }

    /// Words.
    #[must_use]
    pub const fn text(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Kind::Text, about)
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Kind::Whole, about)
    }

    /// The same field, counted in something.
    #[must_use]
    pub const fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same field, which may be empty.
    #[must_use]
    pub const fn or_nothing(self) -> Self {
        Self {
            nullable: true,
            ..self
        }
    }

    /// Its JSON schema.
    #[must_use]
    pub fn schema(&self) -> Value {
        let (kind, more) = match self.kind {
            Kind::Text => ("string", None),
            Kind::Whole => ("integer", None),
            Kind::Number(_) => ("number", None),
            Kind::Day => ("string", Some(("format", "date"))),
            Kind::Month => ("string", Some(("pattern", "^[0-9]{4}-[0-9]{2}$"))),
            Kind::Moment => ("string", Some(("format", "date-time"))),
            Kind::Truth => ("boolean", None),
            Kind::Object => ("object", None),
            Kind::List => ("array", None),
        };
        let about = if self.unit.is_empty() {
            self.about.to_owned()
        } else {
            format!("{} In {}.", self.about, self.unit)
        };
        let mut schema = json!({"type": kind, "description": about});
        if self.nullable {
            schema["type"] = json!([kind, "null"]);
        }
        if let Some((name, value)) = more {
            schema[name] = value.into();
        }
        schema
    }
}

/// A public table: the same rows as `.csv` and as `.json`.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The name of its schema and of its part of `docs/fields.md`.
    pub title: &'static str,
    /// The key under which JSON holds the rows.
    pub name: &'static str,
    /// Raised when a field goes or changes its meaning. A new field at the end does not raise it.
    pub version: u32,
    /// What a row is.
    pub about: &'static str,
    /// The routes that answer it, without an ending.
    pub routes: &'static [&'static str],
    /// What may be asked for behind a question mark.
    pub asks: &'static [(&'static str, &'static str)],
    /// The columns, in their order, in groups that tables share.
    pub groups: &'static [&'static [Field]],
    /// What JSON says beside the rows.
    pub beside: &'static [Field],
}

impl Table {
    /// The columns, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    /// The headings of the file.
    #[must_use]
    pub fn heads(&self) -> Vec<&'static str> {
        self.fields().map(|field| field.name).collect()
    }

    /// "wards of a place" as a schema name: letters only.
    #[must_use]
    pub fn schema_name(&self) -> String {
        self.title
            .split(|c: char| !c.is_ascii_alphanumeric())
            .map(|word| {
                let mut letters = word.chars();
                letters.next().map_or(String::new(), |first| {
                    first.to_uppercase().chain(letters).collect()
                })
            })
            .collect()
    }

    /// The schema of the whole JSON answer.
    #[must_use]
    pub fn schema(&self) -> Value {
        let mut row = object(self.fields());
        let mut nullable = self
            .fields()
            .filter(|it| it.nullable)
            .map(|it| it.name)
            .peekable();
        if nullable.peek().is_some() {
            row["properties"][HIDDEN_FIELDS] = json!({
                "type": "array",
                "items": {"type": "string", "enum": nullable.collect::<Vec<_>>()},
                "description": "Which of the nulls of this row are counts that are not shown. Left out where none is.",
            });
        }
        let mut all = object(self.beside.iter());
        let version = json!({"type": "integer", "const": self.version, "description": "Of this list of fields."});
        let rows = json!({"type": "array", "items": row, "description": self.about});
        all["properties"]["version"] = version;
        all["properties"][self.name] = rows;
        if let Some(required) = all["required"].as_array_mut() {
            required.extend(["version".into(), self.name.into()]);
        }
        all
    }
}

fn object<'a>(fields: impl Iterator<Item = &'a Field>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for field in fields {
        properties.insert(field.name.into(), field.schema());
        required.push(field.name);
    }
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}
