//! Which areas a point lies in, decided on the very numbers of the files, as GEOS decides it.
//!
//! The product's own join knows six decimals, which is what police files have. Other tools take a decimal for the nearest
//! number a computer holds, and then a point that lies on a slanting edge in decimals lies beside it. So a side is decided
//! here without any rounding: where plain arithmetic leaves a doubt, the determinant is added up exactly.

/// A place.
pub type Point = [f64; 2];

/// An area: its parts, each an outer ring and its holes.
pub struct Shape {
    /// How it is called.
    pub code: String,
    parts: Vec<Vec<Ring>>,
}

impl Shape {
    pub fn of(code: String, parts: Vec<Vec<Vec<Point>>>) -> Self {
        let rings = |part: Vec<Vec<Point>>| part.into_iter().map(Ring::of).collect();
        Self {
            code,
            parts: parts.into_iter().map(rings).collect(),
        }
    }

    fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.parts.iter().flatten()
    }

    /// Every corner of every ring.
    pub fn corners(&self) -> impl Iterator<Item = &Point> {
        self.rings().flat_map(|ring| &ring.corners)
    }

    /// The parts with other corners.
    pub fn in_whole(&self, to: impl Fn(Point) -> [i32; 2]) -> Vec<Vec<Vec<[i32; 2]>>> {
        let ring = |ring: &Ring| ring.corners.iter().map(|it| to(*it)).collect();
        let rings = |part: &Vec<Ring>| part.iter().map(ring).collect();
        self.parts.iter().map(rings).collect()
    }

    /// `None` outside, otherwise whether the point lies on an edge and inside no part.
    pub fn holds(&self, p: Point) -> Option<bool> {
        let parts = self.parts.iter().filter_map(|part| {
            let mut rings = part.iter().map(|ring| ring.holds(p));
            let outer = rings.next().flatten()?;
            let holes: Vec<bool> = rings.flatten().collect();
            let is_free = holes.iter().all(|on_edge| *on_edge);
            is_free.then_some(outer || !holes.is_empty())
        });
        parts.reduce(|one, other| one && other)
    }

    /// Whether some edge passes within a distance along both axes.
    pub fn edge_near(&self, p: Point, distance: f64) -> bool {
        self.rings().any(|ring| ring.is_near(p, distance))
    }
}

/// A closed line.
struct Ring {
    corners: Vec<Point>,
    low: Point,
    high: Point,
    /// Edges by the band of its height that they cross.
    bands: Vec<Vec<[Point; 2]>>,
}

impl Ring {
    fn of(corners: Vec<Point>) -> Self {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for corner in &corners {
            for k in 0..2 {
                low[k] = low[k].min(corner[k]);
                high[k] = high[k].max(corner[k]);
            }
        }
        let mut ring = Self {
            low,
            high,
            bands: vec![Vec::new(); (corners.len() / 8).clamp(1, 4096)],
            corners: Vec::new(),
        };
        let next = corners.iter().cycle().skip(1);
        for (a, b) in corners.iter().zip(next).filter(|(a, b)| a != b) {
            let (from, to) = (ring.band(a[1].min(b[1])), ring.band(a[1].max(b[1])));
            for band in &mut ring.bands[from..=to] {
                band.push([*a, *b]);
            }
        }
        ring.corners = corners;
        ring
    }

    fn band(&self, y: f64) -> usize {
        let share = (y - self.low[1]) / (self.high[1] - self.low[1]);
        ((share * self.bands.len() as f64).max(0.0) as usize).min(self.bands.len() - 1)
    }

    /// `None` outside, otherwise whether the point lies on the line.
    fn holds(&self, p: Point) -> Option<bool> {
        let boxed = (0..2).all(|k| (self.low[k]..=self.high[k]).contains(&p[k]));
        if !boxed {
            return None;
        }
        let mut inside = false;
        for [a, b] in &self.bands[self.band(p[1])] {
            if p[1] < a[1].min(b[1]) || p[1] > a[1].max(b[1]) || p[0] > a[0].max(b[0]) {
                continue;
            }
            let side = side(*a, *b, p);
            if side == 0.0 && p[0] >= a[0].min(b[0]) {
                return Some(true);
            }
            // A ray to the east crosses an edge that begins below and ends above it, or the other way round.
            if (a[1] > p[1]) != (b[1] > p[1]) && (side > 0.0) == (b[1] > a[1]) {
                inside = !inside;
            }
        }
        inside.then_some(false)
    }

    fn is_near(&self, p: Point, distance: f64) -> bool {
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().zip(next).any(|(a, b)| {
            let d = [b[0] - a[0], b[1] - a[1]];
            let to = [p[0] - a[0], p[1] - a[1]];
            let square = d[0] * d[0] + d[1] * d[1];
            let along = if square > 0.0 {
                ((to[0] * d[0] + to[1] * d[1]) / square).clamp(0.0, 1.0)
            } else {
                0.0
            };
            (0..2).all(|k| (to[k] - along * d[k]).abs() <= distance)
        })
    }
}

/// Above nothing where `p` lies to the left of the way from `a` to `b`, below it to the right, nothing on it: exactly.
pub fn side(a: Point, b: Point, p: Point) -> f64 {
    let (left, right) = ((a[0] - p[0]) * (b[1] - p[1]), (a[1] - p[1]) * (b[0] - p[0]));
    let plain = left - right;
    // Shewchuk's bound of what three roundings can do.
    if plain.abs() > 4.0 * f64::EPSILON * (left.abs() + right.abs()) {
        return plain;
    }
    let mut sum: Vec<f64> = Vec::with_capacity(12);
    for (x, y) in [
        (a[0], b[1]),
        (-a[1], b[0]),
        (b[0], p[1]),
        (-b[1], p[0]),
        (p[0], a[1]),
        (-p[1], a[0]),
    ] {
        let product = x * y;
        for part in [x.mul_add(y, -product), product] {
            add(&mut sum, part);
        }
    }
    sum.into_iter().rev().find(|it| *it != 0.0).unwrap_or(0.0)
}

/// Adds to a sum that is kept as parts which do not overlap, the greatest last (Shewchuk 1997).
fn add(sum: &mut Vec<f64>, more: f64) {
    let mut carried = more;
    for part in sum.iter_mut() {
        let whole = carried + *part;
        let other = whole - carried;
        *part = (carried - (whole - other)) + (*part - other);
        carried = whole;
    }
    sum.push(carried);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_decided_on_the_numbers_as_they_are() {
        // In decimals (0.3, 0.1) lies on the way to (3, 1); as numbers three times 0.1 is more than 0.3.
        assert_eq!(side([0.0, 0.0], [1.0, 1.0], [0.3, 0.3]), 0.0);
        assert!(side([0.0, 0.0], [3.0, 1.0], [0.3, 0.1]) > 0.0);
        let up = 0.5_f64.next_up();
        assert!(side([0.0, 0.0], [1.0, 1.0], [0.5, up]) > 0.0);
        assert!(side([12.0, 12.0], [24.0, 24.0], [0.5, 0.5_f64.next_down()]) < 0.0);
    }

    #[test]
    fn a_square_with_a_hole_holds_what_lies_between() {
        let ring = |low: f64, high: f64| {
            vec![
                [low, low],
                [high, low],
                [high, high],
                [low, high],
                [low, low],
            ]
        };
        let shape = Shape::of("A".into(), vec![vec![ring(0.0, 10.0), ring(4.0, 6.0)]]);
        assert_eq!(shape.holds([2.0, 2.0]), Some(false));
        assert_eq!(shape.holds([5.0, 5.0]), None);
        assert_eq!(shape.holds([4.0, 5.0]), Some(true));
        assert_eq!(shape.holds([10.0, 10.0]), Some(true));
        assert_eq!(shape.holds([2.0, 4.0]), Some(false));
        assert_eq!(shape.holds([11.0, 4.0]), None);
        assert!(shape.edge_near([10.5, 3.0], 0.5) && !shape.edge_near([2.0, 2.0], 1.5));
        let over = Shape::of(
            "A".into(),
            vec![
                vec![ring(0.0, 10.0)],
                vec![ring(5.0, 15.0), ring(20.0, 25.0)],
            ],
        );
        assert_eq!(over.holds([7.0, 7.0]), Some(false));
        assert_eq!(over.holds([5.0, 7.0]), Some(false));
        assert_eq!(over.holds([15.0, 7.0]), Some(true));
        assert_eq!(over.holds([22.0, 22.0]), None);
    }
}
