//! Has the level risen at some point and stayed up? Catches a steady rise that a look at one month takes for ordinary.
//!
//! **Formula**: with expectations μ_t and variance μ + αμ², l(k, n) = max over κ ≥ 0 of Σ_{t=k..n} [κ y_t + (y_t + 1/α)
//! ln((1 + αμ_t) / (1 + αμ_t e^κ))], and GLR(n) = max over k ≤ n of l(k, n). For α = 0: κ = max(0, ln(Σy/Σμ)) and l = κ
//! Σy + (1 - e^κ) Σμ. An alarm when GLR ≥ c; then the chart starts again. With κ known in advance,
//! S_n = max(0, S_(n-1) + the term of n), an alarm when S > c. How many it would have taken for an alarm says [`glr_cases`]; of a
//! change where each count brings further ones tells `epidemic`.
//!
//! **Source**: Höhle and Paul (2008); Höhle (2007), as in R surveillance's `glrnb`. Expectations from a negative
//! binomial line with harmonics on what came before.
//!
//! **Unit**: the statistic is a log likelihood ratio; e^κ is the factor of the rise.
//!
//! **Limits**: believes its expectations; a wrong season or trend is seen as a rise. c = 5 gives a false alarm about
//! once in several hundred points for one series: it is not a p-value. A window bounds both the cost and how old a rise
//! may be.
//!
//! **Example**: α = 0, μ = 10, y = 20: κ = ln 2, l = 20 ln 2 + (1 - 2) 10 = 3.863; a second 20 makes it 7.726, above 5:
//! an alarm.

mod cases;
mod epidemic;
mod peer;

pub use cases::glr_cases;

use serde::{Deserialize, Serialize};

use crate::glm::{Besides, Design, Spread, fit_counts, fit_negative_binomial};

/// Which way the level may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shift {
    /// Up.
    Up,
    /// Down.
    Down,
}

/// What a change is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// The level is another by a factor.
    #[default]
    Level,
    /// Each count brings further ones the next time (see `epidemic`): always upwards, and never known in advance.
    Epidemic,
}

/// How thoroughly the likeliest change is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Search {
    /// Until it is found.
    #[default]
    Whole,
    /// As R surveillance looks (`peer`), which misses some: to compare with it, and for nothing else. Its Poisson chart of a fall
    /// leaves out spans in which nothing happened.
    Peer,
}

/// How the chart is set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GlrOptions {
    /// The α of the variance μ + αμ²; 0 for Poisson.
    pub alpha: f64,
    /// The statistic that raises the alarm.
    pub limit: f64,
    /// What is looked for.
    pub change: Change,
    /// How.
    pub search: Search,
    /// Which way.
    pub shift: Shift,
    /// A shift is at least so many points old.
    pub least: usize,
    /// and begins at most so many points back; `None` for no bound.
    pub window: Option<usize>,
    /// A shift κ known in advance.
    pub known: Option<f64>,
}

impl Default for GlrOptions {
    /// Upward, c = 5, at most 24 points back.
    fn default() -> Self {
        Self {
            alpha: 0.0,
            limit: 5.0,
            change: Change::Level,
            search: Search::Whole,
            shift: Shift::Up,
            least: 1,
            window: Some(24),
            known: None,
        }
    }
}

/// One point of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GlrPoint {
    /// The statistic.
    pub statistic: f64,
    /// It reached the limit.
    pub alarm: bool,
}

/// The chart of counts about their expectations. `None` when lengths differ or a number is missing.
pub fn glr_cusum(counts: &[f64], expected: &[f64], options: &GlrOptions) -> Option<Vec<GlrPoint>> {
    let mut points = Vec::with_capacity(counts.len());
    if !sound(counts, expected, options) || counts.len() != expected.len() {
        return None;
    }
    while points.len() < counts.len() {
        let from = points.len();
        let part = Part::from(counts, expected, from);
        points.extend(part.until_alarm(options));
    }
    Some(points)
}

/// The line that gives the expectations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlrLine {
    /// Points in a year.
    pub year: usize,
    /// How many pairs of waves.
    pub harmonics: usize,
    /// Whether a slope goes in.
    pub trend: bool,
    /// Whether the line is drawn anew after an alarm.
    pub refit: bool,
}

/// A chart with the expectations it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GlrChart {
    /// The points from `from` on.
    pub points: Vec<GlrPoint>,
    /// What was expected at each.
    pub expected: Vec<f64>,
    /// The α used.
    pub alpha: f64,
}

/// The chart from the point `from` (counted from 0) to the end, with expectations from a line through all before it. α
/// is estimated where `alpha` is `None`; the line is drawn with the α that is given.
pub fn glr_cusum_fitted(
    counts: &[f64],
    from: usize,
    line: GlrLine,
    alpha: Option<f64>,
    options: &GlrOptions,
) -> Option<GlrChart> {
    let n = counts.len();
    let (mut expected, alpha) = predict(counts, from, line, alpha)?;
    let options = GlrOptions { alpha, ..*options };
    let watched = counts.get(from..)?;
    if !sound(watched, &expected, &options) {
        return None;
    }
    let mut points: Vec<GlrPoint> = Vec::with_capacity(n - from);
    while points.len() < watched.len() {
        let start = points.len();
        if start > 0 && line.refit {
            // The α of the first line stays: alarms are about the level.
            let (anew, _) = predict(counts, from + start, line, Some(alpha))?;
            expected.truncate(start);
            expected.extend(anew);
        }
        points.extend(Part::from(watched, &expected, start).until_alarm(&options));
    }
    Some(GlrChart {
        points,
        expected,
        alpha,
    })
}

fn sound(counts: &[f64], expected: &[f64], options: &GlrOptions) -> bool {
    counts.iter().all(|y| y.is_finite() && *y >= 0.0)
        && expected.iter().all(|m| m.is_finite() && *m > 0.0)
        && options.alpha.is_finite()
        && options.alpha >= 0.0
        && !options.limit.is_nan()
        && options.known.is_none_or(f64::is_finite)
}

/// Expectations from `from` on, and the α of the line: as given, or estimated with it.
fn predict(
    counts: &[f64],
    from: usize,
    line: GlrLine,
    alpha: Option<f64>,
) -> Option<(Vec<f64>, f64)> {
    if line.year == 0 || line.harmonics > line.year / 2 || from >= counts.len() {
        return None;
    }
    let columns = |range: std::ops::Range<usize>| {
        let t: Vec<f64> = range.map(|i| (i + 1) as f64).collect();
        let mut columns = vec![vec![1.0; t.len()]];
        if line.trend {
            columns.push(t.clone());
        }
        for s in 1..=line.harmonics {
            let angle = 2.0 * s as f64 * std::f64::consts::PI / line.year as f64;
            columns.push(t.iter().map(|t| (angle * t).cos()).collect());
            columns.push(t.iter().map(|t| (angle * t).sin()).collect());
        }
        columns
    };
    let (design, before) = (Design::of(columns(0..from))?, &counts[..from]);
    let (coefficients, alpha) = match alpha {
        None => {
            let it = fit_negative_binomial(&design, before)?;
            (it.fit.coefficients, 1.0 / it.theta)
        }
        Some(alpha) => {
            let spread = if alpha == 0.0 {
                Spread::Poisson
            } else {
                Spread::NegativeBinomial(1.0 / alpha)
            };
            let fit = fit_counts(&design, before, spread, Besides::default())?;
            (fit.coefficients, alpha)
        }
    };
    let ahead = columns(from..counts.len());
    let expected = (0..counts.len() - from)
        .map(|i| {
            let eta: f64 = ahead.iter().zip(&coefficients).map(|(c, b)| c[i] * b).sum();
            eta.exp()
        })
        .collect();
    Some((expected, alpha))
}

/// A chart from its start, or from the point after an alarm.
struct Part<'a> {
    y: &'a [f64],
    mu: &'a [f64],
    /// The count before the first.
    before: f64,
}

impl<'a> Part<'a> {
    /// Before the very first count none is known: it is taken for nothing.
    fn from(y: &'a [f64], mu: &'a [f64], from: usize) -> Self {
        let before = from.checked_sub(1).map_or(0.0, |at| y[at]);
        let (y, mu) = (&y[from..], &mu[from..]);
        Self { y, mu, before }
    }

    /// The points up to the first alarm, or to the end.
    fn until_alarm(&self, options: &GlrOptions) -> Vec<GlrPoint> {
        let mut points: Vec<GlrPoint> = Vec::with_capacity(self.y.len());
        for n in 0..self.y.len() {
            let last = points.last().map_or(0.0, |it| it.statistic);
            points.push(self.judge(n, last, options));
            if points.last().is_some_and(|it| it.alarm) {
                break;
            }
        }
        points
    }

    /// The point `n`, with the statistic of the point before.
    fn judge(&self, n: usize, last: f64, options: &GlrOptions) -> GlrPoint {
        let (y, mu, limit) = (self.y, self.mu, options.limit);
        // As the peer's charts do: two of them ask for more than the limit, the others for the limit.
        let (glr, more) = match (options.change, options.known) {
            (Change::Level, None) => (greatest(y, mu, n, options), false),
            (Change::Level, Some(kappa)) => {
                let sum = last + term(kappa, y[n], mu[n], options.alpha);
                (Some(sum.max(0.0)), true)
            }
            (Change::Epidemic, _) => (epidemic::greatest(self, n, options), options.alpha == 0.0),
        };
        GlrPoint {
            statistic: glr.unwrap_or(0.0).max(0.0),
            alarm: glr.is_some_and(|glr| glr > limit || !more && glr >= limit),
        }
    }
}

/// The largest l(k, n). `None` while too few points have come.
fn greatest(y: &[f64], mu: &[f64], n: usize, options: &GlrOptions) -> Option<f64> {
    let least = options.least.max(1);
    let mut best = f64::NEG_INFINITY;
    if options.alpha == 0.0 {
        // The peer's two Poisson charts count the least age of a shift in two ways.
        let (low, high) = match options.window {
            None if n + 1 < least => return None,
            None => (0, n),
            Some(_) if n < least => return None,
            Some(window) => (n.saturating_sub(window), n - least),
        };
        let mut sums = (0.0, 0.0);
        for k in (low..=n).rev() {
            sums.0 += y[k];
            sums.1 += mu[k];
            let left_out =
                sums.0 == 0.0 && options.shift == Shift::Down && options.search == Search::Peer;
            if k <= high && !left_out {
                let kappa = options.shift.held((sums.0 / sums.1).ln());
                let grown = if sums.0 == 0.0 { 0.0 } else { kappa * sums.0 };
                best = best.max(grown + (1.0 - kappa.exp()) * sums.1);
            }
        }
        return Some(best);
    }
    let high = (n + 1).checked_sub(least)?;
    let low = options.window.map_or(0, |window| n.saturating_sub(window));
    let mut kappa = peer::LEVEL;
    for k in low..=high {
        let (y, mu) = (&y[k..=n], &mu[k..=n]);
        kappa = options.shift.held(match options.search {
            Search::Whole => likeliest(y, mu, options.alpha),
            Search::Peer => peer::level(y, mu, options.alpha, kappa),
        });
        let sum = y
            .iter()
            .zip(mu)
            .map(|(y, m)| term(kappa, *y, *m, options.alpha))
            .sum();
        best = best.max(sum);
    }
    Some(best)
}

impl Shift {
    fn held(self, kappa: f64) -> f64 {
        match self {
            Self::Up => kappa.max(0.0),
            Self::Down => kappa.min(0.0),
        }
    }
}

/// What one count adds to the likelihood of a factor e^κ.
fn term(kappa: f64, y: f64, mu: f64, alpha: f64) -> f64 {
    if alpha == 0.0 {
        return kappa * y + (1.0 - kappa.exp()) * mu;
    }
    let (before, after) = (alpha * mu, alpha * mu * kappa.exp());
    kappa * y + (y + 1.0 / alpha) * (before.ln_1p() - after.ln_1p())
}

/// The κ at which the score is nothing: Newton's steps, kept between bounds that are known to hold it.
fn likeliest(y: &[f64], mu: &[f64], alpha: f64) -> f64 {
    const LOWEST: f64 = -20.0;
    if y.iter().all(|y| *y == 0.0) {
        return LOWEST;
    }
    let (mut low, mut high) = (LOWEST, 40.0);
    let ratio = y.iter().sum::<f64>() / mu.iter().sum::<f64>();
    let mut kappa = ratio.ln().clamp(low, high);
    for _ in 0..200 {
        let grown = kappa.exp();
        let (mut score, mut information) = (0.0, 0.0);
        for (y, m) in y.iter().zip(mu) {
            let base = 1.0 + alpha * grown * m;
            score += (y - grown * m) / base;
            information += grown * m * (alpha * y + 1.0) / (base * base);
        }
        if score > 0.0 {
            low = kappa;
        } else {
            high = kappa;
        }
        let mut next = kappa + score / information;
        if !(next > low && next < high) {
            next = f64::midpoint(low, high);
        }
        if (next - kappa).abs() < 1e-10 {
            return next;
        }
        kappa = next;
    }
    kappa
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_for_ten_twice_is_the_worked_example() {
        let chart = glr_cusum(
            &[20.0, 20.0],
            &[10.0; 2],
            &GlrOptions {
                window: None,
                ..GlrOptions::default()
            },
        )
        .unwrap();
        assert!((chart[0].statistic - (20.0 * 2f64.ln() - 10.0)).abs() < 1e-12);
        assert!(chart[1].alarm && (chart[1].statistic - 7.7259).abs() < 1e-4);
    }

    #[test]
    fn the_most_likely_factor_leaves_no_score() {
        let (y, mu) = ([9.0, 14.0, 3.0], [4.0, 6.0, 5.0]);
        let kappa = likeliest(&y, &mu, 0.2);
        let l = |k: f64| -> f64 { (0..3).map(|i| term(k, y[i], mu[i], 0.2)).sum() };
        assert!(l(kappa) >= l(kappa + 1e-4) && l(kappa) >= l(kappa - 1e-4));
    }

    #[test]
    fn a_chart_starts_again_after_an_alarm() {
        let options = GlrOptions {
            alpha: 0.1,
            ..GlrOptions::default()
        };
        let chart = glr_cusum(&[60.0, 5.0, 60.0], &[10.0; 3], &options).unwrap();
        assert_eq!(
            chart.iter().map(|p| p.alarm).collect::<Vec<_>>(),
            [true, false, true]
        );
        assert_eq!(chart[1].statistic, 0.0);
    }

    #[test]
    fn a_given_alpha_draws_the_line_and_stays_when_it_is_drawn_anew() {
        let counts: Vec<f64> = (0..60)
            .map(|t| f64::from((t * 7 + 3) % 13 + if t > 40 { 9 } else { 0 }))
            .collect();
        let line = GlrLine {
            year: 12,
            harmonics: 0,
            trend: true,
            refit: true,
        };
        let options = GlrOptions::default();
        let of = |alpha| glr_cusum_fitted(&counts, 36, line, alpha, &options).unwrap();
        // By R: predict(glm(y ~ 1 + t, poisson)) and with negative.binomial(1 / 0.4), at t = 37.
        let design = Design::of(vec![vec![1.0; 36], (1..=36).map(f64::from).collect()]).unwrap();
        for (alpha, spread) in [(0.0, Spread::Poisson), (0.4, Spread::NegativeBinomial(2.5))] {
            let fit = fit_counts(&design, &counts[..36], spread, Besides::default()).unwrap();
            let b = fit.coefficients;
            let first = (b[0] + 37.0 * b[1]).exp();
            assert!((of(Some(alpha)).expected[0] - first).abs() < 1e-9);
        }
        // After an alarm the line is drawn with the first α, as if it had been given.
        let free = of(None);
        let first = free.points.iter().position(|p| p.alarm).unwrap();
        let given = of(Some(free.alpha));
        assert_eq!(free.expected[first + 1..], given.expected[first + 1..]);
    }

    #[test]
    fn nonsense_gives_no_chart() {
        let options = GlrOptions::default();
        assert!(glr_cusum(&[1.0], &[0.0], &options).is_none());
        assert!(glr_cusum(&[f64::NAN], &[1.0], &options).is_none());
        assert!(glr_cusum(&[1.0, 2.0], &[1.0], &options).is_none());
        let line = GlrLine {
            year: 12,
            harmonics: 1,
            trend: false,
            refit: false,
        };
        for from in [0, 1, 3, 9] {
            assert!(glr_cusum_fitted(&[1.0; 3], from, line, None, &options).is_none());
        }
    }
}
