//! A share and its likely range.

use anyhow::Result;
use serde_json::{Value, json};
use statistics::wilson;

use super::limits;
use crate::{
    answer::{Answer, Out},
    table::{Files, Table},
};

/// A share and its likely range (Wilson).
#[derive(clap::Args, Clone, Debug)]
pub struct Share {
    #[command(flatten)]
    pub files: Files,
    /// The column that names the row.
    #[arg(long, default_value = "name")]
    pub name: String,
    /// The column of how many said so.
    #[arg(long, default_value = "x")]
    pub x: String,
    /// The column of how many were asked. For a weighted survey, the effective number; x is then the weighted share times it.
    #[arg(long, default_value = "n")]
    pub n: String,
    /// The level of the range.
    #[arg(long, default_value_t = 0.95)]
    pub level: f64,
    #[command(flatten)]
    pub out: Out,
}

impl Share {
    pub fn run(&self) -> Result<()> {
        let (answer, table) = self.answer()?;
        answer.give(&[&table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Table)> {
        anyhow::ensure!(
            self.level > 0.0 && self.level < 1.0,
            "--level must lie between 0 and 1"
        );
        let mut table = self.files.open()?;
        let (name, x, n) = (
            table.column(&self.name)?,
            table.column(&self.x)?,
            table.column(&self.n)?,
        );
        let rows: Vec<Vec<Value>> = table.each(|row| {
            let (x, n) = (row.number(x)?, row.number(n)?);
            if x < 0.0 || n <= 0.0 || x > n {
                return Err(format!("{x} of {n} is not a share"));
            }
            let range = wilson(x, n, self.level).ok_or("nothing to estimate from")?;
            Ok(vec![
                json!(row.text(name)),
                json!(x),
                json!(n),
                json!(x / n),
                json!(range.low),
                json!(range.high),
            ])
        })?;
        if rows.is_empty() {
            return Err(table.nothing());
        }
        let answer = Answer {
            method: "share",
            parameters: json!({ "level": self.level, "range": "Wilson score, without continuity correction" }),
            n: rows.len(),
            period: None,
            seed: None,
            limits: limits(&[
                "Holds for people drawn at random, or weighted as if they were. Where people chose to answer, say \"of those who answered\" and print no range.",
                "It knows nothing of who was not reached or of how the question was put.",
            ]),
            summary: Value::Null,
            columns: ["name", "x", "n", "share", "low", "high"]
                .map(String::from)
                .to_vec(),
            rows: rows.into(),
        };
        Ok((answer, table))
    }
}
