//! Scans for clusters, beside SaTScan's and an exhaustive search.

mod agree;
mod study;

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};
use statistics::{Cluster, Scan, ScanInput, ScanModel, ScanSettings};

use crate::compare::{Answer, Rule, number};
use crate::inputs::Inputs;
use study::Study;
pub(super) use study::day_of;

/// Sets of made-up data for each of theirs: more of ours leave theirs as the only doubt. Fewer in slow builds.
const TIMES: usize = if cfg!(debug_assertions) { 1 } else { 2 };

pub fn scan(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let study = Study::read(&golden["parameters"], inputs)?;
    let theirs = number(&golden["replications"]).unwrap_or(0.0) as usize;
    let settings = ScanSettings {
        replications: if theirs == 0 {
            0
        } else {
            (theirs + 1) * TIMES - 1
        },
        seed: 20_261_126,
        ..study.settings
    };
    let input = ScanInput {
        places: &study.places,
        distance: study.distance,
        periods: study.periods(),
        cases: &study.cases,
        model: match (&study.expected, &study.controls) {
            (Some(expected), _) => ScanModel::Poisson(expected),
            (_, Some(controls)) => ScanModel::Bernoulli(controls),
            _ => ScanModel::SpaceTimePermutation,
        },
        weights: study.weights.as_deref(),
    };
    let found = statistics::scan(&input, &settings).context("there is nothing to scan")?;
    let mut value = Map::new();
    value.insert("totals".into(), study.totals());
    value.insert("clusters".into(), clusters(&study, &found, golden));
    value.insert("null_max_llr".into(), null(&found.null));
    value.insert("brute_force".into(), brute(&study, &found, golden));
    Ok(Answer {
        value: Value::Object(value),
        rules: rules(),
    })
}

fn rules() -> Vec<(&'static str, Rule)> {
    const PRINTED: Rule = Rule::Absolute(0.0051);
    const CLOSED: Rule = Rule::Near(1e-9, 1e-9);
    vec![
        ("totals.locations", Rule::Exact),
        ("totals.total_cases", Rule::Exact),
        ("totals.study_period", Rule::Exact),
        ("totals.population", Rule::By(agree::if_known)),
        ("clusters.*.locations", Rule::By(agree::same_set)),
        ("clusters.*.radius", Rule::By(agree::radius)),
        ("clusters.*.time_frame", Rule::Exact),
        ("clusters.*.population", Rule::Near(0.51, 1e-6)),
        ("clusters.*.cases", Rule::Exact),
        ("clusters.*.expected", PRINTED),
        ("clusters.*.obs_exp", PRINTED),
        ("clusters.*.relative_risk", PRINTED),
        ("clusters.*.llr", Rule::Absolute(2e-6)),
        ("clusters.*.p", Rule::Chance("replications")),
        ("clusters.*.p_gumbel", Rule::By(agree::gumbel)),
        (
            "clusters.*.recurrence",
            Rule::LeftOut("it is one over p, and p is compared"),
        ),
        ("null_max_llr.mean", Rule::By(agree::mean)),
        ("null_max_llr.sd", Rule::By(agree::spread)),
        ("null_max_llr.q50", Rule::By(agree::middle)),
        ("null_max_llr.q90", Rule::By(agree::high)),
        ("null_max_llr.q95", Rule::By(agree::higher)),
        ("null_max_llr.q99", Rule::By(agree::highest)),
        ("brute_force.llr", CLOSED),
        ("brute_force.center", Rule::Exact),
        ("brute_force.members", Rule::By(agree::same_set)),
        ("brute_force.start", Rule::Exact),
        ("brute_force.end", Rule::Exact),
        ("brute_force.cases", Rule::Exact),
        ("brute_force.n", Rule::Exact),
        ("brute_force.expected", CLOSED),
        ("brute_force.radius", CLOSED),
        ("brute_force", Rule::Exact),
    ]
}

/// Our clusters in the order of theirs: of clusters equally striking either may come first.
fn clusters(study: &Study, found: &Scan, golden: &Value) -> Value {
    let mut ours: Vec<&Cluster> = found.clusters.iter().collect();
    let none = Vec::new();
    let theirs = golden["clusters"].as_array().unwrap_or(&none);
    let mut list = Vec::new();
    for it in theirs {
        let set: BTreeSet<String> = agree::texts(&it["locations"]);
        let llr = number(&it["llr"]).unwrap_or(f64::NAN);
        let same = |c: &&Cluster| {
            (c.llr - llr).abs() < 2e-6
                && study.same_but_for_empty(&study.ids_of(c).into_iter().collect(), &set)
        };
        let at = ours.iter().position(same);
        if !ours.is_empty() {
            let cluster = ours.remove(at.unwrap_or(0));
            let mut shape = shape(study, cluster);
            if at.is_some() && cluster.members.len() != set.len() {
                // Places where nobody is and nothing happens may be in a circle or not: how far it reaches then is worked
                // out for theirs.
                shape["locations"] = it["locations"].clone();
                shape["radius"] = json!(study.radius(cluster.centre, &study.places_of(&set)));
            }
            list.push(shape);
        }
    }
    Value::Array(list)
}

fn shape(study: &Study, it: &Cluster) -> Value {
    json!({
        "locations": study.ids_of(it),
        "radius": study.radius(it.centre, &it.members),
        "time_frame": study.time_frame(it),
        "population": study.population_of(it),
        "cases": it.cases,
        "expected": it.expected,
        "obs_exp": f64::from(it.cases) / it.expected,
        "relative_risk": it.relative_risk,
        "llr": it.llr,
        "p": it.p,
        "p_gumbel": it.p_gumbel,
    })
}

fn null(null: &[f64]) -> Value {
    if null.is_empty() {
        return json!({"n": 0, "mean": null, "sd": null, "q50": null, "q90": null, "q95": null, "q99": null});
    }
    let n = null.len() as f64;
    let mean = null.iter().sum::<f64>() / n;
    let sd = (null.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
    let mut sorted = null.to_vec();
    sorted.sort_by(f64::total_cmp);
    let q = |share: f64| sorted[((share * n).ceil() as usize).clamp(1, sorted.len()) - 1];
    let sets = null.len();
    json!({"n": sets, "mean": mean, "sd": sd, "q50": q(0.5), "q90": q(0.9), "q95": q(0.95), "q99": q(0.99)})
}

fn brute(study: &Study, found: &Scan, golden: &Value) -> Value {
    let theirs = &golden["brute_force"];
    let Some(first) = found.clusters.first().filter(|_| !theirs.is_null()) else {
        return Value::Null;
    };
    let id = |at: &Value| {
        at.as_u64()
            .and_then(|at| study.ids.get(at as usize))
            .cloned()
    };
    let set: BTreeSet<String> = theirs["members"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(id)
        .collect();
    // Of circles equally striking it may hold any.
    let same = found.clusters.iter().find(|it| {
        (it.llr - first.llr).abs() < 1e-9
            && study.same_but_for_empty(&study.ids_of(it).into_iter().collect(), &set)
    });
    let it = same.unwrap_or(first);
    let mut answer = json!({
        "llr": it.llr,
        "center": it.centre,
        "members": it.members,
        "start": it.first,
        "end": it.last,
        "cases": it.cases,
        "n": study.people_in(it),
        "expected": it.expected,
        "radius": it.radius,
    });
    // The same places around another middle are the same circle, and empty places may be in it or not: how far it reaches is
    // then worked out from their middle, which must be one of the places.
    if let (Some(same), Some(centre)) = (same, theirs["center"].as_u64()) {
        let places = study.places_of(&set);
        let centre = centre as usize;
        if places.contains(&centre) && (same.centre != centre || same.members.len() != set.len()) {
            answer["center"] = json!(centre);
            answer["members"] = json!(places);
            answer["radius"] = json!(study.reach(centre, &places));
        }
    }
    answer
}
