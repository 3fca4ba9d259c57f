//! Twelve months against the twelve before: is this a real change or the usual ups and downs?
//!
//! **Formula**: with x₁ events in t₁ days now and x₀ in t₀ days before, the ratio is r = (x₁/t₁)/(x₀/t₀) and the change
//! 100(r - 1) %. Months that feed each other vary more than pure chance would: φ is that over-dispersion, estimated from
//! the monthly line. Then z = ln r / √(φ(1/x₁ + 1/x₀)) is read against Student's t with 22 degrees of freedom
//! (24 months less two means). Where months clearly resemble the one before (the lag-1 autocorrelation ρ of what is left once trend and
//! season are taken out, from 36 months on) φ is made wider by 1 + 2 Σ (1 - k/n) ρᵏ, k from 1 to n - 1 months of the window. Where either window has fewer than 30 events that form is poor, so the exact
//! conditional test (x₁ of x₁+x₀ is binomial with share t₁/(t₀+t₁), doubled mid-p) is used when φ is below 1.1, and
//! otherwise 999 draws of a negative binomial under one common rate. The range is that of the same test, so that it holds 0 where
//! no change is called, and else does not.
//!
//! **Source**: conditional test, Przyborowski and Wilenski (1940); mid-p, Lancaster (1961); exact interval, Clopper and
//! Pearson (1934); quasi-Poisson φ, McCullagh and Nelder (1989), with trend and first harmonic removed as Farrington
//! detectors do. Why φ: of comparisons of consecutive years in one London borough plain Poisson called
//! 46 % "significant", and of its wards 18 %, real changes among them.
//!
//! **Unit**: counts; days; per cent.
//!
//! **Limits**: below 10 events in both windows only the counts are shown. No per cent is ever given on a base under 30:
//! "4 to 11" is honest where "+175 %" is not. With 24 to 35 months the season counts as ups and downs, so only large changes are called.
//! In made-up lines of five years without a change 3 to 4 of 100 are called different, and where months resemble each other (ρ of 0.3 to
//! 0.8) 3 to 11; without the widening 6 to 41. From three years ρ is known less well: up to 20 (`examples/compare_chance.rs`). A change of recording practice inside the windows is not chance
//! and is not seen by this test.
//!
//! **Example**: 121 events in 365 days against 100 in 365, φ = 1: r = 1.21, z = 0.19062 / √(1/121 + 1/100) = 1.4105,
//! t with 22 df gives p = 0.172: no clear change, +21 % (likely between -9 % and +60 %).

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::gamma::ln_gamma;

use crate::incomplete_beta::share_below;
use crate::{Chance, quasi_poisson_trend, trend::trend_residuals};

/// Below this many events in both windows only the counts are shown.
const COUNTS_ONLY_BELOW: u64 = 10;
/// A percentage change needs a base of at least this many events.
const SMALLEST_BASE: u64 = 30;
/// Below this many events in either window the normal form is poor.
const NORMAL_FORM_FROM: u64 = 30;
/// Under this over-dispersion the events are as good as independent.
const NEARLY_POISSON: f64 = 1.1;
/// 24 months less two means.
const DEGREES_OF_FREEDOM: f64 = 22.0;
/// A finding needs a chance explanation rarer than this.
const LEVEL: f64 = 0.05;
const DRAWS: u32 = 999;
/// Months resemble each other clearly from this many standard errors on (one in twenty by chance).
pub(crate) const CLEAR: f64 = 1.645;
/// More likeness is not believed: the sum would widen without end.
pub(crate) const MOST_ALIKE: f64 = 0.9;

/// With fewer months nobody can say how much counts vary by themselves, and a comparison would rest on pure chance alone.
pub const MONTHS_FOR_SPREAD: usize = 24;
const MONTHS_FOR_MODEL: usize = 36;
const MONTHS_AT_MOST: usize = 60;
pub(crate) const MONTHS_OF_YEAR: usize = 12;

/// Events counted over a number of days. Days matter: a window across 29 February has 366.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// How many events.
    pub count: u64,
    /// Over how many days.
    pub days: u32,
}

/// What may be said of the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// More than chance explains.
    Higher,
    /// Less than chance explains.
    Lower,
    /// Chance could explain it.
    NoClearChange,
    /// Too few events to test.
    TooFewToSay,
}

impl Finding {
    /// The words as printed.
    pub fn words(self) -> &'static str {
        match self {
            Self::Higher => "Higher",
            Self::Lower => "Lower",
            Self::NoClearChange => "No clear change",
            Self::TooFewToSay => "Too few to say",
        }
    }
}

/// One comparison, whole: never print a part of it bare.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The later window.
    pub now: Window,
    /// The earlier window.
    pub before: Window,
    /// Change of the daily rate in per cent; `None` on a base under 30.
    pub change_percent: Option<f64>,
    /// Lower end of the 95 % interval of the change, in per cent.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval of the change, in per cent.
    pub high: Option<f64>,
    /// How often chance alone would give a change this large; `None` where nothing was tested.
    pub p: Option<f64>,
    /// The over-dispersion φ used, at least 1, made wider where months resemble their neighbours.
    pub dispersion: f64,
    /// How much months resemble the one before (0: not clearly).
    #[serde(default)]
    pub likeness: f64,
    /// What may be said.
    pub finding: Finding,
}

/// The exact conditional test of two Poisson rates, without over-dispersion.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExactComparison {
    /// Doubled tail.
    pub p_central: f64,
    /// Doubled tail with half the weight of the observed count.
    pub p_mid: f64,
    /// Clopper-Pearson lower end of the ratio.
    pub ratio_low: f64,
    /// Clopper-Pearson upper end of the ratio; infinite when nothing happened before.
    pub ratio_high: f64,
}

/// Compares two windows. `history` holds the monthly counts up to the end of `now`, oldest first; `seed` feeds the
/// simulation used for small over-dispersed counts.
pub fn compare(now: Window, before: Window, history: &[u64], seed: u64) -> Comparison {
    let likeness = likeness(history);
    let months = (f64::from(now.days) / 30.44).round().max(1.0) as usize;
    let phi = dispersion(history) * widening(likeness, months);
    Comparison {
        likeness,
        ..compare_spread(now, before, phi, seed)
    }
}

/// The same where the over-dispersion φ (at least 1) is known. With people in the place of days it holds two areas against
/// each other.
pub fn compare_spread(now: Window, before: Window, phi: f64, seed: u64) -> Comparison {
    let mut comparison = Comparison {
        now,
        before,
        change_percent: None,
        low: None,
        high: None,
        p: None,
        dispersion: phi,
        likeness: 0.0,
        finding: Finding::TooFewToSay,
    };
    let few = now.count < COUNTS_ONLY_BELOW && before.count < COUNTS_ONLY_BELOW;
    if few || now.days == 0 || before.days == 0 {
        return comparison;
    }
    let small = now.count < NORMAL_FORM_FROM || before.count < NORMAL_FORM_FROM;
    let p = match (small, phi < NEARLY_POISSON) {
        (false, _) => students_p(now, before, phi),
        (true, true) => exact_comparison(now, before).p_mid,
        (true, false) => simulated_p(now, before, phi, seed),
    };
    let ratio = ratio(now, before);
    comparison.p = Some(p);
    comparison.finding = match (p <= LEVEL, ratio > 1.0) {
        (false, _) => Finding::NoClearChange,
        (true, true) => Finding::Higher,
        (true, false) => Finding::Lower,
    };
    if before.count >= SMALLEST_BASE {
        let (low, high) = if small {
            mid_p_limits(now, before, agreeing(now, before, phi, p))
        } else {
            students_limits(now, before, phi)
        };
        comparison.change_percent = Some(100.0 * (ratio - 1.0));
        comparison.low = Some(100.0 * (low - 1.0));
        comparison.high = Some(100.0 * (high - 1.0));
    }
    comparison
}

fn ratio(now: Window, before: Window) -> f64 {
    (now.count as f64 / f64::from(now.days)) / (before.count as f64 / f64::from(before.days))
}

fn students_with(degrees: f64) -> StudentsT {
    StudentsT::new(0.0, 1.0, degrees).expect("degrees of freedom are above nought")
}

fn students() -> StudentsT {
    students_with(DEGREES_OF_FREEDOM)
}

/// How many standard errors a range reaches with so many degrees of freedom.
pub(crate) fn students_reach_with(degrees: f64) -> f64 {
    students_with(degrees).inverse_cdf(1.0 - LEVEL / 2.0)
}

/// How many standard errors a range reaches.
pub(crate) fn students_reach() -> f64 {
    students_reach_with(DEGREES_OF_FREEDOM)
}

fn spread(now: Window, before: Window, phi: f64) -> f64 {
    (phi * (1.0 / now.count as f64 + 1.0 / before.count as f64)).sqrt()
}

fn students_p(now: Window, before: Window, phi: f64) -> f64 {
    let z = ratio(now, before).ln() / spread(now, before, phi);
    (2.0 * students().cdf(-z.abs())).min(1.0)
}

fn students_limits(now: Window, before: Window, phi: f64) -> (f64, f64) {
    let reach = students_reach() * spread(now, before, phi);
    let centre = ratio(now, before).ln();
    ((centre - reach).exp(), (centre + reach).exp())
}

/// The exact conditional test and interval. Both counts zero give p = 1 and no limits worth printing.
pub fn exact_comparison(now: Window, before: Window) -> ExactComparison {
    let n = now.count + before.count;
    let share = f64::from(now.days) / (f64::from(now.days) + f64::from(before.days));
    let at_most = binomial_at_most(now.count, n, share);
    let below = if now.count == 0 {
        0.0
    } else {
        binomial_at_most(now.count - 1, n, share)
    };
    let at_least = binomial_at_least(now.count, n, share);
    let above = if now.count == n {
        0.0
    } else {
        binomial_at_least(now.count + 1, n, share)
    };
    let lower_mid = (below + at_most) / 2.0;
    let upper_mid = (above + at_least) / 2.0;
    let (ratio_low, ratio_high) = ratio_limits(now, before, 1.0);
    ExactComparison {
        p_central: (2.0 * at_most.min(at_least)).min(1.0),
        p_mid: (2.0 * lower_mid.min(upper_mid)).min(1.0),
        ratio_low,
        ratio_high,
    }
}

/// P(X ≤ k) for X binomial, through the incomplete beta function.
fn binomial_at_most(k: u64, n: u64, share: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    share_below((n - k) as f64, (k + 1) as f64, 1.0 - share)
}

fn binomial_at_least(k: u64, n: u64, share: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    share_below(k as f64, (n - k + 1) as f64, share)
}

/// The exact conditional test by likelihood, as R's `poisson.test` has it: all splits of the events that are no likelier than the one seen.
/// Our own comparison uses mid-p; this one is for checking against R.
pub fn minimum_likelihood_p(now: Window, before: Window) -> f64 {
    let (k, n) = (now.count, now.count + before.count);
    let share = f64::from(now.days) / (f64::from(now.days) + f64::from(before.days));
    if n == 0 || !share.is_finite() || share <= 0.0 || share >= 1.0 {
        return 1.0;
    }
    let ln_all = ln_gamma(n as f64 + 1.0);
    let ln_chance = |i: u64| {
        let (i, rest) = (i as f64, (n - i) as f64);
        ln_all - ln_gamma(i + 1.0) - ln_gamma(rest + 1.0)
            + i * share.ln()
            + rest * (1.0 - share).ln()
    };
    let (middle, seen) = (n as f64 * share, ln_chance(k) + 1e-7);
    // Chances fall away from the middle, so where they reach the one seen is found by halving.
    if (k as f64 - middle).abs() < 1e-12 * middle {
        1.0
    } else if (k as f64) < middle {
        let first = middle.ceil() as u64;
        let far = first_true(first, n + 1, |i| ln_chance(i) <= seen);
        let beyond = if far > n {
            0.0
        } else {
            binomial_at_least(far, n, share)
        };
        (binomial_at_most(k, n, share) + beyond).min(1.0)
    } else {
        let last = middle.floor() as u64;
        let near = first_true(0, last + 1, |i| ln_chance(i) > seen);
        let below = if near == 0 {
            0.0
        } else {
            binomial_at_most(near - 1, n, share)
        };
        (binomial_at_least(k, n, share) + below).min(1.0)
    }
}

fn first_true(mut low: u64, mut high: u64, holds: impl Fn(u64) -> bool) -> u64 {
    while low < high {
        let middle = u64::midpoint(low, high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Clopper-Pearson limits of the ratio, from the limits of x₁'s share of all events.
fn ratio_limits(now: Window, before: Window, phi: f64) -> (f64, f64) {
    let (x, y) = (now.count as f64 / phi, before.count as f64 / phi);
    let days = f64::from(before.days) / f64::from(now.days);
    let low = if x == 0.0 {
        0.0
    } else {
        beta_quantile(x, y + 1.0, LEVEL / 2.0)
    };
    let high = if y == 0.0 {
        1.0
    } else {
        beta_quantile(x + 1.0, y, 1.0 - LEVEL / 2.0)
    };
    (low / (1.0 - low) * days, high / (1.0 - high) * days)
}

/// The chance of at most x₁ of all events, the one of exactly x₁ counted half, at a share. Counts divided by φ have the spread that
/// counts really have, and need not be whole.
fn at_most_mid(now: Window, before: Window, phi: f64, share: f64) -> f64 {
    let (x, y) = (now.count as f64 / phi, before.count as f64 / phi);
    let at_most = if y > 0.0 {
        share_below(y, x + 1.0, 1.0 - share)
    } else {
        1.0
    };
    let below = if x > 0.0 {
        share_below(y + 1.0, x, 1.0 - share)
    } else {
        0.0
    };
    f64::midpoint(at_most, below)
}

/// The φ at which the mid-p test has this p, so that a range never contradicts the finding beside it.
fn agreeing(now: Window, before: Window, phi: f64, p: f64) -> f64 {
    let share = f64::from(now.days) / (f64::from(now.days) + f64::from(before.days));
    let p_at = |phi: f64| {
        let low = at_most_mid(now, before, phi, share);
        2.0 * low.min(1.0 - low)
    };
    let (mut low, mut high) = (phi / 8.0, phi * 8.0);
    if !(p_at(low)..=p_at(high)).contains(&p) {
        return phi;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if p_at(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Limits of the ratio by the mid-p test: the ratios it would not call different from the one seen.
fn mid_p_limits(now: Window, before: Window, phi: f64) -> (f64, f64) {
    let days = f64::from(before.days) / f64::from(now.days);
    // The share at which so few or so many events have this chance.
    let reaches = |chance: f64| {
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            if at_most_mid(now, before, phi, middle) > chance {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    };
    let odds = |share: f64| share / (1.0 - share) * days;
    let low = if now.count == 0 {
        0.0
    } else {
        odds(reaches(1.0 - LEVEL / 2.0))
    };
    let high = if before.count == 0 {
        f64::INFINITY
    } else {
        odds(reaches(LEVEL / 2.0))
    };
    (low, high)
}

/// Where the beta distribution reaches `p`, by halving: slow, sure, and called a few times a page.
pub(crate) fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite()) {
        return f64::NAN;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..2000 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if share_below(a, b, middle) < p {
            low = middle
        } else {
            high = middle
        }
    }
    f64::midpoint(low, high)
}

/// How often 999 pairs drawn under one common rate differ as much as the two windows do.
fn simulated_p(now: Window, before: Window, phi: f64, seed: u64) -> f64 {
    let (t1, t0) = (f64::from(now.days), f64::from(before.days));
    let rate = (now.count + before.count) as f64 / (t1 + t0);
    // A sum of monthly negative binomials of one dispersion is again one, with the window's mean.
    let (later, earlier) = (
        NegativeBinomial::new(rate * t1, phi),
        NegativeBinomial::new(rate * t0, phi),
    );
    let distance = |x1: u64, x0: u64| {
        (((x1 as f64 + 0.5) / t1) / ((x0 as f64 + 0.5) / t0))
            .ln()
            .abs()
    };
    let seen = distance(now.count, before.count);
    let mut chance = Chance::from_seed(seed);
    let as_far = (0..DRAWS)
        .filter(|_| distance(later.draw(&mut chance), earlier.draw(&mut chance)) >= seen - 1e-12)
        .count();
    (1 + as_far) as f64 / f64::from(DRAWS + 1)
}

/// A negative binomial by its mean and dispersion (variance ÷ mean), as a table of running totals.
struct NegativeBinomial {
    at_most: Vec<f64>,
}

impl NegativeBinomial {
    fn new(mean: f64, phi: f64) -> Self {
        let size = mean / (phi - 1.0);
        let (success, failure) = ((1.0 / phi).ln(), (1.0 - 1.0 / phi).ln());
        let longest = (mean + 12.0 * (mean * phi).sqrt() + 40.0 * phi)
            .ceil()
            .min(1e6) as u64;
        let mut total = 0.0;
        let at_most = (0..=longest)
            .map(|k| {
                let k = k as f64;
                let ln = ln_gamma(k + size) - ln_gamma(size) - ln_gamma(k + 1.0)
                    + size * success
                    + k * failure;
                total += ln.exp();
                total
            })
            .collect();
        Self { at_most }
    }

    fn draw(&self, chance: &mut Chance) -> u64 {
        let last = self.at_most.last().copied().unwrap_or(1.0);
        let u = chance.unit() * last;
        self.at_most.partition_point(|total| *total <= u) as u64
    }
}

/// The over-dispersion φ of a monthly line, at least 1: how much more the months vary than independent events would.
///
/// From 36 months on: Pearson's statistic around a log-linear trend and first yearly harmonic over the last 60. With 24 to
/// 35 months: around the means of the two halves of the last 24. With fewer there is nothing to estimate from and the
/// answer is 1, so the test falls back on chance alone.
pub fn dispersion(history: &[u64]) -> f64 {
    let months: Vec<f64> = history.iter().map(|n| *n as f64).collect();
    let last = |n: usize| &months[months.len().saturating_sub(n)..];
    let phi = if months.len() >= MONTHS_FOR_MODEL {
        quasi_poisson_trend(last(MONTHS_AT_MOST), 12)
            .map(|it| it.dispersion)
            .or_else(|| two_window_dispersion(last(MONTHS_FOR_SPREAD)))
    } else if months.len() >= MONTHS_FOR_SPREAD {
        two_window_dispersion(last(MONTHS_FOR_SPREAD))
    } else {
        None
    };
    phi.filter(|phi| phi.is_finite()).unwrap_or(1.0).max(1.0)
}

/// How much the months of a line resemble the one before, once trend and season are taken out; 0 where that is not clear, or where
/// there are fewer than 36. Months that resemble each other make sums of them swing wider than the dispersion alone says.
pub fn likeness(history: &[u64]) -> f64 {
    let months: Vec<f64> = history.iter().map(|n| *n as f64).collect();
    let last = &months[months.len().saturating_sub(MONTHS_AT_MOST)..];
    if last.len() < MONTHS_FOR_MODEL {
        return 0.0;
    }
    let Some(rest) = trend_residuals(last, 12) else {
        return 0.0;
    };
    let n = rest.len() as f64;
    let mean = rest.iter().sum::<f64>() / n;
    let together = |apart: usize| -> f64 {
        rest.iter()
            .zip(&rest[apart..])
            .map(|(a, b)| (a - mean) * (b - mean))
            .sum()
    };
    let (all, seen) = (together(0), together(1) / together(0));
    // What varies no more than Poisson counts has nothing to make wider.
    if all <= n || !seen.is_finite() || seen < CLEAR / n.sqrt() {
        return 0.0;
    }
    // Taking out a line makes what is left look less alike than it is.
    (seen + (2.0 + 4.0 * seen) / n).min(MOST_ALIKE)
}

/// By how much likeness makes the variance of a sum of months wider: 1 + 2 Σ (1 - k/n) ρᵏ over the n months of a window.
pub(crate) fn widening(likeness: f64, months: usize) -> f64 {
    let mut sum = 0.0;
    let mut power = 1.0;
    for k in 1..months {
        power *= likeness;
        sum += (1.0 - k as f64 / months as f64) * power;
    }
    1.0 + 2.0 * sum
}

fn two_window_dispersion(months: &[f64]) -> Option<f64> {
    let statistic: f64 = months
        .chunks(12)
        .map(|year| {
            let mean = year.iter().sum::<f64>() / year.len() as f64;
            if mean == 0.0 {
                0.0
            } else {
                year.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / mean
            }
        })
        .sum();
    (months.len() > 2).then(|| statistic / (months.len() - 2) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(count: u64, days: u32) -> Window {
        Window { count, days }
    }

    fn year(now: u64, before: u64) -> Comparison {
        compare(window(now, 365), window(before, 365), &[], 1)
    }

    #[test]
    fn the_worked_example_is_no_clear_change() {
        let c = year(121, 100);
        assert_eq!(c.finding, Finding::NoClearChange);
        assert!((c.p.unwrap() - 0.172).abs() < 1e-3);
        assert!((c.change_percent.unwrap() - 21.0).abs() < 1e-9);
        assert!((c.low.unwrap() + 8.6).abs() < 0.1 && (c.high.unwrap() - 60.2).abs() < 0.2);
    }

    #[test]
    fn few_events_are_counts_only() {
        let c = year(9, 3);
        assert_eq!(
            (c.finding, c.p, c.change_percent),
            (Finding::TooFewToSay, None, None)
        );
        assert_eq!(
            compare(window(40, 0), window(40, 365), &[], 1).finding,
            Finding::TooFewToSay
        );
    }

    #[test]
    fn a_base_under_thirty_never_gets_a_percentage() {
        let c = year(90, 29);
        assert_eq!(
            (c.change_percent, c.low, c.finding),
            (None, None, Finding::Higher)
        );
        assert!(year(90, 30).change_percent.is_some());
        let gone = year(0, 40);
        assert_eq!(
            (gone.finding, gone.change_percent),
            (Finding::Lower, Some(-100.0))
        );
        assert!(gone.low == Some(-100.0) && gone.high.unwrap() < -80.0);
    }

    #[test]
    fn nothing_before_is_compared_without_dividing_by_it() {
        let c = year(40, 0);
        assert_eq!((c.finding, c.change_percent), (Finding::Higher, None));
    }

    #[test]
    fn a_restless_line_needs_a_larger_change() {
        let calm: Vec<u64> = (0..60).map(|_| 50).collect();
        let restless: Vec<u64> = (0..60)
            .map(|i| if i * 7 % 11 < 5 { 15 } else { 85 })
            .collect();
        let (a, b) = (window(660, 365), window(560, 365));
        assert_eq!(compare(a, b, &calm, 1).finding, Finding::Higher);
        let c = compare(a, b, &restless, 1);
        assert_eq!(c.finding, Finding::NoClearChange);
        assert!(c.dispersion > 5.0);
    }

    #[test]
    fn season_and_trend_are_not_over_dispersion() {
        let line: Vec<u64> = (0..60)
            .map(|i| {
                let angle = std::f64::consts::TAU * f64::from(i) / 12.0;
                (5.0 + 0.01 * f64::from(i) + 0.4 * angle.sin())
                    .exp()
                    .round() as u64
            })
            .collect();
        assert_eq!(dispersion(&line), 1.0);
        assert!(
            two_window_dispersion(&line.iter().map(|n| *n as f64).collect::<Vec<_>>()).unwrap()
                > 5.0
        );
        assert_eq!(dispersion(&[0; 60]), 1.0);
        assert_eq!(dispersion(&[5, 9]), 1.0);
    }

    #[test]
    fn the_simulation_gives_the_same_answer_for_the_same_seed() {
        let restless: Vec<u64> = (0..60).map(|i| if i % 5 < 2 { 0 } else { 4 }).collect();
        let one = compare(window(28, 365), window(14, 365), &restless, 9);
        assert_eq!(one, compare(window(28, 365), window(14, 365), &restless, 9));
        assert!(one.dispersion > 1.1 && one.p.unwrap() > 0.03);
    }

    #[test]
    fn a_range_never_contradicts_the_finding() {
        let restless: Vec<u64> = (0..60).map(|i| if i % 5 < 2 { 1 } else { 4 }).collect();
        for history in [&[][..], &restless] {
            for before in (30..60).step_by(7) {
                for now in (0..30).step_by(2) {
                    let it = compare(window(now, 365), window(before, 366), history, 5);
                    let (low, high) = (it.low.unwrap(), it.high.unwrap());
                    let called = it.finding != Finding::NoClearChange;
                    assert_eq!(called, low > 0.0 || high < 0.0, "{now} {before}: {it:?}");
                    assert!(
                        low <= it.change_percent.unwrap() && it.change_percent.unwrap() <= high
                    );
                }
            }
        }
    }

    #[test]
    fn months_that_resemble_each_other_need_a_larger_change() {
        let mut chance = Chance::from_seed(7);
        let mut called = [0, 0];
        for _ in 0..300 {
            let mut at = chance.normal();
            let line: Vec<u64> = (0..60)
                .map(|_| {
                    at = 0.8 * at + 0.6 * chance.normal();
                    chance.poisson(100.0 * (0.2 * at).exp())
                })
                .collect();
            let sum = |from: usize| window(line[from..from + 12].iter().sum(), 365);
            let (now, before) = (sum(48), sum(36));
            let it = compare(now, before, &line, 1);
            called[0] += u32::from(it.finding != Finding::NoClearChange);
            called[1] += u32::from(students_p(now, before, dispersion(&line)) <= LEVEL);
        }
        assert!(called[0] < 33 && called[1] > 75, "{called:?} of 300");
        assert_eq!(likeness(&[50; 60]), 0.0);
        assert_eq!(likeness(&[50; 20]), 0.0);
        // Half of it, three months: 1 + 2 (2/3 · 0.5 + 1/3 · 0.25) = 1.8333.
        assert!((widening(0.5, 3) - 11.0 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn a_leap_year_is_compared_by_rate() {
        let c = compare(window(3660, 366), window(3650, 365), &[], 1);
        assert!(c.change_percent.unwrap().abs() < 1e-9);
    }
}
