//! Near in place and near in time: Knox.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{Distance, KnoxBands, KnoxCell, knox as knox_by_bands};
use statrs::distribution::{DiscreteCDF, Poisson};

use super::alarms::whole;
use crate::compare::{Answer, Rule, number};
use crate::inputs::Inputs;

pub fn knox(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let table = inputs.table(golden["input"].as_str().context("no input")?)?;
    let (x, y, t) = (
        table.numbers("x")?,
        table.numbers("y")?,
        table.numbers("t")?,
    );
    let places: Vec<[f64; 2]> = x.into_iter().zip(y).map(|(x, y)| [x, y]).collect();
    let seed = golden["seed"].as_u64().unwrap_or(1);
    if let (Some(delta), Some(tau)) = (number(&golden["delta"]), number(&golden["tau"])) {
        return single(golden, &places, &t, delta, tau, seed);
    }
    let ends = |key: &str| -> Result<Vec<f64>> {
        let list = golden[key].as_array().context("no bands")?;
        let last = list.len().saturating_sub(1);
        // JSON has no word for what is endless: the last end may be nothing.
        list.iter()
            .enumerate()
            .map(|(i, it)| match number(it) {
                None if i == last && it.is_null() => Ok(f64::MAX),
                Some(end) if i == last && end == f64::INFINITY => Ok(f64::MAX),
                end => end.with_context(|| format!("{key}: {it} is no number")),
            })
            .collect()
    };
    let bands = KnoxBands {
        distances: ends("sds")?,
        times: ends("tds")?,
        measure: match &golden["distance"] {
            Value::Null => Distance::Euclidean,
            Value::String(word) => match word.as_str() {
                "euclidean" => Distance::Euclidean,
                "manhattan" => Distance::Manhattan,
                "maximum" | "max" | "chebyshev" => Distance::Maximum,
                other => {
                    bail!("this asks for the distance {other}, which is not worked out here")
                }
            },
            other => bail!("{other} is no distance"),
        },
    };
    let replicates = whole(&golden["B"]).context("no B")?;
    let cells = knox_by_bands(
        &places,
        &t,
        &bands,
        more_than(replicates, places.len()),
        seed,
    )
    .context("no bands")?;
    let of = |f: fn(&KnoxCell) -> Value| -> Vec<Vec<Value>> {
        cells
            .iter()
            .map(|row| row.iter().map(f).collect())
            .collect()
    };
    Ok(Answer {
        value: json!({
            "n": places.len(), "observed": of(|it| json!(it.observed)), "mc_mean": of(|it| json!(it.mean)),
            "mc_sd": of(|it| json!(it.sd)), "ratio": of(|it| json!(it.ratio)), "p": of(|it| json!(it.p)),
        }),
        rules: vec![
            ("n", Rule::Exact),
            ("observed", Rule::Exact),
            ("p", Rule::Chance("B")),
            (
                "mc_mean",
                Rule::By(|a, b, whole| {
                    cells_near(a, b, whole, |mean, sd, _, draws| {
                        doubt_of_mean(mean, sd, draws)
                    })
                }),
            ),
            (
                "mc_sd",
                Rule::By(|a, b, whole| {
                    cells_near(a, b, whole, |mean, sd, _, draws| {
                        if mean * draws < 10.0 {
                            let doubt = doubt_of_mean(mean, sd, draws);
                            return (sd * sd + doubt).sqrt() - (sd * sd - doubt).max(0.0).sqrt();
                        }
                        4.0 * sd * ((2.0 + 1.0 / mean) / (4.0 * draws)).sqrt()
                    })
                }),
            ),
            (
                "ratio",
                Rule::By(|a, b, whole| {
                    cells_near(a, b, whole, |mean, sd, ratio, draws| {
                        let doubt = 1.2 * doubt_of_mean(mean, sd, draws) / mean;
                        if doubt < 0.5 {
                            ratio * doubt
                        } else {
                            // A few pairs in all replicates: their mean says little of ours.
                            ratio * doubt / (1.0 - doubt / 1.2).max(1e-3)
                        }
                    })
                }),
            ),
        ],
    })
}

/// Twenty times their replicates, so that only their own noise is left between us; fewer where every pair may have to be looked at.
fn more_than(replicates: usize, events: usize) -> usize {
    let pairs = (events as f64).powi(2).max(1.0);
    let few = replicates.max((8e11 / pairs) as usize);
    replicates.saturating_mul(20).min(few).min(100_000)
}

/// Four standard errors of their mean; six pairs in all replicates where they are so few that a mean says little.
fn doubt_of_mean(mean: f64, sd: f64, draws: f64) -> f64 {
    let error = 4.0 * (sd * sd).max(mean / draws).sqrt() / draws.sqrt();
    if mean * draws < 10.0 {
        error.max(6.0 / draws)
    } else {
        error
    }
}

/// Cell by cell, within what the noise of their replicates allows.
fn cells_near(
    ours: &Value,
    theirs: &Value,
    whole: &Value,
    allowed: fn(f64, f64, f64, f64) -> f64,
) -> Result<f64, String> {
    let draws = number(&whole["B"]).ok_or("no B")?;
    let rows = theirs.as_array().ok_or("no rows")?;
    if ours.as_array().map(Vec::len) != Some(rows.len()) {
        return Err(format!("theirs has {} rows", rows.len()));
    }
    let mut worst = 0.0f64;
    for (i, row) in rows.iter().enumerate() {
        let row = row.as_array().ok_or("no row")?;
        if ours[i].as_array().map(Vec::len) != Some(row.len()) {
            return Err(format!("row {i} of theirs has {} cells", row.len()));
        }
        for (j, cell) in row.iter().enumerate() {
            let Some(b) = number(cell) else {
                // No replicate of theirs has a pair there.
                if cell.is_null() && number(&whole["mc_mean"][i][j]) == Some(0.0) {
                    continue;
                }
                return Err(format!("theirs at {i}, {j} is {cell}"));
            };
            let a = number(&ours[i][j]).ok_or_else(|| format!("we give none at {i}, {j}"))?;
            let (Some(mean), Some(sd)) = (
                number(&whole["mc_mean"][i][j]),
                number(&whole["mc_sd"][i][j]),
            ) else {
                return Err(format!("no mean at {i}, {j}"));
            };
            if a != b {
                worst = worst.max((a - b).abs() / allowed(mean, sd, b, draws).max(1e-12));
            }
        }
    }
    Ok(worst)
}

/// The single threshold of pointpats: up to and including both ends.
fn single(
    golden: &Value,
    places: &[[f64; 2]],
    t: &[f64],
    delta: f64,
    tau: f64,
    seed: u64,
) -> Result<Answer> {
    let closed = |end: f64| vec![0.0, end.next_up()];
    let bands = KnoxBands {
        distances: closed(delta),
        times: closed(tau),
        measure: Distance::Euclidean,
    };
    let perms = whole(&golden["perms"]).context("no perms")?;
    let cells = knox_by_bands(places, t, &bands, more_than(perms, places.len()), seed)
        .context("no bands")?;
    let cell = cells[0][0];
    let all = |places: Vec<[f64; 2]>, bands: &KnoxBands| -> Option<f64> {
        let zeros = vec![0.0; places.len()];
        knox_by_bands(&places, &zeros, bands, 0, 1).map(|it| it[0][0].observed as f64)
    };
    let near = all(places.to_vec(), &bands).context("no pairs")?;
    let in_time = KnoxBands {
        distances: closed(tau),
        ..bands.clone()
    };
    let soon = all(t.iter().map(|t| [*t, 0.0]).collect(), &in_time).context("no pairs")?;
    let n = places.len() as f64;
    let expected = near * soon / (n * (n - 1.0) / 2.0);
    let p = Poisson::new(expected).ok().map(|it| it.sf(cell.observed));
    Ok(Answer {
        value: json!({ "statistic": cell.observed, "p_poisson": p, "p_sim": cell.p }),
        rules: vec![
            ("statistic", Rule::Exact),
            ("p_poisson", Rule::Near(1e-15, 1e-9)),
            ("p_sim", Rule::Chance("perms")),
            ("close_space", Rule::LeftOut("the peer gives none")),
        ],
    })
}
