//! Early warning: the detectors and the lines they rest on.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{
    Besides, CusumOptions, CusumScale, Design, Ears, EarsOptions, FarringtonOptions, GlrLine,
    GlrOptions, Power, Shift, Spread, Threshold, TrendLine, cusum as cusum_chart, ears as ears_at,
    farrington as farrington_at, fit_counts, glr_cusum, glr_cusum_fitted, negative_binomial_trend,
    quasi_poisson_trend,
};

use crate::compare::{Answer, Rule, number};
use crate::inputs::Inputs;

/// What the peer's score under a negative binomial threshold is.
const QUIRK: &str = "the peer's score takes the logarithm of the expectation from the count; ours is (y - mu0)/(U - mu0)";

/// The series a golden file names.
pub(super) fn series(golden: &Value, inputs: &Inputs) -> Result<Vec<f64>> {
    let said = |key: &str| {
        golden[key]
            .as_str()
            .with_context(|| format!("the file names no {key}"))
    };
    inputs.series(said("input")?, said("series")?)
}

/// A whole number that is not below 0.
pub(super) fn whole(value: &Value) -> Option<usize> {
    number(value)
        .filter(|x| (0.0..1e15).contains(x) && x.fract() == 0.0)
        .map(|x| x as usize)
}

/// The places judged, counted from 0; R counts from 1, and writes a list of one as a bare number.
fn places(golden: &Value) -> Result<Vec<usize>> {
    let list = match &golden["t"] {
        Value::Array(list) => list.clone(),
        Value::Null => bail!("the file names no t"),
        one => vec![one.clone()],
    };
    list.iter()
        .map(|t| {
            whole(t)
                .and_then(|t| t.checked_sub(1))
                .with_context(|| format!("{t} is no place"))
        })
        .collect()
}

/// A list as the golden file writes it: R writes a list of one as a bare number.
pub(super) fn as_theirs(golden: &Value, list: Vec<Value>) -> Value {
    match <[Value; 1]>::try_from(list) {
        Ok([one]) if !golden.is_array() => one,
        Ok(one) => Value::from(one.to_vec()),
        Err(list) => Value::from(list),
    }
}

fn options(golden: &Value) -> Result<FarringtonOptions> {
    let control = &golden["control"];
    let year = whole(&golden["freq"]).context("freq")?;
    let mut options = FarringtonOptions::peer(year);
    let set = |key: &str, slot: &mut usize| -> Result<()> {
        if !control[key].is_null() {
            *slot = whole(&control[key]).with_context(|| format!("control: {key}"))?;
        }
        Ok(())
    };
    set("b", &mut options.years)?;
    set("w", &mut options.half_window)?;
    set("noPeriods", &mut options.periods)?;
    options.past_left_out = options.half_window;
    set("pastWeeksNotIncluded", &mut options.past_left_out)?;
    let share = |key: &str, slot: &mut f64| {
        if let Some(x) = number(&control[key]) {
            *slot = x;
        }
    };
    share("weightsThreshold", &mut options.weights_threshold);
    share("pThresholdTrend", &mut options.trend_level);
    share("alpha", &mut options.alpha);
    options.trend = control["trend"].as_bool().unwrap_or(true);
    options.reweight = control["reweight"].as_bool().unwrap_or(true);
    if control["populationOffset"].as_bool() == Some(true) {
        bail!("a population as offset is not one of our settings");
    }
    options.threshold = match control["thresholdMethod"].as_str().unwrap_or("delta") {
        "delta" => Threshold::Delta,
        "nbPlugin" => Threshold::NbPlugin,
        "muan" => Threshold::Muan,
        other => bail!("{other} is no threshold"),
    };
    options.power = match control["powertrans"].as_str().unwrap_or("2/3") {
        "2/3" => Power::TwoThirds,
        "1/2" => Power::Half,
        "none" => Power::One,
        other => bail!("{other} is no power"),
    };
    if let Some([cases, over]) = control["limit54"].as_array().map(Vec::as_slice) {
        options.enough = number(cases).context("limit54")?;
        options.enough_over = whole(over).context("limit54")?;
    }
    Ok(options)
}

/// R surveillance's `farringtonFlexible`.
pub fn farrington(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let options = options(golden)?;
    let counts: Vec<Option<f64>> = series(golden, inputs)?.into_iter().map(Some).collect();
    let normal = z(1.0 - options.alpha);
    let keys = [
        "observed",
        "expected",
        "upperbound",
        "mu0",
        "phi",
        "score",
        "pvalue",
        "trend_used",
        "trend",
        "alarm",
    ];
    let mut columns: Vec<Vec<Value>> = vec![Vec::new(); keys.len()];
    for at in places(golden)? {
        let row = match farrington_at(&counts, at, &options) {
            Ok(it) => {
                let shown = |x: f64| if it.enough { json!(x) } else { Value::Null };
                // The peer's mu0 is the expectation, or what it takes for its upper end: in the delta form from the
                // expectation itself where a logarithm is meant.
                let mu0 = match options.threshold {
                    Threshold::NbPlugin => it.expected,
                    Threshold::Muan => (it.expected.ln() + normal * it.log_se).exp(),
                    Threshold::Delta => (it.expected + normal * it.log_se * it.expected).exp(),
                };
                // An empty past is no alarm of ours but new activity; the peer has one word for both.
                let above = it.upper.is_some_and(|u| it.observed > u) && it.observed > 0.0;
                let alarm = it.alarm || (it.empty_past && it.enough && above);
                [
                    json!(it.observed),
                    it.upper.map_or(Value::Null, |_| shown(it.expected)),
                    it.upper.map_or(Value::Null, shown),
                    json!(mu0),
                    json!(it.dispersion),
                    json!(it.score),
                    json!(it.p),
                    json!(u8::from(it.slope.is_some())),
                    json!(it.slope),
                    json!(u8::from(alarm)),
                ]
            }
            Err(_) => {
                let mut nothing: [Value; 10] = Default::default();
                nothing[0] = json!(counts.get(at).copied().flatten());
                nothing
            }
        };
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    let value = keys
        .iter()
        .zip(columns)
        .map(|(key, column)| ((*key).to_owned(), as_theirs(&golden[*key], column)))
        .collect();
    let (upper, score) = if options.threshold == Threshold::Delta {
        (Rule::Relative(1e-6), Rule::Near(1e-8, 1e-6))
    } else {
        (Rule::Exact, Rule::LeftOut(QUIRK))
    };
    Ok(Answer {
        value,
        rules: vec![
            ("observed", Rule::Exact),
            ("expected", Rule::Near(1e-9, 1e-6)),
            ("upperbound", upper),
            ("mu0", Rule::Near(1e-9, 1e-6)),
            ("phi", Rule::Relative(1e-6)),
            ("score", score),
            ("pvalue", Rule::Relative(1e-6)),
            ("trend_used", Rule::Exact),
            ("trend", Rule::Near(1e-9, 1e-6)),
            ("alarm", Rule::Exact),
        ],
    })
}

/// The normal quantile.
fn z(p: f64) -> f64 {
    use statrs::distribution::{ContinuousCDF as _, Normal};
    if p > 0.0 && p < 1.0 {
        Normal::standard().inverse_cdf(p)
    } else {
        f64::NAN
    }
}

/// R surveillance's `earsC`.
pub fn ears(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let control = &golden["control"];
    let rule = match control["method"].as_str().unwrap_or("C1") {
        "C1" => Ears::C1,
        "C2" => Ears::C2,
        "C3" => Ears::C3,
        other => bail!("{other} is no rule"),
    };
    let mut options = EarsOptions::of(rule);
    if let Some(baseline) = whole(&control["baseline"]) {
        options.baseline = baseline;
    }
    if let Some(alpha) = number(&control["alpha"]) {
        options.alpha = alpha;
    }
    if let Some(least) = number(&control["minSigma"]) {
        options.least_sd = least;
    }
    let counts: Vec<Option<f64>> = series(golden, inputs)?.into_iter().map(Some).collect();
    let (mut upper, mut alarm, mut observed) = (Vec::new(), Vec::new(), Vec::new());
    for at in places(golden)? {
        let found = ears_at(&counts, at, &options);
        upper.push(json!(found.map(|it| it.upper)));
        alarm.push(json!(found.map(|it| u8::from(it.alarm))));
        observed.push(json!(counts.get(at).copied().flatten()));
    }
    Ok(Answer {
        value: json!({
            "upperbound": as_theirs(&golden["upperbound"], upper),
            "alarm": as_theirs(&golden["alarm"], alarm),
            "observed": as_theirs(&golden["observed"], observed),
        }),
        rules: vec![
            ("upperbound", Rule::Near(1e-9, 1e-9)),
            ("alarm", Rule::Exact),
            ("observed", Rule::Exact),
        ],
    })
}

/// Points in a year where a golden file does not say: by the first column of its input.
fn year(golden: &Value, inputs: &Inputs) -> Result<usize> {
    if let Some(year) = whole(&golden["freq"]) {
        return Ok(year);
    }
    let table = inputs.table(
        golden["input"]
            .as_str()
            .context("the file names no input")?,
    )?;
    Ok(match table.columns.first().map(String::as_str) {
        Some("week") => 52,
        Some("day") => 365,
        Some("quarter") => 4,
        _ => 12,
    })
}

/// R surveillance's `glrnb`.
pub fn glrnb(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let control = &golden["control"];
    let counts = series(golden, inputs)?;
    let places = places(golden)?;
    let (from, to) = match (places.first(), places.last()) {
        (Some(from), Some(to)) if *to < counts.len() && to - from + 1 == places.len() => {
            (*from, *to)
        }
        _ => bail!("the places are no unbroken range of the series"),
    };
    let counts = &counts[..=to];
    if control["ret"].as_str().is_some_and(|it| it != "value") {
        bail!("only the statistic is one of our answers, not the cases");
    }
    if control["change"]
        .as_str()
        .is_some_and(|it| it != "intercept")
    {
        bail!("only a shift of the level is one of our charts");
    }
    let first = |value: &Value| match value {
        Value::Array(list) => list.first().and_then(Value::as_str).map(str::to_owned),
        other => other.as_str().map(str::to_owned),
    };
    let shift = match first(&control["dir"]).as_deref() {
        None | Some("inc") => Shift::Up,
        Some("dec") => Shift::Down,
        Some(other) => bail!("{other} is no direction"),
    };
    let options = GlrOptions {
        alpha: 0.0,
        limit: number(&control["c.ARL"]).unwrap_or(5.0),
        shift,
        least: whole(&control["Mtilde"]).unwrap_or(1),
        window: number(&control["M"])
            .filter(|m| *m > 0.0)
            .map(|m| m as usize),
        known: number(&control["theta"]),
    };
    let alpha = number(&control["alpha"]);
    let mu0 = &control["mu0"];
    let (points, expected, alpha) = if mu0.is_number() || mu0.is_array() && mu0[0].is_number() {
        let given: Vec<f64> = match mu0 {
            Value::Array(list) => list.iter().filter_map(number).collect(),
            one => vec![number(one).context("mu0")?; to + 1 - from],
        };
        let alpha = alpha.unwrap_or(0.0);
        let options = GlrOptions { alpha, ..options };
        let points = glr_cusum(&counts[from..], &given, &options).context("no chart")?;
        (points, given, alpha)
    } else {
        let line = GlrLine {
            year: year(golden, inputs)?,
            harmonics: whole(&mu0["S"]).unwrap_or(1),
            trend: mu0["trend"].as_bool().unwrap_or(false),
            refit: mu0["refit"].as_bool().unwrap_or(false),
        };
        let chart =
            glr_cusum_fitted(counts, from, line, alpha, &options).context("no line fits")?;
        (chart.points, chart.expected, chart.alpha)
    };
    let list = |values: Vec<Value>, key: &str| as_theirs(&golden[key], values);
    Ok(Answer {
        value: json!({
            "statistic": list(points.iter().map(|p| json!(p.statistic)).collect(), "statistic"),
            "alarm": list(points.iter().map(|p| json!(u8::from(p.alarm))).collect(), "alarm"),
            "mu0": list(expected.iter().map(|m| json!(m)).collect(), "mu0"),
            "alpha": alpha,
        }),
        rules: vec![
            ("statistic", Rule::Near(1e-8, 1e-6)),
            ("alarm", Rule::Exact),
            ("mu0", Rule::Relative(1e-6)),
            ("alpha", Rule::Near(1e-9, 1e-6)),
        ],
    })
}

/// Expectations from one wave a year through what came before.
fn waves(before: &[f64], places: &[usize], year: usize) -> Result<Vec<f64>> {
    let angle = |t: usize| 2.0 * std::f64::consts::PI * t as f64 / year as f64;
    let column = |of: &dyn Fn(usize) -> f64| (0..before.len()).map(of).collect::<Vec<f64>>();
    let design = Design::of(vec![
        vec![1.0; before.len()],
        column(&|t| angle(t).cos()),
        column(&|t| angle(t).sin()),
    ])
    .context("nothing before t")?;
    let fit =
        fit_counts(&design, before, Spread::Poisson, Besides::default()).context("no line fits")?;
    let b = &fit.coefficients;
    Ok(places
        .iter()
        .map(|t| (b[0] + b[1] * angle(*t).cos() + b[2] * angle(*t).sin()).exp())
        .collect())
}

/// R surveillance's `cusum`.
pub fn cusum(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let counts = series(golden, inputs)?;
    let places = places(golden)?;
    let from = *places.first().context("the file names no t")?;
    let before = counts
        .get(..from)
        .filter(|it| !it.is_empty())
        .context("nothing before t")?;
    let mu = before.iter().sum::<f64>() / before.len() as f64;
    let means = match &golden["m"] {
        Value::Null => vec![mu; places.len()],
        Value::Object(none) if none.is_empty() => vec![mu; places.len()],
        Value::String(line) if line == "glm" => waves(before, &places, year(golden, inputs)?)?,
        given => {
            let mean =
                number(given).with_context(|| format!("{given} is no expectation of ours"))?;
            vec![mean; places.len()]
        }
    };
    let scale = match golden["trans"].as_str().unwrap_or("standard") {
        "rossi" => CusumScale::Rossi,
        "standard" => CusumScale::Standard,
        "anscombe" => CusumScale::Anscombe,
        other => bail!("{other} is none of our scales"),
    };
    let options = CusumOptions {
        scale,
        k: number(&golden["k"]).unwrap_or(1.04),
        h: number(&golden["h"]).unwrap_or(2.26),
    };
    let watched = places
        .iter()
        .map(|at| {
            counts
                .get(*at)
                .copied()
                .context("t reaches past the series")
        })
        .collect::<Result<Vec<_>>>()?;
    let chart = cusum_chart(&watched, &means, &options).context("no chart")?;
    Ok(Answer {
        value: json!({
            "upperbound": as_theirs(&golden["upperbound"], chart.iter().map(|p| json!(p.upper)).collect()),
            "alarm": as_theirs(&golden["alarm"], chart.iter().map(|p| json!(u8::from(p.alarm))).collect()),
            "mu": mu,
        }),
        rules: vec![
            ("upperbound", Rule::Near(1e-9, 1e-9)),
            ("alarm", Rule::Exact),
            ("mu", Rule::Relative(1e-9)),
        ],
    })
}

/// MASS `glm.nb` and R's quasi-Poisson `glm`.
pub fn nbtrend(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let counts = series(golden, inputs)?;
    let year = whole(&golden["freq"]).context("freq")?;
    let fit = negative_binomial_trend(&counts, year).context("no line fits")?;
    let quasi = quasi_poisson_trend(&counts, year).context("no line fits")?;
    let named = |values: [f64; 4]| {
        let [level, slope, sine, cosine] = values;
        json!({"(Intercept)": level, "t": slope, "s": sine, "c": cosine})
    };
    let both = |line: &TrendLine| (named(line.coefficients), named(line.standard_errors));
    let ((coef, se), (quasi_coef, quasi_se)) = (both(&fit.line), both(&quasi.line));
    let fitted = Rule::Near(1e-9, 1e-6);
    Ok(Answer {
        value: json!({
            "coef": coef,
            "se": se,
            "theta": fit.theta,
            "theta_se": fit.theta_se,
            "loglik": fit.log_likelihood,
            "quasi": {"coef": quasi_coef, "se": quasi_se, "phi": quasi.dispersion},
        }),
        rules: vec![
            ("coef", fitted),
            ("se", Rule::Relative(1e-6)),
            ("theta", Rule::Relative(1e-6)),
            ("theta_se", Rule::Relative(1e-6)),
            ("loglik", Rule::Relative(1e-6)),
            ("quasi.coef", fitted),
            ("quasi.se", Rule::Relative(1e-6)),
            ("quasi.phi", Rule::Relative(1e-6)),
        ],
    })
}
