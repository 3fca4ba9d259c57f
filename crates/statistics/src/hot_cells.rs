//! Hot cells of a grid: Gi* with its chance, and the chance put right for many cells looked at together.
//!
//! **Formula**: z is Gi* of each cell with the cells around it and itself, weight 1. p is exact: all counts are dealt out over all
//! cells, every way as likely as another, and p is the share of these ways in which the cell and those around it hold as many events as
//! they did, or more. q is Benjamini and Hochberg's over all cells. A cell is hot where q is below 0.05.
//!
//! **Source**: Ord and Getis (1995); Caldas de Castro and Singer (2006) for the false discovery rate.
//!
//! **Unit**: z in standard deviations; p and q from 0 to 1.
//!
//! **Limits**: the normal distribution is not used: in made-up grids of uneven counts without a hot spot (negative binomial, mean 3,
//! size 0.2) nearly every grid had a cell that it called hot. One full cell among empty ones is not hot, because it could stand
//! anywhere; see `examples/hot_cells_chance.rs` for how often chance alone gives a hot cell. It knows counts and not how many people, shops or cars there are. Neighbours share events, so hot cells come in
//! clumps. Another size or start of the grid gives somewhat other cells.
//!
//! **Example**: in a row of nine cells with 9 events in the middle one and none elsewhere z of the middle and its two neighbours
//! is √2, about 1.41; their p is 3/9, since the 9 lies in three given cells in one of three ways.

use crate::{Weights, benjamini_hochberg, dealt_out::DealtOut, gi_star, permuted_upper_watched};

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
    /// Whether p is exact. If not, it comes from so many draws as were asked for.
    pub exact: bool,
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

/// The same; `done` is told after each cell, from whatever thread worked it. Only where a cell has more neighbours than can be counted
/// through are `permutations` drawn.
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
    let most = neighbours.iter().map(Vec::len).max().unwrap_or(0);
    let dealt = DealtOut::of(x, most);
    let p: Vec<f64> = match &dealt {
        Some(dealt) => {
            let chance = |around: &Vec<usize>| {
                done();
                dealt.chance(around.iter().map(|it| x[*it]))
            };
            neighbours.iter().map(chance).collect()
        }
        None => {
            // A cell's own value is held and not dealt out, so it is left out of the neighbours, as in esda.
            let others: Vec<Vec<usize>> = neighbours
                .iter()
                .enumerate()
                .map(|(at, it)| it.iter().copied().filter(|n| *n != at).collect())
                .collect();
            permuted_upper_watched(x, &Weights::binary(&others)?, permutations, seed, done)
        }
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
        exact: dealt.is_some(),
    })
}

#[cfg(test)]
pub(crate) mod tests {
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
        assert!(found.exact);
        for at in 3..=5 {
            assert!((found.p[at] - 1.0 / 3.0).abs() < 1e-12);
        }
    }

    /// The cell and the eight around it.
    pub(crate) fn square(side: i64) -> Vec<Vec<usize>> {
        (0..side * side)
            .map(|at| {
                let (x, y) = (at % side, at / side);
                (-1..=1)
                    .flat_map(|down| (-1..=1).map(move |right| (x + right, y + down)))
                    .filter(|(x, y)| (0..side).contains(x) && (0..side).contains(y))
                    .map(|(x, y)| (y * side + x) as usize)
                    .collect()
            })
            .collect()
    }

    /// Counts without a hot spot: `dispersion` is their variance divided by their mean.
    fn even(chance: &mut crate::Chance, cells: usize, mean: f64, dispersion: f64) -> Vec<f64> {
        (0..cells)
            .map(|_| chance.count(mean, dispersion) as f64)
            .collect()
    }

    #[test]
    fn grids_without_a_hot_spot_seldom_show_one() {
        let neighbours = square(30);
        let mut chance = crate::Chance::from_seed(11);
        // Poisson, and negative binomial of size 0.3 and 0.2.
        for (mean, dispersion) in [(2.0, 1.0), (1.2, 5.0), (3.0, 16.0)] {
            let hot = (0..100).filter(|_| {
                let x = even(&mut chance, 900, mean, dispersion);
                let found = hot_cells(&x, &neighbours, 999, 1).unwrap();
                (0..900).any(|at| found.is_hot(at))
            });
            let hot = hot.count();
            assert!(hot <= 10, "{hot} of 100 grids, mean {mean}");
        }
    }

    #[test]
    fn a_block_of_four_by_four_is_found() {
        let neighbours = square(50);
        let mut chance = crate::Chance::from_seed(12);
        for (mean, dispersion) in [(0.5, 1.0), (2.0, 1.0)] {
            let mut x = even(&mut chance, 2500, mean, dispersion);
            for at in 0..16 {
                x[(20 + at / 4) * 50 + 20 + at % 4] += chance.poisson(3.0 * mean) as f64;
            }
            let found = hot_cells(&x, &neighbours, 999, 1).unwrap();
            let inside = (0..4).filter(|it| found.is_hot((21 + it / 2) * 50 + 21 + it % 2));
            assert_eq!(inside.count(), 4, "the middle four, mean {mean}");
        }
    }

    #[test]
    fn a_neighbour_that_is_not_there_gives_no_answer() {
        assert!(hot_cells(&[1.0], &[vec![3]], 99, 1).is_none());
        assert!(hot_cells(&[], &[], 99, 1).is_none());
    }
}
