//! What a method answers: never a figure alone, always with how it was made and what it cannot say.

use std::{
    borrow::Cow,
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::ser::{Serialize, SerializeSeq as _, Serializer};
use serde_json::{Value, json};

use crate::{
    files_out::Whole,
    table::{Source, Table},
};

/// Where the answer goes.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Out {
    /// Write the answer with parameters, source and limits here as JSON, instead of to the screen.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Also write the table here as CSV.
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
}

/// An answer.
pub struct Answer {
    /// The command's own word.
    pub method: &'static str,
    /// Everything the sum was told.
    pub parameters: Value,
    /// How many rows or events went in.
    pub n: usize,
    /// First and last month or day, where there is one.
    pub period: Option<[String; 2]>,
    /// The seed of chance, where chance was used.
    pub seed: Option<u64>,
    /// What the result cannot say.
    pub limits: Vec<String>,
    /// Figures of the whole.
    pub summary: Value,
    /// The names of the table's columns.
    pub columns: Vec<String>,
    /// The table.
    pub rows: Rows,
}

/// The rows of the table.
pub enum Rows {
    /// Few, and there already.
    Held(Vec<Vec<Value>>),
    /// So many that each is made when it is written, and forgotten: how many, and the row of a number.
    Made(usize, Box<dyn Fn(usize) -> Vec<Value>>),
}

impl From<Vec<Vec<Value>>> for Rows {
    fn from(rows: Vec<Vec<Value>>) -> Self {
        Self::Held(rows)
    }
}

impl Rows {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Held(rows) => rows.len(),
            Self::Made(many, _) => *many,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those that are held.
    pub fn held(&self) -> &[Vec<Value>] {
        match self {
            Self::Held(rows) => rows,
            Self::Made(..) => &[],
        }
    }

    /// All of them.
    pub fn all(&self) -> Vec<Vec<Value>> {
        match self {
            Self::Held(rows) => rows.clone(),
            Self::Made(many, row) => (0..*many).map(row).collect(),
        }
    }

    /// Gives each to `take`, one after the other, up to the first fault.
    fn each<E>(&self, mut take: impl FnMut(&[Value]) -> Result<(), E>) -> Result<(), E> {
        match self {
            Self::Held(rows) => rows.iter().try_for_each(|row| take(row)),
            Self::Made(many, row) => (0..*many).try_for_each(|at| take(&row(at))),
        }
    }
}

/// The answer as JSON, the names in alphabetical order.
#[derive(serde::Serialize)]
struct Told<'a> {
    limits: &'a [String],
    method: &'a str,
    n: usize,
    parameters: Value,
    period: &'a Option<[String; 2]>,
    rows: Named<'a>,
    seed: Option<u64>,
    sources: Vec<Value>,
    summary: &'a Value,
    wardmote: &'a str,
}

/// Rows with the names of their columns, written as they come: a surface of a million cells is never there as a whole.
struct Named<'a> {
    /// Names in alphabetical order, and the place of each in a row.
    columns: Vec<(&'a str, usize)>,
    rows: &'a Rows,
}

impl<'a> Named<'a> {
    fn new(answer: &'a Answer) -> Self {
        let names = answer.columns.iter().map(String::as_str);
        let mut columns: Vec<(&str, usize)> = names.zip(0..).collect();
        columns.sort_unstable();
        // Of two columns of one name the last one stands.
        columns.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = next.1;
            }
            same
        });
        Self {
            columns,
            rows: &answer.rows,
        }
    }
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.rows.len()))?;
        self.rows.each(|row| {
            list.serialize_element(&Line {
                columns: &self.columns,
                row,
            })
        })?;
        list.end()
    }
}

struct Line<'a> {
    columns: &'a [(&'a str, usize)],
    row: &'a [Value],
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let cells = self.columns.iter();
        to.collect_map(cells.filter_map(|(name, at)| Some((name, self.row.get(*at)?))))
    }
}

impl Answer {
    /// Writes the answer, and tells on the standard error what was refused.
    pub fn give(&self, tables: &[&Table], out: &Out) -> Result<()> {
        tables.iter().for_each(|it| tell_refused(it));
        match &out.json {
            Some(file) => write(file, |to| self.json(tables, to))?,
            None => say(|to| self.json(tables, to))?,
        }
        if let Some(file) = &out.csv {
            write(file, |to| self.csv(to))?;
        }
        Ok(())
    }

    /// Writes the answer as JSON.
    fn json(&self, tables: &[&Table], to: &mut dyn Write) -> io::Result<()> {
        let sources = tables.iter().flat_map(|it| &it.sources).map(source);
        let mut parameters = self.parameters.clone();
        let only: Vec<&String> = tables.iter().flat_map(|it| &it.asked).collect();
        if let (false, Some(all)) = (only.is_empty(), parameters.as_object_mut()) {
            all.insert("only".to_owned(), json!(only));
        }
        let told = Told {
            limits: &self.limits,
            method: self.method,
            n: self.n,
            parameters,
            period: &self.period,
            rows: Named::new(self),
            seed: self.seed,
            sources: sources.collect(),
            summary: &self.summary,
            wardmote: env!("CARGO_PKG_VERSION"),
        };
        serde_json::to_writer_pretty(&mut *to, &told)?;
        to.write_all(b"\n")
    }

    /// Writes the table as CSV.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn csv(&self, to: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(to);
        writer.write_record(self.columns.iter().map(|it| no_formula(it).into_owned()))?;
        let mut number = Vec::new();
        self.rows.each(|row| -> io::Result<()> {
            for cell in row {
                match cell {
                    Value::Null => writer.write_field("")?,
                    Value::String(text) => writer.write_field(no_formula(text).as_bytes())?,
                    other => {
                        number.clear();
                        serde_json::to_writer(&mut number, other)?;
                        writer.write_field(&number)?;
                    }
                }
            }
            Ok(writer.write_record(None::<&[u8]>)?)
        })?;
        writer.flush()
    }
}

/// Writes a file, piece by piece. A fault leaves the older file of its name as it was.
pub fn write(file: &Path, with: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let written = Whole::begin(file).and_then(|mut to| {
        with(&mut to)?;
        to.end()
    });
    written.with_context(|| format!("{} cannot be written", file.display()))
}

/// A text that no spreadsheet takes for a formula: it begins with an apostrophe where it would be one, as in the files of the pages.
pub fn no_formula(text: &str) -> Cow<'_, str> {
    // A program that opens the file may skip spaces and line ends before it reads the sign.
    let begins = text.trim_start_matches([' ', '\u{a0}', '\n', '\u{feff}']);
    let number = begins.len() == text.len()
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.parse::<f64>().is_ok();
    let formula = begins.starts_with(['=', '+', '@', '\t', '\r', '＝', '＋', '－', '＠'])
        || (begins.starts_with('-') && !number);
    if formula {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// Writes to the screen or the pipe. Who reads only the first lines, as `head` does, is no fault.
fn say(with: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut to = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match with(&mut to).and_then(|()| to.flush()) {
        Err(fault) if fault.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

fn source(it: &Source) -> Value {
    let mut told = json!({
        "file": it.name(),
        "sha256": it.sha256, "rows_read": it.read, "rows_refused": it.refused,
        "first_refusals": it.reasons,
    });
    if let Some(all) = told.as_object_mut() {
        if it.left_out > 0 {
            all.insert("rows_left_out".to_owned(), json!(it.left_out));
        }
        if let Some(origin) = it.origin() {
            all.insert("snapshot".to_owned(), json!(origin));
        }
    }
    told
}

/// So many refused rows are shown one by one.
const SHOWN: usize = 10;

/// Says on the standard error which rows were refused.
pub fn tell_refused(table: &Table) {
    let refused = table.refused();
    if refused == 0 {
        return;
    }
    let mut text = format!(
        "{}: {refused} of {} rows refused\n",
        table.name(),
        table.read()
    );
    let many = table.sources.len() > 1;
    let reasons = table.sources.iter().flat_map(|it| {
        it.reasons.iter().map(move |reason| {
            if many {
                format!("  {}, {reason}\n", it.name())
            } else {
                format!("  {reason}\n")
            }
        })
    });
    let mut shown = 0;
    for line in reasons.take(SHOWN) {
        text.push_str(&line);
        shown += 1;
    }
    if refused > shown {
        text.push_str("  and so on\n");
    }
    let _ = std::io::stderr().write_all(text.as_bytes());
}
