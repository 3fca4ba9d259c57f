//! Other likely ranges of a share, and the range of the difference between two shares.
//!
//! **Formula**: Clopper and Pearson's ends are the quantiles of Beta(x, n-x+1) and Beta(x+1, n-x); Jeffreys' are those of
//! Beta(x+½, n-x+½). Newcombe's range of p₁ - p₂, from the Wilson ranges l₁..u₁ and l₂..u₂, reaches down by
//! √((p₁-l₁)² + (u₂-p₂)²) and up by √((u₁-p₁)² + (p₂-l₂)²).
//!
//! **Source**: Clopper and Pearson (1934); Brown, Cai and DasGupta (2001) for Jeffreys; Newcombe (1998), method 10.
//!
//! **Unit**: shares from 0 to 1; differences from -1 to 1.
//!
//! **Limits**: as for [`crate::wilson`]. Clopper and Pearson's is wider than it says. Newcombe's takes the two groups as asked
//! apart: where the same people answered twice the truth is narrower.
//!
//! **Example**: 5 of 10 at 95 %: Clopper and Pearson 0.1871 to 0.8129. 56 of 70 against 48 of 80: 0.8 - 0.6 = 0.2, Newcombe
//! 0.0524 to 0.3339.

use crate::comparison::beta_quantile;
use crate::{Interval, wilson};

fn sensible(x: f64, n: f64, level: f64) -> bool {
    n > 0.0 && n.is_finite() && x >= 0.0 && x <= n && level > 0.0 && level < 1.0
}

/// Clopper and Pearson's range: never too narrow.
pub fn clopper_pearson(x: f64, n: f64, level: f64) -> Option<Interval> {
    if !sensible(x, n, level) {
        return None;
    }
    let tail = (1.0 - level) / 2.0;
    let low = if x == 0.0 {
        0.0
    } else {
        beta_quantile(x, n - x + 1.0, tail)
    };
    let high = if x == n {
        1.0
    } else {
        beta_quantile(x + 1.0, n - x, 1.0 - tail)
    };
    Some(Interval { low, high })
}

/// Jeffreys' range, from the middle of what the answers leave likely.
pub fn jeffreys(x: f64, n: f64, level: f64) -> Option<Interval> {
    if !sensible(x, n, level) {
        return None;
    }
    let tail = (1.0 - level) / 2.0;
    let (a, b) = (x + 0.5, n - x + 0.5);
    Some(Interval {
        low: beta_quantile(a, b, tail),
        high: beta_quantile(a, b, 1.0 - tail),
    })
}

/// Newcombe's range of the first share less the second.
pub fn newcombe(first: (f64, f64), second: (f64, f64), level: f64) -> Option<Interval> {
    let (one, two) = (
        wilson(first.0, first.1, level)?,
        wilson(second.0, second.1, level)?,
    );
    let (p, q) = (first.0 / first.1, second.0 / second.1);
    Some(Interval {
        low: p - q - (p - one.low).hypot(two.high - q),
        high: p - q + (one.high - p).hypot(q - two.low),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_examples_come_out() {
        let exact = clopper_pearson(5.0, 10.0, 0.95).unwrap();
        assert!((exact.low - 0.187_086).abs() < 1e-6 && (exact.high - 0.812_914).abs() < 1e-6);
        let apart = newcombe((56.0, 70.0), (48.0, 80.0), 0.95).unwrap();
        assert!((apart.low - 0.0524).abs() < 1e-4 && (apart.high - 0.3339).abs() < 1e-4);
    }

    #[test]
    fn the_ends_are_sane_and_nothing_asked_gives_nothing() {
        assert_eq!(clopper_pearson(0.0, 9.0, 0.95).unwrap().low, 0.0);
        assert_eq!(clopper_pearson(9.0, 9.0, 0.95).unwrap().high, 1.0);
        assert!(jeffreys(0.0, 9.0, 0.95).unwrap().low > 0.0);
        assert_eq!(jeffreys(f64::NAN, 9.0, 0.95), None);
        assert_eq!(newcombe((0.0, 0.0), (1.0, 2.0), 0.95), None);
        assert_eq!(clopper_pearson(1.0, f64::INFINITY, 0.95), None);
    }
}
