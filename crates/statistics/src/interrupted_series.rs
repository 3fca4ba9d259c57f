//! Did the line step down, or begin to bend, when the action started?
//!
//! **Formula**: ln μ = a + b t + c D + d D (t - t₀) + e sin(2πt/p) + f cos(2πt/p), D = 1 from the start t₀ on, fitted
//! as quasi-Poisson. The step is 100 (e^c - 1) %, the bend 100 (e^d - 1) % a point. Neighbouring months are alike, so
//! standard errors are Newey and West's: with ψ_i the push of row i and A the covariance before dispersion, V = A [Σ
//! ψψ' + Σ_l (1 - l/(L+1)) Σ_i (ψ_i ψ_(i-l)' + ψ_(i-l) ψ_i')] A.
//!
//! **Source**: Wagner et al. (2002), Bernal, Cummins and Gasparrini (2017); Newey and West (1987), as R `sandwich`
//! without prewhitening and without small-sample adjustment.
//!
//! **Unit**: the log scale; points of the line.
//!
//! **Limits**: at least 24 points before and 6 from the start on. Anything else that began at the same time (weather, a
//! recording change, another operation) is in the step too. An action taken because of a peak is followed by a fall
//! anyway. With L = 0 the range believes that months know nothing of each other.
//!
//! **Example**: 100 a month for four years and then 80 has c = ln 0.8 = -0.2231: a step of -20 %.

use serde::Serialize;

use crate::glm::{Besides, Design, Fit, Spread, fit_counts, fit_values};

/// Fewest points before the start.
const FEWEST_BEFORE: usize = 24;
/// Fewest points from the start on.
const FEWEST_AFTER: usize = 6;

/// Coefficients in the order level, slope, step, bend, sine, cosine, and how sure they are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Segments {
    /// The coefficients.
    pub coefficients: [f64; 6],
    /// Standard errors as if months knew nothing of each other.
    pub standard_errors: [f64; 6],
    /// Newey and West's.
    pub newey_west: [f64; 6],
    /// The dispersion φ; the residual variance in the form of logarithms.
    pub dispersion: f64,
}

impl Segments {
    /// The step in per cent with its 95 % range after Newey and West.
    pub fn step_percent(&self) -> (f64, f64, f64) {
        let percent = |x: f64| 100.0 * (x.exp() - 1.0);
        let reach = 1.959_963_984_540_054 * self.newey_west[2];
        let step = self.coefficients[2];
        (percent(step), percent(step - reach), percent(step + reach))
    }
}

/// The lag L when none is given: 4 (n/100)^(2/9), rounded down.
pub fn usual_lag(n: usize) -> usize {
    (4.0 * (n as f64 / 100.0).powf(2.0 / 9.0)).floor() as usize
}

/// The segmented line of `counts`, `year` points a year, with an action from the point `start` (counted from 0) on.
/// `None` with too few points either side, with no event before, or when the line cannot be fitted.
pub fn interrupted_series(
    counts: &[f64],
    year: usize,
    start: usize,
    lag: usize,
) -> Option<Segments> {
    // Of nothing there is no line to step from.
    let began = counts.iter().take(start).any(|it| *it > 0.0);
    (enough(counts.len(), start) && began).then(|| segmented_line(counts, year, start, lag))?
}

/// The same on logarithms by least squares. `None` also when a count is 0.
pub fn interrupted_log_series(
    counts: &[f64],
    year: usize,
    start: usize,
    lag: usize,
) -> Option<Segments> {
    enough(counts.len(), start).then(|| segmented_log_line(counts, year, start, lag))?
}

/// The arithmetic of `interrupted_series` on however few points: to be laid beside other tools, not to be printed.
pub fn segmented_line(counts: &[f64], year: usize, start: usize, lag: usize) -> Option<Segments> {
    let design = design(counts.len(), year, start)?;
    let fit = fit_counts(&design, counts, Spread::Poisson, Besides::default())
        .filter(|fit| fit.converged)?;
    segments(&design, &fit, lag)
}

/// The arithmetic of `interrupted_log_series` on however few points.
pub fn segmented_log_line(
    counts: &[f64],
    year: usize,
    start: usize,
    lag: usize,
) -> Option<Segments> {
    let design = design(counts.len(), year, start)?;
    let logs: Vec<f64> = counts.iter().map(|y| y.ln()).collect();
    segments(&design, &fit_values(&design, &logs)?, lag)
}

fn enough(n: usize, start: usize) -> bool {
    start >= FEWEST_BEFORE && n.saturating_sub(start) >= FEWEST_AFTER
}

fn design(n: usize, year: usize, start: usize) -> Option<Design> {
    if year < 3 || start >= n {
        return None;
    }
    let angle = 2.0 * std::f64::consts::PI / year as f64;
    let t = || (1..=n).map(|t| t as f64);
    let t0 = (start + 1) as f64;
    Design::of(vec![
        vec![1.0; n],
        t().collect(),
        t().map(|t| f64::from(u8::from(t >= t0))).collect(),
        t().map(|t| (t - t0).max(0.0)).collect(),
        t().map(|t| (angle * t).sin()).collect(),
        t().map(|t| (angle * t).cos()).collect(),
    ])
}

fn segments(design: &Design, fit: &Fit, lag: usize) -> Option<Segments> {
    let dispersion = fit.dispersion();
    Some(Segments {
        coefficients: fit.coefficients.as_slice().try_into().ok()?,
        standard_errors: fit.standard_errors(dispersion).try_into().ok()?,
        newey_west: newey_west(design, fit, lag).try_into().ok()?,
        dispersion,
    })
}

/// Newey and West's standard errors of a fit whose rows follow each other in time.
pub fn newey_west(design: &Design, fit: &Fit, lag: usize) -> Vec<f64> {
    let scores = fit.scores(design);
    let p = design.width();
    let mut meat = vec![vec![0.0; p]; p];
    for l in 0..=lag.min(scores.len().saturating_sub(1)) {
        let share = 1.0 - l as f64 / (lag as f64 + 1.0);
        for (later, earlier) in scores[l..].iter().zip(&scores) {
            for a in 0..p {
                for b in 0..p {
                    let mut product = later[a] * earlier[b];
                    if l > 0 {
                        product += earlier[a] * later[b];
                    }
                    meat[a][b] += share * product;
                }
            }
        }
    }
    sandwich(&fit.covariance, &meat)
}

/// The square roots of the diagonal of A M A.
pub(crate) fn sandwich(bread: &[Vec<f64>], meat: &[Vec<f64>]) -> Vec<f64> {
    bread
        .iter()
        .map(|row| {
            let sum: f64 = meat
                .iter()
                .zip(row)
                .map(|(m, x)| x * m.iter().zip(row).map(|(m, y)| m * y).sum::<f64>())
                .sum();
            sum.max(0.0).sqrt()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step() -> Vec<f64> {
        (0..60).map(|t| if t < 48 { 100.0 } else { 80.0 }).collect()
    }

    #[test]
    fn a_fifth_less_is_the_worked_example() {
        let found = interrupted_series(&step(), 12, 48, 3).unwrap();
        assert!((found.coefficients[2] - 0.8_f64.ln()).abs() < 1e-9);
        assert!((found.step_percent().0 + 20.0).abs() < 1e-6);
        let logs = interrupted_log_series(&step(), 12, 48, 3).unwrap();
        assert!((logs.coefficients[2] - 0.8_f64.ln()).abs() < 1e-9);
    }

    #[test]
    fn months_alike_widen_the_range() {
        let mut chance = crate::Chance::from_seed(9);
        let mut drift = 0.0;
        let counts: Vec<f64> = (0..120)
            .map(|_| {
                drift = 0.8 * drift + 0.15 * chance.normal();
                (100.0 * f64::exp(drift)).round()
            })
            .collect();
        let alike = interrupted_series(&counts, 12, 96, 12).unwrap();
        let apart = interrupted_series(&counts, 12, 96, 0).unwrap();
        assert!(alike.newey_west[0] > apart.newey_west[0]);
    }

    #[test]
    fn too_few_points_either_side_have_no_answer() {
        assert!(interrupted_series(&step(), 12, 23, 3).is_none());
        let late: Vec<f64> = (0..60).map(|t| f64::from(u8::from(t >= 48))).collect();
        assert!(interrupted_series(&late, 12, 48, 3).is_none());
        assert!(interrupted_series(&step(), 12, 55, 3).is_none());
        assert!(interrupted_series(&step(), 12, usize::MAX, 3).is_none());
        assert!(interrupted_series(&[f64::NAN; 60], 12, 48, 3).is_none());
        assert!(interrupted_log_series(&[0.0; 60], 12, 48, 3).is_none());
        assert_eq!(usual_lag(100), 4);
    }
}
