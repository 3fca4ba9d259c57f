//! How grave what happened was, by weights of the analyst's own.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use statistics::{HarmWeights, harm, too_broad};

use super::{columns, limits};
use crate::{
    answer::{Answer, Out},
    table::{Files, Table},
};

/// No offence is called so.
const UNWEIGHED: &str = "\0";

/// How grave what happened was.
#[derive(clap::Args, Clone, Debug)]
pub struct Harm {
    #[command(flatten)]
    pub files: Files,
    /// The column of offences.
    #[arg(long, default_value = "offence")]
    pub offence: String,
    /// The column of counts.
    #[arg(long, default_value = "count")]
    pub count: String,
    /// The column of the weight of one; an empty cell is no weight.
    #[arg(long, default_value = "weight")]
    pub weight: String,
    /// Columns to work it out by, with commas between: area,month.
    #[arg(long, value_delimiter = ',')]
    pub by: Vec<String>,
    /// How much more counts vary than chance: 1, or what compare says of the same counts.
    #[arg(long, default_value_t = 1.0)]
    pub phi: f64,
    #[command(flatten)]
    pub out: Out,
}

impl Harm {
    pub fn run(&self) -> Result<()> {
        let (answer, table) = self.answer()?;
        answer.give(&[&table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Table)> {
        ensure!(
            self.phi.is_finite() && self.phi >= 1.0,
            "--phi is 1 or more"
        );
        let mut table = self.files.open()?;
        let (offence, count, weight) = (
            table.column(&self.offence)?,
            table.column(&self.count)?,
            table.column(&self.weight)?,
        );
        let by = self
            .by
            .iter()
            .map(|it| table.column(it))
            .collect::<Result<Vec<_>>>()?;
        let mut weights = HarmWeights::default();
        let rows = table.each(|row| {
            let name = row.text(offence).to_owned();
            if too_broad(&name) {
                return Err(format!(
                    "{name} holds grave and slight offences together, so a weight for it would be made up"
                ));
            }
            let n = row.count(count)? as f64;
            let weighed = !row.text(weight).is_empty();
            if weighed {
                let weight = row.number(weight)?;
                if weight < 0.0 {
                    return Err("a weight is not below 0".to_owned());
                }
                let known = *weights.weights.entry(name.clone()).or_insert(weight);
                if known.total_cmp(&weight).is_ne() {
                    return Err(format!("{name} has another weight further up"));
                }
            }
            let group: Vec<String> = by.iter().map(|at| row.text(*at).to_owned()).collect();
            // A row without a weight takes none from another row of its offence.
            Ok((group, if weighed { name } else { UNWEIGHED.to_owned() }, n))
        })?;
        if rows.is_empty() {
            return Err(table.nothing());
        }
        let mut groups: BTreeMap<Vec<String>, Vec<(&str, f64)>> = BTreeMap::new();
        for (group, name, n) in &rows {
            groups.entry(group.clone()).or_default().push((name, *n));
        }
        let n = rows.len();
        let rows: Vec<Vec<Value>> = groups
            .into_iter()
            .map(|(group, counts)| {
                let it = harm(&weights, counts, self.phi);
                let (low, high) = it.range();
                let mut row: Vec<Value> = group.into_iter().map(Value::from).collect();
                row.extend([it.score, low, high, it.weighed, it.unweighed].map(Value::from));
                row
            })
            .collect();
        let answer = Answer {
            method: "harm",
            parameters: json!({ "phi": self.phi }),
            n,
            period: None,
            seed: None,
            limits: limits(&[
                "A few grave events make most of a score: print the counts and the range beside it.",
                "Sentences are not suffering: the score says what the law weighs, of what was recorded. The range takes the score for normal, and with few grave events it is too narrow.",
                "What has no weight stands apart as unweighed, never as nothing.",
                "Name the scheme, its edition and its licence: the weights are yours.",
            ]),
            summary: Value::Null,
            columns: columns(&self.by, &["score", "low", "high", "weighed", "unweighed"]),
            rows: rows.into(),
        };
        Ok((answer, table))
    }
}
