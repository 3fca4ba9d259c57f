//! Shares, surveys, many tests at once and twelve months against twelve.

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};
use statistics::{
    Interval, Margin, SurveyDesign, Window, benjamini_hochberg, benjamini_yekutieli, beta_range,
    bonferroni, clopper_pearson, effective_answers, exact_comparison, holm, jeffreys, kish_effect,
    logit_range, minimum_likelihood_p, rake, survey_mean, wilson as wilson_range,
};

use crate::compare::{Answer, Rule, number};
use crate::inputs::{Inputs, Table};

/// Closed forms, also where the value is nothing.
const CLOSED: Rule = Rule::Near(1e-12, 1e-9);
/// Where a root is searched for.
const SEARCHED: Rule = Rule::Near(1e-12, 1e-6);

fn rows(golden: &Value) -> Result<&Vec<Value>> {
    golden["rows"].as_array().context("it has no rows")
}

fn field(row: &Value, name: &str) -> Result<f64> {
    row.get(name)
        .and_then(number)
        .with_context(|| format!("a row has no number \"{name}\""))
}

fn pair(range: Option<Interval>) -> Value {
    range.map_or(Value::Null, |it| json!([it.low, it.high]))
}

/// Any key of a range: its method and level, such as `wilson95`, `lo99` or `clopper_pearson` (95 where none is said).
fn range_of(key: &str, x: f64, n: f64) -> Option<Value> {
    let method = key.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let level = key[method.len()..]
        .parse::<f64>()
        .map_or(0.95, |it| it / 100.0);
    let end = |pick: fn(Interval) -> f64| json!(wilson_range(x, n, level).map(pick));
    Some(match method {
        "wilson" => pair(wilson_range(x, n, level)),
        "jeffreys" => pair(jeffreys(x, n, level)),
        "clopper_pearson" => pair(clopper_pearson(x, n, level)),
        "lo" => end(|it| it.low),
        "hi" => end(|it| it.high),
        _ => return None,
    })
}

pub fn wilson(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let rows = rows(golden)?
        .iter()
        .map(|row| {
            let (x, n) = (field(row, "x")?, field(row, "n")?);
            let keys = row.as_object().context("a row is no object")?.keys();
            let mut answer = Map::new();
            for key in keys.filter(|key| !["x", "n"].contains(&key.as_str())) {
                let value = range_of(key, x, n)
                    .with_context(|| format!("no range of ours is called \"{key}\""))?;
                answer.insert(key.clone(), value);
            }
            Ok(Value::Object(answer))
        })
        .collect::<Result<Vec<_>>>()?;
    let mut rules = vec![
        ("rows.*.lo95", CLOSED),
        ("rows.*.hi95", CLOSED),
        ("rows.*.wilson95", CLOSED),
    ];
    // What else there is: Wilson's at other levels is closed, the others are searched for.
    if let Some(first) = golden["rows"].get(0).and_then(Value::as_object) {
        for key in first.keys() {
            let closed = ["wilson", "lo", "hi"].iter().any(|it| key.starts_with(it));
            rules.push((
                path(&format!("rows.*.{key}")),
                if closed { CLOSED } else { SEARCHED },
            ));
        }
    }
    Ok(Answer {
        value: json!({ "rows": rows }),
        rules,
    })
}

/// A path that is known only from the file. A file has few, and the command ends after it.
fn path(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

pub fn fdr(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let p: Vec<f64> = golden["p"]
        .as_array()
        .context("it has no p")?
        .iter()
        .map(|p| number(p).unwrap_or(f64::NAN))
        .collect();
    let mut value = Map::new();
    let mut rules = vec![];
    let keys = golden.as_object().context("it is no object")?;
    for (key, part) in keys.iter().filter(|(_, part)| part.is_object()) {
        let adjusted = match key.as_str() {
            "fdr_bh" | "BH" | "bh" => benjamini_hochberg(&p),
            "fdr_by" | "BY" | "by" => benjamini_yekutieli(&p),
            "bonferroni" => bonferroni(&p),
            "holm" => holm(&p),
            other => bail!("no adjustment of ours is called \"{other}\""),
        };
        let mut answer = Map::new();
        for name in part.as_object().context("it is no object")?.keys() {
            if name == "adjusted" {
                answer.insert(name.clone(), json!(adjusted));
                rules.push((path(&format!("{key}.{name}")), CLOSED));
            } else if let Some(level) = name
                .strip_prefix("reject")
                .and_then(|it| format!("0.{it}").parse::<f64>().ok())
            {
                let level = if name == "reject05" { 0.05 } else { level };
                let rejected: Vec<bool> = adjusted.iter().map(|q| *q <= level).collect();
                answer.insert(name.clone(), json!(rejected));
                rules.push((path(&format!("{key}.{name}")), Rule::Exact));
            }
        }
        value.insert(key.clone(), Value::Object(answer));
    }
    Ok(Answer {
        value: Value::Object(value),
        rules,
    })
}

pub fn yoy(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let rows = rows(golden)?
        .iter()
        .map(|row| {
            let window = |count: &str, days: &str| -> Result<Window> {
                Ok(Window {
                    count: field(row, count)? as u64,
                    days: field(row, days)? as u32,
                })
            };
            let now = window("later", "t_later")?;
            let before = window("earlier", "t_earlier")?;
            if now.count + before.count == 0 {
                return Ok(json!({"p": 1.0, "p_central": 1.0, "p_mid": 1.0, "ratio": null, "lo": null, "hi": null}));
            }
            let exact = exact_comparison(now, before);
            let ratio = (now.count as f64 / f64::from(now.days))
                / (before.count as f64 / f64::from(before.days));
            // An endless upper end is nothing in JSON, in R's file as in ours.
            Ok(json!({
                "p": minimum_likelihood_p(now, before),
                "p_central": exact.p_central,
                "p_mid": exact.p_mid,
                "ratio": ratio,
                "lo": exact.ratio_low,
                "hi": exact.ratio_high,
            }))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Answer {
        value: json!({ "rows": rows }),
        rules: vec![
            ("rows.*.p", Rule::Relative(1e-9)),
            ("rows.*.p_central", Rule::Relative(1e-9)),
            ("rows.*.p_mid", Rule::Relative(1e-9)),
            ("rows.*.ratio", CLOSED),
            ("rows.*.lo", SEARCHED),
            ("rows.*.hi", SEARCHED),
        ],
    })
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase()
}

/// The column whose name is this but for dots, dashes and capitals.
fn like<'a>(table: &'a Table, name: &str) -> Option<&'a str> {
    table
        .columns
        .iter()
        .find(|column| plain(column) == plain(name))
        .map(String::as_str)
}

fn levels(texts: &[&str]) -> Vec<String> {
    let mut levels: Vec<String> = texts.iter().map(|it| (*it).to_owned()).collect();
    levels.sort();
    levels.dedup();
    levels
}

fn codes(texts: &[&str], levels: &[String]) -> Result<Vec<usize>> {
    texts
        .iter()
        .map(|text| {
            levels
                .iter()
                .position(|level| level == text)
                .with_context(|| format!("\"{text}\" is in no margin"))
        })
        .collect()
}

fn margins(golden: &Value, table: &Table) -> Result<Vec<Margin>> {
    let Some(wanted) = golden["rake_margins"].as_object() else {
        return Ok(Vec::new());
    };
    wanted
        .iter()
        .map(|(column, cells)| {
            let cells = cells.as_array().context("a margin is no list")?;
            let names = cells
                .iter()
                .map(|cell| match &cell[column] {
                    Value::String(text) => Ok(text.clone()),
                    Value::Null => bail!("a cell of {column} has no name"),
                    other => Ok(other.to_string()),
                })
                .collect::<Result<Vec<_>>>()?;
            Ok(Margin {
                cells: codes(&table.texts(column)?, &names)?,
                wanted: cells
                    .iter()
                    .map(|cell| field(cell, "Freq"))
                    .collect::<Result<_>>()?,
            })
        })
        .collect()
}

/// A stratified sample of the R package's own kind: weights `pw`, the size of each stratum `fpc`, strata `stype` (or as the file says).
pub fn survey(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let table = inputs.table(golden["input"].as_str().context("it names no input")?)?;
    let said = |key: &str, usual: &[&str]| -> Option<String> {
        golden[key]
            .as_str()
            .and_then(|name| like(&table, name.trim_start_matches('~')))
            .or_else(|| usual.iter().find_map(|name| like(&table, name)))
            .map(str::to_owned)
    };
    let weights = table
        .numbers(&said("weights", &["pw", "weight", "weights", "w"]).context("no weights")?)?;
    let strata = match said("strata", &["stype", "stratum", "strata"]) {
        Some(column) => {
            let texts = table.texts(&column)?;
            codes(&texts, &levels(&texts))?
        }
        None => Vec::new(),
    };
    let population = match said("fpc", &["fpc"]) {
        Some(column) => table.numbers(&column)?,
        None => Vec::new(),
    };
    let margins = margins(golden, &table)?;
    let design = SurveyDesign {
        weights: &weights,
        strata: &strata,
        population: &population,
        raked: &[],
    };
    let raked = if margins.is_empty() {
        Vec::new()
    } else {
        rake(&weights, &margins, None)
            .map_err(|fault| anyhow::anyhow!("raking: {fault:?}"))?
            .weights
    };
    let after = SurveyDesign {
        weights: &raked,
        strata: &[],
        population: &[],
        raked: &margins,
    };
    let column = |name: &str| -> Result<Vec<f64>> {
        let column = like(&table, name).with_context(|| format!("there is no column {name}"))?;
        if let Ok(numbers) = table.numbers(column) {
            return Ok(numbers);
        }
        let texts = table.texts(column)?;
        let levels = levels(&texts);
        let second = levels.get(1).context("a share of one level")?;
        Ok(texts
            .iter()
            .map(|text| f64::from(u8::from(text == second)))
            .collect())
    };
    let keys: Vec<&String> = golden
        .as_object()
        .context("it is no object")?
        .keys()
        .collect();
    let share = keys
        .iter()
        .find_map(|key| {
            let name = key.strip_prefix("p_")?;
            like(&table, name)
        })
        .map(column)
        .transpose()?
        .and_then(|values| survey_mean(&design, &values));
    let mut value = Map::new();
    let mut rules = vec![];
    for key in keys {
        let (design, name) = match key.strip_prefix("rake_") {
            Some(name) => (&after, name),
            None => (&design, key.as_str()),
        };
        let of = |name: &str| -> Result<statistics::Estimate> {
            survey_mean(design, &column(name)?).context("nothing to estimate from")
        };
        let answer = match name {
            "weights" => json!(raked),
            "kish_deff" => json!(kish_effect(&raked)),
            "kish_neff" => json!(effective_answers(&raked)),
            "p_ci_logit" => pair(share.as_ref().and_then(|it| logit_range(it, 0.95))),
            "p_ci_beta" => pair(share.as_ref().and_then(|it| beta_range(it, 0.95))),
            "p_se" => json!(share.map(|it| it.standard_error)),
            "p_deff" => json!(share.and_then(|it| it.design_effect)),
            _ => match name.split_once('_') {
                Some(("mean" | "p", rest)) => json!(of(rest)?.mean),
                Some(("se", rest)) => json!(of(rest)?.standard_error),
                Some(("deff", rest)) => json!(of(rest)?.design_effect),
                _ => continue, // given, or without a rule
            },
        };
        value.insert(key.clone(), answer);
        let searched = ["rake_", "kish_", "p_ci"]
            .iter()
            .any(|it| key.starts_with(it));
        rules.push((path(key), if searched { SEARCHED } else { CLOSED }));
    }
    Ok(Answer {
        value: Value::Object(value),
        rules,
    })
}
