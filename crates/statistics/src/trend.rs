//! Is a line rising or falling over the years, once the seasons are taken out?
//!
//! **Formula**: ln μ = a + b t/p + c sin(2πt/p) + d cos(2πt/p), t = 1, 2, ... and p points a year, so that
//! 100 (e^b - 1) is the change a year in per cent. Fitted twice: negative binomial, variance μ + μ²/θ, and quasi-Poisson, variance
//! φμ.
//!
//! **Source**: Lawless (1987) for the negative binomial; McCullagh and Nelder (1989) for the quasi-Poisson; as MASS
//! `glm.nb` and R `glm`.
//!
//! **Unit**: per year on the log scale; θ in events; φ without unit.
//!
//! **Limits**: one straight line for the whole time and one wave a year. Neighbouring months alike make the standard
//! errors too small. Less than two years gives no answer. Counts that vary no more than Poisson drive θ to a very large
//! number: use the quasi-Poisson.
//!
//! **Example**: counts growing by exactly 10 % a year for four years have b = ln 1.1 = 0.0953.

use serde::Serialize;

use crate::glm::{Besides, Design, Spread, fit_counts, fit_negative_binomial};

/// Coefficients in the order level, slope a year, sine, cosine, with their standard errors.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TrendLine {
    /// The coefficients.
    pub coefficients: [f64; 4],
    /// Their standard errors.
    pub standard_errors: [f64; 4],
}

/// The negative binomial line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct NegativeBinomialTrend {
    /// The line.
    pub line: TrendLine,
    /// The shape θ.
    pub theta: f64,
    /// Its standard error.
    pub theta_se: f64,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
}

/// The quasi-Poisson line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct QuasiPoissonTrend {
    /// The line.
    pub line: TrendLine,
    /// The dispersion φ.
    pub dispersion: f64,
}

/// The quasi-Poisson trend of `counts` with `year` points a year. `None` under two years, or when the line cannot be
/// fitted.
pub fn quasi_poisson_trend(counts: &[f64], year: usize) -> Option<QuasiPoissonTrend> {
    let fit = fit_counts(
        &design(counts.len(), year)?,
        counts,
        Spread::Poisson,
        Besides::default(),
    )
    .filter(|fit| fit.converged)?;
    let dispersion = fit.dispersion();
    Some(QuasiPoissonTrend {
        line: line(&fit.coefficients, &fit.standard_errors(dispersion))?,
        dispersion,
    })
}

/// How far each of `counts` lies from that line, in standard errors of a Poisson count.
pub(crate) fn trend_residuals(counts: &[f64], year: usize) -> Option<Vec<f64>> {
    let design = design(counts.len(), year)?;
    let fit = fit_counts(&design, counts, Spread::Poisson, Besides::default())
        .filter(|fit| fit.converged)?;
    let pairs = counts.iter().zip(&fit.expected);
    Some(pairs.map(|(y, mu)| (y - mu) / mu.sqrt()).collect())
}

/// The negative binomial trend of `counts` with `year` points a year. `None` under two years, or when the line cannot
/// be fitted.
pub fn negative_binomial_trend(counts: &[f64], year: usize) -> Option<NegativeBinomialTrend> {
    let fit = fit_negative_binomial(&design(counts.len(), year)?, counts)?;
    Some(NegativeBinomialTrend {
        line: line(&fit.fit.coefficients, &fit.fit.standard_errors(1.0))?,
        theta: fit.theta,
        theta_se: fit.theta_se,
        log_likelihood: fit.log_likelihood,
    })
}

fn line(coefficients: &[f64], standard_errors: &[f64]) -> Option<TrendLine> {
    Some(TrendLine {
        coefficients: coefficients.try_into().ok()?,
        standard_errors: standard_errors.try_into().ok()?,
    })
}

fn design(n: usize, year: usize) -> Option<Design> {
    if year < 3 || n / 2 < year {
        return None;
    }
    let p = year as f64;
    let angle = |t: f64| 2.0 * std::f64::consts::PI * t / p;
    let t = || (1..=n).map(|t| t as f64);
    Design::of(vec![
        vec![1.0; n],
        t().map(|t| t / p).collect(),
        t().map(|t| angle(t).sin()).collect(),
        t().map(|t| angle(t).cos()).collect(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_per_cent_a_year_is_the_worked_example() {
        let counts: Vec<f64> = (1..=48)
            .map(|t| 100.0 * 1.1_f64.powf(f64::from(t) / 12.0))
            .collect();
        let found = quasi_poisson_trend(&counts, 12).unwrap();
        assert!((found.line.coefficients[1] - 1.1_f64.ln()).abs() < 1e-9);
    }

    #[test]
    fn over_dispersed_counts_give_back_their_shape() {
        let mut chance = crate::Chance::from_seed(2);
        let counts: Vec<f64> = (0..600).map(|_| chance.count(40.0, 5.0) as f64).collect();
        let found = negative_binomial_trend(&counts, 12).unwrap();
        assert!((found.theta - 10.0).abs() < 3.0 * found.theta_se);
        assert!(found.line.coefficients[1].abs() < 4.0 * found.line.standard_errors[1]);
    }

    #[test]
    fn short_or_broken_lines_have_no_trend() {
        assert!(quasi_poisson_trend(&[1.0; 23], 12).is_none());
        assert!(negative_binomial_trend(&[], 12).is_none());
        assert!(quasi_poisson_trend(&[f64::NAN; 48], 12).is_none());
        assert!(quasi_poisson_trend(&[1.0; 48], 0).is_none());
    }
}
