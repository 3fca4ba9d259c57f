//! A table of counts with the sums of its rows and of its columns, as it may be shown.

use statistics::mask;

use super::{Shown, alone, shown};

/// A table and its sums.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The cells, row by row.
    pub rows: Vec<Vec<Shown>>,
    /// The sum of each row.
    pub row_sums: Vec<Shown>,
    /// The sum of each column.
    pub column_sums: Vec<Shown>,
    /// The sum of everything.
    pub all: Shown,
}

impl Grid {
    /// Hides small counts, and what else would give them away. Where the sum of a row is small, no sum over rows is told.
    #[must_use]
    pub fn of(counts: &[Vec<u64>], minimum: u64) -> Self {
        let sums = sums(counts);
        let columns = counts.first().map_or(0, Vec::len);
        let mut it = Self {
            rows: counts
                .iter()
                .zip(mask(counts, minimum))
                .map(|(row, hidden)| shown(row, &hidden))
                .collect(),
            row_sums: sums.iter().map(|n| alone(*n, minimum)).collect(),
            column_sums: (0..columns)
                .map(|at| alone(counts.iter().map(|row| row[at]).sum(), minimum))
                .collect(),
            all: alone(sums.iter().sum(), minimum),
        };
        if !Self::tells_sums(counts, minimum) {
            it.hide_sums();
        }
        it
    }

    /// Whether the sums over all rows can be told: not where they would give away the small sum of a row.
    #[must_use]
    pub fn tells_sums(counts: &[Vec<u64>], minimum: u64) -> bool {
        !sums(counts).iter().any(|n| (1..minimum).contains(n))
    }

    /// Tells no sum over rows: another table of the same people hides one of its rows.
    pub fn hide_sums(&mut self) {
        self.column_sums.fill(Shown::Hidden);
        self.all = Shown::Hidden;
    }
}

fn sums(counts: &[Vec<u64>]) -> Vec<u64> {
    counts.iter().map(|row| row.iter().sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_give_a_small_count_away_is_hidden_too() {
        let grid = Grid::of(&[vec![3, 40], vec![20, 20], vec![9, 9]], 5);
        assert_eq!(grid.rows[0], vec![Shown::Hidden, Shown::Hidden]);
        assert_eq!(
            grid.rows
                .iter()
                .flatten()
                .filter(|it| **it == Shown::Hidden)
                .count(),
            4
        );
        assert_eq!(grid.all, Shown::Count(101));
        let small = Grid::of(&[vec![1, 1], vec![20, 20]], 5);
        assert_eq!(small.row_sums, vec![Shown::Hidden, Shown::Count(40)]);
        assert_eq!(
            (small.all, small.column_sums[0]),
            (Shown::Hidden, Shown::Hidden)
        );
    }
}
