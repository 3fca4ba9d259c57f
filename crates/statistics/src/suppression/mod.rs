//! Hiding small counts so that nobody can work them out, nor nearly, from the totals.
//!
//! **Method**: a table is taken with the sums of its rows, of its columns and of everything, each of which may be hidden
//! too. Counts from 1 to `minimum - 1` are hidden. Then each of them is tried: with what stays shown, what is the least and
//! what is the most that it can be? Where the two are not at least `minimum` apart, the cheapest ring of further counts is
//! hidden along which it can move: single cells before sums of lines, those before the sum of everything, small
//! counts before large ones. A nought is never hidden beside another count: it says nothing about anyone, and protects nobody.
//!
//! **What a reader is taken to know**: the table as it is shown; that a hidden count is at least 1, because noughts are
//! shown; and, in a second try, which counts were hidden for being small, so that those are `minimum - 1` at most. Even then two
//! values must be left.
//!
//! **Source**: Cox (1980) and Castro (2012) for complementary suppression: the least and the most of a cell are flows in the
//! residual graph of a transportation problem, so for one table they are exact.
//!
//! **Unit**: counts.
//!
//! **Limits**: a table must not be published beside another that sums over the same people in another way, unless both hide
//! the same sums. Where nothing that could be hidden helps, [`Table::protect`] says so.
//!
//! **Example**: a row `3 8` over a row `6 9`, minimum 5, sums shown. The 3 would be its row's 11 less 8, so the 8 is hidden;
//! its column's 9 less 6, so the 6 is; and the 9 as well. The first row may now be 1 and 10, and so on to 8 and 3: 7 apart.

pub mod attack;

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

/// More than any count can move.
const FREE: i64 = 1 << 40;

/// A count of a table, or one of its sums.
#[derive(Clone, Copy, Debug)]
struct Cell {
    count: i64,
    minimum: i64,
    hidden: bool,
    /// Hidden for its own sake: it must stay unknown.
    own: bool,
    /// Stays as it is, hidden or shown.
    fixed: bool,
}

impl Cell {
    fn is_small(&self) -> bool {
        (1..self.minimum).contains(&self.count)
    }
}

/// A table of counts with its sums, and what of it is hidden. Place `(rows, column)` is the sum of a column, `(row, columns)`
/// that of a row, and `(rows, columns)` the sum of everything.
#[derive(Clone, Debug)]
pub struct Table {
    rows: usize,
    columns: usize,
    cells: Vec<Cell>,
    in_row: Vec<Vec<usize>>,
    in_column: Vec<Vec<usize>>,
}

/// Which way a count moves; the others of its lines make up for it.
#[derive(Clone, Copy, Debug)]
enum Way {
    Up,
    Down,
}

/// How far a count moves one way, and by how much each cell moved with it.
struct Flow {
    way: Way,
    by: i64,
    moved: Vec<i64>,
}

impl Table {
    /// A table with all its sums. Small counts and small sums are hidden. Rows that are shorter are filled with noughts; `minimums` is
    /// the smallest count told in each column, `of_sums` that of the sums over columns and of everything.
    #[must_use]
    pub fn new(counts: &[Vec<u64>], minimums: &[u64], of_sums: u64) -> Self {
        let (rows, columns) = (counts.len(), minimums.len());
        let mut all = vec![0_i64; (rows + 1) * (columns + 1)];
        for (r, row) in counts.iter().enumerate() {
            for (c, n) in row.iter().enumerate() {
                for (r, c) in [(r, c), (r, columns), (rows, c), (rows, columns)] {
                    all[r * (columns + 1) + c] += n.cast_signed();
                }
            }
        }
        let mut it = Self {
            rows,
            columns,
            cells: Vec::with_capacity(all.len()),
            in_row: vec![Vec::new(); rows + 1],
            in_column: vec![Vec::new(); columns + 1],
        };
        for (at, count) in all.into_iter().enumerate() {
            let minimum = minimums.get(at % (columns + 1)).map_or(of_sums, |it| *it);
            let cell = Cell {
                count,
                minimum: minimum.cast_signed(),
                hidden: false,
                own: false,
                fixed: false,
            };
            it.cells.push(cell);
            if cell.is_small() {
                it.put_away(at);
                it.cells[at].own = true;
            }
        }
        it
    }

    /// Counts of which only the sum is told beside them, and that sum stays.
    #[must_use]
    pub fn line(counts: &[u64], minimums: &[u64]) -> Self {
        let mut it = Self::new(&[counts.to_vec()], minimums, 0).keeping_sums();
        // No count stands a second time as the sum of its column.
        for column in 0..it.columns {
            it.put_away(it.at(1, column));
        }
        it
    }

    /// All sums are told, whatever happens: hiding one is somebody else's matter.
    #[must_use]
    pub fn keeping_sums(mut self) -> Self {
        for at in 0..self.cells.len() {
            if self.is_sum(at) {
                let (row, column) = self.place(at);
                self.keep(row, column);
            }
        }
        self
    }

    fn at(&self, row: usize, column: usize) -> usize {
        row * (self.columns + 1) + column
    }

    fn place(&self, at: usize) -> (usize, usize) {
        (at / (self.columns + 1), at % (self.columns + 1))
    }

    fn is_sum(&self, at: usize) -> bool {
        let (row, column) = self.place(at);
        row == self.rows || column == self.columns
    }

    fn put_away(&mut self, at: usize) {
        if !self.cells[at].hidden {
            self.cells[at].hidden = true;
            let (row, column) = self.place(at);
            self.in_row[row].push(at);
            self.in_column[column].push(at);
        }
    }

    fn bring_back(&mut self, at: usize) {
        let (row, column) = self.place(at);
        self.cells[at].hidden = false;
        self.in_row[row].retain(|it| *it != at);
        self.in_column[column].retain(|it| *it != at);
    }

    /// Hides a count or a sum for a reason of its own: it must stay unknown.
    pub fn hide(&mut self, row: usize, column: usize) {
        let at = self.at(row, column);
        self.put_away(at);
        self.cells[at].own = true;
    }

    /// A reader knows this count already, from elsewhere: it is shown, and protects nothing.
    pub fn keep(&mut self, row: usize, column: usize) {
        let at = self.at(row, column);
        self.cells[at].fixed = true;
        self.cells[at].own = false;
        self.bring_back(at);
    }

    /// Whether a count or a sum is hidden.
    #[must_use]
    pub fn is_hidden(&self, row: usize, column: usize) -> bool {
        self.cells[self.at(row, column)].hidden
    }

    /// Hides as many others as it takes. Says false where nothing helps some count.
    pub fn protect(&mut self) -> bool {
        let own: Vec<usize> = (0..self.cells.len())
            .filter(|at| self.cells[*at].own && self.cells[*at].count > 0)
            .collect();
        // What is hidden for one count only widens what another can be, so one round is enough.
        let mut safe = true;
        for at in own {
            while let Err(ring) = self.try_out(at) {
                safe &= !ring.is_empty();
                if ring.is_empty() {
                    break;
                }
                ring.into_iter().for_each(|cell| self.put_away(cell));
            }
        }
        safe
    }

    /// Whether what a count can be is wide enough, and is not settled for whoever knows which counts are small. If not: what is to
    /// be hidden next; nothing where nothing helps.
    fn try_out(&self, at: usize) -> Result<(), Vec<usize>> {
        let cell = self.cells[at];
        let least = cell.minimum.max(1);
        for (knows_small, least) in [(false, least), (true, 1)] {
            if knows_small && !cell.is_small() {
                continue;
            }
            let (rise, fall) = self.room(at, knows_small);
            let up = self.flow(at, Way::Up, rise.min(least), knows_small);
            if up.by >= least {
                continue;
            }
            let down = self.flow(at, Way::Down, fall.min(least - up.by), knows_small);
            if up.by + down.by >= least {
                continue;
            }
            let stuck = [(up, rise), (down, fall)];
            let rings = stuck
                .into_iter()
                .filter(|(flow, room)| flow.by < *room)
                .filter_map(|(flow, _)| self.cheapest(at, &flow, knows_small))
                .min();
            return Err(rings.map(|it| it.1).unwrap_or_default());
        }
        Ok(())
    }

    /// How far a cell may rise and fall for all a reader knows of it alone. The sum of a line stands on the other side of the
    /// balance: it rises where a cell would fall.
    fn room(&self, at: usize, knows_small: bool) -> (i64, i64) {
        let cell = &self.cells[at];
        let most = if knows_small && cell.hidden && cell.is_small() {
            cell.minimum - 1 - cell.count
        } else {
            FREE
        };
        let least = (cell.count - 1).max(0);
        let (row, column) = self.place(at);
        if (row == self.rows) == (column == self.columns) {
            (most, least)
        } else {
            (least, most)
        }
    }

    /// Rows come first, then columns.
    fn ends(&self, at: usize, way: Way) -> (usize, usize) {
        let (row, column) = self.place(at);
        let column = self.rows + 1 + column;
        match way {
            Way::Up => (column, row),
            Way::Down => (row, column),
        }
    }

    /// Where a cell leads from a line, and by how much it may still move: up from its row, down from its column.
    fn step(&self, node: usize, at: usize, moved: &[i64], knows_small: bool) -> (usize, i64) {
        let (row, column) = self.place(at);
        let (rise, fall) = self.room(at, knows_small);
        if node <= self.rows {
            (self.rows + 1 + column, rise - moved[at])
        } else {
            (row, fall + moved[at])
        }
    }

    /// How far a count moves, up to `most`: the flow through the hidden cells from one of its lines to the other.
    fn flow(&self, at: usize, way: Way, most: i64, knows_small: bool) -> Flow {
        let (from, to) = self.ends(at, way);
        let mut flow = Flow {
            way,
            by: 0,
            moved: vec![0; self.cells.len()],
        };
        let mut came = vec![(usize::MAX, usize::MAX); self.rows + self.columns + 2];
        while flow.by < most {
            came.fill((usize::MAX, usize::MAX));
            came[from].0 = from;
            let mut open = VecDeque::from([from]);
            while let Some(node) = open.pop_front() {
                if came[to].0 != usize::MAX {
                    break;
                }
                for cell in self.hidden_in(node) {
                    let (next, room) = self.step(node, *cell, &flow.moved, knows_small);
                    if *cell != at && room > 0 && came[next].0 == usize::MAX {
                        came[next] = (node, *cell);
                        open.push_back(next);
                    }
                }
            }
            if came[to].0 == usize::MAX {
                break;
            }
            let path = Self::back(&came, from, to);
            let by = path.iter().fold(most - flow.by, |by, (node, cell)| {
                by.min(self.step(*node, *cell, &flow.moved, knows_small).1)
            });
            for (node, cell) in path {
                flow.moved[cell] += if node <= self.rows { by } else { -by };
            }
            flow.by += by;
        }
        flow
    }

    fn hidden_in(&self, node: usize) -> &[usize] {
        if node <= self.rows {
            &self.in_row[node]
        } else {
            &self.in_column[node - self.rows - 1]
        }
    }

    /// The cells of a path, each with the line that it was taken from.
    fn back(came: &[(usize, usize)], from: usize, to: usize) -> Vec<(usize, usize)> {
        let mut path = Vec::new();
        let mut node = to;
        while node != from {
            path.push(came[node]);
            node = came[node].0;
        }
        path
    }

    /// The cheapest cells to hide so that a count moves further, and what they cost.
    fn cheapest(&self, at: usize, flow: &Flow, knows_small: bool) -> Option<(i64, Vec<usize>)> {
        let (from, to) = self.ends(at, flow.way);
        let nodes = self.rows + self.columns + 2;
        let mut came = vec![(usize::MAX, usize::MAX); nodes];
        let mut costs = vec![i64::MAX; nodes];
        costs[from] = 0;
        let mut open = BinaryHeap::from([Reverse((0, from))]);
        while let Some(Reverse((cost, node))) = open.pop() {
            if node == to {
                let mut ring: Vec<usize> = Self::back(&came, from, to)
                    .into_iter()
                    .map(|it| it.1)
                    .filter(|cell| !self.cells[*cell].hidden)
                    .collect();
                ring.sort_unstable();
                return Some((cost, ring));
            }
            if cost > costs[node] {
                continue;
            }
            let line: Vec<usize> = if node <= self.rows {
                (0..=self.columns)
                    .map(|column| self.at(node, column))
                    .collect()
            } else {
                let column = node - self.rows - 1;
                (0..=self.rows).map(|row| self.at(row, column)).collect()
            };
            for cell in line {
                let (next, room) = self.step(node, cell, &flow.moved, knows_small);
                let Some(more) = self.cost(cell).filter(|_| cell != at && room > 0) else {
                    continue;
                };
                if cost + more < costs[next] {
                    costs[next] = cost + more;
                    came[next] = (node, cell);
                    open.push(Reverse((cost + more, next)));
                }
            }
        }
        None
    }

    /// What hiding a cell costs: nothing where it is hidden already, and a sum much more than a single count.
    fn cost(&self, at: usize) -> Option<i64> {
        let cell = &self.cells[at];
        let (row, column) = self.place(at);
        let sums = i64::from(row == self.rows) + i64::from(column == self.columns);
        match (cell.hidden, cell.fixed || cell.count == 0) {
            (true, _) => Some(0),
            (false, true) => None,
            (false, false) => Some(cell.count + 1 + sums * sums * (FREE >> 4)),
        }
    }
}

/// Which cells of a table to hide whose sums are all told. The answer has the shape of the table.
#[must_use]
pub fn mask(table: &[Vec<u64>], minimum: u64) -> Vec<Vec<bool>> {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let mut it = Table::new(table, &vec![minimum; columns], minimum).keeping_sums();
    it.protect();
    let row = |(r, row): (usize, &Vec<u64>)| (0..row.len()).map(|c| it.is_hidden(r, c)).collect();
    table.iter().enumerate().map(row).collect()
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
    fn two_ones_are_settled_by_what_is_left_of_their_row() {
        // 22 - 5 - 15 = 2 over two hidden counts that are at least 1 each.
        let table = [vec![5, 1, 1, 15], vec![20, 1, 1, 30], vec![9, 40, 40, 9]];
        let pair = |r: usize, c: usize| r < 2 && (c == 1 || c == 2);
        let before: Vec<Vec<bool>> = (0..3)
            .map(|r| (0..4).map(|c| pair(r, c)).collect())
            .collect();
        let told = bounds(&table, &before, None);
        assert_eq!(told[&(0, 1)], (1, 1), "the ones were worked out");
        let hidden = mask(&table, 5);
        assert!(hidden[0].iter().filter(|it| **it).count() > 2, "{hidden:?}");
        let is_hidden = |r: usize, c: usize| r < 3 && c < 4 && hidden[r][c];
        for ((r, c), (low, high)) in attack::undo(&table, is_hidden) {
            let wide = high.is_none_or(|high| high >= low + 5);
            assert!(table[r][c] >= 5 || wide, "{r} {c}: {low} to {high:?}");
        }
    }

    #[test]
    fn fours_are_settled_for_whoever_knows_that_they_are_small() {
        let mut it = Table::line(&[4, 4, 9, 30], &[5; 4]);
        assert!(it.protect());
        let hidden: Vec<bool> = (0..4).map(|at| it.is_hidden(0, at)).collect();
        assert_eq!(hidden, [true, true, true, false]);
    }

    #[test]
    fn where_a_sum_is_all_that_could_help_it_is_hidden_with_another() {
        // 3 + 2 = 5: between them the row has nothing to hide but its sum.
        let counts = [vec![3, 2, 0], vec![20, 30, 40], vec![30, 40, 50]];
        let mut it = Table::new(&counts, &[5; 3], 5);
        assert!(it.protect());
        assert!(
            it.is_hidden(0, 3) && !it.is_hidden(0, 2),
            "a nought is shown"
        );
        assert!(it.is_hidden(1, 3) || it.is_hidden(2, 3) || it.is_hidden(3, 3));
        let mut alone = Table::new(&counts[..1], &[5; 3], 5).keeping_sums();
        assert!(!alone.protect(), "the sums tell, and stay");
    }

    type Bounds = std::collections::BTreeMap<(usize, usize), (u64, u64)>;

    /// Least and most of every hidden cell over all tables with the same sums, tried one by one: slow and certain.
    fn bounds(table: &[Vec<u64>], hidden: &[Vec<bool>], small: Option<u64>) -> Bounds {
        fn fill(
            cells: &[((usize, usize), u64)],
            left: (&mut [u64], &mut [u64]),
            so_far: &mut Vec<u64>,
            out: &mut dyn FnMut(&[u64]),
        ) {
            let (rows, columns) = left;
            let at = so_far.len();
            let Some(((r, c), most)) = cells.get(at).copied() else {
                if rows.iter().chain(columns.iter()).all(|n| *n == 0) {
                    out(so_far);
                }
                return;
            };
            // The rest of its row must hold what is left.
            let is_last = !cells[at + 1..].iter().any(|((row, _), _)| *row == r);
            let least = if is_last { rows[r].max(1) } else { 1 };
            for n in least..=rows[r].min(columns[c]).min(most) {
                rows[r] -= n;
                columns[c] -= n;
                so_far.push(n);
                fill(cells, (rows, columns), so_far, out);
                so_far.pop();
                rows[r] += n;
                columns[c] += n;
            }
        }
        let (mut rows, mut columns) = (vec![0; table.len()], vec![0; table[0].len()]);
        let mut cells = Vec::new();
        for (r, row) in table.iter().enumerate() {
            for (c, n) in row.iter().enumerate().filter(|(c, _)| hidden[r][*c]) {
                let most = small
                    .filter(|small| n < small)
                    .map_or(u64::MAX, |small| small - 1);
                cells.push(((r, c), most));
                rows[r] += n;
                columns[c] += n;
            }
        }
        let mut found = Bounds::new();
        fill(
            &cells,
            (&mut rows, &mut columns),
            &mut Vec::new(),
            &mut |values| {
                for ((at, _), n) in cells.iter().zip(values) {
                    let (low, high) = found.entry(*at).or_insert((*n, *n));
                    (*low, *high) = ((*low).min(*n), (*high).max(*n));
                }
            },
        );
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn every_table_of_the_same_sums_tried_one_by_one_leaves_small_counts_wide(
            table in prop::collection::vec(prop::collection::vec(prop_oneof![Just(0u64), 1u64..4, 2u64..7], 3), 3),
        ) {
            let minimum = 3;
            let mut it = Table::new(&table, &[minimum; 3], minimum).keeping_sums();
            let safe = it.protect();
            let hidden: Vec<Vec<bool>> = (0..3).map(|r| (0..3).map(|c| it.is_hidden(r, c)).collect()).collect();
            let told = bounds(&table, &hidden, None);
            let known = bounds(&table, &hidden, Some(minimum));
            let mut all_wide = true;
            for (r, row) in table.iter().enumerate() {
                for (c, n) in row.iter().enumerate().filter(|(_, n)| **n > 0 && **n < minimum) {
                    prop_assert!(hidden[r][c], "{n}");
                    let ((low, high), (least, most)) = (told[&(r, c)], known[&(r, c)]);
                    all_wide &= high >= low + minimum && least < most;
                }
            }
            prop_assert_eq!(all_wide, safe);
            prop_assert!(table.iter().flatten().zip(hidden.iter().flatten()).all(|(n, hide)| *n > 0 || !hide));
        }

        #[test]
        fn with_sums_that_may_be_hidden_the_audit_finds_nothing(
            table in (1usize..6, 1usize..6).prop_flat_map(|(r, c)| {
                prop::collection::vec(prop::collection::vec(prop_oneof![Just(0u64), 1u64..6, 5u64..60], c), r)
            })
        ) {
            let columns = table[0].len();
            let mut it = Table::new(&table, &vec![5; columns], 5);
            if !it.protect() {
                return Ok(());
            }
            let count = |r: usize, c: usize| it.cells[it.at(r, c)].count.unsigned_abs();
            for ((r, c), (low, high)) in attack::undo(&table, |r, c| it.is_hidden(r, c)) {
                prop_assert!(count(r, c) > 0);
                let wide = high.is_none_or(|high| high >= low + 5);
                prop_assert!(wide || count(r, c) >= 5, "{r} {c}: {low} to {high:?}");
            }
        }
    }
}
