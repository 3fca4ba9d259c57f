//! How far two points are apart, and the square around one.

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

#[cfg(test)]
mod tests {
    use super::*;

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
