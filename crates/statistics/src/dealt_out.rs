//! How often the values of a few cells, drawn from all, add up to as much as was seen: exactly, without drawing.
//!
//! **Method**: n values are dealt out over n cells, every way as likely as another. The chance that k given cells then hold a sum of at
//! least s is the share of the sets of k values that add up to s or more. Sets are counted by their size and their sum: each value in
//! turn is put into the sets that are there already. Equal values go in together, by the number of ways to choose among them.
//!
//! **Source**: the permutation test (Fisher 1935; Pitman 1937), worked out by the counting of Pagano and Tritchler (1983). It is the
//! distribution whose mean and variance Gi* of Ord and Getis (1995) uses.
//!
//! **Unit**: shares from 0 to 1; none is given as less than 10⁻¹².
//!
//! **Limits**: values that take too many different sums are first rounded to steps, the one seen and all others alike; the test stays
//! exact for the rounded values. Sets of too many values have no answer.
//!
//! **Example**: of 0, 0, 1 and 3 two are drawn: six sets, and three of them hold the 3, so a sum of 3 or more has the chance 0.5.

use std::collections::BTreeMap;

/// So many steps of the sum at the most.
const MOST_STEPS: usize = 40_000;
/// So much arithmetic at the most.
const MOST_WORK: u64 = 250_000_000;
/// Sums of floating numbers go no further than this.
const SMALLEST: f64 = 1e-12;
/// Beyond this logarithm the number of sets is no number any more.
const MOST_SETS_LN: f64 = 650.0;

/// The chances of every sum of up to some number of values.
pub struct DealtOut {
    low: f64,
    step: f64,
    /// For each number of values, how likely each sum in steps, or a greater one, is.
    at_least: Vec<Vec<f64>>,
}

impl DealtOut {
    /// Of these values, up to `most` at once. `None` where there are too many sets, or a value is no number.
    pub fn of(values: &[f64], most: usize) -> Option<Self> {
        let n = values.len();
        if most == 0 || most > n {
            return None;
        }
        let ln_sets: f64 = (0..most)
            .map(|k| ((n - k) as f64 / (k + 1) as f64).ln())
            .sum();
        if ln_sets > MOST_SETS_LN || values.iter().any(|it| !it.is_finite()) {
            return None;
        }
        let low = values.iter().copied().fold(f64::MAX, f64::min);
        let reach = values.iter().copied().fold(f64::MIN, f64::max) - low;
        let whole = values.iter().all(|it| (it - low).fract() == 0.0);
        let finest = reach * most as f64 / MOST_STEPS as f64;
        let mut step = if whole {
            finest.ceil().max(1.0)
        } else {
            finest
        };
        if step <= 0.0 || !step.is_finite() {
            step = 1.0;
        }
        let mut groups = grouped(values, low, step);
        while work(&groups, most) > MOST_WORK {
            step *= 2.0;
            groups = grouped(values, low, step);
        }
        Some(Self {
            low,
            step,
            at_least: count(&groups, n, most),
        })
    }

    /// A value in steps above the lowest.
    fn steps(&self, value: f64) -> usize {
        steps(value, self.low, self.step)
    }

    /// How likely these values, or any that add up to as much, are.
    pub fn chance(&self, values: impl IntoIterator<Item = f64>) -> f64 {
        let (mut many, mut sum) = (0, 0);
        for it in values {
            many += 1;
            sum += self.steps(it);
        }
        let chance = self.at_least.get(many).and_then(|it| it.get(sum));
        chance.map_or(SMALLEST, |it| it.clamp(SMALLEST, 1.0))
    }
}

fn steps(value: f64, low: f64, step: f64) -> usize {
    ((value - low) / step).round() as usize
}

/// Values in steps, and how many there are of each.
fn grouped(values: &[f64], low: f64, step: f64) -> Vec<(usize, usize)> {
    let mut groups: BTreeMap<usize, usize> = BTreeMap::new();
    for it in values {
        *groups.entry(steps(*it, low, step)).or_default() += 1;
    }
    groups.into_iter().collect()
}

/// How many products `count` takes.
fn work(groups: &[(usize, usize)], most: usize) -> u64 {
    let each = groups.iter().map(|(value, many)| {
        let ways: usize = (1..=most.min(*many)).map(|it| most + 1 - it).sum();
        (ways * (value * most + 1)) as u64
    });
    each.sum()
}

/// For each number of values from 0 to `most`, the share of sets that reach each sum.
fn count(groups: &[(usize, usize)], n: usize, most: usize) -> Vec<Vec<f64>> {
    // How many sets of so many values have this sum. The greatest value times the number is the greatest sum.
    let top = groups.last().map_or(0, |it| it.0);
    let mut sets: Vec<Vec<f64>> = (0..=most).map(|k| vec![0.0; k * top + 1]).collect();
    sets[0][0] = 1.0;
    let mut so_far = 0;
    // From low to high, so that sums are no longer than they must be.
    for (value, many) in groups {
        // From large sets to small ones: what a group gives goes into sets without it.
        for k in (1..=most).rev() {
            let (smaller, rest) = sets.split_at_mut(k);
            let into = &mut rest[0];
            let mut ways = 1.0;
            for taken in 1..=k.min(*many) {
                ways *= (many + 1 - taken) as f64 / taken as f64;
                if k - taken > so_far {
                    continue;
                }
                let from = &smaller[k - taken];
                let reach = (k - taken) * value + 1;
                let shift = taken * value;
                for (to, from) in into[shift..].iter_mut().zip(&from[..reach.min(from.len())]) {
                    *to += ways * from;
                }
            }
        }
        so_far += many;
    }
    for (k, sets) in sets.iter_mut().enumerate() {
        let mut all = 1.0;
        for it in 0..k {
            all *= (n - it) as f64 / (it + 1) as f64;
        }
        let mut sum = 0.0;
        for it in sets.iter_mut().rev() {
            sum += *it;
            *it = sum / all;
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;

    #[test]
    fn the_worked_example_comes_out() {
        let dealt = DealtOut::of(&[0.0, 0.0, 1.0, 3.0], 3).unwrap();
        assert!((dealt.chance([3.0, 0.0]) - 0.5).abs() < 1e-12);
        assert!((dealt.chance([3.0, 1.0]) - 1.0 / 6.0).abs() < 1e-12);
        assert!((dealt.chance([0.0, 0.0, 1.0]) - 1.0).abs() < 1e-12);
        assert!((dealt.chance([1.0]) - 0.5).abs() < 1e-12);
        assert_eq!(dealt.chance([]), 1.0);
    }

    #[test]
    fn it_is_what_very_many_draws_come_near() {
        let mut chance = Chance::from_seed(4);
        let values: Vec<f64> = (0..60)
            .map(|_| chance.count(3.0, 6.0) as f64 + 2.0)
            .collect();
        let exact = DealtOut::of(&values, 5).unwrap();
        let mut deck = values.clone();
        let draws = 40_000;
        for seen in [
            [2.0, 3.0, 5.0, 6.0, 4.0],
            [9.0, 3.0, 5.0, 6.0, 4.0],
            [9.0, 13.0, 5.0, 6.0, 4.0],
        ] {
            let sum: f64 = seen.iter().sum();
            let mut reached = 0;
            for _ in 0..draws {
                for k in 0..5 {
                    let other = k + chance.below(60 - k);
                    deck.swap(k, other);
                }
                reached += usize::from(deck[..5].iter().sum::<f64>() >= sum);
            }
            let drawn = f64::from(reached as u32) / f64::from(draws);
            let p = exact.chance(seen);
            assert!((p - drawn).abs() < 0.01, "{p} {drawn}");
        }
    }

    #[test]
    fn great_values_and_fractions_are_rounded_to_steps() {
        let mut chance = Chance::from_seed(4);
        let values: Vec<f64> = (0..3000).map(|_| chance.gamma(2.0) * 1e6 / 7.0).collect();
        let dealt = DealtOut::of(&values, 9).unwrap();
        let mut falling = values.clone();
        falling.sort_by(|a, b| b.total_cmp(a));
        assert_eq!(dealt.chance(falling[..9].to_vec()), SMALLEST);
        let p = dealt.chance(values[..9].to_vec());
        assert!(p > 1e-6 && p < 1.0, "{p}");
        assert!(DealtOut::of(&[1.0, f64::NAN], 1).is_none());
        assert!(DealtOut::of(&values, 400).is_none());
        assert!(DealtOut::of(&[7.0; 20], 9).unwrap().chance([7.0; 9]) > 0.999);
    }
}
