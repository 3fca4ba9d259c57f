//! What a weighted survey says of everybody, and how sure it is.
//!
//! **Formula**: the mean is ȳ = Σwy/W. Each answer's pull is zᵢ = wᵢ(yᵢ - ȳ)/W; the variance is Σ over strata of
//! (1 - nₕ/Nₕ)·nₕ/(nₕ-1)·Σ(zₕᵢ - z̄ₕ)². With raked weights z is first cleared, margin by margin and ten times over, of what the margins explain
//! (each answer counting once in its cell, as R does).
//! Where answers were drawn in groups, z is added up over each group first, and n and N count groups.
//! The design effect compares with a simple sample of the same n drawn with replacement. Ranges of a share:
//! on the logit scale with Student's t, or Beta with the effective n corrected by degrees of freedom.
//!
//! **Source**: Lumley (2010) and the R package `survey` (`svymean`, `svyciprop`, `rake`); Korn and Graubard (1998) for the Beta range.
//!
//! **Unit**: that of the answers; shares from 0 to 1.
//!
//! **Limits**: answers drawn at random. For people who chose to answer say "of those who answered" and print no range. A stratum of one
//! answer adds no variance and is counted in `lonely`. Hide a base under 30; flag one under 100.
//!
//! **Example**: answers 1, 2, 3, weight 1 each, one stratum: ȳ = 2, z = -1/3, 0, 1/3, variance 3/2·2/9 = 1/3, the same as s²/n.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::Interval;
use crate::comparison::beta_quantile;
use crate::raking::Margin;

/// How the answers were drawn and weighed. Empty lists mean one stratum, and no limit of people in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SurveyDesign<'a> {
    /// The weight of each answer.
    pub weights: &'a [f64],
    /// The stratum of each answer.
    pub strata: &'a [usize],
    /// How many people there are in the answer's stratum.
    pub population: &'a [f64],
    /// The margins that the weights were raked to.
    pub raked: &'a [Margin],
    /// The group each answer was drawn with, such as a household or a street; empty where answers were drawn one by one. No two
    /// strata share a group.
    pub groups: &'a [usize],
}

/// An estimate from a survey.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean, or the share where answers are 0 and 1.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The design effect; `None` where everybody answered the same.
    pub design_effect: Option<f64>,
    /// Answers, or groups of them, less strata.
    pub degrees_of_freedom: f64,
    /// Answers.
    pub answers: usize,
    /// Strata of one answer.
    pub lonely: usize,
}

/// The weighted mean and its standard error. `None` where lists do not fit or nothing can be estimated.
pub fn survey_mean(design: &SurveyDesign, values: &[f64]) -> Option<Estimate> {
    let n = values.len();
    let fits = |length: usize| length == 0 || length == n;
    let sound = n > 1
        && design.weights.len() == n
        && fits(design.strata.len())
        && fits(design.population.len())
        && fits(design.groups.len())
        && design
            .raked
            .iter()
            .all(|m| m.cells.len() == n && m.cells.iter().all(|cell| *cell < m.wanted.len()))
        && design.weights.iter().all(|w| w.is_finite() && *w >= 0.0)
        && values.iter().all(|y| y.is_finite());
    let total: f64 = design.weights.iter().sum();
    if !sound || total <= 0.0 {
        return None;
    }
    let weighted =
        |y: &dyn Fn(usize) -> f64| (0..n).map(|i| design.weights[i] * y(i)).sum::<f64>() / total;
    let mean = weighted(&|i| values[i]);
    let mut pull: Vec<f64> = (0..n)
        .map(|i| design.weights[i] * (values[i] - mean) / total)
        .collect();
    clear_margins(&mut pull, design);
    let (pull, strata, population) = by_group(pull, design);
    let drawn = pull.len();
    let strata = Strata::of(&strata, drawn);
    let (variance, lonely) = strata.variance(&pull, &population);
    let counted = design.weights.iter().filter(|w| **w != 0.0).count() as f64;
    let simple = weighted(&|i| (values[i] - mean).powi(2)) / (counted - 1.0);
    Some(Estimate {
        mean,
        standard_error: variance.sqrt(),
        design_effect: (simple > 0.0 && simple.is_finite()).then(|| variance / simple),
        degrees_of_freedom: drawn as f64 - strata.used() as f64,
        answers: n,
        lonely,
    })
}

/// Takes out of each answer's pull what the margins explain.
fn clear_margins(pull: &mut [f64], design: &SurveyDesign) {
    for _ in 0..10 {
        for margin in design.raked {
            let mut sums = vec![(0.0, 0.0); margin.wanted.len()];
            for ((z, w), cell) in pull.iter().zip(design.weights).zip(&margin.cells) {
                if *w > 0.0 {
                    sums[*cell].0 += z / w;
                    sums[*cell].1 += 1.0;
                }
            }
            for ((z, w), cell) in pull.iter_mut().zip(design.weights).zip(&margin.cells) {
                let (sum, answers) = sums[*cell];
                if answers > 0.0 {
                    *z -= w * sum / answers;
                }
            }
        }
    }
}

/// The pulls of what was drawn, with their strata and how many there were to draw from: the sum of each group's answers.
fn by_group(pull: Vec<f64>, design: &SurveyDesign) -> (Vec<f64>, Vec<usize>, Vec<f64>) {
    if design.groups.is_empty() {
        return (pull, design.strata.to_vec(), design.population.to_vec());
    }
    let mut known: std::collections::BTreeMap<usize, (f64, usize)> = Default::default();
    for (i, (z, group)) in pull.iter().zip(design.groups).enumerate() {
        known.entry(*group).or_insert((0.0, i)).0 += z;
    }
    let firsts = || known.values().map(|it| it.1);
    (
        known.values().map(|it| it.0).collect(),
        firsts()
            .filter_map(|i| design.strata.get(i).copied())
            .collect(),
        firsts()
            .filter_map(|i| design.population.get(i).copied())
            .collect(),
    )
}

struct Strata {
    members: Vec<Vec<usize>>,
}

impl Strata {
    fn of(strata: &[usize], n: usize) -> Self {
        let mut known: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
        for i in 0..n {
            let stratum = strata.get(i).copied().unwrap_or(0);
            known.entry(stratum).or_default().push(i);
        }
        Self {
            members: known.into_values().collect(),
        }
    }

    fn used(&self) -> usize {
        self.members.len()
    }

    fn variance(&self, pull: &[f64], population: &[f64]) -> (f64, usize) {
        let (mut variance, mut lonely) = (0.0, 0);
        for members in &self.members {
            let n = members.len() as f64;
            if members.len() < 2 {
                lonely += 1;
                continue;
            }
            let mean = members.iter().map(|i| pull[*i]).sum::<f64>() / n;
            let squares: f64 = members.iter().map(|i| (pull[*i] - mean).powi(2)).sum();
            let people = members.first().and_then(|i| population.get(*i)).copied();
            let left = people.map_or(1.0, |people| (1.0 - n / people).clamp(0.0, 1.0));
            let left = if left.is_nan() { 1.0 } else { left };
            variance += left * n / (n - 1.0) * squares;
        }
        (variance, lonely)
    }
}

fn t_quantile(degrees: f64, p: f64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, degrees).ok()?.inverse_cdf(p))
}

/// The likely range of a share on the logit scale. `None` at 0 or 1: use Wilson with the effective answers there.
pub fn logit_range(share: &Estimate, level: f64) -> Option<Interval> {
    let (p, se) = (share.mean, share.standard_error);
    if !(p > 0.0 && p < 1.0 && level > 0.0 && level < 1.0 && share.degrees_of_freedom > 0.0) {
        return None;
    }
    let reach = t_quantile(share.degrees_of_freedom, 0.5 + level / 2.0)? * se / (p * (1.0 - p));
    let centre = (p / (1.0 - p)).ln();
    let back = |x: f64| 1.0 / (1.0 + (-x).exp());
    Some(Interval {
        low: back(centre - reach),
        high: back(centre + reach),
    })
}

/// Korn and Graubard's range of a share, from Beta with the effective number of answers.
pub fn beta_range(share: &Estimate, level: f64) -> Option<Interval> {
    let (p, se) = (share.mean, share.standard_error);
    if !(p > 0.0 && p < 1.0 && se > 0.0 && level > 0.0 && level < 1.0) {
        return None;
    }
    let tail = (1.0 - level) / 2.0;
    let ratio =
        t_quantile(share.answers as f64 - 1.0, tail)? / t_quantile(share.degrees_of_freedom, tail)?;
    let n = p * (1.0 - p) / (se * se) * ratio * ratio;
    n.is_finite().then(|| Interval {
        low: beta_quantile(n * p, n * (1.0 - p) + 1.0, tail),
        high: beta_quantile(n * p + 1.0, n * (1.0 - p), 1.0 - tail),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_comes_out() {
        let design = SurveyDesign {
            weights: &[1.0; 3],
            ..SurveyDesign::default()
        };
        let it = survey_mean(&design, &[1.0, 2.0, 3.0]).unwrap();
        assert!((it.mean - 2.0).abs() < 1e-12);
        assert!((it.standard_error.powi(2) - 1.0 / 3.0).abs() < 1e-12);
        assert!((it.design_effect.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn answers_drawn_together_count_once() {
        // Pairs that answer alike are as good as half the answers: z = -2/6, 0, 2/6 over pairs, as one by one above.
        let design = SurveyDesign {
            weights: &[1.0; 6],
            groups: &[7, 7, 8, 8, 9, 9],
            ..SurveyDesign::default()
        };
        let it = survey_mean(&design, &[1.0, 1.0, 2.0, 2.0, 3.0, 3.0]).unwrap();
        assert!((it.standard_error.powi(2) - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(it.degrees_of_freedom, 2.0);
    }

    #[test]
    fn nothing_to_estimate_gives_nothing() {
        let design = SurveyDesign {
            weights: &[1.0, 0.0],
            strata: &[0, 1],
            ..SurveyDesign::default()
        };
        assert_eq!(survey_mean(&design, &[1.0]), None);
        assert_eq!(survey_mean(&design, &[1.0, f64::NAN]), None);
        let lonely = survey_mean(&design, &[1.0, 0.0]).unwrap();
        assert_eq!(lonely.lonely, 2);
        assert_eq!(logit_range(&lonely, 0.95), None);
        assert_eq!(beta_range(&lonely, 0.95), None);
    }
}
