//! How concentrated events are, and how well past hot spots foretold later ones.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{concentration, forecast_check};

use super::alarms::whole;
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

/// What a label asks for, part by part; a part that is not understood is said.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    /// The types, none for all.
    kinds: Vec<String>,
    months: Months,
    /// The columns that name a place, where they are said.
    places: Vec<usize>,
    /// The column that counts, where it is said.
    count: Option<usize>,
}

#[derive(Debug, Default, PartialEq)]
enum Months {
    #[default]
    All,
    First(usize),
    Last(usize),
    Between(String, String),
}

impl Months {
    /// Those of the known ones.
    fn of(&self, mut known: Vec<String>) -> Vec<String> {
        known.sort();
        known.dedup();
        match self {
            Self::All => known,
            Self::First(n) => known.into_iter().take(*n).collect(),
            Self::Last(n) => known.split_off(known.len().saturating_sub(*n)),
            Self::Between(from, to) => known
                .into_iter()
                .filter(|month| month >= from && month <= to)
                .collect(),
        }
    }

    /// Months as said: from one to another, since, until, a year, the first or last so many.
    fn said(part: &str) -> Option<Self> {
        let low = part.to_lowercase();
        let words: Vec<&str> = low.split_whitespace().collect();
        let known = |word: &str| word.is_empty() || MONTH_WORDS.contains(&word);
        if !low.split(|c: char| !c.is_alphabetic()).all(known) {
            return None;
        }
        let many = |word: &str| -> Option<usize> {
            let at = words.iter().position(|it| *it == word)?;
            words.get(at + 1)?.parse().ok()
        };
        let dated = low.contains("19") || low.contains("20");
        if dated && (many("first").is_some() || many("last").is_some()) {
            return None;
        }
        if low.contains("month") {
            if let Some(n) = many("first") {
                return Some(Self::First(n));
            }
            if let Some(n) = many("last") {
                return Some(Self::Last(n));
            }
        }
        let whole = ["all months", "whole period", "all years", "whole time"];
        if whole.iter().any(|it| low.contains(it)) {
            return Some(Self::All);
        }
        let is_year = |it: &str| it.len() == 4 && it.parse::<u32>().is_ok_and(|y| y > 1900);
        let dates: Vec<&str> = low
            .split(|c: char| !(c.is_ascii_digit() || c == '-'))
            .filter(|word| is_month(word) || is_year(word))
            .collect();
        let from = |it: &str| {
            if is_year(it) {
                format!("{it}-01")
            } else {
                it.to_owned()
            }
        };
        let to = |it: &str| {
            if is_year(it) {
                format!("{it}-12")
            } else {
                it.to_owned()
            }
        };
        let begins = |words: &[&str]| words.iter().any(|it| low.contains(it));
        Some(match dates[..] {
            [only] if begins(&["from ", "since ", ">="]) => {
                Self::Between(from(only), "9999-12".to_owned())
            }
            [only] if begins(&["until ", "up to ", "to ", "<="]) => {
                Self::Between(String::new(), to(only))
            }
            [only] => Self::Between(from(only), to(only)),
            [first, last] => Self::Between(from(first), to(last)),
            _ => return None,
        })
    }
}

/// The words beside the dates of a part that speaks of months.
const MONTH_WORDS: &[&str] = &[
    "first", "last", "months", "month", "from", "since", "until", "up", "to", "and", "between",
    "in", "the", "year", "years", "whole", "period", "all", "time", "of",
];

/// Names of columns but for dots, dashes, spaces and capitals.
fn plain(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase()
}

fn find(table: &Table, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| {
        let like = |column: &String| plain(column) == plain(name);
        table.columns.iter().position(like)
    })
}

/// Reads a label such as "FILE, Burglary, 2016-07..2017-06, 197 LSOAs" (here without the file).
fn asked(label: &str, table: &Table) -> Result<Asked> {
    let mut asked = Asked::default();
    let kind_column = find(table, KINDS);
    let mut known: Vec<&str> = kind_column
        .into_iter()
        .flat_map(|at| table.rows.iter().filter_map(move |row| row.get(at)))
        .map(String::as_str)
        .filter(|kind| !kind.is_empty())
        .collect();
    known.sort_unstable_by_key(|kind| std::cmp::Reverse(kind.len()));
    known.dedup();
    let mut seen = std::collections::HashSet::new();
    known.retain(|kind| seen.insert(*kind));
    let mut all = kind_column.is_none();
    for part in label.split([',', ';', ':', '(', ')']) {
        let part = part.trim().trim_end_matches('.');
        let low = part.to_lowercase();
        if part.is_empty() {
            continue;
        }
        if ["all types", "all crime", "all events", "all kinds"]
            .iter()
            .any(|it| low.contains(it))
        {
            all = true;
            continue;
        }
        // The longest names first: a name within a longer one is not meant.
        let mut rest = low.clone();
        let mut here = Vec::new();
        for kind in &known {
            if rest.contains(&kind.to_lowercase()) {
                rest = rest.replace(&kind.to_lowercase(), " ");
                here.push((*kind).to_owned());
            }
        }
        if !here.is_empty() {
            let joined = rest.split(|c: char| !c.is_alphanumeric()).all(|word| {
                let idle = [
                    "and", "or", "events", "crimes", "offences", "only", "counts",
                ];
                word.is_empty() || idle.contains(&word)
            });
            if !joined {
                bail!("\"{part}\" in the label is not understood");
            }
            asked.kinds.append(&mut here);
            continue;
        }
        let column = |name: &str| find(table, &[name]);
        if let Some(name) = low.strip_prefix("by ") {
            let name = name.trim();
            let first = name.split_whitespace().next().unwrap_or_default();
            let anchor = [
                "anchor",
                "point",
                "street segment",
                "location",
                "coordinate",
            ];
            asked.places = if let Some(at) = column(name).or(column(first)) {
                vec![at]
            } else if let (true, Some(x), Some(y)) = (
                anchor.iter().any(|it| name.contains(it)),
                column("Longitude"),
                column("Latitude"),
            ) {
                vec![x, y]
            } else if let Some(at) = PLACES
                .iter()
                .filter(|it| plain(it).contains(&plain(first)))
                .find_map(|it| column(it))
            {
                vec![at]
            } else {
                bail!("there is no column of \"{name}\"");
            };
            continue;
        }
        let called = low.strip_prefix("column ");
        if called.is_none()
            && let Some(months) = Months::said(part)
        {
            asked.months = months;
            continue;
        }
        if let Some(at) = column(called.unwrap_or(&low)) {
            asked.count = Some(at);
            continue;
        }
        let remark = [
            "lsoa", "ward", "count", "place", "area", "cell", "segment", "borough", "msoa",
            "event", "than",
        ];
        // Remarks say how many places there are, never when or by what.
        let more = low
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == "by" || word.len() == 4 && word.parse::<u32>().is_ok());
        if more || !remark.iter().any(|it| low.contains(it)) {
            bail!("\"{part}\" in the label is not understood");
        }
    }
    if !all && asked.kinds.is_empty() {
        bail!("the label names no type of event, nor all");
    }
    Ok(asked)
}

/// What columns of types, of places and of counts are called.
const KINDS: &[&str] = &["type", "crime type", "category", "major category"];
const PLACES: &[&str] = &[
    "area",
    "ward",
    "lsoa",
    "lsoa code",
    "ward code",
    "area code",
    "msoa code",
    "code",
    "place",
    "id",
    "name",
];
const COUNTS: &[&str] = &["n", "count", "counts", "crime count", "events", "value"];

/// The counts by place that a label speaks of.
fn counts(label: &str, places: usize, inputs: &Inputs) -> Result<Vec<f64>> {
    let table = inputs.table(label)?;
    let asked = asked(&label.replacen(file_name(label)?, "", 1), &table)?;
    let by = if asked.places.is_empty() {
        vec![find(&table, PLACES).context("there is no column of places")?]
    } else {
        asked.places.clone()
    };
    let kinds = find(&table, KINDS);
    let count = asked.count.or(find(&table, COUNTS));
    let (month, year) = (find(&table, &["month"]), find(&table, &["year"]));
    let month_of = |row: &[String]| -> Option<String> {
        let month = row.get(month?)?.trim();
        match year.and_then(|at| row.get(at)) {
            Some(year) if !is_month(month) => {
                Some(format!("{}-{:02}", year.trim(), month.parse::<u32>().ok()?))
            }
            _ => Some(month.to_owned()),
        }
    };
    let wide: Vec<usize> = (0..table.columns.len())
        .filter(|at| month.is_none() && is_month(&table.columns[*at]))
        .collect();
    let known = if month.is_some() {
        table.rows.iter().filter_map(|row| month_of(row)).collect()
    } else {
        wide.iter().map(|at| table.columns[*at].clone()).collect()
    };
    if month.is_none() && wide.is_empty() && asked.months != Months::All {
        bail!("the label names months, and the file has none");
    }
    let months = asked.months.of(known);
    let mut sums: BTreeMap<Vec<&str>, f64> = BTreeMap::new();
    for row in &table.rows {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        let number = |at: usize| -> Result<f64> {
            let it = cell(at).trim().parse::<f64>();
            it.ok()
                .filter(|it| it.is_finite() && *it >= 0.0)
                .with_context(|| format!("\"{}\" is no count", cell(at)))
        };
        let place: Vec<&str> = by.iter().map(|at| cell(*at)).collect();
        if place.iter().any(|it| it.is_empty()) {
            continue;
        }
        // A place is one whatever happened there.
        let sum = sums.entry(place).or_insert(0.0);
        let other = kinds.is_some_and(|at| {
            !asked.kinds.is_empty() && !asked.kinds.iter().any(|it| it == cell(at))
        });
        if other {
            continue;
        }
        if !wide.is_empty() {
            for at in wide
                .iter()
                .filter(|at| months.contains(&table.columns[**at]))
            {
                *sum += number(*at)?;
            }
        } else if month.is_none() || month_of(row).is_some_and(|it| months.contains(&it)) {
            *sum += match count {
                Some(at) => number(at)?,
                None => 1.0,
            };
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

/// No table of places is longer.
const MOST_PLACES: usize = 10_000_000;

pub fn gini(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let counts = match &golden["counts"] {
        Value::Null => {
            let label = golden["input"].as_str().context("it names no input")?;
            let places = whole(&golden["n_places"]).context("it says no n_places")?;
            if places > MOST_PLACES {
                bail!("{places} places are not worked out here");
            }
            counts(label, places, inputs)?
        }
        Value::Array(list) => list
            .iter()
            .map(|it| number(it).with_context(|| format!("{it} is no count")))
            .collect::<Result<_>>()?,
        other => bail!("{other} is no list of counts"),
    };
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
            ("rows.*.hits", CLOSED),
            ("rows.*.hit_rate", CLOSED),
            ("rows.*.area_share", CLOSED),
            ("rows.*.pai", CLOSED),
            ("rows.*.pei", CLOSED),
            ("rows.*.rri", CLOSED),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let row = |cells: &[&str]| cells.iter().map(|it| (*it).to_owned()).collect();
        Table {
            columns: row(&["ward", "type", "Longitude", "Latitude", "month", "n"]),
            rows: vec![
                row(&["A", "THEFT", "0", "51", "2015-01", "1"]),
                row(&["A", "BICYCLE THEFT", "0", "51", "2015-02", "2"]),
                row(&["B", "ROBBERY", "0", "51", "2016-01", "3"]),
            ],
        }
    }

    #[test]
    fn a_label_is_read_part_by_part_or_not_at_all() {
        let of = |label: &str| asked(label, &table());
        assert_eq!(
            of(", BICYCLE THEFT, 2015").unwrap().kinds,
            ["BICYCLE THEFT"]
        );
        assert_eq!(of(", theft + ROBBERY").unwrap().kinds.len(), 2);
        let year = Months::Between("2015-01".into(), "2015-12".into());
        assert_eq!(of(", all types, 2015, by ward").unwrap().months, year);
        assert_eq!(
            of(", all types, first 3 months").unwrap().months,
            Months::First(3)
        );
        assert_eq!(of(", THEFT, by anchor point").unwrap().places, [2, 3]);
        for unknown in [
            ", THEFT, Apr-Jun 2018",
            ", THEFT, last 12 months to 2015-02",
            ", THEFT, 2015-01 to 2015-02 by hour",
            ", THEFT, 2015 by ward",
            ", at night, THEFT",
            ", 2015",
            ", THEFT, by hour",
            ", THEFT at night",
        ] {
            assert!(of(unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn months_are_those_that_are_said() {
        let known = || {
            ["2015-11", "2015-12", "2016-01"]
                .map(str::to_owned)
                .to_vec()
        };
        let of = |label: &str| Months::said(label).map(|it| it.of(known()));
        assert_eq!(of("since 2015-12").unwrap().len(), 2);
        assert_eq!(of("until 2015-12").unwrap().len(), 2);
        assert_eq!(of("2015-12..2016-01").unwrap(), ["2015-12", "2016-01"]);
        assert_eq!(of("last 1 months").unwrap(), ["2016-01"]);
        assert_eq!(of("2015").unwrap().len(), 2);
        assert_eq!(of("at night"), None);
    }
}
