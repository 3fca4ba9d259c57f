//! The likely range of a share, such as "62 of 80 residents feel safe".
//!
//! **Formula**: with p = x/n and z the normal quantile of the level, the centre is (p + z²/2n) / (1 + z²/n) and the half
//! width z/(1 + z²/n) · √(p(1-p)/n + z²/4n²).
//!
//! **Source**: Wilson (1927). For a weighted survey give the effective number of answers as `n`, and the weighted share times it as `x`.
//!
//! **Unit**: shares from 0 to 1.
//!
//! **Limits**: answers drawn at random, or weighted as if they were. For people who chose to answer say "of those who
//! answered" and print no range. Nothing asked, no estimate: the answer is `None`.
//!
//! **Example**: 5 of 10 at 95 %: z²/n = 0.38415, centre 0.5, half width 1.95996/1.38415 · √(0.025 + 0.0096036) =
//! 0.26341, so from 0.2366 to 0.7634.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

/// A likely range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Wilson's range for `x` out of `n` at a level such as 0.95. `None` when there is nothing to estimate from.
pub fn wilson(x: f64, n: f64, level: f64) -> Option<Interval> {
    let sensible = n > 0.0 && x >= 0.0 && x <= n && level > 0.0 && level < 1.0;
    if !sensible {
        return None;
    }
    let z = Normal::standard().inverse_cdf(0.5 + level / 2.0);
    let (p, z2n) = (x / n, z * z / n);
    let centre = (p + z2n / 2.0) / (1.0 + z2n);
    let half = z / (1.0 + z2n) * (p * (1.0 - p) / n + z2n / (4.0 * n)).sqrt();
    // None and all reach to the very end: there centre and half width are the same but for rounding.
    Some(Interval {
        low: if x == 0.0 {
            0.0
        } else {
            (centre - half).max(0.0)
        },
        high: if x == n {
            1.0
        } else {
            (centre + half).min(1.0)
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_of_ten_is_the_worked_example() {
        let range = wilson(5.0, 10.0, 0.95).unwrap();
        assert!((range.low - 0.23659).abs() < 1e-4 && (range.high - 0.76341).abs() < 1e-4);
    }

    #[test]
    fn none_and_all_give_sane_ends() {
        let none = wilson(0.0, 20.0, 0.95).unwrap();
        assert_eq!(none.low, 0.0);
        assert!(none.high > 0.1 && none.high < 0.2);
        for n in 1..500 {
            let n = f64::from(n);
            assert_eq!(wilson(0.0, n, 0.9).unwrap().low, 0.0);
            assert_eq!(wilson(n, n, 0.9).unwrap().high, 1.0);
        }
        let all = wilson(20.0, 20.0, 0.95).unwrap();
        assert!((all.high - 1.0).abs() < 1e-12 && (1.0 - all.low - none.high).abs() < 1e-12);
    }

    #[test]
    fn nothing_asked_gives_no_estimate() {
        assert_eq!(wilson(0.0, 0.0, 0.95), None);
        assert_eq!(wilson(3.0, 2.0, 0.95), None);
        assert_eq!(wilson(f64::NAN, 2.0, 0.95), None);
    }
}
