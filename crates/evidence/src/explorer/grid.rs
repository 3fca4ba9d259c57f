//! A square grid over the wards of a question, with the count of every cell in every month.

use std::collections::BTreeMap;

use super::scene::{Reader, Scene};
use crate::Month;
use crate::cube::Period;
use crate::police_uk::words::is_street;

/// A grid is no larger.
const MOST: i64 = 250_000;

/// Cells with a middle or a published point in the wards, row by row from the south-west.
pub struct Grid {
    /// The side of a cell in metres.
    pub side: f64,
    /// Column and row of each cell, counted from the origin of the National Grid.
    pub cells: Vec<[i64; 2]>,
    /// The ward of each cell, as a place in the atlas.
    pub ward: Vec<usize>,
    /// Each cell's own place and those of the cells around it.
    pub neighbours: Vec<Vec<usize>>,
    of_point: Vec<Option<u32>>,
    months: Vec<Month>,
    counts: Vec<u32>,
}

#[expect(clippy::cast_possible_truncation, reason = "metres of a country fit")]
fn cell(at: [f64; 2], side: f64) -> [i64; 2] {
    at.map(|it| (it / side).floor() as i64)
}

impl Grid {
    /// Lays the grid and counts the months; nothing where the ground is too large for cells so small.
    pub fn of(scene: &Scene, months: Period) -> Option<Self> {
        let side = f64::from(scene.question.cell);
        let ours = scene.wards();
        let ground = &scene.ground;
        let corners = || {
            ours.iter()
                .flat_map(|at| ground.edges[*at].iter().flatten())
        };
        let (mut low, mut high) = ([i64::MAX; 2], [i64::MIN; 2]);
        for at in corners().map(|it| cell(*it, side)) {
            for axis in 0..2 {
                low[axis] = low[axis].min(at[axis]);
                high[axis] = high[axis].max(at[axis]);
            }
        }
        if low[0] > high[0] || (high[0] - low[0] + 1) * (high[1] - low[1] + 1) > MOST {
            return None;
        }
        // By row and column: the same order as in the command, so that chance deals out the same.
        let mut found: BTreeMap<(i64, i64), usize> = BTreeMap::new();
        for y in low[1]..=high[1] {
            for x in low[0]..=high[0] {
                let middle = middle([x, y], side);
                if let Some(ward) = ground.ward_at(middle).filter(|it| ours.contains(it)) {
                    found.insert((y, x), ward);
                }
            }
        }
        let inside = |at: usize| ground.ward[at].filter(|it| ours.contains(it));
        for (at, metres) in ground.metres.iter().enumerate() {
            if let (Some(metres), Some(ward)) = (metres, inside(at)) {
                let [x, y] = cell(*metres, side);
                found.entry((y, x)).or_insert(ward);
            }
        }
        let cells: Vec<[i64; 2]> = found.keys().map(|(y, x)| [*x, *y]).collect();
        let ward: Vec<usize> = found.values().copied().collect();
        let place: BTreeMap<(i64, i64), usize> = found
            .into_keys()
            .enumerate()
            .map(|(at, key)| (key, at))
            .collect();
        let neighbours = cells
            .iter()
            .map(|[x, y]| {
                (-1..=1)
                    .flat_map(|down| (-1..=1).map(move |right| (y + down, x + right)))
                    .filter_map(|it| place.get(&it).copied())
                    .collect()
            })
            .collect();
        let of_point = ground
            .metres
            .iter()
            .enumerate()
            .map(|(at, metres)| {
                let [x, y] = cell((*metres)?, side);
                inside(at)?;
                u32::try_from(*place.get(&(y, x))?).ok()
            })
            .collect();
        let mut grid = Self {
            side,
            counts: vec![0; cells.len() * months.len()],
            cells,
            ward,
            neighbours,
            of_point,
            months: months.months().collect(),
        };
        grid.count(scene);
        Some(grid)
    }

    fn count(&mut self, scene: &Scene) {
        let width = self.cells.len();
        for (at, month) in self.months.iter().enumerate() {
            let row = &mut self.counts[at * width..(at + 1) * width];
            scene.each(*month, |point| {
                if let Some(cell) = self.of_point[point] {
                    row[cell as usize] += 1;
                }
            });
        }
    }

    /// The counts of the cells over some months.
    pub fn over(&self, period: Period) -> Vec<u64> {
        let width = self.cells.len();
        let mut sums = vec![0_u64; width];
        for (at, month) in self.months.iter().enumerate() {
            if (period.first..=period.last).contains(month) {
                let row = &self.counts[at * width..(at + 1) * width];
                for (sum, n) in sums.iter_mut().zip(row) {
                    *sum += u64::from(*n);
                }
            }
        }
        sums
    }

    /// The months of one cell up to one, oldest first.
    pub fn line(&self, cell: usize, last: Month) -> Vec<u64> {
        let width = self.cells.len();
        self.months
            .iter()
            .enumerate()
            .filter(|(_, month)| **month <= last)
            .map(|(at, _)| u64::from(self.counts[at * width + cell]))
            .collect()
    }

    /// Stops in each cell over some months, whatever is asked about.
    pub fn stops(&self, scene: &Scene, months: &[Month]) -> Vec<u64> {
        let mut sums = vec![0; self.cells.len()];
        for month in months {
            scene.recorded.each_stop(*month, |point, _| {
                if let Some(cell) = self.of_point[point] {
                    sums[cell as usize] += 1;
                }
            });
        }
        sums
    }

    /// The south-western corner of a cell in metres.
    #[expect(clippy::cast_precision_loss, reason = "metres of a country fit")]
    pub fn corner(&self, at: usize) -> [f64; 2] {
        self.cells[at].map(|it| it as f64 * self.side)
    }

    /// The name of a cell: the ward, and its corner on the National Grid.
    pub fn name(&self, scene: &Scene, at: usize) -> String {
        let [east, north] = self.corner(at);
        let ward = &scene.atlas.wards[self.ward[at]].name;
        format!("{ward}, cell {east:.0} {north:.0}")
    }

    /// The street that names each cell: the one with most of what is counted there; in papers the one with most published
    /// points, which says nothing of counts.
    pub fn streets(&self, scene: &Scene, period: Period) -> Vec<Option<String>> {
        let mut weight = vec![u64::from(scene.reader == Reader::Papers); self.of_point.len()];
        if scene.reader == Reader::Analyst {
            for month in period.months() {
                scene.each(month, |point| weight[point] += 1);
            }
        }
        let mut names: BTreeMap<(u32, String), u64> = BTreeMap::new();
        for (point, many) in weight.into_iter().enumerate().filter(|it| it.1 > 0) {
            if let (Some(cell), Some(name)) = (self.of_point[point], scene.recorded.street(point)) {
                *names.entry((cell, name)).or_default() += many;
            }
        }
        // A car park may be anywhere: it names a cell only where no street does.
        let mut found: Vec<Option<((bool, u64), String)>> = vec![None; self.cells.len()];
        for ((cell, name), many) in names {
            let rank = (is_street(&name), many);
            let best = &mut found[cell as usize];
            if best.as_ref().is_none_or(|it| it.0 < rank) {
                *best = Some((rank, name));
            }
        }
        found.into_iter().map(|it| Some(it?.1)).collect()
    }

    /// Whether a point is counted.
    pub fn holds(&self, point: usize) -> bool {
        self.of_point[point].is_some()
    }
}

#[expect(clippy::cast_precision_loss, reason = "metres of a country fit")]
fn middle(at: [i64; 2], side: f64) -> [f64; 2] {
    at.map(|it| it as f64 * side + side / 2.0)
}
