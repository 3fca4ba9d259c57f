//! The audit that tries to undo the hiding: whatever was published, as sums of unknown counts, and what follows from it.
//!
//! **Method**: each unknown count has a lowest and a highest value. Every published sum tightens them: a count is at most
//! the sum less the lowest of the others, and at least the sum less the highest of the others. This is repeated until
//! nothing moves ([`Attack::run`]). [`Attack::combine`] also adds and subtracts published sums until as few unknown
//! counts as possible are left in each (row reduction), and lets those tighten the bounds too. A count whose lowest
//! and highest value meet is worked out.
//!
//! **Source**: bounds for cell suppression after Fréchet (1940) and Dobra and Fienberg (2000); row reduction is
//! Gauss-Jordan elimination, done modulo a prime so that no fraction is rounded.
//!
//! **Unit**: counts.
//!
//! **Limits**: what is reported is worked out for certain, except that a row of the reduction with small whole numbers is taken at
//! its word (wrong with a chance below one in 10^15). Not everything that integer programming could find is found: for a table with
//! row and column sums [`Table`](super::Table) is complete, for twelve-month sums of one line of months
//! the bounds are.
//!
//! **Example**: of `a + b + c = 9` and `a + b = 6` the first pass says nothing about `c` but that it is at most 9; the
//! difference of the two sums says that `c` is 3.

use std::collections::BTreeMap;

/// No count is as high as this.
const NO_LIMIT: i64 = 1 << 40;
/// 2^61 - 1.
const PRIME: i128 = (1 << 61) - 1;

#[derive(Clone, Debug)]
struct Sum {
    parts: Vec<(usize, i64)>,
    total: i64,
}

/// Unknown counts and the sums that are known of them.
#[derive(Clone, Debug, Default)]
pub struct Attack {
    low: Vec<i64>,
    high: Vec<i64>,
    sums: Vec<Sum>,
    /// The sums that each count is part of.
    of: Vec<Vec<usize>>,
    open: Vec<usize>,
}

/// How much was known at a moment, to go back to.
#[derive(Clone, Debug)]
pub struct Known {
    low: Vec<i64>,
    high: Vec<i64>,
    sums: usize,
}

impl Attack {
    /// A count that is unknown but for these bounds.
    pub fn cell(&mut self, low: u64, high: Option<u64>) -> usize {
        self.low.push(low.cast_signed().min(NO_LIMIT));
        self.high
            .push(high.map_or(NO_LIMIT, |high| high.cast_signed().min(NO_LIMIT)));
        self.of.push(Vec::new());
        self.low.len() - 1
    }

    /// A published sum: counts with how often each is in it (-1: taken off), and what they come to.
    pub fn sum(&mut self, parts: Vec<(usize, i64)>, total: i64) {
        let at = self.sums.len();
        for (cell, _) in &parts {
            self.of[*cell].push(at);
        }
        self.sums.push(Sum { parts, total });
        self.open.push(at);
    }

    /// A count that was published itself.
    pub fn is(&mut self, cell: usize, count: u64) {
        self.sum(vec![(cell, 1)], count.cast_signed());
    }

    /// What is known now.
    #[must_use]
    pub fn known(&self) -> Known {
        Known {
            low: self.low.clone(),
            high: self.high.clone(),
            sums: self.sums.len(),
        }
    }

    /// Forgets every count and sum that came after `known`.
    pub fn back_to(&mut self, known: &Known) {
        self.of.truncate(known.low.len());
        for sum in self.sums.drain(known.sums..).rev() {
            for (cell, _) in sum.parts {
                if let Some(of) = self.of.get_mut(cell) {
                    of.pop();
                }
            }
        }
        self.low.clone_from(&known.low);
        self.high.clone_from(&known.high);
        self.open.clear();
    }

    /// Tightens the bounds with every sum that is new or touches a count that moved. Says false when it was left off before it came
    /// to rest: the bounds are true then, but may be wider than they could be.
    pub fn run(&mut self) -> bool {
        // Bounds that creep towards each other one by one are left where they are after a while: still true, only wide.
        let mut steps = 500_000 + 200 * self.sums.len();
        let mut waiting = vec![false; self.sums.len()];
        for at in &self.open {
            waiting[*at] = true;
        }
        let mut open = std::collections::VecDeque::from(std::mem::take(&mut self.open));
        while let Some(at) = open.pop_front() {
            waiting[at] = false;
            if steps == 0 {
                return false;
            }
            steps -= 1;
            for cell in self.tighten(at) {
                for sum in &self.of[cell] {
                    if !waiting[*sum] && *sum != at {
                        waiting[*sum] = true;
                        open.push_back(*sum);
                    }
                }
            }
        }
        true
    }

    /// The counts that a sum moves.
    fn tighten(&mut self, at: usize) -> Vec<usize> {
        let mut moved = Vec::new();
        let mut changes = Vec::new();
        // A second look at the same sum can only tell more where a count is in it several times over.
        let several = self.sums[at].parts.iter().any(|(_, times)| times.abs() > 1);
        loop {
            let Sum { parts, total } = &self.sums[at];
            let ends = |cell: usize, times: i64| {
                let (a, b) = (self.low[cell] * times, self.high[cell] * times);
                (a.min(b), a.max(b))
            };
            let (least, most) = parts.iter().fold((0, 0), |(least, most), (cell, times)| {
                let (a, b) = ends(*cell, *times);
                (least + a, most + b)
            });
            // How far a part may lie above its lowest and below its highest value.
            let (above, below) = (total - least, most - total);
            changes.clear();
            for (cell, times) in parts {
                let (a, b) = ends(*cell, *times);
                if b - a <= above.min(below) {
                    continue;
                }
                // times * count lies between these.
                let (from, to) = (b - below, a + above);
                let (low, high) = match *times {
                    1 => (from, to),
                    -1 => (-to, -from),
                    times if times > 0 => (-(-from).div_euclid(times), to.div_euclid(times)),
                    times => (-to.div_euclid(-times), (-from).div_euclid(-times)),
                };
                if low > self.low[*cell] || high < self.high[*cell] {
                    changes.push((*cell, low, high));
                }
            }
            for (cell, low, high) in &changes {
                self.low[*cell] = self.low[*cell].max(*low);
                self.high[*cell] = self.high[*cell].min(*high);
                if !several || !moved.contains(cell) {
                    moved.push(*cell);
                }
            }
            if !several || changes.is_empty() || moved.len() > 10_000 {
                return moved;
            }
        }
    }

    /// The lowest and the highest a count can be, as far as was found out; the highest may be missing.
    #[must_use]
    pub fn between(&self, cell: usize) -> (u64, Option<u64>) {
        let high = self.high[cell];
        (
            self.low[cell].max(0).cast_unsigned(),
            (high < NO_LIMIT / 2).then(|| high.max(0).cast_unsigned()),
        )
    }

    /// The count, where only one is left.
    #[must_use]
    pub fn worked_out(&self, cell: usize) -> Option<u64> {
        (self.low[cell] >= self.high[cell]).then(|| self.low[cell].max(0).cast_unsigned())
    }

    /// Whether no counts at all agree with what was published: then the question was put wrongly.
    #[must_use]
    pub fn is_absurd(&self) -> bool {
        self.low
            .iter()
            .zip(&self.high)
            .any(|(low, high)| low > high)
    }

    /// Adds and subtracts sums until each speaks of as few counts as it can, and lets those tell too. Slow: it grows with the
    /// cube of the number of unknown counts.
    pub fn combine(&mut self) {
        self.run();
        let unknown: Vec<usize> = (0..self.low.len())
            .filter(|cell| self.low[*cell] < self.high[*cell])
            .collect();
        let mut place = vec![usize::MAX; self.low.len()];
        for (at, cell) in unknown.iter().enumerate() {
            place[*cell] = at;
        }
        let width = unknown.len() + 1;
        let mut rows: Vec<Vec<i64>> = Vec::new();
        for sum in &self.sums {
            let mut row = vec![0_i64; width];
            let mut total = sum.total;
            for (cell, times) in &sum.parts {
                match place[*cell] {
                    usize::MAX => total -= times * self.low[*cell],
                    at => row[at] = whole(i128::from(row[at]) + i128::from(*times)),
                }
            }
            row[width - 1] = whole(i128::from(total));
            if row[..width - 1].iter().any(|n| *n != 0) {
                rows.push(row);
            }
        }
        reduce(&mut rows, width - 1);
        for row in rows {
            let small = |n: i64| {
                let n = if i128::from(n) > PRIME / 2 {
                    n - (PRIME as i64)
                } else {
                    n
                };
                (n.abs() < 1 << 20).then_some(n)
            };
            let whole: Option<Vec<i64>> = row.iter().map(|n| small(*n)).collect();
            let Some(whole) = whole else { continue };
            let parts: Vec<(usize, i64)> = whole[..width - 1]
                .iter()
                .zip(&unknown)
                .filter(|(times, _)| **times != 0)
                .map(|(times, cell)| (*cell, *times))
                .collect();
            if !parts.is_empty() {
                self.sum(parts, whole[width - 1]);
            }
        }
        self.run();
    }
}

fn whole(n: i128) -> i64 {
    n.rem_euclid(PRIME) as i64
}

/// Gauss-Jordan elimination modulo the prime.
fn reduce(rows: &mut [Vec<i64>], columns: usize) {
    let mut done = 0;
    for column in 0..columns {
        let Some(at) = (done..rows.len()).find(|at| rows[*at][column] != 0) else {
            continue;
        };
        rows.swap(done, at);
        let by = inverse(rows[done][column]);
        for n in &mut rows[done] {
            if *n != 0 {
                *n = whole(i128::from(*n) * i128::from(by));
            }
        }
        let pivot: Vec<(usize, i64)> = rows[done]
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, n)| *n != 0)
            .collect();
        for (other, row) in rows.iter_mut().enumerate() {
            let times = row[column];
            if other == done || times == 0 {
                continue;
            }
            for (place, n) in &pivot {
                row[*place] = whole(i128::from(row[*place]) - i128::from(times) * i128::from(*n));
            }
        }
        done += 1;
    }
}

/// Fermat: n^(p-2).
fn inverse(n: i64) -> i64 {
    let (mut base, mut left, mut out) = (n, PRIME - 2, 1_i64);
    while left > 0 {
        if left & 1 == 1 {
            out = whole(i128::from(out) * i128::from(base));
        }
        base = whole(i128::from(base) * i128::from(base));
        left >>= 1;
    }
    out
}

/// What a reader works out of one table: the least and the most of every hidden count and sum, by row and column. Sums stand after
/// the last row and column; `is_hidden` says what is not shown. A hidden count is known to be at least 1, unless it is nought.
#[must_use]
pub fn undo(
    table: &[Vec<u64>],
    is_hidden: impl Fn(usize, usize) -> bool,
) -> BTreeMap<(usize, usize), (u64, Option<u64>)> {
    let mut attack = Attack::default();
    let (rows, columns) = (
        table.len(),
        table.iter().map(Vec::len).max().unwrap_or_default(),
    );
    let count = |r: usize, c: usize| -> u64 {
        let lines = table
            .iter()
            .enumerate()
            .filter(|(at, _)| r == rows || *at == r);
        lines
            .flat_map(|(_, row)| row.iter().enumerate())
            .filter(|(at, _)| c == columns || *at == c)
            .map(|(_, n)| n)
            .sum()
    };
    let mut cells = vec![vec![0; columns + 1]; rows + 1];
    for (r, line) in cells.iter_mut().enumerate() {
        for (c, cell) in line.iter_mut().enumerate() {
            let n = count(r, c);
            *cell = if is_hidden(r, c) {
                attack.cell(n.min(1), None)
            } else {
                attack.cell(n, Some(n))
            };
        }
    }
    let mut add_up = |line: Vec<usize>| {
        let (sum, parts) = line.split_last().expect("a line ends with its sum");
        let parts = parts.iter().map(|cell| (*cell, 1));
        attack.sum(parts.chain([(*sum, -1)]).collect(), 0);
    };
    cells.iter().for_each(|row| add_up(row.clone()));
    (0..=columns).for_each(|c| add_up(cells.iter().map(|row| row[c]).collect()));
    attack.combine();
    let places = (0..=rows).flat_map(|r| (0..=columns).map(move |c| (r, c)));
    places
        .filter(|(r, c)| is_hidden(*r, *c))
        .map(|(r, c)| ((r, c), attack.between(cells[r][c])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suppression::mask;
    use proptest::prelude::*;

    #[test]
    fn the_example() {
        let mut attack = Attack::default();
        let [a, b, c] = [(); 3].map(|()| attack.cell(0, None));
        attack.sum(vec![(a, 1), (b, 1), (c, 1)], 9);
        attack.sum(vec![(a, 1), (b, 1)], 6);
        attack.run();
        assert_eq!((attack.between(c).0, attack.worked_out(c)), (0, None));
        attack.combine();
        assert_eq!(
            (attack.worked_out(c), attack.worked_out(a)),
            (Some(3), None)
        );
    }

    #[test]
    fn a_table_hidden_without_companions_is_undone_and_a_masked_one_is_not() {
        let table = vec![vec![30, 3, 50], vec![40, 9, 60], vec![50, 8, 70]];
        let only_small = undo(&table, |r, c| (r, c) == (0, 1));
        assert_eq!(only_small[&(0, 1)], (3, Some(3)));
        let hidden = mask(&table, 5);
        let is_hidden = |r: usize, c: usize| hidden.get(r).and_then(|it| it.get(c)) == Some(&true);
        let (low, high) = undo(&table, is_hidden)[&(0, 1)];
        assert!(
            high.is_some_and(|high| high >= low + 5),
            "{low} to {high:?}"
        );
    }

    #[test]
    fn twelve_month_sums_of_a_rare_crime_give_its_months_away() {
        // One in March of each year; the window moves on by a month at a time.
        let months: Vec<u64> = (0..36)
            .map(|at| u64::from(at % 12 == 2) * 5 + u64::from(at == 20) * 2)
            .collect();
        let mut attack = Attack::default();
        let cells: Vec<usize> = months.iter().map(|_| attack.cell(0, None)).collect();
        for end in 11..36 {
            let window = end - 11..=end;
            let sum: u64 = months[window.clone()].iter().sum();
            attack.sum(window.map(|at| (cells[at], 1)).collect(), sum.cast_signed());
        }
        attack.combine();
        assert_eq!(
            attack.worked_out(cells[20]),
            None,
            "March may be lower and another month higher"
        );
        let mut attack = Attack::default();
        let cells: Vec<usize> = (0..13).map(|_| attack.cell(0, None)).collect();
        attack.sum((0..12).map(|at| (cells[at], 1)).collect(), 0);
        attack.sum((1..13).map(|at| (cells[at], 1)).collect(), 3);
        attack.run();
        assert_eq!(attack.worked_out(cells[12]), Some(3));
    }

    #[test]
    fn going_back_forgets() {
        let mut attack = Attack::default();
        let a = attack.cell(0, None);
        attack.run();
        let known = attack.known();
        let b = attack.cell(0, None);
        attack.sum(vec![(a, 1), (b, 1)], 4);
        attack.run();
        assert_eq!(attack.between(a), (0, Some(4)));
        attack.back_to(&known);
        assert_eq!(attack.between(a), (0, None));
    }

    proptest! {
        #[test]
        fn the_truth_always_lies_between_the_bounds(
            counts in prop::collection::vec(0u64..9, 9),
            sums in prop::collection::vec(prop::collection::vec(-1i64..2, 9), 1..8),
        ) {
            let mut attack = Attack::default();
            for _ in &counts {
                attack.cell(0, None);
            }
            for sum in sums {
                let total = sum.iter().zip(&counts).map(|(times, n)| times * n.cast_signed()).sum();
                attack.sum(sum.into_iter().enumerate().filter(|(_, times)| *times != 0).collect(), total);
            }
            attack.combine();
            prop_assert!(!attack.is_absurd());
            for (cell, n) in counts.iter().enumerate() {
                let (low, high) = attack.between(cell);
                prop_assert!(low <= *n && high.is_none_or(|high| *n <= high));
            }
        }
    }
}
