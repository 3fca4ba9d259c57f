//! How much more months vary than chance, from nothing but sums of twelve months that move on by one.
//!
//! A public comparison must rest on what is public. Where single months are hidden, an over-dispersion measured on them tells of
//! them: from ranges that move on month by month hidden months were worked out exactly. Sums of twelve months are told one after the
//! other, so what follows from them alone tells nothing more, and anybody can work it out again.
//!
//! **Formula**: two sums that follow each other differ by a month less the same month a year before, dₜ = mₜ - mₜ₋₁₂. No season is in
//! it, and a steady trend only in its mean. Over B years of differences, n = 12 B, the sums at their ends being W₀ to W_B, events
//! that come by chance alone have Σ(d - mean d)² = (1 - 1/n) Σ(Wᵢ₋₁ + Wᵢ) on average; φ is how much more it is, at least 1. The latest
//! four years are taken at most. Where the d clearly resemble the one before (their lag-1 autocorrelation, from two years on) φ is made
//! wider as in the comparison of months. It is made wider also for resting on few: by (t/t₂₂)², t being what Student's t reaches in
//! 95 of 100 with 22B²/(3B - 1) degrees of freedom, which is 11 for one year. With one year this is the paired t-test of twelve
//! months.
//!
//! **Source**: paired t, Student (1908); quasi-Poisson φ, McCullagh and Nelder (1989); degrees of freedom of overlapping
//! differences by the variance of their mean square.
//!
//! **Unit**: counts; φ is a plain number.
//!
//! **Limits**: thirteen sums at least. Of made-up lines without a change 2 to 5 of 100 are called different from three years on, 8 to 10
//! where months resemble the one before very much (ρ of 0.8) in three years, and 1 to 8 in five. From two years alone nobody can see
//! whether months resemble each other: 4 to 5, and 5 to 45 where they do (`examples/compare_chance.rs`). A jump in these years
//! widens φ a little, so a change is called later rather than sooner.
//!
//! **Example**: twelve d of +2 and -2 in turn, from a sum of 120 to one of 120: Σd² = 48, 11/12 · 240 = 220, so φ is below 1 and
//! taken as 1, made wider by (2.2010/2.0739)² = 1.1263.

use crate::comparison::{CLEAR, MONTHS_OF_YEAR, MOST_ALIKE, students_reach_with, widening};
use crate::{Comparison, Window, compare_spread};

/// A year of differences takes thirteen sums.
pub const SUMS_FOR_SPREAD: usize = MONTHS_OF_YEAR + 1;
/// Years of differences that are looked at.
const YEARS: usize = 4;

/// How much more a sum of twelve months varies than chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpreadOfSums {
    /// The over-dispersion φ, at least 1, made wider where months resemble their neighbours and where it rests on few.
    pub dispersion: f64,
    /// How much months resemble the one before (0: not clearly).
    pub likeness: f64,
    /// How many differences it rests on.
    pub differences: usize,
}

/// The spread of sums of twelve months that follow each other, oldest first; nothing of fewer than thirteen.
#[must_use]
pub fn spread_of_sums(sums: &[u64]) -> Option<SpreadOfSums> {
    let years = (sums.len().checked_sub(1)? / MONTHS_OF_YEAR).min(YEARS);
    if years == 0 {
        return None;
    }
    let sums: Vec<f64> = sums[sums.len() - 1 - years * MONTHS_OF_YEAR..]
        .iter()
        .map(|n| *n as f64)
        .collect();
    let n = (years * MONTHS_OF_YEAR) as f64;
    let mean = (sums[sums.len() - 1] - sums[0]) / n;
    let rest: Vec<f64> = sums.windows(2).map(|two| two[1] - two[0] - mean).collect();
    let ends = sums.iter().step_by(MONTHS_OF_YEAR);
    let expected: f64 = ends
        .clone()
        .zip(ends.skip(1))
        .map(|(first, last)| (first + last) * (1.0 - 1.0 / n))
        .sum();
    let square: f64 = rest.iter().map(|it| it * it).sum();
    let phi = if expected > 0.0 {
        (square / expected).max(1.0)
    } else {
        1.0
    };
    let likeness = likeness(&rest, phi);
    let b = years as f64;
    let degrees = 22.0 * b * b / (3.0 * b - 1.0);
    let few = (students_reach_with(degrees) / students_reach_with(22.0)).max(1.0);
    Some(SpreadOfSums {
        dispersion: phi * widening(likeness, MONTHS_OF_YEAR) * few * few,
        likeness,
        differences: rest.len(),
    })
}

/// Compares two sums of twelve months. `sums` are those that follow each other up to `now`, oldest first.
#[must_use]
pub fn compare_sums(now: Window, before: Window, sums: &[u64], seed: u64) -> Option<Comparison> {
    let spread = spread_of_sums(sums)?;
    Some(Comparison {
        likeness: spread.likeness,
        ..compare_spread(now, before, spread.dispersion, seed)
    })
}

/// How much the differences resemble the one before: as months do, because the same month a year before is the same step away.
fn likeness(rest: &[f64], phi: f64) -> f64 {
    let n = rest.len() as f64;
    let square: f64 = rest.iter().map(|it| it * it).sum();
    let beside: f64 = rest.iter().zip(&rest[1..]).map(|(a, b)| a * b).sum();
    let seen = beside / square;
    // What varies no more than Poisson counts has nothing to make wider.
    if rest.len() < 2 * MONTHS_OF_YEAR || phi <= 1.0 || !seen.is_finite() || seen < CLEAR / n.sqrt()
    {
        return 0.0;
    }
    // Taking out a mean makes what is left look less alike than it is.
    (seen + (1.0 + 3.0 * seen) / n).min(MOST_ALIKE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Chance, Finding};

    fn sums(months: &[u64]) -> Vec<u64> {
        months
            .windows(MONTHS_OF_YEAR)
            .map(|year| year.iter().sum())
            .collect()
    }

    #[test]
    fn the_worked_example() {
        let mut line: Vec<u64> = vec![10; 12];
        line.extend((0..12).map(|at| if at % 2 == 0 { 12 } else { 8 }));
        let it = spread_of_sums(&sums(&line)).unwrap();
        assert!((it.dispersion - 1.1263).abs() < 1e-3, "{it:?}");
        assert_eq!(it.differences, 12);
        line[12..].iter_mut().for_each(|n| *n = n.abs_diff(10) * 15);
        // ± 30 around ten: 12 · 400 over 11/12 of 120 and 360.
        let it = spread_of_sums(&sums(&line)).unwrap();
        assert_eq!(it.differences, 12);
        assert!(spread_of_sums(&[7; 12]).is_none());
        assert!(spread_of_sums(&[]).is_none());
        assert!(spread_of_sums(&[0; 13]).unwrap().dispersion > 1.0);
    }

    #[test]
    fn one_year_of_differences_is_the_paired_t_test() {
        let before: Vec<u64> = (0..12).map(|at| 40 + at * 7 % 13).collect();
        let now: Vec<u64> = (0..12).map(|at| 44 + at * 5 % 11 * 3).collect();
        let all = [before.clone(), now.clone()].concat();
        let d: Vec<f64> = now
            .iter()
            .zip(&before)
            .map(|(a, b)| *a as f64 - *b as f64)
            .collect();
        let mean = d.iter().sum::<f64>() / 12.0;
        let variance = d.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / 11.0;
        let (a, b) = (now.iter().sum::<u64>(), before.iter().sum::<u64>());
        let phi = variance * 12.0 / (a + b) as f64;
        let few = (students_reach_with(11.0) / students_reach_with(22.0)).powi(2);
        let it = spread_of_sums(&sums(&all)).unwrap();
        assert!(
            (it.dispersion - phi.max(1.0) * few).abs() < 1e-9,
            "{it:?} {phi}"
        );
    }

    #[test]
    fn a_season_and_a_steady_trend_are_not_over_dispersion() {
        let line: Vec<u64> = (0..60)
            .map(|at| {
                let season = (f64::from(at) * std::f64::consts::TAU / 12.0).sin();
                (100.0 + f64::from(at) + 40.0 * season).round() as u64
            })
            .collect();
        let it = spread_of_sums(&sums(&line)).unwrap();
        assert!(it.dispersion < 1.0 + 1e-9 && it.differences == 48, "{it:?}");
    }

    #[test]
    fn lines_without_a_change_are_seldom_called_different() {
        for months in [24, 36, 60] {
            let (mut chance, mut called) = (Chance::from_seed(3), 0);
            for round in 0..1_000 {
                let line: Vec<u64> = (0..months)
                    .map(|_| {
                        let wave = 0.25 * chance.normal();
                        chance.poisson(30.0 * wave.exp())
                    })
                    .collect();
                let all = sums(&line);
                let window = |count| Window { count, days: 365 };
                let (now, before) = (all[all.len() - 1], all[all.len() - 13]);
                let it = compare_sums(window(now), window(before), &all, round).unwrap();
                called += u32::from(it.finding != Finding::NoClearChange);
            }
            assert!((15..80).contains(&called), "{called} of 1,000 ({months})");
        }
    }
}
