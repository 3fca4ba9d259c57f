//! Many tests at once: which of them still count.

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};
use statistics::{
    benjamini_hochberg, benjamini_krieger_yekutieli, benjamini_yekutieli, bonferroni, hochberg,
    holm, hommel, sidak, two_stage_benjamini_hochberg,
};

use super::shares::{CLOSED, path};
use crate::compare::{Answer, Rule, number};
use crate::inputs::Inputs;

/// The levels at which a file says what is rejected, such as 0.05 under `reject05`.
fn levels_of(part: &Value) -> Vec<(String, f64)> {
    let names = part.as_object().into_iter().flat_map(|it| it.keys());
    names
        .filter_map(|name| {
            let level = format!("0.{}", name.strip_prefix("reject")?);
            Some((name.clone(), level.parse().ok()?))
        })
        .collect()
}

/// What two stages give holds for one level: `alpha`, or that of what is rejected, or statsmodels' own.
fn the_one_level(key: &str, part: &Value, levels: &[(String, f64)]) -> Result<f64> {
    if part
        .get("maxiter")
        .is_some_and(|it| number(it) != Some(1.0))
    {
        bail!("{key}: more rounds than two are not worked out here");
    }
    let mut levels = levels.iter().map(|(_, level)| *level);
    let level = match part.get("alpha") {
        Some(said) => number(said).with_context(|| format!("{key}: {said} is no level"))?,
        None => levels.next().unwrap_or(0.05),
    };
    if levels.any(|other| (other - level).abs() > 1e-12) {
        bail!("{key} speaks of several levels, and its figures hold for one");
    }
    Ok(level)
}

pub fn fdr(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let p: Vec<f64> = golden["p"]
        .as_array()
        .context("it has no p")?
        .iter()
        .map(|p| match p {
            Value::Null => Ok(f64::NAN),
            Value::Number(it) => it
                .as_f64()
                .filter(|it| (0.0..=1.0).contains(it))
                .with_context(|| format!("{p} is no chance")),
            _ => bail!("{p} is no chance"),
        })
        .collect::<Result<_>>()?;
    let mut value = Map::new();
    let mut rules = vec![];
    let keys = golden.as_object().context("it is no object")?;
    let theirs = keys
        .iter()
        .filter(|(key, part)| key.as_str() != "p" && (part.is_object() || part.is_array()));
    for (key, part) in theirs {
        let levels = levels_of(part);
        let mut found = None;
        let adjusted = match key.to_lowercase().as_str() {
            "fdr_bh" | "bh" | "fdr" => benjamini_hochberg(&p),
            "fdr_by" | "by" => benjamini_yekutieli(&p),
            "bonferroni" => bonferroni(&p),
            "holm" => holm(&p),
            "hochberg" | "simes-hochberg" => hochberg(&p),
            "hommel" => hommel(&p),
            "sidak" => sidak(&p),
            name => {
                let two_stages = match name {
                    "fdr_tsbh" | "fdr_2sbh" => two_stage_benjamini_hochberg,
                    "fdr_tsbky" | "fdr_2sbky" | "fdr_twostage" => benjamini_krieger_yekutieli,
                    other => bail!(
                        "this asks for the adjustment \"{other}\", which is not worked out here"
                    ),
                };
                let it = two_stages(&p, the_one_level(key, part, &levels)?);
                found = Some(it.found);
                it.q
            }
        };
        let Some(parts) = part.as_object() else {
            value.insert(key.clone(), json!(adjusted));
            rules.push((path(key), CLOSED));
            continue;
        };
        let mut answer = Map::new();
        for said in ["alpha", "maxiter"]
            .iter()
            .filter(|it| parts.contains_key(**it))
        {
            rules.push((path(&format!("{key}.{said}")), Rule::Given));
        }
        if parts.contains_key("adjusted") {
            answer.insert("adjusted".to_owned(), json!(adjusted));
            rules.push((path(&format!("{key}.adjusted")), CLOSED));
        }
        for (name, level) in levels {
            let rejected = match &found {
                Some(found) => found.clone(),
                None => adjusted.iter().map(|q| *q <= level).collect(),
            };
            answer.insert(name.clone(), json!(rejected));
            rules.push((path(&format!("{key}.{name}")), Rule::Exact));
        }
        value.insert(key.clone(), Value::Object(answer));
    }
    Ok(Answer {
        value: Value::Object(value),
        rules,
    })
}
