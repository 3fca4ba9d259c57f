//! High beside high: Gi and Gi*, Moran's I, the global G.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{
    Weights, benjamini_hochberg, benjamini_yekutieli, bonferroni, gi, gi_star, global_g,
    local_moran, moran as moran_i, permuted_upper,
};
use statrs::distribution::{Continuous, ContinuousCDF, Normal};

use super::alarms::whole;
use crate::compare::{Answer, Rule, number};
use crate::inputs::{Inputs, json};

const CLOSED: Rule = Rule::Near(1e-12, 1e-9);

fn values(golden: &Value) -> Result<Vec<f64>> {
    let list = golden["x"].as_array().context("no values")?;
    list.iter()
        .map(|it| number(it).context("no number"))
        .collect()
}

/// The neighbours of a golden file, counted from `first`; a bare number is a list of one.
fn weights(golden: &Value, first: usize) -> Result<Weights> {
    let rows = golden["neighbours"].as_array().context("no neighbours")?;
    if golden["x"].as_array().map(Vec::len) != Some(rows.len()) {
        bail!("there are not as many neighbours as values");
    }
    let rows: Vec<Vec<usize>> = rows
        .iter()
        .map(|row| {
            let list = match row {
                Value::Array(list) => list.as_slice(),
                Value::Null => &[],
                one => std::slice::from_ref(one),
            };
            list.iter()
                .map(|it| {
                    let at = whole(it).and_then(|it| it.checked_sub(first));
                    at.with_context(|| format!("{it} is no neighbour"))
                })
                .collect()
        })
        .collect::<Result<_>>()?;
    Weights::binary(&rows).context("a neighbour is not there")
}

fn p_one(z: f64) -> f64 {
    Normal::standard().sf(z.abs())
}

pub fn gistar(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let x = values(golden)?;
    let w = weights(golden, 0)?.with_self();
    let z = gi_star(&x, &w);
    // Many more replicates than theirs, so that only their own noise is left between us.
    let upper = permuted_upper(&x, &w, 99_999, golden["seed"].as_u64().unwrap_or(1));
    let total = 100_000.0;
    let folded: Vec<f64> = upper.iter().map(|p| p.min(1.0 + 1.0 / total - p)).collect();
    let (n, sum) = (x.len() as f64, x.iter().sum::<f64>());
    let squares: f64 = x.iter().map(|it| it * it).sum();
    // The mean and variance of the permuted sum are known: draws without return from the other areas.
    let p_z: Vec<f64> = (0..x.len())
        .map(|i| {
            let m = n - 1.0;
            let k = w.rows[i].iter().filter(|it| it.0 != i).count() as f64;
            let mean = (sum - x[i]) / m;
            let variance = ((squares - x[i] * x[i]) / m - mean * mean) * m / (m - 1.0);
            let lag: f64 = w.rows[i]
                .iter()
                .filter(|it| it.0 != i)
                .map(|it| x[it.0])
                .sum();
            p_one((lag - k * mean) / (k * (1.0 - k / m) * variance).sqrt())
        })
        .collect();
    Ok(Answer {
        value: json!({ "z": z, "p_norm_one_sided": z.iter().map(|it| it.map(p_one)).collect::<Vec<_>>(),
            "p_sim": folded, "p_sim_9999": folded, "p_z_sim_9999": p_z }),
        rules: vec![
            ("z", CLOSED),
            ("p_norm_one_sided", CLOSED),
            ("p_sim", Rule::Chance("perms")),
            ("p_sim_9999", Rule::Chance("perms")),
            ("p_z_sim_9999", Rule::By(simulated_z)),
        ],
    })
}

fn each(ours: &Value, theirs: &Value, allowed: fn(f64) -> f64) -> Result<f64, String> {
    let (Some(a), Some(b)) = (ours.as_array(), theirs.as_array()) else {
        return Err("no lists".into());
    };
    if a.len() != b.len() {
        return Err("lists of different lengths".into());
    }
    let mut worst = 0.0f64;
    for (a, b) in a.iter().zip(b) {
        if b.is_string() {
            return Err(format!("{a}, and theirs is {b}"));
        }
        if let (Some(a), Some(b)) = (number(a), number(b)) {
            worst = worst.max((a - b).abs() / allowed(b));
        } else if a.is_null() != b.is_null() {
            return Err(format!("{a}, and theirs is {b}"));
        }
    }
    Ok(worst)
}

fn simulated_z(ours: &Value, theirs: &Value, _whole: &Value) -> Result<f64, String> {
    each(ours, theirs, |p| {
        let z = Normal::standard().inverse_cdf(p.clamp(1e-15, 1.0 - 1e-15));
        (4.0 * Normal::standard().pdf(z) * ((1.0 + z * z) / 9999.0).sqrt()).max(1e-6)
    })
}

/// A correction of those that have a p-value; the others keep none.
fn corrected(p: &[Option<f64>], by: impl Fn(&[f64]) -> Vec<f64>) -> Vec<Option<f64>> {
    let known: Vec<f64> = p.iter().flatten().copied().collect();
    let mut better = by(&known).into_iter();
    p.iter().map(|it| it.and_then(|_| better.next())).collect()
}

pub fn localg(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let x = values(golden)?;
    let binary = weights(golden, 1)?;
    let w = binary.clone().row_standardised();
    let style = &golden["style"];
    let (apart, with_self) = match style.as_str() {
        Some("W") => (w.clone(), binary.clone().with_self().row_standardised()),
        // The others scale all weights alike or a whole row, which a score in standard deviations does not feel.
        Some("B" | "C" | "U" | "S") => (binary.clone(), binary.clone().with_self()),
        None if style.is_null() => (binary.clone(), binary.clone().with_self()),
        _ => bail!("this asks for the style {style}, which is not worked out here"),
    };
    let star = gi_star(&x, &with_self);
    let p: Vec<Option<f64>> = star.iter().map(|z| z.map(|z| 2.0 * p_one(z))).collect();
    let g = global_g(&x, &binary);
    let m = moran_i(&x, &w, false);
    Ok(Answer {
        value: json!({
            "g": gi(&x, &apart), "gstar": star, "p_two_sided": p,
            "p_bh": corrected(&p, benjamini_hochberg), "p_by": corrected(&p, benjamini_yekutieli), "p_bonferroni": corrected(&p, bonferroni),
            "global_g": { "Global G statistic": g.map(|it| it.value), "Expectation": g.map(|it| it.expected), "Variance": g.map(|it| it.variance) },
            "global_g_z": [[g.map(|it| it.z)]],
            "moran_w": { "Moran I statistic": m.map(|it| it.value), "Expectation": m.map(|it| it.expected), "Variance": m.map(|it| it.variance) },
            "moran_z": m.map(|it| it.z),
        }),
        rules: vec![("global_g", Rule::Relative(1e-9)), ("*", CLOSED)],
    })
}

/// The golden file that another one speaks of.
fn named(golden: &Value, inputs: &Inputs) -> Result<Value> {
    let label = golden["input"].as_str().unwrap_or_default();
    let path = label
        .split(|c: char| !(c.is_alphanumeric() || "_-.".contains(c)))
        .map(|word| word.trim_matches('.').trim_end_matches(".json"))
        .filter(|word| !word.is_empty())
        .find_map(|word| inputs.found(&format!("{word}.json")))
        .context("it has no values and neighbours, and names no file that has them")?;
    json(&inputs.text(&path)?)
}

pub fn moran(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let other = if golden["x"].is_array() {
        golden.clone()
    } else {
        named(golden, inputs)?
    };
    let x = values(&other)?;
    let w = weights(&other, 0)?.row_standardised();
    let m = moran_i(&x, &w, true).context("no Moran's I")?;
    let local = local_moran(&x, &w);
    let z = m.z_normal.context("no z")?;
    Ok(Answer {
        value: json!({ "I": m.value, "EI": m.expected, "z_norm": z, "z_rand": m.z, "p_norm": 2.0 * p_one(z),
            "local_I": local.iter().map(|it| it.0).collect::<Vec<_>>(), "quadrant": local.iter().map(|it| it.1).collect::<Vec<_>>() }),
        rules: vec![("quadrant", Rule::Exact), ("*", CLOSED)],
    })
}
