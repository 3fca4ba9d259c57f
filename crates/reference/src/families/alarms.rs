//! Early warning: the detectors and the lines they rest on.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{
    Besides, Change, CusumOptions, CusumScale, Design, Ears, EarsOptions, FarringtonOptions,
    GlrLine, GlrOptions, GlrPoint, Power, Search, Shift, Spread, Threshold, TrendLine,
    cusum as cusum_chart, ears as ears_at, farrington as farrington_at, fit_counts, glr_cases,
    glr_cusum, glr_cusum_fitted, negative_binomial_trend, quasi_poisson_trend,
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
    let as_list = |value: &Value| match value {
        Value::Array(list) => list.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    if golden["t"].is_null() {
        bail!("the file names no t");
    }
    let list = as_list(&golden["t"]);
    let range = as_list(&golden["control"]["range"]);
    let same = |(a, b): (&Value, &Value)| number(a) == number(b);
    let agree = range.len() == list.len() && range.iter().zip(&list).all(same);
    if !range.is_empty() && !agree {
        bail!("the range of the settings is not what t says");
    }
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

/// The settings of a golden file. What is not known, or is no such value, is said: it is never taken for the usual.
pub(super) struct Control<'a>(pub &'a Value);

impl<'a> Control<'a> {
    /// A setting that is said; R writes what it leaves open as nothing or as an empty list.
    fn said(&self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|it| match it {
            Value::Null => false,
            Value::Object(map) => !map.is_empty(),
            Value::Array(list) => !list.is_empty(),
            _ => true,
        })
    }

    fn only(&self, known: &[&str]) -> Result<()> {
        let keys = self.0.as_object().into_iter().flat_map(|it| it.keys());
        for key in keys.filter(|key| self.said(key).is_some()) {
            if !known.contains(&key.as_str()) {
                bail!("this asks for {key}, which is not worked out here");
            }
        }
        Ok(())
    }

    fn of<T>(&self, key: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<Option<T>> {
        self.said(key)
            .map(|it| read(it).with_context(|| format!("{key}: {it} is no such setting")))
            .transpose()
    }

    pub fn number(&self, key: &str) -> Result<Option<f64>> {
        self.of(key, |it| if it.is_number() { it.as_f64() } else { None })
    }

    fn whole(&self, key: &str) -> Result<Option<usize>> {
        self.of(key, |it| if it.is_number() { whole(it) } else { None })
    }

    pub fn truth(&self, key: &str) -> Result<Option<bool>> {
        self.of(key, Value::as_bool)
    }

    /// A word, or the first of a list of them.
    fn word(&self, key: &str) -> Result<Option<&'a str>> {
        self.of(key, |it| it.as_str().or(it[0].as_str()))
    }
}

fn options(golden: &Value) -> Result<FarringtonOptions> {
    let control = Control(&golden["control"]);
    control.only(&[
        "range",
        "b",
        "w",
        "noPeriods",
        "pastWeeksNotIncluded",
        "weightsThreshold",
        "pThresholdTrend",
        "alpha",
        "trend",
        "reweight",
        "populationOffset",
        "thresholdMethod",
        "powertrans",
        "limit54",
        "verbose",
        "glmWarnings",
        "fitFun",
    ])?;
    let usual = "algo.farrington.fitGLM.flexible";
    if control.word("fitFun")?.is_some_and(|it| it != usual) {
        bail!("this asks for another fit, which is not worked out here");
    }
    let year = whole(&golden["freq"]).context("freq")?;
    let mut options = FarringtonOptions::peer(year);
    let whole_or =
        |key: &str, usual: usize| Ok::<_, anyhow::Error>(control.whole(key)?.unwrap_or(usual));
    let number_or =
        |key: &str, usual: f64| Ok::<_, anyhow::Error>(control.number(key)?.unwrap_or(usual));
    options.years = whole_or("b", options.years)?;
    options.half_window = whole_or("w", options.half_window)?;
    options.periods = whole_or("noPeriods", options.periods)?;
    options.past_left_out = whole_or("pastWeeksNotIncluded", options.half_window)?;
    options.weights_threshold = number_or("weightsThreshold", options.weights_threshold)?;
    options.trend_level = number_or("pThresholdTrend", options.trend_level)?;
    options.alpha = number_or("alpha", options.alpha)?;
    options.trend = control.truth("trend")?.unwrap_or(true);
    options.reweight = control.truth("reweight")?.unwrap_or(true);
    if control.truth("populationOffset")? == Some(true) {
        bail!("this asks for a population as offset, which is not worked out here");
    }
    options.threshold = match control.word("thresholdMethod")?.unwrap_or("delta") {
        "delta" => Threshold::Delta,
        "nbPlugin" => Threshold::NbPlugin,
        "muan" => Threshold::Muan,
        other => bail!("{other} is no threshold"),
    };
    options.power = match control.word("powertrans")?.unwrap_or("2/3") {
        "2/3" => Power::TwoThirds,
        "1/2" => Power::Half,
        "none" => Power::One,
        other => bail!("{other} is no power"),
    };
    let limit = control.of("limit54", |it| Some((number(&it[0])?, whole(&it[1])?)))?;
    if let Some((enough, over)) = limit {
        (options.enough, options.enough_over) = (enough, over);
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
                    Threshold::Muan => (it.plain.log_expected + normal * it.log_se).exp(),
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
                    json!(it.plain.score),
                    json!(it.plain.p),
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
    let control = Control(&golden["control"]);
    control.only(&["range", "method", "baseline", "alpha", "minSigma"])?;
    let rule = match control.word("method")?.unwrap_or("C1") {
        "C1" => Ears::C1,
        "C2" => Ears::C2,
        "C3" => Ears::C3,
        other => bail!("{other} is no rule"),
    };
    let mut options = EarsOptions::of(rule);
    options.baseline = control.whole("baseline")?.unwrap_or(options.baseline);
    options.alpha = control.number("alpha")?.unwrap_or(options.alpha);
    options.least_sd = control.number("minSigma")?.unwrap_or(options.least_sd);
    let counts: Vec<Option<f64>> = series(golden, inputs)?.into_iter().map(Some).collect();
    let (mut upper, mut alarm, mut observed) = (Vec::new(), Vec::new(), Vec::new());
    // Without a range the peer judges every point it can, up to the last.
    let places = match &golden["upperbound"] {
        Value::Array(list) if golden["t"].is_null() && list.len() <= counts.len() => {
            (counts.len() - list.len()..counts.len()).collect()
        }
        _ => places(golden)?,
    };
    for at in places {
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

/// Points in a year: as the file says, or else as its input does, by the days between its rows, its months, or what a row is
/// called.
fn year(golden: &Value, inputs: &Inputs) -> Result<usize> {
    if !golden["freq"].is_null() {
        return whole(&golden["freq"])
            .filter(|it| *it > 0)
            .with_context(|| format!("freq: {} is no number of points", golden["freq"]));
    }
    let table = inputs.table(
        golden["input"]
            .as_str()
            .context("the file names no input")?,
    )?;
    let is_date = |text: &str, parts: usize| {
        let mut numbers = text.split('-');
        numbers.clone().count() == parts
            && numbers.next().is_some_and(|it| it.len() == 4)
            && text.split('-').all(|it| it.parse::<u32>().is_ok())
    };
    if table.columns.iter().filter(|it| is_date(it, 2)).count() > 1 {
        return Ok(12);
    }
    for at in 0..table.columns.len() {
        let cells: Vec<&str> = table
            .rows
            .iter()
            .filter_map(|row| row.get(at).map(String::as_str))
            .collect();
        if cells.len() > 1 && cells.iter().all(|it| is_date(it, 2)) {
            return Ok(12);
        }
        if cells.len() > 1 && cells.iter().all(|it| is_date(it, 3)) {
            let day = |text: &str| -> i64 {
                let part = |k: usize| text.split('-').nth(k).and_then(|it| it.parse().ok());
                let [y, m, d] = [0, 1, 2].map(|k| part(k).unwrap_or(0i64));
                super::scans::day_of(y, m, d)
            };
            return match (day(cells[1]) - day(cells[0])).abs() {
                1 => Ok(365),
                7 => Ok(52),
                28..=31 => Ok(12),
                89..=92 => Ok(4),
                365 | 366 => Ok(1),
                apart => bail!("rows {apart} days apart say no number of points in a year"),
            };
        }
    }
    let first = table.columns.first().map(|it| it.to_lowercase());
    Ok(match first.as_deref() {
        Some("week") => 52,
        Some("day") => 365,
        Some("quarter") => 4,
        Some("month") => 12,
        _ => bail!("neither the file nor its input says how many points make a year"),
    })
}

/// How the peer writes that no count up to its bound raises an alarm.
const NO_COUNT: f64 = 1e99;

/// The cases as the peer has them, and how they are compared. By the negative binomial without a known change it tries counts one
/// by one, up from the one that was observed (down, at an alarm), and stops where that is nothing.
fn cases_as_the_peer_has_them(
    counts: &[f64],
    expected: &[f64],
    points: &[GlrPoint],
    options: &GlrOptions,
    most: f64,
) -> Option<(Vec<f64>, Rule)> {
    let cases = glr_cases(counts, expected, options)?;
    let tried = options.known.is_none() && options.alpha > 0.0;
    let shown = cases
        .iter()
        .zip(counts)
        .zip(points)
        .map(|((it, y), point)| {
            let it = it.map(|it| it.max(0.0));
            match it {
                _ if !tried => it.unwrap_or(0.0),
                Some(it) if point.alarm && *y <= most => it,
                _ if point.alarm => 0.0,
                Some(it) if *y >= 1.0 && it <= most + 1.0 => it,
                _ => NO_COUNT,
            }
        });
    let rule = if tried && options.shift == Shift::Down {
        Rule::LeftOut("the peer looks for more cases where fewer would raise the alarm")
    } else {
        Rule::Near(1e-8, 1e-6)
    };
    Some((shown.collect(), rule))
}

/// R surveillance's `glrnb`.
pub fn glrnb(golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let control = Control(&golden["control"]);
    control.only(&[
        "range", "c.ARL", "mu0", "alpha", "Mtilde", "M", "change", "theta", "dir", "ret", "xMax",
    ])?;
    let counts = series(golden, inputs)?;
    let places = places(golden)?;
    let (from, to) = match (places.first(), places.last()) {
        (Some(from), Some(to))
            if *to < counts.len() && from <= to && to - from + 1 == places.len() =>
        {
            (*from, *to)
        }
        _ => bail!("the places are no unbroken range of the series"),
    };
    let counts = &counts[..=to];
    let change = match control.word("change")? {
        None | Some("intercept") => Change::Level,
        Some("epi") => Change::Epidemic,
        Some(other) => bail!("this asks for the change {other}, which is not worked out here"),
    };
    let cases = match control.word("ret")? {
        None | Some("value") => false,
        Some("cases") if change == Change::Level => true,
        Some("cases") => bail!("the peer gives no cases of an epidemic change"),
        Some(other) => bail!("{other} is nothing that is given"),
    };
    let shift = match control.word("dir")? {
        None | Some("inc") => Shift::Up,
        Some("dec") => Shift::Down,
        Some(other) => bail!("{other} is no direction"),
    };
    let options = GlrOptions {
        alpha: 0.0,
        limit: control.number("c.ARL")?.unwrap_or(5.0),
        change,
        search: Search::Peer,
        shift,
        least: control.whole("Mtilde")?.unwrap_or(1),
        window: control
            .number("M")?
            .filter(|m| *m > 0.0)
            .map(|m| m as usize),
        known: control.number("theta")?,
    };
    let alpha = control.number("alpha")?;
    let given = control.of("mu0", |it| match it {
        Value::Array(list) => list.iter().map(number).collect(),
        Value::Object(_) => Some(Vec::new()),
        one => Some(vec![number(one)?]),
    })?;
    if given.as_ref().is_some_and(|it| it.len() == 1 && to > from) {
        bail!("with one mu0 for several points the peer reads beyond it, so its figures are none");
    }
    let (points, expected, alpha) = if let Some(given) = given.filter(|it| !it.is_empty()) {
        let alpha = alpha.unwrap_or(0.0);
        let options = GlrOptions { alpha, ..options };
        let points = glr_cusum(&counts[from..], &given, &options).context("no chart")?;
        (points, given, alpha)
    } else {
        let mu0 = Control(&control.0["mu0"]);
        mu0.only(&["S", "trend", "refit"])?;
        let line = GlrLine {
            year: 0,
            harmonics: mu0.whole("S")?.unwrap_or(1),
            trend: mu0.truth("trend")?.unwrap_or(false),
            refit: mu0.truth("refit")?.unwrap_or(false),
        };
        let of = |year: usize| {
            let line = GlrLine { year, ..line };
            glr_cusum_fitted(counts, from, line, alpha, &options)
        };
        let chart = match year(golden, inputs) {
            Ok(year) => of(year).context("no line fits")?,
            // Its own expectations say it, where nothing else does: they are compared all the same.
            Err(unsaid) => {
                let first = number(&golden["mu0"]).or(number(&golden["mu0"][0]));
                [12, 52, 4, 365, 7, 24, 53]
                    .into_iter()
                    .filter_map(of)
                    .find(|it| {
                        let ours = it.expected.first().copied().unwrap_or(f64::NAN);
                        first.is_some_and(|first| (ours / first - 1.0).abs() < 1e-4)
                    })
                    .ok_or(unsaid)?
            }
        };
        (chart.points, chart.expected, chart.alpha)
    };
    let list = |values: Vec<Value>, key: &str| as_theirs(&golden[key], values);
    let options = GlrOptions { alpha, ..options };
    let (shown, rule) = if cases {
        let most = control.number("xMax")?.unwrap_or(10_000.0);
        cases_as_the_peer_has_them(&counts[from..], &expected, &points, &options, most)
            .context("no chart")?
    } else {
        let statistics = points.iter().map(|p| p.statistic).collect();
        (statistics, Rule::Near(1e-8, 1e-6))
    };
    Ok(Answer {
        value: json!({
            "statistic": list(shown.into_iter().map(|it| json!(it)).collect(), "statistic"),
            "alarm": list(points.iter().map(|p| json!(u8::from(p.alarm))).collect(), "alarm"),
            "mu0": list(expected.iter().map(|m| json!(m)).collect(), "mu0"),
            "alpha": alpha,
        }),
        rules: vec![
            ("statistic", rule),
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
    let said = Control(golden);
    let means = match said.said("m") {
        None => vec![mu; places.len()],
        Some(Value::String(line)) if line == "glm" => {
            waves(before, &places, year(golden, inputs)?)?
        }
        Some(Value::Array(list)) => list
            .iter()
            .map(|it| number(it).with_context(|| format!("m: {it} is no number")))
            .collect::<Result<_>>()?,
        Some(given) => {
            let mean =
                number(given).with_context(|| format!("{given} is no expectation of ours"))?;
            vec![mean; places.len()]
        }
    };
    let trans = said.word("trans")?.unwrap_or("standard");
    let scale = match trans {
        "rossi" => CusumScale::Rossi,
        "standard" => CusumScale::Standard,
        "anscombe" => CusumScale::Anscombe,
        "anscombe2nd" => CusumScale::AnscombeSecond,
        "none" => CusumScale::Plain,
        other => bail!("{other} is none of our scales"),
    };
    let options = CusumOptions {
        scale,
        k: said.number("k")?.unwrap_or(1.04),
        h: said.number("h")?.unwrap_or(2.26),
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
    let (upper, alarm) =
        if mu == 0.0 && means == vec![0.0; watched.len()] && watched.first() == Some(&0.0) {
            // Nothing over nothing: the peer's sum is no number from the first point on.
            (
                vec![json!(0); watched.len()],
                vec![Value::Null; watched.len()],
            )
        } else {
            let chart = cusum_chart(&watched, &means, &options).context("no chart")?;
            let mut last = 0.0;
            let upper = chart.iter().zip(&means).map(|(point, m)| {
                let room = options.h + options.k - last;
                last = point.sum;
                json!(match scale {
                    // Two bounds of the peer's that are not the count which raises the alarm.
                    CusumScale::Plain => (options.h - point.sum).max(0.0),
                    CusumScale::AnscombeSecond => {
                        let inner = 2.0 / 3.0 * m.powf(1.0 / 6.0) * room + m.powf(2.0 / 3.0)
                            - m.cbrt() / 9.0;
                        inner.max(0.0).powf(1.5)
                    }
                    _ => point.upper,
                })
            });
            (
                upper.collect(),
                chart.iter().map(|p| json!(u8::from(p.alarm))).collect(),
            )
        };
    Ok(Answer {
        value: json!({
            "upperbound": as_theirs(&golden["upperbound"], upper),
            "alarm": as_theirs(&golden["alarm"], alarm),
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
