//! Adds up small excesses until they are worth a word: the explainable back-up of the other detectors.
//!
//! **Formula**: each count x with expectation m is made nearly normal, Rossi s = (x - 3m + 2√(xm)) / (2√m) or standard
//! s = (x - m)/√m; C = max(0, C + s - k); an alarm when C ≥ h. The count that would have raised the alarm is printed
//! beside it.
//!
//! **Source**: Page (1954); Rossi, Lampugnani and Marchi (1999); k = 1.04 and h = 2.26 as in R surveillance.
//!
//! **Unit**: standard deviations; the threshold in events a period.
//!
//! **Limits**: believes its expectations, one for each point. After an alarm C is not set back, so that alarms come in
//! runs.
//!
//! **Example**: m = 4, x = 9: Rossi s = (9 - 12 + 12)/4 = 2.25, C = 2.25 - 1.04 = 1.21; the same again gives 2.42, an
//! alarm.

use serde::{Deserialize, Serialize};

/// How counts are made nearly normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CusumScale {
    /// Rossi's.
    Rossi,
    /// (x - m)/√m.
    Standard,
    /// 1.5 (x^(2/3) - m^(2/3)) / m^(1/6).
    Anscombe,
    /// (x^(2/3) - m^(2/3) + m^(-1/3)/9) / (2/3 m^(1/6)).
    AnscombeSecond,
    /// x itself: `k` and `h` are in events.
    Plain,
}

/// How the chart is set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CusumOptions {
    /// How counts are made nearly normal.
    pub scale: CusumScale,
    /// The excess that is let pass each time.
    pub k: f64,
    /// The sum that raises the alarm.
    pub h: f64,
}

impl Default for CusumOptions {
    fn default() -> Self {
        Self {
            scale: CusumScale::Rossi,
            k: 1.04,
            h: 2.26,
        }
    }
}

/// One point of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CusumPoint {
    /// The sum C.
    pub sum: f64,
    /// The count that raises the alarm at this point.
    pub upper: f64,
    /// C ≥ h.
    pub alarm: bool,
}

/// The chart of `counts` about their expectations. `None` when lengths differ, an expectation is not above 0 or a count
/// is missing.
pub fn cusum(counts: &[f64], means: &[f64], options: &CusumOptions) -> Option<Vec<CusumPoint>> {
    let sound = counts.len() == means.len()
        && means.iter().all(|m| m.is_finite() && *m > 0.0)
        && counts.iter().all(|x| x.is_finite() && *x >= 0.0)
        && options.k.is_finite()
        && options.h.is_finite();
    if !sound {
        return None;
    }
    let CusumOptions { scale, k, h } = *options;
    let mut sum = 0.0_f64;
    Some(
        counts
            .iter()
            .zip(means)
            .map(|(x, m)| {
                let (m, root) = (*m, m.sqrt());
                let room = h + k - sum;
                let upper = match scale {
                    CusumScale::Rossi => {
                        let inner = 4.0 * m * m + 2.0 * m * root * room;
                        2.0 * room * root + 5.0 * m - 2.0 * inner.sqrt()
                    }
                    CusumScale::Standard => (root * room + m).ceil(),
                    CusumScale::Anscombe => {
                        let inner = 2.0 / 3.0 * m.powf(1.0 / 6.0) * room + m.powf(2.0 / 3.0);
                        inner.max(0.0).powf(1.5)
                    }
                    CusumScale::AnscombeSecond => {
                        let centre = m.powf(2.0 / 3.0) - m.cbrt().recip() / 9.0;
                        let inner = 2.0 / 3.0 * m.powf(1.0 / 6.0) * room + centre;
                        inner.max(0.0).powf(1.5)
                    }
                    CusumScale::Plain => room,
                };
                let s = match scale {
                    CusumScale::Rossi => (x - 3.0 * m + 2.0 * (x * m).sqrt()) / (2.0 * root),
                    CusumScale::Standard => (x - m) / root,
                    CusumScale::Anscombe => {
                        1.5 * (x.powf(2.0 / 3.0) - m.powf(2.0 / 3.0)) / m.powf(1.0 / 6.0)
                    }
                    CusumScale::AnscombeSecond => {
                        let centre = m.powf(2.0 / 3.0) - m.cbrt().recip() / 9.0;
                        1.5 * (x.powf(2.0 / 3.0) - centre) / m.powf(1.0 / 6.0)
                    }
                    CusumScale::Plain => *x,
                };
                sum = (sum + s - k).max(0.0);
                CusumPoint {
                    sum,
                    upper: if upper.is_nan() { 0.0 } else { upper.max(0.0) },
                    alarm: sum >= h,
                }
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_twice_is_the_worked_example() {
        let chart = cusum(&[9.0, 9.0], &[4.0; 2], &CusumOptions::default()).unwrap();
        assert!((chart[0].sum - 1.21).abs() < 1e-12 && !chart[0].alarm);
        assert!((chart[1].sum - 2.42).abs() < 1e-12 && chart[1].alarm);
    }

    #[test]
    fn the_threshold_is_the_count_that_raises_the_alarm() {
        for scale in [
            CusumScale::Rossi,
            CusumScale::Standard,
            CusumScale::Anscombe,
            CusumScale::AnscombeSecond,
        ] {
            let options = CusumOptions {
                scale,
                ..CusumOptions::default()
            };
            let upper = cusum(&[5.0, 3.0], &[4.0; 2], &options).unwrap()[1].upper;
            assert!(cusum(&[5.0, upper + 1e-6], &[4.0; 2], &options).unwrap()[1].alarm);
            assert!(!cusum(&[5.0, upper - 1.01], &[4.0; 2], &options).unwrap()[1].alarm);
        }
    }

    #[test]
    fn nonsense_gives_no_chart() {
        assert!(cusum(&[1.0], &[0.0], &CusumOptions::default()).is_none());
        assert!(cusum(&[f64::NAN], &[2.0], &CusumOptions::default()).is_none());
        assert_eq!(cusum(&[], &[], &CusumOptions::default()), Some(vec![]));
    }
}
