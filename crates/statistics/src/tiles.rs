//! Ground laid out in equal cells, squares or hexagons, and which cells or areas touch which.
//!
//! **Formula**: a square of side s holds the places with floor((x - start) / s) and floor((y - start) / s) alike. Hexagons stand on a
//! corner, s from side to side; their middles lie s apart in a row, rows √3/2 s apart, every second row half a cell further east.
//! A place belongs to the hexagon whose middle is nearest. Around a square lie eight others (touching by a corner counts), around a hexagon six,
//! all as near as one another. Areas touch where they share a corner.
//!
//! **Source**: Birch, Oom and Beecham (2007) on hexagons and squares; "queen" neighbours of Moran (1948) and Cliff and Ord (1981).
//!
//! **Unit**: metres. A hexagon as wide as a square is holds √3/2, 0.87, of its ground.
//!
//! **Limits**: another start gives other cells. Areas that were drawn one by one and share no corner do not touch here.
//!
//! **Example**: with s = 100 the place (99, 0) lies in the square (0, 0) and in the hexagon (1, 0), whose middle is (100, 0); the
//! hexagon (0, 1) has its middle at (50, 86.6).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::Area;

/// The shape of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Squares, side by side.
    #[default]
    Square,
    /// Hexagons, on a corner.
    Hexagon,
}

/// Column and row of a cell.
pub type Tile = [i64; 2];

/// Cells without an end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tiles {
    /// The shape.
    pub shape: Shape,
    /// How wide a cell is, from side to side.
    pub across: f64,
    /// So much further east and north the first begins.
    pub start: f64,
}

/// √3/2: how far rows of hexagons lie apart.
const ROW: f64 = 0.866_025_403_784_438_6;
/// From the middle of a hexagon to a corner: 1/√3.
const CORNER: f64 = 0.577_350_269_189_625_8;

impl Tiles {
    /// The cell that holds a place.
    #[must_use]
    pub fn at(&self, place: [f64; 2]) -> Tile {
        let [x, y] = place.map(|it| (it - self.start) / self.across);
        match self.shape {
            Shape::Square => [x.floor() as i64, y.floor() as i64],
            Shape::Hexagon => {
                let row = (y / ROW).floor() as i64;
                let near = |row: i64| {
                    let column = (x - shift(row)).round();
                    let (east, north) = (x - shift(row) - column, y - row as f64 * ROW);
                    ([column as i64, row], east * east + north * north)
                };
                let (below, above) = (near(row), near(row + 1));
                if above.1 < below.1 { above.0 } else { below.0 }
            }
        }
    }

    /// The middle of a cell.
    #[must_use]
    pub fn middle(&self, [column, row]: Tile) -> [f64; 2] {
        let (column, row_at) = (column as f64, row as f64);
        let at = match self.shape {
            Shape::Square => [column + 0.5, row_at + 0.5],
            Shape::Hexagon => [column + shift(row), row_at * ROW],
        };
        at.map(|it| it * self.across + self.start)
    }

    /// The place by which a cell is known: the south-western corner of a square, the middle of a hexagon.
    #[must_use]
    pub fn anchor(&self, tile: Tile) -> [f64; 2] {
        match self.shape {
            Shape::Square => tile.map(|it| it as f64 * self.across + self.start),
            Shape::Hexagon => self.middle(tile),
        }
    }

    /// The corners of a cell, against the clock.
    #[must_use]
    pub fn corners(&self, tile: Tile) -> Vec<[f64; 2]> {
        let from = |middle: [f64; 2], far: &[[f64; 2]]| {
            far.iter()
                .map(|[x, y]| [middle[0] + x * self.across, middle[1] + y * self.across])
                .collect()
        };
        match self.shape {
            Shape::Square => from(
                self.anchor(tile),
                &[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]],
            ),
            Shape::Hexagon => {
                let half = CORNER / 2.0;
                from(
                    self.middle(tile),
                    &[
                        [0.0, -CORNER],
                        [0.5, -half],
                        [0.5, half],
                        [0.0, CORNER],
                        [-0.5, half],
                        [-0.5, -half],
                    ],
                )
            }
        }
    }

    /// The cell and those that touch it, row by row from the south-west.
    pub fn around(&self, [column, row]: Tile) -> impl Iterator<Item = Tile> + use<> {
        let shape = self.shape;
        (-1..=1).flat_map(move |up: i64| {
            let columns = match shape {
                Shape::Square => -1..=1,
                Shape::Hexagon if up == 0 => -1..=1,
                Shape::Hexagon if row.rem_euclid(2) == 0 => -1..=0,
                Shape::Hexagon => 0..=1,
            };
            columns.map(move |right| [column + right, row + up])
        })
    }
}

/// How far east a row of hexagons is moved.
fn shift(row: i64) -> f64 {
    if row.rem_euclid(2) == 0 { 0.0 } else { 0.5 }
}

/// For each area itself and those that share a corner with it, in order.
#[must_use]
pub fn areas_around(areas: &[Area]) -> Vec<Vec<usize>> {
    let mut of: HashMap<[i32; 2], Vec<usize>> = HashMap::new();
    for (at, area) in areas.iter().enumerate() {
        for corner in area.rings.iter().flatten() {
            let here = of.entry(*corner).or_default();
            if here.last() != Some(&at) {
                here.push(at);
            }
        }
    }
    let mut around: Vec<Vec<usize>> = (0..areas.len()).map(|at| vec![at]).collect();
    for here in of.values().filter(|it| it.len() > 1) {
        for at in here {
            around[*at].extend(here);
        }
    }
    for list in &mut around {
        list.sort_unstable();
        list.dedup();
    }
    around
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tiles(shape: Shape) -> Tiles {
        Tiles {
            shape,
            across: 100.0,
            start: 0.0,
        }
    }

    #[test]
    fn the_example() {
        assert_eq!(tiles(Shape::Square).at([99.0, 0.0]), [0, 0]);
        let hexagons = tiles(Shape::Hexagon);
        assert_eq!(hexagons.at([99.0, 0.0]), [1, 0]);
        assert_eq!(hexagons.middle([1, 0]), [100.0, 0.0]);
        let [x, y] = hexagons.middle([0, 1]);
        assert!((x - 50.0).abs() < 1e-9 && (y - 86.602_540_378).abs() < 1e-6);
    }

    #[test]
    fn a_cell_has_as_many_neighbours_as_it_has_sides_or_corners() {
        for (shape, many) in [(Shape::Square, 9), (Shape::Hexagon, 7)] {
            for tile in [[3, 4], [3, 5], [-3, -5]] {
                let around: Vec<Tile> = tiles(shape).around(tile).collect();
                assert_eq!(around.len(), many);
                assert!(around.contains(&tile) && around.is_sorted_by_key(|it| [it[1], it[0]]));
            }
        }
    }

    #[test]
    fn areas_touch_at_a_corner_and_not_across_a_gap() {
        let square = |x: i32, y: i32| Area {
            code: format!("{x} {y}"),
            rings: vec![vec![[x, y], [x + 10, y], [x + 10, y + 10], [x, y + 10]]],
        };
        let areas = [square(0, 0), square(10, 10), square(30, 0), square(10, 0)];
        let around = areas_around(&areas);
        assert_eq!(
            around,
            vec![vec![0, 1, 3], vec![0, 1, 3], vec![2], vec![0, 1, 3]]
        );
        assert!(areas_around(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn a_place_lies_in_the_cell_whose_middle_is_nearest(x in -5e5..5e5_f64, y in -5e5..5e5_f64, is_hexagon: bool) {
            let tiles = Tiles { shape: if is_hexagon { Shape::Hexagon } else { Shape::Square }, across: 300.0, start: 40.0 };
            let own = tiles.at([x, y]);
            let far = |tile: Tile| {
                let [a, b] = tiles.middle(tile);
                (a - x).hypot(b - y)
            };
            for other in tiles.around(own) {
                prop_assert!(far(own) <= far(other) + 1e-6);
            }
            // Its neighbours touch it: they share two corners, or one at a square's corner.
            let near = |a: &[f64; 2], b: &[f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]) < 1e-6;
            let corners = tiles.corners(own);
            for other in tiles.around(own).filter(|it| *it != own) {
                let theirs = tiles.corners(other);
                let shared = corners.iter().filter(|a| theirs.iter().any(|b| near(a, b))).count();
                let enough = if is_hexagon { 2..=2 } else { 1..=2 };
                prop_assert!(enough.contains(&shared));
            }
        }
    }
}
