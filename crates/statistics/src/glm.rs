//! Fits a count to several causes at once: the model under trends, interrupted series and comparisons of areas.
//!
//! **Method**: log-linear regression, ln μ = Xβ + offset, by iteratively reweighted least squares: weights w = g μ for
//! Poisson counts and g μ/(1 + μ/θ) for negative binomial ones (g: the weight of a row), working values z = η + (y -
//! μ)/μ, each step solved by Householder QR, until the deviance moves by less than 10⁻⁸ of itself. Dispersion φ = Σ w
//! r² / (n - q) with r = (y - μ)/μ. The shape θ is found by maximum likelihood, in turn with β. Plain least squares is
//! the first step alone.
//!
//! **Source**: Nelder and Wedderburn (1972); McCullagh and Nelder (1989); negative binomial, Lawless (1987), in the
//! order of steps of Venables and Ripley (2002). Stopping rule, starting values and the weights behind the standard
//! errors are those of R's `glm`, so that the figures agree with R's to the last step.
//!
//! **Unit**: coefficients on the log scale: exp(β) is a factor, 100 (exp(β) - 1) a percentage.
//!
//! **Limits**: no answer when causes repeat each other, when there are no more rows than causes, or when a number is
//! missing. With 25 steps and no rest, `converged` is false and nothing should be printed.
//!
//! **Example**: counts 2, 4, 6 with nothing but a level: μ = 4, β = ln 4 = 1.3863, standard error √(1/12) = 0.2887,
//! φ = ((2-4)² + 0 + (6-4)²)/4/2 = 1.

use statrs::function::gamma::{digamma, ln_gamma};

/// The most steps that are taken.
const STEPS: usize = 25;
/// How little the deviance must move.
const REST: f64 = 1e-8;
/// A column that keeps less than this of its length repeats the columns before it.
const REPEATED: f64 = 1e-11;

/// Causes in columns, a row for each count.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    rows: usize,
    columns: Vec<Vec<f64>>,
}

impl Design {
    /// From columns of one length. `None` when they differ, are none or hold a number that is not finite.
    pub fn of(columns: Vec<Vec<f64>>) -> Option<Self> {
        let rows = columns.first()?.len();
        let sound = rows > 0
            && columns
                .iter()
                .all(|it| it.len() == rows && it.iter().all(|x| x.is_finite()));
        sound.then_some(Self { rows, columns })
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// A cell.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.columns[column][row]
    }

    fn times(&self, beta: &[f64]) -> Vec<f64> {
        let mut eta = vec![0.0; self.rows];
        for (column, b) in self.columns.iter().zip(beta) {
            for (e, x) in eta.iter_mut().zip(column) {
                *e += b * x;
            }
        }
        eta
    }
}

/// How counts vary about their mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// Variance μ, or φμ once φ is estimated.
    Poisson,
    /// Variance μ + μ²/θ.
    NegativeBinomial(f64),
}

/// A fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The coefficients, in the order of the columns.
    pub coefficients: Vec<f64>,
    /// The covariance of the coefficients before any dispersion.
    pub covariance: Vec<Vec<f64>>,
    /// What is expected in each row.
    pub expected: Vec<f64>,
    /// The weights of the last step.
    pub weights: Vec<f64>,
    /// (y - μ)/μ, or y - μ in plain least squares.
    pub residuals: Vec<f64>,
    /// Rows that count, less columns.
    pub freedom: usize,
    /// The deviance, or the sum of squares in plain least squares.
    pub deviance: f64,
    /// Whether the steps came to rest.
    pub converged: bool,
}

impl Fit {
    /// The dispersion φ (the residual variance in plain least squares), not held above 1.
    pub fn dispersion(&self) -> f64 {
        let sum: f64 = self
            .weights
            .iter()
            .zip(&self.residuals)
            .filter(|(w, _)| **w > 0.0)
            .map(|(w, r)| w * r * r)
            .sum();
        sum / self.freedom as f64
    }

    /// Standard errors at a dispersion.
    pub fn standard_errors(&self, dispersion: f64) -> Vec<f64> {
        (0..self.covariance.len())
            .map(|j| (dispersion * self.covariance[j][j]).sqrt())
            .collect()
    }

    /// Each row's push on the coefficients: w r x.
    pub fn scores(&self, design: &Design) -> Vec<Vec<f64>> {
        (0..design.rows())
            .map(|i| {
                (0..design.width())
                    .map(|j| self.weights[i] * self.residuals[i] * design.at(i, j))
                    .collect()
            })
            .collect()
    }
}

/// What may be given besides the counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Besides<'a> {
    /// The weight of each row; 1 where left out.
    pub weights: Option<&'a [f64]>,
    /// A known part of ln μ, such as the logarithm of the days of a month.
    pub offset: Option<&'a [f64]>,
    /// Where to start, as ln μ.
    pub start: Option<&'a [f64]>,
}

/// Fits counts to a design. `None` when it cannot be solved.
pub fn fit_counts(
    design: &Design,
    counts: &[f64],
    spread: Spread,
    besides: Besides<'_>,
) -> Option<Fit> {
    let n = design.rows();
    let sound = counts.len() == n
        && counts.iter().all(|y| y.is_finite() && *y >= 0.0)
        && [besides.weights, besides.offset, besides.start]
            .into_iter()
            .flatten()
            .all(|it| it.len() == n && it.iter().all(|x| x.is_finite()));
    if !sound {
        return None;
    }
    let prior = |i: usize| besides.weights.map_or(1.0, |it| it[i]);
    let offset = |i: usize| besides.offset.map_or(0.0, |it| it[i]);
    let mean =
        |eta: &[f64]| -> Vec<f64> { eta.iter().map(|e| e.exp().max(f64::EPSILON)).collect() };
    let mut eta: Vec<f64> = match besides.start {
        Some(start) => start.to_vec(),
        None => counts.iter().map(|y| start_of(*y, spread).ln()).collect(),
    };
    let mut mu = mean(&eta);
    let mut last = deviance(counts, &mu, prior, spread);
    let mut before: Option<Vec<f64>> = None;
    let mut step = None;
    let mut weights = vec![0.0; n];
    let mut converged = false;
    for _ in 0..STEPS {
        let mut z = vec![0.0; n];
        for i in 0..n {
            weights[i] = prior(i) * weight(mu[i], spread);
            z[i] = eta[i] - offset(i) + (counts[i] - mu[i]) / mu[i];
        }
        let solved = solve(design, &weights, &z)?;
        let mut beta = solved.coefficients.clone();
        if beta.iter().any(|b| !b.is_finite()) {
            return None;
        }
        let see = |beta: &[f64]| {
            let eta: Vec<f64> = design
                .times(beta)
                .into_iter()
                .enumerate()
                .map(|(i, e)| e + offset(i))
                .collect();
            let mu = mean(&eta);
            let dev = deviance(counts, &mu, prior, spread);
            (eta, mu, dev)
        };
        let (mut e, mut m, mut dev) = see(&beta);
        let mut halvings = 0;
        while !dev.is_finite() || m.iter().any(|x| !x.is_finite()) {
            let old = before.as_ref()?;
            halvings += 1;
            if halvings > STEPS {
                return None;
            }
            for (b, o) in beta.iter_mut().zip(old) {
                *b = f64::midpoint(*b, *o);
            }
            (e, m, dev) = see(&beta);
        }
        (eta, mu) = (e, m);
        before = Some(beta);
        step = Some(solved);
        let rest = (dev - last).abs() / (dev.abs() + 0.1) < REST;
        last = dev;
        if rest {
            converged = true;
            break;
        }
    }
    let solved = step?;
    let freedom = counted(&weights).checked_sub(design.width())?;
    Some(Fit {
        coefficients: before?,
        covariance: solved.covariance(),
        residuals: counts.iter().zip(&mu).map(|(y, m)| (y - m) / m).collect(),
        expected: mu,
        weights,
        freedom,
        deviance: last,
        converged,
    })
}

/// Plain least squares.
pub fn fit_values(design: &Design, values: &[f64]) -> Option<Fit> {
    let n = design.rows();
    if values.len() != n || values.iter().any(|y| !y.is_finite()) {
        return None;
    }
    let weights = vec![1.0; n];
    let solved = solve(design, &weights, values)?;
    let expected = design.times(&solved.coefficients);
    let residuals: Vec<f64> = values.iter().zip(&expected).map(|(y, m)| y - m).collect();
    Some(Fit {
        covariance: solved.covariance(),
        deviance: residuals.iter().map(|r| r * r).sum(),
        coefficients: solved.coefficients,
        expected,
        weights,
        residuals,
        freedom: n.checked_sub(design.width())?,
        converged: true,
    })
}

/// A negative binomial fit.
#[derive(Clone, Debug, PartialEq)]
pub struct NegativeBinomialFit {
    /// The coefficients and what belongs to them; standard errors at dispersion 1.
    pub fit: Fit,
    /// The shape θ: the variance is μ + μ²/θ.
    pub theta: f64,
    /// The standard error of θ.
    pub theta_se: f64,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
}

/// Fits negative binomial counts, the shape with them. Counts that vary no more than Poisson drive θ to a very large
/// number.
pub fn fit_negative_binomial(design: &Design, counts: &[f64]) -> Option<NegativeBinomialFit> {
    let first = fit_counts(design, counts, Spread::Poisson, Besides::default())?;
    let mut mu = first.expected.clone();
    let d1 = (2.0 * (first.freedom as f64).max(1.0)).sqrt();
    let (mut theta, mut theta_se) = shape(counts, &mu)?;
    let mut fit = first;
    let mut likelihood = log_likelihood(counts, &mu, theta);
    let mut previous = likelihood + 2.0 * d1;
    let mut moved = 1.0_f64;
    for _ in 0..STEPS {
        if (previous - likelihood).abs() / d1 + moved.abs() <= REST {
            break;
        }
        let start: Vec<f64> = mu.iter().map(|m| m.ln()).collect();
        let besides = Besides {
            start: Some(&start),
            ..Besides::default()
        };
        fit = fit_counts(design, counts, Spread::NegativeBinomial(theta), besides)?;
        // The shape is matched to the means before this step: means and shape settle together.
        let (new, se) = shape(counts, &mu)?;
        moved = theta - new;
        (theta, theta_se) = (new, se);
        mu.clone_from(&fit.expected);
        previous = likelihood;
        likelihood = log_likelihood(counts, &mu, theta);
    }
    (theta.is_finite() && likelihood.is_finite()).then_some(NegativeBinomialFit {
        fit,
        theta,
        theta_se,
        log_likelihood: likelihood,
    })
}

fn start_of(y: f64, spread: Spread) -> f64 {
    match spread {
        Spread::Poisson => y + 0.1,
        Spread::NegativeBinomial(_) => y + if y == 0.0 { 1.0 / 6.0 } else { 0.0 },
    }
}

fn weight(mu: f64, spread: Spread) -> f64 {
    match spread {
        Spread::Poisson => mu,
        Spread::NegativeBinomial(theta) => mu / (1.0 + mu / theta),
    }
}

fn deviance(counts: &[f64], mu: &[f64], prior: impl Fn(usize) -> f64, spread: Spread) -> f64 {
    let mut sum = 0.0;
    for (i, (y, m)) in counts.iter().zip(mu).enumerate() {
        let part = match spread {
            Spread::Poisson => {
                let log = if *y > 0.0 { y * (y / m).ln() } else { 0.0 };
                log - (y - m)
            }
            Spread::NegativeBinomial(theta) => {
                y * (y.max(1.0) / m).ln() - (y + theta) * ((y + theta) / (m + theta)).ln()
            }
        };
        sum += prior(i) * part;
    }
    2.0 * sum
}

fn counted(weights: &[f64]) -> usize {
    weights.iter().filter(|w| **w > 0.0).count()
}

struct Solved {
    coefficients: Vec<f64>,
    /// The inverse of R, upper triangular.
    inverse: Vec<Vec<f64>>,
}

impl Solved {
    fn covariance(&self) -> Vec<Vec<f64>> {
        let p = self.inverse.len();
        (0..p)
            .map(|a| {
                (0..p)
                    .map(|b| {
                        (a.max(b)..p)
                            .map(|k| self.inverse[a][k] * self.inverse[b][k])
                            .sum()
                    })
                    .collect()
            })
            .collect()
    }
}

/// Weighted least squares by Householder reflections. `None` when a column repeats others.
fn solve(design: &Design, weights: &[f64], z: &[f64]) -> Option<Solved> {
    let (n, p) = (design.rows(), design.width());
    if n < p {
        return None;
    }
    let root: Vec<f64> = weights.iter().map(|w| w.sqrt()).collect();
    let mut a: Vec<Vec<f64>> = design
        .columns
        .iter()
        .map(|column| column.iter().zip(&root).map(|(x, r)| x * r).collect())
        .collect();
    let mut b: Vec<f64> = z.iter().zip(&root).map(|(z, r)| z * r).collect();
    for j in 0..p {
        let whole = norm(&a[j]);
        let mut length = norm(&a[j][j..]);
        if length.is_nan() || length <= REPEATED * whole {
            return None;
        }
        if a[j][j] > 0.0 {
            length = -length;
        }
        let (done, rest) = a.split_at_mut(j + 1);
        let v = &mut done[j];
        v[j] -= length;
        let square = v[j..].iter().map(|x| x * x).sum::<f64>();
        let reflect = |c: &mut [f64]| {
            let dot: f64 = v[j..].iter().zip(&c[j..]).map(|(x, y)| x * y).sum();
            let k = 2.0 * dot / square;
            for (y, x) in c[j..].iter_mut().zip(&v[j..]) {
                *y -= k * x;
            }
        };
        for column in rest {
            reflect(column);
        }
        reflect(&mut b);
        v[j] = length;
    }
    let r = |i: usize, j: usize| a[j][i];
    let mut coefficients = vec![0.0; p];
    let mut inverse = vec![vec![0.0; p]; p];
    for i in (0..p).rev() {
        let sum: f64 = (i + 1..p).map(|j| r(i, j) * coefficients[j]).sum();
        coefficients[i] = (b[i] - sum) / r(i, i);
        inverse[i][i] = 1.0 / r(i, i);
        let above: Vec<f64> = (i + 1..p)
            .map(|k| {
                let sum: f64 = (i + 1..=k).map(|j| r(i, j) * inverse[j][k]).sum();
                -sum / r(i, i)
            })
            .collect();
        inverse[i][i + 1..].copy_from_slice(&above);
    }
    Some(Solved {
        coefficients,
        inverse,
    })
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// θ and its standard error at given means, by Newton's steps from the moment estimate.
fn shape(counts: &[f64], mu: &[f64]) -> Option<(f64, f64)> {
    let close = f64::EPSILON.powf(0.25);
    let spread: f64 = counts
        .iter()
        .zip(mu)
        .map(|(y, m)| (y / m - 1.0).powi(2))
        .sum();
    let mut theta = counts.len() as f64 / spread;
    let mut information = f64::NAN;
    for _ in 1..STEPS {
        theta = theta.abs();
        let (mut score, mut info) = (0.0, 0.0);
        let (d0, t0) = (digamma(theta), trigamma(theta));
        for (y, m) in counts.iter().zip(mu) {
            let sum = m + theta;
            score += digamma(theta + y) - d0 + theta.ln() + 1.0 - sum.ln() - (y + theta) / sum;
            info += t0 - trigamma(theta + y) - 1.0 / theta + 2.0 / sum - (y + theta) / (sum * sum);
        }
        information = info;
        let step = score / info;
        theta += step;
        if !theta.is_finite() {
            return None;
        }
        if step.abs() <= close {
            break;
        }
    }
    Some((theta.max(0.0), (1.0 / information).sqrt()))
}

/// The second derivative of ln Γ.
fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 20.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let i = 1.0 / (x * x);
    sum + 1.0 / x
        + i / 2.0
        + i / x
            * (1.0 / 6.0 - i * (1.0 / 30.0 - i * (1.0 / 42.0 - i * (1.0 / 30.0 - i * 5.0 / 66.0))))
}

fn log_likelihood(counts: &[f64], mu: &[f64], theta: f64) -> f64 {
    counts
        .iter()
        .zip(mu)
        .map(|(y, m)| {
            let log = if *y > 0.0 { y * m.ln() } else { 0.0 };
            ln_gamma(theta + y) - ln_gamma(theta) - ln_gamma(y + 1.0) + theta * theta.ln() + log
                - (theta + y) * (theta + m).ln()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(n: usize) -> Design {
        Design::of(vec![vec![1.0; n]]).unwrap()
    }

    #[test]
    fn a_level_alone_is_the_worked_example() {
        let fit = fit_counts(
            &level(3),
            &[2.0, 4.0, 6.0],
            Spread::Poisson,
            Besides::default(),
        )
        .unwrap();
        assert!((fit.coefficients[0] - 4f64.ln()).abs() < 1e-9);
        assert!((fit.standard_errors(1.0)[0] - (1.0_f64 / 12.0).sqrt()).abs() < 1e-4);
        assert!((fit.dispersion() - 1.0).abs() < 1e-4);
    }

    #[test]
    fn a_line_through_logarithms_is_found_again() {
        let t: Vec<f64> = (0..20).map(f64::from).collect();
        let y: Vec<f64> = t.iter().map(|t| (1.0 + 0.1 * t).exp()).collect();
        let design = Design::of(vec![vec![1.0; 20], t]).unwrap();
        let fit = fit_counts(&design, &y, Spread::Poisson, Besides::default()).unwrap();
        assert!((fit.coefficients[1] - 0.1).abs() < 1e-9 && fit.converged);
    }

    #[test]
    fn an_offset_is_taken_off() {
        let days = [31f64.ln(), 28f64.ln()];
        let besides = Besides {
            offset: Some(&days),
            ..Besides::default()
        };
        let fit = fit_counts(&level(2), &[62.0, 56.0], Spread::Poisson, besides).unwrap();
        assert!((fit.coefficients[0].exp() - 2.0).abs() < 1e-9);
    }

    #[test]
    fn nonsense_gives_no_answer() {
        let twice = Design::of(vec![vec![1.0; 4], vec![2.0; 4]]).unwrap();
        let y = [1.0, 2.0, 3.0, 4.0];
        assert!(fit_counts(&twice, &y, Spread::Poisson, Besides::default()).is_none());
        assert!(Design::of(vec![]).is_none());
        assert!(Design::of(vec![vec![f64::NAN]]).is_none());
        let bad = [1.0, f64::NAN, 3.0, 4.0];
        assert!(fit_counts(&level(4), &bad, Spread::Poisson, Besides::default()).is_none());
        assert!(fit_values(&level(4), &bad).is_none());
    }

    #[test]
    fn trigamma_is_that_of_the_tables() {
        assert!((trigamma(1.0) - std::f64::consts::PI.powi(2) / 6.0).abs() < 1e-13);
        assert!((trigamma(0.5) - std::f64::consts::PI.powi(2) / 2.0).abs() < 1e-12);
    }
}
