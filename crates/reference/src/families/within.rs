//! Which areas a point lies in, decided on the very numbers of the files, as GEOS decides it.
//!
//! The product's own join knows six decimals, which is what police files have. Other tools take a decimal for the nearest
//! number a computer holds, and then a point that lies on a slanting edge in decimals lies beside it. So a side is decided
//! here without any rounding: where plain arithmetic leaves a doubt, the determinant is added up exactly.

/// A place.
pub type Point = [f64; 2];

/// An area: all its rings, the outer ones and the holes.
pub struct Shape {
    /// How it is called.
    pub code: String,
    /// Its rings.
    pub rings: Vec<Vec<Point>>,
    low: Point,
    high: Point,
    /// Edges by the band of the area's height that they cross.
    bands: Vec<Vec<[Point; 2]>>,
}

impl Shape {
    pub fn of(code: String, rings: Vec<Vec<Point>>) -> Self {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for corner in rings.iter().flatten() {
            for k in 0..2 {
                low[k] = low[k].min(corner[k]);
                high[k] = high[k].max(corner[k]);
            }
        }
        let corners = rings.iter().map(Vec::len).sum::<usize>();
        let mut shape = Self {
            code,
            low,
            high,
            bands: vec![Vec::new(); (corners / 8).clamp(1, 4096)],
            rings: Vec::new(),
        };
        for ring in &rings {
            let next = ring.iter().cycle().skip(1);
            for (a, b) in ring.iter().zip(next).filter(|(a, b)| a != b) {
                let (from, to) = (shape.band(a[1].min(b[1])), shape.band(a[1].max(b[1])));
                for band in &mut shape.bands[from..=to] {
                    band.push([*a, *b]);
                }
            }
        }
        shape.rings = rings;
        shape
    }

    fn band(&self, y: f64) -> usize {
        let share = (y - self.low[1]) / (self.high[1] - self.low[1]);
        ((share * self.bands.len() as f64).max(0.0) as usize).min(self.bands.len() - 1)
    }

    /// `None` outside, otherwise whether the point lies on an edge.
    pub fn holds(&self, p: Point) -> Option<bool> {
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

    /// Whether some edge passes within a distance along both axes.
    pub fn edge_near(&self, p: Point, distance: f64) -> bool {
        self.rings.iter().any(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).any(|(a, b)| {
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
        let shape = Shape::of("A".into(), vec![ring(0.0, 10.0), ring(4.0, 6.0)]);
        assert_eq!(shape.holds([2.0, 2.0]), Some(false));
        assert_eq!(shape.holds([5.0, 5.0]), None);
        assert_eq!(shape.holds([4.0, 5.0]), Some(true));
        assert_eq!(shape.holds([10.0, 10.0]), Some(true));
        assert_eq!(shape.holds([2.0, 4.0]), Some(false));
        assert_eq!(shape.holds([11.0, 4.0]), None);
        assert!(shape.edge_near([10.5, 3.0], 0.5) && !shape.edge_near([2.0, 2.0], 1.5));
    }
}
