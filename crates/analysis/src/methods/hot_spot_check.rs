//! Whether last period's hot spots held the events that followed.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use statistics::forecast_checks;

use super::limits;
use crate::{
    answer::{Answer, Out},
    table::{Files, Table},
};

/// Looks back at hot spots (PAI, PEI, RRI).
#[derive(clap::Args, Clone, Debug)]
pub struct HotSpotCheck {
    #[command(flatten)]
    pub files: Files,
    /// The column by which cells were chosen: earlier events, or a forecast.
    #[arg(long, default_value = "past")]
    pub past: String,
    /// The column of events that followed.
    #[arg(long, default_value = "later")]
    pub later: String,
    /// The shares of all cells to look at.
    #[arg(long, value_delimiter = ',', default_value = "0.01,0.02,0.05,0.1,0.2")]
    pub share: Vec<f64>,
    #[command(flatten)]
    pub out: Out,
}

impl HotSpotCheck {
    pub fn run(&self) -> Result<()> {
        let (answer, table) = self.answer()?;
        answer.give(&[&table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Table)> {
        ensure!(
            self.share.iter().all(|it| *it > 0.0 && *it <= 1.0),
            "--share must lie above 0 and at most at 1"
        );
        let mut table = self.files.open()?;
        let (past, later) = (table.column(&self.past)?, table.column(&self.later)?);
        let cells = table.each(|row| {
            let it = (row.number(past)?, row.count(later)? as f64);
            if it.0 < 0.0 {
                Err("below 0".to_owned())
            } else {
                Ok(it)
            }
        })?;
        if cells.is_empty() {
            return Err(table.nothing());
        }
        let (past, later): (Vec<f64>, Vec<f64>) = cells.into_iter().unzip();
        for (column, counts) in [(&self.past, &past), (&self.later, &later)] {
            ensure!(
                counts.iter().any(|it| *it > 0.0),
                "refused: {column} is 0 in every cell, so there is nothing to hold against the other"
            );
        }
        let checks = forecast_checks(&past, &later, &self.share);
        let rows: Vec<Vec<Value>> = checks
            .iter()
            .map(|(share, it)| {
                vec![
                    json!(share),
                    json!(it.cells),
                    json!(it.area_share),
                    json!(it.hits),
                    json!(it.hit_rate),
                    json!(it.pai),
                    json!(it.pei),
                    json!(it.rri),
                ]
            })
            .collect();
        let mut limit = limits(&[
            "PAI is at most 1 divided by the share, so at another share it is another measure.",
            "RRI falls by itself for cells that were picked because they were high: they come back towards what is usual.",
            "Cells must be of one size. PAI favours tiny areas: compare at the same share only.",
            "Of cells with the same past those that stand first in the file are taken: put them in an order that knows nothing of what came later, such as by place.",
            "RRI means something only where the column past holds counts and not a forecast.",
            "That the hot spots held says that crime stayed where it was, not that patrols would help.",
        ]);
        if checks.len() < self.share.len() {
            limit.push(format!(
                "Only {} of {} cells had anything before: shares that would choose empty cells are left out.",
                past.iter().filter(|it| **it > 0.0).count(),
                past.len()
            ));
        }
        let answer = Answer {
            method: "hot-spot-check",
            parameters: json!({ "past": self.past, "later": self.later, "share": self.share }),
            n: past.len(),
            period: None,
            seed: None,
            limits: limit,
            summary: json!({ "cells": past.len(), "past": past.iter().sum::<f64>(), "later": later.iter().sum::<f64>() }),
            columns: [
                "share",
                "cells",
                "area_share",
                "hits",
                "hit_rate",
                "pai",
                "pei",
                "rri",
            ]
            .map(String::from)
            .to_vec(),
            rows: rows.into(),
        };
        Ok((answer, table))
    }
}
