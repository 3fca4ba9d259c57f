//! What a method answers: never a figure alone, always with how it was made and what it cannot say.

use std::{
    fs,
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::table::Table;

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
        for table in tables {
            tell_refused(table);
        }
        let text = serde_json::to_string_pretty(&self.json(tables))? + "\n";
        match &out.json {
            Some(file) => write(file, text.as_bytes())?,
            None => std::io::stdout().write_all(text.as_bytes())?,
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
            .map(|it| {
                json!({
                    "file": it.file.file_name().map(|name| name.to_string_lossy()),
                    "sha256": it.sha256, "rows_read": it.read, "rows_refused": it.refused,
                    "first_refusals": it.reasons,
                })
            })
            .collect();
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
            "parameters": self.parameters, "n": self.n, "period": self.period,
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

/// A line on the standard error while a long sum runs, if somebody is watching.
pub fn progress(what: &str) {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        // Nobody is helped by a sum that stops because its progress could not be shown.
        let _ = writeln!(err, "{what} …");
    }
}

fn tell_refused(table: &Table) {
    if table.refused == 0 {
        return;
    }
    let mut text = format!(
        "{}: {} of {} rows refused\n",
        table.file.display(),
        table.refused,
        table.read
    );
    for reason in &table.reasons {
        text.push_str(&format!("  {reason}\n"));
    }
    if table.refused > table.reasons.len() {
        text.push_str("  and so on\n");
    }
    let _ = std::io::stderr().write_all(text.as_bytes());
}
