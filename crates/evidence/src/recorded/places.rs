//! The published points: each with its number and its name, laid out so that a circle or an area finds its own quickly.

use std::collections::HashMap;

/// No point was published.
pub(super) const NOWHERE: u32 = u32::MAX;

/// A mile, the publisher's circle.
const MILE: f64 = 1_609.344;
/// The mean radius of the Earth in metres.
const EARTH: f64 = 6_371_008.8;
/// Cells are a hundredth of a degree wide and high.
const CELL: i32 = 10_000;
/// Further away than this no published point is the nearest one.
const FAR: f64 = 20_000.0;

/// Where someone asks about.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    /// A mile around a point.
    Circle {
        /// Degrees north.
        lat: f64,
        /// Degrees east.
        lon: f64,
    },
    /// Inside a ring of points (latitude, longitude), by the even-odd rule.
    Ring(Vec<(f64, f64)>),
}

/// A point as it comes from a file.
pub(super) struct Point {
    pub lon: i32,
    pub lat: i32,
    pub name: String,
}

/// The published points in the order of their cells.
#[derive(Debug, Default)]
pub(super) struct Places {
    points: Vec<[i32; 2]>,
    /// Row and column of a cell, and its first point.
    cells: Vec<(i32, i32, u32)>,
    by_number: HashMap<u32, u32>,
    /// Each as it stands in an answer.
    json: Vec<Box<str>>,
}

fn cell(lat: i32, lon: i32) -> (i32, i32) {
    (lat.div_euclid(CELL), lon.div_euclid(CELL))
}

/// Metres over the ground between two points in degrees.
pub(super) fn metres(lat: f64, lon: f64, other_lat: f64, other_lon: f64) -> f64 {
    let (a, b) = (lat.to_radians(), other_lat.to_radians());
    let north = ((b - a) / 2.0).sin().powi(2);
    let east = ((other_lon - lon).to_radians() / 2.0).sin().powi(2);
    2.0 * EARTH * (north + a.cos() * b.cos() * east).sqrt().min(1.0).asin()
}

/// Whether a point lies in a ring, by the even-odd rule.
pub(super) fn inside(ring: &[(f64, f64)], lat: f64, lon: f64) -> bool {
    let mut odd = false;
    let Some(mut before) = ring.last().copied() else {
        return false;
    };
    for point in ring {
        let (a, b) = (before, *point);
        if (a.0 > lat) != (b.0 > lat) && lon < (b.1 - a.1) * (lat - a.0) / (b.0 - a.0) + a.1 {
            odd = !odd;
        }
        before = b;
    }
    odd
}

fn degrees(e6: i32) -> f64 {
    f64::from(e6) / 1e6
}

/// Six decimals, as the publisher writes a point.
pub(super) fn six(e6: i32) -> String {
    let sign = if e6 < 0 { "-" } else { "" };
    let all = e6.unsigned_abs();
    format!("{sign}{}.{:06}", all / 1_000_000, all % 1_000_000)
}

/// The number of a point: from itself, so that it is the same after every import; the next free one where two meet.
fn number(point: &Point, taken: &HashMap<u32, u32>) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let lon = point.lon.to_le_bytes();
    let lat = point.lat.to_le_bytes();
    let name = point.name.bytes().map(|byte| byte.to_ascii_lowercase());
    for byte in lon.into_iter().chain(lat).chain(name) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut number = ((hash ^ (hash >> 32)) & 0x7fff_ffff) as u32;
    while number == 0 || taken.contains_key(&number) {
        number = (number + 1) & 0x7fff_ffff;
    }
    number
}

impl Places {
    /// Lays the points out. Gives where each of them now stands.
    pub fn new(found: Vec<Point>) -> (Self, Vec<u32>) {
        let mut order: Vec<u32> = (0..).take(found.len()).collect();
        let by_itself = |at: &u32| {
            let it = &found[*at as usize];
            (it.lon, it.lat, it.name.to_lowercase())
        };
        order.sort_by_cached_key(by_itself);
        let mut by_number = HashMap::new();
        let mut numbers = vec![0; found.len()];
        for at in &order {
            let given = number(&found[*at as usize], &by_number);
            by_number.insert(given, *at);
            numbers[*at as usize] = given;
        }
        // Stable: within a cell by point and name.
        order.sort_by_key(|at| cell(found[*at as usize].lat, found[*at as usize].lon));
        let mut places = Self::default();
        let mut moved = vec![0; found.len()];
        for (to, from) in (0..).zip(&order) {
            let it = &found[*from as usize];
            moved[*from as usize] = to;
            let (row, column) = cell(it.lat, it.lon);
            if places
                .cells
                .last()
                .is_none_or(|last| (last.0, last.1) != (row, column))
            {
                places.cells.push((row, column, to));
            }
            places.points.push([it.lon, it.lat]);
            let name = serde_json::Value::from(it.name.as_str());
            let json = format!(
                "{{\"latitude\":\"{}\",\"street\":{{\"id\":{},\"name\":{name}}},\"longitude\":\"{}\"}}",
                six(it.lat),
                numbers[*from as usize],
                six(it.lon)
            );
            places.json.push(json.into_boxed_str());
        }
        for at in by_number.values_mut() {
            *at = moved[*at as usize];
        }
        places.by_number = by_number;
        (places, moved)
    }

    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// All of them: longitude and latitude.
    pub fn all(&self) -> &[[i32; 2]] {
        &self.points
    }

    pub fn json(&self, place: u32) -> &str {
        &self.json[place as usize]
    }

    /// Where a point lies: east and north.
    pub fn point(&self, place: u32) -> [i32; 2] {
        self.points[place as usize]
    }

    /// The point of a number.
    pub fn of_number(&self, number: u32) -> Option<u32> {
        self.by_number.get(&number).copied()
    }

    /// The points of an area, in order.
    pub fn of(&self, area: &Area) -> Vec<u32> {
        match area {
            Area::Circle { lat, lon } => self.around(*lat, *lon, MILE),
            Area::Ring(ring) => {
                let start = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
                let bounds = ring.iter().fold(start, |b, (lat, lon)| {
                    (b.0.min(*lat), b.1.max(*lat), b.2.min(*lon), b.3.max(*lon))
                });
                self.within((bounds.0, bounds.1), (bounds.2, bounds.3), |lat, lon| {
                    inside(ring, lat, lon)
                })
            }
        }
    }

    /// The points that share the place nearest to a point.
    pub fn nearest(&self, lat: f64, lon: f64) -> Vec<u32> {
        for reach in [500.0, 3_000.0, FAR] {
            let near = self.around(lat, lon, reach);
            let far = |place: &u32| {
                let [x, y] = self.points[*place as usize];
                metres(lat, lon, degrees(y), degrees(x))
            };
            let Some(best) = near
                .iter()
                .copied()
                .min_by(|a, b| far(a).total_cmp(&far(b)))
            else {
                continue;
            };
            let point = self.points[best as usize];
            return near
                .into_iter()
                .filter(|place| self.points[*place as usize] == point)
                .collect();
        }
        Vec::new()
    }

    /// The points within some metres.
    pub fn around(&self, lat: f64, lon: f64, reach: f64) -> Vec<u32> {
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            return Vec::new();
        }
        let high = (reach / EARTH).to_degrees() * 1.001;
        let wide = (high / (lat.abs() + high).min(89.9).to_radians().cos()).min(360.0);
        self.within(
            (lat - high, lat + high),
            (lon - wide, lon + wide),
            |y, x| metres(lat, lon, y, x) <= reach,
        )
    }

    /// The points between two latitudes and two longitudes that a test keeps.
    fn within(
        &self,
        lat: (f64, f64),
        lon: (f64, f64),
        keep: impl Fn(f64, f64) -> bool,
    ) -> Vec<u32> {
        let mut found = Vec::new();
        let e6 = |degrees: f64| degrees.clamp(-720.0, 720.0) * 1e6;
        let (from, west) = cell(e6(lat.0).floor() as i32, e6(lon.0).floor() as i32);
        let (to, east) = cell(e6(lat.1).ceil() as i32, e6(lon.1).ceil() as i32);
        let (Some(first), Some(last)) = (self.cells.first(), self.cells.last()) else {
            return found;
        };
        for row in from.max(first.0)..=to.min(last.0) {
            let begin = self.cells.partition_point(|it| (it.0, it.1) < (row, west));
            let end = self.cells.partition_point(|it| (it.0, it.1) <= (row, east));
            if begin >= end {
                continue;
            }
            let until = self
                .cells
                .get(end)
                .map_or(self.points.len() as u32, |it| it.2);
            found.extend((self.cells[begin].2..until).filter(|place| {
                let [x, y] = self.points[*place as usize];
                keep(degrees(y), degrees(x))
            }));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points(all: &[(i32, i32)]) -> Vec<Point> {
        all.iter()
            .map(|(lon, lat)| Point {
                lon: *lon,
                lat: *lat,
                name: "On or near Example Street".into(),
            })
            .collect()
    }

    #[test]
    fn a_mile_is_a_mile() {
        // A degree of latitude is 111,195 m on this sphere.
        let north = |metres: f64| 51_400_000 + (metres / 111_195.08 * 1e6) as i32;
        let (places, _) = Places::new(points(&[
            (15_000, north(1_609.0)),
            (15_000, north(1_610.0)),
        ]));
        let found = places.of(&Area::Circle {
            lat: 51.4,
            lon: 0.015,
        });
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_ring_with_a_dent_leaves_the_dent_out() {
        let ring = vec![(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (2.0, 2.0), (4.0, 0.0)];
        assert!(inside(&ring, 1.0, 2.0));
        assert!(!inside(&ring, 3.5, 2.0), "the dent");
        assert!(inside(&ring, 3.0, 0.5));
        assert!(!inside(&ring, 5.0, 2.0));
        let crossed = vec![(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)];
        assert!(inside(&crossed, 1.9, 1.5) && !inside(&crossed, 1.0, 3.0));
    }

    #[test]
    fn a_point_is_written_with_six_decimals() {
        assert_eq!(
            (six(-7), six(51_400_000)),
            ("-0.000007".into(), "51.400000".into())
        );
    }

    #[test]
    fn a_number_stays_when_other_points_come() {
        let few = points(&[(15_000, 51_400_000)]);
        let more = points(&[(14_000, 51_300_000), (15_000, 51_400_000), (99, 51_000_000)]);
        let (few, _) = Places::new(few);
        let (more, moved) = Places::new(more);
        assert_eq!(few.json(0), more.json(moved[1]));
        assert_eq!(more.nearest(51.4001, 0.0151), vec![moved[1]]);
        assert!(more.nearest(48.0, 2.0).is_empty());
        assert!(more.nearest(999.0, 0.0).is_empty());
    }

    proptest! {
        #[test]
        fn the_cells_find_what_looking_at_every_point_finds(
            all in proptest::collection::vec((-200_000i32..200_000, 51_200_000i32..51_600_000), 0..200),
            lat in 51.1f64..51.7, lon in -0.3f64..0.3,
            ring in proptest::collection::vec((51.1f64..51.7, -0.3f64..0.3), 3..8),
        ) {
            let (places, moved) = Places::new(points(&all));
            let slow = |keep: &dyn Fn(f64, f64) -> bool| {
                let mut found: Vec<u32> = all.iter().zip(&moved)
                    .filter(|((x, y), _)| keep(degrees(*y), degrees(*x)))
                    .map(|(_, to)| *to).collect();
                found.sort_unstable();
                found
            };
            let circle = slow(&|y, x| metres(lat, lon, y, x) <= MILE);
            prop_assert_eq!(places.of(&Area::Circle { lat, lon }), circle);
            let area = slow(&|y, x| inside(&ring, y, x));
            prop_assert_eq!(places.of(&Area::Ring(ring.clone())), area);
        }
    }
}
