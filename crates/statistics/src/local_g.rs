//! Where high values stand together: Getis and Ord's Gi and Gi*.
//!
//! **Formula**: with W the sum and S1 the sum of squares of an area's weights, Gi* = (sum w x - mean W) / (S sqrt((n S1 - W²)/(n-1))),
//! the area itself among its neighbours. Gi leaves the area out of its neighbours, the mean and S.
//!
//! **Source**: Getis and Ord (1992), Ord and Getis (1995); conditional permutation as in PySAL's esda.
//!
//! **Unit**: standard deviations; high means a cluster of high values. p-values are one-sided.
//!
//! **Limits**: below a mean of about 1 a cell the normal p-value is too keen: use permutation. Neighbours share cases, so cells are
//! not independent: correct for many tests. No value for an area without neighbours (Gi), or where every value is the same.
//!
//! **Example**: three cells in a row with 0, 0, 3 and mean 1, S = √2: the last has Gi* = (3 - 2)/(√2 · √((3·2 - 4)/2)) = 0.707.

use rayon::prelude::*;

use crate::Chance;

/// Who is whose neighbour, and how much each counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// For each area its neighbours and their weights.
    pub rows: Vec<Vec<(usize, f64)>>,
}

impl Weights {
    /// Every neighbour counts one. `None` where a neighbour does not exist.
    pub fn binary(neighbours: &[Vec<usize>]) -> Option<Self> {
        let n = neighbours.len();
        let known = neighbours.iter().flatten().all(|it| *it < n);
        known.then(|| Self {
            rows: neighbours
                .iter()
                .map(|row| row.iter().map(|it| (*it, 1.0)).collect())
                .collect(),
        })
    }

    /// The same with each area among its own neighbours.
    #[must_use]
    pub fn with_self(mut self) -> Self {
        for (i, row) in self.rows.iter_mut().enumerate() {
            if row.iter().all(|(j, _)| *j != i) {
                row.push((i, 1.0));
            }
        }
        self
    }

    /// The same with each area's weights summing to one (style W).
    #[must_use]
    pub fn row_standardised(mut self) -> Self {
        for row in &mut self.rows {
            let sum: f64 = row.iter().map(|it| it.1).sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|it| it.1 /= sum);
            }
        }
        self
    }

    /// The weighted sum of an area's neighbours.
    pub(crate) fn lag(&self, i: usize, x: &[f64]) -> f64 {
        self.rows[i].iter().map(|(j, w)| w * x[*j]).sum()
    }

    pub(crate) fn fits(&self, x: &[f64]) -> bool {
        self.rows.len() == x.len()
            && x.iter().all(|it| it.is_finite())
            && self
                .rows
                .iter()
                .flatten()
                .all(|it| it.0 < x.len() && it.1.is_finite())
    }
}

/// Gi* of every area; give weights that include the area itself. Empty when values and weights do not match.
pub fn gi_star(x: &[f64], weights: &Weights) -> Vec<Option<f64>> {
    if !weights.fits(x) {
        return Vec::new();
    }
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let s = (x.iter().map(|it| it * it).sum::<f64>() / n - mean * mean).sqrt();
    (0..x.len())
        .map(|i| score(weights, i, x, mean, s, n))
        .collect()
}

/// Gi of every area; give weights that leave the area itself out.
pub fn gi(x: &[f64], weights: &Weights) -> Vec<Option<f64>> {
    if !weights.fits(x) {
        return Vec::new();
    }
    let n = x.len() as f64 - 1.0;
    let (sum, squares) = (
        x.iter().sum::<f64>(),
        x.iter().map(|it| it * it).sum::<f64>(),
    );
    (0..x.len())
        .map(|i| {
            let mean = (sum - x[i]) / n;
            let s = ((squares - x[i] * x[i]) / n - mean * mean).sqrt();
            score(weights, i, x, mean, s, n)
        })
        .collect()
}

fn score(weights: &Weights, i: usize, x: &[f64], mean: f64, s: f64, n: f64) -> Option<f64> {
    let w: f64 = weights.rows[i].iter().map(|it| it.1).sum();
    let s1: f64 = weights.rows[i].iter().map(|it| it.1 * it.1).sum();
    let spread = s * ((n * s1 - w * w) / (n - 1.0)).sqrt();
    let z = (weights.lag(i, x) - w * mean) / spread;
    (z.is_finite() && !weights.rows[i].is_empty()).then_some(z)
}

/// How often chance alone, holding an area's own value and dealing the others out afresh, gives at least its neighbours' sum: for
/// each area the upper-tail share (count + 1)/(replicates + 1). The same draws serve every area, as in esda.
pub fn permuted_upper(x: &[f64], weights: &Weights, replicates: usize, seed: u64) -> Vec<f64> {
    permuted_upper_watched(x, weights, replicates, seed, &|| ())
}

/// The same; `done` is told after each area, from whatever thread worked it.
pub fn permuted_upper_watched(
    x: &[f64],
    weights: &Weights,
    replicates: usize,
    seed: u64,
    done: &(dyn Fn() + Sync),
) -> Vec<f64> {
    if !weights.fits(x) || x.len() < 2 {
        return Vec::new();
    }
    let others = x.len() - 1;
    let most = weights
        .rows
        .iter()
        .map(Vec::len)
        .max()
        .unwrap_or(0)
        .min(others);
    let mut chance = Chance::from_seed(seed);
    let mut draws: Vec<u32> = Vec::with_capacity(replicates * most);
    let mut deck: Vec<u32> = (0..others as u32).collect();
    for _ in 0..replicates {
        for k in 0..most {
            deck.swap(k, k + chance.below(others - k));
        }
        draws.extend_from_slice(&deck[..most]);
    }
    (0..x.len())
        .into_par_iter()
        .map_init(
            || x.to_vec(),
            |dealt, i| {
                // The last stands in for the one held, so that every draw is one of the others.
                dealt[i] = x[others];
                let mut own = 0.0;
                let mut apart: Vec<f64> = Vec::new();
                for (j, w) in &weights.rows[i] {
                    if *j == i {
                        own = w * x[i];
                    } else if apart.len() < most {
                        apart.push(*w);
                    }
                }
                let observed = weights.lag(i, x);
                let edge = observed - 1e-12 * observed.abs();
                let k = apart.len();
                let even = apart
                    .first()
                    .copied()
                    .filter(|w| apart.iter().all(|it| it == w));
                let mut reached = 0usize;
                for draw in draws.chunks_exact(most.max(1)) {
                    let sum = match even {
                        Some(w) => w * draw[..k].iter().map(|it| dealt[*it as usize]).sum::<f64>(),
                        None => apart
                            .iter()
                            .zip(draw)
                            .map(|(w, it)| w * dealt[*it as usize])
                            .sum(),
                    };
                    reached += usize::from(own + sum >= edge);
                }
                if most == 0 {
                    reached = replicates;
                }
                dealt[i] = x[i];
                done();
                (reached as f64 + 1.0) / (replicates as f64 + 1.0)
            },
        )
        .collect()
}

/// How a place's hot spells lie in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HotSpotClass {
    /// Hot in at least four of five periods.
    Persistent,
    /// Hot through the last quarter of periods and not before.
    Emerging,
    /// Hot before, and not in the last quarter.
    Former,
    /// Hot on and off.
    Intermittent,
    /// Never hot.
    None,
}

impl HotSpotClass {
    /// Every class that is told, in the order it is told.
    pub const TOLD: [Self; 4] = [
        Self::Emerging,
        Self::Persistent,
        Self::Intermittent,
        Self::Former,
    ];

    /// In words; nothing of a place that was never hot.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Persistent => "persistent",
            Self::Emerging => "new or emerging",
            Self::Former => "cooling",
            Self::Intermittent => "on and off",
            Self::None => "",
        }
    }
}

/// The class of a place from whether it was hot in each period, earliest first.
pub fn hot_spot_class(hot: &[bool]) -> HotSpotClass {
    let count = hot.iter().filter(|it| **it).count();
    if count == 0 {
        return HotSpotClass::None;
    }
    if count * 5 >= hot.len() * 4 {
        return HotSpotClass::Persistent;
    }
    let (before, recent) = hot.split_at(hot.len() - hot.len().div_ceil(4));
    if recent.iter().all(|it| *it) && !before.contains(&true) {
        HotSpotClass::Emerging
    } else if !recent.contains(&true) {
        HotSpotClass::Former
    } else {
        HotSpotClass::Intermittent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_no_number_gives_no_answer_and_no_cell_a_small_p() {
        let w = Weights::binary(&[vec![1], vec![0, 2], vec![1]])
            .unwrap()
            .with_self();
        let x = [0.0, f64::NAN, 3.0];
        assert!(gi_star(&x, &w).is_empty());
        assert!(permuted_upper(&x, &w, 99, 1).is_empty());
    }

    #[test]
    fn three_cells_are_the_worked_example() {
        let w = Weights::binary(&[vec![1], vec![0, 2], vec![1]])
            .unwrap()
            .with_self();
        let z = gi_star(&[0.0, 0.0, 3.0], &w);
        assert!((z[2].unwrap() - 0.5f64.sqrt()).abs() < 1e-12);
        assert_eq!(gi_star(&[1.0; 3], &w)[0], None);
        assert!(gi_star(&[1.0], &w).is_empty());
        assert_eq!(
            permuted_upper(&[0.0, 0.0, 3.0], &w, 99, 1),
            permuted_upper(&[0.0, 0.0, 3.0], &w, 99, 1)
        );
    }

    #[test]
    fn classes_follow_their_words() {
        let class =
            |text: &str| hot_spot_class(&text.bytes().map(|it| it == b'1').collect::<Vec<_>>());
        assert_eq!(class(""), HotSpotClass::None);
        assert_eq!(class("00000000"), HotSpotClass::None);
        assert_eq!(class("1111111011"), HotSpotClass::Persistent);
        assert_eq!(class("00000011"), HotSpotClass::Emerging);
        assert_eq!(class("01100000"), HotSpotClass::Former);
        assert_eq!(class("01000101"), HotSpotClass::Intermittent);
    }
}
