//! Hiding small counts so that nobody can work them out from the totals.
//!
//! **Method**: cells from 1 to `minimum - 1` are hidden (first suppression). Then more cells are hidden (second
//! suppression) until no row and no column holds exactly one hidden cell, and until no hidden small count is settled by the
//! published totals. That last check is exact: with row and column totals known, a hidden cell can take another value
//! if and only if it lies on a ring of hidden cells along which counts can be moved to and fro without any falling below
//! zero.
//!
//! **Source**: Cox (1980) for complementary suppression; the ring test is the residual graph of a transportation
//! problem.
//!
//! **Unit**: counts.
//!
//! **Limits**: row totals, column totals and the grand total are taken as published, the reader as knowing only that
//! counts are not negative. Where totals alone give a cell away (a table of one row with its column totals), hiding cells
//! cannot help: everything is hidden, [`can_be_worked_out`] still names those cells, and the totals must go too. A table must
//! not be published beside another that sums over the same people in another way.
//!
//! **Example**: rows `3 8` and `6 9`, minimum 5. The 3 alone would be its row total 11 less 8, so the 8 is hidden; each
//! column then holds a lone hidden cell, so the 6 and the 9 go too. Afterwards the first row may be 0 and 11, 1 and 10, and
//! so on to 9 and 2: nothing is settled.

pub mod attack;

/// Which cells of a table to hide. The answer has the shape of the table; shorter rows are taken as they are.
pub fn mask(table: &[Vec<u64>], minimum: u64) -> Vec<Vec<bool>> {
    let small = table
        .iter()
        .map(|row| row.iter().map(|n| *n > 0 && *n < minimum).collect())
        .collect();
    mask_with(table, small)
}

/// The same where it is settled already which cells are hidden for their own sake: companions are added.
pub fn mask_with(table: &[Vec<u64>], mut hidden: Vec<Vec<bool>>) -> Vec<Vec<bool>> {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    loop {
        let mut changed = hide_companions(table, &mut hidden, columns);
        if !changed {
            for (row, column) in can_be_worked_out(table, &hidden) {
                if hide_one_more(table, &mut hidden, row, column) {
                    changed = true;
                    break;
                }
            }
        }
        if !changed {
            return hidden;
        }
    }
}

/// A lone hidden cell in a row or column is total minus the rest: hide the smallest of its neighbours too.
fn hide_companions(table: &[Vec<u64>], hidden: &mut [Vec<bool>], columns: usize) -> bool {
    let mut changed = false;
    for row in 0..table.len() {
        if hidden[row].iter().filter(|h| **h).count() == 1 {
            changed |= hide_smallest(table, hidden, (0..table[row].len()).map(|c| (row, c)));
        }
    }
    for column in 0..columns {
        let cells = || {
            (0..table.len())
                .filter(|r| column < table[*r].len())
                .map(|r| (r, column))
        };
        if cells().filter(|(r, c)| hidden[*r][*c]).count() == 1 {
            changed |= hide_smallest(table, hidden, cells());
        }
    }
    changed
}

/// Hides the cheapest shown cell: the smallest count in a line that is hidden already, then any; never a bare zero
/// while a count will do, because a zero protects least.
fn hide_smallest(
    table: &[Vec<u64>],
    hidden: &mut [Vec<bool>],
    cells: impl Iterator<Item = (usize, usize)>,
) -> bool {
    let row_has = |r: usize| hidden[r].iter().filter(|h| **h).count();
    let column_has = |c: usize| {
        hidden
            .iter()
            .filter(|row| row.get(c) == Some(&true))
            .count()
    };
    let best = cells
        .filter(|(r, c)| !hidden[*r][*c])
        .min_by_key(|&(r, c)| {
            let lines = usize::from(row_has(r) > 0) + usize::from(column_has(c) > 0);
            (
                table[r][c] == 0,
                std::cmp::Reverse(lines),
                table[r][c],
                r,
                c,
            )
        });
    best.map(|(r, c)| hidden[r][c] = true).is_some()
}

/// A cell the totals still settle needs a wider ring: one more cell of its row, its column, or of the whole table.
fn hide_one_more(table: &[Vec<u64>], hidden: &mut [Vec<bool>], row: usize, column: usize) -> bool {
    let in_row: Vec<_> = (0..table[row].len()).map(|c| (row, c)).collect();
    let in_column: Vec<_> = (0..table.len())
        .filter(|r| column < table[*r].len())
        .map(|r| (r, column))
        .collect();
    let anywhere: Vec<_> = (0..table.len())
        .flat_map(|r| (0..table[r].len()).map(move |c| (r, c)))
        .collect();
    [in_row, in_column, anywhere]
        .into_iter()
        .any(|cells| hide_smallest(table, hidden, cells.into_iter()))
}

/// The hidden counts above zero that published row and column totals give away, as (row, column).
pub fn can_be_worked_out(table: &[Vec<u64>], hidden: &[Vec<bool>]) -> Vec<(usize, usize)> {
    let rows = table.len();
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let is_hidden = |r: usize, c: usize| hidden.get(r).and_then(|h| h.get(c)) == Some(&true);
    let mut found = Vec::new();
    for (r, row) in table.iter().enumerate() {
        for (c, count) in row.iter().enumerate() {
            if *count > 0 && is_hidden(r, c) {
                let ring = Ring {
                    table,
                    rows,
                    columns,
                    cell: (r, c),
                    is_hidden: &is_hidden,
                };
                if !ring.lets_rise() && !ring.lets_fall() {
                    found.push((r, c));
                }
            }
        }
    }
    found
}

/// The graph of possible moves: from a row to a column by raising a hidden cell, back by lowering one above zero.
struct Ring<'a, F: Fn(usize, usize) -> bool> {
    table: &'a [Vec<u64>],
    rows: usize,
    columns: usize,
    cell: (usize, usize),
    is_hidden: &'a F,
}

impl<F: Fn(usize, usize) -> bool> Ring<'_, F> {
    /// The cell rises if the others of its column and row can make up for it.
    fn lets_rise(&self) -> bool {
        self.reaches(self.rows + self.cell.1, self.cell.0)
    }

    fn lets_fall(&self) -> bool {
        self.reaches(self.cell.0, self.rows + self.cell.1)
    }

    fn reaches(&self, from: usize, to: usize) -> bool {
        let mut seen = vec![false; self.rows + self.columns];
        let mut open = vec![from];
        seen[from] = true;
        while let Some(node) = open.pop() {
            if node == to {
                return true;
            }
            let mut step = |next: usize, r: usize, c: usize, lowers: bool| {
                let usable = (self.is_hidden)(r, c)
                    && (r, c) != self.cell
                    && (!lowers || self.table[r][c] > 0);
                if usable && !seen[next] {
                    seen[next] = true;
                    open.push(next);
                }
            };
            if node < self.rows {
                (0..self.columns).for_each(|c| step(self.rows + c, node, c, false));
            } else {
                (0..self.rows).for_each(|r| step(r, r, node - self.rows, true));
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_by_two_hides_all_four_as_in_the_example() {
        assert_eq!(mask(&[vec![3, 8], vec![6, 9]], 5), vec![vec![true; 2]; 2]);
    }

    #[test]
    fn a_table_without_small_counts_is_shown_whole() {
        let table = [vec![0, 8, 5], vec![6, 0, 9]];
        assert!(mask(&table, 5).iter().flatten().all(|h| !h));
        assert!(mask(&[], 5).is_empty());
    }

    #[test]
    fn a_bridge_between_two_blocks_is_found_out() {
        // Two rings joined by one hidden cell: no row or column has a lone hidden cell, yet the joining cell is settled.
        let table = [
            vec![3, 9, 2, 40],
            vec![9, 9, 40, 40],
            vec![40, 40, 9, 9],
            vec![40, 40, 9, 3],
        ];
        let hidden = vec![
            vec![true, true, true, false],
            vec![true, true, false, false],
            vec![false, false, true, true],
            vec![false, false, true, true],
        ];
        assert_eq!(can_be_worked_out(&table, &hidden), vec![(0, 2)]);
    }

    #[test]
    fn one_row_with_column_totals_cannot_be_saved_and_says_so() {
        let table = [vec![3, 8]];
        let hidden = mask(&table, 5);
        assert_eq!(hidden, vec![vec![true, true]]);
        assert_eq!(can_be_worked_out(&table, &hidden).len(), 2);
    }

    /// Every table of the same totals, tried one by one: slow and certain.
    fn values(
        table: &[Vec<u64>],
        hidden: &[Vec<bool>],
        at: (usize, usize),
    ) -> std::collections::BTreeSet<u64> {
        fn fill(
            cells: &[(usize, usize)],
            rows: &mut [u64],
            columns: &mut [u64],
            at: (usize, usize),
            value: u64,
            out: &mut std::collections::BTreeSet<u64>,
        ) {
            let Some(((r, c), rest)) = cells.split_first() else {
                if rows.iter().chain(columns.iter()).all(|n| *n == 0) {
                    out.insert(value);
                }
                return;
            };
            for n in 0..=rows[*r].min(columns[*c]) {
                rows[*r] -= n;
                columns[*c] -= n;
                fill(
                    rest,
                    rows,
                    columns,
                    at,
                    if (*r, *c) == at { n } else { value },
                    out,
                );
                rows[*r] += n;
                columns[*c] += n;
            }
        }
        let (mut rows, mut columns) = (vec![0; table.len()], vec![0; table[0].len()]);
        let mut cells = Vec::new();
        for (r, row) in table.iter().enumerate() {
            for (c, n) in row.iter().enumerate() {
                if hidden[r][c] {
                    cells.push((r, c));
                    rows[r] += n;
                    columns[c] += n;
                }
            }
        }
        let mut out = std::collections::BTreeSet::new();
        fill(&cells, &mut rows, &mut columns, at, 0, &mut out);
        out
    }

    proptest! {
        #[test]
        fn no_small_count_can_be_worked_out(
            table in (2usize..6, 2usize..6).prop_flat_map(|(r, c)| {
                prop::collection::vec(prop::collection::vec(prop_oneof![Just(0u64), 1u64..6, 5u64..60], c), r)
            })
        ) {
            let hidden = mask(&table, 5);
            let settled = can_be_worked_out(&table, &hidden);
            let everything = table.iter().map(|r| vec![true; r.len()]).collect::<Vec<_>>();
            if !settled.is_empty() {
                // Only where even a wholly hidden table would be given away by its totals.
                prop_assert_eq!(&hidden, &everything);
                return Ok(());
            }
            for (r, row) in table.iter().enumerate() {
                for (c, n) in row.iter().enumerate() {
                    prop_assert!(!(1..5).contains(n) || hidden[r][c]);
                }
                prop_assert_ne!(hidden[r].iter().filter(|h| **h).count(), 1);
            }
        }

        #[test]
        fn the_ring_test_agrees_with_trying_every_table(
            table in prop::collection::vec(prop::collection::vec(0u64..4, 3), 3),
            pattern in prop::collection::vec(prop::collection::vec(any::<bool>(), 3), 3),
        ) {
            let settled = can_be_worked_out(&table, &pattern);
            for r in 0..3 {
                for c in 0..3 {
                    if pattern[r][c] && table[r][c] > 0 {
                        let one = values(&table, &pattern, (r, c)).len() == 1;
                        prop_assert_eq!(one, settled.contains(&(r, c)));
                    }
                }
            }
        }
    }
}
