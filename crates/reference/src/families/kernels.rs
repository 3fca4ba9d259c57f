//! Density and clusters of points.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{
    Kernel, Raster, core_distances, dbscan as clusters, density_at, density_own_shape,
    density_surface, deviation, spread,
};

use super::alarms::{as_theirs, whole};
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
    if !(sigma > 0.0 && sigma.is_finite() && west < east && south < north) {
        bail!("the bandwidth or the window is none");
    }
    let kernel = kernel(golden, sigma)?;
    let n = whole(&golden["grid"]).context("no grid")?;
    if n == 0 || n > FINEST {
        bail!("a grid of {n} by {n} is not worked out here");
    }
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
    let cells = (n * n) as f64;
    let reached = (kernel.reach() / step[0]).max(1.0) * (kernel.reach() / step[1]).max(1.0) * 4.0;
    if (inside.len() as f64).min(cells) * reached.min(cells) > MOST_SUMS {
        bail!("a picture of so many events, cells and so wide a kernel is not worked out here");
    }
    // The peer moves every event to the middle of its cell first.
    let moved: Vec<[f64; 2]> = inside
        .iter()
        .map(|p| {
            [0, 1].map(|k| {
                let at = ((p[k] - raster.first[k]) / step[k]).round_ties_even();
                raster.first[k] + step[k] * at.clamp(0.0, n as f64 - 1.0)
            })
        })
        .collect();
    let surface = density_surface(&moved, raster, kernel);
    let index: Vec<usize> = golden["pixel_index"]
        .as_array()
        .context("no pixel_index")?
        .iter()
        .map(|it| {
            let at = whole(it).and_then(|it| it.checked_sub(1));
            at.filter(|it| *it < n)
                .with_context(|| format!("{it} is no cell"))
        })
        .collect::<Result<_>>()?;
    let centre = |k: usize, i: usize| raster.first[k] + step[k] * i as f64;
    let picture = |edge: bool| -> Vec<Vec<Option<f64>>> {
        let cell = |row: usize, column: usize| {
            let value = *surface.get(row * n + column)?;
            let mass = if edge {
                mass_of_cells([column, row], raster, kernel)
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
                    "we do not choose a bandwidth by cross-validation: it follows events that were moved onto each other",
                ),
            ),
        ],
    })
}

/// The most sums a picture is worked out with.
const MOST_SUMS: f64 = 3e10;
/// The finest grid that is worked out.
const FINEST: usize = 2048;

/// The kernel that a file names, by its standard deviation.
fn kernel(golden: &Value, sigma: f64) -> Result<Kernel> {
    let said = golden["kernel"].as_str().or(golden["method"].as_str());
    let said = said.unwrap_or_default().to_lowercase();
    let kinds = [
        ("gaussian", Kernel::Gaussian(sigma)),
        ("quartic", Kernel::Quartic(sigma * 8f64.sqrt())),
        ("biweight", Kernel::Quartic(sigma * 8f64.sqrt())),
        ("epanechnikov", Kernel::Epanechnikov(sigma * 6f64.sqrt())),
        ("disc", Kernel::Disc(sigma * 2.0)),
    ];
    kinds
        .iter()
        .find(|(name, _)| said.contains(name))
        .map(|(_, kernel)| *kernel)
        .with_context(|| format!("\"{said}\" names no kernel of ours"))
}

/// The share of a kernel at the middle of a cell that lies inside the grid, added up over the middles of its cells as the peer
/// does.
fn mass_of_cells(at: [usize; 2], raster: Raster, kernel: Kernel) -> f64 {
    let ends = [0, 1].map(|k| {
        let reach = (kernel.reach() / raster.step[k]).ceil() as usize;
        let from = at[k].saturating_sub(reach);
        from..(at[k].saturating_add(reach).saturating_add(1)).min(raster.cells[k])
    });
    let apart = |k: usize, i: usize| (i as f64 - at[k] as f64) * raster.step[k];
    let mut sum = 0.0;
    for row in ends[1].clone() {
        let dy2 = apart(1, row).powi(2);
        for column in ends[0].clone() {
            sum += kernel.at(apart(0, column).powi(2) + dy2);
        }
    }
    sum * raster.step[0] * raster.step[1]
}

/// Five per cent where theirs is above five per cent of its greatest.
fn picture_near(ours: &Value, theirs: &Value, whole: &Value) -> Result<f64, String> {
    let most = number(&whole["max"]).ok_or("no max")?;
    let mut worst = 0.0f64;
    let rows = theirs.as_array().ok_or("no rows")?;
    if ours.as_array().map(Vec::len) != Some(rows.len()) {
        return Err(format!("theirs has {} rows", rows.len()));
    }
    for (i, row) in rows.iter().enumerate() {
        let row = row.as_array().ok_or("no row")?;
        if ours[i].as_array().map(Vec::len) != Some(row.len()) {
            return Err(format!("row {i} of theirs has {} cells", row.len()));
        }
        for (j, cell) in row.iter().enumerate() {
            if cell.is_string() {
                return Err(format!("theirs at {i}, {j} is {cell}"));
            }
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
    if !(eps > 0.0 && eps.is_finite()) {
        bail!("a reach of {eps} is none");
    }
    let least = whole(&golden["minPts"])
        .or(whole(&golden["min_samples"]))
        .context("no least number")?;
    let found = clusters(&all, eps, least);
    let (list, noise) = if golden["labels"].is_array() {
        (&golden["labels"], -1)
    } else {
        (&golden["cluster"], 0)
    };
    let labels = in_their_numbers(&found, &all, eps, list, noise)?;
    let core: Vec<usize> = (0..all.len()).filter(|i| found[*i].1).collect();
    let count = found
        .iter()
        .filter_map(|it| it.0)
        .max()
        .map_or(0, |it| it + 1);
    let mut sizes: BTreeMap<i64, u64> = BTreeMap::new();
    for label in labels.iter().filter(|it| **it != noise) {
        *sizes.entry(*label).or_default() += 1;
    }
    let sizes = as_theirs(
        &golden["sizes"],
        sizes.into_values().map(Value::from).collect(),
    );
    Ok(Answer {
        value: json!({
            "labels": labels, "core": as_theirs(&golden["core"], core.into_iter().map(Value::from).collect()), "cluster": labels, "n_clusters": count,
            "noise": found.iter().filter(|it| it.0.is_none()).count(), "sizes": sizes, "core_dist": core_distances(&all, least),
        }),
        rules: vec![
            ("labels", Rule::Exact),
            ("cluster", Rule::Exact),
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

/// Our clusters in their numbers: each of ours is theirs where its first core lies. A border event may lie in any cluster of
/// theirs that has a core within reach; cores and noise must be the same.
fn in_their_numbers(
    found: &[(Option<usize>, bool)],
    all: &[[f64; 2]],
    eps: f64,
    theirs: &Value,
    noise: i64,
) -> Result<Vec<i64>> {
    let theirs: Vec<i64> = numbers(theirs)?.into_iter().map(|it| it as i64).collect();
    if theirs.len() != found.len() {
        bail!("{} events, and theirs has {}", found.len(), theirs.len());
    }
    let mut known: BTreeMap<usize, i64> = BTreeMap::new();
    let mut next = theirs.iter().copied().max().unwrap_or(0) + 1;
    for (it, label) in found.iter().zip(&theirs) {
        let (Some(cluster), true) = it else { continue };
        if known.contains_key(cluster) {
            continue;
        }
        // Two of ours are never one of theirs.
        let free = *label != noise && !known.values().any(|it| it == label);
        known.insert(*cluster, if free { *label } else { next });
        next += 1;
    }
    let cores: Vec<(usize, i64)> = found
        .iter()
        .enumerate()
        .filter_map(|(i, it)| Some((i, *known.get(&it.0.filter(|_| it.1)?)?)))
        .collect();
    let borders_on = |i: usize, label: i64| {
        cores.iter().any(|(j, cluster)| {
            let (p, q) = (all[i], all[*j]);
            *cluster == label && ((p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2)).sqrt() <= eps
        })
    };
    Ok(found
        .iter()
        .enumerate()
        .map(|(i, (cluster, core))| {
            let ours = cluster.and_then(|it| known.get(&it).copied());
            match ours {
                Some(ours) if !core && ours != theirs[i] && borders_on(i, theirs[i]) => theirs[i],
                ours => ours.unwrap_or(noise),
            }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_between_two_clusters_may_move() {
        let all = [0.0, 0.3, 0.6, 1.0, 2.0, 3.0, 3.4, 3.7, 4.0].map(|x| [x, 0.0]);
        let found = clusters(&all, 1.0, 4);
        let of = |list: Value| in_their_numbers(&found, &all, 1.0, &list, 0).unwrap();
        for theirs in [[2, 2, 2, 2, 2, 1, 1, 1, 1], [2, 2, 2, 2, 1, 1, 1, 1, 1]] {
            assert_eq!(of(json!(theirs)), theirs);
        }
        for theirs in [
            [1, 1, 1, 1, 0, 2, 2, 2, 2],
            [1, 1, 1, 2, 2, 2, 2, 2, 2],
            [1, 1, 1, 1, 1, 1, 1, 1, 1],
            [1, 1, 1, 1, 3, 2, 2, 2, 2],
        ] {
            assert_ne!(of(json!(theirs)), theirs);
        }
    }

    #[test]
    fn every_kernel_of_the_peer_is_known_and_no_other() {
        for (name, reach) in [
            ("quartic", 8f64.sqrt()),
            ("disc", 2.0),
            ("epanechnikov", 6f64.sqrt()),
        ] {
            let it = json!({"method": format!("density.ppp {name}")});
            assert_eq!(kernel(&it, 1.0).unwrap().reach(), reach);
        }
        assert!(kernel(&json!({"method": "density.ppp cosine"}), 1.0).is_err());
    }
}
