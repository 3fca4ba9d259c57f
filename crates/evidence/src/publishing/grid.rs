//! A table of counts with the sums of its rows and of its columns, as it may be shown.

use statistics::mask_with;

use super::{Shown, alone, companions, shown};

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
    /// Hides small counts, and what else would give them away. Where the sum of a line is small, its whole line is hidden and
    /// that of another one with it: so tables of the same people by other rows tell the same sums, and none gives another away.
    #[must_use]
    pub fn of<const COLUMNS: usize>(counts: &[[u64; COLUMNS]], minimum: u64) -> Self {
        let small = |n: &u64| (1..minimum).contains(n);
        let hidden = |sums: &[u64]| companions(sums, sums.iter().map(small).collect(), minimum);
        let row_sums: Vec<u64> = counts.iter().map(|row| row.iter().sum()).collect();
        let column_sums: Vec<u64> = (0..COLUMNS)
            .map(|at| counts.iter().map(|row| row[at]).sum())
            .collect();
        let (rows, columns) = (hidden(&row_sums), hidden(&column_sums));
        let own = counts.iter().zip(&rows).map(|(row, whole)| {
            let cells = row.iter().zip(&columns);
            cells
                .map(|(n, column)| *whole || *column || small(n))
                .collect()
        });
        let own: Vec<Vec<bool>> = own.collect();
        let cells = if counts.is_empty() {
            Vec::new()
        } else {
            mask_with(
                &counts.iter().map(|row| row.to_vec()).collect::<Vec<_>>(),
                own,
            )
        };
        Self {
            rows: counts
                .iter()
                .zip(&cells)
                .map(|(row, hidden)| shown(row, hidden))
                .collect(),
            all: alone(row_sums.iter().sum(), minimum),
            row_sums: shown(&row_sums, &rows),
            column_sums: shown(&column_sums, &columns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_give_a_small_count_away_is_hidden_too() {
        let grid = Grid::of(&[[3, 40], [20, 20], [9, 9]], 5);
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
        // The sum of a row is small: another row goes with it, and the sums over rows stay.
        let small = Grid::of(&[[1, 1], [20, 20], [30, 30]], 5);
        assert_eq!(
            small.row_sums,
            vec![Shown::Hidden, Shown::Hidden, Shown::Count(60)]
        );
        assert_eq!(
            (small.all, small.column_sums[0]),
            (Shown::Count(102), Shown::Count(51))
        );
        // So with a column: 3 would be 98 less 40 and 55.
        let column = Grid::of(&[[20, 30, 3], [20, 25, 0]], 5);
        assert_eq!(
            column.column_sums,
            vec![Shown::Hidden, Shown::Count(55), Shown::Hidden]
        );
        assert_eq!(column.rows[1][0], Shown::Hidden);
        let nothing = Grid::of::<3>(&[], 5);
        assert_eq!(nothing.column_sums, vec![Shown::Count(0); 3]);
    }
}
