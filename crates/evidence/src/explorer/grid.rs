//! What a question is counted in: squares, hexagons or small areas over its wards, with the count of each in every month.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use statistics::{Area, Tile, Tiles, areas_around};
use wards::boundaries::shape;

use super::ground::degrees_e6;
use super::scene::{Reader, Scene};
use crate::Month;
use crate::cube::Period;
use crate::police_uk::words::is_street;
use crate::unit::Unit;

/// A grid is no larger.
const MOST: i64 = 250_000;

/// A cell, or a small area.
pub struct Cell {
    /// By which files know it.
    pub code: String,
    /// The ward it lies in, as a place in the atlas.
    pub ward: usize,
    /// The south-western corner of a square in metres, the middle of what is none.
    pub known_by: [f64; 2],
    /// Where a letter stands.
    pub middle: [f64; 2],
    /// Its edge in metres.
    pub rings: Vec<Vec<[f64; 2]>>,
    /// Its place among the small areas of the atlas.
    small: Option<usize>,
}

/// Cells with a middle or a published point in the wards, row by row from the south-west; small areas by code.
pub struct Grid {
    /// What they are.
    pub unit: Unit,
    /// The cells.
    pub cells: Vec<Cell>,
    /// Each cell's own place and those of the cells around it.
    pub neighbours: Vec<Vec<usize>>,
    of_point: Vec<Option<u32>>,
    months: Vec<Month>,
    counts: Vec<u32>,
}

/// Cells before anything is counted.
struct Laid {
    cells: Vec<Cell>,
    neighbours: Vec<Vec<usize>>,
    of_point: Vec<Option<u32>>,
}

/// Whether a published point lies in the wards, and in which.
fn ward_of(scene: &Scene, point: usize) -> Option<usize> {
    scene.ground.ward[point].filter(|it| scene.wards().contains(it))
}

fn tiles(scene: &Scene, tiles: Tiles) -> Option<Laid> {
    let ours = scene.wards();
    let ground = &scene.ground;
    let corners = ours
        .iter()
        .flat_map(|at| ground.edges[*at].iter().flatten());
    let (mut low, mut high) = ([i64::MAX; 2], [i64::MIN; 2]);
    for at in corners.map(|it| tiles.at(*it)) {
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
        // The middle of a hexagon may lie further east or west than any corner of a ward.
        for x in low[0] - 1..=high[0] + 1 {
            let ward = ground.ward_at(tiles.middle([x, y]));
            if let Some(ward) = ward.filter(|it| ours.contains(it)) {
                found.insert((y, x), ward);
            }
        }
    }
    for (point, metres) in ground.metres.iter().enumerate() {
        if let (Some(metres), Some(ward)) = (metres, ward_of(scene, point)) {
            let [x, y] = tiles.at(*metres);
            found.entry((y, x)).or_insert(ward);
        }
    }
    let place: BTreeMap<(i64, i64), u32> = found.keys().copied().zip(0..).collect();
    let of = |[x, y]: Tile| place.get(&(y, x)).copied();
    let around = |(y, x): &(i64, i64)| {
        let touching = tiles.around([*x, *y]).filter_map(of);
        touching.map(|it| it as usize).collect()
    };
    let of_point = ground.metres.iter().enumerate().map(|(point, metres)| {
        ward_of(scene, point)?;
        of(tiles.at((*metres)?))
    });
    Some(Laid {
        of_point: of_point.collect(),
        neighbours: place.keys().map(around).collect(),
        cells: found
            .into_iter()
            .map(|((y, x), ward)| {
                let known_by = tiles.anchor([x, y]);
                Cell {
                    code: format!("{:.0}-{:.0}", known_by[0], known_by[1]),
                    ward,
                    known_by,
                    middle: tiles.middle([x, y]),
                    rings: vec![tiles.corners([x, y])],
                    small: None,
                }
            })
            .collect(),
    })
}

fn small_areas(scene: &Scene) -> Laid {
    let ground = &scene.ground;
    let small = ground.small_areas();
    let inside = |at: &Option<[f64; 2]>| {
        let ward = ground.ward_at((*at)?);
        ward.filter(|it| scene.wards().contains(it))
    };
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, middle) in small.middle.iter().enumerate() {
        if let Some(ward) = inside(middle) {
            found.insert(at, ward);
        }
    }
    for (point, area) in small.of_point.iter().enumerate() {
        if let (Some(area), Some(ward)) = (area, ward_of(scene, point)) {
            found.entry(*area as usize).or_insert(ward);
        }
    }
    let areas: Vec<Area> = found.keys().map(|at| small.areas[*at].clone()).collect();
    let place: BTreeMap<usize, u32> = found.keys().copied().zip(0..).collect();
    let of_point = small.of_point.iter().enumerate().map(|(point, area)| {
        ward_of(scene, point)?;
        place.get(&((*area)? as usize)).copied()
    });
    Laid {
        of_point: of_point.collect(),
        neighbours: areas_around(&areas),
        cells: found
            .into_iter()
            .map(|(at, ward)| {
                let middle = small.middle[at].unwrap_or_default();
                Cell {
                    code: small.areas[at].code.clone(),
                    ward,
                    known_by: middle,
                    middle,
                    rings: small.edges[at].clone(),
                    small: Some(at),
                }
            })
            .collect(),
    }
}

impl Grid {
    /// Lays the grid and counts the months; nothing where the ground is too large for cells so small.
    pub fn of(scene: &Scene, months: Period) -> Option<Self> {
        let unit = scene.question.unit;
        let laid = match unit.tiles() {
            Some(it) => tiles(scene, it)?,
            None => small_areas(scene),
        };
        let mut grid = Self {
            unit,
            counts: vec![0; laid.cells.len() * months.len()],
            cells: laid.cells,
            neighbours: laid.neighbours,
            of_point: laid.of_point,
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

    /// The name of a cell: the ward, and where it lies on the National Grid; that of a small area.
    pub fn name(&self, scene: &Scene, at: usize) -> String {
        let cell = &self.cells[at];
        let ward = &scene.atlas.wards[cell.ward].name;
        if let Some(small) = cell.small.and_then(|it| scene.atlas.small_areas.get(it)) {
            return format!("{}, {ward}", small.name);
        }
        let [east, north] = cell.known_by;
        format!("{ward}, cell {east:.0} {north:.0}")
    }

    /// The ground of a cell for a map in longitude and latitude.
    pub fn geometry(&self, scene: &Scene, at: usize) -> Value {
        let degrees = |at: &[i32; 2]| at.map(|it| f64::from(it) / 1e6);
        let cell = &self.cells[at];
        if let Some(small) = cell.small.and_then(|it| scene.atlas.small_areas.get(it)) {
            let parts: Vec<Vec<Vec<[f64; 2]>>> = shape::parts(&small.rings)
                .iter()
                .map(|part| {
                    let rings = part.iter();
                    rings.map(|it| it.iter().map(degrees).collect()).collect()
                })
                .collect();
            return json!({ "type": "MultiPolygon", "coordinates": parts });
        }
        let rings: Vec<Vec<[f64; 2]>> = cell
            .rings
            .iter()
            .map(|ring| {
                let round = ring.iter().chain(ring.first());
                let round = round.filter_map(|it| degrees_e6(*it));
                round.map(|it| degrees(&it)).collect()
            })
            .collect();
        json!({ "type": "Polygon", "coordinates": rings })
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
