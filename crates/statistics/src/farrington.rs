//! Is this month's count higher than the same time of year in earlier years leads us to expect? One answer for each
//! series.
//!
//! **Method**: points of the last b years, each year's window of w points either side of the same time of year forming
//! one level and the rest of the year cut into `periods` - 1 further levels (all left out when `periods` is 1); the
//! latest points are left out. A quasi-Poisson line ln μ = level + slope t is fitted. With φ = max(1, Pearson
//! dispersion), the Anscombe residual is s = 1.5 (y^(2/3) μ^(-1/6) - μ^(1/2)) / √(φ(1 - h)); points with s above the
//! limit get the weight γ/s², others γ, weights adding to n, and the line is fitted once more. The slope stays when
//! there are three years, it is clear enough, and it expects no more than was ever seen. Threshold U: delta, U =
//! (μ^(2/3) + z √(4/9 μ^(1/3) (φ + se²/μ)))^(3/2); plug-in, the 1 - α quantile of a negative binomial count of mean μ
//! and variance φμ; Muan, the same at the upper end of the line. Score (y - μ)/(U - μ); an alarm when y > U and the
//! last few points hold at least a few events.
//!
//! **Source**: Farrington et al. (1996); Noufaily et al. (2013), known as Farrington Flexible. Agrees with R
//! surveillance 1.20 in its every step, but for the score under a negative binomial threshold, where that package
//! subtracts the logarithm of μ.
//!
//! **Unit**: events a period; score 1 is the threshold; p is the chance of so many or more.
//!
//! **Limits**: needs the same time of year b years back. A missing month is missing, never 0. Nothing in the whole past
//! gives no alarm, but `new_activity` from 3 events. With m series expect α m alarms by chance: show the highest
//! scores, and the false discovery share beside them. A slow steady rise is taken into the slope and not seen: see
//! `glr_cusum`.
//!
//! **Example**: 10 in every month for 61 months, then 11 to 18: μ = 10, φ = 1, and the 97.5 % quantile of a Poisson
//! count of mean 10 is 17, so that 17 is no alarm (score 1) and 18 is one (score 8/7).

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::counts::CountSpread;

const STEPS: usize = 25;
const REST: f64 = 1e-8;
/// Levels of the year at most.
const LEVELS: usize = 64;
/// From this many events on, a series that was empty is new activity.
const NEW_ACTIVITY: f64 = 3.0;

/// How the threshold is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Threshold {
    /// Normal on a transformed scale, with the uncertainty of the line.
    Delta,
    /// A negative binomial quantile at the line.
    NbPlugin,
    /// A negative binomial quantile at the upper end of the line.
    Muan,
}

/// The scale on which the delta threshold is normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Power {
    /// As counted.
    One,
    /// Square roots.
    Half,
    /// The two-thirds power.
    TwoThirds,
}

/// How the detector is set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FarringtonOptions {
    /// Points in a year: 12 or 52.
    pub year: usize,
    /// Years looked back on.
    pub years: usize,
    /// Points either side of the same time of year.
    pub half_window: usize,
    /// Levels of the year; 1 uses the windows only.
    pub periods: usize,
    /// The latest points that are left out.
    pub past_left_out: usize,
    /// Whether past outbreaks are weighed down.
    pub reweight: bool,
    /// From which residual on.
    pub weights_threshold: f64,
    /// Whether a slope is tried.
    pub trend: bool,
    /// The p that a slope must stay under.
    pub trend_level: f64,
    /// How often an ordinary point may raise an alarm.
    pub alpha: f64,
    /// How the threshold is drawn.
    pub threshold: Threshold,
    /// The scale of the delta threshold.
    pub power: Power,
    /// At least so many events
    pub enough: f64,
    /// in so many of the latest points.
    pub enough_over: usize,
}

impl FarringtonOptions {
    /// For monthly crime: five years, a month either side, four levels.
    pub fn monthly() -> Self {
        Self {
            year: 12,
            years: 5,
            half_window: 1,
            periods: 4,
            past_left_out: 3,
            reweight: true,
            weights_threshold: 2.58,
            trend: true,
            trend_level: 1.0,
            alpha: 0.025,
            threshold: Threshold::NbPlugin,
            power: Power::TwoThirds,
            enough: 5.0,
            enough_over: 4,
        }
    }

    /// For weekly crime: five years, three weeks either side, ten levels.
    pub fn weekly() -> Self {
        Self {
            year: 52,
            half_window: 3,
            periods: 10,
            past_left_out: 26,
            alpha: 0.01,
            ..Self::monthly()
        }
    }

    /// As R surveillance is set when nothing is said.
    pub fn peer(year: usize) -> Self {
        Self {
            year,
            years: 5,
            half_window: 3,
            periods: 1,
            past_left_out: 3,
            weights_threshold: 2.58,
            trend_level: 0.05,
            alpha: 0.05,
            threshold: Threshold::Delta,
            ..Self::monthly()
        }
    }
}

/// What the detector says of one point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Farrington {
    /// What was counted.
    pub observed: f64,
    /// What was expected, μ.
    pub expected: f64,
    /// The standard error of ln μ.
    pub log_se: f64,
    /// The threshold U.
    pub upper: Option<f64>,
    /// The dispersion φ, at least 1.
    pub dispersion: f64,
    /// The slope of ln μ a point, where it was used.
    pub slope: Option<f64>,
    /// (y - μ)/(U - μ); `None` where U is not above μ, and after an empty past.
    pub score: Option<f64>,
    /// The chance of so many or more; `None` after an empty past.
    pub p: Option<f64>,
    /// Whether the last points hold enough events to speak of.
    pub enough: bool,
    /// Whether the whole past was empty.
    pub empty_past: bool,
    /// Something begins where nothing was.
    pub new_activity: bool,
    /// Higher than expected.
    pub alarm: bool,
    /// What comes of the formulae alone.
    #[serde(skip)]
    pub plain: PlainFarrington,
}

/// The formulae without a thought for what they mean, after an empty past too: to be laid beside other tools, not to be printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlainFarrington {
    /// ln μ, however low.
    pub log_expected: f64,
    /// (y - μ)/(U - μ).
    pub score: Option<f64>,
    /// The chance of so many or more.
    pub p: Option<f64>,
}

/// Why nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoFarrington {
    /// The series does not reach back far enough, or the settings do not fit it.
    TooShort,
    /// The point itself is missing.
    Missing,
    /// No line could be fitted with or without a slope.
    NoFit,
}

/// Judges the point at `at` (counted from 0). A missing point is `None`; one that is no number or below 0 counts as
/// missing.
///
/// # Errors
/// Why nothing can be said.
pub fn farrington(
    counts: &[Option<f64>],
    at: usize,
    options: &FarringtonOptions,
) -> Result<Farrington, NoFarrington> {
    judge(counts, at, options, &mut Scratch::default())
}

/// Judges the latest point of each series, in their order: the same answer on any number of threads.
pub fn farrington_latest<S: AsRef<[Option<f64>]> + Sync>(
    series: &[S],
    options: &FarringtonOptions,
) -> Vec<Result<Farrington, NoFarrington>> {
    series
        .par_iter()
        .with_min_len(64)
        .map_init(Scratch::default, |scratch, counts| {
            let counts = counts.as_ref();
            let at = counts.len().checked_sub(1).ok_or(NoFarrington::TooShort)?;
            judge(counts, at, options, scratch)
        })
        .collect()
}

/// One point of the past.
#[derive(Clone, Copy, Default)]
struct Point {
    level: usize,
    /// Periods before the point that is judged, as a negative number.
    t: f64,
    y: f64,
    /// y ln y.
    y_ln_y: f64,
    eta: f64,
    mu: f64,
    /// The weight of the last step.
    w: f64,
    z: f64,
    /// The weight given to the point.
    omega: f64,
}

#[derive(Default)]
struct Scratch {
    levels: Vec<u8>,
    points: Vec<Point>,
    residuals: Vec<f64>,
}

/// A fitted line.
#[derive(Clone, Copy)]
struct Line {
    /// ln μ at the judged point.
    eta: f64,
    /// Its variance before dispersion.
    variance: f64,
    slope: Option<f64>,
    /// Of the slope, before dispersion.
    slope_variance: f64,
    /// Held above 1.
    phi: f64,
    /// As the peer reads it after weighing: with the given weights and not held above 1.
    loose_phi: f64,
    freedom: f64,
}

fn known(count: Option<f64>) -> Option<f64> {
    count.filter(|y| y.is_finite() && *y >= 0.0)
}

fn judge(
    counts: &[Option<f64>],
    at: usize,
    options: &FarringtonOptions,
    scratch: &mut Scratch,
) -> Result<Farrington, NoFarrington> {
    let observed =
        known(*counts.get(at).ok_or(NoFarrington::TooShort)?).ok_or(NoFarrington::Missing)?;
    past(counts, at, options, scratch).ok_or(NoFarrington::TooShort)?;
    let most = scratch.points.iter().map(|p| p.y).fold(0.0, f64::max);
    let mut line = options
        .trend
        .then(|| line(scratch, options, true))
        .flatten()
        .or_else(|| line(scratch, options, false))
        .ok_or(NoFarrington::NoFit)?;
    if let Some(slope) = line.slope {
        let keep = options.years >= 3
            && line.eta.exp().max(f64::EPSILON) <= most
            && (options.trend_level >= 1.0 || slope_p(&line, slope) < options.trend_level);
        if !keep {
            line = self::line(scratch, options, false).ok_or(NoFarrington::NoFit)?;
        }
    }
    let from = (at + 1).saturating_sub(options.enough_over);
    let enough = counts[from..=at]
        .iter()
        .filter_map(|y| known(*y))
        .sum::<f64>()
        >= options.enough;
    let expected = line.eta.exp().max(f64::EPSILON);
    let log_se = (line.loose_phi * line.variance).sqrt();
    let (upper, p) = threshold(observed, expected, log_se, &line, options);
    let empty_past = most == 0.0;
    let above = upper.is_some_and(|u| observed > u) && observed > 0.0;
    let plain = PlainFarrington {
        log_expected: line.eta,
        score: upper.map(|u| (observed - expected) / (u - expected)),
        p,
    };
    Ok(Farrington {
        plain,
        observed,
        expected,
        log_se,
        upper,
        dispersion: line.phi,
        slope: line.slope,
        // A threshold at or below what is expected measures nothing, and of an empty past nobody knows how often chance ends it.
        score: plain
            .score
            .filter(|_| upper.is_some_and(|u| u > expected) && !empty_past),
        p: plain.p.filter(|_| !empty_past),
        enough,
        empty_past,
        new_activity: empty_past && observed >= NEW_ACTIVITY,
        alarm: above && enough && !empty_past,
    })
}

fn slope_p(line: &Line, slope: f64) -> f64 {
    let t = slope / (line.loose_phi * line.slope_variance).sqrt();
    StudentsT::new(0.0, 1.0, line.freedom)
        .ok()
        .filter(|_| t.is_finite())
        .map_or(f64::NAN, |it| 2.0 * it.cdf(-t.abs()))
}

fn threshold(
    y: f64,
    mu: f64,
    log_se: f64,
    line: &Line,
    options: &FarringtonOptions,
) -> (Option<f64>, Option<f64>) {
    let level = options.alpha > 0.0 && options.alpha < 1.0;
    if !(level && mu.is_finite() && log_se.is_finite()) {
        return (None, None);
    }
    let normal = Normal::standard();
    let mean = match options.threshold {
        Threshold::Delta => {
            let z = normal.inverse_cdf(1.0 - options.alpha);
            let se = log_se * mu;
            let tau = line.phi + se * se / mu;
            let (spread, power) = match options.power {
                Power::One => ((mu * tau).sqrt(), 1.0),
                Power::Half => ((tau / 4.0).sqrt(), 0.5),
                Power::TwoThirds => ((4.0 / 9.0 * mu.cbrt() * tau).sqrt(), 2.0 / 3.0),
            };
            let centre = mu.powf(power);
            let upper = (centre + z * spread).powf(1.0 / power);
            let p = normal.sf((y.powf(power) - centre) / spread);
            return (Some(upper).filter(|u| u.is_finite()), Some(p));
        }
        Threshold::NbPlugin => mu,
        Threshold::Muan => (line.eta + normal.inverse_cdf(1.0 - options.alpha) * log_se).exp(),
    };
    let Some(spread) = CountSpread::of(mean, line.phi) else {
        return (None, None);
    };
    let upper = spread.quantile(1.0 - options.alpha).map(|u| u as f64);
    (upper, Some(spread.at_least(y.ceil() as u64)))
}

/// Gathers the past and gives each point its level. `None` when it does not reach back far enough.
fn past(
    counts: &[Option<f64>],
    at: usize,
    options: &FarringtonOptions,
    scratch: &mut Scratch,
) -> Option<()> {
    let FarringtonOptions {
        year,
        years,
        half_window: w,
        periods,
        past_left_out,
        ..
    } = *options;
    if year == 0 || years == 0 || periods == 0 || periods >= LEVELS || w > year {
        return None;
    }
    at.checked_sub(year.checked_mul(years)?)?;
    let levels = &mut scratch.levels;
    levels.clear();
    levels.resize(at + 1 + w, 0);
    let mut mark = |from: usize, to: usize, level: usize| {
        if let Some(part) = levels.get_mut(from..=to.min(at + w)) {
            part.fill(level as u8);
        }
    };
    mark(at.saturating_sub(w), at, periods);
    for i in 1..=years {
        let same = at - i * year;
        mark(same.saturating_sub(w), same + w, periods);
        if periods > 1 {
            let between = (at - (i - 1) * year).checked_sub(2 * w + 1 + same)?;
            if between + 2 * w + 1 < periods {
                return None;
            }
            let (length, rest) = (between / (periods - 1), between % (periods - 1));
            let mut start = same + w + 1;
            for level in 1..periods {
                let size = length + usize::from(level <= rest);
                if size > 0 {
                    mark(start, start + size - 1, level);
                } else {
                    // Years with fewer points than levels: as the peer marks them.
                    mark(start - 1, start, level);
                }
                start += size;
            }
        }
    }
    scratch.points.clear();
    let end = at.checked_sub(past_left_out)?;
    for (i, level) in scratch.levels.iter().enumerate().take(end) {
        if *level == 0 {
            continue;
        }
        let Some(y) = known(counts[i]) else { continue };
        scratch.points.push(Point {
            level: *level as usize,
            t: i as f64 - at as f64,
            y,
            y_ln_y: if y > 0.0 { y * y.ln() } else { 0.0 },
            ..Point::default()
        });
    }
    (scratch.points.len() >= 2).then_some(())
}

/// Fits, weighs the past outbreaks down, and fits again.
fn line(scratch: &mut Scratch, options: &FarringtonOptions, trend: bool) -> Option<Line> {
    for point in &mut scratch.points {
        point.omega = 1.0;
    }
    let mut first = iterate(&mut scratch.points, options.periods, trend)?;
    if !options.reweight {
        first.line.loose_phi = first.pearson;
        return Some(first.line);
    }
    weigh(scratch, &first, options.weights_threshold)?;
    let second = iterate(&mut scratch.points, options.periods, trend)?;
    Some(second.line)
}

struct Iterated {
    line: Line,
    pearson: f64,
    /// For each level: the sum of weights and the mean time.
    levels: [(f64, f64); LEVELS],
    /// The sum of weighted squares of time within levels.
    within: f64,
}

fn weigh(scratch: &mut Scratch, fit: &Iterated, limit: f64) -> Option<()> {
    scratch.residuals.clear();
    let phi = fit.line.phi;
    let mut sum = 0.0;
    for p in &scratch.points {
        let (whole, mean) = fit.levels[p.level];
        let mut leverage = p.w / whole;
        if fit.line.slope.is_some() {
            leverage += p.w * (p.t - mean).powi(2) / fit.within;
        }
        let root = p.mu.sqrt();
        let raw = 1.5 * ((p.y * p.y).cbrt() / p.mu.cbrt().sqrt() - root);
        let free = 1.0 - leverage;
        // A point that its line must pass through says nothing about itself.
        let s = if free > 1e-10 {
            raw / (phi * free).sqrt()
        } else {
            0.0
        };
        sum += if s > limit { 1.0 / (s * s) } else { 1.0 };
        scratch.residuals.push(s);
    }
    let gamma = scratch.points.len() as f64 / sum;
    if !gamma.is_finite() {
        return None;
    }
    for (p, s) in scratch.points.iter_mut().zip(&scratch.residuals) {
        p.omega = if *s > limit { gamma / (s * s) } else { gamma };
    }
    Some(())
}

/// The fit itself: levels and one slope, so that each step needs sums only. `None` when the steps do not come to rest.
fn iterate(points: &mut [Point], now: usize, trend: bool) -> Option<Iterated> {
    let mut last = 0.0;
    for p in points.iter_mut() {
        p.mu = p.y + 0.1;
        p.eta = p.mu.ln();
        last += p.omega * (p.y_ln_y - p.y * p.eta - (p.y - p.mu));
    }
    last *= 2.0;
    for _ in 0..STEPS {
        let mut sums = [(0.0_f64, 0.0_f64, 0.0_f64); LEVELS];
        for p in points.iter_mut() {
            p.w = p.omega * p.mu;
            p.z = p.eta + (p.y - p.mu) / p.mu;
            let sum = &mut sums[p.level];
            sum.0 += p.w;
            sum.1 += p.w * p.t;
            sum.2 += p.w * p.z;
        }
        let mut known = 0;
        for sum in sums.iter_mut().filter(|it| it.0 > 0.0) {
            known += 1;
            sum.1 /= sum.0;
            sum.2 /= sum.0;
        }
        let (mut within, mut along, mut whole) = (0.0, 0.0, 0.0);
        if trend {
            for p in points.iter() {
                let (_, t, z) = sums[p.level];
                within += p.w * (p.t - t) * (p.t - t);
                along += p.w * (p.t - t) * (p.z - z);
                whole += p.w * p.t * p.t;
            }
        }
        let slope = (trend && within > 1e-20 * whole).then(|| along / within);
        let b = slope.unwrap_or(0.0);
        let mut deviance = 0.0;
        for p in points.iter_mut() {
            let (_, t, z) = sums[p.level];
            p.eta = z + b * (p.t - t);
            p.mu = p.eta.exp();
            if p.mu < f64::EPSILON {
                p.mu = f64::EPSILON;
                deviance += p.omega * (p.y_ln_y - p.y * p.mu.ln() - (p.y - p.mu));
            } else {
                deviance += p.omega * (p.y_ln_y - p.y * p.eta - (p.y - p.mu));
            }
        }
        deviance *= 2.0;
        if !deviance.is_finite() {
            return None;
        }
        let rest = (deviance - last).abs() / (deviance.abs() + 0.1) < REST;
        last = deviance;
        if rest {
            let freedom =
                (points.len() as f64) - f64::from(known) - f64::from(u8::from(slope.is_some()));
            let (whole, t, z) = sums[now];
            if freedom < 1.0 || whole.is_nan() || whole <= 0.0 {
                return None;
            }
            let (mut pearson, mut loose) = (0.0, 0.0);
            for p in points.iter() {
                let r = (p.y - p.mu) / p.mu;
                pearson += p.w * r * r;
                loose += p.omega * r * r;
            }
            pearson /= freedom;
            let mut variance = 1.0 / whole;
            if slope.is_some() {
                variance += t * t / within;
            }
            return Some(Iterated {
                line: Line {
                    eta: z - b * t,
                    variance,
                    slope,
                    slope_variance: 1.0 / within,
                    phi: pearson.max(1.0),
                    loose_phi: loose / freedom,
                    freedom,
                },
                pearson,
                levels: sums.map(|(whole, t, _)| (whole, t)),
                within,
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(last: f64) -> Vec<Option<f64>> {
        let mut line = vec![Some(10.0); 61];
        line.push(Some(last));
        line
    }

    #[test]
    fn ten_a_month_is_the_worked_example() {
        let options = FarringtonOptions::monthly();
        let at = |y| farrington(&flat(y), 61, &options).unwrap();
        let no = at(17.0);
        assert!((no.expected - 10.0).abs() < 1e-6 && no.dispersion == 1.0);
        assert_eq!((no.upper, no.alarm), (Some(17.0), false));
        let yes = at(18.0);
        assert!(yes.alarm && (yes.score.unwrap() - 8.0 / 7.0).abs() < 1e-6);
    }

    #[test]
    fn an_empty_past_is_new_activity_and_no_alarm() {
        let mut line = vec![Some(0.0); 70];
        line[69] = Some(6.0);
        let found = farrington(&line, 69, &FarringtonOptions::monthly()).unwrap();
        assert!(found.new_activity && !found.alarm);
        line[69] = Some(2.0);
        let found = farrington(&line, 69, &FarringtonOptions::monthly()).unwrap();
        assert!(!found.new_activity && !found.alarm);
    }

    #[test]
    fn missing_is_not_nothing() {
        let options = FarringtonOptions::monthly();
        let mut line = flat(18.0);
        let whole = farrington(&line, 61, &options).unwrap();
        line[13] = None;
        line[14] = Some(f64::NAN);
        let holes = farrington(&line, 61, &options).unwrap();
        assert!((whole.expected - holes.expected).abs() < 1e-6);
        line[61] = None;
        assert_eq!(farrington(&line, 61, &options), Err(NoFarrington::Missing));
    }

    #[test]
    fn too_short_or_out_of_reach_is_said() {
        let options = FarringtonOptions::monthly();
        for n in [0, 1, 12, 59] {
            let line = vec![Some(3.0); n];
            let said = farrington_latest(std::slice::from_ref(&line), &options);
            assert_eq!(said[0], Err(NoFarrington::TooShort), "{n}");
            assert!(farrington(&line, n, &options).is_err());
        }
        let odd = FarringtonOptions {
            periods: 40,
            ..options
        };
        assert!(farrington(&flat(3.0), 61, &odd).is_err());
    }

    #[test]
    fn a_past_outbreak_does_not_hide_the_next() {
        let mut line = flat(30.0);
        line[61 - 24] = Some(90.0);
        let options = FarringtonOptions::monthly();
        let plain = FarringtonOptions {
            reweight: false,
            ..options
        };
        let weighed = farrington(&line, 61, &options).unwrap();
        let unweighed = farrington(&line, 61, &plain).unwrap();
        assert!(weighed.upper < unweighed.upper);
    }

    #[test]
    fn many_series_give_the_same_answers_on_one_thread_and_on_all() {
        let series = invented(200);
        let options = FarringtonOptions::monthly();
        let one = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        let alone = one.install(|| farrington_latest(&series, &options));
        assert_eq!(alone, farrington_latest(&series, &options));
        let alarms = alone.iter().flatten().filter(|it| it.alarm).count();
        assert!(alarms < 20, "{alarms} alarms, and chance gives about 5");
    }

    fn invented(many: u32) -> Vec<Vec<Option<f64>>> {
        let mut chance = crate::Chance::from_seed(5);
        (0..many)
            .map(|i| {
                let mean = 1.0 + f64::from(i % 40);
                (0..120)
                    .map(|_| Some(chance.count(mean, 1.6) as f64))
                    .collect()
            })
            .collect()
    }
}
