//! Is the latest count far above the few just before it? For series too short for a look at earlier years.
//!
//! **Formula**: C1 takes the mean and standard deviation of the `baseline` (7) counts just before; C2 leaves the latest
//! two out, so that a slow start does not hide itself. Threshold: mean + z max(sd, least sd). C3 adds up how far the
//! last three points stood above C2's mean by more than one standard deviation; its threshold is y + sd (z - Σ max(0,
//! C2 - 1) over the two points before), not below 0.
//!
//! **Source**: Hutwagner et al. (2003), the Early Aberration Reporting System; as in Fricker, Hegler and Dunfee (2008)
//! and R surveillance.
//!
//! **Unit**: events a period.
//!
//! **Limits**: knows no season and no trend. A baseline of equal counts has a standard deviation of 0, and C3 then has
//! no answer: give a least sd, usually 0.5 or 1. A missing count within reach gives no answer.
//!
//! **Example**: baseline 2, 4, 4, 4, 5, 5, 4: mean 4, sd 1; α = 0.001 has z = 3.0902, so C1's threshold is 7.0902 and 8
//! is an alarm.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ears {
    /// The counts just before.
    C1,
    /// The counts before the latest two.
    C2,
    /// Three points together.
    C3,
}

/// How the rule is set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarsOptions {
    /// Which of the three.
    pub rule: Ears,
    /// How many counts the mean is taken over, at least 3.
    pub baseline: usize,
    /// How often an ordinary point may raise an alarm.
    pub alpha: f64,
    /// The standard deviation is taken as at least this.
    pub least_sd: f64,
}

impl EarsOptions {
    /// Seven counts, α = 0.001 (0.025 for C3).
    pub fn of(rule: Ears) -> Self {
        Self {
            rule,
            baseline: 7,
            alpha: if rule == Ears::C3 { 0.025 } else { 0.001 },
            least_sd: 0.0,
        }
    }
}

/// What the rule says of one point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct EarsFinding {
    /// What was counted.
    pub observed: f64,
    /// The threshold.
    pub upper: f64,
    /// Above it.
    pub alarm: bool,
}

/// Judges the point at `at` (counted from 0). `None` when the series does not reach back far enough or has a hole
/// there.
pub fn ears(counts: &[Option<f64>], at: usize, options: &EarsOptions) -> Option<EarsFinding> {
    let EarsOptions {
        rule,
        baseline,
        alpha,
        least_sd,
    } = *options;
    if baseline < 3 || !(alpha > 0.0 && alpha < 1.0) || least_sd.is_nan() || least_sd < 0.0 {
        return None;
    }
    let z = Normal::standard().inverse_cdf(1.0 - alpha);
    let observed = count(counts, at)?;
    let upper = match rule {
        Ears::C1 => {
            let (mean, sd) = before(counts, at, baseline)?;
            mean + z * sd.max(least_sd)
        }
        Ears::C2 => {
            let (mean, sd) = before(counts, at.checked_sub(2)?, baseline)?;
            mean + z * sd.max(least_sd)
        }
        Ears::C3 => {
            let mut earlier = 0.0;
            for back in [1, 2] {
                let there = at.checked_sub(back)?;
                let (mean, sd) = before(counts, there.checked_sub(2)?, baseline)?;
                let c2 = (count(counts, there)? - mean) / sd.max(least_sd);
                // Equal counts all along: 0/0 has no answer.
                if c2.is_nan() {
                    return None;
                }
                earlier += (c2 - 1.0).max(0.0);
            }
            let (_, sd) = before(counts, at - 2, baseline)?;
            let upper = observed + sd.max(least_sd) * (z - earlier);
            if upper.is_nan() {
                return None;
            }
            upper.max(0.0)
        }
    };
    Some(EarsFinding {
        observed,
        upper,
        alarm: observed > upper,
    })
}

/// The chance of a count so far above C2's mean when nothing has changed: the upper tail of Student's t at (y - mean) / (s
/// √(1 + 1/n)), n - 1 degrees of freedom, s at least the square root of the mean and the least sd. C2's own α takes the
/// standard deviation of a few counts for the true one, and is met some 14 times too often: with seven counts Student's t
/// with 6 degrees lies beyond 3.090/√(8/7) in 1.4 of 100 cases, where 0.1 was asked for.
pub fn ears_chance(counts: &[Option<f64>], at: usize, options: &EarsOptions) -> Option<f64> {
    let n = options.baseline;
    if n < 3 {
        return None;
    }
    let (mean, sd) = before(counts, at.checked_sub(2)?, n)?;
    let sd = sd.max(mean.sqrt()).max(options.least_sd);
    let t = (count(counts, at)? - mean) / (sd * (1.0 + 1.0 / n as f64).sqrt());
    let it = StudentsT::new(0.0, 1.0, (n - 1) as f64).ok()?;
    t.is_finite().then(|| it.cdf(-t))
}

fn count(counts: &[Option<f64>], at: usize) -> Option<f64> {
    counts
        .get(at)
        .copied()?
        .filter(|y| y.is_finite() && *y >= 0.0)
}

/// Mean and standard deviation of the `n` counts before `at`.
fn before(counts: &[Option<f64>], at: usize, n: usize) -> Option<(f64, f64)> {
    let from = at.checked_sub(n)?;
    let sum = (from..at).map(|i| count(counts, i)).sum::<Option<f64>>()?;
    let mean = sum / n as f64;
    let squares = (from..at)
        .map(|i| count(counts, i).map(|y| (y - mean).powi(2)))
        .sum::<Option<f64>>()?;
    Some((mean, (squares / (n - 1) as f64).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(counts: &[f64]) -> Vec<Option<f64>> {
        counts.iter().copied().map(Some).collect()
    }

    #[test]
    fn seven_counts_are_the_worked_example() {
        let line = series(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 4.0, 8.0]);
        let found = ears(&line, 7, &EarsOptions::of(Ears::C1)).unwrap();
        assert!((found.upper - 7.0902).abs() < 1e-4 && found.alarm);
    }

    #[test]
    fn c2_looks_past_the_latest_two_and_c3_adds_three() {
        let line = series(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 4.0, 6.0, 6.0, 7.0, 7.0, 7.0]);
        let c2 = ears(&line, 9, &EarsOptions::of(Ears::C2)).unwrap();
        assert!((c2.upper - 7.0902).abs() < 1e-4 && !c2.alarm);
        let c3 = ears(&line, 11, &EarsOptions::of(Ears::C3)).unwrap();
        assert!(c3.alarm);
    }

    #[test]
    fn short_lines_and_holes_give_no_answer() {
        let options = EarsOptions::of(Ears::C2);
        let mut line = series(&[1.0; 12]);
        assert!(ears(&line, 8, &options).is_none());
        assert!(ears(&line, 12, &options).is_none());
        assert!(ears(&[], 0, &options).is_none());
        line[4] = None;
        assert!(ears(&line, 11, &options).is_none());
    }

    #[test]
    fn equal_counts_raise_no_alarm() {
        let line = series(&[3.0; 30]);
        for rule in [Ears::C1, Ears::C2, Ears::C3] {
            assert!(ears(&line, 29, &EarsOptions::of(rule)).is_none_or(|it| !it.alarm));
        }
    }
}
