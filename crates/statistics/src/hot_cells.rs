//! Hot cells of a grid: Gi* with its chance, and the chance put right for many cells looked at together.
//!
//! **Formula**: z is Gi* of each cell with the cells around it and itself, weight 1. p is the upper tail of the standard normal
//! distribution; where cells hold fewer than one event on average the normal form is too keen, and p comes from dealing the
//! other cells' counts out afresh. q is Benjamini and Hochberg's over all cells. A cell is hot where q is below 0.05.
//!
//! **Source**: Ord and Getis (1995); Caldas de Castro and Singer (2006) for the false discovery rate.
//!
//! **Unit**: z in standard deviations; p and q from 0 to 1.
//!
//! **Limits**: it knows counts and not how many people, shops or cars there are. Neighbours share events, so hot cells come in
//! clumps. Another size or start of the grid gives somewhat other cells.
//!
//! **Example**: in a row of nine cells with 9 events in the middle one and none elsewhere z of the middle and its two neighbours
//! is √2, about 1.41.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::{Weights, benjamini_hochberg, gi_star, permuted_upper_watched};

/// Below this many events a cell the normal form is too keen.
const SPARSE: f64 = 1.0;
/// A cell is hot below this q.
pub const HOT: f64 = 0.05;

/// What may be said of each cell, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HotCells {
    /// Gi*; `None` where it has no value.
    pub z: Vec<Option<f64>>,
    /// How often chance alone gives as much; no number where there is no z.
    pub p: Vec<f64>,
    /// The same over all cells together.
    pub q: Vec<f64>,
    /// Events for each cell.
    pub mean: f64,
    /// Whether p comes from dealing the counts out afresh.
    pub permuted: bool,
}

impl HotCells {
    /// Whether a cell stands out.
    pub fn is_hot(&self, at: usize) -> bool {
        self.q.get(at).is_some_and(|q| *q < HOT)
    }
}

/// The hot cells of counts `x`; `neighbours` of each cell include the cell. `None` where a neighbour does not exist.
pub fn hot_cells(
    x: &[f64],
    neighbours: &[Vec<usize>],
    permutations: usize,
    seed: u64,
) -> Option<HotCells> {
    hot_cells_watched(x, neighbours, permutations, seed, &|| ())
}

/// The same; where p comes from dealing counts out afresh, `done` is told after each cell, from whatever thread worked it.
pub fn hot_cells_watched(
    x: &[f64],
    neighbours: &[Vec<usize>],
    permutations: usize,
    seed: u64,
    done: &(dyn Fn() + Sync),
) -> Option<HotCells> {
    if x.is_empty() || x.len() != neighbours.len() {
        return None;
    }
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let z = gi_star(x, &Weights::binary(neighbours)?);
    let permuted = mean < SPARSE;
    let p: Vec<f64> = if permuted {
        // A cell's own value is held and not dealt out, so it is left out of the neighbours, as in esda.
        let others: Vec<Vec<usize>> = neighbours
            .iter()
            .enumerate()
            .map(|(at, it)| it.iter().copied().filter(|n| *n != at).collect())
            .collect();
        permuted_upper_watched(x, &Weights::binary(&others)?, permutations, seed, done)
    } else {
        let normal = Normal::standard();
        z.iter()
            .map(|it| it.map_or(f64::NAN, |it| normal.sf(it)))
            .collect()
    };
    // What cannot have a z has no chance either.
    let p: Vec<f64> = p
        .iter()
        .zip(&z)
        .map(|(p, z)| if z.is_some() { *p } else { f64::NAN })
        .collect();
    let q = benjamini_hochberg(&p);
    Some(HotCells {
        z,
        p,
        q,
        mean,
        permuted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: usize) -> Vec<Vec<usize>> {
        (0..n)
            .map(|at| (at.saturating_sub(1)..=(at + 1).min(n - 1)).collect())
            .collect()
    }

    #[test]
    fn the_example_can_be_checked_by_hand() {
        let mut x = [0.0; 9];
        x[4] = 9.0;
        let found = hot_cells(&x, &row(9), 99, 1).unwrap();
        for at in 3..=5 {
            assert!((found.z[at].unwrap() - 2.0_f64.sqrt()).abs() < 1e-12);
        }
        assert!(!found.permuted, "one event a cell on average");
    }

    #[test]
    fn a_neighbour_that_is_not_there_gives_no_answer() {
        assert!(hot_cells(&[1.0], &[vec![3]], 99, 1).is_none());
        assert!(hot_cells(&[], &[], 99, 1).is_none());
    }
}
