//! A table of counts with the sums of its rows and of its columns, as it may be shown.

use statistics::{Attack, Table};

use super::Shown;

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
    /// Hides small counts, and what else would give them away: other counts, then sums, in the end everything.
    #[must_use]
    pub fn of<const COLUMNS: usize>(counts: &[[u64; COLUMNS]], minimum: u64) -> Self {
        Self::together([counts], minimum).remove(0)
    }

    /// With what anybody can count one by one, which nothing can hide: the table is of the others alone, and what it shows is told
    /// together with these.
    #[must_use]
    pub fn plus<const COLUMNS: usize>(mut self, singly: &[[u64; COLUMNS]]) -> Self {
        let add = |shown: &mut Shown, n: u64| {
            if let Shown::Count(others) = shown {
                *others += n;
            }
        };
        for (at, row) in singly.iter().enumerate() {
            for (column, n) in row.iter().enumerate() {
                add(&mut self.rows[at][column], *n);
                add(&mut self.column_sums[column], *n);
            }
            let sum = row.iter().sum();
            add(&mut self.row_sums[at], sum);
            add(&mut self.all, sum);
        }
        self
    }

    /// Tables of the same people by other rows. They tell the same sums over rows, so what one hides of these all hide.
    #[must_use]
    pub fn together<const COLUMNS: usize, const TABLES: usize>(
        tables: [&[[u64; COLUMNS]]; TABLES],
        minimum: u64,
    ) -> Vec<Self> {
        let tables: [Vec<Vec<u64>>; TABLES] =
            tables.map(|counts| counts.iter().map(|row| row.to_vec()).collect());
        let mut hidden = [false; COLUMNS].to_vec();
        hidden.push(false);
        loop {
            let masked: Vec<Mask> = tables
                .iter()
                .map(|counts| Mask::of(counts, &hidden, minimum))
                .collect();
            let now: Vec<bool> = (0..=COLUMNS)
                .map(|column| masked.iter().any(|it| it.hides(it.rows, column)))
                .collect();
            if now == hidden {
                let is_lost = TABLES > 1 && hidden.contains(&true) && are_lost(&masked, minimum);
                return masked.iter().map(|it| it.shown(is_lost)).collect();
            }
            hidden = now;
        }
    }
}

/// A table with what is hidden of it.
struct Mask {
    rows: usize,
    columns: usize,
    /// With the sums.
    counts: Vec<Vec<u64>>,
    table: Table,
    /// Everything is hidden.
    everything: bool,
}

impl Mask {
    fn of(counts: &[Vec<u64>], sums: &[bool], minimum: u64) -> Self {
        let (rows, columns) = (counts.len(), sums.len() - 1);
        let mut table = Table::new(counts, &vec![minimum; columns], minimum);
        for column in (0..=columns).filter(|at| sums[*at]) {
            table.hide(rows, column);
        }
        let mut counts: Vec<Vec<u64>> = counts
            .iter()
            .map(|row| row.iter().copied().chain([row.iter().sum()]).collect())
            .collect();
        counts.push(
            (0..=columns)
                .map(|at| counts.iter().map(|row| row[at]).sum())
                .collect(),
        );
        Self {
            rows,
            columns,
            counts,
            everything: !table.protect(),
            table,
        }
    }

    fn hides(&self, row: usize, column: usize) -> bool {
        self.everything || self.table.is_hidden(row, column)
    }

    fn shown(&self, nothing: bool) -> Grid {
        let show = |(r, row): (usize, &Vec<u64>)| -> Vec<Shown> {
            let show = |(c, n): (usize, &u64)| {
                if nothing || self.hides(r, c) {
                    Shown::Hidden
                } else {
                    Shown::Count(*n)
                }
            };
            row.iter().enumerate().map(show).collect()
        };
        let mut rows: Vec<Vec<Shown>> = self.counts.iter().enumerate().map(show).collect();
        let mut column_sums = rows.pop().unwrap_or_default();
        let all = column_sums.pop().unwrap_or_default();
        let row_sums = rows.iter_mut().filter_map(Vec::pop).collect();
        Grid {
            rows,
            row_sums,
            column_sums,
            all,
        }
    }
}

/// Whether tables that hide the same sums give a small count away together, though none does by itself: each leaves such a sum other
/// values.
fn are_lost(masked: &[Mask], minimum: u64) -> bool {
    let mut attack = Attack::default();
    let mut small = Vec::new();
    let mut sums = Vec::new();
    for it in masked {
        let mut cells = Vec::new();
        for (r, row) in it.counts.iter().enumerate() {
            if r == it.rows && !sums.is_empty() {
                cells.push(sums.clone());
                continue;
            }
            let mut line = Vec::new();
            for (c, n) in row.iter().enumerate() {
                line.push(if it.hides(r, c) {
                    attack.cell((*n).min(1), None)
                } else {
                    attack.cell(*n, Some(*n))
                });
                if (1..minimum).contains(n) {
                    small.extend(line.last());
                }
            }
            cells.push(line);
        }
        sums.clone_from(&cells[it.rows]);
        for row in &cells {
            let parts = row[..it.columns].iter().map(|cell| (*cell, 1));
            attack.sum(parts.chain([(row[it.columns], -1)]).collect(), 0);
        }
        for (column, sum) in sums.iter().enumerate() {
            let parts = cells[..it.rows].iter().map(|row| (row[column], 1));
            attack.sum(parts.chain([(*sum, -1)]).collect(), 0);
        }
    }
    attack.combine();
    small.into_iter().any(|cell| {
        let (low, high) = attack.between(cell);
        high.is_some_and(|high| high < low + minimum)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(row: &[Shown]) -> usize {
        row.iter().filter(|it| **it == Shown::Hidden).count()
    }

    #[test]
    fn what_would_give_a_small_count_away_is_hidden_too() {
        let grid = Grid::of(&[[3, 40], [20, 20], [9, 9]], 5);
        assert_eq!(grid.rows[0], vec![Shown::Hidden, Shown::Hidden]);
        assert_eq!(grid.rows.iter().map(|row| hidden(row)).sum::<usize>(), 4);
        assert_eq!(grid.all, Shown::Count(101));
        let nothing = Grid::of::<3>(&[], 5);
        assert_eq!(nothing.column_sums, vec![Shown::Count(0); 3]);
    }

    #[test]
    fn what_is_left_of_a_row_does_not_settle_two_ones() {
        // 22 - 5 - 15 = 2 over two hidden counts, both in columns that hide another one.
        let counts = [[5, 1, 1, 15], [20, 3, 2, 30], [9, 40, 40, 9]];
        let grid = Grid::of(&counts, 5);
        assert_eq!(grid.row_sums[0], Shown::Count(22));
        assert!(hidden(&grid.rows[0]) > 2, "{:?}", grid.rows);
    }

    #[test]
    fn a_small_sum_is_hidden_with_another_and_sums_over_rows_stay() {
        let small = Grid::of(&[[1, 1], [20, 20], [30, 30]], 5);
        assert_eq!(hidden(&small.row_sums), 2);
        assert_eq!(small.all, Shown::Count(102));
        let column = Grid::of(&[[20, 30, 3], [20, 25, 0]], 5);
        assert_eq!(column.column_sums[2], Shown::Hidden);
        assert_eq!(hidden(&column.column_sums), 2);
        assert_eq!(column.rows[1][2], Shown::Count(0));
    }

    #[test]
    fn what_anybody_can_count_is_added_to_what_is_shown() {
        let singly = [[9, 1], [0, 0], [2, 0]];
        let others = [[3, 40], [20, 20], [9, 9]];
        let grid = Grid::of(&others, 5).plus(&singly);
        assert_eq!(grid.rows[0], vec![Shown::Hidden, Shown::Hidden], "9 of 12");
        assert_eq!(grid.row_sums[0], Shown::Count(53));
        assert_eq!(grid.all, Shown::Count(113));
        let nobody = Grid::of(&[[0, 0]; 3], 5).plus(&singly);
        assert_eq!(nobody.rows[0], vec![Shown::Count(9), Shown::Count(1)]);
    }

    #[test]
    fn tables_of_the_same_people_hide_the_same_sums() {
        // By the first rows the first sum of a column must go; by the others it could stay.
        let by_ward = [[3, 0, 40], [0, 2, 0], [30, 40, 0]];
        let by_kind = [[20, 20, 20], [13, 22, 20]];
        let grids = Grid::together([&by_ward, &by_kind], 5);
        assert_eq!(grids[0].column_sums, grids[1].column_sums);
        assert_eq!(grids[0].all, grids[1].all);
    }
}
