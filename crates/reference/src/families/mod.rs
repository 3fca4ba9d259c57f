//! The families of golden files: each knows how to work out its kind from the same input.

mod alarms;
mod concentrations;
mod evaluations;
mod kernels;
mod near_repeats;
mod patterns;
mod places;
mod scans;
mod seasons;
mod shares;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::compare::Answer;
use crate::inputs::Inputs;

/// Our answer to a golden file. The first word of its name says its kind.
pub fn of(name: &str, golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let kind = name.split('_').next().unwrap_or(name);
    match kind {
        "farrington" => alarms::farrington(name, golden, inputs),
        "ears" => alarms::ears(name, golden, inputs),
        "glrnb" => alarms::glrnb(name, golden, inputs),
        "cusum" => alarms::cusum(name, golden, inputs),
        "nbtrend" => alarms::nbtrend(name, golden, inputs),
        "its" => evaluations::its(name, golden, inputs),
        "did" => evaluations::did(name, golden, inputs),
        "impact" => evaluations::impact(name, golden, inputs),
        "stl" => seasons::stl(name, golden, inputs),
        "join" => places::join(name, golden, inputs),
        "bng" => places::bng(name, golden, inputs),
        "gistar" => patterns::gistar(name, golden, inputs),
        "localg" => patterns::localg(name, golden, inputs),
        "moran" => patterns::moran(name, golden, inputs),
        "kde" => kernels::kde(name, golden, inputs),
        "dbscan" => kernels::dbscan(name, golden, inputs),
        "knox" => near_repeats::knox(name, golden, inputs),
        "scan" => scans::scan(name, golden, inputs),
        "wilson" => shares::wilson(name, golden, inputs),
        "survey" => shares::survey(name, golden, inputs),
        "fdr" => shares::fdr(name, golden, inputs),
        "yoy" => shares::yoy(name, golden, inputs),
        "gini" => concentrations::gini(name, golden, inputs),
        "pai" => concentrations::pai(name, golden, inputs),
        _ => bail!("no method of ours is called \"{kind}\""),
    }
}
