//! The families of golden files: each knows how to work out its kind from the same input.

mod alarms;
mod concentrations;
mod evaluations;
mod kernels;
mod many_tests;
mod near_repeats;
mod patterns;
mod places;
mod scans;
mod seasons;
mod shares;
mod within;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::compare::{Answer, Rule};
use crate::inputs::Inputs;

/// What stands in files of every kind and says where they come from.
const LABELS: &[&str] = &["method", "peer", "input", "series", "note"];

/// Works out a file of one kind.
type Family = fn(&Value, &Inputs) -> Result<Answer>;

/// Our answer to a golden file. The first word of its name says its kind. Beside each kind stand the parts of its files that
/// are given: labels, parameters and data. Whatever else stands in a file has a rule of its own, or is a miss.
pub fn of(name: &str, golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let kind = &kind(name);
    let (family, given): (Family, &[&'static str]) = match kind.as_str() {
        "farrington" => (alarms::farrington, &["freq", "start", "control", "t"]),
        "ears" => (alarms::ears, &["freq", "start", "control", "t"]),
        "glrnb" => (alarms::glrnb, &["freq", "start", "control", "t"]),
        "cusum" => (
            alarms::cusum,
            &["freq", "start", "t", "k", "h", "m", "trans"],
        ),
        "nbtrend" => (alarms::nbtrend, &["freq", "start"]),
        "its" => (evaluations::its, &["freq", "start", "t0", "nw_lag"]),
        "did" => (evaluations::did, &["data"]),
        "impact" => (
            evaluations::impact,
            &[
                "published_check",
                "rows.*.name",
                "rows.*.control",
                "rows.*.treated",
                "rows.*.displacement_control",
                "rows.*.buffer",
                "rows.*.longer",
                "rows.*.phi",
            ],
        ),
        "stl" => (
            seasons::stl,
            &["freq", "start", "s.window", "robust", "log1p"],
        ),
        "join" => {
            let mut answer = places::join(name, golden, inputs)?;
            give(
                &mut answer,
                &[
                    "points",
                    "areas",
                    "id_field",
                    "code_field",
                    "area_field",
                    "code",
                    "id",
                    "key",
                ],
            );
            return Ok(answer);
        }
        "bng" => (
            places::bng,
            &[
                "tolerance_m",
                "helmert",
                "points.*.lon",
                "points.*.lat",
                "points.*.name",
            ],
        ),
        "gistar" => (
            patterns::gistar,
            &["id", "x", "neighbours", "perms", "seed"],
        ),
        "localg" => (patterns::localg, &["style", "id", "x", "neighbours"]),
        "moran" => (patterns::moran, &["id", "x", "neighbours"]),
        "kde" => (
            kernels::kde,
            &[
                "window",
                "sigma",
                "kernel",
                "grid",
                "pixel_index",
                "points",
                "h",
            ],
        ),
        "dbscan" => (kernels::dbscan, &["eps", "minPts", "min_samples"]),
        "knox" => (
            near_repeats::knox,
            &[
                "distance",
                "sds",
                "tds",
                "B",
                "seed",
                "mc_tolerance",
                "delta",
                "tau",
                "perms",
            ],
        ),
        "scan" => (
            scans::scan,
            &["parameters", "replications", "null_max_llr.n"],
        ),
        "wilson" => (
            shares::wilson,
            &[
                "conf",
                "conf_level",
                "level",
                "rows.*.x",
                "rows.*.n",
                "rows.*.name",
                "rows.*.conf",
            ],
        ),
        "survey" => (
            shares::survey,
            &[
                "rake_margins",
                "weights",
                "weight",
                "strata",
                "stratum",
                "fpc",
                "id",
                "ids",
                "cluster",
                "clusters",
            ],
        ),
        "fdr" => (many_tests::fdr, &["p"]),
        "yoy" => (
            shares::yoy,
            &[
                "rows.*.ward",
                "rows.*.type",
                "rows.*.later",
                "rows.*.earlier",
                "rows.*.t_later",
                "rows.*.t_earlier",
            ],
        ),
        "gini" => (concentrations::gini, &["counts"]),
        "pai" => (
            concentrations::pai,
            &["cell_area_km2", "past", "future", "rows.*.share"],
        ),
        _ => bail!("no method of ours is called \"{kind}\""),
    };
    let mut answer = family(golden, inputs)?;
    give(&mut answer, given);
    Ok(answer)
}

/// Every kind there is.
const KINDS: &[&str] = &[
    "farrington",
    "ears",
    "glrnb",
    "cusum",
    "nbtrend",
    "its",
    "did",
    "impact",
    "stl",
    "join",
    "bng",
    "gistar",
    "localg",
    "moran",
    "kde",
    "dbscan",
    "knox",
    "scan",
    "wilson",
    "survey",
    "fdr",
    "yoy",
    "gini",
    "pai",
];

/// The kind of a file: how its name begins, whatever its capitals, such as `fdr` of `FDR-2` and `farrington` of
/// `farringtonFlexible_x`.
fn kind(name: &str) -> String {
    let low = name.to_lowercase();
    let word = low.split(|c: char| !c.is_ascii_alphanumeric()).next();
    let word = word.unwrap_or_default();
    if KINDS.contains(&word) {
        return word.to_owned();
    }
    let begins = |kind: &&&str| {
        low.strip_prefix(**kind).is_some_and(|rest| {
            let next = name.chars().nth(name.len() - rest.len());
            !next.is_some_and(|c| c.is_ascii_lowercase())
        })
    };
    let longest = KINDS.iter().filter(begins).max_by_key(|kind| kind.len());
    longest.map_or(word, |kind| kind).to_owned()
}

fn give(answer: &mut Answer, given: &[&'static str]) {
    let all = LABELS.iter().chain(given);
    // Before the rest: the first rule that speaks of a part counts.
    let given = all.map(|part| (*part, Rule::Given));
    answer.rules.splice(0..0, given);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_kind_in_many_ways() {
        for (name, said) in [
            ("fdr", "fdr"),
            ("FDR_upper", "fdr"),
            ("wilson-dash", "wilson"),
            ("farringtonFlexible_x", "farrington"),
            ("fdr.2", "fdr"),
            ("unknown_fdr", "unknown"),
            ("itsy_bitsy", "itsy"),
            ("_x", ""),
        ] {
            assert_eq!(kind(name), said);
        }
    }
}
