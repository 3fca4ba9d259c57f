//! Lines taken apart into season, trend and what is left.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{SeasonWindow, StlOptions, stl as take_apart};

use super::alarms::{Control, series, whole};
use crate::compare::{Answer, Rule};
use crate::inputs::Inputs;

/// R's `stl`.
pub fn stl(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let logs = Control(golden).truth("log1p")?.unwrap_or(false);
    let line: Vec<f64> = series(golden, inputs)?
        .into_iter()
        .map(|y| if logs { y.ln_1p() } else { y })
        .collect();
    let season = match &golden["s.window"] {
        Value::String(text) if "periodic".starts_with(text.as_str()) => SeasonWindow::Periodic,
        Value::Number(years) => {
            SeasonWindow::Years(years.as_f64().context("s.window")?.round() as usize)
        }
        other => bail!("{other} is no season window"),
    };
    let options = StlOptions {
        period: whole(&golden["freq"]).context("freq")?,
        season,
        robust: Control(golden).truth("robust")?.unwrap_or(false),
    };
    let parts = take_apart(&line, &options).context("the line is too short")?;
    // Parts that pass through nothing are held to the size of the line itself.
    let value = json!({
        "seasonal": parts.seasonal,
        "trend": parts.trend,
        "remainder": parts.remainder,
        "weights": parts.weights,
        "windows": {"s": parts.windows.season, "t": parts.windows.trend, "l": parts.windows.low_pass},
        "degrees": {"s": parts.season_degree, "t": 1, "l": 1},
    });
    Ok(Answer {
        value,
        rules: vec![
            ("seasonal", Rule::Near(1e-8, 1e-6)),
            ("trend", Rule::Near(1e-8, 1e-6)),
            ("remainder", Rule::Near(1e-8, 1e-6)),
            ("weights", Rule::Near(1e-8, 1e-6)),
            ("windows", Rule::Exact),
            ("degrees", Rule::Exact),
        ],
    })
}
