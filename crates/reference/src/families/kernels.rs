//! Density and clusters of points.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use statistics::{
    Kernel, Raster, core_distances, dbscan as clusters, density_at, density_own_shape,
    density_surface, deviation, mass_inside, spread,
};

use crate::compare::{Answer, Rule, number};
use crate::inputs::Inputs;

const CLOSED: Rule = Rule::Near(1e-300, 1e-9);

fn events(golden: &Value, inputs: &Inputs) -> Result<Vec<[f64; 2]>> {
    let table = inputs.table(golden["input"].as_str().context("no input")?)?;
    Ok(table
        .numbers("x")?
        .into_iter()
        .zip(table.numbers("y")?)
        .map(|(x, y)| [x, y])
        .collect())
}

fn numbers(value: &Value) -> Result<Vec<f64>> {
    value
        .as_array()
        .context("no list")?
        .iter()
        .map(|it| number(it).context("no number"))
        .collect()
}

pub fn kde(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let all = events(golden, inputs)?;
    if golden.get("sigma").is_some() {
        return spatstat(golden, &all);
    }
    let points = golden["points"].as_array().context("no points")?;
    let at: Vec<[f64; 2]> = points
        .iter()
        .map(|it| Some([number(&it[0])?, number(&it[1])?]))
        .collect::<Option<_>>()
        .context("a point is no pair")?;
    let rules = [
        "density",
        "scott_factor",
        "silverman_factor",
        "density_scott",
        "density_silverman",
    ]
    .map(|part| (part, CLOSED))
    .to_vec();
    let value = if let Some(h) = number(&golden["h"]) {
        json!({ "density": density_at(&all, &at, Kernel::Quartic(h)) })
    } else {
        let n = all.len() as f64;
        let (scott, silverman) = (n.powf(-1.0 / 6.0), n.powf(-1.0 / 6.0));
        json!({
            "scott_factor": scott, "silverman_factor": silverman,
            "density_scott": density_own_shape(&all, &at, scott), "density_silverman": density_own_shape(&all, &at, silverman),
        })
    };
    Ok(Answer { value, rules })
}

fn spatstat(golden: &Value, all: &[[f64; 2]]) -> Result<Answer> {
    let window: [f64; 4] = numbers(&golden["window"])?
        .try_into()
        .ok()
        .context("no window")?;
    let [west, east, south, north] = window;
    let sigma = number(&golden["sigma"]).context("no sigma")?;
    let gaussian = golden["method"]
        .as_str()
        .is_some_and(|it| it.contains("gaussian"));
    let kernel = if gaussian {
        Kernel::Gaussian(sigma)
    } else {
        Kernel::Quartic(sigma * 8f64.sqrt())
    };
    let n = number(&golden["grid"]).context("no grid")? as usize;
    let step = [(east - west) / n as f64, (north - south) / n as f64];
    let raster = Raster {
        first: [west + step[0] / 2.0, south + step[1] / 2.0],
        step,
        cells: [n, n],
    };
    let inside: Vec<[f64; 2]> = all
        .iter()
        .copied()
        .filter(|p| (west..=east).contains(&p[0]) && (south..=north).contains(&p[1]))
        .collect();
    let surface = density_surface(&inside, raster, kernel);
    let index: Vec<usize> = numbers(&golden["pixel_index"])?
        .iter()
        .map(|it| (*it as usize).saturating_sub(1))
        .collect();
    let centre = |k: usize, i: usize| raster.first[k] + step[k] * i as f64;
    let picture = |edge: bool| -> Vec<Vec<Option<f64>>> {
        let cell = |row: usize, column: usize| {
            let value = *surface.get(row * n + column)?;
            let mass = if edge {
                mass_inside([centre(0, column), centre(1, row)], window, kernel)
            } else {
                1.0
            };
            Some(value / mass)
        };
        index
            .iter()
            .map(|row| index.iter().map(|column| cell(*row, *column)).collect())
            .collect()
    };
    let listed = golden["at_points"]
        .as_array()
        .map_or(0, Vec::len)
        .min(inside.len());
    let axis = |of: &[[f64; 2]], k: usize| of.iter().map(|p| p[k]).collect::<Vec<_>>();
    let nrd = [0, 1]
        .map(|k| spread(&axis(all, k)).map(|s| 4.0 * 1.06 * s * (all.len() as f64).powf(-0.2)));
    let scott = [0, 1]
        .map(|k| deviation(&axis(&inside, k)).map(|s| s * (inside.len() as f64).powf(-1.0 / 6.0)));
    Ok(Answer {
        value: json!({
            "n": all.len(),
            "pixel_x": index.iter().map(|at| centre(0, *at)).collect::<Vec<_>>(),
            "pixel_y": index.iter().map(|at| centre(1, *at)).collect::<Vec<_>>(),
            "density": picture(false), "density_edge_corrected": picture(true),
            "integral": surface.iter().sum::<f64>() * step[0] * step[1], "max": surface.iter().copied().fold(0.0, f64::max),
            "at_points": density_at(&inside, &inside[..listed], kernel), "bw_nrd": nrd, "bw_scott": scott,
        }),
        rules: vec![
            ("n", Rule::Exact),
            ("pixel_x", CLOSED),
            ("pixel_y", CLOSED),
            ("density", Rule::By(picture_near)),
            ("density_edge_corrected", Rule::By(picture_near)),
            ("integral", Rule::Relative(0.05)),
            ("max", Rule::Relative(0.05)),
            ("at_points", CLOSED),
            ("bw_nrd", CLOSED),
            ("bw_scott", CLOSED),
            (
                "bw_diggle",
                Rule::LeftOut(
                    "we do not choose a bandwidth by cross-validation: it follows snapped points, and gives 5 m here",
                ),
            ),
        ],
    })
}

/// Five per cent where theirs is above five per cent of its greatest.
fn picture_near(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    let most = number(&whole["max"]).ok_or("no max")?;
    let mut worst = 0.0f64;
    for (i, row) in theirs.as_array().ok_or("no rows")?.iter().enumerate() {
        for (j, cell) in row.as_array().ok_or("no row")?.iter().enumerate() {
            let b = number(cell).ok_or("no number")?;
            let a = number(&ours[i][j]).ok_or("we give no number")?;
            if b > 0.05 * most {
                worst = worst.max((a - b).abs() / (0.05 * b));
            }
        }
    }
    Ok(worst)
}

const NO_HDBSCAN: Rule = Rule::LeftOut("we do not do HDBSCAN: no inference, unstable labels");

pub fn dbscan(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let all = events(golden, inputs)?;
    let eps = number(&golden["eps"]).context("no eps")?;
    let least = number(&golden["minPts"])
        .or(number(&golden["min_samples"]))
        .context("no least number")? as usize;
    let found = clusters(&all, eps, least);
    let labels = |noise: i64, first: i64| -> Vec<i64> {
        found
            .iter()
            .map(|it| it.0.map_or(noise, |c| c as i64 + first))
            .collect()
    };
    let core: Vec<usize> = (0..all.len()).filter(|i| found[*i].1).collect();
    let count = found
        .iter()
        .filter_map(|it| it.0)
        .max()
        .map_or(0, |it| it + 1);
    let mut sizes = vec![0u64; count];
    found
        .iter()
        .filter_map(|it| it.0)
        .for_each(|c| sizes[c] += 1);
    Ok(Answer {
        value: json!({
            "labels": labels(-1, 0), "core": core, "cluster": labels(0, 1), "n_clusters": count,
            "noise": found.iter().filter(|it| it.0.is_none()).count(), "sizes": sizes, "core_dist": core_distances(&all, least),
        }),
        rules: vec![
            ("labels", Rule::By(renumbered)),
            ("cluster", Rule::By(renumbered)),
            ("core", Rule::Exact),
            ("n_clusters", Rule::Exact),
            ("noise", Rule::Exact),
            ("sizes", Rule::Exact),
            ("core_dist", CLOSED),
            ("hdbscan_labels", NO_HDBSCAN),
            ("hdbscan_probabilities", NO_HDBSCAN),
            ("hdbscan_cluster", NO_HDBSCAN),
            ("hdbscan_outlier_scores", NO_HDBSCAN),
        ],
    })
}

/// Up to renumbering: among core events each of our clusters is one of theirs and the other way round; border events, at most
/// one in a hundred of all, may lie in another one; none may differ in being noise.
fn renumbered(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    let (a, b) = (
        numbers(ours).map_err(|fault| fault.to_string())?,
        numbers(theirs).map_err(|fault| fault.to_string())?,
    );
    let noise = if whole.get("labels").is_some() {
        -1.0
    } else {
        0.0
    };
    if a.len() != b.len() {
        return Err(format!("{} labels, and theirs has {}", a.len(), b.len()));
    }
    if a.iter()
        .zip(&b)
        .any(|(a, b)| (*a == noise) != (*b == noise))
    {
        return Err("what is noise differs".into());
    }
    // The larger part of a cluster is its core; a pairing seen less often than half the cluster is its border.
    let mut pairs: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for (a, b) in a.iter().zip(&b) {
        *pairs.entry((*a as i64, *b as i64)).or_default() += 1;
    }
    let mut ordered: Vec<_> = pairs.into_iter().collect();
    ordered.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let (mut to, mut from) = (BTreeMap::new(), BTreeMap::new());
    let mut apart = 0;
    for ((a, b), n) in ordered {
        match (to.get(&a), from.get(&b)) {
            (None, None) => {
                to.insert(a, b);
                from.insert(b, a);
            }
            (Some(known), _) if *known == b => {}
            _ => apart += n,
        }
    }
    let theirs: BTreeSet<i64> = b.iter().map(|it| *it as i64).collect();
    if theirs.len() != from.len() {
        return Err(format!(
            "{} clusters, and theirs has {}",
            from.len(),
            theirs.len()
        ));
    }
    Ok(apart as f64 / (a.len() as f64 / 100.0).max(1.0))
}
