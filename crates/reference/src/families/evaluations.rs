//! Whether an action worked: interrupted series, differences in differences, displacement.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{
    BeforeAfter, Besides, Design, Displacement, Fit, PanelRow, Segments, Spread,
    difference_in_differences, displacement_quotient, fit_counts, fit_values, newey_west,
    segmented_line, segmented_log_line, weighted_displacement,
};
use statrs::distribution::{ContinuousCDF as _, Normal};

use super::alarms::{Control, series, whole};
use crate::compare::{Answer, Rule, number};
use crate::inputs::Inputs;

const SEGMENTS: [&str; 6] = ["(Intercept)", "t", "D", "P", "s", "c"];

/// A fitted coefficient, which may pass through nothing.
const FITTED: Rule = Rule::Near(1e-9, 1e-6);

fn named(names: &[&str], values: &[f64]) -> Value {
    names
        .iter()
        .zip(values)
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect()
}

fn segments(of: &Segments) -> Value {
    json!({
        "coef": named(&SEGMENTS, &of.coefficients),
        "se": named(&SEGMENTS, &of.standard_errors),
        "se_newey_west": named(&SEGMENTS, &of.newey_west),
    })
}

/// R's `glm` and `lm` with `sandwich::NeweyWest`.
pub fn its(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let counts = series(golden, inputs)?;
    let year = whole(&golden["freq"]).context("freq")?;
    let start = whole(&golden["t0"])
        .and_then(|t0| t0.checked_sub(1))
        .context("t0")?;
    let lag = whole(&golden["nw_lag"]).context("nw_lag")?;
    let value = if start + 1 == counts.len() {
        last_alone(&counts, year, lag).context("no line fits")?
    } else {
        let found = segmented_line(&counts, year, start, lag).context("no line fits")?;
        let mut value = segments(&found);
        value["phi"] = json!(found.dispersion);
        // A count of nothing has no logarithm.
        if let Some(logs) = segmented_log_line(&counts, year, start, lag) {
            value["log_ols"] = segments(&logs);
        }
        value
    };
    Ok(Answer {
        value,
        rules: vec![
            ("coef", FITTED),
            ("se", Rule::Relative(1e-6)),
            ("se_newey_west", Rule::Relative(1e-6)),
            ("phi", Rule::Relative(1e-6)),
            ("log_ols.coef", FITTED),
            ("log_ols.se", Rule::Relative(1e-6)),
            ("log_ols.se_newey_west", Rule::Relative(1e-6)),
        ],
    })
}

/// One point after the start says nothing of a slope after it: R leaves the slope out, and so do we.
fn last_alone(counts: &[f64], year: usize, lag: usize) -> Option<Value> {
    let n = counts.len();
    let angle = |t: usize| 2.0 * std::f64::consts::PI * t as f64 / year as f64;
    let column = |of: &dyn Fn(usize) -> f64| (1..=n).map(of).collect::<Vec<f64>>();
    let design = Design::of(vec![
        vec![1.0; n],
        column(&|t| t as f64),
        column(&|t| f64::from(u8::from(t == n))),
        column(&|t| angle(t).sin()),
        column(&|t| angle(t).cos()),
    ])?;
    let names = ["(Intercept)", "t", "D", "s", "c"];
    let parts = |fit: &Fit| {
        let mut value = json!({
            "coef": named(&names, &fit.coefficients),
            "se": named(&names, &fit.standard_errors(fit.dispersion())),
            "se_newey_west": named(&names, &newey_west(&design, fit, lag)),
        });
        value["coef"]["P"] = Value::Null;
        value["se"]["P"] = Value::Null;
        value
    };
    let fit = fit_counts(&design, counts, Spread::Poisson, Besides::default())?;
    let mut value = parts(&fit);
    value["phi"] = json!(fit.dispersion());
    let logs: Vec<f64> = counts.iter().map(|y| y.ln()).collect();
    if let Some(fit) = fit_values(&design, &logs) {
        value["log_ols"] = parts(&fit);
    }
    Some(value)
}

/// R's `glm` with `sandwich::vcovCL`.
pub fn did(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let data = golden["data"].as_array().context("data")?;
    let mut units: Vec<String> = data.iter().map(|row| row["unit"].to_string()).collect();
    units.sort();
    units.dedup();
    let rows: Vec<PanelRow> = data
        .iter()
        .map(|row| {
            let n = |key: &str| number(&row[key]).with_context(|| format!("{row} lacks {key}"));
            Ok(PanelRow {
                unit: units
                    .binary_search(&row["unit"].to_string())
                    .ok()
                    .filter(|_| !row["unit"].is_null())
                    .with_context(|| format!("{row} lacks unit"))? as u64,
                period: whole(&row["t"]).with_context(|| format!("{row} lacks t"))? as u64,
                count: n("y")?,
                treated: n("treated")? != 0.0,
                after: n("post")? != 0.0,
            })
        })
        .collect::<Result<_>>()?;
    let found = difference_in_differences(&rows).context("no line fits")?;
    // Where nothing ever happened there is nothing to say how sure it is.
    let something = rows.iter().any(|row| row.count > 0.0);
    Ok(Answer {
        value: json!({
            "did": found.effect,
            "se_model": found.model_se,
            "se_cluster": something.then_some(found.cluster_se),
            "units": found.units,
        }),
        rules: vec![
            ("did", FITTED),
            ("se_model", Rule::Relative(1e-6)),
            ("se_cluster", Rule::Relative(1e-6)),
            ("units", Rule::Exact),
        ],
    })
}

/// Weighted displacement difference and quotient.
pub fn impact(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let rows = golden["rows"]
        .as_array()
        .context("rows")?
        .iter()
        .map(row)
        .collect::<Result<Vec<_>>>()?;
    let exact = Rule::Near(1e-12, 1e-9);
    Ok(Answer {
        value: json!({ "rows": rows }),
        rules: vec![
            ("rows.*.success", exact),
            ("rows.*.wdq", exact),
            ("rows.*.wdd_local", exact),
            ("rows.*.wdd_displacement", exact),
            ("rows.*.wdd", exact),
            ("rows.*.variance", exact),
            ("rows.*.z", exact),
            ("rows.*.p_two_sided", Rule::Relative(1e-9)),
            ("rows.*.lo95", exact),
            ("rows.*.hi95", exact),
            ("rows.*.lo80", exact),
            ("rows.*.hi80", exact),
            ("rows.*.lo90", exact),
            ("rows.*.hi90", exact),
            ("rows.*.lo99", exact),
            ("rows.*.hi99", exact),
            ("rows.*.se", exact),
        ],
    })
}

fn row(row: &Value) -> Result<Value> {
    let pair = |key: &str| -> Result<BeforeAfter> {
        match &row[key] {
            Value::Null => Ok(BeforeAfter::default()),
            Value::Array(pair) if pair.len() == 2 => Ok(BeforeAfter {
                before: number(&pair[0]).context("before")?,
                after: number(&pair[1]).context("after")?,
            }),
            other => bail!("{key}: {other} is no before and after"),
        }
    };
    let areas = Displacement {
        treated: pair("treated")?,
        control: pair("control")?,
        buffer: pair("buffer")?,
        buffer_control: pair("displacement_control")?,
    };
    let given = |key: &str| Control(row).number(key).map(|it| it.unwrap_or(1.0));
    let found = weighted_displacement(&areas, given("longer")?, given("phi")?)
        .context("nothing was counted")?;
    let quotient = displacement_quotient(&areas);
    let mut answer = json!({
        "success": quotient.map(|it| it.success),
        "wdq": quotient.and_then(|it| it.quotient),
        "wdd_local": found.local,
        "wdd_displacement": found.displaced,
        "wdd": found.total,
        "variance": found.variance,
        "z": found.z,
        "p_two_sided": found.p,
        "lo95": found.low,
        "hi95": found.high,
        "se": found.variance.sqrt(),
    });
    // Ends of ranges at other levels.
    for key in row.as_object().into_iter().flat_map(|it| it.keys()) {
        let end = |side: &str| key.strip_prefix(side)?.parse::<f64>().ok();
        let (level, sign) = match (end("lo"), end("hi")) {
            (Some(level), _) => (level, -1.0),
            (_, Some(level)) => (level, 1.0),
            _ => continue,
        };
        if level > 0.0 && level < 100.0 && level != 95.0 {
            let reach = Normal::standard().inverse_cdf(0.5 + level / 200.0);
            answer[key] = json!(found.total + sign * reach * found.variance.sqrt());
        }
    }
    Ok(answer)
}
