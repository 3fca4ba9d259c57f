//! Shares, surveys and twelve months against twelve.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};
use statistics::{
    Interval, Margin, SurveyDesign, Window, beta_range, clopper_pearson, effective_answers,
    exact_comparison, jeffreys, kish_effect, logit_range, minimum_likelihood_p, rake, survey_mean,
    wilson as wilson_range,
};

use crate::compare::{Answer, Rule, number};
use crate::inputs::{Inputs, Table};

/// Closed forms, also where the value is nothing.
pub(super) const CLOSED: Rule = Rule::Near(1e-12, 1e-9);
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

/// Any key of a range: its method and level, such as `wilson95`, `lo99` or `clopper_pearson` (the usual level where none is said).
fn range_of(key: &str, x: f64, n: f64, usual: f64) -> Option<Value> {
    let method = key.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let level = key[method.len()..]
        .parse::<f64>()
        .map_or(usual, |it| it / 100.0);
    let end = |pick: fn(Interval) -> f64| json!(wilson_range(x, n, level).map(pick));
    Some(match method.trim_end_matches('_') {
        "wilson" => pair(wilson_range(x, n, level)),
        "jeffreys" => pair(jeffreys(x, n, level)),
        "clopper_pearson" | "exact" | "beta" => pair(clopper_pearson(x, n, level)),
        "wald" | "normal" => pair(about(x / n, x / n, n, level)),
        "agresti_coull" => pair(normal(level).and_then(|z| {
            let more = n + z * z;
            let centre = (x + z * z / 2.0) / more;
            about(centre, centre, more, level)
        })),
        "lo" => end(|it| it.low),
        "hi" => end(|it| it.high),
        "p" | "estimate" => json!(x / n),
        "se" => json!((x / n * (1.0 - x / n) / n).sqrt()),
        _ => return None,
    })
}

fn normal(level: f64) -> Option<f64> {
    use statrs::distribution::{ContinuousCDF as _, Normal};
    (level > 0.0 && level < 1.0).then(|| Normal::standard().inverse_cdf(0.5 + level / 2.0))
}

/// A range about a share by its standard error, within 0 and 1.
fn about(centre: f64, p: f64, n: f64, level: f64) -> Option<Interval> {
    let reach = normal(level)? * (p * (1.0 - p) / n).sqrt();
    (n > 0.0).then(|| Interval {
        low: (centre - reach).max(0.0),
        high: (centre + reach).min(1.0),
    })
}

pub fn wilson(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let mut rules: Vec<(&'static str, Rule)> = vec![];
    let level = |of: &Value| -> Option<f64> {
        ["conf", "conf_level", "level"]
            .iter()
            .find_map(|key| number(&of[*key]))
    };
    let rows = rows(golden)?
        .iter()
        .map(|row| {
            let (x, n) = (field(row, "x")?, field(row, "n")?);
            if !(n >= 0.0 && x >= 0.0 && x <= n && n.is_finite()) {
                bail!("{x} of {n} is no share");
            }
            let usual = level(row).or(level(golden)).unwrap_or(0.95);
            let keys = row.as_object().context("a row is no object")?.keys();
            let mut answer = Map::new();
            for key in keys.filter(|key| !["x", "n", "name", "conf"].contains(&key.as_str())) {
                let value = range_of(key, x, n, usual)
                    .with_context(|| format!("no range of ours is called \"{key}\""))?;
                // Those that are searched for are held less closely.
                let closed = !["jeffreys", "clopper", "exact", "beta"]
                    .iter()
                    .any(|it| key.starts_with(it));
                let rule = format!("rows.*.{key}");
                if !rules.iter().any(|(known, _)| *known == rule) {
                    rules.push((path(&rule), if closed { CLOSED } else { SEARCHED }));
                }
                answer.insert(key.clone(), value);
            }
            Ok(Value::Object(answer))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Answer {
        value: json!({ "rows": rows }),
        rules,
    })
}

/// A path that is known only from the file. A file has few, and the command ends after it.
pub(super) fn path(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// Counts beyond this are not worked out.
const MOST: f64 = 1e10;

/// Two windows in whole days whose ratio is that of the exposures: nothing hangs on anything else of them.
fn windows(row: &Value) -> Result<(Window, Window)> {
    let count = |key: &str| -> Result<u64> {
        let it = field(row, key)?;
        if !(it >= 0.0 && it.fract() == 0.0 && it <= MOST) {
            bail!("{key}: {it} is no count");
        }
        Ok(it as u64)
    };
    let exposure = |key: &str| -> Result<f64> {
        let it = field(row, key)?;
        if !(it > 0.0 && it.is_finite()) {
            bail!("{key}: {it} is no length of time");
        }
        Ok(it)
    };
    let (now, before) = (exposure("t_later")?, exposure("t_earlier")?);
    let whole = |it: f64| it.fract() == 0.0 && it <= f64::from(u32::MAX);
    let (now, before) = if whole(now) && whole(before) {
        (now as u32, before as u32)
    } else {
        fraction(now / before).context("the lengths of time are too far apart")?
    };
    let window = |count, days| Window { count, days };
    Ok((
        window(count("later")?, now),
        window(count("earlier")?, before),
    ))
}

/// The fraction of whole numbers of 32 bits that comes nearest: the last of its continued fraction.
fn fraction(ratio: f64) -> Option<(u32, u32)> {
    let (mut last, mut here) = ((0u64, 1u64), (1u64, 0u64));
    let (mut rest, mut best) = (ratio, None);
    for _ in 0..64 {
        let whole = rest.floor();
        if !(whole.is_finite() && whole < f64::from(u32::MAX)) {
            break;
        }
        let step = |a: u64, b: u64| (whole as u64).checked_mul(a)?.checked_add(b);
        let next = (step(here.0, last.0)?, step(here.1, last.1)?);
        let (Ok(a), Ok(b)) = (u32::try_from(next.0), u32::try_from(next.1)) else {
            break;
        };
        if a > 0 {
            best = Some((a, b));
        }
        (last, here) = (here, next);
        if f64::from(a) / f64::from(b) == ratio || rest == whole {
            break;
        }
        rest = 1.0 / (rest - whole);
    }
    best.filter(|(a, b)| (f64::from(*a) / f64::from(*b) / ratio - 1.0).abs() < 1e-12)
}

pub fn yoy(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let rows = rows(golden)?
        .iter()
        .map(|row| {
            let (now, before) = windows(row)?;
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
                cells: codes(&table.texts(like(table, column).unwrap_or(column))?, &names)?,
                wanted: cells
                    .iter()
                    .map(|cell| field(cell, "Freq"))
                    .collect::<Result<_>>()?,
            })
        })
        .collect()
}

/// How a column is named in a golden file: not at all, as none, or by its name (R's `~name`; `~1` and `1` are none).
enum Named<'a> {
    Not,
    None,
    Column(&'a str),
}

fn named<'a>(golden: &Value, table: &'a Table, keys: &[&str]) -> Result<Named<'a>> {
    let Some(said) = keys.iter().find_map(|key| golden.get(*key)) else {
        return Ok(Named::Not);
    };
    match said {
        Value::Null => Ok(Named::None),
        Value::Object(map) if map.is_empty() => Ok(Named::None),
        Value::String(name) => match name.trim_start_matches('~').trim() {
            "1" | "0" | "" => Ok(Named::None),
            name => like(table, name)
                .map(Named::Column)
                .with_context(|| format!("there is no column {name}")),
        },
        Value::Number(one) if one.as_u64().is_some_and(|it| it < 2) => Ok(Named::None),
        other => bail!("{other} names no column"),
    }
}

/// How a sample was drawn, by column: as the file says, or else as the R package calls them (weights `pw`, the size of each stratum
/// `fpc`, strata `stype`).
struct Drawn {
    weights: Vec<f64>,
    strata: Vec<usize>,
    population: Vec<f64>,
    groups: Vec<usize>,
}

impl Drawn {
    fn of(golden: &Value, table: &Table) -> Result<Self> {
        let usual = |named: Named<'_>, names: &[&str]| -> Option<String> {
            match named {
                Named::Not => names
                    .iter()
                    .find_map(|name| like(table, name))
                    .map(str::to_owned),
                Named::None => None,
                Named::Column(name) => Some(name.to_owned()),
            }
        };
        let weights = named(golden, table, &["weights", "weight", "probs"])?;
        if golden.get("probs").is_some() {
            bail!("this asks for probs, which are not worked out here");
        }
        let weights = usual(weights, &["pw", "weight", "weights", "w"]);
        let method = golden["method"].as_str().unwrap_or_default().to_lowercase();
        let by_group = ["id", "ids", "cluster", "clusters"];
        let simple = method.contains("simple random")
            || method.contains("cluster")
            || matches!(named(golden, table, &by_group)?, Named::Column(_));
        let strata = match named(golden, table, &["strata", "stratum"])? {
            // A method in words says how it was drawn, too, and so does a group that is said.
            Named::Not if simple => Named::None,
            other => other,
        };
        let strata = match usual(strata, &["stype", "stratum", "strata"]) {
            Some(column) => numbered(&table.texts(&column)?)?,
            None => Vec::new(),
        };
        let population = match named(golden, table, &["fpc"])? {
            Named::Not
                if ["no fpc", "with replacement"]
                    .iter()
                    .any(|it| method.contains(it))
                    || method.contains("simple random") && !method.contains("fpc") =>
            {
                Named::None
            }
            other => other,
        };
        let population = match usual(population, &["fpc"]) {
            Some(column) => table.numbers(&column)?,
            None => Vec::new(),
        };
        let groups = match named(golden, table, &by_group)? {
            Named::Column(column) => Some(column),
            Named::None => None,
            Named::Not if method.contains("cluster") => {
                let words: Vec<&str> = method
                    .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
                    .collect();
                let at = words.iter().position(|it| *it == "by");
                let name = at.and_then(|at| words.get(at + 1)).copied();
                Some(
                    name.and_then(|name| like(table, name))
                        .context("this asks for groups, and the file does not say which")?,
                )
            }
            Named::Not => None,
        };
        let groups = match groups {
            Some(column) => numbered(&table.texts(column)?)?,
            None => Vec::new(),
        };
        let mut group_of: HashMap<usize, usize> = HashMap::new();
        for (group, stratum) in groups.iter().zip(&strata) {
            if group_of
                .insert(*group, *stratum)
                .is_some_and(|it| it != *stratum)
            {
                bail!("a group lies in two strata");
            }
        }
        let weights = match weights {
            Some(column) => table.numbers(&column)?,
            None if !population.is_empty() => {
                weights_of(&strata, &population, &groups, table.rows.len())?
            }
            None => bail!("no weights are said, and no column is called as weights are"),
        };
        Ok(Self {
            weights,
            strata,
            population,
            groups,
        })
    }

    fn design<'a>(&'a self, weights: &'a [f64], raked: &'a [Margin]) -> SurveyDesign<'a> {
        SurveyDesign {
            weights,
            strata: &self.strata,
            population: &self.population,
            raked,
            groups: &self.groups,
        }
    }
}

/// Without weights each answer stands for as many as there are in its stratum to one that was drawn.
fn weights_of(
    strata: &[usize],
    population: &[f64],
    groups: &[usize],
    n: usize,
) -> Result<Vec<f64>> {
    let stratum = |i: usize| strata.get(i).copied().unwrap_or(0);
    let unit = |i: usize| groups.get(i).copied().unwrap_or(i);
    let mut drawn: HashMap<usize, HashSet<usize>> = HashMap::new();
    for i in 0..n {
        drawn.entry(stratum(i)).or_default().insert(unit(i));
    }
    (0..n)
        .map(|i| {
            let people = population.get(i).context("fpc")?;
            let units = drawn.get(&stratum(i)).map_or(1, HashSet::len);
            Ok(people / units as f64)
        })
        .collect()
}

fn numbered(texts: &[&str]) -> Result<Vec<usize>> {
    codes(texts, &levels(texts))
}

/// A sample by the R package `survey`.
pub fn survey(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let table = inputs.table(golden["input"].as_str().context("it names no input")?)?;
    let drawn = Drawn::of(golden, &table)?;
    let margins = margins(golden, &table)?;
    let design = drawn.design(&drawn.weights, &[]);
    let raked = if margins.is_empty() {
        Vec::new()
    } else {
        rake(&drawn.weights, &margins, None)
            .map_err(|fault| anyhow::anyhow!("raking: {fault:?}"))?
            .weights
    };
    // What is raked is the sample as drawn where the words say so, and otherwise as if drawn one by one.
    let method = golden["method"].as_str().unwrap_or_default().to_lowercase();
    let as_drawn = method.contains("raking of the") || method.contains("raked ");
    let after = if as_drawn {
        drawn.design(&raked, &margins)
    } else {
        SurveyDesign {
            weights: &raked,
            raked: &margins,
            ..SurveyDesign::default()
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_lengths_of_time_are_whole_days_of_the_same_ratio() {
        assert_eq!(fraction(1.5 / 2.25), Some((2, 3)));
        for ratio in [365.25 / 366.0, 6.8e9 / 6.7e9, 1e-7, 12345.678] {
            let (a, b) = fraction(ratio).unwrap();
            assert!((f64::from(a) / f64::from(b) / ratio - 1.0).abs() < 1e-15);
        }
        assert_eq!(fraction(f64::NAN), None);
        assert_eq!(fraction(1e-300), None);
        let row = |later: f64| json!({"later": later, "earlier": 2, "t_later": 1, "t_earlier": 1});
        assert!(windows(&row(3.0)).is_ok());
        assert!(windows(&row(-3.0)).is_err() && windows(&row(0.5)).is_err());
    }

    #[test]
    fn a_column_is_named_as_none_or_by_its_name() {
        let table = Table {
            columns: vec!["pw".into(), "d.num".into()],
            rows: vec![],
        };
        let of = |value: Value| named(&json!({ "id": value }), &table, &["id"]);
        assert!(matches!(of(json!(null)).unwrap(), Named::None));
        assert!(matches!(of(json!("~1")).unwrap(), Named::None));
        assert!(matches!(
            of(json!("~dnum")).unwrap(),
            Named::Column("d.num")
        ));
        assert!(of(json!("other")).is_err());
        assert!(matches!(
            named(&json!({}), &table, &["id"]).unwrap(),
            Named::Not
        ));
    }
}
