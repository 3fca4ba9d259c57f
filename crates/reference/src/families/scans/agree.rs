//! When what two scans say is the same.

use std::collections::BTreeSet;

use serde_json::Value;

use super::TIMES;
use crate::compare::number;

/// The texts of a list, numbers as written.
pub fn texts(list: &Value) -> BTreeSet<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
        .collect()
}

/// The same places, in any order.
pub fn same_set(ours: &Value, theirs: &Value, _: &Value) -> Result<f64, String> {
    let (a, b) = (texts(ours), texts(theirs));
    if a == b {
        return Ok(0.0);
    }
    Err(format!("{:?} only here, {:?} only there", &a - &b, &b - &a))
}

/// Where the peer says nothing there is nothing to compare.
pub fn if_known(ours: &Value, theirs: &Value, _: &Value) -> Result<f64, String> {
    match (number(ours), number(theirs)) {
        _ if theirs.is_null() => Ok(0.0),
        (Some(a), Some(b)) => Ok((a - b).abs() / 0.51),
        _ => Err(format!("{ours}, and theirs is {theirs}")),
    }
}

/// How far a circle reaches, as printed behind its middle with two decimals; the middle may be another of the same circle.
pub fn radius(ours: &Value, theirs: &Value, _: &Value) -> Result<f64, String> {
    let behind = |text: &Value| -> Option<f64> {
        let text = text.as_str()?.rsplit('/').next()?.trim();
        text.trim_end_matches("km").trim().parse().ok()
    };
    match (behind(ours), behind(theirs)) {
        (Some(a), Some(b)) => Ok((a - b).abs() / 0.0101),
        _ => Err(format!("{ours}, and theirs is {theirs}")),
    }
}

struct Null {
    n: f64,
    sd: f64,
}

fn told(whole: &Value) -> Result<Null, String> {
    let it = |key: &str| {
        number(&whole["null_max_llr"][key]).ok_or_else(|| format!("the file does not say {key}"))
    };
    Ok(Null {
        n: it("n")?,
        sd: it("sd")?,
    })
}

/// The error of a mean of `n` made-up sets less that of as many times ours.
fn doubt(n: f64) -> f64 {
    ((1.0 + 1.0 / TIMES as f64) / n).sqrt()
}

fn within(ours: &Value, theirs: &Value, error: f64) -> Result<f64, String> {
    match (number(ours), number(theirs)) {
        (Some(a), Some(b)) => Ok((a - b).abs() / (4.0 * error)),
        _ if theirs.is_null() => Ok(0.0),
        _ => Err(format!("{ours}, and theirs is {theirs}")),
    }
}

/// Within four standard errors of a mean.
pub fn mean(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    if theirs.is_null() {
        return Ok(0.0);
    }
    let null = told(whole)?;
    within(ours, theirs, null.sd * doubt(null.n))
}

/// Within four standard errors of a standard deviation: sd·√((κ-1)/4n), with the Gumbel curve's κ = 5.4.
pub fn spread(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    if theirs.is_null() {
        return Ok(0.0);
    }
    let null = told(whole)?;
    within(ours, theirs, null.sd * 1.1_f64.sqrt() * doubt(null.n))
}

/// Within four standard errors of a quantile: √(a(1-a)/n)/f, with f from the Gumbel curve of their mean and spread.
fn quantile(share: f64, ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    if theirs.is_null() {
        return Ok(0.0);
    }
    let null = told(whole)?;
    let scale = null.sd * 6.0_f64.sqrt() / std::f64::consts::PI;
    // At the share a of a Gumbel curve the density is -a·ln(a)/scale.
    let density = -share * share.ln() / scale;
    within(
        ours,
        theirs,
        (share * (1.0 - share)).sqrt() / density * doubt(null.n),
    )
}

pub fn middle(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    quantile(0.5, ours, theirs, whole)
}

pub fn high(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    quantile(0.9, ours, theirs, whole)
}

pub fn higher(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    quantile(0.95, ours, theirs, whole)
}

pub fn highest(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    quantile(0.99, ours, theirs, whole)
}

/// A chance from the Gumbel curve rests on the mean and spread of made-up data: with z = -ln(-ln(1-p)), four standard errors of z
/// are taken as 4·(0.8 + 1.1·|z|)·√(1/n + 1/n of ours), and a step of the last printed digit is allowed.
pub fn gumbel(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    let (Some(a), Some(b)) = (number(ours), number(theirs)) else {
        return Err(format!("{ours}, and theirs is {theirs}"));
    };
    if (a - b).abs() <= 0.0051 {
        return Ok((a - b).abs() / 0.0051 * 0.5);
    }
    let z = |p: f64| -(-(-p.clamp(1e-300, 1.0 - 1e-12)).ln_1p()).ln();
    let null = told(whole)?;
    let allowed = 4.0 * (0.8 + 1.1 * z(b).abs()) * doubt(null.n) + 0.05;
    Ok((z(a) - z(b)).abs() / allowed)
}
