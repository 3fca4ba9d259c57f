//! How concentrated events are, and how well past hot spots foretold later ones.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{concentration, forecast_check};

use crate::compare::{Answer, Rule, number};
use crate::inputs::{Inputs, Table, file_name};

const CLOSED: Rule = Rule::Near(1e-12, 1e-9);

fn is_month(text: &str) -> bool {
    let b = text.as_bytes();
    b.len() == 7
        && b[4] == b'-'
        && b.iter()
            .enumerate()
            .all(|(i, c)| i == 4 || c.is_ascii_digit())
}

/// The months that a label speaks of, among those there are.
fn months(label: &str, mut known: Vec<String>) -> Vec<String> {
    known.sort();
    known.dedup();
    let low = label.to_lowercase();
    if let Some((_, rest)) = low.split_once("last ")
        && let Some(n) = rest
            .split_whitespace()
            .next()
            .and_then(|n| n.parse::<usize>().ok())
        && rest.contains("month")
    {
        return known.split_off(known.len().saturating_sub(n));
    }
    let said: Vec<&str> = label
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .filter(|word| is_month(word))
        .collect();
    let (from, to) = match said[..] {
        [] => return known,
        [only] if ["from ", "since ", ">="].iter().any(|it| low.contains(it)) => (only, "9999-99"),
        [only] if ["until ", "up to ", "<="].iter().any(|it| low.contains(it)) => ("", only),
        [only] => (only, only),
        [from, .., to] => (from, to),
    };
    known
        .into_iter()
        .filter(|month| month.as_str() >= from && month.as_str() <= to)
        .collect()
}

/// The type of event that a label speaks of: the longest that is named in it.
fn kind<'a>(label: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let low = label.to_lowercase();
    if low.contains("all types") || low.contains("all crime") {
        return None;
    }
    known
        .filter(|kind| !kind.is_empty() && low.contains(&kind.to_lowercase()))
        .max_by_key(|kind| kind.len())
        .map(str::to_owned)
}

fn find(table: &Table, names: &[&str]) -> Option<usize> {
    table
        .columns
        .iter()
        .position(|column| names.contains(&column.to_lowercase().as_str()))
}

/// The counts by place that a label speaks of, such as "FILE, Burglary, 2016-07..2017-06, 197 LSOAs".
fn counts(label: &str, places: usize, inputs: &Inputs) -> Result<Vec<f64>> {
    let table = inputs.table(label)?;
    let label = label.replacen(file_name(label)?, "", 1);
    let place = find(
        &table,
        &["area", "ward", "lsoa", "code", "place", "ward code"],
    )
    .context("there is no column of places")?;
    let kinds = find(&table, &["type", "crime type"]);
    let wanted = kinds.and_then(|at| {
        kind(
            &label,
            table
                .rows
                .iter()
                .filter_map(|row| row.get(at).map(String::as_str)),
        )
    });
    let month = find(&table, &["month"]);
    let count = find(&table, &["n", "count", "counts"]);
    let known: Vec<String> = match month {
        Some(at) => table
            .rows
            .iter()
            .filter_map(|row| row.get(at).cloned())
            .collect(),
        None => table
            .columns
            .iter()
            .filter(|it| is_month(it))
            .cloned()
            .collect(),
    };
    let months = months(&label, known);
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for row in &table.rows {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        if cell(place).is_empty() {
            continue;
        }
        // A place is one whatever happened there.
        let sum = sums.entry(cell(place)).or_insert(0.0);
        if let (Some(at), Some(wanted)) = (kinds, &wanted)
            && cell(at) != wanted
        {
            continue;
        }
        match month {
            Some(at) if !months.iter().any(|it| it == cell(at)) => {}
            Some(_) => {
                *sum += match count {
                    Some(at) => cell(at)
                        .trim()
                        .parse::<f64>()
                        .context("a count is no number")?,
                    None => 1.0,
                };
            }
            None => {
                for (at, column) in table.columns.iter().enumerate() {
                    if months.contains(column) {
                        *sum += cell(at)
                            .trim()
                            .parse::<f64>()
                            .context("a count is no number")?;
                    }
                }
            }
        }
    }
    let mut counts: Vec<f64> = sums.into_values().collect();
    // Places are the file's own number: those without a row had nothing, and one that never had an event may not be in the table.
    counts.sort_by(|a, b| b.total_cmp(a));
    let beyond = counts.iter().skip(places).any(|x| *x > 0.0);
    if beyond {
        bail!("more than {places} places had events");
    }
    counts.resize(places, 0.0);
    Ok(counts)
}

pub fn gini(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let label = golden["input"].as_str().context("it names no input")?;
    let places = number(&golden["n_places"]).context("it says no n_places")? as usize;
    let counts = counts(label, places, inputs)?;
    let it = concentration(&counts).context("there are no events")?;
    Ok(Answer {
        value: json!({
            "n_places": it.places,
            "n_events": it.events,
            "gini": it.gini,
            "gini_formula": it.gini,
            "gini_sparse_adjusted": it.gini_sparse,
            "places_for_25pct": it.places_holding(0.25),
            "places_for_50pct": it.places_holding(0.5),
            "zero_places": it.empty_places,
            "lorenz": it.lorenz((it.places / 20).max(1)),
        }),
        rules: vec![
            ("n_places", Rule::Exact),
            ("n_events", Rule::Exact),
            ("gini", CLOSED),
            ("gini_formula", CLOSED),
            ("gini_sparse_adjusted", CLOSED),
            ("places_for_25pct", Rule::Exact),
            ("places_for_50pct", Rule::Exact),
            ("zero_places", Rule::Exact),
            ("lorenz", CLOSED),
        ],
    })
}

pub fn pai(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let list = |key: &str| -> Result<Vec<f64>> {
        golden[key]
            .as_array()
            .with_context(|| format!("it has no {key}"))?
            .iter()
            .map(|it| number(it).context("a count is no number"))
            .collect()
    };
    let (past, later) = (list("past")?, list("future")?);
    let rows = golden["rows"].as_array().context("it has no rows")?;
    let rows = rows
        .iter()
        .map(|row| {
            let share = number(&row["share"]).context("a row has no share")?;
            let it = forecast_check(&past, &later, share).context("the cells do not fit")?;
            Ok(json!(it))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Answer {
        value: json!({ "cells": past.len(), "rows": rows }),
        rules: vec![
            ("cells", Rule::Exact),
            ("rows.*.cells", Rule::Exact),
            ("rows.*.hits", Rule::Exact),
            ("rows.*.hit_rate", CLOSED),
            ("rows.*.area_share", CLOSED),
            ("rows.*.pai", CLOSED),
            ("rows.*.pei", CLOSED),
            ("rows.*.rri", CLOSED),
        ],
    })
}
