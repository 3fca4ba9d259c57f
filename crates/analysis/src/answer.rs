//! What a method answers: never a figure alone, always with how it was made and what it cannot say.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::table::{Source, Table};

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
    pub rows: Vec<Vec<Value>>,
}

impl Answer {
    /// Writes the answer, and tells on the standard error what was refused.
    pub fn give(&self, tables: &[&Table], out: &Out) -> Result<()> {
        tables.iter().for_each(|it| tell_refused(it));
        let text = serde_json::to_string_pretty(&self.json(tables))? + "\n";
        match &out.json {
            Some(file) => write(file, text.as_bytes())?,
            None => say(text.as_bytes())?,
        }
        if let Some(file) = &out.csv {
            write(file, &self.csv()?)?;
        }
        Ok(())
    }

    /// The answer as JSON.
    pub fn json(&self, tables: &[&Table]) -> Value {
        let sources: Vec<Value> = tables
            .iter()
            .flat_map(|it| &it.sources)
            .map(source)
            .collect();
        let mut parameters = self.parameters.clone();
        let only: Vec<&String> = tables.iter().flat_map(|it| &it.asked).collect();
        if let (false, Some(all)) = (only.is_empty(), parameters.as_object_mut()) {
            all.insert("only".to_owned(), json!(only));
        }
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                self.columns
                    .iter()
                    .cloned()
                    .zip(row.iter().cloned())
                    .collect()
            })
            .collect();
        json!({
            "method": self.method, "wardmote": env!("CARGO_PKG_VERSION"),
            "parameters": parameters, "n": self.n, "period": self.period,
            "seed": self.seed, "sources": sources, "limits": self.limits,
            "summary": self.summary, "rows": rows,
        })
    }

    fn csv(&self) -> Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| match cell {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            }))?;
        }
        Ok(writer.into_inner()?)
    }
}

/// Writes a file whole.
pub fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))
}

/// Writes to the screen or the pipe. Who reads only the first lines, as `head` does, is no fault.
pub fn say(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
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
