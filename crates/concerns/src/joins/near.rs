//! How far two points are apart, and the square around one.

use std::collections::HashMap;

/// Metres in a degree of latitude.
const DEGREE: f64 = 111_320.0;

/// A point: east and north, in degrees times one million.
pub type Point = (i64, i64);

/// How much shorter a degree of longitude is there.
fn narrow(lat_e6: i64) -> f64 {
    (lat_e6 as f64 / 1e6).to_radians().cos().max(0.01)
}

/// Metres between two points that are not far apart: the error over 300 m is some centimetres.
#[must_use]
pub fn metres(one: Point, other: Point) -> f64 {
    let degrees = |a: i64, b: i64| (a - b) as f64 / 1e6;
    let east = degrees(one.0, other.0) * DEGREE * narrow(one.1);
    let north = degrees(one.1, other.1) * DEGREE;
    east.hypot(north)
}

/// West, south, east and north of a square that holds everything within so many metres.
#[must_use]
pub fn around(point: Point, metres: f64) -> [i64; 4] {
    let north = (metres / DEGREE * 1e6).ceil() as i64;
    let east = (metres / (DEGREE * narrow(point.1)) * 1e6).ceil() as i64;
    [
        point.0 - east,
        point.1 - north,
        point.0 + east,
        point.1 + north,
    ]
}

/// How many places there are with so many points or more. A place is everything within so many metres of its first point, in
/// the order given; only the squares beside a point are looked at, so a thousand times as many take a thousand times as long.
#[must_use]
pub fn places(points: &[Point], metres_wide: f64, least: u64) -> u64 {
    let cell = |point: Point| {
        let size = (metres_wide / DEGREE * 1e6).max(1.0) as i64;
        (point.0.div_euclid(size * 2), point.1.div_euclid(size))
    };
    let mut centres: HashMap<(i64, i64), Vec<(Point, u64)>> = HashMap::new();
    for point in points {
        let (x, y) = cell(*point);
        let beside = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let mut known = None;
        for square in beside {
            let here = centres.get(&square).into_iter().flatten();
            let at = here
                .enumerate()
                .find(|(_, (centre, _))| metres(*centre, *point) <= metres_wide);
            if let Some((at, _)) = at {
                known = Some((square, at));
                break;
            }
        }
        match known {
            Some((square, at)) => {
                if let Some(centre) = centres.get_mut(&square).and_then(|it| it.get_mut(at)) {
                    centre.1 += 1;
                }
            }
            None => centres.entry((x, y)).or_default().push((*point, 1)),
        }
    }
    let many = centres.values().flatten().filter(|it| it.1 >= least);
    many.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_once_however_often_it_comes() {
        let here = (100_000, 51_230_000);
        let points = [
            here,
            (here.0 + 300, here.1),
            (here.0, here.1 + 300),
            (here.0 + 20_000, here.1),
        ];
        assert_eq!(places(&points, 50.0, 3), 1);
        assert_eq!(places(&points, 50.0, 1), 2);
        assert_eq!(places(&points[1..], 50.0, 3), 0);
        assert_eq!(places(&[], 50.0, 1), 0);
    }

    #[test]
    fn a_hundred_metres_are_a_hundred_metres_and_lie_in_the_square() {
        let here = (100_000, 51_230_000);
        let north = (here.0, here.1 + 898);
        let east = (here.0 + 1_434, here.1);
        for there in [north, east] {
            let found = metres(here, there);
            assert!((found - 100.0).abs() < 0.5, "{found}");
            let [west, south, east, north] = around(here, 101.0);
            assert!((west..=east).contains(&there.0) && (south..=north).contains(&there.1));
        }
        assert!(metres(here, here) < 1e-9);
    }
}
