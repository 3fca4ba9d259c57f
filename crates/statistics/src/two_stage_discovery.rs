//! Many tests at once, most of them telling: fewer of them can be luck, so the rest may be judged less strictly.
//!
//! **Formula**: at a level a, r of m tests are found by Benjamini and Hochberg's steps. None, or all: their q stand. Otherwise at
//! most m - r tests are idle, and each q is Benjamini and Hochberg's times (m - r)/m. Benjamini, Krieger and Yekutieli take r at the
//! level a/(1 + a) and multiply q by 1 + a besides, which keeps the share of luck below a for tests that know nothing of each
//! other. A row is found where q ≤ a.
//!
//! **Source**: Benjamini, Krieger and Yekutieli (2006), definition 6; Benjamini and Hochberg (2000); the forms of statsmodels'
//! `fdr_tsbky` and `fdr_tsbh`.
//!
//! **Unit**: chances from 0 to 1, that hold for the one level they were worked out for.
//!
//! **Limits**: as of `false_discovery`. The first form keeps no promise for few tests, and neither form one for tests that lean on
//! each other. A p that is no number stays none and is not counted.
//!
//! **Example**: p = 0.01, 0.02, 0.5, 0.9 at 0.05: the first two are below 0.05 · 2/4, so r = 2 and m - r = 2. q by Benjamini and
//! Hochberg 0.04, 0.04, 0.667, 0.9; halved 0.02, 0.02, 0.333, 0.45; times 1.05 by the second form 0.021, 0.021, 0.35, 0.4725.

use crate::false_discovery::benjamini_hochberg;

/// What two stages find.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoStage {
    /// The q of each p, in the order they came.
    pub q: Vec<f64>,
    /// Whether it is found at the level.
    pub found: Vec<bool>,
}

/// The two stages of Benjamini and Hochberg.
pub fn two_stage_benjamini_hochberg(p: &[f64], level: f64) -> TwoStage {
    two_stages(p, level, 1.0)
}

/// The two stages of Benjamini, Krieger and Yekutieli.
pub fn benjamini_krieger_yekutieli(p: &[f64], level: f64) -> TwoStage {
    two_stages(p, level, 1.0 + level)
}

fn two_stages(p: &[f64], level: f64, dearer: f64) -> TwoStage {
    let all = p.iter().filter(|p| !p.is_nan()).count();
    let level = level / dearer;
    let (mut found, mut idle) = (stage(p, level), 1.0);
    let first = found.iter().filter(|it| **it).count();
    if first > 0 && first < all {
        let left = (all - first) as f64;
        idle = left / all as f64;
        found = stage(p, level * all as f64 / left);
    }
    let q = benjamini_hochberg(p).into_iter();
    TwoStage {
        q: q.map(|q| (q * idle * dearer).clamp(0.0, 1.0)).collect(),
        found,
    }
}

/// Benjamini and Hochberg's steps: all up to the last p that is at most its share of the level.
fn stage(p: &[f64], level: f64) -> Vec<bool> {
    let mut sorted: Vec<f64> = p.iter().copied().filter(|p| !p.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let all = sorted.len() as f64;
    let last = sorted
        .iter()
        .enumerate()
        .rfind(|(at, p)| **p <= (at + 1) as f64 / all * level);
    p.iter()
        .map(|p| last.is_some_and(|(_, last)| p <= last))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn the_worked_example_comes_out() {
        let p = [0.5, 0.01, 0.9, 0.02];
        let plain = two_stage_benjamini_hochberg(&p, 0.05);
        assert!(near(&plain.q, &[1.0 / 3.0, 0.02, 0.45, 0.02]));
        assert_eq!(plain.found, [false, true, false, true]);
        let dearer = benjamini_krieger_yekutieli(&p, 0.05);
        assert!(near(&dearer.q, &[0.35, 0.021, 0.4725, 0.021]));
        assert_eq!(dearer.found, plain.found);
    }

    #[test]
    fn figures_are_those_of_statsmodels() {
        // multipletests(p, level, "fdr_tsbh" and "fdr_tsbky") of statsmodels 0.15.0.
        let p = [0.001, 0.01, 0.011, 0.03, 0.04, 0.2, 0.2, 0.9];
        let third = 0.055 / 3.0;
        let at_five = two_stage_benjamini_hochberg(&p, 0.05);
        assert!(near(
            &at_five.q,
            &[
                0.005,
                third,
                third,
                0.0375,
                0.04,
                1.0 / 7.0,
                1.0 / 7.0,
                0.5625
            ]
        ));
        assert_eq!(at_five.found.iter().filter(|it| **it).count(), 5);
        let dearer = benjamini_krieger_yekutieli(&p, 0.1);
        assert!(near(
            &dearer.q,
            &[
                0.0033,
                0.0121,
                0.0121,
                0.02475,
                0.0264,
                0.66 / 7.0,
                0.66 / 7.0,
                0.37125
            ]
        ));
        assert_eq!(dearer.found.iter().filter(|it| **it).count(), 7);
        let strict = benjamini_krieger_yekutieli(&p, 0.01);
        assert!((strict.q[3] - 0.053_025).abs() < 1e-12 && strict.found[0] && !strict.found[1]);
    }

    #[test]
    fn all_none_and_no_tests_stand_as_they_are() {
        let all = two_stage_benjamini_hochberg(&[0.01, 0.02, 0.04], 0.05);
        assert!(near(&all.q, &[0.03, 0.03, 0.04]) && all.found == [true; 3]);
        let none = benjamini_krieger_yekutieli(&[0.4, f64::NAN, 0.99], 0.05);
        assert!(none.q[1].is_nan() && near(&[none.q[0], none.q[2]], &[0.84, 1.0]));
        assert_eq!(none.found, [false; 3]);
        assert!(two_stage_benjamini_hochberg(&[], 0.05).q.is_empty());
    }
}
