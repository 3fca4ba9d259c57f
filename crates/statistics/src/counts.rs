//! How rare a count is: tails and thresholds of Poisson and negative binomial counts.
//!
//! **Formula**: Poisson P(X = k) = e^(-μ) μ^k / k!. Negative binomial of mean μ and variance φμ: size r = μ/(φ - 1),
//! success 1/φ, P(X = k) = Γ(k + r)/(Γ(r) k!) (1/φ)^r (1 - 1/φ)^k. Tails are added up term by term away from the
//! middle, each term from the one before, so that a chance of 10⁻³⁰⁰ keeps its digits. The quantile is the smallest k
//! with P(X ≤ k) ≥ p, p lowered by 64 ε as R does.
//!
//! **Source**: Johnson, Kemp and Kotz (2005), chapters 4 and 5; the form with μ and φ as in Noufaily et al. (2013).
//!
//! **Unit**: counts; chances from 0 to 1.
//!
//! **Limits**: a mean that is negative or not a number, or φ below 1, has no answer; nor has a variance
//! above 10¹⁰, or φ above 10⁴.
//!
//! **Example**: μ = 2, φ = 1: P(X ≥ 5) = 1 - e^(-2)(1 + 2 + 2 + 4/3 + 2/3) = 0.05265; the 95 % quantile is 5, since P(X
//! ≤ 4) = 0.94735.

use statrs::function::gamma::ln_gamma;

/// Beyond this variance a sum term by term would take too long.
const MOST_VARIANCE: f64 = 1e10;
/// And so would the tail of a wilder count.
const WILDEST: f64 = 1e4;
/// No sum of a tail goes on for longer.
const LONGEST: u64 = 1_000_000;

/// A count of known mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountSpread {
    mean: f64,
    /// 1/(φ - 1) and ln of success and failure; `None` for Poisson.
    negative: Option<(f64, f64, f64)>,
}

impl CountSpread {
    /// A count of mean μ and variance φμ. φ = 1 is Poisson.
    pub fn of(mean: f64, phi: f64) -> Option<Self> {
        let sound = mean.is_finite() && mean >= 0.0 && phi.is_finite() && phi >= 1.0;
        if !sound || mean * phi > MOST_VARIANCE || phi > WILDEST {
            return None;
        }
        let negative =
            (phi - 1.0 > 1e-10).then(|| (1.0 / (phi - 1.0), -phi.ln(), ((phi - 1.0) / phi).ln()));
        Some(Self { mean, negative })
    }

    fn chance_of(&self, k: u64) -> f64 {
        let x = k as f64;
        if self.mean == 0.0 {
            return if k == 0 { 1.0 } else { 0.0 };
        }
        match self.negative {
            None => (x * self.mean.ln() - self.mean - ln_gamma(x + 1.0)).exp(),
            Some((per, success, failure)) => {
                let r = self.mean * per;
                (ln_gamma(x + r) - ln_gamma(r) - ln_gamma(x + 1.0) + r * success + x * failure)
                    .exp()
            }
        }
    }

    /// P(k + 1) ÷ P(k).
    fn step(&self, k: u64) -> f64 {
        let x = k as f64;
        match self.negative {
            None => self.mean / (x + 1.0),
            Some((per, _, failure)) => (x + self.mean * per) / (x + 1.0) * failure.exp(),
        }
    }

    /// P(X ≥ y).
    pub fn at_least(&self, y: u64) -> f64 {
        if y == 0 {
            return 1.0;
        }
        if (y as f64) <= self.mean {
            return (1.0 - self.sum_down(y - 1)).max(0.0);
        }
        self.sum_up(y)
    }

    /// P(X ≤ y).
    pub fn at_most(&self, y: u64) -> f64 {
        if (y as f64) < self.mean {
            self.sum_down(y)
        } else {
            (1.0 - self.sum_up(y + 1)).max(0.0)
        }
    }

    fn sum_up(&self, from: u64) -> f64 {
        let mut term = self.chance_of(from);
        let mut sum = term;
        for k in from..from.saturating_add(LONGEST) {
            term *= self.step(k);
            sum += term;
            // Beyond the middle terms fall at least geometrically, so what is left is of the order of the last term.
            if (term.is_nan() || term <= sum * 1e-18) && (k as f64) > self.mean {
                break;
            }
        }
        sum.min(1.0)
    }

    fn sum_down(&self, from: u64) -> f64 {
        let mut term = self.chance_of(from);
        let mut sum = term;
        for k in (0..from).rev() {
            term /= self.step(k);
            sum += term;
            if (term.is_nan() || term <= sum * 1e-18) && (k as f64) < self.mean {
                break;
            }
        }
        sum.min(1.0)
    }

    /// The smallest count that holds a share `p` of chance. `None` when `p` is not strictly between 0 and 1.
    pub fn quantile(&self, p: f64) -> Option<u64> {
        if !(p > 0.0 && p < 1.0) {
            return None;
        }
        if self.mean == 0.0 {
            return Some(0);
        }
        let wanted = p * (1.0 - 64.0 * f64::EPSILON);
        let phi = self.negative.map_or(1.0, |(per, _, _)| 1.0 + 1.0 / per);
        let deviation = (self.mean * phi).sqrt();
        // A rough start; the steps below make it exact.
        let z = rough_normal(p);
        let skew = (2.0 * phi - 1.0) / deviation;
        let start = self.mean + deviation * (z + skew * (z * z - 1.0) / 6.0) + 0.5;
        let farthest = self.mean + 10.0 * deviation + 10.0 * phi;
        let mut k = start.floor().clamp(0.0, farthest) as u64;
        let mut below = self.at_most(k);
        let mut term = self.chance_of(k);
        if below >= wanted {
            while k > 0 && below - term >= wanted {
                below -= term;
                k -= 1;
                term = self.chance_of(k);
            }
        } else {
            for _ in 0..LONGEST {
                term *= self.step(k);
                k += 1;
                below += term;
                if below >= wanted || term.is_nan() || term <= 0.0 {
                    break;
                }
            }
        }
        Some(k)
    }
}

/// The normal quantile to three digits (Abramowitz and Stegun 26.2.23), as a place to start from.
fn rough_normal(p: f64) -> f64 {
    let (tail, sign) = if p < 0.5 { (p, -1.0) } else { (1.0 - p, 1.0) };
    let t = (-2.0 * tail.max(1e-300).ln()).sqrt();
    let top = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let bottom = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    sign * (t - top / bottom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_two_is_the_worked_example() {
        let spread = CountSpread::of(2.0, 1.0).unwrap();
        assert!((spread.at_least(5) - 0.052_653).abs() < 1e-6);
        assert_eq!(spread.quantile(0.95), Some(5));
        assert_eq!(spread.quantile(0.94), Some(4));
        assert_eq!(spread.at_least(0), 1.0);
    }

    #[test]
    fn tails_keep_their_digits_and_meet() {
        for (mean, phi) in [
            (0.3, 1.0),
            (0.3, 1.4),
            (12.0, 2.5),
            (300.0, 8.0),
            (40_000.0, 60.0),
        ] {
            let spread = CountSpread::of(mean, phi).unwrap();
            for k in [0, 1, 3, 12, 290, 310, 39_000, 41_000] {
                let both = spread.at_most(k) + spread.at_least(k + 1);
                assert!((both - 1.0).abs() < 1e-8, "{mean} {phi} {k}: {both}");
            }
            for p in [0.001, 0.025, 0.5, 0.9, 0.975, 0.99, 0.9999] {
                let q = spread.quantile(p).unwrap();
                assert!(spread.at_most(q) >= p - 1e-9);
                assert!(q == 0 || spread.at_most(q - 1) < p + 1e-9);
            }
        }
        let far = CountSpread::of(1.0, 1.0).unwrap().at_least(150);
        assert!(far > 0.0 && far < 1e-260);
    }

    #[test]
    fn nonsense_has_no_answer() {
        assert!(CountSpread::of(f64::NAN, 1.0).is_none());
        assert!(CountSpread::of(1.0, 0.5).is_none());
        assert_eq!(CountSpread::of(0.0, 2.0).unwrap().quantile(0.99), Some(0));
        assert_eq!(CountSpread::of(1.0, 1.0).unwrap().quantile(1.0), None);
        let rare = CountSpread::of(1e-300, 1e4).unwrap();
        assert_eq!(rare.quantile(0.999), Some(0));
    }
}
